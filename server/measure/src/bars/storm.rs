//! P18: what everybody else notices of a storm of log-ins.
//!
//! Open loop: a request has its time whether or not the ones before it are answered, and its latency counts from that
//! time, so a server that stands still for a moment is not asked less meanwhile. The log-ins are of accounts that do
//! not exist, each from an address of its own, so that none is refused before its password has been hashed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use http::{Method, StatusCode, header::CONTENT_TYPE};
use tokio::task::JoinSet;

use super::{Bench, pages, wait_for};
use crate::{
    client::{Client, FORM},
    report::{Row, number},
    site::{Folder, product_behind_proxy},
    stats::{in_turn, median, quantile},
};

/// Pages a second that others ask for: far below what one core gives.
const PAGES: u32 = 200;
/// Log-ins a second that are offered: three times what two cores could hash.
const LOG_INS: u32 = 200;
/// Connections of those who look, so that one slow answer holds nobody else up.
const LOOKING: u32 = 32;
/// Connections of those who log in: more than may wait for the hasher.
const LOGGING_IN: u32 = 256;

/// What the log-ins were answered, by status.
#[derive(Default)]
struct Answers {
    hashed: AtomicU64,
    refused: AtomicU64,
    other: AtomicU64,
}

/// Runs `ask` `rate` times a second for `time`, on some connections in turn: milliseconds from when each was due.
async fn offered<F>(
    rate: u32,
    connections: u32,
    time: Duration,
    client: impl Fn() -> Client,
    ask: impl Fn(Client, u32) -> F + Clone + Send + 'static,
) -> Vec<f64>
where
    F: Future<Output = Client> + Send,
{
    let (begun, each) = (Instant::now(), Duration::from_secs(1) / rate);
    let mut lanes = JoinSet::new();
    for lane in 0..connections {
        let (mut client, ask) = (client(), ask.clone());
        lanes.spawn(async move {
            let mut times = Vec::new();
            for nth in (lane..).step_by(connections as usize).take_while(|nth| each * *nth < time) {
                let due = begun + each * nth;
                tokio::time::sleep_until(due.into()).await;
                client = ask(client, nth).await;
                times.push(due.elapsed().as_secs_f64() * 1e3);
            }
            times
        });
    }
    lanes.join_all().await.concat()
}

/// P18.
pub fn log_ins(bench: &Bench) -> Vec<Row> {
    let folder = Folder::new("bench");
    pages::seed(bench, &folder);
    let site = product_behind_proxy(bench.site(), folder.path());
    let (_, session) = wait_for(pages::member(&site, "applicant3"));
    let address = site.address;
    let answers = Arc::new(Answers::default());
    let time = bench.seconds(10.0);
    let look = || {
        let session = session.clone();
        let client = move || Client::new(address).with_cookie("session", &session);
        offered(PAGES, LOOKING, time, client, |mut client, _| async move {
            let reply = client.get("/record/basic").await.expect("the site is there");
            assert_eq!(reply.status, StatusCode::OK, "others are served");
            client
        })
    };
    let storm = || {
        let answers = Arc::clone(&answers);
        offered(
            LOG_INS,
            LOGGING_IN,
            time,
            move || Client::new(address),
            move |mut client, nth| {
                let answers = Arc::clone(&answers);
                async move {
                    let from = format!("198.{}.{}.{}", 18 + nth % 2, nth / 2 % 256, nth / 512 % 256);
                    let headers = [
                        (CONTENT_TYPE.as_str(), FORM),
                        ("sec-fetch-site", "same-origin"),
                        ("x-forwarded-for", from.as_str()),
                    ];
                    let body = format!("account=nobody{}&password=not-the-password-{nth}", backend::ids::new());
                    let reply = client.send(Method::POST, "/login", &headers, body.into()).await;
                    match reply.expect("the site is there").status {
                        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNAUTHORIZED => &answers.hashed,
                        StatusCode::SERVICE_UNAVAILABLE => &answers.refused,
                        _ => &answers.other,
                    }
                    .fetch_add(1, Ordering::Relaxed);
                    client
                }
            },
        )
    };
    let pairs = in_turn(
        bench.rounds(15),
        || {
            quantile(
                &wait_for(async {
                    tokio::select! {
                        // The storm ends with those who look: what still waits is let go.
                        times = look() => times,
                        _ = async { storm().await; std::future::pending::<()>().await } => unreachable!("it waits"),
                    }
                }),
                0.99,
            )
        },
        || quantile(&wait_for(look()), 0.99),
    );
    let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
    let (hashed, refused, other) = (count(&answers.hashed), count(&answers.refused), count(&answers.other));
    let what = format!(
        "a page while {LOG_INS} log-ins a second are offered ({hashed} hashed, {refused} sent to try again, {other} else)"
    );
    let said = |stormy: &[f64], quiet: &[f64]| {
        (format!("p99 {} ms", number(median(stormy))), format!("without them {} ms", number(median(quiet))))
    };
    vec![Row::of_pairs("P18", what, pairs, said, 1.5, "")]
}
