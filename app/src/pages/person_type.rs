//! 更改人员类型: the kind of person who applies; it decides which items are asked for.

use backend::applications::Draft;
use domain::{business::Step, codes, review};
use leptos::prelude::*;

use super::wizard;
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        field::radios,
        heading,
        summary::{self, Link},
    },
    url,
};

/// The name of the choice in a post.
pub const CHOICE: &str = "person_type";

/// `issue` is what was wrong with the choice, or empty.
pub fn page(frame: Frame, draft: Draft, issue: &str) -> Html {
    let issue = issue.to_owned();
    let crumbs = wizard::crumbs(Some(&draft.course), vec![Crumb::here("更改人员类型")]);
    let token = frame.token.clone();
    let frame = frame.titled("更改人员类型").nav(Nav::Services).crumbs(crumbs).errors(!issue.is_empty());
    render(frame, move || {
        let table = &codes::PERSON_TYPE;
        let answers = table.offered().map(|row| (row.code.to_owned(), row.label.to_owned(), asks(&draft, row.code)));
        let lead = "人员类型决定个人信息一览表里哪些项目必填、哪些不用填。已经填写的内容都会保留。";
        let wrong = Some(issue.clone()).filter(|issue| !issue.is_empty());
        let links: Vec<Link> = wrong.into_iter().map(|says| Link { href: Some(format!("#{CHOICE}")), says }).collect();
        view! {
            {summary::slot("没有保存", &links)}
            {heading::page("更改人员类型", "", lead)}
            <form method="post" action=url::person_type(&draft.course.id)>
                <input type="hidden" name="_token" value=token/>
                {radios(CHOICE, table.title, answers.collect(), draft.course.values().get(review::PERSON_TYPE), &issue, true)}
                <div class="actions">
                    <button class="btn" type="submit">"保存"</button>
                    <a class="btn btn--link" href=url::step(&draft.course.id, Step::Record)>"返回个人信息一览表"</a>
                </div>
            </form>
        }
    })
}

/// What a type changes: 聘任情况、年度考核信息必填；职称外语考试信息不用填.
fn asks(draft: &Draft, code: &str) -> String {
    let as_type = |code: &str| draft.course.values().clone().with(review::PERSON_TYPE, code);
    let usual = as_type("");
    let typed = as_type(code);
    let titles = |which: &dyn Fn(domain::record::SectionId) -> bool| {
        let sections = draft.course.business.sections().iter().copied().filter(|section| which(*section));
        sections.map(|section| section.title()).collect::<Vec<_>>().join("、")
    };
    let business = draft.course.business;
    let more = titles(&|section| business.needs(section, &typed) && !business.needs(section, &usual));
    let less = titles(&|section| !business.asks(section, &typed) && business.asks(section, &usual));
    let more = if more.is_empty() { String::new() } else { format!("还要填写{more}") };
    let less = if less.is_empty() { String::new() } else { format!("不用填写{less}") };
    [more, less].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("；")
}
