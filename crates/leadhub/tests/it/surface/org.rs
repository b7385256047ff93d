//! `leadhub org`: organisations are made, shown and changed, and the server serves what was made. On both engines. Reference data
//! is `user.rs`'s.

use super::{folder, run};
use crate::conformance::raw::{Request, exchange};
use crate::faults::program::{Program, Store, init, token};
use leadhub_testkit::{TestStore, block_on, both_engines};
use serde_json::Value;

both_engines! {
    migrate = crate::migrate;

    fn organisations_are_made_shown_and_changed(store: TestStore) {
        let folder = folder();
        let org = |args: &[&str]| run(folder.path(), &[&["org"], args, &["--database", store.url()]].concat());
        let json = |args: &[&str]| serde_json::from_str::<Value>(&org(&[args, &["--json"]].concat()).well()).unwrap();
        assert_eq!(org(&["list"]).well(), "no organisation yet: make one with 'leadhub org create'\n");
        init(store.url());
        let out = org(&["create", "beta", "--name", "Beta Clinics", "--zone", "Asia/Bangkok", "--default-dialect", "caresoft"]).well();
        assert!(out.starts_with(&format!("organisation 'beta' is ready in {}\n", store.url())), "{out}");
        let running = Program::serve(&Store { url: store.url().to_owned(), caresoft: String::new(), dialer: String::new() });
        let ask = Request::new("GET", "/beta/api/v1/lead/status").bearer(&token(&out, "caresoft"));
        assert_eq!(block_on(exchange(&running.base_url, &ask)).status, 200);
        // Without a credential the default API says so.
        let ask = Request::new("POST", "/beta/api/v1/lead");
        assert_eq!(block_on(exchange(&running.base_url, &ask)).json().unwrap()["message"], "Unauthenticated.");
        assert!(running.terminate());

        assert_eq!(org(&["list"]).well().lines().count(), 2);
        let all = json(&["list"]);
        let slugs: Vec<&Value> = all["organisations"].as_array().unwrap().iter().map(|it| &it["slug"]).collect();
        assert_eq!(slugs, ["acme", "beta"]);
        let beta = json(&["show", "beta"]);
        assert_eq!((&beta["name"], &beta["zone"], &beta["default_dialect"]), (&"Beta Clinics".into(), &"Asia/Bangkok".into(), &"caresoft".into()));
        assert_eq!(beta["integrations"].as_array().unwrap().len(), leadhub::doors::DIALECTS.len());
        assert!(org(&["show", "beta"]).well().contains("time zone        Asia/Bangkok\n"));

        assert_eq!(org(&["update", "beta", "--name", "Beta Hospitals"]).well(), "organisation 'beta' is changed\n");
        let changed = json(&["update", "beta", "--zone", "Europe/Paris", "--default-dialect", "dialer"]);
        assert_eq!((&changed["name"], &changed["zone"], &changed["default_dialect"]), (&"Beta Hospitals".into(), &"Europe/Paris".into(), &"dialer".into()));
        assert_eq!(json(&["show", "beta"])["name"], "Beta Hospitals");
        assert_eq!(json(&["show", "acme"])["zone"], "Asia/Ho_Chi_Minh", "another organisation was changed");

        for (args, wanted) in [
            (&["create", "beta"][..], "there is an organisation 'beta' already: choose another"),
            (&["create", "Gamma"], "'Gamma' is no slug: "),
            (&["create", "gamma", "--zone", "Mars/Olympus"], "'Mars/Olympus' is no time zone: "),
            (&["create", "gamma", "--default-dialect", "fax"], "there is no dialect 'fax': take one of "),
            (&["update", "beta", "--default-dialect", "fax"], "there is no dialect 'fax': take one of "),
            (&["update", "beta", "--zone", "Mars/Olympus"], "zone: give an IANA name"),
            (&["update", "beta", "--name", " "], "name is missing"),
            (&["update", "gamma", "--name", "x"], "there is no organisation 'gamma' in "),
            (&["show", "gamma"], "there is no organisation 'gamma' in "),
        ] {
            let say = org(args).refused();
            assert!(say.starts_with(wanted), "{args:?}: {say}");
        }
        assert_eq!(json(&["list"])["organisations"].as_array().unwrap().len(), 2);
    }

    fn lists_and_campaigns_are_renamed(store: TestStore) {
        let folder = folder();
        init(store.url());
        let org = |args: &[&str]| run(folder.path(), &[&["org"], args, &["--database", store.url()]].concat());
        let rows = |set: &str| {
            let all = org(&["reference", "export", "acme", "--json"]).well();
            serde_json::from_str::<Value>(&all).unwrap()[set].as_array().unwrap().clone()
        };
        let (one, two) = ("0190a000-0000-7000-8000-000000000901", "0190a000-0000-7000-8000-000000000902");
        let data = format!(
            "{{\"campaigns\":[{{\"id\":1,\"uuid\":\"{one}\",\"name\":\"Chung\",\"kind\":\"manual\",\"status\":0}}],
             \"lists\":[{{\"id\":2,\"uuid\":\"{two}\",\"name\":\"Tết\",\"description\":\"\",\"campaign_id\":1}}]}}"
        );
        let file = folder.path().join("data.json");
        std::fs::write(&file, data).unwrap();
        org(&["reference", "import", "acme", file.to_str().unwrap()]).well();
        for (set, what, noun) in [("lists", "--list", "list"), ("campaigns", "--campaign", "campaign")] {
            let before = rows(set)[0].clone();
            let (name, uuid) = (before["name"].as_str().unwrap(), before["uuid"].as_str().unwrap());
            let stdout = org(&["rename", "acme", what, name, "--to", "Tết 2026"]).well();
            assert_eq!(stdout, format!("{noun} '{name}' is called 'Tết 2026' now\n"));
            org(&["rename", "acme", what, uuid, "--to", "Tết 2027"]).well();
            let after = rows(set)[0].clone();
            assert_eq!((&after["name"], &after["uuid"], &after["id"]), (&"Tết 2027".into(), &before["uuid"], &before["id"]));
            let nobody = org(&["rename", "acme", what, "nobody", "--to", "x"]).refused();
            assert!(nobody.starts_with(&format!("there is no {noun} 'nobody' in 'acme'")), "{nobody}");
            let blank = org(&["rename", "acme", what, "Tết 2027", "--to", " "]).refused();
            assert!(blank.contains("missing"), "{blank}");
        }
    }
}
