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
        let (id, report) = uploaded(&bench, content.as_bytes()).await;
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

/// Sends a file and waits until it was worked; gives its number and what is told of it.
async fn uploaded(bench: &Bench, content: &[u8]) -> (i64, Value) {
    let head = format!(
        "{}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n",
        list_part(OTHER_LIST)
    );
    let body = [head.as_bytes(), content, b"\r\n--b--\r\n"].concat();
    let request = Request { body, ..Request::new("POST", "/v3/lead/file") };
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
    (id, report)
}

/// What it is, its bytes, the rows that are refused, and of each other one its number and name.
type Sent<'f> = (&'f str, &'f [u8], &'f [i64], &'f [(&'f str, &'f str)]);

/// Files as people and their programs make them: a number in each row, which rows are refused, and what the others are called.
pub async fn files(mut bench: Bench) {
    let utf16 = "lead_name\tphone_number\nAn\t0349733036\n".encode_utf16().flat_map(u16::to_le_bytes);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16).collect();
    let numbers = "lead_name,phone_number\r\nA,\"8,4349E+10\"\r\nB,\"3,49E+08\"\r\nC,8.4349E+10\r\nD,3.49733041E8\r\n\
                   E,349733041\r\nF,349733041.0\r\nG,\"349733041,00\"\r\nH,84349733041.0\r\nI,\"349,733,041\"\r\n\
                   K,349.733.041\r\nL,8.4349E+9\r\nM,8.43497330412E+11\r\n";
    let same = |name| ("0349733041", name);
    let cases: [Sent; 9] = [
        (
            "marks inside cells",
            "name,phone,note\n\"Lan\" Nguyễn,0349733025,x\nNguyễn \"Bob\" A,0349733026,5\" tivi\n".as_bytes(),
            &[],
            &[("0349733025", "\"Lan\" Nguyễn"), ("0349733026", "Nguyễn \"Bob\" A")],
        ),
        (
            "a mark that is never closed",
            "name,phone,note\nAn,0349733027,\"còn hẹn\nBình,0349733028,gọi\nChi,0349733029,gọi\n".as_bytes(),
            &[1],
            &[("0349733028", "Bình"), ("0349733029", "Chi")],
        ),
        (
            "commas in the headings",
            "Họ tên (họ, tên đệm, tên);SĐT;Ghi chú (nhu cầu, giờ gọi)\r\nNguyễn Thị An;0349733011;gọi tối\r\n"
                .as_bytes(),
            &[],
            &[("0349733011", "Nguyễn Thị An")],
        ),
        (
            "commas in quoted headings",
            "\"Họ tên\";SĐT;\"Nguồn, kênh, chiến dịch\"\r\nNguyễn Thị An;0349733012;fb\r\n".as_bytes(),
            &[],
            &[("0349733012", "Nguyễn Thị An")],
        ),
        (
            "line ends of old Macs",
            "Họ tên;SĐT;Ghi chú\rAn;0349733016;một, hai, ba, bốn\rBình;0349733017;a,b,c,d,e\r".as_bytes(),
            &[],
            &[("0349733016", "An"), ("0349733017", "Bình")],
        ),
        (
            "line ends in the headings",
            "\"Họ\ntên\";\"Số\nđiện thoại\";\"Ghi, chú\"\r\nAn;0349733018;x\r\n".as_bytes(),
            &[],
            &[("0349733018", "An")],
        ),
        (
            "a quoted heading of another column",
            "lead_name;phone_number;\"nguồn, kênh, đợt\"\nAn;0349733031;a\n".as_bytes(),
            &[],
            &[("0349733031", "An")],
        ),
        ("UTF-16", &utf16, &[], &[("0349733036", "An")]),
        (
            "numbers of a spreadsheet",
            numbers.as_bytes(),
            &[1, 2, 3, 11, 12],
            &[same("D"), same("E"), same("F"), same("G"), same("H"), same("I"), same("K")],
        ),
    ];
    for (what, content, refused, leads) in cases {
        let (_, report) = uploaded(&bench, content).await;
        let rows = report["data"].as_array().cloned().unwrap_or_default();
        let rows: Vec<i64> = rows.iter().filter_map(|row| row["row"].as_i64()).collect();
        if (&report["status"], &report["total_success"], rows.as_slice())
            != (&json!("done"), &json!(leads.len()), refused)
        {
            bench.complain(format!("{what}: {report}"));
        }
        for (phone, name) in leads {
            bench.count();
            let (_, found) = bench.client().get(&format!("/v3/lead?phone_number={phone}")).await;
            let found = found["data"].as_array().cloned().unwrap_or_default();
            if !found.iter().any(|lead| lead["lead_name"] == *name) {
                bench.complain(format!("{what}: {name} is not found by {phone}: {found:?}"));
            }
        }
        bench.count();
    }
    let (_, report) = uploaded(&bench, "phone_number,lead_name,comment\n0349733051,An,gọi sau 6h\n".as_bytes()).await;
    let (_, found) = bench.client().get("/v3/lead?phone_number=0349733051").await;
    let uuid = found["data"][0]["lead_uuid"].as_str().unwrap_or_default().to_owned();
    let (_, lead) = bench.client().get(&format!("/v3/lead/{uuid}")).await;
    if lead["comment"] != "gọi sau 6h" {
        bench.complain(format!("a column of comments: {report} {lead}"));
    }
    let twice = "phone_number,lead_name,note,note\n0349733052,An,lần một,lần hai\n";
    let (_, report) = uploaded(&bench, twice.as_bytes()).await;
    if report["status"] != "failed" || !report["error"].as_str().unwrap_or_default().contains("are the same") {
        bench.complain(format!("two columns of one name: {report}"));
    }
    let (_, found) = bench.client().get("/v3/lead?phone_number=0349733052").await;
    if found["total"] != 0 {
        bench.complain(format!("a row of a refused file was worked: {found}"));
    }
    bench.forget_stock();
    bench.finish().await;
}
