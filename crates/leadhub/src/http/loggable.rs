//! What of a request may stand in the log: callers put phone numbers into paths and request ids, and a log is read by more people than
//! leads are. Used by the front door; it decides by form alone, since what a route makes of a segment is the route's.

use percent_encoding::percent_decode_str;

/// The longest id of a client's that is kept.
const LONGEST_ID: usize = 64;
/// So many digits may be somebody's number. Ids of leads have fewer until there are millions, UUIDs are told by their form.
const DIGITS_OF_A_NUMBER: usize = 8;
const HIDDEN: &str = "{...}";

/// A path as it is logged: a segment that may hold a number is left out.
pub fn path(path: &str) -> String {
    let shown = |segment| if may_hold_a_number(segment) { HIDDEN } else { segment };
    path.split('/').map(shown).collect::<Vec<_>>().join("/")
}

/// Whether a client's own id is kept, in the log and in the answer: letters, digits and the marks that ids are made of, and no number.
pub fn is_id(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_plain) && !may_hold_a_number(id)
}

/// Digits of any script, however they are written and parted, but for those of an id that machines make.
fn may_hold_a_number(text: &str) -> bool {
    if is_uuid(text) || is_hex(text, 32) || is_hex(text, 16) {
        return false;
    }
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    let mut run = 0;
    decoded.chars().any(|c| {
        match c {
            c if c.is_numeric() => run += 1,
            c if c.is_alphabetic() => run = 0,
            _ => {}
        }
        run >= DIGITS_OF_A_NUMBER
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && is_hex(&text.replace('-', ""), 32)
}

/// Hexadecimal digits, not all of them decimal ones.
fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_path_is_left_out_however_it_is_written() {
        for (given, shown) in [
            ("/acme/api/v1/leads", "/acme/api/v1/leads"),
            ("/acme/api/v1/lead/1234567", "/acme/api/v1/lead/1234567"),
            ("/v3/lead/c4869e79-f0fa-4c6a-9410-bc0defac375a", "/v3/lead/c4869e79-f0fa-4c6a-9410-bc0defac375a"),
            ("/acme/api/v1/lead/0349712999", "/acme/api/v1/lead/{...}"),
            ("/acme/api/v1/contactsByPhone/+84%20349%20712%20999/x", "/acme/api/v1/contactsByPhone/{...}/x"),
            ("/acme/%30%33%34%39712999", "/acme/{...}"),
            ("/acme/0349.712.999", "/acme/{...}"),
            ("/acme/phone=0349712999&x", "/acme/{...}"),
            ("/٠٣٤٩٧١٢٩٩٩", "/{...}"),
        ] {
            assert_eq!(path(given), shown);
        }
    }

    #[test]
    fn an_id_with_a_number_in_it_is_not_kept() {
        let uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
        for id in ["proxy-7f.3:A_b", uuid, "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "job-1234567"] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "two words", "ế", "0349712999", "call-0349712999", "84.349.712.999", "lead:0349-712-999-x"] {
            assert!(!is_id(id), "{id}");
        }
        assert!(!is_id(&"x".repeat(65)));
    }
}
