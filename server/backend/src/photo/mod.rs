//! Photos for certificates: from uploaded bytes to a clean upright JPEG, or to
//! what is wrong with them (`domain.md` §4.6).
//!
//! Pure: bytes in, bytes out; who owns the photo and where it is kept is not
//! known here. Nothing of the uploaded file survives but its pixels: they are
//! decoded, turned upright, scaled down, and encoded anew, so that no EXIF
//! (place, device), ICC profile, comment or text behind the picture is kept.
//!
//! Choices the guide leaves open: "600k" counts 1024 bytes to the k, since that is
//! what file managers show; a CMYK picture is converted to RGB and taken, since
//! photo shops hand them out; the colour of the background and the shape warn and
//! do not refuse, since the person who reviews decides about them.
//!
//! To add one: a variant of [`Rule`] and of [`Fault`] with its sentence, the
//! check in [`check`], the line in [`lines`], a file with its row in
//! `tests/fixtures/photos/expected.csv`.

mod colour;
pub(crate) mod header;

use std::fmt;

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, RgbImage, metadata::Orientation};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

pub use colour::Background;
pub use header::Format;
use header::{Coding, Header};

use crate::ids;

/// What a photo must be. The default is the guide's; other provinces differ.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Most bytes of the uploaded file.
    pub max_bytes: usize,
    /// Least width and height in pixels, upright.
    pub min_size: (u32, u32),
    /// Most pixels, known from the header before anything is decoded.
    pub max_pixels: u64,
    /// Most pixels a side.
    pub max_side: u32,
    /// Width by height in thousandths; outside it warns.
    pub shape: (u32, u32),
    /// Larger photos are scaled down into this width and height.
    pub keep_size: (u32, u32),
    /// JPEG quality of what is kept, 1 to 100.
    pub quality: u8,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            max_bytes: 600 * 1024,
            min_size: (128, 180),
            max_pixels: 40_000_000,
            max_side: 20_000,
            shape: (640, 760),
            keep_size: (780, 1134),
            quality: 90,
        }
    }
}

/// A photo that no rule refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Photo {
    /// Upright RGB without any metadata.
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Of `jpeg`, lower-case hexadecimal.
    pub sha256: String,
    /// Faults that do not refuse.
    pub warnings: Vec<Fault>,
    pub background: Background,
    /// The check list.
    pub lines: Vec<Line>,
}

/// Whether a fault keeps the photo out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Refuse,
    /// The person who reviews decides.
    Warn,
}

/// The rules, in the order of the check list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rule {
    Format,
    Bytes,
    Pixels,
    Whole,
    Colour,
    Background,
    Shape,
    /// What no program can see: half a year, front, no hat.
    Person,
}

impl Rule {
    pub const ALL: &[Rule] = &[
        Rule::Format,
        Rule::Bytes,
        Rule::Pixels,
        Rule::Whole,
        Rule::Colour,
        Rule::Background,
        Rule::Shape,
        Rule::Person,
    ];
}

/// One rule that a photo breaks, with what was measured. Its text is a whole
/// sentence for the applicant without a full stop: what is wrong and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    Empty,
    /// Not a JPEG by its content, whatever its name.
    NotJpeg(Format),
    TooManyBytes {
        bytes: usize,
        max: usize,
    },
    TooNarrow {
        width: u32,
        min: (u32, u32),
    },
    TooLow {
        height: u32,
        min: (u32, u32),
    },
    TooManyPixels {
        width: u32,
        height: u32,
        max_pixels: u64,
        max_side: u32,
    },
    /// The end of the picture is missing.
    CutOff,
    /// Something in it cannot be read.
    Damaged,
    /// A sort of JPEG that hardly any program writes: lossless, arithmetic, 12 bits.
    Unusual,
    Grey,
    /// Neither red nor blue.
    Background(Background),
    /// Width by height in thousandths.
    Shape {
        ratio: u32,
        range: (u32, u32),
    },
}

