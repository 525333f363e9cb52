//! 放大镜 without scripts: the question stands in the address, the choice is
//! written into the draft and leads back to its field. The dialog asks through
//! the server function instead and fills the form itself.

use app::{
    pages::pick::{self, Pick},
    ui::pick::read,
};
use axum::extract::{Path, RawQuery};
use backend::records::Saved;
use domain::forms;

use super::{Answer, Class, Fault, Member, Posted, Routes, respond};

pub fn routes() -> Routes {
    Routes::default().get_as(Class::Search, "/pick/{picker}", show).post("/pick/{picker}", choose)
}

async fn show(member: Member, Path(picker): Path<String>, RawQuery(pairs): RawQuery) -> Answer {
    let pairs = Posted::parse(pairs.unwrap_or_default().as_bytes()).pairs;
    let (query, back) = read(&picker, &pairs);
    let form = forms::form(&query.form).ok_or_else(Fault::not_found)?;
    let answer = member.app.backend.pick(&member.actor, query.clone()).await?;
    Ok(respond::page(pick::page(member.frame(), Pick { query, answer, form, back })))
}

async fn choose(member: Member, Path(picker): Path<String>, posted: Posted) -> Answer {
    let (query, back) = read(&picker, &posted.pairs);
    match member.app.backend.pick_choose(&member.actor, &query, posted.get("choose")).await? {
        Saved::Stored { .. } => Ok(respond::see_other(back)),
        Saved::Conflict { .. } => Err(backend::Error::Conflict.into()),
    }
}
