//! What is done once, before anything is measured: the store with many leads, and the recordings that floors are made of.
//! A part of `Testbed`; nothing here is timed.

use std::thread::sleep;
use std::time::Duration;

use super::super::fill;
use super::super::floors::sets;
use super::super::job::{CREATE_FLOOR, FLOOR, Job};
use super::super::load::{self, Plan};
use super::super::options::Options;
use super::super::record::{Recorder, TIMES};
use super::super::request::Request;
use super::super::scenarios::{SCENARIOS, Scenario};
use super::super::script::{Recorded, Script};
use super::super::server::Server;
use super::{FILLED, PLAIN, RUN, Testbed};

/// Leads of one kind behind the others: recorded are reads of two that differ in nothing but their ids.
const TWINS: i64 = 2;
/// Leads of the store that reads are measured on.
const USUAL: u64 = 100_000;
/// Sets are written a second behind a create at most.
const BEHIND: Duration = Duration::from_secs(3);
const AN_HOUR: Duration = Duration::from_secs(3600);
/// Begins how rows are numbered, in `core/src/store/engine/db.rs`.
const COUNTER: &str = "INSERT INTO counter ";

/// What the floors run.
#[derive(Default)]
pub struct Scripts {
    /// One create.
    pub create: Script,
    /// How a create's rows are numbered: in each transaction on the embedded store, now and then on a server.
    pub counters: Script,
    /// How the sets are written that leads are in: at the end of each commit on the embedded store, behind everybody on a server.
    pub sets: Script,
    reads: Vec<(&'static str, Script)>,
}

impl Scripts {
    pub fn read(&self, scenario: &Scenario) -> Option<&Script> {
        self.reads.iter().find(|(name, _)| *name == scenario.name).map(|(_, script)| script)
    }

    /// For the raw log.
    pub fn text(&self) -> String {
        let all = [("numbering", &self.counters), ("sets", &self.sets), ("create caresoft", &self.create)];
        let all = all.into_iter().chain(self.reads.iter().map(|(name, script)| (*name, script)));
        let recorded = all.filter(|(_, script)| !script.0.is_empty());
        recorded.map(|(name, script)| format!("recorded, {name}:\n{}", script.text())).collect()
    }
}

impl Testbed<'_> {
    /// Records what the wanted floors need; on the server's bed also fills the store for reads where that is wanted.
    pub fn prepare(&mut self, options: &Options) -> Result<Scripts, String> {
        let mut scripts = Scripts::default();
        if options.wants(CREATE_FLOOR) {
            self.record_create(&mut scripts)?;
        }
        if options.engines.contains(&self.engine()) {
            self.prepare_reads(options)?;
            for scenario in SCENARIOS.iter().filter(|scenario| scenario.reads()) {
                if options.wants(&format!("{FLOOR}{}", scenario.name)) {
                    scripts.reads.extend(self.record_read(scenario)?.map(|script| (scenario.name, script)));
                }
            }
        }
        Ok(scripts)
    }

    /// Makes the store with many leads where a wanted job reads it.
    pub fn prepare_reads(&mut self, options: &Options) -> Result<(), String> {
        if !Job::all(self.engine()).iter().any(|job| job.reads() && options.wants(&job.name())) {
            return Ok(());
        }
        let leads = options.leads(USUAL) as i64;
        eprintln!("filling a store ({:?}) with {leads} leads ...", self.engine());
        self.stores.copy(PLAIN, FILLED)?;
        let server = self.serve(FILLED)?;
        // A server deals its numbers to all who write at once: one behind the other, leads get such ids that a floor can guess them.
        let connections = if self.cluster.is_some() { 1 } else { 64 };
        let plan = Plan { connections, most: leads, ..one(&server, 200, 0) };
        let kinds = fill::requests(&self.access)?;
        let twins = Plan { most: TWINS, ..one(&server, 200, leads) };
        load::run(plan, kinds.clone(), &[])?;
        load::run(twins, kinds[..1].to_vec(), &[])?;
        server.stop()?;
        self.stores.rest(FILLED)?;
        let ids = self.stores.lead_ids(FILLED)?;
        let stored = ids.len() as i64;
        // With the first lead came the source of all, which took a number too.
        self.ids = ids.into_iter().skip(1).collect();
        if stored == leads + TWINS { Ok(()) } else { Err(format!("{stored} leads were stored")) }
    }

