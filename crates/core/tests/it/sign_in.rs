//! Signing in: who gets in, who waits, how much work a try costs, how long a session lasts and what ends it. On both engines, with the
//! clock of the bed; work is counted in hashes, never in time.

use crate::bed::{House, SECOND, organisation};
use crate::gate::until;
use crate::raw;
use leadhub_core::actions::{
    self, Authenticated, NewLogin, SignIn, SignInError, SignedIn, authenticate_session, put_login, set_password,
    sign_in, sign_out, sign_out_elsewhere, sign_out_everywhere,
};
use leadhub_core::questions::list_sessions;
use leadhub_core::store::logins;
use leadhub_core::store::reference::agents;
use leadhub_core::{Actor, Sees};
use leadhub_model::organisation::{Scope, Scopes};
use leadhub_model::reference::{Agent, ReferenceData};
use leadhub_model::sign_in::{Role, Session};
use leadhub_model::{AgentId, Field, GroupId, LeadError, Refusal, RefusalReason, Resource};
use leadhub_testkit::{TestStore, both_engines};
use std::net::IpAddr;

const LAN: AgentId = AgentId(80);
const MINH: AgentId = AgentId(81);
const PASSWORD: &str = "bốn con mèo xanh";
const HOUR: i64 = 3600 * SECOND;

fn house_of(house: &House) -> Actor {
    Actor::house(house.actor.organisation.clone())
}

/// Gives a user a login with this password.
async fn give(house: &House, actor: &Actor, agent: AgentId, role: Role, must_change: bool) {
    let password = house.hub.passwords().hash(house.hub.chance(), "x", PASSWORD).await.unwrap();
    let new = NewLogin { agent, role: Some(role), password: Some(password), must_change };
    house.act_as(actor, move |tx, actor| put_login(tx, actor, &new)).await.unwrap();
}

async fn opened(store: TestStore) -> House {
    let house = House::open(store).await;
    give(&house, &house_of(&house), LAN, Role::Admin, false).await;
    house
}

fn from(organisation: &str, name: &str, password: &str, address: u32) -> SignIn {
    let address = Some(IpAddr::V4(address.into()));
    let (organisation, name, password) = (organisation.to_owned(), name.to_owned(), password.to_owned());
    SignIn { organisation, name, password, address, device: "Firefox\n".to_owned() }
}

async fn enter(house: &House, name: &str, password: &str) -> Result<SignedIn, SignInError> {
    // Each try from an address of its own, so that only the name counts.
    let address = u32::try_from(house.hub.passwords().hashed()).unwrap();
    sign_in(&house.hub, from("alpha", name, password, address)).await
}

async fn known(house: &House, session: &str) -> Option<Authenticated> {
    authenticate_session(&house.hub, "web", session).await.unwrap()
}

fn why<T>(outcome: Result<T, SignInError>) -> String {
    outcome.map_or_else(|error| error.to_string(), |_| "in".to_owned())
}

async fn put_agent(house: &House, agent: Agent) {
    let data = ReferenceData { agents: vec![agent], ..ReferenceData::default() };
    house.act(move |tx, actor| actions::put_reference(tx, actor, &data)).await.unwrap();
}

async fn agent(house: &House, id: AgentId) -> Agent {
    let all = house.ask(|db, actor| Ok(agents::list_agents(db, actor)?)).await;
    all.iter().find(|stored| stored.agent.id == id).unwrap().agent.clone()
}

