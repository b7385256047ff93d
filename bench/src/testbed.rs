//! The bed of one engine: its stores, and how a job is measured on them. Each run has a server of its own, and each run
//! that writes a fresh copy of the store; what was answered is compared with what is in the store afterwards.
//! Used by `bench::measure`.

mod prepare;

use std::path::{Path, PathBuf};

use leadhub_testkit::{Cluster, Engine};

pub use prepare::Scripts;

use super::access::Access;
use super::figures::{Footprint, Latency, Run};
use super::floors::pgbench::{self, Iteration};
use super::floors::{Floor, Reached, raw};
use super::job::Job;
use super::load::{self, Outcome, Plan};
use super::options::Options;
use super::program::Program;
use super::request::Request;
use super::scenarios::Scenario;
use super::server::Server;
use super::stores::{Census, Stores};

const PLAIN: &str = "plain";
const FILLED: &str = "filled";
const RUN: &str = "run";
/// Filled or emptied behind everybody, not by each create.
const BEHIND: [&str; 2] = ["request_log", "lead_set_part"];

pub struct Testbed<'p> {
    program: &'p Program,
    folder: PathBuf,
    /// `None` for the embedded engine.
    cluster: Option<&'p Cluster>,
    stores: Stores,
    access: Access,
    /// Rows of the store before a run.
    before: Census,
    /// The leads that reads are about.
    ids: Vec<i64>,
    /// Rows that creates added, and by how many creates: the floor must do the same.
    added: Option<(Census, i64)>,
}

impl<'p> Testbed<'p> {
    pub fn on_file(program: &'p Program, folder: &Path) -> Result<Testbed<'p>, String> {
        Testbed::make(program, folder, None, Stores::Files(folder.to_owned()))
    }

    pub fn on_server(program: &'p Program, folder: &Path, cluster: &'p Cluster) -> Result<Testbed<'p>, String> {
        Testbed::make(program, folder, Some(cluster), Stores::in_cluster(cluster))
    }

