//! The registry of doors: every wire that is served, one line each, and the samples that come with them. Used by the front door, the
//! demo, the command line and the tests; nothing else names them all.

use leadhub_core::actions::FactsFromExtras;
use leadhub_dialects::{caresoft, dialer, erp, lead_platform};
use leadhub_golden::{Golden, GoldenError};
use leadhub_wire::Dialect;

/// Every wire, in the order in which paths are offered to them.
pub const DIALECTS: &[Dialect] =
    &[erp::DIALECT, caresoft::DIALECT, dialer::DIALECT, lead_platform::DIALECT, leadhub_native::DIALECT];

/// Lets the doors know of each other: our own API names the others in what it takes and describes.
pub fn register() {
    leadhub_wire::dialect::register(DIALECTS);
}

/// What a wire kept with leads of older programs and the core has a name for since.
pub fn facts_from_extras_of(dialect: &str) -> Option<FactsFromExtras> {
    DIALECTS.iter().find(|known| known.key == dialect)?.facts_from_extras
}

/// Every sample of every wire, wires by name and samples by number.
pub fn samples() -> Result<Vec<Golden>, GoldenError> {
    let folders = [&leadhub_dialects::GOLDENS, &leadhub_native::GOLDENS].into_iter().flat_map(|root| root.dirs());
    let text = |file: &'static include_dir::File<'static>| {
        let name = file.path().to_string_lossy().replace('\\', "/");
        Some((name, file.contents_utf8()?))
    };
    leadhub_golden::read_all(folders.flat_map(|folder| folder.files()).filter_map(text))
}

/// The samples of one wire, in the order of their numbers.
pub fn samples_of(dialect: &str) -> Result<Vec<Golden>, GoldenError> {
    let mut samples = samples()?;
    samples.retain(|sample| sample.dialect() == dialect);
    Ok(samples)
}
