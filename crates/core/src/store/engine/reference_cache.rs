//! Rows that seldom change, kept in memory: an organisation's reference data, which nearly every request looks into. Each state of
//! it has a mark in the store that is used once, so what is kept under the present mark is what the store holds, whichever process
//! wrote it. Used through `Db::cached`.

use leadhub_model::OrganisationId;
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Rows = Arc<dyn Any + Send + Sync>;

/// What one organisation's rows were under one mark.
#[derive(Default)]
struct State {
    mark: i64,
    rows: HashMap<String, Rows>,
}

/// The kept rows of an open store, by organisation.
#[derive(Default)]
pub struct ReferenceCache(Mutex<HashMap<OrganisationId, State>>);

impl ReferenceCache {
    /// The rows of this name under this mark, if they are kept.
    pub fn find<T: Send + Sync + 'static>(&self, id: OrganisationId, mark: i64, name: &str) -> Option<Arc<T>> {
        let states = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let state = states.get(&id).filter(|state| state.mark == mark)?;
        Arc::clone(state.rows.get(name)?).downcast().ok()
    }

    /// Keeps rows; those of another mark are forgotten.
    pub fn keep<T: Send + Sync + 'static>(&self, id: OrganisationId, mark: i64, name: &str, rows: &Arc<T>) {
        let mut states = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let state = states.entry(id).or_default();
        if state.mark != mark {
            *state = State { mark, rows: HashMap::new() };
        }
        let rows: Rows = Arc::<T>::clone(rows);
        state.rows.insert(name.to_owned(), rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_under_their_mark_only() {
        let (kept, id) = (ReferenceCache::default(), OrganisationId(1));
        kept.keep(id, 7, "stages", &Arc::new(vec!["new"]));
        let find = |id, mark, name| kept.find::<Vec<&str>>(id, mark, name);
        assert_eq!(find(id, 7, "stages").as_deref(), Some(&vec!["new"]));
        assert_eq!(find(id, 8, "stages"), None);
        assert_eq!(find(id, 7, "labels"), None);
        assert_eq!(find(OrganisationId(2), 7, "stages"), None);
        kept.keep(id, 8, "labels", &Arc::new(vec!["hot"]));
        assert_eq!(find(id, 7, "stages"), None);
        assert_eq!(find(id, 8, "stages"), None);
    }
}
