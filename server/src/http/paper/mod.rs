//! The printed forms: a snapshot, its history and its votes as pages.
//!
//! What stands on paper and in which order is decided here (`domain.md` §3.1, §3.2); how it looks is
//! `pdf`'s. An application that is being filled in prints as it stands, with 草稿 across; a submitted
//! one prints its frozen version with the opinions of that round, whatever became of the record since.
//!
//! To add one: a business with a form of its own is a module here and an arm in [`print`].

mod opinions;
mod recognition;
mod review;
mod sections;
#[cfg(test)]
mod testing;

use app::url;
use axum::{extract::Path, response::Response};
use backend::applications::{Dossiered, Event};
use domain::{application, business::Business, record::basic, snapshot::Snapshot, workflow::Action};
use pdf::{Block, Output};

use super::{Answer, App, Class, Fault, Member, Routes, respond};

pub fn routes() -> Routes {
    Routes::default().get_as(Class::Paper, "/applications/{id}/form.pdf", own).get_as(
        Class::Paper,
        "/reviews/{id}/form.pdf",
        reviewed,
    )
}

async fn own(member: Member, Path(id): Path<String>) -> Answer {
    let dossier = member.app.backend.application(&member.actor, &id).await?;
    if !dossier.own {
        return Ok(respond::see_other(url::review_paper(&dossier.id)));
    }
    if dossier.state.editable() {
        let snapshot = member.app.backend.preview(&member.actor, &id).await?;
        return print(&member, dossier, &snapshot, true).await;
    }
    frozen(&member, dossier).await
}

async fn reviewed(member: Member, Path(id): Path<String>) -> Answer {
    let dossier = member.app.backend.application(&member.actor, &id).await?;
    frozen(&member, dossier).await
}

/// The version that was submitted; there is none of what was cancelled before.
async fn frozen(member: &Member, mut dossier: Dossiered) -> Answer {
    let snapshot = dossier.snapshot.take().ok_or_else(Fault::not_found)?;
    print(member, dossier, &snapshot, false).await
}

async fn print(member: &Member, dossier: Dossiered, snapshot: &Snapshot, draft: bool) -> Answer {
    let photo = match member.app.backend.application_photo(&member.actor, &dossier.id).await {
        Ok(jpeg) => Some(jpeg),
        Err(backend::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let name = format!("{}-{}.pdf", dossier.business.key(), dossier.number.as_deref().unwrap_or("draft"));
    let site = member.site();
    let sheet = Sheet { site: &site, dossier: &dossier, snapshot, draft };
    let output = match dossier.business {
        Business::Recognition => {
            let doc = recognition::document(&sheet, photo);
            rendered(&member.app, move || pdf::form(&doc)).await?
        }
        Business::Review => {
            let doc = review::document(&sheet, photo);
            rendered(&member.app, move || pdf::review(&doc)).await?
        }
    };
    Ok(file(output, &name))
}

fn file(output: Output, name: &str) -> Response {
    respond::file(output.bytes, "application/pdf", name)
}

/// Renders on a thread of its own, when its turn comes. Characters that the font lacks stand on the
/// paper by their code and are said there; here they are logged, without the text around them.
pub async fn rendered(
    app: &App,
    make: impl FnOnce() -> Result<Output, pdf::Error> + Send + 'static,
) -> Result<Output, Fault> {
    let output = app.printing.run(|_| make()).await?.map_err(|error| Fault::internal(&error.to_string()))?;
    for glyph in &output.missing {
        tracing::warn!(code = glyph.code, place = glyph.place, "the font lacks a character of a PDF");
    }
    Ok(output)
}

/// What a form is made of.
struct Sheet<'a> {
    site: &'a str,
    dossier: &'a Dossiered,
    snapshot: &'a Snapshot,
    draft: bool,
}

impl Sheet<'_> {
    /// What is read at a field of the application's own form.
    fn own(&self, key: &str) -> &str {
        self.snapshot.shown(self.dossier.business.form().key, key)
    }

    /// What is read at a field of 基本信息.
    fn basic(&self, key: &str) -> &str {
        self.snapshot.shown(basic::FORM.key, key)
    }

    /// `""` for a draft, whatever number an earlier round had.
    fn number(&self) -> &str {
        self.dossier.number.as_deref().filter(|_| !self.draft).unwrap_or_default()
    }

    /// Which submission this is; `""` for a draft.
    fn version(&self) -> String {
        if self.number().is_empty() { String::new() } else { format!("第 {} 次提交", self.dossier.round) }
    }

    fn hash(&self) -> String {
        if self.draft { String::new() } else { self.dossier.hash.clone() }
    }

    fn verify_url(&self) -> String {
        if self.number().is_empty() {
            String::new()
        } else {
            format!("{}{}", self.site, url::application(&self.dossier.id))
        }
    }

    /// What happened since the newest submit: opinions belong to the version that they were given about.
    fn round(&self) -> &[Event] {
        let events = &self.dossier.events;
        let submitted = events.iter().rposition(|event| event.action == Action::Submit).filter(|_| !self.draft);
        submitted.map_or(&[], |at| &events[at..])
    }

    /// The promise with the name of who made it; a draft is not signed.
    fn promise(&self) -> Block {
        let cell = self.snapshot.cell(self.dossier.business.form().key, application::PROMISE);
        let ticked = cell.is_some_and(|cell| !cell.raw.is_empty());
        let signed = ticked && !self.draft;
        Block::Promise {
            text: application::PROMISE_TEXT.to_owned(),
            ticked,
            signer: if signed { self.basic(basic::NAME).to_owned() } else { String::new() },
            date: if signed { self.snapshot.taken_on.to_string() } else { String::new() },
        }
    }
}

fn owned<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(label, value)| (label.to_owned(), value.to_owned())).collect()
}
