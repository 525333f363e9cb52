//! Two pages of one form: whatever both did, no text is lost and nobody's change is undone.

use domain::{
    field::{Form, Kind},
    forms,
    merge::{Merged, merge, open},
    record::{SectionId, basic, education},
    values::Values,
};
use proptest::{prelude::*, sample::select};

const FORM: &Form = &education::FORM;

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().copied().collect()
}

#[test]
fn each_side_keeps_what_only_it_has_changed() {
    let base = values(&[("school", "甲大学"), ("major", "机械"), ("years", "4")]);
    let mine = values(&[("school", "甲大学"), ("major", "机械设计"), ("years", "4")]);
    let theirs = values(&[("school", "乙大学"), ("major", "机械")]);
    let merged = merge(FORM, Some(&base), &mine, &theirs);
    assert_eq!(merged.values, values(&[("school", "乙大学"), ("major", "机械设计")]));
    assert_eq!((merged.taken, merged.conflicts), (vec!["school", "years"], vec![]));
}

#[test]
fn one_field_with_two_texts_is_asked_about_and_the_rest_is_not() {
    let base = values(&[("school", "甲大学"), ("major", "机械")]);
    let mine = values(&[("school", "乙大学"), ("major", "机械设计")]);
    let theirs = values(&[("school", "丙大学"), ("major", "机械")]);
    let merged = merge(FORM, Some(&base), &mine, &theirs);
    assert_eq!(merged.values, values(&[("school", "丙大学"), ("major", "机械设计")]));
    assert_eq!((merged.taken, merged.conflicts), (vec![], vec!["school"]));
}

#[test]
fn without_the_text_before_every_difference_is_asked_about() {
    let mine = values(&[("school", "乙大学"), ("major", "机械")]);
    let theirs = values(&[("school", "丙大学"), ("major", "机械"), ("years", "4")]);
    let Merged { values, taken, conflicts } = merge(FORM, None, &mine, &theirs);
    assert_eq!((values, taken, conflicts), (theirs, vec![], vec!["school", "years"]));
}

#[test]
fn what_follows_from_another_field_is_nobody_s_change() {
    let form = SectionId::Basic.section().form;
    let field = form.field(basic::DEPARTMENT).expect("it has one");
    assert!(matches!(field.kind, Kind::Follows { .. }) && !open(field));
    let mine = values(&[(basic::DEPARTMENT, "D001")]);
    let theirs = values(&[(basic::DEPARTMENT, "D002")]);
    let merged = merge(form, Some(&Values::new()), &mine, &theirs);
    assert_eq!((merged.values, merged.taken, merged.conflicts), (theirs, vec![], vec![]));
}

/// Texts of a form in which fields are empty, equal and different often enough.
fn texts(form: &'static Form) -> impl Strategy<Value = Values> {
    let count = form.fields().count();
    prop::collection::vec(select(vec!["", "甲", "乙", "丙\n丁"]), count)
        .prop_map(move |texts| form.fields().map(|field| field.key).zip(texts).collect())
}

fn any_form() -> impl Strategy<Value = (&'static Form, Values, Values, Values)> {
    let all: Vec<&'static Form> = forms::all().collect();
    select(all).prop_flat_map(|form| (Just(form), texts(form), texts(form), texts(form)))
}

/// `mine`, changed only where `theirs` is as before.
fn disjoint(form: &Form, base: &Values, mine: &Values, theirs: &Values) -> Values {
    form.fields()
        .map(|field| {
            let free = theirs.get(field.key) == base.get(field.key);
            (field.key, if free { mine.get(field.key) } else { base.get(field.key) })
        })
        .collect()
}

fn of_open(form: &Form, values: &Values) -> Values {
    form.fields().filter(|field| open(field)).map(|field| (field.key, values.get(field.key))).collect()
}

proptest! {
    #[test]
    fn who_changed_nothing_takes_the_other_s((form, base, _, theirs) in any_form()) {
        let merged = merge(form, Some(&base), &base, &theirs);
        prop_assert_eq!(&merged.values, &theirs);
        prop_assert!(merged.conflicts.is_empty());
    }

    #[test]
    fn where_nobody_else_changed_anything_all_of_mine_stands((form, base, mine, _) in any_form()) {
        let merged = merge(form, Some(&base), &mine, &base);
        prop_assert_eq!(of_open(form, &merged.values), of_open(form, &mine));
        prop_assert!(merged.taken.is_empty() && merged.conflicts.is_empty());
    }

    #[test]
    fn changes_of_different_fields_come_together_in_either_order((form, base, mine, theirs) in any_form()) {
        let mine = disjoint(form, &base, &mine, &theirs);
        let one = merge(form, Some(&base), &mine, &theirs);
        let other = merge(form, Some(&base), &theirs, &mine);
        prop_assert!(one.conflicts.is_empty() && other.conflicts.is_empty());
        prop_assert_eq!(of_open(form, &one.values), of_open(form, &other.values));
    }

    #[test]
    fn no_text_is_lost((form, base, mine, theirs) in any_form(), known in any::<bool>()) {
        let merged = merge(form, known.then_some(&base), &mine, &theirs);
        for field in form.fields().filter(|field| open(field)) {
            let (own, other, kept) = (mine.get(field.key), theirs.get(field.key), merged.values.get(field.key));
            let asked = merged.conflicts.contains(&field.key);
            // A text that is not kept was there before, or the person is asked.
            prop_assert!(own == kept || asked || (known && own == base.get(field.key)));
            prop_assert!(other == kept || (known && other == base.get(field.key)));
            prop_assert!(!asked || (own != other && kept == other));
            prop_assert!(!merged.taken.contains(&field.key) || kept == other);
        }
    }

    #[test]
    fn asking_twice_answers_alike((form, base, mine, theirs) in any_form()) {
        // The answer was lost on the way, and the same text comes again: what was saved of it is there already.
        let first = merge(form, Some(&base), &mine, &theirs);
        let again = merge(form, Some(&base), &mine, &first.values);
        prop_assert_eq!(again.values, first.values);
        prop_assert_eq!(again.conflicts, first.conflicts);
    }
}
