//! One application for its applicant: where it is, who did what and why, what
//! comes next and what may be done now.

use backend::applications::{Dossiered, Event};
use domain::{
    application,
    business::Step,
    date::Date,
    workflow::{Action, Level, Outcome, State},
};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner},
        heading, kv,
        side::{self, Item},
        stages::{Note, Stage, stages},
        table::{Cell, Column, Row, table},
        tag, time,
    },
    url,
};

pub struct Application {
    pub dossier: Dossiered,
    /// What the applicant has just done.
    pub done: Option<Action>,
    pub today: Date,
}

pub fn page(frame: Frame, application: Application) -> Html {
    let title = title(&application.dossier);
    let crumbs = vec![
        Crumb::link("网上业务", url::services()),
        Crumb::link("业务办理查询", url::tracking()),
        Crumb::here("申请详情"),
    ];
    let frame = frame.titled(title.clone()).nav(Nav::Tracking).crumbs(crumbs);
    render(frame, move || {
        let Application { dossier, done, today } = application;
        let said = done.and_then(|action| said(action, &dossier)).map(|said| banner::said(&said));
        let main = view! { {progress(&dossier, today)}{facts(&dossier)}{history(&dossier.events)} };
        view! {
            {said}
            {heading::page(title, meta(&dossier), "")}
            {side::beside(Item::Tracking, main.into_any())}
        }
    })
}

/// `2026-11-24 考核认定`, or without a day before the first submit.
pub fn title(dossier: &Dossiered) -> String {
    match dossier.applied_on {
        Some(day) => format!("{day} {}", dossier.business.short()),
        None => dossier.business.title().to_owned(),
    }
}

/// 机械 · 助理工程师（助理级） · 申请编号.
fn meta(dossier: &Dossiered) -> String {
    let mut words = Vec::new();
    let shown = |key| dossier.snapshot.as_ref().map_or("", |it| it.shown(dossier.business.form().key, key));
    if !shown(application::SPECIALTY).is_empty() {
        words.push(shown(application::SPECIALTY).to_owned());
    }
    if !shown(application::TITLE).is_empty() {
        words.push(format!("{}（{}）", shown(application::TITLE), shown(application::LEVEL)));
    }
    if let Some(number) = &dossier.number {
        words.push(format!("申请编号 {number}"));
    }
    words.join(" · ")
}

/// The result of what was just done; nothing when the state says otherwise, as in an old address.
fn said(action: Action, dossier: &Dossiered) -> Option<Banner> {
    let ok = |lead: &str, text: String| Some(Banner::new(banner::Tone::Ok, lead, text));
    match (action, dossier.state) {
        (Action::Submit, State::At(level)) => {
            let number = dossier.number.as_deref().unwrap_or_default();
            ok(
                "申请已提交。",
                format!("申请编号 {number}，现在等{}审核。可以随时在业务办理查询里看进度。", level.authority()),
            )
        }
        (Action::Withdraw, State::Draft) => ok("申请已撤回。", "填写的内容都在，修改后可以重新提交。".to_owned()),
        (Action::Cancel, State::Closed(Outcome::Cancelled)) => {
            ok("申请已撤销。", "这件申请已经办结，需要时可以重新申请。".to_owned())
        }
        _ => None,
    }
}

fn progress(dossier: &Dossiered, today: Date) -> AnyView {
    let body = view! {
        <div class="row">
            <div class="c-23">{stages(&dossier.route, dossier.state, &notes(dossier, today))}</div>
            <div class="c-3">{panel(dossier, today)}</div>
        </div>
    };
    heading::section("progress", "办理进度", "", None, body.into_any())
}

/// What happened at each stage, oldest first, and since when the present one has it.
pub fn notes(dossier: &Dossiered, today: Date) -> Vec<Note> {
    let mut notes: Vec<Note> = dossier.events.iter().map(note).collect();
    let waits = match dossier.state {
        State::At(level) => Some((Stage::Level(level), who_has(dossier, level))),
        State::Confirming => Some((Stage::Confirm, "")),
        State::Draft | State::Returned(_) | State::Closed(_) => None,
    };
    if let (Some((stage, who)), Some(last)) = (waits, dossier.events.last()) {
        let due = dossier.due.map(|day| format!("，应在 {day} 前办理，{}", time::left(day, today))).unwrap_or_default();
        let at = format!("收到于 {}{due}", last.at.local());
        notes.push(Note { stage: Some(stage), who: who.to_owned(), at, say: String::new() });
    }
    notes
}

/// The name of the organisation at a level, where the application knows it.
fn who_has(dossier: &Dossiered, level: Level) -> &str {
    match level {
        Level::Unit => &dossier.unit,
        Level::Committee => &dossier.committee,
        Level::Department | Level::Hrss => "",
    }
}

fn note(event: &Event) -> Note {
    let stage = match (event.action, event.from) {
        (Action::Confirm, _) | (_, State::Confirming) => Stage::Confirm,
        (Action::Submit | Action::Withdraw | Action::Cancel, _) => Stage::Applicant,
        (_, State::At(level)) => Stage::Level(level),
        (_, State::Draft | State::Returned(_) | State::Closed(_)) => Stage::Applicant,
    };
    let who = if event.organisation.is_empty() { &event.who } else { &event.organisation };
    let did = match event.action {
        Action::Submit if event.round > 1 => "重新提交",
        // The tag says it.
        Action::Submit | Action::Accept | Action::Pass | Action::Confirm => "",
        Action::Withdraw | Action::Cancel | Action::Return | Action::Refuse | Action::Fail => event.action.label(),
    };
    let say = match (did, event.reason.as_str()) {
        ("", reason) => reason.to_owned(),
        (did, "") => did.to_owned(),
        (did, reason) => format!("{did}：{reason}"),
    };
    Note { stage: Some(stage), who: who.clone(), at: event.at.local(), say }
}

