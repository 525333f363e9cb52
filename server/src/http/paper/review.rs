//! 《广东省职称评审表》 (`domain.md` §3.1). The pages of the record's sections are declared with the sections
//! (`domain::record::Printed`); here stand the head of page 1 and pages 11 to 16, which are no sections.

use domain::{
    application,
    record::{Section, SectionId, basic},
    review::{self, FORM},
    snapshot::{Cell, Frozen},
    workflow::Level,
};
use pdf::{Block, NumberedPage, Opinion, ReviewDoc};

use super::{Sheet, opinions, owned, sections};

#[cfg(test)]
mod tests;

/// The form has so many numbered pages.
const PAGES: u8 = 16;
/// Nobody's name: the authority of the place where the form is used writes its own.
const MADE_BY: &str = "制表：（按所在地区填写）";

const NOTES: &[&str] = &[
    "一、本表供申报评审职称时使用，内容取自申报人在系统中填写的个人信息和申报信息，一人一表，应当具体、真实。",
    "二、第 1 至 11 页由申报人填写，第 12 至 16 页由用人单位、主管部门、人社部门和评审委员会填写。",
    "三、学历、现职称、奖项等以证书所载为准；没有内容的栏目印“无”。",
    "四、一页印不下的，接着印在同一页码的续页上，其他各页的页码不变。",
    "五、页脚的申请编号、提交次数和数据校验码与系统中提交的版本一一对应，可以扫描二维码核对。带“草稿”字样的不能作为申报材料。",
    "六、本表用 A4 纸双面打印，沿装订边装订。",
];

/// 公示起止时间 before anybody wrote it.
const FROM_TO: &str = "　　　年　　月　　日至　　　年　　月　　日";

pub fn document(sheet: &Sheet<'_>, photo_jpeg: Option<Vec<u8>>) -> ReviewDoc {
    let notes = Block::Text { title: "填表说明".to_owned(), body: NOTES.join("\n") };
    let mut pages: Vec<NumberedPage> = (1..=PAGES).map(|number| NumberedPage { number, blocks: Vec::new() }).collect();
    let all = [(1, head(sheet))].into_iter().chain(outside(sheet)).chain(tables(sheet)).chain(statements(sheet));
    for (number, block) in all.chain(said(sheet)) {
        if let Some(page) = pages.iter_mut().find(|page| page.number == number) {
            page.blocks.push(block);
        }
    }
    ReviewDoc {
        title: sheet.dossier.business.paper().to_owned(),
        facts: facts(sheet),
        made_by: MADE_BY.to_owned(),
        inside: vec![notes, sheet.promise()],
        pages,
        photo_jpeg,
        draft: sheet.draft,
        number: sheet.number().to_owned(),
        version: sheet.version(),
        hash: sheet.hash(),
        verify_url: sheet.verify_url(),
        made_on: sheet.snapshot.taken_on.to_string(),
    }
}

/// The lines of the cover.
fn facts(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let year = sheet.snapshot.taken_on.year().to_string();
    owned([
        ("单位", sheet.basic(basic::WORKPLACE)),
        ("姓名", sheet.basic(basic::NAME)),
        ("现职称", held(sheet)),
        ("申报系列", sheet.own(application::SERIES)),
        ("申报专业", sheet.own(application::SPECIALTY)),
        ("申报级别", sheet.own(application::LEVEL)),
        ("申报职称", sheet.own(application::TITLE)),
        ("评审委员会", sheet.own(application::COMMITTEE)),
        ("年度", &year),
    ])
}

/// The title that one has now.
fn held<'a>(sheet: &Sheet<'a>) -> &'a str {
    match sheet.snapshot.shown(FORM.key, review::CURRENT_TITLE) {
        "" => sections::NONE,
        title => title,
    }
}

/// What the head of page 1 takes from 基本信息.
const PERSON: &[&str] = &[
    basic::NAME,
    basic::SEX,
    basic::BIRTH,
    "ethnic_group",
    "political_status",
    basic::WORK_SINCE,
    basic::DOCUMENT_KIND,
    basic::DOCUMENT,
];
/// What stands on the cover already.
const COVER: &[&str] =
    &[application::SERIES, application::SPECIALTY, application::TITLE, application::LEVEL, application::COMMITTEE];
/// What stands on page 11, or in the promise.
const ELSEWHERE: &[&str] =
    &[review::EXPERIENCE_PROOF, review::RESULTS_PROOF, application::SUMMARY, application::PROMISE];
/// What has a place in the head even when it is empty.
const FIXED: &[&str] = &[review::CURRENT_TITLE, review::OBTAINED, review::POST, "society"];

/// 基本情况: the person and what the application says of the present post. Optional fields stand there when they are
/// filled in.
fn head(sheet: &Sheet<'_>) -> Block {
    let person = PERSON.iter().filter_map(|key| sheet.snapshot.cell(basic::FORM.key, key));
    let own = own_cells(sheet).iter().filter(|cell| {
        let key = cell.key.as_str();
        let here = !cell.long && !COVER.contains(&key) && !ELSEWHERE.contains(&key);
        here && (!cell.shown.is_empty() || FIXED.contains(&key))
    });
    let pairs = owned(person.chain(own).map(|cell| (cell.label.as_str(), cell.shown.as_str())));
    Block::Pairs { title: "基本情况".to_owned(), core: false, pairs }
}

