//! What a password must be: its length, nobody's name, none of the most common. Asked wherever one is set; pure, and it keeps nothing
//! of what it is shown.

use crate::error::RefusalReason;
use crate::text::fold;
use unicode_normalization::UnicodeNormalization;

/// In characters.
pub const SHORTEST_PASSWORD: usize = 10;
pub const LONGEST_PASSWORD: usize = 200;

/// Names shorter than this stand in many words.
const SHORTEST_NAME: usize = 4;

/// The most common ones that are long enough, folded; the first to be tried by whoever guesses.
const COMMON: &[&str] = &[
    "0123456789",
    "01234567890",
    "0987654321",
    "1029384756",
    "123123123123",
    "1234512345",
    "1234567890",
    "12345678900",
    "12345678901",
    "12345678910",
    "123456789a",
    "123456789abc",
    "123456789q",
    "1234567890a",
    "1234567890q",
    "147258369a",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "9876543210",
    "a123456789",
    "aa123456789",
    "abc1234567",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "abcdefghij",
    "admin12345",
    "admin123456",
    "administrator",
    "anhyeuem123",
    "anhyeuem1234",
    "anhyeuemnhieulam",
    "asdfghjkl1",
    "asdfghjkl123",
    "changeme123",
    "emyeuanh123",
    "football123",
    "helloworld",
    "iloveyou12",
    "iloveyou123",
    "iloveyou1234",
    "khongbiet123",
    "leadhub123",
    "leadhub1234",
    "letmein123",
    "letmein1234",
    "matkhau123",
    "matkhau1234",
    "matkhau12345",
    "matkhaumoi",
    "p@ssw0rd123",
    "p@ssword123",
    "passw0rd123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "passwordpassword",
    "princess123",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwer123456",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "qwertyuiop1",
    "qwertyuiop123",
    "sunshine123",
    "vietnam123",
    "vietnam1234",
    "welcome123",
    "welcome1234",
    "yeuem12345",
    "zaq12wsxcde3",
    "zxcvbnm123",
    "zxcvbnm1234",
];

/// The spelling that is hashed: the same letters are the same password, composed or apart, as keyboards send them.
pub fn composed(password: &str) -> String {
    password.nfkc().collect()
}

/// Whether somebody of this name may have the password.
pub fn check_password(password: &str, name: &str) -> Result<(), RefusalReason> {
    let password = composed(password);
    let length = password.chars().count();
    let (folded, name) = (fold(&password), fold(name));
    let first = folded.chars().next();
    if password.is_empty() {
        Err(RefusalReason::Missing)
    } else if length < SHORTEST_PASSWORD {
        Err(RefusalReason::Unfit("it is too short: take at least 10 characters"))
    } else if length > LONGEST_PASSWORD {
        Err(RefusalReason::TooLong { max: LONGEST_PASSWORD })
    } else if name.chars().count() >= SHORTEST_NAME && folded.contains(&name) || folded == name {
        Err(RefusalReason::Unfit("the user's name is in it: take one that nobody can guess from the name"))
    } else if COMMON.contains(&folded.as_str()) || folded.chars().all(|c| Some(c) == first) {
        Err(RefusalReason::Unfit("it is among those that are tried first: take one that few have"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easily_guessed_is_refused() {
        let message = |password: &str, name: &str| match check_password(password, name) {
            Ok(()) => String::new(),
            Err(why) => why.to_string(),
        };
        for (password, name, word) in [
            ("", "lan", "missing"),
            ("123456789", "lan", "10 characters"),
            ("ếếếếếếếếế", "lan", "10 characters"),
            ("Mật khẩu của Trần Bình", "tran binh", "name"),
            ("lan.nguyen.2026", "Lan.Nguyen", "name"),
            ("PassWord123", "lan", "tried first"),
            ("MẬTKHẨU123", "lan", "tried first"),
            ("aaaaaaaaaaaaaaa", "lan", "tried first"),
            (&"x1".repeat(101), "lan", "200 characters"),
        ] {
            assert!(message(password, name).contains(word), "{password}: {}", message(password, name));
        }
        for password in ["bốn con mèo xanh", "planet of ten", "tb4n-xk2p-9vwc-hhq7"] {
            assert_eq!(message(password, "lan"), "", "{password}");
        }
    }

    #[test]
    fn every_common_one_is_refused_for_being_common() {
        for password in COMMON {
            assert_eq!(fold(password), *password);
            let message = check_password(password, "lan").unwrap_err().to_string();
            assert!(message.contains("tried first"), "{password}: {message}");
        }
    }

    #[test]
    fn composed_or_apart_is_one_password() {
        assert_eq!(composed("me\u{0302}\u{0300}o xanh"), composed("mèo xanh".replace('è', "ề").as_str()));
    }
}
