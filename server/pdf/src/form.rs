//! 《初次职称考核认定申报表》: cover, sections, opinions (`domain.md` §3.2).
//!
//! Not the order of the sections nor their words: both are the caller's.
//!
//! To add one: a new kind of block is an arm in `blocks.rs`.

use crate::{
    Block, Error, FormDoc, Output,
    blocks::section,
    clean,
    flow::flow,
    font::Font,
    furniture::{self, Edges},
    page::{Book, Ink, MM, Mark, Sheet, baseline},
    write::{Properties, write},
};

/// Prints a form.
///
/// # Errors
/// [`Error::Photo`] for a photo that is no JPEG, [`Error::Qr`] for an address too long for a code,
/// [`Error::Font`] and [`Error::Write`] when the program itself is broken.
pub fn form(doc: &FormDoc) -> Result<Output, Error> {
    let font = Font::get()?;
    let (mut doc, missing) = clean::form(font, doc);
    doc.blocks.extend(furniture::lacking(&missing));
    let pictures = furniture::pictures(doc.photo_jpeg.as_deref(), &doc.verify_url)?;

    let mut book = Book::new(Sheet::FORM);
    cover(font, &mut book, &doc);
    if !doc.blocks.is_empty() {
        book.turn();
    }
    let mut photo = true;
    for block in &doc.blocks {
        // The photo stands beside the first pairs, and only there.
        let beside_photo = photo && matches!(block, Block::Pairs { .. });
        photo &= !beside_photo;
        let mut section = section(font, block, book.sheet.inner_width(), beside_photo);
        section.has_photo = doc.photo_jpeg.is_some();
        flow(font, &mut book, &mut section);
    }
    let sheet = book.sheet;
    book.furnish(|index, total| edges(font, &sheet, &doc, index, total));
    let properties = Properties { title: &doc.title, subject: &doc.number, made_on: &doc.made_on, both_sides: true };
    write(font, &book, &pictures, &properties, missing)
}

/// Title, facts and code on the first page.
fn cover(font: &Font, book: &mut Book, doc: &FormDoc) {
    let width = book.sheet.inner_width();
    let height = book.sheet.inner_height();
    let size = font.fitting(&doc.title, 25.0, width);
    book.put(Mark::Text {
        x: (width - font.width(&doc.title, size)) / 2.0,
        y: baseline(38.0 * MM, size, size * 1.5),
        size,
        text: doc.title.clone(),
        ink: Ink::Black,
        bold: true,
        spacing: 0.0,
    });
    furniture::facts(font, book, &doc.facts, 78.0 * MM, height - 45.0 * MM);
    if !doc.verify_url.is_empty() {
        furniture::scan(font, book, height - 40.0 * MM, 30.0 * MM);
    }
}

/// Watermark, header and footer of one page.
fn edges(font: &Font, sheet: &Sheet, doc: &FormDoc, index: usize, total: usize) -> Vec<Mark> {
    let right = match (doc.number.as_str(), doc.draft) {
        ("", true) => "草稿，未提交".to_owned(),
        ("", false) => String::new(),
        (number, _) => format!("申请编号 {number}"),
    };
    let edges = Edges {
        head_left: if index > 0 { &doc.title } else { "" },
        head_right: &right,
        foot_left: furniture::check_code(&doc.hash).into_iter().collect(),
        foot_middle: vec![format!("第 {} 页 共 {total} 页", index + 1)],
        code: index > 0 && !doc.verify_url.is_empty(),
        draft: doc.draft,
    };
    edges.marks(font, sheet)
}
