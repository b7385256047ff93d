//! The door of the program: hands the arguments to `leadhub::cli` and ends with its exit code. Nothing else belongs here.
//! What each command does lives in `cli`.

use std::process::ExitCode;

/// Requests are read on one thread and answered on another; the system's own allocator makes such threads wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    leadhub::cli::run(std::env::args_os())
}
