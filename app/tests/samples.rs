//! Every section of the record, shown with its sample: as a form, as a list, on the sheet, beside another
//! version of itself. Nothing that was filled in is lost on the way.

use app::{
    pages::section::{self, Show},
    shell::{Frame, render},
    ui::{
        conflict::{differences, html},
        field::Shown,
        form, sheet,
        text::escape,
    },
};
use backend::records::Entry;
use domain::{
    business::Business,
    date::Date,
    field::{Field, Kind},
    record::{Section, SectionId},
    snapshot::{Given, Snapshot},
    values::{Labels, Values, show},
};
use leptos::prelude::*;

fn sections() -> impl Iterator<Item = &'static Section> {
    SectionId::ALL.iter().map(|id| id.section())
}

/// What the server would know of the codes that are picked.
fn labels(section: &Section) -> Labels {
    let picked = section.form.fields().filter(|field| matches!(field.kind, Kind::Pick(_)));
    picked.map(|field| (field.key.to_owned(), format!("名称：{}", field.label))).collect()
}

/// The fields of a sample that somebody filled in, with what is read there.
fn filled(section: &'static Section) -> Vec<(&'static Field, String)> {
    let (values, labels) = (section.sample(), labels(section));
    let fields = section.form.fields().filter(|field| values.has(field.key));
    fields.map(|field| (field, show(field, &values, &labels).into_owned())).collect()
}

fn drawn(body: impl FnOnce() -> AnyView) -> String {
    render(Frame::default(), body).text
}

fn entry(section: &'static Section) -> Entry {
    Entry { values: section.sample(), labels: labels(section), version: 1, ..Entry::blank(section.id, "e1".to_owned()) }
}

fn snapshot(section: &'static Section) -> Snapshot {
    let given = |id: &str, values, labels| Given { id: id.to_owned(), values, labels, files: Vec::new() };
    let day = Date::parse("2026-11-23").expect("the date exists");
    let record = [(section.id, vec![given("e1", section.sample(), labels(section))])];
    Snapshot::take(Business::Review, day, None, &record, given("a1", Values::new(), Labels::new()))
}

#[test]
fn as_a_form() {
    for section in sections() {
        let shown = Shown { values: section.sample(), labels: labels(section), ..Shown::default() };
        let html = drawn(move || form::fields(section.form, &shown));
        for (field, text) in filled(section) {
            let expected = match field.kind {
                Kind::Choice(_) => format!("selected>{}</option>", escape(&text)),
                Kind::Long { .. } => escape(&text).into_owned(),
                _ => format!("value=\"{}\"", escape(&text)),
            };
            assert!(html.contains(&expected), "{:?} {}: {expected} not in {html}", section.id, field.key);
        }
    }
}

#[test]
fn as_a_list() {
    for section in sections().filter(|section| section.id.many()) {
        let html = drawn(move || section::list(section.id, &[entry(section)], None, Show::Beside));
        for (field, text) in filled(section).into_iter().filter(|(field, _)| field.listed) {
            assert!(html.contains(escape(&text).as_ref()), "{:?} {}: {text}", section.id, field.key);
        }
    }
}

#[test]
fn on_the_sheet() {
    for section in sections() {
        let html = drawn(move || sheet::sheet(&snapshot(section), "广东省职称评审表", "", "", ""));
        for (field, text) in filled(section) {
            assert!(html.contains(escape(&text).as_ref()), "{:?} {}: {text}", section.id, field.key);
        }
    }
}

#[test]
fn beside_another_version() {
    for section in sections() {
        let keys: Vec<&str> = section.form.fields().map(|field| field.key).collect();
        let (mine, names) = (section.sample(), labels(section));
        let found = differences(section.form, &keys, (&mine, &names), (&Values::new(), &Labels::new()));
        let html = html(&found);
        for (field, text) in filled(section) {
            assert!(
                html.contains(field.label) && html.contains(escape(&text).as_ref()),
                "{:?} {}",
                section.id,
                field.key
            );
        }
    }
}
