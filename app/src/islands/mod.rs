//! What runs in the browser: two islands, both without props and children, beside
//! what the server drew.
//!
//! They add to a page that is complete without them: no control is hydrated, no
//! value is held twice, the document is the only store of what was typed. All of
//! it compiles on both targets and is called only from a loaded page. It decides
//! nothing: rules come from `domain`, answers from [`crate::api`], markup from
//! [`crate::ui`].
//!
//! To add one: a file here with its `#[island]`, no props or children (what it must know
//! stands in `data-` attributes and hidden inputs), never inside another island.

mod dialog;
mod dom;
mod draft;
mod queue;
mod record;
mod slot;

pub use dialog::PickDialog;
pub use record::RecordForm;
