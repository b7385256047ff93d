//! Organisations, integrations and tokens: what the front door asks before there is an actor.
//! On both engines.

use crate::bed::{self, House, SECOND};
use crate::gate::start;
use crate::raw;
use leadhub_core::actions::{
    NewIntegration, NewOrganisation, NewToken, create_integration, create_organisation, issue_token, revoke_tokens,
    sweep_tokens,
};
use leadhub_core::clock::RandomSource;
use leadhub_core::questions::{authenticate, token_hash};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

fn new(slug: &str, zone: &str) -> NewOrganisation {
    NewOrganisation {
        slug: slug.to_owned(),
        name: "Đông Nai".to_owned(),
        zone: zone.to_owned(),
        default_dialect: "second".to_owned(),
        uuid: None,
        account: None,
    }
}

async fn make(hub: &Hub, new: NewOrganisation) -> Result<Actor, String> {
    hub.write(move |tx| create_organisation(tx, &new)).await.unwrap()
}

/// Who the text speaks for now, and whether the token lasts.
async fn speaks_for(house: &House, text: &str) -> Option<(String, bool)> {
    let (hash, now) = (token_hash(text), house.now());
    let found = house.hub.read(move |db| authenticate(db, &hash, now)).await.unwrap();
    found.map(|(actor, lasting)| (actor.organisation.slug, lasting))
}

async fn issue(house: &House, actor: &Actor, token: &NewToken) {
    let (organisation, integration, token) = (actor.organisation_id(), actor.integration.unwrap(), token.clone());
    house.hub.write(move |tx| issue_token(tx, organisation, integration, &token)).await.unwrap();
}

