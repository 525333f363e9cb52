//! R12: browsers go away, at any byte of their request or of the answer, tens of thousands of them.

use std::{
    fs,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use app::ui::field;
use backend::{accounts::DEMO_PASSWORD, db::Options, reference, testing};
use http::{Method, StatusCode};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    client::{Client, FORM},
    machine,
    post::upload,
    savers::Saver,
    site::{self, Folder, Running},
    town,
    world::{Somebody, World, routes},
};

/// That go away at the same time.
const AT_ONCE: usize = 16;
/// Of the whole, so many come before memory is looked at for the first time.
const WARM: usize = 10;
/// How much more memory may be in use at the end than then; judged in the long run only.
const GROWTH: u64 = 16 * 1024 * 1024;
/// Who has waited so long for more of an answer goes away too.
const WAIT: Duration = Duration::from_millis(30);
/// Files that may be open more than before: the readers of the database open theirs when they are needed.
const SPARE: usize = 4;
/// How long a connection may take to be given back.
const PATIENCE: Duration = Duration::from_secs(20);

const CARELESS: &str = "the product with a layer that panics and keeps memory when a body does not come to its end";
pub const PLANTS: &[&str] = &[CARELESS];

pub fn run(ground: &Ground) -> Outcome {
    let count = if ground.plant.is_some() { 150 } else { ground.count(600, 100_000) };
    let folder = Folder::new("aborts");
    let data = folder.path().join("data");
    town::lay(&data);
    let world = wait_for(async {
        let backend = town::open(&data, Options::default()).await;
        let world = World::build(&backend).await;
        backend.db().clone().close().await;
        Arc::new(world)
    });
    let log = folder.path().join("log");
    let program = if ground.planted(CARELESS) { &ground.own } else { &ground.product };
    let running = site::product_with_log(program, &data, &log);
    let (process, address) = (running.process(), running.address);
    let (files, memory, (broken, probed)) = wait_for(async {
        let files = machine::descriptors(process);
        go_away(address, &world, count / WARM, 1).await;
        // By then everything is open that stays open.
        let files = settled(&running, files).await;
        let warm = machine::resident(process);
        go_away(address, &world, count - count / WARM, 2).await;
        let files = (files, settled(&running, files).await);
        let memory = (warm, machine::resident(process));
        (files, memory, probe(address, &world).await)
    });
    running.kill();
    let log = fs::read_to_string(&log).expect("the log is there");
    let panics: Vec<String> =
        log.lines().filter(|line| line.contains("panicked")).map(|line| line.chars().take(200).collect()).collect();
    let faults: Vec<String> = log.lines().filter(|line| line.contains("ERROR")).map(str::to_owned).collect();
    let invariants = wait_for(async {
        let backend = town::open(&data, Options::default()).await;
        let broken = backend.invariants().await.expect("the database answers");
        backend.db().clone().close().await;
        broken
    });
    let megabytes = |bytes: u64| bytes / 1024 / 1024;
    let grown = memory.1.saturating_sub(memory.0);
    Outcome::Ran(vec![
        Figure::told("requests or answers cut at a random byte", count.to_string()),
        Figure::nothing("panics in the log", &panics),
        Figure::nothing("faults of the site in the log", &faults),
        Figure {
            what: "files that stay open".to_owned(),
            found: format!("{} → {}", files.0, files.1),
            must: format!("≤ {SPARE} more"),
            holds: files.1 <= files.0 + SPARE,
        },
        Figure {
            what: format!("memory after a tenth of them and after all ({} MB more)", megabytes(grown)),
            found: format!("{} → {} MB", megabytes(memory.0), megabytes(memory.1)),
            must: if ground.long { format!("≤ {} MB more", megabytes(GROWTH)) } else { String::new() },
            holds: !ground.long || grown <= GROWTH,
        },
        Figure::at_least("uses tried afterwards", probed, 1),
        Figure::nothing("of them answered by a fault", &broken),
        Figure::nothing("invariants that do not hold at the end", &invariants),
    ])
}

