//! Two processes on one PostgreSQL, one of them killed while both take writes: whatever either answered is there, once, and a file that
//! the killed one took in is worked by the other.

use super::kill::{post_until_gone, request, stored};
use super::program::{Program, init, program};
use leadhub_golden::{Reply, send};
use leadhub_testkit::{Engine, TestStore, block_on};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 4;

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

#[test]
fn one_of_two_processes_is_killed_and_nothing_is_lost_or_doubled() {
    let test_store = TestStore::migrated(Engine::Postgres, crate::migrate);
    let store = init(test_store.url());
    block_on(async {
        let (first, second) = (Program::serve(&store), Program::serve(&store));
        let done = [0, 1].map(|_| Arc::new(AtomicUsize::new(0)));
        let mut clients = Vec::new();
        for (process, (program, done)) in [&first, &second].into_iter().zip(&done).enumerate() {
            for client in 0..CLIENTS {
                let name = format!("p{process}-c{client}");
                let post = post_until_gone(program.base_url.clone(), store.caresoft.clone(), name, Arc::clone(done));
                clients.push(tokio::spawn(post));
            }
        }
        until(&done[0], 40).await;
        until(&done[1], 40).await;
        // A file is taken in by the one that is about to die.
        let list = list(&first, &store.dialer).await;
        take_file(&first, &store.dialer, &list).await;
        first.kill();
        let then = done[1].load(Ordering::SeqCst);
        until(&done[1], then + 40).await;
        wait_for_file(&second, &store.dialer, &list).await;
        second.kill();
        store.assert_agreement();

        let third = Program::serve(&store);
        let found = stored(&third.base_url, &store.caresoft).await;
        let (mut answered, mut sent) = (0, 0);
        for client in clients {
            for (subject, id) in client.await.unwrap() {
                sent += 1;
                let there = found.get(&subject).map_or(0, Vec::len);
                match id {
                    Some(id) => {
                        answered += 1;
                        assert_eq!(found.get(&subject), Some(&vec![id]), "{subject} was answered");
                    }
                    None => assert!(there <= 1, "{subject} is there {there} times"),
                }
            }
        }
        assert!(answered >= 120 && sent > answered, "{answered} of {sent}");
        assert!(third.terminate());
        store.assert_agreement();
    });
}

/// The same key sent to both at once is one piece of work, with one answer.
#[test]
fn a_key_is_one_piece_of_work_whichever_process_it_reaches() {
    let test_store = TestStore::migrated(Engine::Postgres, crate::migrate);
    let store = init(test_store.url());
    block_on(async {
        let programs = [Program::serve(&store), Program::serve(&store)];
        for number in 0..10 {
            let lead =
                json!({ "lead": { "subject": format!("once {number}"), "phone": "0349719988", "service_id": 1 } });
            let mut asked = request("POST", "/acme/api/v1/lead", &store.caresoft, &lead);
            asked.headers.push(("Idempotency-Key".to_owned(), format!("key-{number}")));
            let (a, b) = tokio::join!(send(&programs[0].base_url, &asked), send(&programs[1].base_url, &asked));
            let (a, b) = (a.unwrap(), b.unwrap());
            assert_eq!((a.status, b.status), (200, 200), "{} {}", body(&a), body(&b));
            assert_eq!(body(&a), body(&b));
        }
        let found = stored(&programs[0].base_url, &store.caresoft).await;
        assert!(found.len() == 10 && found.values().all(|ids| ids.len() == 1), "{found:?}");
    });
}

/// What ended by one process is over on every other within the second that a token is remembered for.
#[test]
fn a_revoked_token_ends_on_the_other_process() {
    let test_store = TestStore::migrated(Engine::Postgres, crate::migrate);
    let store = init(test_store.url());
    block_on(async {
        let programs = [Program::serve(&store), Program::serve(&store)];
        let asked = request("GET", "/acme/api/v1/lead/status", &store.caresoft, &Value::Null);
        for program in &programs {
            assert_eq!(send(&program.base_url, &asked).await.unwrap().status, 200);
        }
        let mut revoke = program();
        revoke.args(["token", "revoke", "--organisation", "acme", "--name", "caresoft", "--database", &store.url]);
        let revoked = tokio::task::block_in_place(|| revoke.output().unwrap());
        assert!(revoked.status.success(), "{}", String::from_utf8_lossy(&revoked.stderr));
        let began = Instant::now();
        for program in &programs {
            while send(&program.base_url, &asked).await.unwrap().status == 200 {
                assert!(began.elapsed() < Duration::from_secs(2), "a token that ended still works");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert_eq!(send(&program.base_url, &asked).await.unwrap().status, 401);
        }
        let other = request("GET", "/v3/campaign", &store.dialer, &Value::Null);
        assert_eq!(send(&programs[1].base_url, &other).await.unwrap().status, 200, "another integration's token");
    });
}

async fn until(done: &AtomicUsize, enough: usize) {
    for _ in 0..3000 {
        if done.load(Ordering::SeqCst) >= enough {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("only {} of {enough} writes were answered", done.load(Ordering::SeqCst));
}

async fn list(program: &Program, token: &str) -> String {
    let campaign = json!({ "campaign_name": "C", "type": "autodialer" });
    let campaign = body(&send(&program.base_url, &request("POST", "/v3/campaign", token, &campaign)).await.unwrap());
    let list = json!({ "campaign_uuid": campaign["campaign_uuid"], "list_name": "L" });
    let list = body(&send(&program.base_url, &request("POST", "/v3/list", token, &list)).await.unwrap());
    list["list_uuid"].as_str().unwrap().to_owned()
}

async fn take_file(program: &Program, token: &str, list: &str) {
    let rows: String = (0..1000).map(|row| format!("03498{row:05},Khách {row}\r\n")).collect();
    let mut upload = request("POST", "/v3/lead/file", token, &Value::Null);
    upload.headers[1].1 = "multipart/form-data; boundary=b".to_owned();
    upload.body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"list_uuid\"\r\n\r\n{list}\r\n--b\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"a.csv\"\r\n\r\nphone_number,lead_name\r\n{rows}\r\n--b--\r\n"
    );
    assert_eq!(send(&program.base_url, &upload).await.unwrap().status, 200);
}

async fn wait_for_file(program: &Program, token: &str, list: &str) {
    let mut row = Value::Null;
    for _ in 0..600 {
        row = body(
            &send(&program.base_url, &request("GET", &format!("/v3/list/{list}"), token, &Value::Null)).await.unwrap(),
        );
        if row["total_upload"] == json!(1000) {
            assert_eq!((&row["total_success"], &row["total_leads"]), (&json!(1000), &json!(1000)), "{row}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the file was not worked: {row}");
}
