//! HTTP: every address of the site, and the layers around them.
//!
//! A handler is thin: extractors, one call of the backend, a page of `app` or a
//! redirect. It never decides who may do what. The layers, from the outside in:
//! the id of the request, its count and its line in the log ([`watch`]) → security headers → whether there is time ([`load`]) and the visitor ([`visit`]) → cross-site posts ([`guard`]) → posts
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
mod intake;
pub mod load;
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

use std::{any::Any, convert::Infallible, ops::Deref, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use backend::{
    Backend,
    apart::{self, Apart},
};
use futures_util::FutureExt;
use http::{Method, StatusCode};

pub use load::{Class, Load};
pub use respond::{Answer, Fault};
pub use visit::{Member, Posted, Visit};

use crate::{assets, config::Config};

/// The largest form, in bytes: the longest texts of the longest form stay far below.
pub const FORM_BYTES: usize = 1024 * 1024;
/// No answer takes longer; what was begun in the database ends by itself.
const PATIENCE: Duration = Duration::from_secs(30);
/// PDFs that may wait for each core that makes them.
const PAPERS: usize = 16;
/// An upload may: its body comes as slowly as the network of a phone.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(600);

/// What every handler can reach. Cheap to clone: each layer of each request does.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub backend: Backend,
    pub config: Config,
    pub verify_limit: verify::Limit,
    pub metrics: metrics::Metrics,
    pub load: Arc<Load>,
    /// Where PDFs are made: one core is left to pages.
    pub printing: Apart,
    /// What is answered to who only looks while there is no time.
    busy: Bytes,
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    pub fn new(backend: Backend, config: Config) -> App {
        let metrics = metrics::Metrics::new(&routes().list, backend.clock.now().millis());
        let papers = apart::cores().saturating_sub(1).max(1);
        App(Arc::new(Parts {
            backend,
            load: Load::new(config.load.clone()),
            printing: Apart::new("paper", papers, papers * PAPERS),
            busy: intake::busy(&config),
            config,
            verify_limit: verify::limit(),
            metrics,
        }))
    }
}

/// An address with its method.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    pub method: Method,
    /// As the router names it, such as `/applications/{id}`.
    pub path: &'static str,
    /// Whether it comes first when there is no time for all.
    pub class: Class,
}

/// Answered without a visitor, and whatever the load.
const HEALTH: Route = Route { method: Method::GET, path: "/healthz", class: Class::Free };

/// A router that remembers what it was given, so that tests can walk every address.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    pub list: Vec<Route>,
}

impl Routes {
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.get_as(Class::Read, path, handler)
    }

    /// A page of a class of its own.
    pub fn get_as<H: Handler<T, App>, T: 'static>(self, class: Class, path: &'static str, handler: H) -> Routes {
        self.add(Method::GET, path, class, axum::routing::get(handler))
    }

    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Routes {
        self.post_as(Class::Save, path, handler)
    }

    /// A post of a class of its own.
    pub fn post_as<H: Handler<T, App>, T: 'static>(self, class: Class, path: &'static str, handler: H) -> Routes {
        self.add(Method::POST, path, class, axum::routing::post(handler))
    }

    /// An upload, with a body limit of its own.
    pub fn upload<H: Handler<T, App>, T: 'static>(self, bytes: usize, path: &'static str, handler: H) -> Routes {
        let handler = axum::routing::post(handler).layer(DefaultBodyLimit::max(bytes));
        self.add(Method::POST, path, Class::Upload, handler)
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        class: Class,
        handler: MethodRouter<App, Infallible>,
    ) -> Routes {
        self.router = self.router.route(path, handler);
        self.list.push(Route { method, path, class });
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
        .layer(middleware::from_fn_with_state(app.clone(), page));
    let mut files = Router::new().route(HEALTH.path, axum::routing::get(portal::healthz));
    for asset in assets::all() {
        files = files.route(asset.path, axum::routing::get(assets::serve));
    }
    let files = files.layer(middleware::from_fn_with_state(app.clone(), file));
    pages.merge(files).with_state(app)
}

/// All layers of a page as one: the router puts each that it is given into boxes of its own, for every request.
async fn page(State(app): State<App>, request: Request, next: Next) -> Response {
    let inner = async |mut request: Request| {
        DefaultBodyLimit::max(FORM_BYTES).apply(&mut request);
        next.run(request).await
    };
    let guarded = async |request| guard::layer(request, async |request| signed_out::layer(request, inner).await).await;
    let visited = app.clone();
    watch::layer(&app, request, async |request| {
        visit::layer(visited, request, async |request| in_time(request, guarded).await).await
    })
    .await
}

/// The layer of what is for everybody.
async fn file(State(app): State<App>, request: Request, next: Next) -> Response {
    watch::layer(&app, request, async |request| next.run(request).await).await
}

/// Ends what takes too long, and what panics. The handler of an upload is not slow, its sender is.
async fn in_time(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let patience = if intake::is_upload(&request) { UPLOAD_PATIENCE } else { PATIENCE };
    match tokio::time::timeout(patience, AssertUnwindSafe(next(request)).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => panicked(panic),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a panic is caught in a box")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    Fault::internal(&format!("a handler panicked: {}", said.unwrap_or("without a text"))).into_response()
}
