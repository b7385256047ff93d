//! Lists of leads, lists and campaigns: pages, filters, parameters in other spellings (decisions T20, T24, T25).
//! Run by the engines' tests in `conformance`; it changes nothing but by the leads it begins with.

use super::*;

pub async fn lists(mut bench: Bench) {
    for (list, phone) in [(LIST, "0349719988"), (OTHER_LIST, "0949719988"), (OTHER_LIST, "0349719977")] {
        let body = format!("{{\"list_uuid\":\"{list}\",\"phone_number\":\"{phone}\"}}");
        let request = bench.request("POST", "/v3/lead", body);
        bench.expect("a lead to list", &request, &create().answer).await;
    }
    let data = &bench.house.kangnam().data;
    let (leads, lists, campaigns) = (data.leads.len() + 3, data.reference.lists.len(), data.reference.campaigns.len());
    for (path, rows) in [("/v3/lead", leads), ("/v3/list", lists), ("/v3/campaign", campaigns)] {
        let (_, all) = bench.client().get(&format!("{path}?limit=500")).await;
        let all = all["data"].as_array().cloned().unwrap_or_default();
        assert_eq!(all.len(), rows, "{path}: {all:?}");
        pages(&mut bench, path, &all).await;
        filters(&mut bench, path, &all).await;
    }
    bench.finish().await;
}

pub async fn ask(bench: &mut Bench, path: &str, pairs: &[(&str, &str)], wanted: Wanted) {
    let request = bench.request("GET", &format!("{path}?{}", query(pairs)), "");
    bench.expect(&format!("{path}: {pairs:?}"), &request, &wanted).await;
}

pub fn page(rows: &[Value], limit: i64, offset: i64) -> Wanted {
    let (skipped, most) = (usize::try_from(offset).unwrap(), usize::try_from(limit).unwrap());
    let data: Vec<Value> = rows.iter().skip(skipped).take(most).cloned().collect();
    Wanted::new(200, json!({ "data": data, "limit": limit, "offset": offset, "total": rows.len() }))
}

pub async fn pages(bench: &mut Bench, path: &str, all: &[Value]) {
    for (limit, offset) in [(1, 0), (1, 1), (2, 1), (500, 0), (10, 6), (10, 7), (3, i64::MAX)] {
        ask(bench, path, &[("limit", &limit.to_string()), ("offset", &offset.to_string())], page(all, limit, offset))
            .await;
    }
    for same in [
        &[("limit", "")][..],
        &[("offset", " ")],
        &[("limit", "+10")],
        &[("offset", "-0")],
        &[("limit[]", "10")],
        &[("limit", "10"), ("limit", "x")],
    ] {
        ask(bench, path, same, page(all, 10, 0)).await;
    }
    let (over, one) = ("Must be less than or equal to 10000", "Must be greater than or equal to 1");
    let negative = "Must be greater than or equal to 0";
    for high in ["10001", "9223372036854775807", "9223372036854775808", "98765432109876543210"] {
        ask(bench, path, &[("limit", high)], each(&[("limit", over)])).await;
    }
    for low in ["0", "-1", "-9223372036854775808", "-98765432109876543210"] {
        ask(bench, path, &[("limit", low)], each(&[("limit", one)])).await;
    }
    for low in ["-1", "-98765432109876543210"] {
        ask(bench, path, &[("offset", low)], each(&[("offset", negative)])).await;
    }
    for bad in ["x", "1.5", "1e3", "0x1", "5 6", "٥", "5\0", "😀", "--1", "-"] {
        for parameter in ["limit", "offset"] {
            ask(bench, path, &[(parameter, bad)], of_type(parameter, "integer", "string")).await;
        }
    }
    for same in [&[("unknown", "x"), ("_", "1764")][..], &[("sort", "x"), ("status", "")]] {
        let told = format!("no parameter of this list, so not looked at: {}, {}", same[0].0, same[1].0);
        ask(bench, path, same, page(all, 10, 0).header("leadhub-reason", &told)).await;
    }
    let filters = match path {
        "/v3/lead" => "list_uuid, campaign_uuid, phone_number",
        "/v3/list" => "campaign_uuid",
        _ => "type",
    };
    for narrows in ["status", "created_at", "page", "q", "fromDate", "list_id"] {
        let text = format!("Additional property {narrows} is not allowed. Allowed: {filters}, limit, offset");
        ask(bench, path, &[(narrows, "1")], each(&[("(root)", text.as_str())])).await;
    }
    let both = each(&[("limit", one), ("offset", "Invalid type. Expected: integer, given: string")]);
    ask(bench, path, &[("offset", "x"), ("limit", "0")], both).await;
}

