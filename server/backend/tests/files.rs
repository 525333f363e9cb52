//! What an uploaded file is, by its content: good files of every kind, and such as somebody made to do harm.

use backend::{
    files::{Looked, look},
    reference,
    testing::{pdf, png},
};
use domain::attachment::{Fault, Kind, Limits};
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions};
use proptest::prelude::*;
use std::io::Write;

const PHOTO: &[u8] = include_bytes!("fixtures/photos/valid_blue.jpg");

fn limits() -> Limits {
    Limits::default()
}

fn fault(bytes: &[u8]) -> Fault {
    match look(bytes, &limits()) {
        Err(fault) => fault,
        Ok(looked) => panic!("it was taken as {looked:?}"),
    }
}

fn pages(bytes: &[u8]) -> Option<u64> {
    look(bytes, &limits()).ok().and_then(|looked| looked.pages)
}

#[test]
fn good_files_are_what_they_are() {
    assert_eq!(look(&pdf(3, ""), &limits()), Ok(Looked { kind: Kind::Pdf, pages: Some(3) }));
    assert_eq!(look(PHOTO, &limits()), Ok(Looked { kind: Kind::Jpeg, pages: None }));
    assert_eq!(look(&png(800, 600), &limits()), Ok(Looked { kind: Kind::Png, pages: None }));
    for (_, _, name, bytes) in reference::demo::EVIDENCE {
        assert!(look(bytes, &limits()).is_ok(), "{name}");
    }
}

/// The same document as programs of today write it: with objects in streams and a cross-reference stream.
fn modern(pages: usize) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(pages, "")).expect("a plain document");
    let mut bytes = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document.save_with_options(&mut bytes, options).expect("memory");
    bytes
}

#[test]
fn a_library_of_the_whole_format_counts_the_same_pages() {
    for count in [1, 2, 57, 200] {
        for bytes in [pdf(count, ""), modern(count)] {
            let theirs = Document::load_mem(&bytes).expect("a good document").get_pages().len();
            assert_eq!(theirs, count);
            assert_eq!(pages(&bytes), u64::try_from(count).ok(), "{count}");
        }
    }
    assert!(!String::from_utf8_lossy(&modern(3)).contains("trailer"), "a cross-reference stream has no trailer");
}

