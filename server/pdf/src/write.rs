//! Turns a book into a PDF file; the only module that speaks to printpdf and lopdf, on which it is built.
//!
//! Not layout: every mark already has its place. printpdf is pinned and needs its feature
//! `text_layout`, without which it embeds the whole font of 15 MB instead of the used glyphs.
//!
//! To add one: another kind of mark is an arm in `operators`.

use std::{
    collections::{BTreeMap, HashMap},
    io::Write as _,
};

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Object, StringFormat, dictionary};
use printpdf::{
    Color, Date, DateTime, DictItem, ExternalStream, ExternalXObject, FontId, Line, LinePoint, Op, PaintMode,
    PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfParseErrorSeverity, PdfSaveOptions, Point, Pt, Px, Rect, Rgb,
    TextItem, TextMatrix, TextRenderingMode, XObject, XObjectId, XObjectTransform,
};

use crate::{
    Error, MissingGlyph, Output,
    font::Font,
    page::{Book, Ink, Mark, Sheet},
    photo,
    qr::Squares,
};

/// Pictures a book refers to by name.
pub enum Picture<'a> {
    /// A grey or RGB JPEG.
    Jpeg(&'a [u8]),
    /// A QR code, or bars.
    Squares(Squares),
}

/// The document's properties.
pub struct Properties<'a> {
    pub title: &'a str,
    pub subject: &'a str,
    /// `yyyy-mm-dd`; anything else leaves 1970-01-01. There is no clock here: the same input shall
    /// give the same file.
    pub made_on: &'a str,
    /// Asks the printer for both sides of the paper, to be turned like a book.
    pub both_sides: bool,
}

/// Writes the file.
///
/// # Errors
/// [`Error::Photo`] for a picture that is no JPEG, [`Error::Write`] when printpdf refuses something.
pub fn write(
    font: &Font,
    book: &Book,
    pictures: &[(&'static str, Picture<'_>)],
    properties: &Properties<'_>,
    missing: Vec<MissingGlyph>,
) -> Result<Output, Error> {
    let aliases = Aliases::new(font, book);
    let mut document = PdfDocument::new(properties.title);
    let date = date(properties.made_on);
    let info = &mut document.metadata.info;
    info.subject = properties.subject.to_owned();
    info.creator = "zhicheng".to_owned();
    info.producer = "zhicheng".to_owned();
    info.creation_date = date;
    info.modification_date = date;
    info.metadata_date = date;

    let font_id = FontId(aliases.tag.clone());
    document.resources.fonts.map.insert(font_id.clone(), PdfFont::new(font.parsed().clone()));
    for (name, picture) in pictures {
        let object = match picture {
            Picture::Jpeg(jpeg) => jpeg_object(jpeg)?,
            Picture::Squares(squares) => squares_object(squares),
        };
        document.resources.xobjects.map.insert(XObjectId((*name).to_owned()), XObject::External(object));
    }
    document.pages = book
        .pages
        .iter()
        .enumerate()
        .map(|(index, marks)| {
            let mut pen = Pen {
                font,
                font_id: &font_id,
                aliases: &aliases,
                sheet: book.sheet,
                left: book.sheet.left(index),
                size: 0.0,
                spacing: 0.0,
                bold: false,
                fill: None,
                stroke: None,
                width: 0.0,
                ops: Vec::new(),
            };
            for mark in marks {
                pen.draw(mark);
            }
            let box_ = Rect::from_wh(Pt(book.sheet.width), Pt(book.sheet.height));
            PdfPage { media_box: box_.clone(), trim_box: box_.clone(), crop_box: box_, ops: pen.ops }
        })
        .collect();

    let mut warnings = Vec::new();
    let mut file = printpdf::to_lopdf_doc(&document, &PdfSaveOptions::default(), &mut warnings);
    if let Some(warning) = warnings.iter().find(|warning| warning.severity == PdfParseErrorSeverity::Error) {
        return Err(Error::Write(warning.msg.clone()));
    }
    let bytes = finish(&mut file, properties).map_err(|error| Error::Write(error.to_string()))?;
    Ok(Output { bytes, pages: book.pages.len(), missing })
}

