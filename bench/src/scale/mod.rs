//! `cargo xtask bench scale`: what stays fast when there are many leads. Imports a file of invented leads, then asks every list and search
//! while other clients go on creating leads, and compares with what each must reach.
//! Called by `bench::run`. No test; figures go to the screen and, with those of earlier runs in the same folder, to `docs/benchmarks/` once
//! everything is measured.

mod agents;
mod bookings;
mod cell;
mod creates;
mod export;
pub(crate) mod fill;
mod finds;
mod floor;
mod judge;
mod kept;
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
use crate::figures::engine as engine_name;
use crate::load::{self, Outcome, Plan};
use crate::machine;
use crate::options::Options;
use crate::program::Program;
use crate::request::Request;
use crate::scenarios::Scenario;
use crate::server::Server;
use crate::stores::Stores;

use cell::{Beside, Cell};
use fill::Import;
use kept::{FIGURES, Held, Kept};
use known::Known;
use reads::READS;
use report::Report;

pub(crate) const PLAIN: &str = "plain";
pub(crate) const FILLED: &str = "filled";
pub(crate) const RUN: &str = "run";
/// Creates in a second beside every read.
const BESIDE: f64 = 200.0;
/// Connections that ask for a read.
const READERS: [usize; 2] = [1, 16];
const WARM_UP: Duration = Duration::from_secs(1);

/// Leads of the store where nobody said.
const USUAL: u64 = 1_000_000;

pub fn measure(root: &Path, options: &Options) -> Result<(), String> {
    let commit = machine::commit(root)?;
    each_bed(root, options, |bed, engine| {
        let report = bed.measure(engine, options, &commit)?;
        println!("\n{}", report.table());
        let missing = report.missing();
        if !missing.is_empty() {
            println!("not measured yet: {}", missing.join("; "));
        }
        if missing.is_empty() && !options.debug { report.write(root, options) } else { Ok(()) }
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
        let kept = options.folder.as_ref().map(|folder| folder.join("postgres-data"));
        let cluster = if *engine == Engine::Postgres { Some(cluster::start(kept.as_deref())?) } else { None };
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
    /// What filled the store, where that is there from an earlier run.
    pub filled: Option<Import>,
}

impl<'p> Testbed<'p> {
    fn make(program: &'p Program, folder: &Path, cluster: Option<&Cluster>) -> Result<Testbed<'p>, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let stores = cluster.map_or_else(|| Stores::Files(folder.to_owned()), Stores::in_cluster);
        let ready = folder.join("ready.json");
        let filled = Import::kept(folder).filter(|_| ready.exists());
        let filled = if stores.has(FILLED)? { filled } else { None };
        if filled.is_none() {
            stores.create(PLAIN)?;
            program.make_store(folder, &stores.url(PLAIN), &ready)?;
        }
        let bed = Testbed { program, folder: folder.to_owned(), stores, access: Access::read(&ready)?, filled };
        if bed.filled.is_none() {
            agents::put(&bed)?;
        }
        Ok(bed)
    }

    pub fn serve(&self, store: &str) -> Result<Server, String> {
        Server::start(self.program, &self.folder, &self.stores.url(store))
    }

    pub fn known(&self, server: &Server, leads: u64) -> Result<Known, String> {
        Known::ask(server, &self.access, leads, &people::list_name(7))
    }

    fn measure(&self, which: Engine, options: &Options, commit: &str) -> Result<Report, String> {
        let import = self.filled.map_or_else(|| fill::import(self, options.leads(USUAL)), Ok)?;
        println!("{:<8} {import}", engine_name(which));
        // What is tried out with the unoptimised program is nobody's figure.
        let file = Some(self.folder.join(FIGURES)).filter(|_| options.folder.is_some() && !options.debug);
        let mut report = Report::of(which, import, Kept::read(file, commit.to_owned()));
        if options.wants("import") {
            let floor = floor::load(self)?;
            println!("{:<8} {floor}", engine_name(which));
            report.kept.loaded(floor)?;
        }
        creates::alone(self, options, &mut report)?;
        creates::beside_import(self, options, &mut report)?;
        self.reads(options, &mut report)?;
        finds::measure(self, options, &mut report)?;
        export::measure(self, options, &mut report)?;
        Ok(report)
    }

    fn reads(&self, options: &Options, report: &mut Report) -> Result<(), String> {
        let wanted: Vec<_> = READS.iter().filter(|read| options.wants(&read.full_name())).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        self.stores.copy(FILLED, RUN)?;
        self.stores.settle()?;
        let server = self.serve(RUN)?;
        let known = self.known(&server, report.leads)?;
        let mut first = 0;
        for round in 1..=options.rounds {
            for read in &wanted {
                let Some(token) = self.access.token(read.door()) else { continue };
                let headers = [("authorization".to_owned(), format!("Bearer {token}"))];
                let request = Request::new("GET", &read.target(&known), &headers, "");
                for connections in READERS {
                    let (outcome, creates) = self.beside(&server, options, request.clone(), connections, first)?;
                    first += creates.answered;
                    let cell = Cell::of(&read.full_name(), connections, round, &outcome);
                    report.add(Cell { beside: Some(Beside::of(&creates)), ..cell })?;
                }
            }
        }
        let held = Held { idle: server.idle, behind: server.memory()? };
        report.kept.remembered(&options.only.join(" "), held)?;
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
