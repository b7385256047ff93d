//! Unknown tokens are counted by the address they come from; a good one opens from there all the same.
//! Which header carries a token is not looked at here.

use crate::house::{House, options};
use leadhub::http::ServerOptions;
use leadhub_core::HubOptions;
use leadhub_testkit::{TestStore, both_engines};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

/// Asks with a token from an address of this machine; gives the status, and whether it was told when to come again.
async fn ask(house: &House, from: &str, target: &str, token: &str) -> (u16, bool) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    let authority = house.base_url.trim_start_matches("http://");
    let mut stream = socket.connect(authority.parse().unwrap()).await.unwrap();
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    (text[9..12].parse().unwrap(), text.to_ascii_lowercase().contains("\r\nretry-after: "))
}

both_engines! {
    migrate = crate::migrate;

    async fn unknown_tokens_are_limited_by_address(store: TestStore) {
        let server = ServerOptions { unknown_tokens: 6, ..options() };
        let house = House::open_with(store, HubOptions::default(), server).await;
        let token = |dialect| house.kangnam().token(dialect).unwrap().to_owned();
        let doors = ["/kangnam/api/v1/leads", "/v3/list", "/hub/v1/me"];
        for number in 0..6 {
            let wrong = ask(&house, "127.0.0.1", doors[number % 3], &format!("lh_{number}")).await;
            assert_eq!(wrong, (401, false), "{number}");
        }
        for door in doors {
            assert_eq!(ask(&house, "127.0.0.1", door, "lh_more").await, (429, true), "{door}");
            assert_eq!(ask(&house, "127.0.0.2", door, "lh_more").await, (401, false), "another address");
        }
        // Whoever shares the address with a broken client is not shut out.
        assert_eq!(ask(&house, "127.0.0.1", "/v3/list", &token("dialer")).await.0, 200);
        assert_eq!(ask(&house, "127.0.0.1", "/hub/v1/me", &token("native")).await.0, 200);
        house.stop().await;
    }
}
