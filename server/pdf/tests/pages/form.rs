//! The recognition form and the certificate.

use expect_test::expect_file;
use lopdf::Object;
use pdf::{Block, CertificateDoc, Entry, FormDoc, Opinion, Output, sample};
use proptest::prelude::*;

use crate::read::{golden, opened, pages, poppler, squeezed, words};

fn form(doc: &FormDoc) -> Output {
    pdf::form(doc).expect("the form can be printed")
}

fn draft() -> FormDoc {
    FormDoc {
        draft: true,
        number: String::new(),
        hash: String::new(),
        verify_url: String::new(),
        ..sample::sample_form()
    }
}

#[test]
fn the_form_says_what_it_says() {
    let output = form(&sample::sample_form());
    assert!(output.missing.is_empty());
    expect_file!["golden/form.txt"].assert_eq(&golden(&output));
}

#[test]
fn the_certificate_says_what_it_says() {
    let output = pdf::certificate(&sample::sample_certificate()).expect("the certificate can be printed");
    assert_eq!(output.pages, 1);
    expect_file!["golden/certificate.txt"].assert_eq(&golden(&output));
}

#[test]
fn rare_characters_can_be_searched_by_both_readers() {
    let output = form(&sample::sample_form());
    let own = pages(&output).concat();
    let other = poppler(&output, &[]).unwrap_or_else(|| own.clone());
    for name in ["李𬀩", "张䶮", "周㛃"] {
        assert!(own.contains(name), "{name}");
        assert!(other.contains(name), "{name} by poppler");
    }
}

#[test]
fn every_page_has_its_number_and_the_title() {
    let doc = sample::sample_form();
    let output = form(&doc);
    let pages = pages(&output);
    assert_eq!(pages.len(), output.pages);
    for (index, page) in pages.iter().enumerate() {
        let number = squeezed(&format!("第 {} 页 共 {} 页", index + 1, output.pages));
        assert!(squeezed(page).contains(&number), "{page}");
        assert!(page.contains(&doc.title), "{page}");
        assert!(page.contains(&doc.hash[..16]) && !page.contains(&doc.hash[..17]), "{page}");
    }
}

#[test]
fn only_a_draft_is_marked_as_one() {
    let marks = |text: &str| text.lines().filter(|line| line.trim() == "草稿").count();
    for page in pages(&form(&draft())) {
        assert_eq!(marks(&page), 1, "{page}");
        assert!(page.contains("草稿，未提交"), "{page}");
    }
    for page in pages(&form(&sample::sample_form())) {
        assert!(!page.contains("草稿"), "{page}");
    }
}

/// Sentences that can be told apart.
fn sentences(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("其{number:04}句说的是主持完成样机试制。")).collect()
}

#[test]
fn long_text_goes_on_under_its_heading_and_nothing_is_lost() {
    let all = sentences(400);
    let body = all.chunks(40).map(<[String]>::concat).collect::<Vec<_>>().join("\n");
    let title = "个人专业技术工作小结";
    let doc = FormDoc { blocks: vec![Block::Text { title: title.to_owned(), body }], ..draft() };
    let pages = pages(&form(&doc));
    assert!(pages.len() >= 4, "{} pages", pages.len());
    assert!(pages[1].contains(title) && !pages[1].contains("（续）"), "{}", pages[1]);
    for page in &pages[2..] {
        assert!(page.contains(&format!("{title}（续）")), "{page}");
    }
    let text = squeezed(&pages.concat());
    let mut from = 0;
    for number in 1..=all.len() {
        let wanted = format!("其{number:04}");
        let at = text[from..].find(&wanted).unwrap_or_else(|| panic!("{wanted} is lost or out of order"));
        from += at;
    }
}

