//! An export that is imported into another store and exported again is the same file, but for what a new lead gets of its own.
//! On each engine and from one to the other.

use super::{Testbed, cells};
use leadhub_testkit::{Engine, TestStore, both_engines};

/// Every column that an import takes, with texts that spreadsheets, separators and encodings are known to spoil.
const LEADS: &str = "name,phone,phone2,phone3,email,subject,gender,birth_date,identity_number,identity_issued_at,identity_issued_on,\
passport,address,province,district,ward,estimated_close,code,contract_number,ref_url,stage_id,reason_id,agent_id,group_id,service_id,\
campaign_id,label_ids,after_day,comment,extras,custom:7,custom:8,custom:9,home_phone,zalo,facebook,project_code,project_name,utm_source,utm_medium,utm_campaign,utm_term,utm_content,source,score,meeting_at\n\
Lan,+84 349 719 999,0912345678,113,lan@example.com,=1+1,female,1990-01-31,001,Hà Nội,2020-01-01,B1,\"1, phố \"\"A\"\"; B\",Hà Nội,Q1,P2,\
2024-03-21 23:59:59,-7,@hd,https://example.com/?utm_source=a&b=c,5,1,80,1,1,100,\"1,3\",2,\"một\nhai\",\"{\"\"a\"\":{\"\"b\"\":[1,null]},\"\"c\"\":\"\"=x\"\"}\",-đỏ,-3,\"1,2\",02438250001,0912345670,lan.fb,SUN,Sunrise,a,cpc,tết,răng,b,Hội chợ xuân,-7,2024-03-21T16:59:59Z\n\
Hoa,,,,,,,,,,,,,,,,,,,,4,,,,,,,,,,,,,,,,,,,,,,,,,\n\
'Hara,0912345679,,,,\"'=x\",,,,,,,\t,,,,,,,,,,,,,,,,'tis,,,,,,,,,,,,,,,,,\n\
Nguyễn Thị Ánh,0349719999,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n";

/// The file without the columns that are each store's own.
fn leads(export: &str, separator: u8) -> Vec<Vec<String>> {
    const OWN: [&str; 17] = [
        "id",
        "uuid",
        "number",
        "version",
        "person_id",
        "created_at",
        "updated_at",
        "origin",
        "list_id",
        "list",
        "previous_stage_id",
        "converted",
        "converted_at",
        "converted_by_agent_id",
        "called_count",
        "last_call_at",
        "other_extras",
    ];
    let rows = cells(export.trim_start_matches('\u{feff}'), separator);
    let kept: Vec<usize> = (0..rows[0].len()).filter(|at| !OWN.contains(&rows[0][*at].as_str())).collect();
    rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect()
}

