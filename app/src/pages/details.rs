//! The second step: the application's own form, with the red frame of 核心数据, and
//! whether schooling and years are enough said beside the schooling that is chosen.

use backend::{applications::Draft, records::Entry};
use domain::{
    application,
    business::{Business, Step},
    check::{Context, Stage, check},
    eligibility::Verdict,
    field::Kind,
    record::SectionId,
    review,
};
use leptos::prelude::*;

use super::{verdict, wizard};
use crate::{
    islands::{PickDialog, RecordForm},
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{Banner, Tone},
        conflict::Difference,
        field::Shown,
        form, mould, summary, time,
    },
    url,
};

pub struct Details {
    pub draft: Draft,
    /// What the form shows; [`shown`] unless something else was typed.
    pub shown: Shown,
    pub version: i64,
    pub key: String,
    pub banner: Option<Banner>,
    pub conflict: Option<Vec<Difference>>,
}

/// What is stored. `all` also says what is still missing for the submit.
pub fn shown(draft: &Draft, all: bool) -> Shown {
    let form = draft.course.business.form();
    let issues = if all {
        draft.issues.clone()
    } else {
        check(form, draft.course.values(), &Context { today: draft.course.today, stage: Stage::Save })
    };
    let mut labels = draft.labels.clone();
    if let Some(plan) = draft.committee.as_ref().and_then(|committee| committee.plan.as_ref()) {
        let left = time::left(plan.submit_until, draft.course.today);
        let note = format!("受理期 {} 至 {}，{left}", plan.opens_on, plan.submit_until);
        labels.insert(format!("{}.note", application::COMMITTEE), note);
    }
    if draft.course.business == Business::Recognition {
        labels.insert(format!("{}.note", application::EDUCATION), judged(draft));
    }
    let options = form.fields().filter_map(|field| {
        let options = match field.kind {
            Kind::Entry => draft.educations.clone(),
            Kind::Entries => evidence(draft, field.key),
            _ => return None,
        };
        Some((field.key.to_owned(), options))
    });
    let options = options.collect();
    let beside = verdict::texts(draft).into_iter().collect();
    Shown { values: draft.course.values().clone(), labels, issues, options, beside, locked: false }
}

/// What of the record can prove a claim: the entries that the application has taken, of the sections that speak of it.
fn evidence(draft: &Draft, key: &str) -> Vec<(String, String)> {
    let name = |(section, entry): (SectionId, &Entry)| {
        let named = section.section().name(&entry.values, &entry.labels);
        (entry.id.clone(), format!("{}：{named}", section.section().noun))
    };
    let lists = draft.lists.iter().filter(|(section, _)| review::proves(key, *section));
    let entries = lists.flat_map(|(section, entries)| entries.iter().map(|entry| (*section, entry)));
    entries.map(name).collect()
}

/// Whether it is enough, why, and what else would be possible.
fn judged(draft: &Draft) -> String {
    if let Some(said) = &draft.no_recognition {
        return format!("{said}。");
    }
    match &draft.eligibility {
        Some(Verdict { met, reasons, others, .. }) => {
            let answer = if *met { "符合认定条件：" } else { "还不符合认定条件：" };
            let mut says = format!("{answer}{}。", reasons.join("；"));
            for other in others {
                says.push_str(&format!("{other}。"));
            }
            says
        }
        None if draft.educations.is_empty() => "还没有可以选择的学历，请先在第 1 步填写学历教育信息。".to_owned(),
        None => "选定申报职称名称和这一项并保存以后，这里会说明是否符合认定条件、什么时候符合。".to_owned(),
    }
}

pub fn page(frame: Frame, details: Details) -> Html {
    let words = details.draft.course.business.step(Step::Details);
    let crumbs = wizard::crumbs(Some(&details.draft.course), vec![Crumb::here(words)]);
    let refused = details.conflict.is_some()
        || !details.shown.issues.is_empty()
        || details.banner.as_ref().is_some_and(|banner| banner.tone == Tone::Error);
    let title = format!("{words} - {}", details.draft.course.business.title());
    let frame = frame.titled(title).nav(Nav::Services).crumbs(crumbs).errors(refused);
    let (token, account) = (frame.token.clone(), frame.account.clone());
    render(frame, move || {
        let inside = framed(details, token, account);
        view! {
            <RecordForm/>
            {inside}
            <PickDialog/>
        }
    })
}

fn framed(details: Details, token: String, account: String) -> AnyView {
    let Details { draft, shown, version, key, banner, conflict } = details;
    let address = url::step(&draft.course.id, Step::Details);
    let lead = view! {
        <p class="lead">
            "带 "<span class="req req--in">"*"</span>
            " 的为必填项。标题旁有放大镜的是点击选择项，不能直接输入。没有填完也可以保存，提交前补齐。"
        </p>
    };
    let head = view! {
        {wizard::head(&draft, Step::Details)}
        <div class="page-head page-head--s"><h2>{draft.course.business.step(Step::Details)}</h2>{lead}</div>
        {verdict::panel(&draft)}
    };
    let next = format!("保存，下一步：{}", draft.course.business.step(Step::Preview));
    let back = wizard::way(&draft, Step::Record, "上一步：");
    let frame = form::Frame {
        form: draft.course.business.form(),
        action: address,
        token,
        account,
        conflict: conflict.unwrap_or_default(),
        version,
        key,
        today: draft.course.today,
        banner,
        summary: summary::kept(shown.issues.len()),
        head: mould::draw(head),
        hidden: vec![("id".to_owned(), draft.course.id.clone())],
        actions: form::actions(&[("next", &next), ("save", "保存")], &[back], ""),
    };
    form::frame(frame, &shown)
}