/// Compresses the file, gives it an identifier that follows from its content, so that the same input gives the same
/// bytes, and takes back a claim that printpdf makes.
fn finish(file: &mut lopdf::Document, properties: &Properties<'_>) -> Result<Vec<u8>, lopdf::Error> {
    // An empty version of PDF/X, which readers take for conformance.
    let info = file.trailer.get(b"Info")?.as_reference()?;
    file.get_object_mut(info)?.as_dict_mut()?.remove(b"GTS_PDFXVersion");
    let catalog = file.catalog_mut()?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    if properties.both_sides {
        catalog.set("ViewerPreferences", dictionary! { "Duplex" => "DuplexFlipLongEdge" });
    }
    let mut hash = fnv(FNV, properties.title.bytes().chain(properties.subject.bytes()));
    for object in file.objects.values_mut() {
        if let Object::Stream(stream) = object {
            hash = fnv(hash, stream.content.iter().copied());
            compress(stream)?;
        }
    }
    let id = format!("{hash:016X}{:016X}", fnv(hash, properties.made_on.bytes()));
    let id = Object::String(id.into_bytes(), StringFormat::Literal);
    file.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}

/// Level 4: the highest one takes an eighth more of the whole document's time for six bytes in a thousand.
fn compress(stream: &mut lopdf::Stream) -> Result<(), lopdf::Error> {
    if stream.allows_compression && !stream.dict.has(b"Filter") {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(4));
        encoder.write_all(&stream.content)?;
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(encoder.finish()?);
    }
    Ok(())
}

/// Two characters can share one glyph (U+2F00 and 一, the blank and the no-break blank); in the file a
/// glyph has one meaning. Only when a document uses both, the rarer one is written as the common one.
struct Aliases {
    common: HashMap<char, char>,
    /// Six capital letters that stand for the set of glyphs (ISO 32000-1, 9.6.4).
    tag: String,
}

impl Aliases {
    fn new(font: &Font, book: &Book) -> Self {
        let mut by_glyph: BTreeMap<u16, Vec<char>> = BTreeMap::new();
        for mark in book.pages.iter().flatten() {
            if let Mark::Text { text, .. } | Mark::Watermark { text, .. } = mark {
                for character in text.chars() {
                    let known = by_glyph.entry(font.glyph(character)).or_default();
                    if !known.contains(&character) {
                        known.push(character);
                    }
                }
            }
        }
        let mut common = HashMap::new();
        for characters in by_glyph.values().filter(|characters| characters.len() > 1) {
            let best = characters.iter().copied().min_by_key(|&c| (is_rare(c), c));
            for &character in characters {
                common.extend(best.filter(|&best| best != character).map(|best| (character, best)));
            }
        }
        let mut hash = fnv(FNV, by_glyph.keys().flat_map(|glyph| glyph.to_be_bytes()));
        let tag = (0..6)
            .map(|_| {
                let letter = char::from(b'A' + (hash % 26).to_le_bytes()[0]);
                hash /= 26;
                letter
            })
            .collect();
        Self { common, tag }
    }

    fn apply(&self, text: &str) -> String {
        text.chars().map(|character| *self.common.get(&character).unwrap_or(&character)).collect()
    }
}

/// Radicals, compatibility ideographs and the no-break blank: doubles of a common character.
fn is_rare(character: char) -> bool {
    matches!(
        u32::from(character),
        0xA0 | 0x2E80..=0x2FDF | 0xF900..=0xFAFF | 0x2_F800..=0x2_FA1F
    )
}

