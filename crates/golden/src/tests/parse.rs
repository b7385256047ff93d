//! The sample file's format: what is read from it, and what is refused.
//! Run with the crate's own tests; needs no store.

use std::time::Duration;

use super::super::{Golden, Kind, Request, Values};

const SAMPLE: &str = "\
# north-lead.md, 1. Tạo mới, lead
# note: the page says more
# quirk: Q3, Q4
# decision: T10
# request: ours
# needs: demo
# within: 5s
# with: leadId = 512
# vary: lead.id
# keep: lead = lead.id

PUT /{domain}/api/lead/{leadId}?a=1
Authorization: Bearer <token>

{
    \"a\": \"{domain} ${kept}\"

}

--- 201
Reason: *

{
    \"lead\": {\"id\": 1, \"kept\": ${kept}}
}

--- file t.csv
a,b

1,2
";

fn parse(text: &str) -> Result<Golden, String> {
    Golden::parse("north/07_update_lead.spec.http", text).map_err(|error| error.to_string())
}

#[test]
fn every_part_is_read() {
    let sample = parse(SAMPLE).unwrap();
    assert_eq!((sample.kind, sample.dialect(), sample.title()), (Kind::Spec, "north", "update lead".into()));
    assert_eq!(sample.provenance(), "north-lead.md, 1. Tạo mới, lead; T10");
    assert_eq!(sample.operation(), "PUT /{domain}/api/lead/{leadId}");
    assert_eq!(
        (sample.notes.as_slice(), sample.quirks.as_slice()),
        (&["the page says more".into()][..], &["Q3".into(), "Q4".into()][..])
    );
    assert!(sample.request_is_ours && !sample.reply_is_ours && sample.needs_demo);
    assert_eq!(sample.within, Duration::from_secs(5));
    assert_eq!(sample.request.headers, [("Authorization".into(), "Bearer <token>".into())]);
    assert_eq!(sample.request.body, "{\n    \"a\": \"{domain} ${kept}\"\n\n}");
    assert_eq!((sample.expected.status, sample.expected.headers.len()), (201, 1));
    assert!(sample.expected.body.starts_with("{\n    \"lead\"") && sample.expected.body.ends_with("}\n}"));
    assert!(sample.request_text.starts_with("PUT /{domain}") && sample.request_text.ends_with("\n\n}"));
}

#[test]
fn placeholders_are_filled_or_missed() {
    let sample = parse(SAMPLE).unwrap();
    let mut values: Values = [("domain", "kn"), ("token", "t0")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    assert_eq!(sample.filled(&values).unwrap_err().to_string(), "no value for `kept`");
    values.insert("kept".into(), "7".into());
    let filled = sample.filled(&values).unwrap();
    assert_eq!(filled.request.target, "/kn/api/lead/512?a=1");
    assert_eq!(filled.request.headers[0].1, "Bearer t0");
    assert_eq!(filled.request.body, "{\n    \"a\": \"{domain} 7\"\n\n}", "braces are content in a body");
    assert!(filled.expected.body.contains("\"kept\": 7"));
}

#[test]
fn a_sample_of_ours_cites_decisions_and_perhaps_a_document() {
    let text = "# decision T4, X10; north.md, Create\nGET /x\n\n--- 404\n";
    let sample = Golden::parse("north/30_x.ours.http", text).unwrap();
    assert_eq!(sample.provenance(), "north.md, Create; T4, X10");
    assert!(sample.request_is_ours && sample.reply_is_ours && sample.expected.body.is_empty());
}

#[test]
fn a_curl_command_uploads_the_files_of_the_sample() {
    let text = "# north.md, Upload\ncurl 'https://{{API_HOST}}/file' \\\n--form 'file=@\"/d/t.csv\"'\n\n--- 200\n\n{}\n\n--- file t.csv\na,b\n1,2\n";
    let sample = parse(text).unwrap();
    assert_eq!(sample.operation(), "POST /file");
    assert!(sample.request.body.contains("\r\n\r\na,b\n1,2\n\r\n--"));
    assert!(sample.request_text.ends_with("t.csv\"'"));
}

#[test]
fn what_is_wrong_is_named() {
    let with = |line: &str| {
        format!("# north.md, Create\n{line}\nGET /x\n\n--- 200\n\n{{\"a\": 1, \"n\": null, \"l\": [1], \"o\": {{}}}}\n")
    };
    let cases = [
        (with("# varies: a"), "`# varies: a`"),
        (with("# vary"), "not `# name: value`"),
        (with("# needs: luck"), "`# needs: luck`"),
        (with("# within: soon"), "`soon`"),
        (with("# with: a"), "has no `=`"),
        (with("# decision: soon"), "names no decisions"),
        (with("# reply: ours"), "cites the decision"),
        (with("# vary: b"), "`b` must name single values"),
        (with("# vary: o"), "`o` must name single values"),
        (with("# blank: b"), "`b` must name single values"),
        (with("# nullable: b"), "`b` must name single values"),
        (with("# nullable: n"), "say what a value looks like"),
        (with("# each: l"), "`l` must name elements"),
        (with("# among: a[]"), "`a[]` must name elements"),
        (with("# vary: a..b"), "empty part"),
        (with("# keep: x = b"), "nothing at `b`"),
        ("GET /x\n\n--- 200\n".into(), "where the sample comes from"),
        ("# north.md\nGET /x\n\n--- 200\n".into(), "not `document, heading`"),
        ("# decision B1\nGET /x\n\n--- 200\n".into(), "cites a document"),
        ("# decision b1\nGET /x\n\n--- 200\n".into(), "names no decisions"),
        ("# north.md, Create\nGET x\n\n--- 200\n".into(), "not `METHOD /target`"),
        ("# north.md, Create\nGET /x\nHost\n\n--- 200\n".into(), "has no `:`"),
        ("# north.md, Create\nGET /x\n".into(), "`--- 200` is missing"),
        ("# north.md, Create\nGET /x\n\n--- 200\n\n--- 201\n".into(), "a second reply"),
        ("# north.md, Create\nGET /x\n\n--- fine\n".into(), "`fine` is not a status"),
        ("# north.md, Create\nGET /x\n\n--- 200\n\n{,}\n".into(), "not JSON"),
    ];
    for (text, error) in cases {
        let message = parse(&text).unwrap_err();
        assert!(
            message.starts_with("north/07_update_lead.spec.http: ") && message.contains(error),
            "{text}\n{message}"
        );
    }
    assert!(Golden::parse("north/01_x.ours.http", "# north.md, Create\nGET /x\n\n--- 200\n").is_err());
    assert!(Golden::parse("north/01_x.http", SAMPLE).is_err());
}

#[test]
fn the_request_alone_is_that_of_the_whole_sample() {
    let whole = Golden::parse("north/01_x.spec.http", SAMPLE).unwrap();
    assert_eq!(Request::parse(SAMPLE), Ok(whole.request));
    let command = "# north-lead.md, List\ncurl 'https://{{API_HOST}}/v1' -H 'A: <token>'\n--- 200\n";
    let request = Request::parse(command).unwrap();
    let values = Values::from([("token".to_owned(), "t".to_owned())]);
    assert_eq!(request.filled(&values).unwrap().headers[0], ("A".to_owned(), "t".to_owned()));
    assert_eq!(request.target, "/v1");
    assert!(request.filled(&Values::new()).is_err(), "a placeholder without a value is not sent as it stands");
    for broken in ["", "--- 200\n", "# a\nGET\n--- 200\n"] {
        assert!(Request::parse(broken).is_err(), "{broken}");
    }
}