impl Fault {
    /// For logs and tests; never shown.
    pub const fn key(&self) -> &'static str {
        match self {
            Fault::Empty => "empty",
            Fault::NotJpeg(_) => "not_jpeg",
            Fault::TooManyBytes { .. } => "too_many_bytes",
            Fault::TooNarrow { .. } => "too_narrow",
            Fault::TooLow { .. } => "too_low",
            Fault::TooManyPixels { .. } => "too_many_pixels",
            Fault::CutOff => "cut_off",
            Fault::Damaged => "damaged",
            Fault::Unusual => "unusual",
            Fault::Grey => "grey",
            Fault::Background(_) => "background",
            Fault::Shape { .. } => "shape",
        }
    }

    pub const fn severity(&self) -> Severity {
        match self {
            Fault::Background(_) | Fault::Shape { .. } => Severity::Warn,
            _ => Severity::Refuse,
        }
    }

    pub const fn rule(&self) -> Rule {
        match self {
            Fault::Empty | Fault::NotJpeg(_) | Fault::Unusual => Rule::Format,
            Fault::TooManyBytes { .. } => Rule::Bytes,
            Fault::TooNarrow { .. } | Fault::TooLow { .. } | Fault::TooManyPixels { .. } => Rule::Pixels,
            Fault::CutOff | Fault::Damaged => Rule::Whole,
            Fault::Grey => Rule::Colour,
            Fault::Background(_) => Rule::Background,
            Fault::Shape { .. } => Rule::Shape,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty => f.write_str("这个文件是空的，请重新选择照片文件"),
            Fault::NotJpeg(Format::Unknown) => f.write_str("这个文件不是 JPG 图片，请选择 JPG 格式的照片后再上传"),
            Fault::NotJpeg(format) if format.picture() => {
                write!(f, "这个文件是 {format} 图片，只改文件名不会变成 JPG，请用图片软件另存为 JPG 后再上传")
            }
            Fault::NotJpeg(format) => write!(f, "这个文件是{format}，不是照片，请选择 JPG 格式的照片后再上传"),
            Fault::TooManyBytes { bytes, max } => write!(
                f,
                "照片文件有 {bytes} 字节，超过 {} KB（{max} 字节），请用图片软件缩小或压缩后再上传",
                max / 1024
            ),
            Fault::TooNarrow { width, min: (min, low) } => {
                write!(f, "照片宽 {width} 像素，少于 {min} 像素，请换一张不小于 {min}×{low} 像素的照片")
            }
            Fault::TooLow { height, min: (narrow, min) } => {
                write!(f, "照片高 {height} 像素，少于 {min} 像素，请换一张不小于 {narrow}×{min} 像素的照片")
            }
            Fault::TooManyPixels { width, height, max_pixels, max_side } => write!(
                f,
                "照片有 {width}×{height} 像素，超过 {} 万像素或每边 {max_side} 像素，请用图片软件缩小后再上传",
                max_pixels / 10_000
            ),
            Fault::CutOff => f.write_str("照片文件不完整，后面一部分缺失，请重新保存或传输后再上传"),
            Fault::Damaged => f.write_str("照片文件已损坏，不能完整读取，请用图片软件打开后另存为 JPG 再上传"),
            Fault::Unusual => f.write_str("这种 JPG 的编码方式很少见，不能读取，请用图片软件另存为普通 JPG 后再上传"),
            Fault::Grey => f.write_str("照片是黑白的，请换一张彩色照片后再上传"),
            Fault::Background(Background::Mixed) => f.write_str("照片背景不是一种颜色，请换成红底或蓝底照片后重新上传"),
            Fault::Background(background) => {
                write!(f, "照片背景是{background}，请换成红底或蓝底照片后重新上传")
            }
            Fault::Shape { ratio, range: (from, to) } => write!(
                f,
                "照片宽高比是 {}，大一寸照片在 {} 到 {} 之间，请裁切后重新上传",
                Thousandths(*ratio),
                Thousandths(*from),
                Thousandths(*to)
            ),
        }
    }
}

/// 714 as 0.71.
struct Thousandths(u32);

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 1000, self.0 % 1000 / 10)
    }
}

/// How a rule came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Pass,
    Fail,
    /// Nobody but a person can say, or another rule failed first.
    Wait,
}

/// One line of the check list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub rule: Rule,
    pub mark: Mark,
    /// The rule and what was measured: 像素：295×413.
    pub text: String,
    /// What is asked, or how to mend it; empty when there is nothing to say.
    pub how: String,
}

