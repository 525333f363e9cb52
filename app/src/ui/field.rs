//! The only place that draws labels, hints, errors and their ARIA.
//!
//! [`field`] draws one field of a [`domain::field::Form`]; [`plain`] and
//! [`radios`] draw the controls of pages that are no such form (log-in,
//! filters, decisions). Every control has its `#KEY-error`, hidden while empty,
//! so that the browser only ever changes text.
//!
//! To add a kind of field: its arm in [`Cast::control`] and an example in `pages/design.rs`.

use std::collections::BTreeMap;

use domain::{
    field::{Field, Kind, Need, Picker},
    issue::Issue,
    record::basic,
    text,
    values::{Labels, Values, show},
};
use leptos::prelude::*;

use super::{
    icons::MAGNIFIER,
    mould::{self, Made, Mould, gap},
    options::{self, CHOOSE},
    text::{escape, textarea, textarea_into},
};

/// A text that stands beside the fields of a group, such as the conditions that one judges oneself by.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    pub title: String,
    pub paragraphs: Vec<String>,
    /// What has to be known of the text.
    pub note: String,
}

/// A form's values and all that is needed to draw them.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    pub values: Values,
    /// Labels of picked codes by field key; `KEY.note` is the line below a pick field or a choice of entries.
    pub labels: Labels,
    pub issues: Vec<Issue>,
    /// For [`Kind::Entry`]: value and label of each entry, by field key.
    pub options: BTreeMap<String, Vec<(String, String)>>,
    /// Beside the group of a field, by field key.
    pub beside: BTreeMap<String, Beside>,
    /// Everything is shown, nothing can be changed.
    pub locked: bool,
}

/// The name of a field's control in a post.
pub fn name(key: &str) -> String {
    format!("v.{key}")
}

/// The inside of `#KEY-error`, here and in the browser.
pub fn error_html(sentence: &str) -> String {
    if sentence.is_empty() {
        return String::new();
    }
    format!("<span class=\"vh\">错误：</span>{}", escape(sentence))
}

/// The line below a long text.
pub fn count_said(length: usize, max: usize) -> String {
    if length == 0 { format!("最多 {max} 字") } else { format!("已填 {length} 字，最多 {max} 字") }
}

/// Writes one field of a form.
pub fn field(html: &mut String, field: &'static Field, shown: &Shown) {
    draw(html, field, shown, false);
}

/// Writes one field of a form; true: its label is the heading of its group.
pub(super) type Each<'e> = dyn FnMut(&mut String, &'static Field, bool) + 'e;

/// The fields of a form in the order in which they are drawn, all in one [`Mould`].
pub(super) struct Whole {
    mould: Mould,
    fields: Vec<&'static Field>,
}

