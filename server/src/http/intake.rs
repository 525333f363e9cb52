//! Taking a request in: its body is read to its end before anything is done for it, and what is answered
//! when there is no time for it ([`super::load`]).

use app::{
    pages::error::{self, Lack},
    shell::Frame,
    url,
};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER},
};
use http_body_util::BodyExt;

use super::{App, FORM_BYTES, Fault, PATIENCE, UPLOAD_PATIENCE, files, headers, visit};
use crate::{assets, config::Config};

/// The request with its body, which is read to its end before anything is done for it, and why it could not be.
/// An upload is read by its handler.
pub async fn whole(request: Request) -> (Request, Option<Fault>) {
    if matches!(*request.method(), Method::GET | Method::HEAD) || is_upload(&request) {
        return (request, None);
    }
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, FORM_BYTES)).await;
    match read {
        Ok(Ok(bytes)) => (Request::from_parts(parts, Body::from(bytes)), None),
        Ok(Err(error)) => (Request::from_parts(parts, Body::empty()), Some(visit::too_large(error))),
        Err(_) => (Request::from_parts(parts, Body::empty()), Some(backend::Error::Busy.into())),
    }
}

/// What is read by its handler, a piece at a time.
pub fn is_upload(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
    kind.starts_with(b"multipart/form-data")
}

/// There is no time for it. As little as possible is done: what was typed is kept on a page, and all others get the same one.
pub async fn refused(app: App, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, HeaderValue::from(visit::AGAIN))]).into_response();
    }
    if is_upload(&request) {
        // A browser shows no answer that comes before the end.
        tokio::time::timeout(UPLOAD_PATIENCE, drained(request.into_body())).await.ok();
    } else if *request.method() == Method::POST {
        let nobody = visit::nobody(app, &request);
        return visit::unfound(&nobody, Fault::unavailable(Lack::Time).0, request).await;
    }
    let policy = HeaderValue::from_str(&headers::policy(None)).expect("the policy is ASCII");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, policy),
        (RETRY_AFTER, HeaderValue::from(visit::AGAIN)),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, app.busy.clone()).into_response()
}

async fn drained(mut body: Body) {
    let mut bytes = 0;
    while let Some(Ok(frame)) = body.frame().await {
        bytes += frame.into_data().map_or(0, |data| data.len());
        if bytes > files::MOST {
            return;
        }
    }
}

/// The page that all get who only look while there is no time. It is of nobody, and drawn once.
pub fn busy(config: &Config) -> Bytes {
    let frame = Frame { assets: assets::shell(), demo: config.demo, here: url::home(), ..Frame::default() };
    error::page(frame, Fault::unavailable(Lack::Time).0).text.into()
}
