//! A file on its way into the store, chunk by chunk behind everybody who waits. Used by every door that takes files. What is neither
//! finished nor held must be discarded.

use crate::dialect::Desk;
use bytes::{Bytes, BytesMut};
use leadhub_core::{Actor, Hub, Tx, import};
use leadhub_model::organisation::Scope;
use leadhub_model::{LeadError, UploadId};
use std::sync::Arc;
use uuid::Uuid;

/// The bytes of one stored chunk.
const CHUNK: usize = 256 * 1024;
/// The characters of a file's name that are kept.
const LONGEST_NAME: usize = 255;

pub struct Arriving {
    hub: Hub,
    actor: Arc<Actor>,
    id: UploadId,
    /// Chunks stored so far.
    stored: i64,
    waiting: BytesMut,
}

impl Arriving {
    pub async fn begin(desk: &Desk, actor: &Arc<Actor>, file_name: &str) -> Result<Arriving, LeadError> {
        actor.need(Scope::Write)?;
        let (hub, actor) = (desk.hub.clone(), Arc::clone(actor));
        let (by, name) = (Arc::clone(&actor), file_name.chars().take(LONGEST_NAME).collect::<String>());
        let id = hub.write_behind(move |tx| import::begin_upload(tx, &by, &name)).await?;
        Ok(Arriving { hub, actor, id, stored: 0, waiting: BytesMut::with_capacity(CHUNK) })
    }

    pub fn id(&self) -> UploadId {
        self.id
    }

    /// Takes more bytes of the file; full chunks are stored before it returns.
    pub async fn append(&mut self, bytes: &Bytes) -> Result<(), LeadError> {
        self.waiting.extend_from_slice(bytes);
        while self.waiting.len() >= CHUNK {
            let (actor, id, number) = (Arc::clone(&self.actor), self.id, self.stored);
            let chunk = self.waiting.split_to(CHUNK).freeze();
            self.hub.write_behind(move |tx| import::append_chunk(tx, &actor, id, number, &chunk)).await?;
            self.stored += 1;
        }
        Ok(())
    }

    /// Stores the rest and hands the file to the importer, in one transaction.
    pub async fn finish(&mut self, list: Uuid) -> Result<(), LeadError> {
        self.end(move |tx, actor, id| import::finish_upload(tx, actor, id, list)).await
    }

    /// As `finish`, but the file waits until somebody lets it begin.
    pub async fn hold(&mut self, list: Uuid) -> Result<(), LeadError> {
        self.end(move |tx, actor, id| import::hold_upload(tx, actor, id, list)).await
    }

    /// Stores the rest and does what is to be done with the whole file, in one transaction.
    pub async fn end<T: Send + 'static>(
        &mut self,
        work: impl Fn(&mut Tx, &Actor, UploadId) -> Result<T, LeadError> + Send + 'static,
    ) -> Result<T, LeadError> {
        let (actor, id, number) = (Arc::clone(&self.actor), self.id, self.stored);
        let rest = self.waiting.split().freeze();
        let whole = move |tx: &mut Tx| {
            if !rest.is_empty() {
                import::append_chunk(tx, &actor, id, number, &rest)?;
            }
            work(tx, &actor, id)
        };
        self.hub.write_behind(whole).await
    }

    /// Forgets the file. A failure here is left to the sweeping of abandoned files.
    pub async fn discard(self) {
        let (actor, id) = (self.actor, self.id);
        if let Err(error) = self.hub.write_behind(move |tx| import::discard_upload(tx, &actor, id)).await {
            tracing::warn!(%error, upload = id.0, "an upload that broke off could not be discarded");
        }
    }
}
