//! The bytes of an upload as a stream, fetched chunk by chunk from the store. Used by the importer's thread.
//! It must not be read inside a transaction.

use crate::hub::Hub;
use crate::store::upload_rows;
use leadhub_model::{LeadError, OrganisationId, UploadId};
use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// Why the store did not give a chunk, for whoever would take the end of the bytes for a fault of the file.
#[derive(Clone, Default)]
pub struct ReadError(Arc<Mutex<Option<LeadError>>>);

impl ReadError {
    pub fn check(&self) -> Result<(), LeadError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().map_or(Ok(()), Err)
    }

    fn note(&self, error: LeadError) -> io::Error {
        let text = error.to_string();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        io::Error::other(text)
    }
}

pub struct Chunks {
    hub: Hub,
    organisation: OrganisationId,
    upload: UploadId,
    number: i64,
    current: Cursor<Vec<u8>>,
    read_error: ReadError,
}

impl Chunks {
    pub fn new(hub: Hub, organisation: OrganisationId, upload: UploadId, read_error: ReadError) -> Self {
        Chunks { hub, organisation, upload, number: 0, current: Cursor::default(), read_error }
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
                .read_blocking(move |db| Ok(upload_rows::find_chunk(db, organisation, upload, number)?))
                .map_err(|error| self.read_error.note(error))?;
            let Some(content) = next else { return Ok(0) };
            self.current = Cursor::new(content);
            self.number += 1;
        }
    }
}
