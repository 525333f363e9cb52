//! What is written as text because it is sent or drawn outside of any page: it is the markup of
//! the components it stands for, hostile text stays text, and what travels
//! between browser and server is read as it was written or not at all.

use app::{
    api::{
        ApiError, Pick, Picked, SaveDraft, SavedDraft, Stay,
        wire::{Message, decode, encode},
    },
    shell::{Frame, render},
    ui::{
        conflict,
        field::{Control, Plain, check, plain},
        options, pick,
        table::{Cell, Column, Row, table},
        tag::{Tone, tag},
        text::escape,
    },
    url,
};
use domain::{
    field::Picker,
    pick::{ASKED, Fill, Filter, PARENT, PickAnswer, PickQuery, PickRow},
    record::basic,
    values::{Labels, Values},
};
use leptos::prelude::*;

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;";

/// The markup of a view without the marks of hydration, each tag's attributes in one order.
fn drawn(view: impl FnOnce() -> AnyView) -> String {
    let page = render(Frame::default(), || view! { <i id="from"></i>{view()}<i id="to"></i> }).text;
    let inside = page.split("<i id=\"from\"></i>").nth(1).and_then(|rest| rest.split("<i id=\"to\"></i>").next());
    tidy(&inside.expect("both marks are there").replace("<!>", ""))
}

fn tidy(html: &str) -> String {
    let mut tidied = String::new();
    for part in html.split_inclusive('>') {
        let Some((before, tag)) = part.rsplit_once('<') else {
            tidied.push_str(part);
            continue;
        };
        let tag = tag.trim_end_matches('>');
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while !rest.trim().is_empty() {
            rest = rest.trim_start();
            let end = rest.find([' ', '=']).unwrap_or(rest.len());
            let end = if rest[end..].starts_with('=') {
                end + 2 + rest[end + 2..].find('"').expect("values are quoted") + 1
            } else {
                end
            };
            attributes.push(rest[..end].replace("=\"\"", ""));
            rest = &rest[end..];
        }
        attributes.sort();
        let attributes: String = attributes.iter().map(|attribute| format!(" {attribute}")).collect();
        // Between tags a quote needs no escape; Leptos leaves it alone.
        tidied.push_str(&format!("{}<{name}{attributes}>", before.replace("&quot;", "\"")));
    }
    tidied
}

fn filter(key: &str, value: &str) -> Filter {
    Filter { key: key.to_owned(), label: format!("名称{HOSTILE}"), value: value.to_owned(), ..Filter::default() }
}

fn row(value: &str, refusal: Option<&str>) -> PickRow {
    PickRow {
        value: value.to_owned(),
        label: format!("{value}{HOSTILE}"),
        cells: vec!["中级".to_owned(), HOSTILE.to_owned()],
        note: "受理期".to_owned(),
        refusal: refusal.map(str::to_owned),
        fills: [("level", "3", "中级"), ("specialty", "0102", "机械")]
            .map(|(key, value, label)| Fill { key: key.to_owned(), value: value.to_owned(), label: label.to_owned() })
            .to_vec(),
        ..PickRow::default()
    }
}

fn answer() -> PickAnswer {
    PickAnswer {
        title: "选择评审委员会".to_owned(),
        filters: vec![filter("name", HOSTILE), Filter { tick: true, ..filter("only", "1") }],
        columns: ["名称", "等级", "受理期"].map(str::to_owned).to_vec(),
        rows: vec![row("c1", None), row("c2", Some(HOSTILE))],
        said: format!("共 30 个{HOSTILE}"),
        page: 2,
        pages: 3,
        ..PickAnswer::default()
    }
}

fn question() -> PickQuery {
    url::picking(Picker::Committee, "recognition", "committee", "a1")
}

#[test]
fn filters_are_fields() {
    let text = filter("name", HOSTILE);
    let control = Plain::new("f.name", text.label.clone(), Control::Text).value(HOSTILE);
    assert_eq!(tidy(&pick::filter(&text)), drawn(|| plain(control)));

    let choices = vec![("1".to_owned(), HOSTILE.to_owned()), ("2".to_owned(), "中级".to_owned())];
    let list = Filter { options: choices.clone(), ..filter("level", "2") };
    let control = Plain::new("f.level", list.label.clone(), Control::Select(options::pairs("不限", &choices, "2")));
    assert_eq!(tidy(&pick::filter(&list)), drawn(|| plain(control)));

    for value in ["", "1"] {
        let box_ = Filter { tick: true, ..filter("only", value) };
        let label = box_.label.clone();
        assert_eq!(tidy(&pick::tick(&box_)), drawn(|| check("f.only", label, !value.is_empty())));
    }
}

