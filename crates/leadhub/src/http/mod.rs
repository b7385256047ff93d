//! HTTP around the doors: the accept loop, the front door that picks a wire by credential and the pages by their paths, limits, health,
//! metrics, the recorder of requests, the start of the core's jobs. Started by `leadhub serve` and `leadhub demo`.

pub(crate) mod background;
mod front_door;
mod loggable;
mod lookups;
mod metrics;
mod misplaced;
mod operations;
mod own_paths;
mod paced_body;
mod process;
mod rate;
mod recorder;
mod server;
mod token_cache;
mod unauthenticated_limiter;
mod unread_body;

pub use front_door::FrontDoor;
pub use paced_body::Pace;
pub use server::{Server, ServerOptions};
