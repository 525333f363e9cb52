//! 附件 of an entry and of an application: the page, the upload, deletion with its way back, and
//! the files themselves, for their owner and for those who review.

use app::{
    pages::files::{self as pages, Files, Said, Upload},
    ui::banner::{Banner, Tone},
    url,
};
use axum::{
    extract::{FromRequest, Multipart, Path, Query, Request, State},
    response::Response,
};
use backend::{
    applications::Underway,
    attachments::{Attached, Of, Served},
    ids,
};
use domain::{
    attachment::{self, Fault as Broken, Refusal},
    record::SectionId,
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    Answer, App, Fault, Member, Routes,
    record::{listed, within},
    respond,
};

/// All files of one post. A single file has its own limit, which is data.
pub const MOST: usize = 256 * 1024 * 1024;

pub fn routes() -> Routes {
    Routes::default()
        .get("/record/{section}/{id}/files", entry_page)
        .upload(MOST, "/record/{section}/{id}/files", entry_upload)
        .get("/record/{section}/{id}/files/{file}", entry_file)
        .post("/record/{section}/{id}/files/{file}/delete", entry_delete)
        .post("/record/{section}/{id}/files/{file}/restore", entry_restore)
        .get("/applications/{id}/files", application_page)
        .upload(MOST, "/applications/{id}/files", application_upload)
        .get("/applications/{id}/files/{file}", application_file)
        .post("/applications/{id}/files/{file}/delete", application_delete)
        .post("/applications/{id}/files/{file}/restore", application_restore)
        .get("/reviews/{id}/files/{file}", review_file)
}

#[derive(Deserialize)]
struct Asked {
    application: Option<String>,
    done: Option<String>,
    /// The attachment whose deletion can be taken back.
    undo: Option<String>,
}

/// A page of attachments on its way.
struct Course {
    of: Of,
    within: Option<Box<Underway>>,
    said: Option<Said>,
    undo: Option<String>,
}

impl Course {
    async fn of_entry(member: &Member, section: &str, id: String, asked: Asked) -> Result<Course, Fault> {
        let section: SectionId = listed(section)?;
        let within = within(member, None, asked.application.as_deref()).await?;
        let within = within.filter(|underway| underway.state.editable());
        Ok(Course::new(Of::Entry { section, id }, within, asked))
    }

    async fn of_application(member: &Member, id: String, asked: Asked) -> Result<Course, Fault> {
        let underway = member.app.backend.underway(&member.actor, &id, None).await?;
        Ok(Course::new(Of::Application(id), Some(Box::new(underway)), asked))
    }

    fn new(of: Of, within: Option<Box<Underway>>, asked: Asked) -> Course {
        Course {
            of,
            within,
            said: asked.done.as_deref().and_then(Said::from_key),
            undo: asked.undo.filter(|id| ids::plausible(id)),
        }
    }

    fn address(&self) -> String {
        pages::address(&self.of, self.within.as_deref())
    }

    async fn page(self, member: &Member, status: StatusCode, upload: Upload, banner: Option<Banner>) -> Answer {
        let listed = member.app.backend.attachments(&member.actor, &self.of).await?;
        let Course { of, within, said, undo } = self;
        // What a refused post says comes alone.
        let said = said.filter(|_| status == StatusCode::OK);
        // Where nothing may be added any more, it is no matter what was wrong with the file.
        let (upload, banner) = match (&listed.locked, upload) {
            (Some(says), Upload::Unchosen | Upload::Cut | Upload::Refused { kept: 0, .. }) => {
                (Upload::None, Some(not_done(says)))
            }
            (_, upload) => (upload, banner),
        };
        let page = Files { of, within, listed, said, undo, upload, banner };
        Ok(respond::page_with(status, pages::page(member.frame(), page)))
    }

    async fn upload(self, member: &Member, app: &App, request: Request) -> Answer {
        let taken = match take(member, app, &self.of, request).await {
            Ok(taken) => taken,
            Err(Stop::Refused(says)) => return self.refused(member, says).await,
            Err(Stop::Fault(fault)) => return Err(fault),
        };
        let upload = match taken {
            Taken { refused, kept, cut: false, .. } if !refused.is_empty() => Upload::Refused { kept, refused },
            Taken { cut: true, .. } => Upload::Cut,
            Taken { kept: 0, again: 0, .. } => Upload::Unchosen,
            Taken { again: 0, .. } => return Ok(respond::see_other(Said::Attached.at(&self.address()))),
            Taken { .. } => return Ok(respond::see_other(Said::Again.at(&self.address()))),
        };
        self.page(member, StatusCode::UNPROCESSABLE_ENTITY, upload, None).await
    }

    async fn refused(self, member: &Member, says: String) -> Answer {
        let banner = Some(not_done(&says));
        self.page(member, StatusCode::UNPROCESSABLE_ENTITY, Upload::None, banner).await
    }

