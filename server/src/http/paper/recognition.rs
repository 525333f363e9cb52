//! 《初次职称考核认定申报表》 (`domain.md` §3.2).

use domain::{
    application,
    record::{SectionId, basic},
    snapshot::{Cell, Part},
    workflow::{Action, Level},
};
use pdf::{Block, FormDoc, Opinion};

use super::{Sheet, opinions, owned, sections};

#[cfg(test)]
mod tests;

pub fn document(sheet: &Sheet<'_>, photo_jpeg: Option<Vec<u8>>) -> FormDoc {
    let Sheet { dossier, snapshot, draft, .. } = *sheet;
    let number = sheet.number();
    let mut blocks = Vec::new();
    for part in &snapshot.parts {
        match SectionId::from_key(&part.key) {
            Some(section) if part.many => {
                blocks.push(sections::table(&part.title, section.section().form, &part.entries, None));
            }
            _ if part.key == dossier.business.form().key => blocks.extend(own_form(part, sheet)),
            _ => blocks.push(Block::Pairs { title: part.title.clone(), core: false, pairs: pairs(cells(part)) }),
        }
    }
    blocks.extend(opinions(sheet).into_iter().map(Block::Opinion));
    FormDoc {
        title: dossier.business.paper().to_owned(),
        facts: facts(sheet),
        blocks,
        photo_jpeg,
        draft,
        hash: sheet.hash(),
        verify_url: sheet.verify_url(),
        number: match dossier.round {
            round if round > 1 && !number.is_empty() => format!("{number}（{}）", sheet.version()),
            _ => number.to_owned(),
        },
        made_on: snapshot.taken_on.to_string(),
    }
}

/// The lines of the cover.
fn facts(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let title = match (sheet.own(application::TITLE), sheet.own(application::LEVEL)) {
        (title, "") => title.to_owned(),
        (title, level) => format!("{title}（{level}）"),
    };
    owned([
        ("单位", sheet.basic(basic::WORKPLACE)),
        ("姓名", sheet.basic(basic::NAME)),
        ("申报系列", sheet.own(application::SERIES)),
        ("申报专业", sheet.own(application::SPECIALTY)),
        ("申报职称", &title),
        ("评审委员会", sheet.own(application::COMMITTEE)),
        ("填报时间", &sheet.snapshot.taken_on.to_string()),
        ("申请编号", sheet.number()),
    ])
}

fn cells(part: &Part) -> &[Cell] {
    part.entries.first().map_or(&[], |entry| &entry.cells)
}

fn pairs<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> Vec<(String, String)> {
    owned(cells.into_iter().map(|cell| (cell.label.as_str(), cell.shown.as_str())))
}

/// The application's own form: its groups are blocks of their own, the promise is the last.
fn own_form(part: &Part, sheet: &Sheet<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for group in groups(cells(part)) {
        let Some(first) = group.first() else { continue };
        if first.key == application::PROMISE {
            blocks.push(sheet.promise());
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

/// Room to write in by hand what this site does not know.
const BY_HAND: [&str; 3] = ["公示情况（起止时间、地点、有无异议）：", "", ""];

fn opinions(sheet: &Sheet<'_>) -> Vec<Opinion> {
    let (dossier, round) = (sheet.dossier, sheet.round());
    let mut unit = opinions::passed("用人单位考核评议意见及公示情况", Level::Unit, dossier, round);
    if unit.lines.is_empty() {
        unit.lines.extend(["考核评议意见：", "", ""].map(str::to_owned));
    }
    unit.lines.extend(BY_HAND.map(str::to_owned));
    let mut all = vec![unit, opinions::passed("主管部门（申报点）审核意见", Level::Department, dossier, round)];
    // 人社部门 has an opinion of its own only where the route asks for one; the other two always stand on the form.
    if dossier.route.levels().contains(&Level::Hrss) {
        all.push(opinions::passed("人社部门审核意见", Level::Hrss, dossier, round));
    }
    all.push(opinions::vote("评委会评审认定意见", "评审认定结论", dossier, round));
    let publicity = ["起止时间、地点、有无异议：", "", ""].map(str::to_owned).to_vec();
    all.push(opinions::signed("公示情况", publicity, None));
    let mut confirmed = opinions::confirmed("人社部门审核确认意见", round);
    if round.iter().all(|event| event.action != Action::Confirm) {
        confirmed.lines = vec![String::new(); 2];
    }
    confirmed.lines.push(format!("证书编号：{}", dossier.certificate.as_deref().unwrap_or_default()));
    all.push(confirmed);
    all
}
