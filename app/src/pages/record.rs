//! 个人信息: all sections with their state and entries. The same body is the page
//! 个人信息查看 and the first step of an application; a section's own pages are
//! [`super::section`] and [`super::entry`].

use backend::{
    applications::{Draft, Underway},
    records::Entry,
};
use domain::{
    business::Step,
    codes,
    readiness::{self, Place},
    record::SectionId,
    review,
    whole::{Finding, Rule},
};
use leptos::prelude::*;

use super::{
    files,
    section::{Show, list},
    wizard::{self, Done},
};
use crate::{
    islands::RecordForm,
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner, heading, side,
        tasks::{self, Group, Standing, Task, tasks},
    },
    url,
};

/// A section with its entries and what is wrong with them.
#[derive(Clone, Debug)]
pub struct Filled {
    pub section: SectionId,
    /// Of 基本信息 the one, also when it has not been saved.
    pub entries: Vec<Entry>,
    /// Sentences without the section's name.
    pub wrong: Vec<String>,
    /// What shows only in the whole record, and wants no more than a look.
    pub look: Vec<String>,
}

impl Filled {
    /// Of the record by itself.
    pub fn new(section: SectionId, entries: Vec<Entry>, findings: &[Finding]) -> Filled {
        let said = |(nth, entry): (usize, &Entry)| -> Vec<String> {
            let entry = entry
                .issues
                .iter()
                .map(|issue| if section.many() { format!("第 {} 条：{issue}", nth + 1) } else { issue.to_string() });
            entry.collect()
        };
        let wrong =
            entries.iter().filter(|entry| entry.version > 0 && !entry.draft).enumerate().flat_map(said).collect();
        Filled { section, entries, wrong, look: look(section, findings) }
    }

    /// What an application has taken from the record, judged as at its submit.
    pub fn of_draft(draft: &Draft) -> Vec<Filled> {
        let course = &draft.course;
        course
            .business
            .asked(course.values())
            .map(|section| {
                let listed = draft.lists.iter().find(|(of, _)| *of == section).map(|(_, entries)| entries.clone());
                let entries = listed.unwrap_or_else(|| vec![draft.basic.clone()]);
                let here = |place: &Place| matches!(place, Place::Section { section: of, .. } if *of == section);
                let wrong = readiness::blocking(&draft.lines)
                    .filter(|(_, place)| here(place))
                    .map(|(says, _)| says.trim_start_matches(section.title()).trim_start_matches('：').to_owned())
                    .collect();
                Filled { section, entries, wrong, look: look(section, &draft.findings) }
            })
            .collect()
    }

    fn standing(&self) -> Standing {
        match () {
            () if self.entries.iter().all(|entry| entry.version == 0 || entry.draft) => Standing::Todo,
            () if self.wrong.is_empty() => Standing::Done,
            () => Standing::Fix,
        }
    }

    fn task(&self, course: Option<&Underway>) -> Task {
        let standing = self.standing();
        let drafts = self.entries.iter().filter(|entry| entry.draft).count();
        let why = match (standing, self.wrong.as_slice()) {
            (Standing::Fix, [only]) => only.clone(),
            (Standing::Fix, [first, rest @ ..]) => format!("{first}，另有 {} 处", rest.len()),
            _ if drafts > 0 => format!("有 {drafts} 条草稿没有填完"),
            _ => String::new(),
        };
        let look = match self.look.as_slice() {
            [] => String::new(),
            [only] => format!("请核对：{only}"),
            [first, rest @ ..] => format!("请核对：{first}，另有 {} 处", rest.len()),
        };
        let count = self.entries.iter().filter(|entry| !entry.draft && entry.superseded_by.is_none()).count();
        Task {
            title: self.section.title().to_owned(),
            href: wizard::within(&url::record_section(self.section), course),
            needed: course.map_or(self.section == SectionId::Basic, |course| {
                course.business.needs(self.section, course.values())
            }),
            standing,
            count: if self.section.many() && count > 0 { format!("{count} 条") } else { String::new() },
            why,
            look,
            note: note(self.section),
        }
    }
}

