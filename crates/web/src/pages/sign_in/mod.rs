//! Signing in: organisation, name, password. Shown to whoever has no session; the action that checks the password makes it again with
//! what went wrong. It never says which of the three was wrong.

mod page;
#[cfg(test)]
mod tests;
pub mod words;

pub use page::SignIn;
