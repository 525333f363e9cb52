//! The confirmation page of a step that cannot simply be undone: what happens,
//! one button that names it, and the way back.

use leptos::prelude::*;

use super::field::{Control, Plain, plain};

pub struct Confirm {
    /// `撤回这件申请？`
    pub title: String,
    /// What will happen, and to what.
    pub says: Vec<String>,
    pub action: String,
    pub token: String,
    /// Further hidden inputs: name, value.
    pub hidden: Vec<(String, String)>,
    /// A reason to be typed: label, hint, value, error; it is posted as `reason`.
    pub reason: Option<(String, String, String, String)>,
    pub button: String,
    /// Draws the button as dangerous.
    pub dangerous: bool,
    /// The way back: `href`, words.
    pub back: (String, String),
}

/// The whole page body, `h1` included.
pub fn confirm(confirm: Confirm) -> AnyView {
    let Confirm { title, says, action, token, hidden, reason, button, dangerous, back } = confirm;
    let says = says.into_iter().map(|sentence| view! { <p class="mt-s">{sentence}</p> }).collect_view();
    let hidden =
        hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let reason = reason.map(|(label, hint, value, error)| {
        let control = Control::Long { rows: 3, max: 200 };
        view! { <div class="mt">{plain(Plain::new("reason", label, control).hint(hint).value(value).error(error))}</div> }
    });
    let (href, words) = back;
    view! {
        <div class="page-head"><h1>{title}</h1></div>
        <form method="post" action=action novalidate=true>
            <input type="hidden" name="_token" value=token/>
            {hidden}
            <div class="panel">{says}{reason}</div>
            <div class="actions">
                <button class=if dangerous { "btn btn--warn" } else { "btn" } type="submit">{button}</button>
                <a class="btn btn--second" href=href>{words}</a>
            </div>
        </form>
    }
    .into_any()
}
