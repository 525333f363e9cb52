//! The title certificate: one page of A4 (`domain.md` §1.7).
//!
//! Not a government document: the frame carries the five-bar mark of the program and no emblem, and a
//! sample says that it is one.
//!
//! To add one: a new line of the certificate is a pair in `facts`.

use crate::{
    CertificateDoc, Error, MissingGlyph, Output, clean,
    font::Font,
    page::{Book, Ink, MM, Mark, Sheet, baseline},
    qr,
    text::{date_in_words, wrap},
    write::{Picture, Properties, write},
};

const PHOTO: &str = "Photo";
const QR: &str = "Code";
const SIZE: f32 = 13.0;
/// Names and organisations that are too long for the page are set smaller, but not below this.
const LEAST_SIZE: f32 = 8.0;
const LEADING: f32 = 21.0;
/// Where the facts begin.
const TOP: f32 = 60.0 * MM;
/// Width of their labels.
const LABEL: f32 = 27.0 * MM;
const PHOTO_WIDTH: f32 = 33.0 * MM;
const PHOTO_HEIGHT: f32 = 48.0 * MM;

/// Prints a certificate.
///
/// # Errors
/// As [`crate::form`].
pub fn certificate(doc: &CertificateDoc) -> Result<Output, Error> {
    let font = Font::get()?;
    let (doc, missing) = clean::certificate(font, doc);
    let mut pictures = Vec::new();
    if let Some(jpeg) = &doc.photo_jpeg {
        pictures.push((PHOTO, Picture::Jpeg(jpeg)));
    }
    if !doc.verify_url.is_empty() {
        pictures.push((QR, Picture::Squares(qr::encode(&doc.verify_url)?)));
    }
    let mut book = Book::new(Sheet::CERTIFICATE);
    let mut page = Page { font, width: book.sheet.inner_width(), book: &mut book };
    page.frames(&doc);
    page.head(&doc);
    let end = page.facts(&doc, Page::grant_height(&doc, &missing));
    page.grant(&doc, end, &missing);
    page.foot(&doc);
    let properties =
        Properties { title: "职称证书", subject: &doc.number, made_on: &doc.issued_on, both_sides: false };
    write(font, &book, &pictures, &properties, missing)
}

struct Page<'a> {
    font: &'static Font,
    book: &'a mut Book,
    width: f32,
}

/// One fact and its place.
struct Fact {
    label: &'static str,
    lines: Vec<String>,
    y: f32,
    end: f32,
    width: f32,
}

/// Where the facts end; not above the end of the photo.
fn end(rows: &[Fact]) -> f32 {
    rows.last().map_or(TOP, |row| row.end + 6.5).max(TOP + PHOTO_HEIGHT)
}

/// Line height of facts in `size`.
fn leading(size: f32) -> f32 {
    size * LEADING / SIZE
}

/// `from`, and so on in steps of `by`.
fn counted(from: f32, by: f32) -> impl Iterator<Item = f32> {
    std::iter::successors(Some(from), move |y| Some(y + by))
}

fn is_valid(doc: &CertificateDoc) -> bool {
    matches!(doc.status.as_str(), "" | "有效")
}

#[derive(Clone, Copy)]
struct Style {
    size: f32,
    leading: f32,
    ink: Ink,
    bold: bool,
    spacing: f32,
}

const PLAIN: Style = Style { size: SIZE, leading: LEADING, ink: Ink::Black, bold: false, spacing: 0.0 };
const SMALL: Style = Style { size: 9.5, leading: 14.5, ink: Ink::Grey, ..PLAIN };

