//! 审核: the queue of an authority, one application, and the decision about it.

use app::{
    pages::{
        decision::{self, BACK, CHOICE, Choice, SURE, Typed},
        review::{self, Page},
        reviews,
    },
    url,
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use backend::{
    Error,
    applications::Dossiered,
    reviews::{REASON, Tab},
};
use domain::{
    access::Denied,
    issue::{Issue, What},
    values::Values,
    vote,
    workflow::Action,
};
use http::StatusCode;
use serde::Deserialize;

use super::{Answer, Member, Posted, Routes, respond};

pub fn routes() -> Routes {
    Routes::default()
        .get("/reviews", queue)
        .get("/reviews/{id}", show)
        .post("/reviews/{id}", decide)
        .get("/reviews/{id}/photo", photo)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    tab: String,
    /// The line that the page continues: its time and id.
    since: String,
    line: String,
    /// The application that was decided just before.
    done: String,
}

async fn queue(member: Member, Query(asked): Query<Asked>) -> Answer {
    let tab = if asked.tab == "handled" { Tab::Handled } else { Tab::Waiting };
    let after = Some((asked.since, asked.line)).filter(|(since, line)| !since.is_empty() && !line.is_empty());
    let continued = after.is_some();
    let queue = member.app.backend.queue(&member.actor, tab, after).await?;
    let done = decided(&member, &asked.done).await;
    let done = done.and_then(|dossier| reviews::done(&dossier, own(&member)?));
    let today = member.app.backend.clock.today();
    Ok(respond::page(reviews::page(member.frame(), reviews::Page { tab, queue, continued, done, today })))
}

/// The application that was decided just before; whoever may not see it sees no word of it.
async fn decided(member: &Member, id: &str) -> Option<Dossiered> {
    if id.is_empty() { None } else { member.app.backend.application(&member.actor, id).await.ok() }
}

/// The name of the reader's organisation.
fn own(member: &Member) -> Option<&str> {
    member.actor.organisation.as_ref().map(|organisation| organisation.name.as_str())
}

async fn show(member: Member, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (dossier, next) = member.app.backend.under_review(&member.actor, &id).await?;
    let done = decided(&member, &asked.done).await;
    let banner = done.as_ref().and_then(|done| reviews::done_before(done, own(&member)?));
    let typed = Typed { vote: done.map(|done| same_meeting(&done, &dossier)).unwrap_or_default(), ..Typed::default() };
    let page = Page { dossier, typed, issues: Vec::new(), banner, next, today: member.app.backend.clock.today() };
    Ok(respond::page(review::page(member.frame(), page)))
}

/// A committee votes on many applications in one meeting: those present and the day are typed once.
fn same_meeting(done: &Dossiered, dossier: &Dossiered) -> Values {
    match done.tally.filter(|_| done.committee == dossier.committee) {
        Some((tally, day)) => [
            (vote::SIZE, tally.size.to_string()),
            (vote::PRESENT, tally.present.to_string()),
            (vote::VOTED_ON, day.to_string()),
        ]
        .into_iter()
        .collect(),
        None => Values::new(),
    }
}

async fn draw(
    member: &Member,
    status: StatusCode,
    dossier: Dossiered,
    typed: Typed,
    issues: Vec<Issue>,
    banner: Option<app::ui::banner::Banner>,
) -> Answer {
    let backend = &member.app.backend;
    let since = dossier.events.last().map(|event| event.at);
    let next = backend.next_waiting(&member.actor, &dossier.id, since).await?;
    let page = Page { dossier, typed, issues, banner, next, today: backend.clock.today() };
    Ok(respond::page_with(status, review::page(member.frame(), page)))
}

async fn decide(member: Member, Path(id): Path<String>, posted: Posted) -> Answer {
    let backend = &member.app.backend;
    let dossier = backend.application(&member.actor, &id).await?;
    let typed = Typed {
        choice: posted.get(CHOICE).to_owned(),
        reason: posted.get(REASON).to_owned(),
        vote: posted.values(&vote::FORM),
    };
    let version = posted.get("version").parse().unwrap_or(0);
    if dossier.version != version {
        return stale(&member, dossier, typed, version).await;
    }
    if posted.has(BACK) {
        return draw(&member, StatusCode::OK, dossier, typed, Vec::new(), None).await;
    }
    let Some(choice) = typed.choice() else {
        return draw(&member, StatusCode::UNPROCESSABLE_ENTITY, dossier, typed, vec![decision::unchosen()], None).await;
    };
    let decision = match typed.read(choice, version, dossier.applied_on, backend.clock.today()) {
        Ok(decision) => decision,
        Err(issues) => return draw(&member, StatusCode::UNPROCESSABLE_ENTITY, dossier, typed, issues, None).await,
    };
    let allowed = dossier.actions.contains(&decision.action);
    if allowed && choice.wants_a_look() && !posted.has(SURE) {
        return Ok(respond::page(decision::look(member.frame(), &dossier, choice, &decision, &typed)));
    }
    match backend.decide(&member.actor, &id, decision).await {
        Ok(_) => onwards(&member, &dossier).await,
        Err(Error::Refused(says)) => {
            let issues = vec![Issue { key: REASON, label: "审核意见", what: What::Say(says) }];
            draw(&member, StatusCode::UNPROCESSABLE_ENTITY, dossier, typed, issues, None).await
        }
        // Between the look above and the transaction somebody was faster.
        Err(Error::Conflict | Error::Denied(Denied::State(_) | Denied::Turn(_))) if allowed => {
            let dossier = backend.application(&member.actor, &id).await?;
            stale(&member, dossier, typed, version).await
        }
        Err(error) => Err(error.into()),
    }
}

/// On to what waits next, with a word about what was done. `before` is as it was while it waited here.
async fn onwards(member: &Member, before: &Dossiered) -> Answer {
    let since = before.events.last().map(|event| event.at);
    let next = member.app.backend.next_waiting(&member.actor, &before.id, since).await?;
    Ok(respond::see_other(match next {
        Some(next) => url::review_done(&next.id, &before.id),
        None => url::reviews_done(&before.id),
    }))
}

/// The page was loaded before somebody else decided, or this is the second of a double click.
async fn stale(member: &Member, dossier: Dossiered, typed: Typed, version: i64) -> Answer {
    if repeated(member, &dossier, &typed, version) {
        return onwards(member, &dossier).await;
    }
    let banner = review::overtaken(&dossier);
    draw(member, StatusCode::CONFLICT, dossier, typed, Vec::new(), Some(banner)).await
}

/// The same person's same decision about the same version has just been taken.
fn repeated(member: &Member, dossier: &Dossiered, typed: &Typed, version: i64) -> bool {
    dossier.version == version + 1
        && dossier.events.last().is_some_and(|event| {
            let same = match typed.choice() {
                Some(Choice::Vote) => matches!(event.action, Action::Pass | Action::Fail),
                Some(choice) => event.action == choice.action(),
                None => false,
            };
            same && event.who == member.actor.name && Some(event.organisation.as_str()) == own(member)
        })
}

async fn photo(member: Member, Path(id): Path<String>) -> Result<Response, super::Fault> {
    let jpeg = member.app.backend.application_photo(&member.actor, &id).await?;
    Ok(respond::file(jpeg, "image/jpeg", "photo.jpg"))
}
