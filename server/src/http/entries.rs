//! The entries of a list among each other: their order, what is missing between them, two that look the same, and
//! the correction of what has been verified.

use app::{
    pages::{
        entry::address,
        findings::FILL,
        order::{DOWN, NEWEST, UP, mover},
        twins::{self, Page},
        wizard::{self, Done},
    },
    ui::banner::{Banner, Tone},
    url,
};
use axum::extract::{Path, Query};
use backend::{applications::Underway, entries::Order, twins::Choice};
use domain::record::SectionId;
use http::StatusCode;

use super::{
    Answer, Fault, Member, Posted, Routes,
    record::{Asked, Course, list, listed},
    respond,
};

pub fn routes() -> Routes {
    Routes::default()
        .post("/record/{section}/order", reorder)
        .post("/record/{section}/fill", fill)
        .post("/record/{section}/{id}/correct", correct)
        .get("/record/{section}/{id}/twin/{other}", beside)
        .post("/record/{section}/{id}/twin/{other}", settle)
}

/// The list, after something was done.
fn back(section: SectionId, course: Option<&Underway>, done: Done) -> String {
    done.at(&wizard::within(&url::record_section(section), course))
}

async fn reorder(member: Member, Path(key): Path<String>, Query(asked): Query<Asked>, posted: Posted) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    let pair = |name| posted.get(name).split_once(' ');
    let order = match (pair(UP), pair(DOWN)) {
        (Some((moved, beside)), _) => Order::Before(moved, beside),
        (None, Some((moved, beside))) => Order::After(moved, beside),
        (None, None) if posted.has(NEWEST) => Order::Newest,
        (None, None) => return Err(Fault::not_found()),
    };
    member.app.backend.reorder(&member.actor, section, order).await?;
    let page = back(section, course.of(), Done::Moved);
    Ok(respond::see_other(match order {
        Order::Before(moved, _) | Order::After(moved, _) => format!("{page}#{}", mover(moved)),
        Order::Newest => page,
    }))
}

async fn fill(member: Member, Path(key): Path<String>, Query(asked): Query<Asked>, posted: Posted) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    match member.app.backend.fill(&member.actor, section, posted.get(FILL)).await {
        Ok(Some(id)) => Ok(respond::see_other(Done::Filled.at(&address(section, Some(&id), course.of())))),
        Ok(None) => Ok(respond::see_other(back(section, course.of(), Done::Whole))),
        Err(error) => refused(&member, section, course, error).await,
    }
}

async fn correct(member: Member, Path((key, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    match member.app.backend.correct(&member.actor, section, &id).await {
        Ok(new) => Ok(respond::see_other(Done::Correcting.at(&address(section, Some(&new), course.of())))),
        Err(error) => refused(&member, section, course, error).await,
    }
}

/// The list, saying why nothing was done.
async fn refused(member: &Member, section: SectionId, course: Course, error: backend::Error) -> Answer {
    let backend::Error::Refused(says) = error else { return Err(error.into()) };
    let banner = Banner::new(Tone::Error, "没有办成：", format!("{says}。"));
    let page = list(member, section, course, Some(banner)).await?;
    Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// An entry's address with the one beside it.
type Pair = Path<(String, String, String)>;

async fn beside(member: Member, Path((key, id, other)): Pair, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    let twins = member.app.backend.twins(&member.actor, section, &id, &other).await?;
    let page = Page { twins, within: course.of, refused: None };
    Ok(respond::page(twins::page(member.frame(), page)))
}

async fn settle(member: Member, Path((key, id, other)): Pair, Query(asked): Query<Asked>, posted: Posted) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    let choice = Choice::from_key(posted.get("choice")).ok_or_else(Fault::not_found)?;
    let backend = &member.app.backend;
    let done = |done| back(section, course.of(), done);
    match backend.settle(&member.actor, section, &id, &other, choice).await {
        Ok(Some(gone)) => Ok(respond::see_other(url::with_query(&done(Done::Deleted), &[("undo", &gone)]))),
        Ok(None) if choice == Choice::Corrects => Ok(respond::see_other(done(Done::Corrected))),
        Ok(None) => Ok(respond::see_other(done(Done::Apart))),
        Err(backend::Error::Refused(says)) => {
            let twins = backend.twins(&member.actor, section, &id, &other).await?;
            let refused = Some(Banner::new(Tone::Error, "没有办成：", format!("{says}。")));
            let page = Page { twins, within: course.of, refused };
            Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, twins::page(member.frame(), page)))
        }
        Err(error) => Err(error.into()),
    }
}
