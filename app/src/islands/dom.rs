//! The document, as the islands see it: few words for what they need, and nothing
//! of what it means. A missing element is no mistake: a page shows what it shows.

use std::cell::Cell;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, HtmlInputElement, Window};

/// # Panics
/// Outside a browser, where nothing of this is called.
pub fn window() -> Window {
    web_sys::window().expect("islands run in a window")
}

pub fn document() -> Document {
    window().document().expect("a window has a document")
}

pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

pub fn find_all(selector: &str, mut each: impl FnMut(HtmlElement)) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    for place in 0..found.length() {
        if let Some(element) = found.get(place).and_then(|node| node.dyn_into().ok()) {
            each(element);
        }
    }
}

pub fn find_last(selector: &str) -> Option<HtmlElement> {
    let mut last = None;
    find_all(selector, |element| last = Some(element));
    last
}

/// What an event happened to, or what it lies in, when that fits the selector.
pub fn target(event: &Event, selector: &str) -> Option<HtmlElement> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest(selector).ok()??.dyn_into().ok()
}

pub fn set_text(id: &str, words: &str) {
    if let Some(element) = by_id(id) {
        element.set_text_content(Some(words));
    }
}

/// `markup` comes from a writer of `ui`, which escapes.
pub fn set_html(id: &str, markup: &str) {
    if let Some(element) = by_id(id) {
        element.set_inner_html(markup);
    }
}

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "it has no fraction worth keeping, and fits for ever")]
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// The value of a control of the form by its name.
pub fn control(name: &str) -> Option<HtmlInputElement> {
    Some(find(&format!("#record [name=\"{name}\"]"))?.unchecked_into())
}

/// Sets the value of the input with this id.
pub fn set_value(id: &str, value: &str) {
    if let Some(element) = by_id(id) {
        element.unchecked_ref::<HtmlInputElement>().set_value(value);
    }
}

/// Listens as long as the page lives. All events are of one type here, so that there is one shim for all.
pub fn on(target: &EventTarget, name: &str, listener: impl FnMut(Event) + 'static) {
    let closure = Closure::wrap(Box::new(listener) as Box<dyn FnMut(Event)>);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// As [`on`], without interest in the event.
pub fn when(target: &EventTarget, name: &str, mut listener: impl FnMut() + 'static) {
    on(target, name, move |_| listener());
}

/// One thing to be done later; setting it again replaces it.
#[derive(Default)]
pub struct Timer(Cell<i32>);

impl Timer {
    pub fn set(&self, milliseconds: i32, then: impl FnOnce() + 'static) {
        self.stop();
        let then: Box<dyn FnOnce()> = Box::new(then);
        let then = Closure::once_into_js(then);
        let id = window().set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), milliseconds);
        self.0.set(id.unwrap_or_default());
    }

    pub fn stop(&self) {
        window().clear_timeout_with_handle(self.0.take());
    }
}

/// After what is going on has ended.
pub fn later(then: impl FnOnce() + 'static) {
    Timer::default().set(0, then);
}
