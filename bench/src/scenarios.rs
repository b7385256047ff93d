//! What is sent to the server: each wire's own create sample, one lead, a page of leads, and the bare echo.
//! Used by `Job`. A scenario knows no engine and measures nothing.

use std::fs;
use std::path::Path;

use super::access::Access;
use super::request::Request;
use leadhub_golden::{Golden, Values};

/// The stage whose leads are listed: a quarter of all, as `fill` spreads them.
pub const LISTED_STAGE: i64 = 557;

pub struct Scenario {
    pub name: &'static str,
    pub dialect: &'static str,
    pub kind: Kind,
    pub connections: &'static [usize],
}

pub enum Kind {
    /// The echo route, with the body of the dialect's create sample.
    Echo,
    /// A sample of the dialect's goldens; of its texts these are new in each request.
    Create { sample: &'static str, unique: &'static [(&'static str, &'static str)] },
    /// `{domain}` is the organisation, `{id}` a lead, `{stage}` the listed stage.
    Read { target: &'static str },
}

const ALL: &[usize] = &[1, 16, 64];
const MOST: &[usize] = &[64];
const FIRST: &str = "01_create_lead.spec.http";

pub const SCENARIOS: &[Scenario] = &[
    Scenario { name: "echo", dialect: "caresoft", kind: Kind::Echo, connections: ALL },
    Scenario {
        name: "create caresoft",
        dialect: "caresoft",
        kind: Kind::Create { sample: FIRST, unique: &[("0983980148", "098{u}")] },
        connections: ALL,
    },
    Scenario {
        name: "create erp",
        dialect: "erp",
        kind: Kind::Create { sample: FIRST, unique: &[("0123456789", "098{u}"), ("nguyenvana@", "kh{u}@")] },
        connections: MOST,
    },
    Scenario {
        name: "create dialer",
        dialect: "dialer",
        kind: Kind::Create { sample: "02_create_lead_sample_data.spec.http", unique: &[("0349719999", "098{u}")] },
        connections: MOST,
    },
    Scenario {
        name: "create lead_platform",
        dialect: "lead_platform",
        kind: Kind::Create {
            sample: "02_create_partner_lead.spec.http",
            unique: &[("0349713002", "098{u}"), ("bao@", "kh{u}@"), ("2026-000123", "2026-{u}")],
        },
        connections: MOST,
    },
    read("detail caresoft", "caresoft", "/{domain}/api/v1/lead/{id}", ALL),
    read("list caresoft", "caresoft", "/{domain}/api/v1/leads?status_ids={stage}&count=50", ALL),
    read("detail native", "native", "/hub/v1/leads/{id}", MOST),
    read("list native", "native", "/hub/v1/leads?stage_id={stage}&limit=50", MOST),
];

const fn read(
    name: &'static str,
    dialect: &'static str,
    target: &'static str,
    connections: &'static [usize],
) -> Scenario {
    Scenario { name, dialect, kind: Kind::Read { target }, connections }
}

impl Scenario {
    pub fn named(name: &str) -> Option<&'static Scenario> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }

    pub fn reads(&self) -> bool {
        matches!(self.kind, Kind::Read { .. })
    }

    pub fn creates(&self) -> bool {
        matches!(self.kind, Kind::Create { .. })
    }

    /// The request and the status of its answer; `None` where this program does not serve the dialect.
    pub fn request(&self, root: &Path, access: &Access) -> Result<Option<(Request, u16)>, String> {
        let Some(token) = access.token(self.dialect) else { return Ok(None) };
        let (request, status) = match &self.kind {
            Kind::Echo => {
                let body = sample(root, self.dialect, FIRST)?.request.body;
                (Request::new("POST", "/health/echo", &[header("content-type", "application/json")], &body), 200)
            }
            Kind::Create { sample: file, unique } => {
                let known = [("domain", access.slug.as_str()), ("token", token), ("TOKEN", token)];
                let known: Values = known.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
                let sample = sample(root, self.dialect, file)?.filled(&known).map_err(|missing| missing.to_string())?;
                let mut body = sample.request.body.clone();
                for (printed, place) in *unique {
                    if !body.contains(printed) {
                        return Err(format!("{}/{file} has no '{printed}' any more: mend the scenario", self.dialect));
                    }
                    body = body.replace(printed, place);
                }
                let asked = sample.request;
                (Request::new(&asked.method, &asked.target, &asked.headers, &body), sample.expected.status)
            }
            Kind::Read { target } => {
                let target = target.replace("{domain}", &access.slug).replace("{stage}", &LISTED_STAGE.to_string());
                (Request::new("GET", &target, &[header("authorization", &format!("Bearer {token}"))], ""), 200)
            }
        };
        Ok(Some((request, status)))
    }
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn sample(root: &Path, dialect: &str, file: &str) -> Result<Golden, String> {
    let path = root.join("crates/dialects/golden").join(dialect).join(file);
    let text = fs::read_to_string(&path).map_err(|error| format!("the golden {dialect}/{file}: {error}"))?;
    Golden::parse(&format!("{dialect}/{file}"), &text).map_err(|error| error.to_string())
}
