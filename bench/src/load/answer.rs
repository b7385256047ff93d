//! One answer on a keep-alive connection: its status, and where it ends.
//! Used by the load generator; only answers that say their length are understood.

use tokio::io::{AsyncRead, AsyncReadExt};

const HEADERS: usize = 32;
/// Room for the next read: most answers fit.
const ROOM: usize = 16 * 1024;

#[derive(Debug, Default)]
pub struct Answer {
    bytes: Vec<u8>,
    head: usize,
    pub status: u16,
}

impl Answer {
    /// Reads the next answer over the last one.
    pub async fn read(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> Result<(), String> {
        self.bytes.clear();
        let mut end = None;
        while end.is_none_or(|end| self.bytes.len() < end) {
            self.bytes.reserve(ROOM);
            let read = stream.read_buf(&mut self.bytes).await.map_err(|error| format!("no answer: {error}"))?;
            if read == 0 {
                return Err("the server closed the connection in the middle of an answer".to_owned());
            }
            if end.is_none() {
                end = self.end()?;
            }
        }
        Ok(())
    }

    pub fn body(&self) -> String {
        self.whole_body().chars().take(500).collect()
    }

    pub fn whole_body(&self) -> String {
        String::from_utf8_lossy(self.bytes.get(self.head..).unwrap_or_default()).into_owned()
    }

    /// The length of the whole answer; `None` while its head is not all there.
    fn end(&mut self) -> Result<Option<usize>, String> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut answer = httparse::Response::new(&mut headers);
        let parsed = answer.parse(&self.bytes).map_err(|error| format!("not an HTTP answer: {error}"))?;
        let httparse::Status::Complete(head) = parsed else { return Ok(None) };
        let length = answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
        let length = length.ok_or("an answer does not say its length")?;
        self.status = answer.code.unwrap_or_default();
        self.head = head;
        Ok(Some(head + length))
    }
}
