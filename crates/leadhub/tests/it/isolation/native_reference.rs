//! The cases of the house's own API around leads: reference data, integrations with their tokens, the organisation. Called by the
//! isolation test. Both organisations put rows under the same numbers.

use super::{Case, Wanted};
use crate::client::Client;
use crate::house::House;
use serde_json::{Value, json};

/// The number of every row that the first organisation put.
const ROW: i64 = 950;

/// An integration of the first organisation with its token.
pub struct Theirs {
    integration: i64,
    token: String,
}

/// Each kind with the body of a row that stands by itself.
const KINDS: [(&str, &str, &str); 14] = [
    ("stages", "stage_id", r#"{"label":"NAME stage","kind":"middle"}"#),
    ("reasons", "reason_id", r#"{"label":"NAME reason"}"#),
    ("labels", "label_id", r#"{"label":"NAME label"}"#),
    ("custom-fields", "custom_field_id", r#"{"label":"NAME field","kind":"text"}"#),
    ("groups", "group_id", r#"{"name":"NAME group"}"#),
    ("users", "user_id", r#"{"username":"NAME user"}"#),
    ("services", "service_id", r#"{"name":"NAME service"}"#),
    ("brands", "brand_id", r#"{"code":"","name":"NAME brand"}"#),
    ("companies", "company_id", r#"{"brand_id":1,"code":"","name":"NAME company"}"#),
    ("price-lists", "price_list_id", r#"{"brand_id":1,"name":"NAME price list"}"#),
    ("products", "product_id", r#"{"name":"NAME product"}"#),
    ("source-categories", "source_category_id", r#"{"name":"NAME category"}"#),
    ("sources", "source_id", r#"{"category_id":1,"name":"NAME source"}"#),
    ("hobbies", "hobby_id", r#"{"name":"NAME hobby"}"#),
];

fn body(template: &str, name: &str) -> Value {
    serde_json::from_str(&template.replace("NAME", name)).unwrap()
}

impl Theirs {
    pub async fn make(house: &House) -> Theirs {
        let own = Client::new(house, house.kangnam(), "native");
        for (kind, _, template) in KINDS {
            let target = format!("/hub/v1/{kind}/{ROW}");
            let (status, answer) = own.json("PUT", &target, Some(&body(template, "theirs"))).await;
            assert_eq!(status, 201, "{target}: {answer}");
        }
        let new = json!({ "dialect": "native", "name": "theirs integration" });
        let (status, made) = own.json("POST", "/hub/v1/integrations", Some(&new)).await;
        assert_eq!(status, 201, "{made}");
        let token = made["token"]["id"].as_str().unwrap().to_owned();
        Theirs { integration: made["id"].as_i64().unwrap(), token }
    }

    /// How it looks to its owner.
    pub async fn snapshot(&self, house: &House) -> Vec<Value> {
        let own = Client::new(house, house.kangnam(), "native");
        let mut seen = Vec::new();
        for path in ["reference", "organisation", "integrations", &format!("integrations/{}/tokens", self.integration)]
        {
            seen.push(own.get(&format!("/hub/v1/{path}")).await.1);
        }
        seen
    }
}

/// The route as the router spells it.
fn route(path: String) -> &'static str {
    Box::leak(path.into_boxed_str())
}

pub fn cases(theirs: &Theirs) -> Vec<Case> {
    use Wanted::*;
    let case = |method, path: &str, given: &str, body, wanted| {
        let path = route(format!("/hub/v1/{path}"));
        Case { route: (method, path), target: format!("/hub/v1/{given}"), body, wanted }
    };
    let none = || Value::Null;
    let mut cases = vec![
        // Rows that only the first organisation has, before the second one puts its own.
        case("PUT", "users/{user_id}", "users/951", json!({ "username": "mine", "group_id": ROW }), Refused422),
        case("PUT", "sources/{source_id}", "sources/951", json!({ "name": "mine", "category_id": ROW }), Refused422),
        case(
            "PUT",
            "reference",
            "reference",
            json!({ "agents": [{ "id": 951, "username": "mine", "group_id": ROW }] }),
            Refused422,
        ),
    ];
    for (kind, id, template) in KINDS {
        cases.push(case("GET", kind, kind, none(), OwnRowsOnly));
        cases.push(case(
            "PUT",
            &format!("{kind}/{{{id}}}"),
            &format!("{kind}/{ROW}"),
            body(template, "mine"),
            MakesOwn,
        ));
        cases.push(case("GET", kind, kind, none(), OwnRowsOnly));
    }
    let one = format!("integrations/{}", theirs.integration);
    let token = format!("{one}/tokens/{}", theirs.token);
    let agent = json!({ "dialect": "native", "name": "mine", "agent_id": 951 });
    cases.extend([
        case("GET", "reference", "reference", none(), OwnRowsOnly),
        case("PUT", "reference", "reference", json!({ "reasons": [{ "id": ROW, "label": "mine again" }] }), MakesOwn),
        case("GET", "countries", "countries", none(), Shared),
        case("GET", "provinces", "provinces", none(), Shared),
        case("GET", "districts", "districts?province_id=1", none(), Shared),
        case("GET", "communes", "communes?province_id=1", none(), Shared),
        case("GET", "integrations", "integrations", none(), OwnRowsOnly),
        case("POST", "integrations", "integrations", agent, Refused422),
        case("GET", "integrations/{integration_id}", &one, none(), NotFound),
        case("PATCH", "integrations/{integration_id}", &one, json!({ "name": "mine" }), NotFound),
        case("GET", "integrations/{integration_id}/tokens", &format!("{one}/tokens"), none(), NotFound),
        case("POST", "integrations/{integration_id}/tokens", &format!("{one}/tokens"), json!({}), NotFound),
        case("DELETE", "integrations/{integration_id}/tokens/{token_id}", &token, none(), NotFound),
        case("POST", "integrations/{integration_id}/rotate", &format!("{one}/rotate"), json!({}), NotFound),
        case("GET", "me", "me", none(), OwnRowsOnly),
        case("GET", "organisation", "organisation", none(), OwnRowsOnly),
        case("PATCH", "organisation", "organisation", json!({ "name": "mine" }), MakesOwn),
    ]);
    cases
}
