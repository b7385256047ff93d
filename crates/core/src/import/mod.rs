//! Files of leads, one door for every wire, the command line and the pages: taken in whole before they are answered (`take`), looked at
//! (`preview`), told what to do with known leads and unknown names (`plan`), moved on by whoever brought them (`steps`), tried out
//! (`dry_run`), worked in the background (`work`) and taken back (`undo`). The bytes lie in the store, so a crash loses nothing and any
//! process may go on with a file. No wire's word stands here.

mod chunks;
mod dry_run;
mod file;
mod judge;
mod keys;
mod lead_state;
mod names;
mod persons;
mod plan;
mod played;
mod preview;
mod refused;
mod repeated;
mod row;
mod saved;
mod set_aside;
mod steps;
mod sweep;
mod take;
mod undo;
mod work;

pub use judge::RowReader;
pub use plan::Plan;
pub use preview::{Preview, PreviewColumn, preview, preview_upload};
pub use refused::{refused_head, refused_line};
pub use saved::{SavedOptions, find_saved_options, list_saved_options, save_options};
pub use steps::{set_plan, step};
pub use sweep::{sweep_abandoned, sweep_forgotten};
pub use take::{
    CHUNK, NO_LIST, append_chunk, begin_upload, begin_upload_as, discard_upload, finish_upload, hold_upload,
    hold_upload_without_list,
};
pub(crate) use work::{list_waiting, work};
pub use work::{work_next, work_upload};
