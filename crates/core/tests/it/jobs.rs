//! The work behind everybody: done at once when somebody of the same process asks for it, soon when it was another one, for several
//! organisations beside each other, and nothing of one holds up another. On both engines.

use crate::bed::{self, House, open_hub};
use crate::gate::{Gate, until};
use crate::raw;
use crate::reference_set::*;
use crate::uploads::SOUND;
use leadhub_core::import::{self, RowReader};
use leadhub_core::{Actor, Hub, HubOptions, jobs};
use leadhub_intake::{ReadRow, Reason, Row};
use leadhub_testkit::{TestStore, both_engines};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Less than the slow look, which would find everything.
const SOON: Duration = Duration::from_secs(10);

fn sound(_: &str) -> Option<RowReader> {
    Some(SOUND)
}

/// Waits at the gate that is named in the row's second cell, where there is one.
pub const GATED: RowReader = RowReader { read: read_gated, ..SOUND };

fn gated(_: &str) -> Option<RowReader> {
    Some(GATED)
}

static GATES: LazyLock<Mutex<HashMap<String, Arc<Gate>>>> = LazyLock::new(Mutex::default);

fn read_gated(row: &Row) -> Result<ReadRow, Reason> {
    let gate = GATES.lock().unwrap().get(row.cell("name")).cloned();
    if let Some(gate) = gate {
        gate.pass();
    }
    (SOUND.read)(row)
}

/// A gate for the rows of this store's files, and its name.
pub fn gate_of(house: &House) -> (Arc<Gate>, String) {
    let (gate, name) = (Gate::shut(), format!("gate {}", house.store.url().to_lowercase()));
    GATES.lock().unwrap().insert(name.clone(), Arc::clone(&gate));
    (gate, name)
}

/// A file of one row into the organisation's list.
async fn take(hub: &Hub, actor: &Actor, mark: u128, name: &str) {
    let (actor, file) = (actor.clone(), format!("phone,name\n0349719999,{name}\n"));
    let taken = hub.write(move |tx| {
        let upload = import::begin_upload(tx, &actor, "one.csv")?;
        import::append_chunk(tx, &actor, upload, 0, file.as_bytes())?;
        import::finish_upload(tx, &actor, upload, list_uuid(mark, 110))
    });
    taken.await.unwrap();
}

fn done(store: &TestStore) -> usize {
    raw::rows(store, "SELECT id FROM upload WHERE state = 2").len()
}

fn start(hub: &Hub, reader_of: jobs::ReaderOf) -> jobs::Running {
    let (hub, started) = (hub.clone(), Instant::now());
    let running = thread::spawn(move || jobs::start(&hub, reader_of).unwrap()).join().unwrap();
    // So that the first look, which finds whatever is there, is over.
    thread::sleep(Duration::from_millis(300));
    assert!(started.elapsed() < SOON);
    running
}

both_engines! {
    migrate = crate::migrate;

    async fn a_file_is_worked_as_soon_as_it_is_there(store: TestStore) {
        let house = House::open(store).await;
        let running = start(&house.hub, sound);
        let began = Instant::now();
        take(&house.hub, &house.actor, 1, "Lan").await;
        until("the file is worked", || done(&house.store) == 1);
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        house.hub.close();
        running.join();
    }

    async fn a_file_that_another_process_took_in_is_worked_soon(store: TestStore) {
        let house = House::open(store).await;
        let running = start(&house.hub, sound);
        let other = open_hub(house.store.url(), HubOptions::default()).unwrap();
        let began = Instant::now();
        take(&other, &house.actor, 1, "Lan").await;
        until("the file is worked", || done(&house.store) == 1);
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        other.close();
        house.hub.close();
        running.join();
    }

    async fn a_file_that_takes_long_holds_up_no_other_organisation(store: TestStore) {
        let house = House::open(store).await;
        let (gate, name) = gate_of(&house);
        let other = bed::organisation(&house.hub, "beta", 2).await;
        // The embedded engine has one writer: there the other file is worked between the rows of the first, not beside them.
        if house.store.engine() == leadhub_testkit::Engine::Postgres {
            let running = start(&house.hub, gated);
            take(&house.hub, &house.actor, 1, &name).await;
            gate.wait_for(1);
            take(&house.hub, &house.actor, 1, "Lan").await;
            take(&house.hub, &other, 2, "Hoa").await;
            until("the other organisation's file is worked", || done(&house.store) == 1);
            thread::sleep(Duration::from_millis(300));
            assert_eq!(done(&house.store), 1, "those of one organisation are worked one after the other");
            gate.open();
            until("all are worked", || done(&house.store) == 3);
            house.hub.close();
            running.join();
        }
    }
}
