//! Pages: each takes the [`crate::shell::Frame`] of the request and what was
//! loaded for it, and answers with the whole document. No page loads anything.
//!
//! To add one: a file here, its line below, its address in [`crate::url`] and a
//! route in the server.

pub mod design;
pub mod error;
pub mod guide;
pub mod home;
pub mod login;
pub mod notices;
