//! 《初次职称考核认定申报表》: cover, sections, opinions (`domain.md` §3.2).
//!
//! Not the order of the sections nor their words: both are the caller's.
//!
//! To add one: another kind of block is an arm in `section`.

use crate::{
    Block, Error, FormDoc, MissingGlyph, Output, clean, columns,
    font::Font,
    page::{BODY, Book, Ink, LEADING, MM, Mark, Sheet, baseline, text_mark},
    qr,
    table::{Align, Cell, PAD_X, PHOTO, PHOTO_COLUMN, PHOTO_ROWS, Piece, Pieces, Row, Section, flow, lines},
    text::{date_in_words, wrap},
    write::{Picture, Properties, write},
};

const LABEL: f32 = 27.0 * MM;
const LABEL_BESIDE_PHOTO: f32 = 25.0 * MM;
const QR: &str = "Code";
const SMALL: f32 = 9.0;

/// Prints a form.
///
/// # Errors
/// [`Error::Photo`] for a photo that is no JPEG, [`Error::Qr`] for an address too long for a code,
/// [`Error::Font`] and [`Error::Write`] when the program itself is broken.
pub fn form(doc: &FormDoc) -> Result<Output, Error> {
    let font = Font::get()?;
    let (mut doc, missing) = clean::form(font, doc);
    doc.blocks.extend(lacking(&missing));
    let mut pictures = Vec::new();
    if let Some(jpeg) = &doc.photo_jpeg {
        pictures.push((PHOTO, Picture::Jpeg(jpeg)));
    }
    if !doc.verify_url.is_empty() {
        pictures.push((QR, Picture::Qr(qr::encode(&doc.verify_url)?)));
    }

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
    book.furnish(|index, total| furniture(font, &sheet, &doc, index, total));
    let properties = Properties { title: &doc.title, subject: &doc.number, made_on: &doc.made_on };
    write(font, &book, &pictures, &properties, missing)
}

/// Says on paper which characters the font lacks: nothing is replaced silently.
fn lacking(missing: &[MissingGlyph]) -> Option<Block> {
    let mut body = "下列字符不在印表的字体里，表中印成方括号里的统一码编码，请以系统记录为准：".to_owned();
    for glyph in missing {
        body.push_str(&format!("\n{}：［{}］", glyph.place, glyph.code));
    }
    (!missing.is_empty()).then(|| Block::Text { title: "缺字说明".to_owned(), body })
}

/// Title, facts and code on the first page.
fn cover(font: &Font, book: &mut Book, doc: &FormDoc) {
    let width = book.sheet.inner_width();
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

    let (size, leading) = (13.0, 24.0);
    let label_width =
        doc.facts.iter().map(|(label, _)| font.width(label, size) + size).fold(0.0, f32::max).min(width / 2.0);
    let value_width = (95.0 * MM).min(width - label_width);
    let left = ((width - label_width - value_width) / 2.0).max(0.0);
    book.y = 78.0 * MM;
    let end = book.sheet.inner_height() - 45.0 * MM;
    for (label, value) in &doc.facts {
        for (index, line) in wrap(font, value, size, value_width - 8.0, 0.0).into_iter().enumerate() {
            if book.y + leading > end {
                // More than a cover holds goes on, on a page of its own.
                book.turn();
            }
            if index == 0 {
                let label = format!("{label}：");
                let size = font.fitting(&label, size, label_width);
                book.line(left + label_width - font.width(&label, size), book.y, size, leading, &label);
            }
            let x = left + label_width;
            book.line(x + 4.0, book.y, size, leading, &line.text);
            let y = book.y + leading - 2.5;
            book.rule((x, y), (x + value_width, y), 0.5, Ink::Black);
            book.y += leading;
        }
        book.y += 8.0;
    }

    if !doc.verify_url.is_empty() {
        let side = 30.0 * MM;
        let y = book.sheet.inner_height() - 40.0 * MM;
        book.put(Mark::Picture { name: QR, x: (width - side) / 2.0, y, w: side, h: side });
        let words = "扫码核对本表与系统记录";
        book.line((width - font.width(words, SMALL)) / 2.0, y + side, SMALL, SMALL * 1.5, words);
    }
}

