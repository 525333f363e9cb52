//! The draft: saved by itself while somebody types, kept in the browser until it is,
//! and never written over another page's text.
//!
//! One request at a time; what comes meanwhile goes with the next. A field that
//! another page has changed to another text stays there as it is, until the person
//! has chosen; all else goes on being saved.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use domain::{
    field::{Field, Kind, Picker},
    merge,
    values::{Labels, Values, normalised, show},
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
    api::{ApiError, SavedDraft, Stay, ask},
    ui::{
        banner::{self, Banner, Tone},
        conflict::{self, Difference, Text},
        field::name,
    },
    url,
};

/// After the last key.
const PAUSE: i32 = 800;
/// Nothing typed is older before this browser keeps it.
const KEEP: i32 = 500;
/// So often it is only kept before it is also sent, though the typing goes on.
const KEEPS: u32 = 8;
/// Pages of which a page says that it goes on with their text.
const BEFORE: usize = 5;
/// Until what could not be saved is tried again.
const AGAIN: i32 = 20_000;
/// Until a request without an answer no longer keeps later ones back.
const LATE: i32 = 15_000;
const MINUTE: i32 = 60_000;
/// Before the session ends.
const WARNING: i32 = 5;

const KEPT: &str = "没有连上网络，填写的内容已留在本机，连上后自动保存";

/// Where saving stands.
#[derive(Default)]
pub struct Draft {
    pause: Timer,
    keep: Timer,
    again: Timer,
    idle: Timer,
    /// What was typed is going to be kept.
    keeping: Cell<bool>,
    /// How often it was kept since it was sent.
    kept: Cell<u32>,
    late: Timer,
    /// Counts the requests; only the answer to the last one says anything.
    asked: Cell<u32>,
    busy: Cell<bool>,
    /// Something was typed while a request was under way.
    more: Cell<bool>,
    /// The page is being posted or left on purpose.
    leaving: Cell<bool>,
    /// What is in the slot waits for the network or for a login.
    waiting: Cell<bool>,
    /// The person logs out: nothing stays in this browser any more.
    out: Cell<bool>,
    /// The banner was written here.
    told: Cell<bool>,
    /// What the server is known to have; where the choice is open, what the page holds instead.
    stored: RefCell<Option<Values>>,
    /// Fields that another page has saved differently.
    clashes: RefCell<Vec<Difference>>,
}

impl Draft {
    pub fn leaving(&self) -> bool {
        self.leaving.get()
    }

    /// Whether another page has saved this field differently, and nothing is chosen yet.
    fn open(&self, key: &str) -> bool {
        self.clashes.borrow().iter().any(|one| one.open && one.key == key)
    }