impl Page<'_> {
    fn put(&mut self, x: f32, y: f32, text: &str, style: &Style) {
        self.book.put(Mark::Text {
            x,
            y: baseline(y, style.size, style.leading),
            size: style.size,
            text: text.to_owned(),
            ink: style.ink,
            bold: style.bold,
            spacing: style.spacing,
        });
    }

    fn centred(&mut self, y: f32, text: &str, style: &Style) {
        let gaps = text.chars().count().saturating_sub(1);
        let gaps = f32::from(u16::try_from(gaps).unwrap_or(u16::MAX));
        let width = self.font.width(text, style.size) + gaps * style.spacing;
        self.put((self.width - width) / 2.0, y, text, style);
    }

    fn frames(&mut self, doc: &CertificateDoc) {
        if doc.demo {
            self.book.put(Mark::Watermark { text: "示例".to_owned(), size: 150.0 });
        }
        let sheet = self.book.sheet;
        for (edge, width) in [(11.0 * MM, 2.2), (13.0 * MM, 0.6)] {
            self.book.frame(
                edge - sheet.binding,
                edge - sheet.top,
                sheet.width - 2.0 * edge,
                sheet.height - 2.0 * edge,
                width,
                Ink::Blue,
            );
        }
    }

    /// Mark, title and number.
    fn head(&mut self, doc: &CertificateDoc) {
        // Five bars in a box of 30 × 30, of the five levels 员级 to 正高级.
        let unit = 15.0 * MM / 30.0;
        let left = self.width / 2.0 - 15.0 * unit;
        for (x, top, ink) in [
            (1.0, 22.0, Ink::Blue),
            (7.0, 17.0, Ink::Blue),
            (13.0, 12.0, Ink::Blue),
            (19.0, 7.0, Ink::Blue),
            (25.0, 2.0, Ink::Red),
        ] {
            let y = 4.0 * MM + top * unit;
            self.book.fill(left + x * unit, y, 4.0 * unit, (28.0 - top) * unit, ink);
        }
        self.centred(
            23.0 * MM,
            "职称证书",
            &Style { size: 34.0, leading: 48.0, ink: Ink::Blue, bold: true, spacing: 12.0 },
        );
        let y = 42.5 * MM;
        let half = 14.0 * MM;
        let middle = self.width / 2.0;
        self.book.rule((middle - half, y), (middle + half, y), 1.6, Ink::Red);
        if !doc.number.is_empty() {
            let number = format!("证书编号 {}", doc.number);
            self.centred(45.0 * MM, &number, &Style { size: 12.0, leading: 20.0, ..PLAIN });
        }
    }

    /// The table of facts with the photo at its right, in the largest size that leaves room for the
    /// `below` points of what follows; returns where it ends.
    fn facts(&mut self, doc: &CertificateDoc, below: f32) -> f32 {
        let photo_x = self.width - PHOTO_WIDTH;
        if doc.photo_jpeg.is_some() {
            self.book.put(Mark::Picture { name: PHOTO, x: photo_x, y: TOP, w: PHOTO_WIDTH, h: PHOTO_HEIGHT });
            self.book.frame(photo_x, TOP, PHOTO_WIDTH, PHOTO_HEIGHT, 0.6, Ink::Hair);
        }
        let room = self.foot_top() - below;
        let mut size = SIZE;
        let mut rows = self.rows(doc, size);
        while end(&rows) > room && size > LEAST_SIZE {
            size -= 1.0;
            rows = self.rows(doc, size);
        }
        let style = Style { size, leading: leading(size), ..PLAIN };
        for row in &rows {
            self.put(0.0, row.y, row.label, &Style { ink: Ink::Grey, ..style });
            for (text, y) in row.lines.iter().zip(counted(row.y, style.leading)) {
                // The two facts a reader looks for first.
                let bold = matches!(row.label, "姓名" | "职称名称");
                self.put(LABEL, y, text, &Style { bold, ..style });
            }
            self.book.rule((0.0, row.end + 2.0), (row.width, row.end + 2.0), 0.5, Ink::Hair);
        }
        end(&rows)
    }

    /// Where each fact stands when it is set in `size`.
    fn rows(&self, doc: &CertificateDoc, size: f32) -> Vec<Fact> {
        let facts = [
            ("姓名", doc.name.clone()),
            ("性别", doc.sex.clone()),
            ("出生年月", date_in_words(&doc.birth)),
            ("证件号码", doc.id_masked.clone()),
            ("职称名称", doc.title.clone()),
            ("级别", doc.level.clone()),
            ("职称系列", doc.series.clone()),
            ("专业", doc.profession.clone()),
            ("取得方式", doc.route.clone()),
            ("取得时间", date_in_words(&doc.obtained_on)),
            ("评审组织", doc.committee.clone()),
        ];
        let mut y = TOP;
        let mut rows = Vec::new();
        for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            let beside_photo = doc.photo_jpeg.is_some() && y < TOP + PHOTO_HEIGHT + 4.0;
            let width = if beside_photo { self.width - PHOTO_WIDTH - 8.0 * MM } else { self.width };
            let lines: Vec<String> =
                wrap(self.font, &value, size, width - LABEL, 0.0).into_iter().map(|line| line.text).collect();
            let count = f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX));
            let end = y + count * leading(size);
            rows.push(Fact { label, lines, y, end, width });
            y = end + size / 2.0;
        }
        rows
    }

    /// Height of what [`Page::grant`] writes.
    fn grant_height(doc: &CertificateDoc, missing: &[MissingGlyph]) -> f32 {
        let status = if is_valid(doc) { 0.0 } else { LEADING };
        let notes = f32::from(u16::try_from(missing.len()).unwrap_or(u16::MAX));
        6.0 * MM + LEADING + status + notes * SMALL.leading
    }

    fn grant(&mut self, doc: &CertificateDoc, y: f32, missing: &[MissingGlyph]) {
        let words = if doc.route.is_empty() {
            "持证人具备上述职称，特发此证。".to_owned()
        } else {
            format!("持证人经{}，具备上述职称，特发此证。", doc.route)
        };
        let mut y = y + 6.0 * MM;
        self.put(0.0, y, &words, &PLAIN);
        y += LEADING;
        if !is_valid(doc) {
            let words = format!("证书状态：{}", doc.status);
            self.put(0.0, y, &words, &Style { ink: Ink::Red, bold: true, ..PLAIN });
            y += LEADING;
        }
        for glyph in missing {
            let words = format!("{}里的［{}］是字体缺少的字，以身份证件和系统登记为准。", glyph.place, glyph.code);
            self.put(0.0, y, &words, &Style { ink: Ink::Red, ..SMALL });
            y += SMALL.leading;
        }
    }

    /// Where the code stands.
    fn foot_top(&self) -> f32 {
        self.book.sheet.inner_height() - 52.0 * MM
    }

    /// Code and address at the left, issuer and date at the right, the note of a sample below.
    fn foot(&mut self, doc: &CertificateDoc) {
        let bottom = self.book.sheet.inner_height();
        let side = 30.0 * MM;
        let top = self.foot_top();
        let issued = date_in_words(&doc.issued_on);
        let column = self.width * 0.44;
        let mut y = top + 6.0 * MM;
        for line in wrap(self.font, &doc.issuer, SIZE, self.width - column, 0.0) {
            let x = column + (self.width - column - line.width) / 2.0;
            self.put(x, y, &line.text, &Style { bold: true, ..PLAIN });
            y += LEADING;
        }
        let x = column + (self.width - column - self.font.width(&issued, SIZE)) / 2.0;
        self.put(x, y + 4.0, &issued, &PLAIN);
        if !doc.verify_url.is_empty() {
            self.book.put(Mark::Picture { name: QR, x: 0.0, y: top, w: side, h: side });
            self.put(side + 2.0, top + side - 24.0, "扫码核验", &SMALL);
            let mut y = top + side + 2.0;
            let address = format!("查询网址：{}", doc.verify_url);
            for line in wrap(self.font, &address, SMALL.size, self.width, 0.0) {
                self.put(0.0, y, &line.text, &SMALL);
                y += SMALL.leading;
            }
        }
        if doc.demo {
            let note = "本证书是开源软件 zhicheng 生成的示例，不具备证明效力。";
            self.centred(bottom - 4.0 * MM, note, &Style { ink: Ink::Red, ..SMALL });
        }
    }
}
