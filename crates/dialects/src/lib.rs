//! The four vendors' wires: one folder a dialect, each complete in itself. They see the model, the core's verbs and questions and the
//! doors' kit, never SQL, and never each other. Registered in the program's `doors`.

pub mod caresoft;
pub mod dialer;
pub mod erp;
pub mod lead_platform;

/// The requests and replies that the documents print and that we read into them: `<dialect>/NN_name.http`.
pub static GOLDENS: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/golden");
