//! Whole numbers, shares and money, in digits that line up. A group of three is parted by a dot in Vietnamese and a comma in English.
//! Đồng have no decimals.

use crate::language::Language;

/// `1.204`
pub fn whole(number: i64, language: Language) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(match language {
                Language::Vi => '.',
                Language::En => ',',
            });
        }
        text.push(digit);
    }
    text
}

/// `1.250.000 ₫`
pub fn dong(amount: i64, language: Language) -> String {
    format!("{} ₫", whole(amount, language))
}

/// `18%` of a whole, rounded; `–` of nothing, since a share of nothing says nothing.
pub fn percent(part: i64, of: i64) -> String {
    if of <= 0 {
        return "–".to_owned();
    }
    let (part, of) = (i128::from(part), i128::from(of));
    format!("{}%", (200 * part + of).div_euclid(2 * of))
}

/// `+12%`, `-5%`, `0%` against what was before; `None` where there was nothing to compare with.
pub fn change(now: i64, before: i64) -> Option<String> {
    if before <= 0 {
        return None;
    }
    let (now, before) = (i128::from(now), i128::from(before));
    let percent = (200 * (now - before) + before).div_euclid(2 * before);
    Some(format!("{}{percent}%", if percent > 0 { "+" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threes_are_parted_as_the_language_does() {
        for (number, vi, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1204, "1.204", "1,204"),
            (1_250_000, "1.250.000", "1,250,000"),
            (-1204, "-1.204", "-1,204"),
            (i64::MIN, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(whole(number, Language::Vi), vi);
            assert_eq!(whole(number, Language::En), en);
        }
        assert_eq!(dong(1_250_000, Language::Vi), "1.250.000 ₫");
    }

    #[test]
    fn a_change_has_its_sign() {
        for (now, before, text) in [
            (112, 100, "+12%"),
            (95, 100, "-5%"),
            (7, 7, "0%"),
            (0, 3, "-100%"),
            (i64::MAX, 1, "+922337203685477580600%"),
        ] {
            assert_eq!(change(now, before).as_deref(), Some(text), "{now} after {before}");
        }
        assert_eq!(change(5, 0), None);
    }

    #[test]
    fn a_share_is_rounded_and_of_nothing_there_is_none() {
        for (part, of, text) in
            [(18, 100, "18%"), (1, 3, "33%"), (1, 200, "1%"), (0, 7, "0%"), (5, 0, "–"), (i64::MAX, i64::MAX, "100%")]
        {
            assert_eq!(percent(part, of), text, "{part} of {of}");
        }
    }
}
