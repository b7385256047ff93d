//! Pages that follow what changes: what so many open streams take of the server's memory while leads come.
//! A part of `bench ui`; `costs` opens one of them.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread::{self, Builder};
use std::time::Duration;

use super::report::{Report, Row};
use super::who::{People, Person};
use crate::load::{self, Plan};
use crate::options::Options;
use crate::scale::{RUN, Testbed};

const MANY: usize = 500;
/// More memory than before, KiB.
const MOST: f64 = 40.0 * 1024.0;
/// Creates in a second while they follow.
const CREATES: f64 = 20.0;
const WAIT: Duration = Duration::from_secs(30);
/// Threads that only read.
const STACK: usize = 64 * 1024;

/// An open stream that is read as a browser reads it.
pub struct Stream(TcpStream);

impl Stream {
    pub fn open(address: SocketAddr, person: &Person) -> Result<Stream, String> {
        let open = || {
            let mut socket = TcpStream::connect(address)?;
            socket.set_read_timeout(Some(WAIT))?;
            let cookie = &person.cookie;
            write!(
                socket,
                "GET /app/live HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\ncookie: {cookie}\r\n\r\n"
            )?;
            // The head comes as soon as the server follows for us; nothing else does before something changed.
            let mut head = [0; 15];
            socket.read_exact(&mut head)?;
            socket.set_read_timeout(None)?;
            Ok::<_, std::io::Error>((head, socket))
        };
        let (head, socket) = open().map_err(|error| format!("a stream: {error}"))?;
        if !head.starts_with(b"HTTP/1.1 200 ") {
            return Err(format!("a stream was answered {}", String::from_utf8_lossy(&head)));
        }
        let mut reading = socket.try_clone().map_err(|error| format!("a stream: {error}"))?;
        let read = move || drop(std::io::copy(&mut reading, &mut std::io::sink()));
        Builder::new().stack_size(STACK).spawn(read).map_err(|error| format!("a stream: {error}"))?;
        Ok(Stream(socket))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // The thread that reads ends with it.
        drop(self.0.shutdown(Shutdown::Both));
    }
}

pub fn measure(
    bed: &Testbed<'_>,
    people: &People,
    options: &Options,
    first: &mut i64,
    report: &mut Report,
) -> Result<(), String> {
    let server = bed.serve(RUN)?;
    let (create, status) = bed.create()?;
    let creates = |first| {
        let plan = Plan { connections: 4, pace: Some(CREATES), first, ..bed.plan(&server, options, status) };
        load::run(plan, vec![create.clone()], &[])
    };
    // What creates alone take is no stream's.
    *first += creates(*first)?.answered;
    let before = server.memory()?.now;
    let open = |_| Stream::open(server.address, people.manager());
    let streams = (0..MANY).map(open).collect::<Result<Vec<_>, String>>()?;
    *first += creates(*first)?.answered;
    let memory = server.memory()?.now.saturating_sub(before) as f64;
    report.streams.push(Row::of(&format!("memory of {MANY} streams"), vec![memory], "KiB", Some(MOST)));
    drop(streams);
    // Ends of connections are seen when something is sent.
    thread::sleep(Duration::from_secs(1));
    server.stop()
}
