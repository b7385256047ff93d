//! What `leadhub export` writes, where, and of which leads, whoever writes meanwhile. What comes back in is `round_trip.rs`'s.
//! On both engines.

use super::{Testbed, cells, mode};
use leadhub_core::Actor;
use leadhub_core::actions::{create_lead, update_lead};
use leadhub_core::store::leads;
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

impl Testbed {
    /// Makes a lead as an integration of another wire would.
    fn create(&self, new: NewLead) -> Lead {
        let mut actor = self.house.clone();
        actor.dialect = "elsewhere".to_owned();
        self.hub.write_blocking(move |tx| create_lead(tx, &actor, new.clone())).unwrap()
    }

    fn change(&self, lead: LeadId, change: LeadChange) {
        let house = self.house.clone();
        self.hub.write_blocking(move |tx| update_lead(tx, &house, lead, &change)).unwrap();
    }
}

fn named(name: &str) -> NewLead {
    NewLead { facts: Facts::default().with(Fact::Name, name), ..NewLead::default() }
}

fn comment(body: &str) -> NewComment {
    NewComment { body: body.to_owned(), is_public: true, author: Some(AgentId(80)) }
}

/// The column of that name, below the header.
fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let at = rows[0].iter().position(|heading| heading == name).unwrap_or_else(|| panic!("{name}: {:?}", rows[0]));
    rows.iter().skip(1).map(|row| row[at].clone()).collect()
}

