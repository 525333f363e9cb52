//! 附件: evidence in files. What may be one, what it is called, and the sentences
//! about what may not. The bytes themselves are looked at where they arrive, in
//! the backend; here is only what both the page and the store must agree on.
//!
//! To add a kind: a variant of [`Kind`], and how its content is recognised in `backend::files`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text;

/// Sorts of files that can be evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Pdf,
    Jpeg,
    Png,
}

impl Kind {
    pub const ALL: &[Kind] = &[Kind::Pdf, Kind::Jpeg, Kind::Png];

    /// As it is stored; never changed.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Jpeg => "jpeg",
            Kind::Png => "png",
        }
    }

    pub fn from_key(key: &str) -> Option<Kind> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::Pdf => "PDF",
            Kind::Jpeg => "JPG",
            Kind::Png => "PNG",
        }
    }

    /// The only type that the file is ever served with.
    pub const fn content_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
        }
    }

    /// Endings of names that say what it is; the first is given to a name without one.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Png => &["png"],
        }
    }
}

/// What a file chooser offers.
pub const ACCEPT: &str = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png";

/// One attachment, as it is listed and as a snapshot freezes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub id: String,
    /// Cleaned, see [`name`]; for people only.
    pub name: String,
    /// [`Kind::key`].
    pub kind: String,
    pub bytes: i64,
    /// Of a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<i64>,
    pub sha256: String,
}

impl File {
    /// `PDF，1.2 MB，3 页`.
    pub fn about(&self) -> String {
        let kind = Kind::from_key(&self.kind).map_or("文件", Kind::label);
        let pages = self.pages.map(|pages| format!("，{pages} 页")).unwrap_or_default();
        format!("{kind}，{}{pages}", size(self.bytes))
    }

    /// For those who need not know the person's numbers: what reads like one in the name keeps its ends.
    #[must_use]
    pub fn masked(mut self) -> File {
        let mut shown = String::with_capacity(self.name.len());
        let mut run = String::new();
        for c in self.name.chars().chain(['\0']) {
            if c.is_ascii_digit() || (matches!(c, 'x' | 'X') && run.len() == 17) {
                run.push(c);
                continue;
            }
            // A mobile number has 11 digits, a document 15 or 18.
            shown.push_str(&if run.len() >= 11 { text::masked(&run) } else { run.clone() });
            run.clear();
            shown.extend((c != '\0').then_some(c));
        }
        self.name = shown;
        self
    }
}

/// How much may be attached. What the system ships with is not verified [OK-U]: each site sets its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Files of one entry, or of one application.
    pub files: u64,
    /// Pages of one PDF.
    pub pages: u64,
    /// Pixels a side of a picture.
    pub side: u64,
    /// Pixels of a picture.
    pub pixels: u64,
    /// Bytes of all files of one person.
    pub person: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 10 * MEGA, files: 20, pages: 200, side: 20_000, pixels: 40_000_000, person: 500 * MEGA }
    }
}

const KILO: u64 = 1024;
const MEGA: u64 = KILO * KILO;

impl Limits {
    /// Reads a setting such as `bytes=10485760,files=20`; what it does not name is as shipped.
    ///
    /// # Errors
    /// A sentence that says which part cannot be read.
    pub fn parse(text: &str) -> Result<Limits, String> {
        let mut limits = Limits::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || format!("附件限制里的“{part}”读不懂，请写成 bytes=10485760 这样");
            let (key, value) = part.split_once('=').ok_or_else(wrong)?;
            let value = value.trim().parse().ok().filter(|value| *value > 0).ok_or_else(wrong)?;
            *match key.trim() {
                "bytes" => &mut limits.bytes,
                "files" => &mut limits.files,
                "pages" => &mut limits.pages,
                "side" => &mut limits.side,
                "pixels" => &mut limits.pixels,
                "person" => &mut limits.person,
                _ => return Err(wrong()),
            } = value;
        }
        Ok(limits)
    }

    /// What is said before anything is chosen.
    pub fn says(&self) -> String {
        format!(
            "PDF、JPG、PNG 文件，每个不超过 {}，PDF 不超过 {} 页，最多 {} 个，可以一次选几个",
            mega(self.bytes),
            self.pages,
            self.files
        )
    }
}

