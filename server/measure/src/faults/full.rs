//! R4: the disk is full. The site lies on a small file system in memory that is filled up under it while people
//! save, read, submit and upload; then there is room again.

use std::{
    fs,
    io::Write,
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use backend::{accounts::DEMO_PASSWORD, db::Options, testing};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use tokio::task::JoinSet;

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    client::{Client, Reply},
    post::upload,
    savers::{Kept, Saver, Wrong, look, mark},
    site::{self, Folder},
    town::{self, Applicant, Come},
};

/// Enough for the demo with some hundred saves.
const SIZE: &str = "24m";
const SAVERS: usize = 20;
const READERS: usize = 5;
/// How soon saves work again, in milliseconds; judged in the long run only.
const BACK: u128 = 1000;

const ROOM: &str = "the disk is not full at all";
const OLD: &str = "the database is replaced by a copy of it that was made before the disk was full";
pub const PLANTS: &[&str] = &[ROOM, OLD];

pub fn run(ground: &Ground) -> Outcome {
    let disk = match Disk::mount() {
        Ok(disk) => disk,
        Err(why) => return Outcome::NotRun(why),
    };
    let data = disk.folder.path().join("data");
    town::lay(&data);
    let (savers, readers, other) = wait_for(async {
        let backend = town::open(&data, Options::default()).await;
        let savers = town::settle(&backend, SAVERS, Come::Entry).await;
        let mut readers = town::settle(&backend, READERS + 1, Come::Application).await;
        backend.db().clone().close().await;
        let other = readers.pop().expect("there is one more");
        (savers.into_iter().map(Saver::new).collect::<Vec<Saver>>(), readers, other)
    });
    let before = Folder::new("before");
    town::copy(&data, before.path());
    let running = site::product(&ground.product, &data);
    let address = running.address;
    let filler = disk.folder.path().join("filler");
    let (seen, mut savers) = wait_for(async {
        let savers = until_told(address, savers).await.0;
        if !ground.planted(ROOM) {
            fill(&filler);
        }
        let time = Duration::from_millis(if ground.long { 15_000 } else { 1500 });
        let (mut seen, savers) = full(address, savers, readers, other, time).await;
        fs::remove_file(&filler).ok();
        let (savers, back) = until_told(address, savers).await;
        seen.back = back;
        (seen, savers)
    });
    running.kill();
    if ground.planted(OLD) {
        fs::remove_dir_all(&data).expect("it is our own");
        town::copy(before.path(), &data);
    }
    let told: usize = savers.iter().map(|saver| saver.told.len()).sum();
    let invariants = wait_for(async {
        let backend = town::open(&data, Options::default()).await;
        let broken = backend.invariants().await.expect("the database answers");
        backend.db().clone().close().await;
        broken
    });
    let kept = Kept::read(&look(&data).expect("the database is there")).expect("the tables can be read");
    let mut wrong = Wrong::default();
    savers.iter_mut().for_each(|saver| wrong += kept.judge(saver));
    let mut figures = seen.figures();
    figures.extend([
        Figure {
            what: "saves work again after there is room, the longest".to_owned(),
            found: format!("{} ms", seen.back.as_millis()),
            must: if ground.long { format!("≤ {BACK} ms") } else { String::new() },
            holds: !ground.long || seen.back.as_millis() <= BACK,
        },
        Figure::at_least("saves acknowledged in all", told, SAVERS),
        Figure::none("of them lost", wrong.lost),
        Figure::none("entries without one version for each save, or with another text", wrong.unequal + wrong.stale),
        Figure::nothing("invariants that do not hold at the end", &invariants),
    ]);
    Outcome::Ran(figures)
}

/// A file system in memory.
struct Disk {
    folder: Folder,
}

