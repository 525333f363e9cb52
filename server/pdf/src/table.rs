//! Framed rows that flow over pages.
//!
//! Every part of a form is rows of cells, and every cell is lines. A row that does not fit moves to
//! the next page, or, when it is long, is split between two lines; the heading is repeated with （续）
//! and the table header with it. Not a general layout engine: columns have fixed places.
//!
//! To add one: something else to draw inside a line is a variant of [`Piece`].

use crate::{
    font::Font,
    page::{BODY, Book, Ink, LEADING, MM, Mark, baseline},
    text::wrap,
};

/// Space between a cell's border and its text.
pub const PAD_X: f32 = 5.0;
const PAD_LABEL: f32 = 2.5;
const PAD_Y: f32 = 4.0;
const BORDER: f32 = 0.6;
const CORE_BORDER: f32 = 1.6;
const HEADING: f32 = 12.5;
const HEADING_HEIGHT: f32 = 24.0;
/// Space above a heading that is not the first of its page.
const GAP: f32 = 11.0;
/// A row up to this share of a page moves as a whole; a longer one is split.
const WHOLE: f32 = 0.22;
/// A header up to this share of a page is repeated.
const HEADER: f32 = 0.3;
/// No fewer lines than this stay behind or go over when a row is split.
const COMPANY: usize = 2;
const PHOTO_WIDTH: f32 = 33.0 * MM;
const PHOTO_HEIGHT: f32 = 48.0 * MM;
/// Column of the photo: 2.5 mm of white on each side.
pub const PHOTO_COLUMN: f32 = PHOTO_WIDTH + 5.0 * MM;
/// What the rows beside the photo must reach together.
pub const PHOTO_ROWS: f32 = PHOTO_HEIGHT + 4.0 * MM;

/// Where a cell's lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
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
        }
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
        Self { x, w, lines, label: false, middle: false, tail: tail.max(COMPANY) }
    }

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
                Align::Right => room,
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

/// Centred lines of like length: a label does not leave one character for its last line.
fn balanced(font: &Font, text: &str, w: f32, bold: bool) -> Vec<Pieces> {
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
}