#[test]
fn a_document_saved_again_behind_itself_counts_as_it_was_saved_last() {
    let mut text = pdf(2, "");
    let before = text.len();
    let start = String::from_utf8_lossy(&text).rfind("xref\n0").expect("a table");
    let place = text.len();
    text.extend(b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
    let table = text.len();
    text.extend(format!("xref\n2 1\n{place:010} 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev {start} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    assert_eq!(pages(&text), Some(1));
    assert_eq!(pages(&text[..before]), Some(2));
}

#[test]
fn what_the_page_tree_says_of_itself_is_not_believed() {
    let lies = String::from_utf8(pdf(3, "")).expect("plain").replace("/Count 3", "/Count 1");
    assert_eq!(pages(lies.as_bytes()), Some(3));
    assert_eq!(fault(&pdf(201, "")), Fault::Pages { max: 200 });
    assert_eq!(fault(&pdf(0, "")), Fault::NoPage);
}

#[test]
fn an_encrypted_document_is_refused() {
    let mut document = Document::load_mem(&pdf(1, "")).expect("a plain document");
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    for user_password in ["", "secret"] {
        let mut locked = document.clone();
        let version = EncryptionVersion::V2 {
            document: &locked,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: Permissions::empty(),
        };
        let state = EncryptionState::try_from(version).expect("passwords");
        locked.encrypt(&state).expect("it is not encrypted yet");
        let mut bytes = Vec::new();
        locked.save_to(&mut bytes).expect("memory");
        assert_eq!(fault(&bytes), Fault::Encrypted, "“{user_password}”");
    }
}

#[test]
fn what_is_cut_off_or_renamed_is_refused_with_its_name() {
    let whole = pdf(3, "");
    for length in [5, 8, 40, whole.len() / 2, whole.len() - 10] {
        assert_eq!(fault(&whole[..length]), Fault::Broken(Kind::Pdf), "{length} of {}", whole.len());
    }
    assert_eq!(fault(&PHOTO[..PHOTO.len() / 2]), Fault::Broken(Kind::Jpeg));
    let picture = png(10, 10);
    assert_eq!(fault(&picture[..picture.len() - 8]), Fault::Broken(Kind::Png));
    let mut wrong = picture.clone();
    wrong[20] ^= 1;
    assert_eq!(fault(&wrong), Fault::Broken(Kind::Png), "a header that was changed");
    assert_eq!(fault(b""), Fault::Empty);
    for (bytes, looks) in [
        (b"MZ\x90\0\x03\0\0\0".as_slice(), "别的文件"),
        (b"PK\x03\x04docx", "压缩包或者 Word、WPS 文档"),
        (b"<!doctype html><script>alert(1)</script>", "网页"),
        (b"<svg onload=alert(1)>", "网页"),
        (b"GIF89a", " GIF 图片"),
        (b"\0\0\0\x18ftypheic", " HEIC 图片或视频"),
        (b"junk in front %PDF-1.4", "别的文件"),
    ] {
        assert!(
            matches!(fault(bytes), Fault::Kind { looks: found, .. } if found == looks),
            "{looks}: {:?}",
            fault(bytes)
        );
    }
    // Two files in one: it is what begins it, and its end must be there.
    let both = [b"<html>".as_slice(), &pdf(1, "")].concat();
    assert!(matches!(fault(&both), Fault::Kind { looks: "网页", .. }));
    let both = [b"%PDF-1.4\n<script>alert(1)</script>".as_slice(), &picture].concat();
    assert_eq!(fault(&both), Fault::Broken(Kind::Pdf));
}

/// A JPEG of one frame that claims to be so large.
fn claims(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = PHOTO.to_vec();
    let frame = bytes.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a baseline frame");
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn pictures_that_claim_to_be_huge_are_refused_by_their_header() {
    let huge = |width, height| Fault::Pixels { width, height, side: 20_000, pixels: 40_000_000 };
    assert_eq!(fault(&claims(20_000, 20_000)), huge(20_000, 20_000));
    assert_eq!(fault(&claims(20_001, 1)), huge(20_001, 1));
    assert_eq!(fault(&png(20_000, 20_000)), huge(20_000, 20_000));
    assert_eq!(fault(&png(u32::MAX, u32::MAX)), huge(u64::from(u32::MAX), u64::from(u32::MAX)));
    assert_eq!(fault(&png(0, 10)), Fault::Broken(Kind::Png));
    assert!(look(&claims(8_000, 5_000), &limits()).is_ok(), "forty million pixels are allowed");
}

#[test]
fn a_file_of_more_bytes_than_the_limit_is_not_looked_at() {
    let limits = Limits { bytes: 100, ..limits() };
    let bytes = pdf(1, "");
    let size = u64::try_from(bytes.len()).expect("small");
    assert_eq!(look(&bytes, &limits), Err(Fault::Bytes { bytes: size, max: 100 }));
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(bytes).expect("memory");
    zlib.finish().expect("memory")
}

/// A document whose cross-reference is this stream.
fn with_stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let start = bytes.len();
    bytes.extend(format!("9 0 obj\n<< /Type /XRef /Root 1 0 R {dict} /Length {} >>\nstream\n", content.len()).bytes());
    bytes.extend(content);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

#[test]
fn a_cross_reference_that_promises_without_end_costs_nothing() {
    let broken = Fault::Broken(Kind::Pdf);
    let huge = "1000000000000000000";
    for dict in [
        format!("/Size 10 /W [0 0 0] /Index [0 {huge}]"),
        format!("/Size 10 /W [{huge} 1 1]"),
        format!("/Size {huge} /W [1 1 1]"),
        "/Size 10 /W [1 1 -1]".to_owned(),
        "/Size 10 /W [1 1]".to_owned(),
        "/W [1 1 1]".to_owned(),
        format!("/Size 10 /W [1 1 1] /Index [{huge} {huge}]"),
    ] {
        assert_eq!(fault(&with_stream(&dict, b"\x01\x01\x01\x01\x01\x01")), broken, "{dict}");
    }
    // As many numbered objects as there are bytes: more than anybody's document has.
    let bomb = packed(&vec![1; 4_000_000]);
    let dict = "/Size 4000000 /W [1 0 0] /Filter /FlateDecode";
    assert_eq!(fault(&with_stream(dict, &bomb)), Fault::Involved);
}

#[test]
fn a_stream_that_unpacks_without_end_is_given_up() {
    let bomb = packed(&vec![0; 200_000_000]);
    assert!(bomb.len() < 300_000, "a bomb is small: {}", bomb.len());
    let dict = "/Size 10 /W [1 2 1] /Filter /FlateDecode";
    assert_eq!(fault(&with_stream(dict, &bomb)), Fault::Involved);
    let parameters = "/DecodeParms << /Predictor 12 /Columns 1000000000 >>";
    assert_eq!(fault(&with_stream(&format!("{dict} {parameters}"), &packed(&[0; 100]))), Fault::Broken(Kind::Pdf));
}

#[test]
fn circles_and_depths_come_to_an_end() {
    let circle = String::from_utf8(pdf(1, "")).expect("plain").replace("/Kids [ 3 0 R ]", "/Kids [ 2 0 R ]");
    assert_eq!(fault(circle.as_bytes()), Fault::Broken(Kind::Pdf), "a tree that is its own branch");
    let start = String::from_utf8_lossy(&pdf(1, "")).rfind("xref\n0").expect("a table");
    let again = String::from_utf8(pdf(1, "")).expect("plain").replace("/Root", &format!("/Prev {start} /Root"));
    assert_eq!(pages(again.as_bytes()), Some(1), "a table that comes before itself");
    let deep = String::from_utf8(pdf(1, ""))
        .expect("plain")
        .replace("/Root 1", &format!("/X {} /Root 1", "[".repeat(100_000)));
    assert_eq!(fault(deep.as_bytes()), Fault::Involved);
}

#[test]
fn lengths_that_stand_one_inside_the_other_are_not_followed() {
    // Each stream says that its length is the next one: a reader that follows runs out of stack.
    let count = 50_000;
    let mut text = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for number in 1..=count {
        places.push(text.len());
        text.push_str(&format!("{number} 0 obj\n<</Length {} 0 R>>stream\n\nendstream endobj\n", number + 1));
    }
    let start = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", count + 1));
    text.extend(places.iter().map(|place| format!("{place:010} 00000 n \n")));
    text.push_str(&format!("trailer\n<</Size {count} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF"));
    assert_eq!(fault(text.as_bytes()), Fault::Broken(Kind::Pdf));
}

fn samples() -> Vec<Vec<u8>> {
    vec![pdf(3, "a"), modern(5), PHOTO.to_vec(), png(30, 30), reference::demo::EVIDENCE[0].3.to_vec()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is done to a file, it is taken or refused, and nothing else happens.
    #[test]
    fn any_bytes_have_an_answer(
        sample in 0..5_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = samples().swap_remove(sample);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        look(&bytes, &limits()).ok();
    }
}
