//! P9, P10, P11: what the use cases cost beside SQLite's own transaction with the same statements, in one process,
//! on two databases of one schema, both with `synchronous=FULL`.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use backend::{
    Actor, Backend,
    clock::Clock,
    db::{Db, Options},
    records::{Save, Saved},
    store::records,
};
use domain::{
    access::Role,
    record::{SectionId, education},
    values::Values,
};
use rusqlite::{Connection, params};
use tokio::runtime::{Builder, Runtime};

use super::{Bench, wait_for};
use crate::{
    machine,
    report::{Bound, Row, number},
    site::Folder,
    stats::{in_turn, interval, median, quantile},
};

/// Which section is saved and read: of the usual size, with codes, dates and a place in the list.
const SECTION: SectionId = SectionId::Education;

/// A person with some entries, on a database of its own.
struct Person {
    actor: Actor,
    entries: Vec<String>,
}

async fn open(folder: &Path) -> Backend {
    let url = format!("sqlite://{}/bench.db", folder.display());
    let db = Db::open(&url, Options::default()).await.expect("the database opens");
    db.migrate().await.expect("the tables are made");
    let backend = Backend::new(db, Clock::system());
    backend.offer_catalogue().await.expect("the catalogue goes in");
    backend
}

/// The text of an entry, as somebody types it; every turn differs in one field.
fn typed(turn: usize) -> Values {
    SECTION.section().sample().with(education::MAJOR, format!("机械设计制造及其自动化{turn}"))
}

async fn person(backend: &Backend, nth: usize, entries: usize) -> Person {
    let id = backend::ids::new();
    let (own, now) = (id.clone(), backend.clock.now().to_string());
    backend.db().write(async move |tx| records::insert_person(tx, &own, &now).await).await.expect("a person is new");
    let actor = Actor {
        account: backend::ids::new(),
        login: format!("bench{nth}"),
        name: "申报人".to_owned(),
        role: Role::Applicant,
        organisation: None,
        person: Some(id),
    };
    let mut ids = Vec::new();
    for turn in 0..entries {
        let id = backend::ids::new();
        save(backend, &actor, &id, 0, turn).await;
        ids.push(id);
    }
    Person { actor, entries: ids }
}

async fn save(backend: &Backend, actor: &Actor, id: &str, version: i64, turn: usize) -> i64 {
    let save = Save { id: id.to_owned(), version, key: format!("bench.{turn}"), values: typed(turn) };
    match backend.save_entry(actor, SECTION, save).await.expect("it is saved") {
        Saved::Stored { version, .. } => version,
        Saved::Conflict { .. } => panic!("nobody else saves this entry"),
    }
}

/// The same tables, the same person's entries and the same statements, by SQLite alone.
struct Bare {
    connection: Connection,
    person: String,
    entries: Vec<String>,
}

impl Bare {
    /// A copy of a database that nobody has open.
    fn open(file: &Path, person: &Person) -> Bare {
        let connection = Connection::open(file).expect("the database opens");
        connection
            .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536")
            .expect("they are known");
        connection.set_prepared_statement_cache_capacity(64);
        let id = person.actor.person.clone().expect("an applicant is a person");
        Bare { connection, person: id, entries: person.entries.clone() }
    }

    /// What [`save`] asks of the database.
    fn save(&self, nth: usize, version: i64, data: &str) {
        let id = &self.entries[nth];
        let now = "2026-11-26T08:00:00.000Z";
        self.run("begin immediate");
        assert_eq!(self.entry(id), version, "it is the version that was saved before");
        self.section();
        let mut apart = self
            .connection
            .prepare_cached("select one_id, other_id from entry_apart where person_id = ?1")
            .expect("well formed");
        let mut rows = apart.query(params![self.person]).expect("it answers");
        while rows.next().expect("it answers").is_some() {}
        drop(rows);
        let update = "update record_entry set data = ?3, problems = ?4, version = ?5, draft = ?6, updated_at = ?7 where id = ?1 and version = ?2 and deleted_at is null";
        let mut update = self.connection.prepare_cached(update).expect("well formed");
        assert_eq!(update.execute(params![id, version, data, 0, version + 1, false, now]).expect("it is written"), 1);
        let insert = "insert into saved_version (thing_id, version, data, accepted, page, nth, saved_at) values (?1, ?2, ?3, null, ?4, ?5, ?6)";
        let mut insert = self.connection.prepare_cached(insert).expect("well formed");
        insert.execute(params![id, version + 1, data, "bench", version, now]).expect("it is written");
        self.run("commit");
    }

