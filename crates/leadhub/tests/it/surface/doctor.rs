//! `leadhub doctor` finds each fault that can be planted from outside, says how to mend it and ends with 1; in a sound house it
//! ends with 0. What it finds inside a store is tested where stores are opened by hand, in the core.

use super::{Ran, finish, folder, run};
use crate::faults::disk::{SmallDisk, fill};
use crate::faults::program::{Program, init, program};
use leadhub_core::store::organisations;
use leadhub_core::{Actor, Hub, HubOptions, actions};
use leadhub_model::{Fact, NewLead};
use leadhub_testkit::{Engine, TestStore, block_on, both_engines};
use postgres::NoTls;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];

/// What is not good: what was looked at, and how it was found to be.
fn amiss(ran: &Ran) -> Vec<(String, String)> {
    let all: Value = serde_json::from_str(&ran.out).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = all["findings"].as_array().unwrap().iter();
    let found = found.map(|row| (text(&row["what"]), text(&row["state"]), text(&row["mend"])));
    let bad: Vec<_> = found.filter(|(_, state, _)| state != "good").collect();
    assert!(bad.iter().all(|(_, _, mend)| !mend.is_empty()), "nobody says how to mend it: {bad:?}");
    assert_eq!(all["ok"], !bad.iter().any(|(_, state, _)| state == "wrong"));
    assert_eq!(ran.code, Some(if all["ok"] == true { 0 } else { 1 }));
    bad.into_iter().map(|(what, state, _)| (what, state)).collect()
}

fn doctor(folder: &Path, args: &[&str]) -> Ran {
    run(folder, &[&["doctor", "--json"], args].concat())
}

/// Whether something was found so, of a kind that the machine running the tests has no part in.
fn has(ran: &Ran, what: &str, state: &str) -> bool {
    amiss(ran).contains(&(what.to_owned(), state.to_owned()))
}

/// Whether the tests' own server keeps what it was told.
fn is_durable(url: &str) -> bool {
    let url = url.to_owned();
    let ask = move || {
        postgres::Client::connect(&url, NoTls).unwrap().query_one("SHOW fsync", &[]).unwrap().get::<_, String>(0)
    };
    std::thread::spawn(ask).join().unwrap() == "on"
}

