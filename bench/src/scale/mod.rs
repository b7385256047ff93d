//! `cargo xtask bench scale`: what stays fast when there are many leads. Imports a file of invented leads, then asks every list and search
//! while other clients go on creating leads, and compares with what each must reach.
//! Called by `bench::run`. No test; figures go to the screen and, where everything was measured, to `docs/benchmarks/`.

pub(crate) mod fill;
mod floor;
pub(crate) mod known;
pub(crate) mod people;
mod reads;
mod report;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use leadhub_testkit::{Cluster, Engine};

use crate::access::Access;
use crate::cluster;
use crate::figures::{Latency, engine as engine_name};
use crate::load::{self, Outcome, Plan};
use crate::machine;
use crate::options::Options;
use crate::program::Program;
use crate::request::Request;
use crate::scenarios::Scenario;
use crate::server::Server;
use crate::stores::Stores;

use known::Known;
use reads::READS;
use report::{Cell, Report};

pub(crate) const PLAIN: &str = "plain";
pub(crate) const FILLED: &str = "filled";
pub(crate) const RUN: &str = "run";
/// Creates in a second beside every read.
const BESIDE: f64 = 200.0;
const WARM_UP: Duration = Duration::from_secs(1);

/// Leads of the store where nobody said.
const USUAL: u64 = 1_000_000;

pub fn measure(root: &Path, options: &Options) -> Result<(), String> {
    each_bed(root, options, |bed, engine| {
        let report = bed.measure(engine, options)?;
        println!("\n{}", report.table());
        if options.only.is_empty() && !options.debug { report.write(root, options) } else { Ok(()) }
    })
}

/// Does `work` on a bed of each engine that is asked for.
pub(crate) fn each_bed(
    root: &Path,
    options: &Options,
    work: impl Fn(&Testbed<'_>, Engine) -> Result<(), String>,
) -> Result<(), String> {
    let temporary = tempfile::Builder::new().prefix("leadhub-bench-").tempdir().map_err(|error| error.to_string())?;
    let folder = options.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    machine::refuse_memory_disk(&folder)?;
    let program = Program::build(root, &folder, options.debug)?;
    for engine in &options.engines {
        let cluster = if *engine == Engine::Postgres { Some(cluster::start()?) } else { None };
        // Each store has tokens of its own.
        let bed = Testbed::make(&program, &folder.join(engine_name(*engine)), cluster.as_ref())?;
        work(&bed, *engine)?;
    }
    Ok(())
}

pub(crate) struct Testbed<'p> {
    pub program: &'p Program,
    pub folder: PathBuf,
    pub stores: Stores,
    pub access: Access,
    /// Whether the filled store is there from an earlier run.
    pub is_filled: bool,
}

impl<'p> Testbed<'p> {
    fn make(program: &'p Program, folder: &Path, cluster: Option<&Cluster>) -> Result<Testbed<'p>, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let stores = cluster.map_or_else(|| Stores::Files(folder.to_owned()), Stores::in_cluster);
        let ready = folder.join("ready.json");
        let is_filled = cluster.is_none() && folder.join("filled.db").exists() && ready.exists();
        if !is_filled {
            stores.create(PLAIN)?;
            program.make_store(folder, &stores.url(PLAIN), &ready)?;
        }
        Ok(Testbed { program, folder: folder.to_owned(), stores, access: Access::read(&ready)?, is_filled })
    }

    pub fn serve(&self, store: &str) -> Result<Server, String> {
        Server::start(self.program, &self.folder, &self.stores.url(store))
    }

    fn measure(&self, which: Engine, options: &Options) -> Result<Report, String> {
        let mut report = Report::of(which, options.leads(USUAL));
        if !self.is_filled {
            let filled = fill::import(self, report.leads)?;
            println!("{:<8} {filled}", engine_name(which));
            let floor = floor::load(self)?;
            println!("{:<8} {floor}", engine_name(which));
            report.import = Some((filled, floor));
        }
        if options.wants("create") {
            self.creates(options, &mut report)?;
        }
        self.reads(options, &mut report)?;
        Ok(report)
    }

    /// Creates as fast as they go, into the empty and into the filled store.
    fn creates(&self, options: &Options, report: &mut Report) -> Result<(), String> {
        for round in 1..=options.rounds {
            for (name, store) in [("create, empty store", PLAIN), ("create, filled store", FILLED)] {
                self.stores.copy(store, RUN)?;
                self.stores.settle()?;
                let server = self.serve(RUN)?;
                let (request, status) = self.create()?;
                let plan = Plan { connections: 64, pace: None, ..self.plan(&server, options, status) };
                let outcome = load::run(plan, vec![request], &[])?;
                let cell = Cell::of(name.to_owned(), 64, round, &outcome, None, None);
                println!("{:<8} {cell}", engine_name(report.engine));
                report.cells.push(cell);
                server.stop()?;
            }
        }
        Ok(())
    }

    fn reads(&self, options: &Options, report: &mut Report) -> Result<(), String> {
        let wanted: Vec<_> = READS.iter().filter(|read| options.wants(&read.full_name())).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        self.stores.copy(FILLED, RUN)?;
        self.stores.settle()?;
        let server = self.serve(RUN)?;
        let known = Known::ask(&server, &self.access, report.leads, &people::list_name(7))?;
        let mut first = 0;
        for round in 1..=options.rounds {
            for read in &wanted {
                let Some(token) = self.access.token(read.door()) else { continue };
                let headers = [("authorization".to_owned(), format!("Bearer {token}"))];
                let request = Request::new("GET", &read.target(&known), &headers, "");
                for connections in [1, 16] {
                    let (outcome, creates) = self.beside(&server, options, request.clone(), connections, first)?;
                    first += creates.answered;
                    let cell = Cell::of(
                        read.full_name(),
                        connections,
                        round,
                        &outcome,
                        Some(read.p95),
                        Some(Latency::of(&creates.latency)),
                    );
                    println!("{:<8} {cell}", engine_name(report.engine));
                    report.cells.push(cell);
                }
            }
        }
        report.memory = Some(server.memory()?);
        server.stop()
    }

    /// A read, and creates beside it.
    pub fn beside(
        &self,
        server: &Server,
        options: &Options,
        read: Request,
        connections: usize,
        first: i64,
    ) -> Result<(Outcome, Outcome), String> {
        let (create, status) = self.create()?;
        let creates = Plan { connections: 16, pace: Some(BESIDE), first, ..self.plan(server, options, status) };
        let reads = Plan { connections, pace: None, ..self.plan(server, options, 200) };
        thread::scope(|scope| {
            let creates = scope.spawn(move || load::run(creates, vec![create], &[]));
            let reads = load::run(reads, vec![read], &[])?;
            let creates = creates.join().map_err(|_| "the creates beside ended badly".to_owned())??;
            Ok((reads, creates))
        })
    }

    pub fn create(&self) -> Result<(Request, u16), String> {
        let scenario = Scenario::named("create caresoft").ok_or("the create that is measured is gone")?;
        let request = scenario.request(&self.program.root, &self.access)?;
        request.ok_or_else(|| "this program does not serve the wire that creates".to_owned())
    }

    pub fn plan(&self, server: &Server, options: &Options, status: u16) -> Plan {
        Plan {
            address: server.address,
            connections: 1,
            pace: None,
            warm_up: WARM_UP,
            length: options.length(),
            most: i64::MAX,
            status,
            first: 0,
        }
    }
}
