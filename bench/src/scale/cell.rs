//! One figure of one round, as it is shown and as it is kept in the folder of a benchmark that is made in parts.
//! Made by the scenarios of `scale`, kept by `Report`. It judges nothing.

use std::fmt;

use serde_json::{Value, json};

use crate::figures::{Latency, millis};
use crate::load::Outcome;

#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub name: String,
    pub connections: usize,
    pub round: usize,
    /// Answers, or rows, in a second.
    pub rate: f64,
    /// `None` of what is one long answer.
    pub latency: Option<Latency>,
    /// The creates beside it.
    pub beside: Option<Beside>,
    /// The most memory of a process that did nothing else, KiB.
    pub peak: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    pub rate: f64,
    pub latency: Latency,
}

impl Beside {
    pub fn of(outcome: &Outcome) -> Beside {
        Beside { rate: outcome.rate, latency: Latency::of(&outcome.latency) }
    }
}

impl Cell {
    pub fn of(name: &str, connections: usize, round: usize, outcome: &Outcome) -> Cell {
        let latency = Some(Latency::of(&outcome.latency));
        Cell { name: name.to_owned(), connections, round, rate: outcome.rate, latency, beside: None, peak: None }
    }

    pub fn key(&self) -> (&str, usize) {
        (&self.name, self.connections)
    }

    pub fn to_json(&self) -> Value {
        let Cell { name, connections, round, rate, latency, beside, peak } = self;
        let latency = latency.map(|latency| latency.micros());
        let beside = beside.map(|Beside { rate, latency }| json!({ "rate": rate, "us": latency.micros() }));
        json!({
            "cell": name, "connections": connections, "round": round, "rate": rate, "us": latency, "beside": beside,
            "peak_kib": peak,
        })
    }

    /// `None` of what is no cell.
    pub fn from_json(kept: &Value) -> Option<Cell> {
        let count = |name: &str| Some(kept[name].as_u64()? as usize);
        let beside = &kept["beside"];
        Some(Cell {
            name: kept["cell"].as_str()?.to_owned(),
            connections: count("connections")?,
            round: count("round")?,
            rate: kept["rate"].as_f64()?,
            latency: latency(&kept["us"]),
            beside: beside["rate"].as_f64().zip(latency(&beside["us"])).map(|(rate, latency)| Beside { rate, latency }),
            peak: kept["peak_kib"].as_u64(),
        })
    }
}

fn latency(kept: &Value) -> Option<Latency> {
    let micros: Vec<u64> = kept.as_array()?.iter().filter_map(Value::as_u64).collect();
    micros.try_into().ok().map(Latency::of_micros)
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cell { name, connections, round, rate, latency, beside, peak } = self;
        write!(f, "{name:<34} connections {connections:>2} round {round} {rate:>9.1}/s")?;
        if let Some(Latency { p50, p95, p99, .. }) = latency {
            write!(f, "  p50 {} ms  p95 {} ms  p99 {} ms", millis(*p50), millis(*p95), millis(*p99))?;
        }
        if let Some(Beside { rate, latency }) = beside {
            write!(f, "  creates beside {rate:.1}/s p99 {} ms", millis(latency.p99))?;
        }
        peak.map_or(Ok(()), |peak| write!(f, "  peak {} MiB", peak / 1024))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_it_was_kept() {
        let latency = Latency { p50: 1, p95: 2, p99: 3, max: 4 };
        let whole = Cell {
            name: "caresoft all".to_owned(),
            connections: 16,
            round: 2,
            rate: 1530.5,
            latency: Some(latency),
            beside: Some(Beside { rate: 199.5, latency }),
            peak: None,
        };
        let bare = Cell { latency: None, beside: None, peak: Some(2048), ..whole.clone() };
        for cell in [whole, bare] {
            assert_eq!(Cell::from_json(&cell.to_json()), Some(cell));
        }
        assert_eq!(Cell::from_json(&json!({ "memory": 1 })), None);
    }
}
