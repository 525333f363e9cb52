//! The draft: saved by itself while somebody types, kept in the browser when it
//! cannot be, and never written over another page's text.
//!
//! One request at a time; what comes meanwhile goes with the next. After a
//! conflict nothing is saved by itself any more: the person decides.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::{
    field::{Kind, Picker},
    values::{Labels, Values, normalised},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Event, HtmlInputElement, Window};

use super::{
    dom::{self, Timer},
    record::Page,
    slot::{self, Slot},
};
use crate::{
    api::{ApiError, SaveDraft, SavedDraft, Stay, ask},
    ui::{
        banner::{self, Banner, Tone},
        conflict,
        field::name,
    },
    url,
};

/// After the last key.
const PAUSE: i32 = 800;
/// Until what could not be saved is tried again.
const AGAIN: i32 = 20_000;
const MINUTE: i32 = 60_000;
/// Before the session ends.
const WARNING: i32 = 5;

const KEPT: &str = "没有连上网络，填写的内容已留在本机，连上后自动保存";

/// Where saving stands.
#[derive(Default)]
pub struct Draft {
    pause: Timer,
    again: Timer,
    idle: Timer,
    busy: Cell<bool>,
    /// Something was typed while a request was under way.
    more: Cell<bool>,
    /// Another page has saved: nothing more by itself. What it saved has this version.
    held: Cell<Option<i64>>,
    /// The page is being posted or left on purpose.
    leaving: Cell<bool>,
    /// What is in the slot waits for the network or for a login.
    waiting: Cell<bool>,
    /// The person logs out: nothing stays in this browser any more.
    out: Cell<bool>,
    /// The banner was written here.
    told: Cell<bool>,
    /// What the server is known to have.
    stored: RefCell<Option<Values>>,
}

impl Draft {
    pub fn leaving(&self) -> bool {
        self.leaving.get()
    }

    /// Nothing is saved any more until the person decides.
    pub fn held(&self) -> bool {
        self.held.get().is_some()
    }

    fn tell(&self, markup: &str) {
        self.told.set(!markup.is_empty());
        dom::set_html("banner", markup);
    }
}

impl Page {
    /// What waits from an earlier visit, then what this visit brings.
    pub fn begin(self: &Rc<Self>, window: &Window, document: &Document) {
        self.awake();
        for event in ["online", "focus"] {
            dom::when(window, event, {
                let page = self.clone();
                move || page.retry()
            });
        }
        dom::when(window, "pagehide", {
            let page = self.clone();
            move || page.hide()
        });
        dom::when(window, "pageshow", {
            let page = self.clone();
            move || {
                page.draft.leaving.set(false);
                page.draft.out.set(false);
            }
        });
        dom::when(document, "visibilitychange", {
            let page = self.clone();
            move || page.flush()
        });
        dom::on(document, "click", {
            let page = self.clone();
            move |event| page.clicked(&event)
        });
        dom::on(document, "submit", {
            let page = self.clone();
            move |event| page.submitted(&event)
        });
        match self.hidden_slot() {
            Some(slot) => self.replay(&slot),
            // Typed before this ran.
            None if self.untouched() => *self.draft.stored.borrow_mut() = Some(self.read()),
            None => self.changed(),
        }
    }

    fn id(&self) -> String {
        self.hidden("id")
    }

    /// The slot of this form, unless the page already shows its text.
    fn hidden_slot(&self) -> Option<Slot> {
        let slot = slot::take(self.form, &self.id())?;
        let tidy = |values: &Values| normalised(self.form, values, self.today());
        if tidy(&slot.values) == tidy(&self.read()) {
            slot::remove(self.form, &self.id());
            return None;
        }
        Some(slot)
    }

    /// Every control shows what the server sent.
    fn untouched(&self) -> bool {
        self.form.fields().filter_map(|field| dom::control(&name(field.key))).all(|control| as_sent(&control))
    }

    /// Something was typed: saved after a pause.
    pub fn changed(self: &Rc<Self>) {
        let page = self.clone();
        self.draft.pause.set(PAUSE, move || page.save());
    }

    /// Saves what the page holds now, if it differs from what the server has.
    pub fn save(self: &Rc<Self>) {
        let draft = &self.draft;
        draft.pause.stop();
        if draft.held() || draft.leaving.get() {
            return;
        }
        if draft.busy.get() {
            draft.more.set(true);
            return;
        }
        let values = self.read();
        if draft.stored.borrow().as_ref() == Some(&values) {
            return;
        }
        self.send();
    }

