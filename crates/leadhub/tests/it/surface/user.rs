//! `leadhub user` and `leadhub org reference`: what is put is what the APIs show, and what does not fit changes nothing. On both
//! engines.

use super::{folder, run};
use crate::conformance::raw::{Request, exchange};
use crate::faults::program::{Program, init};
use leadhub_testkit::{TestStore, block_on, both_engines};
use serde_json::{Value, json};

both_engines! {
    migrate = crate::migrate;

    fn users_are_made_shown_and_changed(store: TestStore) {
        let folder = folder();
        let store = init(store.url());
        let user = |args: &[&str]| run(folder.path(), &[&["user"], args, &["--organisation", "acme", "--database", &store.url]].concat());
        let json = |args: &[&str]| serde_json::from_str::<Value>(&user(&[args, &["--json"]].concat()).well()).unwrap();
        std::fs::write(folder.path().join("groups.json"), r#"{"groups":[{"id":77,"name":"Nights"}]}"#).unwrap();
        let before = json(&["list"])["users"].as_array().unwrap().len();
        let made = json(&["create", "lan.nguyen", "--email", "lan@example.com", "--phone", "0900000001", "--extension", "101", "--group", "1"]);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(json(&["show", "lan.nguyen"]), made);
        assert_eq!(json(&["show", &id.to_string()]), made);
        let next = json(&["create", "mai.tran"]);
        assert_eq!(next["id"], id + 1);
        assert_ne!(next["uuid"], made["uuid"]);
        assert_eq!(json(&["create", "an.le", "--id", "500"])["id"], 500);

        let changed = json(&["update", "lan.nguyen", "--extension", "102", "--phone", "", "--role-number", "3"]);
        let mut wanted = made.clone();
        wanted["extension"] = json!("102");
        wanted["phone"] = Value::Null;
        wanted["role"] = json!(3);
        assert_eq!(changed, wanted);
        assert_eq!(json(&["update", &id.to_string(), "--username", "lan.n", "--group", ""])["group_id"], Value::Null);
        assert_eq!(json(&["show", "mai.tran"]), next, "another user was changed");
        run(folder.path(), &["org", "reference", "import", "acme", "groups.json", "--database", &store.url]).well();
        let both = json(&["update", "an.le", "--group", "1", "--group", "Nights"]);
        assert_eq!((&both["group_id"], &both["more_group_ids"]), (&json!(1), &json!([77])));
        assert_eq!(json(&["update", "an.le", "--extension", "7"])["more_group_ids"], json!([77]), "what is not said stays");
        let none = json(&["update", "an.le", "--group", ""]);
        assert_eq!((&none["group_id"], &none["more_group_ids"]), (&Value::Null, &json!([])));
        assert_eq!(json(&["list"])["users"].as_array().unwrap().len(), before + 3);
        let text = user(&["list"]).well();
        assert!(text.lines().any(|line| line.contains("lan.n ") && line.contains("lan@example.com")), "{text}");

        for (args, wanted) in [
            (&["create", "x", "--id", "500"][..], "500 is taken or no id: "),
            (&["create", "x", "--id", "0"], "0 is taken or no id: "),
            (&["create", "Mai.Tran"], "there is a user 'Mai.Tran' already: "),
            (&["update", "an.le", "--username", "mai.tran"], "there is a user 'mai.tran' already: "),
            (&["create", ""], "agents"),
            (&["create", "x", "--group", "nobody"], "there is no 'nobody' among the groups"),
            (&["update", "nobody", "--role-number", "1"], "there is no 'nobody' among the agents"),
            (&["show", "nobody"], "there is no 'nobody' among the agents"),
        ] {
            let say = user(args).refused();
            assert!(say.starts_with(wanted), "{args:?}: {say}");
        }
        assert_eq!(json(&["list"])["users"].as_array().unwrap().len(), before + 3);

        let running = Program::serve(&store);
        let ask = Request::new("GET", "/acme/api/v1/agents").bearer(&store.caresoft);
        let shown = block_on(exchange(&running.base_url, &ask));
        assert!(shown.status == 200 && shown.json().unwrap().to_string().contains("lan.n"), "{:?}", shown.json());
        assert!(running.terminate());
    }

    fn users_made_at_once_have_ids_of_their_own(store: TestStore) {
        let folder = folder();
        let store = init(store.url());
        let create = |number: usize| {
            let name = format!("user{number}");
            let args = ["user", "create", &name, "--organisation", "acme", "--database", &store.url, "--json"];
            serde_json::from_str::<Value>(&run(folder.path(), &args).well()).unwrap()["id"].as_i64().unwrap()
        };
        let mut ids: Vec<i64> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8).map(|number| scope.spawn(move || create(number))).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 8, "two users have one id");
    }

    fn reference_data_goes_out_and_comes_in(store: TestStore) {
        let folder = folder();
        init(store.url());
        let reference = |args: &[&str]| run(folder.path(), &[&["org", "reference"], args, &["--database", store.url()]].concat());
        let whole = |slug| serde_json::from_str::<Value>(&reference(&["export", slug]).well()).unwrap();
        let import = |name: &str, data: &Value| {
            std::fs::write(folder.path().join(name), data.to_string()).unwrap();
            reference(&["import", "acme", name])
        };
        let before = whole("acme");
        assert_eq!(before["stages"].as_array().unwrap().len(), 5);
        // What goes out comes in and changes nothing; it also founds another organisation like the first.
        import("same.json", &before).well();
        assert_eq!(whole("acme"), before);
        let args = ["org", "create", "beta", "--reference", "same.json", "--database", store.url()];
        run(folder.path(), &args).well();
        assert_eq!(whole("beta")["stages"], before["stages"]);

        let part = json!({ "labels": [{ "id": 1, "label": "Rất nóng" }, { "id": 9, "label": "VIP" }] });
        assert_eq!(import("part.json", &part).well().split_whitespace().collect::<Vec<_>>(), ["labels", "2"]);
        let after = whole("acme");
        let labels: Vec<(&Value, &Value)> = after["labels"].as_array().unwrap().iter().map(|row| (&row["id"], &row["label"])).collect();
        assert_eq!(labels.len(), before["labels"].as_array().unwrap().len() + 1);
        assert!(labels.contains(&(&json!(1), &json!("Rất nóng"))) && labels.contains(&(&json!(9), &json!("VIP"))));
        assert_eq!(after["stages"], before["stages"]);
        assert_eq!(whole("beta")["labels"], before["labels"], "another organisation's were changed");

        for (data, wanted) in [
            (json!({ "labels": [{ "id": 10, "label": "fine" }], "agents": [{ "id": 1, "uuid": "0190c000-0000-7000-8000-000000000077", "username": "x", "group_id": 77 }] }), "bad.json: "),
            (json!({ "lables": [] }), "bad.json: unknown field `lables`"),
            (json!([]), "bad.json: "),
        ] {
            let say = import("bad.json", &data).refused();
            assert!(say.starts_with(wanted), "{data}: {say}");
            assert_eq!(whole("acme"), after, "something was changed by {data}");
        }
        assert!(reference(&["import", "acme", "gone.json"]).refused().starts_with("gone.json: No such file"));
        assert!(reference(&["export", "gamma"]).refused().starts_with("there is no organisation 'gamma'"));
    }
}