/// Why a file is not taken. Its text follows the quoted name of the file, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    /// By its content something else; `picture` when a program for pictures can save it anew.
    Kind {
        looks: &'static str,
        picture: bool,
    },
    Bytes {
        bytes: u64,
        max: u64,
    },
    Pages {
        max: u64,
    },
    NoPage,
    Pixels {
        width: u64,
        height: u64,
        side: u64,
        pixels: u64,
    },
    /// With a password, also one that only restricts.
    Encrypted,
    /// It ends early, or makes no sense.
    Broken(Kind),
    /// Made so that reading it would cost more than it is worth.
    Involved,
    /// The entry or application has as many as it may.
    Full {
        max: u64,
    },
    /// The person has as much as one may.
    Person {
        max: u64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty => f.write_str("是空的，请打开检查以后重新选择"),
            Fault::Kind { looks, picture } => {
                let how =
                    if *picture { "请用看图软件另存为 JPG " } else { "Word、WPS 文档请先另存为 PDF " };
                write!(f, "是{looks}，只能上传 PDF、JPG、PNG 文件，{how}再上传")
            }
            Fault::Bytes { bytes, max } => write!(
                f,
                "有 {}，超过了 {}，请压缩或者降低扫描的分辨率，也可以拆成几个文件再上传",
                mega(*bytes),
                mega(*max)
            ),
            Fault::Pages { max } => write!(f, "超过了 {max} 页，请拆成几个文件再上传"),
            Fault::NoPage => f.write_str("里没有一页内容，请打开检查以后重新选择"),
            Fault::Pixels { width, height, side, pixels } => write!(
                f,
                "有 {width} × {height} 像素，太大了，请缩小到每边不超过 {side} 像素、总共不超过 {} 万像素再上传",
                pixels / 10_000
            ),
            Fault::Encrypted => f.write_str("设了密码或者使用限制，审核人员打不开，请去掉以后重新另存为 PDF 再上传"),
            Fault::Broken(Kind::Pdf) => {
                f.write_str("读不出来，可能没有下载完整或者已经损坏，请打开检查，用“打印”另存为 PDF 再上传")
            }
            Fault::Broken(_) => f.write_str("的图片不完整或者已经损坏，请打开检查，另存一份再上传"),
            Fault::Involved => f.write_str("里面的结构太复杂，请打开后用“打印”另存为 PDF 再上传"),
            Fault::Full { max } => write!(f, "没有地方放了：最多 {max} 个附件，请先删去不用的"),
            Fault::Person { max } => {
                write!(f, "没有地方放了：一个人的附件合计不能超过 {}，请先删去不用的", mega(*max))
            }
        }
    }
}

/// A file with why it was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub name: String,
    pub fault: Fault,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”{}", self.name, self.fault)
    }
}

/// `35 KB`, `1.2 MB`: as file managers count.
pub fn size(bytes: i64) -> String {
    let bytes = u64::try_from(bytes).unwrap_or(0);
    if bytes < MEGA { format!("{} KB", bytes.div_ceil(KILO)) } else { mega(bytes) }
}

fn mega(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(MEGA);
    if tenths < 10 {
        return format!("{} KB", bytes.div_ceil(KILO));
    }
    match tenths % 10 {
        0 => format!("{} MB", tenths / 10),
        part => format!("{}.{part} MB", tenths / 10),
    }
}

/// Longest name that is kept, in characters.
const LONGEST: usize = 100;

