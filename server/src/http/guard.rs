//! Against posts from other sites: one layer in front of every unsafe request,
//! pages and server functions alike.
//!
//! A browser says where a request comes from (`Sec-Fetch-Site`, else `Origin`);
//! of one that says nothing, the form must carry the token of its session
//! (`_token`). Nothing but GET and HEAD is let through without one of the three.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use app::pages::error::Trouble;
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Multipart, Request},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, Method,
    header::{CONTENT_TYPE, HOST, ORIGIN},
};
use http_body_util::BodyExt;
use hyper::body::Frame;
use subtle::ConstantTimeEq;

use super::{
    FORM_BYTES,
    respond::Fault,
    visit::{Posted, Visit, too_large},
};

/// The most that is read of an upload in search of a token, which stands in front of the files.
const FRONT: usize = 64 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum From {
    Here,
    Elsewhere,
    /// The browser does not say.
    Unsaid,
}

pub async fn layer(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next(request).await;
    }
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return Fault::internal("the guard lies outside the visitor's layer").into_response();
    };
    match origin(request.headers(), visit.app.config.origin.as_deref()) {
        From::Here => next(request).await,
        From::Elsewhere => Fault(Trouble::Forged).into_response(),
        From::Unsaid => match tokened(request, &visit).await {
            Ok(request) => next(request).await,
            Err(fault) => fault.into_response(),
        },
    }
}

/// Where a request comes from, by what the browser says. `site` is our own origin, when it is known.
fn origin(headers: &HeaderMap, site: Option<&str>) -> From {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(fetched) = text("sec-fetch-site") {
        // `none`: the person himself, such as by reloading.
        return if matches!(fetched, "same-origin" | "none") { From::Here } else { From::Elsewhere };
    }
    let Some(origin) = text(ORIGIN.as_str()).filter(|origin| *origin != "null") else { return From::Unsaid };
    let here = match site {
        Some(site) => origin.eq_ignore_ascii_case(site),
        None => {
            let host = text(HOST.as_str()).unwrap_or_default();
            !host.is_empty() && origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
        }
    };
    if here { From::Here } else { From::Elsewhere }
}

/// Lets a request through whose form carries the right token; what was read of its body is put back.
async fn tokened(request: Request, visit: &Visit) -> Result<Request, Fault> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let (given, body) = if kind.starts_with("multipart/form-data") {
        in_front(&kind, body).await
    } else {
        let body = axum::body::to_bytes(body, FORM_BYTES).await.map_err(too_large)?;
        let form = kind.starts_with("application/x-www-form-urlencoded");
        (form.then(|| Posted::parse(&body).get("_token").to_owned()), Body::from(body))
    };
    let wanted = visit.token();
    let right = given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(wanted.as_bytes())));
    if right { Ok(Request::from_parts(parts, body)) } else { Err(Fault(Trouble::Forged)) }
}

/// The token of an upload. No more of it is read than that takes: the files behind it go to the handler as they come.
async fn in_front(kind: &str, mut body: Body) -> (Option<String>, Body) {
    let mut front = Vec::new();
    let mut given = None;
    while front.len() < FRONT && given.is_none() {
        let Some(Ok(frame)) = body.frame().await else { break };
        if let Ok(data) = frame.into_data() {
            front.extend_from_slice(&data);
            given = first_field(kind, front[..front.len().min(FRONT)].to_vec()).await;
        }
    }
    (given, Body::new(Fronted { front: Some(Bytes::from(front)), rest: body }))
}

/// The token, if all of it has come and it comes first.
async fn first_field(kind: &str, front: Vec<u8>) -> Option<String> {
    let copy = Request::builder().header(CONTENT_TYPE, kind).body(Body::from(front)).ok()?;
    let mut form = Multipart::from_request(copy, &()).await.ok()?;
    let field = form.next_field().await.ok()??;
    if field.name() == Some("_token") { field.text().await.ok() } else { None }
}

/// A body of which the front has been read.
struct Fronted {
    front: Option<Bytes>,
    rest: Body,
}

impl HttpBody for Fronted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.front.take() {
            Some(front) => Poll::Ready(Some(Ok(Frame::data(front)))),
            None => Pin::new(&mut self.rest).poll_frame(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn said(pairs: &[(&'static str, &'static str)]) -> From {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        origin(&headers, None)
    }

    #[test]
    fn only_this_site_is_here() {
        let host = ("host", "zhicheng.example.com");
        assert_eq!(said(&[host, ("sec-fetch-site", "same-origin")]), From::Here);
        assert_eq!(said(&[host, ("sec-fetch-site", "none")]), From::Here);
        for other in ["cross-site", "same-site", "anything"] {
            assert_eq!(said(&[host, ("sec-fetch-site", other)]), From::Elsewhere, "{other}");
        }
        assert_eq!(said(&[host, ("origin", "https://zhicheng.example.com")]), From::Here);
        assert_eq!(said(&[host, ("origin", "https://other.example.com")]), From::Elsewhere);
        assert_eq!(said(&[host, ("origin", "https://zhicheng.example.com.evil.test")]), From::Elsewhere);
        assert_eq!(said(&[("origin", "https://other.example.com")]), From::Elsewhere);
        assert_eq!(said(&[host, ("origin", "null")]), From::Unsaid);
        assert_eq!(said(&[host]), From::Unsaid);
    }

    #[test]
    fn a_lying_origin_does_not_help_against_what_the_browser_says() {
        let lie = [("sec-fetch-site", "cross-site"), ("origin", "https://a"), ("host", "a")];
        assert_eq!(said(&lie), From::Elsewhere);
    }

    #[test]
    fn behind_a_proxy_the_public_address_counts() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("10.0.0.1:3000"));
        headers.insert(ORIGIN, HeaderValue::from_static("https://zhicheng.example.com"));
        assert_eq!(origin(&headers, Some("https://zhicheng.example.com")), From::Here);
        assert_eq!(origin(&headers, Some("https://other.example.com")), From::Elsewhere);
    }
}
