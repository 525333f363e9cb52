//! P14: what a magnifier finds among a hundred thousand units and a million names, and at what cost.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{
    Backend,
    clock::Clock,
    db::{Db, Options},
    reference::search,
    store::organisations::{self, UnitFilter},
};
use domain::{
    pick::PickQuery,
    record::{SectionId, basic},
};
use rusqlite::{Connection, params};

use super::Bench;
use crate::{
    grown::{actor, name_of, once, unit_name},
    machine,
    report::{Bound, Row, number},
    stats::{interval, median},
};

const UNITS: usize = 100_000;
const PEOPLE: usize = 1_000_000;
/// Questions of one round, and how many are compared with a search through all names.
const QUESTIONS: usize = 200;
const COMPARED: usize = 1000;

/// The name of the thing with that number.
fn unit(nth: usize) -> String {
    const CITIES: [&str; 12] = [
        "广州市",
        "深圳市",
        "珠海市",
        "汕头市",
        "佛山市",
        "韶关市",
        "湛江市",
        "肇庆市",
        "江门市",
        "茂名市",
        "惠州市",
        "中山市",
    ];
    unit_name(CITIES[nth % CITIES.len()], nth)
}

fn id(nth: usize) -> String {
    format!("N{nth:07}")
}

/// The demo with so many more names in the table of the magnifiers, made once.
fn database(bench: &Bench, count: usize, name: fn(usize) -> String, units: bool) -> PathBuf {
    let what = if units { "units" } else { "names" };
    once(&bench.cache, &format!("{what}-{count}"), |making| {
        (bench.say)(&format!("making a database of {count} names in {}", bench.cache.display()));
        fill(bench, making, count, name, units);
    })
}

fn fill(bench: &Bench, making: &Path, count: usize, name: fn(usize) -> String, units: bool) {
    super::pages::seed_into(bench, making);
    let mut connection = Connection::open(making.join("zhicheng.db")).expect("the database opens");
    connection
        .execute_batch("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000")
        .expect("they are known");
    // In the order of the table, which is many times as fast as the order of the names.
    let mut keys: Vec<(String, usize)> =
        (0..count).flat_map(|nth| search::keys(&name(nth), &[]).into_iter().map(move |key| (key, nth))).collect();
    keys.sort_unstable();
    let transaction = connection.transaction().expect("nobody else is here");
    {
        let text = "insert or ignore into search_key (kind, key, id) values ('unit', ?1, ?2)";
        let mut insert = transaction.prepare(text).expect("well formed");
        for (key, nth) in keys {
            insert.execute(params![key, id(nth)]).expect("there is room");
        }
        if units {
            let text = "insert into organisation (id, kind, name, region_code, hrss_id, route, open, note) values (?1, 'unit', ?2, '442000002', 'H001', 'unit,hrss,committee', 1, '')";
            let mut insert = transaction.prepare(text).expect("well formed");
            for nth in 0..count {
                insert.execute(params![id(nth), name(nth)]).expect("there is room");
            }
        }
    }
    transaction.commit().expect("there is room");
    connection.execute_batch("pragma journal_mode = wal").expect("they are known");
}

async fn open(folder: &Path) -> Backend {
    let url = format!("sqlite://{}/zhicheng.db", folder.display());
    Backend::new(Db::open(&url, Options::default()).await.expect("the database opens"), Clock::system())
}

/// One to four characters out of a name, every third time as their initials.
fn question(names: fn(usize) -> String, count: usize, turn: usize) -> String {
    let spread = turn.wrapping_mul(2_654_435_761) % count;
    let name: Vec<char> = search::normalise_query(&names(spread)).chars().collect();
    let length = (1 + turn % 4).min(name.len());
    let start = turn.wrapping_mul(40_503) % (name.len() - length + 1);
    let part = &name[start..start + length];
    if turn.is_multiple_of(3) { part.iter().map(|c| search::initials(*c)[0]).collect() } else { part.iter().collect() }
}

/// Whether a name holds the question, by looking at every place of it.
fn holds(name: &[(char, Vec<char>)], question: &[char]) -> bool {
    name.windows(question.len()).any(|part| {
        part.iter().zip(question).all(|((c, _), asked)| c == asked)
            || part.iter().zip(question).all(|((_, letters), asked)| letters.contains(asked))
    })
}

