//! All SQL, one file per aggregate: plain functions over a [`crate::db::Tx`].
//!
//! No decision is made here; the use cases decide. Look-ups return `Option`,
//! guarded writes check the rows affected. One SQL text serves SQLite and
//! PostgreSQL. To add one: a function beside its table's others and a test
//! through the use case that needs it.

pub mod accounts;
pub mod apart;
pub mod applications;
pub mod attachments;
pub mod catalogue;
pub mod certificates;
pub mod history;
pub mod notices;
pub mod organisations;
pub mod photos;
pub mod policy;
pub mod records;
pub mod search;
pub mod seed;
pub mod state;