/// The name of an uploaded file as it is shown: without folders and without what cannot be seen or
/// turns the direction of text. It is a label and never a path.
pub fn label(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned = text::clean(last);
    let kept: String = cleaned
        .chars()
        .filter(|c| !matches!(c, '\n' | '\u{61C}' | '\u{AD}' | '"' | '<' | '>' | '|' | '*' | '?' | ':'))
        .filter(|c| !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'))
        .collect();
    let trimmed = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if trimmed.chars().count() <= LONGEST {
        return trimmed.to_owned();
    }
    let (stem, ending) = trimmed.rsplit_once('.').filter(|(_, ending)| ending.len() <= 5).unwrap_or((trimmed, ""));
    let short: String = stem.chars().take(LONGEST - 6).collect();
    if ending.is_empty() { short } else { format!("{short}.{ending}") }
}

/// [`label`] with the ending that its content deserves, whatever it was called.
pub fn name(raw: &str, kind: Kind) -> String {
    let label = label(raw);
    let ending = label.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if kind.endings().contains(&ending.as_str()) {
        return label;
    }
    let stem = if label.is_empty() { "未命名" } else { &label };
    format!("{stem}.{}", kind.endings()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_label_and_never_a_path() {
        for (raw, shown) in [
            ("毕业证书.pdf", "毕业证书.pdf"),
            ("C:\\Users\\我\\毕业证书.PDF", "毕业证书.PDF"),
            ("../../etc/passwd", "passwd.pdf"),
            ("/", "未命名.pdf"),
            ("...", "未命名.pdf"),
            ("\u{202E}fdp.exe", "fdp.exe.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
            ("a\u{0}b\u{200D}\u{61C}.pdf", "ab.pdf"),
            ("证书.exe", "证书.exe.pdf"),
            ("\"><script>.pdf", "script.pdf"),
        ] {
            // A line end in a name becomes nothing, a blank stays.
            assert_eq!(name(raw, Kind::Pdf), shown, "{raw:?}");
        }
        assert_eq!(name("照片.JPEG", Kind::Jpeg), "照片.JPEG");
        assert_eq!(name("照片.png", Kind::Jpeg), "照片.png.jpg");
        let long = name(&format!("{}.pdf", "长".repeat(300)), Kind::Pdf);
        assert!(long.chars().count() <= LONGEST && long.ends_with("长.pdf"), "{long}");
    }

    #[test]
    fn a_number_in_a_name_keeps_its_ends() {
        let shown = |name: &str| {
            let file = File {
                id: String::new(),
                name: name.to_owned(),
                kind: "pdf".to_owned(),
                bytes: 0,
                pages: None,
                sha256: String::new(),
            };
            file.masked().name
        };
        assert_eq!(shown("陈晓岚44200018000101002X.pdf"), "陈晓岚4420**********002X.pdf");
        assert_eq!(shown("15400001234"), "1540***1234");
        assert_eq!(shown("2026-07-01 第 12 页 x.pdf"), "2026-07-01 第 12 页 x.pdf");
    }

    #[test]
    fn limits_are_read_and_what_is_not_named_is_as_shipped() {
        let limits = Limits::parse("files=3, bytes=2048").expect("it reads");
        assert_eq!(limits, Limits { files: 3, bytes: 2048, ..Limits::default() });
        assert_eq!(Limits::parse(""), Ok(Limits::default()));
        for wrong in ["files", "files=", "files=0", "files=-1", "names=3"] {
            assert!(Limits::parse(wrong).is_err_and(|said| said.contains("bytes=10485760")), "{wrong}");
        }
    }

    #[test]
    fn sizes_read_as_in_file_managers() {
        for (bytes, said) in [
            (1, "1 KB"),
            (1024, "1 KB"),
            (1025, "2 KB"),
            (1_048_576, "1 MB"),
            (1_258_291, "1.2 MB"),
            (10_485_760, "10 MB"),
        ] {
            assert_eq!(size(bytes), said);
        }
    }

    #[test]
    fn every_refusal_names_the_file_and_says_how_to_mend_it() {
        let faults = [
            Fault::Empty,
            Fault::Kind { looks: "压缩包或办公文档", picture: false },
            Fault::Kind { looks: "HEIC", picture: true },
            Fault::Bytes { bytes: 12 * MEGA, max: 10 * MEGA },
            Fault::Pages { max: 200 },
            Fault::NoPage,
            Fault::Pixels { width: 20_000, height: 20_000, side: 20_000, pixels: 40_000_000 },
            Fault::Encrypted,
            Fault::Broken(Kind::Pdf),
            Fault::Broken(Kind::Png),
            Fault::Involved,
            Fault::Full { max: 20 },
            Fault::Person { max: 500 * MEGA },
        ];
        for fault in faults {
            let said = Refusal { name: "证书.pdf".to_owned(), fault }.to_string();
            assert!(said.starts_with("“证书.pdf”") && said.contains('请') && !said.ends_with('。'), "{said}");
        }
    }
}
