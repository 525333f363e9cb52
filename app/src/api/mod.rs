//! Server functions: what an island asks between two page loads. Types are
//! shared by both sides; each function is a few words and calls the same use case
//! as the handler of the page.
//!
//! They are no second way to do things: whatever is done here can be done by
//! posting a form. POST only, so that nothing typed ever stands in an address.
//! Islands call them through [`ask()`], a single `fetch`.
//!
//! To add one: a function here with an explicit `endpoint`, its body in
//! `server`, its types in [`wire`], its path in [`ENDPOINTS`].

mod ask;
pub mod error;
#[cfg(feature = "ssr")]
mod server;
pub mod wire;

use domain::values::{Labels, Values};

pub use ask::ask;
pub use error::ApiError;
#[cfg(feature = "ssr")]
pub use server::Ctx;
use wire::Wire;

/// The paths of all functions, for the router.
pub const ENDPOINTS: &[&str] = &["/api/draft", PICK, "/api/stay"];

/// Of the one that searches.
pub const PICK: &str = "/api/pick";

/// What became of a draft that a page saved by itself. Fields go by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedDraft {
    pub version: i64,
    /// Time of day, such as `10:32`.
    pub at: String,
    /// Labels of the codes that are stored, also of those that follow from another field.
    pub labels: Labels,
    /// Findings that only the server can make: key and sentence.
    pub findings: Vec<(String, String)>,
    /// What another page has changed in between and this one has not, as it is stored.
    pub merged: Vec<(String, String)>,
    /// What both have changed: this is stored, the text of this page is not.
    pub conflicts: Vec<(String, String)>,
}

/// Saves a form as it is typed, right or wrong. `account` is the mark of whose text it is.
#[leptos::server(prefix = "/api", endpoint = "draft", input = Wire, output = Wire)]
pub async fn save_draft(
    account: String,
    form: String,
    id: String,
    version: i64,
    key: String,
    values: Values,
) -> Result<SavedDraft, ApiError> {
    server::save_draft(&account, &form, backend::records::Save { id, version, key, values }).await
}

/// The answer of a magnifier as its dialog shows it: sentences, and markup of `ui::pick`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    pub title: String,
    pub note: String,
    pub said: String,
    pub filters: String,
    pub rows: String,
}

/// Answers a magnifier. The question is the query of its page's address, see `ui::pick::read`.
#[leptos::server(prefix = "/api", endpoint = "pick", input = Wire, output = Wire)]
pub async fn pick(picker: String, question: String) -> Result<Picked, ApiError> {
    server::pick(&picker, &question).await
}

/// Keeps the session alive: asking is enough.
#[leptos::server(prefix = "/api", endpoint = "stay", input = Wire, output = Wire)]
pub async fn stay() -> Result<(), ApiError> {
    server::stay()
}