    fn send(self: &Rc<Self>) {
        let page = self.clone();
        self.draft.busy.set(true);
        spawn_local(async move {
            let slot = page.now();
            let asked = SaveDraft {
                form: page.form.key.to_owned(),
                id: page.id(),
                version: slot.version,
                key: slot.key.clone(),
                values: slot.values.clone(),
            };
            let answer = ask(asked).await;
            page.draft.busy.set(false);
            page.answered(answer, slot);
            if page.draft.more.take() {
                page.save();
            }
        });
    }

    fn answered(self: &Rc<Self>, answer: Result<SavedDraft, ApiError>, slot: Slot) {
        match answer {
            Ok(SavedDraft::Saved { version, at, labels, findings }) => {
                set_hidden("version", &version.to_string());
                slot::remove(self.form, &self.id());
                self.draft.waiting.set(false);
                if self.draft.told.get() {
                    self.draft.tell("");
                }
                self.follow(&labels, &slot.values);
                self.found(findings);
                *self.draft.stored.borrow_mut() = Some(slot.values);
                dom::set_text("save-state", &format!("已保存 {at}"));
                self.awake();
            }
            Ok(SavedDraft::Conflict { version, stored, labels }) => {
                self.draft.held.set(Some(version));
                let differences = conflict::differences(self.form, (&slot.values, &slot.labels), (&stored, &labels));
                let here = dom::window().location().href().unwrap_or_default();
                self.draft.tell(&conflict::html(&differences, &here));
                dom::set_text("save-state", "没有保存：另一个页面已经保存过这份内容，两边的文字列在页首");
            }
            Err(ApiError::Refused(sentence)) => dom::set_text("save-state", &format!("没有保存：{sentence}")),
            Err(ApiError::SignedOut) => {
                self.signed_out();
                self.wait(&slot, "没有保存：登录已经结束，填写的内容已留在本机");
            }
            Err(ApiError::Failed { reference }) => {
                self.wait(
                    &slot,
                    &format!("没有保存：系统出了问题（编号 {reference}），填写的内容已留在本机，稍后自动再试"),
                );
            }
            Err(ApiError::Unreached) => self.wait(&slot, KEPT),
        }
    }

    fn signed_out(&self) {
        self.draft.tell(&signed_out());
    }

    /// Keeps the text until the network or the login is back.
    fn wait(self: &Rc<Self>, slot: &Slot, said: &str) {
        if !self.draft.out.get() {
            slot::put(self.form, &self.id(), slot);
        }
        self.draft.waiting.set(true);
        dom::set_text("save-state", said);
        let page = self.clone();
        self.draft.again.set(AGAIN, move || page.retry());
    }

    fn retry(self: &Rc<Self>) {
        if self.draft.waiting.get() {
            self.save();
        }
    }

    /// A text that waits since an earlier visit: this page goes on where that one stopped, so that whoever
    /// saved in between is found out.
    fn replay(self: &Rc<Self>, slot: &Slot) {
        for field in self.form.fields() {
            let value = slot.values.get(field.key);
            let Some(control) = dom::control(&name(field.key)).filter(as_sent) else { continue };
            if let Kind::Tick { .. } = field.kind {
                control.set_checked(!value.is_empty());
            } else {
                control.set_value(value);
            }
            if let Kind::Pick(picker) = field.kind {
                let label = slot.labels.get(field.key).map_or("", String::as_str);
                let note = if picker == Picker::Region { value } else { "" };
                picked(field.key, value, label, note);
            }
        }
        set_hidden("version", &slot.version.to_string());
        set_hidden("key", &slot.key);
        self.draft.waiting.set(true);
        self.save();
    }

    /// Writes what follows from other fields, unless those have changed since they were sent.
    fn follow(&self, labels: &Labels, sent: &Values) {
        let now = self.read();
        for field in self.form.fields() {
            if let Kind::Follows { of } = field.kind
                && sent.get(of) == now.get(of)
            {
                dom::set_value(field.key, labels.get(field.key).map_or("", String::as_str));
            }
        }
    }

    /// The form is posted: the server's page says how it went.
    pub fn go(&self) {
        self.draft.leaving.set(true);
        self.draft.pause.stop();
        // The person has seen both texts and decided for this one.
        if let Some(version) = self.draft.held.get() {
            set_hidden("version", &version.to_string());
        }
        // Should the post not arrive, the slot holds all of it.
        if self.draft.waiting.get() {
            slot::put(self.form, &self.id(), &self.now());
        }
    }

