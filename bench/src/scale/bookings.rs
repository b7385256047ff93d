//! Bookings of some leads of the scale benchmark, the newest and the oldest, made over our own API as a wire makes them.
//! Used by `fill` behind the import, whose figures are taken by then.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Testbed, known};
use crate::load::{self, Plan};
use crate::request::Request;
use crate::server::Server;

const BOOKINGS: usize = 500;
/// Leads that are open.
const OPEN: &str = "stage_id=525,557,558,643,1&phone_quality=valid&limit=200";
const AN_HOUR: Duration = Duration::from_secs(3600);

pub fn make(bed: &Testbed<'_>, server: &Server) -> Result<(), String> {
    let token = bed.access.token("native").ok_or("this program does not serve its own API")?;
    let headers = [("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let request = |(at, lead): (usize, Value)| {
        let day = 1 + at % 28;
        let booking = json!({
            "brand_id": 1, "company_id": 2, "lead_id": lead["id"], "booked_at": format!("2099-12-{day:02}T03:00:00Z"),
        });
        Request::new("POST", "/hub/v1/bookings", &headers, &booking.to_string())
    };
    let requests: Vec<_> = leads(server, token)?.into_iter().enumerate().map(request).collect();
    if requests.is_empty() {
        return Err("there is no lead to book".to_owned());
    }
    let plan = Plan {
        address: server.address,
        connections: 4,
        pace: None,
        warm_up: Duration::ZERO,
        length: AN_HOUR,
        most: requests.len() as i64,
        status: 201,
        first: 0,
    };
    load::run(plan, requests, &[]).map(drop)
}

/// One of each person, who cannot be booked twice.
fn leads(server: &Server, token: &str) -> Result<Vec<Value>, String> {
    let mut persons = BTreeSet::new();
    let mut found = Vec::new();
    for order in ["-created_at", "created_at"] {
        let most = found.len() + BOOKINGS / 2;
        let first = format!("/hub/v1/leads?{OPEN}&sort={order}");
        let mut target = first.clone();
        while found.len() < most {
            let page = known::get(server, token, &target)?;
            let rows = page["data"].as_array().cloned().unwrap_or_default();
            found.extend(rows.into_iter().filter(|lead| persons.insert(lead["person_id"].to_string())));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            target = format!("{first}&cursor={cursor}");
        }
        found.truncate(most);
    }
    Ok(found)
}