/// What wants a look in a section.
fn look(section: SectionId, findings: &[Finding]) -> Vec<String> {
    let mine = findings.iter().filter(|finding| finding.section == section && finding.rule != Rule::Hint);
    let name = |says: &str| says.trim_start_matches(section.title()).to_owned();
    mine.map(|finding| name(&finding.says)).collect()
}

/// What stands beside a section: what the first journey needs to know of it, else its place on 评审表.
fn note(section: SectionId) -> String {
    match section {
        SectionId::Basic => "人事管理单位决定申请先由谁审核".to_owned(),
        SectionId::ContinuingCertificate => "不印在评审表上，上传证书备查".to_owned(),
        _ => section.section().mark(),
    }
}

/// The photo as a task; its warnings, `None` when there is no photo.
fn photo_task(photo: Option<&[String]>, course: Option<&Underway>) -> Task {
    let (standing, why) = match photo {
        None => (Standing::Todo, String::new()),
        Some([]) => (Standing::Done, String::new()),
        Some([first, ..]) => (Standing::Done, format!("请确认：{first}")),
    };
    Task {
        title: "证件照".to_owned(),
        href: wizard::within(&url::photo(), course),
        needed: true,
        standing,
        count: String::new(),
        why,
        look: String::new(),
        note: "用于签发电子证书，证书生成后不能更换".to_owned(),
    }
}

/// Warnings of the photo of an application's owner; `None` when there is no photo.
pub fn photo_of(draft: &Draft) -> Option<Vec<String>> {
    draft.photo.as_ref()?;
    let lines = draft.lines.iter().flat_map(|line| &line.problems);
    let warnings = lines.filter(|(_, place)| *place == Place::Photo);
    Some(warnings.map(|(says, _)| says.trim_start_matches("证件照：").to_owned()).collect())
}

/// How far the needed items are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    pub needed: usize,
    pub done: usize,
    pub fix: usize,
}

pub fn progress(filled: &[Filled], photo: Option<&[String]>, draft: &Draft) -> Progress {
    let needed = filled.iter().filter(|one| draft.course.business.needs(one.section, draft.course.values()));
    let mut standings: Vec<Standing> = needed.map(Filled::standing).collect();
    standings.push(photo_task(photo, None).standing);
    let done = standings.iter().filter(|standing| **standing == Standing::Done).count();
    let fix = filled.iter().filter(|one| one.standing() == Standing::Fix).count();
    Progress { needed: standings.len(), done, fix }
}

/// Needed items that are missing or want mending in an application.
pub fn left(draft: &Draft) -> usize {
    let progress = progress(&Filled::of_draft(draft), photo_of(draft).as_deref(), draft);
    progress.needed - progress.done
}

/// 个人信息查看.
pub struct Record {
    pub filled: Vec<Filled>,
    /// Warnings of the photo; `None` when there is no photo.
    pub photo: Option<Vec<String>>,
    pub done: Option<Done>,
}

pub fn page(frame: Frame, record: Record) -> Html {
    let title = "个人信息查看";
    let crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::here(title)];
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs), move || {
        let said = record.done.map(|done| banner::said(&done.banner()));
        let lead = "填一次，以后的申请都可以选用。改动不影响已经提交的申请。";
        let main = view! {
            {table(&record.filled, record.photo.as_deref(), None)}
            {lists(&record.filled, None)}
        };
        view! { <RecordForm/> {said}{heading::page(title, "", lead)}{side::beside(side::Item::Record, main.into_any())} }
    })
}

/// 当前人员类型, where the business has any.
fn person_type(draft: &Draft) -> Option<AnyView> {
    draft.course.business.form().field(review::PERSON_TYPE)?;
    let label = codes::PERSON_TYPE.label(draft.course.values().get(review::PERSON_TYPE)).unwrap_or("还没有选择");
    let change = view! { <a href=url::person_type(&draft.course.id)>"更改人员类型"</a> };
    Some(view! { <p class="small muted">{format!("当前人员类型：{label}　")}{change}</p> }.into_any())
}

