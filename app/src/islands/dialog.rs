//! The magnifier over the page: takes over the `pick` buttons of `#record`, asks
//! the server function what the magnifier's own page would be asked, shows what it
//! has drawn, and writes the choice into the form. It knows no picker in particular.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::pick::{ALONG, TYPED};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Event, EventInit, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, InputEvent, UrlSearchParams,
};

use super::{
    dom::{self, Timer},
    draft::{picked, signed_out},
};
use crate::{
    api::{ApiError, Pick, Picked, ask},
    ui::{
        banner::{self, Banner, Tone},
        field, pick,
    },
};

/// After the last key in a filter.
const PAUSE: i32 = 250;

/// One per page, after the form: forms must not stand inside each other.
#[island]
pub fn PickDialog() -> impl IntoView {
    if is_browser() {
        start();
    }
    view! {
        <dialog class="dialog" id="pick" aria-labelledby="pick-title" aria-describedby="pick-note">
            <div class="dialog__head">
                <h2 id="pick-title"></h2>
                <form method="dialog">
                    <button class="btn btn--second btn--s dialog__close" type="submit">"关闭"</button>
                </form>
            </div>
            <div class="dialog__body">
                <p class="form__tip dialog__tip" id="pick-note"></p>
                <p class="vh" id="pick-said" role="status"></p>
                <div id="pick-filters"></div>
                <div id="pick-rows"></div>
            </div>
        </dialog>
    }
}

/// What of an answer is new on the screen, and where the focus goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Draw {
    /// Just opened: all, and into the first filter.
    Opened,
    /// A link was followed: all, and to where it led.
    Followed,
    /// The filters are being filled in: they stay as they are.
    Rows,
}

struct Dialog {
    element: HtmlDialogElement,
    opener: RefCell<Option<HtmlElement>>,
    picker: RefCell<String>,
    field: RefCell<String>,
    /// Counts the questions; only the answer to the last one is shown.
    asked: Cell<u32>,
    pause: Timer,
}

fn start() {
    let Some(element) = dom::by_id("pick") else { return };
    let dialog = Rc::new(Dialog {
        element: element.unchecked_into(),
        opener: RefCell::default(),
        picker: RefCell::default(),
        field: RefCell::default(),
        asked: Cell::default(),
        pause: Timer::default(),
    });
    dom::find_all("#record button[name=pick]", |button| {
        let _ = button.set_attribute("aria-haspopup", "dialog");
    });
    dom::on(&dom::document(), "click", {
        let dialog = dialog.clone();
        move |event| {
            if let Some(button) = dom::target(&event, "#record button[name=pick]") {
                event.prevent_default();
                dialog.open(button);
            }
        }
    });
    dom::on(&dialog.element, "click", {
        let dialog = dialog.clone();
        move |event| dialog.clicked(&event)
    });
    dom::on(&dialog.element, "submit", {
        let dialog = dialog.clone();
        move |event| {
            if dom::target(&event, "form:not([method=dialog])").is_some() {
                event.prevent_default();
                dialog.filter();
            }
        }
    });
    dom::on(&dialog.element, "input", {
        let dialog = dialog.clone();
        // Letters on their way to become characters are no question yet.
        move |event| {
            if !event.unchecked_ref::<InputEvent>().is_composing() {
                dialog.soon();
            }
        }
    });
    dom::when(&dialog.element, "compositionend", {
        let dialog = dialog.clone();
        move || dialog.soon()
    });
    dom::when(&dialog.element, "close", {
        let dialog = dialog.clone();
        move || dialog.closed()
    });
}

impl Dialog {
    fn open(self: &Rc<Self>, button: HtmlElement) {
        let text = |name: &str| button.get_attribute(name).unwrap_or_default();
        let (picker, field) = (text("data-picker"), text("value"));
        let Ok(question) = UrlSearchParams::new() else { return };
        let form = dom::by_id("record").and_then(|form| form.get_attribute("data-form"));
        question.set("form", &form.unwrap_or_default());
        question.set("field", &field);
        question.set("owner", &dom::control("id").map(|input| input.value()).unwrap_or_default());
        dom::set_text("pick-title", &text("aria-label"));
        dom::set_text("pick-note", "正在查询…");
        if self.element.show_modal().is_err() {
            return;
        }
        lock(true);
        *self.opener.borrow_mut() = Some(button);
        *self.picker.borrow_mut() = picker;
        *self.field.borrow_mut() = field;
        self.ask(&question, Draw::Opened);
    }

    fn closed(&self) {
        lock(false);
        self.pause.stop();
        self.asked.set(self.asked.get() + 1);
        dom::set_html("pick-filters", "");
        dom::set_html("pick-rows", "");
        if let Some(opener) = self.opener.take() {
            let _ = opener.focus();
        }
    }

