//! The last step: every condition with its answer and the way to what mends it,
//! what will be frozen, who looks at it then. The button is never disabled: what
//! is wrong is said when it is pressed.

use backend::applications::Draft;
use domain::{
    application,
    business::Step,
    readiness::{self, Line},
    record::{SectionId, basic},
};
use leptos::prelude::*;

use super::wizard;
use crate::{
    islands::RecordForm,
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        checks, heading, kv,
        stages::stages,
        summary::{self, Link},
        time,
    },
    url,
};

pub struct Submit {
    pub draft: Draft,
    /// The check list; of a refused submit the one that refused it.
    pub lines: Vec<Line>,
    /// The button was pressed.
    pub refused: bool,
}

pub fn page(frame: Frame, submit: Submit) -> Html {
    let words = submit.draft.course.business.step(Step::Submit);
    let crumbs = wizard::crumbs(Some(&submit.draft.course), vec![Crumb::here(words)]);
    let title = format!("{words} - {}", submit.draft.course.business.title());
    let frame = frame.titled(title).nav(Nav::Services).crumbs(crumbs).errors(submit.refused);
    let token = frame.token.clone();
    render(frame, move || {
        let Submit { draft, lines, refused } = submit;
        let list = wizard::checks(&draft.course.id, &lines);
        let note = checks::count(&list);
        view! {
            <RecordForm/>
            {refused.then(|| problems(&draft, &lines))}
            {wizard::head(&draft, Step::Submit)}
            <div class="cols cols--aside">
                <div class="cols__main">
                    {heading::section("checks", "提交前检查", note, None, checks::checks(list))}
                    {heading::section("frozen", "提交后不能修改的内容", "", None, frozen(&draft))}
                    {form(&draft, token)}
                </div>
                <div class="cols__side">{about(&draft)}{then(&draft)}</div>
            </div>
        }
    })
}

/// Every problem, in the words of the check list.
fn problems(draft: &Draft, lines: &[Line]) -> AnyView {
    let links: Vec<Link> = readiness::blocking(lines)
        .map(|(says, place)| Link { href: wizard::mend(&draft.course.id, place), says: says.clone() })
        .collect();
    summary::slot(&format!("还不能提交，先解决下面 {} 个问题", links.len()), &links)
}

fn frozen(draft: &Draft) -> AnyView {
    let of = |section: SectionId| {
        let entries = draft.lists.iter().find(|(of, _)| *of == section).map(|(_, entries)| entries.len());
        match entries {
            Some(0) => None,
            Some(count) => Some(format!("{} {count} 条", section.title())),
            None => Some(section.title().to_owned()),
        }
    };
    let record: Vec<String> = draft.course.business.asked(draft.course.values()).filter_map(of).collect();
    let form = draft.course.business.form();
    let groups: Vec<&str> = form.groups.iter().map(|group| group.title).filter(|title| !title.is_empty()).collect();
    view! {
        <ul class="list">
            <li>{record.join("、")}</li>
            <li>{format!("{}：{}", form.title, groups.join("、"))}</li>
            <li>{attachments(draft)}</li>
            <li>"现在的证件照：审核材料和电子证书都用这一张，证书生成后不能更换"</li>
        </ul>
        <p class="form__tip mt-s">
            "提交后这些内容固定下来，各审核单位看到的都是同一份。要修改，可以在第一个审核单位办理之前自己撤回，或由审核单位退回。"
        </p>
    }
    .into_any()
}

fn attachments(draft: &Draft) -> String {
    let of_entries: usize = draft.lists.iter().flat_map(|(_, entries)| entries).map(|entry| entry.files.len()).sum();
    match of_entries + draft.files.len() {
        0 => "没有附件".to_owned(),
        count => format!("附件 {count} 个：提交以后再删除，不影响这次申请"),
    }
}

fn form(draft: &Draft, token: String) -> AnyView {
    let (back, words) = wizard::way(draft, Step::Preview, "上一步：");
    let here = url::step(&draft.course.id, Step::Submit);
    let again = here.clone();
    view! {
        <form class="actions" method="post" action=here novalidate=true>
            <input type="hidden" name="_token" value=token/>
            <button class="btn" type="submit">"提交审核"</button>
            <a class="btn btn--second" href=again>"重新检查"</a>
            <a class="btn btn--link" href=back>{words}</a>
        </form>
    }
    .into_any()
}

fn about(draft: &Draft) -> AnyView {
    let label = |key: &str| draft.labels.get(key).cloned().unwrap_or_else(|| "未选择".to_owned());
    let level = readiness::level_label(draft.course.values().get(application::LEVEL));
    let title = label(application::TITLE);
    let title = if level.is_empty() { title } else { format!("{title}（{level}）") };
    let unit = draft.basic.labels.get(basic::UNIT).cloned().unwrap_or_else(|| "未选择".to_owned());
    let name = draft.basic.values.get(basic::NAME);
    let name = if name.is_empty() { "未填写" } else { name }.to_owned();
    let mut rows = vec![
        ("业务类型".to_owned(), draft.course.business.short().into_any()),
        ("申报人".to_owned(), name.into_any()),
        ("人事管理单位".to_owned(), unit.into_any()),
        ("申报专业".to_owned(), label(application::SPECIALTY).into_any()),
        ("申报职称".to_owned(), title.into_any()),
        ("评审委员会".to_owned(), label(application::COMMITTEE).into_any()),
    ];
    if let Some(plan) = draft.committee.as_ref().and_then(|committee| committee.plan.as_ref()) {
        let until =
            view! { <b>{time::date(plan.submit_until)}</b>"，"{time::left(plan.submit_until, draft.course.today)} };
        rows.push(("受理截止".to_owned(), until.into_any()));
    }
    view! {
        <section class="panel" aria-labelledby="about-h">
            <h2 class="panel__title" id="about-h">"将要提交的申请"</h2>
            {kv::kv("将要提交的申请", rows, true)}
        </section>
    }
    .into_any()
}

fn then(draft: &Draft) -> AnyView {
    view! {
        <section class="panel" aria-labelledby="then-h">
            <h2 class="panel__title" id="then-h">"提交后依次审核"</h2>
            {stages(&draft.route, draft.course.state, &[])}
        </section>
    }
    .into_any()
}
