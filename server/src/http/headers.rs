//! Headers that every answer carries, whatever made it.

use axum::response::Response;
use http::{
    HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

/// What is no page may do nothing and stand in no frame. Readers of PDF inside browsers bring
/// their own scripts and styles, so nothing is said about those.
pub const DOCUMENT: &str = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// [`DOCUMENT`] for pictures that people have uploaded: whatever they hold, it is of no origin and runs nothing.
pub const SANDBOX: &str = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy of a page: its own files and nothing inline; scripts only with the nonce of this answer.
pub fn policy(nonce: Option<&str>) -> String {
    let script = match nonce {
        Some(nonce) => ["'nonce-", nonce, "' 'strict-dynamic' 'wasm-unsafe-eval'"],
        None => ["'none'", "", ""],
    };
    let own = "; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
               object-src 'none'; frame-ancestors 'none'";
    ["default-src 'none'; script-src ", &script.concat(), own].concat()
}

/// Adds what an answer does not say itself.
pub fn complete(https: bool, response: &mut Response) {
    let page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| {
        let policy = if page { policy(None) } else { DOCUMENT.to_owned() };
        HeaderValue::from_str(&policy).expect("the policy is ASCII")
    });
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (X_FRAME_OPTIONS, "DENY"),
        // Pages hold personal data and the state of a moment.
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers
            .entry(STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}
