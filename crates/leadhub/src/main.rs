//! The door of the program: hands the arguments to `leadhub::cli` and ends with its exit code. Nothing else belongs here.
//! What each command does lives in `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    leadhub::cli::run(std::env::args_os())
}
