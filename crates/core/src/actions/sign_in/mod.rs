//! Signing in and out, passwords and sessions: one verb a file. Called by the pages and the command line. Hashing is done between
//! transactions, never in one; nothing here knows a cookie or a form.

mod authenticate;
mod enter;
mod put_login;
mod session;
mod set_password;
mod sign_out;

pub use authenticate::{Authenticated, authenticate_session};
pub use enter::{SignIn, SignedIn, sign_in};
pub(super) use put_login::{NO_ADMINISTRATOR, are_all_administrators};
pub use put_login::{NewLogin, put_login};
pub use set_password::set_password;
pub use sign_out::{sign_out, sign_out_elsewhere, sign_out_everywhere, sweep_sessions};

use leadhub_model::{LeadError, Moment};

/// Why somebody did not get in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Which of the three is wrong is not told.
    #[error("organisation, name or password is wrong: correct it, or ask an administrator for a new password")]
    Wrong,
    #[error("too many tries: wait {seconds} second(s), then try again")]
    Wait { seconds: i64 },
    #[error(transparent)]
    Store(#[from] LeadError),
}

impl SignInError {
    /// Told with the time that is left, a begun second as a whole one.
    fn wait(until: Moment, now: Moment) -> SignInError {
        SignInError::Wait { seconds: (until.micros() - now.micros() + 999_999) / 1_000_000 }
    }
}

impl From<crate::store::engine::Failure> for SignInError {
    fn from(failure: crate::store::engine::Failure) -> Self {
        SignInError::Store(failure.into())
    }
}
