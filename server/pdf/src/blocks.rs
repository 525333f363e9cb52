//! Turns blocks into sections of rows.
//!
//! What the documents share; not the order of the blocks nor their words, which are the caller's.
//!
//! To add one: another kind of block is an arm in `section`.

use crate::{
    Block, Opinion, columns,
    flow::{PHOTO_COLUMN, PHOTO_ROWS, Section},
    font::Font,
    page::{BODY, LEADING, MM},
    table::{Align, Cell, PAD_X, Piece, Pieces, Row, lines},
    text::{date_in_words, wrap},
};

const LABEL: f32 = 27.0 * MM;
/// In a section with a photo, where an ID number has to fit beside it.
const LABEL_BESIDE_PHOTO: f32 = 25.0 * MM;
/// So that a blank can be written in by hand.
const BY_HAND: f32 = 10.0 * MM;
/// An opinion with its signature and seal.
const OPINION: f32 = 38.0 * MM;

/// The rows of `block`; the photo stands beside the pairs that ask for it.
pub fn section(font: &Font, block: &Block, width: f32, beside_photo: bool) -> Section {
    match block {
        Block::Pairs { title, core, pairs } => {
            let (mut rows, photo_rows) = pair_rows(font, pairs, width, beside_photo);
            if rows.is_empty() {
                rows.push(Row::new(vec![Cell::text(font, 0.0, width, "", Align::Left)]));
            }
            Section { heading: title.clone(), core: *core, rows, photo_rows, ..Section::default() }
        }
        Block::Table { title, columns, rows, empty } => columns::table(font, title, columns, rows, empty, width),
        Block::Text { title, body } => Section {
            heading: title.clone(),
            rows: vec![Row {
                cells: vec![Cell::text(font, 0.0, width, body, Align::Prose)],
                min_height: 4.0 * LEADING,
                grows: true,
                ..Row::default()
            }],
            ..Section::default()
        },
        Block::Promise { text, ticked, signer, date } => {
            let inner = width - 2.0 * PAD_X;
            let mut all = lines(font, text, inner, Align::Prose, false);
            all.push(Vec::new());
            all.push(vec![Piece::Check { x: 2.0 * BODY, ticked: *ticked }, piece(3.3 * BODY, "本人确认以上承诺")]);
            let mut tail = signature(font, inner, "申报人（签名）", signer, None, date);
            let kept = tail.len() + 2;
            all.append(&mut tail);
            Section {
                heading: "个人承诺".to_owned(),
                rows: vec![Row::new(vec![Cell::of_lines(0.0, width, all, kept)])],
                keep: true,
                ..Section::default()
            }
        }
        Block::Opinion(opinion) => {
            let mut rows = counts(font, width, &opinion.counts);
            let (mut facts, _) = pair_rows(font, &opinion.facts, width, false);
            for row in &mut facts {
                row.min_height = BY_HAND;
            }
            rows.append(&mut facts);
            rows.push(said(font, width, opinion));
            Section { heading: opinion.title.clone(), rows, keep: true, ..Section::default() }
        }
    }
}

fn piece(x: f32, text: &str) -> Piece {
    Piece::Text { x, text: text.to_owned(), bold: false, spacing: 0.0 }
}

/// Labels over numbers.
fn counts(font: &Font, width: f32, counts: &[(String, Option<u32>)]) -> Vec<Row> {
    if counts.is_empty() {
        return Vec::new();
    }
    let w = width / f32::from(u16::try_from(counts.len()).unwrap_or(u16::MAX));
    let mut x = 0.0;
    let (labels, numbers) = counts
        .iter()
        .map(|(label, count)| {
            let number = count.map_or(String::new(), |count| count.to_string());
            let cells = (Cell::label(font, x, w, label), Cell::text(font, x, w, &number, Align::Centre));
            x += w;
            cells
        })
        .unzip();
    vec![Row::new(labels), Row::new(numbers)]
}

/// The words of an opinion, or room for them, and who signs it.
fn said(font: &Font, width: f32, opinion: &Opinion) -> Row {
    let inner = width - 2.0 * PAD_X;
    let mut all = if opinion.lines.iter().all(String::is_empty) {
        // Room to write by hand.
        vec![Vec::new(); 4]
    } else {
        lines(font, &opinion.lines.join("\n"), inner, Align::Prose, false)
    };
    let mut tail = if opinion.role.is_empty() {
        Vec::new()
    } else {
        signature(font, inner, &opinion.role, &opinion.signer, opinion.seal.as_ref(), &opinion.date)
    };
    let foot = tail.len();
    all.append(&mut tail);
    let cell = Cell { foot, ..Cell::of_lines(0.0, width, all, foot + 1) };
    let min_height = if foot == 0 { 4.0 * LEADING } else { OPINION };
    Row { cells: vec![cell], min_height, grows: true, ..Row::default() }
}

