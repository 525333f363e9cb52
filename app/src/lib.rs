//! What the user sees: components, pages and islands of the title system.
//!
//! Pages are rendered on the server and complete without scripts; islands only
//! shorten the way. Nothing here decides: rules come from `domain`, data from
//! the backend through the handlers that call a page.
//!
//! To add a page: one file in [`pages`] (or beside it) and a line in its `mod.rs`;
//! its address goes into [`url`].

pub mod api;
pub mod islands;
pub mod ui;
pub mod url;

#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;