impl Disk {
    fn mount() -> Result<Disk, String> {
        let folder = Folder::new("disk");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={SIZE}"), "zhicheng"]).arg(folder.path());
        let done = mount.stdout(Stdio::null()).stderr(Stdio::null()).status();
        match done.is_ok_and(|status| status.success()) {
            true => Ok(Disk { folder }),
            false => Err("a small file system cannot be mounted here: that needs root".to_owned()),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: should a test have failed, something on it may still be open.
        Command::new("umount").arg("--lazy").arg(self.folder.path()).status().ok();
    }
}

/// Takes every byte that is left.
fn fill(filler: &Path) {
    let mut file = fs::File::create(filler).expect("there is room for a name");
    for size in [65_536, 1024, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

/// What was answered while there was no room.
#[derive(Default)]
struct Seen {
    read: usize,
    unread: usize,
    refused: usize,
    acknowledged: usize,
    /// Refusals without the form.
    bare: usize,
    /// Posts that were answered neither by a refusal with a way back nor by an acknowledgement.
    wrong: Vec<String>,
    back: Duration,
}

impl Seen {
    fn figures(&self) -> Vec<Figure> {
        vec![
            Figure::at_least("pages asked for while the disk was full", self.read + self.unread, 1),
            Figure::none("of them not served", self.unread),
            Figure::at_least("saves refused with 503", self.refused, 1),
            Figure::told("saves acknowledged while the disk was full", self.acknowledged.to_string()),
            Figure::none("refusals without the form that was posted", self.bare),
            Figure::nothing("posts answered by anything else", &self.wrong),
        ]
    }
}

/// Everybody saves once, however often that takes; how long it took.
async fn until_told(address: SocketAddr, savers: Vec<Saver>) -> (Vec<Saver>, Duration) {
    let begun = Instant::now();
    let mut saving = JoinSet::new();
    for mut saver in savers {
        saving.spawn(async move {
            let mut client = saver.client(address);
            loop {
                let reply = saver.save(&mut client).await.expect("the site answers");
                if reply.status == StatusCode::SEE_OTHER {
                    return saver;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
    }
    (saving.join_all().await, begun.elapsed())
}

/// What people do while there is no room.
async fn full(
    address: SocketAddr,
    savers: Vec<Saver>,
    readers: Vec<Applicant>,
    other: Applicant,
    time: Duration,
) -> (Seen, Vec<Saver>) {
    let begun = Instant::now();
    let mut saving = JoinSet::new();
    for mut saver in savers {
        saving.spawn(async move {
            let (mut client, mut seen) = (saver.client(address), Seen::default());
            while begun.elapsed() < time {
                let reply = saver.save(&mut client).await.expect("the site answers");
                seen.posted(&saver.page(), &reply, Some(&mark(saver.sent)));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            (seen, Some(saver))
        });
    }
    for reader in readers {
        saving.spawn(async move {
            let mut client = Client::new(address).with_cookie("session", &reader.token);
            let (mut seen, id) = (Seen::default(), &reader.application);
            while begun.elapsed() < time {
                for page in [
                    "/".to_owned(),
                    "/services".to_owned(),
                    "/record".to_owned(),
                    format!("/record/education/{}", reader.entry),
                    format!("/applications/{id}/details"),
                    format!("/applications/{id}/form.pdf"),
                ] {
                    let reply = client.get(&page).await.expect("the site answers");
                    let served = reply.status == StatusCode::OK;
                    (seen.read, seen.unread) = (seen.read + usize::from(served), seen.unread + usize::from(!served));
                }
            }
            (seen, None)
        });
    }
    saving.spawn(async move { (others(address, &other).await, None) });
    let mut all = Seen::default();
    let mut back = Vec::new();
    for (seen, saver) in saving.join_all().await {
        all.add(seen);
        back.extend(saver);
    }
    (all, back)
}

/// One post of every other kind.
async fn others(address: SocketAddr, other: &Applicant) -> Seen {
    let mut seen = Seen::default();
    let mut client = Client::new(address).with_cookie("session", &other.token);
    let Applicant { application, entry, .. } = other;
    let photo = backend::reference::demo::PHOTO;
    for (path, name, kind, bytes) in [
        (format!("/record/education/{entry}/files"), "证书.pdf", "application/pdf", testing::pdf(2, "full")),
        ("/photo".to_owned(), "photo.jpg", "image/jpeg", photo.to_vec()),
    ] {
        let (kind, body) = upload(name, kind, &bytes);
        let headers = [(CONTENT_TYPE.as_str(), kind.as_str()), ("sec-fetch-site", "same-origin")];
        let reply = client.send(Method::POST, &path, &headers, body.into()).await.expect("the site answers");
        seen.posted(&path, &reply, None);
    }
    let work = format!("/applications/{application}/selection/work");
    for (path, pairs) in [
        (format!("/record/education/{entry}/delete"), vec![("account", "")]),
        ("/record/education/order".to_owned(), vec![("newest", "1")]),
        (format!("/applications/{application}/details"), vec![("v.summary", "小结的新写法")]),
        (work, vec![("entry", "none")]),
        ("/pick/unit".to_owned(), vec![("form", "basic"), ("field", "unit"), ("choose", "U101")]),
        (format!("/applications/{application}/submit"), vec![("account", "")]),
        ("/applications/new/review".to_owned(), vec![("account", "")]),
    ] {
        let reply = client.post(&path, &pairs).await.expect("the site answers");
        seen.posted(&path, &reply, None);
    }
    let mut stranger = Client::new(address);
    let login = [("account", "applicant2"), ("password", DEMO_PASSWORD)];
    let reply = stranger.post("/login", &login).await.expect("the site answers");
    seen.posted("/login", &reply, Some("applicant2"));
    seen
}

impl Seen {
    /// Counts the answer to a post; of a save it is known what must stand on the page of the refusal.
    fn posted(&mut self, path: &str, reply: &Reply, typed: Option<&str>) {
        match reply.status {
            StatusCode::SERVICE_UNAVAILABLE => {
                self.refused += 1;
                let page = reply.text();
                let kept = |typed: &str| page.contains(typed) && page.contains(&format!("action=\"{path}\""));
                self.bare += usize::from(typed.is_some_and(|typed| !kept(typed)));
            }
            // Refused for another reason, such as what the demo post says.
            StatusCode::SEE_OTHER | StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY => self.acknowledged += 1,
            StatusCode::CONFLICT | StatusCode::FORBIDDEN => self.acknowledged += 1,
            other => self.wrong.push(format!("{path}: {other}")),
        }
    }

    fn add(&mut self, other: Seen) {
        self.read += other.read;
        self.unread += other.unread;
        self.refused += other.refused;
        self.acknowledged += other.acknowledged;
        self.bare += other.bare;
        self.wrong.extend(other.wrong);
    }
}
