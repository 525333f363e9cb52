//! 网上业务 and the wizard of an application: begin, the four steps, the receipt.
//! What becomes of it afterwards is `tracking`.

use app::{
    pages::{
        apply::{self, Apply, Conditions, Running},
        details::{self, Details},
        person_type,
        preview::{self, Preview},
        record,
        selection::{self, Selection},
        services,
        submit::{self, Submit},
        submitted,
        wizard::Done,
    },
    ui::{
        banner::{Banner, Tone},
        field::Shown,
    },
    url,
};
use axum::extract::{Path, Query};
use backend::{
    applications::{Draft, Submitted, TrackFilter},
    ids,
    records::{Save, Saved},
};
use domain::{
    access::{Denied, Role},
    business::{Business, Step},
    codes,
    record::SectionId,
    review,
    values::Values,
    workflow::Status,
};
use http::StatusCode;
use serde::Deserialize;

use super::{Answer, Fault, Member, Posted, Routes, Visit, forms, respond, session::start_of};

pub fn routes() -> Routes {
    Routes::default()
        .get("/services", services_page)
        .get("/applications/new/{business}", about)
        .post("/applications/new/{business}", begin)
        .get("/applications/{id}/record", record_step)
        .get("/applications/{id}/person-type", person_type)
        .post("/applications/{id}/person-type", choose_person_type)
        .get("/applications/{id}/selection/{section}", selection_page)
        .post("/applications/{id}/selection/{section}", select)
        .get("/applications/{id}/details", details_step)
        .post("/applications/{id}/details", save)
        .get("/applications/{id}/preview", preview_step)
        .get("/applications/{id}/submit", submit_step)
        .post("/applications/{id}/submit", submit)
        .get("/applications/{id}/submitted", receipt)
}

#[derive(Deserialize)]
struct Asked {
    done: Option<String>,
    /// Also say what is missing for the submit.
    check: Option<String>,
}

impl Asked {
    fn done(&self) -> Option<Done> {
        self.done.as_deref().and_then(Done::from_key)
    }
}

/// Open to everybody: what can be done here. Who is logged in also sees the own drafts.
async fn services_page(visit: Visit) -> Answer {
    // An authority has no business of its own here: every card would be refused.
    if let Some(actor) = visit.actor.as_ref().filter(|actor| actor.role != Role::Applicant) {
        return Ok(respond::see_other(start_of(actor.role)));
    }
    let mut drafts = Vec::new();
    if let Some(actor) = visit.actor.as_ref().filter(|actor| actor.role == Role::Applicant) {
        let backend = &visit.app.backend;
        for line in backend.track(actor, TrackFilter::default()).await? {
            if line.state.editable() {
                drafts.push(backend.draft(actor, &line.id).await?);
            }
        }
    }
    Ok(respond::page(services::page(visit.frame(), drafts)))
}

fn business(key: &str) -> Result<Business, Fault> {
    Business::from_key(key).ok_or_else(Fault::not_found)
}

async fn about(member: Member, Path(key): Path<String>) -> Answer {
    let business = business(&key)?;
    let backend = &member.app.backend;
    let filter = TrackFilter { business: Some(business), ..TrackFilter::default() };
    let running = backend.track(&member.actor, filter).await?.into_iter().find(|line| line.state.outcome().is_none());
    let running =
        running.map(|line| Running { id: line.id, editable: line.state.editable(), stage: line.state.stage() });
    let conditions = match business {
        Business::Recognition => Conditions::Recognition(backend.recognition_rules().await?),
        Business::Review => Conditions::Review(backend.policy().await?),
    };
    let page = Apply { business, conditions, running, today: backend.clock.today() };
    Ok(respond::page(apply::page(member.frame(), page)))
}

/// One that is running is found again, so that a double click begins one.
async fn begin(member: Member, Path(key): Path<String>) -> Answer {
    let id = member.app.backend.apply(&member.actor, business(&key)?).await?;
    Ok(respond::see_other(url::step(&id, Step::Record)))
}

/// The application on one of its steps, or the way to where it is followed once it is submitted.
async fn editable(member: &Member, id: &str) -> Result<Result<Draft, String>, Fault> {
    let draft = member.app.backend.draft(&member.actor, id).await?;
    Ok(if draft.course.state.editable() { Ok(draft) } else { Err(url::application(id)) })
}

