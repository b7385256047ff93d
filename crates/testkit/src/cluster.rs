//! A throw-away PostgreSQL cluster: made in a temporary folder, gone with its owner, however the owner ends.
//! Called by `cargo xtask test` (one for all tests), by fault tests that stop the server on purpose, and by benchmarks, which may keep its data.
//! It must not touch a cluster of the machine.

mod account;
mod binaries;
mod server;
mod watchdog;

use std::io::{self, Error};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

pub use binaries::find_binaries;

use server::Server;

/// How a cluster differs from the usual one.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClusterOptions {
    /// Whether a commit waits for the disk. Off is faster and good enough where no crash is tested.
    pub fsync: bool,
}

/// A running cluster of its own. Its end stops the server and removes the folder.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
}

impl Cluster {
    /// Like [`Cluster::try_start`], for a test: panics when there is no PostgreSQL here.
    pub fn start(options: ClusterOptions) -> Cluster {
        Cluster::try_start(options).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Makes a cluster and returns once it takes connections (about two seconds).
    ///
    /// Fails when the server's programs are missing or refuse to start; the error carries the end of their log.
    pub fn try_start(options: ClusterOptions) -> io::Result<Cluster> {
        Cluster::of(Server::create(options, None)?)
    }

    /// Like [`Cluster::try_start`], with its data in the folder `data`, which stays and is taken up by whoever starts one on it later. The
    /// account that runs the server must reach that folder.
    pub fn try_start_on(data: &Path, options: ClusterOptions) -> io::Result<Cluster> {
        Cluster::of(Server::create(options, Some(data))?)
    }

    fn of(mut server: Server) -> io::Result<Cluster> {
        // Another process may take the free port first: the next one is as good.
        let mut attempts = 0;
        loop {
            server.port = free_port()?;
            match server.start() {
                Ok(()) => return Ok(Cluster { server }),
                Err(error) if attempts == 3 || !error.to_string().contains("in use") => return Err(error),
                Err(_) => attempts += 1,
            }
        }
    }

    /// The address of one of its databases, over TCP: `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.server.port)
    }

    /// The folder with the socket, the server's `log` and, unless it is kept elsewhere, the data.
    pub fn folder(&self) -> &Path {
        self.server.folder()
    }

    /// Ends the server as a crash would: no checkpoint, every connection cut. Returns when it is gone.
    pub fn stop_immediate(&mut self) {
        self.server.stop_immediate().expect("the server stops");
    }

    /// Lets every process of the server stand still, as one whose disk hangs: it takes connections and answers nothing.
    pub fn freeze(&mut self) {
        self.server.freeze().expect("the server stands still");
    }

    /// Lets a frozen server go on.
    pub fn thaw(&mut self) {
        self.server.thaw().expect("the server goes on");
    }

    /// Starts the stopped server again, on the same data and port. Returns when it takes connections.
    pub fn start_again(&mut self) {
        self.server.start().expect("the server starts again");
    }
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

fn failed(what: impl Into<String>) -> Error {
    Error::other(what.into())
}
