//! 待办审核: the queue of an authority, longest waiting first, and what it has
//! handled. Tabs and paging are links; a decision leads on to the next line.

use backend::{
    applications::Dossiered,
    reviews::{Queue, QueueLine, Tab},
};
use domain::{
    date::Date,
    workflow::{Action, Level, State},
};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        empty::empty,
        heading,
        table::{Cell, Column, Row, table},
        tag, time,
    },
    url,
};

/// What the page shows.
pub struct Page {
    pub tab: Tab,
    pub queue: Queue,
    /// This continues an earlier page.
    pub continued: bool,
    /// What was just decided.
    pub done: Option<Banner>,
    pub today: Date,
}

/// What an authority has just done to an application, for the page after it. None when
/// the last thing that happened to it was not this organisation's doing.
pub fn done(dossier: &Dossiered, organisation: &str) -> Option<Banner> {
    let event = dossier.events.last().filter(|event| event.organisation == organisation)?;
    let about = format!("{}（{}）", dossier.applicant, dossier.number.as_deref().unwrap_or_default());
    let follows = match (event.action, event.to) {
        (Action::Confirm, _) => {
            format!("证书已核发，编号 {}。", dossier.certificate.as_deref().unwrap_or_default())
        }
        (Action::Return, _) => "申报人会看到退回原因，修改后重新提交。".to_owned(),
        (Action::Pass, _) => "已报人社部门审核确认。".to_owned(),
        (_, State::At(next)) => format!("已报送{}。", next.authority()),
        (_, State::Closed(_)) => "申请已办结，申报人会看到结果。".to_owned(),
        _ => return None,
    };
    Some(Banner::new(Tone::Ok, format!("{}：{about}。", event.action.label()), follows))
}

/// The same on the page of the application that comes next, so that the two are not mixed up.
pub fn done_before(dossier: &Dossiered, organisation: &str) -> Option<Banner> {
    done(dossier, organisation).map(|said| Banner { text: format!("{}下面是下一件待办。", said.text), ..said })
}

pub fn page(frame: Frame, page: Page) -> Html {
    let who = frame.who.clone();
    let level = who.as_ref().and_then(|who| who.role.level());
    let title = match page.tab {
        Tab::Waiting => "待办审核",
        Tab::Handled => "已办记录",
    };
    let frame = frame.titled(title).nav(Nav::Reviews).crumbs(vec![Crumb::here(title)]);
    render(frame, move || {
        let Page { tab, queue, continued, done, today } = page;
        let authority = level.map(|level| format!("{}审核", level.authority())).unwrap_or_default();
        let organisation = who.and_then(|who| who.organisation).unwrap_or_default();
        let handled = tab == Tab::Handled;
        let tabs = vec![
            (url::reviews(), format!("待办 {}", queue.waiting), !handled),
            (url::reviews_of(true, None), "已办".to_owned(), handled),
        ];
        let list = if queue.lines.is_empty() { nothing(tab, continued) } else { list(tab, &queue.lines, level, today) };
        view! {
            {done.as_ref().map(banner::said)}
            {heading::page(title, format!("{authority} · {organisation}"), "")}
            {heading::tabs("审核状态", tabs)}
            {(!handled).then(|| overdue(&queue.lines, today))}
            {list}
            {turning(tab, &queue, continued)}
        }
    })
}

/// How many lines of this page are late, and how many end today.
fn overdue(lines: &[QueueLine], today: Date) -> Option<AnyView> {
    let late = lines.iter().filter(|line| line.due.is_some_and(|due| due < today)).count();
    let now = lines.iter().filter(|line| line.due == Some(today)).count();
    let lead = match (late, now) {
        (0, 0) => return None,
        (0, now) => format!("{now} 件今天到期。"),
        (late, 0) => format!("{late} 件已经逾期。"),
        (late, now) => format!("{late} 件已经逾期，{now} 件今天到期。"),
    };
    let tone = if late > 0 { Tone::Error } else { Tone::Warn };
    Some(banner::banner(&Banner::new(tone, lead, "列表按收到的先后排列，请先办理这些申请。")))
}

fn nothing(tab: Tab, continued: bool) -> AnyView {
    match (tab, continued) {
        (_, true) => empty("后面没有了", "这一页的申请已经办理完。", Some((url::reviews(), "回到待办".to_owned()))),
        (Tab::Waiting, false) => empty(
            "没有等待审核的申请",
            "申请报送到本单位后会列在这里，最早收到的排在最前。",
            Some((url::reviews_of(true, None), "查看已办".to_owned())),
        ),
        (Tab::Handled, false) => empty("还没有办理过申请", "审核过的申请会列在这里，可以查看内容和后来的结果。", None),
    }
}

