//! Makes every string of a document printable, and says what was not.
//!
//! Line ends become `\n`, tabs blanks, invisible format characters vanish; a character without a
//! glyph becomes its code in brackets, so nothing is lost silently. Not a check of the data: the
//! rules for names and texts are the domain's.
//!
//! To add one: a new field of `model.rs` gets one line in the function of its document below.

use crate::{Block, CertificateDoc, Entry, FormDoc, NumberedPage, Opinion, ReviewDoc, font::Font};

/// A character the font cannot draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    pub character: char,
    /// `U+20BB7`
    pub code: String,
    /// Where it stands: block and field, for example 基本信息 · 姓名.
    pub place: String,
}

impl std::fmt::Display for MissingGlyph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}：字体缺少“{}”（{}），已印成［{}］", self.place, self.character, self.code, self.code)
    }
}

/// A printable copy of `doc`.
pub fn form(font: &Font, doc: &FormDoc) -> (FormDoc, Vec<MissingGlyph>) {
    let mut c = Cleaner::new(font);
    let copy = FormDoc {
        title: c.text("标题", &doc.title),
        facts: c.pairs("封面", &doc.facts),
        blocks: c.blocks(&doc.blocks),
        photo_jpeg: doc.photo_jpeg.clone(),
        draft: doc.draft,
        number: c.text("申请编号", &doc.number),
        hash: c.text("数据校验码", &doc.hash),
        verify_url: doc.verify_url.clone(),
        made_on: doc.made_on.clone(),
    };
    (copy, c.missing)
}

/// A printable copy of `doc`.
pub fn review(font: &Font, doc: &ReviewDoc) -> (ReviewDoc, Vec<MissingGlyph>) {
    let mut c = Cleaner::new(font);
    let copy = ReviewDoc {
        title: c.text("标题", &doc.title),
        facts: c.pairs("封面", &doc.facts),
        made_by: c.text("制表", &doc.made_by),
        inside: c.blocks(&doc.inside),
        pages: doc
            .pages
            .iter()
            .map(|page| NumberedPage { number: page.number, blocks: c.blocks(&page.blocks) })
            .collect(),
        photo_jpeg: doc.photo_jpeg.clone(),
        draft: doc.draft,
        number: c.text("申请编号", &doc.number),
        version: c.text("版本", &doc.version),
        hash: c.text("数据校验码", &doc.hash),
        verify_url: doc.verify_url.clone(),
        made_on: doc.made_on.clone(),
    };
    (copy, c.missing)
}

/// A printable copy of `doc`.
pub fn certificate(font: &Font, doc: &CertificateDoc) -> (CertificateDoc, Vec<MissingGlyph>) {
    let mut c = Cleaner::new(font);
    let copy = CertificateDoc {
        number: c.text("证书编号", &doc.number),
        name: c.text("姓名", &doc.name),
        sex: c.text("性别", &doc.sex),
        birth: c.text("出生年月", &doc.birth),
        id_masked: c.text("证件号码", &doc.id_masked),
        series: c.text("职称系列", &doc.series),
        profession: c.text("专业", &doc.profession),
        title: c.text("职称名称", &doc.title),
        level: c.text("级别", &doc.level),
        route: c.text("取得方式", &doc.route),
        committee: c.text("评审组织", &doc.committee),
        obtained_on: c.text("取得时间", &doc.obtained_on),
        issuer: c.text("发证单位", &doc.issuer),
        issued_on: c.text("发证日期", &doc.issued_on),
        photo_jpeg: doc.photo_jpeg.clone(),
        verify_url: c.text("查询网址", &doc.verify_url),
        status: c.text("证书状态", &doc.status),
        demo: doc.demo,
    };
    (copy, c.missing)
}

struct Cleaner<'a> {
    font: &'a Font,
    missing: Vec<MissingGlyph>,
}

impl<'a> Cleaner<'a> {
    fn new(font: &'a Font) -> Self {
        Self { font, missing: Vec::new() }
    }

