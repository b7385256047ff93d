//! The bytes of an upload as a stream, fetched chunk by chunk from the store. Used by the importer's thread.
//! It must not be read inside a transaction.

use crate::hub::Hub;
use crate::store::uploads;
use leadhub_model::{OrganisationId, UploadId};
use std::io::{self, Cursor, Read};

pub struct Chunks {
    hub: Hub,
    organisation: OrganisationId,
    upload: UploadId,
    number: i64,
    current: Cursor<Vec<u8>>,
}

impl Chunks {
    pub fn new(hub: Hub, organisation: OrganisationId, upload: UploadId) -> Self {
        Chunks { hub, organisation, upload, number: 0, current: Cursor::default() }
    }
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.current.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let (organisation, upload, number) = (self.organisation, self.upload, self.number);
            let next = self
                .hub
                .read_blocking(move |db| Ok(uploads::find_chunk(db, organisation, upload, number)?))
                .map_err(io::Error::other)?;
            let Some(content) = next else { return Ok(0) };
            self.current = Cursor::new(content);
            self.number += 1;
        }
    }
}
