//! How fast the product is and what it survives, as figures that anybody can have printed again:
//! `cargo xtask bench` (the bars) and `cargo xtask faults` (the faults).
//!
//! Nothing here is part of the product. A bar is a goal with a method and a reference that is
//! measured in the same run; it is no timed test. What must always hold is a test; the short
//! versions of the faults are tests too.
//!
//! Reading order: [`machine`] → [`stats`] → [`report`] → [`bars`].

pub mod bars;
pub mod client;
pub mod crowd;
pub mod grown;
pub mod hot;
pub mod machine;
pub mod peers;
pub mod record;
pub mod report;
pub mod site;
pub mod stats;
