//! The pages as the server answers them: how long each takes beside creates, and how heavy it is.
//! A part of `bench ui`; what is measured stands in the table here, with its budget.

use std::time::Duration;

use super::report::{Report, Row};
use super::who::{People, Person};
use crate::figures::Latency;
use crate::load::{self, Plan};
use crate::options::Options;
use crate::request::Request;
use crate::scale::known::Known;
use crate::scale::{Testbed, people};
use crate::server::Server;

struct Page {
    name: &'static str,
    /// `{lead}` is one that its reader sees; the other places are those of `bench scale`.
    target: &'static str,
    kind: &'static Kind,
}

struct Kind {
    /// p95 in milliseconds: up to a hundred thousand leads, and above.
    p95: [f64; 2],
    /// Bytes of the page as it is sent, packed.
    packed: f64,
    /// Asked by htmx, as a part of a page that is open.
    is_partial: bool,
    /// Not shown to agents.
    is_managers: bool,
}

const LIST: Kind = Kind { p95: [20.0, 30.0], packed: 12_000.0, is_partial: false, is_managers: false };
const INSPECTOR: Kind = Kind { is_managers: true, ..LIST };
const LEAD: Kind = Kind { p95: [15.0, 20.0], packed: 8_000.0, ..LIST };
const PREVIEW: Kind = Kind { is_partial: true, ..LEAD };
const BOARD: Kind = Kind { p95: [50.0, 80.0], packed: 20_000.0, ..LIST };
const TYPED: Kind = Kind { packed: 4_000.0, is_partial: true, ..LIST };
const OVERVIEW: Kind = Kind { p95: [80.0, 120.0], packed: 20_000.0, ..LIST };

const PAGES: [Page; 22] = [
    page("leads", "/app/leads", &LIST),
    page("leads of a stage", "/app/leads?stage=557", &LIST),
    page("leads of a stage and an agent", "/app/leads?stage=557&agent=124734560", &LIST),
    page("leads of a group", "/app/leads?group=12153", &LIST),
    page("leads of a source", "/app/leads?source={source_id}", &LIST),
    page("leads of a list", "/app/leads?list={list_id}", &LIST),
    page("leads of a campaign", "/app/leads?campaign={campaign_id}", &LIST),
    page("leads with a label", "/app/leads?label=22", &LIST),
    page("leads of nobody", "/app/leads?whose=nobody", &LIST),
    page("leads, oldest first", "/app/leads?order=oldest", &LIST),
    page("leads, longest untouched", "/app/leads?stage=557&order=untouched", &LIST),
    page("leads found by a name", "/app/leads?q=nguyen%20thi%20duong", &LIST),
    page("inspector", "/app/integrations", &INSPECTOR),
    page("inspector, all requests", "/app/integrations?status=all", &INSPECTOR),
    page("lead", "/app/leads/{lead}", &LEAD),
    page("preview", "/app/leads/{lead}/preview", &PREVIEW),
    page("board", "/app/board", &BOARD),
    page("board of an agent", "/app/board?agent=124734560", &BOARD),
    page("search: a beginning", "/app/palette?q=ngu", &TYPED),
    page("search: two words", "/app/palette?q=trang%20nieng", &TYPED),
    page("search: end of a phone", "/app/palette?q={ending}", &TYPED),
    page("overview, 90 days", "/app/overview?period=90", &OVERVIEW),
];

const fn page(name: &'static str, target: &'static str, kind: &'static Kind) -> Page {
    Page { name, target, kind }
}

/// Requests that are kept for the inspector.
const KEPT: i64 = 10_000;
/// In a second: a few more would not all be kept.
const REFUSED: f64 = 350.0;

pub fn measure(
    bed: &Testbed<'_>,
    server: &Server,
    people: &People,
    options: &Options,
    first: &mut i64,
    report: &mut Report,
) -> Result<(), String> {
    fill_inspector(bed, server, options)?;
    let known = Known::ask(server, &bed.access, report.leads, &people::list_name(7))?;
    let size = usize::from(report.leads > 100_000);
    for person in &people.0 {
        let lead = a_lead(person, server)?;
        for page in PAGES.iter().filter(|page| person.role != "agent" || !page.kind.is_managers) {
            let target = known.fill(page.target).replace("{lead}", &lead);
            let mut headers = person.headers();
            if page.kind.is_partial {
                headers.push(("hx-request".to_owned(), "true".to_owned()));
            }
            let what = format!("{}, {}", page.name, person.role);
            let weight = person.get(server.address, &target, headers.clone())?.body.len();
            report.weights.push(Row::of(&what, vec![weight as f64], "bytes", Some(page.kind.packed)));
            let (mut p50, mut p95) = (Vec::new(), Vec::new());
            for _ in 0..options.rounds {
                let request = Request::new("GET", &target, &headers, "");
                let (outcome, creates) = bed.beside(server, options, request, 1, *first)?;
                *first += creates.answered;
                let latency = Latency::of(&outcome.latency);
                p50.push(latency.p50 as f64 / 1000.0);
                p95.push(latency.p95 as f64 / 1000.0);
            }
            report.pages.push(Row::of(&what, p95, "ms", Some(page.kind.p95[size])).beside("p50", p50));
        }
    }
    Ok(())
}

/// Requests that were refused, as many as are kept.
fn fill_inspector(bed: &Testbed<'_>, server: &Server, options: &Options) -> Result<(), String> {
    let token = bed.access.token("native").ok_or("this program does not serve its own API")?;
    let headers = [("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let request = Request::new("POST", "/hub/v1/leads", &headers, r#"{"phone":{}}"#);
    let most = if options.debug { KEPT / 20 } else { KEPT };
    let length = Duration::from_secs(3600);
    let plan = Plan { pace: Some(REFUSED), warm_up: Duration::ZERO, length, most, ..bed.plan(server, options, 422) };
    load::run(plan, vec![request], &[]).map(drop)
}

/// The third of the list: one that is there, and not the newest.
pub fn a_lead(person: &Person, server: &Server) -> Result<String, String> {
    let reply = person.get(server.address, "/app/leads", plain(person))?;
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let found = text.split("data-row=\"").nth(3).and_then(|rest| rest.split('"').next());
    found.map(str::to_owned).ok_or_else(|| format!("the {} sees no leads", person.role))
}

/// As one asks who reads the page here.
fn plain(person: &Person) -> Vec<(String, String)> {
    person.headers().into_iter().filter(|(name, _)| name != "accept-encoding").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_name_of_its_own() {
        let mut names: Vec<_> = PAGES.iter().map(|page| page.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PAGES.len());
    }
}
