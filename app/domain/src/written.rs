//! A form as a short text: a page tells the browser its form, so that the client carries no form at all.
//!
//! Only what a check needs is written: no groups, hints or widths. The rows of a code table are not in it
//! either; the page shows them anyway, and whoever reads says where they are. To add a kind: an arm in
//! [`kind`] and one in [`read_kind`]; `forms_survive_writing` asks for both.

use crate::{
    codes::{Code, Table},
    field::{Field, Form, Group, Kind, Need, Picker},
    forms,
};

/// The text of a form: its key and its rules, then a line for each field.
pub fn write(form: &Form) -> String {
    let rules: Vec<&str> = form.rules.iter().map(|rule| rule.name).collect();
    let mut text = format!("{}\t{}", form.key, rules.join(" "));
    for field in form.fields() {
        let need = match field.need {
            Need::Never => '-',
            Need::Save => 's',
            Need::Submit => 'e',
        };
        let (word, first, second) = kind(field.kind);
        text.push_str(&format!("\n{}\t{}\t{need}{word}\t{first}\t{second}", field.key, field.label));
    }
    text
}

fn kind(kind: Kind) -> (char, String, String) {
    let plain = |word: char| (word, String::new(), String::new());
    match kind {
        Kind::Line { max } => ('l', max.to_string(), String::new()),
        Kind::Long { max, .. } => ('t', max.to_string(), String::new()),
        Kind::Name => plain('n'),
        Kind::Document { kind_key } => ('i', kind_key.to_owned(), String::new()),
        Kind::Date => plain('d'),
        Kind::DateOrNow => plain('w'),
        Kind::DateAhead => plain('a'),
        Kind::Whole { min, max } => ('#', min.to_string(), max.to_string()),
        Kind::Amount => plain('.'),
        Kind::Choice(table) => ('c', table.key.to_owned(), String::new()),
        Kind::Pick(picker) => ('p', picker.key().to_owned(), String::new()),
        Kind::Entry => plain('r'),
        Kind::Entries => plain('s'),
        Kind::Follows { of } => ('f', of.to_owned(), String::new()),
        Kind::Mobile => plain('m'),
        Kind::Phone => plain('h'),
        Kind::Postcode => plain('z'),
        Kind::Email => plain('@'),
        Kind::Tick { .. } => plain('k'),
    }
}

/// The form that a text says; `rows` knows the codes and labels behind a field. `None` for any other text.
///
/// The form lives as long as the program: a page has one.
pub fn read(text: &str, rows: impl Fn(&str) -> Vec<(String, String)>) -> Option<&'static Form> {
    let text: &'static str = text.to_owned().leak();
    let mut lines = text.split('\n');
    let (key, rules) = lines.next()?.split_once('\t')?;
    let rules: Option<Vec<_>> = rules.split_whitespace().map(rule).collect();
    let fields: Option<Vec<Field>> = lines.map(|line| field(line, &rows)).collect();
    let group = Group { title: "", core: false, fields: fields?.leak() };
    let form = Form { key, title: "", note: "", groups: vec![group].leak(), rules: rules?.leak() };
    Some(Box::leak(Box::new(form)))
}

fn rule(name: &str) -> Option<crate::check::Rule> {
    forms::RULES.iter().copied().find(|rule| rule.name == name)
}

fn field(line: &'static str, rows: impl Fn(&str) -> Vec<(String, String)>) -> Option<Field> {
    let mut parts = line.split('\t');
    let mut part = || parts.next();
    let (key, label, words, first, second) = (part()?, part()?, part()?, part()?, part()?);
    let mut words = words.chars();
    let need = match words.next()? {
        '-' => Need::Never,
        's' => Need::Save,
        'e' => Need::Submit,
        _ => return None,
    };
    let kind = match words.next()? {
        'c' => Kind::Choice(table(first, rows(key))),
        word => read_kind(word, first, second)?,
    };
    let mut field = Field::line(key, label, 0);
    field.kind = kind;
    field.need = need;
    Some(field)
}

fn table(key: &'static str, rows: Vec<(String, String)>) -> &'static Table {
    let code = |(code, label): (String, String)| Code { code: code.leak(), label: label.leak(), retired: false };
    let rows: Vec<Code> = rows.into_iter().map(code).collect();
    Box::leak(Box::new(Table { key, title: "", rows: rows.leak() }))
}

fn read_kind(word: char, first: &'static str, second: &'static str) -> Option<Kind> {
    Some(match word {
        'l' => Kind::Line { max: first.parse().ok()? },
        't' => Kind::Long { max: first.parse().ok()?, rows: 0 },
        'n' => Kind::Name,
        'i' => Kind::Document { kind_key: first },
        'd' => Kind::Date,
        'w' => Kind::DateOrNow,
        'a' => Kind::DateAhead,
        '#' => Kind::Whole { min: first.parse().ok()?, max: second.parse().ok()? },
        '.' => Kind::Amount,
        'p' => Kind::Pick(Picker::from_key(first)?),
        'r' => Kind::Entry,
        's' => Kind::Entries,
        'f' => Kind::Follows { of: first },
        'm' => Kind::Mobile,
        'h' => Kind::Phone,
        'z' => Kind::Postcode,
        '@' => Kind::Email,
        'k' => Kind::Tick { text: "" },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_survive_writing() {
        for form in forms::all() {
            let rows = |key: &str| match form.field(key).map(|field| field.kind) {
                Some(Kind::Choice(table)) => {
                    table.offered().map(|row| (row.code.to_owned(), row.label.to_owned())).collect()
                }
                _ => Vec::new(),
            };
            let text = write(form);
            let again = read(&text, rows).expect("what was written can be read");
            assert_eq!(write(again), text);
            let names = |form: &Form| form.rules.iter().map(|rule| rule.name).collect::<Vec<_>>();
            assert_eq!(names(again), names(form));
            for (one, other) in again.fields().zip(form.fields()) {
                assert_eq!((one.key, one.label, one.need), (other.key, other.label, other.need));
            }
        }
    }

    #[test]
    fn another_text_is_no_form() {
        for text in ["", "work", "work\tno_such_rule", "work\t\nstart", "work\t\na\tb\tsq\t\t", "work\t\na\tb\txl\t3\t"]
        {
            assert!(read(text, |_| Vec::new()).is_none(), "{text:?}");
        }
    }
}
