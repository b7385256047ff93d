//! A small shell process that ends the server and removes its folder when its owner goes, even by `kill -9`.
//! Called by `Server`. It reads a pipe whose other end only the owner holds: the kernel closes it in every case.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Each line read is the process id to end, an empty one is none. The end of the pipe is the end of the owner.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
pid=
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
    kill -QUIT "$pid"
    tries=0
    while kill -0 "$pid" && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    kill -KILL "$pid"
fi
rm -rf "$0"
"#;

#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    line: Option<ChildStdin>,
}

impl Watchdog {
    /// Watches over `folder`; no process yet.
    pub(super) fn over(folder: &Path) -> io::Result<Watchdog> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let line = shell.stdin.take();
        Ok(Watchdog { shell, line })
    }

    /// Names the process to end; `None` when there is none any more.
    pub(super) fn guard(&mut self, pid: Option<u32>) -> io::Result<()> {
        let pid = pid.map(|pid| pid.to_string()).unwrap_or_default();
        match &mut self.line {
            Some(line) => writeln!(line, "{pid}"),
            None => Ok(()),
        }
    }

    /// Tells it to act now.
    pub(super) fn release(&mut self) {
        self.line = None;
    }

    /// Returns when the folder is gone.
    pub(super) fn wait(&mut self) {
        drop(self.shell.wait());
    }
}
