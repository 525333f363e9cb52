//! The printed form: a snapshot, its history and its votes as pages.
//!
//! What stands on paper and in which order is decided here (`domain.md` §3.2);
//! how it looks is `pdf`'s. An application that is being filled in prints as it
//! stands, with 草稿 across; a submitted one prints its frozen version with the
//! opinions of that round.

use app::url;
use axum::{extract::Path, response::Response};
use backend::applications::{Dossiered, Event};
use domain::{
    application,
    record::basic,
    snapshot::{Cell, Frozen, Part, Snapshot},
    workflow::{Action, Level, State},
};
use pdf::{Block, Entry, FormDoc, Opinion, Output};

use super::{Answer, Fault, Member, Routes, respond};

#[cfg(test)]
mod tests;

pub fn routes() -> Routes {
    Routes::default().get("/applications/{id}/form.pdf", own).get("/reviews/{id}/form.pdf", reviewed)
}

async fn own(member: Member, Path(id): Path<String>) -> Answer {
    let dossier = member.app.backend.application(&member.actor, &id).await?;
    if !dossier.own {
        return Ok(respond::see_other(url::review_paper(&dossier.id)));
    }
    if dossier.state.editable() {
        let snapshot = member.app.backend.preview(&member.actor, &id).await?;
        return print(&member, dossier, snapshot, true).await;
    }
    frozen(&member, dossier).await
}

async fn reviewed(member: Member, Path(id): Path<String>) -> Answer {
    let dossier = member.app.backend.application(&member.actor, &id).await?;
    frozen(&member, dossier).await
}

/// The version that was submitted; there is none of what was cancelled before.
async fn frozen(member: &Member, mut dossier: Dossiered) -> Answer {
    let snapshot = dossier.snapshot.take().ok_or_else(Fault::not_found)?;
    print(member, dossier, snapshot, false).await
}

