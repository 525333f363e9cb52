//! R2: the power fails. The use cases run against a recorded database; then the disk is looked at as a crash at any
//! point would leave it, opened by the product, and asked for everything that had been acknowledged until then.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use backend::{
    Actor, Backend,
    db::{Answered, Options},
    photos::Uploaded,
    records::{Save, Saved},
    reference,
};
use domain::record::SectionId;
use power::{Disk, Event, Image, Journal, Loss, Recording};
use rand::{Rng, SeedableRng, rngs::StdRng};
use rusqlite::Connection;
use tokio::task::JoinSet;

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    site::Folder,
    town::{self, Applicant, Come},
};

/// People who only save, and people who go all the way to a certificate.
const SAVERS: usize = 30;
const APPLICANTS: usize = 3;
/// What is looked at at the same time.
const THREADS: usize = 2;

const EARLY: &str = "commits are answered before they are on the disk (synchronous = normal)";
const LIES: &str = "the disk answers that it has synced and has not";
pub const PLANTS: &[&str] = &[EARLY, LIES];

/// Something that somebody was told is done.
#[derive(Clone, Debug)]
enum Done {
    /// A version of an entry, or of an application's own form.
    Saved {
        thing: String,
        version: i64,
        mark: String,
    },
    Photo {
        person: String,
    },
    Submitted {
        application: String,
        number: String,
    },
    Decided {
        application: String,
        action: &'static str,
    },
    Certified {
        application: String,
        number: String,
    },
}

/// Where a crash strikes.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// Before this event.
    at: usize,
    loss: Loss,
    seed: u64,
}

pub fn run(ground: &Ground) -> Outcome {
    let folder = Folder::in_memory("power");
    let answered = if ground.planted(EARLY) { Answered::Early } else { Answered::OnDisk };
    let options = Options { answered, ..Options::default() };
    let (mut journal, done) = wait_for(live(folder.path(), &options, ground.count(3, 80)));
    let syncs = journal.events.iter().filter(|event| boundary(event)).count();
    let (some, random) = if ground.plant.is_some() { (4, 12) } else { (20, 50) };
    let points = points(&journal, ground.count(some, usize::MAX), ground.count(random, 10_000));
    if ground.planted(LIES) {
        // What is not there is not applied; the points stay where they are.
        journal.events.iter_mut().filter(|event| boundary(event)).for_each(|event| *event = Event::Nothing);
    }
    let found = strike(&journal, &done, &points);
    let lost: usize = found.iter().map(|found| found.lost.len()).sum();
    let mut figures = vec![
        Figure::told(
            "recorded",
            format!(
                "{} events, {syncs} syncs, {} acknowledgements, {} checkpoints",
                journal.events.len(),
                done.len(),
                checkpoints(&journal)
            ),
        ),
        Figure::at_least("crashes looked at", found.len(), points.len()),
        Figure::none("acknowledged operations lost", lost),
        Figure::none("crashes after which something is broken", found.iter().filter(|f| !f.broken.is_empty()).count()),
    ];
    if let Some((point, found)) = points.iter().zip(&found).find(|(_, found)| !found.sound()) {
        let first = found.lost.iter().chain(&found.broken).next().map_or("", String::as_str);
        figures.push(Figure::told("the first of them", format!("{point:?}: {first}")));
    }
    Outcome::Ran(figures)
}

/// What the workload notes down.
#[derive(Clone)]
struct Notes {
    recording: Arc<Recording>,
    done: Arc<Mutex<Vec<Done>>>,
}

impl Notes {
    fn note(&self, what: Done) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.push(what);
        self.recording.mark(done.len() - 1);
    }
}

/// A short life of the site: what happened to its files, and what was acknowledged.
async fn live(folder: &Path, options: &Options, rounds: usize) -> (Journal, Vec<Done>) {
    town::lay(folder);
    let backend = town::open(folder, Options::default()).await;
    let mut people = town::settle(&backend, APPLICANTS, Come::Application).await;
    people.extend(town::settle(&backend, SAVERS, Come::Entry).await);
    let mut officers = Vec::new();
    for login in town::OFFICERS {
        officers.push(town::log_in(&backend, login).await.0);
    }
    let officers = Arc::new(officers);
    backend.db().clone().close().await;

    let recording = Arc::new(Recording::begin(folder).expect("the folder can be read"));
    let notes = Notes { recording: Arc::clone(&recording), done: Arc::default() };
    let backend = town::open(folder, options.clone()).await;
    let mut busy = JoinSet::new();
    for person in people.drain(..) {
        let (backend, notes, officers) = (backend.clone(), notes.clone(), Arc::clone(&officers));
        busy.spawn(async move {
            let first = saves(&backend, &notes, &person, 1, rounds).await;
            if !person.application.is_empty() {
                journey(&backend, &notes, &person, &officers).await;
            }
            (person, first)
        });
    }
    let people = busy.join_all().await;
    backend.db().clone().close().await;
    // Once more: the log was emptied and its file deleted, and is made anew.
    let backend = town::open(folder, options.clone()).await;
    for (person, version) in people.iter().filter(|(person, _)| person.application.is_empty()) {
        saves(&backend, &notes, person, *version, 2).await;
    }
    backend.db().clone().close().await;
    let done = notes.done.lock().unwrap_or_else(PoisonError::into_inner).clone();
    drop(notes);
    (Arc::into_inner(recording).expect("nobody records any more").end(), done)
}

