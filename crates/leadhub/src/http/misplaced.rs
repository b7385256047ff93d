//! What the holder of a good token is told who brought it to another API's path, under another organisation's segment or in another
//! header: what it is for. Used by the front door, and of the token's own actor only, so nobody learns of anybody else (decision X2).

use crate::doors::DIALECTS;
use axum::response::Response;
use http::HeaderMap;
use leadhub_core::Actor;
use leadhub_core::actions::TOKEN_PREFIX;
use leadhub_wire::answer::{REASON, explained};

/// Where clients put tokens.
const HEADERS: [&str; 8] = [
    "authorization",
    "access_token",
    "access-token",
    "x-access-token",
    "x-auth-token",
    "x-api-key",
    "api-key",
    "token",
];
/// Each is looked up.
const MOST: usize = 3;

/// What stands where tokens stand, each once, without the scheme before it.
pub fn offered(headers: &HeaderMap) -> Vec<String> {
    let values = HEADERS.iter().flat_map(|name| headers.get_all(*name));
    let mut offered: Vec<String> = Vec::new();
    for token in values.filter_map(|value| value.to_str().ok()?.split_whitespace().next_back()) {
        // What else stands in such headers, as a gateway's own key, is nobody's token here.
        let is_ours = token.starts_with(TOKEN_PREFIX);
        if is_ours && offered.len() < MOST && offered.iter().all(|known| known != token) {
            offered.push(token.to_owned());
        }
    }
    offered
}

/// The API a token is for, and where it goes.
pub fn meant(actor: &Actor) -> Option<String> {
    let dialect = DIALECTS.iter().find(|known| known.key == actor.dialect)?;
    let (header, path) = dialect.entrance;
    let path = path.replace("{domain}", &actor.organisation.slug);
    Some(format!(
        "the token is good, but not here: it is for the {} API, alone as '{header}', under {path}",
        dialect.name
    ))
}

/// The answer with that, where it has no reason of its own.
pub fn with_reason(response: Response, meant: Option<&str>) -> Response {
    if response.headers().contains_key(REASON) { response } else { explained(response, meant) }
}
