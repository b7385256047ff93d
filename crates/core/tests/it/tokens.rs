//! Tokens as their owner sees and ends them, and what of an organisation and its integrations may change.
//! On both engines; what opens a token at the front door is in `directory`.

use crate::bed::{self, House, SECOND};
use crate::raw;
use leadhub_core::Actor;
use leadhub_core::actions::{
    self, NewToken, create_integration, issue_token, revoke_token, rotate_tokens, update_integration,
    update_organisation,
};
use leadhub_core::clock::RandomSource;
use leadhub_core::questions::{authenticate, token_hash};
use leadhub_core::store::{organisations, tokens};
use leadhub_model::organisation::{Organisation, Scope, Scopes, TokenInfo};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

async fn issue(house: &House, actor: &Actor, token: &NewToken) {
    let (organisation, integration, token) = (actor.organisation_id(), actor.integration.unwrap(), token.clone());
    house.hub.write(move |tx| issue_token(tx, organisation, integration, &token)).await.unwrap();
}

async fn opens(house: &House, token: &NewToken) -> bool {
    let (hash, now) = (token_hash(token.text()), house.now());
    house.hub.read(move |db| Ok(authenticate(db, &hash, now)?.is_some())).await.unwrap()
}

async fn listed(house: &House) -> Vec<TokenInfo> {
    let now = house.now();
    house.ask(move |db, actor| Ok(tokens::list_tokens(db, actor.organisation_id(), now)?)).await
}

fn passing(house: &House, seconds: i64, first: &NewToken) -> NewToken {
    NewToken::passing(&RandomSource::System, later(house, seconds), &token_hash(first.text()))
}

fn lasting() -> NewToken {
    NewToken::lasting(&RandomSource::System, None)
}

fn later(house: &House, seconds: i64) -> Moment {
    Moment::from_micros(house.now().micros() + seconds * SECOND)
}

