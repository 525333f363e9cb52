//! Paper: the recognition form, the review form and the certificate as PDF files.
//!
//! The crate turns plain data ([`FormDoc`], [`ReviewDoc`], [`CertificateDoc`]) into pages. It knows no database, no
//! clock and no rule of the trade: what stands in a block, and in which order, is the caller's
//! (`domain.md` §3). The same input always gives the same bytes.
//!
//! Rendering takes some milliseconds of pure computing: call it in `spawn_blocking`. The font is
//! parsed once per process, at the first call.
//!
//! To add one: a new kind of block is a variant of [`Block`], a function in `blocks.rs` that turns it
//! into rows of `table.rs`, and a line in `sample.rs`, so that the golden pages show it. A new
//! document is a module beside `certificate.rs` that puts marks into a [`page::Book`].

mod bars;
mod blocks;
mod certificate;
mod clean;
mod columns;
mod flow;
mod font;
mod form;
mod furniture;
mod model;
mod page;
mod photo;
mod qr;
mod review;
pub mod sample;
mod table;
mod text;
mod write;

pub use certificate::certificate;
pub use clean::MissingGlyph;
pub use form::form;
pub use model::{Block, CertificateDoc, Entry, FormDoc, NumberedPage, Opinion, ReviewDoc};
pub use qr::path as qr_path;
pub use review::review;

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters the font cannot draw, each with the place it stands at; printed as ［U+20BB7］.
    pub missing: Vec<MissingGlyph>,
}

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The font inside the program cannot be read: the build is broken.
    #[error("程序内的字体文件无法读取，不能生成 PDF。请重新安装程序。")]
    Font,
    /// The photo is not a grey or RGB JPEG.
    #[error("照片不是可用的 JPEG 图片，不能放进 PDF。请重新上传照片。")]
    Photo,
    /// The address does not fit into a QR code.
    #[error("查询网址太长，放不进二维码。请让管理员把查询网址改短。")]
    Qr,
    /// The writer refused something; the text is for the log.
    #[error("生成 PDF 时出错：{0}")]
    Write(String),
}
