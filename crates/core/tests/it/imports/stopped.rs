//! Imports that are held up: by others at the same file or beside it, by who pauses or cancels them, by faults.
//! On both engines; the door itself stands in `imports.rs`.

use super::*;
use crate::gate::line_up;
use crate::jobs::{GATED, gate_of};
use leadhub_core::{Tx, actions};

both_engines! {
    migrate = crate::migrate;

    /// Two files with the same people at once, on several workers: nobody comes twice.
    async fn two_files_at_once_make_nobody_twice(store: TestStore) {
        let house = House::open(store).await;
        // A number of zeros alone is nobody's.
        let rows: String = (1..=300).map(|number| format!("09{number:08},row {number}\n")).collect();
        let file = format!("phone,name\n{rows}");
        for _ in 0..2 {
            let id = hold(&house, &file, plan(OnDuplicate::Skip, &[MatchBy::Phone], MatchWithin::Organisation)).await;
            take(&house, id, Step::Start).await.unwrap();
        }
        race(&house, UploadState::Done);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 300);
        assert_eq!(house.count("SELECT COUNT(*) FROM person").await, 300);
        assert_eq!(house.count("SELECT CAST(SUM(skipped) AS BIGINT) FROM upload").await, 300);
    }

    async fn a_paused_import_goes_on_where_it_was(store: TestStore) {
        let house = House::open(store).await;
        let rows: String = (0..50).map(|number| format!("09{number:08}\n")).collect();
        let id = hold(&house, &format!("phone\n{rows}"), Plan::default()).await;
        take(&house, id, Step::Start).await.unwrap();
        assert_eq!(take(&house, id, Step::Pause).await.unwrap().state, UploadState::Paused);
        assert_eq!(take(&house, id, Step::Pause).await.unwrap().state, UploadState::Paused, "to ask twice does no harm");
        assert_eq!(work(&house).await, Ok(false));
        let done = go(&house, id, Step::Resume).await;
        assert_eq!((done.state, counts(&done)), (UploadState::Done, [50, 0, 0, 0, 0]));
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, 50);
    }

    /// A dry run that only fails is ended after three tries, an undo paused, each with what happened; the files behind are worked.
    async fn a_file_that_only_fails_is_set_aside_and_the_next_one_is_worked(store: TestStore) {
        const FAILING: RowReader =
            RowReader { check_header: leadhub_intake::headings::check_header, read: |_| panic!("nothing can be made of it") };
        let is_told = |upload: &Upload| upload.fault.as_ref().is_some_and(|fault| fault.contains("failed on this file 3 times"));
        let house = House::open(store).await;
        let id = hold(&house, "phone\n0349000001\n", Plan::default()).await;
        take(&house, id, Step::DryRun).await.unwrap();
        house.pass(SECOND);
        work_until_set_aside(&house, FAILING).await;
        let tried = find(&house, id).await;
        assert!(tried.state == UploadState::Held && is_told(&tried), "{tried:?}");
        assert_eq!(go(&house, id, Step::Start).await.state, UploadState::Done);

        // What an undo cannot read of what was made.
        raw::execute(&house.store, "UPDATE upload_part SET made = 'nobody'");
        take(&house, id, Step::Undo).await.unwrap();
        let next = hold(&house, "phone\n0349000002\n", Plan::default()).await;
        take(&house, next, Step::Start).await.unwrap();
        house.pass(SECOND);
        work_until_set_aside(&house, READER).await;
        let undone = find(&house, id).await;
        assert!(undone.state == UploadState::Paused && undone.taken_back == 0 && is_told(&undone), "{undone:?}");
        assert_eq!(work(&house).await, Ok(true));
        assert_eq!(find(&house, next).await.state, UploadState::Done);
        assert_eq!(take(&house, id, Step::Resume).await.unwrap().fault, None);
    }

    /// Where one thread writes too, an import leaves what it changes of sets in parts; a few at most, and none when it is done.
    async fn sets_are_right_all_along_and_summed_up_in_the_end(store: TestStore) {
        const FALLING: RowReader = RowReader {
            read: |row| if row.number == 1_200 { panic!("this one") } else { (READER.read)(row) },
            ..READER
        };
        let house = House::open(store).await;
        let rows: String = (1..=1_200).map(|number| format!("09{number:08}\n")).collect();
        let id = hold(&house, &format!("phone\n{rows}"), Plan::default()).await;
        take(&house, id, Step::Start).await.unwrap();
        let fallen = work_with(&house, FALLING).await;
        assert!(matches!(fallen, Err(LeadError::Internal(_))), "{fallen:?}");
        let wrong = |db: &mut Db, actor: &Actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?);
        let parts = "SELECT COUNT(DISTINCT part) FROM lead_set_part";
        assert_eq!(house.ask(wrong).await, Vec::<&str>::new(), "in the middle of it");
        assert_ne!(house.count(parts).await, 0);
        if house.store.engine() == Engine::Sqlite {
            assert!(house.count(parts).await <= 8);
        }
        house.pass(LEASE);
        assert_eq!(work(&house).await, Ok(true));
        assert_eq!(counts(&find(&house, id).await), [1_200, 0, 0, 0, 0]);
        assert_eq!(house.ask(wrong).await, Vec::<&str>::new());
        assert_eq!(house.count(parts).await, 0);
    }

    /// The rows behind are refused, each with that reason, and what was made of those before goes with the list.
    async fn a_list_that_goes_between_two_transactions_of_an_import_leaves_no_orphan(store: TestStore) {
        let house = House::open(store).await;
        let (gate, name) = gate_of(&house);
        // The first row of the second transaction, which has not put anything into the list yet.
        let named = |number: i64| if number == 1_025 { name.as_str() } else { "Lan" };
        let rows: String = (1..=1_100).map(|number| format!("09{number:08},{}\n", named(number))).collect();
        let id = hold(&house, &format!("phone,name\n{rows}"), Plan::default()).await;
        take(&house, id, Step::Start).await.unwrap();
        let hub = house.hub.clone();
        let worker = tokio::task::spawn_blocking(move || import::work_next(&hub, |_| Some(GATED)));
        gate.wait_for(1);
        let actor = house.actor.clone();
        let delete = move |tx: &mut Tx| actions::delete_list(tx, &actor, list_uuid(1, 110));
        if house.store.engine() == Engine::Sqlite {
            // Where one thread writes, it is next in turn: the import lets it go first after one row more.
            let deleted = line_up(&house.hub, delete);
            gate.open();
            deleted.await.unwrap().unwrap();
        } else {
            house.hub.write(delete).await.unwrap();
            gate.open();
        }
        assert_eq!(worker.await.unwrap(), Ok(true));

        let told = find(&house, id).await;
        assert_eq!((told.state, told.fault.as_deref(), told.total), (UploadState::Done, None, 1_100));
        assert!(told.created() >= 1_024 && told.failed > 0 && told.created() + told.failed == 1_100, "{told:?}");
        let (refused, why) = (rejected(&house, id).await, LeadError::refused(Field::List, RefusalReason::Unknown).to_string());
        assert_eq!(refused.len() as i64, told.failed);
        assert!(refused.iter().all(|row| row.reason == why), "{:?}", refused[0]);

        assert_eq!(house.count("SELECT COUNT(*) FROM upload").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM lead").await, told.created());
        for orphans in [
            "SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL",
            "SELECT COUNT(*) FROM lead_contact WHERE lead_id NOT IN (SELECT id FROM lead)",
            "SELECT COUNT(*) FROM lead_term",
            "SELECT COUNT(*) FROM lead_set_part",
            "SELECT COUNT(*) FROM upload_chunk",
        ] {
            assert_eq!(house.count(orphans).await, 0, "{orphans}");
        }
        let wrong = |db: &mut Db, actor: &Actor| Ok(lead_recount::list_wrong(db, actor.organisation_id())?);
        assert_eq!(house.ask(wrong).await, Vec::<&str>::new());
        // Nothing is left to be taken back.
        let undone = go(&house, id, Step::Undo).await;
        assert_eq!((undone.state, undone.taken_back, undone.left_alone), (UploadState::Undone, 0, told.created()));
    }

    async fn a_cancelled_import_is_worked_no_further_and_can_be_taken_back(store: TestStore) {
        let house = House::open(store).await;
        let id = hold(&house, "phone\n0349000001\n", Plan::default()).await;
        take(&house, id, Step::Start).await.unwrap();
        assert_eq!(take(&house, id, Step::Cancel).await.unwrap().state, UploadState::Cancelled);
        assert_eq!(work(&house).await, Ok(false));
        assert_eq!(house.count("SELECT COUNT(*) FROM upload_chunk").await, 0);
        let undone = go(&house, id, Step::Undo).await;
        assert_eq!((undone.state, undone.taken_back, undone.left_alone), (UploadState::Undone, 0, 0));
        assert!(matches!(take(&house, id, Step::Resume).await, Err(LeadError::Refused(_))));
    }

    async fn a_dry_run_that_is_stopped_leaves_the_file_as_it_was(store: TestStore) {
        let house = House::open(store).await;
        let id = hold(&house, "phone\n0349000001\n", Plan::default()).await;
        take(&house, id, Step::DryRun).await.unwrap();
        assert_eq!(take(&house, id, Step::Cancel).await.unwrap().state, UploadState::Held);
        // It is not what was forgotten for a week.
        house.pass(DAY);
        let hub = house.hub.clone();
        tokio::task::spawn_blocking(move || import::sweep_forgotten(&hub)).await.unwrap().unwrap();
        assert_eq!(find(&house, id).await.state, UploadState::Held);
        assert_eq!(take(&house, id, Step::Cancel).await.unwrap().state, UploadState::Cancelled);
    }
}
