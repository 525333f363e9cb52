//! The whole site in this process: requests without a socket, for what is done a million times.

use axum::{Router, body::Body};
use backend::Backend;
use http::{
    Method, Request,
    header::{COOKIE, HOST},
};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use server::{
    config::Config,
    http::{App, load::Limits, router},
};
use tower::ServiceExt;

use crate::client::Reply;

/// The name that the requests give the site.
const NAME: &str = "zhicheng.test";

/// The site as a newcomer starts it.
pub fn site(backend: Backend) -> Router {
    site_behind(backend, false)
}

/// [`site`], perhaps behind a proxy that names who asks.
pub fn site_behind(backend: Backend, behind_proxy: bool) -> Router {
    let config = Config {
        origin: None,
        https: false,
        certificate_template: None,
        behind_proxy,
        demo: true,
        load: Limits::default(),
    };
    router(App::new(backend, config))
}

/// The site with everything around its pages.
#[derive(Clone)]
pub struct Inside(Router);

impl Inside {
    pub fn new(backend: Backend) -> Inside {
        Inside(site(backend))
    }

    /// One request of whom the session's token says, of nobody where it is empty.
    ///
    /// # Panics
    /// When the path or a header is not well formed.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(HOST, NAME);
        if !token.is_empty() {
            request = request.header(COOKIE, format!("session={token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request is well formed");
        let answer = self.0.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_or_else(|_| Bytes::new(), http_body_util::Collected::to_bytes);
        Reply { status: parts.status, headers: parts.headers, body }
    }
}
