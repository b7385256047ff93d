//! A store that an older program made, brought to this program's schema and asked over every wire: each answer is what the older
//! program gave, but for what `CHANGED` lists. The store and the answers lie in `upgrade/`, whose README says how they were made.

use crate::house::House;
use flate2::read::GzDecoder;
use leadhub::doors::facts_from_extras_of;
use leadhub::http::ServerOptions;
use leadhub_core::clock::Clock;
use leadhub_core::{Hub, HubOptions};
use leadhub_golden::{Request, send};
use leadhub_testkit::{Engine, TestStore, both_engines};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

const MOVED: &str = "it is a fact of its own: decisions X13 and X14";

/// What later decisions changed of an answer: of which wire, or of which of its calls, the place in its body, and why.
const CHANGED: &[(&str, &str, &str)] = &[
    ("caresoft", "lead.requester.username", "the requester is one person: decision B36"),
    ("caresoft", "lead.requester.phone_no", "the requester is one person: decision B36"),
    ("caresoft", "", "custom fields of tickets come under a key: quirk Q25"),
    ("caresoft", "agents[].created_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "agents[].updated_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "data[].created_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "data[].updated_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "groups[].created_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "lead.comments[].created_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "lead.convert_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "lead.created_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "lead.updated_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "leads[].convert_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "leads[].created_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "leads[].updated_at", "times are in the organisation's zone: decision X6"),
    ("caresoft", "lead.ticket_source", "the source tells which wire a lead came by: decision B37"),
    ("caresoft", "leads[].ticket_source", "the source tells which wire a lead came by: decision B37"),
    ("erp", "data.booking_date", "a booking's day is the day that was booked: decision K4"),
    ("erp", "data.campaign_id", "a lead in a list shows its campaign"),
    ("erp", "data.campaign_name", "a lead in a list shows its campaign"),
    ("native", "data[].phone_quality", "lists show how a phone reads"),
    ("native", "phone_quality", "a lead shows how its phone reads"),
    ("native", "data[].first_touch_at", "a lead tells when somebody first did something about it: decision N32"),
    ("native", "first_touch_at", "a lead tells when somebody first did something about it: decision N32"),
    ("native", "data[].by", "the timeline says who acted: decision N11"),
    ("native", "data[].sees", "integrations have a sight: decision N23"),
    ("native", "integration.sees", "integrations have a sight: decision N23"),
    ("native", "data[].masked", "integrations may be shown masks: decision N24"),
    ("native", "integration.masked", "integrations may be shown masks: decision N24"),
    ("native", "data[].more_group_ids", "a user works in several groups: decision N25"),
    ("native", "agents[].more_group_ids", "a user works in several groups: decision N25"),
    ("native", "data[].retired", "a user may have retired: decision N34"),
    ("native", "agents[].retired", "a user may have retired: decision N34"),
    ("native", "data[].login_role", "users sign in: decision N33"),
    ("native", "data[].has_login", "users sign in: decision N33"),
    ("native", "data[].traded_for", "what was traded for a token is listed: decision N19"),
    ("native", "extras.lead_platform.lead_score", MOVED),
    ("native", "extras.lead_platform.project", MOVED),
    ("native", "extras.lead_platform.projectCode", MOVED),
    ("native", "extras.lead_platform.projectName", MOVED),
    ("native", "extras.lead_platform.project_code", MOVED),
    ("native", "extras.lead_platform.project_name", MOVED),
    ("native", "extras.lead_platform.meeting_time", MOVED),
    ("native", "extras.erp.facebook_acc", MOVED),
    ("native", "extras.erp.zalo_acc", MOVED),
    ("native", "extras.erp.source_id", MOVED),
    ("native", "extras.erp.category_source_id", MOVED),
    ("native", "extras.caresoft.utm_source", MOVED),
    ("native", "extras.caresoft.utm_content", MOVED),
    ("native", "data[].extras.lead_platform.lead_score", MOVED),
    ("native", "data[].extras.lead_platform.project", MOVED),
    ("native", "phone2", "a partner's home phone is a fact of its own: decision X14"),
    (
        "native GET /hub/v1/reference",
        "catalogue.sources",
        "another wire's words for sources wait to be looked at: decision X13",
    ),
    ("native GET /hub/v1/sources", "data", "another wire's words for sources wait to be looked at: decision X13"),
    ("native GET /hub/v1/integrations/", "data", "what was traded for a token is listed: decision N19"),
    ("native", "organisation.language", "an organisation has a language for its pages"),
    ("native", "organisation.logs_requests", "requests of integrations are kept for a while: decision N37"),
    ("native", "language", "an organisation has a language for its pages"),
    ("native", "logs_requests", "requests of integrations are kept for a while: decision N37"),
    ("native", "possible_duplicate_ids", "a pair is found from either side: decision X11"),
    ("native", "possible_duplicates", "the contact that says so stands with each: decision N12"),
];

/// What a lead shows on our own API that it did not have: decisions X13 and X14; and what an upload shows as an import: decision N40.
const NEW_FIELDS: &[&str] = &[
    "agent_id",
    "list_id",
    "task",
    "created",
    "filled",
    "updated",
    "skipped",
    "known_persons",
    "without_phone",
    "rows_without_phone",
    "row_count",
    "rows_per_second",
    "seconds_left",
    "tried_at",
    "taken_back",
    "left_alone",
    "options",
    "notes",
    "field",
    "line",
    "reason_vi",
    "source_id",
    "score",
    "meeting_at",
    "home_phone",
    "zalo",
    "facebook",
    "project_code",
    "project_name",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
];

#[derive(Deserialize)]
struct Record {
    at: i64,
    tokens: BTreeMap<String, String>,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    /// Organisation and wire, as in `tokens`.
    by: String,
    /// Method and target.
    call: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    status: u16,
    answer: Value,
}

impl Answer {
    fn request(&self, tokens: &BTreeMap<String, String>) -> Request {
        let (method, target) = self.call.split_once(' ').unwrap();
        let token = &tokens[&self.by];
        let mut headers: Vec<(String, String)> = self.headers.clone().into_iter().collect();
        headers.push(match self.wire() {
            "erp" => ("access_token".to_owned(), token.clone()),
            _ => ("Authorization".to_owned(), format!("Bearer {token}")),
        });
        if self.wire() == "lead_platform" {
            headers.push(("source".to_owned(), "TCB".to_owned()));
        }
        Request { method: method.to_owned(), target: target.to_owned(), headers, body: self.body.clone() }
    }

    /// Whether it is an answer of this wire, to calls that begin so.
    fn is_of(&self, whose: &str) -> bool {
        let (wire, call) = whose.split_once(' ').unwrap_or((whose, ""));
        wire == self.wire() && self.call.starts_with(call)
    }

    fn wire(&self) -> &str {
        let wire = self.by.split_once(' ').unwrap().1;
        wire.split(',').next().unwrap()
    }
}

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/upgrade").join(name)
}

