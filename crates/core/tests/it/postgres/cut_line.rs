//! A line to the server that is cut when a COMMIT passes: a small proxy that reads what the client says.
//! Used by `connections`. After a cut it carries new connections as before.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Where the line breaks, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server never hears of it.
    BeforeCommit,
    /// The server does it; the client never hears that it did.
    AfterCommit,
}

/// A simple query of the wire protocol: its letter, its length, its text.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

pub struct Line {
    url: String,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Line {
    /// A line to the server in `url`; its own address differs in the port only.
    pub fn to(url: &str) -> Line {
        let (_, rest) = url.split_once('@').unwrap();
        let (server, _) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().to_string();
        let line = Line { url: url.replace(server, &own), cut: Arc::default() };
        let (server, cut) = (server.to_owned(), Arc::clone(&line.cut));
        thread::spawn(move || {
            for client in listener.incoming() {
                carry(client.unwrap(), TcpStream::connect(&server).unwrap(), &cut);
            }
        });
        line
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Breaks the line at the next COMMIT.
    pub fn cut(&self, when: Cut) {
        *self.cut.lock().unwrap() = Some(when);
    }
}

fn carry(client: TcpStream, server: TcpStream, cut: &Arc<Mutex<Option<Cut>>>) {
    let answers_muted = Arc::new(Mutex::new(false));
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let (cut, muted) = (Arc::clone(cut), Arc::clone(&answers_muted));
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = from_client.read(&mut buffer) {
            let sent = &buffer[..read];
            let commits = sent.windows(COMMIT.len()).any(|part| part == COMMIT);
            let when = if commits { cut.lock().unwrap().take() } else { None };
            match when {
                Some(Cut::BeforeCommit) => break,
                Some(Cut::AfterCommit) => *muted.lock().unwrap() = true,
                None => {}
            }
            if to_server.write_all(sent).is_err() {
                break;
            }
        }
        drop((from_client.shutdown(Shutdown::Both), to_server.shutdown(Shutdown::Both)));
    });
    let (mut from_server, mut to_client) = (server, client);
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = from_server.read(&mut buffer) {
            if *answers_muted.lock().unwrap() || to_client.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        drop((from_server.shutdown(Shutdown::Both), to_client.shutdown(Shutdown::Both)));
    });
}