async fn print(member: &Member, dossier: Dossiered, snapshot: Snapshot, draft: bool) -> Answer {
    let photo = match member.app.backend.application_photo(&member.actor, &dossier.id).await {
        Ok(jpeg) => Some(jpeg),
        Err(backend::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let name = format!("{}-{}.pdf", dossier.business.key(), dossier.number.as_deref().unwrap_or("draft"));
    let doc = document(&member.site(), &dossier, &snapshot, photo, draft);
    let output = rendered(move || pdf::form(&doc)).await?;
    Ok(file(output, &name))
}

fn file(output: Output, name: &str) -> Response {
    respond::file(output.bytes, "application/pdf", name)
}

/// Renders on a thread of its own. Characters that the font lacks stand on the
/// paper by their code and are said there; here they are logged, without the text around them.
pub async fn rendered(make: impl FnOnce() -> Result<Output, pdf::Error> + Send + 'static) -> Result<Output, Fault> {
    let made = tokio::task::spawn_blocking(make).await;
    let output = made
        .map_err(|_| Fault::internal("rendering a PDF panicked"))?
        .map_err(|error| Fault::internal(&error.to_string()))?;
    for glyph in &output.missing {
        tracing::warn!(code = glyph.code, place = glyph.place, "the font lacks a character of a PDF");
    }
    Ok(output)
}

fn document(site: &str, dossier: &Dossiered, snapshot: &Snapshot, photo_jpeg: Option<Vec<u8>>, draft: bool) -> FormDoc {
    let number = dossier.number.clone().filter(|_| !draft).unwrap_or_default();
    let mut blocks = Vec::new();
    for part in &snapshot.parts {
        if part.many {
            blocks.push(table(part));
        } else if part.key == dossier.business.form().key {
            blocks.extend(own_form(part, snapshot, draft));
        } else {
            blocks.push(Block::Pairs { title: part.title.clone(), core: false, pairs: pairs(cells(part)) });
        }
    }
    // Opinions belong to the version that they were given about.
    let round: &[Event] = if draft { &[] } else { last_round(&dossier.events) };
    blocks.extend(opinions(dossier, round));
    FormDoc {
        title: dossier.business.paper().to_owned(),
        facts: facts(dossier, snapshot, &number),
        blocks,
        photo_jpeg,
        draft,
        hash: if draft { String::new() } else { dossier.hash.clone() },
        verify_url: if number.is_empty() { String::new() } else { format!("{site}{}", url::application(&dossier.id)) },
        number: match dossier.round {
            round if round > 1 && !number.is_empty() => format!("{number}（第 {round} 次提交）"),
            _ => number,
        },
        made_on: snapshot.taken_on.to_string(),
    }
}

/// The lines of the cover.
fn facts(dossier: &Dossiered, snapshot: &Snapshot, number: &str) -> Vec<(String, String)> {
    let own = |key: &str| snapshot.shown(dossier.business.form().key, key).to_owned();
    let basic = |key: &str| snapshot.shown(basic::FORM.key, key).to_owned();
    let title = match (own(application::TITLE), own(application::LEVEL)) {
        (title, level) if level.is_empty() => title,
        (title, level) => format!("{title}（{level}）"),
    };
    [
        ("单位", basic(basic::WORKPLACE)),
        ("姓名", basic(basic::NAME)),
        ("申报系列", own(application::SERIES)),
        ("申报专业", own(application::SPECIALTY)),
        ("申报职称", title),
        ("评审委员会", own(application::COMMITTEE)),
        ("填报时间", snapshot.taken_on.to_string()),
        ("申请编号", number.to_owned()),
    ]
    .into_iter()
    .map(|(label, value)| (label.to_owned(), value))
    .collect()
}

fn cells(part: &Part) -> &[Cell] {
    part.entries.first().map_or(&[], |entry| &entry.cells)
}

fn pairs<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> Vec<(String, String)> {
    cells.into_iter().map(|cell| (cell.label.clone(), cell.shown.clone())).collect()
}

/// 起止日期 in one column, then every column of the list and every other one that somebody filled in.
fn table(part: &Part) -> Block {
    let Some(first) = part.entries.first() else {
        return Block::Table {
            title: part.title.clone(),
            columns: Vec::new(),
            rows: Vec::new(),
            empty: "无".to_owned(),
        };
    };
    let filled =
        |key: &str| part.entries.iter().any(|entry| entry.cell(key).is_some_and(|cell| !cell.shown.is_empty()));
    let printed: Vec<&Cell> =
        first.cells.iter().filter(|cell| !is_end(&cell.key) && (cell.listed || filled(&cell.key))).collect();
    let label = |cell: &Cell| {
        let span = is_start(&cell.key) && first.cells.iter().any(|cell| is_end(&cell.key));
        if span { "起止日期".to_owned() } else { cell.label.clone() }
    };
    Block::Table {
        title: part.title.clone(),
        columns: printed.iter().map(|cell| label(cell)).collect(),
        rows: part
            .entries
            .iter()
            .map(|entry| Entry::from(printed.iter().map(|cell| value(entry, &cell.key)).collect::<Vec<_>>()))
            .collect(),
        empty: "无".to_owned(),
    }
}

/// The two days of an entry, which every section with a list has.
fn is_start(key: &str) -> bool {
    key == domain::record::work::START
}

fn is_end(key: &str) -> bool {
    key == domain::record::work::END
}

fn value(entry: &Frozen, key: &str) -> String {
    let shown = |key: &str| entry.cell(key).map_or("", |cell| cell.shown.as_str());
    match entry.cells.iter().find(|cell| is_end(&cell.key)) {
        Some(end) if is_start(key) && !(shown(key).is_empty() && end.shown.is_empty()) => {
            let (start, end) = (shown(key), &end.shown);
            if end.starts_with('至') { format!("{start}\n{end}") } else { format!("{start} 至\n{end}") }
        }
        _ => shown(key).to_owned(),
    }
}

/// The application's own form: its groups are blocks of their own, the promise is the last.
fn own_form(part: &Part, snapshot: &Snapshot, draft: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    for group in groups(cells(part)) {
        let Some(first) = group.first() else { continue };
        if first.key == application::PROMISE {
            let name = snapshot.shown(basic::FORM.key, basic::NAME);
            let signed = !draft && !first.raw.is_empty();
            blocks.push(Block::Promise {
                text: application::PROMISE_TEXT.to_owned(),
                ticked: !first.raw.is_empty(),
                signer: if signed { name.to_owned() } else { String::new() },
                date: if signed { snapshot.taken_on.to_string() } else { String::new() },
            });
        } else if let ([only], true) = (group.as_slice(), first.long) {
            blocks.push(Block::Text { title: only.label.clone(), body: only.shown.clone() });
        } else {
            let title = if first.core { part.title.clone() } else { first.group.clone() };
            blocks.push(Block::Pairs { title, core: first.core, pairs: pairs(group) });
        }
    }
    blocks
}

/// Neighbours under one heading.
fn groups(cells: &[Cell]) -> Vec<Vec<&Cell>> {
    let mut groups: Vec<Vec<&Cell>> = Vec::new();
    for cell in cells {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| last.group == cell.group) => group.push(cell),
            _ => groups.push(vec![cell]),
        }
    }
    groups
}

/// What happened since the newest submit.
fn last_round(events: &[Event]) -> &[Event] {
    let submitted = events.iter().rposition(|event| event.action == Action::Submit);
    submitted.map_or(&[], |at| &events[at..])
}

