//! Who asks: the session behind the cookie, the text size, the token of the
//! forms. Found once per request by [`layer`]; handlers take it as [`Visit`] or,
//! where one must be logged in, as [`Member`].

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use app::{
    pages::error::{self, Lack, Trouble},
    shell::{Frame, Who},
    ui::field,
    url,
};
use axum::{
    body::Bytes,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use backend::{
    Actor,
    accounts::{IDLE_MINUTES, Session},
    ids,
};
use domain::{
    field::{Form, Kind},
    values::Values,
};
use http::{
    HeaderMap, Method, StatusCode,
    header::{CONTENT_TYPE, HOST, RETRY_AFTER, SET_COOKIE},
    request::Parts,
};
use rand::RngCore;

use super::{
    App, Class, PATIENCE,
    cookies::{self, Name, Sent},
    intake,
    respond::{self, Fault},
    watch::Watched,
};
use crate::assets;

/// Seconds until somebody should try again when there was no time for him.
pub const AGAIN: u32 = 5;

/// A request's visitor.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

pub struct Inner {
    pub app: App,
    pub actor: Option<Arc<Actor>>,
    /// The account whose session has timed out, when that is why nobody is logged in.
    pub ended: Option<String>,
    /// The session's token as the cookie gave it.
    pub session: Option<String>,
    /// The token of a parked form.
    pub parked: Option<String>,
    /// Path and query.
    pub here: String,
    /// Of the other end, or as the proxy in front names it.
    pub address: IpAddr,
    /// As the browser named this site, such as `127.0.0.1:3000`.
    pub host: String,
    /// Of the request, as the log and the answer name it.
    pub id: Arc<str>,
    visitor: String,
    large: bool,
    /// What was posted, for the page that keeps it when there is no answer now.
    typed: Mutex<Vec<(String, String)>>,
}

impl Deref for Visit {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// Against cross-site posts: bound to the session, or to the visitor's own cookie.
    pub fn token(&self) -> String {
        let secret = self.session.as_deref().filter(|_| self.actor.is_some()).unwrap_or(&self.visitor);
        ids::sha256(["form:", secret].concat())
    }

    /// What stands around a page for this visitor.
    pub fn frame(&self) -> Frame {
        let who = self.actor.as_ref().map(|actor| Who {
            name: actor.name.clone(),
            role: actor.role,
            organisation: actor.organisation.as_ref().map(|organisation| organisation.name.clone()),
        });
        Frame {
            idle_minutes: who.is_some().then(|| u32::try_from(IDLE_MINUTES).expect("half an hour")),
            who,
            account: self.actor.as_deref().map(Actor::mark).unwrap_or_default(),
            large: self.large,
            here: self.here.clone(),
            token: self.token(),
            assets: assets::shell(),
            demo: self.app.config.demo,
            ..Frame::default()
        }
    }

    /// Where this site is found from outside, without a path: `https://host`.
    pub fn site(&self) -> String {
        self.app.config.origin.clone().unwrap_or_else(|| format!("http://{}", self.host))
    }

    /// What is counted against whoever comes from there.
    pub fn network(&self) -> IpAddr {
        network(self.address)
    }

    fn keep(&self, pairs: &[(String, String)]) {
        // A password stands on no page.
        let pairs = pairs.iter().filter(|(name, _)| name != "password").cloned().collect();
        *self.typed.lock().unwrap_or_else(PoisonError::into_inner) = pairs;
    }

    fn kept(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.typed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Finds the visitor, runs the request, and draws the page of what went wrong.
pub async fn layer(app: App, request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let https = app.config.https;
    // Its time begins when all of it is there.
    let (mut request, unread) = intake::whole(request).await;
    let class = request.extensions().get::<Watched>().map_or(Class::Read, |watched| watched.class);
    let Some(_admitted) = app.load.admit(class) else { return intake::refused(app, request).await };
    let asked = Asked::of(app, &request);
    let unknown = asked.visitor.is_none();
    let found = tokio::time::timeout(PATIENCE, find(&asked)).await.unwrap_or_else(|_| Err(backend::Error::Busy.into()));
    let visit = match found {
        Ok((actor, ended)) => asked.visit(actor, ended),
        Err(Fault(trouble)) => return unfound(&asked.nobody(), trouble, request).await,
    };
    if let Some(Fault(trouble)) = unread {
        return troubled(&visit, trouble, &Response::default());
    }
    request.extensions_mut().insert(visit.clone());
    let mut response = next(request).await;
    let trouble = response.extensions_mut().remove::<Trouble>();
    if let Some(trouble) = trouble.or_else(|| unsaid(&visit, &response)) {
        response = troubled(&visit, trouble, &response);
    }
    // Only a page with a form needs the cookie; without a session any page may have one.
    if unknown && visit.actor.is_none() && !visit.here.starts_with("/api/") {
        response.headers_mut().append(SET_COOKIE, cookies::set(Name::Visitor, &visit.visitor, https));
    }
    response
}

/// Who asks is not known just now: the page says so, and keeps what was typed.
pub async fn unfound(nobody: &Visit, trouble: Trouble, mut request: Request) -> Response {
    if *request.method() == Method::POST {
        request.extensions_mut().insert(nobody.clone());
        // What cannot be read cannot be kept.
        tokio::time::timeout(PATIENCE, Posted::from_request(request, &nobody.app)).await.ok();
    }
    troubled(nobody, trouble, &Response::default())
}

/// What the framework's own extractors and layers answer with, in the words of the site.
fn unsaid(visit: &Visit, response: &Response) -> Option<Trouble> {
    let page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if page || visit.here.starts_with("/api/") {
        return None;
    }
    match response.status() {
        // An address that cannot be read names nothing.
        StatusCode::BAD_REQUEST => Some(Trouble::NotFound),
        StatusCode::SERVICE_UNAVAILABLE => Some(Fault::unavailable(Lack::Time).0),
        _ => None,
    }
}

fn troubled(visit: &Visit, trouble: Trouble, before: &Response) -> Response {
    let trouble = match trouble {
        Trouble::Unavailable { lack, .. } => {
            Trouble::Unavailable { lack, action: visit.here.clone(), pairs: without_token(visit.kept()) }
        }
        Trouble::Internal { .. } => Trouble::Internal { reference: visit.id.to_string() },
        other => other,
    };
    let wait = match trouble {
        Trouble::TooMany { seconds } => Some(seconds),
        Trouble::Unavailable { .. } => Some(AGAIN),
        _ => None,
    };
    let status = StatusCode::from_u16(trouble.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = respond::page_with(status, error::page(visit.frame(), trouble));
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    for cookie in before.headers().get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}

/// The visitor of a request of whom nothing is asked of the database.
pub fn nobody(app: App, request: &Request) -> Visit {
    Asked::of(app, request).nobody()
}

/// A kept form gets the token of the page that shows it.
pub fn without_token(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.into_iter().filter(|(name, _)| name != "_token").collect()
}

/// What a request says of its visitor; the request itself cannot wait for the database.
struct Asked {
    app: App,
    session: Option<String>,
    visitor: Option<String>,
    parked: Option<String>,
    large: bool,
    here: String,
    host: String,
    address: IpAddr,
    id: Arc<str>,
}

impl Asked {
    fn of(app: App, request: &Request) -> Asked {
        let headers = request.headers();
        let sent = Sent::of(headers);
        let cookie = |name| sent.value(name, app.config.https);
        Asked {
            session: cookie(Name::Session).map(str::to_owned),
            visitor: cookie(Name::Visitor).map(str::to_owned),
            parked: cookie(Name::Parked).map(str::to_owned),
            large: cookie(Name::TextSize) == Some("large"),
            here: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            host: headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned(),
            address: address(&app, headers, request),
            id: request.extensions().get::<Watched>().map_or_else(|| "".into(), |watched| Arc::clone(&watched.id)),
            app,
        }
    }
}

impl Asked {
    fn visit(self, actor: Option<Actor>, ended: Option<String>) -> Visit {
        let Asked { app, session, visitor, parked, large, here, host, address, id } = self;
        let known = actor.is_some();
        Visit(Arc::new(Inner {
            app,
            actor: actor.map(Arc::new),
            ended,
            session,
            parked,
            here,
            address,
            host,
            id,
            // Somebody who is known needs no name.
            visitor: visitor.unwrap_or_else(|| if known { String::new() } else { random() }),
            large,
            typed: Mutex::new(Vec::new()),
        }))
    }

    /// The visitor as long as the session is not known. It may well live, and then its token is asked for.
    fn nobody(self) -> Visit {
        Asked { visitor: self.session.clone().or(self.visitor), ..self }.visit(None, None)
    }
}

/// Who is logged in, or whose session has ended.
async fn find(asked: &Asked) -> Result<(Option<Actor>, Option<String>), Fault> {
    let Some(token) = &asked.session else { return Ok((None, None)) };
    Ok(match asked.app.backend.session(token).await? {
        Session::In { actor, .. } => (Some(actor), None),
        Session::Ended { account } => (None, Some(account)),
        Session::Nobody => (None, None),
    })
}

/// A proxy appends the address it saw, so only the last one can be believed.
fn address(app: &App, headers: &HeaderMap, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
    if !app.config.behind_proxy {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|line| line.to_str().ok());
    forwarded.and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}

/// One customer of a network has all the addresses of a /64 at will.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        },
    }
}

fn random() -> String {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

impl FromRequestParts<App> for Visit {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Visit, Fault> {
        let visit = parts.extensions.get::<Visit>().cloned();
        visit.ok_or_else(|| Fault::internal("a route lies outside the visitor's layer"))
    }
}

/// A visitor who is logged in.
#[derive(Clone)]
pub struct Member {
    pub actor: Arc<Actor>,
    pub visit: Visit,
}

impl Deref for Member {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Member, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        match visit.actor.clone() {
            Some(actor) => Ok(Member { actor, visit }),
            None if parts.method == Method::GET => Err(respond::see_other(url::login_next(&visit.here))),
            // A post of nobody is kept by the layer before this; what comes here is no form.
            None => Err(respond::see_other(url::login())),
        }
    }
}

/// A posted form (`application/x-www-form-urlencoded`), in the order in which it was sent.
#[derive(Clone, Debug)]
pub struct Posted {
    pub pairs: Vec<(String, String)>,
}

impl Posted {
    pub fn parse(body: &[u8]) -> Posted {
        Posted { pairs: form_urlencoded::parse(body).into_owned().collect() }
    }

    /// The first value of a name, `""` when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name, as of boxes that are ticked.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }

    /// What was typed into a form's fields; what is locked is never taken from a post.
    pub fn values(&self, form: &Form) -> Values {
        let open = form.fields().filter(|field| !field.locked);
        open.map(|field| match field.kind {
            Kind::Entries => (field.key, self.all(&field::name(field.key)).join(" ")),
            _ => (field.key, self.get(&field::name(field.key)).to_owned()),
        })
        .collect()
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Fault;
    async fn from_request(request: Request, app: &App) -> Result<Posted, Fault> {
        let visit = request.extensions().get::<Visit>().cloned();
        let body = Bytes::from_request(request, app).await.map_err(too_large)?;
        let posted = Posted::parse(&body);
        if let Some(visit) = visit {
            visit.keep(&posted.pairs);
        }
        Ok(posted)
    }
}

/// A body that could not be read was too long, or its sender went away.
pub fn too_large(_: impl std::fmt::Debug) -> Fault {
    Fault(Trouble::TooLarge { kilobytes: u32::try_from(super::FORM_BYTES / 1024).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
