//! Colours of a photo: whether it has any, and that of its background.
//!
//! The background is measured at the edge that no shoulder reaches: the top, and
//! both sides down to [`SIDES`] of the height. Each pixel is named in HSV; the
//! name that [`SHARE`] of them have is the background's. It does not find the
//! face or judge the light.
//! To add one: a variant of [`Background`] and its range in [`name`].

use std::fmt;

use image::{Rgb, RgbImage};

/// Thickness of the edge, in hundredths of the width.
const EDGE: u32 = 4;
/// How far down the sides count, in hundredths of the height.
const SIDES: u32 = 45;
/// Of a hundred pixels at the edge, how many must agree.
const SHARE: usize = 60;
/// Difference between the channels from which a pixel has a colour.
const COLOURED: u8 = 24;
/// One pixel in this many must have a colour in a colour photo.
const COLOURED_ONE_IN: usize = 100;

/// The colour behind the head.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Background {
    Red,
    Blue,
    White,
    Grey,
    Black,
    Green,
    Yellow,
    Purple,
    /// No colour prevails.
    Mixed,
}

impl Background {
    const NAMED: &[Background] = &[
        Background::Red,
        Background::Blue,
        Background::White,
        Background::Grey,
        Background::Black,
        Background::Green,
        Background::Yellow,
        Background::Purple,
    ];

    /// Red and blue are asked for.
    pub const fn fits(self) -> bool {
        matches!(self, Background::Red | Background::Blue)
    }

    pub const fn key(self) -> &'static str {
        match self {
            Background::Red => "red",
            Background::Blue => "blue",
            Background::White => "white",
            Background::Grey => "grey",
            Background::Black => "black",
            Background::Green => "green",
            Background::Yellow => "yellow",
            Background::Purple => "purple",
            Background::Mixed => "mixed",
        }
    }

    /// Measures an upright picture.
    pub fn of(image: &RgbImage) -> Background {
        let (width, height) = image.dimensions();
        let edge = (width * EDGE / 100).max(2);
        let sides = height * SIDES / 100;
        let mut counts = [0; Background::NAMED.len()];
        let mut all = 0;
        for (y, row) in (0..sides.max(edge)).zip(image.rows()) {
            for (x, pixel) in (0..).zip(row) {
                if y < edge || x < edge || x + edge >= width {
                    let named = name(*pixel);
                    all += 1;
                    counts
                        .iter_mut()
                        .zip(Background::NAMED)
                        .for_each(|(count, of)| *count += usize::from(*of == named));
                }
            }
        }
        let most = counts.into_iter().zip(Background::NAMED).max_by_key(|(count, _)| *count);
        most.filter(|(count, _)| count * 100 >= all * SHARE).map_or(Background::Mixed, |(_, colour)| *colour)
    }
}

impl fmt::Display for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Background::Red => "红色",
            Background::Blue => "蓝色",
            Background::White => "白色",
            Background::Grey => "灰色",
            Background::Black => "黑色",
            Background::Green => "绿色",
            Background::Yellow => "黄色",
            Background::Purple => "紫色",
            Background::Mixed => "多种颜色",
        })
    }
}

fn range(pixel: Rgb<u8>) -> (u8, u8) {
    let [red, green, blue] = pixel.0;
    (red.min(green).min(blue), red.max(green).max(blue))
}

/// Whether a picture in colour coding shows shades of grey only.
pub(super) fn grey(image: &RgbImage) -> bool {
    let coloured = image.pixels().filter(|pixel| {
        let (low, high) = range(**pixel);
        high - low >= COLOURED
    });
    // No further than until there are enough.
    let enough = image.pixels().len().div_ceil(COLOURED_ONE_IN);
    coloured.take(enough).count() < enough
}

/// The name of a pixel's colour. Hue in degrees, saturation and value in hundredths.
fn name(pixel: Rgb<u8>) -> Background {
    let [red, green, blue] = pixel.0.map(i32::from);
    let (low, high) = range(pixel);
    let (low, high) = (i32::from(low), i32::from(high));
    let value = high * 100 / 255;
    let spread = high - low;
    let saturation = if high == 0 { 0 } else { spread * 100 / high };
    if value < 20 {
        return Background::Black;
    }
    if saturation < 20 {
        return if value >= 80 { Background::White } else { Background::Grey };
    }
    let hue = if high == red {
        (60 * (green - blue) / spread).rem_euclid(360)
    } else if high == green {
        120 + 60 * (blue - red) / spread
    } else {
        240 + 60 * (red - green) / spread
    };
    match hue {
        0..=20 | 335.. => Background::Red,
        21..=75 => Background::Yellow,
        76..=170 => Background::Green,
        171..=260 => Background::Blue,
        _ => Background::Purple,
    }
}
