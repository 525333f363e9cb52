//! What stands on the form, in which order, and about which version.

use std::collections::BTreeMap;

use backend::applications::{Dossiered, Event};
use domain::{
    business::Business,
    date::Date,
    record::{education, work},
    snapshot::{Given, Snapshot},
    values::{Labels, Values},
    vote::Tally,
    workflow::{Outcome, Route, State},
};

use super::{super::testing::event, *};

fn day() -> Date {
    Date::parse("2026-11-20").expect("the date exists")
}

fn given(id: &str, values: &[(&str, &str)]) -> Given {
    Given {
        id: id.to_owned(),
        values: values.iter().copied().collect::<Values>(),
        labels: Labels::new(),
        files: Vec::new(),
    }
}

fn snapshot() -> Snapshot {
    let record = [
        (SectionId::Basic, vec![given("b1", &[(basic::NAME, "李𬀩"), (basic::WORKPLACE, "示例公司")])]),
        (
            SectionId::Education,
            vec![
                given("e1", &[(education::START, "2009-09-01"), (education::END, "2012-06-30")]),
                given("e2", &[(education::SCHOOL, "五邑大学"), ("diploma_number", "XL-1")]),
            ],
        ),
        (SectionId::Work, vec![given("w1", &[(work::START, "2012-07-02"), (work::END, "至今")])]),
        (SectionId::Achievement, Vec::new()),
    ];
    let own = [(domain::recognition::CONDUCT, "无"), (application::SUMMARY, "小结"), (application::PROMISE, "1")];
    Snapshot::take(Business::Recognition, day(), None, &record, given("a1", &own))
}

/// Sent back once, then passed by all.
fn history() -> Vec<Event> {
    vec![
        event(Action::Submit, State::Draft, ""),
        event(Action::Accept, State::At(Level::Unit), "第一次的意见"),
        event(Action::Return, State::At(Level::Department), "请补充"),
        event(Action::Submit, State::Returned(Level::Department), ""),
        event(Action::Accept, State::At(Level::Unit), "第二次的意见"),
        event(Action::Accept, State::At(Level::Department), ""),
        event(Action::Accept, State::At(Level::Hrss), "人社意见"),
        event(Action::Pass, State::At(Level::Committee), ""),
        event(Action::Confirm, State::Confirming, ""),
    ]
}

fn dossier() -> Dossiered {
    Dossiered {
        id: "a1".to_owned(),
        business: Business::Recognition,
        state: State::Closed(Outcome::Passed),
        route: Route::full(),
        number: Some("SQ2026000001".to_owned()),
        version: 9,
        applicant: "李𬀩".to_owned(),
        applied_on: Some(day()),
        submit_until: None,
        due: None,
        round: 2,
        snapshot: None,
        hash: "9f2c64d1a0b37e5584c6f1d20e9ab773".to_owned(),
        events: history(),
        tally: Some((Tally { size: 9, present: 7, yes: 6, no: 1, abstain: 0 }, day())),
        certificate: Some("2644003000128".to_owned()),
        actions: Vec::new(),
        own: true,
        unmasked: true,
        reused: BTreeMap::new(),
        committee: "示例评委会".to_owned(),
        unit: "示例公司".to_owned(),
    }
}

fn printed(dossier: &Dossiered, draft: bool) -> FormDoc {
    let sheet = Sheet { site: "https://zhicheng.example.com", dossier, snapshot: &snapshot(), draft };
    document(&sheet, None)
}

fn title(block: &Block) -> &str {
    match block {
        Block::Pairs { title, .. } | Block::Table { title, .. } | Block::Text { title, .. } => title,
        Block::Opinion(opinion) => &opinion.title,
        Block::Promise { .. } => "个人承诺",
    }
}

fn block<'a>(doc: &'a FormDoc, wanted: &str) -> &'a Block {
    doc.blocks.iter().find(|block| title(block) == wanted).unwrap_or_else(|| panic!("no {wanted}"))
}

fn opinion<'a>(doc: &'a FormDoc, wanted: &str) -> &'a Opinion {
    let Block::Opinion(opinion) = block(doc, wanted) else { panic!("{wanted} is no opinion") };
    opinion
}

fn sealed(opinion: &Opinion) -> &str {
    opinion.seal.as_ref().map_or("", |(_, name)| name)
}

fn words(doc: &FormDoc, wanted: &str) -> String {
    let opinion = opinion(doc, wanted);
    format!("{} {} {} {}", opinion.lines.join(" "), opinion.signer, sealed(opinion), opinion.date)
}

/// The numbers over the committee's opinion.
fn counted(opinion: &Opinion) -> Vec<(&str, Option<u32>)> {
    opinion.counts.iter().map(|(label, count)| (label.as_str(), *count)).collect()
}

