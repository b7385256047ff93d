//! One request of somebody who is signed in: who she is, how she likes the pages, and the store as she may ask it. The extractor of every
//! page but the sign-in; without a session that goes on it sends her there. Cookies are read and written here and nowhere else.

use crate::language::Language;
use crate::layout::{Layout, Person, Preferences, Switch, Theme};
use crate::places::Place;
use crate::refusal::Refusal;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::header::{COOKIE, HOST, ORIGIN, REFERER, SET_COOKIE};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use leadhub_core::actions::{Authenticated, authenticate_session};
use leadhub_core::{Actor, Db, Tx};
use leadhub_model::organisation::Scope;
use leadhub_model::sign_in::{Role, SessionId};
use leadhub_model::{LeadError, LeadId, Moment};
use leadhub_wire::AppState;
use std::sync::{Arc, OnceLock};

/// The key of this door, as the timeline tells it.
pub const DOOR: &str = "app";

const SESSION: &str = "leadhub";
/// Over HTTPS: a browser takes it from nobody but this host, over nothing but HTTPS.
const SECURE_SESSION: &str = "__Host-leadhub";
const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const YEAR_SECONDS: u32 = 31_536_000;
const WEEK_SECONDS: u32 = 604_800;
const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");
const HX_CURRENT_URL: HeaderName = HeaderName::from_static("hx-current-url");

/// The language in which a visitor is answered where the visit itself is gone: told by the visit, read by the door.
#[derive(Clone, Default)]
pub struct Spoken(Arc<OnceLock<Language>>);

impl Spoken {
    pub fn get(&self) -> Option<Language> {
        self.0.get().copied()
    }
}

pub struct Visit {
    pub app: AppState,
    pub actor: Arc<Actor>,
    pub role: Role,
    pub name: String,
    pub preferences: Preferences,
    /// The text that goes on with the session.
    pub session: String,
    /// Which of her sessions it is.
    pub session_id: SessionId,
    pub must_change: bool,
    /// Whether htmx asked, for parts of a page.
    pub is_partial: bool,
    /// The lead whose page is open where htmx asked.
    pub open_lead: Option<LeadId>,
    /// Whether that page is a list of leads.
    pub shows_rows: bool,
    /// What the address of that page says behind its `?`.
    pub page_query: String,
    /// The page from which a browser came; the list of leads where it is none of ours.
    pub came_from: String,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        let next = next_of(parts);
        let Some(session) = session(&parts.headers) else { return Err(Refusal::SignIn { next, ended: false }) };
        let found = authenticate_session(&app.hub, DOOR, &session).await?;
        let Some(Authenticated { actor, role, name, must_change, session: here }) = found else {
            return Err(Refusal::SignIn { next, ended: true });
        };
        if must_change && parts.uri.path() != "/app/password" {
            return Err(Refusal::Password);
        }
        let page = current_page(&parts.headers);
        let mut liked = preferences(&parts.headers);
        if cookie(&parts.headers, LANGUAGE).is_none() {
            liked.language = Language::from_code(&actor.organisation.language).unwrap_or_default();
        }
        if let Some(spoken) = parts.extensions.get::<Spoken>() {
            spoken.0.get_or_init(|| liked.language);
        }
        Ok(Visit {
            open_lead: page.and_then(|page| page.strip_prefix("/app/leads/")?.parse().ok()).map(LeadId),
            shows_rows: page == Some("/app/leads"),
            came_from: checked_next(place(&parts.headers, REFERER).unwrap_or_default()).to_owned(),
            page_query: current_query(&parts.headers).unwrap_or_default().to_owned(),
            app: app.clone(),
            actor: Arc::new(actor),
            role,
            name,
            preferences: liked,
            session,
            session_id: here.id,
            must_change,
            is_partial: is_partial(&parts.headers),
        })
    }
}

impl Visit {
    pub const fn language(&self) -> Language {
        self.preferences.language
    }

    pub fn now(&self) -> Moment {
        self.app.hub.now()
    }

    /// What the page shows around itself.
    pub fn layout(&self, title: impl Into<String>, here: Option<Place>) -> Layout {
        let places = Place::open_to(self.role).map(|place| (place, None));
        let agent = self.actor.agent.map(|agent| agent.to_string()).unwrap_or_default();
        let person = Person {
            key: format!("{}.{agent}", self.actor.organisation.id),
            name: self.name.clone(),
            organisation: self.actor.organisation.name.clone(),
            places: places.collect(),
        };
        Layout { title: title.into(), preferences: self.preferences, here, person: Some(person) }
    }

    /// Refuses who does not see all leads what concerns everybody's.
    pub fn need_all(&self) -> Result<(), LeadError> {
        if self.actor.sees.is_all() { Ok(()) } else { Err(LeadError::Forbidden(Scope::Write)) }
    }

    /// Asks the book on one snapshot.
    pub async fn read<T: Send + 'static>(
        &self,
        ask: impl Fn(&mut Db, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.actor.need(Scope::Read)?;
        let actor = Arc::clone(&self.actor);
        self.app.hub.read(move |db| ask(db, &actor)).await
    }

    /// Runs a verb in one transaction.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx, &Actor) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        self.actor.need(Scope::Write)?;
        let actor = Arc::clone(&self.actor);
        self.app.hub.write(move |tx| work(tx, &actor)).await
    }
}

/// Where the pages are, as the browser knows it: what other systems are told to call.
pub fn base_url(headers: &HeaderMap) -> String {
    let scheme = if cookie(headers, SECURE_SESSION).is_some() { "https" } else { "http" };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{scheme}://{host}")
}

