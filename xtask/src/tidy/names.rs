//! Rule `name`: no file, module or type is named after nothing in particular.
//! Called by `tidy`. A name that says "miscellaneous" collects what belongs elsewhere.

use super::rust_text;
use super::tree::{Tree, Violation};
use super::words;

const MODULES: [&str; 10] =
    ["common", "helper", "helpers", "manager", "managers", "service", "services", "util", "utils", "misc"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.rust() {
        let parts = file.path.trim_end_matches(".rs").split('/');
        if let Some(name) = parts.into_iter().find(|part| MODULES.contains(part)) {
            found.push(file.violation(1, "name", format!("`{name}` says nothing: name it after what it holds")));
        }
        for (index, line) in rust_text::code(&file.text).lines().enumerate() {
            let words = words::of(line);
            if words.iter().any(|word| word == "dto") {
                let advice = "a `Dto` is a wire type or a noun: name it so";
                found.push(file.violation(index + 1, "name", advice));
            }
            let inline = words.iter().skip_while(|word| *word != "mod").nth(1);
            if let Some(name) = inline.filter(|name| MODULES.contains(&name.as_str()) && line.contains('{')) {
                let advice = format!("`mod {name}` says nothing: name it after what it holds");
                found.push(file.violation(index + 1, "name", advice));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_refused() {
        let wrong = [
            ("crates/core/src/utils.rs", ""),
            ("crates/core/src/helpers/dates.rs", ""),
            ("crates/leadhub/tests/it/common.rs", ""),
            ("crates/core/src/a.rs", "mod manager { }"),
            ("crates/core/src/b.rs", "pub struct LeadDto;"),
        ];
        for file in wrong {
            assert_eq!(check(&Tree::of(&[file])).len(), 1, "{file:?}");
        }
    }

    #[test]
    fn a_field_or_a_remark_may_use_those_words() {
        let text = "/// Not a Dto.\nstruct Lead { service_id: i64, common: bool }\nconst A: &str = \"Dto\";\n";
        assert!(check(&Tree::of(&[("crates/core/src/commonly.rs", text)])).is_empty());
    }
}
