//! What stands in a file more than once, by hashes: a dry run keeps in memory what another row may meet, and no more. Two texts of one hash
//! only mean that something is kept in vain.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Default)]
pub struct Repeated {
    seen: HashSet<u64>,
    repeated: HashSet<u64>,
}

impl Repeated {
    pub fn look_at(&mut self, key: &impl Hash) {
        let hash = hashed(key);
        if !self.seen.insert(hash) {
            self.repeated.insert(hash);
        }
    }

    pub fn has(&self, key: &impl Hash) -> bool {
        self.repeated.contains(&hashed(key))
    }
}

fn hashed(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
