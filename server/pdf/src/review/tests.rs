//! What holds for any content, seen on the marks before they become a file.

use proptest::prelude::*;

use super::*;
use crate::{Entry, NumberedPage, Opinion};

/// What a block is made of, small enough to be drawn at random.
#[derive(Debug, Clone)]
enum Kind {
    /// Rows by the length of their cells, with or without a line below.
    Table(Vec<(usize, usize, bool)>),
    Text(usize),
    Opinion(usize, bool),
    Pairs(Vec<usize>),
}

fn kind() -> impl Strategy<Value = Kind> {
    let length = || prop_oneof![6 => 0..16_usize, 3 => 0..60_usize, 1 => 0..1500_usize];
    prop_oneof![
        4 => prop::collection::vec((length(), length(), any::<bool>()), 0..24).prop_map(Kind::Table),
        1 => (0..3000_usize).prop_map(Kind::Text),
        2 => (0..1500_usize, any::<bool>()).prop_map(|(length, counted)| Kind::Opinion(length, counted)),
        1 => prop::collection::vec(length(), 0..12).prop_map(Kind::Pairs),
    ]
}

fn filler(length: usize) -> String {
    "填写的内容，长短不一。".chars().cycle().take(length).collect()
}

/// The first and the last mark of each row, which must stand on one side when the row is short.
type Rows = Vec<(String, String, bool)>;

fn block(name: &str, kind: &Kind, rows: &mut Rows) -> Block {
    let title = format!("题{name}");
    match kind {
        Kind::Table(lengths) => Block::Table {
            title,
            columns: ["甲栏", "乙栏", "丙栏"].map(str::to_owned).to_vec(),
            rows: lengths
                .iter()
                .enumerate()
                .map(|(row, &(one, two, more))| {
                    let (first, last) = (format!("首{name}.{row}。"), format!("末{name}.{row}。"));
                    // A column next to a long one has four characters a line; a fifth of a page has eight lines.
                    rows.push((first.clone(), last.clone(), one.max(two) < 16));
                    let below = more.then(|| ("备注".to_owned(), last.clone()));
                    let third = if more { String::new() } else { last };
                    Entry {
                        cells: vec![format!("{first}{}", filler(one)), filler(two), third],
                        more: Vec::from_iter(below),
                    }
                })
                .collect(),
            empty: "无".to_owned(),
        },
        Kind::Text(length) => Block::Text { title, body: filler(*length) },
        Kind::Opinion(length, counted) => Block::Opinion(Opinion {
            title,
            counts: if *counted {
                vec![("人数".to_owned(), Some(9)), ("赞成".to_owned(), None)]
            } else {
                Vec::new()
            },
            lines: vec![filler(*length)],
            role: "负责人（签名）".to_owned(),
            seal: Some(("公章".to_owned(), String::new())),
            ..Opinion::default()
        }),
        Kind::Pairs(lengths) => Block::Pairs {
            title,
            core: false,
            pairs: lengths.iter().map(|&length| ("标签".to_owned(), filler(length))).collect(),
        },
    }
}

fn document(kinds: &[Vec<Kind>]) -> (ReviewDoc, Rows) {
    let mut rows = Vec::new();
    let pages = kinds.iter().zip(1..).map(|(kinds, number): (&Vec<Kind>, u8)| {
        let blocks = kinds.iter().enumerate();
        let blocks = blocks.map(|(at, kind)| block(&format!("{number}-{at}"), kind, &mut rows)).collect();
        NumberedPage { number, blocks }
    });
    let pages = pages.collect();
    (ReviewDoc { pages, ..ReviewDoc::default() }, rows)
}

/// Texts of a side, one after the other.
fn text(side: &[Mark]) -> String {
    let texts =
        side.iter().filter_map(|mark| if let Mark::Text { text, .. } = mark { Some(text.as_str()) } else { None });
    texts.collect()
}

