//! An import whose disk fills up in the middle: it says that the store is away and counts no row that it did not take, and goes on with the
//! next row when there is room again, however often it was tried meanwhile.

use super::small_disk::{Disk, on_a_disk_of};
use crate::agreement::assert_agreement;
use crate::bed::{ALL, SECOND, START, open_hub, organisation};
use crate::reference_set::list_uuid;
use leadhub_core::clock::Clock;
use leadhub_core::import::{self, RowReader};
use leadhub_core::store::{lead_filter, uploads};
use leadhub_core::{Actor, Hub, HubOptions};
use leadhub_model::upload::{Upload, UploadState};
use leadhub_model::{Fact, LeadError, LeadFilter, LeadOrder, UploadId};
use leadhub_testkit::block_on;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

const ROWS: i64 = 3_000;
/// Behind the rows of a first transaction.
const LAST_WITH_ROOM: i64 = 1_100;
/// More than a file is set aside after where the fault is its own.
const TRIES_IN_VAIN: usize = 5;
const LEASE: i64 = 16 * SECOND;

/// A reader is a plain function, and the disk of this test is the only one of its process.
static DISK: OnceLock<Disk> = OnceLock::new();

const READER: RowReader =
    RowReader { check_header: leadhub_intake::headings::check_header, read: leadhub_intake::read_row };
/// Somebody else takes all room while it reads.
const FILLING: RowReader = RowReader {
    read: |row| {
        if row.number == LAST_WITH_ROOM {
            DISK.get().unwrap().fill(0);
        }
        (READER.read)(row)
    },
    ..READER
};

struct Bed {
    hub: Hub,
    actor: Actor,
    clock: Arc<AtomicI64>,
    upload: UploadId,
}

impl Bed {
    async fn take_file(disk: &Disk) -> Bed {
        let url = disk.path("leadhub.db");
        crate::migrate(&url);
        let clock = Arc::new(AtomicI64::new(START));
        let hub =
            open_hub(&url, HubOptions { clock: Clock::Set(Arc::clone(&clock)), ..HubOptions::default() }).unwrap();
        let actor = organisation(&hub, "alpha", 1).await;
        let rows: String = (1..=ROWS).map(|number| format!("09{number:08},row {number}\n")).collect();
        let (brings, file) = (actor.clone(), format!("phone,name\n{rows}"));
        let taken = hub.write(move |tx| {
            let upload = import::begin_upload(tx, &brings, "leads.csv")?;
            import::append_chunk(tx, &brings, upload, 0, file.as_bytes())?;
            import::finish_upload(tx, &brings, upload, list_uuid(1, 110))?;
            Ok(upload)
        });
        let upload = taken.await.unwrap();
        Bed { hub, actor, clock, upload }
    }

    /// By a worker who comes when the lease of the last one is over.
    async fn work(&self, reader: RowReader) -> Result<bool, LeadError> {
        self.clock.fetch_add(LEASE, Ordering::SeqCst);
        let hub = self.hub.clone();
        tokio::task::spawn_blocking(move || import::work_next(&hub, |_| Some(reader))).await.unwrap()
    }

    async fn find(&self) -> Upload {
        let (actor, id) = (self.actor.clone(), self.upload);
        self.hub.read(move |db| Ok(uploads::find_upload(db, &actor, id)?)).await.unwrap().unwrap()
    }

    /// Of every lead, in their order.
    async fn phones(&self) -> Vec<String> {
        let (actor, all) = (self.actor.clone(), LeadFilter::default());
        let read = self
            .hub
            .read(move |db| Ok(lead_filter::list_leads(db, &actor, &all, LeadOrder::OldestId, ALL, Fact::ALL)?));
        let rows = read.await.unwrap().rows;
        let mut phones: Vec<String> = rows.iter().map(|lead| lead.facts.text(Fact::Phone).to_owned()).collect();
        phones.sort();
        phones
    }

    /// So many rows are taken, each once, and counted.
    async fn assert_taken(&self, rows: i64) {
        let expected: Vec<String> = (1..=rows).map(|number| format!("09{number:08}")).collect();
        let phones = self.phones().await;
        assert!(phones == expected, "{} leads of {rows} rows, or some twice", phones.len());
        let upload = self.find().await;
        assert_eq!((upload.total, upload.created(), upload.failed), (rows, rows, 0));
        assert_agreement(&self.hub);
    }
}

#[test]
fn an_import_waits_for_room_and_goes_on() {
    on_a_disk_of(64, "sqlite::full_disk_import::an_import_waits_for_room_and_goes_on", |disk| {
        let disk = DISK.get_or_init(|| disk);
        block_on(async {
            let bed = Bed::take_file(disk).await;
            assert_eq!(bed.work(FILLING).await, Err(LeadError::Unavailable));
            let taken = bed.find().await.total;
            assert!((1..ROWS).contains(&taken), "the disk was full too soon or too late: {taken}");
            bed.assert_taken(taken).await;
            for _ in 0..TRIES_IN_VAIN {
                assert_eq!(bed.work(READER).await, Err(LeadError::Unavailable));
            }
            assert_eq!((bed.find().await.state, bed.find().await.fault), (UploadState::Waiting, None));
            bed.assert_taken(taken).await;

            disk.make_room();
            assert_eq!(bed.work(READER).await, Ok(true));
            assert_eq!(bed.find().await.state, UploadState::Done);
            bed.assert_taken(ROWS).await;
        });
    });
}
