//! Where passwords are hashed and compared: argon2id, slow by intent, away from the writer and from the async runtime, two at once.
//! Owned by the hub, used by the sign-in verbs. No password and no hash may reach the log.

use crate::clock::RandomSource;
use crate::store::engine::internal;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use leadhub_model::sign_in::{check_password, composed};
use leadhub_model::{Field, LeadError};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// 19 MiB and two passes, as OWASP asks for at least.
const KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// More would take the processors from those who work.
const AT_ONCE: usize = 2;
/// Those that wait for their turn, about two seconds' worth; past that it is busy.
const LINE: usize = 64;

/// What is compared with where there is no login: of a random password that was thrown away. Costs what any other does.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0IDAwMQ$IgZBbiKjHHtpb7UZz1Hq+1Yd4uWRLmSiVtUGtfE3lGo";

/// A password as it is kept. The store gives those it keeps, a new one is made by `hash` alone, which checks it first.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(crate) fn stored(text: String) -> PasswordHash {
        PasswordHash(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// Counted, so that a test sees the work that was done.
#[derive(Debug)]
pub struct Passwords {
    room: Arc<Semaphore>,
    line: Arc<Semaphore>,
    hashed: AtomicU64,
    running: AtomicUsize,
    most: AtomicUsize,
}

impl Default for Passwords {
    fn default() -> Self {
        Passwords {
            room: Arc::new(Semaphore::new(AT_ONCE)),
            line: Arc::new(Semaphore::new(LINE)),
            hashed: AtomicU64::default(),
            running: AtomicUsize::default(),
            most: AtomicUsize::default(),
        }
    }
}

impl Passwords {
    /// The password of a user of this name, for a thread of its own. Refuses, naming `Field::Password`, one that is easily guessed.
    pub fn hash_blocking(&self, chance: &RandomSource, name: &str, password: &str) -> Result<PasswordHash, LeadError> {
        check_password(password, name).map_err(|why| LeadError::refused(Field::Password, why))?;
        let salt = chance.bytes::<16>();
        let hash = self.counted(|| argon2()?.hash_password_with_salt(composed(password).as_bytes(), &salt));
        hash.map(|hash| PasswordHash(hash.to_string())).map_err(|error| internal(&error.to_string()))
    }

    /// As `hash_blocking`, for a caller on the async runtime.
    pub async fn hash(
        self: &Arc<Self>,
        chance: &Arc<RandomSource>,
        name: &str,
        password: &str,
    ) -> Result<PasswordHash, LeadError> {
        let (all, chance, name, password) =
            (Arc::clone(self), Arc::clone(chance), name.to_owned(), password.to_owned());
        self.aside(move || all.hash_blocking(&chance, &name, &password)).await?
    }

    /// Whether it is the password that is kept. Without one the work is the same, and the answer no.
    pub(crate) async fn verify(
        self: &Arc<Self>,
        password: &str,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, LeadError> {
        let (all, is_kept, password) = (Arc::clone(self), stored.is_some(), composed(password));
        let hash = stored.map_or(NOBODYS, PasswordHash::as_str).to_owned();
        let compare =
            move || all.counted(|| argon2().and_then(|by| by.verify_password(password.as_bytes(), hash.as_str())));
        Ok(self.aside(compare).await?.is_ok() && is_kept)
    }

    /// Runs `work` on a thread that may be held up, when it is its turn. The turn is the work's own: whoever asked for it may go away,
    /// and it runs to its end all the same.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, LeadError> {
        let in_line = Arc::clone(&self.line).try_acquire_owned().map_err(|_| LeadError::Busy)?;
        let turn = Arc::clone(&self.room).acquire_owned().await.map_err(|_| LeadError::Busy)?;
        let work = move || {
            let done = work();
            drop((in_line, turn));
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error.to_string()))
    }

    fn counted<T>(&self, work: impl FnOnce() -> T) -> T {
        self.hashed.fetch_add(1, Ordering::SeqCst);
        self.most.fetch_max(self.running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let done = work();
        self.running.fetch_sub(1, Ordering::SeqCst);
        done
    }

    /// Hashes that were made or compared so far.
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::SeqCst)
    }

    /// The most that ran at once so far.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

fn argon2() -> argon2::password_hash::Result<Argon2<'static>> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(KIB, PASSES, 1, None)?))
}

/// A password that nobody thought of, 77 bits: four times four of letters and digits that are not mistaken for each other.
pub fn generate_password(chance: &RandomSource) -> String {
    // No vowels, so that no word comes of it.
    const LETTERS: &[u8] = b"bcdfghjkmnpqrstvwxyz23456789";
    let mut text = String::new();
    while text.len() < 19 {
        // Of the 256 values of a byte 252 are nine times the letters; the rest would favour the first four.
        let [byte] = chance.bytes::<1>();
        let Some(letter) = LETTERS.get(usize::from(byte) % LETTERS.len()).filter(|_| byte < 252) else { continue };
        text.push(char::from(*letter));
        if [4, 9, 14].contains(&text.len()) {
            text.push('-');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_costs_what_every_other_does() {
        let made = Passwords::default().hash_blocking(&RandomSource::System, "lan", "bốn con mèo xanh");
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(made.map(|made| cost(made.as_str())), Ok(cost(NOBODYS)));
        assert_eq!(NOBODYS.len(), 97);
        // One that cannot be read would cost nothing.
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODYS).is_ok());
    }

    #[test]
    fn generated_passwords_are_good_and_differ() {
        let (one, two) = (generate_password(&RandomSource::System), generate_password(&RandomSource::System));
        assert_ne!(one, two);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert_eq!(check_password(&one, "admin"), Ok(()));
    }
}
