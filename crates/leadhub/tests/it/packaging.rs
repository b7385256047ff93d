//! What the Debian package relies on and only the program can tell: that it takes the configuration file it is installed with, and
//! that it says of a store what the package's scripts look for before they copy and migrate it.

use crate::faults::program::program;
use leadhub_testkit::TestStore;
use postgres::{Client, NoTls};
use serde_json::Value;
use std::fs;

const PACKAGING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging");

/// Whether it ended well, and what it said to people.
fn org_list(database: &str) -> (bool, String) {
    let ran = program().args(["org", "list", "--database", database]).output().unwrap();
    (ran.status.success(), String::from_utf8(ran.stderr).unwrap())
}

#[test]
fn the_installed_configuration_names_the_store_and_nothing_else() {
    let text = fs::read_to_string(format!("{PACKAGING}/leadhub.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leadhub.toml");
    // As it is, and with every line in force that it offers.
    for (text, own) in
        [(text.clone(), vec!["database"]), (text.replace("# listen", "listen"), vec!["database", "listen"])]
    {
        fs::write(&file, text).unwrap();
        let ran = program().args(["config", "--json"]).env("LEADHUB_CONFIG", &file).output().unwrap();
        assert_eq!((ran.status.success(), String::from_utf8(ran.stderr).unwrap().as_str()), (true, ""));
        let config: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let settings = config["settings"].as_array().unwrap();
        let named = settings.iter().filter(|setting| setting["origin"] != "default");
        assert_eq!(named.map(|setting| setting["key"].as_str().unwrap()).collect::<Vec<_>>(), own);
        assert_eq!(settings[0]["value"], "/var/lib/leadhub/leadhub.db");
        assert_eq!(settings[1]["value"], "127.0.0.1:8080");
    }
}

#[test]
fn the_program_tells_the_package_whether_a_store_is_older_missing_or_right() {
    let script = fs::read_to_string(format!("{PACKAGING}/postinst")).unwrap();
    for words in ["leadhub org list", r#"*"leadhub migrate"*"#, r#"*"leadhub init"*"#] {
        assert!(script.contains(words), "{words}");
    }
    let folder = tempfile::tempdir().unwrap();
    let (is_right, output) = org_list(folder.path().join("none.db").to_str().unwrap());
    assert!(!is_right && output.contains("leadhub init") && !output.contains("leadhub migrate"), "{output}");

    let store = TestStore::postgres(crate::migrate);
    let (is_right, output) = org_list(store.url());
    assert!(is_right, "{output}");
    let mut client = Client::connect(store.url(), NoTls).unwrap();
    client.execute("DELETE FROM refinery_schema_history WHERE version > 1", &[]).unwrap();
    let (is_right, output) = org_list(store.url());
    assert!(!is_right && output.contains("leadhub migrate") && !output.contains("leadhub init"), "{output}");
}
