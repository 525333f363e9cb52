//! The outermost layer: every request has an id, which each line of the log that is written for it
//! carries and which its answer names (`x-request-id`); it is counted, and one line says what became
//! of it. Neither its address nor anything that a person has sent is logged. The answer gets its [`headers`].

use std::{sync::Arc, time::Instant};

use axum::{extract::Request, response::Response};
use backend::ids;
use http::{HeaderMap, HeaderName, HeaderValue};
use tracing::Instrument;

use super::{App, Class, headers, metrics::UnderWay};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What the layers within know of a request.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// In the log, in the header of the answer and on the page of a fault.
    pub(super) id: Arc<str>,
    pub(super) class: Class,
}

/// The id that the proxy in front has given, as far as it is one, else a new one.
fn id(app: &App, headers: &HeaderMap) -> Arc<str> {
    let given = headers.get(HEADER).filter(|_| app.config.behind_proxy);
    let given = given.and_then(|value| value.to_str().ok()).filter(|text| well_formed(text));
    given.map_or_else(|| ids::new().into(), Arc::from)
}

/// What proxies make, and nothing that could be anything else: hexadecimal digits, in groups or not.
fn well_formed(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// One layer for all that every answer has: each more is paid by each request.
pub async fn layer(app: &App, mut request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let began = Instant::now();
    let measured = app.metrics.of(&request);
    let id = id(app, request.headers());
    request.extensions_mut().insert(Watched { id: Arc::clone(&id), class: measured.class });
    // Of the highest level, so that it is there whatever is logged.
    let span = tracing::error_span!("request", request_id = %id);
    let under_way = UnderWay::begin(&app.metrics);
    let method = request.method().clone();
    let answered = async {
        let response = next(request).await;
        let status = response.status();
        measured.answered(status, began);
        let ms = (began.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
        tracing::info!(target: "access", %method, route = measured.path, status = status.as_u16(), ms);
        response
    };
    let mut response = answered.instrument(span).await;
    under_way.answered();
    headers::complete(app.config.https, &mut response);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::well_formed;

    #[test]
    fn only_what_a_proxy_makes_is_an_id() {
        assert!(well_formed("0193a5b2-7c1e-7abc-8def-0123456789ab"));
        assert!(well_formed("b7e0f3c29a5d4e8891c6d2a4f0b3e7c5"));
        for other in
            ["", "123", "440099199205200028x", "0193a5b2 7c1e 7abc 8def", &"a".repeat(65), "张0193a5b27c1e7abc"]
        {
            assert!(!well_formed(other), "{other}");
        }
    }
}
