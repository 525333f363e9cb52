//! 《广东省职称评审表》: pages with fixed numbers (`domain.md` §3.1).
//!
//! A numbered page starts on a side of its own. What it cannot hold goes on, on sides of the same number, 第 1 页续, so
//! that every later page keeps its number. The form is bound as a booklet printed on both sides: the margin at the
//! binding follows the sides of the paper, not the numbers, left on odd sides and right on even ones. Cover and its back
//! are sides 1 and 2, so page 1 is a right-hand page; further ones turn over when continuations come before them.
//!
//! Not which block stands on which page: the caller decides.
//!
//! To add one: another part before the numbered pages is a variant of [`Place`].

use crate::{
    Block, Error, Output, ReviewDoc, bars,
    blocks::section,
    clean,
    flow::{Section, flow},
    font::Font,
    furniture::{self, Edges},
    page::{BODY, Book, Ink, LEADING, MM, Mark, Sheet, baseline, text_mark},
    write::{Picture, Properties, write},
};

const BARS: &str = "Bars";
/// The frame around each side, which the frames of the sections meet.
const FRAME: f32 = 1.2;
/// White space from which a side says that nothing follows.
const WHITE: f32 = 20.0 * MM;

/// Prints a form of numbered pages.
///
/// # Errors
/// As [`crate::form`].
pub fn review(doc: &ReviewDoc) -> Result<Output, Error> {
    let font = Font::get()?;
    let (mut doc, missing) = clean::review(font, doc);
    if let Some(block) = furniture::lacking(&missing) {
        let blocks = doc.pages.last_mut().map_or(&mut doc.inside, |page| &mut page.blocks);
        blocks.push(block);
    }
    let mut pictures = furniture::pictures(doc.photo_jpeg.as_deref(), &doc.verify_url)?;
    if let Some(bars) = bars::encode(&doc.number) {
        pictures.push((BARS, Picture::Squares(bars)));
    }
    let (mut book, sides) = layout(font, &doc);
    let sheet = book.sheet;
    book.furnish(|index, total| furniture(font, &sheet, &doc, &sides[index], index, total));
    let properties = Properties { title: &doc.title, subject: &doc.number, made_on: &doc.made_on, both_sides: true };
    write(font, &book, &pictures, &properties, missing)
}

/// What a side of the paper belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Cover,
    Inside,
    Page(u8),
}

/// One side of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Side {
    place: Place,
    /// How many sides of the same place came before.
    again: usize,
}

impl Side {
    /// 第 1 页, 第 1 页续, 第 1 页续 2.
    fn label(self) -> String {
        let name = match self.place {
            Place::Cover => "封面".to_owned(),
            Place::Inside => "封二".to_owned(),
            Place::Page(number) => format!("第 {number} 页"),
        };
        match self.again {
            0 => name,
            1 => format!("{name}续"),
            again => format!("{name}续 {again}"),
        }
    }
}

/// The content of all sides, and what each is.
fn layout(font: &Font, doc: &ReviewDoc) -> (Book, Vec<Side>) {
    let mut book = Book::new(Sheet::FORM);
    let mut sides = Vec::new();
    let mut reached = |book: &Book, place: Place| {
        let new = book.pages.len() - sides.len();
        sides.extend((0..new).map(|again| Side { place, again }));
    };
    cover(font, &mut book, doc);
    reached(&book, Place::Cover);
    book.turn();
    let mut inside = sections(font, &doc.inside, &book.sheet, false);
    lay(font, &mut book, &mut inside);
    if !book.pages.len().is_multiple_of(2) {
        // Page 1 is a right-hand page, however long the notes are.
        book.turn();
        nothing_follows(font, &mut book);
    }
    reached(&book, Place::Inside);
    let mut photo = true;
    for page in &doc.pages {
        book.turn();
        let mut sections = sections(font, &page.blocks, &book.sheet, photo);
        photo &= sections.iter().all(|section| section.photo_rows == 0);
        for section in &mut sections {
            section.has_photo = doc.photo_jpeg.is_some();
        }
        lay(font, &mut book, &mut sections);
        reached(&book, Place::Page(page.number));
    }
    (book, sides)
}

/// The photo stands beside the first pairs, and only there.
fn sections(font: &Font, blocks: &[Block], sheet: &Sheet, mut photo: bool) -> Vec<Section> {
    let section = |block: &Block| {
        let beside_photo = photo && matches!(block, Block::Pairs { .. });
        photo &= !beside_photo;
        Section { boxed: true, ..section(font, block, sheet.inner_width(), beside_photo) }
    };
    blocks.iter().map(section).collect()
}

