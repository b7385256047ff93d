//! Mapping of the native API, tested without a server or a store: what is read, what is written, what is refused.
//! Goldens and conformance speak to the real program.
