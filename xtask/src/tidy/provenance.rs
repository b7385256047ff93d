//! Rule `golden`: a sample says where it comes from, and that place says it.
//! Called by `tidy`. `.spec.http` = a document's own sample to the letter; `.ours.http` = a decision where it is silent.

use super::folders;
use super::golden::Golden;
use super::tree::{File, Tree, Violation};
use super::verbatim;

const DOCUMENTS: &str = "docs/contract/";

/// The decision that valid JSON is printed where a document's sample is broken. A sample that cites it may close brackets
/// and drop commas; it changes no name and no value.
const MENDING: &str = "K7";

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let folders: Vec<String> = folders::wires(tree).into_iter().map(|(_, goldens)| goldens).collect();
    let samples = tree.files.iter().filter(|file| folders.iter().any(|folder| file.path.starts_with(folder)));
    for file in samples.filter(|file| file.has_ending(&["http"])) {
        let golden = Golden::read(&file.text);
        let source = golden.header.first().copied().unwrap_or_default();
        let (mut decisions, section) = cited(source);
        decisions.extend(golden.listed("decision"));
        let mut problems = Vec::new();
        if !file.path.ends_with(".spec.http") && !file.path.ends_with(".ours.http") {
            problems.push("name it .spec.http (a document's sample) or .ours.http (our decision)".to_owned());
        }
        if file.path.ends_with(".spec.http") && section.is_none() {
            problems
                .push("begin with `# <document>, <heading>`, a page of docs/contract/ and a heading in it".to_owned());
        }
        if file.path.ends_with(".ours.http") && !source.starts_with("decision ") {
            problems.push("begin with `# decision <id>`, such as `# decision B12`".to_owned());
        }
        let unknown = decisions.iter().filter(|id| !is_decided(tree, id));
        problems.extend(unknown.map(|id| format!("no decision `{id}` in docs/: cite one that is there")));
        if let Some((document, heading)) = section {
            problems.extend(against_document(tree, file, &golden, document, heading, decisions.contains(&MENDING)));
        }
        found.extend(problems.into_iter().map(|advice| file.violation(1, "golden", advice)));
    }
    found
}

type Citation<'t> = (Vec<&'t str>, Option<(&'t str, &'t str)>);

/// `document, heading`, or `decision B1, B2`, or both with a `;` between.
fn cited(source: &str) -> Citation<'_> {
    let (decisions, section) = match source.strip_prefix("decision ") {
        Some(rest) => rest.split_once(';').map_or((rest, ""), |(ids, section)| (ids, section)),
        None => ("", source),
    };
    let ids = decisions.split([',', ' ']).filter(|id| !id.is_empty()).collect();
    let section = section.split_once(',').map(|(document, heading)| (document.trim(), heading.trim()));
    (ids, section)
}

/// A decision is a row, `| B12 C |`, or an item, `- P1 **`, of a page about decisions.
fn is_decided(tree: &Tree, id: &str) -> bool {
    let pages = tree.under("docs/").filter(|(file, rest)| rest.contains("decisions") && file.has_ending(&["md"]));
    pages.flat_map(|(file, _)| file.text.lines()).any(|line| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("|" | "-")) && words.next().is_some_and(|word| word.trim_end_matches(':') == id)
    })
}

