//! Every parameter of the list of leads, in every spelling. Run by `lists.rs`, which makes the leads to be listed; it writes nothing
//! but the lead that its own filters look for.

use super::super::{pick, query};
use super::*;
use leadhub_wire::query::Several;

pub async fn ask(bench: &mut Bench, pairs: &[(&str, &str)], wanted: Wanted) {
    let name = format!("leads: {pairs:?}");
    let request = bench.request("GET", &format!("{LEADS}?{}", query(pairs)), "");
    bench.expect(&name, &request, &wanted).await;
}

pub fn page(rows: Vec<Value>) -> Wanted {
    Wanted::new(200, json!({ "code": "ok", "numFound": rows.len(), "leads": rows }))
}

pub const NO_NUMBERS: [&str; 10] =
    ["x", "1.5", "1e3", "0x1", "5 6", "9223372036854775808", "-9223372036854775809", "٥", "5\0", "😀"];

pub async fn number_filters(bench: &mut Bench, all: &[Value]) {
    for (parameter, key, known) in [
        ("requester_id", "requester_id", ["207642682", "63215969"]),
        ("assignee_id", "assignee_id", ["124734559", "124734560"]),
        ("service_id", "service_id", ["1244", "2005289"]),
    ] {
        for id in known.into_iter().chain([UNKNOWN, "0", "-1", "9223372036854775807", " 1244 "]) {
            let number: i64 = id.trim().parse().unwrap();
            ask(bench, &[(parameter, id)], page(pick(all, |row| row[key] == number))).await;
        }
        for bad in NO_NUMBERS {
            ask(bench, &[(parameter, bad)], at_fault(parameter, WHOLE)).await;
        }
        ask(bench, &[(parameter, "")], page(all.to_vec())).await;
        ask(bench, &[(parameter, "  ")], page(all.to_vec())).await;
    }
}

pub async fn status_filter(bench: &mut Bench, all: &[Value]) {
    for stages in [
        "525",
        "525,527",
        "527,528,643",
        "525,999999",
        "999999",
        " 525 , 528 ",
        "525,525",
        ",525,,",
        "-1",
        "9223372036854775807",
    ] {
        let ids: Vec<i64> = stages.split(',').filter_map(|id| id.trim().parse().ok()).collect();
        let rows = pick(all, |row| ids.contains(&row["lead_status_id"].as_i64().unwrap()));
        ask(bench, &[("status_ids", stages)], page(rows)).await;
    }
    let many: Vec<String> = (0..2000).map(|id| id.to_string()).collect();
    ask(
        bench,
        &[("status_ids", &many.join(","))],
        page(all.iter().filter(|row| row["lead_status_id"].as_i64().is_some_and(|id| id < 2000)).cloned().collect()),
    )
    .await;
    for bad in ["x", "525;527", "525,x", "1.5", "9223372036854775808", "525 527", "[525]"] {
        ask(bench, &[("status_ids", bad)], at_fault("status_ids", "must be whole numbers with commas between")).await;
    }
    for nothing in ["", ",", " , "] {
        ask(bench, &[("status_ids", nothing)], page(all.to_vec())).await;
    }
}

pub async fn convert_type(bench: &mut Bench, all: &[Value]) {
    for kind in ["1", "2"] {
        let number: i64 = kind.parse().unwrap();
        let rows = pick(all, |row| row["convert_type"] == number);
        assert!(!rows.is_empty(), "no lead has convert_type {kind}");
        ask(bench, &[("convert_type", kind)], page(rows)).await;
    }
    for outside in ["0", "3", "-1", "9223372036854775807"] {
        ask(bench, &[("convert_type", outside)], at_fault("convert_type", "must be 1 or 2")).await;
    }
    for bad in NO_NUMBERS {
        ask(bench, &[("convert_type", bad)], at_fault("convert_type", WHOLE)).await;
    }
}