/// Checks a file and makes the photo that is kept.
///
/// Sizes are read from the header first; nothing is decoded when they are out of
/// bounds. At most [`Policy::max_pixels`] × 3 bytes of pixels are held, and twice
/// that again for a progressive file.
///
/// # Errors
/// Every fault that refuses and can be told at once, in the order of the rules.
pub fn check(bytes: &[u8], policy: &Policy) -> Result<Photo, Vec<Fault>> {
    if bytes.is_empty() {
        return Err(vec![Fault::Empty]);
    }
    let format = Format::of(bytes);
    if format != Format::Jpeg {
        return Err(vec![Fault::NotJpeg(format)]);
    }
    let mut faults = Vec::new();
    if bytes.len() > policy.max_bytes {
        faults.push(Fault::TooManyBytes { bytes: bytes.len(), max: policy.max_bytes });
    }
    let Some(header) = Header::read(bytes) else {
        faults.push(Fault::CutOff);
        return Err(faults);
    };
    faults.extend(header_faults(&header, policy));
    if !faults.is_empty() {
        return Err(faults);
    }
    let (image, background) = decode(bytes, &header, policy).map_err(|fault| vec![fault])?;
    let jpeg = encode(&image, policy.quality).ok_or_else(|| vec![Fault::Damaged])?;
    let (width, height) = image.dimensions();
    let ratio = ratio(header.upright());
    let mut warnings = Vec::new();
    if !background.fits() {
        warnings.push(Fault::Background(background));
    }
    if !(policy.shape.0..=policy.shape.1).contains(&ratio) {
        warnings.push(Fault::Shape { ratio, range: policy.shape });
    }
    let measured = Measured { bytes: Some(bytes.len()), size: header.upright(), background: Some(background) };
    Ok(Photo {
        sha256: ids::sha256(&jpeg),
        lines: list(&warnings, Some(&measured), policy),
        jpeg,
        width,
        height,
        warnings,
        background,
    })
}

fn header_faults(header: &Header<'_>, policy: &Policy) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (width, height) = header.upright();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > policy.max_pixels || width.max(height) > policy.max_side {
        let Policy { max_pixels, max_side, .. } = *policy;
        faults.push(Fault::TooManyPixels { width, height, max_pixels, max_side });
    }
    if width < policy.min_size.0 {
        faults.push(Fault::TooNarrow { width, min: policy.min_size });
    }
    if height < policy.min_size.1 {
        faults.push(Fault::TooLow { height, min: policy.min_size });
    }
    if header.coding == Coding::Unusual {
        faults.push(Fault::Unusual);
    }
    if !header.complete {
        faults.push(Fault::CutOff);
    }
    if header.components == 1 {
        faults.push(Fault::Grey);
    }
    faults
}

/// Width by height in thousandths.
fn ratio((width, height): (u32, u32)) -> u32 {
    u32::try_from(u64::from(width) * 1000 / u64::from(height).max(1)).unwrap_or(u32::MAX)
}

/// The upright picture in the size that is kept, and its background.
fn decode(bytes: &[u8], header: &Header<'_>, policy: &Policy) -> Result<(RgbImage, Background), Fault> {
    let side = usize::try_from(policy.max_side).unwrap_or(usize::MAX);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = decoder.decode().map_err(|_| Fault::Damaged)?;
    let image = RgbImage::from_raw(header.width, header.height, pixels).ok_or(Fault::Damaged)?;
    let mut image = DynamicImage::ImageRgb8(shrink(image, header, policy).ok_or(Fault::Damaged)?);
    image.apply_orientation(header.orientation);
    let image = image.into_rgb8();
    if colour::grey(&image) {
        return Err(Fault::Grey);
    }
    let background = Background::of(&image);
    Ok((image, background))
}

/// Scales a picture that is still on its side into the size that is kept, and
/// never below the least size. `None` when the pixels are not as many as the header says.
fn shrink(image: RgbImage, header: &Header<'_>, policy: &Policy) -> Option<RgbImage> {
    let (width, height) = header.upright();
    let smaller = |a: Scale, b: Scale| if a.cmp(b).is_le() { a } else { b };
    let larger = |a: Scale, b: Scale| if a.cmp(b).is_ge() { a } else { b };
    let to = |(to_width, to_height): (u32, u32)| (Scale(to_width, width), Scale(to_height, height));
    let (across, down) = to(policy.keep_size);
    let (least_across, least_down) = to(policy.min_size);
    let scale = larger(smaller(across, down), larger(least_across, least_down));
    if scale.0 >= scale.1 {
        return Some(image);
    }
    let (width, height) = (scale.of(header.width), scale.of(header.height));
    let from = ImageRef::new(header.width, header.height, image.as_raw(), PixelType::U8x3).ok()?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&from, &mut to, &options).ok()?;
    RgbImage::from_raw(width, height, to.into_vec())
}

/// A factor: the first number by the second.
#[derive(Clone, Copy)]
struct Scale(u32, u32);

impl Scale {
    fn cmp(self, other: Scale) -> std::cmp::Ordering {
        (u64::from(self.0) * u64::from(other.1)).cmp(&(u64::from(other.0) * u64::from(self.1)))
    }

