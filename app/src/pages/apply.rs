//! Before an application begins: who may apply, what is needed, how it goes.
//! Looking at it begins nothing.

use domain::{
    business::{Business, Step},
    codes,
    date::Date,
    eligibility::Rule,
    policy::{ApplyKind, Appraisals, InForce, LevelRule, Mode, Policy, promotion::Schooling},
    record::SectionId,
    values::Values,
};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        heading,
        table::{Cell, Column, Row, table},
        time,
    },
    url,
};

/// Whose general rules are shown before anything is known of the person.
const PROVINCE: &str = "440000";

pub struct Apply {
    pub business: Business,
    pub conditions: Conditions,
    /// The application of this kind that is not closed yet: its address and what is to be done.
    pub running: Option<Running>,
    pub today: Date,
}

/// Who may apply, by the rules of the business.
pub enum Conditions {
    /// The rules of every place and time.
    Recognition(Vec<Rule>),
    Review(Policy),
}

/// An application that is not closed.
pub struct Running {
    pub id: String,
    pub editable: bool,
    /// 当前环节.
    pub stage: &'static str,
}

pub fn page(frame: Frame, apply: Apply) -> Html {
    let title = apply.business.title();
    let crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::here(title)];
    let token = frame.token.clone();
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs), move || {
        let business = apply.business;
        let running = apply.running.as_ref().map(|running| banner::banner(&already(running)));
        let conditions = match &apply.conditions {
            Conditions::Recognition(rules) => recognition(rules, apply.today),
            Conditions::Review(policy) => review(&policy.on(PROVINCE, apply.today)),
        };
        view! {
            {heading::page(title, "", format!("{}。", business.summary()))}
            {running}
            {heading::section("conditions", "申报条件", "", None, conditions)}
            {heading::section("needed", "需要准备", "", None, needed(business))}
            {heading::section("steps", "办理步骤", "", None, steps(business))}
            {begin(business, apply.running.as_ref(), token)}
        }
    })
}

fn already(running: &Running) -> Banner {
    if running.editable {
        let says = "你有一件这项业务的申请还没有提交，接着填写即可，不能同时办理两件。";
        Banner::new(Tone::Info, "", says).link(url::step(&running.id, Step::Record), "继续填写")
    } else {
        let says = format!("你有一件这项业务的申请正在办理（{}），办结以前不能再申请。", running.stage);
        Banner::new(Tone::Info, "", says).link(url::application(&running.id), "查看办理进度")
    }
}

/// The schooling and the years that the rules ask for, and what they do not look at.
fn recognition(rules: &[Rule], today: Date) -> AnyView {
    let columns = [Column::new("全日制学历"), Column::new("毕业后工作"), Column::new("可以认定")];
    let rows = rules
        .iter()
        .filter(|rule| rule.valid_from <= today && rule.valid_to.is_none_or(|last| today <= last))
        .map(|rule| {
            let years = if rule.years == 0 { "不要求年限".to_owned() } else { format!("满 {} 年", rule.years) };
            let level = codes::TITLE_LEVEL.label(&rule.level).unwrap_or_default();
            Row::new(vec![Cell::title(rule.education.label()), Cell::new(years), Cell::new(level)])
        })
        .collect();
    view! {
        {table("学历、年限和可以认定的等级", &columns, rows)}
        <p class="table__foot">"年限指毕业后从事本专业工作的时间。填写时系统按你的学历和工作经历判断是否满足，没有满足的会告诉你什么时候满足。"</p>
        <ul class="list mt-s">
            <li>"还没有取得职称。已有职称的不能再认定，要通过评审晋升。"</li>
            <li>"所学专业与现在从事的专业技术工作一致或相近。"</li>
            <li>"年度考核合格，能胜任本职工作，由人事管理单位审核。"</li>
        </ul>
    }
    .into_any()
}