/// Room to write in by hand what this site does not know.
const BY_HAND: [&str; 3] = ["公示情况（起止时间、地点、有无异议）：", "", ""];

fn opinions(dossier: &Dossiered, round: &[Event]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for level in [Level::Unit, Level::Department, Level::Hrss] {
        // 人社部门 has an opinion of its own only where the route asks for one; the other two always stand on the form.
        let on_route = dossier.route.levels().contains(&level);
        if on_route || level != Level::Hrss {
            blocks.push(opinion(level, on_route, round));
        }
    }
    blocks.push(vote(dossier, round));
    let publicity = ["起止时间、地点、有无异议：", "", ""].map(str::to_owned).to_vec();
    blocks.push(signed("公示情况", publicity, None));
    let confirmed = round.iter().find(|event| event.action == Action::Confirm);
    let mut lines = match confirmed {
        Some(event) => vec![said(event, "同意评委会的评审认定意见，予以确认。")],
        None => vec![String::new(); 2],
    };
    lines.push(format!("证书编号：{}", dossier.certificate.as_deref().unwrap_or_default()));
    blocks.push(signed("人社部门审核确认意见", lines, confirmed));
    blocks
}

fn said(event: &Event, otherwise: &str) -> String {
    if event.reason.is_empty() { otherwise.to_owned() } else { event.reason.clone() }
}

fn signed(title: &str, lines: Vec<String>, event: Option<&Event>) -> Block {
    let seal = event.map(|event| event.organisation.clone()).unwrap_or_default();
    Block::Opinion(Opinion {
        title: title.to_owned(),
        lines,
        role: "负责人（签名）".to_owned(),
        signer: event.map(|event| event.who.clone()).unwrap_or_default(),
        seal: Some(("单位（公章）".to_owned(), seal)),
        date: event.map(|event| event.at.local_date().to_string()).unwrap_or_default(),
        ..Opinion::default()
    })
}

/// What an authority on the way said when it passed the application on.
fn opinion(level: Level, on_route: bool, round: &[Event]) -> Block {
    let passed = round.iter().find(|event| event.from == State::At(level) && matches!(event.action, Action::Accept));
    let mut lines: Vec<String> = match passed {
        Some(event) => vec![said(event, "审核通过，同意报送。")],
        None if !on_route => vec!["不经过这一环节。".to_owned()],
        None => Vec::new(),
    };
    if level == Level::Unit {
        if lines.is_empty() {
            lines.extend(["考核评议意见：", "", ""].map(str::to_owned));
        }
        lines.extend(BY_HAND.map(str::to_owned));
    }
    let title = match level {
        Level::Unit => "用人单位考核评议意见及公示情况",
        Level::Department => "主管部门（申报点）审核意见",
        Level::Hrss => "人社部门审核意见",
        Level::Committee => "评委会审核意见",
    };
    signed(title, lines, passed)
}

fn vote(dossier: &Dossiered, round: &[Event]) -> Block {
    let decided = round.iter().find(|event| matches!(event.action, Action::Pass | Action::Fail | Action::Refuse));
    let tally = dossier.tally.filter(|_| decided.is_some());
    let count = |of: fn(&domain::vote::Tally) -> u32| tally.map(|(tally, _)| of(&tally));
    let conclusion = match decided.map(|event| event.action) {
        Some(Action::Pass) => "通过",
        Some(Action::Fail) => "不通过",
        Some(Action::Refuse) => "不予受理",
        _ => "",
    };
    let day = tally.map(|(_, day)| day).or_else(|| decided.map(|event| event.at.local_date()));
    let mut lines = vec![format!("评审认定结论：{conclusion}")];
    lines.extend(decided.filter(|event| !event.reason.is_empty()).map(|event| event.reason.clone()));
    Block::Opinion(Opinion {
        title: "评委会评审认定意见".to_owned(),
        counts: vec![
            ("评委总人数".to_owned(), count(|tally| tally.size)),
            ("出席人数".to_owned(), count(|tally| tally.present)),
            ("赞成票".to_owned(), count(|tally| tally.yes)),
            ("反对票".to_owned(), count(|tally| tally.no)),
            ("弃权票".to_owned(), count(|tally| tally.abstain)),
        ],
        lines,
        role: "主任委员（签名）".to_owned(),
        // The office enters the counted votes; the chair signs by hand.
        signer: String::new(),
        seal: Some(("单位（公章）".to_owned(), dossier.committee.clone())),
        date: day.map(|day| day.to_string()).unwrap_or_default(),
        ..Opinion::default()
    })
}
