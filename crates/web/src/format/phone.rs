//! Phones as they are read out: in threes from the end. Masked ones come out of `leadhub_model::mask` in the same groups.
//! What is no readable number is shown as it was written.

use leadhub_model::phone::Phone;

/// Fewer digits are an extension or a hotline, which nobody groups.
const SHORTEST: usize = 9;

/// `0908 123 148`
pub fn phone(text: &str) -> String {
    let shown = Phone::read(text).display();
    if shown.len() < SHORTEST || !shown.bytes().all(|byte| byte.is_ascii_digit()) {
        return shown;
    }
    let mut grouped = String::with_capacity(shown.len() + 3);
    for (at, digit) in shown.chars().enumerate() {
        if at > 1 && (shown.len() - at).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadhub_model::mask;

    #[test]
    fn a_number_is_read_out_in_threes() {
        for (text, shown) in [
            ("0908123148", "0908 123 148"),
            ("+84 908-123-148", "0908 123 148"),
            ("02838123148", "02 838 123 148"),
            ("19001234", "19001234"),
            ("gọi sau", "gọi sau"),
            ("", ""),
        ] {
            assert_eq!(phone(text), shown, "{text}");
        }
    }

    #[test]
    fn a_mask_keeps_the_groups() {
        for text in ["0908123148", "02838123148"] {
            let gaps = |text: &str| text.chars().map(|letter| letter == ' ').collect::<Vec<_>>();
            assert_eq!(gaps(&phone(text)), gaps(&mask::phone(text)), "{text}");
        }
    }
}