both_engines! {
    migrate = crate::migrate;

    fn a_sound_house_is_sound(store: TestStore) {
        let folder = folder();
        init(store.url());
        let expected = match store.engine() {
            Engine::Sqlite => {
                std::fs::set_permissions(store.url(), std::fs::Permissions::from_mode(0o640)).unwrap();
                false
            }
            Engine::Postgres => !is_durable(store.url()),
        };
        let ran = doctor(folder.path(), &[&ANYWHERE[..], &["--database", store.url()]].concat());
        let mut found = amiss(&ran);
        // The disk is the machine's that runs the tests.
        found.retain(|(what, _)| what != "disk");
        let tests_own = ("durability".to_owned(), "wrong".to_owned());
        assert_eq!(found, if expected { vec![tests_own] } else { vec![] }, "{}", ran.out);
        for what in ["write", "callers", "schema", "clock", "address"] {
            assert!(ran.out.contains(&format!("{{\"what\":\"{what}\",\"state\":\"good\"")), "{what}: {}", ran.out);
        }
        let text = run(folder.path(), &[&["doctor"], &ANYWHERE[..], &["--database", store.url()]].concat());
        assert!(text.out.lines().any(|line| line == "good     write: a row was written"), "{}", text.out);
    }

    fn a_setting_that_no_door_reads_is_named(store: TestStore) {
        let folder = folder();
        init(store.url());
        let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
        let settings = json!({ "zone": "UTC", "zome": "UTC" });
        block_on(crate::conformance::integration(&hub, "acme", "caresoft", "Forms", settings));
        hub.close();
        let ran = doctor(folder.path(), &[&ANYWHERE[..], &["--database", store.url()]].concat());
        assert!(has(&ran, "integrations", "warning"), "{}", ran.out);
        assert!(ran.out.contains("'zome' of acme/Forms is no setting of caresoft: take one of zone, "), "{}", ran.out);
        assert!(!ran.out.contains("'zone' of "), "{}", ran.out);
    }

    /// Stores of before joined people by an e-mail: whoever has several phones and an e-mail may be several.
    fn joined_persons_are_counted(store: TestStore) {
        let folder = folder();
        init(store.url());
        let of_store = || doctor(folder.path(), &[&ANYWHERE[..], &["--database", store.url()]].concat());
        assert!(!has(&of_store(), "persons", "warning"));
        let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
        let acme = hub.read_blocking(|db| Ok(organisations::find_organisation(db, "acme")?)).unwrap().unwrap();
        let actor = Actor::house(acme);
        let mut person = None;
        for phone in ["0349710001", "0349710002"] {
            let mut new = NewLead { person, ..NewLead::default() };
            new.facts.set(Fact::Phone, Some(phone.to_owned()));
            new.facts.set(Fact::Email, Some("family@example.com".to_owned()));
            let actor = actor.clone();
            person = Some(hub.write_blocking(move |tx| actions::create_lead(tx, &actor, new.clone())).unwrap().person);
        }
        hub.close();
        let ran = of_store();
        assert!(has(&ran, "persons", "warning") && ran.out.contains("1 may be several people"), "{}", ran.out);
    }

    /// An export would carry them, and no import take them back.
    fn names_that_cannot_go_back_are_told(store: TestStore) {
        let folder = folder();
        init(store.url());
        let of_store = || doctor(folder.path(), &[&ANYWHERE[..], &["--database", store.url()]].concat());
        assert!(!has(&of_store(), "names", "warning"));
        let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
        let acme = hub.read_blocking(|db| Ok(organisations::find_organisation(db, "acme")?)).unwrap().unwrap().id;
        let (campaign, list) = ("0190a000-0000-7000-8000-000000000900", "0190a000-0000-7000-8000-000000000901");
        let long = "x".repeat(300);
        // No program of today makes such names.
        let old = [
            format!(
                "INSERT INTO campaign (organisation_id, id, uuid, name, kind, active, status, created_at, updated_at)
                 VALUES ({acme}, 900, '{campaign}', ' ', 'autodialer', 1, 1, 1, 1)"
            ),
            format!(
                "INSERT INTO lead_list (organisation_id, id, uuid, name, description, campaign_id, active, created_at, updated_at)
                 VALUES ({acme}, 901, '{list}', '{long}', '', 900, 1, 1, 1)"
            ),
        ];
        hub.write_blocking(move |tx| {
            for sql in &old {
                tx.execute(sql, &[])?;
            }
            Ok(())
        }).unwrap();
        hub.close();
        let ran = of_store();
        assert!(has(&ran, "names", "warning"), "{}", ran.out);
        assert!(ran.out.contains(" 900 ' '") && ran.out.contains(" 901 'xxx"), "{}", ran.out);
    }

    /// A set that tells of leads that are not there, a term that is missing and one that is another's: each is named, and made anew from the leads.
    fn what_totals_and_search_are_told_from_is_mended(store: TestStore) {
        let folder = folder();
        init(store.url());
        let of_store = |more: &[&str]| doctor(folder.path(), &[&ANYWHERE[..], &["--database", store.url()], more].concat());
        let write = |statements: &'static [&'static str]| {
            let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
            hub.write_blocking(move |tx| {
                for sql in statements {
                    assert_eq!(tx.execute(sql, &[])?, 1, "{sql}");
                }
                Ok(())
            }).unwrap();
            hub.close();
        };
        let hub = Hub::open(store.url(), HubOptions::default()).unwrap();
        let acme = hub.read_blocking(|db| Ok(organisations::find_organisation(db, "acme")?)).unwrap().unwrap();
        let actor = Actor::house(acme);
        for name in ["Lan", "Hoa"] {
            let (actor, mut new) = (actor.clone(), NewLead::default());
            new.facts.set(Fact::Name, Some(name.to_owned()));
            hub.write_blocking(move |tx| actions::create_lead(tx, &actor, new.clone())).unwrap();
        }
        hub.close();
        let sound = |ran: &Ran| !has(ran, "totals", "wrong") && !has(ran, "search", "wrong");
        assert!(sound(&of_store(&[])));
        let ran = of_store(&["--mend"]);
        assert!(sound(&ran) && ran.out.contains("nothing of totals and search is wrong"), "{}", ran.out);

        // Hoa is found by a name that she has no more.
        write(&["INSERT INTO lead_term (organisation_id, block, term, lead_id)
                 SELECT organisation_id, block, 'khac', lead_id FROM lead_term WHERE term = 'hoa'"]);
        let ran = of_store(&[]);
        assert!(has(&ran, "search", "wrong") && !has(&ran, "totals", "wrong"), "{}", ran.out);
        write(&[
            "DELETE FROM lead_term WHERE term = 'lan'",
            "INSERT INTO lead_set (organisation_id, kind, key, block, leads, members)
             SELECT organisation_id, kind, 777, block, leads, members FROM
             (SELECT organisation_id, kind, block, leads, members FROM lead_set
              UNION ALL SELECT organisation_id, kind, block, leads, members FROM lead_set_part) kept
             WHERE kind = 'stage' LIMIT 1",
        ]);
        let ran = of_store(&[]);
        assert!(has(&ran, "search", "wrong") && has(&ran, "totals", "wrong"), "{}", ran.out);
        assert!(ran.out.contains("acme by stage") && ran.out.contains("2 of acme, such as "), "{}", ran.out);
        assert!(ran.out.contains("run 'leadhub doctor --mend'"), "{}", ran.out);
        let ran = of_store(&["--mend"]);
        assert!(sound(&ran) && ran.out.contains("made anew: totals of acme, search of acme"), "{}", ran.out);
        assert!(sound(&of_store(&[])));
    }

    fn an_organisation_that_nobody_can_call_is_told(store: TestStore) {
        let folder = folder();
        let url = ["--database", store.url()];
        let of_store = || doctor(folder.path(), &[&ANYWHERE[..], &url].concat());
        assert!(has(&of_store(), "callers", "warning"), "there is no organisation");
        init(store.url());
        assert!(!has(&of_store(), "callers", "warning"));
        for integration in leadhub::doors::DIALECTS.iter().map(|dialect| dialect.key) {
            run(folder.path(), &[&["token", "revoke", "--organisation", "acme", "--name", integration], &url[..]].concat()).well();
        }
        let ran = of_store();
        assert!(has(&ran, "callers", "warning") && ran.out.contains("no token is good of acme"), "{}", ran.out);
    }

    fn an_address_that_is_taken_is_told_unless_leadhub_has_it(store: TestStore) {
        let folder = folder();
        let running = Program::serve(&init(store.url()));
        let at = |address: &str| doctor(folder.path(), &["--listen", address, "--database", store.url()]);
        let own = at(running.base_url.trim_start_matches("http://"));
        assert!(!has(&own, "address", "wrong") && own.out.contains("a leadhub answers on"), "{}", own.out);
        if store.engine() == Engine::Sqlite {
            assert!(own.out.contains("\"say\":\"by a process, now\""), "{}", own.out);
        }
        let others = TcpListener::bind("127.0.0.1:0").unwrap();
        std::thread::scope(|scope| {
            // It answers, but not as a leadhub does.
            scope.spawn(|| drop(others.accept()));
            assert!(has(&at(&others.local_addr().unwrap().to_string()), "address", "wrong"));
        });
        assert!(has(&at("192.0.2.1:8080"), "address", "wrong"), "no address of this machine");
        assert!(running.terminate());
        assert!(!has(&at("127.0.0.1:0"), "address", "wrong"));
    }
}

#[test]
fn a_store_that_is_not_there_is_told() {
    let folder = folder();
    let ran = doctor(folder.path(), &ANYWHERE);
    assert!(has(&ran, "store", "wrong") && ran.out.contains("leadhub init"), "{}", ran.out);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a store was made by asking for it");
    let ran = doctor(folder.path(), &[&ANYWHERE[..], &["--database", "postgres://leadhub@127.0.0.1:1/leads"]].concat());
    assert!(has(&ran, "store", "wrong") && ran.out.contains("127.0.0.1:1: "), "{}", ran.out);
    assert!(ran.err.contains("{\"error\":\"one thing is wrong\"}"), "{}", ran.err);
    let ran = doctor(folder.path(), &[&ANYWHERE[..], &["--database", "."]].concat());
    assert!(has(&ran, "store", "wrong") && ran.out.contains(". is no file"), "{}", ran.out);
}

#[test]
fn a_bad_configuration_is_one_finding_of_several() {
    let folder = folder();
    std::fs::write(folder.path().join("bad.toml"), "listn = 1").unwrap();
    let ran = doctor(folder.path(), &["--config", "bad.toml"]);
    assert_eq!(amiss(&ran), [("configuration".to_owned(), "wrong".to_owned())]);
    assert!(
        ran.out.contains("bad.toml:1: there is no key 'listn'") && ran.out.contains("\"what\":\"clock\""),
        "{}",
        ran.out
    );
    let mut command = program();
    let ran =
        finish(command.args(["doctor", "--json"]).args(ANYWHERE).env("LEADHUB_LISEN", "x").current_dir(folder.path()));
    assert!(has(&ran, "environment", "warning") && ran.out.contains("did you mean LEADHUB_LISTEN?"), "{}", ran.out);
}

#[test]
fn too_few_open_files_are_told() {
    let folder = folder();
    let leadhub = program();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -n 256; exec \"$0\" doctor --json --listen 127.0.0.1:0"]).arg(leadhub.get_program());
    let ran = finish(shell.env("LEADHUB_CONFIG", "/dev/null").current_dir(folder.path()));
    assert!(has(&ran, "open files", "warning"), "{}", ran.out);
    assert!(!has(&doctor(folder.path(), &ANYWHERE), "open files", "warning"));
}

/// The store is there and sound, but its disk is full: only writing shows it.
#[test]
fn a_full_disk_is_told() {
    let disk = SmallDisk::mount(16);
    let url = disk.path().join("leadhub.db").display().to_string();
    init(&url);
    let here = [&ANYWHERE[..], &["--database", &url]].concat();
    let sound = doctor(disk.path(), &here);
    assert!(has(&sound, "disk", "warning") && !has(&sound, "write", "wrong"), "{}", sound.out);
    // A store without a log that still has room.
    let copy = disk.path().join("copy.db").display().to_string();
    run(disk.path(), &["backup", "--to", &copy, "--database", &url]).well();
    fill(&disk.path().join("ballast"));
    let full = doctor(disk.path(), &[&ANYWHERE[..], &["--database", &copy]].concat());
    assert!(has(&full, "write", "wrong") || has(&full, "opening", "wrong"), "{}", full.out);
    assert!(!has(&full, "integrity", "wrong"), "a sound store is called damaged: {}", full.out);
}
