//! Whom the tokens of one request speak for: each is looked up once, and counted once where nobody is known by it, however many dialects
//! read its header. Used by the front door.

use super::token_cache::{KnownToken, TokenCache};
use super::unauthenticated_limiter::UnauthenticatedLimiter;
use leadhub_model::LeadError;
use leadhub_wire::TransportError;
use leadhub_wire::transport::split;
use std::net::IpAddr;

pub struct Lookups<'d> {
    tokens: &'d TokenCache,
    strangers: &'d UnauthenticatedLimiter,
    caller: Option<IpAddr>,
    done: Vec<(String, Option<KnownToken>)>,
}

impl<'d> Lookups<'d> {
    pub fn new(tokens: &'d TokenCache, strangers: &'d UnauthenticatedLimiter, caller: Option<IpAddr>) -> Self {
        Lookups { tokens, strangers, caller, done: Vec::new() }
    }

    /// An address that tries too many unknown tokens is told to slow down; a good one opens from there too.
    pub async fn find(&mut self, token: &str) -> Result<Option<KnownToken>, TransportError> {
        if let Some((_, found)) = self.done.iter().find(|(known, _)| known == token) {
            return Ok(found.clone());
        }
        let found = self.tokens.find(token).await.map_err(transport_error)?;
        if found.is_none() {
            self.strangers.count(self.caller).map_err(TransportError::TooMany)?;
        }
        self.done.push((token.to_owned(), found.clone()));
        Ok(found)
    }
}

/// What keeps the front door from telling who calls.
fn transport_error(error: LeadError) -> TransportError {
    split(error).err().unwrap_or(TransportError::Unavailable)
}
