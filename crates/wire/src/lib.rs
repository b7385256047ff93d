//! The kit that every door needs to read a request, reach the book and write an answer: the four vendors' dialects, our own API and the
//! pages use it. It knows no vendor, no path and no SQL, and never imports a door.

pub mod answer;
pub mod arriving;
pub mod body;
pub mod dialect;
pub mod download;
pub mod fault;
pub mod json;
pub mod multipart;
pub mod query;
pub mod refused_rows;
pub mod routes;
pub mod setting;
pub mod transport;
pub mod work;

pub use dialect::{AppState, Call, Claim, Dialect, Limits, Rate, RequestId};
pub use transport::TransportError;