fn record() -> Record {
    serde_json::from_slice(&std::fs::read(kept("answers.json")).unwrap()).unwrap()
}

/// The older store, unpacked at `to`.
fn unpack(to: &Path) {
    let mut bytes = Vec::new();
    GzDecoder::new(std::fs::File::open(kept("schema4.db.gz")).unwrap()).read_to_end(&mut bytes).unwrap();
    std::fs::write(to, bytes).unwrap();
}

fn nothing(_url: &str) {}

/// Serves a migrated store at the moment of the record, and asks all of it again.
async fn ask_again(url: &str) {
    let record = record();
    let options = HubOptions { clock: Clock::Set(Arc::new(AtomicI64::new(record.at))), ..HubOptions::default() };
    let hub = tokio::task::block_in_place(|| Hub::open(url, options)).unwrap();
    let house = House::serve_as_it_is(hub, ServerOptions::default(), Vec::new()).await;
    work_goes_on(&house, &record).await;
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for expected in &record.answers {
        let reply = send(&house.base_url, &expected.request(&record.tokens)).await.unwrap();
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let mut differences = Vec::new();
        if reply.status != expected.status {
            differences.push(format!("status {} became {}", expected.status, reply.status));
        }
        compare("", &expected.answer, &answer, &mut |place, before, now| match CHANGED
            .iter()
            .position(|(whose, changed, _)| expected.is_of(whose) && *changed == place)
        {
            Some(known) => drop(met.insert(known)),
            None if expected.wire() == "native"
                && before == "nothing"
                && NEW_FIELDS.iter().any(|name| place.rsplit('.').next() == Some(name)) => {}
            None => differences.push(format!("{place}: {before} became {now}")),
        });
        if !differences.is_empty() {
            wrong.push(format!("{} {}\n    {}", expected.by, expected.call, differences.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} answers changed:\n{}", wrong.len(), record.answers.len(), wrong.join("\n"));
    for (at, change) in CHANGED.iter().enumerate() {
        assert!(met.contains(&at), "nothing differs there any more: {change:?}");
    }
    house.stop().await;
}

/// Every place where two bodies differ: fields by name, `[]` for an element.
fn compare(place: &str, before: &Value, now: &Value, tell: &mut dyn FnMut(&str, &str, &str)) {
    match (before, now) {
        (Value::Object(old), Value::Object(new)) => {
            let at = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
            for (name, value) in old {
                match new.get(name) {
                    Some(found) => compare(&at(name), value, found, tell),
                    None => tell(&at(name), &value.to_string(), "nothing"),
                }
            }
            for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                tell(&at(name), "nothing", &value.to_string());
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            old.iter().zip(new).for_each(|(old, new)| compare(&format!("{place}[]"), old, new, tell));
        }
        _ if before == now => {}
        _ => tell(place, &before.to_string(), &now.to_string()),
    }
}

/// The file that the older program had taken in and not begun is worked to its end.
async fn work_goes_on(house: &House, record: &Record) {
    let token = &record.tokens["dongnai native"];
    let request = Request {
        method: "GET".to_owned(),
        target: "/hub/v1/lists/0190a000-0000-7000-8000-000000000902/uploads".to_owned(),
        headers: vec![("Authorization".to_owned(), format!("Bearer {token}"))],
        body: String::new(),
    };
    let mut uploads = Value::Null;
    for _ in 0..200 {
        let reply = send(&house.base_url, &request).await.unwrap();
        uploads = serde_json::from_slice(&reply.body).unwrap();
        let upload = &uploads["data"][0];
        if upload["state"] == "done" {
            assert_eq!((&upload["succeeded"], &upload["failed"]), (&40.into(), &1.into()), "{upload}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the waiting file was not worked: {uploads}");
}

both_engines! {
    migrate = crate::upgrade::nothing;

    async fn a_backup_of_an_older_program_is_restored_and_answers_as_before(store: TestStore) {
        let backup = TestStore::sqlite();
        unpack(Path::new(backup.url()));
        tokio::task::block_in_place(|| leadhub_core::restore(Path::new(backup.url()), store.url(), facts_from_extras_of)).unwrap();
        ask_again(store.url()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_an_older_program_is_migrated_where_it_lies() {
    let store = TestStore::migrated(Engine::Sqlite, nothing);
    unpack(Path::new(store.url()));
    assert!(Hub::open(store.url(), HubOptions::default()).is_err_and(|say| say.contains("leadhub migrate")));
    assert!(!leadhub_core::migrate(store.url(), facts_from_extras_of).unwrap().is_empty());
    ask_again(store.url()).await;
}
