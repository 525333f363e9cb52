//! Texts of other forms that wait in this browser: sent from whatever page is open
//! once the network and the login are back, also when their own page was closed
//! long ago. What cannot be sent is named, with the way to it.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen_futures::spawn_local;

use super::{
    dom::{self, Timer},
    slot::{self, Slot},
};
use crate::{api::ApiError, ui::text::escape};

/// Until what could not be sent is tried again.
const AGAIN: i32 = 20_000;
/// The id of where they are named.
pub const PLACE: &str = "waiting";

struct Queue {
    /// The slot of this page's own form, which looks after itself.
    own: String,
    again: Timer,
    busy: Cell<bool>,
}

/// Begins to send, and goes on as long as the page lives.
pub fn start(own: String) {
    let queue = Rc::new(Queue { own, again: Timer::default(), busy: Cell::default() });
    for event in ["online", "focus"] {
        dom::when(&dom::window(), event, {
            let queue = queue.clone();
            move || queue.send()
        });
    }
    dom::on(&dom::document(), "click", {
        let queue = queue.clone();
        move |event| {
            if let Some(button) = dom::target(&event, "#waiting button") {
                slot::remove(&button.get_attribute("value").unwrap_or_default());
                queue.show(&queue.waiting());
            }
        }
    });
    queue.send();
}

impl Queue {
    fn waiting(&self) -> Vec<(String, Slot)> {
        slot::all().into_iter().filter(|(place, _)| *place != self.own).collect()
    }

    fn send(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        let queue = self.clone();
        spawn_local(async move {
            for (place, slot) in queue.waiting() {
                match slot.send(&place).await {
                    // Its page may have kept more meanwhile.
                    Ok(saved) if saved.conflicts.is_empty() && slot.others.is_empty() => {
                        if slot::take(&place).is_some_and(|kept| kept == slot) {
                            slot::remove(&place);
                        }
                    }
                    Err(ApiError::Unreached | ApiError::SignedOut) => break,
                    // Only its person can help, on its page.
                    Ok(_) | Err(_) => {}
                }
            }
            queue.busy.set(false);
            let left = queue.waiting();
            queue.show(&left);
            if !left.is_empty() {
                let later = queue.clone();
                queue.again.set(AGAIN, move || later.send());
            }
        });
    }

    fn show(&self, left: &[(String, Slot)]) {
        let mut html = String::new();
        if !left.is_empty() {
            html = format!(
                "<div class=\"banner banner--warn\"><p>有 {} 处填写还没有保存到服务器，留在这台电脑上。\
                 连上网络并登录以后会自动保存，一直没有保存的请打开处理。</p><ul class=\"list\">",
                left.len()
            );
            for (place, slot) in left {
                html.push_str(&format!(
                    "<li><a href=\"{}\">{}</a> <button class=\"btn btn--second btn--s\" type=\"button\" \
                     value=\"{}\">不再保留</button></li>",
                    escape(&slot.page),
                    escape(&slot.title),
                    escape(place)
                ));
            }
            html.push_str("</ul></div>");
        }
        dom::set_html(PLACE, &html);
    }
}
