//! A dry run says exactly what the import then does, whatever the file repeats and whatever the store holds.
//! Files and rows come of numbers that are thrown the same each time.

use super::*;
use leadhub_core::actions;
use leadhub_model::list::NewList;
use leadhub_model::upload::Pace;

/// Numbers that look thrown and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }
}

const PHONES: &[&str] = &["", "0349000001", "+84349000001", "0349000002", "0349000003", "0349000004", "113"];
const EMAILS: &[&str] = &["", "", "a@example.vn", "B@example.vn", "none@example.vn"];
const CODES: &[&str] = &["", "", "K1", "K2", "K3"];

fn row(dice: &mut Dice) -> [String; 11] {
    [
        dice.pick(PHONES),
        dice.pick(PHONES),
        dice.pick(EMAILS),
        dice.pick(CODES),
        dice.pick(&["", "Lan", "Hoa", "Mai"]),
        dice.pick(&["", "", "New", "Calling", "Lost", "Lost", "Gone"]),
        dice.pick(&["", "Too far", "too dear"]),
        dice.pick(&["", "", "Hot", "Cold;Hot", "Neu"]),
        dice.pick(&["", "", "ghi", "chú"]),
        dice.pick(&["", "", "Hội chợ", "hoi cho", "Web"]),
        dice.pick(&["", "", "5", "7"]),
    ]
    .map(str::to_owned)
}

const HEADER: &str = "phone,phone2,email,code,name,stage,reason,labels,comment,source,score";

async fn fill(house: &House, dice: &mut Dice) {
    for at in 0..6 {
        let [phone, phone2, email, code, name, ..] = row(dice);
        let facts = Facts::default().with(Fact::Phone, phone).with(Fact::Phone2, phone2).with(Fact::Email, email);
        let facts = facts.with(Fact::Code, code).with(Fact::Name, name);
        let list = [None, Some(ListId(110)), Some(ListId(111))][at % 3];
        house.create(NewLead { facts, list, ..NewLead::default() }).await;
    }
}

