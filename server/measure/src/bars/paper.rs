//! P15, P16, P21: pure computing, by the CPU of this thread.

use std::time::Duration;

use backend::photo;
use image::{ImageEncoder, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use pdf::sample;

use super::Bench;
use crate::{
    machine::{own_thread_cpu, ratio},
    report::{Bound, Row, number},
    stats::{interval, median},
};

/// Milliseconds of CPU for each of some rounds; the first one, which parses the font, is not counted.
fn rounds<T>(bench: &Bench, count: usize, make: impl Fn() -> T) -> (Vec<f64>, T) {
    let mut made = make();
    let times = (0..bench.rounds(count)).map(|_| {
        let before = own_thread_cpu();
        made = make();
        bench.burden(Duration::from_millis(80));
        own_thread_cpu().saturating_sub(before).as_secs_f64() * 1e3
    });
    (times.collect(), made)
}

fn time(bar: &'static str, what: String, times: &[f64], bound: f64, goal: &'static str) -> Row {
    Row {
        bar,
        what,
        figure: format!("{} ms CPU", number(median(times))),
        reference: String::new(),
        judged: median(times),
        interval: interval(times),
        bound: Bound::AtMost(bound),
        goal,
    }
}

fn size(bar: &'static str, what: String, bytes: usize, bound: f64, goal: &'static str) -> Row {
    let kilobytes = ratio(bytes.try_into().unwrap_or(u64::MAX), 1000);
    Row {
        bar,
        what,
        figure: format!("{} kB", number(kilobytes)),
        reference: String::new(),
        judged: kilobytes,
        interval: (kilobytes, kilobytes),
        bound: Bound::AtMost(bound),
        goal,
    }
}

/// P15: 评审表 with every section filled in.
pub fn review(bench: &Bench) -> Vec<Row> {
    let doc = sample::sample_review();
    let (times, output) = rounds(bench, 40, || pdf::review(&doc).expect("the sample can be printed"));
    let what = format!("评审表, {} sides", output.pages);
    vec![time("P15", what.clone(), &times, 60.0, "25"), size("P15", what, output.bytes.len(), 300.0, "")]
}

/// P16.
pub fn certificate(bench: &Bench) -> Vec<Row> {
    let doc = sample::sample_certificate();
    let (times, output) = rounds(bench, 100, || pdf::certificate(&doc).expect("the sample can be printed"));
    let what = "certificate".to_owned();
    vec![time("P16", what.clone(), &times, 5.0, "3"), size("P16", what, output.bytes.len(), 40.0, "")]
}

/// P21: from the bytes that are uploaded to those that are kept.
pub fn photo(bench: &Bench) -> Vec<Row> {
    let (width, height) = (1500, 2000);
    let jpeg = portrait(width, height);
    let policy = photo::Policy::default();
    let (times, _) = rounds(bench, 30, || photo::check(&jpeg, &policy).expect("the portrait breaks no rule"));
    let megapixels = f64::from(width) * f64::from(height) / 1e6;
    let scaled: Vec<f64> = times.iter().map(|time| time * 3.0 / megapixels).collect();
    let what = format!("photo of {} kB and {} megapixels, for 3 megapixels", jpeg.len() / 1000, number(megapixels));
    vec![time("P21", what, &scaled, 40.0, "25")]
}

/// A head on a light ground with the grain of a camera, in the largest file that is taken.
fn portrait(width: u32, height: u32) -> Vec<u8> {
    let mut grain = 1_u32;
    let image = RgbImage::from_fn(width, height, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = i32::try_from(grain >> 28).expect("four bits") - 8;
        let (dx, dy) = (f64::from(x) / f64::from(width) - 0.5, f64::from(y) / f64::from(height) - 0.45);
        let inside = dx * dx / 0.06 + dy * dy / 0.08 < 1.0;
        let base = if inside { [205, 165, 140] } else { [238, 240, 242] };
        Rgb(base.map(|part: i32| u8::try_from((part + noise).clamp(0, 255)).expect("it is clamped")))
    });
    let most = photo::Policy::default().max_bytes;
    for quality in (30..=95).rev() {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .write_image(image.as_raw(), width, height, image::ExtendedColorType::Rgb8)
            .expect("memory takes all");
        if bytes.len() <= most {
            return bytes;
        }
    }
    panic!("a grain that fine fits into no file of {most} bytes");
}
