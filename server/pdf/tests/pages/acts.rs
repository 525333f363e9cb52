//! Text that is an operator, an action or markup somewhere else stands on paper as the text that it is: the file has
//! the same kinds of objects and does the same drawing as one with harmless text in the same places.

use std::collections::BTreeSet;

use lopdf::{Document, Object, content::Content};
use pdf::{Block, CertificateDoc, Entry, FormDoc, NumberedPage, Opinion, Output, ReviewDoc, sample};

use crate::read::{opened, pages, squeezed};

const HOSTILE: &[&str] = &[
    "zqx)) Tj ET /JS (zqx) /URI <</S/JavaScript>> \\) \\",
    "endstream endobj 1 0 obj <</OpenAction <</S/Launch>>>> zqx",
    "\"'></rdf:RDF><zqx a=1><![CDATA[&lt;zqx]]>",
    "(zqx\\051 <zqx> %zqx\r\nBT ET Q q",
    "https://zqx.example.com mailto:zqx@example.com javascript:zqx()",
];
/// Takes about as much room, and is nothing anywhere.
const HARMLESS: &str = "无害的文字一二三四五六七八九十";

/// Each text that somebody has typed, or that was made of such a text.
fn pairs(pairs: &mut [(String, String)], text: &str) {
    for (_, value) in pairs {
        text.clone_into(value);
    }
}

fn block(block: &mut Block, text: &str) {
    match block {
        Block::Pairs { pairs: inner, .. } => pairs(inner, text),
        Block::Table { rows, .. } => {
            for Entry { cells, more } in rows {
                cells.fill(text.to_owned());
                pairs(more, text);
            }
        }
        Block::Text { body, .. } => text.clone_into(body),
        Block::Promise { signer, date, .. } => {
            text.clone_into(signer);
            text.clone_into(date);
        }
        Block::Opinion(Opinion { facts, lines, signer, seal, date, .. }) => {
            pairs(facts, text);
            lines.fill(text.to_owned());
            for said in [signer, date].into_iter().chain(seal.as_mut().map(|(_, whose)| whose)) {
                text.clone_into(said);
            }
        }
    }
}

fn form(text: &str) -> Output {
    let mut doc: FormDoc = sample::sample_form();
    pairs(&mut doc.facts, text);
    doc.blocks.iter_mut().for_each(|part| block(part, text));
    for said in [&mut doc.number, &mut doc.hash, &mut doc.made_on] {
        text.clone_into(said);
    }
    pdf::form(&doc).expect("it is printed")
}

fn review(text: &str) -> Output {
    let mut doc: ReviewDoc = sample::sample_review();
    pairs(&mut doc.facts, text);
    let numbered = doc.pages.iter_mut().flat_map(|NumberedPage { blocks, .. }| blocks);
    doc.inside.iter_mut().chain(numbered).for_each(|part| block(part, text));
    for said in [&mut doc.made_by, &mut doc.version, &mut doc.hash, &mut doc.made_on] {
        text.clone_into(said);
    }
    pdf::review(&doc).expect("it is printed")
}

fn certificate(text: &str) -> Output {
    let CertificateDoc { photo_jpeg, demo, .. } = sample::sample_certificate();
    let [number, name, sex, birth, id_masked, series, profession, title, level] =
        std::array::from_fn(|_| text.to_owned());
    let [route, committee, obtained_on, issuer, issued_on, verify_url, status] =
        std::array::from_fn(|_| text.to_owned());
    let doc = CertificateDoc {
        number,
        name,
        sex,
        birth,
        id_masked,
        series,
        profession,
        title,
        level,
        route,
        committee,
        obtained_on,
        issuer,
        issued_on,
        photo_jpeg,
        verify_url,
        status,
        demo,
    };
    pdf::certificate(&doc).expect("it is printed")
}

/// Of six letters made of the glyphs that are used (ISO 32000-1, 9.6.4): the one name that depends on the text.
fn tag(name: &str) -> bool {
    name.len() >= 6 && name.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
}

/// The names in all dictionaries of a file: keys, and names that are values.
fn names(object: &Object, found: &mut BTreeSet<String>) {
    let dictionary = match object {
        Object::Name(name) => {
            found.insert(String::from_utf8_lossy(name).into_owned());
            return;
        }
        Object::Array(inner) => return inner.iter().for_each(|one| names(one, found)),
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        _ => return,
    };
    for (key, value) in dictionary {
        found.insert(String::from_utf8_lossy(key).into_owned());
        names(value, found);
    }
}

/// What a file consists of and what its pages do.
fn made_of(document: &Document) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut found = BTreeSet::new();
    document.objects.values().for_each(|object| names(object, &mut found));
    names(&Object::Dictionary(document.trailer.clone()), &mut found);
    found.retain(|name| !tag(name));
    let operators = document.page_iter().flat_map(|page| {
        let content = document.get_page_content(page);
        Content::decode(&content).expect("it can be read").operations.into_iter().map(|operation| operation.operator)
    });
    (operators.collect(), found)
}

/// The description of a file, which is markup (XMP).
fn descriptions(document: &Document) -> Vec<String> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let described =
        streams.filter(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"XML"));
    described.map(|stream| String::from_utf8_lossy(&stream.content).into_owned()).collect()
}

#[test]
fn no_text_becomes_anything_else() {
    for make in [form, review, certificate] {
        let harmless = opened(&make(HARMLESS));
        let (operators, dictionary) = made_of(&harmless);
        assert!(operators.contains("Tj") || operators.contains("TJ"), "{operators:?}");
        assert!(
            !["JS", "JavaScript", "OpenAction", "AA", "URI", "Launch"].iter().any(|name| dictionary.contains(*name))
        );
        for text in HOSTILE {
            let output = make(text);
            let document = opened(&output);
            let (does, has) = made_of(&document);
            let more: Vec<&String> = does.difference(&operators).chain(has.difference(&dictionary)).collect();
            assert!(more.is_empty(), "{text}: {more:?}");
            for description in descriptions(&document) {
                assert!(!description.contains("<zqx"), "{text}: {description}");
            }
            let said = squeezed(&pages(&output).concat());
            let lines: Vec<String> = text.lines().map(squeezed).collect();
            assert!(lines.iter().all(|line| said.contains(line)), "{text} stands there: {said}");
        }
    }
}