both_engines! {
    migrate = crate::migrate;

    async fn an_organisation_is_found_by_its_slug(store: TestStore) {
        let house = House::open(store).await;
        let uuid = uuid::Uuid::from_u128(9);
        let given = NewOrganisation { uuid: Some(uuid), account: Some(412_063), ..new("dong-nai", "asia/ho_chi_minh") };
        let made = make(&house.hub, given).await.unwrap();
        assert_eq!(made.organisation.id, OrganisationId(2));
        assert_eq!((made.organisation.uuid, made.organisation.account), (uuid, 412_063));
        assert_eq!((made.dialect.as_str(), made.integration, made.zone.name()), ("house", None, "Asia/Ho_Chi_Minh"));
        let found = house.ask(|db, _| Ok(organisations::find_organisation(db, "DONG-Nai")?)).await;
        assert_eq!(found.as_ref(), Some(&made.organisation));
        assert!(house.ask(|db, _| Ok(organisations::find_organisation(db, "dong")?)).await.is_none());
        let all = house.ask(|db, _| Ok(organisations::list_organisations(db)?)).await;
        assert_eq!(all, [house.actor.organisation.clone(), made.organisation]);
        // Whoever is not there speaks as the first does.
        for (slug, speaks) in [("alpha", "first"), ("Dong-NAI", "second"), ("nobody", "first"), ("", "first")] {
            let default = house.ask(move |db, _| Ok(organisations::default_dialect(db, slug)?)).await;
            assert_eq!(default.as_deref(), Some(speaks), "{slug}");
        }
    }

    async fn an_organisation_that_cannot_be_made_says_why_and_is_not_there(store: TestStore) {
        let house = House::open(store).await;
        let before = raw::everything(&house.store);
        for (refused, word) in [
            (new("alpha", "UTC"), "already"),
            (new("Alpha", "UTC"), "slug"),
            (new("metrics", "UTC"), "reserved"),
            (new("gamma", "Saigon"), "IANA"),
        ] {
            let say = make(&house.hub, refused).await.unwrap_err();
            assert!(say.contains(word), "{say}");
        }
        assert_eq!(raw::everything(&house.store), before);
    }

    async fn one_slug_is_one_organisation_however_many_ask(store: TestStore) {
        let house = House::open(store).await;
        let jobs: Vec<_> = (0..20).map(|_| start(&house.hub, |tx| create_organisation(tx, &new("gamma", "UTC")))).collect();
        let mut made = 0;
        for job in jobs {
            made += usize::from(job.await.unwrap().unwrap().is_ok());
        }
        assert_eq!(made, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM organisation").await, 2);
    }

    async fn an_integration_is_read_back_and_its_name_is_taken(store: TestStore) {
        let house = House::open(store).await;
        let settings = json!({ "routing": 1244, "mask": true, "note": "đ" }).as_object().unwrap().clone();
        let given = NewIntegration { agent: None, settings: settings.clone(), ..bed::integration("forms", "second") };
        let made = house.act(move |tx, actor| create_integration(tx, actor, &given)).await.unwrap().unwrap();
        assert_eq!((made.dialect.as_str(), made.name.as_str(), &made.settings), ("second", "forms", &settings));
        let taken = house.act(|tx, actor| create_integration(tx, actor, &bed::integration("forms", "first"))).await;
        assert_eq!(taken.unwrap(), None);
        let all = house.ask(|db, actor| Ok(organisations::list_integrations(db, actor.organisation_id())?)).await;
        assert_eq!(all.iter().map(|known| known.name.as_str()).collect::<Vec<_>>(), ["desk", "forms"]);
        assert_eq!(all[1], made);
        let actor = Actor::integration(house.actor.organisation.clone(), made);
        assert_eq!((actor.settings, actor.agent), (settings.into(), None));
    }

    async fn a_token_opens_until_it_is_over_or_revoked(store: TestStore) {
        let house = House::open(store).await;
        let other = bed::organisation(&house.hub, "beta", 2).await;
        let ends = Moment::from_micros(house.now().micros() + SECOND);
        let lasting = NewToken::lasting(&RandomSource::System, None);
        let passing = NewToken::passing(&RandomSource::System, ends, &token_hash(lasting.text()));
        let theirs = NewToken::lasting(&RandomSource::System, Some(ends));
        issue(&house, &house.actor, &lasting).await;
        issue(&house, &house.actor, &passing).await;
        issue(&house, &other, &theirs).await;

        let alpha = |lasting| Some(("alpha".to_owned(), lasting));
        assert_eq!(speaks_for(&house, lasting.text()).await, alpha(true));
        assert_eq!(speaks_for(&house, passing.text()).await, alpha(false));
        assert_eq!(speaks_for(&house, theirs.text()).await, Some(("beta".to_owned(), true)));
        assert_eq!(speaks_for(&house, "lh_0").await, None);

        house.pass(SECOND - 1);
        assert_eq!(speaks_for(&house, passing.text()).await, alpha(false));
        house.pass(1);
        assert_eq!(speaks_for(&house, passing.text()).await, None, "over at the moment it ends");
        assert_eq!(speaks_for(&house, theirs.text()).await, None);

        let (organisation, integration) = (house.actor.organisation_id(), house.actor.integration.unwrap());
        let revoked = house.hub.write(move |tx| revoke_tokens(tx, organisation, integration)).await.unwrap();
        assert_eq!(revoked, 2, "the one that was over too");
        assert_eq!(speaks_for(&house, lasting.text()).await, None);
        let again = house.hub.write(move |tx| revoke_tokens(tx, organisation, integration)).await.unwrap();
        assert_eq!(again, 0);
    }

    async fn an_authenticated_actor_carries_its_integration(store: TestStore) {
        let house = House::open(store).await;
        let token = NewToken::lasting(&RandomSource::System, None);
        issue(&house, &house.actor, &token).await;
        let (hash, now) = (token_hash(token.text()), house.now());
        let found = house.hub.read(move |db| authenticate(db, &hash, now)).await.unwrap();
        assert_eq!(found, Some((house.actor.clone(), true)));
    }

    /// Whoever reads the store reads no token.
    async fn a_token_is_kept_as_its_hash_only(store: TestStore) {
        let house = House::open(store).await;
        let token = NewToken::lasting(&RandomSource::System, None);
        issue(&house, &house.actor, &token).await;
        let kept = raw::rows(&house.store, "SELECT * FROM token").concat();
        assert!(kept.contains(&token_hash(token.text())));
        assert!(!kept.iter().any(|cell| cell.contains(token.text())), "{kept:?}");
    }

    /// Lasting ones stay, for their owner to see that they are over.
    async fn only_passing_tokens_that_are_over_are_swept(store: TestStore) {
        let house = House::open(store).await;
        let at = |seconds: i64| Moment::from_micros(house.now().micros() + seconds * SECOND);
        let first = NewToken::lasting(&RandomSource::System, None);
        let hash = token_hash(first.text());
        let tokens = [
            NewToken::passing(&RandomSource::System, at(10), &hash),
            NewToken::passing(&RandomSource::System, at(20), &hash),
            NewToken::lasting(&RandomSource::System, Some(at(10))),
            first,
        ];
        for token in &tokens {
            issue(&house, &house.actor, token).await;
        }
        let before = at(15);
        assert_eq!(house.hub.write(move |tx| sweep_tokens(tx, before)).await.unwrap(), 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM token").await, 3);
        assert!(speaks_for(&house, tokens[0].text()).await.is_none());
        assert!(speaks_for(&house, tokens[1].text()).await.is_some());
    }
}
