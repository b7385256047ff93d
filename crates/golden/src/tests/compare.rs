//! Each rule of the comparison holds, and can fail.
//! Run with the crate's own tests; needs no store.

use super::super::compare;
use super::{reply, sample};

/// The differences of `got` from `body` under `rules`, one line each.
fn differences(rules: &str, body: &str, got: &str) -> Vec<String> {
    let rules = if rules.is_empty() { String::new() } else { format!("{rules}\n") };
    compare(&sample(&rules, body), &reply(200, got)).iter().map(ToString::to_string).collect()
}

fn agrees(rules: &str, body: &str, got: &str) {
    assert_eq!(differences(rules, body, got), Vec::<String>::new());
}

fn differs(rules: &str, body: &str, got: &str, lines: &[&str]) {
    assert_eq!(differences(rules, body, got), lines);
}

#[test]
fn equal_json_agrees_whatever_its_white_space_and_key_order() {
    agrees("", "{\"a\": 1,\n \"b\": [true, null]}", r#"{"b":[true,null],"a":1}"#);
}

#[test]
fn another_value_differs_at_its_place() {
    differs("", r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#, &["a[0].b: expected 1, got 2"]);
}

#[test]
fn a_key_too_many_and_a_key_too_few_differ() {
    let lines = ["b: expected no such key, got 2", "a: expected 1, got no such key"];
    differs("", r#"{"a":1}"#, r#"{"b":2}"#, &lines);
}

#[test]
fn whole_numbers_are_not_fractions() {
    differs("", r#"{"a":2.0}"#, r#"{"a":2}"#, &["a: expected 2.0, got 2"]);
    differs("# vary: a", r#"{"a":2.0}"#, r#"{"a":3}"#, &["a: expected a number with a fraction, got 3"]);
    agrees("", r#"{"a":2.0}"#, r#"{"a":2.00}"#);
}

#[test]
fn large_integers_keep_every_digit() {
    let lines = ["a: expected 9007199254740993, got 9007199254740992"];
    differs("", r#"{"a":9007199254740993}"#, r#"{"a":9007199254740992}"#, &lines);
}

#[test]
fn arrays_have_the_printed_length() {
    differs("", "[1,2]", "[1]", &["body: expected 2 elements, got 1"]);
}

#[test]
fn varying_values_keep_their_type() {
    agrees("# vary: id", r#"{"id":1}"#, r#"{"id":77}"#);
    differs("# vary: id", r#"{"id":1}"#, r#"{"id":"77"}"#, &[r#"id: expected an integer, got "77""#]);
    differs("# vary: id", r#"{"id":1}"#, r#"{"id":null}"#, &["id: expected an integer, got null"]);
}

#[test]
fn varying_text_keeps_its_format() {
    let times = [
        ("2024-03-21 15:11:06", "2025-01-02 03:04:05", "2025-01-02T03:04:05Z"),
        ("2024-05-03T15:28:40Z", "2025-01-02T03:04:05Z", "2025-01-02T03:04:05+00:00"),
        ("2023-03-08T15:57:12.250818+07:00", "2025-01-02T03:04:05.000001+07:00", "2025-01-02T03:04:05.000001+08:00"),
        ("2023-03-08T15:57:12.250818+07:00", "2025-01-02T03:04:05.000001+07:00", "2025-01-02T03:04:05+07:00"),
        ("23-08-2021 03:13:48", "01-02-2025 03:04:05", "2025-02-01 03:04:05"),
        ("1999-06-02", "2000-01-01", "soon"),
        ("152a5c45-68f0-4ee7-85c0-32ae87bb611b", "307C2FE7-d075-493c-b8d6-b11195caec41", "152a5c45"),
    ];
    for (printed, like, unlike) in times {
        let body = |text: &str| format!(r#"{{"t":"{text}"}}"#);
        agrees("# vary: t", &body(printed), &body(like));
        assert_eq!(differences("# vary: t", &body(printed), &body(unlike)).len(), 1, "{printed} is like {unlike}");
    }
    agrees("# vary: t", r#"{"t":"any text"}"#, r#"{"t":""}"#);
}

#[test]
fn any_key_and_any_element_vary() {
    agrees("# vary: a[].*", r#"{"a":[{"x":1,"y":2}]}"#, r#"{"a":[{"x":3,"y":4}]}"#);
    differs("# vary: a[].x", r#"{"a":[{"x":1,"y":2}]}"#, r#"{"a":[{"x":3,"y":4}]}"#, &["a[0].y: expected 2, got 4"]);
}

#[test]
fn nullable_is_null_or_formed_as_printed() {
    agrees("# nullable: a", r#"{"a":5}"#, r#"{"a":null}"#);
    agrees("# nullable: a", r#"{"a":5}"#, r#"{"a":6}"#);
    differs("# nullable: a", r#"{"a":5}"#, r#"{"a":"6"}"#, &[r#"a: expected an integer, got "6""#]);
    differs("", r#"{"a":5}"#, r#"{"a":null}"#, &["a: expected 5, got null"]);
}

#[test]
fn a_printed_null_takes_its_form_from_the_example() {
    let rule = "# nullable: a = 2024-08-07T14:24:12Z\n# nullable: b = 7";
    agrees(rule, r#"{"a":null,"b":null}"#, r#"{"a":"2025-01-02T03:04:05Z","b":8}"#);
    let lines =
        [r#"a: expected text like 0000-00-00T00:00:00Z, got "2025-01-02 03:04:05""#, "b: expected an integer, got 8.5"];
    differs(rule, r#"{"a":null,"b":null}"#, r#"{"a":"2025-01-02 03:04:05","b":8.5}"#, &lines);
}

#[test]
fn blank_allows_the_empty_text_only() {
    agrees("# blank: a", r#"{"a":"x"}"#, r#"{"a":""}"#);
    differs("# blank: a", r#"{"a":"x"}"#, r#"{"a":"y"}"#, &[r#"a: expected "x", got "y""#]);
}

#[test]
fn each_element_is_like_a_printed_one_and_there_is_one() {
    let (rule, body) = ("# each: a[]\n# vary: a[].id", r#"{"a":[{"id":1,"k":"x"},{"id":2,"k":"y"}]}"#);
    agrees(rule, body, r#"{"a":[{"id":9,"k":"y"},{"id":8,"k":"x"},{"id":7,"k":"x"}]}"#);
    differs(rule, body, r#"{"a":[{"id":9,"k":"z"}]}"#, &[r#"a[0].k: expected "x", got "z""#]);
    differs(rule, body, r#"{"a":[]}"#, &["a: expected at least one element, got none"]);
}

#[test]
fn among_wants_the_printed_elements_in_order_and_others_of_their_form() {
    let (rule, body) = ("# among: a[]", r#"{"a":[{"id":17},{"id":11}]}"#);
    agrees(rule, body, r#"{"a":[{"id":3},{"id":17},{"id":4},{"id":11},{"id":5}]}"#);
    let missing = r#"a: expected {"id":11}, got not among the elements, or not in this order"#;
    differs(rule, body, r#"{"a":[{"id":11},{"id":17}]}"#, &[missing]);
    differs(rule, body, r#"{"a":[{"id":17},{"id":11},{"id":"x"}]}"#, &[r#"a[2].id: expected an integer, got "x""#]);
    differs(
        rule,
        body,
        r#"{"a":[{"id":17},{"id":11},{"no":1}]}"#,
        &["a[2].no: expected no such key, got 1", "a[2].id: expected 17, got no such key"],
    );
}

#[test]
fn another_status_is_reported_with_the_body_that_came() {
    let found = compare(&sample("", r#"{"a":1}"#), &reply(400, r#"{"error":"x"}"#));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].to_string(), r#"status: expected 200, got 400 {"error":"x"}"#);
}

#[test]
fn headers_are_there_and_match_their_pattern() {
    let text = "# decision T1\nGET /x\n\n--- 200\nReason: *phone*\n\n{}\n";
    let sample = super::Golden::parse("north/01_x.ours.http", text).unwrap();
    let mut reply = reply(200, "{}");
    assert_eq!(compare(&sample, &reply)[0].to_string(), "header Reason: expected *phone*, got no such header");
    reply.headers.push(("reason".into(), "the phone is empty".into()));
    assert!(compare(&sample, &reply).is_empty());
    reply.headers[1].1 = "the mail is empty".into();
    assert_eq!(compare(&sample, &reply).len(), 1);
}

#[test]
fn a_body_is_json_and_says_so() {
    differs("", "{}", "<html>", &["body: expected JSON (expected value at line 1 column 1), got <html>"]);
    let mut plain = reply(200, "{}");
    plain.headers[0].1 = "text/plain".into();
    let found = compare(&sample("", "{}"), &plain);
    assert_eq!(found[0].to_string(), "header Content-Type: expected application/json, got text/plain");
    plain.headers[0].1 = "application/json; charset=utf-8".into();
    assert!(compare(&sample("", "{}"), &plain).is_empty());
}

#[test]
fn no_body_printed_means_no_body() {
    assert!(compare(&sample("", ""), &reply(200, "")).is_empty());
    differs("", "", "{}", &["body: expected no body, got {}"]);
}
