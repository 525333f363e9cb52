//! A database as it is after years: as many applications as one likes, each with its person, record, events and, at
//! the end of its way, certificate; authorities of all levels that have their share of them; units by the ten thousand.
//!
//! One application of the demo goes its way through the use cases; what it left in the tables at every stage is then
//! copied in bulk, table by table and column by column as they are, with ids, numbers and authorities of its own. So a
//! new column needs no change here. What is shortened: snapshots keep the application's own form only, and one photo
//! serves all.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use backend::{
    Actor, Backend,
    accounts::{DEMO_PASSWORD, LogIn},
    clock::{Clock, Timestamp},
    db::{Db, Options, migrations::MIGRATIONS},
    reference::{self, search},
    reviews::{Decision, Tab},
};
use domain::{vote::Tally, workflow::Action};
use rusqlite::{Connection, params, params_from_iter, types::Value};

/// Units, departments, bureaus and offices: as many as a province has, whatever the number of applications.
const UNITS: usize = 10_000;
const DEPARTMENTS: usize = 200;
const BUREAUS: usize = 120;
const OFFICES: usize = 150;

/// How many of a hundred applications are at each stage; the rest has its certificate.
const STAGES: [usize; 5] = [4, 2, 2, 4, 1];
/// Seconds between two applications: some years' worth at a million.
const APART: i64 = 60;