both_engines! {
    migrate = crate::migrate;

    async fn tokens_are_listed_newest_first_without_their_text(store: TestStore) {
        let house = House::open(store).await;
        let other = bed::organisation(&house.hub, "beta", 2).await;
        let (old, ends) = (lasting(), later(&house, 90));
        let new = NewToken::lasting(&RandomSource::System, Some(ends));
        issue(&house, &house.actor, &old).await;
        issue(&house, &other, &lasting()).await;
        let (first, second) = (house.now(), house.pass(SECOND));
        issue(&house, &house.actor, &new).await;
        let integration = house.actor.integration.unwrap();
        let info = |token: &NewToken, created_at, expires_at| {
            TokenInfo { id: token.id(), integration, created_at, expires_at, revoked_at: None, traded_for: None }
        };
        let tokens = listed(&house).await;
        assert_eq!(tokens, [info(&new, second, Some(ends)), info(&old, first, None)]);
        assert!(tokens[0].is_good(second) && !tokens[0].is_good(ends));
    }

    async fn one_token_is_revoked_and_the_others_stay(store: TestStore) {
        let house = House::open(store).await;
        let other = bed::organisation(&house.hub, "beta", 2).await;
        let (one, two, theirs) = (lasting(), lasting(), lasting());
        for token in [&one, &two] {
            issue(&house, &house.actor, token).await;
        }
        issue(&house, &other, &theirs).await;
        let name = one.id();
        let revoke = |id: String| house.act(move |tx, actor| revoke_token(tx, actor.organisation_id(), &id));
        let at = house.pass(SECOND);
        revoke(name.clone()).await.unwrap();
        house.pass(SECOND);
        revoke(name.clone()).await.unwrap();
        assert_eq!((opens(&house, &one).await, opens(&house, &two).await), (false, true));
        let tokens = listed(&house).await;
        let revoked: Vec<_> = tokens.iter().filter_map(|token| token.revoked_at).collect();
        assert_eq!(revoked, [at], "the second time changes nothing");
        let before = raw::everything(&house.store);
        for unknown in [theirs.id(), String::new(), lasting().id(), token_hash(two.text())] {
            assert_eq!(revoke(unknown).await, Err(LeadError::NotFound(Resource::Token)));
        }
        assert_eq!(raw::everything(&house.store), before);
        assert!(opens(&house, &theirs).await);
    }

    /// The new one opens at once; the old ones go on for as long as was said, but none longer than before.
    async fn a_rotated_integration_has_both_tokens_for_a_while(store: TestStore) {
        let house = House::open(store).await;
        let other = house.act(|tx, actor| {
            let made = create_integration(tx, actor, &bed::integration("forms", "second"))?.unwrap();
            Ok(Actor::integration(actor.organisation.clone(), made))
        }).await.unwrap();
        let (open, soon) = (lasting(), NewToken::lasting(&RandomSource::System, Some(later(&house, 5))));
        let (new, others) = (lasting(), lasting());
        for token in [&open, &soon] {
            issue(&house, &house.actor, token).await;
        }
        issue(&house, &other, &others).await;
        let (old_end, given) = (later(&house, 10), new.clone());
        house.act(move |tx, actor| {
            rotate_tokens(tx, actor.organisation_id(), actor.integration.unwrap(), &given, old_end)
        }).await.unwrap();
        let mut seen = Vec::new();
        for seconds in [0, 5, 5] {
            house.pass(seconds * SECOND);
            seen.push((opens(&house, &open).await, opens(&house, &soon).await, opens(&house, &new).await));
        }
        assert_eq!(seen, [(true, true, true), (true, false, true), (false, false, true)]);
        assert!(opens(&house, &others).await, "another integration's");
    }

    /// Whatever ends a lasting token ends what was traded for it, and that is listed for as long as it opens.
    async fn a_traded_token_ends_with_what_it_was_traded_for(store: TestStore) {
        let house = House::open(store).await;
        let (organisation, integration) = (house.actor.organisation_id(), house.actor.integration.unwrap());
        let firsts = [lasting(), lasting(), NewToken::lasting(&RandomSource::System, Some(later(&house, 5)))];
        let traded: Vec<NewToken> = firsts.iter().map(|first| passing(&house, 99, first)).collect();
        let (own, kept) = (passing(&house, 2, &firsts[1]), passing(&house, 99, &firsts[1]));
        for token in firsts.iter().chain(&traded).chain([&own, &kept]) {
            issue(&house, &house.actor, token).await;
        }
        let listed = async || -> Vec<(String, String)> {
            let tokens = listed(&house).await.into_iter();
            let mut traded: Vec<_> = tokens.filter_map(|token| Some((token.id, token.traded_for?))).collect();
            traded.sort();
            traded
        };
        let wanted = |pairs: &[(&NewToken, &NewToken)]| -> Vec<(String, String)> {
            let mut pairs: Vec<_> = pairs.iter().map(|(token, first)| (token.id(), first.id())).collect();
            pairs.sort();
            pairs
        };
        let open = async || {
            let mut open = Vec::new();
            for token in traded.iter().chain([&own, &kept]) {
                open.push(opens(&house, token).await);
            }
            open
        };
        assert_eq!(open().await, [true; 5]);
        let [one, two, three] = [(&traded[0], &firsts[0]), (&traded[1], &firsts[1]), (&traded[2], &firsts[2])];
        let last = (&kept, &firsts[1]);
        assert_eq!(listed().await, wanted(&[one, two, three, (&own, &firsts[1]), last]));

        let id = firsts[0].id();
        house.act(move |tx, actor| revoke_token(tx, actor.organisation_id(), &id)).await.unwrap();
        assert_eq!(open().await, [false, true, true, true, true], "the first was revoked");
        house.pass(5 * SECOND);
        assert_eq!(open().await, [false, true, false, false, true], "the first's time is over, or its own");
        assert_eq!(listed().await, wanted(&[two, last]));
        let id = traded[1].id();
        house.act(move |tx, actor| revoke_token(tx, actor.organisation_id(), &id)).await.unwrap();
        assert_eq!(open().await, [false, false, false, false, true], "revoked by its own id");
        assert!(opens(&house, &firsts[1]).await);
        let (end, new) = (house.now(), lasting());
        house.hub.write(move |tx| rotate_tokens(tx, organisation, integration, &new, end)).await.unwrap();
        assert_eq!(open().await, [false; 5], "the first was rotated");
        assert_eq!(listed().await, []);
    }

    async fn an_integration_changes_but_for_its_dialect(store: TestStore) {
        let house = House::open(store).await;
        let known = house.ask(|db, actor| Ok(organisations::list_integrations(db, actor.organisation_id())?)).await.remove(0);
        house.act(|tx, actor| create_integration(tx, actor, &bed::integration("forms", "second"))).await.unwrap();
        let wanted = leadhub_model::organisation::Integration {
            dialect: "second".to_owned(),
            name: "desk 2".to_owned(),
            agent: None,
            settings: json!({ "mask": true }).as_object().unwrap().clone(),
            scopes: Scopes::of([Scope::Read]),
            ..known.clone()
        };
        let given = wanted.clone();
        let changed = house.act(move |tx, actor| update_integration(tx, actor, &given)).await.unwrap();
        assert_eq!(changed, leadhub_model::organisation::Integration { dialect: "first".to_owned(), ..wanted.clone() });
        let at = known.id;
        let found = house.ask(move |db, actor| Ok(organisations::find_integration(db, actor.organisation_id(), at)?)).await;
        assert_eq!(found.as_ref(), Some(&changed));

        let before = raw::everything(&house.store);
        let other = bed::integration("forms", "second").name;
        for (name, why) in [(other, RefusalReason::Taken), (" ".to_owned(), RefusalReason::Missing)] {
            let given = leadhub_model::organisation::Integration { name, ..wanted.clone() };
            let outcome = house.act(move |tx, actor| update_integration(tx, actor, &given)).await;
            assert_eq!(outcome, Err(LeadError::refused(Field::Name, why)));
        }
        let given = leadhub_model::organisation::Integration { id: IntegrationId(1), ..wanted };
        let outcome = house.act(move |tx, actor| update_integration(tx, actor, &given)).await;
        assert_eq!(outcome, Err(LeadError::NotFound(Resource::Integration)));
        assert_eq!(raw::everything(&house.store), before);
    }

    async fn an_organisation_changes_but_for_what_addresses_carry(store: TestStore) {
        let house = House::open(store).await;
        let known = house.actor.organisation.clone();
        let wanted = Organisation {
            id: OrganisationId(99),
            slug: "other".to_owned(),
            name: "Alpha & Co".to_owned(),
            zone: "Europe/Paris".to_owned(),
            uuid: uuid::Uuid::nil(),
            account: 5,
            default_dialect: "second".to_owned(),
            language: "en".to_owned(),
            logs_requests: false,
        };
        let given = wanted.clone();
        let changed = house.act(move |tx, actor| update_organisation(tx, actor, &given)).await.unwrap();
        let expected = Organisation {
            name: wanted.name.clone(), zone: wanted.zone.clone(), default_dialect: wanted.default_dialect.clone(),
            language: "en".to_owned(), logs_requests: false, ..known
        };
        assert_eq!(changed, expected);
        let found = house.ask(|db, actor| Ok(organisations::get_organisation(db, actor.organisation_id())?)).await;
        assert_eq!(found, expected);
        let unfit = RefusalReason::Unfit("give an IANA name such as Asia/Ho_Chi_Minh");
        let cases = [
            (Organisation { name: String::new(), ..wanted.clone() }, Field::Name, RefusalReason::Missing),
            (Organisation { zone: "Saigon".to_owned(), ..wanted.clone() }, Field::Zone, unfit),
            (Organisation { language: "fr".to_owned(), ..wanted.clone() }, Field::Language, RefusalReason::Unfit("take vi or en")),
        ];
        for (given, field, why) in cases {
            let outcome = house.act(move |tx, actor| update_organisation(tx, actor, &given)).await;
            assert_eq!(outcome, Err(LeadError::refused(field, why)));
        }
        assert_eq!(house.ask(|db, actor| Ok(organisations::get_organisation(db, actor.organisation_id())?)).await, expected);
    }

    async fn an_actor_may_do_what_its_integration_may(store: TestStore) {
        let house = House::open(store).await;
        let scoped = |scopes: Scopes| actions::NewIntegration { scopes, ..bed::integration("reader", "first") };
        let made = house.act(move |tx, actor| create_integration(tx, actor, &scoped(Scopes::of([Scope::Read])))).await;
        let actor = Actor::integration(house.actor.organisation.clone(), made.unwrap().unwrap());
        let token = lasting();
        issue(&house, &actor, &token).await;
        let (hash, now) = (token_hash(token.text()), house.now());
        let (found, _) = house.hub.read(move |db| authenticate(db, &hash, now)).await.unwrap().unwrap();
        assert_eq!(found.need(Scope::Read), Ok(()));
        for scope in [Scope::Write, Scope::Admin] {
            assert_eq!(found.need(scope), Err(LeadError::Forbidden(scope)));
        }
        assert_eq!(house.actor.need(Scope::Write), Ok(()), "read and write where nothing was said");
        assert_eq!(house.actor.need(Scope::Admin), Err(LeadError::Forbidden(Scope::Admin)));
        assert!(Scope::ALL.into_iter().all(|scope| Actor::house(house.actor.organisation.clone()).need(scope).is_ok()));
    }
}
