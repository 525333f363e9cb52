//! R14: forms that no page of the site has sent. Those that stand on its pages are taken and spoilt: fields are
//! missing, twice, too long, nested, swapped; texts hold what no text has. In process, through the router, to every
//! address that takes posts, as somebody of every role and as nobody.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use backend::{Backend, accounts::DEMO_PASSWORD, db::Options, reference, testing};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use rusqlite::Connection;
use tokio::task::JoinSet;

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    client::{FORM, Reply},
    harvest::{self, Form},
    inside::Inside,
    post::upload,
    site::Folder,
    town,
    world::{World, routes},
};

/// Posts to one copy of the world; what they have left of it is looked at before the next.
const BATCH: usize = 5000;
const AT_ONCE: usize = 8;
/// So many of the posts to an address are wanted where a whole round is made.
const SHARE: usize = 20;

const TRIPS: &str = "a trigger in the database fails where a text that is saved holds a 9";
pub const PLANTS: &[&str] = &[TRIPS];

pub fn run(ground: &Ground) -> Outcome {
    let count = if ground.plant.is_some() { 800 } else { ground.count(3000, 1_000_000) };
    let folder = Folder::in_memory("posts");
    let original = folder.path().join("original");
    town::lay(&original);
    let (world, forms) = wait_for(async {
        let backend = town::open(&original, Options::default()).await;
        let world = World::build(&backend).await;
        let forms = harvested(&Inside::new(backend.clone()), &world).await;
        backend.db().clone().close().await;
        (Arc::new(world), Arc::new(forms))
    });
    if ground.planted(TRIPS) {
        let connection = Connection::open(original.join(town::DATABASE)).expect("the database is there");
        let trigger = "create trigger planted before insert on saved_version when new.data like '%9%' begin select raise(abort, 'planted'); end";
        connection.execute_batch(trigger).expect("a trigger can be made");
    }
    let panics = panics();
    let before = panics.load(Ordering::Relaxed);
    let mut seen = Seen::default();
    let mut broken = Vec::new();
    for batch in 0..count.div_ceil(BATCH) {
        let place = folder.path().join(batch.to_string());
        town::copy(&original, &place);
        let posts = BATCH.min(count - batch * BATCH);
        let (found, wrong) = wait_for(one(&place, &world, &forms, batch, posts));
        seen.add(found);
        broken.extend(wrong);
        std::fs::remove_dir_all(&place).expect("it is our own");
    }
    let reached = routes(&Method::POST).len();
    let least = seen.routes.values().copied().min().unwrap_or(0);
    let statuses: String = seen.statuses.iter().fold(String::new(), |mut text, (status, count)| {
        write!(text, "{status}: {count}  ").expect("writing to a String cannot fail");
        text
    });
    Outcome::Ran(vec![
        Figure::at_least("forms posted", seen.statuses.values().sum(), count),
        Figure::exactly("addresses reached", seen.routes.len(), reached),
        Figure::at_least("posts to the one that was reached least", least, count / reached / SHARE),
        Figure::told("answers", statuses.trim_end().to_owned()),
        Figure::none("panics", panics.load(Ordering::Relaxed) - before),
        Figure::nothing("faults of the site (5xx)", &seen.faults),
        Figure::nothing("refusals that name no field and no way", &seen.mute),
        Figure::nothing("pages broken or invariants violated afterwards", &broken),
    ])
}

/// Panics of this process, on any thread.
fn panics() -> &'static AtomicUsize {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static HOOKED: std::sync::Once = std::sync::Once::new();
    HOOKED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            COUNT.fetch_add(1, Ordering::Relaxed);
            before(panic);
        }));
    });
    &COUNT
}

#[derive(Default)]
struct Seen {
    statuses: BTreeMap<u16, usize>,
    routes: BTreeMap<&'static str, usize>,
    faults: Vec<String>,
    mute: Vec<String>,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        other.statuses.into_iter().for_each(|(status, count)| *self.statuses.entry(status).or_default() += count);
        other.routes.into_iter().for_each(|(route, count)| *self.routes.entry(route).or_default() += count);
        self.faults.extend(other.faults);
        self.mute.extend(other.mute);
    }

    fn take(&mut self, post: &Post, reply: &Reply) {
        *self.statuses.entry(reply.status.as_u16()).or_default() += 1;
        *self.routes.entry(post.route).or_default() += 1;
        if reply.status.is_server_error() {
            self.faults.push(format!("{}, {post}", reply.status));
        } else if !says_how_on(post.route, reply) {
            self.mute.push(format!("{}, {post}", reply.status));
        }
    }
}

