//! What those who run the site see of it: numbers for Prometheus, lines of the log, the id that binds
//! them to a request. And that nothing of a person is in any of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Stdio,
};

use app::api::{ApiError, Pick, wire};
use axum::body::Body;
use backend::db::sql;
use domain::record::basic;
use http::{Method, Request, StatusCode, header::CONTENT_TYPE};
use http_body_util::BodyExt;
use serde_json::Value;
use server::http::{App, metrics};
use tower::ServiceExt;

use super::{
    commands::{Folder, Server},
    every_endpoint::ask,
    site::{Site, run},
    steps::{MOBILE, NAME, NUMBER},
    world::{FORM, World, gets},
};

/// The text that Prometheus would be given.
async fn numbers(app: &App) -> String {
    let request = Request::get("/metrics").body(Body::empty()).expect("a request");
    let answer = metrics::router(app.clone()).oneshot(request).await.expect("the router never fails");
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
    let body = answer.into_body().collect().await.expect("a body ends").to_bytes();
    String::from_utf8(body.to_vec()).expect("it is text")
}

/// Every sample by its name with labels; every rule of the format that can be broken is looked at.
fn read(text: &str) -> BTreeMap<String, f64> {
    let (mut kinds, mut family) = (BTreeMap::new(), String::new());
    let mut samples = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a family has a kind");
            assert!(kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{name} is one family");
            name.clone_into(&mut family);
            continue;
        }
        if line.starts_with("# HELP ") {
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        let name = series.split('{').next().unwrap_or_default();
        let ends: &[&str] = if kinds[&family] == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
        assert!(ends.iter().any(|end| name == format!("{family}{end}")), "{line} in {family}");
        let value = value.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(samples.insert(series.to_owned(), value).is_none(), "{series} is said once");
    }
    samples
}

fn sum(samples: &BTreeMap<String, f64>, name: &str, of: &[&str]) -> f64 {
    let of = |series: &&String| series.starts_with(name) && of.iter().all(|label| series.contains(label));
    samples.iter().filter(|(series, _)| of(series)).map(|(_, value)| value).sum()
}

