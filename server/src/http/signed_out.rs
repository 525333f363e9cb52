//! A form that comes from nobody: the session has ended while it was being
//! filled in. Nothing typed is lost.
//!
//! Whose session it was is known for a day: then the form is parked on the server
//! and offered again after login. Otherwise the page keeps it until the person has
//! logged in elsewhere. Server functions answer for themselves.

use app::{pages::signed_out, url};
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{
    Method, StatusCode,
    header::{CONTENT_TYPE, SET_COOKIE},
};

use super::{
    FORM_BYTES,
    cookies::{self, Name},
    respond::{self, Fault},
    visit::{Posted, Visit, too_large, without_token},
};

/// What anybody may post.
const OPEN: &[&str] = &["/login", "/logout", "/verify"];

pub async fn layer(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let path = request.uri().path();
    let form = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let form = form.starts_with("application/x-www-form-urlencoded");
    let open = OPEN.contains(&path) || path.starts_with("/api/");
    match visit {
        Some(visit) if *request.method() == Method::POST && form && !open && visit.actor.is_none() => {
            keep(request, &visit).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next(request).await,
    }
}

async fn keep(request: Request, visit: &Visit) -> Result<Response, Fault> {
    let body: Body = request.into_body();
    let body = axum::body::to_bytes(body, FORM_BYTES).await.map_err(too_large)?;
    if let (Some(account), Ok(text)) = (&visit.ended, std::str::from_utf8(&body))
        && let Some(token) = visit.app.backend.park(account, &visit.here, text).await?
    {
        let mut response = respond::see_other(url::login_ended());
        let cookie = cookies::set(Name::Parked, &token, visit.app.config.https);
        response.headers_mut().append(SET_COOKIE, cookie);
        return Ok(response);
    }
    let pairs = without_token(Posted::parse(&body).pairs);
    let page = signed_out::page(visit.frame(), signed_out::Kept { action: visit.here.clone(), pairs, again: false });
    Ok(respond::page_with(StatusCode::UNAUTHORIZED, page))
}
