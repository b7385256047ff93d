//! Conformance: one table of fields for each dialect and operation, and from it every field missing, of every wrong type, too
//! long, out of its values; then credentials, methods, paths and bodies that are no requests. Status, whole body and content type
//! are compared, and a refused request must have written nothing.

mod caresoft;
mod dialer;
mod erp;
mod hostile;
mod lead_platform;
mod native;
mod random;
pub mod raw;
mod table;
mod transport;

use crate::client::Client;
use crate::house::House;
use leadhub_core::actions::{NewIntegration, NewToken, create_integration, issue_token};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub};
use leadhub_model::organisation::Scopes;
use leadhub_testkit::{Engine, TestStore, both_engines};
use raw::{Answer, Request, exchange};
use serde_json::{Map, Value, json};
use table::{Field, Operation, Outcome, Wanted, differs};

/// An integration of its own for a test, with these settings; gives its token.
pub async fn integration(hub: &Hub, slug: &'static str, dialect: &'static str, name: &str, settings: Value) -> String {
    let token = NewToken::lasting(hub.chance(), None);
    let (given, name) = (token.clone(), name.to_owned());
    let settings = settings.as_object().cloned().unwrap_or_default();
    let made = hub.write(move |tx| {
        let organisation = organisations::find_organisation(tx, slug)?.unwrap();
        let house = Actor::house(organisation);
        let new = NewIntegration {
            dialect: dialect.to_owned(),
            name: name.clone(),
            agent: None,
            settings: settings.clone(),
            scopes: if dialect == "native" { Scopes::all() } else { Scopes::default() },
            sight: Default::default(),
        };
        let integration = create_integration(tx, &house, &new)?.unwrap();
        issue_token(tx, house.organisation_id(), integration.id, &given)
    });
    made.await.unwrap();
    token.text().to_owned()
}

/// A house under test, the token that its cases are sent with, and what went wrong so far.
pub struct Bench {
    pub house: House,
    pub token: String,
    dialect: &'static str,
    /// Of long tables every row is tried on the engine that is quicker, each so many on the other; the SQL is the same.
    stride: usize,
    engine: Engine,
    /// To look into the store with.
    eye: Actor,
    number: usize,
    tried: usize,
    wrong: Vec<String>,
    /// What there was after the last request, where it is known.
    stock: Option<String>,
}

impl Bench {
    /// The demo's first organisation, called by an integration without any settings.
    pub async fn open(store: TestStore, dialect: &'static str) -> Bench {
        Bench::open_with(store, dialect, json!({})).await
    }

    /// The same, called by an integration with these settings.
    pub async fn open_with(store: TestStore, dialect: &'static str, settings: Value) -> Bench {
        let engine = store.engine();
        let stride = if engine == Engine::Sqlite { 1 } else { 8 };
        let house = House::open(store).await;
        let token = integration(&house.hub, "kangnam", dialect, "conformance", settings).await;
        let found = house.hub.read(|db| Ok(organisations::find_organisation(db, "kangnam")?)).await;
        let eye = Actor::house(found.unwrap().unwrap());
        Bench { house, token, dialect, stride, engine, eye, number: 0, tried: 0, wrong: Vec::new(), stock: None }
    }

    /// A number that no case had before.
    pub fn next_number(&mut self) -> usize {
        self.number += 1;
        self.number
    }

    pub fn client(&self) -> Client {
        Client::with_token(&self.house, Some(&self.token))
    }

    pub fn request(&self, method: &str, target: &str, body: impl Into<Vec<u8>>) -> Request {
        let request = Request::new(method, target).json(body);
        match self.dialect {
            "erp" => request.header("access_token", self.token.as_str()),
            "lead_platform" => request.bearer(&self.token).header("source", "TCB"),
            _ => request.bearer(&self.token),
        }
    }

    pub async fn send(&self, request: &Request) -> Answer {
        exchange(&self.house.base_url, request).await
    }

    /// Sends one case and compares. Gives the answer's body when all was as wanted.
    pub async fn expect(&mut self, name: &str, request: &Request, wanted: &Wanted) -> Option<Value> {
        self.tried += 1;
        let refusal = wanted.status >= 400;
        let before = match (refusal, self.stock.take()) {
            (true, None) => self.take_stock().await,
            (_, known) => known.unwrap_or_default(),
        };
        let answer = self.send(request).await;
        let mut faults = faults(&answer, wanted);
        if refusal {
            let stock = self.take_stock().await;
            if stock != before {
                faults.push(format!("a refused request wrote something:\n{before}\n{stock}"));
            }
            self.stock = Some(stock);
        }
        let body = answer.json();
        if faults.is_empty() {
            return body;
        }
        let sent: String = String::from_utf8_lossy(&request.body).chars().take(200).collect();
        let got: String = answer.text().chars().take(300).collect();
        let faults = faults.join("\n      ");
        self.wrong.push(format!(
            "{name}\n    {} {} {sent}\n    {} {got}\n      {faults}",
            request.method, request.target, answer.status
        ));
        None
    }

