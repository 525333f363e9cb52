//! What can be printed: plain strings, already worded for paper.
//!
//! Not the record itself and not its rules: the server converts its snapshot into these types.
//! Dates may be given as `2026-07-01`; where a form writes a date in words they become
//! 2026 年 7 月 1 日. An empty string is a blank to be filled in by hand.
//!
//! To add one: a field here must reach `clean.rs`, or its missing glyphs go unreported.

/// 《初次职称考核认定申报表》 and forms of the same build (`domain.md` §3.2). The order of `blocks` is the
/// caller's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormDoc {
    /// Name of the form, on the cover and in every page's header.
    pub title: String,
    /// Lines of the cover: 单位, 姓名, 申报系列 …
    pub facts: Vec<(String, String)>,
    pub blocks: Vec<Block>,
    /// Grey or RGB JPEG, placed beside the first [`Block::Pairs`] at 33 mm × 48 mm. It is embedded as it
    /// is, so it must have been decoded and encoded anew before.
    pub photo_jpeg: Option<Vec<u8>>,
    /// Prints 草稿 across every page.
    pub draft: bool,
    /// Application number; empty for a draft.
    pub number: String,
    /// Hash of the snapshot, shortened to 16 characters in the footer; empty for a draft.
    pub hash: String,
    /// Address behind the QR codes of cover and footer; empty for none.
    pub verify_url: String,
    /// `yyyy-mm-dd` for the document properties; anything else leaves 1970-01-01.
    pub made_on: String,
}

/// 《广东省职称评审表》: a form whose pages have fixed numbers (`domain.md` §3.1). Which block stands on which
/// page is the caller's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewDoc {
    /// Name of the form, on the cover and in every page's header.
    pub title: String,
    /// Lines of the cover: 单位, 姓名, 现职称 …
    pub facts: Vec<(String, String)>,
    /// Last line of the cover: who had the form made. Empty for none.
    pub made_by: String,
    /// What stands on the back of the cover: 填表说明, 个人承诺.
    pub inside: Vec<Block>,
    pub pages: Vec<NumberedPage>,
    /// As in [`FormDoc::photo_jpeg`], beside the first [`Block::Pairs`] of the numbered pages.
    pub photo_jpeg: Option<Vec<u8>>,
    /// Prints 草稿 across every page.
    pub draft: bool,
    /// Application number, as bars on the cover too; empty for a draft.
    pub number: String,
    /// Which submission this is: 第 2 次提交. Empty for a draft.
    pub version: String,
    /// As in [`FormDoc::hash`].
    pub hash: String,
    /// As in [`FormDoc::verify_url`].
    pub verify_url: String,
    /// As in [`FormDoc::made_on`].
    pub made_on: String,
}

/// A page of the form. What it cannot hold goes on, on pages of the same number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumberedPage {
    pub number: u8,
    pub blocks: Vec<Block>,
}

/// One titled part of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Label and value, two pairs per row; a long value takes the row. `core` draws the red frame of
    /// 核心数据.
    Pairs { title: String, core: bool, pairs: Vec<(String, String)> },
    /// Rows under a header that is repeated on every page; `empty` stands there when there is no row.
    Table { title: String, columns: Vec<String>, rows: Vec<Entry>, empty: String },
    /// Long text in a frame; each line of `body` is a paragraph.
    Text { title: String, body: String },
    /// A promise with its tick, signature and date.
    Promise { text: String, ticked: bool, signer: String, date: String },
    /// What somebody says and signs.
    Opinion(Opinion),
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// One text per column.
    pub cells: Vec<String>,
    /// Label and value of what has no column; stands in a line of its own under the cells.
    pub more: Vec<(String, String)>,
}

impl From<Vec<String>> for Entry {
    fn from(cells: Vec<String>) -> Self {
        Self { cells, more: Vec::new() }
    }
}

/// An opinion with signature and date: of a unit, an authority, a committee, or of the applicant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opinion {
    pub title: String,
    /// Head counts above the opinion, each in a column: 评委总人数, 赞成票 … `None` is a blank.
    pub counts: Vec<(String, Option<u32>)>,
    /// Label and value above the opinion: 公示地点, 证书编号 …
    pub facts: Vec<(String, String)>,
    /// Paragraphs. Where all are empty there is room to write by hand.
    pub lines: Vec<String>,
    /// Who signs: 负责人（签名）. Without it nobody signs and no date stands there.
    pub role: String,
    pub signer: String,
    /// What the seal is called and whose it is: 单位（公章）. `None` where no seal belongs.
    pub seal: Option<(String, String)>,
    pub date: String,
}

/// A title certificate (`domain.md` §1.7).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertificateDoc {
    pub number: String,
    pub name: String,
    pub sex: String,
    /// 出生年月
    pub birth: String,
    /// Masked ID number, as it shall be printed.
    pub id_masked: String,
    /// 职称系列
    pub series: String,
    /// 专业
    pub profession: String,
    /// 职称名称
    pub title: String,
    /// 级别
    pub level: String,
    /// 取得方式: 考核认定, 评审 …
    pub route: String,
    /// 评审组织
    pub committee: String,
    /// 取得时间, `yyyy-mm-dd`
    pub obtained_on: String,
    /// 发证单位
    pub issuer: String,
    /// 发证日期, `yyyy-mm-dd`; also the date of the document properties.
    pub issued_on: String,
    /// As in [`FormDoc::photo_jpeg`].
    pub photo_jpeg: Option<Vec<u8>>,
    /// 查询网址, printed and behind the QR code; empty for none.
    pub verify_url: String,
    /// 有效, 已换发, 已撤销; anything but 有效 and the empty string is printed in red.
    pub status: String,
    /// Marks the certificate as a sample.
    pub demo: bool,
}
