//! What the pages of an application in the making share: the head with the step
//! bar, who sent it back, what was just done, and where a problem is mended.
//!
//! It is no page. To add a step: a `Step` variant in `domain`, its standing in
//! [`standing`], and a file beside this one.

use backend::applications::{Draft, Underway};
use domain::{
    business::Step,
    readiness::{self, Line, Place},
    record::SectionId,
};
use leptos::prelude::*;

use super::record;
use crate::{
    shell::Crumb,
    ui::{
        banner::{self, Banner, Tone},
        checks::{self, Answer, Check},
        heading,
        steps::{self, Item, Standing},
        time,
    },
    url,
};

/// What a redirect says was done; the words are fixed here, never taken from the address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    Saved,
    /// Saved, together with what another page has changed meanwhile.
    Merged,
    Deleted,
    Restored,
    /// Taken into the application.
    Taken,
    /// Taken out of it.
    Dropped,
    /// Saved, and an answer asks for this form.
    Opened,
    /// An entry has another place in its list.
    Moved,
    /// What was missing is there.
    Filled,
    /// Nothing was missing any more.
    Whole,
    /// Two entries that look the same are two things.
    Apart,
    /// The correction of a verified entry has begun.
    Correcting,
    /// An entry takes the place of a verified one.
    Corrected,
}

impl Done {
    pub const ALL: &[Done] = &[
        Done::Saved,
        Done::Merged,
        Done::Deleted,
        Done::Restored,
        Done::Taken,
        Done::Dropped,
        Done::Opened,
        Done::Moved,
        Done::Filled,
        Done::Whole,
        Done::Apart,
        Done::Correcting,
        Done::Corrected,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Done::Saved => "saved",
            Done::Merged => "merged",
            Done::Deleted => "deleted",
            Done::Restored => "restored",
            Done::Taken => "taken",
            Done::Dropped => "dropped",
            Done::Opened => "opened",
            Done::Moved => "moved",
            Done::Filled => "filled",
            Done::Whole => "whole",
            Done::Apart => "apart",
            Done::Correcting => "correcting",
            Done::Corrected => "corrected",
        }
    }

    pub fn from_key(key: &str) -> Option<Done> {
        Self::ALL.iter().copied().find(|done| done.key() == key)
    }

    /// What a save did that has taken these fields over from another page.
    pub const fn of(merged: &[&str]) -> Done {
        if merged.is_empty() { Done::Saved } else { Done::Merged }
    }

    /// The address, with the word for what was done.
    pub fn at(self, page: &str) -> String {
        url::with_query(page, &[("done", self.key())])
    }

    pub fn banner(self) -> Banner {
        let says = match self {
            Done::Saved => "已保存。",
            Done::Merged => "已保存。另一个页面在这期间做的修改也在里面。",
            Done::Deleted => "已删除。",
            Done::Restored => "已恢复，内容和删除前一样。",
            Done::Taken => "已选用到这次申请。",
            Done::Dropped => "已移出这次申请，个人信息里仍然保留。",
            Done::Opened => "申报信息已保存。职称是外省、中央单位取得的，请再填写证书资料。",
            Done::Moved => "已调整顺序，申报表也按这个顺序打印。",
            Done::Filled => "已补上一条，请核对，缺少的内容填好以后保存。",
            Done::Whole => "这一处已经补上了，没有再补。",
            Done::Apart => "已记住这两条不是同一条，都保留，以后不再提示。",
            Done::Correcting => {
                "已复制入库的内容。改好并保存以后，这一条替换原来的一条；原来的一条仍然保留在个人信息里。"
            }
            Done::Corrected => "已更正：正在填写的申请改用新的一条，原来的一条仍然保留在个人信息里。",
        };
        Banner::new(Tone::Ok, "", says)
    }
}

/// An address of the record, in the course of the application if there is one.
pub fn within(page: &str, course: Option<&Underway>) -> String {
    match course {
        Some(course) => url::within(page, &course.id),
        None => page.to_owned(),
    }
}

/// Where all sections are listed.
pub fn overview(course: Option<&Underway>) -> String {
    match course {
        Some(course) => url::step(&course.id, Step::Record),
        None => url::record(),
    }
}

/// The way to a page of the record or of the application.
pub fn crumbs(course: Option<&Underway>, more: Vec<Crumb>) -> Vec<Crumb> {
    let title = course.map_or("个人信息查看", |course| course.business.title());
    let mut crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::link(title, overview(course))];
    crumbs.extend(more);
    crumbs
}

