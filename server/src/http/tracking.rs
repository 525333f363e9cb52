//! 业务办理查询, and one application as its applicant follows it: details,
//! content, withdrawal and cancellation.

use app::{
    pages::{
        act, application, content,
        error::Trouble,
        tracking::{self, Bound, Tracking},
    },
    url,
};
use axum::{
    extract::{Path, RawQuery},
    response::Response,
};
use backend::applications::{Dossiered, TrackFilter};
use domain::{access::Denied, business::Business, date::Date, workflow::Action};

use super::{Answer, Fault, Member, Posted, Routes, respond};

/// Lines of a page.
const PAGE: usize = 20;

pub fn routes() -> Routes {
    Routes::default()
        .get("/tracking", list)
        .get("/applications/{id}", details)
        .get("/applications/{id}/content", frozen)
        .get("/applications/{id}/actions/{action}", confirm)
        .post("/applications/{id}/actions/{action}", act)
}

async fn list(member: Member, RawQuery(query): RawQuery) -> Answer {
    let asked = Posted::parse(query.unwrap_or_default().as_bytes());
    let (from, from_date) = bound(asked.get("from"));
    let (mut to, to_date) = bound(asked.get("to"));
    if let (Some(from), Some(until)) = (from_date, to_date)
        && until < from
    {
        to.error = format!("结束日期不能早于开始日期，请改为 {from} 或以后的日期");
    }
    let business = Business::from_key(asked.get("business"));
    let filter = TrackFilter { from: from_date, to: to_date, business };
    let lines = member.app.backend.track(&member.actor, filter).await?;
    let total = lines.len();
    let pages = total.div_ceil(PAGE).max(1);
    let page = asked.get("page").parse().unwrap_or(1).clamp(1, pages);
    let shown = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let tracking = Tracking {
        from,
        to,
        business: business.map_or("", Business::key).to_owned(),
        kinds: Business::ALL.iter().map(|kind| (kind.key().to_owned(), kind.short().to_owned())).collect(),
        lines: lines.into_iter().skip((page - 1) * PAGE).take(PAGE).collect(),
        page: shown(page),
        pages: shown(pages),
        total,
    };
    Ok(respond::page(tracking::page(member.frame(), tracking)))
}

/// A day as it was typed, and as a date when it is one.
fn bound(typed: &str) -> (Bound, Option<Date>) {
    let typed = typed.trim();
    if typed.is_empty() {
        return (Bound::default(), None);
    }
    match Date::parse(typed) {
        Ok(date) => (Bound { typed: typed.to_owned(), error: String::new() }, Some(date)),
        Err(error) => (Bound { typed: typed.to_owned(), error: error.to_string() }, None),
    }
}

/// The application for its applicant; an authority that may see it is led to its own page of it.
async fn own(member: &Member, id: &str) -> Result<Result<Dossiered, Response>, Fault> {
    let dossier = member.app.backend.application(&member.actor, id).await?;
    Ok(if dossier.own { Ok(dossier) } else { Err(respond::see_other(url::review(&dossier.id))) })
}

async fn details(member: Member, Path(id): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let dossier = match own(&member, &id).await? {
        Ok(dossier) => dossier,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let done = Action::from_key(Posted::parse(query.unwrap_or_default().as_bytes()).get("done"));
    let today = member.app.backend.clock.today();
    let page = application::page(member.frame(), application::Application { dossier, done, today });
    Ok(respond::page(page))
}

async fn frozen(member: Member, Path(id): Path<String>) -> Answer {
    Ok(match own(&member, &id).await? {
        Ok(dossier) => respond::page(content::page(member.frame(), dossier)),
        Err(elsewhere) => elsewhere,
    })
}

/// What can be confirmed here.
fn confirmed(key: &str) -> Result<Action, Fault> {
    let action = Action::from_key(key).filter(|action| act::CONFIRMED.contains(action));
    action.ok_or_else(Fault::not_found)
}

async fn confirm(member: Member, Path((id, action)): Path<(String, String)>) -> Answer {
    let action = confirmed(&action)?;
    let dossier = match own(&member, &id).await? {
        Ok(dossier) => dossier,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !dossier.actions.contains(&action) {
        return Err(Fault(Trouble::Denied(Denied::State(dossier.state).to_string())));
    }
    Ok(respond::page(act::page(member.frame(), &dossier, action)))
}

async fn act(member: Member, Path((id, action)): Path<(String, String)>) -> Answer {
    let action = confirmed(&action)?;
    member.app.backend.take_back(&member.actor, &id, action).await?;
    Ok(respond::see_other(url::application_done(&id, action)))
}
