//! What `leadhub import` takes and refuses, and what it says of it. What happens when it is cut off is `interrupted.rs`'s.
//! On both engines.

use super::{Testbed, cells, mode};
use leadhub_model::{CustomFieldId, CustomValue, Fact, LabelId, StageId};
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

both_engines! {
    migrate = crate::migrate;

    fn every_row_is_a_lead_or_a_refusal_with_its_reason(store: TestStore) {
        let bed = Testbed::open(store);
        let file = "\u{feff}Họ tên;SĐT;Ghi chú;stage_id;label_ids;custom:7;Màu xe\r\n\
                    Lan;'+84 349 719 999;\"gọi lại;\nbuổi tối\";2;1,3;=đỏ;xanh\r\n\
                    Hoa;0912345678;;99;;;\r\n\
                    Lan B;0349719999;;;;;\r\n\
                    ;;không ai;;;;\r\n\
                    Mai;0987654321;;đâu đó;;;\r\n";
        bed.write("leads.csv", file);
        let ran = bed.import("leads.csv", &["--rejects", "refused.csv", "--json"]);
        assert_eq!(ran.code, Some(1));
        assert_eq!(ran.err.trim(), r#"{"error":"3 of 5 rows were refused"}"#);
        let told = ran.json();
        assert_eq!(told, json!({
            "file": "leads.csv", "list": "Tết", "upload": told["upload"], "rows": 5, "taken": 2, "refused": 3, "known_persons": 1,
            "created": 2, "filled": 0, "updated": 0, "skipped": 0,
            "without_phone": 0, "rows_without_phone": [], "notes": ["';' stands between the cells"],
            "fault": null, "rejects": "refused.csv", "dry_run": false, "taken_before": false, "kept_in_extras": ["màu xe"],
            "suggestions": {},
        }));
        assert!(told["upload"].is_i64());

        let leads = bed.leads();
        assert_eq!(leads.iter().map(|lead| lead.facts.text(Fact::Name)).collect::<Vec<_>>(), ["Lan", "Lan B"]);
        let lan = &leads[0];
        assert_eq!((lan.facts.text(Fact::Phone), lan.stage, lan.origin.as_str()), ("+84 349 719 999", StageId(2), "native"));
        assert_eq!(lan.last_comment.as_deref(), Some("gọi lại;\nbuổi tối"));
        assert_eq!(json!(lan.extras), json!({ "native": { "màu xe": "xanh" } }));
        let (id, house) = (lan.id, bed.house.clone());
        let beside = bed.hub.read_blocking(move |db| {
            let labels = leadhub_core::store::reference::labels::list_labels_of(db, &house, &[id])?;
            Ok((labels, leadhub_core::store::reference::custom_fields::list_values_of(db, &house, &[id])?))
        }).unwrap();
        assert_eq!(beside.0, [(id, LabelId(1)), (id, LabelId(3))]);
        assert_eq!(beside.1, [(id, CustomValue { field: CustomFieldId(7), value: Some("=đỏ".to_owned()) })]);
        assert_eq!(bed.count("SELECT COUNT(*) FROM upload_chunk"), 0);

        let refused = cells(&bed.read("refused.csv"), b',');
        assert_eq!(refused[0], ["refused_row", "refused_because", "refused_because_vi", "refused_field", "refused_line", "họ tên", "sđt", "ghi chú", "stage_id", "label_ids", "custom:7", "màu xe"]);
        assert_eq!(refused[1][..7], ["2", "stage is not known here", "stage: không có trong danh mục ở đây", "stage", "4", "Hoa", "0912345678"]);
        assert_eq!(refused[2][..2], ["4", "phone, email and name are all empty: give one of them"]);
        assert_eq!(refused[3][1..4], ["stage_id: nothing here is called 'đâu đó'", "stage_id: ở đây không có 'đâu đó'", "stage_id"]);
        assert_eq!((refused.len(), mode(&bed.path("refused.csv"))), (4, 0o600));

        // Mended, it is imported as it is.
        let mended = bed.read("refused.csv").replace(",99,", ",1,").replace(",đâu đó,", ",1,").replace("không ai", "không ai,");
        bed.write("mended.csv", mended.lines().filter(|line| !line.starts_with("4,")).collect::<Vec<_>>().join("\n"));
        let stdout = bed.import("mended.csv", &[]).well();
        assert!(stdout.contains("2 rows = 2 taken + 0 refused; 0 of those taken are of persons known before"), "{stdout}");
        let leads = bed.leads();
        assert_eq!(leads.iter().skip(2).map(|lead| lead.facts.text(Fact::Name)).collect::<Vec<_>>(), ["Hoa", "Mai"]);
        assert!(leads[2].extras.is_empty(), "{:?}", leads[2].extras);
    }

    fn six_thousand_rows_are_counted_to_the_last(store: TestStore) {
        let bed = Testbed::open(store);
        // Every 100th has no contact, every 50th is of the person before.
        let row = |number: u32| match number {
            number if number % 100 == 0 => ",,nobody\n".to_owned(),
            number if number % 50 == 0 => format!("09{:08},again {number},\n", number - 1),
            number => format!("09{number:08},name {number},\n"),
        };
        bed.write("big.csv", "phone,name,comment\n".to_owned() + &(1..=6_000).map(row).collect::<String>());
        let ran = bed.import("big.csv", &["--json", "--rejects", "refused.csv"]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let told = ran.json();
        let counts = ["rows", "taken", "refused", "known_persons"].map(|key| told[key].as_i64().unwrap());
        assert_eq!(counts, [6_000, 5_940, 60, 60]);
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead"), 5_940);
        assert_eq!(bed.count("SELECT COUNT(*) FROM person"), 5_880);
        let rows: Vec<usize> = cells(&bed.read("refused.csv"), b',').iter().skip(1).map(|row| row[0].parse().unwrap()).collect();
        assert_eq!(rows, (1..=60).map(|number| number * 100).collect::<Vec<_>>());
    }

    fn what_is_no_csv_of_leads_is_refused_before_anything_is_written(store: TestStore) {
        let bed = Testbed::open(store);
        for (content, word) in [
            (&b"PK\x03\x04\x14\x00\x06\x00"[..], "no workbook that can be read"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no workbook that can be read"),
            ("Màu,Gọi gấp\nđỏ,0349000011\n".as_bytes(), "--map 'gọi gấp=phone'"),
            (b"phone,name\0\n1,2\n", "zero bytes"),
            (b"", "the file is empty"),
            (b"\xef\xbb\xbf\n\n", "the file is empty"),
            (b"colour,size\nred,1\n", "no column phone, email or name"),
            ("SĐT,Điện thoại\n1,2\n".as_bytes(), "'sđt' and 'điện thoại' are the same"),
            (b"name,custom:colour\nLan,red\n", "write its number"),
        ] {
            bed.write("no.csv", content);
            for more in [&[][..], &["--dry-run"]] {
                let ran = bed.import("no.csv", more);
                assert!(ran.error().starts_with("no.csv: ") && ran.error().contains(word), "{}", ran.error());
            }
        }
        assert!(bed.import("nowhere.csv", &[]).error().starts_with("nowhere.csv: "));
        assert_eq!(bed.count("SELECT COUNT(*) FROM upload"), 0);
    }

    fn rows_in_an_old_encoding_are_refused_one_by_one(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("old.csv", b"phone,name\n0349719999,Lan\n0912345678,Ho\xe0\n");
        let ran = bed.import("old.csv", &[]);
        assert_eq!(ran.error(), "1 of 2 rows were refused");
        assert!(ran.out.contains("\nrow 2: the row is not UTF-8 text\n"), "{}", ran.out);
    }

    fn a_quotation_mark_that_is_not_closed_refuses_its_row_and_swallows_none(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("open.csv", "name,phone,note\nAn,0349000021,\"màn 55\nBình,0349000022,gọi\nChi,0349000023,\"a \"\"b\"\" c\nDũng,0349000024,ok\n");
        for more in [&["--dry-run"][..], &[]] {
            let ran = bed.import("open.csv", more);
            assert_eq!(ran.error(), "2 of 4 rows were refused");
            assert!(ran.out.contains("row 1: line 2 opens a quotation mark") && ran.out.contains("row 3: line 4 opens"), "{}", ran.out);
        }
        assert_eq!(bed.leads().iter().map(|lead| lead.facts.text(Fact::Name)).collect::<Vec<_>>(), ["Bình", "Dũng"]);
    }

    fn noise_around_numbers_is_read_and_rows_without_a_phone_are_named(store: TestStore) {
        let bed = Testbed::open(store);
        let file = "name,phone\nA,\"=\"\"0349000042\"\"\"\nB,p:+84349000043\nC,0349000044/0987000045\nD,không có\nE,\"8,43E+10\"\nF,349000046.0\nG,0349000047x12\n";
        bed.write("noise.csv", file);
        for more in [&["--dry-run", "--json"][..], &["--json"]] {
            let ran = bed.import("noise.csv", more);
            let told = ran.json();
            assert_eq!([&told["rows"], &told["taken"], &told["refused"], &told["without_phone"]], [&json!(7), &json!(6), &json!(1), &json!(2)], "{more:?}");
            assert_eq!(told["rows_without_phone"], json!([4, 7]), "{more:?}");
        }
        let two = &bed.leads()[2];
        assert_eq!((two.facts.text(Fact::Phone), two.facts.text(Fact::Phone2)), ("0349000044", "0987000045"));
    }

    /// The same address with whatever stands around it is one person; what is no address identifies nobody.
    fn addresses_with_noise_are_one_person(store: TestStore) {
        let bed = Testbed::open(store);
        let one = [
            "lan.thu@example.vn", " Lan.Thu@Example.VN ", "lan.thu@example.vn.", "lan.thu@example.vn,", "<lan.thu@example.vn>",
            "Lan Thử <lan.thu@example.vn>", "mailto:lan.thu@example.vn", "lan.thu@example.vn; hoa.thu@example.vn",
            "lan.thu@example.vn\u{a0}", "\u{feff}lan.thu@example.vn", "lan.thu＠example.vn", "lan.thu@example.vn\u{200b}",
            "'lan.thu@example.vn", "lan.thu@example.vn/hoa@example.vn", "lan.thu@example.vn hoa@example.vn",
        ];
        let nobody = ["lan.thu @example.vn", "khong co", "không có", "-", "N/A", "none@none.com", "lan.thu@@example.vn"];
        let row = |(at, email): (usize, &&str)| format!("\"{at}\",\"{email}\"\n");
        let rows: String = one.iter().chain(&nobody).enumerate().map(row).collect();
        bed.write("emails.csv", format!("name,email\n{rows}"));
        let told = bed.import("emails.csv", &["--json"]).json();
        assert_eq!([&told["rows"], &told["taken"]], [&json!(22), &json!(22)], "{told}");
        let leads = bed.leads();
        let (lan, others) = leads.split_at(one.len());
        for lead in lan {
            let email = lead.facts.text(Fact::Email).to_lowercase();
            assert_eq!((email.as_str(), lead.person), ("lan.thu@example.vn", lan[0].person));
        }
        let mut persons: Vec<_> = others.iter().map(|lead| lead.person).chain([lan[0].person]).collect();
        persons.sort_unstable();
        persons.dedup();
        assert_eq!(persons.len(), nobody.len() + 1, "nobody is joined with anybody");
        // Two addresses in one cell: the first is the lead's, the cell is kept whole beside it.
        for at in [7, 13, 14] {
            assert_eq!(lan[at].extras["native"]["emails"], one[at], "{}", one[at]);
        }
    }

    fn a_file_is_read_as_its_caller_says(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("old.csv", b"H\xe4 t\xaan;S\xe8 g\xe4i\nNguy\xd4n;0349000051\n");
        let asked = ["--encoding", "tcvn3", "--map", "Số gọi=phone", "--json"];
        let told = bed.import("old.csv", &asked).json();
        assert_eq!(told["notes"], json!(["read as tcvn3", "';' stands between the cells"]));
        let lead = &bed.leads()[0];
        assert_eq!((lead.facts.text(Fact::Name), lead.facts.text(Fact::Phone)), ("Nguyễn", "0349000051"));
        assert_eq!(bed.run(&["import", "old.csv", "--list", "Tết", "--encoding", "klingon"]).code, Some(2));
    }

    fn a_dry_run_writes_nothing(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("leads.csv", "phone,after_day\n0349719999,1\n0912345678,soon\n");
        let ran = bed.import("leads.csv", &["--dry-run", "--rejects", "refused.csv", "--json"]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let told = ran.json();
        assert_eq!((&told["rows"], &told["taken"], &told["refused"], &told["dry_run"]), (&json!(2), &json!(1), &json!(1), &json!(true)));
        assert!(bed.read("refused.csv").ends_with(",0912345678,soon\n"));
        let tables = ["SELECT COUNT(*) FROM upload", "SELECT COUNT(*) FROM lead", "SELECT COUNT(*) FROM lead_list"];
        assert_eq!(tables.map(|sql| bed.count(sql)), [0, 0, 0]);
    }

    /// Whoever tries a file out beside others has no part in what they bring, also where the list is new to all of them.
    fn a_dry_run_beside_an_import_into_the_same_new_list_takes_nothing_away(store: TestStore) {
        let bed = Testbed::open(store);
        let rows: String = (1..=200).map(|number| format!("09{number:08}\n")).collect();
        bed.write("leads.csv", "phone\n".to_owned() + &rows);
        for list in ["Tết", "Hè"] {
            let command = ["import", "leads.csv", "--list", list, "--campaign", "Chung", "--json"];
            let tried: Vec<_> = (0..2).map(|_| bed.begin(&[&command[..], &["--dry-run"]].concat())).collect();
            let told = bed.run(&command).json();
            assert_eq!((&told["taken"], &told["refused"]), (&json!(200), &json!(0)), "{told}");
            for child in tried {
                let output = child.wait_with_output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            }
        }
        assert_eq!(bed.count("SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL AND list_id IN (SELECT id FROM lead_list)"), 400);
        assert_eq!([bed.count("SELECT COUNT(*) FROM lead_list"), bed.count("SELECT COUNT(*) FROM upload")], [2, 2]);
    }

    /// It names the list and the campaign as the import would, and is refused as that is.
    fn a_dry_run_into_no_list_is_refused_as_the_import_is(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("leads.csv", "phone\n0349719999\n");
        let long = "x".repeat(10_000);
        let refused = |more: &[&str]| {
            bed.run(&[&["import", "leads.csv", "--list", &long, "--campaign", "Chung"], more].concat()).error().to_owned()
        };
        assert_eq!(refused(&["--dry-run"]), refused(&[]));
        assert_eq!([bed.count("SELECT COUNT(*) FROM lead_list"), bed.count("SELECT COUNT(*) FROM upload")], [0, 0]);
    }

    fn a_file_may_come_by_standard_input(store: TestStore) {
        let bed = Testbed::open(store);
        let input = "email\nlan@example.com\n".as_bytes();
        let stdout = bed.run_with(&["import", "-", "--list", "Tết", "--campaign", "Chung"], input).well();
        assert!(stdout.contains("1 rows = 1 taken + 0 refused"), "{stdout}");
        assert_eq!(bed.leads()[0].facts.text(Fact::Email), "lan@example.com");
    }

    fn who_and_where_must_be_known(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("leads.csv", "name\nLan\n");
        let no_list = bed.run(&["import", "leads.csv", "--list", "Hè"]);
        assert!(no_list.error().starts_with("there is no list 'Hè' in 'acme'"), "{}", no_list.error());
        let no_campaign = bed.run(&["import", "leads.csv", "--list", "Hè", "--campaign", "Đông"]);
        assert_eq!(no_campaign.error(), "there is no campaign 'Đông'");
        for integration in ["nobody", "caresoft"] {
            let ran = bed.import("leads.csv", &["--integration", integration]);
            assert!(ran.error().contains("leadhub token create --organisation acme --dialect native"), "{}", ran.error());
        }
        bed.run(&["token", "create", "--dialect", "native", "--name", "reader", "--scope", "read"]).well();
        let reader = bed.import("leads.csv", &["--integration", "reader"]);
        assert!(reader.error().contains("scope 'write'"), "{}", reader.error());
        assert_eq!(bed.count("SELECT COUNT(*) FROM upload"), 0);
        bed.import("leads.csv", &[]).well();
        let list = bed.leads()[0].list;
        // The list is there now, and its UUID names it as well.
        let house = bed.house.clone();
        let uuid = bed.hub.read_blocking(move |db| Ok(leadhub_core::store::lists::find_list_by_name(db, &house, "Tết")?)).unwrap();
        let uuid = uuid.unwrap().uuid.to_string();
        bed.run(&["import", "leads.csv", "--list", &uuid, "--again"]).well();
        assert_eq!(bed.leads().iter().map(|lead| lead.list).collect::<Vec<_>>(), [list, list]);
    }

    /// What a column may well be is told before it is kept aside, and believed only when somebody says so.
    fn what_a_column_may_be_is_suggested_and_not_believed(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("leads.csv", "Họ tên,SĐT,Trạng thái\nLan,0349719999,Mới\n");
        let say = "'trạng thái' is kept with each lead; if it is the stage, say --map 'trạng thái=stage'";
        let tried = bed.import("leads.csv", &["--dry-run"]);
        assert!(tried.code == Some(0) && tried.out.contains(say), "{}{}", tried.out, tried.err);
        let told = bed.import("leads.csv", &["--dry-run", "--json"]);
        assert_eq!((&told.json()["suggestions"], told.err.as_str()), (&json!({ "trạng thái": "stage" }), ""));
        let said = bed.import("leads.csv", &["--dry-run", "--json", "--map", "Trạng thái=aside"]).json();
        assert_eq!((&said["suggestions"], &said["kept_in_extras"]), (&json!({}), &json!(["trạng thái"])));
        let done = bed.import("leads.csv", &[]);
        assert!(done.code == Some(0) && done.err.contains(say), "{}{}", done.out, done.err);
        assert_eq!(bed.leads()[0].extras["native"]["trạng thái"], "Mới");
    }

    /// A person is told how many more there are and where, a script of all of them.
    fn an_undo_tells_how_many_leads_it_left(store: TestStore) {
        let bed = Testbed::open(store);
        let rows = |comment: &str| (1..=60).map(|number| format!("09{number:08},{comment}\n")).collect::<String>();
        bed.write("leads.csv", "phone,comment\n".to_owned() + &rows(""));
        bed.import("leads.csv", &[]).well();
        bed.write("comments.csv", "phone,comment\n".to_owned() + &rows("gọi lại"));
        let told = bed.import("comments.csv", &["--on-duplicate", "update", "--json"]).json();
        assert_eq!(told["updated"], json!(60), "{told}");
        let id = told["upload"].as_i64().unwrap().to_string();
        let undone = bed.run(&["imports", "undo", &id]).well();
        assert_eq!(undone.matches(" stays: only a comment was added to it").count(), 50, "{undone}");
        let more = format!("... and 10 more: 'leadhub imports show {id} --organisation acme --json' names all");
        assert_eq!(undone.lines().last(), Some(more.as_str()));
        let all = bed.run(&["imports", "show", &id, "--json"]).json();
        assert_eq!((all["left"].as_array().unwrap().len(), &all["left_alone"]), (60, &json!(60)));
    }

    /// The same door as everywhere: known leads, names, what was kept under a name, a dry run that asks the store, and the way back.
    fn known_leads_and_names_are_treated_as_the_caller_says(store: TestStore) {
        let bed = Testbed::open(store);
        bed.write("one.csv", "phone,name\n0349719999,Lan\n");
        bed.import("one.csv", &[]).well();
        bed.write("two.csv", "phone,name,Trạng thái,Nhãn\n0349719999,Lan Anh,,\n0912345678,Hoa,,Nóng hổi\n0912345678,Hoa,,\n");
        let choices = ["--map", "Nhãn=labels", "--on-duplicate", "update", "--match", "phone,email", "--make-names", "--keep-as", "Tháng"];
        let tried = bed.import("two.csv", &[&choices[..], &["--dry-run", "--json"]].concat()).json();
        let counts = |told: &serde_json::Value| ["rows", "created", "updated", "skipped", "refused"].map(|key| told[key].as_i64().unwrap());
        assert_eq!(counts(&tried), [3, 1, 1, 1, 0], "{tried}");
        assert_eq!(bed.count("SELECT COUNT(*) FROM upload"), 1, "a dry run leaves nothing behind");
        let done = bed.import("two.csv", &["--like", "Tháng", "--json"]).json();
        assert_eq!(counts(&done), counts(&tried), "{done}");
        assert_eq!((&tried["known_persons"], &tried["notes"]), (&done["known_persons"], &done["notes"]));
        assert!(done["notes"].as_array().unwrap().contains(&json!("new label: Nóng hổi")), "{done}");
        assert_eq!(bed.count("SELECT COUNT(*) FROM label WHERE label = 'Nóng hổi'"), 1);
        assert_eq!(bed.leads().iter().map(|lead| lead.facts.text(Fact::Name)).collect::<Vec<_>>(), ["Lan Anh", "Hoa"]);

        let id = done["upload"].as_i64().unwrap().to_string();
        let undone = bed.run(&["imports", "undo", &id, "--json"]).json();
        assert_eq!([&undone["state"], &undone["taken_back"], &undone["left_alone"]], [&json!("undone"), &json!(2), &json!(0)]);
        assert_eq!(bed.leads().iter().map(|lead| lead.facts.text(Fact::Name)).collect::<Vec<_>>(), ["Lan"]);
        let listed = bed.run(&["imports", "list"]).well();
        assert!(listed.contains("two.csv: undone; 3 rows = 1 created + 0 filled + 1 updated + 1 skipped + 0 refused; 2 taken back"), "{listed}");
        assert!(bed.run(&["imports", "pause", &id]).error().contains("only what is under way can be paused"));
        assert_eq!(bed.run(&["imports", "show", "1"]).error(), "there is no import 1 in 'acme'");
    }
}
