//! Who works on the leads of the scale benchmark: the demo's three users and more, with shares as uneven as a house's are.
//! Used by `people` and, for the store, by `scale::Testbed`.

use std::fs;

use serde_json::{Value, json};

use super::{PLAIN, Testbed};

/// The demo's, with their shares: a manager with few, two who have worked long.
const KNOWN: [(i64, u64); 3] = [(124_734_559, 2), (124_734_560, 18), (124_734_561, 14)];
const MORE: u64 = 21;
/// Of all leads that somebody works on.
pub const SHARES: u64 = 2 + 18 + 14 + MORE * (MORE + 1) / 2;
/// The first of the others.
const FIRST: i64 = 124_734_600;
const GROUPS: [i64; 2] = [12945, 12153];

/// Whose the lead is that drew this share.
pub fn of(share: u64) -> i64 {
    let others = (0..MORE).map(|at| (FIRST + at as i64, at + 1));
    let mut left = share % SHARES;
    for (agent, times) in KNOWN.into_iter().chain(others) {
        if left < times {
            return agent;
        }
        left -= times;
    }
    KNOWN[0].0
}

/// Puts those into the plain store whom the demo does not have.
pub fn put(bed: &Testbed<'_>) -> Result<(), String> {
    let agents: Vec<Value> = (0..MORE).map(agent).collect();
    let file = bed.folder.join("agents.json");
    fs::write(&file, json!({ "agents": agents }).to_string())
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let mut command = bed.program.command(&bed.folder);
    command.args(["org", "reference", "import", &bed.access.slug]).arg(&file);
    let done = command.args(["--database", &bed.stores.url(PLAIN)]).output();
    let done = done.map_err(|error| format!("leadhub org reference: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("leadhub org reference: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)))
}

fn agent(at: u64) -> Value {
    json!({
        "id": FIRST + at as i64, "uuid": format!("0190a000-0000-7000-8000-{:012}", 600 + at),
        "username": format!("Tư vấn viên {:02}", at + 1), "email": format!("tvv{:02}@example.com", at + 1), "role": 2,
        "group": GROUPS[at as usize % 2],
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_share_is_somebodys() {
        let mut shares: BTreeMap<i64, u64> = BTreeMap::new();
        (0..SHARES).for_each(|share| *shares.entry(of(share)).or_default() += 1);
        assert_eq!(shares.len() as u64, MORE + 3);
        assert_eq!((shares[&124_734_560], shares[&FIRST], shares[&(FIRST + 20)]), (18, 1, 21));
    }
}
