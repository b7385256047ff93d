//! The settings of the integration that acts. What they mean is its door's to say: the door reads them into a type of its own when it
//! first asks, and all requests of the token share that reading, since they share the actor.

use serde_json::{Map, Value};
use std::any::Any;
use std::sync::{Arc, OnceLock};

#[derive(Debug, Clone, Default)]
pub struct StoredSettings {
    stored: Map<String, Value>,
    reading: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl StoredSettings {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.stored.get(key)
    }

    /// What `read` makes of them, the first time for all.
    pub fn read_once<T: Any + Send + Sync>(&self, read: impl Fn() -> T) -> Arc<T> {
        let reading = Arc::clone(self.reading.get_or_init(|| Arc::new(read())));
        // An actor has one door; of another one nothing is remembered.
        reading.downcast().unwrap_or_else(|_| Arc::new(read()))
    }
}

impl From<Map<String, Value>> for StoredSettings {
    fn from(stored: Map<String, Value>) -> Self {
        StoredSettings { stored, reading: OnceLock::new() }
    }
}

impl PartialEq for StoredSettings {
    fn eq(&self, other: &Self) -> bool {
        self.stored == other.stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::cell::Cell;

    #[test]
    fn a_door_reads_once_and_another_one_reads_for_itself() {
        let stored = json!({ "a": 1 }).as_object().unwrap().clone();
        let settings = StoredSettings::from(stored);
        let times = Cell::new(0);
        let read = || {
            times.set(times.get() + 1);
            settings.get("a").and_then(Value::as_i64)
        };
        assert_eq!([(); 3].map(|()| *settings.read_once(read)), [Some(1); 3]);
        assert_eq!(times.get(), 1);
        assert_eq!(*settings.read_once(|| "another door's"), "another door's");
        assert_eq!(*settings.clone().read_once(read), Some(1));
        assert_eq!(times.get(), 1, "a copy of the actor knows it too");
    }
}
