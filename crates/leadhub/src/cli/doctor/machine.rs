//! What `doctor` looks at outside of the store: the clock, how many files may be open, the address to listen on. Called by
//! `doctor`; it takes the address for a moment only.

use leadhub_core::Finding;
use leadhub_core::clock::Clock;
use rustix::process::{Resource, getrlimit};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// 2025-01-01T00:00:00Z: a clock before that was never set.
const TOO_EARLY: i64 = 1_735_689_600_000_000;
/// Open files that a small installation needs: connections of callers and of the store, files, logs.
const FILES: u64 = 1024;
const PATIENCE: Duration = Duration::from_secs(2);

pub fn clock() -> Finding {
    const WHAT: &str = "clock";
    let now = Clock::System.now();
    let say = now.format(&leadhub_model::Zone::utc(), leadhub_model::TimeStyle::IsoZ);
    match now.micros() {
        early if early < TOO_EARLY => {
            Finding::wrong(WHAT, format!("it says {say}"), "set it: every lead is stamped with it, tokens end by it")
        }
        _ => Finding::good(WHAT, say),
    }
}

pub fn open_files() -> Finding {
    const WHAT: &str = "open files";
    match getrlimit(Resource::Nofile).current {
        Some(few) if few < FILES => {
            let say = format!("{few} at most: each caller's connection takes one");
            Finding::warning(WHAT, say, "raise it: ulimit -n 65536, or LimitNOFILE=65536 in the unit")
        }
        Some(enough) => Finding::good(WHAT, format!("{enough} at most")),
        None => Finding::good(WHAT, "no limit"),
    }
}

/// Whether `serve` could listen there, or does already.
pub fn address(listen: SocketAddr) -> Finding {
    const WHAT: &str = "address";
    match TcpListener::bind(listen) {
        Ok(_) => Finding::good(WHAT, format!("{listen} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse && is_leadhub(listen) => {
            Finding::good(WHAT, format!("a leadhub answers on {listen}"))
        }
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let mend = "stop the program that listens there (ss -ltnp names it), or set another `listen`";
            Finding::wrong(WHAT, format!("{listen} is taken by another program"), mend)
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let mend = "set `listen` to a port from 1024 up, and put a reverse proxy before it";
            Finding::wrong(WHAT, format!("{listen}: {error}"), mend)
        }
        Err(error) => Finding::wrong(WHAT, format!("{listen}: {error}"), "set `listen` to an address of this machine"),
    }
}

/// Whether what answers there answers as a leadhub that lives.
fn is_leadhub(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: doctor\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(4096).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200") && answer.contains("{\"status\":\"live\"}"))
}