/// Changes one entry again and again, and answers with the version it has then.
async fn saves(backend: &Backend, notes: &Notes, person: &Applicant, version: i64, rounds: usize) -> i64 {
    let mut version = version;
    for _ in 0..rounds {
        let mark = format!("，第{version}次修改");
        let save = Save {
            id: person.entry.clone(),
            version,
            key: format!("page{}.{version}", person.actor.login),
            values: town::typed(&mark),
        };
        let saved = backend.save_entry(&person.actor, SectionId::Education, save).await.expect("it is saved");
        let Saved::Stored { version: stored, .. } = saved else { panic!("nobody else saves: {saved:?}") };
        notes.note(Done::Saved { thing: person.entry.clone(), version: stored, mark });
        backend.section(&person.actor, SectionId::Education).await.expect("it answers");
        version = stored;
    }
    version
}

/// From the last save to the certificate.
async fn journey(backend: &Backend, notes: &Notes, person: &Applicant, officers: &[Actor]) {
    let uploaded = backend.upload_photo(&person.actor, reference::demo::PHOTO.to_vec()).await.expect("it answers");
    assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    notes.note(Done::Photo { person: person.actor.person.clone().expect("an applicant is a person") });
    let id = person.application.clone();
    let underway = backend.underway(&person.actor, &id, None).await.expect("it is there");
    let mark = "最后改过的小结".to_owned();
    let values = underway.values().clone().with(domain::application::SUMMARY, &mark);
    let save = Save { id: id.clone(), version: underway.version, key: backend::ids::new(), values };
    let saved = backend.save_details(&person.actor, save).await.expect("it is saved");
    let Saved::Stored { version, .. } = saved else { panic!("nobody else saves: {saved:?}") };
    notes.note(Done::Saved { thing: id.clone(), version, mark });
    let number = town::submit(backend, person).await;
    notes.note(Done::Submitted { application: id.clone(), number });
    for (who, action) in town::DECISIONS {
        let number = town::decide(backend, &officers[who], &id, action).await;
        notes.note(Done::Decided { application: id.clone(), action: action.key() });
        if let Some(number) = number {
            notes.note(Done::Certified { application: id.clone(), number });
        }
    }
}

/// How often what was logged went into the database.
fn checkpoints(journal: &Journal) -> usize {
    let database = journal.before.iter().find(|(_, name, _)| name == town::DATABASE).map(|(file, _, _)| *file);
    journal.events.iter().filter(|event| matches!(event, Event::Synced { file } if Some(*file) == database)).count()
}

fn boundary(event: &Event) -> bool {
    matches!(event, Event::Synced { .. } | Event::FolderSynced)
}

/// Before and after syncs (all of them, or as many as `most`), with all of the rest lost and with some of it; and at
/// random.
fn points(journal: &Journal, most: usize, random: usize) -> Vec<Point> {
    let mut dice = StdRng::seed_from_u64(2);
    let syncs: Vec<usize> = (0..journal.events.len()).filter(|at| boundary(&journal.events[*at])).collect();
    let step = syncs.len().div_ceil(most.max(1)).max(1);
    let mut points = Vec::new();
    for at in syncs.into_iter().step_by(step).flat_map(|at| [at, at + 1]) {
        for loss in [Loss::All, Loss::Some] {
            points.push(Point { at, loss, seed: dice.random() });
        }
    }
    for _ in 0..random {
        let loss = match dice.random_range(0..10) {
            0 => Loss::All,
            1 => Loss::Nothing,
            _ => Loss::Some,
        };
        points.push(Point { at: dice.random_range(0..=journal.events.len()), loss, seed: dice.random() });
    }
    points.sort_by_key(|point| point.at);
    points
}

/// What a crash has done.
#[derive(Debug, Default)]
struct Found {
    lost: Vec<String>,
    broken: Vec<String>,
}

impl Found {
    fn sound(&self) -> bool {
        self.lost.is_empty() && self.broken.is_empty()
    }
}

fn strike(journal: &Journal, done: &[Done], points: &[Point]) -> Vec<Found> {
    let one = |thread: usize| {
        let folder = Folder::in_memory("crash");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
        let (mut disk, mut at, mut acknowledged) = (Disk::before(journal), 0, 0);
        let mut found = Vec::new();
        for (nth, point) in points.iter().enumerate().filter(|(nth, _)| nth % THREADS == thread) {
            for event in &journal.events[at..point.at] {
                disk.apply(event);
                if let Event::Marked(what) = event {
                    acknowledged = what + 1;
                }
            }
            at = point.at;
            let image = disk.crash(point.loss, &mut StdRng::seed_from_u64(point.seed));
            let place = folder.path().join(nth.to_string());
            write(&place, &image);
            found.push((nth, runtime.block_on(look(&place, &done[..acknowledged]))));
            fs::remove_dir_all(&place).expect("it is our own");
        }
        found
    };
    let mut all: Vec<(usize, Found)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || one(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("looking does not panic")).collect()
    });
    all.sort_by_key(|(nth, _)| *nth);
    all.into_iter().map(|(_, found)| found).collect()
}