/// A column of a row with its value.
type Cell = (String, Value);
/// What one application left in the tables.
type Trace = Vec<(&'static str, Vec<Cell>)>;

/// Where the rows of one person are found; `?1` is the person.
const TABLES: &[(&str, &str)] = &[
    ("person", "id = ?1"),
    ("account", "person_id = ?1"),
    ("record_entry", "person_id = ?1"),
    ("application", "person_id = ?1"),
    (
        "saved_version",
        "thing_id in (select id from record_entry where person_id = ?1 union select id from application where person_id = ?1)",
    ),
    ("application_entry", "application_id in (select id from application where person_id = ?1)"),
    ("application_snapshot", "application_id in (select id from application where person_id = ?1)"),
    ("application_event", "application_id in (select id from application where person_id = ?1)"),
    ("tally", "application_id in (select id from application where person_id = ?1)"),
    ("certificate", "person_id = ?1"),
];

/// A database with so many applications, made once and kept in `cache`.
///
/// # Panics
/// When it cannot be made.
pub fn database(cache: &Path, applications: usize, say: impl Fn(&str)) -> PathBuf {
    once(cache, &format!("grown-{applications}"), |making| {
        let megabytes = applications / 50;
        say(&format!("making a database of {applications} applications, some {megabytes} MB, in {}", cache.display()));
        let file = making.join("zhicheng.db");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let (person, traces) = runtime.expect("the machine gives threads").block_on(walked(&file));
        fill(&file, &person, &traces, applications);
    })
}

/// The folder of this name, made if it is not there and kept for the next time. What was made under another schema
/// goes first: it is as large, and of no use any more.
pub fn once(cache: &Path, name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let folder = cache.join(format!("{name}-{}", MIGRATIONS.len()));
    if folder.is_dir() {
        return folder;
    }
    let making = cache.join("making");
    fs::remove_dir_all(&making).ok();
    fs::create_dir_all(&making).expect("the machine has room");
    for other in fs::read_dir(cache).expect("it has just been made").flatten() {
        let of_name = |file: &str| file.rsplit_once('-').is_some_and(|(before, _)| before == name);
        if other.file_name().to_str().is_some_and(of_name) {
            fs::remove_dir_all(other.path()).expect("it was made here");
        }
    }
    make(&making);
    fs::rename(&making, &folder).expect("both are in one folder");
    folder
}

/// The demo with its application gone all the way, and what it had left at every stage.
async fn walked(file: &Path) -> (String, Vec<Trace>) {
    let db = Db::open(&format!("sqlite://{}", file.display()), Options::default()).await.expect("the database opens");
    db.migrate().await.expect("the tables are made");
    let backend = Backend::new(db, Clock::system());
    backend.seed_demo(backend.clock.today()).await.expect("the demo goes in");
    let applicant = actor(&backend, "applicant2").await;
    let person = applicant.person.expect("an applicant is a person");
    let mut traces = vec![trace(file, &person)];
    for (login, action) in [
        ("unit", Action::Accept),
        ("department", Action::Accept),
        ("hrss", Action::Accept),
        ("office", Action::Pass),
        ("hrss", Action::Confirm),
    ] {
        let actor = actor(&backend, login).await;
        let queue = backend.queue(&actor, Tab::Waiting, None).await.expect("it answers");
        let id = queue.lines.first().expect("it waits here").id.clone();
        let version = backend.application(&actor, &id).await.expect("it may be seen").version;
        let tally = Tally { size: 9, present: 9, yes: 7, no: 1, abstain: 1 };
        let tally = (action == Action::Pass).then(|| (tally, backend.clock.today()));
        let decision = Decision { action, reason: "材料齐全".to_owned(), tally, version };
        backend.decide(&actor, &id, decision).await.expect("it is decided");
        traces.push(trace(file, &person));
    }
    backend.db().clone().close().await;
    (person, traces)
}

/// Who a demo account is.
///
/// # Panics
/// When it cannot log in.
pub async fn actor(backend: &Backend, login: &str) -> Actor {
    match backend.log_in(login, DEMO_PASSWORD, "127.0.0.1").await.expect("it answers") {
        LogIn::In { actor, .. } => actor,
        other => panic!("{login} is not let in: {other:?}"),
    }
}

fn trace(file: &Path, person: &str) -> Trace {
    let connection = Connection::open(file).expect("the database opens");
    let mut trace = Vec::new();
    for (table, condition) in TABLES {
        let mut select = connection.prepare(&format!("select * from {table} where {condition}")).expect("well formed");
        let columns: Vec<String> = select.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = select.query([person]).expect("it answers");
        while let Some(row) = rows.next().expect("it answers") {
            let cells = columns.iter().enumerate().map(|(nth, name)| (name.clone(), row.get(nth).expect("a value")));
            trace.push((*table, shortened(table, cells.collect())));
        }
    }
    trace
}

/// A snapshot without the record: the application's own form is its last part.
fn shortened(table: &str, mut cells: Vec<Cell>) -> Vec<Cell> {
    for (name, value) in &mut cells {
        if table == "application_snapshot"
            && name == "data"
            && let Value::Text(text) = value
        {
            let mut json: serde_json::Value = serde_json::from_str(text).expect("a snapshot is JSON");
            let parts = json["parts"].as_array_mut().expect("a snapshot has parts");
            *parts = parts.split_off(parts.len() - 1);
            *text = json.to_string();
        }
    }
    cells
}

/// An id that sorts by its number, of the shape that ids have.
fn id(kind: u16, nth: usize, slot: usize) -> String {
    format!("01900000-{kind:04x}-7{:03x}-8000-{nth:012x}", slot & 0xfff)
}

/// Who an application goes through.
struct Way {
    unit: String,
    department: String,
    bureau: String,
    office: String,
    committee: String,
}

fn fill(file: &Path, person: &str, traces: &[Trace], applications: usize) {
    let mut connection = Connection::open(file).expect("the database opens");
    connection
        .execute_batch("pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -1000000")
        .expect("they are known");
    let transaction = connection.transaction().expect("nobody else is here");
    authorities(&transaction);
    for nth in 0..applications {
        copy(&transaction, person, &traces[stage(nth)], nth, &way(nth));
    }
    transaction.commit().expect("there is room");
    connection.execute_batch("pragma journal_mode = wal").expect("they are known");
}

/// At which stage an application is: as if drawn, so that every authority has some of all.
fn stage(nth: usize) -> usize {
    let mut drawn = (nth.wrapping_mul(0x9e37_79b9) >> 16) % 100;
    for (stage, share) in STAGES.into_iter().enumerate() {
        if drawn < share {
            return stage;
        }
        drawn -= share;
    }
    STAGES.len()
}

/// Whether an application has its certificate.
pub fn certified(nth: usize) -> bool {
    stage(nth) == STAGES.len()
}

/// An eighth of all units is in the capital, under the first bureau: a full page waits there even in a small database.
fn bureau(unit: usize) -> usize {
    if unit.is_multiple_of(8) { 0 } else { unit % BUREAUS }
}

fn way(nth: usize) -> Way {
    let unit = nth.wrapping_mul(7919) % UNITS;
    Way {
        unit: id(1, unit, 0),
        department: id(2, unit % DEPARTMENTS, 0),
        bureau: id(3, bureau(unit), 0),
        office: id(4, unit % OFFICES, 0),
        committee: id(5, unit % OFFICES, 0),
    }
}

/// Copies of the demo's authorities, with one account each of the first of them.
fn authorities(connection: &Connection) {
    let copy = |table: &str, model: &str, changes: &[(&str, String)]| {
        let mut select =
            connection.prepare_cached(&format!("select * from {table} where id = ?1")).expect("well formed");
        let columns: Vec<String> = select.column_names().into_iter().map(str::to_owned).collect();
        let values: Vec<Value> = select
            .query_row([model], |row| (0..columns.len()).map(|nth| row.get(nth)).collect())
            .expect("the demo has it");
        let changed = columns.iter().zip(values).map(|(name, value)| {
            let change = changes.iter().find(|(changed, _)| changed == name);
            (name.clone(), change.map_or(value, |(_, text)| Value::Text(text.clone())))
        });
        insert(connection, table, &changed.collect::<Vec<_>>());
    };
    let cities: Vec<&reference::Region> = reference::index().children("440000").collect();
    for nth in 0..BUREAUS {
        copy(
            "organisation",
            "H001",
            &[
                ("id", id(3, nth, 0)),
                ("name", format!("第{nth}人力资源和社会保障局（测试）")),
                ("credit_code", format!("TESTH{nth:013}")),
            ],
        );
    }
    for nth in 0..DEPARTMENTS {
        copy(
            "organisation",
            "D001",
            &[
                ("id", id(2, nth, 0)),
                ("name", format!("第{nth}主管局（测试）")),
                ("credit_code", format!("TESTD{nth:013}")),
                ("hrss_id", id(3, nth % BUREAUS, 0)),
            ],
        );
    }
    for nth in 0..OFFICES {
        copy(
            "organisation",
            "O001",
            &[
                ("id", id(4, nth, 0)),
                ("name", format!("第{nth}评审委员会办公室（测试）")),
                ("credit_code", format!("TESTO{nth:013}")),
            ],
        );
        copy(
            "committee",
            "C001",
            &[("id", id(5, nth, 0)), ("name", format!("第{nth}评审委员会（测试）")), ("office_id", id(4, nth, 0))],
        );
    }
    for nth in 0..UNITS {
        let city = cities[nth % cities.len()];
        let (unit, name) = (id(1, nth, 0), unit_name(&city.name, nth));
        let code = format!("TEST{nth:014}");
        for key in search::keys(&name, &[&unit, &code]) {
            let mut insert = connection
                .prepare_cached("insert or ignore into search_key (kind, key, id) values ('unit', ?1, ?2)")
                .expect("well formed");
            insert.execute(params![key, unit]).expect("there is room");
        }
        copy(
            "organisation",
            "U101",
            &[
                ("id", unit),
                ("name", name),
                ("credit_code", code),
                ("region_code", city.code.clone()),
                ("department_id", id(2, nth % DEPARTMENTS, 0)),
                ("hrss_id", id(3, bureau(nth), 0)),
            ],
        );
    }
    for (kind, model, login) in
        [(1, "unit", "unit"), (2, "department", "department"), (3, "hrss", "hrss"), (4, "office", "office")]
    {
        let mut select = connection.prepare("select id from account where login = ?1").expect("well formed");
        let model: String = select.query_row([model], |row| row.get(0)).expect("the demo has it");
        copy(
            "account",
            &model,
            &[
                ("id", id(6, kind, 0)),
                ("login", format!("grown-{login}")),
                ("organisation_id", id(u16::try_from(kind).expect("four kinds"), 0, 0)),
            ],
        );
    }
}

/// A name as units have them, different for every number.
pub fn unit_name(city: &str, nth: usize) -> String {
    const PLACES: [&str; 12] =
        ["东区", "西区", "南城", "北湖", "中心", "高新区", "开发区", "江南", "河东", "湖滨", "新城", "港口"];
    const KINDS: [&str; 10] = [
        "人民医院",
        "中学",
        "小学",
        "机电技术研究院",
        "建筑设计院",
        "农业技术推广站",
        "精密机械有限公司",
        "电子科技有限公司",
        "文化馆",
        "环境监测站",
    ];
    format!("{city}{}第{nth}{}（测试）", PLACES[nth % PLACES.len()], KINDS[nth / PLACES.len() % KINDS.len()])
}

fn insert(connection: &Connection, table: &str, cells: &[Cell]) {
    let columns: Vec<&str> = cells.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=cells.len()).map(|nth| format!("?{nth}")).collect();
    let text = format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "));
    let mut insert = connection.prepare_cached(&text).expect("well formed");
    insert.execute(params_from_iter(cells.iter().map(|(_, value)| value))).expect("there is room");
}

