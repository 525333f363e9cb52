//! Tables of entries: how wide each column is and where its text stands.
//!
//! Widths follow from what stands in the columns, so that a caller only says what to print. Not the
//! breaking of rows over pages (`table.rs`).
//!
//! To add one: a column that needs a rule of its own is a case in `widths`.

use std::iter::repeat;

use crate::{
    Entry,
    flow::Section,
    font::Font,
    page::BODY,
    table::{Align, Cell, PAD_X, Row},
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
pub fn table(font: &Font, title: &str, columns: &[String], rows: &[Entry], empty: &str, width: f32) -> Section {
    let shown = shown(font, columns, rows, width);
    let (columns, unshown) = columns.split_at(shown);
    let mut x = 0.0;
    let places: Vec<(f32, f32)> = widths(font, columns, rows, width)
        .into_iter()
        .map(|w| {
            x += w;
            (x - w, w)
        })
        .collect();
    let aligns: Vec<Stand> = places
        .iter()
        .enumerate()
        .map(|(at, &(_, w))| stand(font, rows.iter().filter_map(|row| row.cells.get(at)), w - 2.0 * PAD_X))
        .collect();
    let header: Vec<Cell> =
        columns.iter().zip(&places).map(|(column, &(x, w))| Cell::head(font, x, w, column)).collect();
    let mut body = Vec::new();
    for row in rows {
        let cells = places.iter().zip(&aligns).enumerate().map(|(at, (&(x, w), stand))| {
            let text = row.cells.get(at).map_or("", String::as_str);
            match stand {
                Stand::Number(point) if !text.is_empty() => {
                    Cell::at(font, x, w, text, point - font.width(before_point(text), BODY))
                }
                Stand::Number(_) => Cell::text(font, x, w, "", Align::Left),
                Stand::Text(align) => Cell::text(font, x, w, text, *align),
            }
        });
        if !places.is_empty() {
            body.push(Row::new(cells.collect()));
        }
        let more = under(font, row, unshown, shown, width - 2.0 * PAD_X);
        if !more.is_empty() {
            let cell = Cell::text(font, 0.0, width, &more, Align::Left);
            body.push(Row { joined: !places.is_empty(), ..Row::new(vec![cell]) });
        }
    }
    if body.is_empty() {
        body.push(Row::new(vec![Cell::text(font, 0.0, width, empty, Align::Centre)]));
    }
    let header = (!header.is_empty()).then(|| Row::new(header));
    Section { heading: title.to_owned(), header, rows: body, ..Section::default() }
}

/// How many columns stand side by side without tearing words; at least one, if there are any.
fn shown(font: &Font, columns: &[String], rows: &[Entry], width: f32) -> usize {
    let mut taken = 0.0;
    let fitting = columns.iter().enumerate().take_while(|(at, column)| {
        let cells: Vec<&String> = rows.iter().filter_map(|row| row.cells.get(*at)).collect();
        taken += wish(font, column, &cells).least + 2.0 * PAD_X;
        *at == 0 || taken <= width
    });
    fitting.count()
}

/// What of an entry stands under its cells: columns that found no room, and what never had one. A value that does not fit
/// behind the others starts a line, so that short ones stay whole.
fn under(font: &Font, row: &Entry, unshown: &[String], shown: usize, width: f32) -> String {
    let labels = unshown.iter().map(String::as_str).chain(repeat(""));
    let cells = row.cells.iter().skip(shown).zip(labels).map(|(value, label)| (label, value.as_str()));
    let more = row.more.iter().map(|(label, value)| (label.as_str(), value.as_str()));
    let mut all = String::new();
    let mut taken = 0.0;
    for (label, value) in cells.chain(more).filter(|(_, value)| !value.is_empty()) {
        let text = if label.is_empty() { value.to_owned() } else { format!("{label}：{value}") };
        let wide = font.width(&text, BODY);
        let ended = all.ends_with(['。', '！', '？', '；']);
        if !all.is_empty() && !ended {
            all.push('；');
        }
        // One character for the mark behind it.
        if !all.is_empty() && taken + wide + BODY > width {
            all.push('\n');
            taken = 0.0;
        } else if ended {
            all.push(' ');
        }
        taken += wide + BODY;
        all.push_str(&text);
    }
    all
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
fn widths(font: &Font, columns: &[String], rows: &[Entry], width: f32) -> Vec<f32> {
    let wishes: Vec<Wish> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| wish(font, column, &rows.iter().filter_map(|row| row.cells.get(at)).collect::<Vec<_>>()))
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
    let texts: Vec<Vec<Vec<f32>>> = rows
        .iter()
        .map(|row| row.cells.iter().take(columns.len()).map(|cell| line_widths(font, cell)).collect())
        .collect();
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
    lines.iter().map(|&line| if line <= w { 1.0 } else { (line / filled).ceil() }).sum()
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

/// Where the entries of a column stand.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stand {
    Text(Align),
    /// Numbers under each other, units under units; the units end so far from the text edge.
    Number(f32),
}

/// Numbers stand under each other in the middle of their column, dates and other short entries in its middle, text at
/// the left.
fn stand<'a>(font: &Font, cells: impl Iterator<Item = &'a String> + Clone, w: f32) -> Stand {
    let filled = cells.filter(|cell| !cell.is_empty());
    if filled.clone().all(|cell| is_number(cell)) {
        let widest = |of: fn(&str) -> &str| filled.clone().map(|cell| font.width(of(cell), BODY)).fold(0.0, f32::max);
        let (before, after) = (widest(before_point), widest(after_point));
        if before + after <= w {
            return Stand::Number((w - before - after) / 2.0 + before);
        }
    }
    let short = |cell: &String| !cell.contains('\n') && font.width(cell, BODY) <= w.min(6.5 * BODY);
    Stand::Text(if filled.clone().all(short) { Align::Centre } else { Align::Left })
}

