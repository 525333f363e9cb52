//! What a file says about itself, read without decoding: the sort of file, and
//! the marker segments of a JPEG (ITU-T T.81 annex B).
//!
//! It allocates nothing and looks at each byte once, so a file that claims
//! thousands of millions of pixels costs no more than its own bytes.
//! To add one: a signature in [`Format::of`].

use std::fmt;

use image::metadata::Orientation;

/// Sorts of files that people upload by mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
    Tiff,
    Heic,
    Avif,
    Pdf,
    /// ZIP, which Word and WPS files are, too.
    Zip,
    Html,
    Unknown,
}

impl Format {
    /// By content; names and announced types do not count.
    pub fn of(bytes: &[u8]) -> Format {
        const SIGNS: &[(usize, &[u8], Format)] = &[
            (0, b"\xff\xd8\xff", Format::Jpeg),
            (0, b"\x89PNG\r\n\x1a\n", Format::Png),
            (0, b"GIF8", Format::Gif),
            (0, b"BM", Format::Bmp),
            (8, b"WEBP", Format::WebP),
            (0, b"II*\0", Format::Tiff),
            (0, b"MM\0*", Format::Tiff),
            (4, b"ftypavif", Format::Avif),
            (4, b"ftyp", Format::Heic),
            (0, b"%PDF", Format::Pdf),
            (0, b"PK\x03\x04", Format::Zip),
        ];
        let signed = SIGNS.iter().find(|(at, sign, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(sign)));
        match signed {
            Some((_, _, format)) => *format,
            None if bytes.trim_ascii_start().starts_with(b"<") => Format::Html,
            None => Format::Unknown,
        }
    }

    /// Whether a program for pictures can save it as JPEG.
    pub const fn picture(self) -> bool {
        !matches!(self, Format::Pdf | Format::Zip | Format::Html | Format::Unknown)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Jpeg => "JPG",
            Format::Png => "PNG",
            Format::Gif => "GIF",
            Format::Bmp => "BMP",
            Format::WebP => "WebP",
            Format::Tiff => "TIFF",
            Format::Heic => "HEIC",
            Format::Avif => "AVIF",
            Format::Pdf => " PDF 文档",
            Format::Zip => "压缩包或办公文档",
            Format::Html => "网页",
            Format::Unknown => "其他文件",
        })
    }
}

/// How the pixels are coded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    /// Huffman, 8 bits, baseline, extended or progressive.
    Usual,
    /// Lossless, hierarchical, arithmetic, or 12 bits.
    Unusual,
}

/// The frame of a JPEG.
#[derive(Debug)]
pub struct Header<'a> {
    /// As stored, before it is turned upright.
    pub width: u32,
    pub height: u32,
    /// 1 grey, 3 colour, 4 CMYK.
    pub components: u8,
    pub coding: Coding,
    pub orientation: Orientation,
    /// There is a scan, and the end marker behind it.
    pub complete: bool,
    /// From the first scan's marker on.
    pub scans: &'a [u8],
}

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP1: u8 = 0xe1;

impl<'a> Header<'a> {
    /// `None` when the file ends, or makes no sense, before the frame.
    pub fn read(bytes: &'a [u8]) -> Option<Header<'a>> {
        let mut rest = bytes.strip_prefix(&[0xff, SOI])?;
        let mut header: Option<Header<'a>> = None;
        let mut orientation = Orientation::NoTransforms;
        let mut exif_seen = false;
        while let Some((marker, after)) = next_marker(rest) {
            match marker {
                EOI => {
                    let mut header = header?;
                    header.complete = !header.scans.is_empty();
                    header.orientation = orientation;
                    return Some(header);
                }
                0x01 | 0xd0..=SOI => rest = after,
                _ => {
                    let Some((body, behind)) = segment(after) else { break };
                    match marker {
                        0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf if header.is_none() => {
                            header = Some(frame(marker, body)?);
                        }
                        APP1 if !exif_seen => {
                            if let Some(exif) = body.strip_prefix(b"Exif\0\0") {
                                exif_seen = true;
                                orientation = Orientation::from_exif_chunk(exif).unwrap_or(orientation);
                            }
                        }
                        SOS => {
                            if let Some(header) = header.as_mut().filter(|header| header.scans.is_empty()) {
                                header.scans = rest;
                            }
                        }
                        _ => {}
                    }
                    rest = behind;
                }
            }
        }
        let mut header = header?;
        header.orientation = orientation;
        Some(header)
    }
}

/// The next marker and what is behind it. Coded pixels are passed over: there,
/// FF is followed by 00, by a restart marker, or by another FF.
fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let at = bytes.iter().position(|byte| *byte == 0xff)?;
        let (next, after) = bytes.get(at + 1..)?.split_first()?;
        match next {
            0x00 | 0xd0..=0xd7 => bytes = after,
            0xff => bytes = &bytes[at + 1..],
            marker => return Some((*marker, after)),
        }
    }
}

/// The body of a segment behind its marker, and what is behind the segment.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [high, low, rest @ ..] = bytes else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
    rest.split_at_checked(length)
}

fn frame<'a>(marker: u8, body: &[u8]) -> Option<Header<'a>> {
    let [bits, h1, h0, w1, w0, components, ..] = body else { return None };
    let usual = matches!(marker, 0xc0..=0xc2) && *bits == 8;
    Some(Header {
        width: u32::from(u16::from_be_bytes([*w1, *w0])),
        height: u32::from(u16::from_be_bytes([*h1, *h0])),
        components: *components,
        coding: if usual { Coding::Usual } else { Coding::Unusual },
        orientation: Orientation::NoTransforms,
        complete: false,
        scans: &[],
    })
}