/// Every form of every page that there is.
async fn harvested(site: &Inside, world: &World) -> BTreeMap<&'static str, Vec<Form>> {
    let mut found = Vec::new();
    for (who, path) in world.pages() {
        let mut here = path;
        let mut reply = site.send(Method::GET, &here, &who.token, &[], "").await;
        if reply.status == StatusCode::SEE_OTHER {
            here = reply.header("location").to_owned();
            reply = site.send(Method::GET, here.split('#').next().unwrap_or_default(), &who.token, &[], "").await;
        }
        found.extend(harvest::forms(&reply.text(), &here));
    }
    harvest::by_route(found, &routes(&Method::POST))
}

async fn one(
    place: &Path,
    world: &Arc<World>,
    forms: &Arc<BTreeMap<&'static str, Vec<Form>>>,
    batch: usize,
    posts: usize,
) -> (Seen, Vec<String>) {
    let backend = town::open(place, Options::default()).await;
    let site = Inside::new(backend.clone());
    let mut posting = JoinSet::new();
    for task in 0..AT_ONCE {
        let (site, world, forms) = (site.clone(), Arc::clone(world), Arc::clone(forms));
        let seed = u64::try_from(batch * AT_ONCE + task).expect("some millions");
        let share = posts / AT_ONCE + usize::from(task < posts % AT_ONCE);
        posting.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            let mut seen = Seen::default();
            for _ in 0..share {
                let post = Post::spoilt(&world, &forms, &mut dice);
                let headers: Vec<(&str, &str)> =
                    post.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let reply = site.send(Method::POST, &post.path, &post.token, &headers, post.body.clone()).await;
                seen.take(&post, &reply);
            }
            seen
        });
    }
    let mut seen = Seen::default();
    for one in posting.join_all().await {
        seen.add(one);
    }
    let broken = afterwards(&backend, &site, world).await;
    backend.db().clone().close().await;
    (seen, broken)
}

/// What is wrong with the site when it is over.
async fn afterwards(backend: &Backend, site: &Inside, world: &World) -> Vec<String> {
    let mut broken = backend.invariants().await.expect("the database answers");
    for (who, path) in world.questions() {
        let reply = site.send(Method::GET, &path, &who.token, &[], "").await;
        if reply.status.is_server_error() {
            broken.push(format!("{} at {path}: {}", who.login, reply.status));
        }
    }
    broken
}

/// Whether an answer says how to go on: it leads somewhere, or its page names what is wrong, or offers a way.
fn says_how_on(route: &str, reply: &Reply) -> bool {
    let page = reply.text();
    match reply.status {
        StatusCode::SEE_OTHER => reply.header("location").starts_with('/'),
        StatusCode::OK => true,
        _ if route.starts_with("/api/") => true,
        // Somebody was faster: the page of that trouble, or a form with both texts.
        StatusCode::CONFLICT => named(&page) || page.contains("内容已经有了变化"),
        StatusCode::UNPROCESSABLE_ENTITY => named(&page),
        _ => page.contains("class=\"btn"),
    }
}

/// Whether a page says what is wrong, and every field that it points to is on it.
fn named(page: &str) -> bool {
    let alerts = page.split("role=\"alert\"").skip(1);
    let said = alerts.filter_map(|part| part.split_once('>')).any(|(_, inside)| !inside.starts_with("</"));
    let summary = page.split("id=\"error-summary\"").nth(1).and_then(|part| part.split("</ul>").next());
    let fields = summary.unwrap_or_default().split("href=\"#").skip(1).filter_map(|part| part.split('"').next());
    let mut missing = fields.filter(|field| !page.contains(&format!("id=\"{field}\"")));
    (said || page.contains("banner--error") || page.contains("banner--warn")) && missing.next().is_none()
}

/// What is posted.
struct Post {
    route: &'static str,
    path: String,
    who: String,
    token: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl std::fmt::Display for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = String::from_utf8_lossy(&self.body).chars().take(400).collect();
        write!(f, "{} of {} with {} bytes: {body}", self.path, self.who, self.body.len())
    }
}

