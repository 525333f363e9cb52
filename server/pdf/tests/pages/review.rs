//! The review form: what stands on which page, and that page numbers stay what they are.

use std::collections::BTreeMap;

use expect_test::expect_file;
use lopdf::content::Content;
use pdf::{Block, Entry, NumberedPage, Opinion, Output, ReviewDoc, sample};

use crate::read::{golden, opened, pages, poppler, squeezed};

fn review(doc: &ReviewDoc) -> Output {
    pdf::review(doc).expect("the form can be printed")
}

/// A table of `count` rows that can be told apart.
fn table(title: &str, count: usize) -> Block {
    let row = |row: usize| Entry {
        cells: vec![format!("首{row:03}"), "写了两三句话的一行，要占好几行，这样页面很快就满了。".repeat(2)],
        more: vec![("备注".to_owned(), format!("末{row:03}"))],
    };
    Block::Table {
        title: title.to_owned(),
        columns: vec!["开始".to_owned(), "主要工作内容".to_owned()],
        rows: (1..=count).map(row).collect(),
        empty: "无".to_owned(),
    }
}

#[test]
fn the_form_says_what_it_says() {
    let output = review(&sample::sample_review());
    assert!(output.missing.is_empty());
    expect_file!["golden/review.txt"].assert_eq(&golden(&output));
}

#[test]
fn an_empty_form_leaves_room_to_write() {
    let output = review(&sample::empty_review());
    assert_eq!(output.pages, 18, "cover, its back, and 16 pages");
    expect_file!["golden/review-empty.txt"].assert_eq(&golden(&output));
}

/// Every text of a document but addresses.
fn texts(doc: &ReviewDoc) -> Vec<String> {
    let mut all = vec![doc.title.clone(), doc.made_by.clone(), doc.number.clone(), doc.version.clone()];
    let pairs = |all: &mut Vec<String>, pairs: &[(String, String)]| {
        all.extend(pairs.iter().flat_map(|(label, value)| [label.clone(), value.clone()]));
    };
    pairs(&mut all, &doc.facts);
    for block in doc.inside.iter().chain(doc.pages.iter().flat_map(|page| &page.blocks)) {
        match block {
            Block::Pairs { title, pairs: inner, .. } => {
                all.push(title.clone());
                pairs(&mut all, inner);
            }
            Block::Table { title, columns, rows, .. } => {
                all.push(title.clone());
                all.extend(columns.iter().cloned());
                for row in rows {
                    all.extend(row.cells.iter().cloned());
                    pairs(&mut all, &row.more);
                }
            }
            Block::Text { title, body } => all.extend([title.clone(), body.clone()]),
            Block::Promise { text, signer, .. } => all.extend([text.clone(), signer.clone()]),
            Block::Opinion(opinion) => {
                all.extend([&opinion.title, &opinion.role, &opinion.signer].map(Clone::clone));
                all.extend(opinion.counts.iter().map(|(label, _)| label.clone()));
                all.extend(opinion.lines.iter().cloned());
                pairs(&mut all, &opinion.facts);
                pairs(&mut all, opinion.seal.as_slice());
            }
        }
    }
    all
}

#[test]
fn everything_that_was_filled_in_is_on_paper() {
    let doc = sample::sample_review();
    let read = squeezed(&pages(&review(&doc)).concat());
    let texts = texts(&doc);
    assert!(texts.len() > 400, "{} texts", texts.len());
    for text in texts {
        assert!(read.contains(&squeezed(&text)), "{text} is not on paper");
    }
}

#[test]
fn a_page_that_overflows_goes_on_under_its_number() {
    let doc = ReviewDoc {
        pages: (1..=16)
            .map(|number| {
                let count = if number == 3 { 60 } else { 1 };
                NumberedPage { number, blocks: vec![table(&format!("第{number}页的表"), count)] }
            })
            .collect(),
        ..sample::sample_review()
    };
    let output = review(&doc);
    let pages: Vec<String> = pages(&output).iter().map(|page| squeezed(page)).collect();
    let labels: Vec<String> = (1..=3)
        .map(|number| format!("第{number}页"))
        .chain(
            (1..=pages.len() - 18)
                .map(|again| if again == 1 { "第3页续".to_owned() } else { format!("第3页续{again}") }),
        )
        .chain((4..=16).map(|number| format!("第{number}页")))
        .collect();
    assert!(labels.contains(&"第3页续3".to_owned()), "{labels:?}");
    for (side, (page, label)) in pages[2..].iter().zip(&labels).enumerate() {
        // Header and footer.
        assert_eq!(page.matches(&format!("{label}广东省")).count(), 1, "{label}: {page}");
        let foot = format!("{label}全表第{}面共{}面", side + 3, pages.len());
        assert_eq!(page.matches(&foot).count(), 1, "{label}: {page}");
        let title = if label.contains('续') { "第3页的表（续）" } else { "页的表" };
        assert!(page.contains(title) && page.contains("主要工作内容"), "{label}: {page}");
    }
    let on = |mark: String| pages.iter().position(|page| page.contains(&mark));
    for row in 1..=60 {
        let first = on(format!("首{row:03}"));
        assert!(first.is_some() && first == on(format!("末{row:03}")), "row {row} is cut");
    }
}

#[test]
fn the_binding_changes_sides_with_the_paper() {
    let output = review(&ReviewDoc { draft: true, ..sample::sample_review() });
    let document = opened(&output);
    for (number, id) in document.get_pages() {
        let content = document.get_page_content(id);
        let operations = Content::decode(&content).expect("an own page").operations;
        let starts = operations.iter().filter(|operation| operation.operator == "Td");
        let left = starts.filter_map(|operation| operation.operands[0].as_float().ok()).fold(f32::MAX, f32::min);
        let margin = if number % 2 == 1 { 25.0 } else { 15.0 } * 72.0 / 25.4;
        assert!((left - margin).abs() < 0.01, "side {number} starts at {left} points");
    }
}

