//! Tables of entries: how wide each column is and where its text stands.
//!
//! Widths follow from what stands in the columns, so that a caller only says what to print. Not the
//! breaking of rows over pages (`table.rs`).
//!
//! To add one: a column that needs a rule of its own is a case in `widths`.

use crate::{
    font::Font,
    page::BODY,
    table::{Align, Cell, PAD_X, Row, Section},
    text::widest_piece,
};

/// A text column wants no more than so many hanzi a line, however long its text is.
const WANTED: f32 = 16.0 * BODY;
/// Short words, up to so many hanzi, stay on one line while there is room.
const SHORT: f32 = 7.0 * BODY;
/// No word makes a column wider than so many hanzi; it is broken instead.
const MOST_WORD: f32 = 9.0 * BODY;

/// `rows` under a header of `columns`; without a row `empty` stands there, without columns no header.
pub fn table(font: &Font, title: &str, columns: &[String], rows: &[Vec<String>], empty: &str, width: f32) -> Section {
    let mut x = 0.0;
    let places: Vec<(f32, f32)> = widths(font, columns, rows, width)
        .into_iter()
        .map(|w| {
            x += w;
            (x - w, w)
        })
        .collect();
    let aligns: Vec<Align> = places
        .iter()
        .enumerate()
        .map(|(at, &(_, w))| align(font, rows.iter().filter_map(|row| row.get(at)), w - 2.0 * PAD_X))
        .collect();
    let header: Vec<Cell> =
        columns.iter().zip(&places).map(|(column, &(x, w))| Cell::head(font, x, w, column)).collect();
    let mut body: Vec<Row> =
        rows.iter()
            .map(|row| {
                let cells = places.iter().zip(&aligns).enumerate().map(|(at, (&(x, w), &align))| {
                    Cell::text(font, x, w, row.get(at).map_or("", String::as_str), align)
                });
                Row::new(cells.collect())
            })
            .collect();
    if body.is_empty() {
        body.push(Row::new(vec![Cell::text(font, 0.0, width, empty, Align::Centre)]));
    }
    let header = (!header.is_empty()).then(|| Row::new(header));
    Section { heading: title.to_owned(), header, rows: body, ..Section::default() }
}

/// Widths of a column without its padding: so that no word is torn, so that short entries stay on one
/// line, and as long as its texts would like.
type Wishes = [f32; 3];

/// Each wish is met in turn as far as there is room; what is left in the end goes to all.
fn widths(font: &Font, columns: &[String], rows: &[Vec<String>], width: f32) -> Vec<f32> {
    let wishes: Vec<Wishes> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| wishes(font, column, rows.iter().filter_map(|row| row.get(at))))
        .collect();
    let count = f32::from(u16::try_from(columns.len()).unwrap_or(u16::MAX));
    let room = width - count * 2.0 * PAD_X;
    let sum = |tier: usize| wishes.iter().map(|wish| wish[tier]).sum::<f32>();
    let met = (0..3).take_while(|&tier| sum(tier) <= room).count();
    wishes
        .iter()
        .map(|wish| {
            let inner = match met {
                0 => wish[0] * room / sum(0),
                3 => wish[2] * room / sum(2).max(f32::EPSILON),
                _ => {
                    let share = (room - sum(met - 1)) / (sum(met) - sum(met - 1));
                    wish[met - 1] + (wish[met] - wish[met - 1]) * share
                }
            };
            inner + 2.0 * PAD_X
        })
        .collect()
}

fn wishes<'a>(font: &Font, column: &str, cells: impl Iterator<Item = &'a String> + Clone) -> Wishes {
    let lines = |text: &'a str| text.split('\n').map(|line| font.width(line, BODY));
    let longest = cells.clone().flat_map(|cell| lines(cell)).fold(0.0, f32::max);
    let piece = cells.map(|cell| widest_piece(font, cell, BODY)).fold(0.0, f32::max).min(MOST_WORD);
    let head = font.width(column, BODY);
    // A long heading may stand on two lines.
    let head = head.min((head / 2.0 + BODY).max(4.0 * BODY));
    let whole = piece.max(head);
    let short = longest.min(SHORT).max(whole);
    [whole, short, longest.min(WANTED).max(short)]
}

/// Numbers stand under each other at the right, dates and other short entries in the middle, text at the
/// left.
fn align<'a>(font: &Font, cells: impl Iterator<Item = &'a String> + Clone, w: f32) -> Align {
    let filled = cells.filter(|cell| !cell.is_empty());
    let is_number = |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if filled.clone().all(|cell| is_number(cell)) {
        let widths = || filled.clone().map(|cell| font.width(cell, BODY));
        // One width throughout reads better in the middle.
        let same = widths().fold(f32::MIN, f32::max) - widths().fold(f32::MAX, f32::min) < 0.1;
        return if same { Align::Centre } else { Align::Right };
    }
    let short = |cell: &String| !cell.contains('\n') && font.width(cell, BODY) <= w.min(6.5 * BODY);
    if filled.clone().all(short) { Align::Centre } else { Align::Left }
}
