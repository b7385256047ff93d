//! Files of leads: taken in whole, worked row by row, each refused row kept with its reason, and never a row twice, whoever
//! dies or comes late. On both engines.

use crate::bed::{self, ALL, House, SECOND};
use crate::gate::{Gate, until};
use crate::raw;
use crate::reference_set::*;
use leadhub_core::Hub;
use leadhub_core::import::{self, RowReader};
use leadhub_core::store::{lists, upload_rows, uploads};
use leadhub_intake::{ReadRow, Reason, Row};
use leadhub_model::upload::{RejectedRow, Step, Upload, UploadState};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

const HOUR: i64 = 3600 * SECOND;
/// Longer than a silent worker keeps its file.
const LEASE: i64 = 16 * SECOND;

/// How the dialect `first` reads a file here.
pub const SOUND: RowReader = RowReader { check_header, read };

fn check_header(header: &[String]) -> Result<(), String> {
    if header.iter().any(|name| name == "phone") { Ok(()) } else { Err("give a column 'phone'".to_owned()) }
}

fn read(row: &Row) -> Result<ReadRow, Reason> {
    let facts = Facts::default().with(Fact::Phone, row.cell("phone")).with(Fact::Name, row.cell("name"));
    let service = row.cell("service").parse().ok().map(ServiceId);
    if row.cell("phone").is_empty() {
        Err(Reason::new("phone", "phone is empty", "phone đang trống"))
    } else {
        Ok(NewLead { facts, service, ..NewLead::default() }.into())
    }
}

/// Dies in the middle of its work, at row 450.
const DYING: RowReader = RowReader { check_header, read: read_until_death };

fn read_until_death(row: &Row) -> Result<ReadRow, Reason> {
    assert!(row.number < 450, "the worker dies here");
    read(row)
}

/// A fault of the program comes of row 450, whenever it is read.
const POISONED: RowReader = RowReader { check_header, read: read_poisoned };

fn read_poisoned(row: &Row) -> Result<ReadRow, Reason> {
    assert!(row.number != 450, "no lead can be made of this row");
    read(row)
}

/// Waits, once the header is read, at the gate that is named in the header.
const SLOW: RowReader = RowReader { check_header: check_header_slowly, read };

static GATES: LazyLock<Mutex<HashMap<String, Arc<Gate>>>> = LazyLock::new(Mutex::default);

fn check_header_slowly(header: &[String]) -> Result<(), String> {
    let gate = GATES.lock().unwrap().get(&header[1]).cloned();
    gate.unwrap().pass();
    Ok(())
}

/// Works one file as the server does, on a thread outside of the runtime.
pub async fn work(house: &House, reader: RowReader) -> Result<bool, LeadError> {
    work_after(&house.hub, reader, || ()).await
}

