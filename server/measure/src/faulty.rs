//! The product with faults: its site, served as `zhicheng serve` serves it, but for a layer that does what none should.
//! For the harness that has to find that.

use std::{
    hint::{self, black_box},
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
};
use backend::db::Options;
use http::Method;
use server::listen;

use crate::{inside, town};

/// What is kept for ever of each.
const KEPT: usize = 256 * 1024;

/// Serves with a layer that panics and keeps memory for ever when the body of a request does not come to its end,
/// until it is killed.
///
/// # Panics
/// When it cannot listen.
pub fn serve(data: &Path, address: SocketAddr) {
    run(data, address, false, |site| site.layer(from_fn(careless)));
}

/// Serves late and slowly, keeps something of each request for ever, and hashes where pages are made.
///
/// # Panics
/// When it cannot listen.
pub fn slow(data: &Path, address: SocketAddr, behind_proxy: bool) {
    std::thread::sleep(Duration::from_millis(300));
    run(data, address, behind_proxy, |site| site.layer(from_fn(laden)));
}

fn run(data: &Path, address: SocketAddr, behind_proxy: bool, spoil: impl FnOnce(Router) -> Router) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("the machine gives threads");
    runtime.block_on(async {
        let backend = town::open(data, Options::default()).await;
        let site = spoil(inside::site_behind(backend, behind_proxy));
        let listener = tokio::net::TcpListener::bind(address).await.expect("the address is free");
        listen::serve(listener, site, listen::SILENCE, std::future::pending()).await;
    });
}

/// Takes a core for so long.
pub fn spin(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        hint::spin_loop();
    }
}

async fn laden(request: Request, next: Next) -> Response {
    // Else it is seen that nobody looks at it, and it is never made.
    black_box(Vec::leak(vec![1_u8; 8 * 1024]));
    let posted = *request.method() == Method::POST;
    spin(Duration::from_micros(if posted { 30_000 } else { 300 }));
    next.run(request).await
}

async fn careless(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        Vec::leak(vec![1_u8; KEPT]);
        panic!("a body ended before its end");
    };
    next.run(Request::from_parts(parts, Body::from(body))).await
}