/// Watermark, header and footer of one page.
fn furniture(font: &Font, sheet: &Sheet, doc: &FormDoc, index: usize, total: usize) -> Vec<Mark> {
    let (width, height) = (sheet.inner_width(), sheet.inner_height());
    let leading = SMALL * 1.5;
    let mut marks = Vec::new();
    if doc.draft {
        marks.push(Mark::Watermark { text: "草稿".to_owned(), size: 150.0 });
    }
    let mut line = |x: f32, y: f32, size: f32, text: &str| {
        marks.push(grey(text_mark(x, y, size, leading, text)));
    };
    let right = match (doc.number.as_str(), doc.draft) {
        ("", true) => "草稿，未提交".to_owned(),
        ("", false) => String::new(),
        (number, _) => format!("申请编号 {number}"),
    };
    let size = font.fitting(&right, SMALL, width / 2.0);
    let taken = font.width(&right, size);
    line(width - taken, -11.0 * MM, size, &right);
    if index > 0 {
        line(0.0, -11.0 * MM, font.fitting(&doc.title, SMALL, width - taken - SMALL), &doc.title);
    }
    let pages = format!("第 {} 页 共 {total} 页", index + 1);
    let foot = height + 7.0 * MM;
    if !doc.hash.is_empty() {
        let short: String = doc.hash.chars().take(16).collect();
        line(0.0, foot, SMALL, &format!("数据校验码 {short}"));
    }
    line((width - font.width(&pages, SMALL)) / 2.0, foot, SMALL, &pages);
    for y in [-5.0 * MM, height + 5.0 * MM] {
        if index > 0 || y > 0.0 {
            marks.push(Mark::Stroke { points: vec![(0.0, y), (width, y)], width: 0.5, ink: Ink::Grey });
        }
    }
    if !doc.verify_url.is_empty() && index > 0 {
        let side = 13.0 * MM;
        marks.push(Mark::Picture { name: QR, x: width - side, y: height + 6.0 * MM, w: side, h: side });
    }
    marks
}

fn grey(mark: Mark) -> Mark {
    match mark {
        Mark::Text { x, y, size, text, bold, spacing, .. } => {
            Mark::Text { x, y, size, text, ink: Ink::Grey, bold, spacing }
        }
        other => other,
    }
}

fn section(font: &Font, block: &Block, width: f32, beside_photo: bool) -> Section {
    match block {
        Block::Pairs { title, core, pairs } => {
            let (rows, photo_rows) = pair_rows(font, pairs, width, beside_photo);
            Section { heading: title.clone(), core: *core, rows, photo_rows, ..Section::default() }
        }
        Block::Table { title, columns, rows, empty } => columns::table(font, title, columns, rows, empty, width),
        Block::Text { title, body } => Section {
            heading: title.clone(),
            rows: vec![Row {
                cells: vec![Cell::text(font, 0.0, width, body, Align::Prose)],
                min_height: 4.0 * LEADING,
            }],
            ..Section::default()
        },
        Block::Promise { text, ticked, signer, date } => {
            let inner = width - 2.0 * PAD_X;
            let mut all = lines(font, text, inner, Align::Prose, false);
            all.push(Vec::new());
            all.push(vec![Piece::Check { x: 2.0 * BODY, ticked: *ticked }, piece(3.3 * BODY, "本人确认以上承诺")]);
            let mut tail = signature(font, inner, "申报人（签名）：", signer, None, date);
            let kept = tail.len() + 2;
            all.append(&mut tail);
            Section {
                heading: "个人承诺".to_owned(),
                rows: vec![Row::new(vec![Cell::of_lines(0.0, width, all, kept)])],
                keep: true,
                ..Section::default()
            }
        }
        Block::Opinion { title, lines, signer, seal, date } => Section {
            heading: title.clone(),
            rows: vec![opinion(font, width, lines, "负责人（签名）：", signer, seal, date)],
            keep: true,
            ..Section::default()
        },
        Block::Vote { title, size, present, yes, no, abstain, conclusion, lines, signer, seal, date } => {
            let labels = ["评委总人数", "出席人数", "赞成票", "反对票", "弃权票"];
            let counts = [size, present, yes, no, abstain];
            let w = width / 5.0;
            let places = || (0..5_u8).map(|column| f32::from(column) * w);
            let mut text = vec![format!("评审认定结论：{conclusion}")];
            text.extend(lines.iter().cloned());
            Section {
                heading: title.clone(),
                rows: vec![
                    Row::new(places().zip(labels).map(|(x, label)| Cell::label(font, x, w, label)).collect()),
                    Row::new(
                        places()
                            .zip(counts)
                            .map(|(x, count)| {
                                let count = count.map_or(String::new(), |count| count.to_string());
                                Cell::text(font, x, w, &count, Align::Centre)
                            })
                            .collect(),
                    ),
                    opinion(font, width, &text, "主任委员（签名）：", signer, seal, date),
                ],
                keep: true,
                ..Section::default()
            }
        }
    }
}