const ORDER: &[&str] = &[
    "基本信息",
    "学历教育信息",
    "主要专业技术工作经历",
    "从事专业技术工作及取得业绩成果",
    "申报信息",
    "工作期间奖惩情况",
    "个人专业技术工作小结",
    "个人承诺",
    "用人单位考核评议意见及公示情况",
    "主管部门（申报点）审核意见",
    "人社部门审核意见",
    "评委会评审认定意见",
    "公示情况",
    "人社部门审核确认意见",
];

#[test]
fn every_part_of_the_official_form_is_there_in_its_order() {
    for draft in [false, true] {
        let doc = printed(&dossier(), draft);
        assert_eq!(doc.blocks.iter().map(title).collect::<Vec<_>>(), ORDER);
    }
    let short = Route::new(vec![Level::Unit, Level::Committee]).expect("a route");
    let doc = printed(&Dossiered { route: short, events: Vec::new(), ..dossier() }, false);
    assert!(doc.blocks.iter().all(|block| title(block) != "人社部门审核意见"));
    assert!(words(&doc, "主管部门（申报点）审核意见").contains("不经过这一环节"));
}

#[test]
fn opinions_are_those_about_the_version_that_is_printed() {
    let doc = printed(&dossier(), false);
    let unit = words(&doc, "用人单位考核评议意见及公示情况");
    assert!(unit.contains("第二次的意见") && !unit.contains("第一次的意见"), "{unit}");
    assert!(unit.contains("公示情况") && unit.ends_with("张䶮 示例局 2026-11-21"), "{unit}");
    assert!(words(&doc, "主管部门（申报点）审核意见").contains("审核通过，同意报送。"));
    let vote = opinion(&doc, "评委会评审认定意见");
    let tally = [("评委总人数", 9), ("出席人数", 7), ("赞成票", 6), ("反对票", 1), ("弃权票", 0)];
    assert_eq!(counted(vote), tally.map(|(label, count)| (label, Some(count))));
    assert_eq!((vote.lines[0].as_str(), sealed(vote)), ("评审认定结论：通过", "示例评委会"));
    assert!(words(&doc, "人社部门审核确认意见").contains("证书编号：2644003000128"));
}

#[test]
fn what_is_still_with_somebody_leaves_room_to_write() {
    let events = history()[..6].to_vec();
    let doc = printed(&Dossiered { events, tally: None, certificate: None, ..dossier() }, false);
    let vote = opinion(&doc, "评委会评审认定意见");
    assert_eq!(counted(vote)[1], ("出席人数", None));
    assert_eq!(vote.lines, ["评审认定结论："]);
    assert_eq!(words(&doc, "人社部门审核意见").trim(), "");
    assert!(words(&doc, "人社部门审核确认意见").trim().ends_with("证书编号："));
}

#[test]
fn a_draft_has_neither_number_nor_opinions_nor_signature() {
    let doc = printed(&dossier(), true);
    assert!(doc.draft && doc.number.is_empty() && doc.hash.is_empty() && doc.verify_url.is_empty());
    assert!(doc.facts.iter().all(|(_, value)| value != "SQ2026000001"));
    for title in &ORDER[8..] {
        assert!(!words(&doc, title).contains("张䶮"), "{title}");
    }
    let Block::Promise { ticked, signer, .. } = block(&doc, "个人承诺") else { panic!("the promise") };
    assert!(*ticked && signer.is_empty());
}

#[test]
fn a_submitted_form_carries_number_round_checksum_and_address() {
    let doc = printed(&dossier(), false);
    assert_eq!(doc.number, "SQ2026000001（第 2 次提交）");
    assert_eq!(doc.hash, dossier().hash);
    assert_eq!(doc.verify_url, "https://zhicheng.example.com/applications/a1");
    assert_eq!(doc.made_on, "2026-11-20");
    let Block::Promise { signer, date, .. } = block(&doc, "个人承诺") else { panic!("the promise") };
    assert_eq!((signer.as_str(), date.as_str()), ("李𬀩", "2026-11-20"));
}

#[test]
fn tables_span_dates_and_show_everything_that_was_filled_in() {
    let doc = printed(&dossier(), false);
    let Block::Table { columns, rows, .. } = block(&doc, "学历教育信息") else { panic!("a table") };
    assert_eq!(columns[0], "起止日期");
    assert_eq!(rows[0].cells[0], "2009-09-01 至\n2012-06-30");
    assert!(rows[0].more.is_empty());
    assert_eq!((rows[1].cells[0].as_str(), rows[1].cells.contains(&"五邑大学".to_owned())), ("", true));
    assert_eq!(rows[1].more, [("学历证书编号".to_owned(), "XL-1".to_owned())]);
    assert!(rows.iter().all(|row| row.cells.len() == columns.len()));
    let Block::Table { rows, .. } = block(&doc, "主要专业技术工作经历") else { panic!("a table") };
    assert_eq!(rows[0].cells[0], "2012-07-02\n至今");
    let Block::Table { rows, empty, .. } = block(&doc, "从事专业技术工作及取得业绩成果") else {
        panic!("a table")
    };
    assert!(rows.is_empty() && empty == "无");
}
