//! The load generator against a server of a few lines: it counts what was answered and fails on a wrong answer.
//! Called by the test command; nothing is measured here.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{Plan, run, run_until};
use crate::request::Request;

/// Answers every request with `answer`, in two pieces, on any number of connections.
fn server(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.set_nodelay(true).unwrap();
            thread::spawn(move || {
                let requests = BufReader::new(stream.try_clone().unwrap()).lines();
                for _ in requests.map_while(Result::ok).filter(|line| line.is_empty()) {
                    let (first, rest) = answer.split_at(answer.len() - 1);
                    for piece in [first, rest] {
                        if stream.write_all(piece.as_bytes()).and_then(|()| stream.flush()).is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    address
}

fn plan(address: SocketAddr) -> Plan {
    Plan {
        address,
        connections: 4,
        pace: None,
        warm_up: Duration::ZERO,
        length: Duration::from_secs(60),
        most: 100,
        status: 200,
        first: 0,
    }
}

fn requests() -> Vec<Request> {
    vec![Request::new("GET", "/lead/{id}", &[], "")]
}

fn send(address: SocketAddr) -> Result<super::Outcome, String> {
    run(plan(address), requests(), &[7])
}

#[test]
fn every_answer_is_counted() {
    let outcome = send(server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")).unwrap();
    assert_eq!((outcome.answered, outcome.latency.len()), (100, 100));
}

#[test]
fn a_wrong_status_fails_the_run_and_shows_the_answer() {
    let error = send(server("HTTP/1.1 422 No\r\ncontent-length: 3\r\n\r\nbad")).unwrap_err();
    assert_eq!(error, "answered 422 where 200 was due: bad");
}

#[test]
fn an_answer_without_a_length_fails_the_run() {
    let error = send(server("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")).unwrap_err();
    assert_eq!(error, "an answer does not say its length");
}

#[test]
fn what_ends_before_its_time_has_the_rate_of_the_time_it_took() {
    let address = server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    let over = Arc::new(AtomicBool::new(false));
    let end = Arc::clone(&over);
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        end.store(true, Ordering::Relaxed);
    });
    let outcome = run_until(over, Plan { pace: Some(50.0), most: 1000, ..plan(address) }, requests(), &[7]).unwrap();
    // Of the sixty seconds that it had it would be a quarter of an answer in each.
    assert!(outcome.answered < 1000 && outcome.rate > 5.0, "{outcome:?}");
}