impl Whole {
    /// As `draw` writes them on a page that has nothing to say of any; `None` when it depends on what is filled in how
    /// one is drawn.
    pub(super) fn cast(draw: impl FnOnce(&mut String, &mut Each<'_>)) -> Option<Whole> {
        let (mut html, mut fields, mut steady) = (String::new(), Vec::new(), true);
        draw(&mut html, &mut |html, field, heads| {
            steady &= !matches!(field.kind, Kind::Entries | Kind::Tick { .. } | Kind::Entry | Kind::Pick(_));
            if steady {
                let first = fields.len() * GAPS;
                let aria = Aria::of(field, field.locked, false);
                let cast = Cast { field, heads, locked: field.locked, invalid: false, noted: false };
                cast.mould(&aria).fill(html, |own, html| html.push_str(&gap(first + own)));
                fields.push(field);
            }
        });
        steady.then(|| Whole { mould: Mould::cast(&html), fields })
    }

    pub(super) fn write(&self, html: &mut String, shown: &Shown) {
        self.mould.fill(html, |gap, html| put(html, gap % GAPS, self.fields[gap / GAPS], shown, "", ""));
    }
}

/// [`Each`] on a page that may have something to say of it.
pub(super) fn draw(html: &mut String, field: &'static Field, shown: &Shown, heads: bool) {
    let issue = shown.issues.iter().find(|issue| issue.key == field.key).map(ToString::to_string).unwrap_or_default();
    let locked = shown.locked || field.locked;
    let aria = Aria::of(field, locked, !issue.is_empty());
    match field.kind {
        Kind::Entries => mould::write(html, several(field, shown, &aria, &issue, locked)),
        Kind::Tick { text } => mould::write(html, tick(field, text, shown, &aria, &issue, locked)),
        _ => {
            let note = note(field, shown);
            let cast = Cast { field, heads, locked, invalid: aria.invalid, noted: !note.is_empty() };
            cast.mould(&aria).fill(html, |gap, html| put(html, gap, field, shown, &note, &issue));
        }
    }
}

/// What goes into a gap of a field.
fn put(html: &mut String, gap: usize, field: &'static Field, shown: &Shown, note: &str, issue: &str) {
    let raw = shown.values.get(field.key);
    match gap {
        VALUE => html.push_str(&escape(raw)),
        SHOWN => html.push_str(&escape(&show(field, &shown.values, &shown.labels))),
        AREA => textarea_into(html, raw),
        COUNT => html.push_str(&count_said(text::count(raw), max(field))),
        OPTIONS => chosen(html, field, shown, raw),
        NOTE => html.push_str(&escape(note)),
        _ => html.push_str(&error_html(issue)),
    }
}

/// What differs from page to page in the markup of a field: the gaps of its [`Mould`].
const VALUE: usize = 0;
/// The value as people read it.
const SHOWN: usize = 1;
const AREA: usize = 2;
const COUNT: usize = 3;
const OPTIONS: usize = 4;
const NOTE: usize = 5;
const ISSUE: usize = 6;
/// How many there are.
const GAPS: usize = 7;

/// All that the markup of a field depends on beside what goes into the gaps.
#[derive(Clone, Copy)]
struct Cast {
    field: &'static Field,
    /// Its label is the heading of its group.
    heads: bool,
    locked: bool,
    invalid: bool,
    noted: bool,
}

impl Cast {
    fn mould(self, aria: &Aria<'_>) -> &'static Mould {
        static DRAWN: Made<(usize, [bool; 4])> = Made::new();
        let Cast { field, heads, locked, invalid, noted } = self;
        let field = std::ptr::from_ref(field).addr();
        DRAWN.get(&(field, [heads, locked, invalid, noted]), || Mould::cast(&self.draw(aria).to_html()))
    }

    fn draw(self, aria: &Aria<'_>) -> AnyView {
        let Cast { field, heads, .. } = self;
        let label_class = if heads { "field__label group__title" } else { "field__label" };
        let issue = if self.invalid { gap(ISSUE) } else { String::new() };
        around(aria, field.label.to_owned(), label_class, field.hint.to_owned(), issue, self.control(aria))
    }
}

/// The line below a control that says more of what was chosen.
fn note(field: &Field, shown: &Shown) -> String {
    match field.kind {
        Kind::Entry | Kind::Pick(_) if shown.locked || field.locked => String::new(),
        Kind::Entry => shown.labels.get(&format!("{}.note", field.key)).cloned().unwrap_or_default(),
        Kind::Pick(picker) => match (shown.labels.get(&format!("{}.note", field.key)), picker) {
            (Some(note), _) => note.clone(),
            (None, Picker::Region) => shown.values.get(field.key).to_owned(),
            (None, Picker::Committee | Picker::Unit | Picker::Title | Picker::Specialty) => String::new(),
        },
        _ => String::new(),
    }
}

/// Characters that a long text may have.
fn max(field: &Field) -> usize {
    if let Kind::Long { max, .. } = field.kind { max } else { 0 }
}

fn chosen(html: &mut String, field: &Field, shown: &Shown, raw: &str) {
    match field.kind {
        Kind::Choice(table) => options::options_into(html, table, raw),
        _ => html.push_str(&entries(field, shown, raw)),
    }
}

/// What assistive technology is told of a control.
#[derive(Clone, Copy)]
struct Aria<'a> {
    id: &'a str,
    hinted: bool,
    invalid: bool,
    required: bool,
}

impl Aria<'_> {
    fn of(field: &'static Field, locked: bool, invalid: bool) -> Aria<'static> {
        let required = field.need != Need::Never && !locked;
        Aria { id: field.key, hinted: !field.hint.is_empty(), invalid, required }
    }

    fn described(&self) -> String {
        let id = &self.id;
        if self.hinted { format!("{id}-hint {id}-error") } else { format!("{id}-error") }
    }
    fn invalid(&self) -> Option<&'static str> {
        self.invalid.then_some("true")
    }
}

