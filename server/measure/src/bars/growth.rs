//! P12 and P20: what a hundred times as many applications change.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use backend::{
    Actor, Backend,
    applications::TrackFilter,
    clock::Clock,
    db::{Db, Options},
    records::{Save, Saved},
    reviews::Tab,
};
use domain::{
    pick::PickQuery,
    record::{SectionId, basic},
};

use super::Bench;
use crate::{
    grown::{self, actor, name_of},
    report::{Bound, Row, number},
    site::{Folder, product},
    stats::{in_turn, interval, median},
};

const SMALL: usize = 10_000;
const LARGE: usize = 1_000_000;
/// Calls of one kind in one round.
const CALLS: usize = 50;
/// People who ask, from all over the database.
const PEOPLE: usize = 20;

/// A database with some of its people, for whom and by whom things are asked.
struct Place {
    backend: Backend,
    applications: usize,
    applicants: Vec<Actor>,
    /// Whose first education can still be changed.
    savers: Vec<Actor>,
    /// Of the demo, with an application that is being filled in.
    drafting: (Actor, String),
    session: String,
    hrss: Actor,
    waiting: Vec<String>,
}

impl Place {
    async fn open(folder: &Path, applications: usize) -> Place {
        let url = format!("sqlite://{}/zhicheng.db", folder.display());
        let db = Db::open(&url, Options::default()).await.expect("the database opens");
        let backend = Backend::new(db, Clock::system());
        let mut applicants = Vec::new();
        let mut savers = Vec::new();
        for nth in 0..PEOPLE {
            let first = nth * (applications / PEOPLE);
            applicants.push(actor(&backend, &format!("grown{first}")).await);
            for next in first.. {
                let saver = actor(&backend, &format!("grown{next}")).await;
                let list = backend.section(&saver, SectionId::Education).await.expect("it answers");
                if list.first().is_some_and(|entry| entry.verified.is_none()) {
                    savers.push(saver);
                    break;
                }
            }
        }
        let drafting = actor(&backend, "applicant3").await;
        let lines = backend.track(&drafting, TrackFilter::default()).await.expect("it answers");
        let draft = lines.first().expect("the demo has one").id.clone();
        let hrss = actor(&backend, "grown-hrss").await;
        let queue = backend.queue(&hrss, Tab::Waiting, None).await.expect("it answers");
        let waiting = queue.lines.iter().map(|line| line.id.clone()).collect();
        let backend::accounts::LogIn::In { token, .. } =
            backend.log_in("grown0", backend::accounts::DEMO_PASSWORD, "127.0.0.1").await.expect("it answers")
        else {
            panic!("grown0 is let in")
        };
        Place { backend, applications, applicants, savers, drafting: (drafting, draft), session: token, hrss, waiting }
    }

    fn applicant(&self, nth: usize) -> &Actor {
        &self.applicants[nth % self.applicants.len()]
    }

    /// One call of a kind; what it finds must be something.
    async fn call(&self, what: &str, nth: usize) {
        let backend = &self.backend;
        let applicant = self.applicant(nth);
        let found = match what {
            "session" => matches!(
                backend.session(&self.session).await.expect("it answers"),
                backend::accounts::Session::In { .. }
            ),
            "a section of the record" => {
                !backend.section(applicant, SectionId::Education).await.expect("it answers").is_empty()
            }
            "基本信息" => backend
                .entry(applicant, SectionId::Basic, None)
                .await
                .expect("it answers")
                .is_some_and(|entry| entry.version > 0),
            "a save" => self.save(&self.savers[nth % self.savers.len()], nth).await,
            "a step of the wizard" => {
                !backend.draft(&self.drafting.0, &self.drafting.1).await.expect("it answers").course.values().is_empty()
            }
            "业务办理跟踪" => {
                !backend.track(applicant, TrackFilter::default()).await.expect("it answers").is_empty()
            }
            "queue, waiting" => {
                !backend.queue(&self.hrss, Tab::Waiting, None).await.expect("it answers").lines.is_empty()
            }
            "queue, handled" => {
                !backend.queue(&self.hrss, Tab::Handled, None).await.expect("it answers").lines.is_empty()
            }
            "a dossier" => {
                let id = &self.waiting[nth % self.waiting.len()];
                backend.application(&self.hrss, id).await.expect("it may be seen").snapshot.is_some()
            }
            "the next that waits" => {
                let id = &self.waiting[nth % self.waiting.len()];
                backend.next_waiting(&self.hrss, id, None).await.expect("it answers").is_some()
            }
            "certificates of a person" => {
                backend.certificates(applicant).await.expect("it answers");
                true
            }
            "verifying a certificate" => {
                // The same ones in each round: how long a disk takes for what nobody has asked for is not the question.
                let first = nth % CALLS * 101;
                let mut from = (0..self.applications).map(|by| (first + by) % self.applications);
                let certified = from.find(|nth| grown::certified(*nth)).expect("most have one");
                let number = format!("GR{certified:010}");
                backend.verify_certificate(&number, &name_of(certified)).await.expect("it answers").is_some()
            }
            "a magnifier, units" => {
                let query = PickQuery {
                    picker: "unit".to_owned(),
                    form: SectionId::Basic.section().form.key.to_owned(),
                    field: basic::UNIT.to_owned(),
                    filters: [("name".to_owned(), format!("第{}", 100 + nth))].into(),
                    page: 1,
                    ..PickQuery::default()
                };
                !backend.pick(applicant, query).await.expect("it answers").rows.is_empty()
            }
            other => panic!("{other} is no kind of call"),
        };
        assert!(found, "{what} finds something");
    }

