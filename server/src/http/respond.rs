//! Answers: pages, redirects, files, and what became of errors.
//!
//! A [`Fault`] carries only the trouble; the page that says it is drawn by the
//! visitor's layer, which knows who is looking and the id of the request. What nobody can mend by
//! typing is logged once here, under that id.

use app::{
    pages::error::{Lack, Trouble},
    shell::{self, Html},
    url,
};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use domain::{access::Denied, attachment::Kind};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION},
};

use super::headers;

pub type Answer = Result<Response, Fault>;

/// A page that was asked for.
pub fn page(html: Html) -> Response {
    page_with(StatusCode::OK, html)
}

/// About as many headers has a page in the end.
const HEADERS: usize = 16;

/// A page with another status: 422 for a refused form, 409 for a conflict.
pub fn page_with(status: StatusCode, html: Html) -> Response {
    let policy = headers::policy(html.nonce.as_deref());
    let policy = HeaderValue::from_str(&policy).expect("a nonce is base64");
    let mut response = Response::new(Body::from(Bytes::from_owner(Page(html.text))));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.reserve(HEADERS);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// The text of a page until it is sent.
struct Page(String);

impl AsRef<[u8]> for Page {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        shell::give_back(std::mem::take(&mut self.0));
    }
}

/// 303: the browser goes on with GET, whatever it did before.
pub fn see_other(url: impl AsRef<str>) -> Response {
    match HeaderValue::from_str(url.as_ref()) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => Fault::internal("an address for a redirect was not ASCII").into_response(),
    }
}

/// A file for this visitor alone, shown in the browser under an ASCII `name`.
pub fn file(bytes: Vec<u8>, content_type: &'static str, name: &str) -> Response {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let disposition = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")).expect("the name was filtered");
    (
        [
            (CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            (CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}

/// An attachment for this visitor alone. It is shown as what it was found to be, and may do nothing.
pub fn evidence(bytes: Vec<u8>, kind: Option<Kind>, name: &str) -> Response {
    let content_type = kind.map_or("application/octet-stream", Kind::content_type);
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let shown = if kind.is_some() { "inline" } else { "attachment" };
    // RFC 6266: the plain name for those who do not read the other one (RFC 8187).
    let disposition = format!("{shown}; filename=\"{ascii}\"; filename*=UTF-8''{}", url::encode(name));
    let disposition = HeaderValue::from_str(&disposition).expect("the name was encoded");
    // Readers of PDF inside browsers are often stopped by a sandbox, and are one themselves.
    let policy = if kind == Some(Kind::Pdf) { headers::DOCUMENT } else { headers::SANDBOX };
    (
        [
            (CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
            (CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}

/// Why a request did not get what it asked for.
#[derive(Debug)]
pub struct Fault(pub Trouble);

impl Fault {
    pub fn not_found() -> Fault {
        Fault(Trouble::NotFound)
    }

    /// Not now. What was posted is put onto the page by the visitor's layer, which has kept it.
    pub fn unavailable(lack: Lack) -> Fault {
        Fault(Trouble::Unavailable { lack, action: String::new(), pairs: Vec::new() })
    }

    /// A fault of the site; `why` goes to the log and must hold no values of a user.
    pub fn internal(why: &str) -> Fault {
        report(why);
        Fault(Trouble::Internal { reference: String::new() })
    }
}

/// Logs a fault of the site; the line carries the id of the request.
pub fn report(why: &str) {
    tracing::error!("{why}");
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Fault {
        Fault(trouble)
    }
}

impl From<backend::Error> for Fault {
    fn from(error: backend::Error) -> Fault {
        use backend::Error;
        match error {
            Error::NotFound | Error::Denied(Denied::Unknown) => Fault(Trouble::NotFound),
            Error::Denied(denied) => Fault(Trouble::Denied(denied.to_string())),
            // A handler that shows the sentence in its place takes it before it comes here.
            Error::Refused(sentence) => Fault(Trouble::Denied(sentence)),
            Error::Conflict => Fault(Trouble::Conflict),
            Error::Busy => Fault::unavailable(Lack::Time),
            Error::Full => {
                report("the disk is full, nothing can be saved");
                Fault::unavailable(Lack::Room)
            }
            Error::Invalid(issues) => {
                let sentences: Vec<String> = issues.iter().map(ToString::to_string).collect();
                Fault(Trouble::Denied(sentences.join("；")))
            }
            error @ (Error::Corrupt { .. } | Error::Internal(_) | Error::Db(_)) => Fault::internal(&error.to_string()),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}