    fn text(&mut self, place: &str, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '\r' => {
                    if rest.peek() != Some(&'\n') {
                        out.push('\n');
                    }
                }
                '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
                '\t' => out.push(' '),
                '\u{AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}' => {}
                _ if character.is_control() => {}
                _ if self.font.has(character) => out.push(character),
                _ => {
                    let code = format!("U+{:04X}", u32::from(character));
                    out.push_str(&format!("［{code}］"));
                    let glyph = MissingGlyph { character, code, place: place.to_owned() };
                    if !self.missing.contains(&glyph) {
                        self.missing.push(glyph);
                    }
                }
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn texts(&mut self, place: &str, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(place, text)).collect()
    }

    fn pairs(&mut self, place: &str, pairs: &[(String, String)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(label, value)| (self.text(place, label), self.text(&format!("{place} · {label}"), value)))
            .collect()
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<Block> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> Block {
        match block {
            Block::Pairs { title, core, pairs } => {
                Block::Pairs { title: self.text(title, title), core: *core, pairs: self.pairs(title, pairs) }
            }
            Block::Table { title, columns, rows, empty } => Block::Table {
                title: self.text(title, title),
                columns: self.texts(title, columns),
                rows: rows.iter().enumerate().map(|(index, row)| self.entry(title, columns, index, row)).collect(),
                empty: self.text(title, empty),
            },
            Block::Text { title, body } => Block::Text { title: self.text(title, title), body: self.text(title, body) },
            Block::Promise { text, ticked, signer, date } => Block::Promise {
                text: self.text("个人承诺", text),
                ticked: *ticked,
                signer: self.text("个人承诺 · 签名", signer),
                date: self.text("个人承诺 · 日期", date),
            },
            Block::Opinion(opinion) => Block::Opinion(self.opinion(opinion)),
        }
    }

    fn entry(&mut self, title: &str, columns: &[String], index: usize, entry: &Entry) -> Entry {
        let place = format!("{title} · 第 {} 行", index + 1);
        let cells = entry.cells.iter().enumerate().map(|(at, cell)| {
            let label = columns.get(at).map_or("", String::as_str);
            self.text(&format!("{place} · {label}"), cell)
        });
        Entry { cells: cells.collect(), more: self.pairs(&place, &entry.more) }
    }

    fn opinion(&mut self, opinion: &Opinion) -> Opinion {
        let title = &opinion.title;
        Opinion {
            title: self.text(title, title),
            counts: opinion.counts.iter().map(|(label, count)| (self.text(title, label), *count)).collect(),
            facts: self.pairs(title, &opinion.facts),
            lines: self.texts(title, &opinion.lines),
            role: self.text(title, &opinion.role),
            signer: self.text(&format!("{title} · 签名"), &opinion.signer),
            seal: opinion
                .seal
                .as_ref()
                .map(|(label, name)| (self.text(title, label), self.text(&format!("{title} · 公章"), name))),
            date: self.text(&format!("{title} · 日期"), &opinion.date),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_invisible_characters() {
        let font = Font::get().expect("the font in the repository is whole");
        let mut c = Cleaner::new(font);
        assert_eq!(c.text("小结", "一\r\n二\r三\t四\u{200B}\u{FEFF}五\u{7}\n\n"), "一\n二\n三 四五");
        assert!(c.missing.is_empty());
    }

    #[test]
    fn a_missing_glyph_is_named_once_per_place() {
        let font = Font::get().expect("the font in the repository is whole");
        let mut c = Cleaner::new(font);
        assert_eq!(c.text("姓名", "\u{20BB7}野\u{20BB7}"), "［U+20BB7］野［U+20BB7］");
        assert_eq!(c.missing.len(), 1);
        assert_eq!(c.missing[0].to_string(), "姓名：字体缺少“\u{20BB7}”（U+20BB7），已印成［U+20BB7］");
    }
}
