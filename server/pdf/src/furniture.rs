//! What stands around the content: lines of the cover, header, footer, watermark, codes.
//!
//! Not the words, which each document chooses.
//!
//! To add one: something that two documents print alike is a function here.

use crate::{
    Block, Error, MissingGlyph,
    flow::PHOTO,
    font::Font,
    page::{Book, Ink, MM, Mark, Sheet, text_mark},
    qr,
    text::wrap,
    write::Picture,
};

/// Name of the QR code among the book's pictures.
pub const QR: &str = "Code";
/// Size of header and footer.
const SMALL: f32 = 9.0;
const SMALL_LEADING: f32 = SMALL * 1.5;
/// Side of the QR code in the footer.
const CODE: f32 = 13.0 * MM;
const FACT: f32 = 13.0;
const FACT_LEADING: f32 = 24.0;

/// Says on paper which characters the font lacks: nothing is replaced silently.
pub fn lacking(missing: &[MissingGlyph]) -> Option<Block> {
    let mut body = "下列字符不在印表的字体里，表中印成方括号里的统一码编码，请以系统记录为准：".to_owned();
    for glyph in missing {
        body.push_str(&format!("\n{}：［{}］", glyph.place, glyph.code));
    }
    (!missing.is_empty()).then(|| Block::Text { title: "缺字说明".to_owned(), body })
}

/// The photo and the QR code, where a document has them.
///
/// # Errors
/// [`Error::Qr`] for an address too long for a code.
pub fn pictures<'a>(photo: Option<&'a [u8]>, verify_url: &str) -> Result<Vec<(&'static str, Picture<'a>)>, Error> {
    let mut pictures = Vec::new();
    if let Some(jpeg) = photo {
        pictures.push((PHOTO, Picture::Jpeg(jpeg)));
    }
    if !verify_url.is_empty() {
        pictures.push((QR, Picture::Squares(qr::encode(verify_url)?)));
    }
    Ok(pictures)
}

/// Label and value on a line to the end of the cover's room; more than a cover holds goes on, on a page of its own.
pub fn facts(font: &Font, book: &mut Book, facts: &[(String, String)], top: f32, end: f32) {
    let width = book.sheet.inner_width();
    let label_width =
        facts.iter().map(|(label, _)| font.width(label, FACT) + FACT).fold(0.0, f32::max).min(width / 2.0);
    let widest = facts.iter().map(|(_, value)| font.width(value, FACT) + 8.5).fold(95.0 * MM, f32::max);
    let value_width = widest.min(width - label_width);
    let left = ((width - label_width - value_width) / 2.0).max(0.0);
    book.y = top;
    for (label, value) in facts {
        for (index, line) in wrap(font, value, FACT, value_width - 8.0, 0.0).into_iter().enumerate() {
            if book.y + FACT_LEADING > end {
                book.turn();
            }
            if index == 0 {
                let label = format!("{label}：");
                let size = font.fitting(&label, FACT, label_width);
                book.line(left + label_width - font.width(&label, size), book.y, size, FACT_LEADING, &label);
            }
            let x = left + label_width;
            book.line(x + 4.0, book.y, FACT, FACT_LEADING, &line.text);
            let y = book.y + FACT_LEADING - 2.5;
            book.rule((x, y), (x + value_width, y), 0.5, Ink::Black);
            book.y += FACT_LEADING;
        }
        book.y += 8.0;
    }
}

/// The QR code in the middle, with what it is for.
pub fn scan(font: &Font, book: &mut Book, y: f32, side: f32) {
    let width = book.sheet.inner_width();
    book.put(Mark::Picture { name: QR, x: (width - side) / 2.0, y, w: side, h: side });
    let words = "扫码核对本表与系统记录";
    book.line((width - font.width(words, SMALL)) / 2.0, y + side, SMALL, SMALL_LEADING, words);
}

/// Header and footer of one page.
#[derive(Debug, Default)]
pub struct Edges<'a> {
    /// At the binding of a right-hand page; empty for none, then without the rule below.
    pub head_left: &'a str,
    pub head_right: &'a str,
    pub foot_left: Vec<String>,
    pub foot_middle: Vec<String>,
    /// The small QR code.
    pub code: bool,
    /// 草稿 across the page.
    pub draft: bool,
}

impl Edges<'_> {
    /// As marks, in the order in which they are read.
    pub fn marks(&self, font: &Font, sheet: &Sheet) -> Vec<Mark> {
        let (width, height) = (sheet.inner_width(), sheet.inner_height());
        let (head, foot) = (-11.0 * MM, height + 7.0 * MM);
        let mut marks = Vec::new();
        if self.draft {
            marks.push(Mark::Watermark { text: "草稿".to_owned(), size: 150.0 });
        }
        let mut line = |x: f32, y: f32, size: f32, text: &str| {
            marks.push(grey(text_mark(x, y, size, SMALL_LEADING, text)));
        };
        let size = font.fitting(self.head_right, SMALL, width / 2.0);
        let taken = font.width(self.head_right, size);
        line(width - taken, head, size, self.head_right);
        line(0.0, head, font.fitting(self.head_left, SMALL, width - taken - SMALL), self.head_left);
        let middles = self.foot_middle.iter().map(|text| font.width(text, SMALL)).fold(0.0, f32::max);
        let mut y = foot;
        for text in &self.foot_left {
            line(0.0, y, font.fitting(text, SMALL, (width - middles) / 2.0 - SMALL), text);
            y += SMALL_LEADING;
        }
        y = foot;
        for text in &self.foot_middle {
            line((width - font.width(text, SMALL)) / 2.0, y, SMALL, text);
            y += SMALL_LEADING;
        }
        for y in [-5.0 * MM, height + 5.0 * MM] {
            if y > 0.0 || !self.head_left.is_empty() {
                marks.push(Mark::Stroke { points: vec![(0.0, y), (width, y)], width: 0.5, ink: Ink::Grey });
            }
        }
        if self.code {
            marks.push(Mark::Picture { name: QR, x: width - CODE, y: height + 6.0 * MM, w: CODE, h: CODE });
        }
        marks
    }
}

/// The beginning of a hash, enough to tell two versions apart.
pub fn check_code(hash: &str) -> Option<String> {
    let short: String = hash.chars().take(16).collect();
    (!short.is_empty()).then(|| format!("数据校验码 {short}"))
}

/// The same text in grey.
pub fn grey(mark: Mark) -> Mark {
    match mark {
        Mark::Text { x, y, size, text, bold, spacing, .. } => {
            Mark::Text { x, y, size, text, ink: Ink::Grey, bold, spacing }
        }
        other => other,
    }
}