    fn run(&self, text: &str) {
        self.connection.prepare_cached(text).expect("well formed").execute([]).expect("nobody is in the way");
    }

    /// A point read of one entry; its version.
    fn entry(&self, id: &str) -> i64 {
        let text = format!("{COLUMNS} where id = ?1 and deleted_at is null");
        let mut select = self.connection.prepare_cached(&text).expect("well formed");
        select
            .query_row(params![id], |row| {
                let _data: String = row.get(3)?;
                row.get(5)
            })
            .expect("it is there")
    }

    fn section(&self) {
        let text = format!("{COLUMNS} where person_id = ?1 and section = ?2 and deleted_at is null order by id");
        let mut select = self.connection.prepare_cached(&text).expect("well formed");
        let mut rows = select.query(params![self.person, SECTION.key()]).expect("it answers");
        while let Some(row) = rows.next().expect("it answers") {
            let _data: String = row.get(3).expect("a text");
        }
    }
}

const COLUMNS: &str = "select id, person_id, section, data, problems, version, draft, position, supersedes, verified_by, verified_at, updated_at from record_entry";

/// Entries of the section; saves go round them.
const ENTRIES: usize = 3;
const SAVES: usize = 100;
const READS: usize = 2000;

/// Both, with the same person in them.
struct Beside {
    runtime: Runtime,
    backend: Backend,
    person: Person,
    bare: Bare,
    _folder: Folder,
}

fn beside() -> Beside {
    let folder = Folder::new("bench");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    std::fs::create_dir_all(&ours).expect("the machine has room");
    std::fs::create_dir_all(&theirs).expect("the machine has room");
    let runtime =
        Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("the machine gives threads");
    let person = runtime.block_on(async {
        let backend = open(&ours).await;
        let person = person(&backend, 0, ENTRIES).await;
        backend.db().clone().close().await;
        person
    });
    std::fs::copy(ours.join("bench.db"), theirs.join("bench.db")).expect("the machine has room");
    let bare = Bare::open(&theirs.join("bench.db"), &person);
    let backend = runtime.block_on(open(&ours));
    Beside { runtime, backend, person, bare, _folder: folder }
}

/// Milliseconds that something took.
fn took(what: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    what();
    begun.elapsed().as_secs_f64() * 1e3
}

/// P9.
pub fn saves(bench: &Bench) -> Vec<Row> {
    let Beside { runtime, backend, person, bare, _folder } = beside();
    let data = serde_json::to_string(&typed(0)).expect("values are text");
    let (mut versions, mut bare_versions) = ([1_i64; ENTRIES], [1_i64; ENTRIES]);
    let (mut times, mut bare_times) = (Vec::new(), Vec::new());
    let mut turn = 0;
    let pairs = in_turn(
        bench.rounds(30),
        || {
            let round = (0..SAVES).map(|nth| {
                turn += 1;
                let (entry, version) = (&person.entries[nth % ENTRIES], &mut versions[nth % ENTRIES]);
                took(|| {
                    *version = runtime.block_on(save(&backend, &person.actor, entry, *version, turn));
                    bench.burden(Duration::from_millis(2));
                })
            });
            let round: Vec<f64> = round.collect();
            times.extend_from_slice(&round);
            median(&round)
        },
        || {
            let round = (0..SAVES).map(|nth| {
                let version = &mut bare_versions[nth % ENTRIES];
                *version += 1;
                took(|| bare.save(nth % ENTRIES, *version - 1, &data))
            });
            let round: Vec<f64> = round.collect();
            bare_times.extend_from_slice(&round);
            median(&round)
        },
    );
    runtime.block_on(backend.db().clone().close());
    let said = |times: &[f64]| format!("{} ms (p99 {})", number(median(times)), number(quantile(times, 0.99)));
    // Of all saves, not of the rounds' medians.
    let said = |_: &[f64], _: &[f64]| (said(&times), format!("SQLite's own transaction {}", said(&bare_times)));
    vec![Row::of_pairs("P9", "save of an entry, p50".to_owned(), pairs, said, 4.0, "1.5")]
}