#[test]
fn rows_are_a_table() {
    let answer = answer();
    let mut columns: Vec<Column> = answer.columns.iter().map(Column::new).collect();
    columns.push(Column::actions());
    let rows = answer
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![Cell::title(row.label.clone())];
            cells.extend(row.cells.iter().cloned().map(Cell::new));
            let (class, operation) = match row.refusal.clone() {
                Some(why) => {
                    let off = view! { {tag(Tone::Todo, "不可选")}" "<span class="small">{why}</span> };
                    ("is-off", off.into_any())
                }
                None => {
                    let (value, note, said) = (row.value.clone(), row.note.clone(), format!("选择{}", row.label));
                    let button = view! {
                        <button
                            class="btn btn--s nowrap"
                            type="submit"
                            name="choose"
                            value=value
                            aria-label=said
                            data-note=note
                            data-fills="level 中级\nspecialty 机械"
                        >
                            "选择"
                        </button>
                    };
                    ("", button.into_any())
                }
            };
            cells.push(Cell::actions(operation));
            Row { class, cells }
        })
        .collect();
    let title = answer.title.clone();
    assert_eq!(tidy(&pick::table(&question(), &answer, "/back")), drawn(move || table(title, &columns, rows)));
}

#[test]
fn hostile_text_stays_text() {
    let tree = PickAnswer {
        path: vec![("0".to_owned(), "全国".to_owned()), ("44".to_owned(), HOSTILE.to_owned())],
        rows: vec![PickRow { below: true, ..row("c1", None) }, row("c2", Some(HOSTILE))],
        ..answer()
    };
    let none = PickAnswer { rows: Vec::new(), advice: HOSTILE.to_owned(), ..answer() };
    let back = format!("/a?{HOSTILE}");
    for answer in [answer(), tree, none] {
        let query = PickQuery { field: HOSTILE.to_owned(), ..question() };
        let html = format!("{}{}", pick::filters(&query, &answer, &back), pick::rows(&query, &answer, &back, HOSTILE));
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert!(html.contains(&*escape(HOSTILE)), "{html}");
    }
    let (mine, stored): (Values, Values) =
        ([("address", HOSTILE)].into_iter().collect(), [("address", "中山")].into_iter().collect());
    let none = Labels::new();
    let html = conflict::html(&conflict::differences(&basic::FORM, &["address"], (&mine, &none), (&stored, &none)));
    assert!(!html.contains("<script") && html.contains(&*escape(HOSTILE)), "{html}");
}

#[test]
fn an_address_is_read_as_it_was_written() {
    let filters = [("name", "机电 & 广播"), (ASKED, "1")];
    let filters = filters.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let query = PickQuery { filters, page: 3, ..question() };
    let back = "/applications/a1/details#committee";
    let address = url::pick(&query, back);
    let pairs: Vec<(String, String)> = address
        .split_once('?')
        .expect("it has a query")
        .1
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect();
    assert_eq!(pick::read("committee", &pairs), (query, back.to_owned()));
    let emptied = [("f.q".to_owned(), String::new()), ("f.typed.series".to_owned(), String::new())];
    let (read, _) = pick::read("committee", &emptied);
    assert_eq!((read.filters.get("q"), read.typed("series")), (None, Some("")));
    let elsewhere = [("back".to_owned(), "https://evil.example/".to_owned())];
    assert_eq!(pick::read("committee", &elsewhere).1, "/");
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16)).expect("a digit");
        bytes.push(if byte == b'%' { u8::try_from(digit() * 16 + digit()).expect("a byte") } else { byte });
    }
    String::from_utf8(bytes).expect("addresses are UTF-8")
}

