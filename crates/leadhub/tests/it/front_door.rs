//! Who speaks where two wires share a path: the credential, never the body; without one the path that fits best, then the header
//! that carried it, then the organisation's default (decisions X1 to X3).

use crate::client::Client;
use crate::conformance::raw::{Request, exchange};
use crate::house::House;
use leadhub::http::ServerOptions;
use leadhub_core::HubOptions;
use leadhub_testkit::{TestStore, both_engines};
use leadhub_wire::Limits;
use serde_json::{Value, json};

/// Method, path, headers, and the voice that is wanted.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)], Value);

/// The voices of a 401.
fn erp() -> Value {
    json!({ "type": "access_token", "message": "token seems to have expired or invalid" })
}

fn caresoft() -> Value {
    json!({ "code": "errors", "message": "Unauthenticated." })
}

struct Visitor<'h> {
    house: &'h House,
}

impl Visitor<'_> {
    async fn call(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        let client = Client::with_token(self.house, None);
        let reply = client.send(method, target, headers, body).await;
        (reply.status, serde_json::from_slice(&reply.body).unwrap())
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn the_credential_picks_the_voice_before_the_body_is_read(store: TestStore) {
        let house = House::open(store).await;
        let visitor = Visitor { house: &house };
        let path = "/kangnam/api/v1/lead";
        let erp_token = house.kangnam().token("erp").unwrap().to_owned();
        let bearer = format!("Bearer {}", house.kangnam().token("caresoft").unwrap());
        // No JSON at all: each refuses it in its own voice.
        let (status, answer) = visitor.call("POST", path, &[("Authorization", &bearer)], "{").await;
        assert_eq!((status, answer), (400, json!({ "error": "Invalid request" })));
        for name in ["access_token", "access-token"] {
            let headers = [(name, erp_token.as_str()), ("Content-Type", "application/json")];
            let (status, answer) = visitor.call("POST", path, &headers, "{").await;
            assert!(status == 401 && answer["type"].is_string() && answer["message"].is_string(), "{status} {answer}");
            assert_ne!(answer, erp(), "the token was good");
        }
        house.stop().await;
    }

    async fn with_both_headers_the_access_token_counts(store: TestStore) {
        let house = House::open(store).await;
        let visitor = Visitor { house: &house };
        let bearer = format!("Bearer {}", house.kangnam().token("caresoft").unwrap());
        let erp_token = house.kangnam().token("erp").unwrap().to_owned();
        let path = "/kangnam/api/v1/lead/1";
        let (status, answer) = visitor.call("GET", path, &[("access_token", "wrong"), ("Authorization", &bearer)], "").await;
        assert_eq!((status, answer), (401, erp()));
        let (status, answer) = visitor.call("GET", path, &[("access_token", &erp_token), ("Authorization", "Bearer wrong")], "").await;
        assert_eq!((status, &answer["error"]), (200, &json!(0)), "{answer}");
        house.stop().await;
    }

    async fn without_a_credential_the_path_then_the_header_then_the_default_speaks(store: TestStore) {
        let house = House::open(store).await;
        let visitor = Visitor { house: &house };
        let cases: &[Case] = &[
            // A path that one of them has.
            ("POST", "/kangnam/api/v1/booking", &[], erp()),
            ("POST", "/dongnai/api/v1/booking", &[], erp()),
            ("GET", "/kangnam/api/v1/leads", &[], caresoft()),
            ("GET", "/kangnam/api/v1/lead/status", &[], caresoft()),
            ("GET", "/kangnam/lead/labels", &[], caresoft()),
            ("POST", "/api/v1/lead", &[], erp()),
            // A shared path: the header that carried it.
            ("POST", "/kangnam/api/v1/lead", &[("Authorization", "Bearer wrong")], caresoft()),
            ("POST", "/dongnai/api/v1/lead", &[("access_token", "wrong")], erp()),
            // A shared path and no header: the organisation's default.
            ("POST", "/kangnam/api/v1/lead", &[], erp()),
            ("POST", "/dongnai/api/v1/lead", &[], caresoft()),
            // Nobody's: as the first organisation, so that nobody learns who is there.
            ("POST", "/nobody/api/v1/lead", &[], erp()),
        ];
        for (method, path, headers, wanted) in cases {
            let (status, answer) = visitor.call(method, path, headers, "").await;
            assert_eq!((status, &answer), (401, wanted), "{method} {path} {headers:?}");
        }
        house.stop().await;
    }

    async fn a_good_token_elsewhere_counts_as_an_unknown_one(store: TestStore) {
        let house = House::open(store).await;
        let visitor = Visitor { house: &house };
        let of = |dialect| format!("Bearer {}", house.kangnam().token(dialect).unwrap());
        let (erp_token, dialler) = (house.kangnam().token("erp").unwrap(), of("dialer"));
        // Another organisation's segment, a segment that is nobody's, another wire's path.
        for path in ["/dongnai/api/v1/lead/1", "/nobody/api/v1/lead/1"] {
            assert_eq!(visitor.call("GET", path, &[("access_token", erp_token)], "").await, (401, erp()), "{path}");
        }
        let (status, answer) = visitor.call("GET", "/kangnam/api/v1/lead/1", &[("Authorization", &dialler)], "").await;
        assert_eq!((status, answer), (401, caresoft()));
        let (status, answer) = visitor.call("GET", "/v3/lead", &[("Authorization", &of("caresoft"))], "").await;
        assert_eq!((status, answer), (401, json!({ "error": "Unauthorized" })));
        // A path that no wire has keeps its 404, in the voice of whoever asks.
        let (status, answer) = visitor.call("GET", "/kangnam/api/v1/nothing", &[("Authorization", &of("caresoft"))], "").await;
        assert_eq!((status, answer), (404, json!({ "code": "errors", "message": "Not Found" })));
        house.stop().await;
    }

    /// Its holder learns what it is for, whatever was wrong, and of nobody else.
    async fn a_good_token_elsewhere_is_told_what_it_is_for(store: TestStore) {
        let house = House::open(store).await;
        let nobody = Client::with_token(&house, None);
        let reason = async |path: &str, headers: &[(&str, &str)]| {
            let reply = nobody.send("GET", path, headers, "").await;
            (reply.status, reply.header("leadhub-reason").map(str::to_owned))
        };
        let paths = ["/dongnai/api/v1/lead/status", "/nobody/api/v1/booking/1", "/v3/lead", "/lead-platform/v1/leads", "/hub/v1/leads"];
        for (dialect, header, under) in [
            ("erp", "access_token: <token>", "/kangnam/api/v1/"),
            ("caresoft", "Authorization: Bearer <token>", "/kangnam/api/v1/"),
            ("dialer", "Authorization: Bearer <token>", "/v3/"),
            ("lead_platform", "Authorization: Bearer <token>", "/lead-platform/"),
            ("native", "Authorization: Bearer <token>", "/hub/"),
        ] {
            let token = house.kangnam().token(dialect).unwrap();
            let name = leadhub::doors::DIALECTS.iter().find(|known| known.key == dialect).unwrap().name;
            let said = format!("the token is good, but not here: it is for the {name} API, alone as '{header}', under {under}");
            let bearer = format!("Bearer {token}");
            let own = |path: &&&str| path.starts_with(under);
            for path in paths.iter().filter(|path| !own(path)) {
                for header in [("Authorization", bearer.as_str()), ("Authorization", token), ("access_token", token), ("X-Api-Key", token)] {
                    assert_eq!(reason(path, &[header]).await, (401, Some(said.clone())), "{dialect} at {path} in {}", header.0);
                }
            }
            // Its own path, but another header.
            let (path, headers) = match dialect {
                "erp" => ("/kangnam/api/v1/leads", [("Authorization", bearer.as_str())]),
                "caresoft" => ("/kangnam/api/v1/leads", [("access_token", token)]),
                "dialer" => ("/v3/lead", [("access_token", token)]),
                "lead_platform" => ("/lead-platform/v1/leads", [("access_token", token)]),
                _ => ("/hub/v1/leads", [("X-Api-Key", token)]),
            };
            assert_eq!(reason(path, &headers).await, (401, Some(said)), "{dialect}");
        }
        for headers in [&[][..], &[("Authorization", "Bearer wrong")], &[("access_token", "wrong"), ("X-Api-Key", "lh_00")]] {
            for path in paths {
                assert_eq!(reason(path, headers).await, (401, None), "{path} {headers:?}");
            }
        }
        house.stop().await;
    }

    async fn the_echo_is_there_only_when_asked_for(store: TestStore) {
        let limits = Limits { body: 40, ..Limits::default() };
        let options = ServerOptions { echo: true, limits, ..ServerOptions::default() };
        let house = House::open_with(store, HubOptions::default(), options).await;
        let echo = |body: &str| Request::new("POST", "/health/echo").json(body);
        let answer = exchange(&house.base_url, &echo("{\"b\": [1.50, null],\"a\":\"ế\"}")).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "{\"b\":[1.50,null],\"a\":\"ế\"}"));
        assert_eq!(exchange(&house.base_url, &echo("{")).await.status, 400);
        assert_eq!(exchange(&house.base_url, &echo(&" ".repeat(41))).await.status, 413);
        assert_eq!(exchange(&house.base_url, &Request::new("GET", "/health/echo")).await.status, 405);
        house.stop().await;
    }

    async fn nobody_who_did_not_ask_serves_the_echo(store: TestStore) {
        let house = House::open(store).await;
        let echo = Request::new("POST", "/health/echo").json("{}");
        assert_eq!(exchange(&house.base_url, &echo).await.status, 404);
        house.stop().await;
    }

    async fn the_bare_path_of_the_erp_is_its_own(store: TestStore) {
        let house = House::open(store).await;
        for organisation in &house.organisations {
            let client = Client::new(&house, organisation, "erp");
            let (status, answer) = client.get("/api/v1/brand").await;
            assert_eq!(status, 200, "{answer}");
            assert_eq!(answer["data"][0]["name"], json!(organisation.data.reference.catalogue.brands[0].name));
        }
        house.stop().await;
    }
}
