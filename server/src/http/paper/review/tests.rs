//! Every section stands on its page with all that was filled in, and the rest of the form around it.

use std::collections::BTreeMap;

use backend::applications::Dossiered;
use domain::{
    business::Business,
    date::Date,
    record::achievement,
    snapshot::{Given, Snapshot},
    values::{Labels, Values},
    vote::Tally,
    workflow::{Action, Outcome, Route, State},
};
use expect_test::expect_file;

use super::{super::testing::event, *};

fn given(id: &str, values: Values) -> Given {
    Given { id: id.to_owned(), values, labels: Labels::new(), files: Vec::new() }
}

/// A well filled entry in every section; of the achievements one for each place and one whose kind is not known yet.
fn record() -> Vec<(SectionId, Vec<Given>)> {
    let entries = |id: &SectionId| {
        let section = id.section();
        if *id != SectionId::Achievement {
            return vec![given(section.form.key, section.sample())];
        }
        ["alone", "joint", "contract", "other", ""]
            .map(|kind| {
                let mut values = section.sample();
                values.set(achievement::KIND, kind);
                values.set(achievement::PROJECT, format!("类型是“{kind}”的项目"));
                given(kind, values)
            })
            .to_vec()
    };
    SectionId::ALL.iter().map(|id| (*id, entries(id))).collect()
}

fn own() -> Values {
    [
        (review::CURRENT_TITLE, "工程师"),
        (review::OBTAINED, "2020-12-18"),
        (review::POST, "研发部副经理"),
        (application::SPECIALTY, "计算机软件"),
        (application::YEARS, "14"),
        (review::EXPERIENCE_PROOF, "继续教育，2025；项目，柔性生产线"),
        (review::EXPERIENCE, "符合第三条第一款。\n主持过两个项目。"),
        (review::RESULTS, "符合第四条第二款。"),
        (application::SUMMARY, "任现职以来的小结。\n第二段。"),
        (application::PROMISE, "1"),
    ]
    .into_iter()
    .collect()
}

fn snapshot() -> Snapshot {
    let day = Date::parse("2026-11-20").expect("the date exists");
    Snapshot::take(Business::Review, day, None, &record(), given("a1", own()))
}

fn dossier() -> Dossiered {
    Dossiered {
        id: "a1".to_owned(),
        business: Business::Review,
        state: State::Closed(Outcome::Passed),
        route: Route::full(),
        number: Some("PS2026000001".to_owned()),
        version: 9,
        applicant: "李𬀩".to_owned(),
        applied_on: None,
        submit_until: None,
        due: None,
        round: 2,
        snapshot: None,
        hash: "9f2c64d1a0b37e55".repeat(4),
        events: vec![
            event(Action::Submit, State::Draft, ""),
            event(Action::Accept, State::At(Level::Unit), "单位的话"),
            event(Action::Accept, State::At(Level::Department), ""),
            event(Action::Accept, State::At(Level::Hrss), "人社意见"),
            event(Action::Pass, State::At(Level::Committee), "评委会的话"),
            event(Action::Confirm, State::Confirming, ""),
        ],
        tally: Some((
            Tally { size: 25, present: 21, yes: 18, no: 2, abstain: 1 },
            Date::parse("2026-11-20").expect("the date exists"),
        )),
        certificate: Some("2644002000128".to_owned()),
        actions: Vec::new(),
        own: true,
        unmasked: true,
        reused: BTreeMap::new(),
        committee: "示例评委会".to_owned(),
        unit: "示例公司".to_owned(),
    }
}

fn printed(snapshot: &Snapshot, draft: bool) -> ReviewDoc {
    let dossier = dossier();
    document(&Sheet { site: "https://zhicheng.example.com", dossier: &dossier, snapshot, draft }, None)
}

fn page(doc: &ReviewDoc, number: u8) -> &[Block] {
    &doc.pages.iter().find(|page| page.number == number).expect("a page of the form").blocks
}

fn title(block: &Block) -> &str {
    match block {
        Block::Pairs { title, .. } | Block::Table { title, .. } | Block::Text { title, .. } => title,
        Block::Opinion(opinion) => &opinion.title,
        Block::Promise { .. } => "个人承诺",
    }
}

/// Everything that a block says, one text a line.
fn texts(block: &Block) -> Vec<String> {
    let pair = |(label, value): &(String, String)| format!("{label}：{value}");
    match block {
        Block::Pairs { pairs, .. } => pairs.iter().map(pair).collect(),
        Block::Table { columns, rows, empty, .. } => {
            let mut lines = vec![columns.join(" | ")];
            for row in rows {
                lines.push(row.cells.join(" | ").replace('\n', " "));
                lines.extend(row.more.iter().map(pair));
            }
            if rows.is_empty() {
                lines.push(empty.clone());
            }
            lines
        }
        Block::Text { body, .. } => vec![body.clone()],
        Block::Promise { text, signer, date, .. } => vec![text.clone(), format!("{signer} {date}")],
        Block::Opinion(opinion) => {
            let count = |(label, count): &(String, Option<u32>)| {
                format!("{label}：{}", count.map_or(String::new(), |count| count.to_string()))
            };
            let mut lines: Vec<String> = opinion.counts.iter().map(count).collect();
            lines.extend(opinion.facts.iter().map(pair));
            lines.extend(opinion.lines.iter().cloned());
            lines.push(format!("{}：{}", opinion.role, opinion.signer));
            lines.extend(opinion.seal.iter().map(pair));
            lines.push(opinion.date.clone());
            lines
        }
    }
}

