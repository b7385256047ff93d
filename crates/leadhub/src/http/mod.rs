//! HTTP around the dialects: the accept loop, the front door that picks a dialect by credential, limits, health, metrics, the
//! importer's thread. Started by `leadhub serve` and `leadhub demo`.

mod background;
mod front_door;
mod house;
mod metrics;
mod operations;
mod process;
mod rate;
mod recorder;
mod server;
mod token_cache;
mod unread_body;

pub use front_door::FrontDoor;
pub use server::{Server, ServerOptions};
