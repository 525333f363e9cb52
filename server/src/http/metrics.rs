//! Requests, counted by route, method and what became of them; the process; and all of it as text for
//! Prometheus, on a listener of its own that is not the public one.
//!
//! A route is its pattern (`/applications/{id}`), never an address, so that no number ever stands in a label.
//!
//! To add one: a field here or in `backend` and its lines in a `measure`.

use std::{collections::HashMap, fs, time::Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use backend::{
    apart,
    metrics::{Count, Histogram, Kind, Level, Text},
};
use http::{Method, StatusCode, header::CONTENT_TYPE};

use super::{App, Class, HEALTH, Route};

/// The exposition format of Prometheus.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Ticks of a second in `/proc`, the same on all machines that this runs on.
const TICKS: u64 = 100;
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// The requests of one route and method.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) path: &'static str,
    pub(super) class: Class,
    method: &'static str,
    /// By the first digit of their status.
    answered: [Count; 5],
    times: Histogram,
}

impl Measured {
    fn new(path: &'static str, method: &'static str, class: Class) -> Measured {
        Measured { path, class, method, answered: Default::default(), times: Histogram::times() }
    }

    pub(super) fn answered(&self, status: StatusCode, began: Instant) {
        self.times.took(began.elapsed());
        let class = usize::from(status.as_u16() / 100).clamp(1, CLASSES.len());
        self.answered[class - 1].add(1);
    }
}

#[derive(Debug)]
pub struct Metrics {
    measured: Vec<Measured>,
    /// Places in `measured` by pattern, of GET and of POST.
    places: HashMap<&'static str, [Option<usize>; 2]>,
    pub(super) under_way: Level,
    /// The other end went away before there was an answer.
    pub(super) abandoned: Count,
    started: Instant,
    started_at: i64,
}

/// Places in `measured` of what no route is: embedded files, and addresses that name nothing.
const ASSET: usize = 0;
const NONE: usize = 1;

impl Metrics {
    pub(super) fn new(routes: &[Route], now_millis: i64) -> Metrics {
        let mut measured =
            vec![Measured::new("(asset)", "GET", Class::Free), Measured::new("(none)", "(any)", Class::Read)];
        let mut places: HashMap<&'static str, [Option<usize>; 2]> = HashMap::new();
        for route in routes.iter().chain([&HEALTH]) {
            let post = route.method == Method::POST;
            places.entry(route.path).or_default()[usize::from(post)] = Some(measured.len());
            measured.push(Measured::new(route.path, if post { "POST" } else { "GET" }, route.class));
        }
        Metrics {
            measured,
            places,
            under_way: Level::new(),
            abandoned: Count::new(),
            started: Instant::now(),
            started_at: now_millis,
        }
    }

    /// Where a request is counted.
    pub(super) fn of(&self, request: &Request) -> &Measured {
        let place = match (request.extensions().get::<MatchedPath>(), request.method()) {
            (Some(path), &Method::GET | &Method::HEAD) => {
                self.places.get(path.as_str()).map_or(Some(ASSET), |places| places[0])
            }
            (Some(path), &Method::POST) => self.places.get(path.as_str()).and_then(|places| places[1]),
            _ => None,
        };
        &self.measured[place.unwrap_or(NONE)]
    }

    fn measure(&self, text: &mut Text) {
        let asked: Vec<&Measured> = self.measured.iter().filter(|measured| measured.times.count() > 0).collect();
        text.family(Kind::Counter, "zhicheng_http_requests_total", "Requests that were answered.");
        for one in &asked {
            for (class, count) in CLASSES.iter().zip(&one.answered).filter(|(_, count)| count.get() > 0) {
                text.value(&[("route", one.path), ("method", one.method), ("status", class)], count.get());
            }
        }
        text.family(
            Kind::Histogram,
            "zhicheng_http_request_seconds",
            "From the head of a request to that of its answer.",
        );
        for one in &asked {
            text.histogram(&[("route", one.path), ("method", one.method)], &one.times);
        }
        text.family(Kind::Gauge, "zhicheng_http_requests_under_way", "Requests without an answer yet.");
        text.value(&[], self.under_way.get());
        text.family(Kind::Counter, "zhicheng_http_requests_abandoned_total", "Requests whose sender went away.");
        text.value(&[], self.abandoned.get());
        text.family(Kind::Gauge, "zhicheng_build_info", "The program.");
        text.value(&[("version", env!("CARGO_PKG_VERSION"))], 1);
        text.family(Kind::Gauge, "zhicheng_uptime_seconds", "Since the start.");
        text.value(&[], self.started.elapsed().as_secs());
        text.family(Kind::Gauge, "process_start_time_seconds", "Of the start, since 1970.");
        text.value(&[], self.started_at / 1000);
        process(text);
    }
}

/// The process as Linux sees it; elsewhere nothing is said.
fn process(text: &mut Text) {
    let read = |name: &str| fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
    // The name of the program stands in parentheses and may hold blanks.
    let stat = read("stat");
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let field = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok());
    if let (Some(user), Some(system)) = (field(11), field(12)) {
        let ticks = user + system;
        text.family(Kind::Counter, "process_cpu_seconds_total", "User and system time.");
        text.value(&[], format!("{}.{:02}", ticks / TICKS, ticks % TICKS));
    }
    let status = read("status");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
    if let Some(kilobytes) = resident.and_then(|kilobytes| kilobytes.parse::<u64>().ok()) {
        text.family(Kind::Gauge, "process_resident_memory_bytes", "Memory in use.").value(&[], kilobytes * 1024);
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        text.family(Kind::Gauge, "process_open_fds", "Open files and connections.").value(&[], open.count());
    }
    let limits = read("limits");
    let most = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next());
    if let Some(most) = most.and_then(|most| most.parse::<u64>().ok()) {
        text.family(Kind::Gauge, "process_max_fds", "The most of them.").value(&[], most);
    }
}

/// What is served to Prometheus.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(show)).with_state(app)
}

async fn show(State(app): State<App>) -> Response {
    let mut text = Text::default();
    app.metrics.measure(&mut text);
    app.load.measure(&mut text);
    apart::measure(&[&app.backend.hashing, &app.backend.looking, &app.printing], &mut text);
    app.backend.measure(&mut text);
    ([(CONTENT_TYPE, FORMAT)], text.finish()).into_response()
}

/// Counts a request for as long as it has no answer.
pub(super) struct UnderWay<'m> {
    metrics: &'m Metrics,
    answered: bool,
}

impl UnderWay<'_> {
    pub(super) fn begin(metrics: &Metrics) -> UnderWay<'_> {
        metrics.under_way.add(1);
        UnderWay { metrics, answered: false }
    }

    pub(super) fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.metrics.under_way.add(-1);
        if !self.answered {
            self.metrics.abandoned.add(1);
        }
    }
}