impl Row {
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { cells, min_height: 0.0 }
    }

    pub fn height(&self) -> f32 {
        self.cells.iter().map(Cell::text_height).fold(self.min_height.max(height_of(1)), f32::max)
    }

    /// What this row needs at least on the page where it starts.
    fn head_height(&self) -> f32 {
        self.height().min(height_of(COMPANY))
    }

    /// The part that fits into `height`, and the rest.
    fn split(self, height: f32) -> (Self, Self) {
        let (mut first, mut rest) = (Self::default(), Self::default());
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
            rest.cells.push(Cell { lines: over, ..cell.clone() });
            cell.middle = false;
            first.cells.push(cell);
        }
        for cell in &mut rest.cells {
            cell.middle = false;
        }
        (first, rest)
    }

    fn draw(&self, book: &mut Book, height: f32) {
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
            for line in &cell.lines {
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

/// A heading and its rows.
#[derive(Debug, Default)]
pub struct Section {
    pub heading: String,
    /// Red frame of 核心数据 around it.
    pub core: bool,
    /// Repeated on every page.
    pub header: Option<Row>,
    pub rows: Vec<Row>,
    /// Stays on one page when one page can hold it.
    pub keep: bool,
    /// So many rows stand beside the photo.
    pub photo_rows: usize,
    /// Whether the book has a picture named [`PHOTO`].
    pub has_photo: bool,
}

/// Name of the photo among the book's pictures.
pub const PHOTO: &str = "Photo";

/// Lays `section` out from where the book stands.
pub fn flow(font: &Font, book: &mut Book, section: &mut Section) {
    let tall = section.header.as_ref().is_some_and(|header| header.height() > book.sheet.inner_height() * HEADER);
    if tall && let Some(header) = section.header.take() {
        // Repeated, it would leave no room for the rows.
        section.rows.insert(0, header);
    }
    let section = &*section;
    let width = book.sheet.inner_width();
    let header_height = section.header.as_ref().map_or(0.0, Row::height);
    let fresh = book.sheet.inner_height() - HEADING_HEIGHT - header_height;
    let total: f32 = section.rows.iter().map(Row::height).sum();
    let beside_photo: f32 = section.rows[..section.photo_rows].iter().map(Row::height).sum();
    let start = if section.keep && total <= fresh {
        total
    } else if section.photo_rows > 0 {
        beside_photo
    } else {
        section.rows.first().map_or(0.0, |row| first_part(row, fresh))
    };
    if book.y > 0.0 {
        book.y += GAP;
        if HEADING_HEIGHT + header_height + start > book.left_over() {
            book.turn();
        }
    }
    let mut top = head(font, book, section, false);
    for (index, mut row) in section.rows.iter().cloned().enumerate() {
        loop {
            let height = row.height();
            let left = book.left_over();
            if height <= left {
                row.draw(book, height);
                break;
            }
            let at_top = book.y <= top + header_height + 0.01;
            if (height > WHOLE * fresh && row.head_height() <= left) || at_top {
                let (first, rest) = row.split(left);
                let height = first.height().min(left);
                first.draw(book, height);
                row = rest;
            }
            close(book, section, top);
            book.turn();
            top = head(font, book, section, true);
        }
        if index + 1 == section.photo_rows {
            photo(font, book, width, beside_photo, section.has_photo);
        }
    }
    close(book, section, top);
}

/// What must fit below the heading for `row` to start there.
fn first_part(row: &Row, fresh: f32) -> f32 {
    if row.height() > WHOLE * fresh { row.head_height() } else { row.height() }
}

/// Draws heading and header; returns where the frame starts.
fn head(font: &Font, book: &mut Book, section: &Section, again: bool) -> f32 {
    let heading = if again { format!("{}（续）", section.heading) } else { section.heading.clone() };
    let y = baseline(book.y, HEADING, HEADING_HEIGHT - 2.0);
    let size = font.fitting(&heading, HEADING, book.sheet.inner_width());
    book.put(Mark::Text { x: 0.0, y, size, text: heading, ink: Ink::Black, bold: true, spacing: 0.0 });
    if section.core {
        let word = "核心数据";
        book.put(Mark::Text {
            x: book.sheet.inner_width() - font.width(word, BODY),
            y,
            size: BODY,
            text: word.to_owned(),
            ink: Ink::Red,
            bold: false,
            spacing: 0.0,
        });
    }
    book.y += HEADING_HEIGHT;
    let top = book.y;
    if let Some(header) = &section.header {
        header.draw(book, header.height());
    }
    top
}

fn close(book: &mut Book, section: &Section, top: f32) {
    if section.core {
        let (width, height) = (book.sheet.inner_width(), book.y - top);
        book.frame(0.0, top, width, height, CORE_BORDER, Ink::Red);
    }
}

fn photo(font: &Font, book: &mut Book, width: f32, height: f32, has_photo: bool) {
    let (x, y) = (width - PHOTO_COLUMN, book.y - height);
    book.frame(x, y, PHOTO_COLUMN, height, BORDER, Ink::Black);
    if has_photo {
        book.put(Mark::Picture {
            name: PHOTO,
            x: x + (PHOTO_COLUMN - PHOTO_WIDTH) / 2.0,
            y: y + (height - PHOTO_HEIGHT) / 2.0,
            w: PHOTO_WIDTH,
            h: PHOTO_HEIGHT,
        });
    } else {
        let word = "照片";
        book.put(Mark::Text {
            x: x + (PHOTO_COLUMN - font.width(word, BODY)) / 2.0,
            y: baseline(y, BODY, height),
            size: BODY,
            text: word.to_owned(),
            ink: Ink::Grey,
            bold: false,
            spacing: 0.0,
        });
    }
}
