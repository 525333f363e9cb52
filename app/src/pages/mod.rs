//! Pages: each takes the [`crate::shell::Frame`] of the request and what was
//! loaded for it, and answers with the whole document. No page loads anything.
//!
//! To add one: a file here, its line below, its address in [`crate::url`] and a
//! route in the server.

pub mod act;
pub mod application;
pub mod apply;
pub mod certificate;
pub mod certificates;
pub mod content;
pub mod decision;
pub mod design;
pub mod details;
pub mod entry;
pub mod error;
pub mod files;
pub mod findings;
pub mod guide;
pub mod home;
pub mod login;
pub mod notices;
pub mod order;
pub mod person_type;
pub mod photo;
pub mod pick;
pub mod preview;
pub mod record;
pub mod review;
pub mod reviews;
pub mod section;
pub mod selection;
pub mod services;
pub mod signed_out;
pub mod submit;
pub mod submitted;
pub mod tracking;
pub mod twins;
pub mod verdict;
pub mod verify;
pub mod wizard;