fn star(needed: bool) -> Option<impl IntoView> {
    needed.then(|| view! { <span class="req" aria-hidden="true">"*"</span> })
}

fn hint(id: &str, words: String) -> Option<impl IntoView + use<>> {
    let id = format!("{id}-hint");
    (!words.is_empty()).then(|| view! { <p class="field__hint" id=id>{words}</p> })
}

/// `said` as [`error_html`] writes it.
fn error(id: &str, said: String) -> impl IntoView + use<> {
    let id = format!("{id}-error");
    view! { <p class="field__error" id=id hidden=said.is_empty() inner_html=said></p> }
}

const fn class(invalid: bool) -> &'static str {
    if invalid { "field field--error" } else { "field" }
}

/// Label, hint, error, control: the order of every field.
fn around(
    aria: &Aria<'_>,
    label: String,
    label_class: &'static str,
    hint_words: String,
    said: String,
    control: AnyView,
) -> AnyView {
    let id = aria.id.to_owned();
    view! {
        <div class=class(aria.invalid)>
            <label class=label_class for=id>{star(aria.required)}{label}</label>
            {hint(aria.id, hint_words)}
            {error(aria.id, said)}
            {control}
        </div>
    }
    .into_any()
}

impl Cast {
    /// The control of a kind. A locked one has no name, so it is never posted.
    fn control(self, aria: &Aria<'_>) -> AnyView {
        let Cast { field, locked, noted: said, .. } = self;
        let name = (!locked).then(|| name(field.key));
        let note = if said { gap(NOTE) } else { String::new() };
        let line = |size: &'static str, inputmode: Option<&'static str>| Line {
            class: size,
            kind: "text",
            inputmode,
            autocomplete: autocomplete(field),
            value: gap(VALUE),
            name: name.clone(),
            locked,
        };
        match field.kind {
            Kind::Line { .. } | Kind::Name | Kind::Document { .. } => draw_line(line("input", None), aria),
            Kind::Date | Kind::DateAhead | Kind::Postcode => draw_line(line("input", Some("numeric")), aria),
            // 至今 cannot be typed on a keypad of digits.
            Kind::DateOrNow => draw_line(line("input", None), aria),
            Kind::Amount => draw_line(line("input input--s", Some("decimal")), aria),
            Kind::Whole { .. } => draw_line(line("input input--s", Some("numeric")), aria),
            Kind::Mobile | Kind::Phone => draw_line(Line { kind: "tel", ..line("input", None) }, aria),
            // Not type=email: browsers rewrite what is typed there.
            Kind::Email => draw_line(line("input", Some("email")), aria),
            Kind::Long { max, rows } => long(aria, name, gap(AREA), gap(COUNT), rows, max, locked),
            Kind::Follows { of } => follows(aria, gap(SHOWN), of),
            Kind::Choice(_) | Kind::Entry | Kind::Pick(_) if locked => {
                draw_line(Line { value: gap(SHOWN), ..line("input", None) }, aria)
            }
            Kind::Choice(_) => select(aria, name, gap(OPTIONS)),
            Kind::Entry => view! { {select(aria, name, gap(OPTIONS))}{noted(field.key, note)} }.into_any(),
            Kind::Pick(picker) => pick(field, picker, aria, note),
            Kind::Tick { .. } | Kind::Entries => ().into_any(),
        }
    }
}

