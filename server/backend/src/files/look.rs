//! What an uploaded file is, by its content: its kind, and whether somebody who reviews can open it.
//! Names and announced types do not count, and nothing is decoded.

use domain::attachment::{Fault, Kind, Limits};

use super::{pdf, png};
use crate::photo::{
    Format,
    header::{Coding, Header},
};

/// A file that no rule refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Looked {
    pub kind: Kind,
    /// Of a PDF.
    pub pages: Option<u64>,
}

/// Looks at the whole file.
///
/// # Errors
/// The first rule that it breaks.
pub fn look(bytes: &[u8], limits: &Limits) -> Result<Looked, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > limits.bytes {
        return Err(Fault::Bytes { bytes: size, max: limits.bytes });
    }
    match Format::of(bytes) {
        Format::Pdf => Ok(Looked { kind: Kind::Pdf, pages: Some(pdf::pages(bytes, limits.pages)?) }),
        Format::Jpeg => {
            let header = Header::read(bytes).filter(|header| header.complete && header.coding == Coding::Usual);
            picture(Kind::Jpeg, header.map(|header| (header.width, header.height)), limits)
        }
        Format::Png => picture(Kind::Png, png::size(bytes), limits),
        other => Err(Fault::Kind { looks: looks(other), picture: other.picture() }),
    }
}

fn picture(kind: Kind, size: Option<(u32, u32)>, limits: &Limits) -> Result<Looked, Fault> {
    let (width, height) = size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(Fault::Broken(kind))?;
    let (width, height) = (u64::from(width), u64::from(height));
    if width.max(height) > limits.side || width * height > limits.pixels {
        return Err(Fault::Pixels { width, height, side: limits.side, pixels: limits.pixels });
    }
    Ok(Looked { kind, pages: None })
}

const fn looks(format: Format) -> &'static str {
    match format {
        Format::Jpeg => " JPG 图片",
        Format::Png => " PNG 图片",
        Format::Gif => " GIF 图片",
        Format::Bmp => " BMP 图片",
        Format::WebP => " WebP 图片",
        Format::Tiff => " TIFF 图片",
        Format::Heic => " HEIC 图片或视频",
        Format::Avif => " AVIF 图片",
        Format::Pdf => " PDF 文档",
        Format::Zip => "压缩包或者 Word、WPS 文档",
        Format::Html => "网页",
        Format::Unknown => "别的文件",
    }
}