    /// Tries every value of a field's row.
    pub async fn try_field(&mut self, operation: &Operation, field: &Field) {
        for probe in &field.probes {
            let name = format!("{}: {}: {}", operation.name, field.name, probe.name);
            let body = operation.body(field.name, probe.json.as_deref(), self.next_number());
            let request = self.request(operation.method, &operation.target, body);
            let shown = match &probe.outcome {
                Outcome::Refused(wanted) => {
                    self.expect(&name, &request, wanted).await;
                    continue;
                }
                Outcome::Taken(shown) => shown,
            };
            let answer = self.expect(&name, &request, &operation.answer).await;
            let (Some(answer), Some(shown), Some(read), Some(look)) = (answer, shown, operation.read_back, field.shown)
            else {
                continue;
            };
            let target = read(&answer, &operation.target);
            let (_, read) = self.client().get(&target).await;
            let got = look(&read);
            if got != *shown {
                self.wrong.push(format!("{name}\n      reads back as {got}, wanted {shown}"));
            }
        }
    }

    /// Writes down something that is not as it must be.
    pub fn complain(&mut self, what: String) {
        self.wrong.push(what);
    }

    pub fn count(&mut self) {
        self.tried += 1;
    }

    /// After a request that wrote something and was not sent by `expect`.
    pub fn forget_stock(&mut self) {
        self.stock = None;
    }

    /// All there is that a request could have written, in a form to compare: of each table how many rows it has, and what grows or
    /// changes with a change of one.
    async fn take_stock(&self) -> String {
        let sql = STOCK.iter().map(|(table, mark)| {
            format!("SELECT '{table}', COUNT(*), CAST(COALESCE({mark}, 0) AS BIGINT) FROM {table}")
        });
        let sql = sql.collect::<Vec<_>>().join(" UNION ALL ");
        let look = self.house.hub.read(move |db| {
            Ok(db.all(&sql, &[], |row| Ok((row.take::<String>()?, row.take::<i64>()?, row.take::<i64>()?)))?)
        });
        format!("{:?}", look.await.unwrap())
    }

    pub async fn finish(self) {
        let Bench { house, wrong, tried, .. } = self;
        println!("{tried} cases");
        assert!(tried > 20, "only {tried} cases: the table is empty");
        assert!(wrong.is_empty(), "{} of {tried} cases differ:\n{}", wrong.len(), wrong.join("\n"));
        house.stop().await;
    }
}

/// Tables that requests write, each with a mark of what its rows say. Rows that point to a lead change its version, reference data the mark of
/// its organisation.
const STOCK: &[(&str, &str)] = &[
    ("booking", "SUM(version)"),
    ("campaign", "MAX(updated_at)"),
    ("external_name", "0"),
    ("integration", "SUM(LENGTH(settings) + LENGTH(name) + COALESCE(agent_id, 0) % 1000)"),
    ("lead", "SUM(version)"),
    ("lead_comment", "0"),
    ("lead_contact", "0"),
    ("lead_custom_value", "0"),
    ("lead_event", "MAX(id)"),
    ("lead_key", "0"),
    ("lead_label", "0"),
    ("lead_list", "MAX(updated_at)"),
    ("login", "MAX(changed_at)"),
    ("organisation", "SUM(reference_mark / 1000)"),
    ("person", "MAX(updated_at)"),
    ("person_key", "0"),
    ("phone_call", "SUM(version)"),
    ("possible_duplicate", "0"),
    ("saved_view", "MAX(updated_at)"),
    ("source", "SUM(reviewed)"),
    ("token", "COUNT(revoked_at)"),
    ("upload", "SUM(state)"),
    ("upload_chunk", "0"),
];

