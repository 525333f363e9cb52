//! The public pages: 首页, 通知, 办事指南, and the answer to "are you alive".

use std::time::Duration;

use app::{
    pages::{
        design,
        guide::{self, Topic},
        home::{self, Home},
        login::Login,
        notices as pages,
    },
    url,
};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use backend::notices::{Kind, Notice};
use domain::date::Date;
use http::{StatusCode, header::SET_COOKIE};
use serde::Deserialize;

use super::{
    Answer, App, Fault, Routes, Visit,
    cookies::{self, Name},
    respond,
};

/// Notices in a column of the home page.
const NEWEST: i64 = 6;
/// Notices of a list.
const MOST: i64 = 200;
/// Of a page of a list.
const PAGE: usize = 20;

pub fn routes() -> Routes {
    Routes::default()
        .get("/", index)
        .get("/notices", general)
        .get("/review-notices", review)
        .get("/notices/{id}", notice)
        .get("/guide", async |visit: Visit| topic(&visit, Topic::Apply))
        .get("/guide/browser", async |visit: Visit| topic(&visit, Topic::Browser))
        .get("/guide/accessibility", async |visit: Visit| topic(&visit, Topic::Accessibility))
        .get("/guide/privacy", async |visit: Visit| topic(&visit, Topic::Privacy))
        .get("/text-size", text_size)
        .get("/design", gallery)
        .get("/design/confirmation", confirmation)
}

/// Whoever asks whether the site is alive waits no longer.
const HEALTH: Duration = Duration::from_secs(5);

/// 200 when the database answers.
pub async fn healthz(State(app): State<App>) -> Response {
    let why = match tokio::time::timeout(HEALTH, app.backend.alive()).await {
        Ok(Ok(())) => return (StatusCode::OK, "ok").into_response(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {HEALTH:?}"),
    };
    tracing::error!(why, "the database does not answer");
    (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
}

fn line(notice: Notice) -> Option<pages::Notice> {
    Some(pages::Notice {
        published: Date::parse(&notice.published_on).ok()?,
        id: notice.id,
        title: notice.title,
        top: notice.pinned,
        window: notice.window,
    })
}

async fn lines(visit: &Visit, kind: Kind, limit: i64) -> Result<Vec<pages::Notice>, Fault> {
    Ok(visit.app.backend.notices(kind, limit).await?.into_iter().filter_map(line).collect())
}

async fn index(visit: Visit) -> Answer {
    let home = Home {
        login: Login { demo: visit.app.config.demo, ..Login::default() },
        review: lines(&visit, Kind::Review, NEWEST).await?,
        news: lines(&visit, Kind::General, NEWEST).await?,
        today: visit.app.backend.clock.today(),
    };
    Ok(respond::page(home::page(visit.frame(), home)))
}

#[derive(Deserialize)]
struct Paging {
    page: Option<u32>,
}

async fn general(visit: Visit, Query(paging): Query<Paging>) -> Answer {
    list(&visit, Kind::General, paging.page.unwrap_or(1)).await
}

async fn review(visit: Visit, Query(paging): Query<Paging>) -> Answer {
    list(&visit, Kind::Review, paging.page.unwrap_or(1)).await
}

async fn list(visit: &Visit, kind: Kind, page: u32) -> Answer {
    let all = lines(visit, kind, MOST).await?;
    let pages = u32::try_from(all.len().div_ceil(PAGE)).unwrap_or(u32::MAX).max(1);
    let page = page.clamp(1, pages);
    let skip = (usize::try_from(page).unwrap_or(1) - 1) * PAGE;
    let list = pages::List {
        kind: shown(kind),
        total: u32::try_from(all.len()).unwrap_or(u32::MAX),
        notices: all.into_iter().skip(skip).take(PAGE).collect(),
        page,
        pages,
        today: visit.app.backend.clock.today(),
    };
    Ok(respond::page(pages::list_page(visit.frame(), list)))
}

const fn shown(kind: Kind) -> pages::Kind {
    match kind {
        Kind::Review => pages::Kind::Review,
        Kind::General => pages::Kind::News,
    }
}

async fn notice(visit: Visit, Path(id): Path<String>) -> Answer {
    let notice = visit.app.backend.notice(&id).await?.ok_or_else(Fault::not_found)?;
    let (kind, text) = (shown(notice.kind), notice.body.clone());
    let notice = line(notice).ok_or_else(|| Fault::internal("a notice has no date"))?;
    let detail = pages::Detail { kind, notice, source: String::new(), text, today: visit.app.backend.clock.today() };
    Ok(respond::page(pages::detail_page(visit.frame(), detail)))
}

fn topic(visit: &Visit, topic: Topic) -> Response {
    respond::page(guide::page(visit.frame(), topic))
}

#[derive(Deserialize)]
struct Size {
    to: Option<String>,
    back: Option<String>,
}

/// A preference of this browser; nothing of the person changes, so a link may do it.
async fn text_size(visit: Visit, Query(size): Query<Size>) -> Response {
    let mut response = respond::see_other(url::local(&size.back.unwrap_or_default()));
    let value = if size.to.as_deref() == Some("large") { "large" } else { "normal" };
    let cookie = cookies::set(Name::TextSize, value, visit.app.config.https);
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// Every component with its states, on a demo site only.
async fn gallery(visit: Visit) -> Answer {
    if !visit.app.config.demo {
        return Err(Fault::not_found());
    }
    Ok(respond::page(design::page(visit.frame(), visit.app.backend.clock.today())))
}

async fn confirmation(visit: Visit) -> Answer {
    if !visit.app.config.demo {
        return Err(Fault::not_found());
    }
    Ok(respond::page(design::confirmation(visit.frame())))
}