pub async fn times(bench: &mut Bench, all: &[Value]) {
    // Parameter, the key it looks at, a moment that divides the demo's leads.
    for (since, to, key) in [
        ("created_since", "created_to", "created_at"),
        ("updated_since", "updated_to", "updated_at"),
        ("convert_since", "convert_to", "convert_at"),
    ] {
        let at = |row: &Value| row[key].as_str().map(str::to_owned);
        for (text, bound) in [
            // This lead came within the second.
            ("2023-03-08T07:16:40Z", "2023-03-08T07:16:40Z"),
            ("2023-03-08T07:16:39Z", "2023-03-08T07:16:39Z"),
            ("2024-03-21T15:11:06Z", "2024-03-21T15:11:06Z"),
            ("2024-03-21 15:11:06", "2024-03-21T15:11:06Z"),
            ("2024/03/21 15:11:06", "2024-03-21T15:11:06Z"),
            ("2024-03-21T15:11:06+07:00", "2024-03-21T15:11:06Z"),
            ("2024-03-21T08:11:06+00:00", "2024-03-21T15:11:06Z"),
            ("2024-08-07T14:24:12Z", "2024-08-07T14:24:12Z"),
            ("2024-08-07T14:24:13Z", "2024-08-07T14:24:13Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ] {
            let later = pick(all, |row| at(row).is_some_and(|at| at.as_str() >= bound));
            ask(bench, &[(since, text)], page(later)).await;
            let earlier = pick(all, |row| at(row).is_some_and(|at| at.as_str() <= bound));
            ask(bench, &[(to, text)], page(earlier)).await;
        }
        // A date alone is its whole day.
        let day = "2024-08-07";
        ask(bench, &[(since, day), (to, day)], page(pick(all, |row| at(row).is_some_and(|at| at.starts_with(day)))))
            .await;
        ask(bench, &[(since, "2024-08-08"), (to, "2024-08-07")], page(Vec::new())).await;
        for parameter in [since, to] {
            for bad in [
                "yesterday",
                "2024-13-01",
                "2024-02-30",
                "2024-06-01T25:00:00Z",
                "1717200000",
                "2024-06-01T00:00:00+99:00",
                "06/01/2024",
                "2024-06-01T00:00:00ZZ",
                "😀",
                "2024-06-01\0",
            ] {
                ask(bench, &[(parameter, bad)], at_fault(parameter, "must be a time such as 2024-06-01T00:00:00Z"))
                    .await;
            }
            ask(bench, &[(parameter, "")], page(all.to_vec())).await;
        }
    }
}

pub async fn pages(bench: &mut Bench, all: &[Value]) {
    for (number, count) in [
        (1, 1),
        (2, 1),
        (9, 1),
        (10, 1),
        (1, 4),
        (2, 4),
        (3, 4),
        (4, 4),
        (1, 500),
        (2, 500),
        (1, 501),
        (1, i64::MAX),
        (i64::MAX, 1),
        (i64::MAX, i64::MAX),
    ] {
        let size = usize::try_from(count.min(500)).unwrap();
        let skipped = usize::try_from(number - 1).unwrap().saturating_mul(size);
        let rows: Vec<Value> = all.iter().skip(skipped).take(size).cloned().collect();
        let wanted = Wanted::new(200, json!({ "code": "ok", "numFound": all.len(), "leads": rows }));
        ask(bench, &[("page", &number.to_string()), ("count", &count.to_string())], wanted).await;
    }
    for parameter in ["page", "count"] {
        for low in ["0", "-1", "-9223372036854775808"] {
            ask(bench, &[(parameter, low)], at_fault(parameter, "must be 1 or more")).await;
        }
        for bad in NO_NUMBERS {
            ask(bench, &[(parameter, bad)], at_fault(parameter, WHOLE)).await;
        }
        ask(bench, &[(parameter, "")], page(all.to_vec())).await;
    }
    ask(bench, &[("page", "1"), ("page", "2")], at_fault("page", Several::SAY)).await;
    ask(bench, &[("page", "1"), ("page[]", "1")], page(all.to_vec())).await;
}

/// What the document's list does not know and callers mean all the same.
pub async fn other_filters(bench: &mut Bench) {
    let request = bench.request(
        "POST",
        "/kangnam/api/v1/lead",
        r#"{"lead":{"subject":"Chỉ một","phone":"0349710777","email":"mot@example.com","group_id":12153}}"#,
    );
    let made = bench.send(&request).await.json().unwrap()["lead"]["id"].clone();
    bench.forget_stock();
    let (_, all) = bench.client().get(&format!("{LEADS}?count=500")).await;
    let row = pick(all["leads"].as_array().unwrap(), |row| row["id"] == made).remove(0);
    for (parameter, value) in [
        ("phone", "0349710777"),
        ("phone", "+84 349 710 777"),
        ("phone", "84349710777"),
        ("email", "MOT@example.com"),
        ("subject", "Chỉ một"),
        ("group_id", "12153"),
    ] {
        ask(bench, &[(parameter, value)], page(vec![row.clone()])).await;
    }
    for (parameter, value) in
        [("phone", "0349710778"), ("email", "hai@example.com"), ("subject", "Chỉ"), ("campaign_id", UNKNOWN)]
    {
        ask(bench, &[(parameter, value)], page(Vec::new())).await;
    }
    ask(bench, &[("phone", "x")], at_fault("phone", "must be a whole phone number")).await;
    ask(bench, &[("email", "x")], at_fault("email", "must be an e-mail address")).await;
}

/// A filter in another spelling is understood or refused; what narrows nothing is told (decision B41).
pub async fn spellings(bench: &mut Bench) {
    let (_, whole) = bench.client().get(&format!("{LEADS}?count=500")).await;
    let all = whole["leads"].as_array().cloned().unwrap_or_default();
    let rows = pick(&all, |row| row["lead_status_id"] == 525 || row["lead_status_id"] == 557);
    assert!(!rows.is_empty() && rows.len() < all.len());
    for spelling in [
        "status_ids=525,557",
        "status_ids[]=525&status_ids[]=557",
        "status_ids%5B%5D=525&status_ids%5B%5D=557",
        "status_ids[0]=525&status_ids[1]=557",
        "status_ids=525&status_ids=557",
        "status_id=525,557",
        "lead_status=525&status_id=557",
        "lead_status_id=525&status=557",
    ] {
        let request = bench.request("GET", &format!("{LEADS}?count=500&{spelling}"), "");
        bench.expect(spelling, &request, &page(rows.clone())).await;
    }
    for (query, body) in [
        ("", "{\"status_ids\":[525,557],\"count\":500}"),
        ("?status_ids=528", "{\"status_ids\":\"525,557\",\"count\":\"500\"}"),
        ("?count=500", "{\"status_ids\":{\"0\":525,\"1\":557},\"page\":null}"),
    ] {
        let request = bench.request("GET", &format!("{LEADS}{query}"), body);
        bench.expect(&format!("a GET with the body {body}"), &request, &page(rows.clone())).await;
    }
    let request = bench.request("GET", LEADS, "{");
    bench.expect("a GET with half a body", &request, &says(Fault::NotJson)).await;
    let several = &[("service_id", "1244"), ("service_id[]", "7")];
    ask(bench, several, at_fault("service_id", Several::SAY)).await;
    for (query, field, what) in [
        ("statusIds=525", "statusIds", "is not known here: is status_ids meant?"),
        ("status_idz=525", "status_idz", "is not known here: is status_ids meant?"),
        ("created_sinse=2024-01-01", "created_sinse", "is not known here: is created_since meant?"),
    ] {
        let request = bench.request("GET", &format!("{LEADS}?{query}"), "");
        bench.expect(query, &request, &at_fault(field, what)).await;
    }
    for narrowing in ["custom_fields[6068]", "username", "limit", "incident_id", "modified_from"] {
        let request = bench.request("GET", &format!("{LEADS}?{narrowing}=1"), "");
        let answer = bench.send(&request).await;
        bench.count();
        let reason = answer.header("leadhub-reason").unwrap_or_default().to_owned();
        let name = narrowing.split('[').next().unwrap();
        if answer.status != 400 || !reason.starts_with(&format!("{name}: narrows nothing here")) {
            bench.complain(format!("{narrowing}: {} {reason}", answer.status));
        }
    }
    let request = bench.request("GET", &format!("{LEADS}?count=500&sort=name&_=17&empty="), "");
    let wanted = page(all).header("leadhub-reason", "nothing is narrowed by: _, empty, sort");
    bench.expect("what narrows nothing", &request, &wanted).await;
}
