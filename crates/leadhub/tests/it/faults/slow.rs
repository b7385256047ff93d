//! Clients that are slow or leave: they hold nobody up, and what they did not finish is not written.
//! On both engines, against the program's own server.

use crate::client::Client;
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

both_engines! {
    migrate = crate::migrate;

    async fn half_requests_hold_nobody_up_and_write_nothing(store: TestStore) {
        let house = House::open(store).await;
        let address = house.base_url.trim_start_matches("http://").to_owned();
        let token = house.kangnam().token("caresoft").unwrap().to_owned();
        let mut lazy = Vec::new();
        for _ in 0..100 {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            let head = format!(
                "POST /kangnam/api/v1/lead HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 500\r\n\r\n{{\"lead\":"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            lazy.push(stream);
        }
        let client = Client::new(&house, house.kangnam(), "caresoft");
        let (_, before) = client.get("/kangnam/api/v1/leads").await;
        let lead = json!({ "lead": { "subject": "quick", "phone": "0349719999", "service_id": 1244 } });
        let quick = tokio::time::timeout(Duration::from_secs(5), client.post("/kangnam/api/v1/lead", &lead)).await;
        assert_eq!(quick.expect("lazy clients hold the quick one up").0, 200);
        drop(lazy);
        let (_, after) = client.get("/kangnam/api/v1/leads").await;
        assert_eq!(after["numFound"].as_i64(), before["numFound"].as_i64().map(|count| count + 1));
        house.stop().await;
    }

    async fn bytes_that_are_no_http_end_their_own_connection_only(store: TestStore) {
        let house = House::open(store).await;
        let address = house.base_url.trim_start_matches("http://").to_owned();
        for garbage in [&b"\x16\x03\x01\x02\x00\x01\x00"[..], b"GET\r\n\r\n", &[0xff; 4096]] {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            stream.write_all(garbage).await.unwrap();
            let mut answer = Vec::new();
            let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
            assert!(ended.is_ok(), "the connection stays open");
        }
        let client = Client::new(&house, house.kangnam(), "caresoft");
        assert_eq!(client.get("/kangnam/api/v1/lead/status").await.0, 200);
        house.stop().await;
    }
}
