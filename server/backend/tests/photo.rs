//! The photo rules, driven by `fixtures/photos/expected.csv` (drawn faces, nobody real) (`domain.md` §4.6).
//!
//! A row says `reject` when the rule of the guide is broken. Backgrounds break it,
//! too; there, the product warns and leaves the decision to the reviewer.
//! To add one: a file and its row; the snapshot below then shows what it is told.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Instant};

use backend::photo::{self, Background, Fault, Mark, Photo, Policy, Rule, Severity};
use expect_test::expect;
use proptest::prelude::*;

fn file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/photos").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn check(name: &str) -> Result<Photo, Vec<Fault>> {
    photo::check(&file(name), &Policy::default())
}

fn kept(name: &str) -> Photo {
    check(name).unwrap_or_else(|faults| panic!("{name} is refused: {faults:?}"))
}

fn table() -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(file("expected.csv").as_slice())
        .deserialize()
        .map(|row| row.expect("the table is a CSV file"))
        .collect()
}

/// The sentences for each file that breaks a rule.
fn sentences() -> String {
    let mut said = String::new();
    for row in table() {
        let (word, faults) = match check(&row["file"]) {
            Ok(photo) => ("warn", photo.warnings),
            Err(faults) => ("refuse", faults),
        };
        for fault in faults {
            said.push_str(&format!("{} {word} {}: {fault}\n", row["file"], fault.key()));
        }
    }
    said
}

#[test]
fn each_file_gets_the_verdict_of_the_table() {
    for row in table() {
        let name = &row["file"];
        let found = check(name);
        match row["verdict"].as_str() {
            "accept" => assert_eq!(kept(name).warnings, [], "{name}"),
            // k is 1024, and CMYK is converted: see the module's own words.
            "depends" => assert_eq!(kept(name).warnings, [], "{name}"),
            "reject" => match found {
                Ok(photo) => {
                    assert!(matches!(photo.warnings[..], [Fault::Background(_)]), "{name}: {:?}", photo.warnings);
                    assert!(!photo.background.fits(), "{name}");
                }
                Err(faults) => {
                    assert!(faults.iter().all(|fault| fault.severity() == Severity::Refuse), "{name}: {faults:?}");
                    assert_eq!(faults.len(), 1, "{name}: {faults:?}");
                }
            },
            other => panic!("{name}: unknown verdict {other}"),
        }
    }
}

