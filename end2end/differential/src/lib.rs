//! The same forms through `domain::check` as the server compiles it and as the browser does.
//!
//! A form is made from two numbers, so both sides make the same ones without passing any of
//! them on: they compare digests, block by block, and the case that differs is shown in words.
//! `cargo xtask test differential` runs both: natively by `examples/differential.rs`, in
//! WebAssembly by `node.cjs`. It knows nothing of pages, only of what decides about a value.
//!
//! To add what is compared: a line in [`Case::outcome`]. To add a way of filling in: `fill.rs`.

mod dice;
mod fill;

use std::{cell::RefCell, collections::BTreeMap, fmt::Write as _};

use domain::{
    check::{Context, check},
    field::{Form, Kind},
    values::{Labels, Values, normalised, show},
    written,
};
use wasm_bindgen::prelude::wasm_bindgen;

use dice::Dice;

/// One filled form, and when it is looked at.
#[derive(Debug)]
pub struct Case {
    pub form: &'static Form,
    pub context: Context,
    pub values: Values,
}

impl Case {
    /// The case number `nth` of a series.
    pub fn new(seed: u32, nth: u32) -> Case {
        fill::case(&mut Dice::new(seed, nth))
    }

    /// All that the checks say of it, as text.
    pub fn outcome(&self) -> String {
        let Case { form, context, values } = self;
        let mut text = format!("{form:?} {:?} {}\n", context.stage, context.today);
        let used = in_use(form);
        let tidy = normalised(used, values, context.today);
        for field in form.fields() {
            let (key, shown) = (field.key, show(field, &tidy, &Labels::new()).into_owned());
            line(&mut text, format_args!("{key}: {:?} -> {:?} shown {shown:?}", values.get(key), tidy.get(key)));
        }
        for issue in check(used, values, context) {
            line(&mut text, format_args!("! {}: {issue}", issue.key));
        }
        text
    }
}

/// The browser has its form from the page, where it was written by the server: so does this side of the comparison.
fn in_use(form: &'static Form) -> &'static Form {
    if !cfg!(target_arch = "wasm32") {
        return form;
    }
    thread_local! {
        static READ: RefCell<BTreeMap<&'static str, &'static Form>> = const { RefCell::new(BTreeMap::new()) };
    }
    let rows = |key: &str| match form.field(key).map(|field| field.kind) {
        Some(Kind::Choice(table)) => table.offered().map(|row| (row.code.to_owned(), row.label.to_owned())).collect(),
        _ => Vec::new(),
    };
    let read = || written::read(&written::write(form), rows).expect("what was written can be read");
    READ.with_borrow_mut(|forms| *forms.entry(form.key).or_insert_with(read))
}

fn line(text: &mut String, said: std::fmt::Arguments<'_>) {
    writeln!(text, "{said}").expect("a text takes everything");
}

/// The digests of `blocks` blocks of `size` cases each, the first case being `first`; one a line.
#[wasm_bindgen]
pub fn digests(seed: u32, first: u32, blocks: u32, size: u32) -> String {
    let block = |block: u32| {
        let from = first + block * size;
        let digest = (from..from + size).fold(FNV_START, |digest, nth| fnv(digest, &Case::new(seed, nth).outcome()));
        format!("{digest:016x}\n")
    };
    (0..blocks).map(block).collect()
}

/// What the checks say of one case, in words.
#[wasm_bindgen]
pub fn describe(seed: u32, nth: u32) -> String {
    Case::new(seed, nth).outcome()
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits.
fn fnv(start: u64, text: &str) -> u64 {
    text.bytes().fold(start, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{forms, issue::What};

    use super::*;

    const SEED: u32 = 20_261_124;

    /// A word for the kind of a value or of a finding: its name in `Debug`.
    fn word(thing: &impl std::fmt::Debug) -> String {
        format!("{thing:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
    }

    #[test]
    fn a_digest_is_that_of_its_cases() {
        let one_by_one = (7..10).fold(FNV_START, |digest, nth| fnv(digest, &describe(SEED, nth)));
        assert_eq!(digests(SEED, 4, 2, 3).lines().nth(1), Some(format!("{one_by_one:016x}").as_str()));
        assert_ne!(digests(SEED, 4, 1, 3), digests(SEED + 1, 4, 1, 3));
        assert_eq!(format!("{:016x}", fnv(FNV_START, "a")), "af63dc4c8601ec8c", "the standard's own example");
    }

    /// What the forms are filled with reaches both sides of every check.
    #[test]
    fn the_cases_go_everywhere() {
        let mut seen: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
        let mut findings = BTreeSet::new();
        let mut sentences = BTreeSet::new();
        for nth in 0..24_000 {
            let Case { form, context, values } = Case::new(SEED, nth);
            let issues = check(form, &values, &context);
            for field in form.fields() {
                let found = issues.iter().any(|issue| issue.key == field.key);
                seen.entry(format!("{form:?} {}", word(&field.kind))).or_default().insert(found);
            }
            for issue in issues {
                findings.insert(word(&issue.what));
                if matches!(issue.what, What::Say(_)) {
                    let letters = issue.to_string().chars().filter(|c| !c.is_ascii_digit()).take(8).collect::<String>();
                    sentences.insert(letters);
                }
            }
        }
        let expected = |form: &Form, kind: &Kind, found: bool| {
            let never_wrong = form.fields().filter(|field| word(&field.kind) == word(kind));
            let mut never_wrong = never_wrong.map(|field| match field.kind {
                // Ticked or not; asked for only where it is needed.
                Kind::Tick { .. } => field.need == domain::field::Need::Never,
                _ => false,
            });
            !found || !never_wrong.all(|never| never)
        };
        for form in forms::all() {
            for field in form.fields() {
                let name = format!("{form:?} {}", word(&field.kind));
                for found in [false, true] {
                    let wanted = expected(form, &field.kind, found);
                    assert!(!wanted || seen[&name].contains(&found), "{name} is never {found}");
                }
            }
        }
        let all = [
            "Before",
            "Choose",
            "Contact",
            "Date",
            "DateOrNow",
            "Document",
            "Fill",
            "Future",
            "Name",
            "NotANumber",
            "NotAnAmount",
            "NotOffered",
            "OutOf",
            "Say",
            "Tick",
            "TooLong",
            "TooMany",
        ];
        assert_eq!(findings, all.map(str::to_owned).into(), "findings that the cases reach");
        assert!(sentences.len() >= 5, "rules between fields that the cases reach: {sentences:?}");
    }
}
