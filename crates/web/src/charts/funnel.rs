//! A bar a stage, the widest as wide as the chart, each with its number and its share of all. Drawn by `charts/funnel.html`.
//! The stages come in the order of the pipeline.

use crate::format::{percent, whole};
use crate::language::Language;

/// The width of the view box of a bar.
const WIDTH: f64 = 320.0;
/// What is still seen of a stage with one lead among thousands.
const NARROWEST: f64 = 2.0;

/// A stage as it is handed in.
pub struct Step {
    pub label: String,
    pub count: u64,
    pub link: String,
}

pub struct Funnel {
    pub bars: Vec<Bar>,
}

pub struct Bar {
    pub width: f64,
    pub label: String,
    pub count: String,
    pub share: String,
    pub link: String,
}

impl Funnel {
    pub fn new(steps: Vec<Step>, language: Language) -> Funnel {
        let widest = steps.iter().map(|step| step.count).max().unwrap_or(0).max(1);
        let all = steps.iter().map(|step| step.count).sum::<u64>();
        let bar = |step: Step| Bar {
            width: if step.count == 0 { 0.0 } else { (step.count as f64 / widest as f64 * WIDTH).max(NARROWEST) },
            label: step.label,
            count: whole(step.count as i64, language),
            share: percent(step.count as i64, all as i64),
            link: step.link,
        };
        Funnel { bars: steps.into_iter().map(bar).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(counts: &[u64]) -> Vec<f64> {
        let step = |count: &u64| Step { label: String::new(), count: *count, link: String::new() };
        let funnel = Funnel::new(counts.iter().map(step).collect(), Language::Vi);
        funnel.bars.iter().map(|bar| bar.width).collect()
    }

    #[test]
    fn shares_are_of_all() {
        let step = |count: u64| Step { label: String::new(), count, link: String::new() };
        let funnel = Funnel::new(vec![step(1), step(3), step(0)], Language::Vi);
        let shares: Vec<&str> = funnel.bars.iter().map(|bar| bar.share.as_str()).collect();
        assert_eq!(shares, ["25%", "75%", "0%"]);
    }

    #[test]
    fn the_widest_fills_the_chart_and_the_smallest_is_still_seen() {
        assert_eq!(widths(&[400, 200, 0, 1, 800]), [160.0, 80.0, 0.0, 2.0, 320.0]);
        assert_eq!(widths(&[0, 0]), [0.0, 0.0]);
        assert!(widths(&[]).is_empty());
    }
}
