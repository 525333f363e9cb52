//! `check(form, values, …) -> Vec<Issue>`: the one check of a form, run while
//! typing in the browser, at every save and at submit on the server.
//!
//! It never fails and never looks anything up: whether a picked code exists is
//! the server's question. To add a rule between fields: a function in the
//! form's file, named in `Form::rules`.

use crate::{
    contact,
    date::Date,
    field::{Field, Form, Kind, Need},
    id_number::document,
    issue::{Issue, What},
    text,
    values::{NOW, Values, amount, tidy, whole},
};

/// How much is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    Save,
    Submit,
}

/// What a check may know besides the values. `today` is the date in Guangdong.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub today: Date,
    pub stage: Stage,
}

/// A check between fields. It sees the form to name the fields it complains of.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The word by which a page names it to the browser.
    pub name: &'static str,
    run: fn(&Form, &Values, &Context) -> Option<Issue>,
}

impl Rule {
    pub const fn new(name: &'static str, run: fn(&Form, &Values, &Context) -> Option<Issue>) -> Rule {
        Rule { name, run }
    }

    pub fn run(&self, form: &Form, values: &Values, context: &Context) -> Option<Issue> {
        (self.run)(form, values, context)
    }
}

/// All findings, in the order of the fields; of several at one field the first.
/// What is typed and its tidy form, which is what will be stored, have the same findings.
pub fn check(form: &Form, values: &Values, context: &Context) -> Vec<Issue> {
    let values = &*tidy(form, values, context.today);
    let mut found: Vec<Issue> = form.fields().filter_map(|field| check_field(field, values, context)).collect();
    for rule in form.rules {
        if let Some(issue) = rule.run(form, values, context)
            && !found.iter().any(|other| other.key == issue.key)
        {
            // Into its place rather than sorted afterwards: the browser has no use for a sort else.
            let place = |issue: &Issue| form.fields().position(|field| field.key == issue.key);
            let after = found.iter().position(|other| place(other) > place(&issue)).unwrap_or(found.len());
            found.insert(after, issue);
        }
    }
    found
}

/// The finding at one field by itself, without the rules between fields.
pub fn check_field(field: &Field, values: &Values, context: &Context) -> Option<Issue> {
    let raw = text::clean(values.get(field.key));
    let what = if raw.trim().is_empty() { missing(field, context.stage) } else { wrong(field, &raw, values, context) };
    what.map(|what| issue(field, what))
}

/// An issue at a field of the form.
///
/// # Panics
/// When the form has no such field: rules name fields by the form's own key
/// constants, and a test runs every rule.
pub fn at(form: &Form, key: &str, what: What) -> Issue {
    let field = form.field(key).expect("rules name fields of their own form");
    issue(field, what)
}

fn issue(field: &Field, what: What) -> Issue {
    Issue { key: field.key, label: field.label, what }
}

fn missing(field: &Field, stage: Stage) -> Option<What> {
    let asked = match field.need {
        Need::Never => false,
        Need::Save => true,
        Need::Submit => stage == Stage::Submit,
    };
    asked.then_some(match field.kind {
        Kind::Tick { .. } => What::Tick,
        kind if kind.chosen() => What::Choose,
        _ => What::Fill,
    })
}

fn wrong(field: &Field, raw: &str, values: &Values, context: &Context) -> Option<What> {
    match field.kind {
        Kind::Line { max } => too_long(raw, max),
        Kind::Long { max, .. } => too_long(raw, max),
        Kind::Name => text::name(raw).err().map(What::Name),
        Kind::Document { kind_key } => {
            document::check(values.get(kind_key), raw, context.today).err().map(What::Document)
        }
        Kind::Date => match Date::parse(raw) {
            Ok(date) => (date > context.today).then_some(What::Future { today: context.today }),
            Err(error) => Some(What::Date(error)),
        },
        Kind::DateOrNow if raw.trim() == NOW => None,
        Kind::DateOrNow => match Date::parse(raw) {
            Ok(date) => (date > context.today).then_some(What::Future { today: context.today }),
            Err(error) => Some(What::DateOrNow(error)),
        },
        Kind::DateAhead => Date::parse(raw).err().map(What::Date),
        Kind::Amount => amount(raw).is_none().then_some(What::NotAnAmount),
        Kind::Whole { min, max } => match whole(raw) {
            Some(n) if (min..=max).contains(&n) => None,
            Some(_) => Some(What::OutOf { min, max }),
            None => Some(What::NotANumber),
        },
        Kind::Choice(table) => (!table.offered().any(|code| code.code == raw)).then_some(What::NotOffered),
        Kind::Pick(_) | Kind::Entry | Kind::Follows { .. } => too_long(raw, 64),
        Kind::Entries => {
            let many = raw.split_whitespace().count();
            (many > MOST_ENTRIES).then_some(What::TooMany { max: MOST_ENTRIES, got: many })
        }
        Kind::Mobile => contact::mobile(raw).err().map(What::Contact),
        Kind::Phone => contact::phone(raw).err().map(What::Contact),
        Kind::Postcode => contact::postcode(raw).err().map(What::Contact),
        Kind::Email => contact::email(raw).err().map(What::Contact),
        Kind::Tick { .. } => None,
    }
}

/// So many entries of the record prove one thing at most.
pub const MOST_ENTRIES: usize = 60;

fn too_long(raw: &str, max: usize) -> Option<What> {
    let got = text::count(raw);
    (got > max).then_some(What::TooLong { max, got })
}

/// The end does not lie before the start (`domain.md` §4.5).
pub fn in_order(form: &Form, values: &Values, start: &str, end: &str) -> Option<Issue> {
    let (from, to) = (values.date(start)?, values.date(end)?);
    let other = form.field(start)?.label;
    (to < from).then(|| at(form, end, What::Before { other, date: from }))
}