async fn record_step(member: Member, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    match editable(&member, &id).await? {
        Ok(draft) => Ok(respond::page(record::step(member.frame(), draft, asked.done()))),
        Err(elsewhere) => Ok(respond::see_other(elsewhere)),
    }
}

fn listed(business: Business, key: &str) -> Result<SectionId, Fault> {
    let section = SectionId::from_key(key).filter(|section| section.many() && business.sections().contains(section));
    section.ok_or_else(Fault::not_found)
}

async fn selection_page(member: Member, Path((id, key)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let draft = match editable(&member, &id).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(respond::see_other(elsewhere)),
    };
    let section = listed(draft.course.business, &key)?;
    let library = member.app.backend.library(&member.actor, &id, section).await?;
    let page = Selection { draft, section, library, done: asked.done() };
    Ok(respond::page(selection::page(member.frame(), page)))
}

async fn select(member: Member, Path((id, key)): Path<(String, String)>, posted: Posted) -> Answer {
    let section = SectionId::from_key(&key).ok_or_else(Fault::not_found)?;
    let (entry, take) = match posted.get(selection::TAKE) {
        "" => (posted.get(selection::DROP), false),
        entry => (entry, true),
    };
    let page = url::selection(&id, section);
    if entry.is_empty() {
        return Ok(respond::see_other(page));
    }
    member.app.backend.choose(&member.actor, &id, entry, take).await?;
    let done = if take { Done::Taken } else { Done::Dropped };
    Ok(respond::see_other(done.at(&page)))
}

async fn details_step(member: Member, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let draft = match editable(&member, &id).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(respond::see_other(elsewhere)),
    };
    let shown = details::shown(&draft, asked.check.is_some());
    let page = Details { banner: asked.done().map(Done::banner), ..page_of(draft, shown) };
    Ok(respond::page(details::page(member.frame(), page)))
}

fn page_of(draft: Draft, shown: Shown) -> Details {
    Details { version: draft.course.version, key: ids::new(), shown, draft, banner: None, conflict: None }
}

/// Only a business that tells people apart has this page.
async fn person_type(member: Member, Path(id): Path<String>) -> Answer {
    match editable(&member, &id).await? {
        Ok(draft) if draft.course.business.form().field(review::PERSON_TYPE).is_none() => Err(Fault::not_found()),
        Ok(draft) => Ok(respond::page(person_type::page(member.frame(), draft, ""))),
        Err(elsewhere) => Ok(respond::see_other(elsewhere)),
    }
}

async fn choose_person_type(member: Member, Path(id): Path<String>, posted: Posted) -> Answer {
    let draft = match editable(&member, &id).await? {
        Ok(draft) if draft.course.business.form().field(review::PERSON_TYPE).is_none() => {
            return Err(Fault::not_found());
        }
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(respond::see_other(elsewhere)),
    };
    let chosen = posted.get(person_type::CHOICE);
    if !codes::PERSON_TYPE.offered().any(|row| row.code == chosen) {
        let page = person_type::page(member.frame(), draft, "请选择人员类型");
        return Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let values = draft.course.values().clone().with(review::PERSON_TYPE, chosen);
    let save = Save { id: id.clone(), version: draft.course.version, key: ids::new(), values };
    member.app.backend.save_details(&member.actor, save).await?;
    Ok(respond::see_other(Done::Saved.at(&url::step(&id, Step::Record))))
}

async fn save(member: Member, Path(id): Path<String>, posted: Posted) -> Answer {
    let backend = &member.app.backend;
    forms::own(&member, &posted)?;
    let draft = backend.draft(&member.actor, &id).await?;
    let form = draft.course.business.form();
    let save = forms::save(&posted, form, &id);
    let (raw, key) = (save.values.clone(), save.key.clone());
    let here = url::step(&id, Step::Details);
    match backend.save_details(&member.actor, save).await {
        Ok(Saved::Stored { issues, merged, values, .. }) => {
            if let Some(picker) = forms::pick(&posted, form, &id, &here) {
                return Ok(respond::see_other(picker));
            }
            if issues.is_empty() {
                let next = posted.get("intent") == "next";
                return Ok(respond::see_other(match opened(&draft, &values) {
                    Some(section) => Done::Opened.at(&url::within(&url::entry_new(section), &id)),
                    None if next => url::step(&id, Step::Preview),
                    None => Done::of(&merged).at(&here),
                }));
            }
            // Read again: labels, notes and what follows from the choices are those of what is stored now.
            let draft = backend.draft(&member.actor, &id).await?;
            let shown = Shown { issues, ..details::shown(&draft, false) };
            let page = Details { key, ..page_of(draft, shown) };
            Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, details::page(member.frame(), page)))
        }
        Ok(Saved::Conflict { version, stored, conflicts, .. }) => {
            let (mixed, differs) = forms::clash(&member, form, &raw, &stored, &conflicts).await?;
            let draft = backend.draft(&member.actor, &id).await?;
            let shown = beside(&draft, mixed);
            let conflict = Some(differs);
            let page = Details { version, key, conflict, ..page_of(draft, shown) };
            Ok(respond::page_with(StatusCode::CONFLICT, details::page(member.frame(), page)))
        }
        // Submitted in another window, or gone back to after the submit.
        Err(backend::Error::Denied(Denied::State(_))) => {
            let shown = beside(&draft, forms::typed(&member, form, &raw).await?);
            let says = "申请已经提交，不能再修改，这次填写的没有保存，还在本页。要修改请先撤回申请。";
            let banner = Banner::new(Tone::Error, "", says).link(url::application(&id), "查看这件申请");
            let page = Details { banner: Some(banner), ..page_of(draft, shown) };
            Ok(respond::page_with(StatusCode::CONFLICT, details::page(member.frame(), page)))
        }
        Err(error) => Err(error.into()),
    }
}