#[test]
fn a_long_table_repeats_its_header_and_keeps_short_rows_whole() {
    let rows: Vec<Entry> = (1..=120)
        .map(|row| vec![format!("首{row:03}"), format!("一行不长的工作内容，写了两三句话，要占好几行，末{row:03}")])
        .map(Entry::from)
        .collect();
    let columns = vec!["开始".to_owned(), "主要工作内容".to_owned()];
    let title = "主要专业技术工作经历".to_owned();
    let table = Block::Table { title: title.clone(), columns, rows, empty: "无".to_owned() };
    let pages = pages(&form(&FormDoc { blocks: vec![table], ..draft() }));
    assert!(pages.len() >= 4, "{} pages", pages.len());
    for page in &pages[1..] {
        assert!(page.contains(&title) && page.contains("主要工作内容"), "{page}");
    }
    for row in 1..=120 {
        let on = |mark: String| pages.iter().position(|page| squeezed(page).contains(&mark));
        let first = on(format!("首{row:03}"));
        assert!(first.is_some() && first == on(format!("末{row:03}")), "row {row} is cut");
    }
}

#[test]
fn a_heading_never_stands_alone_at_the_end_of_a_page() {
    // Fillers of every length push the next heading over every place of a page.
    for count in 0..40 {
        let filler = vec!["填充".to_owned(); count].join("\n");
        let opinion = Block::Opinion(Opinion {
            title: "主管部门审核意见".to_owned(),
            lines: vec!["同意报送".to_owned()],
            role: "负责人（签名）".to_owned(),
            signer: "周㛃".to_owned(),
            seal: Some(("单位（公章）".to_owned(), "示例局".to_owned())),
            date: "2026-07-17".to_owned(),
            ..Opinion::default()
        });
        let blocks = vec![Block::Text { title: "小结".to_owned(), body: filler }, opinion];
        let pages = pages(&form(&FormDoc { blocks, ..draft() }));
        let headed: Vec<bool> = pages.iter().map(|page| page.contains("主管部门审核意见")).collect();
        let said: Vec<bool> = pages.iter().map(|page| page.contains("同意报送")).collect();
        let signed: Vec<bool> = pages.iter().map(|page| page.contains("2026 年 7 月 17 日")).collect();
        assert_eq!(headed, said, "{count} lines before");
        assert_eq!(headed, signed, "{count} lines before");
    }
}

#[test]
fn a_character_without_a_glyph_is_named_on_paper_and_to_the_caller() {
    let mut doc = sample::sample_form();
    doc.facts[1].1 = "\u{20BB7}野".to_owned();
    let output = form(&doc);
    let named: Vec<(&str, &str)> =
        output.missing.iter().map(|glyph| (glyph.code.as_str(), glyph.place.as_str())).collect();
    assert_eq!(named, [("U+20BB7", "封面 · 姓名")]);
    let pages = pages(&output);
    assert!(pages[0].contains("［U+20BB7］野"), "{}", pages[0]);
    let last = pages.last().expect("a form has pages");
    assert!(last.contains("缺字说明") && last.contains("封面 · 姓名：［U+20BB7］"), "{last}");

    let doc = CertificateDoc { name: "\u{20BB7}野".to_owned(), ..sample::sample_certificate() };
    let output = pdf::certificate(&doc).expect("the certificate can be printed");
    assert_eq!(output.missing.len(), 1);
    let text = golden(&output);
    assert!(text.contains("姓名里的［U+20BB7］是字体缺少的字"), "{text}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (form(&sample::sample_form()), form(&sample::sample_form()));
    assert!(one == two);
    let other = form(&FormDoc { number: "RD-2026-000129".to_owned(), ..sample::sample_form() });
    assert!(one.bytes != other.bytes);
}

#[test]
fn fonts_are_embedded_and_hold_only_what_is_used() {
    let output = form(&sample::sample_form());
    let document = opened(&output);
    let mut names = Vec::new();
    let mut embedded = 0;
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        if let Ok(name) = dictionary.get(b"BaseFont").and_then(Object::as_name) {
            names.push(String::from_utf8_lossy(name).into_owned());
        }
        if dictionary.has(b"FontFile2") {
            embedded += 1;
        }
    }
    assert_eq!(embedded, 1, "one font program");
    assert!(!names.is_empty());
    for name in &names {
        let (tag, font) = name.split_once('+').unwrap_or_default();
        assert!(tag.len() == 6 && tag.bytes().all(|letter| letter.is_ascii_uppercase()), "{name} is no subset");
        assert_eq!(font, "NotoSerifSC-Regular");
    }
    assert!(!output.bytes.windows(8).any(|window| window == b"GTS_PDFX"), "the file claims to conform to PDF/X");
}