/// 可以办理: links for what may be done, and what comes next.
fn panel(dossier: &Dossiered, today: Date) -> AnyView {
    let may = |action: Action| dossier.actions.contains(&action);
    let link = |href: String, words: &str| view! { <p><a href=href>{words.to_owned()}</a></p> };
    let change = if dossier.state.returned() { "按退回意见修改" } else { "继续填写" };
    // What was cancelled before it was ever submitted has no form.
    let printable = dossier.snapshot.is_some() || may(Action::Submit);
    let certificate = dossier.certificate.as_ref().map(|number| link(url::certificate(number), "查看职称证书"));
    view! {
        <div class="panel">
            <h3 class="panel__title">"可以办理"</h3>
            {may(Action::Submit).then(|| link(url::step(&dossier.id, Step::Record), change))}
            {may(Action::Submit).then(|| link(url::step(&dossier.id, Step::Submit), "检查并提交"))}
            {may(Action::Withdraw).then(|| link(url::act(&dossier.id, Action::Withdraw), "撤回申请"))}
            {certificate}
            {printable.then(|| link(url::paper(&dossier.id), &format!("打印{}", dossier.business.paper())))}
            {dossier.snapshot.is_some().then(|| link(url::content(&dossier.id), "查看提交的全部内容"))}
            {may(Action::Cancel).then(|| link(url::act(&dossier.id, Action::Cancel), "撤销申请"))}
            <p class="mt-s">{time::within(&next(dossier, today))}</p>
        </div>
    }
    .into_any()
}

/// What comes next, in one or two sentences.
pub fn next(dossier: &Dossiered, today: Date) -> String {
    match dossier.state {
        State::Draft => "还没有提交。填好各项后检查并提交，提交后由人事管理单位开始审核。".to_owned(),
        State::Returned(level) => {
            let until = dossier.submit_until.map(|day| format!("，请在 {day} 前提交（{}）", time::left(day, today)));
            let until = until.unwrap_or_default();
            format!("{}已退回。按退回意见修改后重新提交{until}，再从第一个环节审核。", level.authority())
        }
        State::At(level) if dossier.actions.contains(&Action::Withdraw) => {
            format!("等{}审核。审核前可以自己撤回，撤回后能修改。", level.authority())
        }
        State::At(level) => {
            let authority = level.authority();
            let first = dossier.route.first().authority();
            format!("等{authority}审核。{first}已经审核，不能自己撤回。需要修改请联系{authority}退回。")
        }
        State::Confirming => "评委会已经通过。人社部门确认后核发证书。".to_owned(),
        State::Closed(Outcome::Passed) => "已经办结，证书已经核发。".to_owned(),
        State::Closed(Outcome::Failed) => "已经办结，评委会没有通过。符合条件时可以重新申请。".to_owned(),
        State::Closed(Outcome::Refused) => {
            "已经办结，评委会没有受理，原因见办理进度。处理好后可以重新申请。".to_owned()
        }
        State::Closed(Outcome::Cancelled) => "已经撤销，需要时可以重新申请。".to_owned(),
    }
}

fn facts(dossier: &Dossiered) -> AnyView {
    let text = |text: &str| text.to_owned().into_any();
    let mut rows = vec![
        ("业务类型".to_owned(), text(dossier.business.title())),
        ("办理状态".to_owned(), tag::status(dossier.state)),
        ("当前环节".to_owned(), text(dossier.state.stage())),
    ];
    rows.extend(tag::outcome(dossier.state).map(|outcome| ("结果".to_owned(), outcome)));
    rows.extend(dossier.number.as_deref().map(|number| ("申请编号".to_owned(), text(number))));
    rows.extend(dossier.applied_on.map(|day| ("申请日期".to_owned(), time::date(day))));
    for (name, value) in [("人事管理单位", &dossier.unit), ("评审委员会", &dossier.committee)] {
        if !value.is_empty() {
            rows.push((name.to_owned(), text(value)));
        }
    }
    rows.extend(dossier.certificate.as_deref().map(|number| {
        let link = view! { <a href=url::certificate(number)>{number.to_owned()}</a> };
        ("证书编号".to_owned(), link.into_any())
    }));
    if dossier.round > 0 {
        rows.push(("提交次数".to_owned(), format!("{} 次", dossier.round).into_any()));
    }
    heading::section("facts", "申请信息", "", None, kv::kv("申请信息", rows, false))
}

/// Every event: when, who, what, why.
fn history(events: &[Event]) -> AnyView {
    if events.is_empty() {
        return ().into_any();
    }
    let columns = [
        Column::short("时间"),
        Column::short("办理"),
        Column::new("办理人和单位"),
        Column::new("意见或原因"),
        Column::short("办理后的环节"),
    ];
    let rows = events
        .iter()
        .map(|event| {
            let whose = (!event.organisation.is_empty()).then(|| view! { {event.organisation.clone()}<br/> });
            let who = view! { {whose}{event.who.clone()} };
            let reason = if event.reason.is_empty() {
                Cell::class("muted", "—")
            } else {
                Cell::new(view! { <span class="pre">{event.reason.clone()}</span> })
            };
            let after = match event.to.outcome() {
                Some(outcome) => format!("办结（{}）", outcome.label()),
                None => event.to.stage().to_owned(),
            };
            Row::new(vec![
                Cell::class("nowrap", time::stamp(event.at.local())),
                Cell::title(view! { <span class="nowrap">{event.action.label()}</span> }),
                Cell::new(who),
                reason,
                Cell::class("nowrap", after),
            ])
        })
        .collect();
    heading::section("history", "办理记录", "", None, table("办理记录，从早到晚", &columns, rows))
}
