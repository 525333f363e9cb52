//! The server's half: who asks, which use case, and what its errors mean here.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use backend::{
    Actor, Backend, Error,
    records::{Save, Saved},
};
use domain::{
    access::Denied,
    business::Business,
    check::{Context, Stage, check},
    field::Form,
    forms,
    record::SectionId,
    values::Values,
};
use http::StatusCode;
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use super::{ApiError, Picked, SavedDraft};
use crate::ui::pick;

/// What the router gives to every function.
#[derive(Clone)]
pub struct Ctx {
    pub backend: Backend,
    pub actor: Option<Actor>,
    /// Logs a fault of the site.
    pub report: fn(&str),
    /// Under which it is found there.
    pub reference: String,
    /// Set once a function runs: until then, what goes wrong is wrong with the request.
    pub read: Arc<AtomicBool>,
}

/// The answer with a status of its own: a browser's log and a proxy's count should tell the truth.
fn no(status: StatusCode, error: ApiError) -> ApiError {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
    error
}

fn member() -> Result<(Ctx, Actor), ApiError> {
    let ctx = expect_context::<Ctx>();
    ctx.read.store(true, Ordering::Relaxed);
    match ctx.actor.clone() {
        Some(actor) => Ok((ctx, actor)),
        None => Err(no(StatusCode::UNAUTHORIZED, ApiError::SignedOut)),
    }
}

impl Ctx {
    fn error(&self, error: Error) -> ApiError {
        match error {
            Error::NotFound | Error::Denied(Denied::Unknown) => no(
                StatusCode::NOT_FOUND,
                ApiError::Refused("现在登录的账号没有这份内容，请用填写它的账号登录".to_owned()),
            ),
            Error::Denied(denied) => no(StatusCode::FORBIDDEN, ApiError::Refused(denied.to_string())),
            Error::Busy => no(StatusCode::SERVICE_UNAVAILABLE, ApiError::Unreached),
            Error::Full => {
                (self.report)("the disk is full, nothing can be saved");
                no(StatusCode::SERVICE_UNAVAILABLE, ApiError::Unreached)
            }
            // Two saves of one page met in the database: the next one settles it.
            Error::Conflict => no(StatusCode::CONFLICT, ApiError::Unreached),
            error @ (Error::Refused(_) | Error::Invalid(_)) => {
                no(StatusCode::UNPROCESSABLE_ENTITY, ApiError::Refused(error.to_string()))
            }
            error @ (Error::Corrupt { .. } | Error::Internal(_) | Error::Db(_)) => {
                (self.report)(&error.to_string());
                let reference = self.reference.clone();
                no(StatusCode::INTERNAL_SERVER_ERROR, ApiError::Failed { reference })
            }
        }
    }
}

pub async fn save_draft(account: &str, key: &str, save: Save) -> Result<SavedDraft, ApiError> {
    let (ctx, actor) = member()?;
    saved(&ctx, &actor, account, key, save).await.map_err(|error| ctx.error(error))
}

async fn saved(ctx: &Ctx, actor: &Actor, account: &str, key: &str, save: Save) -> backend::Result<SavedDraft> {
    // A page of somebody who has logged out must not fill the record of who logged in after.
    if actor.person.is_some() && account != actor.mark() {
        return Err(Error::NotFound);
    }
    let form = forms::form(key).ok_or(Error::NotFound)?;
    // What is locked is never taken from a post.
    let open = form.fields().filter(|field| !field.locked);
    let values: Values = open.map(|field| (field.key, save.values.get(field.key))).collect();
    let save = Save { values, ..save };
    let saved = match SectionId::from_key(key) {
        Some(section) => ctx.backend.save_typed(actor, section, save).await?,
        None if Business::ALL.iter().any(|business| business.form().key == key) => {
            ctx.backend.save_details(actor, save).await?
        }
        None => return Err(Error::NotFound),
    };
    let (version, issues, values, merged, conflicts) = match saved {
        Saved::Stored { version, issues, values, merged } => (version, issues, values, merged, Vec::new()),
        Saved::Conflict { version, issues, stored, merged, conflicts } => (version, issues, stored, merged, conflicts),
    };
    let stored = |keys: Vec<&str>| keys.iter().map(|key| ((*key).to_owned(), values.get(key).to_owned())).collect();
    Ok(SavedDraft {
        version,
        at: ctx.backend.clock.now().hm(),
        labels: ctx.backend.labels(actor, form, &values).await?,
        findings: issues
            .into_iter()
            .filter(|issue| !said_by_page(ctx, form, &values, issue.key))
            .map(|issue| (issue.key.to_owned(), issue.to_string()))
            .collect(),
        merged: stored(merged),
        conflicts: stored(conflicts),
    })
}

/// True for what the page finds by itself.
fn said_by_page(ctx: &Ctx, form: &Form, values: &Values, key: &str) -> bool {
    let context = Context { today: ctx.backend.clock.today(), stage: Stage::Save };
    check(form, values, &context).iter().any(|issue| issue.key == key)
}

pub async fn pick(picker: &str, question: &str) -> Result<Picked, ApiError> {
    let (ctx, actor) = member()?;
    let pairs: Vec<(String, String)> = form_urlencoded::parse(question.as_bytes()).into_owned().collect();
    let (query, _) = pick::read(picker, &pairs);
    let answer = ctx.backend.pick(&actor, query.clone()).await.map_err(|error| ctx.error(error))?;
    // The dialog lies over the page that asks: there is no way back, and nothing is posted.
    let (filters, rows) = (pick::filters(&query, &answer, ""), pick::rows(&query, &answer, "", ""));
    Ok(Picked { title: answer.title, note: answer.note, said: answer.said, filters, rows })
}

pub fn stay() -> Result<(), ApiError> {
    member().map(|_| ())
}
