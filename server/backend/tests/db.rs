//! What the store layer promises, on SQLite and on PostgreSQL alike.
//!
//! Each test makes its own tables; the tables of the product are only compared as a whole
//! (`the_schemas_agree`). Where jobs must meet in a certain order they wait for each other
//! on channels, never for time. To add one: an `async fn` inside `both!`, or a `#[test]`
//! beside it for what only one database has.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use backend::{
    both,
    db::{Db, Error, Kind, Options, Result, Tx, migrations::Migration, row, sql},
    metrics::Text,
    testing::{self, block_on},
};
use tokio::sync::oneshot;

row! { struct Count { n: i64 } }
row! { struct Name { name: String } }

async fn create(db: &Db, table: &'static str) {
    // SQLite's strict tables know integer, real, blob; PostgreSQL knows them by other names.
    let kind = db.kind();
    db.write(async move |tx| match (kind, table) {
        (Kind::Sqlite, "item") => sql("create table item (id text primary key, name text unique, n integer not null) strict").run(tx).await,
        (Kind::Postgres, "item") => {
            sql("create table item (id text collate \"C\" primary key, name text collate \"C\" constraint item_name_key unique, n bigint not null)").run(tx).await
        }
        (Kind::Sqlite, _) => {
            sql("create table value (id integer primary key, t text, i integer, b integer, r real, x blob) strict").run(tx).await
        }
        (Kind::Postgres, _) => {
            sql("create table value (id bigint primary key, t text, i bigint, b boolean, r double precision, x bytea)").run(tx).await
        }
    })
    .await
    .expect("the table is new");
}

async fn insert(tx: &mut Tx, id: &str, name: Option<&str>) -> Result<u64> {
    sql("insert into item (id, name, n) values ($1, $2, 0)").bind(id).bind(name).run(tx).await
}

async fn ids(db: &Db) -> Vec<String> {
    row! { struct Id { id: String } }
    let rows: Vec<Id> =
        db.read(async |tx| sql("select id from item order by id").all(tx).await).await.expect("item exists");
    rows.into_iter().map(|row| row.id).collect()
}

/// Polls once, which puts a job into the queue.
async fn start<F: Future + ?Sized>(future: &mut Pin<Box<F>>) {
    poll_fn(|cx| {
        assert!(future.as_mut().poll(cx).is_pending(), "the job waits in the queue");
        Poll::Ready(())
    })
    .await;
}

/// Keeps the only writer busy until the sender is used.
async fn block(db: &Db) -> (oneshot::Sender<()>, impl Future<Output = Result<()>> + use<>) {
    let (entered, inside) = oneshot::channel();
    let (go, gone) = oneshot::channel::<()>();
    let other = db.clone();
    let blocked = tokio::spawn(async move {
        other
            .write(async move |_| {
                entered.send(()).ok();
                gone.await.ok();
                Ok::<_, Error>(())
            })
            .await
    });
    inside.await.expect("the job has begun");
    (go, async move { blocked.await.expect("the task ends") })
}

