//! The trade of an api_key for a token of a day (decision T22).
//! Tried by `fields` and `bodies_and_paths`; no other operation is without a token.

use super::*;

pub fn trade(key: &str) -> Operation {
    let answer = json!({
        "client_id": "<text>", "domain_uuid": "c275b950-9885-4775-b1bd-09fc865afa48", "expired_in": 86400, "refresh_token": "",
        "token": "<text>", "token_type": "Bearer", "user_id": "",
    });
    Operation {
        name: "token",
        method: "POST",
        target: "/v3/auth/token".to_owned(),
        wrapper: None,
        good: vec![("api_key", quoted(key))],
        answer: Wanted::new(200, answer),
        read_back: None,
    }
}

pub fn api_key() -> Field {
    let mut probes = vec![refused("empty", "\"\"", each(&[("api_key", EMPTY)]))];
    let long = "ế".repeat(10_000);
    probes.extend(
        ["x", "lh_0000", "' OR 1=1 --", "😀", long.as_str()]
            .map(|key| refused(key, quoted(key), error_body(401, "Unauthorized"))),
    );
    Field { name: "api_key", shown: None, probes: needed("api_key", probes) }
}

/// A traded token opens everything but another trade (decision T22).
pub async fn traded_tokens(bench: &mut Bench) {
    let operation = trade(&bench.token);
    let request = Request::new("POST", &operation.target).json(operation.body("", None, 0));
    let answer = bench.expect("token: good", &request, &operation.answer).await.unwrap();
    let traded = answer["token"].as_str().unwrap().to_owned();
    let again = Request::new("POST", &operation.target).json(trade(&traded).body("", None, 0));
    bench.expect("token: traded again", &again, &error_body(401, "Unauthorized")).await;
    let other = bench.house.kangnam().token("caresoft").unwrap().to_owned();
    let foreign = Request::new("POST", &operation.target).json(trade(&other).body("", None, 0));
    bench.expect("token: of another dialect", &foreign, &error_body(401, "Unauthorized")).await;
    for header in [traded.clone(), format!("Bearer {traded}"), format!("bEARER   {traded}")] {
        let request = Request::new("POST", "/v3/lead").header("Authorization", header).json(create().body("", None, 0));
        bench.expect("a traded token creates", &request, &create().answer).await;
    }
}
