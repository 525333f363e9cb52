//! Framed rows of cells, and cells of lines.
//!
//! Every part of a form is such rows; a long one can be split between two lines. Not a general layout
//! engine: columns have fixed places. How rows go over pages is `flow.rs`.
//!
//! To add one: something else to draw inside a line is a variant of [`Piece`].

use crate::{
    font::Font,
    page::{BODY, Book, Ink, LEADING, Mark, baseline},
    text::wrap,
};

/// Space between a cell's border and its text.
pub const PAD_X: f32 = 5.0;
const PAD_LABEL: f32 = 2.5;
const PAD_Y: f32 = 4.0;
pub const BORDER: f32 = 0.6;
/// No fewer lines than this stay behind or go over when a row is split.
const COMPANY: usize = 2;

/// Where a cell's lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    /// Paragraphs: first line two characters in, both edges even.
    Prose,
}

/// Part of a line; `x` is counted from the cell's text edge.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text {
        x: f32,
        text: String,
        bold: bool,
        spacing: f32,
    },
    /// A line to write on.
    Blank {
        x: f32,
        w: f32,
    },
    /// A check box, drawn because the font has none.
    Check {
        x: f32,
        ticked: bool,
    },
}

/// One line of a cell; empty for white space.
pub type Pieces = Vec<Piece>;

/// A cell: lines in a column.
#[derive(Debug, Clone)]
pub struct Cell {
    pub x: f32,
    pub w: f32,
    pub lines: Vec<Pieces>,
    /// Grey background.
    pub label: bool,
    /// Text in the middle of the height.
    pub middle: bool,
    /// So many lines at the end stay together: a signature does not stand alone on a page.
    pub tail: usize,
    /// So many lines at the end stand at the bottom of the cell, however high it is.
    pub foot: usize,
}

impl Cell {
    /// A cell with `text` broken to its width.
    pub fn text(font: &Font, x: f32, w: f32, text: &str, align: Align) -> Self {
        Self {
            x,
            w,
            lines: lines(font, text, w - 2.0 * PAD_X, align, false),
            label: false,
            middle: align != Align::Prose,
            tail: COMPANY,
            foot: 0,
        }
    }

    /// A cell with one line that starts `at` points from its text edge.
    pub fn at(font: &Font, x: f32, w: f32, text: &str, at: f32) -> Self {
        let piece = Piece::Text { x: at, text: text.to_owned(), bold: false, spacing: 0.0 };
        Self { lines: vec![vec![piece]], ..Self::text(font, x, w, "", Align::Left) }
    }

    /// A label: grey, centred, closer to its borders than a value.
    pub fn label(font: &Font, x: f32, w: f32, text: &str) -> Self {
        let mut lines = balanced(font, text, w - 2.0 * PAD_LABEL, false);
        for piece in lines.iter_mut().flatten() {
            if let Piece::Text { x, .. } = piece {
                *x -= PAD_X - PAD_LABEL;
            }
        }
        Self { label: true, lines, ..Self::text(font, x, w, "", Align::Centre) }
    }

    /// A head of a column: a bold label.
    pub fn head(font: &Font, x: f32, w: f32, text: &str) -> Self {
        Self { lines: balanced(font, text, w - 2.0 * PAD_X, true), ..Self::label(font, x, w, "") }
    }

    /// A cell of lines made elsewhere, from the top, `tail` of them kept together at the end.
    pub fn of_lines(x: f32, w: f32, lines: Vec<Pieces>, tail: usize) -> Self {
        Self { x, w, lines, label: false, middle: false, tail: tail.max(COMPANY), foot: 0 }
    }

    /// What its lines take.
    fn text_height(&self) -> f32 {
        height_of(self.lines.len())
    }
}

/// `text` broken to `w` and placed.
pub fn lines(font: &Font, text: &str, w: f32, align: Align, bold: bool) -> Vec<Pieces> {
    let indent = if align == Align::Prose { 2.0 * BODY } else { 0.0 };
    wrap(font, text, BODY, w, indent)
        .into_iter()
        .map(|line| {
            let indent = if line.first { indent } else { 0.0 };
            let room = w - indent - line.width;
            let count = line.text.chars().count();
            let x = match align {
                Align::Left => 0.0,
                Align::Centre => room / 2.0,
                Align::Prose => indent,
            };
            // A line that a long word has left short stays short: stretched letters read badly.
            let spacing = match (align, line.last, u16::try_from(count)) {
                (Align::Prose, false, Ok(count)) if count > 1 && room < 0.12 * BODY * f32::from(count) => {
                    room.max(0.0) / f32::from(count - 1)
                }
                _ => 0.0,
            };
            if line.text.is_empty() {
                Vec::new()
            } else {
                vec![Piece::Text { x: x.max(0.0), text: line.text, bold, spacing }]
            }
        })
        .collect()
}