/// The first step of an application.
pub fn step(frame: Frame, draft: Draft, done: Option<Done>) -> Html {
    let words = draft.course.business.step(Step::Record);
    let crumbs = vec![
        Crumb::link("网上业务", url::services()),
        Crumb::link(draft.course.business.title(), url::application_new(draft.course.business)),
        Crumb::here(words),
    ];
    let title = format!("{words} - {}", draft.course.business.title());
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs), move || {
        let said = done.map(|done| banner::said(&done.banner()));
        let filled = Filled::of_draft(&draft);
        let photo = photo_of(&draft);
        let progress = progress(&filled, photo.as_deref(), &draft);
        let left = progress.needed - progress.done;
        let tip = match left {
            0 => "必填项都已完成。".to_owned(),
            left => format!("还有 {left} 个必填项没有完成，可以先进入下一步，提交前必须补齐。"),
        };
        let lead =
            "点项目名称进入填写，各项可以分次完成，随时保存。优先用“选择入库信息”，入库信息里没有的再新增，以免重复。";
        view! {
            <RecordForm/>
            {said}
            {wizard::head(&draft, Step::Record)}
            <div class="row">
                <div class="c-23">
                    <div class="page-head page-head--s"><h2>"个人信息一览表"</h2><p class="lead">{lead}</p></div>
                </div>
                <div class="c-3">{tasks::progress(progress.done, progress.needed, progress.fix, person_type(&draft))}</div>
            </div>
            {table(&filled, photo.as_deref(), Some(&draft.course))}
            {lists(&filled, Some(&draft.course))}
            {attached(&draft)}
            {wizard::ways(
                wizard::way(&draft, Step::Details, "下一步："),
                vec![(url::services(), "暂时离开，以后再填".to_owned())],
                tip,
            )}
        }
    })
}

/// Evidence that belongs to no entry.
fn attached(draft: &Draft) -> AnyView {
    let base = url::application_files(&draft.course.id);
    let list = files::links(&draft.files, |id| url::file(&base, id));
    let body = view! {
        <p>"不属于上面任何一项的材料，例如破格申报的说明、推荐信，上传在这里，只用于这次申请。"</p>
        {(!draft.files.is_empty()).then(|| view! { <ul class="list">{list}</ul> })}
        <p class="mt-s"><a class="btn btn--second btn--s" href=base>"上传或删除申请附件"</a></p>
    };
    heading::section("files", "申请附件", format!("{} 个", draft.files.len()), None, body.into_any())
}

fn table(filled: &[Filled], photo: Option<&[String]>, course: Option<&Underway>) -> AnyView {
    let mut groups: Vec<Group> = Vec::new();
    for one in filled {
        let chapter = one.section.section().chapter;
        match groups.last_mut() {
            Some(group) if group.title == chapter => group.tasks.push(one.task(course)),
            _ => groups.push(Group { title: chapter.to_owned(), tasks: vec![one.task(course)] }),
        }
    }
    groups.push(Group { title: "照片".to_owned(), tasks: vec![photo_task(photo, course)] });
    tasks(format!("个人信息一览表，共 {} 项", filled.len() + 1), groups)
}

/// With so many sections the first step shows no lists below its table.
const MANY: usize = 10;

/// The entries of the sections that are lists.
fn lists(filled: &[Filled], course: Option<&Underway>) -> AnyView {
    // A wizard of many sections shows the list of each on its own page.
    let here = |one: &&Filled| match course {
        Some(course) => course.business.needs(one.section, course.values()) && course.business.sections().len() < MANY,
        None => !one.entries.is_empty(),
    };
    filled
        .iter()
        .filter(|one| one.section.many())
        .filter(here)
        .map(|one| {
            let body = list(one.section, &one.entries, course, Show::Beside);
            heading::section(one.section.key(), one.section.title(), "", None, body)
        })
        .collect_view()
        .into_any()
}
