//! Sections that flow over pages.
//!
//! A row that does not fit moves to the next page, or, when it is long, is split between two lines;
//! the heading is repeated with （续） and the table header with it. A heading never ends a page, and a
//! row never crosses its edge. Not the numbering of pages, which is the document's.
//!
//! To add one: another way to head a section is a case in `head`.

use crate::{
    font::Font,
    page::{BODY, Book, Ink, MM, Mark, baseline},
    table::{BORDER, Row},
};

const CORE_BORDER: f32 = 1.6;
const HEADING: f32 = 12.5;
const HEADING_HEIGHT: f32 = 24.0;
/// Space above a heading that is not the first of its page.
const GAP: f32 = 11.0;
/// A row up to this share of a page moves as a whole; a longer one is split.
const WHOLE: f32 = 0.22;
/// A header up to this share of a page is repeated.
const HEADER: f32 = 0.3;
const PHOTO_WIDTH: f32 = 33.0 * MM;
const PHOTO_HEIGHT: f32 = 48.0 * MM;
/// Column of the photo: 2.5 mm of white on each side.
pub const PHOTO_COLUMN: f32 = PHOTO_WIDTH + 5.0 * MM;
/// What the rows beside the photo must reach together.
pub const PHOTO_ROWS: f32 = PHOTO_HEIGHT + 4.0 * MM;

/// Name of the photo among the book's pictures.
pub const PHOTO: &str = "Photo";

/// A heading and its rows.
#[derive(Debug, Default)]
pub struct Section {
    pub heading: String,
    /// The heading stands in the frame, over its middle, and the section touches the one above.
    pub boxed: bool,
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

impl Section {
    /// What it takes on one page.
    pub fn height(&self) -> f32 {
        self.head_height() + self.rows.iter().map(Row::height).sum::<f32>()
    }

    fn head_height(&self) -> f32 {
        HEADING_HEIGHT + self.header.as_ref().map_or(0.0, Row::height)
    }

    fn gap(&self) -> f32 {
        if self.boxed { 0.0 } else { GAP }
    }

    /// Hands `room` out to the rows that take white space, `shares` of which share it.
    pub fn grow(&mut self, room: f32, shares: usize) {
        let share = room / f32::from(u16::try_from(shares.max(1)).unwrap_or(u16::MAX));
        for row in self.rows.iter_mut().filter(|row| row.grows) {
            row.min_height = row.height() + share;
        }
    }
}

/// Lays `section` out from where the book stands.
pub fn flow(font: &Font, book: &mut Book, section: &mut Section) {
    let tall = section.header.as_ref().is_some_and(|header| header.height() > book.sheet.inner_height() * HEADER);
    if tall && let Some(header) = section.header.take() {
        // Repeated, it would leave no room for the rows.
        section.rows.insert(0, header);
    }
    let section = &*section;
    let width = book.sheet.inner_width();
    let fresh = book.sheet.inner_height() - section.head_height();
    let total: f32 = section.rows.iter().map(Row::height).sum();
    let beside_photo: f32 = section.rows[..section.photo_rows].iter().map(Row::height).sum();
    let start = if section.keep && total <= fresh {
        total
    } else if section.photo_rows > 0 {
        beside_photo
    } else {
        first_part(&section.rows, fresh)
    };
    if book.y > 0.0 {
        book.y += section.gap();
        if section.head_height() + start > book.left_over() {
            book.turn();
        }
    }
    let mut top = head(font, book, section, false);
    for (index, mut row) in section.rows.iter().cloned().enumerate() {
        let mut needed = first_part(&section.rows[index..], fresh);
        loop {
            let (height, left) = (row.height(), book.left_over());
            let at_top = book.y <= top + section.head_height() - HEADING_HEIGHT + 0.01;
            if height <= left && (needed <= left || at_top) {
                row.draw(book, height);
                break;
            }
            let long = row.joined || height > WHOLE * fresh;
            if height > left && (at_top || long && row.head_height() <= left) {
                let (first, rest) = row.split(left);
                let height = first.height().min(left);
                first.draw(book, height);
                row = rest;
                needed = row.height();
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

/// What must fit on a page for the first of `rows` to start there, with the row that belongs to it.
fn first_part(rows: &[Row], fresh: f32) -> f32 {
    let whole = WHOLE * fresh;
    match rows {
        [row, ..] if row.height() > whole => row.head_height(),
        [row, next, ..] if next.joined && row.height() + next.height() > whole => row.height() + next.head_height(),
        [row, next, ..] if next.joined => row.height() + next.height(),
        [row, ..] => row.height(),
        [] => 0.0,
    }
}

/// Draws heading and header; returns where the frame starts.
fn head(font: &Font, book: &mut Book, section: &Section, again: bool) -> f32 {
    let heading = if again { format!("{}（续）", section.heading) } else { section.heading.clone() };
    let width = book.sheet.inner_width();
    let y = baseline(book.y, HEADING, HEADING_HEIGHT - if section.boxed { 0.0 } else { 2.0 });
    let size = font.fitting(&heading, HEADING, width);
    let x = if section.boxed { (width - font.width(&heading, size)) / 2.0 } else { 0.0 };
    if section.boxed {
        book.frame(0.0, book.y, width, HEADING_HEIGHT, BORDER, Ink::Black);
    }
    book.put(Mark::Text { x, y, size, text: heading, ink: Ink::Black, bold: true, spacing: 0.0 });
    if section.core {
        let word = "核心数据";
        book.put(Mark::Text {
            x: width - font.width(word, BODY),
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
