//! Faults, real ones, against the real program: killed while writes are in flight, its disk full, its files taken away, its database gone or hanging, clients that
//! are slow. What was answered must be there, once; what was not must not be half there.

mod database;
pub mod disk;
mod files;
mod hung;
mod kill;
pub mod program;
mod slow;
mod stop;
mod summing_up;
mod two_processes;
