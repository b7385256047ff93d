//! One door for files: looked at, told what to do with known leads and names, tried out and then doing exactly that, paused, cancelled, taken
//! back where nobody touched what it made. On both engines.

mod dry_run;
mod stopped;
mod undo;

use crate::bed::{ALL, House, SECOND, person};
use crate::gate::until;
use crate::raw;
use crate::reference_set::*;
use crate::update_lead::events;
use leadhub_core::import::{self, Plan, RowReader};
use leadhub_core::store::reference::{labels, sources};
use leadhub_core::store::{lead_recount, leads, lists, upload_rows, uploads};
use leadhub_core::{Actor, Db, Hub, Sees};
use leadhub_intake::FileOptions;
use leadhub_model::upload::{Duplicates, MatchBy, MatchWithin, OnDuplicate, RejectedRow, Step, Upload, UploadState};
use leadhub_model::*;
use leadhub_testkit::{Engine, TestStore, both_engines};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use uuid::Uuid;

const DAY: i64 = 86_400 * SECOND;
const LEASE: i64 = 16 * SECOND;

/// As the native API reads a file.
const READER: RowReader =
    RowReader { check_header: leadhub_intake::headings::check_header, read: leadhub_intake::read_row };

fn plan(then: OnDuplicate, by: &[MatchBy], within: MatchWithin) -> Plan {
    Plan { duplicates: Duplicates { by: by.to_vec(), within, then }, ..Plan::default() }
}

/// Takes a file into list 110 and says what to do with it.
async fn hold(house: &House, file: &str, plan: Plan) -> UploadId {
    hold_in(house, list_uuid(1, 110), file, plan).await
}

async fn hold_in(house: &House, list: Uuid, file: &str, plan: Plan) -> UploadId {
    let file = file.as_bytes().to_vec();
    let held = house.act(move |tx, actor| {
        let upload = import::begin_upload(tx, actor, "leads.csv")?;
        import::append_chunk(tx, actor, upload, 0, &file)?;
        import::hold_upload(tx, actor, upload, list)?;
        import::set_plan(tx, actor, upload, None, (&FileOptions::default(), &plan))?;
        Ok(upload)
    });
    held.await.unwrap()
}

async fn take(house: &House, id: UploadId, step: Step) -> Result<Upload, LeadError> {
    house.act(move |tx, actor| import::step(tx, actor, id, step)).await
}

/// Takes the step and does what it asks for.
async fn go(house: &House, id: UploadId, step: Step) -> Upload {
    take(house, id, step).await.unwrap();
    house.pass(SECOND);
    work(house).await.unwrap();
    find(house, id).await
}

async fn work(house: &House) -> Result<bool, LeadError> {
    work_with(house, READER).await
}

async fn work_with(house: &House, reader: RowReader) -> Result<bool, LeadError> {
    let hub = house.hub.clone();
    tokio::task::spawn_blocking(move || import::work_next(&hub, |_| Some(reader))).await.unwrap()
}

/// Works so long that it is set aside: twice the fault is told, then it is left.
async fn work_until_set_aside(house: &House, reader: RowReader) {
    for tries in 1..3 {
        let worked = work_with(house, reader).await;
        assert!(matches!(worked, Err(LeadError::Internal(_))), "try {tries}: {worked:?}");
        house.pass(LEASE);
    }
    assert_eq!(work_with(house, reader).await, Ok(true));
}

async fn find(house: &House, id: UploadId) -> Upload {
    house.ask(move |db, actor| Ok(uploads::find_upload(db, actor, id)?)).await.unwrap()
}

async fn rejected(house: &House, id: UploadId) -> Vec<RejectedRow> {
    house.ask(move |db, actor| Ok(upload_rows::list_rejected(db, actor, id, ALL)?)).await.rows
}

/// created, filled, updated, skipped, failed.
fn counts(upload: &Upload) -> [i64; 5] {
    assert_eq!(upload.total, upload.succeeded + upload.failed);
    [upload.created(), upload.filled, upload.updated, upload.skipped, upload.failed]
}