    /// Without network a post would end on the browser's own page: the text stays here.
    pub fn offline(self: &Rc<Self>) -> bool {
        let offline = !dom::window().navigator().on_line();
        if offline {
            self.wait(&self.now(), KEPT);
            let says = Banner::new(Tone::Error, "保存失败。", "网络没有连上，填写的内容还在本页。请稍后再点一次“保存”");
            self.draft.tell(&banner::html(&says));
        }
        offline
    }

    fn now(&self) -> Slot {
        let version = self.hidden("version").parse().unwrap_or_default();
        Slot { version, key: self.hidden("key"), values: self.read(), labels: self.labels() }
    }

    /// The page goes out of sight and may never come back.
    fn flush(self: &Rc<Self>) {
        if dom::document().hidden() {
            self.save();
        }
    }

    /// The page goes: what the server does not have waits for the next visit.
    fn hide(&self) {
        let slot = self.now();
        if !self.draft.leaving.get() && self.draft.stored.borrow().as_ref() != Some(&slot.values) {
            slot::put(self.form, &self.id(), &slot);
        }
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        // Opening the page anew in a conflict means taking what is stored.
        if self.draft.held() && dom::target(event, "#banner a:not([href^=\"#\"])").is_some() {
            slot::remove(self.form, &self.id());
            self.draft.leaving.set(true);
        }
        if dom::target(event, "#idle button").is_some() {
            let page = self.clone();
            spawn_local(async move {
                match ask(Stay {}).await {
                    Ok(()) => page.awake(),
                    Err(ApiError::SignedOut) => {
                        dom::set_html("idle", "");
                        page.signed_out();
                    }
                    Err(_) => dom::set_html("idle", &warning("没有连上网络，请稍后再点一次。")),
                }
            });
        }
    }

    /// Logging out empties the storage, and this page must not fill it again while it goes. The server says
    /// so too, but browsers obey only over TLS, and before this page is told that it goes.
    fn submitted(self: &Rc<Self>, event: &Event) {
        let out = url::logout();
        if dom::target(event, "form").is_some_and(|form| form.get_attribute("action").is_some_and(|to| to == out)) {
            self.save();
            self.draft.out.set(true);
            self.draft.leaving.set(true);
            slot::clear();
        }
    }

    /// The server has just heard of this session: the warning is due anew.
    pub fn awake(self: &Rc<Self>) {
        dom::set_html("idle", "");
        let minutes = dom::find("[data-idle-minutes]").and_then(|body| body.get_attribute("data-idle-minutes"));
        let Some(minutes) = minutes.and_then(|minutes| minutes.parse::<i32>().ok()) else { return };
        let page = self.clone();
        self.draft.idle.set((minutes - WARNING).max(1) * MINUTE, move || {
            page.save();
            dom::set_html("idle", &warning(&format!("很久没有操作，{WARNING} 分钟后登录会结束。填写的内容会保留。")));
        });
    }
}

fn warning(says: &str) -> String {
    format!(
        "<p class=\"banner banner--warn\">{says} \
         <button class=\"btn btn--s\" type=\"button\">继续填写</button></p>"
    )
}

fn set_hidden(name: &str, value: &str) {
    if let Some(input) = dom::control(name) {
        input.set_value(value);
    }
}

/// The way to log in opens beside the page, which keeps what it holds.
pub fn signed_out() -> String {
    let says = Banner::new(Tone::Warn, "登录已经结束。", "填写的内容还在本页。请在新窗口登录，回到这里会自动保存：");
    let link = format!("<a href=\"{}\" target=\"_blank\" rel=\"noopener\">登录</a>", url::login());
    let said = banner::html(&says);
    format!("{}{link}</p>", said.strip_suffix("</p>").unwrap_or(&said))
}

/// The control shows what the server sent: nobody has touched it.
fn as_sent(control: &HtmlInputElement) -> bool {
    match control.tag_name().as_str() {
        "SELECT" => {
            let sent = control.query_selector("option[selected]").ok().flatten();
            let sent = sent.and_then(|option| option.get_attribute("value")).unwrap_or_default();
            sent == control.unchecked_ref::<web_sys::HtmlSelectElement>().value()
        }
        "TEXTAREA" => {
            let area = control.unchecked_ref::<web_sys::HtmlTextAreaElement>();
            area.default_value().is_ok_and(|sent| sent == area.value())
        }
        _ => control.value() == control.default_value() && control.checked() == control.default_checked(),
    }
}

/// Shows a chosen code: its label, and the line below.
pub fn picked(key: &str, code: &str, label: &str, note: &str) {
    dom::set_value(&format!("{key}--value"), code);
    dom::set_value(key, label);
    if let Some(line) = dom::by_id(&format!("{key}--note")) {
        line.set_text_content(Some(note));
        line.set_hidden(note.is_empty());
    }
}
