//! Charts as the templates draw them: shapes in the units of an SVG's view box, each a link to what it counts. Made by the pages that
//! have figures; a table below says the same in numbers. No colour stands here: a series is a class.

mod bars;
mod funnel;
mod scale;
mod spark;

pub use bars::{Bars, Column, Series};
pub use funnel::{Funnel, Step};
pub use spark::Spark;
