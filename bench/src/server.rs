//! `leadhub serve` under measurement: started, waited for, looked at, stopped.
//! Used by `Testbed`. What is sent to it is the load generator's part.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::program::Program;

const PATIENCE: Duration = Duration::from_secs(20);

/// Resident memory in KiB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    pub now: u64,
    pub peak: u64,
}

pub struct Server {
    child: Child,
    log: PathBuf,
    /// Kept open: a closed pipe would be an error of the server's.
    _output: BufReader<ChildStdout>,
    pub address: SocketAddr,
    /// From the start of the process to its first answer, which read and wrote the store.
    pub ready_in: Duration,
    /// Resident memory in KiB right behind that answer.
    pub idle: u64,
}

impl Server {
    pub fn start(program: &Program, folder: &Path, database: &str) -> Result<Server, String> {
        let log = folder.join("server.log");
        let stderr = File::create(&log).map_err(|error| format!("the server's log: {error}"))?;
        let mut command = program.command(folder);
        command.args(["serve", "--bench-echo", "--listen", "127.0.0.1:0", "--database", database]);
        // One client sends everything here; the default is there to stop such a client.
        command.env("LEADHUB_REQUESTS_PER_SECOND", "1000000");
        let began = Instant::now();
        let child = command.stdout(Stdio::piped()).stderr(stderr).spawn();
        let mut child = child.map_err(|error| format!("leadhub serve: {error}"))?;
        let Some(output) = child.stdout.take() else { return Err("the server's output is not at hand".to_owned()) };
        let mut output = BufReader::new(output);
        let address = address(&mut output);
        let address = address.ok_or_else(|| format!("the server did not start: {}", end_of(&log)))?;
        let mut server = Server { child, log, _output: output, address, ready_in: Duration::ZERO, idle: 0 };
        server.wait_until_ready(began)?;
        server.ready_in = began.elapsed();
        server.idle = server.memory()?.now;
        Ok(server)
    }

    fn wait_until_ready(&self, began: Instant) -> Result<(), String> {
        while !self.is_ready() {
            if began.elapsed() > PATIENCE {
                return Err(format!("the server is not ready: {}", end_of(&self.log)));
            }
            sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn is_ready(&self) -> bool {
        let ask = || {
            let mut stream = TcpStream::connect(self.address)?;
            stream.write_all(b"GET /health/ready HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer.starts_with("HTTP/1.1 200 "))
        };
        ask().unwrap_or(false)
    }

    pub fn memory(&self) -> Result<Memory, String> {
        memory_of(self.child.id()).ok_or_else(|| format!("the server is gone: {}", end_of(&self.log)))
    }

    /// Asks it to stop and waits until it has; an error when it did not end well.
    pub fn stop(mut self) -> Result<(), String> {
        let pid = self.child.id().to_string();
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status();
        asked.map_err(|error| format!("kill: {error}"))?;
        let status = self.child.wait().map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}: {}", end_of(&self.log))) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nobody to end any more.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The address in the line that scripts wait for.
fn address(output: &mut impl BufRead) -> Option<SocketAddr> {
    output.lines().map_while(Result::ok).find_map(|line| line.split("http://").nth(1)?.trim().parse().ok())
}

/// Of a process that is at work.
pub fn memory_of(pid: u32) -> Option<Memory> {
    memory(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

fn memory(status: &str) -> Option<Memory> {
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().strip_suffix(" kB")?.parse().ok()
    };
    Some(Memory { now: of("VmRSS")?, peak: of("VmHWM")? })
}

fn end_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let from = text.char_indices().rev().nth(1500).map_or(0, |(at, _)| at);
    text[from..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_in_the_line_that_says_so() {
        let mut output = "store ready\nleadhub serves on http://127.0.0.1:4711\n".as_bytes();
        assert_eq!(address(&mut output), "127.0.0.1:4711".parse().ok());
        assert_eq!(address(&mut "nothing\n".as_bytes()), None);
    }

    #[test]
    fn memory_is_read_in_kibibytes() {
        let status = "Name:\tleadhub\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(memory(status), Some(Memory { now: 10_240, peak: 20_480 }));
        assert_eq!(memory("Name:\tleadhub\n"), None);
    }
}