/// The rows of one application once more, as of another person who went another way at another time.
fn copy(connection: &Connection, person: &str, trace: &Trace, nth: usize, way: &Way) {
    let mut ids: HashMap<&str, String> = HashMap::new();
    for (slot, (_, cells)) in trace.iter().enumerate() {
        if let Some((_, Value::Text(own))) = cells.iter().find(|(name, _)| name == "id") {
            ids.insert(own, id(0x1000, nth, slot));
        }
    }
    let own = &ids[person];
    let later = i64::try_from(nth).expect("a million") * APART;
    for (table, cells) in trace {
        let changed = cells.iter().map(|(name, value)| {
            let Value::Text(text) = value else { return (name.clone(), value.clone()) };
            let text = match (*table, name.as_str()) {
                ("account", "login") => format!("grown{nth}"),
                ("person", "document") => format!("X{nth:08}"),
                ("application", "number") => format!("SG{nth:010}"),
                ("certificate", "number") => format!("GR{nth:010}"),
                ("application", "open_key") => text.replace(person, own),
                ("account" | "application", "name" | "applicant_name") | ("certificate", "holder") => name_of(nth),
                (
                    "application" | "application_event",
                    "waits_for" | "unit_id" | "department_id" | "hrss_id" | "office_id" | "committee_id",
                ) => on_the_way(text, way),
                (_, "at" | "created_at" | "updated_at" | "waits_since" | "saved_at") => moved(text, later),
                _ => ids.get(text.as_str()).unwrap_or(text).clone(),
            };
            (name.clone(), Value::Text(text))
        });
        insert(connection, table, &changed.collect::<Vec<_>>());
    }
}