/// What the browser may fill in: only what is about the person (WCAG 1.3.5).
fn autocomplete(field: &Field) -> Option<&'static str> {
    match field.kind {
        Kind::Mobile => Some("tel"),
        Kind::Email => Some("email"),
        Kind::Postcode => Some("postal-code"),
        Kind::Name if field.key == basic::NAME => Some("name"),
        Kind::Date if field.key == basic::BIRTH => Some("bday"),
        _ => None,
    }
}

struct Line {
    class: &'static str,
    kind: &'static str,
    inputmode: Option<&'static str>,
    autocomplete: Option<&'static str>,
    value: String,
    name: Option<String>,
    locked: bool,
}

fn draw_line(line: Line, aria: &Aria<'_>) -> AnyView {
    view! {
        <input
            class=line.class
            type=line.kind
            id=aria.id.to_owned()
            name=line.name
            value=line.value
            inputmode=line.inputmode
            autocomplete=line.autocomplete
            readonly=line.locked
            required=aria.required
            aria-invalid=aria.invalid()
            aria-describedby=aria.described()
        />
    }
    .into_any()
}

/// `max` is said and checked, never enforced: a pasted text is not cut.
fn long(
    aria: &Aria<'_>,
    name: Option<String>,
    area: String,
    said: String,
    rows: u8,
    max: usize,
    locked: bool,
) -> AnyView {
    let count = format!("{}-count", aria.id);
    view! {
        <textarea
            class="input"
            id=aria.id.to_owned()
            name=name
            rows=rows.to_string()
            readonly=locked
            required=aria.required
            data-max=max.to_string()
            aria-invalid=aria.invalid()
            aria-describedby=aria.described()
            inner_html=area
        ></textarea>
        <p class="field__count" id=count>{said}</p>
    }
    .into_any()
}

fn select(aria: &Aria<'_>, name: Option<String>, options: String) -> AnyView {
    view! {
        <select
            class="input"
            id=aria.id.to_owned()
            name=name
            required=aria.required
            aria-invalid=aria.invalid()
            aria-describedby=aria.described()
            inner_html=options
        ></select>
    }
    .into_any()
}

/// The person's entries; one that is gone stays chosen under the label it had.
fn entries(field: &Field, shown: &Shown, value: &str) -> String {
    let mut pairs = shown.options.get(field.key).cloned().unwrap_or_default();
    if !value.is_empty() && !pairs.iter().any(|(entry, _)| entry == value) {
        let label = shown.labels.get(field.key).cloned().unwrap_or_else(|| "已删除的条目，请重新选择".to_owned());
        pairs.push((value.to_owned(), label));
    }
    options::pairs(CHOOSE, &pairs, value)
}

