//! The built program as a process of its own, with a store that `init` made. Used by the tests that kill it and by those that
//! look at its surface.

use crate::agreement::assert_agreement;
use leadhub_core::{Hub, HubOptions};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// What `init` printed: the tokens by dialect.
pub struct Store {
    pub url: String,
    pub caresoft: String,
    pub dialer: String,
}

impl Store {
    /// What is kept of its leads agrees, whoever was killed over it.
    pub fn assert_agreement(&self) {
        let open = || Hub::open(&self.url, HubOptions::default()).unwrap();
        let hub = std::thread::scope(|scope| scope.spawn(open).join().unwrap());
        assert_agreement(&hub);
        hub.close();
    }
}

/// The built program, without what the environment or a file of this machine's would set for it.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadhub"));
    let options = std::env::vars_os().map(|(name, _)| name);
    for name in options.filter(|name| name.as_encoded_bytes().starts_with(b"LEADHUB_") || name == "COLUMNS") {
        command.env_remove(name);
    }
    command.env("LEADHUB_CONFIG", "/dev/null").stdin(Stdio::null());
    command
}

/// Makes an organisation `acme` with the program's own `init`.
pub fn init(url: &str) -> Store {
    let output = program().args(["init", "--organisation", "acme", "--database", url]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    Store { url: url.to_owned(), caresoft: token(&text, "caresoft"), dialer: token(&text, "dialer") }
}

/// The token that `init` printed for a dialect.
pub fn token(text: &str, dialect: &str) -> String {
    let mut lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let line = lines.find(|words| words.first() == Some(&dialect)).expect("init prints a token");
    line[line.len() - 1].to_owned()
}

/// A serving process; killed when it is dropped.
pub struct Program {
    child: Child,
    pub base_url: String,
    /// What it had printed when it was ready.
    pub printed: String,
    /// Kept, so that it can go on printing.
    _output: BufReader<ChildStdout>,
}

impl Program {
    pub fn serve(store: &Store) -> Program {
        Program::serve_with(store, &[])
    }

    /// Serves with more options.
    pub fn serve_with(store: &Store, options: &[&str]) -> Program {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "error", "--database", &store.url]).args(options);
        Program::start(&mut command, "leadhub serves on ")
    }

    /// Starts a command and waits for the line that begins with `ready` and has its address as the next word.
    pub fn start(command: &mut Command, ready: &str) -> Program {
        Program::start_logging(command, ready, Stdio::null())
    }

    /// As `start`; what it logs goes to `log`.
    pub fn start_logging(command: &mut Command, ready: &str, log: impl Into<Stdio>) -> Program {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        let base_url = loop {
            let begun = printed.len();
            assert!(output.read_line(&mut printed).unwrap() > 0, "it ended before it was ready:\n{printed}");
            if let Some(rest) = printed[begun..].strip_prefix(ready) {
                break rest.split_whitespace().next().expect("an address").to_owned();
            }
        };
        Program { child, base_url, printed, _output: output }
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for its end; gives whether it ended well.
    pub fn terminate(self) -> bool {
        self.ask_to_stop();
        self.wait()
    }

    /// SIGTERM.
    pub fn ask_to_stop(&self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
    }

    /// Waits for its end; gives whether it ended well.
    pub fn wait(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already gone after `kill` and `terminate`.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
