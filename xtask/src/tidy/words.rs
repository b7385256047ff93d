//! Finds forbidden words in a line, whatever the spelling: `erp_lead`, `ErpLead`, `ERP`.
//! Called by the rules about vendor, engine and file names. It knows no word itself.

/// The words of a line in lower case: identifiers are cut at `_` and where the case changes.
pub fn of(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before = ' ';
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let next_is_small = letters.peek().is_some_and(|next| next.is_lowercase());
        let starts = letter.is_uppercase() && (!before.is_uppercase() || next_is_small);
        if starts || !letter.is_alphanumeric() {
            found.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = found.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    found.retain(|word| !word.is_empty());
    found
}

/// The first of `names` (lower case) that `line` says: any spelling of its letters in a row, so `lead_platform` is found
/// in `LeadPlatform` and `lead-platform`, and `erp` is not found in `interpreter`.
pub fn first_of<'n>(names: &[&'n str], line: &str) -> Option<&'n str> {
    let words = of(line);
    names.iter().copied().find(|name| {
        let name = name.replace('_', "");
        (0..words.len()).any(|start| {
            let mut rest = name.as_str();
            let eaten = words[start..].iter().take_while(|word| match rest.strip_prefix(word.as_str()) {
                Some(after) => {
                    rest = after;
                    true
                }
                None => false,
            });
            eaten.count() > 0 && rest.is_empty()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_cut_into_words() {
        assert_eq!(
            of("struct ErpLead { lead_no: HTTPCode2 }"),
            ["struct", "erp", "lead", "lead", "no", "http", "code2"]
        );
    }

    #[test]
    fn any_spelling_of_a_word_is_found_and_no_part_of_another() {
        let names = ["erp", "lead_platform", "caresoft"];
        for line in
            ["an ERP", "ErpLead", "erp_lead()", "// lead-platform", "LeadPlatform", "CareSoft", "x.CARESOFT_URL"]
        {
            assert!(first_of(&names, line).is_some(), "{line}");
        }
        for line in ["interpreter", "the lead of a platform", "care", "lead", "serp", "misplaced"] {
            assert_eq!(first_of(&names, line), None, "{line}");
        }
    }
}