/// As `work`, and lets `before` go between the lease and the first look at the file.
async fn work_after(hub: &Hub, reader: RowReader, before: impl Fn() + Send + 'static) -> Result<bool, LeadError> {
    let hub = hub.clone();
    let work = move || {
        import::work_next(&hub, |dialect| {
            before();
            (dialect == "first").then_some(reader)
        })
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Takes a file into list 110, so many bytes at once.
pub async fn take(house: &House, text: &[u8], chunk: usize) -> UploadId {
    let text = text.to_vec();
    house
        .act(move |tx, actor| {
            let upload = import::begin_upload(tx, actor, "leads.csv")?;
            for (number, content) in (0..).zip(text.chunks(chunk)) {
                import::append_chunk(tx, actor, upload, number, content)?;
            }
            import::finish_upload(tx, actor, upload, list_uuid(1, 110))?;
            Ok(upload)
        })
        .await
        .unwrap()
}

/// A file of so many good rows, its second column named as asked; every tenth row has no phone.
pub fn rows(count: usize, column: &str) -> String {
    let row = |number: usize| match number % 10 {
        0 => format!("\"\",nobody {number}\n"),
        _ => format!("09{number:08},row {number}\n"),
    };
    format!("phone,{column}\n") + &(1..=count).map(row).collect::<String>()
}

async fn uploads(house: &House) -> Vec<Upload> {
    house.ask(|db, actor| Ok(uploads::list_uploads(db, actor, ListId(110))?)).await
}

async fn rejected(house: &House, upload: UploadId, paging: Paging) -> Page<RejectedRow> {
    house.ask(move |db, actor| Ok(upload_rows::list_rejected(db, actor, upload, paging)?)).await
}

/// The upload of `rows(count, …)` is done, each row once.
async fn assert_done_once(house: &House, count: i64) {
    let upload = uploads(house).await.remove(0);
    assert_eq!((upload.state, upload.fault.as_deref()), (UploadState::Done, None));
    assert_eq!((upload.total, upload.succeeded, upload.failed), (count, count - count / 10, count / 10));
    let mut names: Vec<String> =
        house.leads().await.iter().map(|lead| lead.facts.text(Fact::Phone).to_owned()).collect();
    names.sort();
    let expected: Vec<String> =
        (1..=count).filter(|number| number % 10 != 0).map(|number| format!("09{number:08}")).collect();
    assert_eq!(names.len(), expected.len());
    assert!(names == expected, "some rows came twice and others not at all");
    assert_eq!(rejected(house, upload.id, ALL).await.total, count / 10);
    assert_eq!(house.count("SELECT COUNT(*) FROM upload_chunk").await, 0);
}

both_engines! {
    migrate = crate::migrate;

    async fn every_row_is_a_lead_or_a_refusal_with_its_reason(store: TestStore) {
        let house = House::open(store).await;
        let file = b"phone;name;service\n0349719999;Lan;90\n;Minh;\n0912345678;\"Hoa; nh\xe0\";\n0912345678;Mai \xc3\x81nh;99\n0987654321;Hoa;\n";
        let upload = take(&house, file, 1000).await;
        house.pass(SECOND);
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert_eq!(work(&house, SOUND).await, Ok(false), "there is no other");

        let told = uploads(&house).await.remove(0);
        let at = Moment::from_micros(house.now().micros() - SECOND);
        assert_eq!((told.id, told.filename.as_str(), told.state, told.created_at), (upload, "leads.csv", UploadState::Done, at));
        let refused = rejected(&house, upload, ALL).await;
        let read: Vec<_> = refused.rows.iter().map(|row| (row.row, row.text.as_str(), row.reason.as_str())).collect();
        let expected = [
            (2, ",Minh,", "phone is empty"),
            (3, "0912345678,Hoa; nh\u{fffd},", "the row is not UTF-8 text"),
            (4, "0912345678,Mai Ánh,99", "service is not known here"),
        ];
        assert_eq!(read, expected);
        assert_eq!((told.total, told.succeeded, told.failed), (5, 2, 3));
        let second = rejected(&house, upload, Paging { offset: 1, limit: 1 }).await;
        assert_eq!((second.rows, second.total), (vec![refused.rows[1].clone()], 3));

        let leads = house.leads().await;
        let named: Vec<_> = leads.iter().map(|lead| (lead.facts.text(Fact::Name), lead.list, lead.service)).collect();
        assert_eq!(named, [("Hoa", Some(ListId(110)), None), ("Lan", Some(ListId(110)), Some(ServiceId(90)))]);
        assert!(leads.iter().all(|lead| lead.origin == "first" && lead.created_at == house.now()));
        let integrations = house.count("SELECT COUNT(*) FROM lead_event WHERE integration_id IS NOT NULL").await;
        assert_eq!(integrations, 2, "the integration that brought the file did it");
        let row = house.ask(|db, actor| Ok(lists::find_list_row(db, actor, list_uuid(1, 110))?)).await.unwrap();
        assert_eq!((row.leads, row.uploaded, row.succeeded, row.failed), (2, 5, 2, 3));
        assert_eq!(house.count("SELECT COUNT(*) FROM upload_chunk").await, 0);
    }

    async fn leads_of_persons_who_were_known_are_counted(store: TestStore) {
        let house = House::open(store).await;
        house.create(bed::person("Lan", "0349719999")).await;
        // Lan again, somebody new, the same one again, one whom nothing identifies, a refused row.
        let file = b"phone,name\n+84349719999,Lan\n0912345678,Hoa\n0912 345 678,Hoa\n113,Mai\n,\n";
        let upload = take(&house, file, 100).await;
        assert_eq!(work(&house, SOUND).await, Ok(true));
        let told = house.ask(move |db, actor| Ok(uploads::find_upload(db, actor, upload)?)).await.unwrap();
        assert_eq!((told.total, told.succeeded, told.failed, told.known_persons), (5, 4, 1, 2));
        assert!(house.ask(|db, actor| Ok(uploads::find_upload(db, actor, UploadId(1))?)).await.is_none());
    }

    /// Who waits for one file works that one, and only while nobody else does.
    async fn one_file_can_be_worked_alone(store: TestStore) {
        let house = House::open(store).await;
        let other = take(&house, rows(10, "name").as_bytes(), 1000).await;
        house.pass(SECOND);
        let mine = take(&house, rows(20, "name").as_bytes(), 1000).await;
        house.pass(SECOND);
        let work_mine = || {
            let (hub, actor) = (house.hub.clone(), house.actor.clone());
            tokio::task::spawn_blocking(move || import::work_upload(&hub, &actor, mine, |_| Some(SOUND)))
        };
        assert_eq!(work_mine().await.unwrap(), Ok(true));
        assert_eq!(work_mine().await.unwrap(), Ok(false), "it is done");
        let states: HashMap<_, _> = uploads(&house).await.iter().map(|upload| (upload.id, upload.state)).collect();
        assert_eq!(states, HashMap::from([(mine, UploadState::Done), (other, UploadState::Waiting)]));
        let stranger = bed::organisation(&house.hub, "beta", 2).await;
        let (hub, actor) = (house.hub.clone(), stranger);
        let theirs = tokio::task::spawn_blocking(move || import::work_upload(&hub, &actor, other, |_| Some(SOUND)));
        assert_eq!(theirs.await.unwrap(), Ok(false), "another organisation's file");
    }

    async fn refused_rows_are_given_page_by_page(store: TestStore) {
        let house = House::open(store).await;
        let upload = take(&house, rows(95, "name").as_bytes(), 1000).await;
        assert_eq!(work(&house, SOUND).await, Ok(true));
        let (mut after, mut found) = (0, Vec::new());
        loop {
            let page = house.ask(move |db, actor| Ok(upload_rows::list_rejected_after(db, actor, upload, after, 4)?)).await;
            assert!(page.len() <= 4);
            let Some(last) = page.last() else { break };
            after = last.row;
            found.extend(page);
        }
        assert_eq!(found, rejected(&house, upload, ALL).await.rows);
        assert_eq!(found.len(), 9);
    }

    async fn a_file_is_whole_however_it_was_cut(store: TestStore) {
        let house = House::open(store).await;
        take(&house, rows(20, "name").as_bytes(), 7).await;
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert_done_once(&house, 20).await;
    }

    async fn a_file_nobody_can_read_is_done_and_says_why(store: TestStore) {
        let house = House::open(store).await;
        // Rows under columns that cannot be used are refused one by one, so that the totals tell of them.
        for (file, word, refused) in [("name\nLan\n", "column 'phone'", 1), ("", "empty", 0)] {
            take(&house, file.as_bytes(), 100).await;
            house.pass(SECOND);
            assert_eq!(work(&house, SOUND).await, Ok(true));
            let told = uploads(&house).await.remove(0);
            assert_eq!((told.state, told.total, told.failed), (UploadState::Done, refused, refused));
            assert!(told.fault.as_deref().unwrap().contains(word), "{told:?}");
        }
        let mut other = house.actor.clone();
        other.dialect = "second".to_owned();
        house.act_as(&other, |tx, actor| {
            let upload = import::begin_upload(tx, actor, "x.csv")?;
            import::finish_upload(tx, actor, upload, list_uuid(1, 110))
        }).await.unwrap();
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert!(uploads(&house).await[0].fault.as_deref().unwrap().contains("second"));
    }

    async fn the_oldest_file_is_worked_first(store: TestStore) {
        let house = House::open(store).await;
        let old = take(&house, b"phone\n0349719999\n", 100).await;
        house.pass(SECOND);
        take(&house, b"phone\n0912345678\n", 100).await;
        work(&house, SOUND).await.unwrap();
        let states: Vec<_> = uploads(&house).await.iter().map(|upload| (upload.id == old, upload.state)).collect();
        assert_eq!(states, [(false, UploadState::Waiting), (true, UploadState::Done)], "newest first");
    }

    async fn what_still_arrives_is_not_worked_and_can_be_thrown_away(store: TestStore) {
        let house = House::open(store).await;
        let before = raw::everything(&house.store);
        let upload = house.act(|tx, actor| {
            let upload = import::begin_upload(tx, actor, "a.csv")?;
            import::append_chunk(tx, actor, upload, 0, b"phone\n0349719999\n")?;
            Ok(upload)
        }).await.unwrap();
        assert_eq!(work(&house, SOUND).await, Ok(false));
        assert!(uploads(&house).await.is_empty());
        let nowhere = house.act(move |tx, actor| import::finish_upload(tx, actor, upload, uuid::Uuid::nil())).await;
        assert_eq!(nowhere, Err(LeadError::NotFound(Resource::List)));
        house.act(move |tx, actor| import::discard_upload(tx, actor, upload)).await.unwrap();
        assert_eq!(raw::everything(&house.store), before);
    }

    /// Only what has been silent for an hour is swept; what was swept is not said to be taken afterwards.
    async fn an_upload_that_stopped_arriving_is_swept(store: TestStore) {
        let house = House::open(store).await;
        let begin = |name: &'static str| house.act(move |tx, actor| {
            let upload = import::begin_upload(tx, actor, name)?;
            import::append_chunk(tx, actor, upload, 0, b"phone\n")?;
            Ok(upload)
        });
        let done = take(&house, b"phone\n", 100).await;
        let (silent, slow) = (begin("silent").await.unwrap(), begin("slow").await.unwrap());
        house.pass(HOUR);
        house.act(move |tx, actor| import::append_chunk(tx, actor, slow, 1, b"0349719999\n")).await.unwrap();
        house.pass(SECOND);
        let hub = house.hub.clone();
        let swept = tokio::task::spawn_blocking(move || import::sweep_abandoned(&hub)).await.unwrap();
        assert_eq!(swept, Ok(1));
        assert_eq!(house.count("SELECT COUNT(*) FROM upload_chunk").await, 3, "those of the other two");
        let late = house.act(move |tx, actor| import::append_chunk(tx, actor, silent, 1, b"x")).await;
        assert!(late.is_err(), "{late:?}");
        let late = house.act(move |tx, actor| import::finish_upload(tx, actor, silent, list_uuid(1, 110))).await;
        assert!(late.is_err(), "{late:?}");
        house.act(move |tx, actor| import::finish_upload(tx, actor, slow, list_uuid(1, 110))).await.unwrap();
        let left: Vec<_> = uploads(&house).await.iter().map(|upload| upload.id).collect();
        assert_eq!(left, [slow, done]);
    }

    /// A row that ends in a fault of the program each time is refused after three tries, and the rows behind it are worked.
    async fn a_row_that_only_fails_is_set_aside_and_named(store: TestStore) {
        let house = House::open(store).await;
        let upload = take(&house, rows(600, "name").as_bytes(), 4096).await;
        for tries in 1..3 {
            assert!(matches!(work(&house, POISONED).await, Err(LeadError::Internal(_))), "try {tries}");
            assert_eq!(uploads(&house).await[0].total, 449);
            house.pass(LEASE);
        }
        assert_eq!(work(&house, POISONED).await, Ok(true));
        let told = uploads(&house).await.remove(0);
        assert_eq!((told.state, told.fault, told.total, told.failed), (UploadState::Done, None, 600, 60));
        let refused = rejected(&house, upload, ALL).await.rows;
        let row = refused.iter().find(|row| row.row == 450).unwrap();
        assert!(row.reason.contains("failed on this row 3 times") && row.reason.contains("fault "), "{row:?}");
        assert_eq!(refused.iter().filter(|row| row.reason.contains("3 times")).count(), 1);
    }

    /// A file that ends every process which reads it is paused after three of them, and goes on when somebody says so.
    async fn a_file_that_ends_its_workers_is_set_aside(store: TestStore) {
        let house = House::open(store).await;
        let id = take(&house, rows(50, "name").as_bytes(), 1000).await;
        let gate = Gate::shut();
        let mut gone = Vec::new();
        for tries in 1..=3 {
            let (hub, closed) = (house.hub.clone(), Arc::clone(&gate));
            gone.push(tokio::spawn(async move { work_after(&hub, SOUND, move || closed.pass()).await }));
            gate.wait_for(tries);
            house.pass(LEASE);
        }
        assert_eq!(work(&house, SOUND).await, Ok(true));
        let told = uploads(&house).await.remove(0);
        assert_eq!((told.state, told.total), (UploadState::Paused, 0));
        assert!(told.fault.unwrap().contains("itself ended 3 times"));
        gate.open();
        for worker in gone {
            drop(worker.await.unwrap());
        }
        house.act(move |tx, actor| import::step(tx, actor, id, Step::Resume).map(drop)).await.unwrap();
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert_done_once(&house, 50).await;
    }

    /// The worker dies in its third transaction; after its lease another one goes on at the right row.
    async fn a_half_done_file_is_gone_on_with_at_the_right_row(store: TestStore) {
        let house = House::open(store).await;
        take(&house, rows(600, "name").as_bytes(), 4096).await;
        assert!(matches!(work(&house, DYING).await, Err(LeadError::Internal(_))));
        let half = uploads(&house).await.remove(0);
        assert_eq!((half.state, half.total), (UploadState::Waiting, 449), "the rows before it are taken");
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, half.succeeded, "progress moves on with its rows");
        house.pass(LEASE - 2 * SECOND);
        assert_eq!(work(&house, SOUND).await, Ok(false), "the worker may still live");
        house.pass(2 * SECOND);
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert_done_once(&house, 600).await;
    }

    /// A worker that comes back with its rows in hand after another one did them all keeps none of them.
    async fn a_slow_worker_imports_nothing_twice(store: TestStore) {
        let house = House::open(store).await;
        let (gate, name) = (Gate::shut(), format!("gate {}", house.store.url().to_lowercase()));
        GATES.lock().unwrap().insert(name.clone(), Arc::clone(&gate));
        take(&house, rows(50, &name).as_bytes(), 1 << 20).await;
        let hub = house.hub.clone();
        let slow = tokio::spawn(async move { work_after(&hub, SLOW, || ()).await });
        gate.wait_for(1);
        house.pass(LEASE);
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert_done_once(&house, 50).await;
        let before = raw::everything(&house.store);
        gate.open();
        assert!(slow.await.unwrap().is_err());
        assert_eq!(raw::everything(&house.store), before);
    }

    /// A worker that looks at the file only when it is done and gone says nothing about it.
    async fn a_late_worker_does_not_spoil_what_is_done(store: TestStore) {
        let house = House::open(store).await;
        take(&house, rows(50, "name").as_bytes(), 1000).await;
        let gate = Gate::shut();
        let (hub, closed) = (house.hub.clone(), Arc::clone(&gate));
        let late = tokio::spawn(async move { work_after(&hub, SOUND, move || closed.pass()).await });
        gate.wait_for(1);
        house.pass(LEASE);
        assert_eq!(work(&house, SOUND).await, Ok(true));
        let before = raw::everything(&house.store);
        gate.open();
        drop(late.await.unwrap());
        assert_eq!(raw::everything(&house.store), before);
        assert_done_once(&house, 50).await;
    }

    /// A store that cannot give the bytes for a moment is no fault of the file, whose rows were promised.
    async fn a_store_in_trouble_is_no_fault_of_the_file(store: TestStore) {
        let house = House::open_with(store, 4).await;
        let (gate, name) = (Gate::shut(), format!("gate {}", house.store.url().to_lowercase()));
        GATES.lock().unwrap().insert(name.clone(), Arc::clone(&gate));
        take(&house, rows(50, &name).as_bytes(), 256).await;
        let hub = house.hub.clone();
        let slow = tokio::spawn(async move { work_after(&hub, SLOW, || ()).await });
        gate.wait_for(1);
        // Every reader is held and the queue behind them is full.
        let held = Gate::shut();
        let mut reads = Vec::new();
        while reads.iter().filter(|read: &&tokio::task::JoinHandle<_>| read.is_finished()).count() < 3 {
            let (hub, held) = (house.hub.clone(), Arc::clone(&held));
            reads.push(tokio::spawn(async move {
                hub.read(move |_| {
                    held.pass();
                    Ok(())
                }).await
            }));
            // A reader that is free takes it meanwhile.
            thread::sleep(Duration::from_millis(10));
        }
        gate.open();
        assert_eq!(slow.await.unwrap(), Err(LeadError::Busy));
        held.open();
        for read in reads {
            drop(read.await.unwrap());
        }
        house.pass(LEASE);
        assert_eq!(work(&house, SOUND).await, Ok(true));
        assert_done_once(&house, 50).await;
    }

    /// Three workers whose leases are always over race through one file.
    async fn workers_that_race_import_each_row_once(store: TestStore) {
        let house = House::open(store).await;
        take(&house, rows(700, "name").as_bytes(), 4096).await;
        let done = Arc::new(Mutex::new(false));
        let workers: Vec<_> = (0..3).map(|_| {
            let (hub, done) = (house.hub.clone(), Arc::clone(&done));
            // A worker that lost the race comes back for more, as the server's does.
            thread::spawn(move || while !*done.lock().unwrap() {
                drop(import::work_next(&hub, |_| Some(SOUND)));
            })
        }).collect();
        let finished = || {
            house.pass(LEASE);
            let rows = raw::rows(&house.store, "SELECT id FROM upload WHERE state = 2");
            !rows.is_empty()
        };
        until("the file is done", finished);
        *done.lock().unwrap() = true;
        for worker in workers {
            worker.join().unwrap();
        }
        assert_done_once(&house, 700).await;
    }
}
