//! What each scope opens (decision N1).
//! Run by the engines' tests in `conformance`; every operation has a row.

use super::*;

/// What an operation asks of an integration (decision N1).
pub fn needs(operation: &Documented, scope: Scope) -> bool {
    let (reads, path) = (operation.method == "GET", operation.path);
    let is_administrative = operation.method == "PUT"
        || path.starts_with("/hub/v1/integrations")
        || path.starts_with("/hub/v1/requests")
        || (!reads && path == "/hub/v1/organisation");
    match scope {
        _ if path == "/hub/v1/me" => false,
        Scope::Admin => is_administrative,
        // What is around leads needs no more than that.
        _ if is_administrative => false,
        Scope::Read => reads,
        Scope::Write => !reads,
    }
}

pub async fn scopes(mut bench: Bench) {
    for scope in Scope::ALL {
        let token = without(&bench, scope).await;
        bench.forget_stock();
        let mut refused = 0;
        for operation in document::operations().iter().filter(|operation| operation.id != "getOpenApi") {
            let name = format!("{} without {scope}", operation.id);
            // Nothing has these ids, so that what is allowed does nothing either.
            let parts = operation.path.split('/').map(|part| match part {
                part if part.ends_with("_uuid}") => NOBODY,
                part if part.starts_with('{') => "0",
                part => part,
            });
            // What a query string must have, since it is read before the scope is asked for.
            let needed = operation.query().into_iter().filter(|(_, is_needed, _)| *is_needed);
            let needed: Vec<String> =
                needed.map(|(name, _, schema)| format!("{name}={}", document::query_sample(schema))).collect();
            let target = format!("{}?{}", parts.collect::<Vec<_>>().join("/"), needed.join("&"));
            let request = Request::new(&operation.method, &target).bearer(&token).json("{");
            if needs(operation, scope) {
                refused += 1;
                bench.expect(&name, &request, &forbidden(scope)).await;
                continue;
            }
            bench.count();
            let answer = bench.send(&request).await;
            // What is allowed may take the body as a file.
            bench.forget_stock();
            if matches!(answer.status, 401 | 403 | 500..) {
                bench.complain(format!("{name}: {} {}", answer.status, answer.text()));
            }
        }
        assert!(refused > 20, "only {refused} operations need {scope}");
    }
    bench.finish().await;
}
