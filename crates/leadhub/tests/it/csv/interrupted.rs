//! An import that is interrupted, repeated, or worked by a server beside it: no row is lost and none is taken twice. On both
//! engines, with real kills.

use super::Testbed;
use crate::agreement::assert_agreement;
use crate::faults::program::{Program, Store};
use leadhub_model::Fact;
use leadhub_testkit::{TestStore, both_engines};
use std::time::{Duration, Instant};

const ROWS: usize = 3_000;

impl Testbed {
    fn write_rows(&self) {
        let rows: String = (1..=ROWS).map(|number| format!("09{number:08},name {number}\n")).collect();
        self.write("leads.csv", "phone,name\n".to_owned() + &rows);
    }

    fn wait_for(&self, what: &str, sql: &'static str, least: i64) {
        let began = Instant::now();
        while self.count(sql) < least {
            assert!(began.elapsed() < Duration::from_secs(60), "{what} does not happen");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn serve(&self) -> Program {
        Program::serve(&Store { url: self.store.url().to_owned(), caresoft: String::new(), dialer: String::new() })
    }

    fn assert_each_row_once(&self) {
        let mut phones: Vec<String> = self.leads().iter().map(|lead| lead.facts.text(Fact::Phone).to_owned()).collect();
        phones.sort();
        let expected: Vec<String> = (1..=ROWS).map(|number| format!("09{number:08}")).collect();
        assert_eq!(phones.len(), expected.len());
        assert!(phones == expected, "some rows came twice and others not at all");
        assert_eq!(self.count("SELECT COUNT(*) FROM upload"), 1);
        assert_eq!(self.count("SELECT COUNT(*) FROM upload_chunk"), 0);
        assert_agreement(&self.hub);
    }
}

const COMMAND: [&str; 6] = ["import", "leads.csv", "--list", "Tết", "--campaign", "Chung"];
const WORKED: &str = "SELECT CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM upload";

both_engines! {
    migrate = crate::migrate;

    fn a_killed_import_goes_on_when_it_is_run_again(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write_rows();
        let mut child = bed.begin(&COMMAND);
        bed.wait_for("the first row", WORKED, 1);
        child.kill().unwrap();
        child.wait().unwrap();
        let worked = bed.count(WORKED);
        assert!((1..3_000).contains(&worked), "it was killed too late: {worked}");
        assert_agreement(&bed.hub);
        let told = bed.run(&[&COMMAND[..], &["--json"]].concat());
        let object = told.json();
        assert_eq!((object["rows"].as_u64(), object["taken"].as_u64()), (Some(3_000), Some(3_000)), "{}", told.err);
        assert_eq!(object["taken_before"], true);
        bed.assert_each_row_once();
    }

    fn a_killed_undo_goes_on_when_it_is_run_again(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write_rows();
        let told = bed.run(&[&COMMAND[..], &["--json"]].concat()).json();
        let id = told["upload"].as_i64().unwrap().to_string();
        let mut child = bed.begin(&["imports", "undo", &id]);
        bed.wait_for("the first lead", "SELECT CAST(COALESCE(SUM(taken_back), 0) AS BIGINT) FROM upload", 1);
        child.kill().unwrap();
        child.wait().unwrap();
        let left = bed.leads().len();
        assert!((1..ROWS).contains(&left), "it was killed too late: {left}");
        assert_agreement(&bed.hub);
        let undone = bed.run(&["imports", "undo", &id, "--json"]).json();
        assert_eq!((undone["state"].as_str(), undone["taken_back"].as_u64()), (Some("undone"), Some(3_000)), "{undone}");
        assert_eq!((bed.leads().len(), undone["left_alone"].as_u64()), (0, Some(0)));
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead_event WHERE kind = 'deleted'"), 3_000);
        assert_agreement(&bed.hub);
    }

    fn a_server_goes_on_when_the_command_is_killed(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write_rows();
        let served = bed.serve();
        let mut child = bed.begin(&COMMAND);
        bed.wait_for("the first row", WORKED, 1);
        child.kill().unwrap();
        child.wait().unwrap();
        bed.wait_for("the end", "SELECT COUNT(*) FROM upload WHERE state = 2", 1);
        bed.run(&COMMAND).well();
        assert!(served.terminate());
        bed.assert_each_row_once();
    }

    fn a_server_and_the_command_never_work_the_same_row(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write_rows();
        // The server comes while the command is at work, and the command's helper comes back to a file of the server's.
        let child = bed.begin(&COMMAND);
        bed.wait_for("the first row", WORKED, 1);
        let served = bed.serve();
        let output = child.wait_with_output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(stdout.contains("3000 rows = 3000 taken + 0 refused"), "{stdout}{}", String::from_utf8_lossy(&output.stderr));
        assert!(served.terminate());
        bed.assert_each_row_once();
    }

    fn the_same_file_is_not_taken_twice_unless_that_is_asked_for(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("leads.csv", "name\nLan\n\nHoa\n");
        bed.run(&COMMAND).well();
        bed.write("copy.csv", bed.read("leads.csv"));
        let stdout = bed.import("copy.csv", &[]).well();
        assert!(stdout.starts_with("copy.csv was taken into 'Tết' before; --again takes it once more\n2 rows = 2 taken"), "{stdout}");
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead"), 2);
        bed.run(&["import", "leads.csv", "--list", "Hè", "--campaign", "Chung"]).well();
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead"), 4, "another list is another import");
        bed.import("leads.csv", &["--again"]).well();
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead"), 6);
        bed.write("leads.csv", "name\nLan\n\nHoa \n");
        bed.import("leads.csv", &[]).well();
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead"), 8, "another content is another file");
        assert_eq!(bed.count("SELECT COUNT(*) FROM upload"), 4, "what was sent in vain is thrown away");
    }
}
