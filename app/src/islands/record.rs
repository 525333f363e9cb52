//! Around the server's form: messages while typing, the check before saving, and
//! the draft (see `draft`).

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use domain::{
    check::{Context, Stage, check},
    date::Date,
    field::{Field, Form, Kind},
    issue::Issue,
    text,
    values::{Labels, Values},
    written,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Event, FocusEvent, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlOptionElement, SubmitEvent,
};

use super::{dom, draft::Draft, queue};
use crate::ui::{
    field::{count_said, error_html, name},
    summary,
};

/// Beside `ui::form::frame`: that HTML is never hydrated, only listened to. On a page without a form it sends what
/// waits in this browser.
#[island]
pub fn RecordForm() -> impl IntoView {
    if is_browser() {
        start();
    }
    view! {
        <div id=queue::PLACE role="status"></div>
        <div id="idle" class="float" role="alert"></div>
    }
}

fn start() {
    let mut own = String::new();
    if let Some(page) = Page::find() {
        // With scripts it changes while one types, so it stays in sight.
        if let Some(state) = dom::by_id("save-state") {
            let _ = state.class_list().add_1("save-state");
        }
        own = page.place();
        listen(&Rc::new(page));
    }
    queue::start(own);
    // For tests, which cannot see it otherwise: everything listens from here on.
    if let Some(root) = dom::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

/// The form of this page.
pub struct Page {
    pub element: HtmlFormElement,
    pub form: &'static Form,
    today: Date,
    pub draft: Draft,
    /// The summary on the page, when it was drawn here and may be drawn again.
    drawn: RefCell<String>,
    /// A key or button of the mouse is down: what is drawn now would move the page under it.
    pressed: Cell<bool>,
    left: Cell<Option<&'static Field>>,
    /// Sentences that only the server can make, at fields that were not touched since.
    findings: RefCell<BTreeMap<String, String>>,
}

impl Page {
    fn find() -> Option<Page> {
        let element: HtmlFormElement = dom::by_id("record")?.dyn_into().ok()?;
        let form = written::read(&element.get_attribute("data-fields")?, options)?;
        let today = Date::parse(&element.get_attribute("data-today")?).ok()?;
        let page = Page {
            element,
            form,
            today,
            draft: Draft::default(),
            drawn: RefCell::default(),
            pressed: Cell::default(),
            left: Cell::default(),
            findings: RefCell::default(),
        };
        for field in form.fields() {
            if let Some(sentence) = shown(field.key) {
                page.findings.borrow_mut().insert(field.key.to_owned(), sentence);
            }
        }
        Some(page)
    }

    /// What the page holds: the document is the only store of what was typed.
    pub fn read(&self) -> Values {
        let Ok(data) = FormData::new_with_form(&self.element) else { return Values::new() };
        let text = |field: &Field| match field.kind {
            Kind::Entries => {
                let mut ids = String::new();
                for id in data.get_all(&name(field.key)).iter().filter_map(|id| id.as_string()) {
                    ids.push_str(if ids.is_empty() { "" } else { " " });
                    ids.push_str(&id);
                }
                Some(ids)
            }
            _ => data.get(&name(field.key)).as_string(),
        };
        self.form.fields().filter_map(|field| Some((field.key, text(field)?))).collect()
    }

    /// The labels of codes, as the page shows them.
    pub fn labels(&self) -> Labels {
        let label = |field: &Field| match field.kind {
            Kind::Pick(_) => Some(dom::by_id(field.key)?.unchecked_ref::<HtmlInputElement>().value()),
            Kind::Entry => dom::find(&format!("#{} option:checked", field.key))?.text_content(),
            _ => None,
        };
        let mut labels = Labels::new();
        for field in self.form.fields() {
            if let Some(label) = label(field) {
                labels.insert(field.key.to_owned(), label);
            }
        }
        labels
    }

    /// A hidden input of the frame.
    pub fn hidden(&self, name: &str) -> String {
        dom::control(name).map(|input| input.value()).unwrap_or_default()
    }

    pub const fn today(&self) -> Date {
        self.today
    }

    fn check(&self) -> Vec<Issue> {
        check(self.form, &self.read(), &Context { today: self.today, stage: Stage::Save })
    }

    /// The field that an event belongs to: by the control's id, or by its name when it is hidden.
    fn field_of(&self, event: &Event) -> Option<&'static Field> {
        let element = dom::target(event, "input, select, textarea")?;
        let key = element.get_attribute("name").and_then(|name| name.strip_prefix("v.").map(str::to_owned));
        self.form.field(&key.unwrap_or_else(|| element.id()))
    }
}

/// The codes that the page offers at a field, with their labels.
fn options(key: &str) -> Vec<(String, String)> {
    let Some(Ok(options)) = dom::by_id(key).map(|control| control.query_selector_all("option")) else {
        return Vec::new();
    };
    let options = (0..options.length()).filter_map(|place| options.get(place)?.dyn_into::<HtmlOptionElement>().ok());
    options.map(|option| (option.value(), option.text())).filter(|(code, _)| !code.is_empty()).collect()
}

