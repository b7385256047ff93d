//! Search as people type it in Vietnam: what is found, in which order, the same on both engines; that what a write changes is found at
//! once, and that the work of a search does not grow with the store.

use crate::bed::{House, organisation, person};
use crate::raw;
use crate::update_lead::{fact, update};
use leadhub_core::actions::{create_lead, create_lead_once, delete_lead, delete_list, update_lead};
use leadhub_core::questions::{BUDGET, search_leads};
use leadhub_core::store::{lead_recount, lead_reindex};
use leadhub_core::{Actor, Sees};
use leadhub_model::*;
use leadhub_testkit::{Engine, TestStore, both_engines};

/// The names of what is found, in its order.
async fn names_as(house: &House, actor: &Actor, text: &str) -> Vec<String> {
    let text = text.to_owned();
    let found = house.ask_as(actor, move |db, actor| search_leads(db, actor, &text, 50, None, Fact::ALL)).await;
    assert!(found.next.is_none(), "a small store is searched whole");
    found.leads.iter().map(|lead| lead.facts.text(Fact::Name).to_owned()).collect()
}

async fn names(house: &House, text: &str) -> Vec<String> {
    names_as(house, &house.actor, text).await
}

async fn furnish(house: &House, leads: &[(&str, &str)]) {
    for (name, phone) in leads {
        house.create(person(name, phone)).await;
    }
}

async fn check(house: &House, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(names(house, text).await, *expected, "{text}");
    }
}

async fn is_whole(house: &House) {
    assert_eq!(house.ask(|db, actor| Ok(lead_reindex::list_wrong(db, actor)?)).await, Vec::<LeadId>::new());
}

/// Oldest first.
const LEADS: &[(&str, &str)] = &[
    ("Đường Văn Nam", "0349719999"),
    ("Dương Thị Hoà", "0912345678"),
    ("Nguyễn Hòa Bình", "01683456789"),
    ("Nguyên Khang", "0981112333"),
    ("nguyen khang", "02838123456"),
    ("Trần Thị Thuý", "0123456789"),
    ("Duong Le", "+1 415 555 2671"),
    ("NGUYỄN THỊ THÚY HẰNG", "0799123456"),
    ("O'Brien-Smith", "0988777666"),
];

/// Twenty thousand leads: two of five are called Nguyễn Thị, one Nguyễn Quỳnh, the others Trần Văn, each with a number of its own. Made
/// beside the program and then brought over, which takes a fraction of creating them.
async fn multiply(house: &House) {
    let first = house.create(person("Trần Văn", "0912345678")).await;
    let columns = raw::columns(&house.store, "lead");
    let value = |column: &String| match column.as_str() {
        "id" => format!("{} + 4 * i", first.id.0),
        "number" => "number + i".to_owned(),
        "uuid" => "'0190a000-0000-7000-8000-' || substr(CAST(100000000000 + i AS TEXT), 1, 12)".to_owned(),
        "phone" => "'09' || substr(CAST(100000000 + i * 4999 AS TEXT), 2)".to_owned(),
        "name" => {
            "CASE WHEN i = 7777 THEN 'Nguyễn Quỳnh' WHEN i % 5 < 2 THEN 'Nguyễn Thị ' || i ELSE 'Trần Văn ' || i END"
                .to_owned()
        }
        other => other.to_owned(),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    raw::execute(
        &house.store,
        &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         INSERT INTO lead ({}) SELECT {} FROM lead, n; DELETE FROM lead_term",
            columns.join(", "),
            values.join(", ")
        ),
    );
    let url = house.store.url().to_owned();
    raw::beside(move || leadhub_core::migrate(&url, |_| None).unwrap());
    is_whole(house).await;
}