fn on_the_way(text: &str, way: &Way) -> String {
    match text.as_bytes().first() {
        Some(b'U') => &way.unit,
        Some(b'D') => &way.department,
        Some(b'H') => &way.bureau,
        Some(b'O') => &way.office,
        _ => &way.committee,
    }
    .clone()
}

fn moved(text: &str, by: i64) -> String {
    match Timestamp::parse(text) {
        Some(at) => at.plus_seconds(by).to_string(),
        None => text.to_owned(),
    }
}

/// A name of two or three characters, like many others.
pub fn name_of(nth: usize) -> String {
    const FAMILY: [&str; 20] = [
        "陈", "李", "黄", "张", "梁", "林", "刘", "吴", "罗", "杨", "何", "郑", "王", "谢", "欧阳", "冯", "邓", "曾",
        "叶", "司徒",
    ];
    const GIVEN: &str =
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉志斌嘉欣宇轩梓涵子墨晓东海燕春梅雪琴少鹏";
    let given: Vec<char> = GIVEN.chars().collect();
    let (first, second) = (given[nth / FAMILY.len() % given.len()], given[nth / 977 % given.len()]);
    let family = FAMILY[nth % FAMILY.len()];
    if nth.is_multiple_of(5) { format!("{family}{first}") } else { format!("{family}{first}{second}") }
}