fn piece(x: f32, text: &str) -> Piece {
    Piece::Text { x, text: text.to_owned(), bold: false, spacing: 0.0 }
}

fn opinion(font: &Font, width: f32, words: &[String], role: &str, signer: &str, seal: &str, date: &str) -> Row {
    let inner = width - 2.0 * PAD_X;
    let mut all = if words.iter().all(String::is_empty) {
        // Room to write by hand.
        vec![Vec::new(); 4]
    } else {
        lines(font, &words.join("\n"), inner, Align::Prose, false)
    };
    let mut tail = signature(font, inner, role, signer, Some(seal), date);
    let kept = tail.len() + 1;
    all.append(&mut tail);
    Row { cells: vec![Cell::of_lines(0.0, width, all, kept)], min_height: 38.0 * MM }
}

/// Signature, seal and date in the right half, after a line of white.
fn signature(font: &Font, inner: f32, role: &str, signer: &str, seal: Option<&str>, date: &str) -> Vec<Pieces> {
    let x = inner * 0.48;
    let mut all = vec![Vec::new()];
    let mut entry = |label: &str, value: &str, blank: bool| {
        let from = x + font.width(label, BODY);
        if value.is_empty() {
            let mut pieces = vec![piece(x, label)];
            if blank {
                pieces.push(Piece::Blank { x: from, w: 36.0 * MM });
            }
            all.push(pieces);
            return;
        }
        for (index, line) in wrap(font, value, BODY, inner - from, 0.0).iter().enumerate() {
            let mut pieces = Vec::new();
            if index == 0 {
                pieces.push(piece(x, label));
            }
            pieces.push(piece(from, &line.text));
            all.push(pieces);
        }
    };
    entry(role, signer, true);
    if let Some(seal) = seal {
        entry("单位（公章）：", seal, false);
    }
    all.push(if date.is_empty() {
        vec![piece(inner - 8.5 * BODY, "年"), piece(inner - 5.0 * BODY, "月"), piece(inner - 1.5 * BODY, "日")]
    } else {
        let words = date_in_words(date);
        vec![piece(inner - font.width(&words, BODY) - BODY / 2.0, &words)]
    });
    all
}

/// Two pairs per row where both values are short, one where not; and how many rows stand beside the
/// photo.
fn pair_rows(font: &Font, pairs: &[(String, String)], width: f32, beside_photo: bool) -> (Vec<Row>, usize) {
    let mut rows: Vec<Row> = Vec::new();
    let (mut photo_rows, mut reached) = (0, 0.0);
    let mut rest = pairs;
    while let Some(((label, value), after)) = rest.split_first() {
        let narrow = beside_photo && reached < PHOTO_ROWS;
        let (width, label_width) = if narrow { (width - PHOTO_COLUMN, LABEL_BESIDE_PHOTO) } else { (width, LABEL) };
        let half = width / 2.0 - label_width;
        let short = |value: &str| !value.contains('\n') && wrap(font, value, BODY, half - 2.0 * PAD_X, 0.0).len() <= 1;
        let row = match after.split_first() {
            Some(((label2, value2), after)) if short(value) && short(value2) => {
                rest = after;
                let x = width / 2.0;
                Row::new(vec![
                    Cell::label(font, 0.0, label_width, label),
                    Cell::text(font, label_width, half, value, Align::Left),
                    Cell::label(font, x, label_width, label2),
                    Cell::text(font, x + label_width, half, value2, Align::Left),
                ])
            }
            _ => {
                let row = Row::new(vec![
                    Cell::label(font, 0.0, label_width, label),
                    Cell::text(font, label_width, width - label_width, value, Align::Left),
                ]);
                if narrow && row.height() > PHOTO_ROWS {
                    // Too long to stand beside the photo: end the rows there, with what there is.
                    break;
                }
                rest = after;
                row
            }
        };
        if narrow {
            reached += row.height();
            photo_rows += 1;
        }
        rows.push(row);
    }
    if beside_photo && reached < PHOTO_ROWS {
        let row_width = width - PHOTO_COLUMN;
        if photo_rows == 0 {
            rows.push(Row::new(vec![Cell::text(font, 0.0, row_width, "", Align::Left)]));
            photo_rows = 1;
            reached = rows[0].height();
        }
        let share = (PHOTO_ROWS - reached) / f32::from(u16::try_from(photo_rows).unwrap_or(u16::MAX));
        for row in &mut rows[..photo_rows] {
            row.min_height = row.height() + share;
        }
        if !rest.is_empty() {
            rows.extend(pair_rows(font, rest, width, false).0);
        }
    }
    (rows, photo_rows)
}