fn list(tab: Tab, lines: &[QueueLine], level: Option<Level>, today: Date) -> AnyView {
    // A unit's queue holds its own people only: its name in every line would say nothing.
    let units = level != Some(Level::Unit);
    let mut columns = vec![Column::short("申请编号"), Column::short("申报人"), Column::new("申报职称")];
    if units {
        columns.push(Column::new("人事管理单位"));
    }
    columns.push(Column::new("评审委员会"));
    columns.extend(match tab {
        Tab::Waiting => [Column::short("收到日期"), Column::short("办理时限")],
        Tab::Handled => [Column::short("申请日期"), Column::short("当前环节")],
    });
    columns.push(Column::actions());
    let rows = lines.iter().map(|line| row(tab, line, units, today)).collect();
    let caption = match tab {
        Tab::Waiting => "等待审核的申请，最早收到的在前",
        Tab::Handled => "办理过的申请，最近有变化的在前",
    };
    table(caption, &columns, rows)
}

fn row(tab: Tab, line: &QueueLine, units: bool, today: Date) -> Row {
    let again = match (tab, line.round) {
        (Tab::Waiting, round) if round > 1 => "，修改后重报",
        _ => "",
    };
    let kind = format!("{}{again}", line.business.short());
    let wish = format!("{} · {}", line.specialty, line.title);
    let mut cells = vec![
        Cell::class("nowrap", line.number.clone()),
        Cell::title(view! { <span class="nowrap">{line.applicant.clone()}</span> }),
        Cell::new(view! { {wish}<br/><span class="small muted">{kind}</span> }),
    ];
    if units {
        cells.push(Cell::new(line.unit.clone()));
    }
    cells.push(Cell::new(line.committee.clone()));
    match tab {
        Tab::Waiting => {
            cells.push(Cell::new(line.since.as_ref().map(|since| time::date(since.local_date()))));
            cells.push(Cell::new(line.due.map(|due| limit(due, today))));
        }
        Tab::Handled => {
            cells.push(Cell::new(line.applied_on.map(time::date)));
            let state = line.state;
            let tag = match tag::outcome(state) {
                Some(outcome) => outcome,
                None if state.returned() => tag::returned(state),
                None => tag::status(state),
            };
            cells.push(Cell::new(view! { {state.stage()}" "{tag} }));
        }
    }
    let (href, about) = (url::review(&line.id), format!("{} {}", line.applicant, line.number));
    cells.push(Cell::actions(match tab {
        Tab::Waiting => {
            view! { <a class="btn btn--s nowrap" href=href aria-label=format!("审核：{about}")>"审核"</a> }.into_any()
        }
        Tab::Handled => view! { <a href=href aria-label=format!("查看：{about}")>"查看"</a> }.into_any(),
    }));
    Row::new(cells)
}

/// The deadline as a tag; the day itself is read out with it.
fn limit(due: Date, today: Date) -> AnyView {
    let (tone, words) = match today.until(due) {
        0 => (tag::Tone::Warn, "今天到期".to_owned()),
        days if days < 0 => (tag::Tone::Fix, format!("逾期 {} 天", -days)),
        days @ 1..=3 => (tag::Tone::Warn, format!("还有 {days} 天")),
        days => (tag::Tone::Todo, format!("还有 {days} 天")),
    };
    view! { {tag::tag(tone, words)}<br/><span class="small muted">{time::date(due)}</span> }.into_any()
}

/// How many there are, and the way on and back.
fn turning(tab: Tab, queue: &Queue, continued: bool) -> AnyView {
    let handled = tab == Tab::Handled;
    let shown = queue.lines.len();
    if shown == 0 {
        return ().into_any();
    }
    if !continued && queue.next.is_none() {
        return view! { <p class="table__foot">{format!("共 {shown} 件")}</p> }.into_any();
    }
    let info = match tab {
        Tab::Waiting => format!("待办共 {} 件，本页 {shown} 件", queue.waiting),
        Tab::Handled => format!("本页 {shown} 件"),
    };
    let first = continued.then(|| view! { <li><a href=url::reviews_of(handled, None)>"第一页"</a></li> });
    let next =
        queue.next.as_ref().map(|next| view! { <li><a href=url::reviews_of(handled, Some(next))>"下一页"</a></li> });
    view! {
        <nav class="pager" aria-label="分页">
            <span class="pager__info">{info}</span>
            <ul>{first}{next}</ul>
        </nav>
    }
    .into_any()
}
