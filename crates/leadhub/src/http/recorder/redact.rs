//! Takes secrets out of what is kept of a request: values under keys that name one, and everything that has the form of a token. Called by
//! the recorder. Pure; the text may be cut off anywhere and need not be what its kind promises.

use leadhub_core::actions::TOKEN_PREFIX;
use std::borrow::Cow;

/// What stands in the place of a secret.
const HIDDEN: &str = "•••";
/// Keys that end so, without case and marks, name a secret.
const SECRETS: [&str; 8] = ["password", "passwd", "pwd", "matkhau", "token", "secret", "apikey", "authorization"];
const TOKEN_DIGITS: usize = 40;

fn is_secret(key: &str) -> bool {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    // `password[0]` is one too.
    let plain = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    SECRETS.iter().any(|secret| plain.ends_with(secret))
}

/// A body as text, without secrets.
pub fn redacted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    // What it is, not what its header says it is; a form may carry JSON, and what looks like neither may be either.
    let is_json = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).starts_with(['{', '[']);
    let text = if is_json { text } else { query(&text).into() };
    tokens(&json(&text))
}

/// The pairs of a query string or a form.
pub fn query(text: &str) -> String {
    let pair = |pair: &str| match pair.split_once('=') {
        Some((key, _)) if is_secret(&plain(key)) => format!("{key}={HIDDEN}"),
        _ => pair.to_owned(),
    };
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// A key without its percents.
fn plain(key: &str) -> Cow<'_, str> {
    let (mut bytes, mut rest) = (Vec::new(), key.as_bytes());
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let (byte, behind) = match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => (byte, &after[2..]),
            None => (*first, after),
        };
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Anything that has the form of a token of ours.
pub fn tokens(text: &str) -> String {
    let mut pieces = text.split(TOKEN_PREFIX);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_hexdigit).count();
        // One that was cut off is one too.
        let is_token = digits >= TOKEN_DIGITS || digits == piece.len() && digits > 0;
        whole.push_str(if is_token { HIDDEN } else { TOKEN_PREFIX });
        whole.push_str(if is_token { &piece[digits.min(TOKEN_DIGITS)..] } else { piece });
    }
    whole
}

/// JSON, wherever it is cut off: a value under a secret's key is hidden, unless it holds keys of its own.
fn json(text: &str) -> String {
    let (mut whole, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('"') {
        let end = at + string_end(&rest[at..]);
        let (key, behind) = (&rest[at..end], &rest[end..]);
        whole.push_str(&rest[..end]);
        rest = behind;
        let value = behind.trim_start();
        let Some(value) = value.strip_prefix(':').map(str::trim_start) else { continue };
        if !is_secret(&unescaped(key)) || value.starts_with(['{', '[']) {
            continue;
        }
        whole.push_str(&behind[..behind.len() - value.len()]);
        let length = match value.starts_with('"') {
            true => string_end(value),
            false => value.find([',', '}', ']', '\n']).unwrap_or(value.len()),
        };
        whole.push('"');
        whole.push_str(HIDDEN);
        whole.push('"');
        rest = &value[length..];
    }
    whole.push_str(rest);
    whole
}

/// Where the string ends with which the text begins; at the end of the text where it was cut off.
fn string_end(text: &str) -> usize {
    let mut is_escaped = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn unescaped(key: &str) -> Cow<'_, str> {
    if !key.contains('\\') {
        return key.into();
    }
    serde_json::from_str::<String>(key).map_or(Cow::Borrowed(key), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_nothing_else() {
        for (text, kept) in [
            (r#"{"password":"a\"b","x":"y"}"#, r#"{"password":"•••","x":"y"}"#),
            (r#"{"Access-Token" : 12 , "x":1}"#, r#"{"Access-Token" : "•••", "x":1}"#),
            (r#"{"token":{"id":"1","token":"t"}}"#, r#"{"token":{"id":"1","token":"•••"}}"#),
            (r#"{"pass\u0077ord":"t"}"#, r#"{"pass\u0077ord":"•••"}"#),
            ("\u{feff}{\"password\":\"a\"}", "\u{feff}{\"password\":\"•••\"}"),
            (r#"data={"password":"a"}&x=1"#, r#"data={"password":"•••"}&x=1"#),
            (r#"{"client_secret":"cut o"#, r#"{"client_secret":"•••""#),
            (r#"{"name":"token","phone":"09"}"#, r#"{"name":"token","phone":"09"}"#),
            ("no json", "no json"),
            ("\"", "\""),
        ] {
            assert_eq!(redacted(text.as_bytes()), kept);
        }
        let form = "name=a&pass%77ord=b&login=c&password=d%26";
        assert_eq!(redacted(form.as_bytes()), "name=a&pass%77ord=•••&login=c&password=•••");
        assert_eq!(redacted(b"token=1"), "token=•••");
        assert_eq!(redacted(b"password[0]=1"), "password[0]=•••");
    }

    #[test]
    fn a_token_is_hidden_wherever_it_stands() {
        let token = format!("lh_{}", "0a1b".repeat(10));
        assert_eq!(tokens(&format!("x {token}, {token}")), "x •••, •••");
        assert_eq!(tokens("lh_0a1b"), "•••", "cut off");
        assert_eq!(tokens("lh_ 1 and lh_xyz"), "lh_ 1 and lh_xyz");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_gone_through(text: String) {
            let _kept = (json(&text), query(&text), tokens(&text));
        }
    }
}
