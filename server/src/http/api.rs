//! The server functions of the islands (`app::api`): each path by itself, so that
//! nothing else is one; who asks was found as for any page.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use app::api::{self, Ctx};
use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header::ACCEPT};

use super::{Class, Fault, Routes, Visit, respond};

pub fn routes() -> Routes {
    let class = |path: &str| if path == api::PICK { Class::Search } else { Class::Save };
    api::ENDPOINTS.iter().fold(Routes::default(), |routes, path| routes.post_as(class(path), path, answer))
}

async fn answer(visit: Visit, request: Request) -> Response {
    // A form of a page would be answered with the way back that it names itself; these are no forms.
    let page = request
        .headers()
        .get(ACCEPT)
        .and_then(|kinds| kinds.to_str().ok())
        .is_some_and(|kinds| kinds.contains("text/html"));
    if page {
        return Fault::not_found().into_response();
    }
    let read = Arc::new(AtomicBool::new(false));
    let ctx = Ctx {
        backend: visit.app.backend.clone(),
        actor: visit.actor.as_deref().cloned(),
        report: respond::report,
        reference: visit.id.to_string(),
        read: read.clone(),
    };
    let context = move || leptos::prelude::provide_context(ctx.clone());
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !read.load(Ordering::Relaxed) {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}