fn listen(page: &Rc<Page>) {
    let window = dom::window();
    let document = dom::document();
    dom::on(&page.element, "focusout", {
        let page = page.clone();
        move |event| page.leave(event.unchecked_ref())
    });
    dom::on(&page.element, "input", {
        let page = page.clone();
        move |event| page.typed(&event)
    });
    dom::on(&page.element, "change", {
        let page = page.clone();
        move |event| page.chose(&event)
    });
    dom::on(&page.element, "submit", {
        let page = page.clone();
        move |event| page.submit(event.unchecked_ref())
    });
    dom::when(&document, "pointerdown", {
        let page = page.clone();
        move || page.pressed.set(true)
    });
    for end in ["pointerup", "pointercancel"] {
        dom::when(&document, end, {
            let page = page.clone();
            move || page.released()
        });
    }
    page.begin(&window, &document);
}

/// Shows a sentence at a field, or takes it away. The words and the markup are the server's.
fn show(key: &str, sentence: &str) {
    let Some(error) = dom::by_id(&format!("{key}-error")) else { return };
    error.set_inner_html(&error_html(sentence));
    error.set_hidden(sentence.is_empty());
    if let Some(control) = dom::by_id(key) {
        if sentence.is_empty() {
            let _ = control.remove_attribute("aria-invalid");
        } else {
            let _ = control.set_attribute("aria-invalid", "true");
        }
    }
    if let Ok(Some(around)) = error.closest(".field") {
        let _ = around.class_list().toggle_with_force("field--error", !sentence.is_empty());
    }
}

/// The sentence that stands at a field.
fn shown(key: &str) -> Option<String> {
    let error = dom::by_id(&format!("{key}-error")).filter(|error| !error.hidden())?;
    let text = error.text_content()?;
    Some(text.strip_prefix("错误：").unwrap_or(&text).to_owned())
}

impl Page {
    /// A field was left. While a button is being pressed nothing may move, or the click would miss it.
    fn leave(&self, event: &FocusEvent) {
        let Some(field) = self.field_of(event) else { return };
        let to: Option<HtmlElement> = event.related_target().and_then(|to| to.dyn_into().ok());
        // On the way to its own 选择 a field is not missing yet.
        if to.is_some_and(|to| to.get_attribute("value").as_deref() == Some(field.key)) {
            return;
        }
        if self.pressed.get() {
            self.left.set(Some(field));
        } else {
            self.look_at(field);
        }
    }

    fn released(self: &Rc<Self>) {
        self.pressed.set(false);
        if let Some(field) = self.left.take() {
            let page = self.clone();
            // After the click that follows; one that submits has already shown everything.
            dom::later(move || page.look_at(field));
        }
    }

    /// Shows what is wrong with one field, and takes away what is mended elsewhere.
    fn look_at(&self, field: &'static Field) {
        if self.draft.leaving() {
            return;
        }
        let issues = self.check();
        show(field.key, &self.sentence(&issues, field.key));
        self.mended(&issues);
    }

    fn sentence(&self, issues: &[Issue], key: &str) -> String {
        let own = issues.iter().find(|issue| issue.key == key).map(ToString::to_string);
        own.or_else(|| self.findings.borrow().get(key).cloned()).unwrap_or_default()
    }

    fn mended(&self, issues: &[Issue]) {
        for field in self.form.fields() {
            if shown(field.key).is_some() && self.sentence(issues, field.key).is_empty() {
                show(field.key, "");
            }
        }
        if !self.drawn.borrow().is_empty() {
            self.summary(issues);
        }
    }

    fn typed(self: &Rc<Self>, event: &Event) {
        let Some(field) = self.field_of(event) else { return };
        if let Kind::Long { max, .. } = field.kind {
            let length = text::count(self.read().get(field.key));
            dom::set_text(&format!("{}-count", field.key), &count_said(length, max));
        }
        self.findings.borrow_mut().remove(field.key);
        if shown(field.key).is_some() {
            let issues = self.check();
            show(field.key, &self.sentence(&issues, field.key));
            self.mended(&issues);
        }
        self.changed();
    }

    fn submit(self: &Rc<Self>, event: &SubmitEvent) {
        self.left.take();
        let unchecked = event.submitter().is_some_and(|button| button.has_attribute("formnovalidate"));
        let issues = if unchecked { Vec::new() } else { self.check() };
        if !unchecked {
            for field in self.form.fields() {
                show(field.key, &self.sentence(&issues, field.key));
            }
            self.summary(&issues);
        }
        if !issues.is_empty() {
            event.prevent_default();
            self.save();
            if let Some(summary) = dom::by_id(summary::ID) {
                let _ = summary.focus();
            }
        } else if self.offline() {
            event.prevent_default();
        } else {
            self.go();
        }
    }

    /// What stays the same is not drawn again: the focus may be in it.
    fn summary(&self, issues: &[Issue]) {
        let markup = summary::html(&summary::kept(issues.len()), &summary::of(issues));
        if *self.drawn.borrow() != markup {
            dom::set_html("summary-slot", &markup);
            *self.drawn.borrow_mut() = markup;
        }
        let lead = if issues.is_empty() { "" } else { summary::LEAD };
        let document = dom::document();
        let title = document.title();
        document.set_title(&format!("{lead}{}", title.strip_prefix(summary::LEAD).unwrap_or(&title)));
    }

    /// Shows what only the server could find, but nothing at the field that is being filled in.
    pub fn found(&self, findings: Vec<(String, String)>) {
        let busy = dom::document().active_element().map(|element| element.id()).unwrap_or_default();
        for (key, sentence) in findings {
            if key != busy && shown(&key).is_none() {
                show(&key, &sentence);
            }
            self.findings.borrow_mut().insert(key, sentence);
        }
    }
}
