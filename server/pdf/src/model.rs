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

/// One titled part of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Label and value, two pairs per row; a long value takes the row. `core` draws the red frame of
    /// 核心数据.
    Pairs { title: String, core: bool, pairs: Vec<(String, String)> },
    /// Rows under a header that is repeated on every page; `empty` stands there when there is no row.
    Table { title: String, columns: Vec<String>, rows: Vec<Vec<String>>, empty: String },
    /// Long text in a frame; each line of `body` is a paragraph.
    Text { title: String, body: String },
    /// A promise with its tick, signature and date.
    Promise { text: String, ticked: bool, signer: String, date: String },
    /// An opinion of one stage. Empty `lines` leave room to write by hand; `seal` is whose seal goes there.
    Opinion { title: String, lines: Vec<String>, signer: String, seal: String, date: String },
    /// An opinion with the tally of a committee. `None` is a blank.
    Vote {
        title: String,
        size: Option<u32>,
        present: Option<u32>,
        yes: Option<u32>,
        no: Option<u32>,
        abstain: Option<u32>,
        conclusion: String,
        lines: Vec<String>,
        signer: String,
        seal: String,
        date: String,
    },
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
