//! Connections: taken in, served, and ended when their other end keeps silent.
//!
//! axum's own `serve` waits for ever for the head of a request, so that a few
//! thousand silent connections would take every file that the process may open.
//! What a request is and how long its body and its answer may take is decided in
//! [`crate::http`].

use std::{convert::Infallible, io::ErrorKind, net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::TcpListener;
use tower::Service;

/// How long a connection may keep silent between two requests or within the head of one.
pub const SILENCE: Duration = Duration::from_secs(30);
/// Until another connection is tried for when the system has none to give, such as for want of files.
const AGAIN: Duration = Duration::from_secs(1);

/// Serves until `stop` comes, then takes no more connections and waits for the requests under way.
pub async fn serve(listener: TcpListener, app: Router, silence: Duration, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(silence);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                Err(error) if gone(error.kind()) => continue,
                Err(error) => {
                    tracing::error!(%error, "no connection could be taken in");
                    tokio::time::sleep(AGAIN).await;
                    continue;
                }
            },
        };
        let app = app.clone();
        let service = service_fn(move |request| answer(app.clone(), request, peer));
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // The other end went away or kept silent: there is nobody to tell.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

async fn answer(
    mut app: Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    app.call(request).await
}

/// The other end was gone before it was taken in.
fn gone(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::oneshot,
        time::timeout,
    };

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    async fn told(stream: &mut TcpStream) -> String {
        let mut told = Vec::new();
        timeout(PATIENCE, stream.read_to_end(&mut told)).await.expect("it is ended").expect("it is open");
        String::from_utf8_lossy(&told).into_owned()
    }

    /// A site with one slow page: its address, the word that stops it, and what ends with it.
    async fn site(silence: Duration) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let slow = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            peer.ip().to_string()
        };
        let (stop, stopping) = oneshot::channel();
        let served = tokio::spawn(serve(listener, Router::new().route("/", get(slow)), silence, async {
            stopping.await.ok();
        }));
        (address, stop, served)
    }

    #[tokio::test]
    async fn a_silent_connection_is_ended() {
        let (address, _stop, _served) = site(Duration::from_millis(100)).await;
        for begun in ["", "GET / HTTP/1.1\r\nhost: a\r\nx-slow: "] {
            let mut stream = TcpStream::connect(address).await.expect("it is taken in");
            stream.write_all(begun.as_bytes()).await.expect("it is open");
            told(&mut stream).await;
        }
    }

    #[tokio::test]
    async fn a_request_under_way_is_answered_before_the_end() {
        let (address, stop, served) = site(PATIENCE).await;
        let mut stream = TcpStream::connect(address).await.expect("it is taken in");
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("it is open");
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.send(()).expect("it runs");
        let told = told(&mut stream).await;
        assert!(told.starts_with("HTTP/1.1 200") && told.ends_with("127.0.0.1"), "{told}");
        timeout(PATIENCE, served).await.expect("it ends").expect("it does not panic");
        assert!(TcpStream::connect(address).await.is_err(), "no more is taken in");
    }
}
