//! The samples in the binary are readable, cite what exists, and are the documents' own letters.
//! They need no store.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use leadhub::doors::{samples, samples_of};
use leadhub_golden::{Golden, Reply, Values, compare};

/// A JSON reply.
fn reply(status: u16, body: &str) -> Reply {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Reply { status, headers, body: body.to_owned().into() }
}

fn contract(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/contract");
    std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("docs/contract/{file}: {error}"))
}

#[test]
fn every_sample_is_readable_and_its_number_is_its_own() {
    let all = samples().unwrap();
    assert!(!all.is_empty());
    let number = |sample: &Golden| {
        let (dialect, file) = sample.name.split_once('/').unwrap();
        (dialect.to_owned(), file.split('_').next().unwrap_or_default().to_owned())
    };
    for pair in all.windows(2) {
        assert_ne!(number(&pair[0]), number(&pair[1]), "{} and {}", pair[0].name, pair[1].name);
    }
    let dialect = all[0].dialect();
    assert!(samples_of(dialect).unwrap().iter().all(|sample| sample.dialect() == dialect));
}

#[test]
fn every_citation_exists() {
    let decisions = contract("decisions.md");
    for sample in samples().unwrap() {
        for id in &sample.source.decisions {
            let row = |line: &str| {
                let cell = line.trim_start_matches(['|', '-', ' ']);
                cell.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with([' ', '*']))
            };
            assert!(decisions.lines().any(row), "{}: no decision {id}", sample.name);
        }
        if let Some(section) = &sample.source.section {
            let document = contract(&section.document);
            let heading = |line: &str| line.trim_matches(['#', '*', ' ', '\t', ':']) == section.heading;
            assert!(document.lines().any(heading), "{}: no heading `{}`", sample.name, section.heading);
        }
    }
}

/// Also: every `${name}` was kept by an earlier sample of the same dialect.
#[test]
fn a_printed_reply_agrees_with_itself() {
    let start: Values = [("domain", "kn"), ("token", "t0"), ("TOKEN", "t0")].map(|(k, v)| (k.into(), v.into())).into();
    let mut kept: BTreeMap<String, Values> = BTreeMap::new();
    for sample in samples().unwrap() {
        let kept = kept.entry(sample.dialect().to_owned()).or_insert_with(|| start.clone());
        let filled = sample.filled(kept).unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        let mut printed = reply(filled.expected.status, &filled.expected.body);
        // What a sample prints comes first, its media type too.
        printed.headers.splice(0..0, filled.expected.headers.clone());
        assert_eq!(compare(&filled, &printed), [], "{}", sample.name);
        for (name, path) in &sample.keep {
            let body: Value = serde_json::from_str(&filled.expected.body).unwrap();
            let value = path.select(&body)[0];
            kept.insert(name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
    }
}