struct Pen<'a> {
    font: &'a Font,
    font_id: &'a FontId,
    aliases: &'a Aliases,
    sheet: Sheet,
    left: f32,
    // What the page's graphics state holds, to write only changes.
    size: f32,
    spacing: f32,
    bold: bool,
    fill: Option<Ink>,
    stroke: Option<Ink>,
    width: f32,
    ops: Vec<Op>,
}

impl Pen<'_> {
    fn draw(&mut self, mark: &Mark) {
        match mark {
            Mark::Text { x, y, size, text, ink, bold, spacing } => {
                if text.is_empty() {
                    return;
                }
                self.fill(*ink);
                if *bold {
                    // A stroke of a thirtieth of the size looks like the semi-bold cut.
                    self.stroke(*ink, size / 30.0);
                }
                self.ops.push(Op::StartTextSection);
                self.text_state(*size, *spacing, *bold);
                self.ops.push(Op::SetTextCursor { pos: self.point(*x, *y) });
                self.show(text);
                self.ops.push(Op::EndTextSection);
            }
            Mark::Watermark { text, size } => {
                self.fill(Ink::Ghost);
                self.ops.push(Op::StartTextSection);
                self.text_state(*size, 0.0, false);
                let half = self.font.width(text, *size) / 2.0;
                // The middle of the text, a third of an em above its baseline, lies in the middle of
                // the sheet.
                let (along, above) = (half, size * 0.38);
                let turn = std::f32::consts::FRAC_PI_4;
                let (sin, cos) = turn.sin_cos();
                let x = self.sheet.width / 2.0 - along * cos + above * sin;
                let y = self.sheet.height / 2.0 - along * sin - above * cos;
                self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([cos, sin, -sin, cos, round(x), round(y)]) });
                self.show(text);
                self.ops.push(Op::EndTextSection);
            }
            Mark::Stroke { points, width, ink } => {
                self.stroke(*ink, *width);
                let points = points.iter().map(|&(x, y)| LinePoint { p: self.point(x, y), bezier: false }).collect();
                self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Mark::Fill { x, y, w, h, ink } => {
                self.fill(*ink);
                self.rectangle(*x, *y, *w, *h, PaintMode::Fill);
            }
            Mark::Frame { x, y, w, h, width, ink } => {
                self.stroke(*ink, *width);
                self.rectangle(*x, *y, *w, *h, PaintMode::Stroke);
            }
            Mark::Picture { name, x, y, w, h } => {
                let corner = self.point(*x, *y + *h);
                self.ops.push(Op::UseXobject {
                    id: XObjectId((*name).to_owned()),
                    transform: XObjectTransform {
                        translate_x: Some(corner.x),
                        translate_y: Some(corner.y),
                        scale_x: Some(round(*w)),
                        scale_y: Some(round(*h)),
                        no_auto_scale: true,
                        ..XObjectTransform::default()
                    },
                });
            }
        }
    }

    fn show(&mut self, text: &str) {
        self.ops.push(Op::ShowText { items: vec![TextItem::Text(self.aliases.apply(text))] });
    }

    fn text_state(&mut self, size: f32, spacing: f32, bold: bool) {
        if self.size != size {
            self.size = size;
            self.ops.push(Op::SetFont { font: PdfFontHandle::External(self.font_id.clone()), size: Pt(size) });
        }
        if self.spacing != spacing {
            self.spacing = spacing;
            self.ops.push(Op::SetCharacterSpacing { multiplier: (spacing * 1000.0).round() / 1000.0 });
        }
        if self.bold != bold {
            self.bold = bold;
            self.ops.push(Op::SetTextRenderingMode {
                mode: if bold { TextRenderingMode::FillStroke } else { TextRenderingMode::Fill },
            });
        }
    }

    fn fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.fill = Some(ink);
            self.ops.push(Op::SetFillColor { col: color(ink) });
        }
    }

    fn stroke(&mut self, ink: Ink, width: f32) {
        if self.stroke != Some(ink) {
            self.stroke = Some(ink);
            self.ops.push(Op::SetOutlineColor { col: color(ink) });
        }
        if self.width != width {
            self.width = width;
            self.ops.push(Op::SetOutlineThickness { pt: Pt(round(width)) });
        }
    }

    fn rectangle(&mut self, x: f32, y: f32, w: f32, h: f32, mode: PaintMode) {
        let corner = self.point(x, y + h);
        let mut rectangle = Rect::from_xywh(corner.x, corner.y, Pt(round(w)), Pt(round(h)));
        rectangle.mode = Some(mode);
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    /// From the content box, y downwards, to the sheet, y upwards.
    fn point(&self, x: f32, y: f32) -> Point {
        Point { x: Pt(round(self.left + x)), y: Pt(round(self.sheet.height - self.sheet.top - y)) }
    }
}