/// Works on several threads whose leases are always over, until the upload is in this state.
fn race(house: &House, state: UploadState) {
    let done = Arc::new(AtomicBool::new(false));
    let worker = |hub: Hub, done: Arc<AtomicBool>| {
        thread::spawn(move || {
            while !done.load(Ordering::SeqCst) {
                drop(import::work_next(&hub, |_| Some(READER)));
            }
        })
    };
    let workers: Vec<_> = (0..3).map(|_| worker(house.hub.clone(), Arc::clone(&done))).collect();
    until("the file is done", || {
        house.pass(LEASE);
        let waiting = raw::rows(&house.store, "SELECT id FROM upload WHERE state = 1");
        waiting.is_empty()
            && !raw::rows(&house.store, &format!("SELECT id FROM upload WHERE state = {}", state.code())).is_empty()
    });
    done.store(true, Ordering::SeqCst);
    workers.into_iter().for_each(|worker| worker.join().unwrap());
}

both_engines! {
    migrate = crate::migrate;

    async fn a_held_file_waits_until_somebody_lets_it_begin(store: TestStore) {
        let house = House::open(store).await;
        let id = hold(&house, "phone\n0349000001\n", Plan::default()).await;
        assert_eq!(work(&house).await, Ok(false));
        assert_eq!(find(&house, id).await.state, UploadState::Held);
        let row = house.ask(|db, actor| Ok(lists::find_list_row(db, actor, list_uuid(1, 110))?)).await.unwrap();
        assert_eq!(row.uploaded, 0);
        let done = go(&house, id, Step::Start).await;
        assert_eq!((done.state, counts(&done), done.row_count), (UploadState::Done, [1, 0, 0, 0, 0], Some(1)));
        assert_eq!(done.header, ["phone"]);
        assert_eq!(take(&house, id, Step::Start).await.map(|upload| upload.state).unwrap_err().to_string(),
            "step: only a file that is held can be started: this one has begun or ended");
        let nothing = take(&house, UploadId(1), Step::Start).await;
        assert_eq!(nothing, Err(LeadError::NotFound(Resource::Import)));
    }

    async fn a_file_that_is_held_for_a_week_is_forgotten(store: TestStore) {
        let house = House::open(store).await;
        let before = raw::everything(&house.store);
        hold(&house, "phone\n0349000001\n", Plan::default()).await;
        let sweep = || {
            let hub = house.hub.clone();
            tokio::task::spawn_blocking(move || import::sweep_forgotten(&hub))
        };
        house.pass(7 * DAY);
        assert_eq!(sweep().await.unwrap(), Ok(0));
        house.pass(SECOND);
        assert_eq!(sweep().await.unwrap(), Ok(1));
        assert_eq!(raw::everything(&house.store), before);
    }

    /// Names stand where numbers do, whatever their case and accents; what nobody knows is told by column, in both languages.
    async fn names_are_looked_up_and_unknown_ones_told(store: TestStore) {
        let house = House::open(store).await;
        let file = "phone,stage,labels,agent,campaign_id,group,service,list\n\
                    0349000001,calling,\"HOT; Cold\",lan@example.com,spring,evening,service 90,list 112\n\
                    0349000002,11,52,minh,101,,,\n\
                    0349000003,Đang gọi,,,,,,\n\
                    0349000004,,Mới,,,,,\n\
                    0349000005,,,,,,,list 999\n";
        let id = hold(&house, file, Plan::default()).await;
        let done = go(&house, id, Step::Start).await;
        assert_eq!(counts(&done), [2, 0, 0, 0, 3]);
        let leads = house.leads().await;
        let [second, first] = leads.as_slice() else { panic!("{leads:?}") };
        assert_eq!(
            (first.stage, first.agent, first.campaign, first.group, first.service, first.list),
            (CALLING, Some(AgentId(80)), Some(CampaignId(100)), Some(GroupId(71)), Some(ServiceId(90)), Some(ListId(112)))
        );
        assert_eq!((second.stage, second.agent, second.campaign), (CALLING, Some(AgentId(81)), Some(CampaignId(101))));
        let first = first.id;
        let labels = house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, first)?)).await;
        assert_eq!(labels.iter().map(|label| label.id.0).collect::<Vec<_>>(), [52, 50]);
        let told: Vec<_> = rejected(&house, id).await.into_iter().map(|row| (row.row, row.line, row.field, row.reason, row.reason_vi)).collect();
        let wanted = |row: i64, field: &str, en: &str, vi: &str| {
            (row, row + 1, field.to_owned(), en.to_owned(), vi.to_owned())
        };
        assert_eq!(told, [
            wanted(3, "stage", "stage: nothing here is called 'Đang gọi'", "stage: ở đây không có 'Đang gọi'"),
            wanted(4, "labels", "labels: nothing here is called 'Mới'", "labels: ở đây không có 'Mới'"),
            wanted(5, "list", "list: nothing here is called 'list 999'", "list: ở đây không có 'list 999'"),
        ]);
    }

    async fn unknown_labels_lists_and_campaigns_are_made_where_that_is_asked_for(store: TestStore) {
        let house = House::open(store).await;
        let file = "phone,labels,list,campaign,stage\n\
                    0349000001,Mới;Hot,Tết,Mùa hè,\n\
                    0349000002,mới,Tết,MÙA HÈ,\n\
                    0349000003,Không,,,Không có\n\
                    ,Thừa,,,\n";
        let id = hold(&house, file, Plan { makes_names: true, ..Plan::default() }).await;
        let tried = go(&house, id, Step::DryRun).await;
        assert_eq!(counts(&tried), [2, 0, 0, 0, 2]);
        assert_eq!(house.count("SELECT COUNT(*) FROM label WHERE label = 'Mới'").await, 0);
        let done = go(&house, id, Step::Start).await;
        assert_eq!(counts(&done), [2, 0, 0, 0, 2]);
        // So that a slip of the pen is seen before it makes anything.
        let told = ["new label: Mới", "new campaign: Mùa hè", "new list: Tết"];
        for upload in [&tried, &done] {
            let mut lines: Vec<&str> = upload.notes.lines().filter(|line| line.starts_with("new ")).collect();
            lines.sort_unstable();
            assert_eq!(lines, { let mut told = told; told.sort_unstable(); told });
        }
        for (sql, wanted) in [
            ("SELECT COUNT(*) FROM label WHERE label = 'Mới'", 1),
            ("SELECT COUNT(*) FROM label", 4),
            ("SELECT COUNT(*) FROM lead_list WHERE name = 'Tết'", 1),
            ("SELECT COUNT(*) FROM campaign WHERE name = 'Mùa hè'", 1),
            ("SELECT COUNT(*) FROM lead_label", 3),
        ] {
            assert_eq!(house.count(sql).await, wanted, "{sql}");
        }
    }

    /// Also where the import needs several transactions, and where there are more names than anybody reads.
    async fn names_that_are_made_are_told_once_each_and_so_many(store: TestStore) {
        let house = House::open(store).await;
        let rows: String = (0..3_000).map(|row| format!("09{row:08},nhãn {}\n", row / 100)).collect();
        let few = hold(&house, &format!("phone,labels\n{rows}"), Plan { makes_names: true, ..Plan::default() }).await;
        let tried = go(&house, few, Step::DryRun).await;
        let done = go(&house, few, Step::Start).await;
        assert_eq!((counts(&done), done.notes.lines().count()), ([3_000, 0, 0, 0, 0], 31), "{}", done.notes);
        assert_eq!(tried.notes, done.notes);
        let rows: String = (0..60).map(|row| format!("08{row:08},mới {row}\n")).collect();
        let many = hold(&house, &format!("phone,labels\n{rows}"), Plan { makes_names: true, ..Plan::default() }).await;
        let tried = go(&house, many, Step::DryRun).await;
        let done = go(&house, many, Step::Start).await;
        assert_eq!(tried.notes, done.notes);
        let lines: Vec<&str> = done.notes.lines().skip(1).collect();
        assert_eq!((lines.len(), lines[0], lines[49]), (51, "new label: mới 0", "new label: mới 49"));
        assert_eq!(lines[50], "more than 50 new names, the others are not told here");
    }

    /// What is known by phone, e-mail or code is skipped, filled or updated, in the file and in the store.
    async fn rows_of_known_leads_are_skipped_filled_or_updated(store: TestStore) {
        let house = House::open(store).await;
        let facts = Facts::default().with(Fact::Name, "Lan").with(Fact::Phone, "0349000001").with(Fact::Code, "K1");
        let known = house.create(NewLead { facts, ..NewLead::default() }).await.id;
        let file = "phone,name,email,code,stage,màu\n\
                    +84349000001,Lan Anh,lan@example.vn,,Calling,đỏ\n\
                    0349000002,Hoa,,,,\n\
                    0349000002,Hoa,,,,\n\
                    0349000002,Hoa,hoa@example.vn,,,\n";
        let run = async |then: OnDuplicate| {
            let id = hold(&house, file, plan(then, &[MatchBy::Phone], MatchWithin::Organisation)).await;
            counts(&go(&house, id, Step::Start).await)
        };
        let lead = async || house.ask(move |db, actor| Ok(leads::find_lead(db, actor, known)?)).await.unwrap();
        assert_eq!(run(OnDuplicate::Skip).await, [1, 0, 0, 3, 0]);
        assert_eq!((lead().await.facts.text(Fact::Name), lead().await.version), ("Lan", 1));
        // Hoa is known now; her third row still brings something.
        assert_eq!(run(OnDuplicate::Fill).await, [0, 2, 0, 2, 0]);
        let filled = lead().await;
        assert_eq!((filled.facts.text(Fact::Name), filled.facts.text(Fact::Email), filled.stage), ("Lan", "lan@example.vn", NEW));
        assert_eq!(filled.facts.text(Fact::Phone), "0349000001", "the same number in another spelling is no change");
        assert_eq!(filled.extras["first"]["màu"], "đỏ");
        assert_eq!(run(OnDuplicate::Fill).await, [0, 0, 0, 4, 0], "there is nothing left to fill");
        assert_eq!(run(OnDuplicate::Update).await, [0, 0, 1, 3, 0]);
        assert_eq!((lead().await.facts.text(Fact::Name), lead().await.stage), ("Lan Anh", CALLING));
        assert_eq!(run(OnDuplicate::Create).await, [4, 0, 0, 0, 0]);
    }

    async fn known_leads_are_looked_for_in_the_list_its_campaign_or_everywhere(store: TestStore) {
        let house = House::open(store).await;
        let lead = |phone: &str, list: Option<i64>| NewLead {
            facts: Facts::default().with(Fact::Phone, phone), list: list.map(ListId), ..NewLead::default()
        };
        // 110 and 112 are of one campaign, 111 of another.
        for (phone, list) in [("0349000001", Some(110)), ("0349000002", Some(112)), ("0349000003", Some(111)), ("0349000004", None)] {
            house.create(lead(phone, list)).await;
        }
        let file = "phone\n0349000001\n0349000002\n0349000003\n0349000004\n";
        for (within, wanted) in
            [(MatchWithin::Organisation, [0, 0, 0, 4, 0]), (MatchWithin::Campaign, [2, 0, 0, 2, 0]), (MatchWithin::List, [1, 0, 0, 3, 0])]
        {
            // What the one before made is in list 110, where the next one finds it.
            let id = hold(&house, file, plan(OnDuplicate::Skip, &[MatchBy::Phone], within)).await;
            assert_eq!(counts(&go(&house, id, Step::Start).await), wanted, "{within:?}");
        }
    }

    /// The code is believed before the phone, and the phone before the e-mail; a booked lead keeps its number.
    async fn what_identifies_best_decides(store: TestStore) {
        let house = House::open(store).await;
        let lead = |code: &str, phone: &str| {
            let facts = Facts::default().with(Fact::Code, code).with(Fact::Phone, phone);
            NewLead { facts, ..NewLead::default() }
        };
        let by_code = house.create(lead("K1", "0349000001")).await.id;
        let by_phone = house.create(lead("K2", "0349000002")).await.id;
        let file = "code,phone,name\nK1,0349000002,Lan\n";
        let all = [MatchBy::Email, MatchBy::Phone, MatchBy::Code];
        let id = hold(&house, file, plan(OnDuplicate::Fill, &all, MatchWithin::Organisation)).await;
        assert_eq!(counts(&go(&house, id, Step::Start).await), [0, 1, 0, 0, 0]);
        let name = async |lead: LeadId| {
            house.ask(move |db, actor| Ok(leads::find_lead(db, actor, lead)?)).await.unwrap().facts.text(Fact::Name).to_owned()
        };
        assert_eq!((name(by_code).await, name(by_phone).await), ("Lan".to_owned(), String::new()));
    }

    /// Whose the contacts are is looked up for many rows at once; what a row brings counts for those below, as if they came alone.
    /// Both of two looks at whose the contacts are: the file is longer than one.
    async fn known_persons_who_get_a_contact_changed(store: TestStore) {
        let house = House::open(store).await;
        for phone in ["0349000001", "0349000002", "0349000003"] {
            house.create(person("Lan", phone)).await;
        }
        house.pass(SECOND);
        let others: String = (0..300).map(|number| format!("09{number:08},\n")).collect();
        let file = format!("phone,email\n0349000001,lan@example.vn\n0349000003,\n{others}0349000002,hoa@example.vn\n");
        let id = hold(&house, &file, Plan::default()).await;
        assert_eq!(counts(&go(&house, id, Step::Start).await), [303, 0, 0, 0, 0]);
        assert_eq!(house.count("SELECT COUNT(*) FROM person WHERE updated_at > created_at").await, 2);
    }

    async fn rows_meet_the_persons_of_rows_above(store: TestStore) {
        let house = House::open(store).await;
        let file = "phone,phone2,name\n0349000001,0349000002,Lan\n0349000002,,Minh\n0349000003,,\n0349000003,,Hoa\n";
        let id = hold(&house, file, Plan::default()).await;
        assert_eq!(counts(&go(&house, id, Step::Start).await), [4, 0, 0, 0, 0]);
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 3);
        assert_eq!(house.count("SELECT COUNT(*) FROM possible_duplicate").await, 1, "a number that Lan's lead bears");
        assert_eq!(house.count("SELECT COUNT(*) FROM person WHERE name = 'Hoa'").await, 1, "who had no name gets one");
    }

    async fn where_a_lead_comes_from_its_score_and_meeting_are_filled_and_updated(store: TestStore) {
        let house = House::open(store).await;
        let lead = house.create(person("Lan", "0349000001")).await.id;
        let of = async |then: OnDuplicate, row: &str| {
            let file = format!("phone,source,score,meeting_at\n0349000001,{row}\n");
            let id = hold(&house, &file, plan(then, &[MatchBy::Phone], MatchWithin::Organisation)).await;
            let tried = counts(&go(&house, id, Step::DryRun).await);
            let done = counts(&go(&house, id, Step::Start).await);
            assert_eq!(tried, done, "{row}");
            let found = house.ask(move |db, actor| Ok(leads::find_lead(db, actor, lead)?)).await.unwrap();
            let sources = house.ask(|db, actor| Ok(sources::list_sources(db, actor)?)).await;
            let name = sources.iter().find(|source| Some(source.id) == found.source).map(|source| source.name.clone());
            (done, name, found.score, found.meeting_at.map(|at| at.micros() / SECOND))
        };
        let fair = Some("Hội chợ xuân".to_owned());
        let first = (fair.clone(), Some(5), Some(1_700_000_000));
        let told = |counts: [i64; 5], (name, score, at): (Option<String>, Option<i64>, Option<i64>)| (counts, name, score, at);
        assert_eq!(of(OnDuplicate::Fill, "Hội chợ xuân,5,2023-11-14T22:13:20Z").await, told([0, 1, 0, 0, 0], first.clone()));
        assert_eq!(of(OnDuplicate::Fill, "Web,7,2024-01-01T00:00:00Z").await, told([0, 0, 0, 1, 0], first.clone()));
        assert_eq!(of(OnDuplicate::Update, "hoi cho xuan,5,2023-11-14T22:13:20Z").await, told([0, 0, 0, 1, 0], first));
        let second = (Some("Web".to_owned()), Some(7), Some(1_704_067_200));
        assert_eq!(of(OnDuplicate::Update, "Web,7,2024-01-01T00:00:00Z").await, told([0, 0, 1, 0, 0], second));
    }

    async fn who_sees_her_own_leads_sees_the_files_she_brought_and_takes_none_back(store: TestStore) {
        let house = House::open(store).await;
        let id = hold(&house, "phone\n0349000001\n", Plan::default()).await;
        go(&house, id, Step::Start).await;
        let integration = house.actor.integration;
        for (own, integration, seen) in [(true, integration, 1), (true, None, 0), (false, None, 1)] {
            let sees = if own { Sees::Own { agent: AgentId(81), groups: Vec::new() } } else { Sees::All };
            let actor = Actor { sees, integration, ..house.actor.clone() };
            let found = house.ask_as(&actor, move |db, actor| {
                let listed = uploads::list_imports_after(db, actor, None, 10)?.len();
                Ok((uploads::find_upload(db, actor, id)?.iter().count(), listed))
            }).await;
            assert_eq!(found, (seen, seen), "{own} {integration:?}");
        }
        let own = Actor { sees: Sees::Own { agent: AgentId(81), groups: Vec::new() }, ..house.actor.clone() };
        let undone = house.act_as(&own, move |tx, actor| import::step(tx, actor, id, Step::Undo)).await;
        assert!(matches!(undone, Err(LeadError::Refused(_))), "{undone:?}");
        assert_eq!(find(&house, id).await.state, UploadState::Done);
    }

    async fn what_was_said_of_a_file_is_kept_under_a_name(store: TestStore) {
        let house = House::open(store).await;
        let options = FileOptions { map: vec![("Trạng thái".to_owned(), "stage".to_owned())], ..FileOptions::default() };
        let plan = plan(OnDuplicate::Fill, &[MatchBy::Email], MatchWithin::List);
        let kept = (options.clone(), plan.clone());
        for _ in 0..2 {
            let kept = kept.clone();
            house.act(move |tx, actor| import::save_options(tx, actor, "Tháng", (&kept.0, &kept.1))).await.unwrap();
        }
        let wanted = [import::SavedOptions { name: "Tháng".to_owned(), options, plan }];
        assert_eq!(house.ask(import::list_saved_options).await, wanted);
        // It is the organisation's: other integrations and whoever signs in find it, and what an agent keeps for herself is hers.
        let other = Actor { integration: Some(IntegrationId(999)), ..house.actor.clone() };
        assert_eq!(house.ask_as(&other, import::list_saved_options).await, wanted);
        let sees = Sees::Own { agent: AgentId(81), groups: Vec::new() };
        let lan = Actor { agent: Some(AgentId(81)), integration: None, sees, ..house.actor.clone() };
        let (options, plan) = (FileOptions::default(), Plan::default());
        house.act_as(&lan, move |tx, actor| import::save_options(tx, actor, "Của tôi", (&options, &plan))).await.unwrap();
        let names = async |actor: &Actor| -> Vec<String> {
            house.ask_as(actor, import::list_saved_options).await.into_iter().map(|saved| saved.name).collect()
        };
        assert_eq!((names(&lan).await, names(&other).await), (vec!["Tháng".to_owned(), "Của tôi".to_owned()], vec!["Tháng".to_owned()]));
    }

    async fn a_preview_shows_columns_and_suggests_without_believing(store: TestStore) {
        let house = House::open(store).await;
        let file = "Họ tên,Trạng thái,Gọi gấp\nAn,Mới,0349000001\nBình,Mới,0349000002\n";
        let id = hold(&house, file, Plan::default()).await;
        let upload = find(&house, id).await;
        let (hub, actor) = (house.hub.clone(), house.actor.clone());
        let found = tokio::task::spawn_blocking(move || import::preview_upload(&hub, &actor, &upload)).await.unwrap().unwrap();
        let told: Vec<_> = found.columns.iter()
            .map(|column| (column.heading.as_str(), column.field.as_deref(), column.suggestion, column.samples.join("|"))).collect();
        assert_eq!(told, [
            ("họ tên", Some("name"), None, "An|Bình".to_owned()),
            ("trạng thái", None, Some("stage"), "Mới|Mới".to_owned()),
            ("gọi gấp", None, None, "0349000001|0349000002".to_owned()),
        ]);
        assert!(found.fault.unwrap().contains("'gọi gấp' is full of phone numbers"));
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 0);
    }

    /// What no file of leads is made of is refused clearly, and nothing is imported halfway.
    async fn files_that_would_do_harm_are_refused_clearly(store: TestStore) {
        let house = House::open(store).await;
        let headings = (0..10_000).map(|at| format!("c{at}")).collect::<Vec<_>>().join(",");
        let wide = format!("phone,{headings}\n0349000001{}\n", ",".repeat(10_000));
        for (file, say) in [(wide.as_str(), "10001 columns"), ("phone\0\n1\n", "zero bytes"), ("%PDF-1.7", "a PDF")] {
            let id = hold(&house, file, Plan::default()).await;
            for step in [Step::DryRun, Step::Start] {
                let done = go(&house, id, step).await;
                assert!(done.fault.as_deref().is_some_and(|fault| fault.contains(say)), "{say}: {done:?}");
            }
        }
        let id = hold(&house, "phone,name\n0349000001,a\0b\n0349000002,c\n", Plan::default()).await;
        let done = go(&house, id, Step::Start).await;
        assert_eq!(counts(&done), [1, 0, 0, 0, 1]);
        assert!(rejected(&house, id).await[0].reason_vi.contains("U+0000"));
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 1);
    }
}