both_engines! {
    migrate = crate::migrate;

    /// By short name or name, in any case, with or without accents; composed or apart is one password.
    async fn who_has_the_password_is_in(store: TestStore) {
        let house = opened(store).await;
        put_agent(&house, Agent { username: "Trần Thị Lan".to_owned(), ..agent(&house, LAN).await }).await;
        let apart = PASSWORD.replace('ố', "o\u{0302}\u{0301}").replace('è', "e\u{0300}");
        assert_ne!(apart, PASSWORD);
        for (organisation, name, password) in [
            ("alpha", "Trần Thị Lan", PASSWORD),
            (" ALPHA ", " trần thị lan ", PASSWORD),
            ("Alpha", "tran thi lan", &apart),
        ] {
            let signed_in = sign_in(&house.hub, from(organisation, name, password, 1)).await.unwrap();
            assert_eq!((signed_in.agent, signed_in.must_change), (LAN, false));
            assert_eq!(signed_in.expires_at.micros(), house.now().micros() + Session::LIFE);
            let known = known(&house, &signed_in.session).await.unwrap();
            assert_eq!((known.role, known.name.as_str(), known.session.device.as_str()), (Role::Admin, "Trần Thị Lan", "Firefox"));
            assert_eq!((known.actor.agent, known.actor.dialect.as_str()), (Some(LAN), "web"));
        }
        // Two of one spelling: only who writes hers exactly is meant.
        put_agent(&house, Agent { username: "Tran Thi Lan".to_owned(), ..agent(&house, MINH).await }).await;
        assert_eq!(why(enter(&house, "TRAN THI LÂN", PASSWORD).await), why::<()>(Err(SignInError::Wrong)));
        assert!(enter(&house, "Trần Thị Lan", PASSWORD).await.is_ok());
        assert!(enter(&house, "trần thị lan", PASSWORD).await.is_ok());
    }

    /// The name of nobody, the wrong password and the user without one: one answer, one hash, one write each.
    async fn a_name_of_nobodys_costs_what_a_wrong_password_costs(store: TestStore) {
        let house = opened(store).await;
        let role = NewLogin { agent: MINH, role: Some(Role::Manager), password: None, must_change: false };
        house.act_as(&house_of(&house), move |tx, actor| put_login(tx, actor, &role)).await.unwrap();
        let mut costs = Vec::new();
        for (organisation, name) in [("alpha", "lan"), ("alpha", "nobody"), ("alpha", "minh"), ("nowhere", "lan")] {
            let before = (house.hub.passwords().hashed(), raw::rows(&house.store, "SELECT * FROM counter ORDER BY name"), raw::rows(&house.store, "SELECT * FROM login"));
            let outcome = sign_in(&house.hub, from(organisation, name, "no idea at all", 1)).await;
            assert!(matches!(outcome, Err(SignInError::Wrong)), "{name}");
            let after = (house.hub.passwords().hashed(), raw::rows(&house.store, "SELECT * FROM counter ORDER BY name"), raw::rows(&house.store, "SELECT * FROM login"));
            costs.push((after.0 - before.0, (after.1 != before.1) != (after.2 != before.2)));
        }
        assert_eq!(costs, [(1, true); 4]);
        assert!(raw::rows(&house.store, "SELECT * FROM session").is_empty());
    }

    /// Whoever is told to wait, of a user or of nobody, is told how long, and nothing is hashed meanwhile.
    async fn each_failure_doubles_the_wait_of_the_name(store: TestStore) {
        let house = opened(store).await;
        for name in ["lan", "nobody"] {
            let (mut told, hashed) = (Vec::new(), house.hub.passwords().hashed());
            for _ in 0..8 {
                assert!(matches!(enter(&house, name, "no idea at all").await, Err(SignInError::Wrong)), "{name}");
                let Err(SignInError::Wait { seconds }) = enter(&house, name, "no idea at all").await else { continue };
                told.push(seconds);
                house.pass(seconds * SECOND - 1);
                assert!(matches!(enter(&house, name, PASSWORD).await, Err(SignInError::Wait { seconds: 1 })), "{name}");
                house.pass(1);
            }
            // Of the first five each second try failed too.
            assert_eq!(told, [1, 2, 4, 8, 16, 32], "{name}");
            assert_eq!(house.hub.passwords().hashed() - hashed, 10, "{name}");
        }
        assert!(enter(&house, "lan", PASSWORD).await.is_ok(), "the wait is over");
        let login = house.ask(|db, actor| Ok(logins::find_login(db, actor, LAN)?)).await.unwrap();
        assert_eq!((login.tries.failed, login.tries.until), (0, None), "who got in begins anew");
    }

    /// Fifty at once get no more guesses than fifty one after the other, and no more than two are hashed at a time.
    async fn many_at_once_guess_no_more(store: TestStore) {
        let house = opened(store).await;
        let tries: Vec<_> = (0..50).map(|number| {
            let (hub, asked) = (house.hub.clone(), from("alpha", "lan", "no idea at all", number));
            tokio::spawn(async move { sign_in(&hub, asked).await })
        }).collect();
        let (mut wrong, mut wait) = (0, 0);
        for outcome in tries {
            match outcome.await.unwrap() {
                Err(SignInError::Wrong) => wrong += 1,
                Err(SignInError::Wait { seconds: 1 }) => wait += 1,
                other => panic!("{}", why(other)),
            }
        }
        assert_eq!((wrong, wait), (5, 45));
        assert_eq!(house.hub.passwords().hashed(), 1 + 5);
        assert_eq!(house.hub.passwords().most_at_once(), 2);
    }

    /// Who goes away while her password is compared does not make room before the comparison has ended.
    async fn whoever_goes_away_keeps_her_turn(store: TestStore) {
        let house = opened(store).await;
        for number in 0..6 {
            let before = house.hub.passwords().hashed();
            let (hub, asked) = (house.hub.clone(), from("alpha", &format!("user{number}"), "no idea at all", number));
            let entering = tokio::spawn(async move { sign_in(&hub, asked).await });
            until("the password is being compared", || house.hub.passwords().hashed() > before);
            entering.abort();
        }
        assert!(house.hub.passwords().most_at_once() <= 2, "{} at once", house.hub.passwords().most_at_once());
    }

    /// Whoever gets in by a password that is just being replaced is out again.
    async fn a_password_that_was_replaced_while_it_was_compared_opens_nothing(store: TestStore) {
        let house = opened(store).await;
        let new = house.hub.passwords().hash_blocking(house.hub.chance(), "x", "planet of ten").unwrap();
        let new = NewLogin { agent: LAN, role: None, password: Some(new), must_change: false };
        let before = house.hub.passwords().hashed();
        let (hub, asked) = (house.hub.clone(), from("alpha", "lan", PASSWORD, 1));
        let entering = tokio::spawn(async move { sign_in(&hub, asked).await });
        // Only the comparison is left, and the session to open.
        until("the password is being compared", || house.hub.passwords().hashed() > before);
        house.act_as(&house_of(&house), move |tx, actor| put_login(tx, actor, &new)).await.unwrap();
        drop(entering.await.unwrap());
        assert_eq!(house.count("SELECT COUNT(*) FROM session").await, 0);
    }

    /// Of one address thirty tries are free, whatever the names; who gets in costs it nothing.
    async fn an_address_waits_whatever_names_it_tries(store: TestStore) {
        let house = opened(store).await;
        for _ in 0..3 {
            sign_in(&house.hub, from("alpha", "lan", PASSWORD, 7)).await.unwrap();
        }
        let mut outcomes = Vec::new();
        for number in 0..31 {
            outcomes.push(sign_in(&house.hub, from("alpha", &format!("user{number}"), "no idea at all", 7)).await);
        }
        let last = outcomes.pop().unwrap();
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(SignInError::Wrong))));
        assert!(matches!(last, Err(SignInError::Wait { seconds: 1 })), "{}", why(last));
        assert!(matches!(sign_in(&house.hub, from("alpha", "lan", PASSWORD, 7)).await, Err(SignInError::Wait { .. })));
        assert!(sign_in(&house.hub, from("alpha", "lan", PASSWORD, 8)).await.is_ok(), "another address");
        house.pass(SECOND);
        assert!(sign_in(&house.hub, from("alpha", "lan", PASSWORD, 7)).await.is_ok());
    }

    async fn a_session_ends_idle_after_twelve_hours_and_old_after_seven_days(store: TestStore) {
        let house = opened(store).await;
        let idle = enter(&house, "lan", PASSWORD).await.unwrap().session;
        let used = enter(&house, "lan", PASSWORD).await.unwrap().session;
        for _ in 0..15 {
            house.pass(11 * HOUR);
            assert!(known(&house, &used).await.is_some());
        }
        assert!(known(&house, &idle).await.is_none());
        // 165 hours are over.
        house.pass(3 * HOUR - 1);
        assert!(known(&house, &used).await.is_some());
        house.pass(1);
        assert!(known(&house, &used).await.is_none());
        assert_eq!(house.count("SELECT COUNT(*) FROM session").await, 2);
        assert!(house.ask_as(&house_of(&house), |db, actor| list_sessions(db, actor, LAN, leadhub_model::Moment::from_micros(i64::MAX / 2))).await.is_empty());
        let fresh = enter(&house, "lan", PASSWORD).await.unwrap().session;
        assert_eq!(house.hub.write(actions::sweep_sessions).await, Ok(2));
        assert!(known(&house, &fresh).await.is_some());
        house.pass(12 * HOUR);
        assert_eq!(house.hub.write(actions::sweep_sessions).await, Ok(1), "the idle one too");
    }

    async fn that_it_was_seen_is_written_once_a_minute(store: TestStore) {
        let house = opened(store).await;
        let session = enter(&house, "lan", PASSWORD).await.unwrap().session;
        let mut seen = Vec::new();
        for _ in 0..5 {
            house.pass(30 * SECOND);
            known(&house, &session).await.unwrap();
            seen.push(house.count("SELECT seen_at - created_at FROM session").await / SECOND);
        }
        assert_eq!(seen, [0, 60, 60, 120, 120]);
    }

    /// Whoever reads the store reads no password and no session.
    async fn what_opens_is_kept_as_its_hash_only(store: TestStore) {
        let house = opened(store).await;
        let session = enter(&house, "lan", PASSWORD).await.unwrap().session;
        let secret = session.split_once('.').unwrap().1.to_owned();
        assert_eq!(secret.len(), 64, "256 bit");
        let kept = format!("{:?}", raw::everything(&house.store));
        assert!(kept.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!kept.contains(&secret) && !kept.contains(PASSWORD));
        let printed = format!("{:?}", known(&house, &session).await);
        assert!(!printed.contains(&secret) && !printed.contains("argon2"));
    }

    /// The text names its organisation, and is nothing in another one.
    async fn a_session_is_nothing_in_another_organisation(store: TestStore) {
        let house = opened(store).await;
        let other = organisation(&house.hub, "beta", 2).await;
        give(&house, &Actor::house(other.organisation.clone()), LAN, Role::Admin, false).await;
        let session = enter(&house, "lan", PASSWORD).await.unwrap().session;
        let (number, secret) = session.split_once('.').unwrap();
        assert_eq!(number, house.actor.organisation_id().to_string());
        for wrong in [other.organisation_id().to_string(), "0".to_owned(), "99".to_owned(), String::new()] {
            assert!(known(&house, &format!("{wrong}.{secret}")).await.is_none(), "{wrong}");
        }
        let theirs = Actor::house(other.organisation.clone());
        let theirs = house.ask_as(&theirs, |db, actor| list_sessions(db, actor, LAN, leadhub_model::Moment::from_micros(0)));
        assert!(theirs.await.is_empty());
        let end = |tx: &mut leadhub_core::Tx, actor: &Actor| sign_out_everywhere(tx, actor, LAN);
        assert_eq!(house.act_as(&Actor::house(other.organisation), end).await, Ok(0));
        assert!(known(&house, &session).await.is_some());
    }

    async fn signing_out_ends_one_session_or_all(store: TestStore) {
        let house = opened(store).await;
        give(&house, &house_of(&house), MINH, Role::Agent, false).await;
        let [one, two, three] = [enter(&house, "lan", PASSWORD).await, enter(&house, "lan", PASSWORD).await, enter(&house, "minh", PASSWORD).await].map(|outcome| outcome.unwrap().session);
        let text = one.clone();
        house.hub.write(move |tx| sign_out(tx, &text)).await.unwrap();
        house.hub.write(|tx| sign_out(tx, "no session")).await.unwrap();
        assert!(known(&house, &one).await.is_none() && known(&house, &two).await.is_some());
        let (lan, minh) = (known(&house, &two).await.unwrap().actor, known(&house, &three).await.unwrap().actor);
        let now = house.now();
        let listed = house.ask_as(&minh, move |db, actor| list_sessions(db, actor, MINH, now)).await;
        assert_eq!(listed, [known(&house, &three).await.unwrap().session]);
        let others = house.hub.read({ let minh = minh.clone(); move |db| list_sessions(db, &minh, LAN, now) }).await;
        assert_eq!(others, Err(LeadError::Forbidden(Scope::Admin)));
        let end = |agent| move |tx: &mut leadhub_core::Tx, actor: &Actor| sign_out_everywhere(tx, actor, agent);
        assert_eq!(house.act_as(&minh, end(LAN)).await, Err(LeadError::Forbidden(Scope::Admin)));
        assert_eq!(house.act_as(&lan, end(AgentId(9))).await, Err(LeadError::NotFound(Resource::User)));
        assert_eq!(house.act_as(&lan, end(MINH)).await, Ok(1));
        assert!(known(&house, &three).await.is_none() && known(&house, &two).await.is_some());
        assert_eq!(house.act_as(&lan, end(LAN)).await, Ok(1));
        assert!(known(&house, &two).await.is_none());
    }

    /// Of her own: what an administrator ends so are the administrator's, and the command line and a wire's agent have none to end.
    async fn signing_out_elsewhere_leaves_the_session_that_it_is_done_in(store: TestStore) {
        let house = opened(store).await;
        give(&house, &house_of(&house), MINH, Role::Agent, false).await;
        let [here, there, other, minh] = [enter(&house, "lan", PASSWORD).await, enter(&house, "lan", PASSWORD).await, enter(&house, "lan", PASSWORD).await, enter(&house, "minh", PASSWORD).await].map(|outcome| outcome.unwrap().session);
        let lan = known(&house, &here).await.unwrap().actor;
        let end = |text: &str| { let text = text.to_owned(); move |tx: &mut leadhub_core::Tx, actor: &Actor| sign_out_elsewhere(tx, actor, &text) };
        assert_eq!(house.act_as(&lan, end(&here)).await, Ok(2));
        assert!(known(&house, &here).await.is_some() && known(&house, &minh).await.is_some());
        assert!(known(&house, &there).await.is_none() && known(&house, &other).await.is_none());
        assert_eq!(house.act_as(&lan, end(&here)).await, Ok(0));
        assert_eq!(house.act_as(&house_of(&house), end(&here)).await, Err(LeadError::NotFound(Resource::User)));
        assert!(known(&house, &here).await.is_some());
    }

    async fn a_new_password_ends_the_other_sessions(store: TestStore) {
        let house = opened(store).await;
        let [here, there] = [enter(&house, "lan", PASSWORD).await, enter(&house, "lan", PASSWORD).await].map(|outcome| outcome.unwrap().session);
        let actor = known(&house, &here).await.unwrap().actor;
        let set = |old: &'static str, new: &'static str| { let (house, actor, here) = (&house, &actor, &here); async move { set_password(&house.hub, actor, here, old, new).await } };
        let refused = |field, why| Err(SignInError::Store(LeadError::refused(field, why)));
        let before = (raw::rows(&house.store, "SELECT * FROM login"), house.hub.passwords().hashed());
        for (new, say) in [("short", "it is too short: take at least 10 characters"), ("password123", "it is among those that are tried first: take one that few have"), (PASSWORD, "it is the old one: take another")] {
            assert_eq!(set(PASSWORD, new).await, refused(Field::Password, RefusalReason::Unfit(say)));
        }
        assert_eq!((raw::rows(&house.store, "SELECT * FROM login"), house.hub.passwords().hashed()), before);
        let say = "it is not your password: write the one you signed in with";
        assert_eq!(set("no idea at all", "planet of ten").await, refused(Field::OldPassword, RefusalReason::Unfit(say)));
        assert!(known(&house, &there).await.is_some());
        assert_eq!(set(PASSWORD, "planet of ten").await, Ok(()));
        assert!(known(&house, &here).await.is_some() && known(&house, &there).await.is_none());
        assert_eq!(why(enter(&house, "lan", PASSWORD).await), why::<()>(Err(SignInError::Wrong)));
        assert!(enter(&house, "lan", "planet of ten").await.is_ok());
        // Who found an open session guesses no more than who stands before the door.
        for _ in 0..5 {
            set("no idea at all", "planet of eleven").await.unwrap_err();
        }
        assert_eq!(set("planet of ten", "planet of eleven").await, Err(SignInError::Wait { seconds: 1 }));
        let integration = set_password(&house.hub, &house.actor, &here, PASSWORD, "planet of ten").await;
        assert_eq!(integration, Err(SignInError::Store(LeadError::NotFound(Resource::User))));
    }

    /// A first password opens no more than the page that changes it.
    async fn who_must_change_the_password_may_do_nothing_else(store: TestStore) {
        let house = opened(store).await;
        give(&house, &house_of(&house), MINH, Role::Manager, true).await;
        let signed_in = enter(&house, "minh", PASSWORD).await.unwrap();
        assert!(signed_in.must_change);
        let first = known(&house, &signed_in.session).await.unwrap();
        assert_eq!((first.must_change, first.actor.scopes.clone()), (true, Scopes::of([])));
        set_password(&house.hub, &first.actor, &signed_in.session, PASSWORD, "planet of ten").await.unwrap();
        let then = known(&house, &signed_in.session).await.unwrap();
        assert_eq!((then.must_change, then.actor.scopes), (false, Role::Manager.scopes()));
    }

    async fn a_role_gives_what_it_may_and_sees_at_once(store: TestStore) {
        let house = opened(store).await;
        give(&house, &house_of(&house), MINH, Role::Manager, false).await;
        let session = enter(&house, "minh", PASSWORD).await.unwrap().session;
        let own = Sees::Own { agent: MINH, groups: vec![GroupId(70)] };
        put_agent(&house, Agent { group: Some(GroupId(70)), ..agent(&house, MINH).await }).await;
        for (role, sees, masked, admin) in [(Role::Manager, Sees::All, false, false), (Role::Agent, own, true, false), (Role::Admin, Sees::All, false, true)] {
            let new = NewLogin { agent: MINH, role: Some(role), password: None, must_change: false };
            house.act_as(&house_of(&house), move |tx, actor| put_login(tx, actor, &new)).await.unwrap();
            let known = known(&house, &session).await.unwrap();
            assert_eq!((known.role, known.actor.sees.clone(), known.actor.masked), (role, sees, masked));
            assert_eq!((known.actor.need(Scope::Write).is_ok(), known.actor.need(Scope::Admin).is_ok()), (true, admin));
        }
    }

    async fn who_retired_does_not_sign_in_and_her_sessions_end(store: TestStore) {
        let house = opened(store).await;
        give(&house, &house_of(&house), MINH, Role::Agent, false).await;
        let session = enter(&house, "minh", PASSWORD).await.unwrap().session;
        let minh = agent(&house, MINH).await;
        put_agent(&house, Agent { retired: true, ..minh.clone() }).await;
        assert!(known(&house, &session).await.is_none());
        let hashed = house.hub.passwords().hashed();
        assert_eq!(why(enter(&house, "minh", PASSWORD).await), why::<()>(Err(SignInError::Wrong)));
        assert_eq!(house.hub.passwords().hashed(), hashed + 1);
        put_agent(&house, minh).await;
        assert!(known(&house, &session).await.is_none(), "a session that ended comes back");
        assert!(enter(&house, "minh", PASSWORD).await.is_ok());
    }

    async fn the_last_administrator_does_not_retire(store: TestStore) {
        let house = opened(store).await;
        let retired = Agent { retired: true, ..agent(&house, LAN).await };
        let (id, column) = (LAN.0, "retired");
        let nobody_else = "nobody else is an administrator: give another user that role and a password first";
        let refused = Err(LeadError::refused(Field::Row { set: "agents", id, column }, RefusalReason::Unfit(nobody_else)));
        let retire = async |agents: Vec<Agent>| {
            let data = ReferenceData { agents, ..ReferenceData::default() };
            house.act_as(&house_of(&house), move |tx, actor| actions::put_reference(tx, actor, &data)).await
        };
        assert_eq!(retire(vec![retired.clone()]).await, refused);
        // Somebody with the role alone cannot sign in, and a manager administers nothing.
        let role = NewLogin { agent: MINH, role: Some(Role::Admin), password: None, must_change: false };
        house.act_as(&house_of(&house), move |tx, actor| put_login(tx, actor, &role)).await.unwrap();
        assert_eq!(retire(vec![retired.clone()]).await, refused);
        give(&house, &house_of(&house), MINH, Role::Manager, false).await;
        assert_eq!(retire(vec![retired.clone()]).await, refused);
        give(&house, &house_of(&house), MINH, Role::Admin, false).await;
        let both = vec![retired.clone(), Agent { retired: true, ..agent(&house, MINH).await }];
        assert!(retire(both).await.is_err(), "nobody would be left");
        retire(vec![retired.clone()]).await.unwrap();
        retire(vec![retired]).await.unwrap();
        assert_eq!(why(enter(&house, "Lan", PASSWORD).await), SignInError::Wrong.to_string());
    }

    async fn an_administrator_puts_logins(store: TestStore) {
        let house = opened(store).await;
        let put = |agent, role| NewLogin { agent, role, password: None, must_change: false };
        let by = |actor: Actor, new: NewLogin| { let house = &house; async move { house.act_as(&actor, move |tx, actor| put_login(tx, actor, &new)).await } };
        let everything = raw::everything(&house.store);
        assert_eq!(by(house.actor.clone(), put(MINH, Some(Role::Admin))).await, Err(LeadError::Forbidden(Scope::Admin)));
        assert_eq!(by(house_of(&house), put(AgentId(9), None)).await, Err(LeadError::NotFound(Resource::User)));
        let last = by(house_of(&house), put(LAN, Some(Role::Agent))).await;
        assert!(matches!(last, Err(LeadError::Refused(Refusal { field: Field::Role, .. }))), "{last:?}");
        assert_eq!(raw::everything(&house.store), everything);

        let login = by(house_of(&house), put(MINH, None)).await.unwrap();
        assert_eq!((login.role, login.has_password, login.changed_at), (Role::Agent, false, None));
        assert_eq!(why(enter(&house, "minh", "").await), why::<()>(Err(SignInError::Wrong)), "a role is no password");
        give(&house, &house_of(&house), MINH, Role::Admin, true).await;
        let login = by(house_of(&house), put(LAN, Some(Role::Manager))).await.unwrap();
        assert_eq!((login.role, login.has_password), (Role::Manager, true), "the password stays");
        let all = house.ask(|db, actor| Ok(logins::list_logins(db, actor)?)).await;
        let all: Vec<_> = all.iter().map(|login| (login.agent, login.role, login.must_change, login.changed_at)).collect();
        assert_eq!(all, [(LAN, Role::Manager, false, Some(house.now())), (MINH, Role::Admin, true, Some(house.now()))]);

        // A new one ends sessions and waiting.
        let session = enter(&house, "minh", PASSWORD).await.unwrap().session;
        for _ in 0..6 {
            enter(&house, "minh", "no idea at all").await.map(drop).unwrap_err();
        }
        give(&house, &house_of(&house), MINH, Role::Admin, false).await;
        assert!(known(&house, &session).await.is_none());
        assert!(enter(&house, "minh", PASSWORD).await.is_ok());
        let bad = house.hub.passwords().hash(house.hub.chance(), "minh.nguyen", "minh.nguyen").await;
        assert!(matches!(bad, Err(LeadError::Refused(Refusal { field: Field::Password, .. }))), "{bad:?}");
    }
}
