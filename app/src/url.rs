//! Every address of the site, typed: pages and islands link through these
//! functions and never write a path by hand. Addresses are nouns; ids and codes
//! are percent-encoded. Identity numbers and telephone numbers never go into one.
//!
//! To add one: a function here; the router names the same path.

use std::borrow::Cow;

use domain::{
    business::{Business, Step},
    field::Picker,
    pick::PickQuery,
    record::SectionId,
    workflow::Action,
};

/// Percent-encodes everything but letters, digits and `-._~` (RFC 3986, unreserved).
pub fn encode(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if text.bytes().fold(true, |all, byte| all & plain(byte)) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() * 3);
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| !plain(*byte)) {
        // What is plain is ASCII: it begins and ends between two characters.
        if copied < at {
            encoded.push_str(&text[copied..at]);
        }
        copied = at + 1;
        encoded.push('%');
        for nibble in [byte >> 4, byte & 15] {
            encoded.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
        }
    }
    encoded.push_str(&text[copied..]);
    Cow::Owned(encoded)
}

/// The path with a query of these pairs; pairs without a value are left out.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let longest: usize = pairs.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    let mut url = String::with_capacity(path.len() + longest);
    url.push_str(path);
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&encode(key));
        url.push('=');
        url.push_str(&encode(value));
    }
    url
}

/// A path of this site that a `back` or `next` parameter may name: anything else leads home.
pub fn local(path: &str) -> &str {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.chars().any(|character| character.is_control() || character == '\\');
    if inside { path } else { "/" }
}

pub fn home() -> String {
    "/".to_owned()
}

pub fn login() -> String {
    "/login".to_owned()
}

/// The login page that afterwards leads to `next`.
pub fn login_next(next: &str) -> String {
    with_query("/login", &[("next", next)])
}

/// The login page after a session that ended while a form was being filled in.
pub fn login_ended() -> String {
    "/login?ended=1".to_owned()
}

/// The form that was kept while its owner logged in again.
pub fn login_continue() -> String {
    "/login/continue".to_owned()
}

/// POST only.
pub fn logout() -> String {
    "/logout".to_owned()
}

/// Chooses the text size and leads back.
pub fn text_size(large: bool, back: &str) -> String {
    with_query("/text-size", &[("to", if large { "large" } else { "normal" }), ("back", back)])
}

/// 网上业务.
pub fn services() -> String {
    "/services".to_owned()
}

/// 个人信息查看: all sections of the record.
pub fn record() -> String {
    "/record".to_owned()
}

pub fn record_section(section: SectionId) -> String {
    ["/record/", section.key()].concat()
}

pub fn entry(section: SectionId, id: &str) -> String {
    ["/record/", section.key(), "/", &encode(id)].concat()
}

pub fn entry_new(section: SectionId) -> String {
    format!("/record/{}/new", section.key())
}

/// [`entry_new`] under the id that it will have.
pub fn entry_fresh(section: SectionId, id: &str) -> String {
    with_query(&entry_new(section), &[("id", id)])
}

/// The form of a new entry that begins with the content of this one.
pub fn entry_copy(section: SectionId, id: &str) -> String {
    with_query(&entry_new(section), &[("copy", id)])
}

/// Begins the correction of a verified entry. POST only.
pub fn entry_correct(section: SectionId, id: &str) -> String {
    format!("/record/{}/{}/correct", section.key(), encode(id))
}

/// Two entries that look the same, beside each other.
pub fn twins(section: SectionId, id: &str, other: &str) -> String {
    format!("/record/{}/{}/twin/{}", section.key(), encode(id), encode(other))
}

/// Gives the list of a section another order. POST only.
pub fn entries_order(section: SectionId) -> String {
    format!("/record/{}/order", section.key())
}

/// Adds an entry that is missing between others. POST only.
pub fn entries_fill(section: SectionId) -> String {
    format!("/record/{}/fill", section.key())
}

/// The confirmation page of a deletion.
pub fn entry_delete(section: SectionId, id: &str) -> String {
    format!("/record/{}/{}/delete", section.key(), encode(id))
}

/// Takes back a deletion. POST only.
pub fn entry_restore(section: SectionId, id: &str) -> String {
    format!("/record/{}/{}/restore", section.key(), encode(id))
}

/// The same page of the record, in the course of an application.
pub fn within(page: &str, application: &str) -> String {
    with_query(page, &[("application", application)])
}

/// The attachments of an entry.
pub fn entry_files(section: SectionId, id: &str) -> String {
    entry(section, id) + "/files"
}

/// The attachments of an application itself.
pub fn application_files(id: &str) -> String {
    format!("{}/files", application(id))
}

/// The attachments that a reviewer sees.
pub fn review_files(id: &str) -> String {
    format!("{}/files", review(id))
}

/// One of the attachments that lie at `files`.
pub fn file(files: &str, id: &str) -> String {
    [files, "/", &encode(id)].concat()
}

/// POST only.
pub fn file_delete(files: &str, id: &str) -> String {
    format!("{}/delete", file(files, id))
}

/// POST only.
pub fn file_restore(files: &str, id: &str) -> String {
    format!("{}/restore", file(files, id))
}

/// Begins an application.
pub fn application_new(business: Business) -> String {
    format!("/applications/new/{}", business.key())
}

/// One application: its details and timeline.
pub fn application(id: &str) -> String {
    format!("/applications/{}", encode(id))
}

/// A step of the wizard.
pub fn step(id: &str, step: Step) -> String {
    format!("/applications/{}/{}", encode(id), step.key())
}