/// A section that an answer in the own form has opened and that has no entry yet.
fn opened(draft: &Draft, values: &Values) -> Option<SectionId> {
    let empty = |section: &SectionId| draft.lists.iter().all(|(of, entries)| of != section || entries.is_empty());
    draft.course.business.asked(values).find(|section| section.section().when.is_some() && empty(section))
}

/// What was typed, with what the form offers. What is said of the stored choices says nothing of these.
fn beside(draft: &Draft, typed: Shown) -> Shown {
    let Shown { options, beside, .. } = details::shown(draft, false);
    Shown { options, beside, ..typed }
}

async fn preview_step(member: Member, Path(id): Path<String>) -> Answer {
    let draft = match editable(&member, &id).await? {
        Ok(draft) => draft,
        Err(elsewhere) => return Ok(respond::see_other(elsewhere)),
    };
    let backend = &member.app.backend;
    let snapshot = backend.preview(&member.actor, &id).await?;
    let page = Preview { draft, snapshot, at: backend.clock.now().local() };
    Ok(respond::page(preview::page(member.frame(), page)))
}

async fn submit_step(member: Member, Path(id): Path<String>) -> Answer {
    match editable(&member, &id).await? {
        Ok(draft) => {
            let page = Submit { lines: draft.lines.clone(), draft, refused: false };
            Ok(respond::page(submit::page(member.frame(), page)))
        }
        Err(elsewhere) => Ok(respond::see_other(elsewhere)),
    }
}

/// The same submit again leads to the same receipt.
async fn submit(member: Member, Path(id): Path<String>) -> Answer {
    let backend = &member.app.backend;
    match backend.submit(&member.actor, &id).await {
        Ok(Submitted::In { .. }) => Ok(respond::see_other(url::submitted(&id))),
        Ok(Submitted::Blocked(lines)) => {
            let draft = backend.draft(&member.actor, &id).await?;
            let page = Submit { draft, lines, refused: true };
            Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, submit::page(member.frame(), page)))
        }
        // A late second click: an authority has already decided.
        Err(backend::Error::Denied(Denied::State(_))) => Ok(respond::see_other(url::application(&id))),
        Err(error) => Err(error.into()),
    }
}

async fn receipt(member: Member, Path(id): Path<String>) -> Answer {
    let application = member.app.backend.application(&member.actor, &id).await?;
    if !application.own {
        return Err(Fault::not_found());
    }
    match application.state.status() {
        // Withdrawn or sent back: there is something to do.
        Status::ToSubmit => Ok(respond::see_other(url::step(&id, Step::Record))),
        Status::UnderReview => Ok(respond::page(submitted::page(member.frame(), application))),
        Status::Closed => Ok(respond::see_other(url::application(&id))),
    }
}
