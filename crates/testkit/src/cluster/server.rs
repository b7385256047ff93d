//! The server process of a cluster: made, started, stopped, ended.
//! Called by `Cluster`. What happens when its owner is killed is `watchdog`'s part.

use std::env;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::account::{self, Account};
use super::watchdog::Watchdog;
use super::{ClusterOptions, failed, find_binaries};

/// A socket's address has room for about a hundred bytes; the rest of ours takes fewer than forty.
const LONGEST_BASE: usize = 60;
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Server {
    pub(super) port: u16,
    folder: PathBuf,
    data: PathBuf,
    /// Whether the data outlives its owner.
    is_kept: bool,
    binaries: PathBuf,
    account: Option<Account>,
    options: ClusterOptions,
    postmaster: Option<Child>,
    frozen: bool,
    watchdog: Watchdog,
}

impl Server {
    /// An empty cluster, nothing running: in a folder that goes with its owner, or in `kept`, where one that is there is taken up.
    pub(super) fn create(options: ClusterOptions, kept: Option<&Path>) -> io::Result<Server> {
        let binaries = find_binaries().ok_or_else(|| failed("PostgreSQL is not installed: no initdb found"))?;
        let base = Some(env::temp_dir()).filter(|dir| dir.as_os_str().len() <= LONGEST_BASE);
        let folder = tempfile::Builder::new()
            .prefix("leadhub-pg-")
            .tempdir_in(base.unwrap_or_else(|| PathBuf::from("/tmp")))?
            .keep();
        let watchdog = Watchdog::over(&folder)?;
        let account = account::unprivileged(fs::metadata(&folder)?.uid())?;
        if let Some(account) = account {
            chown(&folder, Some(account.uid), Some(account.gid))?;
        }
        let data = kept.map_or_else(|| Ok(folder.join("data")), std::path::absolute)?;
        let (is_kept, postmaster) = (kept.is_some(), None);
        let server =
            Server { port: 0, folder, data, is_kept, binaries, account, options, postmaster, frozen: false, watchdog };
        if !server.data.join("PG_VERSION").exists() {
            server.initdb()?;
        }
        Ok(server)
    }

    fn initdb(&self) -> io::Result<()> {
        fs::create_dir_all(&self.data)?;
        if let Some(account) = self.account {
            chown(&self.data, Some(account.uid), Some(account.gid))?;
        }
        let status = self
            .command("initdb")?
            .args(["--no-sync", "--no-instructions", "-A", "trust", "-U", "postgres"])
            .args(["-E", "UTF8", "--locale=C.UTF-8"])
            .status()?;
        if status.success() { Ok(()) } else { Err(failed(format!("initdb: {status}\n{}", self.log_end()))) }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts the postmaster and waits until it says that it is ready.
    pub(super) fn start(&mut self) -> io::Result<()> {
        let mut command = self.command("postgres")?;
        command.args(["-p", &self.port.to_string()]).arg("-k").arg(&self.folder);
        let mut settings =
            vec!["listen_addresses=127.0.0.1", "max_connections=400", "shared_buffers=64MB", "timezone=UTC"];
        if !self.options.fsync {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }
        for setting in settings {
            command.args(["-c", setting]);
        }
        let mut postmaster = command.spawn()?;
        self.watchdog.guard(Some(postmaster.id()))?;
        let deadline = Instant::now() + PATIENCE;
        while !self.is_ready(postmaster.id()) {
            if let Some(status) = postmaster.try_wait()? {
                self.watchdog.guard(None)?;
                return Err(failed(format!("postgres: {status}\n{}", self.log_end())));
            }
            if Instant::now() > deadline {
                self.postmaster = Some(postmaster);
                return Err(failed(format!("postgres is not ready\n{}", self.log_end())));
            }
            sleep(Duration::from_millis(20));
        }
        self.postmaster = Some(postmaster);
        Ok(())
    }

    /// SIGQUIT, which the server answers by leaving at once; waits for its end.
    pub(super) fn stop_immediate(&mut self) -> io::Result<()> {
        self.stop("QUIT")
    }

    fn stop(&mut self, signal: &str) -> io::Result<()> {
        if let Some(mut postmaster) = self.postmaster.take() {
            let pid = postmaster.id().to_string();
            Command::new("sh").args(["-c", "kill -\"$1\" \"$0\"", &pid, signal]).status()?;
            postmaster.wait()?;
            self.watchdog.guard(None)?;
        }
        Ok(())
    }

    /// The postmaster first, so that it makes no new process meanwhile.
    pub(super) fn freeze(&mut self) -> io::Result<()> {
        self.frozen = true;
        self.signal("STOP", true)
    }

    pub(super) fn thaw(&mut self) -> io::Result<()> {
        self.frozen = false;
        self.signal("CONT", false)
    }

    fn signal(&self, signal: &str, postmaster_first: bool) -> io::Result<()> {
        let Some(postmaster) = &self.postmaster else { return Ok(()) };
        let pid = postmaster.id().to_string();
        let send = |pids: &[&str]| Command::new("kill").arg(format!("-{signal}")).args(pids).status().map(drop);
        let children = || fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        if postmaster_first {
            send(&[&pid])?;
        }
        send(&children()?.split_whitespace().collect::<Vec<_>>())?;
        if postmaster_first { Ok(()) } else { send(&[&pid]) }
    }

    /// A program of the server on our data, as its account, with nothing of the caller's environment.
    fn command(&self, program: &str) -> io::Result<Command> {
        let log = File::options().create(true).append(true).open(self.folder.join("log"))?;
        let mut command = Command::new(self.binaries.join(program));
        command
            .arg("-D")
            .arg(&self.data)
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            // Ctrl-C in the terminal is for the owner; the watchdog then ends the server.
            .process_group(0);
        if let Some(account) = self.account {
            command.uid(account.uid).gid(account.gid);
        }
        Ok(command)
    }

    /// `postmaster.pid` begins with the process id and ends with the server's state.
    fn is_ready(&self, pid: u32) -> bool {
        let state = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let mut lines = state.lines();
        lines.next() == Some(pid.to_string().as_str()) && lines.next_back().is_some_and(|line| line.trim() == "ready")
    }

    fn log_end(&self) -> String {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        let end = &log[log.len().saturating_sub(2000)..];
        String::from_utf8_lossy(end).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.frozen {
            // It would not hear the watchdog.
            drop(self.thaw());
        }
        if self.is_kept {
            // As after a day's work, so that the next start has nothing to mend.
            drop(self.stop("INT"));
        }
        self.watchdog.release();
        if let Some(mut postmaster) = self.postmaster.take() {
            drop(postmaster.wait());
        }
        self.watchdog.wait();
    }
}
