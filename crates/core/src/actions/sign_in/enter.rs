//! Sign in: organisation, user name and password against a session. A try counts as failed until it turns out right, so that many at
//! once guess no more than one after the other. A name that nobody has costs the same work and waits alike.

use super::SignInError;
use super::session::new_text;
use crate::actor::Actor;
use crate::hub::Hub;
use crate::login_throttle::{address_key, name_key};
use crate::passwords::PasswordHash;
use crate::questions::token_hash;
use crate::store::engine::{Db, Failure, Tx};
use crate::store::reference::agents;
use crate::store::{logins, organisations, sessions};
use leadhub_model::organisation::Organisation;
use leadhub_model::reference::Agent;
use leadhub_model::sign_in::{Session, Waiting};
use leadhub_model::text::fold;
use leadhub_model::{AgentId, Moment, OrganisationId};
use std::net::IpAddr;

/// The row that a try in a name of nobody's writes: of the store, as the readiness probe's.
const STORE: OrganisationId = OrganisationId(0);
/// In characters; what a browser says of itself may be of any length.
const LONGEST_DEVICE: usize = 200;

/// Somebody who wants in.
#[derive(Clone)]
pub struct SignIn {
    /// Short name or name of the organisation.
    pub organisation: String,
    /// The user's name; case and accents do not count where they tell no two users apart.
    pub name: String,
    pub password: String,
    /// Where she sits, if that is known.
    pub address: Option<IpAddr>,
    /// What she sits at, for her list of sessions.
    pub device: String,
}

/// Somebody who is in.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The text that goes on with the session. It can never be read again.
    pub session: String,
    pub expires_at: Moment,
    pub agent: AgentId,
    pub must_change: bool,
}

/// Who she says she is, with what the password is compared by.
struct Claim {
    house: Actor,
    agent: AgentId,
    hash: PasswordHash,
}

pub async fn sign_in(hub: &Hub, asked: SignIn) -> Result<SignedIn, SignInError> {
    let now = hub.now();
    let address = asked.address.map(address_key);
    if let Some(address) = &address {
        hub.waits().addresses.admit(address, now).map_err(|until| SignInError::wait(until, now))?;
    }
    let (organisation, name) = (asked.organisation.trim().to_owned(), asked.name.trim().to_owned());
    let claimed = name_key(&fold(&organisation), &fold(&name));
    let claim = hub.attempt(move |tx| claim(tx, &organisation, &name)).await?;
    if claim.is_none() {
        hub.waits().unknown_names.admit(&claimed, now).map_err(|until| SignInError::wait(until, now))?;
    }
    let is_right = hub.passwords().verify(&asked.password, claim.as_ref().map(|claim| &claim.hash)).await?;
    let Some(claim) = claim.filter(|_| is_right) else { return Err(SignInError::Wrong) };

    let text = new_text(hub.chance(), claim.house.organisation_id());
    let device: String = asked.device.chars().filter(|c| !c.is_control()).take(LONGEST_DEVICE).collect();
    let (hash, given) = (token_hash(&text), text.clone());
    let signed_in = hub.attempt(move |tx| open(tx, &claim, &given, &hash, &device)).await?;
    if let Some(address) = &address {
        hub.waits().addresses.forgive(address, now);
    }
    Ok(signed_in)
}

/// Finds the user and counts the try; `None` where nobody may sign in by that name.
fn claim(tx: &mut Tx, organisation: &str, name: &str) -> Result<Option<Claim>, SignInError> {
    let now = tx.now();
    let found = match find_by_name(tx, organisation)? {
        Some(organisation) => {
            let house = Actor::house(organisation);
            find_user(tx, &house, name)?.map(|agent| (house, agent))
        }
        None => None,
    };
    if let Some((house, agent)) = found
        && let Some(stored) = logins::lock_login(tx, &house, agent.id)?
        && let Some(hash) = stored.hash
    {
        if let Some(until) = stored.login.tries.wait(now) {
            return Err(SignInError::wait(until, now));
        }
        logins::set_tries(tx, &house, agent.id, stored.login.tries.and_one(now, Waiting::OF_NAME))?;
        return Ok(Some(Claim { house, agent: agent.id, hash }));
    }
    // A write as well, so that the time it takes tells nothing either.
    organisations::touch(tx, STORE)?;
    Ok(None)
}

/// Opens the session, unless something changed since the password was compared.
fn open(tx: &mut Tx, claim: &Claim, text: &str, hash: &str, device: &str) -> Result<SignedIn, SignInError> {
    let Claim { house, agent, .. } = claim;
    let stored = logins::lock_login(tx, house, *agent)?.filter(|stored| stored.hash.as_ref() == Some(&claim.hash));
    let is_here = agents::find_agent(tx, house, *agent)?.is_some_and(|stored| !stored.agent.retired);
    let Some(stored) = stored.filter(|_| is_here) else { return Err(SignInError::Wrong) };
    logins::set_tries(tx, house, *agent, Default::default())?;
    let expires_at = Moment::from_micros(tx.now().micros() + Session::LIFE);
    sessions::insert_session(tx, house, *agent, hash, expires_at, device)?;
    Ok(SignedIn { session: text.to_owned(), expires_at, agent: *agent, must_change: stored.login.must_change })
}

/// By its short name, else by its name where no two have it.
fn find_by_name(db: &mut Db, name: &str) -> Result<Option<Organisation>, Failure> {
    if let Some(found) = organisations::find_organisation(db, name)? {
        return Ok(Some(found));
    }
    let wanted = fold(name);
    Ok(only(organisations::list_organisations(db)?.into_iter().filter(|known| fold(&known.name) == wanted)))
}

/// As she wrote it, else but for case, else but for accents too, where no two have that name. Who retired is nobody.
fn find_user(db: &mut Db, house: &Actor, name: &str) -> Result<Option<Agent>, Failure> {
    let all = agents::list_agents(db, house)?;
    let here = || all.iter().map(|stored| &stored.agent).filter(|agent| !agent.retired);
    let spellings: [fn(&str) -> String; 3] = [str::to_owned, str::to_lowercase, fold];
    let by = |spell: &fn(&str) -> String| only(here().filter(|agent| spell(agent.username.trim()) == spell(name)));
    Ok(spellings.iter().find_map(by).cloned())
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