    fn make(
        program: &'p Program,
        folder: &Path,
        cluster: Option<&'p Cluster>,
        stores: Stores,
    ) -> Result<Testbed<'p>, String> {
        let ready = folder.join("ready.json");
        stores.create(PLAIN)?;
        program.make_store(folder, &stores.url(PLAIN), &ready)?;
        let (access, before) = (Access::read(&ready)?, stores.census(PLAIN)?);
        Ok(Testbed {
            program,
            folder: folder.to_owned(),
            cluster,
            stores,
            access,
            before,
            ids: Vec::new(),
            added: None,
        })
    }

    pub fn engine(&self) -> Engine {
        if self.cluster.is_some() { Engine::Postgres } else { Engine::Sqlite }
    }

    /// Measures one job; `None` where there is nothing to measure, since this program does not serve it.
    pub fn run(
        &mut self,
        job: &Job,
        round: usize,
        scripts: &Scripts,
        options: &Options,
    ) -> Result<Option<Run>, String> {
        let measured = self.measured(job, scripts, options).map_err(|say| format!("{}: {say}", job.name()))?;
        let engine = self.engine();
        Ok(measured.map(|Measured { rate, latency, footprint }| Run {
            engine,
            name: job.name(),
            connections: job.connections(),
            round,
            rate,
            latency,
            footprint,
        }))
    }

    fn measured(&mut self, job: &Job, scripts: &Scripts, options: &Options) -> Result<Option<Measured>, String> {
        match job {
            Job::Http(scenario, connections) => {
                let Some(request) = scenario.request(&self.program.root, &self.access)? else { return Ok(None) };
                self.http(scenario, request, *connections, options).map(Some)
            }
            Job::CreateFloor(connections) => {
                let floor = options.floor(&scripts.create, *connections);
                self.stores.copy(PLAIN, RUN)?;
                self.stores.settle()?;
                let url = self.stores.url(RUN);
                let reached = match self.engine() {
                    Engine::Sqlite => raw::run(Path::new(&url), &scripts.counters, &scripts.sets, &floor)?,
                    Engine::Postgres => pgbench::run(&url, &self.folder, &Iteration::Counted, &floor)?,
                };
                self.compare_writes(reached.iterations)?;
                Ok(Some(reached.into()))
            }
            Job::ReadFloor(scenario, connections) => {
                let Some(script) = scripts.read(scenario) else { return Ok(None) };
                self.stores.settle()?;
                let floor = options.floor(script, *connections);
                let among = Iteration::Among(&self.ids);
                Ok(Some(pgbench::run(&self.stores.url(FILLED), &self.folder, &among, &floor)?.into()))
            }
        }
    }

    fn http(
        &mut self,
        scenario: &Scenario,
        (request, status): (Request, u16),
        connections: usize,
        options: &Options,
    ) -> Result<Measured, String> {
        let store = if scenario.reads() { FILLED } else { RUN };
        if !scenario.reads() {
            self.stores.copy(PLAIN, RUN)?;
        }
        self.stores.settle()?;
        let server = self.serve(store)?;
        let (warm_up, length) = (options.warm_up(), options.length());
        let (address, most) = (server.address, i64::MAX);
        let plan = Plan { address, connections, pace: None, warm_up, length, most, status, first: 0 };
        let outcome = load::run(plan, vec![request], &self.ids)?;
        let footprint = Footprint { ready_in: server.ready_in, idle: server.idle, peak: server.memory()?.peak };
        server.stop()?;
        if scenario.creates() {
            let added = self.added()?;
            let leads = added.get("lead").copied().unwrap_or_default();
            if leads != outcome.answered {
                return Err(format!("{} creates were answered and {leads} leads are in the store", outcome.answered));
            }
            if scenario.name == "create caresoft" {
                self.added = Some((added, outcome.answered));
            }
        }
        Ok(Measured::of(&outcome, footprint))
    }

    fn serve(&self, store: &str) -> Result<Server, String> {
        Server::start(self.program, &self.folder, &self.stores.url(store))
    }

    /// Rows that a run added to each table.
    fn added(&self) -> Result<Census, String> {
        let mut after = self.stores.census(RUN)?;
        for (table, rows) in &mut after {
            *rows -= self.before.get(table).copied().unwrap_or_default();
        }
        Ok(after)
    }

    /// A floor that does less than the program is none.
    fn compare_writes(&self, iterations: i64) -> Result<(), String> {
        let Some((creates, count)) = &self.added else { return Ok(()) };
        let floor = self.added()?;
        let of_creates = creates.iter().filter(|(table, _)| !BEHIND.contains(&table.as_str()));
        match of_creates.into_iter().find(|(table, rows)| each(**rows, *count) != each(floor[*table], iterations)) {
            None => Ok(()),
            Some((table, rows)) => {
                Err(format!("{count} creates added {rows} rows to {table}, {iterations} iterations {}", floor[table]))
            }
        }
    }
}

/// Rows added by each of `count`, and the rest where they do not all add the same. Rows that only the first ones add, as
/// counters are, make no difference.
fn each(rows: i64, count: i64) -> (i64, i64) {
    if rows < count { (0, 0) } else { (rows / count, rows % count) }
}

/// A run's figures before they have a name.
struct Measured {
    rate: f64,
    latency: Option<Latency>,
    footprint: Option<Footprint>,
}

impl Measured {
    fn of(outcome: &Outcome, footprint: Footprint) -> Measured {
        Measured { rate: outcome.rate, latency: Some(Latency::of(&outcome.latency)), footprint: Some(footprint) }
    }
}

impl From<Reached> for Measured {
    fn from(reached: Reached) -> Measured {
        Measured { rate: reached.rate, latency: None, footprint: None }
    }
}

impl Options {
    fn floor<'s>(&self, script: &'s super::script::Script, connections: usize) -> Floor<'s> {
        Floor { script, connections, warm_up: self.warm_up(), length: self.length() }
    }
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn what_each_create_adds_is_compared_and_what_the_first_adds_is_not() {
        assert_eq!(each(2 * 500, 500), each(2 * 900, 900));
        assert_ne!(each(2 * 500, 500), each(2 * 900 - 1, 900));
        assert_ne!(each(500, 500), each(0, 900));
        assert_eq!(each(2, 500), each(1, 900));
    }
}
