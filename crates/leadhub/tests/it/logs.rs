//! Logs and the request id that ties them to an answer: the client's own where it is one, else a new one; in the answer, in the line
//! of the request, and in every line that the request caused, also on the store's threads. Against the real program.

use crate::conformance::raw::{Request, exchange};
use crate::faults::program::{Program, init, program};
use leadhub_core::{Hub, HubOptions};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::Value;

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";

fn lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn an_answer_and_all_its_log_lines_carry_one_id(test_store: TestStore) {
        let store = init(test_store.url());
        let mut log = tempfile::NamedTempFile::new().unwrap();
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "debug", "--log-format", "json", "--database", &store.url]);
        let output = log.reopen().unwrap();
        let program = Program::start_logging(&mut command, "leadhub serves on ", output);
        let ask = |target: &str| Request::new("GET", target).bearer(&store.caresoft);

        let own = exchange(&program.base_url, &ask("/acme/api/v1/leads").header("X-Request-Id", "proxy-7f.3:A_b")).await;
        assert_eq!((own.status, own.header("x-request-id")), (200, Some("proxy-7f.3:A_b")));
        let mut made = Vec::new();
        for bad in ["", "two words", "ế", "<script>", "call-0349712999", "0349.712.999", &"x".repeat(65)] {
            let answer = exchange(&program.base_url, &ask("/acme/api/v1/leads").header("X-Request-Id", bad)).await;
            made.push(answer.header("x-request-id").expect("an id").to_owned());
        }
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), 7, "an id is given twice: {made:?}");

        // A number in a path is not logged, however it is written; the rest of the path is.
        for (number, path) in ["0349712999", "%2B84%20349%20712%20999", "%30%33%349712999"].into_iter().enumerate() {
            let asked = ask(&format!("/acme/api/v1/contactsByPhone/{path}")).header("X-Request-Id", format!("path-{number}"));
            exchange(&program.base_url, &asked).await;
        }

        // A fault inside the store, which is met on one of its threads.
        let url = store.url.clone();
        let hub = tokio::task::block_in_place(|| Hub::open(&url, HubOptions::default())).unwrap();
        hub.write(|tx| Ok(tx.execute("ALTER TABLE lead RENAME TO gone", &[]).map(drop)?)).await.unwrap();
        let fault = ask("/acme/api/v1/leads?phone=0349712999").header("X-Request-Id", "the-fault");
        assert_eq!(exchange(&program.base_url, &fault).await.status, 500);
        assert!(program.terminate());

        let mut text = String::new();
        std::io::Read::read_to_string(&mut log, &mut text).unwrap();
        let logged = lines(&text);
        let of = |id: &str| logged.iter().find(|line| line["fields"]["message"] == "request" && line["fields"]["id"] == id).cloned();
        for id in made.iter().map(String::as_str).chain(["proxy-7f.3:A_b", "the-fault"]) {
            let line = of(id).unwrap_or_else(|| panic!("no line with {id}:\n{text}"));
            assert_eq!((&line["fields"]["method"], &line["fields"]["path"]), (&"GET".into(), &"/acme/api/v1/leads".into()));
        }
        for id in ["path-0", "path-1", "path-2"] {
            assert_eq!(of(id).unwrap()["fields"]["path"], "/acme/api/v1/contactsByPhone/{...}", "{text}");
        }
        let failed = of("the-fault").unwrap();
        assert_eq!((&failed["level"], &failed["fields"]["status"]), (&"ERROR".into(), &500.into()));
        let cause = logged.iter().find(|line| line["fields"]["message"] == "internal fault").expect("the cause is logged");
        assert_eq!(cause["span"]["id"], "the-fault", "{cause}");
        assert!(cause["fields"]["cause"].as_str().is_some_and(|cause| cause.contains("lead")), "{cause}");
        for secret in [store.caresoft.as_str(), "349712999", "712.999", "%20712"] {
            assert!(!text.contains(secret), "{secret} is in the log");
        }
    }

    /// At info, whatever door refuses: the field and the rule that it broke, never what was sent.
    async fn every_door_logs_why_it_refuses(test_store: TestStore) {
        let store = init(test_store.url());
        let created = |dialect: &str| {
            let more = ["token", "create", "--organisation", "acme", "--dialect", dialect, "--name", dialect, "--json", "--database", &store.url];
            let output = program().args(more).output().unwrap();
            let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
            told["token"].as_str().expect("a token").to_owned()
        };
        let (erp, native, platform) = (created("erp"), created("native"), created("lead_platform"));
        let mut log = tempfile::NamedTempFile::new().unwrap();
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "info", "--log-format", "json", "--database", &store.url]);
        let output = log.reopen().unwrap();
        let program = Program::start_logging(&mut command, "leadhub serves on ", output);

        let post = |path: &str, body: &str| Request::new("POST", path).json(body.as_bytes().to_vec());
        let personal = "Lan 0349712999 lan@example.vn";
        let asked = [
            ("caresoft", post("/acme/api/v1/lead", &format!("{{\"lead\":{{\"phone\":\"{personal}\"}}}}")).bearer(&store.caresoft), "phone: "),
            ("erp", post("/acme/api/v1/lead", &format!("{{\"name\":\"{personal}\"}}")).header("access_token", erp.as_str()), ": missing"),
            ("dialer", post("/v3/lead", &format!("{{\"list_uuid\":\"{LIST}\",\"phone_number\":7,\"lead_name\":\"{personal}\"}}")).bearer(&store.dialer), "phone_number: "),
            ("platform", post("/lead-platform/v1/leads/create", &format!("{{\"leadName\":\"{personal}\"}}")).bearer(&platform), ": "),
            ("native", post("/hub/v1/leads", &format!("{{\"stage_id\":\"{personal}\"}}")).bearer(&native), ": "),
            ("name", Request::new("GET", "/acme/api/v1/leads?0349712999_id=1").bearer(&store.caresoft), "{...}: "),
        ];
        for (id, request, _) in &asked {
            let answer = exchange(&program.base_url, &request.clone().header("X-Request-Id", *id)).await;
            assert!((400..500).contains(&answer.status), "{id}: {} {}", answer.status, answer.text());
        }
        // Whoever has no token fills no log.
        assert_eq!(exchange(&program.base_url, &Request::new("GET", "/acme/api/v1/leads").bearer("none")).await.status, 401);
        assert!(program.terminate());

        let mut text = String::new();
        std::io::Read::read_to_string(&mut log, &mut text).unwrap();
        let logged: Vec<Value> = lines(&text).into_iter().filter(|line| line["fields"]["message"] == "a request was refused").collect();
        assert_eq!(logged.len(), asked.len(), "{text}");
        for (line, (id, _, reason)) in logged.iter().zip(&asked) {
            assert_eq!((&line["level"], &line["span"]["id"]), (&"INFO".into(), &(*id).into()), "{line}");
            let told = line["fields"]["reason"].as_str().unwrap();
            assert!(!told.is_empty() && told.contains(reason), "{id}: {told}");
        }
        for sent in ["Lan", "349712999", "lan@"] {
            assert!(!text.contains(sent), "{sent} is in the log");
        }
    }
}
