//! Hostile bodies, broken forms, credentials, paths and the parameters of reads. Run through `conformance/mod.rs`; single fields are
//! those of `fields.rs`.

use super::operations::*;
use super::*;
use crate::conformance::raw::Request;
use crate::conformance::{Bench, transport};

pub async fn bodies_and_paths(mut bench: Bench) {
    bench.number = 1_000_000;
    let pair = lacking("account_id or phone_no1");
    hostile::try_all(&mut bench, &create(), says, &pair).await;
    hostile::try_all(&mut bench, &book(), says, &pair).await;
    credentials(&mut bench).await;
    transport::methods(&mut bench, "erp", &error_body(405, "method_not_allowed", "no such method here")).await;
    let unknown =
        ["/kangnam/api/v1/nothing", "/api/v1/nothing", "/api/v1/lead/1/2", "/api/v1/Brand", "/api/v1/%FF", "/nothing"];
    transport::paths(&mut bench, &unknown, &error_body(404, "not_found", "no such path")).await;
    lookups(&mut bench).await;
    broken_forms(&mut bench).await;
    latin1_forms(&mut bench).await;
    bench.finish().await;
}

/// No route answers without a token in one of its two headers (decision A16).
async fn credentials(bench: &mut Bench) {
    let good = bench.token.clone();
    let other = bench.house.kangnam().token("dialer").unwrap().to_owned();
    let refused = [
        ("access_token", "lh_0000000000000000000000000000000000000000".to_owned()),
        ("access-token", good[..good.len() / 2].to_owned()),
        ("access_token", good.to_uppercase()),
        ("access_token", format!("Bearer {good}")),
        ("access-token", other),
        ("access_token", "' OR '1'='1".to_owned()),
        ("access_token", "x".repeat(20_000)),
    ];
    for route in (transport::dialect("erp").routes)().listed() {
        // The list of leads is another wire's path too, and that one answers whoever has no good token.
        if route.path.ends_with("auth/token") || route.path == "/{domain}/api/v1/leads" {
            continue;
        }
        for (header, value) in &refused {
            let request = Request::new(route.method.as_str(), &transport::filled(route.path))
                .json("{")
                .header(header, value.as_str());
            bench
                .expect(&format!("{header}: {value:.20}: {} {}", route.method, route.path), &request, &unauthorized())
                .await;
        }
        if route.path.starts_with("/{domain}") {
            let target = transport::filled(&route.path.replace("{domain}", "dongnai"));
            let request = bench.request(route.method.as_str(), &target, "{");
            bench.expect(&format!("another organisation: {target}"), &request, &unauthorized()).await;
        }
    }
    for path in ["/kangnam/api/v1/booking", "/api/v1/booking"] {
        bench.expect(&format!("no token: {path}"), &Request::new("POST", path).json("{"), &unauthorized()).await;
    }
}