    fn any_open(&self) -> bool {
        self.clashes.borrow().iter().any(|one| one.open)
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
            move || page.put()
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

    /// The name of this form's slot.
    pub fn place(&self) -> String {
        slot::place(self.form.key, &self.hidden("id"))
    }

    /// The slot of this form, unless the page already shows its text.
    fn hidden_slot(&self) -> Option<Slot> {
        let slot = slot::take(&self.place())?;
        let tidy = |values: &Values| normalised(self.form, values, self.today());
        if slot.others.is_empty() && tidy(&slot.values) == tidy(&self.read()) {
            slot::remove(&self.place());
            return None;
        }
        Some(slot)
    }

    /// Every control shows what the server sent.
    fn untouched(&self) -> bool {
        self.form.fields().all(as_sent)
    }

    /// Something was typed: kept in a moment, saved after a pause.
    pub fn changed(self: &Rc<Self>) {
        let page = self.clone();
        self.draft.pause.set(PAUSE, move || page.save());
        if !self.draft.keeping.replace(true) {
            let page = self.clone();
            self.draft.keep.set(KEEP, move || page.keep());
        }
    }

    fn keep(self: &Rc<Self>) {
        self.draft.keeping.set(false);
        self.put();
        self.draft.kept.set(self.draft.kept.get() + 1);
        if self.draft.kept.get() >= KEEPS {
            self.save();
        }
    }

    /// Keeps what the server does not have.
    fn put(&self) {
        if self.draft.stored.borrow().as_ref() != Some(&self.read()) || self.draft.any_open() {
            self.keep_slot(&self.now());
        }
    }

    fn keep_slot(&self, slot: &Slot) {
        if !self.draft.out.get() && !self.draft.leaving.get() {
            slot::put(&self.place(), slot);
        }
    }

    /// Saves what the page holds now, if it differs from what the server has.
    pub fn save(self: &Rc<Self>) {
        let draft = &self.draft;
        draft.pause.stop();
        if draft.leaving.get() {
            return;
        }
        if draft.busy.get() {
            draft.more.set(true);
            return;
        }
        if draft.stored.borrow().as_ref() == Some(&self.read()) {
            return;
        }
        self.send();
    }

    fn send(self: &Rc<Self>) {
        let page = self.clone();
        let turn = self.draft.asked.get() + 1;
        self.draft.asked.set(turn);
        self.draft.busy.set(true);
        self.draft.kept.set(0);
        self.draft.late.set(LATE, {
            let page = self.clone();
            move || {
                page.draft.asked.set(turn + 1);
                page.draft.busy.set(false);
                page.wait(KEPT);
            }
        });
        spawn_local(async move {
            // Never older than what is on its way.
            let slot = page.now();
            page.keep_slot(&slot);
            let answer = slot.send(&page.place()).await;
            if page.draft.asked.get() != turn {
                return;
            }
            page.draft.late.stop();
            page.draft.busy.set(false);
            page.answered(answer, slot);
            if page.draft.more.take() {
                page.save();
            }
        });
    }

    fn answered(self: &Rc<Self>, answer: Result<SavedDraft, ApiError>, slot: Slot) {
        match answer {
            Ok(saved) => self.saved(saved, slot.values),
            Err(ApiError::Refused(sentence)) => dom::set_text("save-state", &format!("没有保存：{sentence}")),
            Err(ApiError::SignedOut) => {
                self.signed_out();
                self.wait("没有保存：登录已经结束，填写的内容已留在本机");
            }
            Err(ApiError::Failed { reference }) => {
                self.wait(&format!(
                    "没有保存：系统出了问题（错误编号 {reference}），填写的内容已留在本机，稍后自动再试"
                ));
            }
            Err(ApiError::Unreached) => self.wait(KEPT),
        }
    }

    fn saved(self: &Rc<Self>, saved: SavedDraft, mut sent: Values) {
        let SavedDraft { version, at, labels, findings, merged, conflicts } = saved;
        let draft = &self.draft;
        set_hidden("version", &version.to_string());
        // From here on it is known by itself, and not by the pages whose text it took over.
        let key = self.hidden("key");
        set_hidden("key", key.split(' ').next().unwrap_or_default());
        draft.waiting.set(false);
        if draft.told.get() {
            draft.tell("");
        }
        let now = self.read();
        let mut said = String::new();
        for (key, raw) in merged {
            let Some(field) = self.form.field(&key) else { continue };
            let label = labels.get(&key).map_or("", String::as_str);
            if now.get(&key) != sent.get(&key) || draft.open(&key) {
                self.clash(field, &raw, label);
            } else {
                write(field, &raw, label);
                sent.set(&key, raw);
                said = format!("{said}，另一个页面修改的“{}”已经合并进来", field.label);
            }
        }
        for (key, raw) in &conflicts {
            if let Some(field) = self.form.field(key) {
                self.clash(field, raw, labels.get(key).map_or("", String::as_str));
            }
        }
        self.follow(&labels, &sent);
        self.found(findings);
        *draft.stored.borrow_mut() = Some(sent);
        slot::remove(&self.place());
        self.put();
        if draft.any_open() {
            said.push_str("，两个页面都改了的请在上面选择");
        }
        dom::set_text("save-state", &format!("已保存 {at}{said}"));
        self.awake();
    }

    /// Another page has saved this field differently: both texts are shown, and the choice is open.
    fn clash(&self, field: &'static Field, raw: &str, label: &str) {
        let text = |values: &Values, labels: &Labels| Text {
            shown: show(field, values, labels).into_owned(),
            raw: values.get(field.key).to_owned(),
        };
        let stored = Values::new().with(field.key, raw);
        let mut said = Labels::new();
        if !label.is_empty() {
            said.insert(field.key.to_owned(), label.to_owned());
        }
        let one = Difference {
            key: field.key,
            label: field.label,
            mine: text(&self.read(), &self.labels()),
            stored: text(&stored, &said),
            open: true,
        };
        let mut clashes = self.draft.clashes.borrow_mut();
        // What stands there already is not drawn anew under somebody's hands.
        if clashes.iter().any(|other| other.open && other.key == one.key && other.stored == one.stored) {
            return;
        }
        clashes.retain(|other| other.key != one.key);
        clashes.push(one);
        dom::set_html(conflict::SLOT, &conflict::html(&clashes));
    }

    /// A choice between two texts was made. Until the form is saved it can be made again.
    pub fn chose(self: &Rc<Self>, event: &Event) {
        let Some(radio) = dom::target(event, "input[type=radio]") else { return };
        let radio: HtmlInputElement = radio.unchecked_into();
        let key = radio.name();
        let field = key.strip_prefix("c.").and_then(|key| self.form.field(key));
        let Some(field) = field else { return };
        let mut clashes = self.draft.clashes.borrow_mut();
        let Some(one) = clashes.iter_mut().find(|one| one.key == field.key) else { return };
        if radio.value().starts_with(conflict::STORED) {
            write(field, &one.stored.raw, &one.stored.shown);
        } else if self.read().get(field.key) == one.stored.raw {
            write(field, &one.mine.raw, &one.mine.shown);
        }
        one.open = false;
        *self.draft.stored.borrow_mut() = None;
        self.changed();
    }

    fn signed_out(&self) {
        self.draft.tell(&signed_out());
    }

    /// The text stays here until the network or the login is back.
    fn wait(self: &Rc<Self>, said: &str) {
        self.put();
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

    /// A text that waits since an earlier visit: this page goes on with it from the version that it was made from,
    /// so that what was saved in between is put together with it.
    fn replay(self: &Rc<Self>, slot: &Slot) {
        let now = self.read();
        for field in self.form.fields().filter(|field| merge::open(field)) {
            let value = slot.values.get(field.key);
            let label = slot.labels.get(field.key).map_or("", String::as_str);
            if as_sent(field) {
                write(field, value, label);
            } else if now.get(field.key) != value {
                // Typed before this ran, over a text that was not there yet.
                self.clash(field, value, label);
            }
        }
        for (key, raw) in &slot.others {
            if let Some(field) = self.form.field(key) {
                self.clash(field, raw, slot.labels.get(&slot::other(key)).map_or("", String::as_str));
            }
        }
        set_hidden("version", &slot.version.to_string());
        let mut key = self.hidden("key");
        for word in slot.key.split(' ').take(BEFORE) {
            key = format!("{key} {}", word.split('.').next().unwrap_or_default());
        }
        set_hidden("key", &key);
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

    /// The form is posted: the server's page says how it went. Should the post not arrive, the slot holds all of it.
    pub fn go(&self) {
        // Where nothing was chosen, this decides for the text of this page.
        self.draft.clashes.take();
        slot::put(&self.place(), &self.now());
        self.draft.leaving.set(true);
        self.draft.pause.stop();
        // What was chosen stands in the fields, and has perhaps been changed since.
        dom::set_html(conflict::SLOT, "");
    }

    /// Without network a post would end on the browser's own page: the text stays here.
    pub fn offline(self: &Rc<Self>) -> bool {
        let offline = !dom::window().navigator().on_line();
        if offline {
            self.wait(KEPT);
            let says = Banner::new(Tone::Error, "保存失败。", "网络没有连上，填写的内容还在本页。请稍后再点一次“保存”");
            self.draft.tell(&banner::html(&says));
        }
        offline
    }

    /// What the page holds, as the next of its saves.
    fn now(&self) -> Slot {
        let key = self.hidden("key");
        let (first, before) = key.split_once(' ').unwrap_or((&key, ""));
        let (own, nth) = first.split_once('.').unwrap_or((first, "0"));
        let key = format!("{own}.{} {before}", nth.parse::<u32>().unwrap_or_default() + 1);
        set_hidden("key", &key);
        let (mut others, mut labels) = (Labels::new(), self.labels());
        for one in self.draft.clashes.borrow().iter().filter(|one| one.open) {
            others.insert(one.key.to_owned(), one.stored.raw.clone());
            labels.insert(slot::other(one.key), one.stored.shown.clone());
        }
        Slot {
            at: dom::now(),
            title: dom::find("h1").and_then(|title| title.text_content()).unwrap_or_default(),
            page: dom::window().location().href().unwrap_or_default(),
            version: self.hidden("version").parse().unwrap_or_default(),
            key,
            values: self.read(),
            others,
            labels,
        }
    }

    /// The page goes out of sight and may never come back.
    fn flush(self: &Rc<Self>) {
        if dom::document().hidden() {
            self.save();
        }
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
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

/// The field shows what the server sent: nobody has touched it.
fn as_sent(field: &'static Field) -> bool {
    let mut sent = true;
    dom::find_all(&format!("#record [name=\"{}\"]", name(field.key)), |control| {
        sent &= one_as_sent(control.unchecked_ref());
    });
    sent
}

fn one_as_sent(control: &HtmlInputElement) -> bool {
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

/// Puts a text into its field, whatever control it has.
fn write(field: &'static Field, raw: &str, label: &str) {
    match field.kind {
        Kind::Entries => {
            dom::find_all(&format!("#record [name=\"{}\"]", name(field.key)), |control| {
                let control: &HtmlInputElement = control.unchecked_ref();
                control.set_checked(raw.split(' ').any(|id| id == control.value()));
            });
        }
        Kind::Pick(picker) => picked(field.key, raw, label, if picker == Picker::Region { raw } else { "" }),
        _ => {
            let Some(control) = dom::control(&name(field.key)) else { return };
            if let Kind::Tick { .. } = field.kind {
                control.set_checked(!raw.is_empty());
            } else {
                control.set_value(raw);
            }
        }
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
