//! Time and randomness, injected so that a test decides both. Used by the hub for every transaction; nothing else may ask
//! the system for either.

use leadhub_model::Moment;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

/// Where the present comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// Microseconds since 1970 UTC, set by a test.
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub fn now(&self) -> Moment {
        match self {
            Clock::System => {
                #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
                let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Moment::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Clock::Set(micros) => Moment::from_micros(micros.load(Ordering::SeqCst)),
        }
    }
}

/// Where randomness comes from.
#[derive(Debug, Default)]
pub enum RandomSource {
    #[default]
    System,
    /// A seeded sequence, for tests only.
    Seeded(AtomicU64),
}

impl RandomSource {
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            RandomSource::System => {
                if let Err(error) = getrandom::fill(&mut bytes) {
                    // Without randomness no token or id is safe to give out.
                    tracing::error!(%error, "the system gives no randomness");
                    std::process::abort();
                }
            }
            RandomSource::Seeded(state) => {
                for byte in &mut bytes {
                    // SplitMix64.
                    let seed = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
                    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    *byte = (mixed >> 56) as u8;
                }
            }
        }
        bytes
    }
}
