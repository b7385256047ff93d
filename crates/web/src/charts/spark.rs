//! A line without an axis, small enough for a cell of a table. Drawn by `charts/spark.html`.
//! It shows the shape alone: the number stands beside it.

use std::fmt::Write;

const WIDTH: f64 = 72.0;
const HEIGHT: f64 = 20.0;

pub struct Spark {
    /// The points of a polyline.
    pub points: String,
}

impl Spark {
    pub fn new(values: &[u64]) -> Spark {
        let tallest = values.iter().max().copied().unwrap_or(0).max(1) as f64;
        let step = WIDTH / values.len().saturating_sub(1).max(1) as f64;
        let mut points = String::new();
        for (at, value) in values.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            let (x, y) = (step * at as f64, HEIGHT - *value as f64 / tallest * HEIGHT);
            // Writing into a text cannot fail.
            let _ = write!(points, "{gap}{x:.1},{y:.1}");
        }
        Spark { points }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_spans_its_box() {
        assert_eq!(Spark::new(&[0, 5, 10]).points, "0.0,20.0 36.0,10.0 72.0,0.0");
        assert_eq!(Spark::new(&[0, 0]).points, "0.0,20.0 72.0,20.0");
        assert_eq!(Spark::new(&[7]).points, "0.0,0.0");
        assert_eq!(Spark::new(&[]).points, "");
    }
}
