//! What is measured in one go: a scenario or a floor at a number of connections.
//! Listed for `bench::measure`, run by `Testbed`.

use leadhub_testkit::Engine;

use super::scenarios::{Kind, SCENARIOS, Scenario};

pub const FLOOR: &str = "floor: ";
pub const CREATE_FLOOR: &str = "floor: create";

#[derive(Clone, Copy)]
pub enum Job {
    Http(&'static Scenario, usize),
    CreateFloor(usize),
    ReadFloor(&'static Scenario, usize),
}

impl Job {
    /// What is measured on an engine, a floor right behind what stands on it.
    pub fn all(engine: Engine) -> Vec<Job> {
        let mut jobs = Vec::new();
        for scenario in SCENARIOS {
            // The echo touches no store: once is enough.
            if matches!(scenario.kind, Kind::Echo) && engine == Engine::Postgres {
                continue;
            }
            jobs.extend(scenario.connections.iter().map(|connections| Job::Http(scenario, *connections)));
            if scenario.reads() && engine == Engine::Postgres {
                jobs.extend(scenario.connections.iter().map(|connections| Job::ReadFloor(scenario, *connections)));
            }
            if scenario.name == "create caresoft" {
                // The embedded store's floor is one writer, as the program's is.
                let counts = if engine == Engine::Sqlite { &[64] } else { scenario.connections };
                jobs.extend(counts.iter().map(|connections| Job::CreateFloor(*connections)));
            }
        }
        jobs
    }

    pub fn name(&self) -> String {
        match self {
            Job::Http(scenario, _) => scenario.name.to_owned(),
            Job::CreateFloor(_) => CREATE_FLOOR.to_owned(),
            Job::ReadFloor(scenario, _) => format!("{FLOOR}{}", scenario.name),
        }
    }

    pub fn connections(&self) -> usize {
        match self {
            Job::Http(_, connections) | Job::CreateFloor(connections) | Job::ReadFloor(_, connections) => *connections,
        }
    }

    /// Whether it needs the store with many leads.
    pub fn reads(&self) -> bool {
        match self {
            Job::Http(scenario, _) => scenario.reads(),
            Job::ReadFloor(..) => true,
            Job::CreateFloor(_) => false,
        }
    }
}