/// Whether htmx asks, for parts of a page.
pub fn is_partial(headers: &HeaderMap) -> bool {
    headers.contains_key(HX_REQUEST)
}

/// Path and query of an address that a header has.
pub fn place(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let address = headers.get(name)?.to_str().ok()?;
    let (_, rest) = address.split_once("://")?;
    rest[rest.find('/')?..].split('#').next()
}

/// The path of the page from which htmx asks.
fn current_page(headers: &HeaderMap) -> Option<&str> {
    place(headers, HX_CURRENT_URL)?.split('?').next()
}

/// The query of that page.
fn current_query(headers: &HeaderMap) -> Option<&str> {
    place(headers, HX_CURRENT_URL)?.split_once('?').map(|(_, query)| query)
}

/// Where somebody wanted to go: only below `/app/`, so that nobody is sent elsewhere by an address.
pub fn checked_next(next: &str) -> &str {
    let is_ours = next.starts_with("/app/") && !next.contains(['\\', '\r', '\n']) && !next.contains("//");
    if is_ours && !next.starts_with("/app/sign-") { next } else { "/app/leads" }
}

/// Where she goes on once she has signed in: to what she asked for, or, if that is no page, to the page she asked from.
fn next_of(parts: &Parts) -> String {
    let is_page = parts.method == Method::GET && !is_partial(&parts.headers);
    let asked = parts.uri.path_and_query().map(PathAndQuery::as_str).filter(|_| is_page);
    let from = [HX_CURRENT_URL, REFERER].into_iter().find_map(|name| place(&parts.headers, name));
    checked_next(asked.or(from).unwrap_or_default()).to_owned()
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lists = headers.get_all(COOKIE).into_iter().filter_map(|list| list.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The session that the browser goes on with.
pub fn session(headers: &HeaderMap) -> Option<String> {
    cookie(headers, SECURE_SESSION).or_else(|| cookie(headers, SESSION)).map(str::to_owned)
}

pub fn preferences(headers: &HeaderMap) -> Preferences {
    let usual = Preferences::default();
    let is_on = |switch: Switch| cookie(headers, switch.code()).and_then(Switch::is_on).unwrap_or(usual.has(switch));
    Preferences {
        language: cookie(headers, LANGUAGE).and_then(Language::from_code).unwrap_or_default(),
        theme: cookie(headers, THEME).map(Theme::from_code).unwrap_or_default(),
        dense: is_on(Switch::Dense),
        keys: is_on(Switch::Keys),
    }
}

/// Whether the browser speaks HTTPS, whatever a proxy speaks with us: it says so itself with what it sends from a page.
fn is_secure(headers: &HeaderMap) -> bool {
    headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"))
}

/// The cookie of a session that begins.
pub fn session_cookie(headers: &HeaderMap, text: &str) -> Option<HeaderValue> {
    let (name, secure) = if is_secure(headers) { (SECURE_SESSION, "; Secure") } else { (SESSION, "") };
    let cookie = format!("{name}={text}; Path=/; Max-Age={WEEK_SECONDS}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).ok()
}

/// The cookies that end a session in the browser, under either name.
pub fn ended_cookies() -> [HeaderValue; 2] {
    [
        HeaderValue::from_static("leadhub=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
        HeaderValue::from_static("__Host-leadhub=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"),
    ]
}

/// An answer that sets cookies, if there are any.
pub fn with_cookies(mut response: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The cookie that keeps a choice of language.
pub fn language_cookie(language: Language) -> Option<HeaderValue> {
    kept_cookie(LANGUAGE, language.code())
}

/// The cookie that keeps what is on or off.
pub fn switch_cookie(switch: Switch, is_on: bool) -> Option<HeaderValue> {
    let state = Switch::STATES.into_iter().find(|(_, known)| *known == is_on);
    state.and_then(|(state, _)| kept_cookie(switch.code(), state))
}

fn kept_cookie(name: &str, value: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{name}={value}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for (asked, taken) in [
            ("/app/leads?stage=1", "/app/leads?stage=1"),
            ("/app/leads/7", "/app/leads/7"),
            ("//evil.example/app/", "/app/leads"),
            ("https://evil.example/app/", "/app/leads"),
            ("/app/..//evil.example", "/app/leads"),
            ("/app\\evil", "/app/leads"),
            ("/app/\\evil", "/app/leads"),
            ("/app/sign-out", "/app/leads"),
            ("/hub/v1/leads", "/app/leads"),
            ("", "/app/leads"),
        ] {
            assert_eq!(checked_next(asked), taken, "{asked}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(session(&headers), None);
        headers.insert(COOKIE, HeaderValue::from_static("a=b; leadhub=1.ff; language=en; theme=dark"));
        assert_eq!(session(&headers).as_deref(), Some("1.ff"));
        let likes = preferences(&headers);
        assert_eq!((likes.language, likes.theme), (Language::En, Theme::Dark));
        assert_eq!((likes.keys, likes.dense), (true, false));
        let others = HeaderValue::from_static("leadhub=1.ff; keys=off; dense=on");
        let likes = preferences(&HeaderMap::from_iter([(COOKIE, others)]));
        assert_eq!((likes.keys, likes.dense), (false, true));
        headers.insert(ORIGIN, HeaderValue::from_static("https://leads.example"));
        let cookie = session_cookie(&headers, "1.ff").unwrap();
        assert!(cookie.to_str().unwrap().starts_with("__Host-leadhub=1.ff; Path=/"), "{cookie:?}");
        assert!(cookie.to_str().unwrap().ends_with("Secure"), "{cookie:?}");
    }
}
