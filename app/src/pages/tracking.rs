//! 业务办理查询: the applicant's applications, filtered by day and kind.

use backend::applications::TrackLine;
use domain::{business::Step, workflow::Action};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        empty::empty,
        field::{Control, Plain},
        filter, heading, options, pager,
        side::{self, Item},
        table::{Cell, Column, Row, table},
        tag, time,
    },
    url,
};

/// One bound of the filter as it was typed, with the sentence when it cannot be used.
#[derive(Clone, Debug, Default)]
pub struct Bound {
    pub typed: String,
    pub error: String,
}

#[derive(Clone, Debug, Default)]
pub struct Tracking {
    pub from: Bound,
    pub to: Bound,
    /// The key of a business, or empty.
    pub business: String,
    /// The kinds to choose from: key and name.
    pub kinds: Vec<(String, String)>,
    /// Those of this page.
    pub lines: Vec<TrackLine>,
    pub page: u32,
    pub pages: u32,
    /// All that the filter finds.
    pub total: usize,
}

impl Tracking {
    fn filtered(&self) -> bool {
        !(self.from.typed.is_empty() && self.to.typed.is_empty() && self.business.is_empty())
    }

    fn refused(&self) -> bool {
        !(self.from.error.is_empty() && self.to.error.is_empty())
    }
}

pub fn page(frame: Frame, tracking: Tracking) -> Html {
    let crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::here("业务办理查询")];
    let frame = frame.titled("业务办理查询").nav(Nav::Tracking).crumbs(crumbs).errors(tracking.refused());
    render(frame, move || {
        let main = view! { {conditions(&tracking)}{list(tracking)} };
        view! {
            {heading::page("业务办理查询", "", "")}
            {side::beside(Item::Tracking, main.into_any())}
        }
    })
}

fn conditions(tracking: &Tracking) -> AnyView {
    let bound = |id: &str, label: &str, bound: &Bound| {
        Plain::new(id, label, Control::Digits).value(bound.typed.clone()).error(bound.error.clone())
    };
    let kinds = options::pairs("全部", &tracking.kinds, &tracking.business);
    let fields = vec![
        bound("from", "申请日期从", &tracking.from),
        bound("to", "至", &tracking.to),
        Plain::new("business", "业务类型", Control::Select(kinds)),
    ];
    filter::filter(url::tracking(), "查询条件", fields, tracking.filtered().then(url::tracking))
}

fn list(tracking: Tracking) -> AnyView {
    if tracking.refused() {
        return empty("还没有查询", "请先改正上面的日期，再点“查询”。", None);
    }
    if tracking.lines.is_empty() {
        return if tracking.filtered() {
            let clear = Some((url::tracking(), "清空条件".to_owned()));
            empty(
                "没有符合条件的申请",
                "试试放宽申请日期，或把业务类型改成“全部”。还没有提交的申请按开始填写的日期查询。",
                clear,
            )
        } else {
            let begin = Some((url::services(), "去网上业务".to_owned()));
            empty("还没有申请", "在网上业务里选择要办理的业务，开始填写后会列在这里。", begin)
        };
    }
    let columns = [
        Column::short("退回标志"),
        Column::short("申请日期"),
        Column::short("业务类型"),
        Column::short("办理状态"),
        Column::short("当前环节"),
        Column::short("结果"),
        Column::short("证书编号"),
        Column::actions(),
    ];
    let (page, pages, total) = (tracking.page, tracking.pages, tracking.total);
    let Tracking { from, to, business, lines, .. } = tracking;
    let href = move |page: u32| {
        let page = page.to_string();
        let pairs = [("from", from.typed.as_str()), ("to", &to.typed), ("business", &business), ("page", &page)];
        url::with_query(&url::tracking(), &pairs)
    };
    let rows = lines.iter().map(row).collect();
    let info = if pages > 1 {
        format!("共 {total} 条，第 {page} 页，共 {pages} 页")
    } else {
        format!("共 {total} 条")
    };
    view! {
        {table("办理中和已办结的申请", &columns, rows)}
        {pager::pager(page, pages, info, &href)}
        <p class="table__foot">
            "已提交的申请不能修改。若需要修改，可以在第一个审核环节办理前自己撤回，或联系相关部门退回。"
        </p>
    }
    .into_any()
}

fn row(line: &TrackLine) -> Row {
    let day = line.applied_on.map(|date| date.to_string());
    // What a reader hears of the links of this row.
    let about = match &day {
        Some(day) => format!("{day} {}", line.business.short()),
        None => format!("未提交的{}", line.business.short()),
    };
    let none = || view! { <span class="muted">"—"</span> }.into_any();
    let certificate = match &line.certificate {
        Some(number) => view! { <a href=url::certificate(number)>{number.clone()}</a> }.into_any(),
        None => none(),
    };
    Row {
        class: "",
        cells: vec![
            Cell::new(tag::returned(line.state)),
            Cell::class("nowrap", line.applied_on.map_or_else(none, time::date)),
            Cell::title(line.business.short()),
            Cell::new(tag::status(line.state)),
            Cell::new(line.state.stage()),
            Cell::new(tag::outcome(line.state).unwrap_or_else(none)),
            Cell::new(certificate),
            Cell::actions(actions(line, &about)),
        ],
    }
}

fn actions(line: &TrackLine, about: &str) -> AnyView {
    let link = |href: String, words: &'static str| {
        view! { <a href=href aria-label=format!("{words}：{about}")>{words}</a>" " }
    };
    let may = |action: Action| line.actions.contains(&action);
    // What was cancelled before it was ever submitted has no form.
    let printable = line.number.is_some() || may(Action::Submit);
    view! {
        {link(url::application(&line.id), "查看详情")}
        {may(Action::Submit).then(|| link(url::step(&line.id, Step::Record), "修改"))}
        {may(Action::Withdraw).then(|| link(url::act(&line.id, Action::Withdraw), "撤回"))}
        {printable.then(|| link(url::paper(&line.id), "打印"))}
    }
    .into_any()
}
