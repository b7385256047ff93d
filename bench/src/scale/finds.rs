//! Finding leads by a phone, beside the bare echo at the same connections on the same server: what the store adds to an answer.
//! Used by `scale::Testbed`. Nothing is created meanwhile.

use super::cell::Cell;
use super::known::Known;
use super::report::Report;
use super::{FILLED, RUN, Testbed};
use crate::load::{self, Plan};
use crate::options::Options;
use crate::request::Request;
use crate::scenarios::Scenario;
use crate::server::Server;

pub const ECHO: &str = "echo";
pub const FINDS: [&str; 2] = ["find caresoft phone", "find native phone"];
pub const CONNECTIONS: [usize; 2] = [16, 64];

pub fn measure(bed: &Testbed<'_>, options: &Options, report: &mut Report) -> Result<(), String> {
    // Neither is worth anything without the other.
    if !options.wants(ECHO) && !FINDS.iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    bed.stores.copy(FILLED, RUN)?;
    bed.stores.settle()?;
    let server = bed.serve(RUN)?;
    let known = bed.known(&server, report.leads)?;
    for round in 1..=options.rounds {
        for connections in CONNECTIONS {
            report.add(echo(bed, &server, options, connections, round)?)?;
            for name in FINDS {
                let plan = Plan { connections, ..bed.plan(&server, options, 200) };
                let outcome = load::run(plan, requests(bed, &known, name)?, &[])?;
                report.add(Cell::of(name, connections, round, &outcome))?;
            }
        }
    }
    server.stop()
}

fn echo(
    bed: &Testbed<'_>,
    server: &Server,
    options: &Options,
    connections: usize,
    round: usize,
) -> Result<Cell, String> {
    let scenario = Scenario::named(ECHO).ok_or("the echo is gone")?;
    let request = scenario.request(&bed.program.root, &bed.access)?;
    let (request, status) = request.ok_or("this program does not serve the wire of the echo")?;
    let plan = Plan { connections, ..bed.plan(server, options, status) };
    Ok(Cell::of(ECHO, connections, round, &load::run(plan, vec![request], &[])?))
}

/// One for each of several hundred phones.
fn requests(bed: &Testbed<'_>, known: &Known, name: &str) -> Result<Vec<Request>, String> {
    let (dialect, path) = if name == FINDS[0] {
        ("caresoft", format!("/{}/api/v1/leads?count=50&phone=", known.slug))
    } else {
        ("native", "/hub/v1/leads?limit=50&phone=".to_owned())
    };
    let token = bed.access.token(dialect).ok_or_else(|| format!("this program does not serve {dialect}"))?;
    let headers = [("authorization".to_owned(), format!("Bearer {token}"))];
    Ok(known.phones.iter().map(|phone| Request::new("GET", &format!("{path}{phone}"), &headers, "")).collect())
}
