//! `/app/sign-in`: the page, the way in, and the way out. Who gets in is decided by the verb `sign_in`; whoever fails learns nothing of
//! what was wrong.

mod enter;
mod leave;
mod page;
pub mod words;

#[cfg(test)]
mod tests;

pub use enter::{enter, show};
pub use leave::leave;
pub use page::SignIn;