/// P11.
pub fn reads(bench: &Bench) -> Vec<Row> {
    let Beside { runtime, backend, person, bare, _folder } = beside();
    let pairs = in_turn(
        bench.rounds(20),
        || {
            let before = machine::own_cpu();
            runtime.block_on(async {
                for _ in 0..READS {
                    let section = backend.section(&person.actor, SECTION).await.expect("it answers");
                    assert_eq!(section.len(), ENTRIES);
                    bench.burden(Duration::from_micros(100));
                }
            });
            per(READS, machine::own_cpu().saturating_sub(before))
        },
        || {
            let before = machine::own_cpu();
            for nth in 0..READS {
                bare.entry(&person.entries[nth % ENTRIES]);
            }
            per(READS, machine::own_cpu().saturating_sub(before))
        },
    );
    runtime.block_on(backend.db().clone().close());
    let said = |ours: &[f64], theirs: &[f64]| {
        let reference = format!("SQLite's own read of one entry {} µs", number(median(theirs)));
        (format!("{} µs", number(median(ours))), reference)
    };
    vec![Row::of_pairs("P11", format!("read of a section of {ENTRIES} entries, CPU"), pairs, said, 8.0, "3")]
}

/// Microseconds for one of so many.
fn per(count: usize, time: Duration) -> f64 {
    (time / u32::try_from(count).expect("a few thousand")).as_secs_f64() * 1e6
}

const SAVERS: usize = 100;

/// P10.
pub fn together(bench: &Bench) -> Vec<Row> {
    let folder = Folder::new("bench");
    wait_for(async {
        let backend = open(folder.path()).await;
        let mut people = Vec::new();
        for nth in 0..SAVERS {
            people.push(Arc::new(person(&backend, nth, 1).await));
        }
        let (mut rates, mut costs, mut times, mut busy) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut versions = vec![1_i64; SAVERS];
        for _ in 0..bench.rounds(10) {
            let (time, planted) = (bench.seconds(3.0), bench.planted);
            let (before, begun) = (machine::own_cpu(), Instant::now());
            let savers = people.iter().zip(&versions).map(|(person, version)| {
                let (backend, person, mut version) = (backend.clone(), Arc::clone(person), *version);
                tokio::spawn(async move {
                    let (mut times, mut busy) = (Vec::new(), 0);
                    for turn in 0.. {
                        if begun.elapsed() >= time {
                            break;
                        }
                        let one = Instant::now();
                        let values = typed(turn + usize::try_from(version).expect("a few thousand"));
                        let save =
                            Save { id: person.entries[0].clone(), version, key: format!("bench.{turn}"), values };
                        if planted {
                            tokio::time::sleep(Duration::from_millis(50)).await;
                        }
                        match backend.save_entry(&person.actor, SECTION, save).await {
                            Ok(Saved::Stored { version: stored, .. }) => {
                                version = stored;
                                times.push(one.elapsed().as_secs_f64() * 1e3);
                            }
                            Ok(Saved::Conflict { .. }) => panic!("nobody else saves this entry"),
                            Err(backend::Error::Busy) => busy += 1,
                            Err(error) => panic!("a save failed: {error}"),
                        }
                    }
                    (times, busy, version)
                })
            });
            let savers: Vec<_> = savers.collect();
            let mut saved = 0;
            for (saver, version) in savers.into_iter().zip(&mut versions) {
                let (own, refused, last) = saver.await.expect("no saver panics");
                saved += own.len();
                times.extend(own);
                busy += refused;
                *version = last;
            }
            let took = begun.elapsed().as_secs_f64();
            rates.push(machine::ratio(saved.try_into().unwrap_or(0), 1) / took);
            costs.push(per(saved.max(1), machine::own_cpu().saturating_sub(before)));
        }
        backend.db().clone().close().await;
        let p50 = median(&times);
        let longest = quantile(&times, 1.0);
        vec![
            Row {
                bar: "P10",
                what: format!("acknowledged saves a second, {SAVERS} savers"),
                figure: format!(
                    "{}/s, {} µs CPU each, p50 {} ms, p99 {}",
                    number(median(&rates)),
                    number(median(&costs)),
                    number(p50),
                    number(quantile(&times, 0.99))
                ),
                reference: String::new(),
                judged: median(&rates),
                interval: interval(&rates),
                bound: Bound::AtLeast(3000.0),
                goal: "10 000",
            },
            Row {
                bar: "P10",
                what: "answers that the database is busy".to_owned(),
                figure: busy.to_string(),
                reference: String::new(),
                judged: f64::from(busy),
                interval: (f64::from(busy), f64::from(busy)),
                bound: Bound::AtMost(0.0),
                goal: "",
            },
            Row {
                bar: "P10",
                what: "longest save by the median one".to_owned(),
                figure: format!("{} ms", number(longest)),
                reference: String::new(),
                judged: longest / p50,
                interval: (longest / p50, longest / p50),
                bound: Bound::AtMost(10.0),
                goal: "",
            },
        ]
    })
}
