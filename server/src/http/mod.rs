//! HTTP: every address of the site, and the layers around them.
//!
//! A handler is thin: extractors, one call of the backend, a page of `app` or a
//! redirect. It never decides who may do what. The layers, from the outside in:
//! the id of the request, its count and its line in the log ([`watch`]) → security headers → the visitor ([`visit`]) → cross-site posts ([`guard`]) → posts
//! without a session ([`signed_out`]) → the handler.
//!
//! To add a page: a handler in the file of its resource and a line in that
//! file's `routes()`; [`routes`] is the list that the tests walk.

pub mod api;
mod applications;
mod certificates;
mod cookies;
mod entries;
mod files;
mod forms;
mod guard;
mod headers;
pub mod metrics;
mod paper;
mod photo;
mod picks;
mod portal;
mod record;
mod respond;
mod reviews;
mod session;
mod signed_out;
mod tracking;
mod verify;
mod visit;
mod watch;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    handler::Handler,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use backend::Backend;
use http::{Method, StatusCode, header::CONTENT_TYPE};
use tower_http::catch_panic::CatchPanicLayer;

pub use respond::{Answer, Fault};
pub use visit::{Member, Posted, Visit};

use crate::{assets, config::Config};

/// The largest form, in bytes: the longest texts of the longest form stay far below.
pub const FORM_BYTES: usize = 1024 * 1024;
/// No answer takes longer; what was begun in the database ends by itself.
const PATIENCE: Duration = Duration::from_secs(30);
/// An upload may: its body comes as slowly as the network of a phone.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(600);

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub backend: Backend,
    pub config: Arc<Config>,
    pub verify_limit: Arc<verify::Limit>,
    pub metrics: Arc<metrics::Metrics>,
}

impl App {
    pub fn new(backend: Backend, config: Config) -> App {
        let metrics = metrics::Metrics::new(&routes().list, backend.clock.now().millis());
        App { backend, config: Arc::new(config), verify_limit: Arc::new(verify::limit()), metrics: Arc::new(metrics) }
    }
}

/// An address with its method.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    pub method: Method,
    /// As the router names it, such as `/applications/{id}`.
    pub path: &'static str,
}

/// A router that remembers what it was given, so that tests can walk every address.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    pub list: Vec<Route>,
}

impl Routes {
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.add(Method::GET, path, axum::routing::get(handler))
    }

    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.add(Method::POST, path, axum::routing::post(handler))
    }

    /// A post with a body limit of its own, such as an upload.
    pub fn post_up_to<H: Handler<T, App>, T: 'static>(self, bytes: usize, path: &'static str, handler: H) -> Routes {
        self.add(Method::POST, path, axum::routing::post(handler).layer(DefaultBodyLimit::max(bytes)))
    }

    fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<App, Infallible>) -> Routes {
        self.router = self.router.route(path, handler);
        self.list.push(Route { method, path });
        self
    }

    fn merge(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
}

/// Every address that has a handler; the embedded files come on top, see [`assets::all`].
pub fn routes() -> Routes {
    Routes::default()
        .merge(portal::routes())
        .merge(session::routes())
        .merge(record::routes())
        .merge(entries::routes())
        .merge(applications::routes())
        .merge(picks::routes())
        .merge(photo::routes())
        .merge(files::routes())
        .merge(tracking::routes())
        .merge(paper::routes())
        .merge(certificates::routes())
        .merge(verify::routes())
        .merge(reviews::routes())
        .merge(api::routes())
}

/// The whole site.
pub fn router(app: App) -> Router {
    let pages = routes()
        .router
        .fallback(async || Fault::not_found())
        .method_not_allowed_fallback(async || Fault::not_found())
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn(signed_out::layer))
        .layer(middleware::from_fn(guard::layer))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn_with_state(app.clone(), visit::layer));
    let mut site = pages.route("/healthz", axum::routing::get(portal::healthz));
    for asset in assets::all() {
        site = site.route(asset.path, axum::routing::get(assets::serve));
    }
    site.layer(middleware::from_fn_with_state(app.clone(), headers::layer))
        .layer(middleware::from_fn_with_state(app.clone(), watch::layer))
        .with_state(app)
}

/// Ends what takes too long. The handler of an upload is not slow, its sender is.
async fn in_time(request: Request, next: Next) -> Response {
    let kind = request.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
    let patience = if kind.starts_with(b"multipart/form-data") { UPLOAD_PATIENCE } else { PATIENCE };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer asks for a function of the boxed panic")]
fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    Fault::internal(&format!("a handler panicked: {}", said.unwrap_or("without a text"))).into_response()
}
