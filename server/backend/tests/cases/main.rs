//! The use cases, each on SQLite and on PostgreSQL: what people may do, what is refused
//! and in which words, and what must be true of the database afterwards.
//!
//! Every test has a database of its own, filled by `journey`. To add one: an `async fn`
//! inside `both!` of the file of its subject.

mod accounts;
mod applications;
mod attachments;
mod certificates;
mod corrections;
mod deadlines;
mod eligibility;
mod entries;
mod events;
mod invariants;
mod journey;
mod photos;
mod picks;
mod policy;
mod records;
mod reviews;
mod saving;
mod state;