both_engines! {
    migrate = crate::migrate;

    fn no_cell_is_a_formula(store: TestStore) {
        let bed = Testbed::open(store);
        for name in ["=cmd|' /C calc'!A0", "+84349719999", "-5", "@SUM(A1)", "\tx", "Lan; \"A\",\nB", "'=x"] {
            bed.create(named(name));
        }
        let out = bed.run(&["export"]).well();
        let names = column(&cells(&out, b','), "name");
        assert_eq!(names, ["'=cmd|' /C calc'!A0", "'+84349719999", "'-5", "'@SUM(A1)", "'\tx", "Lan; \"A\",\nB", "''=x"]);
        assert!(!cells(&out, b',').iter().flatten().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
    }

    fn the_file_appears_whole_and_is_its_owners_alone(store: TestStore) {
        let bed = Testbed::open(store);
        bed.create(named("Lan"));
        bed.write("leads.csv", "what was there before");
        let stdout = bed.run(&["export", "--to", "leads.csv", "--excel"]).well();
        assert_eq!(stdout, "1 leads in leads.csv\n");
        let text = bed.read("leads.csv");
        let text = text.strip_prefix('\u{feff}').expect("a byte-order mark");
        assert!(text.contains(";name;phone;") && text.ends_with("\r\n"), "{text}");
        assert_eq!(column(&cells(text, b';'), "name"), ["Lan"]);
        assert_eq!(mode(&bed.path("leads.csv")), 0o600);

        let failed = bed.run(&["export", "--to", "nowhere/leads.csv"]);
        assert!(failed.error().starts_with("nowhere/leads.csv: "), "{}", failed.error());
        assert!(bed.run(&["export", "--to", "/dev/null"]).error().contains("is no file that could be replaced"));
        let told = bed.run(&["export", "--to", "all.csv", "--json"]);
        assert_eq!(told.json(), json!({ "leads": 1, "to": "all.csv" }));
        let names: HashSet<String> =
            std::fs::read_dir(bed.folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names, HashSet::from(["reference.json", "leads.csv", "all.csv"].map(str::to_owned)), "nothing is left behind");
    }

    fn counts_do_not_mix_with_the_leads(store: TestStore) {
        let bed = Testbed::open(store);
        bed.create(named("Lan"));
        let ran = bed.run(&["export", "--format", "jsonl", "--json"]);
        assert_eq!(ran.err.trim(), r#"{"leads":1,"to":"-"}"#);
        assert_eq!(ran.json()["name"], "Lan");
        assert!(bed.run(&["export", "--format", "jsonl", "--excel"]).error().contains("--excel is for CSV"));
    }

    fn leads_are_chosen_by_stage_list_and_time(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("leads.csv", "name,stage_id\nLan,1\nHoa,2\nMai,4\n");
        bed.import("leads.csv", &[]).well();
        bed.create(NewLead { stage: Some(StageId(2)), ..named("Cúc") });
        let names = |args: &[&str]| {
            let out = bed.run(&[&["export"], args].concat()).well();
            column(&cells(&out, b','), "name").join(" ")
        };
        assert_eq!(names(&[]), "Lan Hoa Mai Cúc");
        assert_eq!(names(&["--stage", "đang liên hệ"]), "Hoa Cúc");
        assert_eq!(names(&["--stage", "DANG LIEN HE", "--stage", "4"]), "Hoa Mai Cúc");
        assert_eq!(names(&["--list", "Tết", "--stage", "2"]), "Hoa");
        assert_eq!(names(&["--since", "2020-01-31"]), "Lan Hoa Mai Cúc");
        std::thread::sleep(Duration::from_millis(5));
        let now = bed.hub.now();
        std::thread::sleep(Duration::from_millis(5));
        bed.change(bed.leads()[1].id, LeadChange { comment: Some(comment("gọi")), ..LeadChange::default() });
        let since = now.format(&Zone::utc(), TimeStyle::Offset).replace("+00:00", "Z");
        assert_eq!(names(&["--since", &since]), "Hoa");
        // The organisation's zone is seven hours ahead of UTC.
        let local = now.format(&bed.house.zone, TimeStyle::Offset).replace("+07:00", "");
        assert_eq!(names(&["--since", &local]), "Hoa");
        let unknown = bed.run(&["export", "--stage", "Xong"]);
        assert_eq!(
            unknown.error(),
            "there is no stage 'Xong': there are Mới (1), Đang liên hệ (2), Chuyển đổi (4), Không đạt (5)"
        );
        assert!(bed.run(&["export", "--list", "Hè"]).error().contains("there is no list 'Hè'"));
        assert!(bed.run(&["export", "--since", "yesterday"]).error().contains("'yesterday' is no time"));
    }

    fn leads_are_chosen_by_whatever_a_list_is_narrowed_by(store: TestStore) {
        let bed = Testbed::open(store);
        let file = "name,phone,stage_id,reason_id,agent_id,group_id,service_id,label_ids,source,score,project_code,meeting_at\n\
                    Lan,0349719999,4,,80,1,1,1,Hội chợ,5,SUN,2025-03-01 10:00:00\n\
                    Hoa,113,5,1,,,,,Facebook,-2,,\n\
                    Mai,,1,,,,,\"2,3\",,,,2025-03-31 23:30:00\n";
        bed.write("leads.csv", file);
        bed.import("leads.csv", &[]).well();
        bed.create(named("Cúc"));
        let names = |args: &[&str]| {
            let out = bed.run(&[&["export"], args].concat()).well();
            column(&cells(&out, b','), "name").join(" ")
        };
        for (args, wanted) in [
            (&["--agent", "LAN"][..], "Lan"),
            (&["--agent", "80", "--unassigned"], "Lan Hoa Mai Cúc"),
            (&["--unassigned"], "Hoa Mai Cúc"),
            (&["--group", "mac dinh"], "Lan"),
            (&["--service", "Tiếp nhận lead"], "Lan"),
            (&["--campaign", "chung", "--stage", "5"], "Hoa"),
            (&["--label", "Ấm"], "Mai"),
            (&["--label", "3"], "Mai"),
            (&["--source", "facebook"], "Hoa"),
            (&["--without-source"], "Mai Cúc"),
            (&["--source", "facebook", "--without-source"], "Hoa Mai Cúc"),
            (&["--origin", "native"], "Lan Hoa Mai"),
            (&["--origin", "app"], ""),
            (&["--phone", "+84 349 719 999"], "Lan"),
            (&["--phone-quality", "valid"], "Lan"),
            (&["--phone-quality", "empty,not_identifying"], "Hoa Mai Cúc"),
            (&["--project-code", "SUN"], "Lan"),
            (&["--project", "sun"], "Lan"),
            (&["--project", "su"], ""),
            (&["--least-score", "-2"], "Lan Hoa"),
            (&["--converted", "true"], "Lan"),
            (&["--converted", "false"], "Hoa"),
            (&["--booked", "true"], ""),
            (&["--booked", "false"], "Lan Hoa Mai Cúc"),
            (&["--meeting-since", "2025-03-02"], "Mai"),
            (&["--meeting-until", "2025-03-31"], "Lan Mai"),
            (&["--meeting-until", "2025-03-31T23:00"], "Lan"),
            (&["--created-until", "2020-01-01"], ""),
            (&["--created-since", "2020-01-01", "--until", "2999-12-31"], "Lan Hoa Mai Cúc"),
            (&["--converted-since", "2020-01-01", "--converted-until", "2999-12-31", "--list", "Tết"], "Lan Hoa"),
        ] {
            assert_eq!(names(args), wanted, "{args:?}");
        }
        let person = bed.leads()[0].person.to_string();
        assert_eq!(names(&["--person", &person]), "Lan");
        let refused = |args: &[&str]| bed.run(&[&["export"], args].concat()).error().to_owned();
        assert_eq!(refused(&["--label", "Xong"]), "there is no label 'Xong': there are Nóng (1), Ấm (2), Lạnh (3)");
        let unknown = refused(&["--agent", "minh"]);
        assert!(unknown.starts_with("there is no user 'minh': there are ") && unknown.contains("lan (80)"), "{unknown}");
        assert!(refused(&["--origin", "elsewhere"]).starts_with("there is no dialect 'elsewhere': take one of "));
        assert!(refused(&["--phone", "12"]).contains("'12' is no phone number"));
        let wrong = bed.run(&["export", "--phone-quality", "good"]);
        assert!(wrong.code == Some(2) && wrong.err.contains("not_identifying"), "{}", wrong.err);
    }

    fn columns_are_those_that_were_asked_for_in_their_order(store: TestStore) {
        let bed = Testbed::open(store);
        let mut new = named("Lan");
        new.facts.set(Fact::Phone, Some("0349719999".to_owned()));
        new.custom_values = vec![CustomValue { field: CustomFieldId(7), value: Some("đỏ".to_owned()) }];
        bed.create(new);
        let chosen = ["export", "--columns", "phone, NAME,custom:7"];
        assert_eq!(bed.run(&chosen).well(), "phone,name,custom:7\n0349719999,Lan,đỏ\n");
        bed.run(&[&chosen[..], &["--to", "leads.xlsx"]].concat()).well();
        let book = std::fs::read(bed.path("leads.xlsx")).unwrap();
        let mut rows = leadhub_intake::CsvRows::open(&book[..]).unwrap();
        assert_eq!(rows.header(), ["phone", "name", "custom:7"]);
        assert_eq!(rows.next().unwrap().unwrap().cells, ["0349719999", "Lan", "đỏ"]);
        let refused = |columns: &str| bed.run(&["export", "--columns", columns]).error().to_owned();
        let unknown = refused("name,colour");
        assert!(unknown.starts_with("there is no column 'colour': there are id, uuid, number,"), "{unknown}");
        assert!(unknown.ends_with("other_extras, custom:7, custom:8, custom:9"), "{unknown}");
        assert_eq!(refused("name,phone,name"), "the column 'name' is asked for twice");
        let lines = bed.run(&["export", "--format", "jsonl", "--columns", "name"]);
        assert!(lines.error().starts_with("--columns is for csv and xlsx"), "{}", lines.error());
    }

    fn names_stand_beside_numbers_and_no_spreadsheet_calculates_one(store: TestStore) {
        let reference = include_str!("reference.json").replace("\"Nóng\"", "\"=1+1\"");
        let bed = Testbed::open_with(store, &reference);
        let file = "name,stage_id,reason_id,agent_id,group_id,service_id,label_ids\nLan,5,1,80,1,1,\"1,3\"\n";
        bed.write("leads.csv", file);
        bed.import("leads.csv", &[]).well();
        bed.create(named("Cúc"));
        let rows = cells(&bed.run(&["export"]).well(), b',');
        for (name, wanted) in [
            ("stage", ["Không đạt", "Mới"]),
            ("reason", ["Sai số", ""]),
            ("agent", ["lan", ""]),
            ("group", ["Mặc định", ""]),
            ("service", ["Tiếp nhận lead", ""]),
            ("labels", ["'=1+1, Lạnh", ""]),
            ("list", ["Tết", ""]),
        ] {
            assert_eq!(column(&rows, name), wanted, "{name}");
        }
        let campaign = column(&rows, "campaign");
        assert_eq!(campaign[0].is_empty(), column(&rows, "campaign_id")[0].is_empty(), "{campaign:?}");
        let chosen = bed.run(&["export", "--columns", "name,stage,agent", "--stage", "5"]).well();
        assert_eq!(chosen, "name,stage,agent\nLan,Không đạt,lan\n");
    }

    fn a_workbook_is_written_to_a_file_and_to_a_pipe(store: TestStore) {
        let bed = Testbed::open(store);
        bed.create(named("=1+1"));
        let told = bed.run(&["export", "--format", "xlsx", "--to", "any", "--json"]);
        assert_eq!(told.json(), json!({ "leads": 1, "to": "any", "sheets": 1 }));
        assert_eq!(mode(&bed.path("any")), 0o600);
        let piped = bed.begin(&["export", "--format", "xlsx"]).wait_with_output().unwrap();
        assert!(piped.status.success() && piped.stdout.starts_with(b"PK"));
        for book in [std::fs::read(bed.path("any")).unwrap(), piped.stdout] {
            let rows: Vec<_> = leadhub_intake::CsvRows::open(&book[..]).unwrap().map(Result::unwrap).collect();
            assert_eq!((rows.len(), rows[0].cell("name")), (1, "=1+1"));
        }
        assert!(bed.run(&["export", "--to", "leads.xlsx", "--excel"]).error().contains("--excel is for CSV"));
    }

    fn json_lines_lose_nothing(store: TestStore) {
        let bed = Testbed::open(store);
        let mut new = named("=Lan");
        new.labels = vec![LabelId(3), LabelId(1)];
        new.custom_values = vec![CustomValue { field: CustomFieldId(7), value: Some("đỏ".to_owned()) }];
        new.comment = Some(comment("một"));
        new.extras = json!({ "deep": { "list": [1, null, "=x"] } }).as_object().unwrap().clone();
        let lead = bed.create(new);
        let extras = json!({ "own": 1 }).as_object().unwrap().clone();
        let mut native = bed.house.clone();
        native.dialect = "native".to_owned();
        let change = LeadChange { comment: Some(comment("hai")), extras, ..LeadChange::default() };
        bed.hub.write_blocking(move |tx| update_lead(tx, &native, lead.id, &change)).unwrap();

        let out = bed.run(&["export", "--format", "jsonl"]).well();
        let line: Value = serde_json::from_str(&out).unwrap();
        let stored = &bed.leads()[0];
        assert_eq!(line["extras"], json!({ "elsewhere": { "deep": { "list": [1, null, "=x"] } }, "native": { "own": 1 } }));
        assert_eq!(line["name"], "=Lan");
        assert_eq!(line["labels"], json!([{ "id": 1, "label": "Nóng" }, { "id": 3, "label": "Lạnh" }]));
        assert_eq!(line["custom_values"], json!([{ "field_id": 7, "value": "đỏ" }]));
        let bodies: Vec<&Value> = line["comments"].as_array().unwrap().iter().map(|comment| &comment["body"]).collect();
        assert_eq!(bodies, ["một", "hai"]);
        assert_eq!((&line["comments"][0]["is_public"], &line["comments"][0]["author_id"]), (&json!(true), &json!(80)));
        assert_eq!((&line["uuid"], &line["version"]), (&json!(stored.uuid), &json!(2)));
        let absent: Vec<&str> = Fact::ALL.iter().map(|fact| fact.column()).filter(|name| line.get(name).is_none()).collect();
        assert_eq!(absent, [""; 0], "every fact stands in the line");

        let csv = cells(&bed.run(&["export"]).well(), b',');
        assert_eq!(column(&csv, "extras"), [r#"{"own":1}"#]);
        assert_eq!(column(&csv, "other_extras"), [r#"{"elsewhere":{"deep":{"list":[1,null,"=x"]}}}"#]);
    }

    /// Leads that change would come again in an order by time; leads that arrive would push the rest along.
    fn every_lead_is_there_once_while_others_write(store: TestStore) {
        let bed = Testbed::open(store);
        let rows: String = (1..=3_000).map(|number| format!("lead {number}\n")).collect();
        bed.write("leads.csv", "name\n".to_owned() + &rows);
        bed.import("leads.csv", &[]).well();
        let before: Vec<i64> = bed.leads().iter().map(|lead| lead.id.0).collect();
        let stop = Arc::new(AtomicBool::new(false));
        let writer = {
            let (hub, house, stop, ids) = (bed.hub.clone(), bed.house.clone(), Arc::clone(&stop), before.clone());
            std::thread::spawn(move || write_until(&hub, &house, &stop, &ids))
        };
        for _ in 0..3 {
            let out = bed.run(&["export"]).well();
            let ids: Vec<i64> = column(&cells(&out, b','), "id").iter().map(|id| id.parse().unwrap()).collect();
            let distinct: HashSet<i64> = ids.iter().copied().collect();
            assert_eq!(distinct.len(), ids.len(), "a lead is there twice");
            assert!(before.iter().all(|id| distinct.contains(id)), "a lead that was there is not in the file");
        }
        stop.store(true, Ordering::SeqCst);
        assert!(writer.join().unwrap() > 10, "nobody wrote meanwhile");
    }
}

/// Changes leads and makes new ones; gives how many writes went through.
fn write_until(hub: &leadhub_core::Hub, house: &Actor, stop: &AtomicBool, ids: &[i64]) -> usize {
    let mut written = 0;
    while !stop.load(Ordering::SeqCst) {
        let (house, id) = (house.clone(), LeadId(ids[written * 7919 % ids.len()]));
        let change = LeadChange { comment: Some(comment("again")), ..LeadChange::default() };
        let work = hub.write_blocking(move |tx| {
            create_lead(tx, &house, named("late"))?;
            assert!(leads::find_lead(tx, &house, id)?.is_some());
            update_lead(tx, &house, id, &change)
        });
        written += usize::from(work.is_ok());
    }
    written
}
