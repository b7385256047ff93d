//! What this wire takes for a phone number, and whose network it is printed with. Used by `mapping` and `rows`. Whom a
//! number identifies is the model's; nothing here changes a number.

use leadhub_model::phone::{Issuer, Phone, digits};

/// The rule for numbers of a single create (decision P3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The document's pattern to the letter, its slips included.
    Documented,
    /// What the pattern was meant to say; by setting.
    Corrected,
}

impl Rule {
    /// The pattern as it stands in the error.
    pub fn pattern(self) -> &'static str {
        match self {
            Rule::Documented => "^(84|0[3|5|7|8|9])+([0-9]{8})$",
            Rule::Corrected => r"^(\+?84|0)[35789][0-9]{8}$",
        }
    }

    pub fn takes(self, phone: &str) -> bool {
        let phone = phone.as_bytes();
        let Some((head, tail)) = phone.len().checked_sub(8).and_then(|at| phone.split_at_checked(at)) else {
            return false;
        };
        let head_fits = match self {
            // `84`, or `0` and one of the class, which holds the bar too; any number of times.
            Rule::Documented => {
                let fits = |pair: &[u8]| matches!(pair, b"84" | [b'0', b'3' | b'|' | b'5' | b'7' | b'8' | b'9']);
                !head.is_empty() && head.chunks(2).all(fits)
            }
            Rule::Corrected => match head {
                [b'+', b'8', b'4', first] | [b'8', b'4', first] | [b'0', first] => b"35789".contains(first),
                _ => false,
            },
        };
        head_fits && tail.iter().all(u8::is_ascii_digit)
    }
}

/// Whether a row of a file or of many may carry the number: 8 to 11 digits, marks between them allowed (decision P3).
pub fn is_dialable(phone: &str) -> bool {
    !phone.chars().any(char::is_alphabetic) && (8..=11).contains(&digits(phone).len())
}

/// The operator a number's range was given to, in the vendor's five words (decision T23). Of a number with a digit too many
/// the range is still read, as the document prints it for `03497191211`.
pub fn network(phone: &str) -> &'static str {
    let first_ten =
        || digits(phone).get(..10).filter(|ten| ten.starts_with('0')).and_then(|ten| Phone::read(ten).issuer());
    match Phone::read(phone).issuer().or_else(first_ten) {
        Some(Issuer::Viettel) => "viettel",
        Some(Issuer::Mobifone) => "mobi",
        Some(Issuer::Vinaphone) => "vina",
        Some(Issuer::Itel | Issuer::Wintel | Issuer::Gmobile) => "tel",
        Some(Issuer::Vietnamobile | Issuer::Indochina) | None => "offnet",
    }
}
