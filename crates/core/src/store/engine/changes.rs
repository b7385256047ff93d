//! Tells who watches an organisation's leads, after each commit in this process that touched some. It carries nothing: whoever hears it
//! asks (`lead_changes::list_changed`). Rung by the engines beside the bell; where nobody watches it costs a look at a number. Other processes
//! are not heard here.

use leadhub_model::OrganisationId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

pub struct Changes {
    /// How many organisations are watched, or were until their last ring.
    watched: AtomicUsize,
    /// Absent once nobody need watch any more.
    of: Mutex<Option<HashMap<OrganisationId, watch::Sender<()>>>>,
}

type Watched = HashMap<OrganisationId, watch::Sender<()>>;

impl Default for Changes {
    fn default() -> Self {
        Changes { watched: AtomicUsize::new(0), of: Mutex::new(Some(Watched::new())) }
    }
}

impl Changes {
    fn lock(&self) -> MutexGuard<'_, Option<Watched>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rings from now on; over when the server stops or the store is closed.
    pub fn watch(&self, organisation: OrganisationId) -> watch::Receiver<()> {
        let mut of = self.lock();
        let Some(of) = of.as_mut() else { return watch::channel(()).1 };
        let receiver = of.entry(organisation).or_insert_with(|| watch::channel(()).0).subscribe();
        self.watched.store(of.len(), Ordering::SeqCst);
        receiver
    }

    pub fn ring(&self, organisation: OrganisationId) {
        if self.watched.load(Ordering::SeqCst) == 0 {
            return;
        }
        let mut of = self.lock();
        let Some(of) = of.as_mut() else { return };
        // Nobody hears it any more where it cannot be sent.
        if of.get(&organisation).is_some_and(|sender| sender.send(()).is_err()) {
            of.remove(&organisation);
            self.watched.store(of.len(), Ordering::SeqCst);
        }
    }

    /// Nobody need watch any more, now or later.
    pub fn end(&self) {
        *self.lock() = None;
        self.watched.store(0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_hears_of_her_organisation_and_of_the_end() {
        let changes = Changes::default();
        let (one, two) = (OrganisationId(1), OrganisationId(2));
        changes.ring(one);
        let mut first = changes.watch(one);
        let second = changes.watch(two);
        assert!(!first.has_changed().unwrap(), "what was before");
        changes.ring(one);
        assert!(first.has_changed().unwrap() && !second.has_changed().unwrap());
        first.mark_unchanged();
        drop(second);
        changes.ring(two);
        assert_eq!(changes.watched.load(Ordering::SeqCst), 1, "nobody watches the other one any more");
        changes.end();
        assert!(first.has_changed().is_err() && changes.watch(two).has_changed().is_err());
    }
}