both_engines! {
    migrate = crate::migrate;

    fn an_export_that_is_imported_gives_the_same_export(store: TestStore) {
        let other = TestStore::migrated(store.engine(), crate::migrate);
        let (bed, other) = (Testbed::open(store), Testbed::open(other));
        bed.write("leads.csv", LEADS);
        bed.import("leads.csv", &[]).well();
        let first = bed.run(&["export"]).well();
        let rows = leads(&first, b',');
        assert_eq!(rows.len(), 5);
        let first_row: Vec<&String> = rows[1].iter().filter(|cell| cell.is_empty()).collect();
        assert!(first_row.is_empty(), "every column that is imported comes out: {:?}", rows[1]);

        for (excel, separator) in [(&[][..], b','), (&["--excel"], b';')] {
            let file = if excel.is_empty() { "plain.csv" } else { "excel.csv" };
            bed.run(&[&["export", "--to", file], excel].concat()).well();
            other.write(file, bed.read(file));
            let list = ["import", file, "--list", file, "--campaign", "Chung"];
            let stdout = other.run(&list).well();
            assert!(stdout.contains("4 rows = 4 taken + 0 refused") && !stdout.contains("without a meaning"), "{stdout}");
            let second = other.run(&[&["export", "--list", file], excel].concat()).well();
            assert_eq!(leads(&second, separator), leads(&bed.read(file), separator));
        }
    }

    /// The other store calls everything otherwise and has retired the agent: what is beside a number is for people.
    fn numbers_count_where_names_stand_beside_them(store: TestStore) {
        let renamed = include_str!("reference.json")
            .replace("\"Không đạt\"", "\"Hỏng\"")
            .replace("\"Sai số\"", "\"Nhầm số\"")
            .replace("\"Nóng\"", "\"Rất nóng\"")
            .replace("\"Mặc định\"", "\"Chung\"")
            .replace("\"lan\" }", "\"lan\", \"retired\": true }");
        let other = TestStore::migrated(store.engine(), crate::migrate);
        let (bed, other) = (Testbed::open(store), Testbed::open_with(other, &renamed));
        bed.write("leads.csv", LEADS);
        bed.import("leads.csv", &[]).well();
        let first = bed.run(&["export"]).well();
        other.write("moved.csv", &first);
        let stdout = other.import("moved.csv", &[]).well();
        assert!(stdout.contains("4 rows = 4 taken + 0 refused") && !stdout.contains("without a meaning"), "{stdout}");
        let pointed = |bed: &Testbed| -> Vec<_> {
            let leads = bed.leads().into_iter();
            leads.map(|lead| (lead.stage, lead.reason, lead.agent, lead.group, lead.service)).collect()
        };
        assert_eq!(pointed(&other), pointed(&bed));
    }

    /// A column of names counts where somebody took its numbers out, and in a file of chosen columns.
    fn names_count_where_no_numbers_stand_beside_them(store: TestStore) {
        let other = TestStore::migrated(store.engine(), crate::migrate);
        let (bed, other) = (Testbed::open(store), Testbed::open(other));
        bed.write("leads.csv", LEADS);
        bed.import("leads.csv", &[]).well();
        let rows = cells(&bed.run(&["export"]).well(), b',');
        let kept: Vec<usize> = (0..rows[0].len()).filter(|at| !["stage_id", "label_ids"].contains(&rows[0][*at].as_str())).collect();
        let mut without = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            without.write_record(kept.iter().map(|at| &row[*at])).unwrap();
        }
        other.write("named.csv", without.into_inner().unwrap());
        other.import("named.csv", &[]).well();
        let stages = |bed: &Testbed| bed.leads().into_iter().map(|lead| lead.stage).collect::<Vec<_>>();
        assert_eq!(stages(&other), stages(&bed));
        let column = |bed: &Testbed, name: &str| bed.run(&["export", "--list", "Tết", "--columns", name]).well();
        assert_eq!(column(&other, "labels"), column(&bed, "labels"));

        bed.run(&["export", "--columns", "name,phone,stage,reason,agent,labels", "--to", "chosen.csv"]).well();
        other.write("chosen.csv", bed.read("chosen.csv"));
        let list = ["import", "chosen.csv", "--list", "Chọn", "--campaign", "Chung"];
        assert!(other.run(&list).well().contains("4 rows = 4 taken + 0 refused"));
        assert_eq!(other.run(&["export", "--list", "Chọn", "--columns", "stage,labels"]).well(), bed.run(&["export", "--columns", "stage,labels"]).well());
    }

    /// What a spreadsheet shows is a text in each cell, so nothing needs a guard but what begins with one.
    fn a_workbook_that_is_imported_gives_the_same_export(store: TestStore) {
        let other = TestStore::migrated(store.engine(), crate::migrate);
        let (bed, other) = (Testbed::open(store), Testbed::open(other));
        bed.write("leads.csv", LEADS);
        bed.import("leads.csv", &[]).well();
        assert_eq!(bed.run(&["export", "--to", "leads.xlsx"]).well(), "4 leads in leads.xlsx\n");
        other.write("leads.xlsx", std::fs::read(bed.path("leads.xlsx")).unwrap());
        let stdout = other.import("leads.xlsx", &[]).well();
        assert!(stdout.contains("4 rows = 4 taken + 0 refused") && !stdout.contains("without a meaning"), "{stdout}");
        assert_eq!(leads(&other.run(&["export"]).well(), b','), leads(&bed.run(&["export"]).well(), b','));
    }
}

/// Between the engines as well: an embedded store's export fills a server's.
#[test]
fn an_export_of_one_engine_is_the_others_import() {
    let bed = Testbed::open(TestStore::migrated(Engine::Sqlite, crate::migrate));
    let other = Testbed::open(TestStore::migrated(Engine::Postgres, crate::migrate));
    bed.write("leads.csv", LEADS);
    bed.import("leads.csv", &[]).well();
    let first = bed.run(&["export"]).well();
    other.write("moved.csv", &first);
    other.import("moved.csv", &[]).well();
    assert_eq!(leads(&other.run(&["export"]).well(), b','), leads(&first, b','));
}
