//! A file while it is worked or tried out: its rows, the signs of life of who works it, and what is told of it. Used by the importer and by the
//! dry run; no row is judged here.

use super::chunks::{Chunks, ReadError};
use super::work::lease_from;
use crate::hub::Hub;
use crate::store::upload_work::{self, Lease};
use leadhub_intake::{CsvRows, FileOptions};
use leadhub_model::LeadError;
use leadhub_model::upload::{Tally, Upload};

/// Rows read over between two signs of life.
const SILENT_ROWS: i64 = 50_000;

/// A file at work.
pub struct File<'f> {
    pub hub: &'f Hub,
    pub lease: Lease,
    pub upload: &'f Upload,
    pub read_error: ReadError,
    /// What was found out about it.
    pub notes: String,
    /// Lines that tell of names that were made, so far.
    pub told: usize,
}

impl File<'_> {
    pub fn open(&mut self) -> Result<CsvRows<'static>, String> {
        let chunks = Chunks::new(self.hub.clone(), self.lease.organisation, self.upload.id, self.read_error.clone());
        let rows = CsvRows::open_as(chunks, &FileOptions::of_text(&self.upload.options))?;
        self.notes = rows.notes().join("\n").replace('\0', "\u{fffd}");
        Ok(rows)
    }

    /// Says now and then, while rows are only read over, that the worker lives.
    pub fn live(&self, rows: i64) -> Result<(), LeadError> {
        if rows % SILENT_ROWS == 0 { self.live_now() } else { Ok(()) }
    }

    pub fn live_now(&self) -> Result<(), LeadError> {
        let lease = self.lease.clone();
        let lives =
            self.hub.write_behind_blocking(move |tx| Ok(upload_work::live(tx, &lease, lease_from(tx.now()))?))?;
        if lives { Ok(()) } else { Err(LeadError::Busy) }
    }

    /// As `live_now`, with what a dry run found so far.
    pub fn tried(&self, tally: Tally) -> Result<(), LeadError> {
        let lease = self.lease.clone();
        let lives = self.hub.write_behind_blocking(move |tx| {
            Ok(upload_work::advance_dry_run(tx, &lease, &tally, lease_from(tx.now()))?)
        })?;
        if lives { Ok(()) } else { Err(LeadError::Busy) }
    }

    pub fn keep_shape(&self, header: &[String], rows: i64) -> Result<(), LeadError> {
        let (lease, header) = (self.lease.clone(), header.to_vec());
        self.hub.write_behind_blocking(move |tx| match upload_work::hold(tx, &lease)? {
            Some(_) => Ok(upload_work::set_shape(tx, lease.organisation, lease.id, &header, rows)?),
            None => Err(LeadError::Busy),
        })
    }
}