impl Post {
    fn spoilt(world: &World, forms: &BTreeMap<&'static str, Vec<Form>>, dice: &mut StdRng) -> Post {
        let list = routes(&Method::POST);
        let mut route = *list.choose(dice).expect("there are some");
        // Each of them costs the time of a hash; and who has logged out posts nothing more.
        if ["/login", "/logout"].contains(&route) && dice.random_range(0..20) > 0 {
            route = list.choose(dice).expect("there are some");
        }
        let known = forms.get(route).and_then(|known| known.choose(dice));
        let who = match dice.random_range(0..10) {
            0 => None,
            1..9 if ["/login", "/logout"].contains(&route) => None,
            1..7 => world.people.first(),
            _ => world.people.choose(dice),
        };
        let path = match known {
            Some(form) if dice.random_range(0..3) > 0 => form.action.split('#').next().unwrap_or_default().to_owned(),
            _ => address(world, route, dice),
        };
        let all: Vec<&(String, String)> = forms.values().flatten().flat_map(|form| &form.pairs).collect();
        let mut pairs = match known {
            Some(form) => form.pairs.clone(),
            None => all.choose_multiple(dice, 8).map(|pair| (*pair).clone()).collect(),
        };
        if route == "/login" && dice.random() {
            pairs = vec![("account".to_owned(), "admin".to_owned()), ("password".to_owned(), DEMO_PASSWORD.to_owned())];
        }
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> =
            pairs.into_iter().map(|(name, value)| (name.into_bytes(), value.into_bytes())).collect();
        for _ in 0..dice.random_range(0..5) {
            spoil(&mut pairs, &all, world, dice);
        }
        let (kind, body) = encoded(route, &pairs, dice);
        let mut headers = vec![(CONTENT_TYPE.as_str(), kind)];
        match dice.random_range(0..40) {
            0 => headers.clear(),
            1 => headers[0].1 = "text/plain".to_owned(),
            _ => {}
        }
        if dice.random_range(0..30) > 0 {
            headers.push(("sec-fetch-site", "same-origin".to_owned()));
        }
        let (who, token) = who.map_or(("nobody", ""), |who| (who.login.as_str(), who.token.as_str()));
        Post { route, path, who: who.to_owned(), token: token.to_owned(), headers, body }
    }
}

/// An address of the route: mostly of what there is, sometimes of what there is not.
fn address(world: &World, route: &str, dice: &mut StdRng) -> String {
    const ODD: &[&str] = &[
        "%00",
        "%FF",
        "..%2F..%2Fetc",
        "0",
        "-1",
        "018f4e2a-0000-7000-8000-000000000000",
        "%E6%9D%8E%F0%AC%80%A9",
        "a%20b",
        "%3Cscript%3E",
        "99999999999999999999",
    ];
    let path = world.address(route, |choices| {
        let odd = dice.random_range(0..12) == 0;
        let long = || "x".repeat(3000);
        match (odd, dice.random_range(0..10)) {
            (true, 0) => long(),
            (true, _) => (*ODD.choose(dice).expect("there are some")).to_owned(),
            (false, 0..6) => choices[0].clone(),
            (false, _) => choices.choose(dice).expect("there are some").clone(),
        }
    });
    let application = &world.owner.application;
    match dice.random_range(0..12) {
        0 => format!("{path}?application={application}"),
        1 => format!("{path}?application=%00&done=saved&done=%FF"),
        2 => format!("{path}?form=education&field=school&owner=%2F&back=//elsewhere.test/&page=-7"),
        _ => path,
    }
}

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// Does one thing to a form that no page does.
fn spoil(pairs: &mut Pairs, all: &[&(String, String)], world: &World, dice: &mut StdRng) {
    let at = dice.random_range(0..pairs.len().max(1));
    let strange = || -> (Vec<u8>, Vec<u8>) { (b"v.school".to_vec(), b"x".to_vec()) };
    if pairs.is_empty() {
        pairs.push(strange());
    }
    match dice.random_range(0..100) {
        0..15 => drop(pairs.remove(at)),
        15..30 => {
            let twin = (pairs[at].0.clone(), value(world, dice));
            pairs.insert(dice.random_range(0..=pairs.len()), twin);
        }
        30..38 => {
            let nested = [b"[]".as_slice(), b"[a][b]", b".v.x", b"[0]", b"%00", b"\xff"];
            pairs[at].0.extend_from_slice(nested.choose(dice).expect("there are some"));
        }
        38..46 => {
            let (name, given) = all.choose(dice).expect("there are some");
            pairs.push((name.clone().into_bytes(), given.clone().into_bytes()));
        }
        46..52 => {
            let other = dice.random_range(0..pairs.len());
            let text = pairs[other].1.clone();
            pairs[at].1 = text;
        }
        52 => {
            let many = dice.random_range(0..20) == 0;
            let one = pairs[at].clone();
            pairs.extend(std::iter::repeat_n(one, if many { 10_000 } else { 50 }));
        }
        _ => pairs[at].1 = value(world, dice),
    }
}

