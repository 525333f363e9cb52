//! Many requests on some connections, as fast as they are answered, and what they cost the server.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{client::Client, machine};

/// What a crowd has seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub requests: u64,
    pub bytes: u64,
    pub took: Duration,
    /// The server's CPU time for one request, in microseconds.
    pub cpu: f64,
}

/// Asks for one page on `connections` connections for as long as told.
///
/// # Panics
/// When an answer is no 200: what is measured must be the page.
pub async fn ask(process: u32, visitor: impl Fn() -> Client, path: &str, connections: usize, time: Duration) -> Seen {
    let (requests, bytes) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (before, begun) = (machine::cpu(process), Instant::now());
    let mut visitors = Vec::new();
    for _ in 0..connections {
        let (mut client, path) = (visitor(), path.to_owned());
        let (requests, bytes) = (Arc::clone(&requests), Arc::clone(&bytes));
        visitors.push(tokio::spawn(async move {
            while begun.elapsed() < time {
                let reply = client.get(&path).await.expect("the server is there");
                assert_eq!(reply.status.as_u16(), 200, "{path}: {}", reply.text());
                requests.fetch_add(1, Ordering::Relaxed);
                bytes.fetch_add(reply.body.len().try_into().unwrap_or(0), Ordering::Relaxed);
            }
        }));
    }
    for visitor in visitors {
        visitor.await.expect("every answer was a page");
    }
    let (requests, bytes) = (requests.load(Ordering::Relaxed), bytes.load(Ordering::Relaxed));
    let spent = machine::cpu(process).saturating_sub(before);
    let count = u32::try_from(requests.max(1)).unwrap_or(u32::MAX);
    Seen { requests, bytes, took: begun.elapsed(), cpu: (spent / count).as_secs_f64() * 1e6 }
}

/// A visitor of a site, perhaps with the cookie of a session.
pub fn visitor(address: SocketAddr, session: Option<&str>) -> impl Fn() -> Client {
    let session = session.map(str::to_owned);
    move || match &session {
        Some(token) => Client::new(address).with_cookie("session", token),
        None => Client::new(address),
    }
}
