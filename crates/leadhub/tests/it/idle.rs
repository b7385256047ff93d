//! A server that nobody asks for anything asks its store for nothing: counted by its own metrics, on both engines.
//! The jobs themselves are the core's tests.

use crate::conformance::raw::{Request, exchange};
use crate::house::House;
use leadhub_testkit::{TestStore, both_engines};
use std::time::Duration;

/// How many jobs the store has run, and how often work behind everybody looked for something to do.
async fn counted(house: &House) -> (f64, f64) {
    let told = exchange(&house.base_url, &Request::new("GET", "/metrics")).await.text();
    let sum = |name: &str| {
        let series = told.lines().filter(|line| line.starts_with(name));
        series.map(|line| line.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()).sum()
    };
    (sum("leadhub_store_job_seconds_count"), sum("leadhub_job_seconds_count"))
}

both_engines! {
    migrate = crate::migrate;

    async fn an_idle_server_is_quiet(store: TestStore) {
        let house = House::open(store).await;
        // What the demo's leads left to do is done by then.
        tokio::time::sleep(Duration::from_secs(4)).await;
        let before = counted(&house).await;
        tokio::time::sleep(Duration::from_secs(4)).await;
        let after = counted(&house).await;
        assert!(before.1 > 0.0, "the jobs looked once at least");
        assert_eq!(after.1, before.1, "a job looked for work that nobody made");
        assert!(after.0 - before.0 <= 2.0, "{} jobs of the store beside the scrapes", after.0 - before.0);
        house.stop().await;
    }
}