#[test]
fn every_broken_rule_says_what_is_wrong_and_how_to_mend_it() {
    expect![[r#"
        small_127x180.jpg refuse too_narrow: 照片宽 127 像素，少于 128 像素，请换一张不小于 128×180 像素的照片
        small_128x179.jpg refuse too_low: 照片高 179 像素，少于 180 像素，请换一张不小于 128×180 像素的照片
        big_over_600k.jpg refuse too_many_bytes: 照片文件有 640000 字节，超过 600 KB（614400 字节），请用图片软件缩小或压缩后再上传
        edge_614401_bytes.jpg refuse too_many_bytes: 照片文件有 614401 字节，超过 600 KB（614400 字节），请用图片软件缩小或压缩后再上传
        background_white.jpg warn background: 照片背景是白色，请换成红底或蓝底照片后重新上传
        background_green.jpg warn background: 照片背景是绿色，请换成红底或蓝底照片后重新上传
        png_renamed.jpg refuse not_jpeg: 这个文件是 PNG 图片，只改文件名不会变成 JPG，请用图片软件另存为 JPG 后再上传
        html_renamed.jpg refuse not_jpeg: 这个文件是网页，不是照片，请选择 JPG 格式的照片后再上传
        truncated.jpg refuse cut_off: 照片文件不完整，后面一部分缺失，请重新保存或传输后再上传
        empty.jpg refuse empty: 这个文件是空的，请重新选择照片文件
        bomb_65500x65500.jpg refuse too_many_pixels: 照片有 65500×65500 像素，超过 4000 万像素或每边 20000 像素，请用图片软件缩小后再上传
        grayscale.jpg refuse grey: 照片是黑白的，请换一张彩色照片后再上传
    "#]].assert_eq(&sentences());
}

#[test]
fn backgrounds_are_measured() {
    for (name, background) in [
        ("valid_red.jpg", Background::Red),
        ("valid_progressive_red.jpg", Background::Red),
        ("cmyk_red.jpg", Background::Red),
        ("exif_rotated_red.jpg", Background::Red),
        ("valid_min_128x180.jpg", Background::Red),
        ("valid_blue.jpg", Background::Blue),
        ("valid_large_inch_blue.jpg", Background::Blue),
        ("background_white.jpg", Background::White),
        ("background_green.jpg", Background::Green),
    ] {
        assert_eq!(kept(name).background, background, "{name}");
    }
}

/// Markers of the segments before the pixels.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let (mut found, mut at) = (Vec::new(), 2);
    loop {
        assert_eq!(jpeg[at], 0xff);
        let marker = jpeg[at + 1];
        found.push(marker);
        if marker == 0xda {
            return found;
        }
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
}

/// A segment behind the start of a file.
fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("a short body");
    [&jpeg[..2], &[0xff, marker], &length.to_be_bytes(), body, &jpeg[2..]].concat()
}

#[test]
fn nothing_but_pixels_survives() {
    let exif = b"Exif\0\0II*\0\x08\0\0\0\0\0GPS 22.5,113.4";
    let mut loaded = with_segment(&file("valid_red.jpg"), 0xe1, exif);
    loaded = with_segment(&loaded, 0xe2, b"ICC_PROFILE\0 profile");
    loaded = with_segment(&loaded, 0xed, b"Photoshop 3.0\0 name");
    loaded = with_segment(&loaded, 0xfe, b"<script>alert(1)</script>");
    loaded.extend_from_slice(b"PK\x03\x04<html>behind the picture");
    let photo = photo::check(&loaded, &Policy::default()).expect("its picture is fine");
    for mark in [&b"GPS"[..], b"ICC_PROFILE", b"Photoshop", b"script", b"html", b"Exif"] {
        assert!(!photo.jpeg.windows(mark.len()).any(|window| window == mark), "{}", String::from_utf8_lossy(mark));
    }
    // JFIF, tables, the frame, the scan.
    assert!(markers(&photo.jpeg).iter().all(|marker| matches!(marker, 0xe0 | 0xdb | 0xc0 | 0xc4 | 0xda)));
    assert!(photo.jpeg.ends_with(&[0xff, 0xd9]));
    assert_eq!(photo.jpeg, kept("valid_red.jpg").jpeg);
}

#[test]
fn what_is_kept_can_be_uploaded_again() {
    for name in ["valid_red.jpg", "cmyk_red.jpg", "exif_rotated_red.jpg"] {
        let photo = kept(name);
        let again = photo::check(&photo.jpeg, &Policy::default()).expect("it was made here");
        assert_eq!((again.width, again.height, again.warnings), (photo.width, photo.height, vec![]), "{name}");
        assert_eq!(photo.sha256.len(), 64);
    }
}

/// Mean difference of two pictures of one size, 0 to 255.
fn difference(a: &Photo, b: &Photo) -> u64 {
    let [a, b] = [a, b].map(|photo| image::load_from_memory(&photo.jpeg).expect("a JPEG").into_rgb8());
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum / u64::try_from(a.as_raw().len()).expect("a small picture")
}

#[test]
fn a_picture_on_its_side_is_turned_upright() {
    let upright = kept("exif_rotated_red.jpg");
    assert_eq!((upright.width, upright.height), (295, 413));
    assert!(difference(&upright, &kept("valid_red.jpg")) <= 2);
    // The same drawing as CMYK: colours are converted, not inverted.
    assert!(difference(&kept("cmyk_red.jpg"), &kept("valid_red.jpg")) <= 4);
}

#[test]
fn every_orientation_is_known() {
    let bytes = file("exif_rotated_red.jpg");
    let tag = [0x01, 0x12, 0x00, 0x03];
    let place = bytes.windows(4).position(|window| window == tag).expect("a big-endian orientation");
    for orientation in 1..=8 {
        let mut turned = bytes.clone();
        turned[place + 9] = orientation;
        // 1 to 4 leave it lying: the sides trade places, and the shape warns.
        let photo = photo::check(&turned, &Policy::default()).expect("large enough either way");
        let lying = orientation <= 4;
        assert_eq!((photo.width, photo.height), if lying { (413, 295) } else { (295, 413) }, "{orientation}");
        assert_eq!(photo.warnings.iter().any(|fault| fault.key() == "shape"), lying, "{orientation}");
    }
}

#[test]
fn the_least_size_counts_upright() {
    let exif = [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".as_slice(), &[0; 4]].concat();
    // 128 wide and 180 high as stored: lying down it is too low.
    let turned = with_segment(&file("valid_min_128x180.jpg"), 0xe1, &exif);
    let faults = photo::check(&turned, &Policy::default()).expect_err("180×128 is too low");
    assert_eq!(faults, [Fault::TooLow { height: 128, min: (128, 180) }]);
}

#[test]
fn large_photos_are_scaled_down_and_small_ones_are_left() {
    let policy = Policy { max_bytes: 1 << 20, ..Policy::default() };
    let big = photo::check(&file("big_over_600k.jpg"), &policy).expect("900×1260 is fine");
    assert_eq!((big.width, big.height), (780, 1092));
    let kept = kept("valid_min_128x180.jpg");
    assert_eq!((kept.width, kept.height), (128, 180));
}

#[test]
fn a_strip_is_not_scaled_below_the_least_size() {
    let policy = Policy { max_bytes: 1 << 20, keep_size: (300, 150), ..Policy::default() };
    let photo = photo::check(&file("big_over_600k.jpg"), &policy).expect("900×1260 is fine");
    assert_eq!((photo.width, photo.height), (129, 180));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for name in ["valid_red.jpg", "valid_progressive_red.jpg", "cmyk_red.jpg", "exif_rotated_red.jpg"] {
        let whole = file(name);
        for length in (1..whole.len()).step_by(97).chain([whole.len() - 2, whole.len() - 1]) {
            assert!(photo::check(&whole[..length], &Policy::default()).is_err(), "{name} cut at {length}");
        }
    }
}

#[test]
fn a_claim_of_many_pixels_costs_nothing() {
    let bomb = file("bomb_65500x65500.jpg");
    let start = Instant::now();
    for _ in 0..100 {
        let faults = photo::check(&bomb, &Policy::default()).expect_err("4.3 thousand million pixels");
        assert_eq!(faults[0].key(), "too_many_pixels");
    }
    assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
}

#[test]
fn limits_are_inclusive() {
    let bytes = file("valid_red.jpg");
    let (pixels, side) = (295 * 413, 413);
    let policy = |max_pixels, max_side| Policy { max_pixels, max_side, ..Policy::default() };
    assert!(photo::check(&bytes, &policy(pixels, side)).is_ok());
    assert!(photo::check(&bytes, &policy(pixels - 1, side)).is_err());
    assert!(photo::check(&bytes, &policy(pixels, side - 1)).is_err());
}

#[test]
fn a_grey_picture_in_colour_coding_is_grey() {
    let grey = image::load_from_memory(&file("valid_red.jpg")).expect("a JPEG").grayscale().into_rgb8();
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg).encode_image(&grey).expect("memory");
    assert_eq!(photo::check(&jpeg, &Policy::default()), Err(vec![Fault::Grey]));
}

#[test]
fn the_check_list_names_every_rule() {
    let marks = |lines: &[photo::Line]| lines.iter().map(|line| (line.rule, line.mark)).collect::<Vec<_>>();
    let good = kept("valid_red.jpg").lines;
    assert_eq!(good.iter().map(|line| line.rule).collect::<Vec<_>>(), Rule::ALL);
    for line in &good {
        assert_eq!(line.mark, if line.rule == Rule::Person { Mark::Wait } else { Mark::Pass });
    }
    let white = kept("background_white.jpg");
    assert!(marks(&white.lines).contains(&(Rule::Background, Mark::Fail)));
    let told: Vec<String> = white.warnings.iter().map(ToString::to_string).collect();
    let later = photo::kept_lines(white.width, white.height, &told, &Policy::default());
    assert_eq!(marks(&later), marks(&white.lines));
    let small = check("small_127x180.jpg").expect_err("too narrow");
    let lines = photo::lines(&small, &Policy::default());
    assert_eq!(
        marks(&lines),
        [
            (Rule::Format, Mark::Pass),
            (Rule::Bytes, Mark::Pass),
            (Rule::Pixels, Mark::Fail),
            (Rule::Whole, Mark::Wait),
            (Rule::Colour, Mark::Wait),
            (Rule::Background, Mark::Wait),
            (Rule::Shape, Mark::Wait),
            (Rule::Person, Mark::Wait),
        ]
    );
}

fn mutants() -> impl Strategy<Value = Vec<u8>> {
    let names = ["valid_min_128x180.jpg", "valid_progressive_red.jpg", "cmyk_red.jpg", "exif_rotated_red.jpg"];
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    (prop::sample::select(names.map(file).to_vec()), prop::collection::vec(change, 1..12)).prop_map(
        |(mut bytes, changes)| {
            for (place, value, how) in changes {
                // Half of the changes hit the tables in front.
                let within = if how < 2 { bytes.len().min(700) } else { bytes.len() };
                if within == 0 {
                    continue;
                }
                let place = place.index(within);
                match how {
                    0 | 2 => bytes[place] = value,
                    1 => bytes.insert(place, value),
                    _ if value < 8 => bytes.truncate(place),
                    _ => drop(bytes.remove(place)),
                }
            }
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes in, there is an answer, and what is kept keeps the rules.
    #[test]
    fn damaged_files_never_panic(bytes in mutants()) {
        let policy = Policy { max_pixels: 4_000_000, ..Policy::default() };
        match photo::check(&bytes, &policy) {
            Ok(photo) => {
                prop_assert!(photo.width >= 128 && photo.height >= 180);
                prop_assert!(photo.warnings.iter().all(|fault| fault.severity() == Severity::Warn));
                let again = photo::check(&photo.jpeg, &Policy { max_bytes: usize::MAX, ..policy });
                // A picture at the border of grey may fall on either side.
                prop_assert!(matches!(again.as_ref().map_err(Vec::as_slice), Ok(_) | Err([Fault::Grey])));
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| fault.severity() == Severity::Refuse));
            }
        }
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(photo::check(&bytes, &Policy::default()).is_err());
        let jpeg = [&[0xff, 0xd8, 0xff][..], &bytes].concat();
        prop_assert!(photo::check(&jpeg, &Policy::default()).is_err());
    }
}