/// Until the files that are open are hardly more than before, or it has been waited long enough; how many there are.
async fn settled(running: &Running, before: usize) -> usize {
    let begun = Instant::now();
    loop {
        let now = machine::descriptors(running.process());
        if now <= before + SPARE || begun.elapsed() > PATIENCE {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn go_away(address: SocketAddr, world: &Arc<World>, count: usize, seed: u64) {
    let mut going = JoinSet::new();
    for task in 0..AT_ONCE {
        let world = Arc::clone(world);
        let mut dice = StdRng::seed_from_u64(seed * 1000 + u64::try_from(task).expect("a few"));
        going.spawn(async move {
            for _ in 0..count.div_ceil(AT_ONCE) {
                let request = request(&world, address, &mut dice);
                let whole: bool = dice.random();
                let sent = if whole { request.len() } else { dice.random_range(0..request.len()) };
                let read = if whole { dice.random_range(0..20_000) } else { 0 };
                let rudely: bool = dice.random();
                // Nobody waits for ever, a browser that goes away least of all.
                timeout(PATIENCE, visit(address, &request[..sent], read, rudely)).await.ok();
            }
        });
    }
    going.join_all().await;
}

/// Sends so much, reads so much, and goes away, with or without a word.
async fn visit(address: SocketAddr, sent: &[u8], read: usize, rudely: bool) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    if rudely {
        stream.set_zero_linger()?;
    }
    stream.write_all(sent).await?;
    let mut answer = vec![0; 4096];
    let mut seen = 0;
    while seen < read {
        match timeout(WAIT, stream.read(&mut answer[..(read - seen).min(4096)])).await {
            Ok(Ok(more)) if more > 0 => seen += more,
            _ => break,
        }
    }
    Ok(())
}

/// A request that is as good as any, but for logins: one that was cut counts against its address as one that failed,
/// and so it should.
fn request(world: &World, address: SocketAddr, dice: &mut StdRng) -> Vec<u8> {
    let owner = &world.people[0];
    let entry = &world.owner.entry;
    match dice.random_range(0..200) {
        0 => {
            let body = "number=2620052000001&name=%E6%9D%8E%E6%9F%90%E6%9F%90";
            post(address, "/verify", "", &[("content-type", FORM)], body.as_bytes())
        }
        1..50 => {
            let values = town::typed(&format!("（{}）", dice.random_range(0..1000)));
            let pairs = values.iter().map(|(key, value)| (field::name(key), value.to_owned()));
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.extend_pairs([("account", owner.mark.as_str()), ("version", "1"), ("key", "page")]);
            body.extend_pairs(pairs);
            let path = format!("/record/education/{entry}");
            post(address, &path, &owner.token, &[("content-type", FORM)], body.finish().as_bytes())
        }
        50..80 => {
            let (kind, body) = upload("证书.pdf", "application/pdf", &testing::pdf(400, "cut"));
            let path = format!("/record/education/{entry}/files");
            post(address, &path, &owner.token, &[("content-type", &kind)], &body)
        }
        80..90 => {
            let (kind, body) = upload("photo.jpg", "image/jpeg", reference::demo::PHOTO);
            post(address, "/photo", &owner.token, &[("content-type", &kind)], &body)
        }
        _ => {
            let list = routes(&Method::GET);
            let route = list.choose(dice).expect("there are some");
            let path = world.address(route, |choices| choices.choose(dice).expect("there are some").clone());
            let who = world.people.choose(dice).expect("there are some");
            head(address, "GET", &path, &who.token, &[], 0)
        }
    }
}

fn post(address: SocketAddr, path: &str, token: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    [head(address, "POST", path, token, headers, body.len()), body.to_vec()].concat()
}

fn head(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    headers: &[(&str, &str)],
    length: usize,
) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !token.is_empty() {
        text.push_str(&format!("cookie: session={token}\r\n"));
    }
    if length > 0 {
        text.push_str(&format!("content-length: {length}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// Everything is tried once more; what was answered by a fault, and how much was tried.
async fn probe(address: SocketAddr, world: &World) -> (Vec<String>, usize) {
    let mut broken = Vec::new();
    let questions = world.questions();
    let mut tried = questions.len();
    for (Somebody { login, token, .. }, path) in &questions {
        let mut client = Client::new(address).with_cookie("session", token);
        match client.get(path).await {
            Ok(reply) if !reply.status.is_server_error() => {}
            Ok(reply) => broken.push(format!("{login} at {path}: {}", reply.status)),
            Err(error) => broken.push(format!("{login} at {path}: {error}")),
        }
    }
    let owner = &world.people[0];
    let mut client = Client::new(address).with_cookie("session", &owner.token);
    let mut saver = Saver::new(world.owner.clone());
    let page = client
        .get(&saver.page())
        .await
        .map_or_else(|_| String::new(), |reply| reply.attribute_after("name=\"version\"", "value"));
    saver.version = page.parse().unwrap_or(0);
    let (kind, body) = upload("另一份.pdf", "application/pdf", &testing::pdf(1, "afterwards"));
    let headers = [("content-type", kind.as_str()), ("sec-fetch-site", "same-origin")];
    let files = format!("/record/education/{}/files", world.owner.entry);
    let submit = format!("/applications/{}/submit", world.owner.application);
    let login = [("account", "applicant3"), ("password", DEMO_PASSWORD)];
    for (what, reply) in [
        ("save", saver.save(&mut client).await),
        ("upload", client.send(Method::POST, &files, &headers, body.into()).await),
        ("submit", client.post(&submit, &[("account", &owner.mark)]).await),
        ("login", Client::new(address).post("/login", &login).await),
    ] {
        tried += 1;
        match reply {
            Ok(reply) if reply.status == StatusCode::SEE_OTHER => {}
            Ok(reply) => broken.push(format!("{what}: {}", reply.status)),
            Err(error) => broken.push(format!("{what}: {error}")),
        }
    }
    (broken, tried)
}
