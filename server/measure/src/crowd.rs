//! Many requests on some connections, as fast as they are answered, and what they cost the server.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{
    client::Client,
    machine::{self, Cores},
    site::Running,
};

/// What a crowd has seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub requests: u64,
    pub bytes: u64,
    pub took: Duration,
    /// The server's CPU time for one request, in microseconds.
    pub cpu: f64,
}

/// What a server has spent since a crowd began.
struct Watch {
    process: u32,
    before: Duration,
    begun: Instant,
}

impl Watch {
    fn begin(process: u32) -> Watch {
        Watch { process, before: machine::cpu(process), begun: Instant::now() }
    }

    fn seen(&self, requests: u64, bytes: u64) -> Seen {
        let spent = machine::cpu(self.process).saturating_sub(self.before);
        let count = u32::try_from(requests.max(1)).unwrap_or(u32::MAX);
        Seen { requests, bytes, took: self.begun.elapsed(), cpu: (spent / count).as_secs_f64() * 1e6 }
    }
}

/// Asks for one page on `connections` connections for as long as told.
///
/// # Panics
/// When an answer is no 200: what is measured must be the page.
pub async fn ask(process: u32, visitor: impl Fn() -> Client, path: &str, connections: usize, time: Duration) -> Seen {
    let (requests, bytes) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let watch = Watch::begin(process);
    let begun = watch.begun;
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
    watch.seen(requests, bytes)
}

/// [`ask`] from a core of its own that never sleeps. A server whose visitors sleep pays the system for waking them, and
/// the slower it is the more of them sleep: then the figure tells how fast it is and not what it does.
///
/// # Panics
/// As [`ask`].
pub fn ask_awake(running: &Running, session: Option<&str>, path: &str, connections: usize, time: Duration) -> Seen {
    let (process, address) = (running.process(), running.address);
    let cookie = session.map(|token| format!("cookie: session={token}\r\n")).unwrap_or_default();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{cookie}\r\n");
    let awake = move || {
        let _core = Cores::the_last();
        let mut lines: Vec<Line> = (0..connections).map(|_| Line::open(address)).collect();
        let watch = Watch::begin(process);
        lines.iter_mut().for_each(|line| line.send(&request));
        let (mut requests, mut bytes) = (0, 0);
        while watch.begun.elapsed() < time {
            for line in &mut lines {
                if let Some(length) = line.answered() {
                    requests += 1;
                    bytes += length;
                    line.send(&request);
                }
            }
        }
        watch.seen(requests, bytes)
    };
    std::thread::spawn(awake).join().expect("every answer was a page")
}

/// A connection that is looked at again and again.
struct Line {
    stream: TcpStream,
    /// What has come of an answer, and all of it once its head has been read.
    come: usize,
    whole: Option<usize>,
    buffer: Vec<u8>,
}

impl Line {
    fn open(address: SocketAddr) -> Line {
        let stream = TcpStream::connect(address).expect("the server is there");
        stream.set_nodelay(true).expect("it is a connection");
        stream.set_nonblocking(true).expect("it is a connection");
        Line { stream, come: 0, whole: None, buffer: vec![0; 64 << 10] }
    }

    fn send(&mut self, request: &str) {
        (self.come, self.whole) = (0, None);
        self.stream.write_all(request.as_bytes()).expect("the server is there");
    }

    /// The length of the body once all of the answer has come.
    fn answered(&mut self) -> Option<u64> {
        let read = match self.stream.read(&mut self.buffer) {
            Ok(0) => panic!("the server has gone away"),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(error) => panic!("{error}"),
        };
        let whole = *self.whole.get_or_insert_with(|| {
            let text = String::from_utf8_lossy(&self.buffer[..read]);
            let (head, _) = text.split_once("\r\n\r\n").expect("a head comes in one piece");
            assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            head.len() + 4 + length.unwrap_or(0_usize)
        });
        self.come += read;
        (self.come >= whole).then(|| u64::try_from(whole).unwrap_or(0))
    }
}

/// A visitor of a site, perhaps with the cookie of a session.
pub fn visitor(address: SocketAddr, session: Option<&str>) -> impl Fn() -> Client {
    let session = session.map(str::to_owned);
    move || match &session {
        Some(token) => Client::new(address).with_cookie("session", token),
        None => Client::new(address),
    }
}
