//! Components: plain values in, markup of the design out. No signals, no data
//! access, no page. They compile for the server and for the browser; ids come
//! from keys. Text is escaped by Leptos; the few writers of markup as text
//! ([`options`], [`summary`], [`banner`]) escape through [`text`] alone.
//!
//! To add one: a file here with its example in `pages/design.rs`, where the
//! tests and the accessibility check find it.

pub mod banner;
pub mod checks;
pub mod confirm;
pub mod conflict;
pub mod empty;
pub mod field;
pub mod filter;
pub mod form;
pub mod heading;
pub mod icons;
pub mod kv;
pub mod mould;
pub mod options;
pub mod pager;
pub mod pick;
pub mod resend;
pub mod sheet;
pub mod side;
pub mod stages;
pub mod steps;
pub mod summary;
pub mod table;
pub mod tag;
pub mod tasks;
pub mod text;
pub mod time;
pub mod twins;

pub use options::options;
