//! The built program as a process of its own, with a store that `init` made. Used by the tests that kill it.
//! It must end with the test, however that ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// What `init` printed: the tokens by dialect.
pub struct Store {
    pub url: String,
    pub caresoft: String,
    pub dialer: String,
}

/// Makes an organisation `acme` with the program's own `init`.
pub fn init(url: &str) -> Store {
    let output = Command::new(env!("CARGO_BIN_EXE_leadhub"))
        .args(["init", "--organisation", "acme", "--database", url])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let token = |dialect: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(dialect)).expect("init prints a token");
        line.split_whitespace().last().unwrap().to_owned()
    };
    Store { url: url.to_owned(), caresoft: token("caresoft"), dialer: token("dialer") }
}

/// A serving process; killed when it is dropped.
pub struct Program {
    child: Child,
    pub base_url: String,
}

impl Program {
    pub fn serve(store: &Store) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_leadhub"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "error", "--database", &store.url])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base_url = line.split_whitespace().last().expect("serve prints its address").to_owned();
        Program { child, base_url }
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for its end; gives whether it ended well.
    pub fn terminate(mut self) -> bool {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
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