both_engines! {
    migrate = crate::migrate;

    /// The list is told of as if it were there; nobody else finds it, so nobody loses what she puts into it.
    async fn a_dry_run_needs_no_list_and_makes_none(store: TestStore) {
        let house = House::open(store).await;
        let file = "phone,list\n0349000001,Tết\n0349000002,\n0349000003,Hè\n0349000001,\n";
        let plan = plan(OnDuplicate::Skip, &[MatchBy::Phone], MatchWithin::List);
        let new = NewList { name: "Tết".to_owned(), description: String::new(), campaign: campaign_uuid(1, 100) };
        let (id, told) = {
            let (new, plan) = (new.clone(), Plan { new_list: Some(new.clone()), ..plan.clone() });
            let id = house.act(move |tx, actor| {
                let upload = import::begin_upload(tx, actor, "leads.csv")?;
                import::append_chunk(tx, actor, upload, 0, file.as_bytes())?;
                import::hold_upload_without_list(tx, actor, upload, &new)?;
                import::set_plan(tx, actor, upload, None, (&FileOptions::default(), &plan))?;
                Ok(upload)
            }).await.unwrap();
            let tried = go(&house, id, Step::DryRun).await;
            assert_eq!((tried.state, counts(&tried), tried.fault.as_deref()), (UploadState::Held, [2, 0, 0, 1, 1], None));
            (id, rejected(&house, id).await)
        };
        assert_eq!(told[0].reason, "list: nothing here is called 'Hè'");
        assert_eq!(house.count("SELECT COUNT(*) FROM lead_list WHERE name = 'Tết'").await, 0);
        let begun = take(&house, id, Step::Start).await;
        assert!(matches!(begun, Err(LeadError::Refused(_))), "there is no list to begin with: {begun:?}");

        // Somebody else imports into a list of that name before the dry run is forgotten.
        let list = house.act(move |tx, actor| actions::create_list(tx, actor, &new)).await.unwrap().uuid;
        let real = hold_in(&house, list, file, plan).await;
        let done = go(&house, real, Step::Start).await;
        assert_eq!((counts(&done), rejected(&house, real).await), ([2, 0, 0, 1, 1], told));
        house.act(move |tx, actor| import::discard_upload(tx, actor, id)).await.unwrap();
        assert_eq!(house.count("SELECT COUNT(*) FROM lead WHERE deleted_at IS NULL").await, 2);
    }

    /// How far it is, how fast it goes and how long that takes; the list counts nothing of it.
    async fn how_far_a_dry_run_is_shows_while_it_runs(store: TestStore) {
        let house = House::open(store).await;
        let rows: String = (0..6_000).map(|number| format!("09{number:08}\n")).collect();
        let id = hold(&house, &format!("phone\n{rows}"), Plan::default()).await;
        take(&house, id, Step::DryRun).await.unwrap();
        house.pass(SECOND);
        let (hub, mut seen) = (house.hub.clone(), Vec::new());
        let running = tokio::task::spawn_blocking(move || import::work_next(&hub, |_| Some(READER)));
        while !running.is_finished() {
            house.pass(1_000);
            let upload = find(&house, id).await;
            if upload.state == UploadState::Waiting && upload.total > 0 {
                assert_eq!((upload.row_count, counts(&upload)[0]), (Some(6_000), upload.total));
                let row = house.ask(|db, actor| Ok(lists::find_list_row(db, actor, list_uuid(1, 110))?)).await.unwrap();
                assert_eq!((row.uploaded, row.succeeded), (0, 0));
                seen.push((upload.total, upload.pace()));
            }
        }
        assert_eq!(running.await.unwrap(), Ok(true));
        assert!(seen.iter().any(|(total, _)| *total < 6_000), "{seen:?}");
        let told = |pace: &Option<Pace>| pace.is_some_and(|pace| pace.rows_per_second > 0 && pace.seconds_left.is_some());
        assert!(seen.iter().any(|(_, pace)| told(pace)), "{seen:?}");
        assert_eq!(counts(&find(&house, id).await), [6_000, 0, 0, 0, 0]);
    }

    async fn a_dry_run_is_what_the_import_does(store: TestStore) {
        let house = House::open(store).await;
        let (mut seen, mut known, mut made) = ([0; 5], 0, Vec::new());
        for seed in 0..24_u64 {
            let mut dice = Dice(seed);
            fill(&house, &mut dice).await;
            let rows: Vec<String> = (0..25).map(|_| row(&mut dice).join(",")).collect();
            let file = format!("{HEADER}\n{}\n", rows.join("\n"));
            let then = OnDuplicate::ALL[usize::try_from(seed % 4).unwrap()];
            let within = MatchWithin::ALL[usize::try_from(seed / 4 % 3).unwrap()];
            let by: &[MatchBy] = [&[MatchBy::Phone][..], &[MatchBy::Code, MatchBy::Phone], &MatchBy::ALL][usize::try_from(seed % 3).unwrap()];
            let plan = Plan { makes_names: seed % 2 == 0, ..plan(then, by, within) };
            let id = hold(&house, &file, plan.clone()).await;
            let before = (house.leads().await.len(), house.count("SELECT COUNT(*) FROM lead_event").await);
            let tried = go(&house, id, Step::DryRun).await;
            assert_eq!((tried.state, tried.fault.as_deref()), (UploadState::Held, None));
            assert!(tried.tried_at.is_some());
            let told = rejected(&house, id).await;
            assert_eq!((house.leads().await.len(), house.count("SELECT COUNT(*) FROM lead_event").await), before);
            let done = go(&house, id, Step::Start).await;
            assert_eq!(counts(&tried), counts(&done), "seed {seed}: {plan:?}\n{file}");
            assert_eq!(tried.known_persons, done.known_persons, "seed {seed}: {plan:?}\n{file}");
            assert_eq!(tried.notes, done.notes, "seed {seed}: {plan:?}\n{file}");
            known += done.known_persons;
            made.extend(done.notes.lines().map(str::to_owned));
            assert_eq!(tried.rows_without_phone, done.rows_without_phone, "seed {seed}");
            assert_eq!(told, rejected(&house, id).await, "seed {seed}");
            assert_eq!(done.total, 25);
            assert_eq!(house.leads().await.len(), before.0 + usize::try_from(done.created()).unwrap(), "seed {seed}");
            for (sum, count) in seen.iter_mut().zip(counts(&done)) {
                *sum += count;
            }
        }
        assert!(seen.iter().all(|count| *count > 20) && known > 20, "every outcome is met: {seen:?} {known}");
        for line in ["new label: Neu", "new source: Web"] {
            assert_eq!(made.iter().filter(|made| *made == line).count(), 1, "{made:?}");
        }
    }
}
