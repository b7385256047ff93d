//! Which of some rows a name means that a person wrote: the one that is called so to the letter, else the one that is called so but for
//! case and accents, else the one of that number. Used by imports and the command line, which know the rows.

use crate::text::fold;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameMatch {
    One(i64),
    Nobody,
    Several,
}

/// Each row by its number and what it is called.
pub fn find_called<'r>(rows: impl IntoIterator<Item = (i64, &'r str)>, name: &str) -> NameMatch {
    let (wanted, number) = (fold(name), name.trim().parse::<i64>().ok());
    let (mut exact, mut alike, mut numbered) = (Vec::new(), Vec::new(), None);
    for (id, called) in rows {
        // A row may have several names.
        let found = if called == name { Some(&mut exact) } else { (fold(called) == wanted).then_some(&mut alike) };
        if let Some(found) = found.filter(|found| !found.contains(&id)) {
            found.push(id);
        }
        if number == Some(id) {
            numbered = Some(id);
        }
    }
    let called = if exact.is_empty() { alike } else { exact };
    match (called.as_slice(), numbered) {
        ([one], _) => NameMatch::One(*one),
        ([], Some(id)) => NameMatch::One(id),
        ([], None) => NameMatch::Nobody,
        _ => NameMatch::Several,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_before_its_likes_and_both_before_a_number() {
        let rows = [(1, "Nóng"), (2, "nong"), (3, "Lạnh"), (4, "3"), (5, "Ấm"), (6, "âm"), (8, "Zalo"), (8, "ZALO")];
        for (name, meant) in [
            ("Nóng", NameMatch::One(1)),
            ("nong", NameMatch::One(2)),
            ("NÓNG", NameMatch::Several),
            ("lanh", NameMatch::One(3)),
            ("3", NameMatch::One(4)),
            (" 5 ", NameMatch::One(5)),
            ("am", NameMatch::Several),
            ("zalo", NameMatch::One(8)),
            ("7", NameMatch::Nobody),
            ("", NameMatch::Nobody),
        ] {
            assert_eq!(find_called(rows, name), meant, "{name}");
        }
    }
}