/// Boxes to tick, one per entry of the record; the first has the field's id, so that a summary can lead there.
fn several(field: &'static Field, shown: &Shown, aria: &Aria<'_>, issue: &str, locked: bool) -> AnyView {
    let chosen: Vec<&str> = shown.values.get(field.key).split_whitespace().collect();
    let mut offered = shown.options.get(field.key).cloned().unwrap_or_default();
    // One that is gone stays chosen until it is taken out.
    let gone = chosen.iter().filter(|id| !offered.iter().any(|(entry, _)| entry == *id));
    let gone: Vec<(String, String)> = gone.map(|id| ((*id).to_owned(), "已删除或移出的条目".to_owned())).collect();
    offered.extend(gone);
    let none = offered.is_empty().then(|| {
        let id = field.key;
        view! { <p class="field__none" id=id tabindex="-1">"还没有可以选定的条目，先到个人信息里填写。"</p> }
    });
    let boxes = offered
        .into_iter()
        .enumerate()
        .map(|(place, (entry, label))| {
            let id = if place == 0 { field.key.to_owned() } else { format!("{}-{place}", field.key) };
            let (target, checked) = (id.clone(), chosen.contains(&entry.as_str()));
            let name = (!locked).then(|| name(field.key));
            view! {
                <label class="check" for=target>
                    <input
                        type="checkbox"
                        id=id
                        name=name
                        value=entry
                        checked=checked
                        disabled=locked
                        aria-invalid=aria.invalid()
                        aria-describedby=aria.described()
                    />
                    " "
                    {label}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class=class(aria.invalid)>
            <legend class="field__label">{star(aria.required)}{field.label}</legend>
            {hint(field.key, field.hint.to_owned())}
            {error(field.key, error_html(issue))}
            {none}
            <div class="boxes">{boxes}</div>
        </fieldset>
    }
    .into_any()
}

/// Read-only text that another field brings along.
fn follows(aria: &Aria<'_>, value: String, of: &'static str) -> AnyView {
    view! {
        <input
            class="input"
            type="text"
            id=aria.id.to_owned()
            value=value
            readonly=true
            data-follows=of
            aria-invalid=aria.invalid()
            aria-describedby=aria.described()
        />
    }
    .into_any()
}

/// The code travels in a hidden input, the label stands in a read-only one.
fn pick(field: &'static Field, picker: Picker, aria: &Aria<'_>, note: String) -> AnyView {
    let button = format!("{MAGNIFIER}选择");
    view! {
        <input type="hidden" name=name(field.key) id=format!("{}--value", field.key) value=gap(VALUE)/>
        <div class="pick">
            <div class="pick__cell">
                <input
                    class="input"
                    type="text"
                    id=aria.id.to_owned()
                    value=gap(SHOWN)
                    readonly=true
                    required=aria.required
                    aria-invalid=aria.invalid()
                    aria-describedby=aria.described()
                />
            </div>
            <div class="pick__act">
                <button
                    class="btn btn--second"
                    type="submit"
                    name="pick"
                    value=field.key
                    formnovalidate=true
                    aria-label=format!("选择{}", field.label)
                    data-picker=picker.key()
                    inner_html=button
                ></button>
            </div>
        </div>
        {noted(field.key, note)}
    }
    .into_any()
}

/// The line of [`note`].
fn noted(key: &str, note: String) -> AnyView {
    let unsaid = note.is_empty();
    view! { <p class="pick__code" id=format!("{key}--note") hidden=unsaid>{note}</p> }.into_any()
}

/// A promise: its text, then the box.
fn tick(
    field: &'static Field,
    promise: &'static str,
    shown: &Shown,
    aria: &Aria<'_>,
    issue: &str,
    locked: bool,
) -> AnyView {
    let name = (!locked).then(|| name(field.key));
    view! {
        <div class=class(aria.invalid)>
            <div class="panel">
                <p>{promise}</p>
                {hint(field.key, field.hint.to_owned())}
                {error(field.key, error_html(issue))}
                <div class="mt-s">
                    <label class="check" for=field.key>
                        <input
                            type="checkbox"
                            id=field.key
                            name=name
                            value="1"
                            checked=shown.values.has(field.key)
                            disabled=locked
                            required=aria.required
                            aria-invalid=aria.invalid()
                            aria-describedby=aria.described()
                        />
                        {star(aria.required)}
                        {format!("本人已阅读{}并确认", field.label)}
                    </label>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The control of a [`Plain`] field.
#[derive(Clone, Debug)]
pub enum Control {
    Text,
    Password,
    /// A text of digits.
    Digits,
    /// Options as written by [`options`].
    Select(String),
    Long {
        rows: u8,
        max: usize,
    },
    /// What the file chooser offers, such as `image/jpeg`.
    File {
        accept: &'static str,
    },
    /// [`Control::File`] that takes several.
    Files {
        accept: &'static str,
    },
}

/// A control outside a [`domain::field::Form`]; its name in the post is its id.
#[derive(Clone, Debug)]
pub struct Plain {
    pub id: String,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub error: String,
    pub needed: bool,
    pub locked: bool,
    pub autocomplete: Option<&'static str>,
    pub control: Control,
}

impl Plain {
    pub fn new(id: impl Into<String>, label: impl Into<String>, control: Control) -> Plain {
        Plain {
            id: id.into(),
            label: label.into(),
            hint: String::new(),
            value: String::new(),
            error: String::new(),
            needed: false,
            locked: false,
            autocomplete: None,
            control,
        }
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Plain {
        self.hint = hint.into();
        self
    }
    pub fn value(mut self, value: impl Into<String>) -> Plain {
        self.value = value.into();
        self
    }
    /// The sentence at the field; nothing when empty.
    pub fn error(mut self, error: impl Into<String>) -> Plain {
        self.error = error.into();
        self
    }
    pub fn needed(mut self) -> Plain {
        self.needed = true;
        self
    }
    pub fn locked(mut self) -> Plain {
        self.locked = true;
        self
    }
    pub fn autocomplete(mut self, token: &'static str) -> Plain {
        self.autocomplete = Some(token);
        self
    }
}

pub fn plain(plain: Plain) -> AnyView {
    let aria = Aria {
        id: &plain.id,
        hinted: !plain.hint.is_empty(),
        invalid: !plain.error.is_empty(),
        required: plain.needed && !plain.locked,
    };
    let name = (!plain.locked).then(|| plain.id.clone());
    let line = |kind: &'static str, inputmode: Option<&'static str>| Line {
        class: "input",
        kind,
        inputmode,
        autocomplete: plain.autocomplete,
        value: plain.value.clone(),
        name: name.clone(),
        locked: plain.locked,
    };
    let control = match &plain.control {
        Control::Text => draw_line(line("text", None), &aria),
        Control::Digits => draw_line(line("text", Some("numeric")), &aria),
        // A password is never sent back.
        Control::Password => draw_line(Line { value: String::new(), ..line("password", None) }, &aria),
        Control::Select(options) => select(&aria, name.clone(), options.clone()),
        Control::Long { rows, max } => {
            let (area, said) = (textarea(&plain.value), count_said(text::count(&plain.value), *max));
            long(&aria, name.clone(), area, said, *rows, *max, plain.locked)
        }
        Control::File { accept } => file(&aria, accept, false),
        Control::Files { accept } => file(&aria, accept, true),
    };
    around(&aria, plain.label, "field__label", plain.hint, error_html(&plain.error), control)
}

fn file(aria: &Aria<'_>, accept: &'static str, several: bool) -> AnyView {
    view! {
        <input
            class="input"
            type="file"
            id=aria.id.to_owned()
            name=aria.id
            accept=accept
            multiple=several
            required=aria.required
            aria-invalid=aria.invalid()
            aria-describedby=aria.described()
        />
    }
    .into_any()
}

/// A box to tick outside a form, such as 只看可以选择的.
pub fn check(id: impl Into<String>, label: impl Into<String>, checked: bool) -> AnyView {
    let (id, label): (String, String) = (id.into(), label.into());
    let (name, target) = (id.clone(), id.clone());
    view! {
        <label class="check" for=target>
            <input type="checkbox" id=id name=name value="1" checked=checked/>
            " "
            {label}
        </label>
    }
    .into_any()
}

/// One of several answers: value, label, explanation (may be empty).
pub type Answer = (String, String, String);

/// A group of radio buttons; the first has the id, so that a summary can lead there.
pub fn radios(
    id: &'static str,
    legend: impl Into<String>,
    answers: Vec<Answer>,
    value: &str,
    issue: &str,
    needed: bool,
) -> AnyView {
    let legend: String = legend.into();
    let answers = answers
        .into_iter()
        .enumerate()
        .map(|(place, (answer, label, explained))| {
            let own = if place == 0 { id.to_owned() } else { format!("{id}-{answer}") };
            let explained = (!explained.is_empty()).then(|| view! { <span class="check__hint">{explained}</span> });
            let (target, checked) = (own.clone(), answer == value);
            view! {
                <label class="check" for=target>
                    <input type="radio" id=own name=id value=answer checked=checked required=needed/>
                    " "
                    {label}
                    {explained}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class=class(!issue.is_empty()) aria-describedby=format!("{id}-error")>
            <legend class="field__label">{star(needed)}{legend}</legend>
            {error(id, error_html(issue))}
            {answers}
        </fieldset>
    }
    .into_any()
}