    /// The statements that number rows, those of a create, and those that write sets.
    fn record_create(&mut self, scripts: &mut Scripts) -> Result<(), String> {
        let Some(cluster) = self.cluster else { return Ok(()) };
        let scenario = Scenario::named("create caresoft").ok_or("the wire that floors are recorded on is gone")?;
        let request = scenario.request(&self.program.root, &self.access)?;
        let (request, status) = request.ok_or("this program does not serve the wire that floors are recorded on")?;
        self.stores.copy(PLAIN, RUN)?;
        let mut recorder = Recorder::start(cluster, RUN)?;
        let server = self.serve(RUN)?;
        let slowly = |number| send(&server, &request, status, number, 0).map(|()| sleep(BEHIND));
        // With the first come its numbers and new sets, with the last the same sets written anew.
        let first = recorder.one(|| slowly(0))?;
        let all = recorder.several(|number| send(&server, &request, status, number + 1, 0))?;
        let last = recorder.one(|| slowly(TIMES + 1))?;
        scripts.create = Script::steady(&all, |k| k as i64 + 1)?;
        let counters = first.iter().filter(|statement| statement.text().starts_with(COUNTER)).cloned();
        scripts.counters = Script::of_one(&counters.collect::<Vec<_>>())?;
        let seen = [first, last].concat();
        let texts: Option<Vec<_>> = sets::TEXTS.iter().map(|begin| named(&seen, begin)).collect();
        scripts.sets = Script::of_one(&texts.unwrap_or_default())?;
        server.stop()?;
        recorder.stop()?;
        match (scripts.counters.0.is_empty(), scripts.sets.0.is_empty()) {
            (true, _) => Err("no statement numbers rows any more: mend the recording".to_owned()),
            (_, true) => Err("sets are written by other statements than before: mend the recording".to_owned()),
            _ => Ok(()),
        }
    }

    /// The statements of a read; `None` where this program does not serve it.
    fn record_read(&mut self, scenario: &Scenario) -> Result<Option<Script>, String> {
        let Some(cluster) = self.cluster else { return Ok(None) };
        let request = scenario.request(&self.program.root, &self.access)?;
        let Some((request, status)) = request else { return Ok(None) };
        let mut recorder = Recorder::start(cluster, FILLED)?;
        let server = self.serve(FILLED)?;
        let [.., x, y] = self.ids[..] else { return Err("there are no leads to record a read of".to_owned()) };
        let id = |k: i64| if k % 2 == 0 { x } else { y };
        let all = recorder.several(|number| send(&server, &request, status, number, id(number)))?;
        server.stop()?;
        recorder.stop()?;
        Script::steady(&all, |k| id(k as i64)).map(Some)
    }
}

/// The first statement that begins so.
fn named(seen: &[Recorded], begin: &str) -> Option<Recorded> {
    seen.iter().find(|statement| statement.text().starts_with(begin)).cloned()
}

/// One request behind the other on one connection, until `most` were answered.
fn one(server: &Server, status: u16, first: i64) -> Plan {
    let address = server.address;
    Plan { address, connections: 1, pace: None, warm_up: Duration::ZERO, length: AN_HOUR, most: 1, status, first }
}

fn send(server: &Server, request: &Request, status: u16, number: i64, id: i64) -> Result<(), String> {
    load::run(one(server, status, number), vec![request.clone()], &[id]).map(drop)
}