pub fn magnifier(bench: &Bench) -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    let mut rows = Vec::new();
    let (units, people) = if bench.short { (UNITS / 10, PEOPLE / 10) } else { (UNITS, PEOPLE) };

    let folder = database(bench, units, unit, true);
    let backend = runtime.block_on(open(&folder));
    let applicant = runtime.block_on(actor(&backend, "applicant"));
    let pick = async |turn: usize| {
        let query = PickQuery {
            picker: "unit".to_owned(),
            form: SectionId::Basic.section().form.key.to_owned(),
            field: basic::UNIT.to_owned(),
            filters: [("name".to_owned(), question(unit, units, turn))].into(),
            page: 1,
            ..PickQuery::default()
        };
        let answer = backend.pick(&applicant, query).await.expect("it answers");
        assert!(!answer.rows.is_empty(), "what is a part of a name is found");
    };
    rows.push(cost(bench, &format!("magnifier over {units} units"), &runtime, pick));

    let names: Vec<Vec<(char, Vec<char>)>> = (0..units)
        .map(|nth| search::normalise_query(&unit(nth)).chars().map(|c| (c, search::initials(c))).collect())
        .collect();
    let compared = bench.rounds(COMPARED);
    let mut missed = 0;
    for turn in 0..compared {
        let asked = question(unit, units, turn * 7 + 1);
        let (mut found, more) = runtime.block_on(named(&backend, &asked));
        if bench.planted {
            found.pop();
        }
        let letters: Vec<char> = asked.chars().collect();
        let expected: Vec<String> =
            names.iter().enumerate().filter(|(_, name)| holds(name, &letters)).map(|(nth, _)| id(nth)).collect();
        let ours: Vec<&String> = found.iter().filter(|id| id.starts_with('N')).collect();
        let right = if more {
            ours.iter().all(|id| expected.contains(id)) && expected.len() >= ours.len()
        } else {
            let mut ours: Vec<String> = ours.into_iter().cloned().collect();
            ours.sort_unstable();
            ours == expected
        };
        missed += u32::from(!right);
    }
    rows.push(Row {
        bar: "P14",
        what: format!("answers that differ from a search through all names, of {compared}"),
        figure: missed.to_string(),
        reference: String::new(),
        judged: f64::from(missed),
        interval: (f64::from(missed), f64::from(missed)),
        bound: Bound::AtMost(0.0),
        goal: "",
    });
    runtime.block_on(backend.db().clone().close());

    let folder = database(bench, people, name_of, false);
    let backend = runtime.block_on(open(&folder));
    let ask = async |turn: usize| {
        let (found, _) = named(&backend, &question(name_of, people, turn)).await;
        assert!(!found.is_empty(), "what is a part of a name is found");
    };
    rows.push(cost(bench, &format!("names of {people} people"), &runtime, ask));
    runtime.block_on(backend.db().clone().close());
    rows
}

async fn named(backend: &Backend, asked: &str) -> (Vec<String>, bool) {
    let filter = UnitFilter { texts: vec![asked.to_owned()], region: None };
    backend.db().read(async move |tx| organisations::named(tx, &filter).await).await.expect("it answers")
}

fn cost(bench: &Bench, what: &str, runtime: &tokio::runtime::Runtime, ask: impl AsyncFn(usize)) -> Row {
    let times: Vec<f64> = (0..bench.rounds(30))
        .map(|round| {
            let before = machine::own_cpu();
            runtime.block_on(async {
                for turn in 0..QUESTIONS {
                    ask(round * QUESTIONS + turn).await;
                    bench.burden(Duration::from_micros(200));
                }
            });
            let spent = machine::own_cpu().saturating_sub(before).as_secs_f64() * 1e6;
            spent / f64::from(u32::try_from(QUESTIONS).expect("a few hundred"))
        })
        .collect();
    Row {
        bar: "P14",
        what: format!("{what}, one to four characters or initials"),
        figure: format!("{} µs CPU", number(median(&times))),
        reference: String::new(),
        judged: median(&times),
        interval: interval(&times),
        bound: Bound::AtMost(100.0),
        goal: "",
    }
}
