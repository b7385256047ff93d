//! The reads whose speed must not depend on how many leads there are: every filter of the lists that promise an exact total, of the native
//! list, and searches. Used by `scale::Testbed` and, for the marks, by `report`.

use super::known::Known;

/// What a read must reach: p95 in milliseconds at a million leads.
pub struct Read {
    pub name: &'static str,
    pub dialect: &'static str,
    /// `{slug}`, `{list}`, `{list_id}`, `{campaign}`, `{campaign_id}`, `{source_id}`, `{person}`, `{phone}`, `{middle}`, `{deep}`, `{page}`.
    target: &'static str,
    pub p95: f64,
}

const ONE: f64 = 20.0;
const TWO: f64 = 150.0;
const DEEP: f64 = 100.0;
const NATIVE: f64 = 10.0;
const SEARCH: f64 = 30.0;

pub const READS: &[Read] = &[
    caresoft("all", "count=50", ONE),
    caresoft("stage", "count=50&status_ids=557", ONE),
    caresoft("agent", "count=50&assignee_id=124734560", ONE),
    caresoft("service", "count=50&service_id=1244", ONE),
    caresoft("group", "count=50&group_id=12153", ONE),
    caresoft("campaign", "count=50&campaign_id={campaign_id}", ONE),
    caresoft("converted", "count=50&convert_type=1", ONE),
    caresoft("requester", "count=50&requester_id={person}", ONE),
    caresoft("phone", "count=50&phone={phone}", ONE),
    caresoft("subject", "count=50&subject=T%C6%B0%20v%E1%BA%A5n%20n%C3%A2ng%20m%C5%A9i", ONE),
    caresoft("stage and agent", "count=50&status_ids=557&assignee_id=124734560", TWO),
    caresoft("created range", "count=50&created_since={early}&created_to={middle}", TWO),
    caresoft("updated range", "count=50&updated_since={middle}", TWO),
    caresoft("stage, created range", "count=50&status_ids=557&created_since={early}&created_to={middle}", TWO),
    caresoft("stage, updated range", "count=50&status_ids=557&updated_since={middle}", TWO),
    caresoft(
        "stage and agent, updated range",
        "count=50&status_ids=557&assignee_id=124734560&updated_since={middle}",
        TWO,
    ),
    caresoft("offset 0.9", "count=50&page={page}", DEEP),
    dialer("all", "limit=50", ONE),
    dialer("list", "limit=50&list_uuid={list}", ONE),
    dialer("campaign", "limit=50&campaign_uuid={campaign}", ONE),
    dialer("phone", "limit=50&phone_number={phone}", ONE),
    dialer("end of a phone", "limit=50&phone_number={ending}", TWO),
    dialer("offset 0.9", "limit=50&offset={deep}", DEEP),
    native("all", "limit=50"),
    native("stage", "limit=50&stage_id=557"),
    native("agent", "limit=50&agent_id=124734560"),
    native("group", "limit=50&group_id=12153"),
    native("service", "limit=50&service_id=1244"),
    native("list", "limit=50&list_id={list_id}"),
    native("campaign", "limit=50&campaign_id={campaign_id}"),
    native("source", "limit=50&source_id={source_id}"),
    native("label", "limit=50&label_id=22"),
    native("converted", "limit=50&converted=true"),
    native("unassigned", "limit=50&unassigned=true"),
    native("person", "limit=50&person_id={person}"),
    native("phone", "limit=50&phone={phone}"),
    native("unreadable phone", "limit=50&phone_quality=invalid"),
    native("stage and agent", "limit=50&stage_id=557&agent_id=124734560"),
    native("booked", "limit=50&booked=true"),
    native("origin", "limit=50&origin=native"),
    native("origin of nobody", "limit=50&origin=erp"),
    native("project code", "limit=50&project_code=TTCG"),
    native("least score", "limit=50&least_score=95"),
    native("meeting range", "limit=50&meeting_since=2026-03-02T00:00:00Z&meeting_to=2026-03-03T00:00:00Z"),
    search("a name", "nguyen%20thi%20duong"),
    search("a beginning", "ngu"),
    search("with accents", "%C4%91%C6%B0%E1%BB%9Dng"),
    search("end of a phone", "{ending}"),
    search("two words of two kinds", "trang%20nieng%20rang"),
];

const fn caresoft(name: &'static str, target: &'static str, p95: f64) -> Read {
    Read { name, dialect: "caresoft", target, p95 }
}

const fn dialer(name: &'static str, target: &'static str, p95: f64) -> Read {
    Read { name, dialect: "dialer", target, p95 }
}

const fn native(name: &'static str, target: &'static str) -> Read {
    Read { name, dialect: "native", target, p95: NATIVE }
}

const fn search(name: &'static str, target: &'static str) -> Read {
    Read { name, dialect: "search", target, p95: SEARCH }
}

/// What the read of this full name must reach; `None` of what is no read.
pub fn p95_of(name: &str) -> Option<f64> {
    READS.iter().find(|read| read.full_name() == name).map(|read| read.p95)
}

impl Read {
    pub fn full_name(&self) -> String {
        format!("{} {}", self.dialect, self.name)
    }

    /// The door that answers.
    pub fn door(&self) -> &'static str {
        if self.dialect == "search" { "native" } else { self.dialect }
    }

    pub fn target(&self, known: &Known) -> String {
        let query = known.fill(self.target);
        match self.dialect {
            "caresoft" => format!("/{}/api/v1/leads?{query}", known.slug),
            "dialer" => format!("/v3/lead?{query}"),
            "search" => format!("/hub/v1/search?limit=20&q={query}"),
            _ => format!("/hub/v1/leads?{query}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_read_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> = READS.iter().map(Read::full_name).collect();
        assert_eq!(names.len(), READS.len());
        assert_eq!((p95_of("native stage"), p95_of("echo")), (Some(NATIVE), None));
    }
}
