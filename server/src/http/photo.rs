//! 照片维护: the page, the upload and the picture itself.

use app::{
    pages::photo::{self, FILE, Photo, Upload},
    url,
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, RawQuery, Request, State},
    response::Response,
};
use backend::{
    ids,
    photo::{Fault as Broken, Policy},
    photos::Uploaded,
};
use http::StatusCode;
use http_body_util::BodyExt;

use super::{Answer, App, Fault, Member, Posted, Routes, respond};

/// Files up to this size are looked at, so that each rule that fails can be said.
const MOST: usize = 8 * 1024 * 1024;
/// Of a larger file so much is still taken in: an answer given while a browser is
/// sending is never shown by it.
const PATIENCE: usize = 8 * MOST;

pub fn routes() -> Routes {
    Routes::default().get("/photo", show).upload(MOST, "/photo", upload).get("/photo/image", image)
}

async fn show(member: Member, RawQuery(query): RawQuery) -> Answer {
    let asked = Posted::parse(query.unwrap_or_default().as_bytes());
    let upload = if asked.get("done") == "saved" { Upload::Saved } else { Upload::None };
    answer(&member, StatusCode::OK, upload, application(&asked)).await
}

/// The application in whose course the page was opened.
fn application(asked: &Posted) -> Option<String> {
    Some(asked.get("application")).filter(|id| ids::plausible(id)).map(str::to_owned)
}

async fn answer(member: &Member, status: StatusCode, upload: Upload, application: Option<String>) -> Answer {
    let kept = member.app.backend.photo(&member.actor).await?;
    Ok(respond::page_with(status, photo::page(member.frame(), Photo { kept, upload, application })))
}

async fn upload(State(app): State<App>, member: Member, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let application = application(&Posted::parse(parts.uri.query().unwrap_or_default().as_bytes()));
    let body = match read(body).await {
        Ok(body) => body,
        Err(bytes) => {
            let fault = Broken::TooManyBytes { bytes, max: Policy::default().max_bytes };
            return answer(&member, StatusCode::PAYLOAD_TOO_LARGE, Upload::Refused(vec![fault]), application).await;
        }
    };
    let request = Request::from_parts(parts, Body::from(body));
    let Some(bytes) = file(request, &app).await else {
        return answer(&member, StatusCode::UNPROCESSABLE_ENTITY, Upload::Unchosen, application).await;
    };
    match app.backend.upload_photo(&member.actor, bytes).await? {
        Uploaded::Kept(_) => {
            let saved = url::photo_saved();
            let page = match application {
                Some(id) => url::within(&saved, &id),
                None => saved,
            };
            Ok(respond::see_other(page))
        }
        Uploaded::Refused(faults) => {
            answer(&member, StatusCode::UNPROCESSABLE_ENTITY, Upload::Refused(faults), application).await
        }
    }
}

/// The body, or how many bytes came when it is too large.
async fn read(mut body: Body) -> Result<Vec<u8>, usize> {
    let (mut kept, mut total) = (Vec::new(), 0);
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(data) = frame.into_data() else { continue };
        total += data.len();
        if total <= MOST {
            kept.extend_from_slice(&data);
        } else if total > PATIENCE {
            break;
        }
    }
    if total <= MOST { Ok(kept) } else { Err(total) }
}

/// The file that was chosen. A form without one, or one that cannot be read, has none.
async fn file(request: Request, app: &App) -> Option<Vec<u8>> {
    let mut form = Multipart::from_request(request, app).await.ok()?;
    while let Some(field) = form.next_field().await.ok()? {
        if field.name() != Some(FILE) {
            continue;
        }
        let named = field.file_name().is_some_and(|name| !name.is_empty());
        let bytes: Bytes = field.bytes().await.ok()?;
        return (named || !bytes.is_empty()).then(|| bytes.to_vec());
    }
    None
}

async fn image(member: Member) -> Result<Response, Fault> {
    let backend = &member.app.backend;
    let kept = backend.photo(&member.actor).await?.ok_or_else(Fault::not_found)?;
    let jpeg = backend.photo_jpeg(&member.actor, &kept.id).await?;
    Ok(respond::file(jpeg, "image/jpeg", "photo.jpg"))
}