#[test]
fn every_request_is_counted_by_its_route_and_tells_nothing_of_anybody() {
    run(async {
        let world = World::new().await;
        let app = world.site.app.clone();
        let path = "/applications/{id}/details";
        let asked = read(&numbers(&app).await);
        for _ in 0..3 {
            world.owner.send(Method::GET, &world.address(path), &[], Vec::new()).await;
        }
        for nowhere in ["/nowhere/at/all", "/record/%00"] {
            world.owner.send(Method::GET, nowhere, &[], Vec::new()).await;
        }
        world.owner.send(Method::GET, "/healthz", &[], Vec::new()).await;
        world.owner.send(Method::DELETE, &world.address(path), &[], Vec::new()).await;
        let text = numbers(&app).await;
        let now = read(&text);
        let grew = |name: &str, of: &[&str]| sum(&now, name, of) - sum(&asked, name, of);
        let requests = "zhicheng_http_requests_total";
        assert_eq!(grew(requests, &["route=\"/applications/{id}/details\"", "method=\"GET\""]), 3.0);
        assert_eq!(grew("zhicheng_http_request_seconds_count", &["route=\"/applications/{id}/details\""]), 3.0);
        assert_eq!(grew(requests, &["route=\"(none)\"", "status=\"4xx\""]), 2.0, "{text}");
        assert_eq!(grew(requests, &["route=\"/record/{section}\"", "status=\"4xx\""]), 1.0, "{text}");
        assert_eq!(grew(requests, &["route=\"/healthz\"", "status=\"2xx\""]), 1.0);
        assert_eq!(grew(requests, &[]), 7.0);
        assert_eq!(sum(&now, "zhicheng_http_requests_under_way", &[]), 0.0);
        // Sessions are looked up, and touched at most once a minute.
        assert!(grew("zhicheng_store_job_seconds_count", &["access=\"read\""]) >= 6.0);
        let commits = sum(&now, "zhicheng_store_commit_jobs_count", &[]);
        assert!(commits > 10.0 && sum(&now, "zhicheng_store_commit_jobs_sum", &[]) >= commits, "{text}");
        assert!(sum(&now, "zhicheng_store_statements_total", &[]) > 100.0);
        let routes: BTreeSet<&str> =
            gets().into_iter().chain(super::world::posts()).chain(["/healthz", "(asset)", "(none)"]).collect();
        for label in text.split("route=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(routes.contains(label), "{label} is a pattern");
        }
        for secret in [NUMBER, MOBILE, NAME, world.application.as_str(), world.entry.as_str(), "applicant"] {
            assert!(!text.contains(secret), "{secret} is in a label");
        }
        // It is not for the public.
        let reply = world.site.stranger().send(Method::GET, "/metrics", &[], Vec::new()).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_request_has_an_id_and_a_proxy_may_have_given_it() {
    run(async {
        let given = "b7e0f3c29a5d4e8891c6d2a4f0b3e7c5";
        let id = async |site: &Site, header: &str| {
            let reply = site.stranger().send(Method::GET, "/login", &[("x-request-id", header)], Vec::new()).await;
            reply.header("x-request-id").to_owned()
        };
        let (alone, behind) = (Site::new().await, Site::over_tls().await);
        assert_eq!(id(&behind, given).await, given);
        for (site, header) in [(&alone, given), (&behind, "张三 440099199205200028"), (&behind, "")] {
            let (one, other) = (id(site, header).await, id(site, header).await);
            assert!(backend::ids::plausible(&one) && one != other && one != header, "{one} {other}");
        }
    });
}

#[test]
fn a_fault_of_the_site_names_the_id_under_which_it_was_logged() {
    run(async {
        let site = Site::new().await;
        let applicant = site.log_in("applicant").await;
        let gone = site.backend.db().write(async |tx| sql("drop table search_key").run(tx).await).await;
        gone.expect("it can be broken");
        // An island is told, and says it.
        let question = format!("form={}&field={}&f.name=%E4%B8%AD%E5%B1%B1", basic::FORM.key, basic::UNIT);
        let reply = ask(&applicant, &Pick { picker: "unit".to_owned(), question }).await;
        let said = wire::decode::<ApiError>(&reply.body);
        let id = reply.header("x-request-id");
        assert!(matches!(&said, Some(ApiError::Failed { reference }) if reference == id && id.len() == 36), "{said:?}");
        // A page says it.
        site.backend.db().clone().close().await;
        let reply = applicant.send(Method::GET, "/record", &[], Vec::new()).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        let id = reply.header("x-request-id");
        assert!(id.len() == 36 && reply.text().contains(&format!("错误编号 {id}")), "{}", reply.text());
    });
}

/// A server with its log, as lines of JSON.
fn logged(folder: &Folder, settings: &[(&str, &str)]) -> (Server, Vec<String>) {
    let mut command = folder.zhicheng(&["serve", "--demo", "--addr", "127.0.0.1:0"]);
    let log = std::fs::File::create(folder.0.join("log")).expect("the folder takes a file");
    command.envs(settings.iter().copied()).stdout(Stdio::piped()).stderr(log);
    let mut server = Server(command.spawn().expect("the binary runs"));
    let lines = BufReader::new(server.0.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut addresses = Vec::new();
    for line in lines {
        if let Some((_, rest)) = line.split_once("http://") {
            addresses.push(rest.split('/').next().unwrap_or_default().to_owned());
        }
        if addresses.len() == 2 {
            break;
        }
    }
    (server, addresses)
}

/// One request over a connection of its own: the head and the body of its answer.
fn asked(addr: &str, head: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(addr).expect("the server listens");
    let length = body.len();
    write!(
        stream,
        "{head} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
        content-type: {FORM}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server answers");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head ends");
    (head.to_owned(), body.to_owned())
}

fn id_in(head: &str) -> String {
    let line = head.lines().find_map(|line| line.strip_prefix("x-request-id: "));
    line.expect("the answer names its request").to_owned()
}

#[test]
fn every_line_of_a_request_carries_its_id_and_no_value_of_anybody() {
    let folder = Folder::new();
    let settings =
        [("ZHICHENG_LOG_FORMAT", "json"), ("ZHICHENG_SLOW_QUERY_MS", "0"), ("ZHICHENG_METRICS_ADDR", "127.0.0.1:0")];
    let (_server, addresses) = logged(&folder, &settings);
    let [site, watched] = &addresses[..] else { panic!("two addresses in {addresses:?}") };
    let (head, _) = asked(site, "GET /notices/440099199205200028?secret=13800000000", "");
    let looked = id_in(&head);
    let (head, _) = asked(site, "POST /login", "account=zhang-wei-1990&password=guess-of-somebody");
    let guessed = id_in(&head);
    let (head, text) = asked(watched, "GET /metrics", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let samples = read(&text);
    for name in ["process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds", "process_max_fds"] {
        assert!(samples[name] > 0.0, "{name}");
    }
    assert_eq!(samples[&format!("zhicheng_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))], 1.0);
    assert!(samples["zhicheng_store_slow_statements_total"] > 0.0);

    let log = std::fs::read_to_string(folder.0.join("log")).expect("there is a log");
    for secret in ["440099199205200028", "13800000000", "zhang-wei-1990", "guess-of-somebody", "secret"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    for (id, method, route, status) in [(&looked, "GET", "/notices/{id}", 404), (&guessed, "POST", "/login", 422)] {
        let own: Vec<&Value> = lines.iter().filter(|line| line["span"]["request_id"] == id.as_str()).collect();
        let access: Vec<&&Value> = own.iter().filter(|line| line["target"] == "access").collect();
        assert_eq!(access.len(), 1, "{own:?}");
        let line = access[0];
        assert_eq!((&line["method"], &line["route"], &line["status"]), (&method.into(), &route.into(), &status.into()));
        assert!(line["ms"].is_f64(), "{line}");
        // The statements that were run for it, by their text and their place.
        let slow: Vec<&&Value> = own.iter().filter(|line| line["message"] == "a statement took long").collect();
        assert!(!slow.is_empty(), "{own:?}");
        for line in slow {
            let (text, from) = (line["statement"].as_str(), line["from"].as_str());
            assert!(text.is_some_and(|text| text.contains(' ')), "{line}");
            assert!(from.is_some_and(|from| from.contains("src/store/")), "{line}");
        }
    }
}
