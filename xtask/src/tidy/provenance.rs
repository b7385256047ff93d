//! Rule `golden`: a sample can be read, says where it comes from, and that place says it.
//! Called by `tidy`. `.spec.http` = a document's own sample to the letter; `.ours.http` = a decision where it is silent.

use super::folders;
use super::tree::{File, Tree, Violation};
use super::verbatim;
use leadhub_golden::{Golden, Kind, Section};

const DOCUMENTS: &str = "docs/contract/";

/// The decision that valid JSON is printed where a document's sample is broken. A sample that cites it may close brackets
/// and drop commas; it changes no name and no value.
const MENDING: &str = "K7";

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let folders: Vec<String> = folders::wires(tree).into_iter().map(|(_, goldens)| goldens).collect();
    let samples = tree.files.iter().filter(|file| folders.iter().any(|folder| file.path.starts_with(folder)));
    for file in samples.filter(|file| file.has_ending(&["http"])) {
        let problems = match Golden::parse(&file.path, &file.text) {
            Ok(golden) => problems(tree, &golden),
            Err(error) => vec![error.error],
        };
        found.extend(problems.into_iter().map(|advice| file.violation(1, "golden", advice)));
    }
    found
}

fn problems(tree: &Tree, golden: &Golden) -> Vec<String> {
    let unknown = golden.source.decisions.iter().filter(|id| !is_decided(tree, id));
    let mut problems: Vec<String> =
        unknown.map(|id| format!("no decision `{id}` in docs/: cite one that is there")).collect();
    if let Some(section) = &golden.source.section {
        problems.extend(against_document(tree, golden, section));
    }
    problems
}

/// A decision is a row, `| B12 C |`, or an item, `- P1 **`, of a page about decisions.
fn is_decided(tree: &Tree, id: &str) -> bool {
    let pages = tree.under("docs/").filter(|(file, rest)| rest.contains("decisions") && file.has_ending(&["md"]));
    pages.flat_map(|(file, _)| file.text.lines()).any(|line| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("|" | "-")) && words.next().is_some_and(|word| word.trim_end_matches(':') == id)
    })
}

fn against_document(tree: &Tree, golden: &Golden, Section { document, heading }: &Section) -> Vec<String> {
    let Some(page) = tree.get(&format!("{DOCUMENTS}{document}")) else {
        return vec![format!("there is no {DOCUMENTS}{document}: cite a page that is there")];
    };
    let mut problems = Vec::new();
    if !verbatim::has_heading(&page.text, heading) {
        problems.push(format!("no heading `{heading}` in {}: cite one to the letter", page.path));
    }
    if golden.kind == Kind::Spec {
        problems.extend(against_letters(page, golden));
    }
    problems
}

/// What a document's own sample says that its page does not.
fn against_letters(page: &File, golden: &Golden) -> Vec<String> {
    let mut problems = Vec::new();
    let mended = golden.source.decisions.iter().any(|id| id == MENDING);
    let holds =
        |piece: &str| verbatim::holds(&page.text, piece) || (mended && verbatim::holds_mended(&page.text, piece));
    let request = if golden.is_command() { &golden.request_text } else { &golden.request.body };
    if !golden.request_is_ours && !holds(request.trim_matches('\n')) {
        problems.push(format!("the request is not in {}: copy it, or say `# request: ours`", page.path));
    }
    let path = golden.request.target.split('?').next().unwrap_or_default();
    if !golden.is_command() && !verbatim::has_path(&page.text, path) {
        problems.push(format!("the path `{path}` is not in {}", page.path));
    }
    let status = golden.expected.status.to_string();
    if !golden.reply_is_ours && !holds(golden.expected.body.trim()) {
        problems.push(format!("the reply is not in {}: copy it to the letter", page.path));
    }
    // A page that prints no body still prints the status, on a line of its own.
    if golden.reply_is_ours && !page.text.lines().any(|line| line.trim() == status) {
        problems.push(format!("the status `{status}` is not in {}", page.path));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "## Create\n201\n`POST /v1/lead`\n```\n{\"a\": 1}\n```\n> reply\n```\n{\"id\": [2,\n```\ncurl 'https://{{API_HOST}}/v1/lead' \\\n-d 1\n";
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
        let command = "# page.md, Create\ncurl 'https://{{API_HOST}}/v1/lead' \\\n-d 1\n--- 201\n\n";
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
            ("POST /v1/lead\n--- 200\n\n", "the first line must say where the sample comes from"),
            ("# page.md, Create\nPOST /v1/lead\n\n{\"a\": 3}\n--- 200\n\n{\"a\": 1}\n", "the request is not in"),
            (
                "# page.md, Create\ncurl 'https://{{API_HOST}}/v1/lead' \\\n-d 2\n--- 200\n\n{\"a\": 1}\n",
                "the request is not in",
            ),
            ("# page.md, Create\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"a\": 2}\n", "the reply is not in"),
            ("# page.md, Create\nPOST /v1/lead\n\n{\"a\": 1}\n--- 200\n\n{\"id\": [2]}\n", "the reply is not in"),
            (
                "# page.md, Create\n# reply: ours\n# decision: B12\nPOST /v1/lead\n\n{\"a\": 1}\n--- 202\n\n",
                "the status `202` is not in",
            ),
            (
                "# page.md, Create\n# reply: ours\nPOST /v1/lead\n\n{\"a\": 1}\n--- 201\n\n",
                "a reply of ours cites the decision it is",
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
        assert!(found("02_error.ours.http", "# page.md, Create\nGET /x\n--- 400\n")[0].contains("cites a decision"));
        assert!(found("02_error.http", &golden("B12"))[0].contains("must end in .spec.http"));
    }
}