/// Centred lines of like length: a label does not leave one character for its last line, and what it says in brackets
/// stays together where it can.
fn balanced(font: &Font, text: &str, w: f32, bold: bool) -> Vec<Pieces> {
    if let Some((name, unit)) = text.split_once('（')
        && font.width(text, BODY) > w
        && font.width(name, BODY).max(font.width(unit, BODY) + BODY) <= w
    {
        return lines(font, &format!("{name}\n（{unit}"), w, Align::Centre, bold);
    }
    let count = |w: f32| wrap(font, text, BODY, w, 0.0).len();
    let wanted = count(w);
    let mut narrow = w;
    while narrow > BODY && count(narrow - BODY / 2.0) == wanted {
        narrow -= BODY / 2.0;
    }
    let mut lines = lines(font, text, narrow, Align::Centre, bold);
    for piece in lines.iter_mut().flatten() {
        if let Piece::Text { x, .. } = piece {
            *x += (w - narrow) / 2.0;
        }
    }
    lines
}

/// Cells side by side.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub min_height: f32,
    /// Belongs to the row before it.
    pub joined: bool,
    /// Takes white space that is left over on its page.
    pub grows: bool,
}

impl Row {
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
    }

    pub fn height(&self) -> f32 {
        self.cells.iter().map(Cell::text_height).fold(self.min_height.max(height_of(1)), f32::max)
    }

    /// What this row needs at least on the page where it starts.
    pub fn head_height(&self) -> f32 {
        self.height().min(height_of(COMPANY))
    }

    /// The part that fits into `height`, and the rest.
    pub fn split(self, height: f32) -> (Self, Self) {
        let part = Self { joined: self.joined, ..Self::default() };
        let (mut first, mut rest) = (part.clone(), part);
        for mut cell in self.cells {
            let fit = lines_in(height);
            let count = cell.lines.len();
            let keep = if count <= fit {
                count
            } else {
                // At least one line goes on, or the row would never end.
                fit.min(count.saturating_sub(cell.tail)).max(1)
            };
            let over = cell.lines.split_off(keep.min(count));
            let foot = cell.foot.min(over.len());
            if !over.is_empty() {
                cell.foot = 0;
            }
            rest.cells.push(Cell { foot, lines: over, ..cell.clone() });
            cell.middle = false;
            first.cells.push(cell);
        }
        for cell in &mut rest.cells {
            cell.middle = false;
        }
        (first, rest)
    }

    pub fn draw(&self, book: &mut Book, height: f32) {
        let y = book.y;
        for cell in &self.cells {
            if cell.label {
                book.fill(cell.x, y, cell.w, height, Ink::Pale);
            }
        }
        for cell in &self.cells {
            book.frame(cell.x, y, cell.w, height, BORDER, Ink::Black);
        }
        for cell in &self.cells {
            let top = if cell.middle { (height - cell.text_height()) / 2.0 } else { 0.0 };
            let mut at = y + top + PAD_Y;
            let foot = cell.lines.len() - cell.foot.min(cell.lines.len());
            for (index, line) in cell.lines.iter().enumerate() {
                if index == foot {
                    at = at.max(y + height + PAD_Y - height_of(cell.foot));
                }
                for piece in line {
                    draw_piece(book, cell.x + PAD_X, at, piece);
                }
                at += LEADING;
            }
        }
        book.y += height;
    }
}

fn draw_piece(book: &mut Book, left: f32, y: f32, piece: &Piece) {
    match piece {
        Piece::Text { x, text, bold, spacing } => book.put(Mark::Text {
            x: left + x,
            y: baseline(y, BODY, LEADING),
            size: BODY,
            text: text.clone(),
            ink: Ink::Black,
            bold: *bold,
            spacing: *spacing,
        }),
        Piece::Blank { x, w } => {
            let y = y + LEADING - 2.0;
            book.rule((left + x, y), (left + x + w, y), 0.5, Ink::Black);
        }
        Piece::Check { x, ticked } => {
            let side = BODY * 0.86;
            let (x, y) = (left + x, y + (LEADING - side) / 2.0);
            book.frame(x, y, side, side, 0.8, Ink::Black);
            if *ticked {
                book.put(Mark::Stroke {
                    points: vec![
                        (x + side * 0.2, y + side * 0.52),
                        (x + side * 0.42, y + side * 0.76),
                        (x + side * 0.84, y + side * 0.22),
                    ],
                    width: 1.4,
                    ink: Ink::Black,
                });
            }
        }
    }
}

fn height_of(lines: usize) -> f32 {
    let lines = f32::from(u16::try_from(lines).unwrap_or(u16::MAX));
    lines * LEADING + 2.0 * PAD_Y
}

fn lines_in(height: f32) -> usize {
    // Counted up, because a cast from float to integer would need its own reasoning.
    (1..).take_while(|&count| height_of(count) <= height).count()
}