/// A text that somebody, or nobody, types.
fn value(world: &World, dice: &mut StdRng) -> Vec<u8> {
    const TEXTS: &[&[u8]] = &[
        b"",
        b" ",
        b"\0",
        b"a\0b",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"1",
        b"0",
        b"-1",
        b"9223372036854775807",
        b"99999999999999999999999999",
        b"1e309",
        b"NaN",
        b"2026-02-30",
        b"0000-00-00",
        b"99999-12-31",
        b"2014-07-01",
        b"<script>alert(1)</script>",
        b"'; drop table account; --",
        b"=1+1",
        b"\r\n\r\nset-cookie: a=b",
        b"../../../etc/passwd",
        b"//elsewhere.test/",
        b"01",
        b"05001",
        b"U101",
        b"C001",
        b"440099199003070018",
        b"accept",
        b"return",
        b"pass",
        b"stored:x",
    ];
    const CHINESE: &[&str] = &["李𬀩", "至今", "\u{202e}反", "e\u{301}", "１２３", "👩‍👩‍👧", "\u{feff}", "张\u{3000}三"];
    match dice.random_range(0..40) {
        0 => vec![b'x'; dice.random_range(1000..60_000)],
        1 => "中".repeat(dice.random_range(500..20_000)).into_bytes(),
        2 if dice.random_range(0..30) == 0 => vec![b'x'; 1_100_000],
        3..6 => (0..dice.random_range(1..60)).map(|_| dice.random()).collect(),
        6..10 => CHINESE.choose(dice).expect("there are some").as_bytes().to_vec(),
        10..14 => {
            let ids = world.choices("/record/{section}/{id}", "{id}");
            ids.choose(dice).expect("there are some").clone().into_bytes()
        }
        _ => TEXTS.choose(dice).expect("there are some").to_vec(),
    }
}

/// The body and what it says that it is.
fn encoded(route: &str, pairs: &Pairs, dice: &mut StdRng) -> (String, Vec<u8>) {
    let files = route.ends_with("/files") || route == "/photo";
    match dice.random_range(0..40) {
        0 => (FORM.to_owned(), (0..dice.random_range(0..300)).map(|_| dice.random()).collect()),
        1..30 if files => {
            let bytes = match dice.random_range(0..4) {
                0 => testing::pdf(dice.random_range(0..5), "posted"),
                1 => testing::png(dice.random_range(0..3000), dice.random_range(0..3000)),
                2 => reference::demo::PHOTO.to_vec(),
                _ => (0..dice.random_range(0..2000)).map(|_| dice.random()).collect(),
            };
            let (kind, mut body) = upload("证\"书\r\n.pdf", "application/pdf", &bytes);
            if dice.random_range(0..3) == 0 {
                body.truncate(dice.random_range(0..=body.len()));
            }
            (kind, body)
        }
        1 | 2 => {
            let mut body = Vec::new();
            for (name, value) in pairs {
                body.extend(b"--x\r\ncontent-disposition: form-data; name=\"");
                body.extend(name);
                body.extend(b"\"\r\n\r\n");
                body.extend(value);
                body.extend(b"\r\n");
            }
            ("multipart/form-data; boundary=x".to_owned(), body)
        }
        _ => {
            let mut body = Vec::new();
            for (name, value) in pairs {
                if !body.is_empty() {
                    body.push(b'&');
                }
                body.extend(form_urlencoded::byte_serialize(name).flat_map(str::bytes));
                body.push(b'=');
                body.extend(form_urlencoded::byte_serialize(value).flat_map(str::bytes));
            }
            (FORM.to_owned(), body)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_page_names_what_is_wrong_or_does_not() {
        let summary = "<div id=\"error-summary\" role=\"alert\"><ul><li><a href=\"#name\">x</a></li></ul></div>";
        assert!(named(&format!("{summary}<input id=\"name\">")));
        assert!(!named(&format!("{summary}<input id=\"other\">")), "it points to a field that is not there");
        assert!(!named("<div id=\"banner\" role=\"alert\"></div><input id=\"name\">"), "an empty place says nothing");
        assert!(named("<p class=\"banner banner--error\"><b>还没有保存：</b>…</p>"));
    }
}
