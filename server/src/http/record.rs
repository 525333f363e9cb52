//! The person's record: its sections, their entries, each by itself or in the
//! course of an application (`?application=ID`), and back to where one was.

use app::{
    pages::{
        entry::{self, Editing},
        record::{self as pages, Filled},
        section::{self, Section},
        twins,
        wizard::{self, Done},
    },
    ui::{
        banner::{Banner, Tone},
        field::Shown,
    },
    url,
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use backend::{
    applications::Underway,
    entries::Record,
    ids,
    records::{Entry, Saved},
    twins::Opened,
};
use domain::{record::SectionId, values::Values};
use http::StatusCode;
use serde::Deserialize;

use super::{Answer, Fault, Member, Posted, Routes, forms, respond};

pub fn routes() -> Routes {
    Routes::default()
        .get("/record", overview)
        .get("/record/{section}", section_page)
        .post("/record/{section}", save_single)
        .get("/record/{section}/new", new)
        .post("/record/{section}/new", save_new)
        .get("/record/{section}/{id}", edit)
        .post("/record/{section}/{id}", save_one)
        .get("/record/{section}/{id}/delete", ask_delete)
        .post("/record/{section}/{id}/delete", delete)
        .post("/record/{section}/{id}/restore", restore)
}

#[derive(Clone, Deserialize)]
pub struct Asked {
    application: Option<String>,
    done: Option<String>,
    /// The entry that a new one begins as.
    copy: Option<String>,
    /// The entry whose deletion can be taken back.
    undo: Option<String>,
    /// What a new entry will be called.
    id: Option<String>,
}

/// The application in whose course a page is open.
pub struct Course {
    /// Only while it can be changed.
    pub of: Option<Box<Underway>>,
    done: Option<Done>,
    undo: Option<String>,
    /// It was named, and has been submitted meanwhile.
    submitted: bool,
}

impl Asked {
    /// The application that the address names.
    fn named(&self) -> Option<&str> {
        self.application.as_deref().filter(|id| !id.is_empty())
    }
}

impl Course {
    pub async fn find(member: &Member, section: SectionId, asked: Asked) -> Result<Course, Fault> {
        Ok(Course::new(within(member, Some(section), asked.named()).await?, asked))
    }

    /// In that of the application that is named, while it can be changed: what has been submitted meanwhile is no
    /// course any more.
    fn new(named: Option<Box<Underway>>, asked: Asked) -> Course {
        let of = named.filter(|underway| underway.state.editable());
        Course {
            submitted: asked.named().is_some() && of.is_none(),
            of,
            done: asked.done.as_deref().and_then(Done::from_key),
            undo: asked.undo.filter(|id| ids::plausible(id)),
        }
    }

    pub fn of(&self) -> Option<&Underway> {
        self.of.as_deref()
    }

    /// Said first on every page of the record that was reached from a submitted application.
    fn note(&self) -> Option<Banner> {
        let says = "申请已经提交，这里的修改只进入个人信息，不改变已经提交的申请。";
        self.submitted.then(|| Banner::new(Tone::Warn, "", says))
    }
}

fn of_key(key: &str) -> Result<SectionId, Fault> {
    SectionId::from_key(key).ok_or_else(Fault::not_found)
}

/// The application that an address names.
pub async fn within(
    member: &Member,
    section: Option<SectionId>,
    named: Option<&str>,
) -> Result<Option<Box<Underway>>, Fault> {
    let Some(id) = named.filter(|id| !id.is_empty()) else { return Ok(None) };
    Ok(Some(Box::new(member.app.backend.underway(&member.actor, id, section).await?)))
}

/// A section that is a list.
pub fn listed(key: &str) -> Result<SectionId, Fault> {
    SectionId::from_key(key).filter(|section| section.many()).ok_or_else(Fault::not_found)
}

async fn overview(member: Member, Query(asked): Query<Asked>) -> Answer {
    let backend = &member.app.backend;
    let Record { sections, findings } = backend.record(&member.actor).await?;
    let filled = sections.into_iter().map(|(section, entries)| Filled::new(section, entries, &findings)).collect();
    let photo = backend.photo(&member.actor).await?.map(|photo| photo.warnings);
    let done = asked.done.as_deref().and_then(Done::from_key);
    Ok(respond::page(pages::page(member.frame(), pages::Record { filled, photo, done })))
}

/// The entries that the page lists: in the course of an application those that it takes, and drafts that are to become some.
async fn entries(member: &Member, section: SectionId, course: &Course) -> Result<Vec<Entry>, Fault> {
    if !section.many() {
        return Ok(Vec::new());
    }
    Ok(taken(member.app.backend.section(&member.actor, section).await?, section, course))
}

fn taken(all: Vec<Entry>, section: SectionId, course: &Course) -> Vec<Entry> {
    if !section.many() {
        return Vec::new();
    }
    match course.of() {
        Some(underway) => underway.of_list(section, all),
        None => all,
    }
}

async fn section_page(member: Member, Path(key): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let section = of_key(&key)?;
    let course = Course::find(&member, section, asked).await?;
    if !section.many() {
        let entry = member.app.backend.entry(&member.actor, section, None).await?.ok_or_else(Fault::not_found)?;
        let opened = Opened { list: vec![entry], place: 0, twins: None, underway: None };
        return open(&member, section, opened, course);
    }
    Ok(respond::page(list(&member, section, course, None).await?))
}

pub async fn list(
    member: &Member,
    section: SectionId,
    course: Course,
    banner: Option<Banner>,
) -> Result<app::shell::Html, Fault> {
    let entries = entries(member, section, &course).await?;
    let banner = banner.or(course.note());
    let Course { of, done, undo, .. } = course;
    let findings = match &of {
        Some(underway) => member.app.backend.findings_within(&member.actor, &underway.id).await?,
        None => member.app.backend.findings(&member.actor).await?,
    };
    Ok(section::page(member.frame(), Section { section, entries, within: of, done, undo, banner, findings }))
}

async fn edit(member: Member, Path((key, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let opened = member.app.backend.opened(&member.actor, section, &id, asked.named()).await?;
    let mut opened = opened.ok_or_else(Fault::not_found)?;
    let course = Course::new(opened.underway.take(), asked);
    open(&member, section, opened, course)
}

/// The form of a stored entry, or of 基本信息.
fn open(member: &Member, section: SectionId, opened: Opened, course: Course) -> Answer {
    let Opened { list, place, twins, .. } = opened;
    let entry = &list[place];
    let locked = section.many() && entry.verified.is_some();
    let stored = locked.then(|| entry.clone());
    let shown = Shown {
        // What has never been saved is not wrong yet.
        issues: if entry.version > 0 { entry.issues.clone() } else { Vec::new() },
        locked,
        values: entry.values.clone(),
        labels: entry.labels.clone(),
        ..Shown::default()
    };
    let (id, version) = (entry.id.clone(), entry.version);
    let list = taken(list, section, &course);
    let twins = twins.map(|found| twins::hint(&found, course.of()));
    let said = course.done.map(Done::banner).or(course.note()).or(twins);
    let editing = editing(member, section, id, shown, list, course);
    Ok(respond::page(entry::page(member.frame(), &Editing { version, banner: said, stored, ..editing })))
}

/// A new entry has its id from the beginning: whoever loads the page anew finds what is stored of it by then.
async fn new(member: Member, Path(key): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let named = asked.id.clone().filter(|id| ids::plausible(id));
    let copy = asked.copy.clone().filter(|id| ids::plausible(id)).unwrap_or_default();
    let course = Course::find(&member, section, asked).await?;
    let entry = member.app.backend.new_entry(&member.actor, section)?;
    let Some(id) = named else {
        let page = url::with_query(&entry::fresh(section, &entry.id, course.of()), &[("copy", &copy)]);
        return Ok(respond::see_other(course.done.map_or(page.clone(), |done| done.at(&page))));
    };
    if member.app.backend.entry(&member.actor, section, Some(&id)).await?.is_some() {
        return Ok(respond::see_other(entry::address(section, Some(&id), course.of())));
    }
    let copied = match copy.as_str() {
        "" => None,
        copied => member.app.backend.entry(&member.actor, section, Some(copied)).await?,
    };
    let entry = Entry { id, ..entry };
    let shown = match copied {
        Some(other) => Shown { values: other.values, labels: other.labels, ..Shown::default() },
        None => Shown { values: entry.values, ..Shown::default() },
    };
    let said = course.done.map(Done::banner).or(course.note());
    let list = entries(&member, section, &course).await?;
    let editing = editing(&member, section, entry.id, shown, list, course);
    Ok(respond::page(entry::page(member.frame(), &Editing { new: true, banner: said, ..editing })))
}

fn editing(
    member: &Member,
    section: SectionId,
    id: String,
    shown: Shown,
    entries: Vec<Entry>,
    course: Course,
) -> Editing {
    Editing {
        section,
        id,
        new: false,
        version: 0,
        key: ids::new(),
        shown,
        today: member.app.backend.clock.today(),
        entries,
        within: course.of,
        banner: None,
        conflict: None,
        twins: None,
        stored: None,
    }
}

async fn save_single(member: Member, Path(key): Path<String>, Query(asked): Query<Asked>, posted: Posted) -> Answer {
    let section = of_key(&key)?;
    if section.many() {
        return Err(Fault::not_found());
    }
    // 基本信息 bears the person's own id.
    let id = member.actor.person.clone().unwrap_or_default();
    save(&member, section, asked, posted, id, false).await
}

async fn save_new(member: Member, Path(key): Path<String>, Query(asked): Query<Asked>, posted: Posted) -> Answer {
    let section = listed(&key)?;
    let id = posted.get("id").to_owned();
    save(&member, section, asked, posted, id, true).await
}

async fn save_one(
    member: Member,
    Path((key, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Answer {
    let section = listed(&key)?;
    save(&member, section, asked, posted, id, false).await
}

async fn save(member: &Member, section: SectionId, asked: Asked, posted: Posted, id: String, new: bool) -> Answer {
    forms::own(member, &posted)?;
    let course = Course::find(member, section, asked.clone()).await?;
    let form = section.section().form;
    let save = forms::save(&posted, form, &id);
    let raw = save.values.clone();
    let key = save.key.clone();
    let backend = &member.app.backend;
    // On the way to a magnifier nobody has finished anything.
    let saved = if posted.has("pick") {
        backend.save_typed(&member.actor, section, save).await
    } else {
        backend.save_entry(&member.actor, section, save).await
    };
    match saved {
        Ok(Saved::Stored { version, issues, values, merged }) => {
            let back = if section.many() && version == 0 {
                entry::fresh(section, &id, course.of())
            } else {
                entry::address(section, Some(&id), course.of())
            };
            if let Some(picker) = forms::pick(&posted, form, if section.many() { &id } else { "" }, &back) {
                return Ok(respond::see_other(picker));
            }
            if issues.is_empty() {
                return Ok(done(section, course.of(), posted.get("intent"), Done::of(&merged)));
            }
            let labels = backend.labels(&member.actor, form, &values).await?;
            let shown = Shown { values, labels, issues, ..Shown::default() };
            // Read again: the list shows the entry as it is stored now.
            let course = Course::find(member, section, asked).await?;
            let opened = backend.opened(&member.actor, section, &id, None).await?;
            let (list, twins) = opened.map_or_else(Default::default, |opened| (opened.list, opened.twins));
            let list = taken(list, section, &course);
            let editing = editing(member, section, id, shown, list, course);
            Ok(refused(member, StatusCode::UNPROCESSABLE_ENTITY, &Editing { new, version, key, twins, ..editing }))
        }
        Ok(Saved::Conflict { version, stored, conflicts, .. }) => {
            let (shown, differs) = forms::clash(member, form, &raw, &stored, &conflicts).await?;
            let conflict = Some(differs);
            let course = Course::find(member, section, asked).await?;
            let list = entries(member, section, &course).await?;
            let editing = editing(member, section, id, shown, list, course);
            Ok(refused(member, StatusCode::CONFLICT, &Editing { new, version, key, conflict, ..editing }))
        }
        Err(backend::Error::Refused(says)) => {
            let stored = backend.entry(&member.actor, section, Some(&id)).await?.is_some();
            if !stored && !new {
                return gone(member, section, course, &raw).await;
            }
            let shown = forms::typed(member, form, &raw).await?;
            let id = if stored { id } else { ids::new() };
            let list = entries(member, section, &course).await?;
            let editing = editing(member, section, id, shown, list, course);
            let banner = Some(Banner::new(Tone::Error, "还没有保存：", format!("{says}。")));
            Ok(refused(member, StatusCode::UNPROCESSABLE_ENTITY, &Editing { new, key, banner, ..editing }))
        }
        Err(backend::Error::NotFound) if section.many() => gone(member, section, course, &raw).await,
        Err(error) => Err(error.into()),
    }
}

/// It was deleted in another window: what was typed becomes a new entry if the person wants it.
async fn gone(member: &Member, section: SectionId, course: Course, raw: &Values) -> Answer {
    let shown = forms::typed(member, section.section().form, raw).await?;
    let says = "这一条已经在别处删除，填写的内容还在本页。要保留，再点一次“保存”，会存为新的一条。";
    let banner = Some(Banner::new(Tone::Error, "还没有保存：", says));
    let list = entries(member, section, &course).await?;
    let editing = editing(member, section, ids::new(), shown, list, course);
    Ok(refused(member, StatusCode::CONFLICT, &Editing { new: true, banner, ..editing }))
}

fn refused(member: &Member, status: StatusCode, editing: &Editing) -> Response {
    respond::page_with(status, entry::page(member.frame(), editing))
}

/// Where a good save leads.
fn done(section: SectionId, course: Option<&Underway>, intent: &str, done: Done) -> Response {
    let page = match intent {
        "new" if section.many() => entry::address(section, None, course),
        "next" => wizard::overview(course),
        _ => wizard::within(&url::record_section(section), course),
    };
    respond::see_other(done.at(&page))
}

async fn ask_delete(member: Member, Path((key, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    let entry = member.app.backend.entry(&member.actor, section, Some(&id)).await?.ok_or_else(Fault::not_found)?;
    Ok(respond::page(section::deletion(member.frame(), &entry, course.of())))
}

async fn delete(member: Member, Path((key, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    match member.app.backend.delete_entry(&member.actor, section, &id).await {
        // Twice the same: it is deleted, and can be brought back.
        Ok(()) | Err(backend::Error::NotFound) => {
            let list = wizard::within(&url::record_section(section), course.of());
            Ok(respond::see_other(url::with_query(&Done::Deleted.at(&list), &[("undo", &id)])))
        }
        Err(backend::Error::Refused(says)) => {
            let banner = Banner::new(Tone::Error, "没有删除：", format!("{says}。"));
            let page = list(&member, section, course, Some(banner)).await?;
            Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn restore(member: Member, Path((key, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let section = listed(&key)?;
    let course = Course::find(&member, section, asked).await?;
    member.app.backend.restore_entry(&member.actor, &id).await?;
    let list = wizard::within(&url::record_section(section), course.of());
    Ok(respond::see_other(Done::Restored.at(&list)))
}