both! {
    async fn every_type_comes_back(db) {
        row! { struct Full { id: i64, t: String, i: i64, b: bool, r: f64, x: Vec<u8> } }
        row! { struct Empty { t: Option<String>, i: Option<i64>, b: Option<bool>, r: Option<f64>, x: Option<Vec<u8>> } }
        create(&db, "value").await;
        let full = Full { id: 1, t: "张𠮷 'x'\n\\".to_owned(), i: i64::MIN, b: true, r: 0.1, x: vec![0, 255, 39] };
        let wanted = full.clone();
        db.write(async move |tx| {
            let insert = "insert into value (id, t, i, b, r, x) values ($1, $2, $3, $4, $5, $6)";
            sql(insert).bind(full.id).bind(full.t).bind(full.i).bind(full.b).bind(full.r).bind(full.x).run(tx).await?;
            sql(insert).bind(2_i64).bind(None::<&str>).bind(None::<i64>).bind(None::<bool>).bind(None::<f64>).bind(None::<Vec<u8>>)
                .run(tx)
                .await?;
            sql(insert).bind(3_i64).bind(Some("")).bind(Some(i64::MAX)).bind(Some(false)).bind(Some(-1.0)).bind(Some(Vec::new()))
                .run(tx)
                .await
        })
        .await
        .expect("three rows");
        let (found, empty, third, missing) = db
            .read(async |tx| {
                let found: Vec<Full> = sql("select * from value where t = $1 and b = $2").bind("张𠮷 'x'\n\\").bind(true).all(tx).await?;
                let empty: Empty = sql("select * from value where id = $1").bind(2_i64).one(tx).await?;
                let third: Option<Full> = sql("select * from value where b = $1").bind(false).find(tx).await?;
                let missing: Option<Full> = sql("select * from value where id = $1").bind(9_i64).find(tx).await?;
                Ok::<_, Error>((found, empty, third, missing))
            })
            .await
            .expect("rows");
        assert_eq!(found, [wanted]);
        assert_eq!(empty, Empty { t: None, i: None, b: None, r: None, x: None });
        assert_eq!(third, Some(Full { id: 3, t: String::new(), i: i64::MAX, b: false, r: -1.0, x: Vec::new() }));
        assert_eq!(missing, None);
        let wrong = db.read(async |tx| sql("select * from value where id = $1").bind(2_i64).one::<Full>(tx).await).await;
        assert!(matches!(&wrong, Err(Error::Column { column, .. }) if column == "t"), "{wrong:?}");
        let none = db.read(async |tx| sql("select * from value where id = $1").bind(9_i64).one::<Full>(tx).await).await;
        assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    }

    async fn integers_of_expressions_are_read(db) {
        row! { struct Numbers { literal: i64, chosen: i64, total: Option<i64>, r#as: bool } }
        create(&db, "item").await;
        let numbers: Numbers = db
            .read(async |tx| {
                sql("select 7 as literal, case when $1 then 1 else 0 end as chosen, cast(sum(n) as bigint) as total, 1 = 1 as \"as\" from item")
                    .bind(true)
                    .one(tx)
                    .await
            })
            .await
            .expect("one row");
        assert_eq!(numbers, Numbers { literal: 7, chosen: 1, total: None, r#as: true });
    }

    async fn placeholders_must_have_values(db) {
        create(&db, "item").await;
        let wrong = db.write(async |tx| sql("insert into item (id, name, n) values ($1, $2, $3)").bind("a").bind("b").run(tx).await).await;
        assert!(matches!(wrong, Err(Error::Arguments { expected: 3, given: 2 })), "{wrong:?}");
        let wrong = db.write(async |tx| insert(tx, "a\0b", None).await).await;
        assert!(matches!(wrong, Err(Error::Nul)), "{wrong:?}");
        assert!(ids(&db).await.is_empty());
    }

    async fn a_value_taken_twice_names_its_constraint(db) {
        create(&db, "item").await;
        db.write(async |tx| insert(tx, "a", Some("one")).await).await.expect("the first");
        let name = db.write(async |tx| insert(tx, "b", Some("one")).await).await;
        assert!(matches!(&name, Err(Error::Taken(key)) if key == "item_name_key"), "{name:?}");
        let key = db.write(async |tx| insert(tx, "a", Some("two")).await).await;
        assert!(matches!(&key, Err(Error::Taken(key)) if key == "item_pkey"), "{key:?}");
        assert_eq!(ids(&db).await, ["a"]);
    }

    async fn the_error_of_a_job_comes_back_by_value_and_rolls_back(db) {
        #[derive(Debug)]
        enum Own { Said(String), Db(Error) }
        impl From<Error> for Own {
            fn from(error: Error) -> Own {
                Own::Db(error)
            }
        }
        create(&db, "item").await;
        let said = db
            .write(async |tx| {
                insert(tx, "a", None).await?;
                Err::<(), _>(Own::Said("no".to_owned()))
            })
            .await;
        assert!(matches!(&said, Err(Own::Said(text)) if text == "no"), "{said:?}");
        let broken = db.write(async |tx| -> Result<_, Own> { Ok(sql("insert into nothing values (1)").run(tx).await?) }).await;
        assert!(matches!(broken, Err(Own::Db(Error::Database(_)))), "{broken:?}");
        assert!(ids(&db).await.is_empty());
    }

    async fn a_swallowed_error_is_never_committed(db) {
        create(&db, "item").await;
        let swallowed = db
            .write(async |tx| {
                insert(tx, "a", None).await?;
                insert(tx, "a", None).await.ok();
                let after = insert(tx, "b", None).await;
                assert!(matches!(after, Err(Error::Swallowed(_))), "{after:?}");
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(swallowed, Err(Error::Swallowed(_))), "{swallowed:?}");
        assert!(ids(&db).await.is_empty());
        db.write(async |tx| insert(tx, "c", None).await).await.expect("the next job is free of it");
        assert_eq!(ids(&db).await, ["c"]);
    }

    async fn a_panic_is_an_error_and_rolls_back(db) {
        create(&db, "item").await;
        let panicked = db
            .write(async |tx| {
                insert(tx, "a", None).await?;
                if ids_in(tx).await? == 1 {
                    panic!("on purpose");
                }
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(panicked, Err(Error::Panicked)), "{panicked:?}");
        assert!(ids(&db).await.is_empty());
        db.write(async |tx| insert(tx, "b", None).await).await.expect("the writer goes on");
        assert_eq!(ids(&db).await, ["b"]);
    }

    async fn a_job_cannot_start_a_job(db) {
        let other = db.clone();
        let nested = db.read(async move |_| other.write(async |_| Ok::<_, Error>(())).await).await;
        assert!(matches!(nested, Err(Error::Nested)), "{nested:?}");
    }

    async fn fifty_writers_lose_nothing(db) {
        create(&db, "item").await;
        db.write(async |tx| insert(tx, "counter", None).await).await.expect("the counter");
        let mut writers = Vec::new();
        for writer in 0..50 {
            let db = db.clone();
            writers.push(tokio::spawn(async move {
                for turn in 0..4 {
                    let id = format!("{writer:02}-{turn}");
                    let done = db
                        .write(async move |tx| {
                            // Read, decide, write: only a serial order adds up.
                            let now: Count = sql("select n from item where id = $1").bind("counter").one(tx).await?;
                            insert(tx, &id, None).await?;
                            sql("update item set n = $2 where id = $1").bind("counter").bind(now.n + 1).run(tx).await
                        })
                        .await;
                    done.expect("no write is in another's way");
                }
            }));
        }
        for writer in writers {
            writer.await.expect("no writer failed");
        }
        let counter: Count = db.read(async |tx| sql("select n from item where id = $1").bind("counter").one(tx).await).await.expect("it is there");
        assert_eq!(counter.n, 200);
        assert_eq!(ids(&db).await.len(), 201);
    }

    async fn a_reader_cannot_write(db) {
        create(&db, "item").await;
        let written = db.read(async |tx| insert(tx, "a", None).await).await;
        assert!(matches!(written, Err(Error::Database(_))), "{written:?}");
        let made = db.read(async |tx| sql("create table other (id text)").run(tx).await).await;
        assert!(matches!(made, Err(Error::Database(_))), "{made:?}");
        assert!(ids(&db).await.is_empty());
    }

    async fn a_reader_sees_one_moment(db) {
        create(&db, "item").await;
        db.write(async |tx| insert(tx, "a", None).await).await.expect("the first");
        let (looked, first_look) = oneshot::channel();
        let (go, gone) = oneshot::channel::<()>();
        let other = db.clone();
        let reader = tokio::spawn(async move {
            other
                .read(async move |tx| {
                    let before = ids_in(tx).await?;
                    looked.send(()).ok();
                    gone.await.ok();
                    Ok::<_, Error>((before, ids_in(tx).await?))
                })
                .await
        });
        first_look.await.expect("the reader has looked");
        db.write(async |tx| insert(tx, "b", None).await).await.expect("a writer is not held up by a reader");
        go.send(()).expect("the reader waits");
        assert_eq!(reader.await.expect("it ends").expect("it reads"), (1, 1));
        assert_eq!(ids(&db).await, ["a", "b"]);
    }

    async fn text_is_ordered_by_its_bytes(db) {
        create(&db, "item").await;
        let words = ["张", "三", "𠮷", "ZS", "zs", "a-b", "ab", "a b", "", "Ä", "、", "～", "\u{10FFFD}"];
        db.write(async move |tx| {
            for (place, word) in words.iter().enumerate() {
                insert(tx, &format!("{place:02}"), Some(word)).await?;
            }
            Ok::<_, Error>(())
        })
        .await
        .expect("all differ");
        let mut wanted = words.map(str::to_owned).to_vec();
        wanted.sort();
        let sorted: Vec<Name> = db.read(async |tx| sql("select name from item order by name").all(tx).await).await.expect("names");
        let sorted: Vec<String> = sorted.into_iter().map(|row| row.name).collect();
        assert_eq!(sorted, wanted);
        // Page by page, by key.
        let mut paged = Vec::new();
        let mut after: Option<(String, String)> = None;
        loop {
            row! { struct Line { name: String, id: String } }
            let page: Vec<Line> = db
                .read(async move |tx| {
                    let mut query = sql("select name, id from item where n = $1").bind(0_i64);
                    if let Some((name, id)) = after {
                        query = query.with(" and (name, id) > (?", name).with(", ?)", id);
                    }
                    query.push(" order by name, id").with(" limit ?", 3_i64).all(tx).await
                })
                .await
                .expect("a page");
            let Some(last) = page.last() else { break };
            after = Some((last.name.clone(), last.id.clone()));
            paged.extend(page.into_iter().map(|line| line.name));
        }
        assert_eq!(paged, wanted);
        // A prefix as a range.
        let range: Vec<Name> = db
            .read(async |tx| {
                sql("select name from item where name >= $1 and name < $2 order by name").bind("a").bind("a\u{10FFFF}").all(tx).await
            })
            .await
            .expect("names");
        assert_eq!(range.into_iter().map(|row| row.name).collect::<Vec<_>>(), ["a b", "a-b", "ab"]);
    }

    async fn migrations_run_once(db, guard) {
        assert_eq!(db.migrate_to(&STEPS[..1]).await.expect("the first"), ["0001_a"]);
        assert_eq!(db.migrate_to(STEPS).await.expect("the second"), ["0002_b"]);
        assert_eq!(db.migrate_to(STEPS).await.expect("nothing"), Vec::<String>::new());
        db.write(async |tx| sql("insert into a (id, ok, photo) values ($1, $2, $3)").bind("x").bind(true).bind(vec![1_u8]).run(tx).await)
            .await
            .expect("the table is there");
        let other = Db::open(guard.url(), Options::default()).await.expect("it opens twice");
        let (here, there) = tokio::join!(db.migrate(), other.migrate());
        assert!(matches!((&here, &there), (Err(Error::MigrationChanged(_) | Error::NewerSchema { .. }), Err(_))), "{here:?} {there:?}");
        other.close().await;
    }

    async fn two_programs_migrate_in_turns(db, guard) {
        let other = Db::open(guard.url(), Options::default()).await.expect("it opens twice");
        let (here, there) = tokio::join!(db.migrate_to(STEPS), other.migrate_to(STEPS));
        let mut names = [here.expect("one"), there.expect("the other")].concat();
        names.sort();
        assert_eq!(names, ["0001_a", "0002_b"]);
        other.close().await;
    }

    async fn a_changed_migration_is_refused(db) {
        db.migrate_to(STEPS).await.expect("both");
        let changed = [Migration { text: "create table a (id text);", ..STEPS[0] }, STEPS[1]];
        let refused = db.migrate_to(&changed).await;
        assert!(matches!(&refused, Err(Error::MigrationChanged(name)) if name == "0001_a"), "{refused:?}");
    }

    async fn a_newer_schema_is_refused(db) {
        db.migrate_to(STEPS).await.expect("both");
        let refused = db.migrate_to(&STEPS[..1]).await;
        assert!(matches!(refused, Err(Error::NewerSchema { database: 2, program: 1 })), "{refused:?}");
    }

    async fn a_failed_migration_leaves_nothing(db) {
        let broken = [STEPS[0], Migration { text: "create table c (id text); insert into nowhere values (1);", ..STEPS[1] }];
        let failed = db.migrate_to(&broken).await;
        assert!(matches!(&failed, Err(Error::Migration { name, .. }) if name == "0002_b"), "{failed:?}");
        let there = db.read(async |tx| sql("select count(*) as n from a").one::<Count>(tx).await).await;
        assert!(there.is_ok(), "the first stays: {there:?}");
        let gone = db.read(async |tx| sql("select count(*) as n from c").one::<Count>(tx).await).await;
        assert!(matches!(gone, Err(Error::Database(_))), "{gone:?}");
        assert_eq!(db.migrate_to(STEPS).await.expect("it can be mended"), ["0002_b"]);
    }
}

async fn ids_in(tx: &mut Tx) -> Result<i64> {
    Ok(sql("select count(*) as n from item").one::<Count>(tx).await?.n)
}

const STEPS: &[Migration] = &[
    Migration {
        number: 1,
        name: "0001_a",
        text: "create table a (id text collate \"C\" primary key, ok boolean not null, photo bytea);",
        sqlite: None,
    },
    Migration {
        number: 2,
        name: "0002_b",
        text: "create table b (id bigint primary key, a_id text collate \"C\" not null references a (id));\ncreate index b_a on b (a_id);",
        sqlite: None,
    },
];

/// Twenty jobs wait; half of their callers go away; the store is closed: all are committed.
async fn closing_works_off_the_queue(db: Db, guard: &testing::Guard) {
    create(&db, "item").await;
    let (go, blocked) = block(&db).await;
    let mut kept = Vec::new();
    for n in 0..20 {
        let mut job = Box::pin(db.write(async move |tx| insert(tx, &format!("{n:02}"), Some(&format!("名{n}"))).await));
        start(&mut job).await;
        if n % 2 == 0 {
            kept.push(job);
        }
    }
    let mut closing = Box::pin(db.clone().close());
    start(&mut closing).await;
    go.send(()).expect("the job waits");
    closing.await;
    blocked.await.expect("it ends well");
    for job in kept {
        job.await.expect("queued before the end");
    }
    let late = db.write(async |tx| insert(tx, "late", None).await).await;
    assert!(matches!(late, Err(Error::Closed)), "{late:?}");
    let late = db.read(async |tx| ids_in(tx).await).await;
    assert!(matches!(late, Err(Error::Closed)), "{late:?}");
    let again = Db::open(guard.url(), Options::default()).await.expect("it opens again");
    assert_eq!(ids(&again).await.len(), 20);
    assert_eq!(again.integrity().await.expect("checked"), Vec::<String>::new());
    again.close().await;
}

/// A test with options of its own, on every database there is here.
fn on_each(test: impl AsyncFn(Kind)) {
    for kind in [Kind::Sqlite, Kind::Postgres].into_iter().filter(|kind| testing::available(*kind)) {
        block_on(test(kind));
    }
}

both! {
    async fn nothing_queued_is_lost(db, guard) {
        closing_works_off_the_queue(db, guard).await;
    }
}

#[test]
fn a_failed_job_leaves_its_group_alone() {
    on_each(async |kind| {
        let options = Options { group_time: Duration::from_secs(600), ..Options::default() };
        let (db, _guard) = testing::fresh_with(kind, options).await;
        create(&db, "item").await;
        let (go, blocked) = block(&db).await;
        let mut first = Box::pin(db.write(async |tx| insert(tx, "a", Some("x")).await));
        let mut second = Box::pin(db.write(async |tx| {
            insert(tx, "b", None).await?;
            insert(tx, "c", Some("x")).await
        }));
        let mut third = Box::pin(db.write(async |tx| {
            insert(tx, "d", None).await?;
            panic!("on purpose");
            #[expect(unreachable_code, reason = "gives the closure its type")]
            Ok::<_, Error>(())
        }));
        let (entered, inside) = oneshot::channel();
        let (release, released) = oneshot::channel::<()>();
        let mut last = Box::pin(db.write(async move |tx| {
            insert(tx, "e", None).await?;
            entered.send(()).ok();
            released.await.ok();
            ids_in(tx).await
        }));
        start(&mut first).await;
        start(&mut second).await;
        start(&mut third).await;
        start(&mut last).await;
        go.send(()).expect("the job waits");
        inside.await.expect("the last job runs");
        // The last is still inside the same transaction: nobody has an answer, nobody else sees a row.
        start(&mut first).await;
        start(&mut second).await;
        assert!(ids(&db).await.is_empty());
        release.send(()).expect("the job waits");
        assert!(matches!(first.await, Ok(1)));
        assert!(matches!(second.await, Err(Error::Taken(key)) if key == "item_name_key"));
        assert!(matches!(third.await, Err(Error::Panicked)));
        assert_eq!(last.await.expect("the last"), 2);
        blocked.await.expect("the first of all");
        assert_eq!(ids(&db).await, ["a", "e"]);
        db.close().await;
    });
}

#[test]
fn a_group_has_an_end() {
    on_each(async |kind| {
        let options = Options { group_jobs: 2, group_time: Duration::from_secs(600), ..Options::default() };
        let (db, _guard) = testing::fresh_with(kind, options).await;
        create(&db, "item").await;
        let (go, blocked) = block(&db).await;
        let mut first = Box::pin(db.write(async |tx| insert(tx, "a", None).await));
        let mut second = Box::pin(db.write(async |tx| insert(tx, "b", None).await));
        start(&mut first).await;
        start(&mut second).await;
        let other = db.clone();
        let (entered, inside) = oneshot::channel();
        let (release, released) = oneshot::channel::<()>();
        let mut third = Box::pin(other.write(async move |_| {
            entered.send(()).ok();
            released.await.ok();
            Ok::<_, Error>(())
        }));
        start(&mut third).await;
        go.send(()).expect("the job waits");
        // Two jobs make a group: the blocking one and the first. The third shares one with the second.
        blocked.await.expect("committed");
        first.await.expect("committed");
        inside.await.expect("the third runs");
        start(&mut second).await;
        release.send(()).expect("the job waits");
        second.await.expect("committed");
        third.await.expect("committed");
        db.close().await;
    });
}

/// The value of a series.
fn counted(db: &Db, series: &str) -> u64 {
    let mut text = Text::default();
    db.measure(&mut text);
    let text = text.finish();
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{series} in {text}"))
}

#[test]
fn what_goes_on_is_counted() {
    on_each(async |kind| {
        let slow_statement = Duration::ZERO;
        let options = Options { queue: 2, group_time: Duration::from_secs(600), slow_statement, ..Options::default() };
        let (db, _guard) = testing::fresh_with(kind, options).await;
        create(&db, "item").await;
        let (go, blocked) = block(&db).await;
        let mut first = Box::pin(db.write(async |tx| insert(tx, "a", Some("x")).await));
        let mut second = Box::pin(db.write(async |tx| insert(tx, "b", Some("x")).await));
        start(&mut first).await;
        start(&mut second).await;
        assert_eq!(counted(&db, "zhicheng_store_jobs_waiting{access=\"write\"}"), 2);
        assert!(db.write(async |tx| insert(tx, "c", None).await).await.is_err());
        go.send(()).expect("the job waits");
        blocked.await.expect("committed");
        first.await.expect("committed");
        assert!(matches!(second.await, Err(Error::Taken(_))));
        assert_eq!(ids(&db).await, ["a"]);
        for (series, expected) in [
            // The table, the blocking one, and the two that shared its commit, of which one was refused.
            ("zhicheng_store_job_seconds_count{access=\"write\"}", 4),
            ("zhicheng_store_job_wait_seconds_count{access=\"write\"}", 4),
            ("zhicheng_store_jobs_failed_total{access=\"write\"}", 1),
            ("zhicheng_store_jobs_refused_total{access=\"write\"}", 1),
            ("zhicheng_store_job_seconds_count{access=\"read\"}", 1),
            ("zhicheng_store_commit_jobs_count", 2),
            ("zhicheng_store_commit_jobs_sum", 4),
            ("zhicheng_store_commit_jobs_bucket{le=\"1\"}", 1),
            ("zhicheng_store_statements_total", 4),
            ("zhicheng_store_slow_statements_total", 4),
            ("zhicheng_store_jobs_waiting{access=\"write\"}", 0),
        ] {
            assert_eq!(counted(&db, series), expected, "{series} on {kind:?}");
        }
        db.close().await;
    });
}

#[test]
fn a_full_queue_is_busy() {
    on_each(async |kind| {
        let (db, _guard) = testing::fresh_with(kind, Options { queue: 1, ..Options::default() }).await;
        create(&db, "item").await;
        let (go, blocked) = block(&db).await;
        let mut waits = Box::pin(db.write(async |tx| insert(tx, "a", None).await));
        start(&mut waits).await;
        let refused = db.write(async |tx| insert(tx, "b", None).await).await;
        assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
        go.send(()).expect("the job waits");
        waits.await.expect("it had its place");
        blocked.await.expect("it ends well");
        db.close().await;
    });
}

#[test]
fn a_reading_job_without_end_is_stopped() {
    block_on(async {
        let (db, _guard) =
            testing::fresh_with(Kind::Sqlite, Options { limit: Duration::from_millis(50), ..Options::default() }).await;
        let endless = db
            .read(async |tx| {
                sql("with recursive c (i) as (select 1 union all select i + 1 from c) select count(*) as n from c")
                    .one::<Count>(tx)
                    .await
            })
            .await;
        assert!(matches!(endless, Err(Error::Timeout)), "{endless:?}");
        let next: Count = db.read(async |tx| sql("select 1 as n").one(tx).await).await.expect("the reader goes on");
        assert_eq!(next.n, 1);
        db.close().await;
    });
}

#[test]
fn a_question_of_one_statement_keeps_its_connection_whatever_becomes_of_it() {
    block_on(async {
        let options = Options { limit: Duration::from_millis(50), here: 1, ..Options::default() };
        let (db, _guard) = testing::fresh_with(Kind::Sqlite, options).await;
        create(&db, "item").await;
        let count = async || {
            let asked = db.ask(async |tx| {
                let found: Count = sql("select count(*) as n from item").one(tx).await?;
                Ok::<_, Error>((found.n, std::thread::current().id()))
            });
            asked.await.expect("it is answered")
        };
        let here = std::thread::current().id();
        assert_eq!(count().await, (0, here), "on the thread that asks");
        let none =
            db.ask(async |tx| sql("select n from item where id = $1").bind("nobody").one::<Count>(tx).await).await;
        assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
        let wrong = db.ask(async |tx| sql("select n from nowhere").one::<Count>(tx).await).await;
        assert!(matches!(wrong, Err(Error::Database(_))), "{wrong:?}");
        let endless = db.ask(async |tx| {
            sql("with recursive c (i) as (select 1 union all select i + 1 from c) select count(*) as n from c")
                .one::<Count>(tx)
                .await
        });
        let endless = endless.await;
        assert!(matches!(endless, Err(Error::Timeout)), "{endless:?}");
        let panicked: Result<()> = db.ask(async |_| panic!("a job without a statement")).await;
        assert!(matches!(panicked, Err(Error::Panicked)), "{panicked:?}");
        db.write(async |tx| insert(tx, "a", Some("甲")).await).await.expect("there is room");
        assert_eq!(count().await, (1, here), "as it is stored now, on the same connection");
        db.close().await;
    });
}

#[test]
fn a_file_that_was_removed_or_replaced_is_noticed() {
    let replaced = |db: Db, guard: &testing::Guard| {
        let path = std::path::PathBuf::from(guard.url().strip_prefix("sqlite://").expect("a file"));
        async move {
            assert!(db.in_place().is_ok());
            let moved = path.with_extension("moved");
            std::fs::rename(&path, &moved).expect("it is a file");
            assert!(matches!(db.in_place(), Err(Error::Gone)), "removed");
            std::fs::copy(&moved, &path).expect("there is room");
            assert!(matches!(db.in_place(), Err(Error::Gone)), "another file of the same content");
            std::fs::rename(&moved, &path).expect("it is a file");
            assert!(db.in_place().is_ok(), "back again");
        }
    };
    testing::run(Kind::Sqlite, async |db, guard| replaced(db, guard).await);
}

#[test]
fn sqlite_is_set_up_for_safety() {
    row! { struct Settings { journal_mode: String, synchronous: i64, foreign_keys: i64, cache_size: i64, timeout: i64 } }
    block_on(async {
        let (db, guard) = testing::fresh(Kind::Sqlite).await;
        let settings: Settings = db
            .write(async |tx| {
                sql("select j.journal_mode, s.synchronous, f.foreign_keys, c.cache_size, b.timeout from pragma_journal_mode j, pragma_synchronous s, pragma_foreign_keys f, pragma_cache_size c, pragma_busy_timeout b")
                    .one(tx)
                    .await
            })
            .await
            .expect("settings");
        let wanted = Settings {
            journal_mode: "wal".to_owned(),
            synchronous: 2,
            foreign_keys: 1,
            cache_size: -65536,
            timeout: 5000,
        };
        assert_eq!(settings, wanted);
        let path = guard.url().strip_prefix("sqlite://").expect("a file");
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).expect("the file").permissions());
        assert_eq!(mode & 0o077, 0, "nobody else reads it");
        db.close().await;
        assert!(!std::fs::exists(format!("{path}-wal")).expect("the folder"), "the log was emptied into the file");
    });
}

/// SQLite answers a database that may not grow as it does a disk without room.
#[test]
fn a_full_disk_is_told_apart_and_lets_go() {
    row! { struct Limit { max_page_count: i64 } }
    block_on(async {
        let (db, _guard) = testing::fresh(Kind::Sqlite).await;
        create(&db, "value").await;
        let fill = || {
            db.write(async |tx| {
                sql("insert into value (id, x) values (2, $1)").bind(vec![0_u8; 100_000]).run(tx).await.map(drop)
            })
        };
        // Not below what it has.
        db.write(async |tx| sql("pragma max_page_count = 1").one::<Limit>(tx).await.map(drop)).await.expect("no room");
        assert!(matches!(fill().await, Err(Error::Full)));
        let count: Count =
            db.read(async |tx| sql("select count(*) as n from value").one(tx).await).await.expect("read");
        assert_eq!(count.n, 0, "nothing of it was kept, and reads go on");
        db.write(async |tx| sql("pragma max_page_count = 100000").one::<Limit>(tx).await.map(drop))
            .await
            .expect("room");
        fill().await.expect("there is room again");
        db.close().await;
    });
}

#[test]
fn damage_is_found() {
    block_on(async {
        let (db, _guard) = testing::fresh(Kind::Sqlite).await;
        let rebuilt = [
            STEPS[0],
            STEPS[1],
            Migration {
                number: 3,
                name: "0003_c",
                text: "insert into b (id, a_id) values (1, 'nobody');",
                sqlite: None,
            },
        ];
        let refused = db.migrate_to(&rebuilt).await;
        assert!(matches!(&refused, Err(Error::Migration { name, .. }) if name == "0003_c"), "{refused:?}");
        assert_eq!(db.integrity().await.expect("checked"), Vec::<String>::new());
        // A row that points nowhere, as a program with foreign keys switched off could leave one.
        db.write(async |tx| {
            sql("insert into a (id, ok) values ($1, $2)").bind("x").bind(true).run(tx).await?;
            sql("insert into b (id, a_id) values ($1, $2)").bind(1_i64).bind("x").run(tx).await?;
            sql("pragma writable_schema = on").run(tx).await?;
            sql("update sqlite_schema set sql = replace(sql, 'references a (id)', 'references z (id)') where name = $1")
                .bind("b")
                .run(tx)
                .await
        })
        .await
        .expect("the schema is changed");
        let wrong = db.integrity().await.expect("checked");
        assert_eq!(wrong, ["a row of b points to a missing row of z"]);
        db.close().await;
    });
}

#[test]
fn urls_that_are_not_understood_are_refused() {
    block_on(async {
        for url in ["", "sqlite://", "sqlite::memory:", "sqlite://:memory:", "mysql://host/db", "data.db"] {
            let refused = Db::open(url, Options::default()).await.map(drop);
            assert!(matches!(refused, Err(Error::Url)), "{url}: {refused:?}");
        }
    });
}

row! {
    /// A column as both databases can describe it.
    #[derive(Eq, PartialOrd, Ord)]
    struct ColumnLine { table_name: String, name: String, kind: String, required: bool, key: i64 }
}
row! {
    #[derive(Eq, PartialOrd, Ord)]
    struct IndexLine { table_name: String, name: String, distinct_rows: bool, place: i64, column_name: String }
}
row! {
    #[derive(Eq, PartialOrd, Ord)]
    struct ReferenceLine { table_name: String, column_name: String, target: String, target_column: String }
}

type Schema = (Vec<ColumnLine>, Vec<IndexLine>, Vec<ReferenceLine>);

async fn schema(db: &Db) -> Schema {
    let kind = db.kind();
    let (mut columns, mut indexes, mut references): Schema = db
        .read(async move |tx| {
            Ok::<_, Error>(match kind {
                Kind::Sqlite => (
                    sql("select t.name as table_name, c.name, lower(c.type) as kind, c.\"notnull\" = 1 or c.pk > 0 as required, c.pk as key from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%'").all(tx).await?,
                    sql("select t.name as table_name, i.name, i.\"unique\" as distinct_rows, c.seqno as place, c.name as column_name from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c where t.type = 'table' and i.origin = 'c'").all(tx).await?,
                    sql("select t.name as table_name, f.\"from\" as column_name, f.\"table\" as target, f.\"to\" as target_column from sqlite_schema t, pragma_foreign_key_list(t.name) f where t.type = 'table'").all(tx).await?,
                ),
                Kind::Postgres => (
                    sql("select cast(t.relname as text) as table_name, cast(c.attname as text) as name, format_type(c.atttypid, null) as kind, c.attnotnull as required, cast(coalesce(array_position(cast(k.indkey as smallint[]), c.attnum) + 1, 0) as bigint) as key from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped left join pg_index k on k.indrelid = t.oid and k.indisprimary where t.relkind = 'r' and t.relnamespace = cast('public' as regnamespace)").all(tx).await?,
                    sql("select cast(t.relname as text) as table_name, cast(n.relname as text) as name, i.indisunique as distinct_rows, cast(p.place - 1 as bigint) as place, cast(c.attname as text) as column_name from pg_index i join pg_class t on t.oid = i.indrelid join pg_class n on n.oid = i.indexrelid cross join lateral unnest(cast(i.indkey as smallint[])) with ordinality as p (number, place) join pg_attribute c on c.attrelid = t.oid and c.attnum = p.number where not i.indisprimary and t.relnamespace = cast('public' as regnamespace)").all(tx).await?,
                    sql("select cast(t.relname as text) as table_name, cast(c.attname as text) as column_name, cast(o.relname as text) as target, cast(d.attname as text) as target_column from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_class o on o.oid = f.confrelid cross join lateral unnest(f.conkey, f.confkey) as p (own, other) join pg_attribute c on c.attrelid = t.oid and c.attnum = p.own join pg_attribute d on d.attrelid = o.oid and d.attnum = p.other where f.contype = 'f'").all(tx).await?,
                ),
            })
        })
        .await
        .expect("the catalogue is read");
    for column in &mut columns {
        column.kind = match column.kind.as_str() {
            "bigint" | "boolean" => "integer",
            "bytea" => "blob",
            "double precision" => "real",
            other => other,
        }
        .to_owned();
    }
    columns.sort();
    indexes.sort();
    references.sort();
    (columns, indexes, references)
}

#[test]
fn the_schemas_agree() {
    if !testing::available(Kind::Postgres) {
        return;
    }
    block_on(async {
        let mut schemas = Vec::new();
        for kind in [Kind::Sqlite, Kind::Postgres] {
            let (db, _guard) = testing::fresh(kind).await;
            let names = db.migrate().await.expect("the product's migrations run");
            assert!(!names.is_empty());
            assert_eq!(db.migrate().await.expect("once only"), Vec::<String>::new());
            schemas.push(schema(&db).await);
            db.close().await;
        }
        let [sqlite, postgres] = <[Schema; 2]>::try_from(schemas).expect("two of them");
        assert!(sqlite.0.iter().any(|column| column.table_name == "setting" && column.key == 1));
        assert_eq!(sqlite.0, postgres.0);
        assert_eq!(sqlite.1, postgres.1);
        assert_eq!(sqlite.2, postgres.2);
    });
}

both! {
    /// PostgreSQL would sort by pinyin where a column's `collate "C"` was forgotten.
    async fn keys_of_the_schema_are_ordered_by_bytes(db) {
        db.migrate().await.expect("the product's migrations run");
        let forgotten: Vec<Name> = match db.kind() {
            Kind::Sqlite => Vec::new(),
            Kind::Postgres => db
                .read(async |tx| {
                    sql("select distinct cast(t.relname as text) || '.' || cast(c.attname as text) as name from pg_index i join pg_class t on t.oid = i.indrelid cross join lateral unnest(cast(i.indkey as smallint[])) as p (number) join pg_attribute c on c.attrelid = t.oid and c.attnum = p.number join pg_collation l on l.oid = c.attcollation where t.relnamespace = cast('public' as regnamespace) and l.collname <> 'C' order by 1").all(tx).await
                })
                .await
                .expect("the catalogue is read"),
        };
        assert_eq!(forgotten, []);
    }
}