#[test]
fn files_are_small() {
    assert!(form(&sample::sample_form()).bytes.len() < 200_000);
    let certificate = pdf::certificate(&sample::sample_certificate()).expect("the certificate can be printed");
    assert!(certificate.bytes.len() < 80_000);
}

#[test]
fn nothing_is_drawn_outside_the_sheet() {
    let long = "甲乙丙丁戊己庚辛壬癸".repeat(12);
    let word = "W".repeat(300);
    let wide = Block::Table {
        title: long.clone(),
        columns: (0..14).map(|column| format!("{long}{column}")).collect(),
        rows: vec![vec![word.clone(); 14].into(), vec![long.clone(); 14].into()],
        empty: String::new(),
    };
    let doc = FormDoc {
        title: long.clone(),
        facts: vec![(long.clone(), word.clone()), (word.clone(), long.clone())],
        blocks: vec![Block::Pairs { title: long.clone(), core: true, pairs: vec![(long, word)] }, wide],
        ..sample::sample_form()
    };
    let output = form(&doc);
    let Some(words) = words(&output) else { return assert!(output.pages > 1) };
    for (text, [left, top, right, bottom]) in words {
        let inside = left > -1.0 && top > -1.0 && right < 596.3 && bottom < 843.0;
        assert!(inside, "{text} at {left} {top} {right} {bottom}");
    }
}

#[test]
fn a_certificate_of_long_names_stays_on_its_page() {
    let doc = CertificateDoc {
        name: "阿卜杜热合曼·买买提依明".repeat(4),
        profession: "机电一体化与智能制造装备".repeat(6),
        title: "正高级船舶电子员".repeat(3),
        committee: "示例市机电、广播电视工程技术工程师资格评审委员会".repeat(4),
        ..sample::sample_certificate()
    };
    let output = pdf::certificate(&doc).expect("the certificate can be printed");
    assert_eq!(output.pages, 1);
    let text = squeezed(&golden(&output));
    assert!(text.contains("特发此证") && text.contains(&squeezed(&doc.verify_url)), "{text}");
    if let Some(words) = words(&output) {
        let y = |start: &str| words.iter().find(|(text, _)| text.starts_with(start)).map(|(_, at)| at[1]);
        let (grant, scan) = (y("持证人经"), y("扫码核验"));
        assert!(grant.is_some() && grant < scan, "{grant:?} {scan:?}");
    }
}

#[test]
fn a_photo_that_is_no_jpeg_is_an_error() {
    let doc = FormDoc { photo_jpeg: Some(b"\x89PNG".to_vec()), ..sample::sample_form() };
    assert!(matches!(pdf::form(&doc), Err(pdf::Error::Photo)));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[一-龥，。（）A-Za-z0-9 \n]{0,200}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is typed, there is a file that can be read, with every character printed or named.
    #[test]
    fn any_text_can_be_printed(
        title in text(),
        label in text(),
        body in text(),
        cells in prop::collection::vec(prop::collection::vec(text(), 0..5), 0..4),
    ) {
        let doc = FormDoc {
            title: title.clone(),
            facts: vec![(label.clone(), body.clone())],
            blocks: vec![
                Block::Pairs { title: label.clone(), core: false, pairs: vec![(label.clone(), body.clone()); 3] },
                Block::Table { title, columns: vec![label.clone(); 4], rows: cells.into_iter().map(Entry::from).collect(), empty: "无".to_owned() },
                Block::Text { title: label, body: body.clone() },
            ],
            ..draft()
        };
        let output = form(&doc);
        prop_assert_eq!(opened(&output).get_pages().len(), output.pages);
        let read = squeezed(&pages(&output).concat());
        for glyph in &output.missing {
            prop_assert!(read.contains(&format!("［{}］", glyph.code)), "{} is not on paper", glyph.code);
        }
    }
}
