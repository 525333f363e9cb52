//! The rules of a review as they are shipped, and the invented people to try rules on.
//!
//! A file that cannot be read is empty at run time and fails `tests/reference.rs`.

use std::sync::LazyLock;

use domain::policy::{Row, trial::Sample};

/// The shipped rules, in the order of the file.
pub fn rows() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> =
        LazyLock::new(|| serde_json::from_str(include_str!("../../data/policy.json")).unwrap_or_default());
    &ROWS
}

/// People that nobody is.
pub fn samples() -> &'static [Sample] {
    static SAMPLES: LazyLock<Vec<Sample>> =
        LazyLock::new(|| serde_json::from_str(include_str!("../../data/samples.json")).unwrap_or_default());
    &SAMPLES
}
