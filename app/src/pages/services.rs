//! 网上业务: a card for every business and every page of one's own, and what is
//! still waiting to be submitted. What is not built has no card.

use backend::applications::Draft;
use domain::{
    application,
    business::{Business, Step},
};
use leptos::prelude::*;

use super::{
    record::{self, Filled},
    wizard,
};
use crate::{
    islands::RecordForm,
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner, heading,
        icons::{Icon, business_card},
        side, time,
    },
    url,
};

/// `drafts`: applications that are being filled in.
pub fn page(frame: Frame, drafts: Vec<Draft>) -> Html {
    let frame = frame.titled("网上业务").nav(Nav::Services).crumbs(vec![Crumb::here("网上业务")]);
    let member = !frame.account.is_empty();
    render(frame, move || {
        let waiting = drafts.iter().map(waiting).collect_view();
        let main = view! { {waiting}{business()}{tracking()}{own()} };
        view! { {member.then(|| view! { <RecordForm/> })}{heading::page("网上业务", "", "")}{side::beside(side::Item::Services, main.into_any())} }
    })
}

/// A draft to continue.
fn waiting(draft: &Draft) -> AnyView {
    let labels = [application::SPECIALTY, application::TITLE].into_iter().filter_map(|key| draft.labels.get(key));
    let about: Vec<&str> = labels.map(String::as_str).collect();
    let about = if about.is_empty() { String::new() } else { format!("（{}）", about.join(" · ")) };
    if let Some(event) = &draft.course.returned {
        return sent_back(draft, &about, if event.organisation.is_empty() { &event.who } else { &event.organisation });
    }
    let title = format!("{}{about}尚未提交", draft.course.business.title());
    let step = at(draft);
    let mut says = format!("填到第 {} 步“{}”，{}。", step.number(), draft.course.business.step(step), progress(draft));
    if let Some(plan) = draft.committee.as_ref().and_then(|committee| committee.plan.as_ref()) {
        let until = plan.submit_until;
        says.push_str(&format!("评委会受理期至 {until}，{}。", time::left(until, draft.course.today)));
    }
    banner::with_button(
        draft.course.business.key(),
        title,
        &says,
        url::step(&draft.course.id, step),
        "继续填写".to_owned(),
    )
}

/// What an authority has sent back: everything is filled in, and the first step says why.
fn sent_back(draft: &Draft, about: &str, by: &str) -> AnyView {
    let title = format!("{}{about}被退回", draft.course.business.title());
    let mut says = format!("{by}已退回，按退回意见修改后重新提交。");
    if let Some(until) = draft.course.correction_until {
        says.push_str(&format!("提交期限 {until}，{}。", time::left(until, draft.course.today)));
    }
    let href = url::step(&draft.course.id, Step::Record);
    banner::with_button(draft.course.business.key(), title, &says, href, "按退回意见修改".to_owned())
}

/// The first step that wants something.
fn at(draft: &Draft) -> Step {
    let open = [Step::Record, Step::Details].into_iter().find(|step| wizard::wrong_in(draft, *step) > 0);
    open.unwrap_or(Step::Preview)
}

fn progress(draft: &Draft) -> String {
    let progress = record::progress(&Filled::of_draft(draft), record::photo_of(draft).as_deref(), draft);
    let fix = if progress.fix > 0 { format!("，{} 项需修改", progress.fix) } else { String::new() };
    format!("个人信息必填 {} 项已完成 {} 项{fix}", progress.needed, progress.done)
}

const fn icon(business: Business) -> Icon {
    match business {
        Business::Recognition => Icon::Recognition,
        Business::Review => Icon::Review,
    }
}

fn business() -> AnyView {
    let cards = Business::ALL
        .iter()
        .map(|business| {
            let about = business.short().to_owned();
            let links = vec![
                (url::application_new(*business), "业务申请".to_owned(), about.clone()),
                (url::guide(), "操作指引".to_owned(), about),
            ];
            business_card(icon(*business), business.title(), format!("{}。", business.summary()), links)
        })
        .collect_view();
    let cards = view! { <ul class="cards">{cards}</ul> };
    heading::section("business", "业务申请", "", None, cards.into_any())
}

fn tracking() -> AnyView {
    let says = "查看每件申请处于哪个审核环节，撤回、修改或打印。";
    let links = vec![(url::tracking(), "业务查询".to_owned(), String::new())];
    let cards = view! { <ul class="cards">{business_card(Icon::Tracking, "业务办理查询", says, links)}</ul> };
    heading::section("tracking", "业务办理跟踪", "", None, cards.into_any())
}

fn own() -> AnyView {
    let link = |href: String, words: &str| vec![(href, words.to_owned(), String::new())];
    let cards = view! {
        <ul class="cards">
            {business_card(
                Icon::Person,
                "个人信息查看",
                "查看和更正以前填写的全部个人信息，申请时直接选用。",
                link(url::record(), "信息查看"),
            )}
            {business_card(
                Icon::Photo,
                "照片维护",
                "照片用于签发电子证书，提交申请前必须上传。",
                link(url::photo(), "照片维护"),
            )}
            {business_card(
                Icon::Certificate,
                "我的职称证书",
                "查看、下载电子证书，核对证书信息。",
                link(url::certificates(), "我的职称证书"),
            )}
        </ul>
    };
    heading::section("own", "个人信息", "", None, cards.into_any())
}