#[test]
fn the_photo_stands_beside_the_first_pairs_and_only_there() {
    let pairs = |title: &str| Block::Pairs {
        title: title.to_owned(),
        core: false,
        pairs: vec![("姓名".to_owned(), "张䶮".to_owned())],
    };
    let page = |number, blocks| NumberedPage { number, blocks };
    let numbered = vec![page(1, vec![pairs("基本情况"), pairs("证书")]), page(2, vec![pairs("其他")])];
    let output = review(&ReviewDoc { pages: numbered, ..sample::sample_review() });
    let document = opened(&output);
    let photos = document.get_pages().into_iter().map(|(side, id)| {
        let content = Content::decode(&document.get_page_content(id)).expect("an own page");
        let is_photo = |operand: &lopdf::Object| operand.as_name().is_ok_and(|name| name == b"Photo");
        let drawn = content.operations.iter().filter(|operation| operation.operator == "Do");
        (side, drawn.filter(|operation| operation.operands.iter().any(is_photo)).count())
    });
    assert_eq!(photos.filter(|(_, count)| *count > 0).collect::<Vec<_>>(), [(3, 1)]);
}

#[test]
fn page_one_is_a_right_hand_page_however_long_the_notes_are() {
    for count in [1, 60, 120] {
        let notes = vec!["一、这是一条说明。".repeat(4); count].join("\n");
        let inside = vec![Block::Text { title: "填表说明".to_owned(), body: notes }];
        let doc = ReviewDoc { inside, ..sample::sample_review() };
        let pages: Vec<String> = pages(&review(&doc)).iter().map(|page| squeezed(page)).collect();
        let first = pages.iter().position(|page| page.contains("第1页全表")).expect("there is a page 1");
        assert!(first.is_multiple_of(2), "{count} notes: page 1 is side {}", first + 1);
        assert!(pages[1].contains("封二全表第2面"), "{}", pages[1]);
        assert_eq!(pages[2].contains("封二续"), count > 1, "{}", pages[2]);
    }
}

#[test]
fn a_signature_never_stands_alone() {
    for count in 30..60 {
        let statement = Opinion {
            title: "个人述评".to_owned(),
            lines: (1..=count).map(|line| format!("其{line:02}段。")).collect(),
            role: "申报人（签名）".to_owned(),
            signer: "张䶮".to_owned(),
            date: "2026-07-01".to_owned(),
            ..Opinion::default()
        };
        let numbered = vec![NumberedPage { number: 11, blocks: vec![Block::Opinion(statement)] }];
        let sides = pages(&review(&ReviewDoc { pages: numbered, ..sample::sample_review() }));
        let mut sides = sides.iter().map(|side| squeezed(side));
        let signed = sides.find(|side| side.contains("申报人（签名）：张䶮") && side.contains("个人述评"));
        let signed = signed.expect("it is signed under its heading");
        assert!(signed.contains(&format!("其{count:02}段。")) && signed.contains("2026年7月1日"), "{signed}");
    }
}

#[test]
fn a_draft_has_neither_number_nor_bars() {
    let text = pages(&review(&sample::empty_review())).concat();
    assert!(text.contains("编号：（提交后生成）") && text.contains("草稿，未提交"), "{text}");
    let forms = |output: &Output| {
        let forms = opened(output).objects.into_values().filter(|object| {
            object.as_stream().is_ok_and(|stream| {
                stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|name| name == b"Form"))
            })
        });
        forms.count()
    };
    assert_eq!(forms(&review(&sample::empty_review())), 0);
    assert_eq!(forms(&review(&sample::sample_review())), 2, "QR code and bars");
}

#[test]
fn a_character_without_a_glyph_is_named_at_the_end() {
    let mut doc = sample::sample_review();
    let Some(Block::Table { rows, .. }) = doc.pages[3].blocks.first_mut() else { panic!("page 4 is a table") };
    rows[0].more.push(("证明人".to_owned(), "\u{20BB7}野".to_owned()));
    let output = review(&doc);
    assert_eq!(output.missing[0].place, "任现资格之前主要专业技术工作及取得的业绩成果情况 · 第 1 行 · 证明人");
    let pages = pages(&output);
    assert!(pages.iter().any(|page| page.contains("证明人：［U+20BB7］野")));
    let last = pages.last().expect("a form has pages");
    assert!(last.contains("第 16 页") && last.contains("缺字说明") && last.contains("：［U+20BB7］"), "{last}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let doc = sample::sample_review();
    assert!(review(&doc) == review(&doc));
    assert!(review(&doc).bytes != review(&ReviewDoc { version: "第 3 次提交".to_owned(), ..doc.clone() }).bytes);
}

#[test]
fn a_full_form_is_small_and_a_huge_one_too() {
    assert!(review(&sample::sample_review()).bytes.len() < 300_000);
    let huge = review(&sample::huge_review(50));
    assert!(huge.pages > 90 && huge.bytes.len() < 600_000, "{} pages, {} bytes", huge.pages, huge.bytes.len());
}

#[test]
fn both_readers_read_the_same() {
    let output = review(&sample::sample_review());
    let Some(other) = poppler(&output, &["-raw"]) else { return assert!(output.pages > 16) };
    let letters = |text: &str| {
        let mut count = BTreeMap::<char, usize>::new();
        text.chars().filter(|c| !c.is_whitespace()).for_each(|c| *count.entry(c).or_default() += 1);
        count
    };
    assert_eq!(letters(&other), letters(&pages(&output).concat()));
}
