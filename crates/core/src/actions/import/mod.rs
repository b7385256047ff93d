//! Files of leads: taken in whole before they are answered (`take`), then worked in the background (`work`), every refused
//! row kept with its reason. The bytes lie in the store, so a crash loses nothing and any process may go on with it.

mod chunks;
mod take;
mod work;

pub use take::{append_chunk, begin_upload, begin_upload_as, discard_upload, finish_upload};
pub use work::{RowReader, sweep_abandoned, work_next, work_upload};
pub(crate) use work::{list_waiting, work};
