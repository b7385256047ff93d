//! Files of leads as forms, and what is told of them afterwards (decision T14).
//! Forms are tried by `bodies_and_paths`; what rows are read as is `csv`'s.

use super::*;

pub const FORM: &str = "multipart/form-data; boundary=b";

pub fn part(head: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

pub fn file_part() -> String {
    part("name=\"file\"; filename=\"a.csv\"", "phone_number\r\n0349719988")
}

pub fn list_part(list: &str) -> String {
    part("name=\"list_uuid\"", list)
}

/// The form of a file: the list is asked for before the file (decision T14).
pub async fn forms(bench: &mut Bench) {
    let end = "--b--\r\n";
    let (no_list, no_file, unreadable) = (
        error_body(400, "list_uuid is missing"),
        error_body(400, "http: no such file"),
        error_body(400, "unreadable multipart form"),
    );
    let large = error_body(413, "Request Entity Too Large: 1024 bytes at most");
    let cases = [
        ("nothing", FORM, end.to_owned(), no_list.clone()),
        ("only a file", FORM, format!("{}{end}", file_part()), no_list.clone()),
        ("an empty list", FORM, format!("{}{}{end}", list_part(""), file_part()), no_list.clone()),
        ("a list of spaces", FORM, format!("{}{}{end}", list_part("  "), file_part()), no_list.clone()),
        ("only a list", FORM, format!("{}{end}", list_part(LIST)), no_file.clone()),
        ("an unknown list and no file", FORM, format!("{}{end}", list_part(NOBODY)), no_file.clone()),
        (
            "no file chosen",
            FORM,
            format!("{}{}{end}", list_part(LIST), part("name=\"file\"; filename=\"\"", "")),
            no_file.clone(),
        ),
        (
            "a file without a name",
            FORM,
            format!("{}{}{end}", list_part(LIST), part("name=\"file\"", "phone_number\r\n0349719988")),
            no_file.clone(),
        ),
        (
            "the file under another name",
            FORM,
            format!("{}{}{end}", list_part(LIST), part("name=\"csv\"; filename=\"a.csv\"", "x")),
            no_file,
        ),
        ("an unknown list", FORM, format!("{}{}{end}", list_part(NOBODY), file_part()), not_found()),
        ("a list that is no UUID", FORM, format!("{}{}{end}", list_part("x"), file_part()), not_found()),
        ("the list after the file", FORM, format!("{}{}{end}", file_part(), list_part(NOBODY)), not_found()),
        ("a list of 2,000 bytes", FORM, format!("{}{}{end}", list_part(&"x".repeat(2000)), file_part()), large),
        ("no end", FORM, format!("{}{}", list_part(LIST), file_part()), unreadable.clone()),
        (
            "broken off in the file",
            FORM,
            format!(
                "{}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nphone",
                list_part(LIST)
            ),
            unreadable.clone(),
        ),
        ("no form within", FORM, "phone_number\n0349719988\n".to_owned(), unreadable.clone()),
        ("no bytes", FORM, String::new(), unreadable.clone()),
        ("no boundary", "multipart/form-data", format!("{}{}{end}", list_part(LIST), file_part()), unreadable.clone()),
        (
            "another boundary",
            "multipart/form-data; boundary=c",
            format!("{}{}{end}", list_part(LIST), file_part()),
            unreadable,
        ),
    ];
    for target in ["/v3/lead/file", "/v3/lead"] {
        for (name, kind, body, wanted) in &cases {
            let request = Request { body: body.clone().into_bytes(), ..Request::new("POST", target) };
            let request = request.bearer(&bench.token).header("Content-Type", *kind);
            bench.expect(&format!("{target}: {name}"), &request, wanted).await;
        }
    }
    let plain = error_body(400, "list_uuid is missing");
    for kind in ["application/json", "text/csv", "application/x-www-form-urlencoded"] {
        let request = Request { body: b"{}".to_vec(), ..Request::new("POST", "/v3/lead/file") };
        bench
            .expect(&format!("file as {kind}"), &request.bearer(&bench.token).header("Content-Type", kind), &plain)
            .await;
    }
    // The good ones come last: their rows are worked behind everybody's back.
    let good = Wanted::new(200, one("msg", "file upload is processing"));
    let parts =
        [list_part(&format!(" {LIST} ")), part("name=\"unknown\"", "x"), file_part(), list_part(NOBODY)].concat();
    for target in ["/v3/lead/file", "/v3/lead"] {
        let request = Request { body: format!("{parts}{end}").into_bytes(), ..Request::new("POST", target) };
        bench
            .expect(&format!("{target}: good"), &request.bearer(&bench.token).header("Content-Type", FORM), &good)
            .await;
    }
}

/// What became of a file is told by the number that its answer carried.
pub async fn reports(mut bench: Bench) {
    let list = format!("/v3/list/{OTHER_LIST}");
    let (_, before) = bench.client().get(&list).await;
    let files = [
        (
            "phone_number;lead_name\r\n0349732001;Hoa\r\nabc;Lan\r\n0349732003;Minh\r\n12345678;Nga",
            ("done", 4, 3, 1),
            [2].as_slice(),
        ),
        ("", ("failed", 0, 0, 0), &[]),
    ];
    let mut failed = 0;
    for (content, (state, total, success, fail), refused) in files {
        let body = format!("{}{}--b--\r\n", list_part(OTHER_LIST), part("name=\"file\"; filename=\"a.csv\"", content));
        let request = Request { body: body.into_bytes(), ..Request::new("POST", "/v3/lead/file") };
        let answer = bench.send(&request.bearer(&bench.token).header("Content-Type", FORM)).await;
        let id: i64 =
            answer.header("leadhub-upload").and_then(|id| id.parse().ok()).expect("the answer carries its number");
        let mut report = Value::Null;
        for _ in 0..200 {
            report = bench.client().get(&format!("/v3/lead/file/{id}")).await.1;
            if ["done", "failed"].contains(&report["status"].as_str().unwrap_or_default()) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let got = (
            report["status"].as_str(),
            report["total_upload"].as_i64(),
            report["total_success"].as_i64(),
            report["total_fail"].as_i64(),
        );
        let rows: Vec<i64> =
            report["data"].as_array().unwrap().iter().map(|row| row["row"].as_i64().unwrap()).collect();
        if got != (Some(state), Some(total), Some(success), Some(fail)) || rows != refused || report["upload_id"] != id
        {
            bench.complain(format!("{content:?}: {report}"));
        }
        // The last row of the first file has digits that are no number.
        let without = if state == "failed" { json!([]) } else { json!([4]) };
        if report["rows_without_phone"] != without
            || report["total_without_phone"].as_u64() != without.as_array().map(|rows| rows.len() as u64)
        {
            bench.complain(format!("{content:?}: the rows without a phone: {report}"));
        }
        if (state == "failed") == report["error"].as_str().unwrap().is_empty() {
            bench.complain(format!("{content:?}: the reason is missing: {report}"));
        }
        if report["data"].as_array().unwrap().iter().any(|row| row["error"].as_str().unwrap().is_empty()) {
            bench.complain(format!("{content:?}: a row without its reason: {report}"));
        }
        failed += if state == "failed" { 1 } else { fail };
        for (query, wanted) in [("limit=1&offset=1", 0), ("limit=1", refused.len())] {
            let (_, page) = bench.client().get(&format!("/v3/lead/file/{id}?{query}")).await;
            if page["data"].as_array().map(Vec::len) != Some(wanted) || page["total"] != refused.len() {
                bench.complain(format!("{query}: {page}"));
            }
        }
        bench.count();
    }
    let (_, after) = bench.client().get(&list).await;
    if after["total_fail"].as_i64() != Some(before["total_fail"].as_i64().unwrap() + failed) {
        bench.complain(format!("a file of which nothing was read shows nowhere: {after}"));
    }
    bench.forget_stock();
    for nobody in ["0", "999999999", "x", "-1", "%00", "9223372036854775808"] {
        let request = bench.request("GET", &format!("/v3/lead/file/{nobody}"), "");
        bench.expect(nobody, &request, &not_found()).await;
    }
    for nobody in 0..20 {
        let request = bench.request("GET", &format!("/v3/lead/file/{}", 800_000_000 + nobody), "");
        bench.expect("nobody's", &request, &not_found()).await;
    }
    bench.finish().await;
}
