//! `kill -9` while writes are in flight, twenty times over one store: every answered lead is there, once; an unanswered one is
//! there once and whole, or not at all, and what the store keeps of leads agrees. Rounds and moments are seeded.

use super::program::{Program, Store, init};
use leadhub_golden::{Request, send};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: usize = 20;
const CLIENTS: usize = 8;

#[derive(Default)]
struct Log {
    /// Subject → id, as the server answered it.
    answered: HashMap<String, i64>,
    sent: Vec<String>,
    /// Writes that were under way when the process was killed.
    in_flight: usize,
}

pub fn request(method: &str, target: &str, token: &str, body: &Value) -> Request {
    let headers = [("Authorization", format!("Bearer {token}")), ("Content-Type", "application/json".to_owned())];
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        body: if body.is_null() { String::new() } else { body.to_string() },
    }
}

/// Posts leads one after the other until the server is gone; gives what it sent, and what was answered with which id.
pub async fn post_until_gone(
    base_url: String,
    token: String,
    name: String,
    done: Arc<AtomicUsize>,
) -> Vec<(String, Option<i64>)> {
    let mut log = Vec::new();
    for number in 0.. {
        let subject = format!("{name}-{number}");
        let body = json!({ "lead": {
            "subject": subject, "phone": format!("03497{:05}", (number * 7919 + name.len()) % 100_000),
            "service_id": 1, "comment": subject, "lead_label": [1, 2]
        }});
        let reply = send(&base_url, &request("POST", "/acme/api/v1/lead", &token, &body)).await;
        let id = match reply {
            Ok(reply) if reply.status == 200 => {
                let answer: Value = serde_json::from_slice(&reply.body).unwrap();
                done.fetch_add(1, Ordering::SeqCst);
                answer["lead"]["id"].as_i64()
            }
            Ok(reply) => panic!("{} {}", reply.status, String::from_utf8_lossy(&reply.body)),
            Err(_) => None,
        };
        log.push((subject, id));
        if id.is_none() {
            return log;
        }
    }
    log
}

async fn one_round(store: &Store, round: usize, log: &mut Log) {
    let program = Program::serve(store);
    let done = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let name = format!("r{round}-c{client}");
            tokio::spawn(post_until_gone(program.base_url.clone(), store.caresoft.clone(), name, Arc::clone(&done)))
        })
        .collect();
    // Seeded: each round ends at another point of the load.
    let enough = 5 + (round * 37) % 60;
    while done.load(Ordering::SeqCst) < enough {
        assert!(clients.iter().any(|client| !client.is_finished()), "no client gets through");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    program.kill();
    for client in clients {
        for (subject, id) in client.await.unwrap() {
            match id {
                Some(id) => drop(log.answered.insert(subject.clone(), id)),
                None => log.in_flight += 1,
            }
            log.sent.push(subject);
        }
    }
}

/// Every lead of the store, by subject: how often it is there, and its id.
pub async fn stored(base_url: &str, token: &str) -> HashMap<String, Vec<i64>> {
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    for page in 1.. {
        let target = format!("/acme/api/v1/leads?count=500&page={page}");
        let reply = send(base_url, &request("GET", &target, token, &Value::Null)).await.unwrap();
        let answer: Value = serde_json::from_slice(&reply.body).unwrap();
        let leads = answer["leads"].as_array().unwrap();
        if leads.is_empty() {
            break;
        }
        for lead in leads {
            found.entry(lead["subject"].as_str().unwrap().to_owned()).or_default().push(lead["id"].as_i64().unwrap());
        }
    }
    found
}

both_engines! {
    migrate = crate::migrate;

    async fn every_answered_lead_survives_twenty_kills(test_store: TestStore) {
        let store = init(test_store.url());
        let mut log = Log::default();
        for round in 0..KILLS {
            one_round(&store, round, &mut log).await;
        }
        // As the last kill left it, before anybody works on.
        store.assert_agreement();
        assert!(log.in_flight >= KILLS, "only {} writes were in flight at {KILLS} kills", log.in_flight);
        let program = Program::serve(&store);
        let found = stored(&program.base_url, &store.caresoft).await;
        for (subject, id) in &log.answered {
            assert_eq!(found.get(subject), Some(&vec![*id]), "{subject} was answered");
        }
        for (subject, ids) in &found {
            assert_eq!(ids.len(), 1, "{subject} is there more than once");
            assert!(log.sent.contains(subject), "{subject} was never sent");
            // Whole: comment and labels came with it.
            let target = format!("/acme/api/v1/lead/{}", ids[0]);
            let reply = send(&program.base_url, &request("GET", &target, &store.caresoft, &Value::Null)).await.unwrap();
            let detail: Value = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!(detail["lead"]["comments"][0]["comment"], json!(subject));
            assert_eq!(detail["lead"]["labels"].as_array().map(Vec::len), Some(2));
        }
        println!("{} answered, {} in flight at {KILLS} kills, {} stored", log.answered.len(), log.in_flight, found.len());
        assert!(program.terminate(), "SIGTERM ends the program well");
        store.assert_agreement();
    }

    async fn an_accepted_file_survives_a_kill(test_store: TestStore) {
        let store = init(test_store.url());
        let program = Program::serve(&store);
        let campaign = json!({ "campaign_name": "C", "type": "autodialer" });
        let reply = send(&program.base_url, &request("POST", "/v3/campaign", &store.dialer, &campaign)).await.unwrap();
        let campaign: Value = serde_json::from_slice(&reply.body).unwrap();
        let list = json!({ "campaign_uuid": campaign["campaign_uuid"], "list_name": "L" });
        let reply = send(&program.base_url, &request("POST", "/v3/list", &store.dialer, &list)).await.unwrap();
        let list: Value = serde_json::from_slice(&reply.body).unwrap();
        let list = list["list_uuid"].as_str().unwrap().to_owned();
        let rows: String = (0..3000).map(|row| format!("03497{row:05},Khách {row}\r\n")).collect();
        let form = format!(
            "--b\r\nContent-Disposition: form-data; name=\"list_uuid\"\r\n\r\n{list}\r\n--b\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"a.csv\"\r\n\r\nphone_number,lead_name\r\n{rows},no number\r\n\r\n--b--\r\n"
        );
        let mut upload = request("POST", "/v3/lead/file", &store.dialer, &Value::Null);
        upload.headers[1].1 = "multipart/form-data; boundary=b".to_owned();
        upload.body = form;
        let reply = send(&program.base_url, &upload).await.unwrap();
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        // Killed as soon as it was answered: nothing or little of it is worked yet.
        program.kill();
        let program = Program::serve(&store);
        let target = format!("/v3/list/{list}");
        let mut row = Value::Null;
        for _ in 0..600 {
            let reply = send(&program.base_url, &request("GET", &target, &store.dialer, &Value::Null)).await.unwrap();
            row = serde_json::from_slice(&reply.body).unwrap();
            if row["total_upload"] == json!(3001) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(
            (&row["total_upload"], &row["total_success"], &row["total_fail"], &row["total_leads"]),
            (&json!(3001), &json!(3000), &json!(1), &json!(3000)),
            "{row}"
        );
        assert!(program.terminate());
        store.assert_agreement();
    }
}