/// 12,500.00, 3/5, 85%, 6 万元: an amount or a rank, with a unit of a few characters.
fn is_number(text: &str) -> bool {
    let rest = after_point(text);
    let rest = rest.strip_prefix(['.', '/']).map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    !before_point(text).is_empty()
        && rest.chars().count() <= 4
        && !rest.chars().any(|c| c.is_ascii_digit())
        && !rest.contains('\n')
}

/// The part before the decimal point, the stroke of a rank, or the unit.
fn before_point(text: &str) -> &str {
    text.strip_suffix(after_point(text)).unwrap_or(text)
}

fn after_point(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font() -> &'static Font {
        Font::get().expect("the font in the repository is whole")
    }

    /// Where the units of each number of a column end.
    fn points(column: &[&str]) -> Vec<f32> {
        let cells: Vec<String> = column.iter().map(|&cell| cell.to_owned()).collect();
        let Stand::Number(point) = stand(font(), cells.iter(), 80.0) else { return Vec::new() };
        cells.iter().map(|cell| point - font().width(before_point(cell), BODY)).collect()
    }

    #[test]
    fn numbers_stand_under_each_other() {
        let digit = font().width("5", BODY);
        for column in [["125.50", "5.5"], ["120 万元", "5 万元"], ["10/12", "1/3"], ["100%", "5%"], ["2,500", "500"]]
        {
            let points = points(&column);
            let shift = column[0].chars().take_while(|c| c.is_ascii_digit() || *c == ',').count()
                - column[1].chars().take_while(|c| c.is_ascii_digit() || *c == ',').count();
            assert_eq!(points.len(), 2, "{column:?}");
            assert!(shift > 0 && points[1] - points[0] > digit / 2.0, "{column:?} at {points:?}");
        }
        for column in [["2024-07-01", "3"], ["三", "3"], ["12 号楼 3 层", "3"], ["3\n4", "3"]] {
            assert!(points(&column).is_empty(), "{column:?}");
        }
    }

    #[test]
    fn room_goes_where_lines_are_broken() {
        let columns = ["起止日期", "培训机构", "项目"].map(str::to_owned);
        let row = ["2019-05-06 至\n2019-05-17", "示例省软件行业协会", "软件架构设计研修班"].map(str::to_owned).to_vec();
        let widths = widths(font(), &columns, &[Entry::from(row)], 34.0 * BODY);
        for w in &widths[1..] {
            assert!(w - 2.0 * PAD_X >= 9.0 * BODY, "nine characters in {w} points");
        }
    }

    #[test]
    fn a_column_without_room_stands_under_the_cells() {
        let columns: Vec<String> = (1..=10).map(|column| format!("第{column}栏")).collect();
        let mut rows = vec![Entry::from((1..=10).map(|cell| format!("2024-07-{cell:02}")).collect::<Vec<_>>())];
        rows[0].more.push(("备注".to_owned(), "结束。".to_owned()));
        rows[0].more.push(("证明人".to_owned(), "张䶮".to_owned()));
        let shown = shown(font(), &columns, &rows, 480.0);
        assert!((4..9).contains(&shown), "{shown} columns");
        let under = under(font(), &rows[0], &columns[shown..], shown, 470.0);
        assert!(under.starts_with(&format!("第{}栏：2024-07-{:02}；", shown + 1, shown + 1)), "{under}");
        assert!(under.ends_with("第10栏：2024-07-10；备注：结束。 证明人：张䶮"), "{under}");
    }

    #[test]
    fn a_cell_without_a_column_is_not_lost() {
        let row = Entry::from(vec!["甲".to_owned(), "乙".to_owned()]);
        assert_eq!(under(font(), &row, &[], 1, 470.0), "乙");
    }

    #[test]
    fn a_short_value_under_the_cells_stays_whole() {
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let more =
            vec![pair("验收情况", "组织验收，一次通过"), pair("证明人", "梁证明"), pair("备注", &"长".repeat(40))];
        let row = Entry { cells: Vec::new(), more };
        let under = under(font(), &row, &[], 0, 20.0 * BODY);
        let lines: Vec<&str> = under.split('\n').collect();
        assert_eq!(lines[..2], ["验收情况：组织验收，一次通过；", "证明人：梁证明；"]);
        assert!(lines[2].starts_with("备注：长"), "{under}");
    }
}