    async fn save(&self, applicant: &Actor, nth: usize) -> bool {
        let section = SectionId::Education;
        let entry = self.backend.section(applicant, section).await.expect("it answers").remove(0);
        let values = entry.values.with("major", format!("机械{nth}-{}", entry.version));
        let save = Save { id: entry.id, version: entry.version, key: format!("bench.{nth}"), values };
        matches!(self.backend.save_entry(applicant, section, save).await, Ok(Saved::Stored { .. }))
    }
}

/// What is asked for most, and what has to stay as fast when everything grows.
const HOT: &[&str] = &[
    "session",
    "a section of the record",
    "基本信息",
    "a save",
    "a step of the wizard",
    "业务办理跟踪",
    "queue, waiting",
    "queue, handled",
    "a dossier",
    "the next that waits",
    "certificates of a person",
    "verifying a certificate",
    "a magnifier, units",
];

/// P12.
pub fn queries(bench: &Bench) -> Vec<Row> {
    let large = if bench.short { SMALL * 10 } else { LARGE };
    let folders = [SMALL, large].map(|size| grown::database(&bench.cache, size, bench.say));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    let places =
        runtime.block_on(async { (Place::open(&folders[0], SMALL).await, Place::open(&folders[1], large).await) });
    let round = |place: &Place, what: &str, round: usize| {
        let times = (0..CALLS).map(|nth| {
            let begun = Instant::now();
            runtime.block_on(place.call(what, round * CALLS + nth));
            if place.applications > SMALL {
                bench.burden(Duration::from_millis(2));
            }
            begun.elapsed().as_secs_f64() * 1e6
        });
        median(&times.collect::<Vec<_>>())
    };
    let mut rows = Vec::new();
    for what in HOT {
        let (mut small_round, mut large_round) = (0, 0);
        let pairs = in_turn(
            bench.rounds(9).max(5),
            || {
                large_round += 1;
                round(&places.1, what, large_round)
            },
            || {
                small_round += 1;
                round(&places.0, what, small_round)
            },
        );
        let said = |grown: &[f64], small: &[f64]| {
            let figure = format!("p50 {} µs with {large}", number(median(grown)));
            (figure, format!("{} µs with {SMALL}", number(median(small))))
        };
        rows.push(Row::of_pairs("P12", (*what).to_owned(), pairs, said, 2.0, ""));
    }
    runtime.block_on(async {
        places.0.backend.db().clone().close().await;
        places.1.backend.db().clone().close().await;
    });
    rows
}

/// P20.
pub fn start(bench: &Bench) -> Vec<Row> {
    let large = if bench.short { SMALL * 10 } else { LARGE };
    let folder = grown::database(&bench.cache, large, bench.say);
    let times: Vec<f64> = (0..bench.rounds(15))
        .map(|_| {
            let site = product(bench.site(), &folder);
            let ready = site.ready;
            site.kill();
            ready.as_secs_f64() * 1e3
        })
        .collect();
    let empty = Folder::new("bench");
    super::pages::seed(bench, &empty);
    let demo: Vec<f64> = (0..bench.rounds(15))
        .map(|_| product(&bench.product, empty.path()).ready)
        .map(|ready: Duration| ready.as_secs_f64() * 1e3)
        .collect();
    vec![Row {
        bar: "P20",
        what: format!("start to the first answer with {large} applications"),
        figure: format!("{} ms", number(median(&times))),
        reference: format!("the demo alone {} ms", number(median(&demo))),
        judged: median(&times),
        interval: interval(&times),
        bound: Bound::AtMost(100.0),
        goal: "",
    }]
}