fn stays_on_the_side(side: &[Mark], height: f32) -> Result<(), TestCaseError> {
    for mark in side {
        let bottom = match mark {
            Mark::Frame { y, h, .. } | Mark::Fill { y, h, .. } | Mark::Picture { y, h, .. } => y + h,
            Mark::Text { y, size, .. } => y + size * 0.12,
            Mark::Stroke { .. } | Mark::Watermark { .. } => 0.0,
        };
        prop_assert!(bottom < height + 0.05, "{mark:?} ends {} points below the side", bottom - height);
    }
    Ok(())
}

/// Under every heading there is a box that is neither a heading nor the head of a column.
fn no_heading_is_last(side: &[Mark]) -> Result<(), TestCaseError> {
    let headings: Vec<(f32, &str)> = side
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text { y, text, bold: true, .. } if text.starts_with('题') => Some((*y, text.as_str())),
            _ => None,
        })
        .collect();
    for (at, (top, heading)) in headings.iter().enumerate() {
        let end = headings.get(at + 1).map_or(f32::MAX, |(y, _)| *y - 13.0);
        let label =
            |frame: (f32, f32)| side.iter().any(|mark| matches!(mark, Mark::Fill { x, y, .. } if (*x, *y) == frame));
        let content = side
            .iter()
            .any(|mark| matches!(mark, Mark::Frame { x, y, .. } if *y > *top && *y < end - 1.0 && !label((*x, *y))));
        prop_assert!(content, "nothing follows {heading}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_row_is_cut_and_no_heading_is_last(kinds in prop::collection::vec(prop::collection::vec(kind(), 1..6), 1..5)) {
        let font = Font::get().expect("the font in the repository is whole");
        let (doc, rows) = document(&kinds);
        let (book, sides) = layout(font, &doc);
        for side in &book.pages {
            stays_on_the_side(side, book.sheet.inner_height())?;
            no_heading_is_last(side)?;
        }
        let texts: Vec<String> = book.pages.iter().map(|side| text(side)).collect();
        for (first, last, short) in &rows {
            let on = |mark: &str| texts.iter().position(|text| text.contains(mark));
            prop_assert!(!short || on(first).is_some() && on(first) == on(last), "{first} is lost or cut");
        }
        // Nothing is lost.
        let letters = "填写的内容，长短不一";
        let found: usize = texts.iter().flat_map(|text| text.chars()).filter(|c| letters.contains(*c)).count();
        let expected = kinds.iter().flatten().map(|kind| match kind {
            Kind::Table(lengths) => lengths.iter().map(|(one, two, _)| count(letters, *one) + count(letters, *two)).sum(),
            Kind::Text(length) | Kind::Opinion(length, _) => count(letters, *length),
            Kind::Pairs(lengths) => lengths.iter().map(|length| count(letters, *length)).sum(),
        }).sum::<usize>();
        prop_assert_eq!(found, expected, "characters printed and given");
        numbers_go_up(&sides)?;
    }
}

/// How many of the filler's first `length` characters are in `letters`.
fn count(letters: &str, length: usize) -> usize {
    filler(length).chars().filter(|c| letters.contains(*c)).count()
}

/// Cover, inside, 1, 2 …, each with its continuations counted from one.
fn numbers_go_up(sides: &[Side]) -> Result<(), TestCaseError> {
    let rank = |side: &Side| match side.place {
        Place::Cover => 0,
        Place::Inside => 1,
        Place::Page(number) => 1 + usize::from(number),
    };
    for pair in sides.windows(2) {
        let next = if pair[0].place == pair[1].place { (0, pair[0].again + 1) } else { (1, 0) };
        prop_assert_eq!((rank(&pair[1]) - rank(&pair[0]), pair[1].again), next);
    }
    Ok(())
}

#[test]
fn a_side_is_called_by_its_number() {
    let label = |place, again| Side { place, again }.label();
    assert_eq!(label(Place::Cover, 0), "封面");
    assert_eq!(label(Place::Inside, 1), "封二续");
    assert_eq!(
        [0, 1, 2, 12].map(|again| label(Place::Page(3), again)),
        ["第 3 页", "第 3 页续", "第 3 页续 2", "第 3 页续 12"]
    );
}