    async fn delete(self, member: &Member, file: &str) -> Answer {
        match member.app.backend.detach(&member.actor, &self.of, file).await {
            Ok(()) => {
                let page = Said::Detached.at(&self.address());
                Ok(respond::see_other(url::with_query(&page, &[("undo", file)])))
            }
            Err(backend::Error::Refused(says)) => self.refused(member, says).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn restore(self, member: &Member, file: &str) -> Answer {
        match member.app.backend.reattach(&member.actor, &self.of, file).await {
            Ok(()) => Ok(respond::see_other(Said::Restored.at(&self.address()))),
            Err(backend::Error::Refused(says)) => self.refused(member, says).await,
            Err(error) => Err(error.into()),
        }
    }
}

fn not_done(says: &str) -> Banner {
    Banner::new(Tone::Error, "没有办理：", format!("{says}。"))
}

/// What became of the files of one post.
#[derive(Default)]
struct Taken {
    kept: usize,
    /// There already.
    again: usize,
    refused: Vec<Refusal>,
    /// The post was longer than [`MOST`], or ended early.
    cut: bool,
}

enum Stop {
    /// Nothing may be added here.
    Refused(String),
    Fault(Fault),
}

impl From<backend::Error> for Stop {
    fn from(error: backend::Error) -> Stop {
        match error {
            backend::Error::Refused(says) => Stop::Refused(says),
            error => Stop::Fault(error.into()),
        }
    }
}

/// Takes the files one after the other: no more than one is in memory.
async fn take(member: &Member, app: &App, of: &Of, request: Request) -> Result<Taken, Stop> {
    let backend = &member.app.backend;
    let limits = backend.attachment_limits().await?;
    let most = usize::try_from(limits.bytes).unwrap_or(usize::MAX);
    let mut taken = Taken::default();
    // Another sort of form holds no file.
    let Ok(mut form) = Multipart::from_request(request, app).await else { return Ok(taken) };
    loop {
        let Ok(next) = form.next_field().await else {
            taken.cut = true;
            return Ok(taken);
        };
        let Some(mut field) = next else { return Ok(taken) };
        if field.name() != Some(pages::FILE) {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let (mut bytes, mut size) = (Vec::new(), 0_usize);
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    size += chunk.len();
                    // What is too long is read to its end: an answer given before is not shown by browsers.
                    if size <= most {
                        bytes.extend_from_slice(&chunk);
                    } else {
                        bytes = Vec::new();
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    taken.cut = true;
                    return Ok(taken);
                }
            }
        }
        if name.is_empty() && size == 0 {
            continue;
        }
        if size > most {
            let fault = Broken::Bytes { bytes: u64::try_from(size).unwrap_or(u64::MAX), max: limits.bytes };
            taken.refused.push(Refusal { name: attachment::label(&name), fault });
            continue;
        }
        match backend.attach(&member.actor, of, &name, bytes).await? {
            Attached::Kept(_) => taken.kept += 1,
            Attached::Again(_) => taken.again += 1,
            Attached::Refused(refusal) => taken.refused.push(refusal),
        }
    }
}

async fn entry_page(member: Member, Path((section, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let course = Course::of_entry(&member, &section, id, asked).await?;
    course.page(&member, StatusCode::OK, Upload::None, None).await
}

async fn entry_upload(
    State(app): State<App>,
    member: Member,
    Path((section, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Answer {
    Course::of_entry(&member, &section, id, asked).await?.upload(&member, &app, request).await
}

async fn entry_file(
    member: Member,
    Path((section, id, file)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let of = Of::Entry { section: listed(&section)?, id };
    Ok(served(member.app.backend.attachment(&member.actor, &of, &file).await?))
}

async fn entry_delete(
    member: Member,
    Path((section, id, file)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    Course::of_entry(&member, &section, id, asked).await?.delete(&member, &file).await
}

async fn entry_restore(
    member: Member,
    Path((section, id, file)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    Course::of_entry(&member, &section, id, asked).await?.restore(&member, &file).await
}

async fn application_page(member: Member, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let course = Course::of_application(&member, id.clone(), asked).await?;
    // As the steps of the wizard do.
    if course.within.as_ref().is_some_and(|underway| !underway.state.editable()) {
        return Ok(respond::see_other(url::application(&id)));
    }
    course.page(&member, StatusCode::OK, Upload::None, None).await
}

async fn application_upload(
    State(app): State<App>,
    member: Member,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Answer {
    Course::of_application(&member, id, asked).await?.upload(&member, &app, request).await
}

/// The applicant's, before the submit and after it.
async fn application_file(member: Member, Path((id, file)): Path<(String, String)>) -> Result<Response, Fault> {
    // For who reviews there is another address.
    Ok(served(member.app.backend.own_application_attachment(&member.actor, &id, &file).await?))
}

async fn application_delete(
    member: Member,
    Path((id, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    Course::of_application(&member, id, asked).await?.delete(&member, &file).await
}

async fn application_restore(
    member: Member,
    Path((id, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    Course::of_application(&member, id, asked).await?.restore(&member, &file).await
}

async fn review_file(member: Member, Path((id, file)): Path<(String, String)>) -> Result<Response, Fault> {
    Ok(served(member.app.backend.reviewed_attachment(&member.actor, &id, &file).await?))
}

/// Always with the type of what it is, never with that of what it was called.
fn served(served: Served) -> Response {
    let kind = attachment::Kind::from_key(&served.file.kind);
    respond::evidence(served.bytes, kind, &served.file.name)
}