async fn lookups(bench: &mut Bench) {
    let whole = |key: &str, least: i64| params(key, &format!("must be a whole number from {least}"));
    for list in ["leads", "bookings", "phones-call", "account"] {
        let mut cases = vec![(String::new(), lacking("phone")), ("phone=%20".to_owned(), lacking("phone"))];
        for bad in ["x", "-1", "1.5", "%00", "9223372036854775808"] {
            cases.push((format!("phone=0349729999&offset={bad}"), whole("offset", 0)));
            cases.push((format!("phone=0349729999&limit={bad}"), whole("limit", 1)));
        }
        cases.push(("phone=0349729999&limit=0".to_owned(), whole("limit", 1)));
        let nobody = Wanted::new(200, json!({ "error": 0, "message": "Success", "count": 0, "data": [] }));
        for odd in
            ["%00", "ế", "%F0%9F%98%80", "%25", "'", "0349729999", "0349729999&limit=9999&offset=9223372036854775807"]
        {
            cases.push((format!("phone={}", odd.replace('ế', "%E1%BA%BF")), nobody.clone()));
        }
        for (query, wanted) in cases {
            let request = bench.request("GET", &format!("/kangnam/api/v1/{list}?{query}"), "");
            bench.expect(&format!("{list}?{query}"), &request, &wanted).await;
        }
    }
    let cases = [
        ("districts", lacking("state_id")),
        ("districts?state_id=x", params("state_id", WHOLE)),
        ("states?country_id=1.5", params("country_id", WHOLE)),
        ("brand?limit=0", whole("limit", 1)),
        ("stage?offset=-1", whole("offset", 0)),
        ("lead/9223372036854775808", error_body(401, "invalid object id", "invalid object 9223372036854775808")),
        ("lead/x", error_body(401, "invalid object id", "invalid object x")),
        ("booking/%F0%9F%98%80", error_body(401, "invalid object id", "invalid object 😀")),
        ("type-phone-call?limit=0", whole("limit", 1)),
        ("price-list/x", error_body(401, "invalid object id", "invalid object x")),
        ("lead/%00", error_body(404, "not_found", "no such path")),
        ("booking-name/nobody", offending("Booking not found", "nobody")),
        ("lead/999999999", Wanted::new(200, json!({ "error": 0, "message": "Success", "data": {} }))),
        ("booking/999999999", Wanted::new(200, json!({ "error": 0, "message": "Success", "count": 0, "data": {} }))),
        ("price-list/999999999", Wanted::new(200, json!({ "error": 0, "message": "Success", "data": {} }))),
    ];
    for (path, wanted) in cases {
        let request = bench.request("GET", &format!("/kangnam/api/v1/{path}"), "");
        bench.expect(path, &request, &wanted).await;
    }
    for (path, kind, message) in [
        ("lead/999999999", "Lead not found", "no such Lead"),
        ("booking/999999999", "Booking not found", "no such Booking"),
        ("phone-call/999999999", "Phone call not found", "no such PhoneCall"),
    ] {
        let request = bench.request("PUT", &format!("/kangnam/api/v1/{path}"), "{\"street\":\"x\"}");
        bench.expect(&format!("PUT {path}"), &request, &error_body(401, kind, message)).await;
    }
}

async fn broken_forms(bench: &mut Bench) {
    let unreadable = error_body(401, "params", "the body is no readable form");
    let pair = lacking("account_id or phone_no1");
    for (kind, body, wanted) in [
        ("multipart/form-data", "--b--", &unreadable),
        ("multipart/form-data; boundary=b", "x", &unreadable),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", &unreadable),
        ("multipart/form-data; boundary=b", "--b--\r\n", &pair),
        (FORM, "phone_no1=%00", &says(Fault::NullCharacter)),
        (FORM, "%00=1", &says(Fault::NullCharacter)),
        (FORM, "{\"phone_no1\":\"0349720001\"}", &pair),
        (FORM, "&&&=&;%%%", &pair),
        ("text/plain", "lead", &pair),
        ("", "\u{1f600}", &pair),
    ] {
        for target in [LEAD, BOOKING] {
            let mut request = bench.request("POST", target, body);
            request.headers.retain(|(name, _)| name != "Content-Type");
            let request = request.header("Content-Type", kind);
            bench.expect(&format!("{target}: {kind}: {body}"), &request, wanted).await;
        }
    }
}

/// Names in another encoding than UTF-8 would be lost: the form is refused with the reason, in both kinds and in the query (A25).
async fn latin1_forms(bench: &mut Bench) {
    let refused = error_body(401, "params", "the form is not UTF-8: send its texts in UTF-8");
    let head = b"--b\r\nContent-Disposition: form-data; name=\"contact_name\"\r\n\r\n";
    let parts = [&head[..], b"Nguy\xean\r\n--b--\r\n"].concat();
    let forms = [
        (FORM, b"phone_no1=0349720001&contact_name=Nguy%EAn".to_vec()),
        (FORM, b"phone_no1=0349720001&contact_name=Nguy\xean".to_vec()),
        ("multipart/form-data; boundary=b", parts),
    ];
    for (kind, body) in forms {
        for target in [LEAD, BOOKING] {
            let mut request = bench.request("POST", target, "");
            request.headers.retain(|(name, _)| name != "Content-Type");
            let request = Request { body: body.clone(), ..request.header("Content-Type", kind) };
            bench.expect(&format!("{target}: {kind} in Latin-1"), &request, &refused).await;
        }
    }
}