pub async fn filters(bench: &mut Bench, path: &str, all: &[Value]) {
    let mut narrowed: Vec<(&str, &str, Vec<Value>)> = Vec::new();
    let with = |key: &'static str, value: &'static str| pick(all, move |row| row[key] == value);
    let nothing = [NOBODY, "x", "ế", "c4869e79f0fa4c6a9410bc0defac375a", "%", "\0", "' OR 1=1 --"];
    if path == "/v3/lead" {
        narrowed.extend([LIST, OTHER_LIST].map(|list| ("list_uuid", list, with("list_uuid", list))));
        narrowed.extend(nothing.map(|text| ("list_uuid", text, Vec::new())));
        for text in ["0349719988", "+84349719988", "84 349 719 988", "034.971.9988"] {
            narrowed.push(("phone_number", text, with("phone_number", "0349719988")));
        }
        narrowed.push((
            "phone_number",
            "971997",
            pick(all, |row| row["phone_number"].as_str().is_some_and(|phone| phone.contains("971997"))),
        ));
        narrowed.push(("phone_number", "", all.to_vec()));
        narrowed.extend(
            ["0912345678", "ế", "%", "_", "\0", "😀", "99999999999999999999"]
                .map(|text| ("phone_number", text, Vec::new())),
        );
    }
    if path != "/v3/campaign" {
        narrowed.push(("campaign_uuid", CAMPAIGN, with("campaign_uuid", CAMPAIGN)));
        narrowed.push(("campaign_uuid", "", all.to_vec()));
        narrowed.extend(nothing.map(|text| ("campaign_uuid", text, Vec::new())));
    } else {
        narrowed.extend(
            ["autodialer", "autocall", "inbound", "x", "%", "\0", "Autodialer"]
                .map(|kind| ("type", kind, with("type", kind))),
        );
    }
    for (parameter, value, rows) in narrowed {
        for other in
            [format!("{parameter}[]"), format!("{parameter}[0]"), parameter.to_uppercase(), format!("{parameter}s")]
        {
            ask(bench, path, &[(&other, value)], page(&rows, 10, 0)).await;
        }
        if !value.trim().is_empty() {
            let two = [(parameter, value), (parameter, "another")];
            ask(bench, path, &two, each(&[(parameter, "Only one value is allowed")])).await;
        }
        ask(bench, path, &[(parameter, value)], page(&rows, 10, 0)).await;
        ask(bench, path, &[(parameter, value), ("limit", "1"), ("offset", "1")], page(&rows, 1, 1)).await;
    }
}

/// A page as long as anybody may ask for is the same as its parts, however many rows are read at once (decision T24).
pub async fn long(mut bench: Bench) {
    let rows: Vec<Value> = (0..1203).map(|row| json!({ "phone_number": format!("03{row:08}") })).collect();
    let body = json!({ "list_uuid": OTHER_LIST, "data": rows }).to_string();
    let made = Wanted::new(200, json!({ "message": "success", "total_insert": 1203 }));
    let request = bench.request("POST", "/v3/lead/multi", body);
    bench.expect("many leads", &request, &made).await;
    for filter in ["", &format!("&list_uuid={OTHER_LIST}")] {
        let (_, whole) = bench.client().get(&format!("/v3/lead?limit=10000{filter}")).await;
        let rows = whole["data"].as_array().cloned().unwrap_or_default();
        let (total, limit) = (whole["total"].as_u64(), whole["limit"].as_u64());
        if (total, limit) != (Some(rows.len() as u64), Some(10_000)) || rows.len() < 1203 {
            bench.complain(format!("limit=10000{filter}: {} rows, total {total:?}, limit {limit:?}", rows.len()));
        }
        let mut parts = Vec::new();
        for offset in (0..rows.len()).step_by(400) {
            let (_, part) = bench.client().get(&format!("/v3/lead?limit=400&offset={offset}{filter}")).await;
            parts.extend(part["data"].as_array().cloned().unwrap_or_default());
            bench.count();
        }
        bench.count();
        if parts != rows {
            bench.complain(format!("limit=10000{filter} is not what its parts are"));
        }
        for (limit, offset) in [(501, 0), (501, 700), (1000, 1), (10_000, 1200), (10_000, 90_000)] {
            let (_, page) = bench.client().get(&format!("/v3/lead?limit={limit}&offset={offset}{filter}")).await;
            let wanted: Vec<Value> = rows.iter().skip(offset).take(limit).cloned().collect();
            if page["data"].as_array() != Some(&wanted) || page["total"] != whole["total"] {
                bench.complain(format!("limit={limit}&offset={offset}{filter}"));
            }
            bench.count();
        }
    }
    ask(&mut bench, "/v3/lead", &[("list_uuid", NOBODY), ("limit", "10000")], page(&[], 10_000, 0)).await;
    bench.finish().await;
}