/// The whole form as it is handed to the printer.
fn outline(doc: &ReviewDoc) -> String {
    let mut out = format!("{} {} {}\n{}\n", doc.title, doc.number, doc.version, doc.made_by);
    for (label, value) in &doc.facts {
        out.push_str(&format!("{label}：{value}\n"));
    }
    let mut side = |name: String, blocks: &[Block]| {
        out.push_str(&format!("==== {name} ====\n"));
        for block in blocks {
            out.push_str(&format!("【{}】\n", title(block)));
            for line in texts(block) {
                out.push_str(&format!("{}\n", line.trim_end()));
            }
        }
    };
    side("封二".to_owned(), &doc.inside);
    for page in &doc.pages {
        side(format!("第 {} 页", page.number), &page.blocks);
    }
    out
}

#[test]
fn the_whole_form() {
    expect_file!["form.txt"].assert_eq(&outline(&printed(&snapshot(), false)));
}

#[test]
fn every_section_stands_on_the_pages_that_its_declaration_names() {
    let doc = printed(&snapshot(), false);
    for section in SectionId::ALL.iter().map(|id| id.section()) {
        for place in section.printed {
            let block = page(&doc, place.page).iter().find(|block| title(block) == place.title);
            let Some(Block::Table { rows, .. }) = block else { panic!("{} on page {}", place.title, place.page) };
            assert!(!rows.is_empty(), "{} is empty", place.title);
        }
    }
    // The mark of the guide is made of the same declaration.
    assert!(SectionId::Award.section().mark().contains("第5页的“任现资格以来获奖情况”"));
}

#[test]
fn everything_that_was_filled_in_in_a_printed_section_is_on_its_page() {
    let snapshot = snapshot();
    let doc = printed(&snapshot, false);
    for section in SectionId::ALL.iter().map(|id| id.section()).filter(|section| !section.printed.is_empty()) {
        let places = section.printed.iter().flat_map(|place| page(&doc, place.page));
        let said = places.flat_map(texts).collect::<Vec<_>>().join("\n");
        for cell in entries(&Sheet { site: "", dossier: &dossier(), snapshot: &snapshot, draft: false }, section)
            .iter()
            .flat_map(|entry| &entry.cells)
            .filter(|cell| !cell.shown.is_empty() && cell.key != achievement::KIND)
        {
            let shown = cell.shown.replace('\n', " ");
            assert!(said.contains(&shown), "{}：{} of {} is lost", cell.label, shown, section.form.title);
        }
    }
}

#[test]
fn an_achievement_stands_where_its_kind_belongs_and_nowhere_else() {
    let doc = printed(&snapshot(), false);
    let mut places = Vec::new();
    for (number, block) in doc.pages.iter().flat_map(|page| page.blocks.iter().map(|block| (page.number, block))) {
        let Block::Table { title, rows, .. } = block else { continue };
        let column = rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.starts_with("类型是"));
        places.extend(column.map(|cell| (cell.as_str(), number, title.contains("其他类型"))));
    }
    let expected = [
        ("类型是“alone”的项目", 6, false),
        ("类型是“joint”的项目", 7, false),
        ("类型是“contract”的项目", 8, false),
        ("类型是“other”的项目", 8, true),
        ("类型是“”的项目", 8, true),
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_form_without_entries_says_so_under_every_title() {
    let day = Date::parse("2026-11-20").expect("the date exists");
    let empty = Snapshot::take(Business::Review, day, None, &[], given("a1", Values::new()));
    let doc = printed(&empty, true);
    assert_eq!(doc.pages.iter().map(|page| page.number).collect::<Vec<_>>(), (1..=PAGES).collect::<Vec<_>>());
    assert!(doc.pages.iter().all(|page| !page.blocks.is_empty()));
    let full = printed(&snapshot(), false);
    for (one, other) in doc.pages.iter().zip(&full.pages).filter(|(page, _)| page.number != 11) {
        let titles = |page: &NumberedPage| page.blocks.iter().map(|block| title(block).to_owned()).collect::<Vec<_>>();
        assert_eq!(titles(one), titles(other), "page {}", one.number);
        for block in &one.blocks {
            if let Block::Table { columns, rows, empty, .. } = block {
                assert!(!columns.is_empty() && rows.is_empty() && empty == "无");
            }
        }
    }
}

#[test]
fn a_draft_carries_no_number_no_opinion_and_no_signature() {
    let doc = printed(&snapshot(), true);
    assert!(
        doc.draft
            && doc.number.is_empty()
            && doc.version.is_empty()
            && doc.hash.is_empty()
            && doc.verify_url.is_empty()
    );
    let said = outline(&doc);
    for word in ["张䶮", "单位的话", "PS2026000001"] {
        assert!(!said.contains(word), "{word}");
    }
    let Some(Block::Promise { ticked, signer, .. }) = doc.inside.last() else { panic!("the promise") };
    assert!(*ticked && signer.is_empty());
}

#[test]
fn what_was_submitted_carries_number_version_checksum_and_address() {
    let doc = printed(&snapshot(), false);
    assert_eq!((doc.number.as_str(), doc.version.as_str()), ("PS2026000001", "第 2 次提交"));
    assert_eq!(doc.hash, dossier().hash);
    assert_eq!(doc.verify_url, "https://zhicheng.example.com/applications/a1");
    let output = pdf::review(&doc).expect("the form can be printed");
    assert!(output.missing.is_empty() && output.pages >= 18, "{} pages, {:?}", output.pages, output.missing);
}
