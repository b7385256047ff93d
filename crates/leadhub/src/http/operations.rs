//! Requests by operation: how many were answered with which status, and how long they took. One table for each dialect, filled
//! by the front door. Labels are bounded: a path is counted under its route's template, whatever is no route under one word.

use super::metrics::Metrics;
use http::{Method, StatusCode};
use leadhub_wire::routes::{Route, find};
use metrics::{Counter, Histogram, counter, histogram};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Paths and methods that are no route.
const OTHER: &str = "other";

/// One dialect's operations.
pub struct Operations {
    pub dialect: &'static str,
    routes: Vec<Route>,
    /// One for each route and one for what is none, each made when it is first asked for.
    operations: Vec<OnceLock<Operation>>,
}

struct Operation {
    label: String,
    seconds: Histogram,
    /// Few statuses occur, so a list is quicker than a map.
    answered: Mutex<Vec<(StatusCode, Counter)>>,
}

impl Operations {
    pub fn new(dialect: &'static str, routes: Vec<Route>) -> Self {
        let operations = (0..=routes.len()).map(|_| OnceLock::new()).collect();
        Operations { dialect, routes, operations }
    }

    /// Counts an answered request.
    pub fn count(&self, metrics: &Metrics, method: &Method, path: &str, status: StatusCode, took: Duration) {
        let at = find(&self.routes, method, path).unwrap_or(self.routes.len());
        let Some(place) = self.operations.get(at) else { return };
        let operation = place.get_or_init(|| self.operation(metrics, self.routes.get(at)));
        operation.seconds.record(took);
        let mut answered = operation.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counter)) = answered.iter().find(|(known, _)| *known == status) {
            return counter.increment(1);
        }
        let counter = metrics.register(|| {
            let (operation, status) = (operation.label.clone(), status.as_u16().to_string());
            counter!("leadhub_http_requests_total", "dialect" => self.dialect, "operation" => operation, "status" => status)
        });
        counter.increment(1);
        answered.push((status, counter));
    }

    fn operation(&self, metrics: &Metrics, route: Option<&Route>) -> Operation {
        let label = route.map_or_else(|| OTHER.to_owned(), |route| format!("{} {}", route.method, route.path));
        let seconds = metrics.register(
            || histogram!("leadhub_http_request_seconds", "dialect" => self.dialect, "operation" => label.clone()),
        );
        Operation { label, seconds, answered: Mutex::default() }
    }
}
