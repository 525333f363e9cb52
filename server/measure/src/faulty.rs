//! The product with a fault: its site, served as `zhicheng serve` serves it, but for one layer that panics and keeps
//! memory for ever when the body of a request does not come to its end. For the harness that has to find that.

use std::{net::SocketAddr, path::Path};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
};
use backend::db::Options;
use server::listen;

use crate::{inside, town};

/// What is kept for ever of each.
const KEPT: usize = 256 * 1024;

/// Serves until it is killed.
///
/// # Panics
/// When it cannot listen.
pub fn serve(data: &Path, address: SocketAddr) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("the machine gives threads");
    runtime.block_on(async {
        let backend = town::open(data, Options::default()).await;
        let site = inside::site(backend).layer(from_fn(careless));
        let listener = tokio::net::TcpListener::bind(address).await.expect("the address is free");
        listen::serve(listener, site, listen::SILENCE, std::future::pending()).await;
    });
}

async fn careless(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        Vec::leak(vec![1_u8; KEPT]);
        panic!("a body ended before its end");
    };
    next.run(Request::from_parts(parts, Body::from(body))).await
}