/// To a hundredth of a point: finer digits only make the file longer.
fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn color(ink: Ink) -> Color {
    let rgb = match ink {
        Ink::Black => [0x1A, 0x1A, 0x1A],
        Ink::Grey => [0x5C, 0x5C, 0x5C],
        Ink::Pale => [0xF3, 0xF4, 0xF6],
        Ink::Hair => [0xB9, 0xC4, 0xD2],
        Ink::Red => [0xB3, 0x19, 0x1F],
        Ink::Blue => [0x0B, 0x4A, 0x8F],
        Ink::Ghost => [0xE6, 0xE6, 0xE6],
    };
    let [r, g, b] = rgb.map(|part: u8| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0);
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}

fn jpeg_object(jpeg: &[u8]) -> Result<ExternalXObject, Error> {
    let head = photo::head(jpeg)?;
    let space = if head.components == 1 { "DeviceGray" } else { "DeviceRGB" };
    let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
    Ok(external(
        BTreeMap::from([
            ("Type".to_owned(), name("XObject")),
            ("Subtype".to_owned(), name("Image")),
            ("Width".to_owned(), DictItem::Int(i64::from(head.width))),
            ("Height".to_owned(), DictItem::Int(i64::from(head.height))),
            ("ColorSpace".to_owned(), name(space)),
            ("BitsPerComponent".to_owned(), DictItem::Int(8)),
            ("Filter".to_owned(), name("DCTDecode")),
        ]),
        jpeg.to_vec(),
        false,
    ))
}

/// A form of one unit square, as pictures are, so that both are placed in the same way.
fn squares_object(squares: &Squares) -> ExternalXObject {
    let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
    let numbers = |values: &[f32]| DictItem::Array(values.iter().copied().map(DictItem::Real).collect());
    // A QR code has at most 177 + 8, bars eleven for each character of a number.
    let count = |squares: usize| f32::from(u16::try_from(squares).unwrap_or(u16::MAX));
    let (columns, rows) = (count(squares.columns), count(squares.rows));
    external(
        BTreeMap::from([
            ("Type".to_owned(), name("XObject")),
            ("Subtype".to_owned(), name("Form")),
            ("BBox".to_owned(), numbers(&[0.0, 0.0, columns, rows])),
            ("Matrix".to_owned(), numbers(&[1.0 / columns, 0.0, 0.0, 1.0 / rows, 0.0, 0.0])),
        ]),
        squares.operators.clone().into_bytes(),
        true,
    )
}

fn external(dict: BTreeMap<String, DictItem>, content: Vec<u8>, compress: bool) -> ExternalXObject {
    ExternalXObject {
        stream: ExternalStream { dict, content, compress },
        width: Some(Px(1)),
        height: Some(Px(1)),
        dpi: None,
    }
}

fn date(text: &str) -> DateTime {
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok());
    let mut date = DateTime::epoch();
    if let (Some(year), Some(month), Some(day)) = (next(), next(), next()) {
        date.date = Date {
            year: i32::from(year),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        };
    }
    date
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: stable across releases of the standard library, unlike its hashers.
fn fnv(start: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
