//! `cargo xtask bench`: speed and memory of the real program as ratios to floors measured in the same run.
//! Called by the chore of that name; the figures go to the screen and, when everything was measured, to `docs/benchmarks.md`. No test.

pub mod access;
mod cluster;
mod figures;
mod fill;
mod floors;
mod job;
mod load;
mod log_text;
mod machine;
mod marks;
mod options;
pub mod program;
mod recipe;
mod record;
mod report;
mod request;
mod scale;
mod scenarios;
mod script;
pub mod server;
pub mod stores;
mod testbed;
mod ui;

use std::path::Path;
use std::process::{Command, ExitCode};

use leadhub_testkit::Engine;

use figures::Figures;
use job::Job;
use options::Options;
use program::Program;
use testbed::Testbed;

type Measure = fn(&Path, &Options) -> Result<(), String>;

pub fn run(root: &Path, words: &[&str]) -> ExitCode {
    // The load generator and the floors must be as fast as they can be.
    let is_slow = cfg!(debug_assertions);
    let (measure, asked): (Measure, _) = match words {
        ["scale", asked @ ..] => (scale::measure, asked),
        ["ui", asked @ ..] => (ui::measure, asked),
        asked => (measure, asked),
    };
    let outcome = Options::read(asked).and_then(|options| {
        if is_slow && !options.debug { again_optimised(root, words) } else { measure(root, &options) }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(say) => {
            eprintln!("{say}");
            ExitCode::FAILURE
        }
    }
}

fn again_optimised(root: &Path, words: &[&str]) -> Result<(), String> {
    eprintln!("building this tool with optimisation ...");
    let arguments = ["run", "--release", "--quiet", "--package", "xtask", "--", "bench"];
    let status = Command::new("cargo").current_dir(root).args(arguments).args(words).status();
    let status = status.map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("the benchmark did not end well".to_owned()) }
}

fn measure(root: &Path, options: &Options) -> Result<(), String> {
    let folder = tempfile::Builder::new().prefix("leadhub-bench-").tempdir().map_err(|error| error.to_string())?;
    machine::refuse_memory_disk(folder.path())?;
    let program = Program::build(root, folder.path(), options.debug)?;
    eprintln!("starting a PostgreSQL of our own ...");
    let cluster = cluster::start(None)?;
    // The statements of the floors are read from this engine's log, whichever engine is measured.
    let mut server = Testbed::on_server(&program, folder.path(), &cluster)?;
    let scripts = server.prepare(options)?;
    let mut beds = Vec::new();
    if options.engines.contains(&Engine::Sqlite) {
        let mut file = Testbed::on_file(&program, folder.path())?;
        file.prepare_reads(options)?;
        beds.push(file);
    }
    if options.engines.contains(&Engine::Postgres) {
        beds.push(server);
    }
    let mut figures = Figures::default();
    println!("{}", scripts.text());
    for round in 1..=options.rounds {
        for bed in &mut beds {
            for job in Job::all(bed.engine()).into_iter().filter(|job| options.wants(&job.name())) {
                if let Some(run) = bed.run(&job, round, &scripts, options)? {
                    println!("{run}");
                    figures.add(run);
                }
            }
        }
    }
    let marks = marks::judge(&figures);
    println!("\n{}", report::marks_table(&marks));
    if options.is_whole() {
        let machine = machine::describe(root, folder.path(), &cluster)?;
        report::write(
            root,
            &report::Findings { figures: &figures, marks: &marks, scripts: &scripts, machine, options },
        )?;
    }
    Ok(())
}
