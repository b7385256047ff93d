//! `cargo xtask postgres` as a person uses it: it prints the line to copy, and a `kill -9` leaves no server and no folder.
//! Needs PostgreSQL's programs, as the test command does, and nothing else.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn a_killed_owner_leaves_no_server_and_no_folder() {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("postgres").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(xtask.stdout.take().unwrap()).lines();
    let export = lines.next().unwrap().unwrap();
    let note = lines.next().unwrap().unwrap();
    let address = export.strip_prefix("export LEADHUB_TEST_POSTGRES=postgres://postgres@").unwrap();
    let server = address.strip_suffix("/postgres").unwrap();
    let folder = Path::new(note.strip_prefix("# data and log in ").unwrap().split(';').next().unwrap());
    assert!(TcpStream::connect(server).is_ok());
    assert!(folder.join("data").exists());

    xtask.kill().unwrap();
    xtask.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while folder.exists() || TcpStream::connect(server).is_ok() {
        assert!(Instant::now() < deadline, "{} is still there", folder.display());
        sleep(Duration::from_millis(50));
    }
}
