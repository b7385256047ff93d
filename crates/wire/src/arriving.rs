//! A file on its way into the store, chunk by chunk behind everybody who waits, and discarded where it does not come to its end. Used by
//! every door that takes files.

use crate::dialect::AppState;
use crate::multipart::{FormError, Part};
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use leadhub_core::import::{self, CHUNK};
use leadhub_core::{Actor, Hub, Tx, internal};
use leadhub_model::organisation::Scope;
use leadhub_model::{LeadError, UploadId};
use std::sync::Arc;

pub struct Arriving {
    hub: Hub,
    actor: Arc<Actor>,
    id: UploadId,
    /// Chunks stored so far.
    stored: i64,
    waiting: BytesMut,
    /// It was handed over, or its last commit may have happened: it may be at work already, and is left to the sweeping if not.
    is_left: bool,
}

/// Takes in a file, which the work puts where it is told. Goes on when the client has left, so that what broke off is discarded at once.
pub async fn take_in<T: Send + 'static>(
    work: impl for<'f> FnOnce(&'f mut Option<Arriving>) -> BoxFuture<'f, T> + Send + 'static,
) -> Result<T, LeadError> {
    let work = tokio::spawn(async move {
        let mut file = None;
        let done = work(&mut file).await;
        if let Some(file) = file.filter(|file| !file.is_left) {
            file.discard().await;
        }
        done
    });
    work.await.map_err(|error| internal(&format!("a file on its way in: {error}")))
}

/// Takes in the file of a form's part, where there is none yet. A form sent without choosing a file names an empty one, and a text none.
pub async fn take_part<E: From<LeadError> + From<FormError>>(
    (app, actor): (&AppState, &Arc<Actor>),
    mut part: Part,
    file: &mut Option<Arriving>,
) -> Result<(), E> {
    let name = part.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
    let (Some(name), None) = (name, &file) else { return Ok(part.skip().await?) };
    let arriving = file.insert(Arriving::begin(app, actor, &name).await?);
    while let Some(bytes) = part.next_bytes().await? {
        arriving.append(&bytes).await?;
    }
    Ok(())
}

impl Arriving {
    pub async fn begin(app: &AppState, actor: &Arc<Actor>, file_name: &str) -> Result<Arriving, LeadError> {
        actor.need(Scope::Write)?;
        let (hub, actor) = (app.hub.clone(), Arc::clone(actor));
        let (by, name) = (Arc::clone(&actor), file_name.to_owned());
        let id = hub.write_behind(move |tx| import::begin_upload(tx, &by, &name)).await?;
        Ok(Arriving { hub, actor, id, stored: 0, waiting: BytesMut::with_capacity(CHUNK), is_left: false })
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
            let store = move |tx: &mut Tx| import::append_chunk(tx, &actor, id, number, &chunk);
            let stored = self.hub.write_behind(store).await;
            self.is_left = stored == Err(LeadError::OutcomeUnknown);
            stored?;
            self.stored += 1;
        }
        Ok(())
    }

    /// Stores the rest and hands the whole file over, in one transaction.
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
        let done = self.hub.write_behind(whole).await;
        self.is_left = matches!(done, Ok(_) | Err(LeadError::OutcomeUnknown));
        done
    }

    /// Forgets the file. A failure here is left to the sweeping of abandoned files.
    async fn discard(self) {
        let (actor, id) = (self.actor, self.id);
        if let Err(error) = self.hub.write_behind(move |tx| import::discard_upload(tx, &actor, id)).await {
            tracing::warn!(%error, upload = id.0, "an upload that broke off could not be discarded");
        }
    }
}