/// 选择入库信息: which entries of a section go into the application.
pub fn selection(id: &str, section: SectionId) -> String {
    format!("/applications/{}/selection/{}", encode(id), section.key())
}

/// 更改人员类型.
pub fn person_type(id: &str) -> String {
    format!("/applications/{}/person-type", encode(id))
}

/// The receipt of a submit.
pub fn submitted(id: &str) -> String {
    format!("/applications/{}/submitted", encode(id))
}

/// Everything that was submitted, as it was frozen.
pub fn content(id: &str) -> String {
    format!("/applications/{}/content", encode(id))
}

/// The printed form as PDF.
pub fn paper(id: &str) -> String {
    format!("/applications/{}/form.pdf", encode(id))
}

/// The same after the applicant has done something to it.
pub fn application_done(id: &str, action: Action) -> String {
    with_query(&application(id), &[("done", action.key())])
}

/// The confirmation page of an action of the applicant, such as a withdrawal.
pub fn act(id: &str, action: Action) -> String {
    format!("/applications/{}/actions/{}", encode(id), action.key())
}

/// A picker as a page. `back` is the page whose field is filled.
pub fn pick(query: &PickQuery, back: &str) -> String {
    let mut pairs: Vec<(String, String)> = vec![
        ("form".to_owned(), query.form.clone()),
        ("field".to_owned(), query.field.clone()),
        ("owner".to_owned(), query.owner.clone()),
        ("back".to_owned(), back.to_owned()),
    ];
    pairs.extend(query.filters.iter().map(|(key, value)| (format!("f.{key}"), value.clone())));
    if query.page > 1 {
        pairs.push(("page".to_owned(), query.page.to_string()));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    with_query(&pick_path(&query.picker), &pairs)
}

/// The path of a picker by its key, see [`Picker::key`].
pub fn pick_path(picker: &str) -> String {
    format!("/pick/{}", encode(picker))
}

/// The question that a `pick` button asks: the value of one field of a form.
pub fn picking(picker: Picker, form: &str, field: &str, owner: &str) -> PickQuery {
    PickQuery {
        picker: picker.key().to_owned(),
        form: form.to_owned(),
        field: field.to_owned(),
        owner: owner.to_owned(),
        page: 1,
        ..PickQuery::default()
    }
}

/// 业务办理查询.
pub fn tracking() -> String {
    "/tracking".to_owned()
}

/// 照片维护.
pub fn photo() -> String {
    "/photo".to_owned()
}

/// The same after an upload was kept.
pub fn photo_saved() -> String {
    "/photo?done=saved".to_owned()
}

/// The person's own picture.
pub fn photo_image() -> String {
    "/photo/image".to_owned()
}

/// 我的职称证书.
pub fn certificates() -> String {
    "/certificates".to_owned()
}

pub fn certificate(number: &str) -> String {
    format!("/certificates/{}", encode(number))
}

pub fn certificate_pdf(number: &str) -> String {
    format!("/certificates/{}/certificate.pdf", encode(number))
}

/// The picture that was bound to a certificate.
pub fn certificate_photo(number: &str) -> String {
    format!("/certificates/{}/photo", encode(number))
}

/// 证书查询, for everybody.
pub fn verify() -> String {
    "/verify".to_owned()
}

/// What the QR code of a certificate leads to: the look-up with the number filled in.
pub fn verify_number(number: &str) -> String {
    with_query("/verify", &[("number", number)])
}

/// The queue of an authority.
pub fn reviews() -> String {
    "/reviews".to_owned()
}

/// A page of the queue: what waits, or what has been here; `after` is the line that it continues.
pub fn reviews_of(handled: bool, after: Option<&(String, String)>) -> String {
    let tab = if handled { "handled" } else { "" };
    let (since, line) = after.map_or(("", ""), |(since, line)| (since.as_str(), line.as_str()));
    with_query("/reviews", &[("tab", tab), ("since", since), ("line", line)])
}

/// The queue after this application was decided.
pub fn reviews_done(id: &str) -> String {
    with_query("/reviews", &[("done", id)])
}

pub fn review(id: &str) -> String {
    format!("/reviews/{}", encode(id))
}

/// The next application after another one was decided.
pub fn review_done(id: &str, done: &str) -> String {
    with_query(&review(id), &[("done", done)])
}

/// The printed form as a reviewer sees it.
pub fn review_paper(id: &str) -> String {
    format!("/reviews/{}/form.pdf", encode(id))
}

/// The applicant's picture as a reviewer sees it.
pub fn review_photo(id: &str) -> String {
    format!("/reviews/{}/photo", encode(id))
}

/// 通知公告.
pub fn notices() -> String {
    "/notices".to_owned()
}

/// 评审通知.
pub fn review_notices() -> String {
    "/review-notices".to_owned()
}

/// One notice of either kind.
pub fn notice(id: &str) -> String {
    format!("/notices/{}", encode(id))
}

/// 办事指南: how to apply.
pub fn guide() -> String {
    "/guide".to_owned()
}

/// 浏览器与打印.
pub fn guide_browser() -> String {
    "/guide/browser".to_owned()
}

/// 无障碍说明.
pub fn guide_accessibility() -> String {
    "/guide/accessibility".to_owned()
}

/// 个人信息保护.
pub fn guide_privacy() -> String {
    "/guide/privacy".to_owned()
}

/// The field with this key on a page: where a problem is mended.
pub fn at_field(page: &str, key: &str) -> String {
    if key.is_empty() { page.to_owned() } else { format!("{page}#{key}") }
}
