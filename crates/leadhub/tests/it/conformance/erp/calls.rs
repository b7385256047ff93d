//! Every field of a phone call, told and changed, and hostile bodies of both (decisions K17, K18). Run through `conformance/mod.rs`;
//! whose a call is and where it is seen stands in `phone_calls.rs`.

use super::operations::try_rows;
use super::*;
use crate::conformance::Bench;

const CALL: &str = "/kangnam/api/v1/phone-call";
const TYPE: &str = "ID Type phone call not found";
const REQUIRED: [&str; 7] =
    ["phone", "type_phonecall", "direction", "contact_name", "stage_id", "company_id", "call_date"];

pub async fn calls(mut bench: Bench) {
    bench.number = 1_000_000;
    try_rows(&mut bench, &tell(), &rows(Kind::New)).await;
    let number = bench.next_number();
    let request = bench.request("POST", CALL, tell().body("", None, number));
    let made = bench.expect("a call to change", &request, &tell().answer).await.unwrap_or_default();
    let change = Operation {
        name: "change of a call",
        method: "PUT",
        target: format!("{CALL}/{}", made["data"]["id_phonecall"]),
        ..tell()
    };
    try_rows(&mut bench, &change, &rows(Kind::Change)).await;
    hostile::try_all(&mut bench, &tell(), says, &lacking("phone")).await;
    all_that_is_missing(&mut bench).await;
    bench.finish().await;
}

fn tell() -> Operation {
    let good = json!({
        "type_phonecall": 4, "direction": "in", "contact_name": "Hoa", "stage_id": "Comming", "company_id": 2,
        "call_date": "2026-05-04"
    });
    let names = REQUIRED.into_iter().filter(|name| *name != "phone");
    let phone = ("phone", "\"034<n>\"".to_owned());
    let data = json!({ "id_phonecall": "<id>", "link_phonecall_detail": "<text>" });
    Operation {
        name: "phone call",
        method: "POST",
        target: CALL.to_owned(),
        wrapper: None,
        good: std::iter::once(phone).chain(names.map(|name| (name, good[name].to_string()))).collect(),
        answer: Wanted::new(200, json!({ "error": 0, "message": "Success", "data": data })),
        read_back: None,
    }
}

/// The body names the first, the header all, in their order.
async fn all_that_is_missing(bench: &mut Bench) {
    let request = bench.request("POST", CALL, "{\"phone\":\"\",\"direction\":\"in\",\"desc\":\"x\"}");
    let others = "phone, type_phonecall, contact_name, stage_id, company_id, call_date";
    let wanted = lacking("phone").header("leadhub-reason", format!("missing: {others}"));
    bench.expect("most of it is missing", &request, &wanted).await;
}

fn rows(kind: Kind) -> Vec<Field> {
    let day = |wrong: &str| offending("Invalid Call Date", wrong);
    let text = |field: &str| params(field, "must be a text");
    let number = |wrong: &str| error_body(401, PHONE, &format!("{PHONE}: {wrong}"));
    let of_type = |wrong: &str| offending(TYPE, wrong);
    vec![
        row(
            "phone",
            kind,
            &["\"+84 349 720 777\"", "\"0349720777 / 0349720778\"", "\"0000 0000\"", "349720777"],
            &[
                ("\"0349720\"", number("0349720")),
                ("\"0349720777 gặp Hoa\"", number("0349720777 gặp Hoa")),
                ("5", number("5")),
                ("true", text("phone")),
                ("{}", text("phone")),
            ],
        ),
        row(
            "type_phonecall",
            kind,
            &["4", "\"5\"", "\" 7 \""],
            &[("99", of_type("99")), ("\"x\"", of_type("x")), ("1.5", of_type("1.5")), ("true", of_type("true"))],
        ),
        row(
            "direction",
            kind,
            &["\"in\"", "\"out\"", "\" out \""],
            &[
                ("\"IN\"", params("direction", "is one of in, out")),
                ("5", params("direction", "is one of in, out")),
                ("[\"in\"]", text("direction")),
            ],
        ),
        row("contact_name", kind, &["\"Nguyễn Thị Ánh Tuyết\"", "\"😀\"", "5"], &[("{}", text("contact_name"))]),
        row("stage_id", kind, &["\"No process\"", "557", "999999"], &[("[1]", text("stage_id"))]),
        row(
            "company_id",
            kind,
            &["2", "\"KN.HN.01\"", "\"kn.kxd.00\""],
            &[("999", offending("Code Company not found", "999")), ("true", text("company_id"))],
        ),
        row(
            "call_date",
            kind,
            &["\"2099-12-31\"", "\"2026-05-04 09:30\"", "\"04-05-2026 09:30:15\"", "\"2026/05/04\""],
            &[("\"x\"", day("x")), ("\"2026-02-30\"", day("2026-02-30")), ("5", day("5")), ("true", text("call_date"))],
        ),
        row("ticket_id", kind, &["5", "\" 7 \"", "-1"], &[("\"x\"", params("ticket_id", WHOLE))]),
        row("account_id", kind, &["999999999", "\"x\""], &[("[1]", text("account_id"))]),
        row("country_id", kind, &["1", "\"1\""], &[("999999", offending("ID Country not found", "999999"))]),
        row("state_id", kind, &["7"], &[("\"x\"", offending("ID State not found", "x"))]),
        row("street", kind, &["\"5 Lê Lợi\""], &[("{}", text("street"))]),
        row("booking_date", kind, &["\"2020-01-01\""], &[("\"x\"", offending("Invalid Booking Date", "x"))]),
        row("desc", kind, &["\"' OR 1=1 --\"", "5"], &[("[1]", text("desc"))]),
    ]
}

/// What says nothing is missing in a new call; a change it passes by, but for a blank of what a call must have.
fn row(field: &'static str, kind: Kind, good: &[&str], wrong: &[(&str, Wanted)]) -> Field {
    let mut probes = characters();
    probes.extend(good.iter().map(|json| passed(*json, *json)));
    probes.extend(wrong.iter().map(|(json, wanted)| refused(*json, *json, wanted.clone())));
    let is_required = REQUIRED.contains(&field);
    for (json, is_said) in [("null", false), ("false", true), ("\"\"", true), ("\"  \"", true)] {
        probes.push(match is_required && (kind == Kind::New || is_said) {
            true => refused(json, json, lacking(field)),
            false => passed(json, json),
        });
    }
    let is_missed = is_required && kind == Kind::New;
    probes.push(missing(if is_missed { Outcome::Refused(lacking(field)) } else { Outcome::Taken(None) }));
    Field { name: field, shown: None, probes }
}