fn faults(answer: &Answer, wanted: &Wanted) -> Vec<String> {
    let mut faults = Vec::new();
    if answer.status != wanted.status {
        faults.push(format!("status {}, wanted {}", answer.status, wanted.status));
    }
    if answer.header("content-type") != Some(wanted.media) {
        faults.push(format!("content type {:?}", answer.header("content-type")));
    }
    for (name, value) in &wanted.headers {
        if answer.header(name) != Some(value) {
            faults.push(format!("header {name}: {:?}, wanted {value:?}", answer.header(name)));
        }
    }
    match answer.json() {
        None => faults.push("no JSON".to_owned()),
        Some(body) => faults.extend(differs(&wanted.body, &body, "body")),
    }
    faults
}

/// A query string of one pair, everything but letters and digits encoded.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        let byte =
            |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        text.bytes().map(byte).collect::<String>()
    };
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}={}", encoded(key).replace("%5F", "_"), encoded(value))).collect();
    pairs.join("&")
}

/// A row in which the given keys stand as they do in `row`, for comparing a page's rows whole.
pub fn pick<'v>(rows: &'v [Value], fits: impl Fn(&Value) -> bool + 'v) -> Vec<Value> {
    rows.iter().filter(|row| fits(row)).cloned().collect()
}

/// An object of one key.
pub fn one(key: &str, value: impl Into<Value>) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.into())]))
}

both_engines! {
    migrate = crate::migrate;

    async fn caresoft_fields(store: TestStore) {
        caresoft::fields(Bench::open(store, "caresoft").await).await;
    }

    async fn caresoft_bodies_and_paths(store: TestStore) {
        caresoft::bodies_and_paths(Bench::open(store, "caresoft").await).await;
    }

    async fn caresoft_lists(store: TestStore) {
        caresoft::lists(Bench::open(store, "caresoft").await).await;
    }

    async fn caresoft_contacts(store: TestStore) {
        caresoft::contacts(Bench::open(store, "caresoft").await).await;
    }

    async fn caresoft_tickets(store: TestStore) {
        caresoft::tickets(Bench::open(store, "caresoft").await).await;
    }

    async fn dialer_fields(store: TestStore) {
        dialer::fields(Bench::open(store, "dialer").await).await;
    }

    async fn dialer_bodies_and_paths(store: TestStore) {
        dialer::bodies_and_paths(Bench::open(store, "dialer").await).await;
    }

    async fn dialer_lists(store: TestStore) {
        dialer::lists(Bench::open(store, "dialer").await).await;
    }

    async fn dialer_long_pages(store: TestStore) {
        dialer::long(Bench::open(store, "dialer").await).await;
    }

    async fn dialer_sight(store: TestStore) {
        dialer::sight(Bench::open(store, "dialer").await).await;
    }

    async fn dialer_reports(store: TestStore) {
        dialer::reports(Bench::open(store, "dialer").await).await;
    }

    async fn dialer_files(store: TestStore) {
        dialer::files(Bench::open(store, "dialer").await).await;
    }

    async fn erp_fields(store: TestStore) {
        erp::fields(Bench::open(store, "erp").await).await;
    }

    async fn erp_as_deployed(store: TestStore) {
        erp::as_deployed(Bench::open_with(store, "erp", json!({ "validation": "as_deployed" })).await).await;
    }

    async fn erp_calls(store: TestStore) {
        erp::calls(Bench::open(store, "erp").await).await;
    }

    async fn erp_bodies_and_paths(store: TestStore) {
        erp::bodies_and_paths(Bench::open(store, "erp").await).await;
    }

    async fn erp_settings(store: TestStore) {
        let settings = json!({ "match_external_ids": true, "newer_keys": true, "base_url": "https://erp.example.com/", "booking_code_dated": true });
        erp::settings(Bench::open_with(store, "erp", settings).await).await;
    }

    async fn lead_platform_fields(store: TestStore) {
        lead_platform::fields(Bench::open(store, "lead_platform").await).await;
    }

    async fn lead_platform_bodies_and_paths(store: TestStore) {
        lead_platform::bodies_and_paths(Bench::open(store, "lead_platform").await).await;
    }

    async fn native_bodies(store: TestStore) {
        native::bodies(Bench::open(store, "native").await).await;
    }

    async fn native_bodies_and_paths(store: TestStore) {
        native::bodies_and_paths(Bench::open(store, "native").await).await;
    }

    async fn native_query_strings(store: TestStore) {
        native::query_strings(Bench::open(store, "native").await).await;
    }

    async fn native_scopes(store: TestStore) {
        native::scopes(Bench::open(store, "native").await).await;
    }

    async fn native_conditions(store: TestStore) {
        native::conditions(Bench::open(store, "native").await).await;
    }

    async fn native_repetitions(store: TestStore) {
        native::repetitions(Bench::open(store, "native").await).await;
    }
}
