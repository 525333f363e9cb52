//! The client: what `app` draws as islands, made to run in the browser.
//!
//! `start.js` loads it, calls [`hydrate`] once and then each island of the page by
//! its exported name. Nothing else belongs here: behaviour lives in `app`.

use wasm_bindgen::prelude::wasm_bindgen;
// The islands are exported by `app`; a crate that is not used is not linked, and its exports go with it.
#[expect(unused_imports, reason = "see above")]
use app::*;

/// Prepares the islands; `start.js` then calls them. `leptos::mount::hydrate_islands` would also make what effects,
/// resources and errors of the server need, which islands here do not have.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
}
