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

/// Entries up to so many hanzi stay on one line while there is room.
const SHORT: f32 = 5.0 * BODY;
/// Lines up to so many hanzi that the caller has broken are not broken again.
const GIVEN: f32 = 7.0 * BODY;
/// A column of longer texts begins with so many hanzi a line.
const LONG: f32 = 4.5 * BODY;
/// No word makes a column wider than so many hanzi; it is broken instead.
const MOST_WORD: f32 = 9.0 * BODY;
/// Room is handed out in pieces of this size.
const STEP: f32 = BODY / 2.0;

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

/// What a column asks for, without its padding.
struct Wish {
    /// So that no word is torn.
    least: f32,
    /// Its longest line.
    longest: f32,
}

/// Words stay whole first, then short entries; the rest of the room goes where it makes rows lower, and
/// what is left then to all.
fn widths(font: &Font, columns: &[String], rows: &[Vec<String>], width: f32) -> Vec<f32> {
    let wishes: Vec<Wish> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| wish(font, column, &rows.iter().filter_map(|row| row.get(at)).collect::<Vec<_>>()))
        .collect();
    let count = f32::from(u16::try_from(columns.len()).unwrap_or(u16::MAX));
    let room = width - count * 2.0 * PAD_X;
    let least: f32 = wishes.iter().map(|wish| wish.least).sum();
    let mut inner: Vec<f32> = wishes.iter().map(|wish| wish.least).collect();
    let mut left = room - least;
    if left < 0.0 {
        return inner.into_iter().map(|w| w * room / least + 2.0 * PAD_X).collect();
    }
    let mut grow = |inner: &mut f32, to: f32| {
        let more = (to - *inner).clamp(0.0, left);
        *inner += more;
        left -= more;
    };
    for (inner, wish) in inner.iter_mut().zip(&wishes).filter(|(_, wish)| wish.longest <= SHORT) {
        grow(inner, wish.longest);
    }
    for inner in inner.iter_mut().zip(&wishes).filter(|(_, wish)| wish.longest > SHORT).map(|(inner, _)| inner) {
        grow(inner, LONG);
    }
    let texts: Vec<Vec<Vec<f32>>> =
        rows.iter().map(|row| row.iter().map(|cell| line_widths(font, cell)).collect()).collect();
    while left >= STEP {
        let Some(at) = tallest(&texts, &inner) else { break };
        inner[at] += STEP;
        left -= STEP;
    }
    let sum: f32 = inner.iter().sum();
    inner.into_iter().map(|w| w + left * w / sum + 2.0 * PAD_X).collect()
}

fn line_widths(font: &Font, text: &str) -> Vec<f32> {
    text.split('\n').map(|line| font.width(line, BODY)).collect()
}

/// The column that makes most of the height of `rows`, if any entry takes more lines than it was given.
fn tallest(rows: &[Vec<Vec<f32>>], inner: &[f32]) -> Option<usize> {
    let mut pressure = vec![0.0_f32; inner.len()];
    for row in rows {
        let heights: Vec<f32> = row.iter().zip(inner).map(|(lines, w)| height(lines, *w)).collect();
        let tallest = heights.iter().copied().fold(0.0, f32::max);
        for (at, height) in heights.iter().enumerate() {
            let broken = row[at].iter().any(|line| *line > inner[at]);
            if broken && *height >= tallest {
                pressure[at] += height;
            }
        }
    }
    let most = pressure.iter().copied().fold(0.0, f32::max);
    pressure.iter().position(|pressure| most > 0.0 && *pressure >= most)
}

/// About how many lines these become in a column: hanzi fill it by whole characters.
fn height(lines: &[f32], w: f32) -> f32 {
    let filled = ((w / BODY).floor() * BODY).max(1.0);
    lines.iter().map(|line| (line / filled).ceil().max(1.0)).sum()
}

fn wish(font: &Font, column: &str, cells: &[&String]) -> Wish {
    let longest = cells.iter().flat_map(|cell| line_widths(font, cell)).fold(0.0, f32::max);
    let piece = cells.iter().map(|cell| widest_piece(font, cell, BODY)).fold(0.0, f32::max).min(MOST_WORD);
    let given = if longest <= GIVEN && cells.iter().any(|cell| cell.contains('\n')) { longest } else { 0.0 };
    let head = font.width(column, BODY);
    // A long heading may stand on two lines.
    let head = head.min((head / 2.0 + BODY).max(4.0 * BODY));
    Wish { least: piece.max(given).max(head), longest }
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
