//! A request that is sent again and again: its bytes, with places for what is new each time.
//! Built from text by `scenarios` and `fill`, written by the load generator.

/// The number behind `{u}` of the first request; seven digits, so that every request is as long as the next.
pub const FIRST_UNIQUE: i64 = 2_718_281;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Bytes(Vec<u8>),
    /// `{u}`: seven digits that no other request of the store has.
    Unique,
    /// `{id}`: the id of a lead that is there.
    Id,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pieces: Vec<Piece>,
}

impl Request {
    /// `{u}` and `{id}` are places; `{u}` alone may stand in the body, whose length is sent.
    pub fn new(method: &str, target: &str, headers: &[(String, String)], body: &str) -> Request {
        let mut text = format!("{method} {target} HTTP/1.1\r\nhost: bench\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            let length = body.replace("{u}", &FIRST_UNIQUE.to_string()).len();
            text.push_str(&format!("content-length: {length}\r\n"));
        }
        text.push_str("\r\n");
        text.push_str(body);
        Request { pieces: pieces(&text) }
    }

    /// Replaces what is in `out`. `number` counts the requests of a store from 0.
    pub fn write(&self, out: &mut Vec<u8>, number: i64, id: i64) {
        out.clear();
        for piece in &self.pieces {
            match piece {
                Piece::Bytes(bytes) => out.extend_from_slice(bytes),
                Piece::Unique => out.extend_from_slice((FIRST_UNIQUE + number).to_string().as_bytes()),
                Piece::Id => out.extend_from_slice(id.to_string().as_bytes()),
            }
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, part) in text.split("{u}").enumerate() {
        if at > 0 {
            pieces.push(Piece::Unique);
        }
        for (at, part) in part.split("{id}").enumerate() {
            if at > 0 {
                pieces.push(Piece::Id);
            }
            pieces.push(Piece::Bytes(part.as_bytes().to_vec()));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(request: &Request, number: i64, id: i64) -> String {
        let mut out = b"what was there".to_vec();
        request.write(&mut out, number, id);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_place_is_filled_and_the_length_is_true() {
        let headers = [("a".to_owned(), "b".to_owned())];
        let request = Request::new("POST", "/x", &headers, "é {u} {u}");
        let text = written(&request, 5, 0);
        assert_eq!(text, "POST /x HTTP/1.1\r\nhost: bench\r\na: b\r\ncontent-length: 18\r\n\r\né 2718286 2718286");
        assert_eq!(text.split("\r\n\r\n").nth(1).unwrap().len(), 18);
    }

    #[test]
    fn a_lead_is_asked_for_by_its_id() {
        let request = Request::new("GET", "/lead/{id}", &[], "");
        assert_eq!(written(&request, 0, 42), "GET /lead/42 HTTP/1.1\r\nhost: bench\r\n\r\n");
    }
}
