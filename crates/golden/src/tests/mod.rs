//! Tests of the golden samples' reader, curl and comparison. Fixtures shared by them are here.
//! Run with the crate's own tests; needs no store.

mod compare;
mod curl;
mod parse;
mod wire;

use super::{Golden, Reply};

/// A sample that expects `body` under the header lines `rules`.
fn sample(rules: &str, body: &str) -> Golden {
    let text = format!("# decision T1\n{rules}\nGET /x\n\n--- 200\n\n{body}\n");
    Golden::parse("north/01_x.ours.http", &text).unwrap()
}

/// A JSON reply.
fn reply(status: u16, body: &str) -> Reply {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Reply { status, headers, body: body.to_owned().into() }
}