/// Signature, seal and date in the right half, after a line of white.
fn signature(
    font: &Font,
    inner: f32,
    role: &str,
    signer: &str,
    seal: Option<&(String, String)>,
    date: &str,
) -> Vec<Pieces> {
    let x = inner * 0.48;
    let mut all = vec![Vec::new()];
    let mut entry = |label: &str, value: &str, blank: bool| {
        let label = format!("{label}：");
        let from = x + font.width(&label, BODY);
        if value.is_empty() {
            let mut pieces = vec![piece(x, &label)];
            if blank {
                pieces.push(Piece::Blank { x: from, w: 36.0 * MM });
            }
            all.push(pieces);
            return;
        }
        for (index, line) in wrap(font, value, BODY, inner - from, 0.0).iter().enumerate() {
            let mut pieces = Vec::new();
            if index == 0 {
                pieces.push(piece(x, &label));
            }
            pieces.push(piece(from, &line.text));
            all.push(pieces);
        }
    };
    entry(role, signer, true);
    if let Some((label, name)) = seal {
        entry(label, name, false);
    }
    all.push(if date.is_empty() {
        vec![piece(inner - 8.5 * BODY, "年"), piece(inner - 5.0 * BODY, "月"), piece(inner - 1.5 * BODY, "日")]
    } else {
        let words = date_in_words(date);
        vec![piece(inner - font.width(&words, BODY) - BODY / 2.0, &words)]
    });
    all
}

/// Two pairs per row where both values are short, one where not; and how many rows stand beside the
/// photo.
fn pair_rows(font: &Font, pairs: &[(String, String)], width: f32, beside_photo: bool) -> (Vec<Row>, usize) {
    let label_width = if beside_photo { LABEL_BESIDE_PHOTO } else { LABEL };
    labelled_rows(font, pairs, width, label_width, beside_photo)
}

fn labelled_rows(
    font: &Font,
    pairs: &[(String, String)],
    width: f32,
    label_width: f32,
    beside_photo: bool,
) -> (Vec<Row>, usize) {
    let mut rows: Vec<Row> = Vec::new();
    let (mut photo_rows, mut reached) = (0, 0.0);
    let mut rest = pairs;
    while let Some(((label, value), after)) = rest.split_first() {
        let narrow = beside_photo && reached < PHOTO_ROWS;
        let width = if narrow { width - PHOTO_COLUMN } else { width };
        let half = width / 2.0 - label_width;
        let short = |value: &str| !value.contains('\n') && wrap(font, value, BODY, half - 2.0 * PAD_X, 0.0).len() <= 1;
        let row = match after.split_first() {
            Some(((label2, value2), after)) if short(value) && short(value2) => {
                rest = after;
                let x = width / 2.0;
                Row::new(vec![
                    Cell::label(font, 0.0, label_width, label),
                    Cell::text(font, label_width, half, value, Align::Left),
                    Cell::label(font, x, label_width, label2),
                    Cell::text(font, x + label_width, half, value2, Align::Left),
                ])
            }
            _ => {
                let row = Row::new(vec![
                    Cell::label(font, 0.0, label_width, label),
                    Cell::text(font, label_width, width - label_width, value, Align::Left),
                ]);
                if narrow && row.height() > PHOTO_ROWS {
                    // Too long to stand beside the photo: end the rows there, with what there is.
                    break;
                }
                rest = after;
                row
            }
        };
        if narrow {
            reached += row.height();
            photo_rows += 1;
        }
        rows.push(row);
    }
    if beside_photo && reached < PHOTO_ROWS {
        let row_width = width - PHOTO_COLUMN;
        if photo_rows == 0 {
            rows.push(Row::new(vec![Cell::text(font, 0.0, row_width, "", Align::Left)]));
            photo_rows = 1;
            reached = rows[0].height();
        }
        let share = (PHOTO_ROWS - reached) / f32::from(u16::try_from(photo_rows).unwrap_or(u16::MAX));
        for row in &mut rows[..photo_rows] {
            row.min_height = row.height() + share;
        }
        if !rest.is_empty() {
            rows.extend(labelled_rows(font, rest, width, label_width, false).0);
        }
    }
    (rows, photo_rows)
}
