//! Multipart forms: no part is ever whole in memory, and what is no form is given up early.
//! Bodies come in pieces of every size.

use super::*;
use futures_util::stream;
use http::HeaderValue;
use proptest::prelude::*;
use std::convert::Infallible;

fn form_headers() -> HeaderMap {
    let media = HeaderValue::from_static("multipart/form-data; boundary=xyz");
    HeaderMap::from_iter([(http::header::CONTENT_TYPE, media)])
}

fn form_text(content: &str) -> String {
    let file = "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv";
    let list = "Content-Disposition: form-data; name=\"list_uuid\"";
    format!(
        "--xyz\r\n{file}\r\n\r\n{content}\r\n--xyz\r\n{list}\r\n\r\nc4869e79-f0fa-4c6a-9410-bc0defac375a\r\n--xyz--\r\n"
    )
}

fn in_pieces(pieces: Vec<Bytes>) -> Body {
    Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, Infallible>)))
}

/// The names of the parts with their contents.
async fn parts(body: Body, limit: usize) -> Result<Vec<(String, Vec<u8>)>, FormError> {
    let mut form = Form::open(&form_headers(), body, limit)?;
    let mut parts = Vec::new();
    while let Some(mut part) = form.next_part().await? {
        let (name, mut content) = (part.name().unwrap_or_default().to_owned(), Vec::new());
        while let Some(bytes) = part.next_bytes().await? {
            content.extend_from_slice(&bytes);
        }
        parts.push((name, content));
    }
    Ok(parts)
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn a_file_is_never_whole_in_memory() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let head = form_text("").split_once("\r\n\r\n").unwrap().0.to_owned() + "\r\n\r\n";
    let first = stream::iter([Ok::<_, Infallible>(Bytes::from(head))]);
    let endless = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Bytes::from_static(&[b'1'; 16 * 1024]))
    });
    let body = Body::from_stream(stream::StreamExt::chain(first, endless));
    wait(async {
        let mut form = Form::open(&form_headers(), body, usize::MAX).unwrap();
        let mut part = form.next_part().await.unwrap().unwrap();
        for read in 0..200 {
            assert!(!part.next_bytes().await.unwrap().unwrap().is_empty());
            assert!(sent.load(Ordering::SeqCst) <= read + 2, "pieces are taken before they are request for");
        }
    });
}

#[test]
fn a_form_that_never_begins_is_given_up_early() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let endless = stream::repeat_with(move || {
        count.fetch_add(16 * 1024, Ordering::SeqCst);
        Ok::<_, Infallible>(Bytes::from_static(&[b'1'; 16 * 1024]))
    });
    let outcome = wait(parts(Body::from_stream(endless), usize::MAX));
    assert!(matches!(outcome, Err(FormError::Unreadable)));
    assert!(sent.load(Ordering::SeqCst) <= 256 * 1024);
}

#[test]
fn a_form_too_large_cut_short_or_without_boundary_is_refused() {
    let whole = form_text(&"0349719011\n".repeat(1000));
    let outcome = |body: &str, limit| wait(parts(Body::from(body.to_owned()), limit));
    assert!(outcome(&whole, whole.len()).is_ok());
    assert!(matches!(outcome(&whole, whole.len() - 1), Err(FormError::Transport(TransportError::TooLarge(_)))));
    for end in [0, 1, 80, whole.len() / 2, whole.len() - 6] {
        assert!(matches!(outcome(&whole[..end], 1 << 20), Err(FormError::Unreadable)), "cut at {end}");
    }
    let media = HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static("multipart/form-data"))]);
    assert!(matches!(Form::open(&media, Body::empty(), 1), Err(FormError::Unreadable)));
}

proptest! {
    #[test]
    fn a_form_comes_through_in_any_pieces(content in "[-a-z\r\n]{0,300}", cuts in prop::collection::vec(1usize..40, 1..60)) {
        let text = form_text(&content);
        let (mut rest, mut pieces) = (Bytes::from(text), Vec::new());
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            pieces.push(rest.split_to((*cut).min(rest.len())));
        }
        let parts = wait(parts(in_pieces(pieces), 1 << 20)).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(parts, vec![("file".to_owned(), content.into_bytes()), ("list_uuid".to_owned(), "c4869e79-f0fa-4c6a-9410-bc0defac375a".into())]);
    }
}
