//! The step that has schemathesis test the OpenAPI document as it is served, with the demo's data, on both engines. What it checks
//! and what not stands in `xtask/openapi/`. Called by the test command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use leadhub_testkit::{Cluster, ClusterOptions};
use serde_json::Value;

use super::step::{Outcome, cargo};
use leadhub_bench::access::Access;
use leadhub_bench::program::Program;
use leadhub_bench::server::Server;
use leadhub_bench::stores::Stores;

const STORE: &str = "openapi";

/// Installs the tester at its pinned version, unless it is there, or says in one line what to type.
pub fn install(root: &Path) -> Result<(), String> {
    let (home, pins) = (home(root), fs::read_to_string(requirements(root)).map_err(|error| error.to_string())?);
    let stamp = home.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) {
        return Ok(());
    }
    println!("== installing schemathesis");
    let script = installation(root);
    let done = Command::new("sh").current_dir(root).args(["-c", &script]).status();
    if !done.is_ok_and(|status| status.success()) {
        return Err(format!("schemathesis cannot be installed; once this works, run again: {script}"));
    }
    fs::write(&stamp, pins).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn installation(root: &Path) -> String {
    let (home, pins) = (home(root), requirements(root));
    let (home, pins) = (home.display(), pins.display());
    format!("python3 -m venv --clear '{home}/venv' && '{home}/venv/bin/pip' install --quiet --requirement '{pins}'")
}

fn home(root: &Path) -> PathBuf {
    root.join("target/schemathesis")
}

fn requirements(root: &Path) -> PathBuf {
    root.join("xtask/openapi/requirements.txt")
}

/// Passes when every operation was tested on both engines and nothing was found.
pub fn run(root: &Path) -> Outcome {
    match on_both(root) {
        Ok(lines) if lines.iter().all(Result::is_ok) => Outcome::Passed(lines.into_iter().flatten().collect()),
        Ok(lines) => Outcome::Failed(lines.into_iter().map(|line| line.unwrap_or_else(|say| say)).collect()),
        Err(say) => Outcome::Failed(vec![say]),
    }
}

fn on_both(root: &Path) -> Result<Vec<Result<String, String>>, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("a temporary folder: {error}"))?;
    let built = cargo(root, "build").args(["--quiet", "--package", "leadhub"]).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("leadhub does not build".to_owned());
    }
    let program = Program::build(root, folder.path(), true)?;
    let cluster = Cluster::try_start(ClusterOptions::default()).map_err(|error| error.to_string())?;
    let engines = [("sqlite", Stores::Files(folder.path().to_owned())), ("postgres", Stores::in_cluster(&cluster))];
    let test = |(engine, stores): &(&str, Stores)| {
        let tested = test(&program, &folder.path().join(engine), stores, &home(root).join(engine));
        tested.map(|count| format!("{engine}: {count}")).map_err(|say| format!("{engine}: {say}"))
    };
    // At once: the tester is one thread, and the servers wait for it.
    Ok(thread::scope(|scope| {
        let running: Vec<_> = engines.iter().map(|engine| scope.spawn(|| test(engine))).collect();
        running
            .into_iter()
            .map(|test| test.join().unwrap_or_else(|_| Err("the test ended by itself".to_owned())))
            .collect()
    }))
}

/// Tests a fresh store of one engine; gives what was counted. `out` is where the tester may leave things.
fn test(program: &Program, folder: &Path, stores: &Stores, out: &Path) -> Result<String, String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    stores.create(STORE)?;
    let (database, ready) = (stores.url(STORE), folder.join("ready.json"));
    fill(program, folder, &database, &ready)?;
    let access = Access::read(&ready)?;
    let token = access.token("native").ok_or("the demo has no integration of this API")?;
    let server = Server::start(program, folder, &database)?;
    let ended_well = ask(&program.root, out, &format!("http://{}", server.address), token)?;
    server.stop()?;
    let report = fs::read_to_string(out.join("report.json")).map_err(|error| format!("no report: {error}"))?;
    judge(&serde_json::from_str(&report).map_err(|error| format!("the report: {error}"))?, ended_well)
}

/// Fills a store with all that the demo has.
fn fill(program: &Program, folder: &Path, database: &str, ready: &Path) -> Result<(), String> {
    let mut demo = program.command(folder);
    demo.args(["demo", "--check", "--log", "error", "--listen", "127.0.0.1:0", "--database", database]);
    let done = demo.arg("--ready-file").arg(ready).output().map_err(|error| format!("leadhub demo: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("leadhub demo: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)))
}

/// Runs the tester and prints what it said when it has ended; whether it ended well.
fn ask(root: &Path, out: &Path, base_url: &str, token: &str) -> Result<bool, String> {
    if out.exists() {
        fs::remove_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let rules = root.join("xtask/openapi");
    let mut tester = Command::new(home(root).join("venv/bin/schemathesis"));
    tester
        .arg("--config-file")
        .arg(rules.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("{base_url}/hub/openapi.json"));
    tester.args(["--no-color", "--report", "json", "--report-json-path"]).arg(out.join("report.json"));
    tester.current_dir(out).env("SCHEMATHESIS_HOOKS", rules.join("rules.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    tester.env("LEADHUB_URL", base_url).env("LEADHUB_TOKEN", token).env("NO_PROXY", "127.0.0.1");
    let ended = tester.output().map_err(|error| format!("schemathesis: {error}"))?;
    println!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    Ok(ended.status.success())
}

/// What the report comes to. That nothing was found says nothing where nothing was tested.
fn judge(report: &Value, ended_well: bool) -> Result<String, String> {
    let number = |place: &str| report.pointer(place).and_then(Value::as_u64).unwrap_or_default();
    let (tested, total) = (number("/operations/tested"), number("/operations/total"));
    let requests = number("/test_cases/generated");
    let found = number("/test_cases/unique_failures") + number("/operations/errored");
    let count = format!("{tested} of {total} operations tested with {requests} requests");
    let is_whole = report["complete"] == true && tested == total && tested > 0 && requests > tested;
    if ended_well && is_whole && found == 0 { Ok(count) } else { Err(format!("{count}, {found} faults found")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(tested: u64, requests: u64, faults: u64) -> Value {
        json!({
            "complete": true, "operations": { "total": 71, "tested": tested, "errored": 0 },
            "test_cases": { "generated": requests, "unique_failures": faults }
        })
    }

    #[test]
    fn only_a_whole_run_without_faults_passes() {
        assert_eq!(judge(&report(71, 9000, 0), true), Ok("71 of 71 operations tested with 9000 requests".to_owned()));
        let partly = json!({ "complete": false, "operations": { "total": 71, "tested": 71 }, "test_cases": { "generated": 9000 } });
        for (report, ended_well) in [
            (report(71, 9000, 0), false),
            (report(71, 9000, 1), true),
            (report(70, 9000, 0), true),
            (report(71, 0, 0), true),
            (partly, true),
            (json!({ "complete": true }), true),
        ] {
            assert!(judge(&report, ended_well).is_err(), "{report}");
        }
    }

    #[test]
    fn the_advice_is_one_line_to_copy() {
        assert_eq!(installation(Path::new("/src")).lines().count(), 1);
    }
}