    /// Rounded, at least one.
    fn of(self, pixels: u32) -> u32 {
        let (by, per) = (u64::from(self.0), u64::from(self.1).max(1));
        u32::try_from((u64::from(pixels) * by + per / 2) / per).unwrap_or(pixels).max(1)
    }
}

fn encode(image: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    let (width, height) = (u16::try_from(image.width()).ok()?, u16::try_from(image.height()).ok()?);
    let mut encoder = Encoder::new(&mut jpeg, quality);
    // Colours at half the resolution, as cameras store them.
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.encode(image.as_raw(), width, height, ColorType::Rgb).ok()?;
    Some(jpeg)
}

/// What is known about a photo for its check list.
struct Measured {
    bytes: Option<usize>,
    size: (u32, u32),
    background: Option<Background>,
}

/// The check list of a file that was refused: what failed with how to mend it,
/// what is asked otherwise.
pub fn lines(faults: &[Fault], policy: &Policy) -> Vec<Line> {
    list(faults, None, policy)
}

/// The check list of a photo that was kept earlier, from what was kept about it:
/// its size and the sentences of its warnings.
pub fn kept_lines(width: u32, height: u32, warnings: &[String], policy: &Policy) -> Vec<Line> {
    let measured = Measured { bytes: None, size: (width, height), background: None };
    let mut lines = list(&[], Some(&measured), policy);
    for line in &mut lines {
        let told = match line.rule {
            Rule::Background => "照片背景",
            Rule::Shape => "照片宽高比",
            _ => continue,
        };
        if let Some(warning) = warnings.iter().find(|warning| warning.starts_with(told)) {
            line.mark = Mark::Fail;
            line.how.clone_from(warning);
        }
    }
    lines
}

fn list(faults: &[Fault], measured: Option<&Measured>, policy: &Policy) -> Vec<Line> {
    let broken = |rule: Rule| faults.iter().any(|fault| fault.rule() == rule);
    Rule::ALL
        .iter()
        .map(|rule| {
            let failed: Vec<String> =
                faults.iter().filter(|fault| fault.rule() == *rule).map(ToString::to_string).collect();
            let mark = match (rule, measured) {
                _ if !failed.is_empty() => Mark::Fail,
                (Rule::Person, _) => Mark::Wait,
                (_, Some(_)) => Mark::Pass,
                // Refused: what was looked at before the decoding is known, the rest waits.
                (Rule::Format | Rule::Bytes, None) if !broken(Rule::Format) => Mark::Pass,
                (Rule::Pixels, None) if !broken(Rule::Format) && !broken(Rule::Whole) => Mark::Pass,
                (_, None) => Mark::Wait,
            };
            let (text, asked) = wording(*rule, measured, policy);
            let how = if failed.is_empty() { asked } else { failed.join("；") };
            Line { rule: *rule, mark, text, how }
        })
        .collect()
}

/// Name of a rule with what was measured, and what it asks.
fn wording(rule: Rule, measured: Option<&Measured>, policy: &Policy) -> (String, String) {
    let with = |name: &str, value: Option<String>| match value {
        Some(value) => format!("{name}：{value}"),
        None => name.to_owned(),
    };
    let (shape_from, shape_to) = policy.shape;
    match rule {
        Rule::Format => (with("格式", measured.map(|_| "JPG".to_owned())), "只收 JPG 格式".to_owned()),
        Rule::Bytes => (
            with("大小", measured.and_then(|m| m.bytes).map(|bytes| format!("{} KB", bytes.div_ceil(1024)))),
            format!("不超过 {} KB", policy.max_bytes / 1024),
        ),
        Rule::Pixels => (
            with("像素", measured.map(|m| format!("{}×{}", m.size.0, m.size.1))),
            format!("不小于 {}×{}", policy.min_size.0, policy.min_size.1),
        ),
        Rule::Whole => ("文件完整".to_owned(), String::new()),
        Rule::Colour => ("彩色照片".to_owned(), String::new()),
        Rule::Background => (
            with("背景颜色", measured.and_then(|m| m.background).map(|background| background.to_string())),
            "红底或蓝底".to_owned(),
        ),
        Rule::Shape => (
            with("宽高比", measured.map(|m| Thousandths(ratio(m.size)).to_string())),
            format!("{} 到 {}", Thousandths(shape_from), Thousandths(shape_to)),
        ),
        Rule::Person => ("近期（半年内）正面免冠大一寸证件照".to_owned(), "系统不能判断，请你自己确认".to_owned()),
    }
}

impl Header<'_> {
    /// Width and height once turned upright.
    fn upright(&self) -> (u32, u32) {
        match self.orientation {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (self.height, self.width),
            _ => (self.width, self.height),
        }
    }
}