#[test]
fn a_tree_leads_up_and_down() {
    let tree = PickAnswer {
        path: [("0", "全国"), ("440000", "广东省"), ("442000", "中山市")]
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .to_vec(),
        rows: vec![PickRow { below: true, ..row("442000100", None) }],
        ..answer()
    };
    let html = pick::rows(&question(), &tree, "", "");
    for (value, words) in [("0", "收起广东省"), ("440000", "收起中山市"), ("442000100", "展开中级")] {
        let link = format!("href=\"{}\"", escape(&url::pick(&question().anew(PARENT, value), "")));
        let found = html.split("<a ").find(|link| link.contains(words)).expect(words);
        assert!(found.contains(&link), "{words}: {found}");
    }
    assert_eq!(html.matches("aria-expanded=\"true\"").count(), 2);
    assert_eq!(html.matches("aria-expanded=\"false\"").count(), 1);
}

#[test]
fn a_conflict_shows_both_texts_and_no_more() {
    let values = |unit: &str, phone: &str, department: &str| -> Values {
        [("unit", unit), ("phone", phone), ("department", department), ("mobile", "13800138000")].into_iter().collect()
    };
    let labels = |unit: &str| Labels::from([("unit".to_owned(), unit.to_owned())]);
    let (mine, stored) = (values("U1", "", "D1"), values("U2", "0760-88880000", "D2"));
    let keys = ["phone", "unit"];
    let found =
        conflict::differences(&basic::FORM, &keys, (&mine, &labels("中山一厂")), (&stored, &labels("中山二厂")));
    let found: Vec<_> = found.iter().map(|one| (one.key, &*one.mine.shown, &*one.stored.shown)).collect();
    assert_eq!(found, [("unit", "中山一厂", "中山二厂"), ("phone", "", "0760-88880000")]);
}

fn survives<T: Message + PartialEq + std::fmt::Debug>(message: &T) {
    let bytes = encode(message);
    assert_eq!(decode::<T>(&bytes).as_ref(), Some(message));
    for end in 0..bytes.len() {
        assert_eq!(decode::<T>(&bytes[..end]), None, "cut at {end}");
    }
    assert_eq!(decode::<T>(&[&*bytes, &[0]].concat()), None, "too long");
    assert_eq!(decode::<T>(&[&[bytes[0] ^ 1], &bytes[1..]].concat()), None, "another format");
    // Whatever a bit does, nothing breaks and nothing grows without an end.
    for place in 0..bytes.len() {
        let mut other = bytes.clone();
        other[place] ^= 0x81;
        let _either = decode::<T>(&other);
    }
}

#[test]
fn messages_are_read_as_written_or_not_at_all() {
    survives(&Picked {
        title: "选择评审委员会".to_owned(),
        note: String::new(),
        said: "共 1 个".to_owned(),
        filters: "<form></form>".to_owned(),
        rows: HOSTILE.to_owned(),
    });
    survives(&SavedDraft {
        version: i64::MAX,
        at: "10:32".to_owned(),
        labels: [("unit".to_owned(), "𬀩厂".to_owned())].into(),
        findings: vec![("document".to_owned(), "已经登记".to_owned())],
        merged: vec![("name".to_owned(), "张䶮".to_owned())],
        conflicts: vec![("address".to_owned(), String::new())],
    });
    survives(&SavedDraft::default());
    for error in [
        ApiError::SignedOut,
        ApiError::Refused("申请已经提交".to_owned()),
        ApiError::Failed { reference: "0a1b2c3d".to_owned() },
        ApiError::Unreached,
    ] {
        survives(&error);
    }
    survives(&());
}

#[test]
fn arguments_are_read_as_written() {
    let values: Values = [("name", "李𬀩"), ("address", "第一行\n第二行")].into_iter().collect();
    let (account, form, id, key) = ("a1".to_owned(), "basic".to_owned(), "p1".to_owned(), "k1".to_owned());
    let bytes = encode(&SaveDraft { account, form, id, version: 3, key, values: values.clone() });
    let read: SaveDraft = decode(&bytes).expect("it was just written");
    assert_eq!(read.account, "a1");
    assert_eq!((&*read.form, &*read.id, read.version, &*read.key, read.values), ("basic", "p1", 3, "k1", values));
    let (picker, question) = ("committee".to_owned(), "form=recognition&f.q=%E6%9D%8E".to_owned());
    let read: Pick = decode(&encode(&Pick { picker, question })).expect("it was just written");
    assert_eq!((&*read.picker, &*read.question), ("committee", "form=recognition&f.q=%E6%9D%8E"));
    assert!(decode::<Stay>(&encode(&Stay {})).is_some());
}