fn write(folder: &Path, image: &Image) {
    fs::create_dir_all(folder).expect("there is room");
    for (name, content) in image {
        // Shared memory is on no disk.
        if !name.ends_with("-shm") {
            fs::write(folder.join(name), content).expect("there is room");
        }
    }
}

/// The product starts on what is left.
async fn look(folder: &Path, acknowledged: &[Done]) -> Found {
    let mut found = Found::default();
    let url = format!("sqlite://{}/{}", folder.display(), town::DATABASE);
    let db = match backend::db::Db::open(&url, Options::default()).await {
        Ok(db) => db,
        Err(error) => {
            found.broken.push(format!("the database does not open: {error}"));
            return found;
        }
    };
    let backend = Backend::new(db, backend::clock::Clock::system());
    match backend.invariants().await {
        // Attachments are files of their own, which are not recorded.
        Ok(broken) => found.broken.extend(broken.into_iter().filter(|line| !line.starts_with("the file "))),
        Err(error) => found.broken.push(format!("the invariants cannot be asked for: {error}")),
    }
    if let Err(error) = backend.alive().await {
        found.broken.push(format!("nothing can be written: {error}"));
    }
    match Left::read(&folder.join(town::DATABASE)) {
        Ok(left) => {
            found.broken.extend(left.wrong.iter().cloned());
            found.lost.extend(acknowledged.iter().filter(|done| !left.has(done)).map(|done| format!("{done:?}")));
        }
        Err(error) => found.broken.push(format!("the tables cannot be read: {error}")),
    }
    backend.db().clone().close().await;
    found
}

/// What the tables hold of that which is acknowledged.
struct Left {
    versions: BTreeMap<(String, i64), String>,
    photos: BTreeSet<String>,
    numbers: BTreeSet<(String, String)>,
    events: BTreeSet<(String, String)>,
    certificates: BTreeSet<(String, String)>,
    wrong: Vec<String>,
}

/// What one transaction writes into several tables, each asked for as the rows that have no fellow.
const FELLOWS: &[(&str, &str)] = &[
    (
        "entries without a version for each of their saves",
        "select count(*) from record_entry e where e.version <> (select count(*) from saved_version v where v.thing_id = e.id)",
    ),
    (
        "applications without a version or an event for each of their changes",
        "select count(*) from application a where a.version <> (select count(*) from saved_version v where v.thing_id = a.id) + (select count(*) from application_event e where e.application_id = a.id)",
    ),
    (
        "submits without a snapshot, or snapshots without a submit",
        "select count(*) from application a where (select count(*) from application_snapshot s where s.application_id = a.id) <> (select count(*) from application_event e where e.application_id = a.id and e.action = 'submit')",
    ),
    (
        "numbers that nobody has, or that were given without being counted",
        "select abs((select count(*) from application where number is not null) - coalesce((select sum(last) from serial where prefix like 'SQ%'), 0))",
    ),
];

impl Left {
    fn read(file: &Path) -> rusqlite::Result<Left> {
        let connection = Connection::open(file)?;
        let mut wrong: Vec<String> = texts(&connection, "pragma integrity_check")?;
        wrong.retain(|line| line != "ok");
        for (what, question) in FELLOWS {
            let count: i64 = connection.query_row(question, [], |row| row.get(0))?;
            if count > 0 {
                wrong.push(format!("{count} {what}"));
            }
        }
        let mut versions = BTreeMap::new();
        let mut select = connection.prepare("select thing_id, version, data from saved_version")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            versions.insert((row.get(0)?, row.get(1)?), row.get(2)?);
        }
        Ok(Left {
            versions,
            photos: texts(&connection, "select person_id from photo")?.into_iter().collect(),
            numbers: pairs(&connection, "select id, coalesce(number, '') from application")?,
            events: pairs(&connection, "select application_id, action from application_event")?,
            certificates: pairs(&connection, "select application_id, number from certificate")?,
            wrong,
        })
    }

    fn has(&self, done: &Done) -> bool {
        let pair = |one: &String, other: &str| (one.clone(), other.to_owned());
        match done {
            Done::Saved { thing, version, mark } => {
                self.versions.get(&(thing.clone(), *version)).is_some_and(|data| data.contains(mark))
            }
            Done::Photo { person } => self.photos.contains(person),
            Done::Submitted { application, number } => self.numbers.contains(&pair(application, number)),
            Done::Decided { application, action } => self.events.contains(&pair(application, action)),
            Done::Certified { application, number } => self.certificates.contains(&pair(application, number)),
        }
    }
}

fn texts(connection: &Connection, question: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(question)?.query_map([], |row| row.get(0))?.collect()
}

fn pairs(connection: &Connection, question: &str) -> rusqlite::Result<BTreeSet<(String, String)>> {
    connection.prepare(question)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