/// The head of a step.
pub fn head(draft: &Draft, current: Step) -> AnyView {
    let now = format!("当前办理：第 {} 步，{}", current.number(), draft.course.business.step(current));
    let meta = match &draft.course.number {
        Some(number) => format!("申请编号 {number} · {now}"),
        None => now,
    };
    let items: Vec<Item> = Step::ALL
        .iter()
        .map(|step| Item {
            step: *step,
            standing: standing(draft, *step, current),
            href: Some(url::step(&draft.course.id, *step)),
        })
        .collect();
    view! {
        {heading::page(draft.course.business.title(), meta, "")}
        {returned(&draft.course)}
        {steps::steps(draft.course.business, current, &items)}
    }
    .into_any()
}

fn standing(draft: &Draft, step: Step, current: Step) -> Standing {
    let open = |untouched: bool, wrong: usize| match wrong {
        0 => Standing::Done,
        _ if untouched => Standing::Todo,
        wrong => Standing::Fix(wrong),
    };
    match step {
        Step::Record => open(untouched(draft), record::left(draft)),
        Step::Details => open(*draft.course.values() == draft.course.business.begun(), wrong_in(draft, Step::Details)),
        // It is made from what is there, every time it is looked at.
        Step::Preview if current == Step::Submit => Standing::Done,
        Step::Preview | Step::Submit => Standing::Todo,
    }
}

fn untouched(draft: &Draft) -> bool {
    draft.basic.version == 0 && draft.lists.iter().all(|(_, entries)| entries.is_empty())
}

/// Problems that keep the application from being submitted and are mended in a step.
pub fn wrong_in(draft: &Draft, step: Step) -> usize {
    let mended = |place: &Place| match place {
        Place::Section { .. } | Place::Twins { .. } | Place::Photo => step == Step::Record,
        Place::Details { .. } => step == Step::Details,
        Place::None => false,
    };
    readiness::blocking(&draft.lines).filter(|(_, place)| mended(place)).count()
}

/// Who sent it back, when and why.
pub fn returned(course: &Underway) -> Option<AnyView> {
    let event = course.returned.clone()?;
    let by =
        if event.organisation.is_empty() { event.who } else { format!("{}（{}）", event.organisation, event.who) };
    let until = course.correction_until.map(|until| {
        let left = time::left(until, course.today);
        view! { <p>"请在 "{time::date(until)}" 以前改好并重新提交（"{left}"）。"</p> }
    });
    let body = view! {
        <p>{by}"　"{time::stamp(event.at.local())}</p>
        <div class="prose"><p>{format!("退回原因：{}", event.reason)}</p></div>
        {until}
    };
    let title = "申请已退回，请按意见修改后重新提交".to_owned();
    Some(banner::titled(Tone::Warn, "returned-h", title, body.into_any()))
}

/// The address at which a problem is mended.
pub fn mend(application: &str, place: &Place) -> Option<String> {
    let record = |page: String, key: &str| Some(url::at_field(&url::within(&page, application), key));
    match place {
        Place::Section { section, entry: Some(entry), key } => record(url::entry(*section, entry), key),
        Place::Section { section, entry: None, key } => record(url::record_section(*section), key),
        Place::Twins { section, entry, other } => record(url::twins(*section, entry, other), ""),
        Place::Details { key } => Some(url::at_field(&checked(&url::step(application, Step::Details)), key)),
        Place::Photo => record(url::photo(), ""),
        Place::None => None,
    }
}

/// The page of a form that also says what is missing for the submit.
fn checked(page: &str) -> String {
    url::with_query(page, &[("check", "1")])
}

/// The check list with the way to what mends each problem; what is to be done comes first.
pub fn checks(application: &str, lines: &[Line]) -> Vec<Check> {
    let mut checks = checks::of(lines, &|place| mend(application, place));
    checks.sort_by_key(|check| match check.answer {
        Answer::Fail => 0,
        Answer::Wait => 1,
        Answer::Pass => 2,
    });
    checks
}

/// The foot of a step without a form: the way on, further links, a line below.
pub fn ways(next: (String, String), links: Vec<(String, String)>, tip: impl Into<String>) -> AnyView {
    let tip: String = tip.into();
    let (href, words) = next;
    let links =
        links.into_iter().map(|(href, words)| view! { <a class="btn btn--link" href=href>{words}</a> }).collect_view();
    view! {
        <div class="actions no-print">
            <a class="btn" href=href>{words}</a>
            {links}
            {(!tip.is_empty()).then(|| view! { <p class="form__tip">{tip}</p> })}
        </div>
    }
    .into_any()
}

/// The way to a step: address and words.
pub fn way(draft: &Draft, step: Step, before: &str) -> (String, String) {
    (url::step(&draft.course.id, step), format!("{before}{}", draft.course.business.step(step)))
}

/// The sections that a page of the record walks through.
pub fn sections(course: Option<&Underway>) -> Vec<SectionId> {
    match course {
        Some(course) => course.business.asked(course.values()).collect(),
        None => SectionId::ALL.iter().copied().filter(|section| section.section().when.is_none()).collect(),
    }
}