fn against_document(
    tree: &Tree,
    file: &File,
    golden: &Golden,
    document: &str,
    heading: &str,
    mended: bool,
) -> Vec<String> {
    let Some(page) = tree.get(&format!("{DOCUMENTS}{document}")) else {
        return vec![format!("there is no {DOCUMENTS}{document}: cite a page that is there")];
    };
    let mut problems = Vec::new();
    if !verbatim::has_heading(&page.text, heading) {
        problems.push(format!("no heading `{heading}` in {}: cite one to the letter", page.path));
    }
    if !file.path.ends_with(".spec.http") {
        return problems;
    }
    let holds =
        |piece: &str| verbatim::holds(&page.text, piece) || (mended && verbatim::holds_mended(&page.text, piece));
    if !golden.listed("request").contains(&"ours") {
        let request = if golden.is_curl() { golden.request } else { golden.body() };
        if !holds(request) {
            problems.push(format!("the request is not in {}: copy it, or say `# request: ours`", page.path));
        }
    }
    if !golden.is_curl() && !verbatim::has_path(&page.text, golden.path()) {
        problems.push(format!("the path `{}` is not in {}", golden.path(), page.path));
    }
    if golden.listed("reply").contains(&"ours") {
        // A page that prints no body still prints the status, on a line of its own.
        if !page.text.lines().any(|line| line.trim() == golden.status) {
            problems.push(format!("the status `{}` is not in {}", golden.status, page.path));
        }
        if golden.listed("decision").is_empty() {
            problems.push("say which decision the reply is: `# decision: <id>`".to_owned());
        }
    } else if !holds(golden.reply) {
        problems.push(format!("the reply is not in {}: copy it to the letter", page.path));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "## Create\n201\n`POST /v1/lead`\n```\n{\"a\": 1}\n```\n> reply\n```\n{\"id\": [2,\n```\ncurl 'http://x/v1/lead' \\\n-d 1\n";
    const DECISIONS: &str = "| B12 C | two shapes | the first |\n- P1 **A**: eight digits\n| K7 C | broken | valid |\n";

    fn found(name: &str, golden: &str) -> Vec<String> {
        let path = format!("crates/dialects/golden/alpha/{name}");
        let pages = [
            ("docs/contract/page.md", PAGE),
            ("docs/contract/decisions.md", DECISIONS),
            ("crates/dialects/src/alpha/mod.rs", ""),
            (path.as_str(), golden),
        ];
        check(&Tree::of(&pages)).into_iter().map(|violation| violation.advice).collect()
    }

    #[test]
    fn a_documents_own_sample_passes() {
        let plain = "# page.md, Create\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"a\": 1}\n";
        let command = "# page.md, Create\ncurl 'http://x/v1/lead' \\\n-d 1\n--- 201\n\n";
        let ours = "# page.md, Create\n# request: ours\nPOST /v1/lead\n\n{\"b\": 7}\n--- 200\n\n{\"a\": 1}\n";
        let mended = "# page.md, Create\n# decision: K7\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"id\": [2]}\n";
        let bare =
            "# page.md, Create\n# reply: ours\n# decision: B12\nPOST /v1/lead\n\n{\"a\": 1}\n--- 201\n\n{\"e\": 1}\n";
        for golden in [plain, command, ours, mended, bare] {
            assert_eq!(found("01_create.spec.http", golden), Vec::<String>::new(), "{golden}");
        }
        assert!(found("02_error.ours.http", "# decision B12, P1\nGET /x\n--- 400\n\n{\"e\": 1}\n").is_empty());
    }

    #[test]
    fn what_a_document_does_not_say_is_found() {
        let cases = [
            ("# page.md, Delete\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"a\": 1}\n", "no heading `Delete`"),
            ("# other.md, Create\nPOST /v1/lead\n--- 200\n\n", "there is no docs/contract/other.md"),
            ("POST /v1/lead\n--- 200\n\n", "begin with `# <document>, <heading>`"),
            ("# page.md, Create\nPOST /v1/lead\n\n{\"a\": 3}\n--- 200\n\n{\"a\": 1}\n", "the request is not in"),
            ("# page.md, Create\ncurl 'http://x/v1/lead' \\\n-d 2\n--- 200\n\n{\"a\": 1}\n", "the request is not in"),
            ("# page.md, Create\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"a\": 2}\n", "the reply is not in"),
            ("# page.md, Create\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"id\": [2]}\n", "the reply is not in"),
            (
                "# page.md, Create\n# reply: ours\n# decision: B12\nPOST /v1/lead\n\n{\"a\": 1}\n--- 202\n\n",
                "the status `202` is not in",
            ),
            (
                "# page.md, Create\n# reply: ours\nPOST /v1/lead\n\n{\"a\": 1}\n--- 201\n\n",
                "say which decision the reply is",
            ),
            (
                "# page.md, Create\nPOST /v2/lead\n\n{\"a\": 1}\n--- 200\n\n{\"a\": 1}\n",
                "the path `/v2/lead` is not in",
            ),
        ];
        for (golden, advice) in cases {
            let found = found("01_create.spec.http", golden);
            assert!(found.len() == 1 && found[0].starts_with(advice), "{golden}: {found:?}");
        }
    }

    #[test]
    fn our_own_sample_cites_a_decision_that_is_there() {
        let golden = |id: &str| format!("# decision {id}\nGET /x\n--- 400\n\n{{\"e\": 1}}\n");
        assert!(found("02_error.ours.http", &golden("B13"))[0].starts_with("no decision `B13`"));
        assert!(found("02_error.ours.http", "# page.md, Create\nGET /x\n--- 400\n")[0].starts_with("begin with"));
        assert!(found("02_error.http", &golden("B12"))[0].starts_with("name it .spec.http"));
    }
}
