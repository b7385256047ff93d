//! What the doors declare of their settings beside their READMEs, so that none tells of another one. What is done with a setting is
//! tested with the wire that reads it.

use leadhub::doors::{DIALECTS, register};
use leadhub_wire::setting;
use std::path::Path;

#[test]
fn every_readme_has_the_table_of_its_settings() {
    register();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for key in DIALECTS.iter().map(|dialect| dialect.key) {
        let place = if key == "native" { "native".to_owned() } else { format!("dialects/src/{key}") };
        let readme = std::fs::read_to_string(crates.join(place).join("README.md")).unwrap();
        let table = setting::table(key);
        let heading = "## Settings of an integration\n\n";
        assert!(readme.contains(&format!("{heading}{table}\n")), "{key}:\n{heading}{table}");
    }
}
