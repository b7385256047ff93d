//! Every golden of every dialect, in their order, over one store of the demo's, through the real socket. A dialect's samples are
//! one test, since later ones build on earlier ones.

use crate::house::House;
use leadhub::doors::samples_of;
use leadhub_golden::Runner;
use leadhub_testkit::{TestStore, both_engines};

async fn run_all(store: TestStore, dialect: &str) {
    let house = House::open(store).await;
    let organisation = house.kangnam();
    let mut runner =
        Runner::new(&house.base_url, &organisation.data.organisation.slug, organisation.token(dialect).unwrap());
    let goldens = samples_of(dialect).unwrap();
    assert!(!goldens.is_empty(), "{dialect} has no goldens");
    let mut wrong = Vec::new();
    for golden in &goldens {
        match runner.run(golden).await {
            Ok(outcome) if outcome.differences.is_empty() => {}
            Ok(outcome) => {
                let body = String::from_utf8_lossy(&outcome.reply.body).into_owned();
                let lines: Vec<String> = outcome.differences.iter().map(|line| format!("    {line}")).collect();
                wrong.push(format!("{}\n{}\n    got {} {body}", golden.name, lines.join("\n"), outcome.reply.status));
            }
            Err(error) => wrong.push(format!("{}\n    {error}", golden.name)),
        }
    }
    assert!(wrong.is_empty(), "{} of {} goldens differ:\n{}", wrong.len(), goldens.len(), wrong.join("\n"));
    house.stop().await;
}

both_engines! {
    migrate = crate::migrate;

    async fn erp(store: TestStore) {
        run_all(store, "erp").await;
    }

    async fn caresoft(store: TestStore) {
        run_all(store, "caresoft").await;
    }

    async fn dialer(store: TestStore) {
        run_all(store, "dialer").await;
    }

    async fn lead_platform(store: TestStore) {
        run_all(store, "lead_platform").await;
    }

    async fn native(store: TestStore) {
        run_all(store, "native").await;
    }
}
