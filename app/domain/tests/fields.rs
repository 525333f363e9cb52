//! The fields of every form: what the guide asks for is there, and what was once given out stays.
//!
//! After adding a field: `UPDATE_EXPECT=1 cargo test --test fields`. Stored records are read by
//! these keys, so a line of `fields.txt` is never deleted.

use std::fmt::Write as _;

use domain::{
    field::{Field, Kind, Need},
    forms,
};
use expect_test::expect_file;

/// What a value is, in one word where it needs no more.
fn kind(field: &Field) -> String {
    match field.kind {
        Kind::Choice(table) => format!("Choice {}", table.key),
        Kind::Tick { .. } => "Tick".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_field() {
    let mut text = String::new();
    for form in forms::all() {
        let _ = writeln!(text, "{} {}", form.key, form.title);
        for group in form.groups {
            let core = if group.core { " in the red frame" } else { "" };
            if !group.title.is_empty() {
                let _ = writeln!(text, "  {}{core}", group.title);
            }
            for field in group.fields {
                let need = match field.need {
                    Need::Never => "",
                    Need::Save => " *",
                    Need::Submit => " * at the submit",
                };
                let listed = if field.listed { ", listed" } else { "" };
                let _ = writeln!(text, "    {} {}{need}: {}{listed}", field.key, field.label, kind(field));
            }
        }
    }
    expect_file!["./fields.txt"].assert_eq(&text);
}

/// Renewing the snapshot cannot take a field away: the file as it was compiled in still holds.
#[test]
fn fields_are_only_added() {
    let mut form = None;
    for line in include_str!("fields.txt").lines() {
        let key = line.trim_start().split(' ').next().unwrap_or_default();
        match line.len() - line.trim_start().len() {
            0 => {
                form = forms::form(key);
                assert!(form.is_some(), "the form {key} is gone");
            }
            4 => assert!(form.is_some_and(|form| form.field(key).is_some()), "{key} of {form:?} is gone"),
            _ => {}
        }
    }
}
