//! `leadhub demo` as a process on both engines: its exit code, its file for machines, its ports, and that it can be gone on
//! with. What each sample is answered is the goldens' to say.

use super::{folder, run};
use crate::conformance::raw::{Request, exchange};
use crate::faults::program::{Program, program};
use leadhub::doors::DIALECTS;
use leadhub_core::actions::{SignIn, authenticate_session, sign_in};
use leadhub_core::store::{events, lead_filter};
use leadhub_core::{Hub, HubOptions};
use leadhub_golden::Kind;
use leadhub_model::{Fact, LeadFilter, LeadOrder, Paging};
use leadhub_testkit::{TestStore, block_on, both_engines};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Everything that scripts read from the demo's file, and nothing else.
fn check_file(demo: &Value) {
    assert_eq!(keys(demo), ["base_url", "organisations"]);
    let address = demo["base_url"].as_str().unwrap().strip_prefix("http://127.0.0.1:").unwrap();
    assert!(address.parse::<u16>().is_ok_and(|port| port > 0));
    let organisations = demo["organisations"].as_array().unwrap();
    let slugs: Vec<&Value> = organisations.iter().map(|organisation| &organisation["slug"]).collect();
    assert_eq!(slugs, ["kangnam", "dongnai"]);
    for organisation in organisations {
        assert_eq!(keys(organisation), ["slug", "integrations", "ids"]);
        let integrations = organisation["integrations"].as_array().unwrap();
        let dialects: Vec<&Value> = integrations.iter().map(|integration| &integration["dialect"]).collect();
        assert_eq!(dialects, DIALECTS.iter().map(|dialect| dialect.key).collect::<Vec<_>>());
        for integration in integrations {
            assert_eq!(keys(integration), ["dialect", "token"]);
            assert!(integration["token"].as_str().unwrap().starts_with("lh_"));
        }
        for (kind, ids) in organisation["ids"].as_object().unwrap() {
            let some = ids.as_array().cloned().unwrap_or_else(|| vec![ids.clone()]);
            assert!(!some.is_empty() && some.iter().all(|id| id.is_i64() || id.is_string()), "{kind}: {ids}");
        }
    }
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn token(demo: &Value, organisation: usize, dialect: &str) -> String {
    let integrations = demo["organisations"][organisation]["integrations"].as_array().unwrap();
    let found = integrations.iter().find(|integration| integration["dialect"] == dialect).unwrap();
    found["token"].as_str().unwrap().to_owned()
}

async fn get(base_url: &str, target: &str, token: &str) -> (u16, Value) {
    let answer = exchange(base_url, &Request::new("GET", target).bearer(token)).await;
    (answer.status, answer.json().unwrap())
}

both_engines! {
    migrate = crate::migrate;

    fn check_sends_every_sample_and_writes_its_file_whole(store: TestStore) {
        let folder = folder();
        let file = folder.path().join("demo.json");
        let args = ["demo", "--check", "--listen", "127.0.0.1:0", "--log", "error", "--database", store.url(), "--ready-file"];
        let mut child = program();
        let child = child.args(args).arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        // Whenever the file is there, it is there whole.
        while child.try_wait().unwrap().is_none() {
            if let Ok(text) = std::fs::read(&file) {
                check_file(&serde_json::from_slice(&text).expect("half a file"));
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        let output = child.wait_with_output().unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(0), "{out}{err}");
        check_file(&read(&file));
        let rest: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(rest, ["demo.json"], "something was left beside the file");

        let samples = leadhub::doors::samples().unwrap();
        let samples: Vec<_> = samples.iter().filter(|sample| sample.kind == Kind::Spec).collect();
        assert!(out.contains(&format!("\n{0} of {0} samples were answered as documented\n", samples.len())), "{out}");
        for sample in samples {
            let line = out.lines().find(|line| line.starts_with(&sample.provenance()) && line.contains(&sample.operation()));
            assert!(line.is_some_and(|line| line.contains("  as documented")), "{}: {line:?}", sample.name);
        }

        let again = run(folder.path(), &["demo", "--check", "--listen", "127.0.0.1:0", "--database", store.url()]);
        assert_eq!(again.refused(), "there is an organisation 'kangnam' already: give a fresh --database");
    }

    async fn plain_has_reference_data_and_tokens_only(store: TestStore) {
        let folder = folder();
        let file = folder.path().join("plain.json");
        let mut command = program();
        command.args(["demo", "--plain", "--listen", "127.0.0.1:0", "--database", store.url(), "--ready-file"]).arg(&file);
        let running = Program::start(&mut command, "serving on ");
        let demo = read(&file);
        check_file(&demo);
        assert_eq!(demo["base_url"], running.base_url.as_str());
        assert!(!running.printed.contains("as documented"), "samples were sent:\n{}", running.printed);
        for (organisation, slug) in [(0, "kangnam"), (1, "dongnai")] {
            let caresoft = token(&demo, organisation, "caresoft");
            let (status, leads) = get(&running.base_url, &format!("/{slug}/api/v1/leads"), &caresoft).await;
            assert_eq!((status, leads), (200, json!({ "code": "ok", "numFound": 0, "leads": [] })));
            let (status, stages) = get(&running.base_url, &format!("/{slug}/api/v1/lead/status"), &caresoft).await;
            let ids: Vec<&Value> = stages["data"].as_array().unwrap().iter().map(|stage| &stage["id"]).collect();
            assert_eq!((status, json!(ids)), (200, demo["organisations"][organisation]["ids"]["stages"].clone()));
            let dialer = token(&demo, organisation, "dialer");
            let (status, leads) = get(&running.base_url, "/v3/lead", &dialer).await;
            assert_eq!((status, &leads["total"]), (200, &json!(0)));
            let (status, lists) = get(&running.base_url, "/v3/list", &dialer).await;
            assert!(status == 200 && lists["total"].as_i64().unwrap() > 0, "{lists}");
        }
        assert!(running.terminate(), "SIGTERM ends the demo well");
    }

    /// Users who sign in and six weeks of leads that they worked, in every stage; what the samples address is as it was.
    async fn alone_it_looks_alive(store: TestStore) {
        let folder = folder();
        let file = folder.path().join("demo.json");
        let mut command = program();
        command.args(["demo", "--listen", "127.0.0.1:0", "--database", store.url(), "--ready-file"]).arg(&file);
        let running = Program::start(&mut command, "serving on ");
        let demo = read(&file);
        assert!(running.printed.contains(&format!("\n  sign in at {}/app/\n", running.base_url)), "{}", running.printed);
        let hub = tokio::task::block_in_place(|| Hub::open(store.url(), HubOptions::default())).unwrap();
        for (organisation, leads) in demo["organisations"].as_array().unwrap().iter().zip([180, 120]) {
            let slug = organisation["slug"].as_str().unwrap().to_owned();
            let logins = organisation["logins"].as_array().unwrap();
            assert_eq!(logins.iter().map(|login| &login["role"]).collect::<Vec<_>>(), ["admin", "manager", "agent"]);
            for login in logins {
                let text = |key: &str| login[key].as_str().unwrap().to_owned();
                let asked = SignIn { organisation: slug.clone(), name: text("username").to_lowercase(), password: text("password"), address: None, device: String::new() };
                let signed_in = sign_in(&hub, asked).await.unwrap_or_else(|error| panic!("{error}"));
                assert!(!signed_in.must_change);
                let known = authenticate_session(&hub, "web", &signed_in.session).await.unwrap().unwrap();
                let (actor, is_agent) = (known.actor, text("role") == "agent");
                let (found, events) = hub.read(move |db| {
                    let all = lead_filter::list_leads(db, &actor, &LeadFilter::default(), LeadOrder::NewestId, Paging { offset: 0, limit: 1000 }, Fact::ALL)?;
                    let events = all.rows.first().map(|lead| events::list_events(db, &actor, lead.id)).transpose()?;
                    Ok((all.rows, events.unwrap_or_default()))
                }).await.unwrap();
                assert!(!events.is_empty());
                let ours: Vec<_> = found.iter().filter(|lead| lead.facts.text(Fact::Email).is_empty() || lead.facts.text(Fact::Email).starts_with("khach")).filter(|lead| lead.facts.text(Fact::Phone).starts_with("03497") && lead.facts.get(Fact::Province).is_some()).collect();
                if is_agent {
                    assert!((10..leads).contains(&ours.len()), "her own and her group's: {}", ours.len());
                    continue;
                }
                assert!((leads..leads + 20).contains(&ours.len()), "{}", ours.len());
                let stages: BTreeSet<i64> = ours.iter().map(|lead| lead.stage.0).collect();
                assert_eq!(stages.len(), organisation["ids"]["stages"].as_array().unwrap().len(), "every stage");
                let origins: BTreeSet<&str> = ours.iter().map(|lead| lead.origin.as_str()).collect();
                assert!(["caresoft", "dialer", "erp", "lead_platform"].iter().all(|key| origins.contains(key)), "{origins:?}");
                let (first, last) = (ours.iter().map(|lead| lead.created_at).min(), ours.iter().map(|lead| lead.created_at).max());
                let days = (last.unwrap().micros() - first.unwrap().micros()) / 86_400_000_000;
                assert!((30..=44).contains(&days) && last.unwrap() <= hub.now(), "{days}");
                assert!(ours.iter().filter(|lead| lead.last_comment.is_some()).count() > leads / 2);
            }
        }
        hub.close();
        assert!(running.terminate());
    }
}

#[test]
fn a_busy_port_gives_way_to_the_next_free_one() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    let folder = folder();
    let file = folder.path().join("demo.json");
    let json = file.display().to_string();
    let listen = format!("127.0.0.1:{port}");
    let out = run(folder.path(), &["demo", "--plain", "--check", "--listen", &listen, "--ready-file", &json]).well();
    let base_url = read(&file)["base_url"].as_str().unwrap().to_owned();
    assert!(out.contains(&format!("server     {base_url} ")), "the address is not printed: {out}");
    let taken: u16 = base_url.strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
    assert!((port + 1..port.saturating_add(100)).contains(&taken), "{taken} is not the next free port after {port}");
}

/// Without `--database` the store lies in a fresh folder that stays, so that `serve` can go on with it.
#[test]
fn the_demos_own_store_can_be_served_afterwards() {
    let folder = folder();
    let out = run(folder.path(), &["demo", "--plain", "--check", "--listen", "127.0.0.1:0"]).well();
    let database = out.lines().find_map(|line| line.strip_prefix("store ")).unwrap().trim();
    assert!(database.starts_with(&folder.path().display().to_string()), "{database}");
    let token = out.lines().find_map(|line| line.trim().strip_prefix("caresoft")).unwrap();
    let token = token.split_whitespace().last().unwrap();
    let mut command = program();
    let running = Program::start(
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]),
        "leadhub serves on ",
    );
    let (status, _) = block_on(get(&running.base_url, "/kangnam/api/v1/lead/status", token));
    assert_eq!(status, 200);
    assert!(running.terminate());
}

#[test]
fn what_the_demo_cannot_do_it_says() {
    let folder = folder();
    for (args, wanted) in [
        (&["--ready-file", "nowhere/demo.json"][..], "nowhere/demo.json: "),
        (&["--database", "nowhere/leadhub.db"], "nowhere/leadhub.db"),
        (&["--listen", "192.0.2.1:8080"], "cannot listen on 192.0.2.1:8080: "),
    ] {
        let listen = if args.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"] };
        let all = [&["demo", "--plain", "--check"][..], args, listen].concat();
        let ran = run(folder.path(), &all);
        assert_eq!(ran.code, Some(1), "{all:?}: {}", ran.err);
        assert!(
            ran.err.lines().any(|line| line.starts_with("error: ") && line.contains(wanted)),
            "{all:?}: {}",
            ran.err
        );
    }
}
