//! Many leads in one body: its fields, and which rows are leads. Tried by `fields`.
//! Files have the same rows; theirs are `csv`'s.

use super::*;

pub fn multi() -> Operation {
    Operation {
        name: "multi",
        method: "POST",
        target: "/v3/lead/multi".to_owned(),
        wrapper: None,
        good: vec![("list_uuid", quoted(LIST)), ("data", "[{\"phone_number\":\"0349719988\"}]".to_owned())],
        answer: Wanted::new(200, json!({ "message": "success", "total_insert": 1 })),
        read_back: None,
    }
}

pub fn multi_fields() -> Vec<Field> {
    let nothing = || error_body(400, "list_uuid is missing");
    let mut lists = no_texts("list_uuid");
    lists.extend([
        passed("another list", quoted(OTHER_LIST)),
        refused("empty", "\"\"", nothing()),
        refused("null", "null", nothing()),
        missing(Outcome::Refused(nothing())),
    ]);
    lists.extend(["x", NOBODY, "ế"].map(|text| refused(text, quoted(text), not_found())));
    let mut data = characters();
    data.extend(other_types(&["array"]).map(|(name, json, kind)| refused(name, json, of_type("data", "array", kind))));
    data.extend([
        refused("null", "null", of_type("data", "array", "null")),
        missing(Outcome::Refused(required("data"))),
        refused(
            "5,001 rows",
            format!("[{}0]", "0,".repeat(5000)),
            each(&[("data", "Array must have at most 5000 items")]),
        ),
    ]);
    vec![Field { name: "list_uuid", shown: None, probes: lists }, Field { name: "data", shown: None, probes: data }]
}

/// Rows, and how many of them are leads.
pub const ROWS: [(&str, usize); 22] = [
    ("[]", 0),
    ("[null,true,5,\"x\",[],[{}]]", 0),
    ("[{}]", 0),
    ("[{\"phone_number\":null}]", 0),
    ("[{\"phone_number\":\"\"}]", 0),
    ("[{\"phone_number\":\"0349719\"}]", 0),
    ("[{\"phone_number\":\"034971998811\"}]", 0),
    ("[{\"phone_number\":\"0349719988 Hoa\"}]", 0),
    ("[{\"phone_number\":true}]", 0),
    ("[{\"phone_number\":[\"0349719988\"]}]", 0),
    ("[{\"phone_number\":{\"a\":1}}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"lead_name\":{}}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":-1}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":\"x\"}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":4294967296}]", 0),
    ("[{\"phone_number\":\"0349719988\",\"after_day\":4294967295}]", 1),
    ("[{\"phone_number\":\"12345678\"},{\"phone_number\":\"03497191211\"},{\"phone_number\":\"1\"}]", 2),
    ("[{\"phone_number\":349719988}]", 1),
    ("[{\"phone_number\":\"034.971-9988\",\"lead_name\":\"😀\",\"x\":[1e300]}]", 1),
    ("[{\"phone_number\":\"0349719988\"},{\"phone_number\":\"0349719988\"}]", 2),
    ("[{\"phone_number\":\"0349719988\",\"lead_code\":5,\"contract_number\":1.5}]", 1),
    ("[{\"phone_number\":\"0349719988\",\"lead_name\":null,\"after_day\":null}]", 1),
];