    fn ask(self: &Rc<Self>, question: &UrlSearchParams, draw: Draw) {
        self.pause.stop();
        for key in ALONG {
            if let Some(control) = dom::control(&field::name(key)) {
                question.set(&pick::name(&format!("{TYPED}{key}")), &control.value());
            }
        }
        let question = Pick { picker: self.picker.borrow().clone(), question: question.to_string().into() };
        let dialog = self.clone();
        let place = self.asked.get() + 1;
        self.asked.set(place);
        spawn_local(async move {
            let answer = ask(question).await;
            // A slower answer to an earlier question says nothing any more.
            if dialog.asked.get() == place {
                dialog.answered(answer, draw);
            }
        });
    }

    fn answered(&self, answer: Result<Picked, ApiError>, draw: Draw) {
        let says = match answer {
            Ok(answer) => return show(&answer, draw),
            Err(ApiError::SignedOut) => signed_out(),
            Err(ApiError::Refused(sentence)) => say(&sentence),
            Err(ApiError::Failed { reference }) => say(&format!("系统出了问题（错误编号 {reference}），请稍后再试")),
            Err(ApiError::Unreached) => say("没有连上网络，请稍后再点“查询”，或关闭后重新选择"),
        };
        dom::set_text("pick-note", "");
        dom::set_text("pick-said", "没有查到，原因见下");
        dom::set_html("pick-rows", &says);
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        if let Some(button) = dom::target(event, "button[name=choose]") {
            event.prevent_default();
            self.choose(&button);
        } else if let Some(link) = dom::target(event, "a[href]:not([target])") {
            event.prevent_default();
            let href = link.get_attribute("href").unwrap_or_default();
            if let Ok(question) = UrlSearchParams::new_with_str(href.split_once('?').map_or("", |(_, query)| query)) {
                self.ask(&question, Draw::Followed);
            }
        }
    }

    fn soon(self: &Rc<Self>) {
        let dialog = self.clone();
        self.pause.set(PAUSE, move || dialog.filter());
    }

    /// Asks for what the filters say now.
    fn filter(self: &Rc<Self>) {
        let form = dom::find("#pick-filters form").map(|form| form.unchecked_into::<HtmlFormElement>());
        let data = form.and_then(|form| FormData::new_with_form(&form).ok());
        // Any list of pairs makes one, though the binding asks for a record.
        let question =
            data.and_then(|data| UrlSearchParams::new_with_record_from_str_to_str(data.unchecked_ref()).ok());
        if let Some(question) = question {
            self.ask(&question, Draw::Rows);
        }
    }

    /// Writes the row into the form, which then saves itself.
    fn choose(&self, button: &HtmlElement) {
        let text = |name: &str| button.get_attribute(name).unwrap_or_default();
        let (field, name) = (self.field.borrow(), text("aria-label"));
        let label = name.strip_prefix(pick::CHOOSE).unwrap_or(&name);
        picked(&field, &text("value"), label, &text(pick::NOTE));
        let mut said = format!("已选择{label}");
        for (key, label) in text(pick::FILLS).lines().filter_map(|fill| fill.split_once(' ')) {
            dom::set_value(key, label);
            said.push_str(&format!("，自动带出{label}"));
        }
        dom::set_text("save-state", &said);
        let init = EventInit::new();
        init.set_bubbles(true);
        if let (Some(control), Ok(event)) =
            (dom::control(&field::name(&field)), Event::new_with_event_init_dict("input", &init))
        {
            let _ = control.dispatch_event(&event);
        }
        self.element.close();
    }
}

fn show(answer: &Picked, draw: Draw) {
    dom::set_text("pick-title", &answer.title);
    dom::set_text("pick-note", &answer.note);
    dom::set_text("pick-said", &answer.said);
    if draw != Draw::Rows {
        dom::set_html("pick-filters", &answer.filters);
    }
    dom::set_html("pick-rows", &answer.rows);
    let first = match draw {
        Draw::Opened => "#pick-filters :is(input:not([type=hidden]), select)",
        Draw::Followed => "#pick-rows [aria-current=page]",
        Draw::Rows => return,
    };
    // In a tree: where it is open; with nothing else, the first that can be chosen.
    let open = || dom::find_last("#pick-rows [aria-expanded=true]");
    let element = dom::find(first).or_else(open).or_else(|| dom::find("#pick-rows :is(a, button)"));
    if let Some(element) = element {
        let _ = element.focus();
    }
}

fn say(sentence: &str) -> String {
    banner::html(&Banner::new(Tone::Error, "", sentence))
}

/// The page behind does not scroll.
fn lock(locked: bool) {
    if let Some(body) = dom::document().body() {
        let _ = body.class_list().toggle_with_force("has-dialog", locked);
    }
}