/// In each of a hundred blocks of numbers terms of two words, of no lead that has both; and in one of them a lead that has. Gives that one and
/// the one that it was made of, which is in the oldest block.
async fn spread_two_words(house: &House) -> [LeadId; 2] {
    let first = house.create(person("Hoa Binh", "")).await.id;
    let far = LeadId(68 << 15);
    let columns = raw::columns(&house.store, "lead");
    let value = |column: &String| match column.as_str() {
        "id" => far.to_string(),
        "uuid" => "'0190a000-0000-7000-8000-999999999999'".to_owned(),
        other => other.to_owned(),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    let store = &house.store;
    raw::execute(store, &format!("INSERT INTO lead ({columns}) SELECT {values} FROM lead WHERE id = {first}"));
    raw::execute(
        store,
        &format!(
            "INSERT INTO lead_term (organisation_id, block, term, lead_id)
             SELECT organisation_id, 68, term, {far} FROM lead_term WHERE lead_id = {first}"
        ),
    );
    for (word, beside) in [("hoa", 0), ("binh", 1)] {
        raw::execute(
            store,
            &format!(
                "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 79999)
                 INSERT INTO lead_term (organisation_id, block, term, lead_id)
                 SELECT 1, 1 + i / 800, '{word}', (1 + i / 800) * 32768 + 2 + 2 * (i % 800) + {beside} FROM n"
            ),
        );
    }
    [far, first]
}

both_engines! {
    migrate = crate::migrate;

    /// A stretch of blocks holds more of one word than a statement reads, and nothing of what it reads has the other.
    async fn what_lies_behind_many_that_lack_a_word_is_found(store: TestStore) {
        let house = House::open(store).await;
        let both = spread_two_words(&house).await;
        let (mut after, mut leads) = (None, Vec::new());
        loop {
            let found = house.ask(move |db, actor| search_leads(db, actor, "hoa binh", 20, after, &[])).await;
            leads.extend(found.leads.iter().map(|lead| lead.id));
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(leads, both);
    }

    async fn accents_find_the_exact_ones_first_and_none_finds_all(store: TestStore) {
        let house = House::open(store).await;
        furnish(&house, LEADS).await;
        check(&house, &[
            ("duong", &["Duong Le", "Dương Thị Hoà", "Đường Văn Nam"]),
            ("đường", &["Đường Văn Nam", "Duong Le", "Dương Thị Hoà"]),
            ("Dương", &["Dương Thị Hoà", "Duong Le", "Đường Văn Nam"]),
            ("đườ", &["Đường Văn Nam", "Duong Le", "Dương Thị Hoà"]),
            ("nguyễn", &["NGUYỄN THỊ THÚY HẰNG", "Nguyễn Hòa Bình", "nguyen khang", "Nguyên Khang"]),
            ("nguyên khang", &["Nguyên Khang", "nguyen khang"]),
            // Any order, each as far as it is typed, also composed letter by letter.
            ("binh ngu", &["Nguyễn Hòa Bình"]),
            ("hang thi nguyen", &["NGUYỄN THỊ THÚY HẰNG"]),
            ("Nguye\u{302}\u{303}n Hò", &["Nguyễn Hòa Bình"]),
            ("du", &["Duong Le", "Dương Thị Hoà", "Đường Văn Nam"]),
            // The tone on either vowel.
            ("hoà", &["Nguyễn Hòa Bình", "Dương Thị Hoà"]),
            ("hòa", &["Nguyễn Hòa Bình", "Dương Thị Hoà"]),
            ("thuý", &["NGUYỄN THỊ THÚY HẰNG", "Trần Thị Thuý"]),
            // The keys of Telex as they are.
            ("nguyeenx", &["NGUYỄN THỊ THÚY HẰNG", "Nguyễn Hòa Bình", "nguyen khang", "Nguyên Khang"]),
            ("dduowngf", &["Đường Văn Nam", "Duong Le", "Dương Thị Hoà"]),
            ("thuys", &["NGUYỄN THỊ THÚY HẰNG", "Trần Thị Thuý"]),
            ("brien o smith", &["O'Brien-Smith"]),
            ("o'brien-smith", &["O'Brien-Smith"]),
            ("khong co ai", &[]),
            ("", &[]),
            ("  ' - ", &[]),
        ]).await;
    }

    async fn numbers_are_found_from_either_end_in_old_and_new_spelling(store: TestStore) {
        let house = House::open(store).await;
        furnish(&house, LEADS).await;
        check(&house, &[
            ("999", &["Đường Văn Nam"]),
            ("9719999", &["Đường Văn Nam"]),
            ("0349719999", &["Đường Văn Nam"]),
            ("0349 719 999", &["Đường Văn Nam"]),
            ("719 999", &["Đường Văn Nam"]),
            ("+84 349.719", &["Đường Văn Nam"]),
            ("84349719", &["Đường Văn Nam"]),
            ("0349", &["Đường Văn Nam"]),
            // Came with the prefix of before 2018, of which a number with one digit less is no such.
            ("0168345", &["Nguyễn Hòa Bình"]),
            ("01683456789", &["Nguyễn Hòa Bình"]),
            ("1683456789", &["Nguyễn Hòa Bình"]),
            ("683456789", &["Nguyễn Hòa Bình"]),
            ("0383456789", &["Nguyễn Hòa Bình"]),
            ("3456789", &["Trần Thị Thuý", "Nguyễn Hòa Bình"]),
            ("0123456789", &["Trần Thị Thuý"]),
            // One of today is found by what it was.
            ("01219123456", &["NGUYỄN THỊ THÚY HẰNG"]),
            ("219123456", &["NGUYỄN THỊ THÚY HẰNG"]),
            ("19123456", &["NGUYỄN THỊ THÚY HẰNG"]),
            ("456", &["NGUYỄN THỊ THÚY HẰNG", "nguyen khang"]),
            ("0283812", &["nguyen khang"]),
            ("4155552671", &["Duong Le"]),
            ("1415", &["Duong Le"]),
            ("hang 456", &["NGUYỄN THỊ THÚY HẰNG"]),
            // No part from the middle, and no part of fewer digits.
            ("7199", &[]),
            ("99", &[]),
        ]).await;
    }

    async fn whatever_a_lead_bears_is_found(store: TestStore) {
        let house = House::open(store).await;
        let facts = person("Lan", "0349719999").facts
            .with(Fact::Phone2, "0912345678")
            .with(Fact::Phone3, "028 3812 3456")
            .with(Fact::Email, "Lan.Pham_92@CongTy.vn")
            .with(Fact::Subject, "Gói niềng răng 12/2024")
            .with(Fact::Code, "LD-2024/001");
        let comment = NewComment { body: "Gọi lại sau 18h, cần báo giá".to_owned(), is_public: true, author: None };
        let new = NewLead { facts, comment: Some(comment), ..NewLead::default() };
        let made = house.act(move |tx, actor| create_lead_once(tx, actor, "CRM-77:Abc", new.clone())).await.unwrap().0;
        furnish(&house, &[("Another", "")]).await;
        let number = made.number.to_string();
        for text in ["lan", "0912", "678", "02838", "3456", "lan.pham_92@congty.vn", "lan.pham_9", "pham", "@congty", "congty.vn",
            "nieng rang", "RĂNG", "12/2024", "2024", "ld-2024", "LD-2024/001", "ld2024", "bao gia", "18h", "crm-77", "CRM-77:abc", &number]
        {
            assert_eq!(names(&house, text).await, ["Lan"], "{text}");
        }
        for text in ["gmail", "rang nieng hcm", "92@congty", &format!("{number}5")] {
            assert_eq!(names(&house, text).await, Vec::<String>::new(), "{text}");
        }
        is_whole(&house).await;
    }

    async fn a_project_and_a_contract_are_found(store: TestStore) {
        let house = House::open(store).await;
        let facts = person("Lan", "0349719999").facts
            .with(Fact::ProjectName, "Vườn Xuân Giai đoạn 2")
            .with(Fact::ProjectCode, "VX-GD")
            .with(Fact::ContractNumber, "HĐ-2024/077");
        let lead = house.create(NewLead { facts, ..NewLead::default() }).await;
        furnish(&house, &[("Vuon", ""), ("Another", "")]).await;
        check(&house, &[
            ("vườn", &["Lan", "Vuon"]),
            ("xuan vuon", &["Lan"]),
            ("vx-gd", &["Lan"]),
            ("VXGD", &["Lan"]),
            ("hđ-2024", &["Lan"]),
            ("HD2024077", &["Lan"]),
            ("lan xuân vx hd2024", &["Lan"]),
        ]).await;
        is_whole(&house).await;
        update(&house, lead.id, fact(Fact::ProjectName, "Đảo Xanh")).await.unwrap();
        update(&house, lead.id, fact(Fact::ProjectCode, "DX-7")).await.unwrap();
        update(&house, lead.id, fact(Fact::ContractNumber, "")).await.unwrap();
        check(&house, &[("xuan", &[]), ("vx", &[]), ("hd2024", &[]), ("đảo xanh", &["Lan"]), ("dx7", &["Lan"])]).await;
        is_whole(&house).await;
    }

    /// A store of before, whose leads were not found by these: what is missing is added, once, of the leads that bear one.
    async fn projects_of_a_store_of_before_are_found_after_migrating(store: TestStore) {
        let house = House::open(store).await;
        for (name, fact, text) in [
            ("Lan", Fact::ProjectName, "Vườn Xuân"),
            ("Hoa", Fact::ProjectCode, "VX-7"),
            ("Minh", Fact::ContractNumber, "HD-2024/077"),
        ] {
            house.create(NewLead { facts: person(name, "").facts.with(fact, text), ..NewLead::default() }).await;
        }
        let other = house.create(person("Mai", "0349719999")).await;
        let before = raw::everything(&house.store);
        let without = "DELETE FROM lead_term WHERE term LIKE 'vuon%' OR term LIKE 'xuan%' OR term LIKE 'vx%' OR term LIKE 'hd2024%'";
        let mark = "INSERT INTO lead_term (organisation_id, block, term, lead_id) VALUES (1, -1, 'unfilled', 0)";
        raw::execute(&house.store, &format!("{without}; {mark}"));
        check(&house, &[("vuon", &[]), ("vx7", &[]), ("hd2024", &[])]).await;
        let opened = crate::bed::open_hub(house.store.url(), leadhub_core::HubOptions::default());
        assert!(opened.is_err_and(|say| say.contains("run 'leadhub migrate'")));
        let url = house.store.url().to_owned();
        let migrate = || raw::beside(|| leadhub_core::migrate(&url, |_| None).unwrap());
        migrate();
        assert_eq!(raw::everything(&house.store), before);
        check(&house, &[("vuon", &["Lan"]), ("vx7", &["Hoa"]), ("hd2024", &["Minh"])]).await;
        is_whole(&house).await;
        // A comment of which only its beginning was found.
        let words: Vec<String> = (0..120).map(|word| format!("tu{word}")).collect();
        let comment = LeadChange {
            comment: Some(NewComment { body: words.join(" "), is_public: true, author: None }),
            ..LeadChange::default()
        };
        update(&house, other.id, comment).await.unwrap();
        let before = raw::everything(&house.store);
        raw::execute(&house.store, &format!("DELETE FROM lead_term WHERE term LIKE 'tu1__'; {mark}"));
        check(&house, &[("tu99", &["Mai"]), ("tu119", &[])]).await;
        migrate();
        assert_eq!(raw::everything(&house.store), before);
        check(&house, &[("tu119", &["Mai"])]).await;
        let short = NewComment { body: "ngắn".to_owned(), is_public: true, author: None };
        update(&house, other.id, LeadChange { comment: Some(short), ..LeadChange::default() }).await.unwrap();
        is_whole(&house).await;
        // No other lead is looked at, and none without a mark.
        raw::execute(&house.store, &format!("DELETE FROM lead_term WHERE term = 'mai'; {mark}"));
        migrate();
        let unfound = || house.ask(|db, actor| Ok(lead_reindex::list_wrong(db, actor)?));
        assert_eq!(unfound().await, [other.id]);
        raw::execute(&house.store, without);
        migrate();
        assert_eq!(unfound().await.len(), 4);
    }

    async fn what_a_write_changes_is_found_at_once(store: TestStore) {
        let house = House::open(store).await;
        let facts = person("Lan", "0349719999").facts.with(Fact::Subject, "Lan can ho").with(Fact::Code, "K1");
        let new = NewLead { facts, list: Some(ListId(110)), ..NewLead::default() };
        let lead = house.act(move |tx, actor| create_lead_once(tx, actor, "K1", new.clone())).await.unwrap().0;
        let comment = |body: &str| LeadChange {
            comment: Some(NewComment { body: body.to_owned(), is_public: true, author: None }),
            ..LeadChange::default()
        };
        update(&house, lead.id, comment("hẹn thứ sáu")).await.unwrap();
        check(&house, &[("hẹn sáu", &["Lan"])]).await;
        update(&house, lead.id, comment("đã ký")).await.unwrap();
        check(&house, &[("hẹn", &[]), ("đã ký", &["Lan"])]).await;
        // Its subject still has the word, and its key the code.
        update(&house, lead.id, fact(Fact::Name, "Huệ")).await.unwrap();
        update(&house, lead.id, fact(Fact::Code, "K2")).await.unwrap();
        update(&house, lead.id, fact(Fact::Phone, "0912345678")).await.unwrap();
        check(&house, &[("lan", &["Huệ"]), ("hue", &["Huệ"]), ("k1", &["Huệ"]), ("k2", &["Huệ"]), ("9999", &[]), ("5678", &["Huệ"])]).await;
        is_whole(&house).await;
        house.act(move |tx, actor| delete_lead(tx, actor, lead.id)).await.unwrap();
        check(&house, &[("hue", &[]), ("k1", &[])]).await;
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_term").await, 0);
        // Made and changed in one transaction: what was gathered of it first is not found.
        house.act(|tx, actor| {
            let lead = create_lead(tx, actor, person("Đào", ""))?;
            update_lead(tx, actor, lead.id, &fact(Fact::Name, "Lý"))?;
            let lead = create_lead(tx, actor, person("Sen", ""))?;
            delete_lead(tx, actor, lead.id)
        }).await.unwrap();
        check(&house, &[("dao", &[]), ("ly", &["Lý"]), ("sen", &[])]).await;
        is_whole(&house).await;
        for lead in house.leads().await {
            house.act(move |tx, actor| delete_lead(tx, actor, lead.id)).await.unwrap();
        }
        // A list takes its leads along.
        for name in ["Mai", "Cúc"] {
            house.create(NewLead { list: Some(ListId(110)), ..person(name, "") }).await;
        }
        check(&house, &[("mai", &["Mai"])]).await;
        let list = crate::reference_set::list_uuid(1, 110);
        house.act(move |tx, actor| delete_list(tx, actor, list)).await.unwrap();
        check(&house, &[("mai", &[])]).await;
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_term").await, 0);
    }

    async fn nobody_finds_more_than_she_sees(store: TestStore) {
        let house = House::open(store).await;
        let hers = NewLead { agent: Some(AgentId(80)), ..person("Lan Anh", "0349719999") };
        house.create(NewLead { facts: hers.facts.clone().with(Fact::Email, "lan@congty.vn"), ..hers }).await;
        house.create(NewLead { agent: Some(AgentId(81)), ..person("Lan Hương", "0912345678") }).await;
        let beta = organisation(&house.hub, "beta", 2).await;
        assert_eq!(names_as(&house, &beta, "lan").await, Vec::<String>::new());
        let own = Actor { sees: Sees::Own { agent: AgentId(80), groups: Vec::new() }, ..house.actor.clone() };
        assert_eq!(names_as(&house, &own, "lan").await, ["Lan Anh"]);
        assert_eq!(names_as(&house, &own, "5678").await, Vec::<String>::new());
        // What is masked is not to be guessed digit by digit.
        let masked = Actor { masked: true, ..house.actor.clone() };
        for (text, found) in [("0349719999", 1), ("84349719999", 1), ("999", 1), ("9999", 0), ("0349", 0), ("lan@congty.vn", 1), ("lan@con", 0), ("lan", 2)] {
            assert_eq!(names_as(&house, &masked, text).await.len(), found, "{text}");
        }
    }

    /// Thousands of leads with a word, of which an agent sees some of the oldest: she finds them with one call, and as few are looked at.
    async fn leads_of_others_do_not_use_up_the_search_of_an_agent(store: TestStore) {
        let house = House::open(store).await;
        multiply(&house).await;
        raw::execute(&house.store, "UPDATE lead SET agent_id = 80 WHERE number <= (SELECT MIN(number) FROM lead) + 200");
        crate::totals::mark_unfilled(&house);
        raw::beside(|| leadhub_core::migrate(house.store.url(), |_| None).unwrap());
        let own = Actor { sees: Sees::Own { agent: AgentId(80), groups: Vec::new() }, ..house.actor.clone() };
        for (text, limit, rows) in [("nguyen", 20, 20), ("tran van 3", 20, 8), ("nguyen", 100, 80)] {
            let own = own.clone();
            let found = house.ask(move |db, _| search_leads(db, &own, text, limit, None, &[])).await;
            assert_eq!(found.leads.len(), rows, "{text}");
            assert!(found.leads.iter().all(|lead| lead.agent == Some(AgentId(80))), "{text}");
            assert!(found.looked_at <= 2 * limit + 200, "{text}: {}", found.looked_at);
        }
    }

    /// Hers stand thin among the leads of others at first, then close together, and few of them have both words: none is passed over.
    async fn an_agent_finds_hers_among_those_of_others(store: TestStore) {
        let house = House::open(store).await;
        multiply(&house).await;
        let first = "(SELECT MIN(number) FROM lead)";
        let ends = format!(
            "number <= {first} + 19 OR number BETWEEN {first} + 200 AND {first} + 399 OR number = (SELECT MAX(number) FROM lead) - 3"
        );
        raw::execute(&house.store, &format!("UPDATE lead SET agent_id = 80 WHERE {ends}"));
        crate::totals::mark_unfilled(&house);
        raw::beside(|| leadhub_core::migrate(house.store.url(), |_| None).unwrap());
        let own = Actor { sees: Sees::Own { agent: AgentId(80), groups: Vec::new() }, ..house.actor.clone() };
        let all = |actor: Actor, limit: usize| house.ask(move |db, _| {
            let (mut after, mut hers) = (None, Vec::new());
            loop {
                let found = search_leads(db, &actor, "van 1", limit, after, &[])?;
                hers.extend(found.leads.iter().filter(|lead| lead.agent == Some(AgentId(80))).map(|lead| lead.id));
                after = found.next;
                if after.is_none() {
                    return Ok(hers);
                }
            }
        });
        let whole = all(house.actor.clone(), 1_000).await;
        assert!(whole.len() > 4, "{whole:?}");
        assert_eq!(all(own, 20).await, whole);
    }

    /// Twenty thousand leads: the common word costs what a page holds, the rare one what it finds, and two common ones that are never
    /// together end with the budget and are gone on with.
    async fn the_work_of_a_search_is_bounded(store: TestStore) {
        let house = House::open(store).await;
        multiply(&house).await;
        let rounds = |text: &'static str, limit: usize| {
            let house = &house;
            async move {
                let (mut after, mut leads, mut rounds) = (None, Vec::new(), Vec::new());
                loop {
                    let found = house.ask(move |db, actor| search_leads(db, actor, text, limit, after, &[])).await;
                    assert!(found.leads.len() <= limit && found.looked_at <= 2 * (BUDGET + 512), "{text}: {}", found.looked_at);
                    rounds.push((found.leads.len(), found.looked_at));
                    leads.extend(found.leads.iter().map(|lead| lead.id));
                    after = found.next;
                    if after.is_none() {
                        return (leads, rounds);
                    }
                }
            }
        };
        for (text, most) in [("nguyen", 64), ("nguyễn", 64), ("ngu", 64), ("nguyeenx thi", 64), ("n", 64), ("quynh", 1), ("nguyen quynh", 1), ("xyz", 0)] {
            let found = house.ask(move |db, actor| search_leads(db, actor, text, 20, None, &[])).await;
            assert!(found.looked_at <= most, "{text}: {}", found.looked_at);
            assert_eq!(found.leads.len(), if most < 20 { most } else { 20 }, "{text}");
        }
        let (leads, one_by_one) = rounds("nguyen tran", 20).await;
        assert!(leads.is_empty() && one_by_one.len() > 1, "{one_by_one:?}");
        // Page by page nothing comes twice and nothing is left out, whichever way it matches.
        for text in ["nguyên 1", "0912"] {
            let (mut leads, _) = rounds(text, 333).await;
            let (whole, _) = rounds(text, 20_000).await;
            assert_eq!(leads, whole, "{text}");
            leads.sort_unstable();
            leads.dedup();
            assert_eq!(leads.len(), whole.len(), "{text}");
        }
        assert_eq!(rounds("thi", 20_000).await.0.len(), 8_000);
    }

    async fn what_a_store_had_before_is_found_after_migrating(store: TestStore) {
        let house = House::open(store).await;
        let facts = person("Đường", "0349719999").facts.with(Fact::Email, "duong@congty.vn");
        let new = NewLead { facts, ..NewLead::default() };
        let lead = house.act(move |tx, actor| create_lead_once(tx, actor, "CRM-77", new.clone())).await.unwrap().0;
        furnish(&house, LEADS).await;
        let before = raw::everything(&house.store);
        raw::execute(&house.store, "DELETE FROM lead_term");
        check(&house, &[("duong", &[])]).await;
        let unfound = house.ask(|db, actor| Ok(lead_reindex::list_wrong(db, actor)?)).await;
        assert!(unfound.len() == LEADS.len() + 1 && unfound.contains(&lead.id), "{unfound:?}");
        let url = house.store.url().to_owned();
        raw::beside(move || leadhub_core::migrate(&url, |_| None).unwrap());
        assert_eq!(raw::everything(&house.store), before);
        is_whole(&house).await;
    }

    /// Whatever is kept: the terms and sets of an organisation are what its leads tell again, and nobody else's are looked at.
    async fn terms_and_sets_are_made_anew(store: TestStore) {
        let house = House::open(store).await;
        let facts = person("Đường", "0349719999").facts.with(Fact::ProjectName, "Vườn Xuân");
        let new = NewLead { facts, ..NewLead::default() };
        let lead = house.act(move |tx, actor| create_lead_once(tx, actor, "CRM-77", new.clone())).await.unwrap().0;
        furnish(&house, LEADS).await;
        let terms = || raw::rows(&house.store, "SELECT organisation_id, block, term, lead_id FROM lead_term ORDER BY term, lead_id");
        let wrong = || house.ask(|db, actor| Ok((
            lead_reindex::list_wrong(db, actor)?,
            lead_recount::list_wrong(db, actor.organisation_id())?,
        )));
        let mend = |sets: &[OrganisationId], terms: &[OrganisationId]| {
            raw::beside(|| leadhub_core::mend(house.store.url(), sets, terms).unwrap());
        };
        let (before, all) = (terms(), [house.actor.organisation_id()]);
        raw::execute(&house.store, &format!(
            "DELETE FROM lead_term WHERE term LIKE 'crm%'; DELETE FROM lead_set; DELETE FROM lead_set_part;
             INSERT INTO lead_term (organisation_id, block, term, lead_id) VALUES (1, {}, 'khac', {})", lead.id.0 >> 15, lead.id.0));
        let (found, sets) = wrong().await;
        assert!(found == [lead.id] && sets.contains(&"all") && sets.contains(&"stage"), "{found:?} {sets:?}");
        mend(&[], &[]);
        assert_eq!(wrong().await.0, [lead.id]);
        mend(&[], &all);
        assert_eq!(terms(), before);
        let (found, sets) = wrong().await;
        assert!(found.is_empty() && !sets.is_empty(), "{found:?} {sets:?}");
        mend(&all, &[]);
        assert_eq!(wrong().await, (Vec::new(), Vec::new()));
    }

    /// Every stretch of terms is read by the key, block by block.
    async fn terms_are_read_by_their_key(store: TestStore) {
        let house = House::open(store).await;
        furnish(&house, LEADS).await;
        let sql = "SELECT lead_id FROM lead_term WHERE organisation_id = 1 AND block IN (0, 1, 2) AND term >= 'nguyen' AND term < 'nguyeo'";
        let plan = match house.store.engine() {
            Engine::Sqlite => raw::rows(&house.store, &format!("EXPLAIN QUERY PLAN {sql}")),
            Engine::Postgres => raw::rows(&house.store, &format!("SET enable_seqscan = off; EXPLAIN {sql}")),
        };
        let plan = format!("{plan:?}");
        let all = match house.store.engine() {
            Engine::Sqlite => vec!["SEARCH lead_term USING PRIMARY KEY (organisation_id=? AND block=? AND term>? AND term<?)"],
            Engine::Postgres => vec!["Index Cond", "block = ANY", "term >= 'nguyen'", "term < 'nguyeo'"],
        };
        assert!(all.iter().all(|part| plan.contains(part)), "{plan}");
    }
}