fn own_cells<'a>(sheet: &Sheet<'a>) -> &'a [Cell] {
    let part = sheet.snapshot.part(FORM.key);
    part.and_then(|part| part.entries.first()).map_or(&[], |entry| &entry.cells)
}

/// Forms that go with the application, as the certificate from another province: under the head.
fn outside(sheet: &Sheet<'_>) -> Vec<(u8, Block)> {
    let others =
        sheet.snapshot.parts.iter().filter(|part| SectionId::from_key(&part.key).is_none() && part.key != FORM.key);
    others
        .map(|part| {
            let cells = part.entries.iter().flat_map(|entry| &entry.cells).filter(|cell| !cell.shown.is_empty());
            let pairs = owned(cells.map(|cell| (cell.label.as_str(), cell.shown.as_str())));
            (1, Block::Pairs { title: part.title.clone(), core: false, pairs })
        })
        .collect()
}

/// The sections of the record, each on the page and under the title that its declaration names.
fn tables(sheet: &Sheet<'_>) -> Vec<(u8, Block)> {
    let mut tables = Vec::new();
    for section in SectionId::ALL.iter().map(|section| section.section()) {
        for place in section.printed {
            let entries = entries(sheet, section).iter().filter(|entry| {
                place.takes(section, |key| entry.cell(key).map_or(String::new(), |cell| cell.raw.clone()))
            });
            let given = place.only.map(|(key, _)| key);
            tables.push((place.page, sections::table(place.title, section.form, entries, given)));
        }
    }
    tables
}

fn entries<'a>(sheet: &Sheet<'a>, section: &Section) -> &'a [Frozen] {
    sheet.snapshot.part(section.form.key).map_or(&[], |part| &part.entries)
}

/// Page 11: what one says of oneself. The statement is signed; a draft is not.
fn statements(sheet: &Sheet<'_>) -> Vec<(u8, Block)> {
    let statement = Opinion {
        title: "个人述评（专业技术工作小结）".to_owned(),
        lines: sheet.own(application::SUMMARY).lines().map(str::to_owned).collect(),
        role: "申报人（签名）".to_owned(),
        ..Opinion::default()
    };
    let mut blocks = vec![(11, Block::Opinion(statement))];
    for (proof, words) in [(review::EXPERIENCE_PROOF, review::EXPERIENCE), (review::RESULTS_PROOF, review::RESULTS)] {
        let title = sheet.snapshot.cell(FORM.key, words).map_or("", |cell| &cell.group);
        let mut body = sheet.own(words).to_owned();
        if !sheet.own(proof).is_empty() {
            body = format!("证明材料：{}\n{body}", sheet.own(proof));
        }
        if !body.is_empty() {
            blocks.push((11, Block::Text { title: title.to_owned(), body }));
        }
    }
    let shortfall = sheet.own(review::SHORTFALL);
    if !shortfall.is_empty() {
        blocks.push((11, Block::Text { title: "不符合条件的说明".to_owned(), body: shortfall.to_owned() }));
    }
    blocks
}

/// Pages 12 to 16: what others say.
fn said(sheet: &Sheet<'_>) -> Vec<(u8, Block)> {
    let (dossier, round) = (sheet.dossier, sheet.round());
    let publicity = |title: &str| Opinion {
        title: title.to_owned(),
        facts: owned([("公示起止时间", FROM_TO), ("公示地点", ""), ("有无异议", "")]),
        ..Opinion::default()
    };
    let group = Opinion {
        counts: ["组员人数", "出席人数", "同意人数", "不同意人数"].map(|label| (label.to_owned(), None)).to_vec(),
        lines: vec!["评议结论：".to_owned()],
        role: "组长（签名）".to_owned(),
        seal: None,
        ..opinions::signed("评委会专业（学科）组评议意见", Vec::new(), None)
    };
    let defence = Opinion {
        facts: owned([("答辩题目", ""), ("答辩结果", "")]),
        role: "答辩组组长（签名）".to_owned(),
        seal: None,
        ..opinions::signed("答辩情况", Vec::new(), None)
    };
    let confirmed = Opinion {
        facts: owned([("证书编号", dossier.certificate.as_deref().unwrap_or_default())]),
        ..opinions::confirmed("人社部门审核确认（核准）意见", round)
    };
    let all = [
        (12, opinions::signed("综合评价", Vec::new(), None)),
        (13, publicity("评前公示情况")),
        (13, opinions::passed("呈报单位意见", Level::Unit, dossier, round)),
        (14, opinions::passed("主管部门审核意见", Level::Department, dossier, round)),
        (14, opinions::passed("人社部门审核意见", Level::Hrss, dossier, round)),
        (15, group),
        (15, defence),
        (16, opinions::vote("评委会表决结果", "评审结论", dossier, round)),
        (16, publicity("评后公示情况")),
        (16, confirmed),
    ];
    let notes = (16, Block::Text { title: "备注".to_owned(), body: String::new() });
    all.into_iter().map(|(page, opinion)| (page, Block::Opinion(opinion))).chain([notes]).collect()
}