/// Lays sections out from the top of a side; room to write takes what one side leaves.
fn lay(font: &Font, book: &mut Book, sections: &mut [Section]) {
    let total: f32 = sections.iter().map(Section::height).sum();
    // Half a point less, because sums are rounded.
    let room = book.sheet.inner_height() - total - 0.5;
    let shares = sections.iter().flat_map(|section| &section.rows).filter(|row| row.grows).count();
    for section in sections {
        if room > 0.0 {
            section.grow(room, shares);
        }
        flow(font, book, section);
    }
    if book.left_over() > WHITE {
        nothing_follows(font, book);
    }
}

/// Says that the rest of the side is white on purpose.
fn nothing_follows(font: &Font, book: &mut Book) {
    let words = "（以下空白）";
    let x = (book.sheet.inner_width() - font.width(words, BODY)) / 2.0;
    let y = book.y + 2.0 * MM;
    book.put(furniture::grey(text_mark(x, y, BODY, LEADING, words)));
}

/// Number with bars, title, facts, code and who had the form made.
fn cover(font: &Font, book: &mut Book, doc: &ReviewDoc) {
    let (width, height) = (book.sheet.inner_width(), book.sheet.inner_height());
    let number = match doc.number.as_str() {
        "" if doc.draft => "编号：（提交后生成）".to_owned(),
        number => format!("编号：{number}"),
    };
    let size = font.fitting(&number, BODY, width);
    let bars = 62.0 * MM;
    let left = width - font.width(&number, size).max(bars);
    if bars::encode(&doc.number).is_some() {
        book.put(Mark::Picture { name: BARS, x: left, y: 0.0, w: bars, h: 12.0 * MM });
    }
    book.line(left + (width - left - font.width(&number, size)) / 2.0, 13.0 * MM, size, LEADING, &number);

    let letters = f32::from(u16::try_from(doc.title.chars().count()).unwrap_or(u16::MAX));
    let size = font.fitting(&doc.title, 28.0, width);
    // Spaced as a title is, as far as there is room.
    let spacing = ((width - font.width(&doc.title, size)) / letters.max(1.0)).min(size * 0.25);
    let taken = font.width(&doc.title, size) + spacing * (letters - 1.0).max(0.0);
    book.put(Mark::Text {
        x: (width - taken) / 2.0,
        y: baseline(40.0 * MM, size, size * 1.5),
        size,
        text: doc.title.clone(),
        ink: Ink::Black,
        bold: true,
        spacing,
    });
    furniture::facts(font, book, &doc.facts, 76.0 * MM, height - 60.0 * MM);
    if !doc.verify_url.is_empty() {
        furniture::scan(font, book, height - 55.0 * MM, 28.0 * MM);
    }
    let size = font.fitting(&doc.made_by, 13.0, width);
    book.line((width - font.width(&doc.made_by, size)) / 2.0, height - 12.0 * MM, size, size * 1.5, &doc.made_by);
}

/// Watermark, frame, header and footer of one side.
fn furniture(font: &Font, sheet: &Sheet, doc: &ReviewDoc, side: &Side, index: usize, total: usize) -> Vec<Mark> {
    let cover = side.place == Place::Cover;
    let label = side.label();
    let number = match (doc.number.as_str(), doc.draft) {
        ("", true) => "草稿，未提交".to_owned(),
        ("", false) => String::new(),
        (number, _) if doc.version.is_empty() => format!("申请编号 {number}"),
        (number, _) => format!("申请编号 {number}（{}）", doc.version),
    };
    let edges = Edges {
        head_left: if cover { "" } else { &doc.title },
        head_right: if cover { "" } else { &label },
        foot_left: [number].into_iter().chain(furniture::check_code(&doc.hash)).collect(),
        foot_middle: vec![label.clone(), format!("全表第 {} 面 共 {total} 面", index + 1)],
        code: !cover && !doc.verify_url.is_empty(),
        draft: doc.draft,
    };
    let mut marks = edges.marks(font, sheet);
    if !cover {
        let (w, h) = (sheet.inner_width(), sheet.inner_height());
        marks.push(Mark::Frame { x: 0.0, y: 0.0, w, h, width: FRAME, ink: Ink::Black });
    }
    marks
}

#[cfg(test)]
mod tests;