/// The general conditions of a review, the kinds of application and what every year has to have.
fn review(in_force: &InForce) -> AnyView {
    let columns = [Column::short("申报等级"), Column::new("学历（学位）"), Column::new("现职称"), Column::new("年限")];
    let or = |text: String| if text.is_empty() { "不要求".to_owned() } else { text };
    let rows = in_force.general().into_iter().map(|(_, rule)| {
        let level = codes::TITLE_LEVEL.label(&rule.level).unwrap_or_default();
        let education = rule.education.map(Schooling::said).unwrap_or_default();
        Row::new(vec![
            Cell::title(level),
            Cell::new(or(education)),
            Cell::new(or(rule.holding_said())),
            Cell::new(or(rule.time_said())),
        ])
    });
    let list = |items: Vec<String>| {
        let items = items.into_iter().map(|item| view! { <li>{time::within(&item)}</li> }).collect_view();
        view! { <ul class="list">{items}</ul> }
    };
    let kinds = in_force.kinds().map(ApplyKind::said).collect();
    let mut years: Vec<String> = Vec::new();
    years.extend(in_force.appraisals().map(Appraisals::said));
    years.extend(in_force.continuing().map(|standard| format!("继续教育{}", standard.said())));
    let by = |mode: Mode| {
        let which: Vec<String> =
            in_force.special_levels().filter(|rule| rule.mode == mode).map(LevelRule::which).collect();
        (!which.is_empty()).then(|| format!("{}：{}", mode.label(), which.join("；")))
    };
    let levels: Vec<String> = [Mode::Exam, Mode::ExamThenReview].into_iter().filter_map(by).collect();
    let exams = (!levels.is_empty()).then(|| view! { <h3 class="mt">"要考试的等级"</h3>{list(levels)} });
    view! {
        {table("各等级的学历、现职称和年限", &columns, rows.collect())}
        <p class="table__foot">
            "满足一行即可。以当地公布的申报条件为准。填写申请信息时，系统按你的记录逐条判断：哪条符合、哪条不足、最早什么时候符合、还有哪些途径。"
        </p>
        <h3 class="mt">"每个年度"</h3>
        {list(years)}
        <h3 class="mt">"申报类型"</h3>
        {list(kinds)}
        {exams}
    }
    .into_any()
}

fn needed(business: Business) -> AnyView {
    let record: Vec<&str> = business.asked(&Values::new()).map(SectionId::title).collect();
    let items = [
        format!("个人信息：{}。以前填过的可以直接选用。", record.join("、")),
        "毕业证书、学位证书：院校、专业、日期和编号以证书为准。".to_owned(),
        "电子证件照：JPG 格式，600 KB 以内，不小于 128 × 180 像素，红底或蓝底，近半年内正面免冠。".to_owned(),
        "个人专业技术工作小结，3000 字以内；工作期间奖惩情况，没有的填“无”。".to_owned(),
        "要报的评审委员会：先看评审通知里的受理范围和受理时间。".to_owned(),
    ];
    let items = items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view();
    view! {
        <ul class="list">{items}</ul>
        <p class="mt-s"><a href=url::review_notices()>"查看评审通知"</a>"　"<a href=url::guide()>"操作指引"</a></p>
    }
    .into_any()
}

fn steps(business: Business) -> AnyView {
    let items = Step::ALL.iter().map(|step| view! { <li>{business.step(*step)}</li> }).collect_view();
    view! {
        <ol class="list list--num">{items}</ol>
        <p class="mt-s">"可以分次填写，随时保存，下次登录接着填。提交以后依次由各审核单位办理，随时可以查询进度。"</p>
    }
    .into_any()
}

fn begin(business: Business, running: Option<&Running>, token: String) -> AnyView {
    if let Some(running) = running {
        let (href, words) = if running.editable {
            (url::step(&running.id, Step::Record), "继续填写")
        } else {
            (url::application(&running.id), "查看办理进度")
        };
        return view! { <div class="actions"><a class="btn" href=href>{words}</a></div> }.into_any();
    }
    view! {
        <form class="actions" method="post" action=url::application_new(business)>
            <input type="hidden" name="_token" value=token/>
            <button class="btn" type="submit">"开始申报"</button>
            <a class="btn btn--link" href=url::services()>"返回网上业务"</a>
        </form>
    }
    .into_any()
}
