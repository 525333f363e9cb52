//! The client's half of a server function: one `fetch`. Leptos brings a client of
//! its own, for streams, uploads and redirects; this is what is needed of it here.

use js_sys::Uint8Array;
use server_fn::ServerFn;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use super::{
    ApiError,
    wire::{self, Message, WireEncoding},
};

/// Browsers send so much even after the page has gone.
const AFTER_THE_PAGE: usize = 60_000;

/// Calls a server function by its arguments, such as `SaveDraft { … }`.
///
/// # Errors
/// What the function says, or [`ApiError::Unreached`].
pub async fn ask<F>(function: F) -> Result<F::Output, ApiError>
where
    F: ServerFn<Error = ApiError> + Message,
    F::Output: Message,
{
    let (good, body) = post(F::PATH, &wire::encode(&function)).await.map_err(|_| ApiError::Unreached)?;
    let answer = if good { wire::decode(&body).map(Ok) } else { wire::decode(&body).map(Err) };
    answer.unwrap_or(Err(ApiError::Unreached))
}

/// Whether the status is a good one, and the answer.
async fn post(path: &str, body: &[u8]) -> Result<(bool, Vec<u8>), JsValue> {
    let kind = <WireEncoding as server_fn::ContentType>::CONTENT_TYPE;
    let headers = Headers::new()?;
    headers.set("content-type", kind)?;
    headers.set("accept", kind)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&Uint8Array::from(body));
    if body.len() < AFTER_THE_PAGE {
        js_sys::Reflect::set(&init, &"keepalive".into(), &true.into())?;
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await?.unchecked_into();
    let answer = JsFuture::from(response.array_buffer()?).await?;
    Ok((response.ok(), Uint8Array::new(&answer).to_vec()))
}
