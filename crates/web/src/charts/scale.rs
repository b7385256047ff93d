//! A scale from nothing to the greatest value, with round marks on the way. Used by the charts that have an axis.
//! Counts only: nothing here is negative or has decimals.

/// The most marks an axis has above nothing.
const MOST: u64 = 4;

pub struct Scale {
    /// The last mark: never less than the greatest value, never nothing.
    pub top: u64,
    /// From nothing upwards.
    pub marks: Vec<u64>,
}

impl Scale {
    /// Steps of 1, 2 or 5 with noughts behind.
    pub fn to(greatest: u64) -> Scale {
        let least = greatest.div_ceil(MOST).max(1);
        let mut power = 1_u64;
        while power.saturating_mul(10) <= least {
            power = power.saturating_mul(10);
        }
        let steps = [1, 2, 5, 10].map(|times| power.saturating_mul(times));
        let step = steps.into_iter().find(|step| *step >= least).unwrap_or(least);
        let count = greatest.div_ceil(step).max(1);
        let marks = (0..=count).map(|mark| step.saturating_mul(mark)).collect();
        Scale { top: step.saturating_mul(count), marks }
    }

    /// How much of `length` a value takes.
    pub fn length(&self, value: u64, length: f64) -> f64 {
        value as f64 / self.top as f64 * length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_reach_the_greatest_value() {
        for (greatest, marks) in [
            (0, vec![0, 1]),
            (1, vec![0, 1]),
            (4, vec![0, 1, 2, 3, 4]),
            (5, vec![0, 2, 4, 6]),
            (37, vec![0, 10, 20, 30, 40]),
            (214, vec![0, 100, 200, 300]),
            (1020, vec![0, 500, 1000, 1500]),
        ] {
            assert_eq!(Scale::to(greatest).marks, marks, "{greatest}");
        }
    }

    #[test]
    fn no_value_is_taller_than_the_chart() {
        for greatest in [0, 1, 9, 10, 11, 99, 12_345, u64::MAX] {
            let scale = Scale::to(greatest);
            assert!(scale.marks.len() <= 6 && scale.top >= greatest, "{greatest}");
            assert!(scale.length(greatest, 160.0) <= 160.0, "{greatest}");
        }
    }
}
