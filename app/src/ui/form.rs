//! A [`Form`] as HTML: its groups in rows, and the frame around them that posts
//! to the page's own address. The frame is what the browser's island listens to; it
//! works the same without.

use domain::{
    date::Date,
    field::{Field, Form, Group, Kind, Width},
    written,
};
use leptos::prelude::*;

use super::{
    banner::{self, Banner},
    conflict::{self, Difference},
    field::{Beside, Shown, field, heading},
    summary,
};

/// What the red frame says.
const CORE_NOTE: &str = "红色框内为核心数据，不能填错；提交后只有退回或撤回才能修改。";

/// All fields of a form.
pub fn fields(form: &'static Form, shown: &Shown) -> AnyView {
    form.groups.iter().map(|one| group(one, shown)).collect_view().into_any()
}

fn group(group: &'static Group, shown: &Shown) -> AnyView {
    // A group of one field that repeats its title would say it twice.
    if let [only] = group.fields
        && only.label == group.title
        && !matches!(only.kind, Kind::Tick { .. })
    {
        return view! { <div class="group">{heading(only, shown)}</div> }.into_any();
    }
    let rows = rows(group.fields, shown);
    let rows = match group.fields.iter().find_map(|field| shown.beside.get(field.key)) {
        Some(text) => {
            view! { <div class="row"><div class="c-23">{rows}</div><div class="c-3">{beside(text)}</div></div> }
                .into_any()
        }
        None => rows,
    };
    if group.core {
        view! {
            <fieldset class="core">
                <legend>{group.title}</legend>
                <p class="core__note">{CORE_NOTE}</p>
                <div class="core__body">{rows}</div>
            </fieldset>
        }
        .into_any()
    } else if group.title.is_empty() {
        view! { <div class="group">{rows}</div> }.into_any()
    } else {
        view! { <fieldset class="group"><legend>{group.title}</legend>{rows}</fieldset> }.into_any()
    }
}

fn beside(text: &Beside) -> AnyView {
    let paragraphs = text.paragraphs.iter().map(|one| view! { <li>{one.clone()}</li> }).collect_view();
    view! {
        <div class="beside">
            <p><b>{text.title.clone()}</b></p>
            <ol class="list list--num">{paragraphs}</ol>
            <p class="muted">{text.note.clone()}</p>
        </div>
    }
    .into_any()
}

/// Fills rows in order until twelve twelfths are full.
fn rows(fields: &'static [Field], shown: &Shown) -> AnyView {
    let mut rows: Vec<&'static [Field]> = Vec::new();
    let (mut start, mut filled) = (0, 0);
    for (place, field) in fields.iter().enumerate() {
        let width = field.width.twelfths();
        if filled + width > 12 {
            rows.push(&fields[start..place]);
            (start, filled) = (place, 0);
        }
        filled += width;
    }
    rows.push(&fields[start..]);
    rows.into_iter().map(|row| draw_row(row, shown)).collect_view().into_any()
}

fn draw_row(row: &'static [Field], shown: &Shown) -> AnyView {
    let cells = row
        .iter()
        .map(|one| match column(one.width) {
            Some(class) => view! { <div class=class>{field(one, shown)}</div> }.into_any(),
            None => field(one, shown),
        })
        .collect_view();
    if row.iter().all(|field| field.width == Width::Full) {
        cells.into_any()
    } else {
        view! { <div class="row">{cells}</div> }.into_any()
    }
}

const fn column(width: Width) -> Option<&'static str> {
    match width {
        Width::Quarter => Some("c-4"),
        Width::Third => Some("c-3"),
        Width::Half => Some("c-2"),
        Width::TwoThirds => Some("c-23"),
        Width::Full => None,
    }
}

/// What stands around a form's fields.
pub struct Frame {
    pub form: &'static Form,
    /// The page's own address.
    pub action: String,
    /// Against cross-site posts.
    pub token: String,
    /// Version of what was loaded.
    pub version: i64,
    /// Random, per page: tells two posts of one page from two pages.
    pub key: String,
    /// Whose page it is, see [`crate::shell::Frame::account`].
    pub account: String,
    /// The date in Guangdong, for the checks in the browser.
    pub today: Date,
    /// What was just done.
    pub banner: Option<Banner>,
    /// Fields that another page has saved differently in between.
    pub conflict: Vec<Difference>,
    /// Heading over the issues; see [`summary::kept`].
    pub summary: String,
    /// The page's head, between summary and form.
    pub head: AnyView,
    /// Further hidden inputs: name, value.
    pub hidden: Vec<(String, String)>,
    /// Buttons below; a saving button is `name=intent value=save`.
    pub actions: AnyView,
}

/// Banner, summary, head and form. Posts `_token`, `account`, `version`, `key`, `intent` or
/// `pick`, a `v.KEY` for each field, and a `c.KEY` for each conflict.
pub fn frame(frame: Frame, shown: &Shown) -> AnyView {
    let Frame { form, action, token, account, version, key, today, banner, conflict, summary, head, hidden, actions } =
        frame;
    let said = banner.as_ref().map(banner::html).unwrap_or_default();
    let hidden =
        hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <div id="banner" role="alert" inner_html=said></div>
        {summary::slot(&summary, &summary::of(&shown.issues))}
        {head}
        <form
            method="post"
            action=action
            novalidate=true
            id="record"
            data-form=form.key
            data-fields=written::write(form)
            data-today=today.to_string()
        >
            // The first button is the one that Enter presses: it saves, never opens a picker.
            <div class="vh" aria-hidden="true">
                <button type="submit" name="intent" value="save" tabindex="-1">"保存"</button>
            </div>
            <input type="hidden" name="_token" value=token/>
            <input type="hidden" name="account" value=account/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="key" value=key/>
            {hidden}
            {conflict::slot(&conflict)}
            {fields(form, shown)}
            <p class="form__tip" id="save-state" role="status"></p>
            {actions}
        </form>
    }
    .into_any()
}

/// The row of buttons: `intent`, words; the first is the main one. Then links: `href`, words.
pub fn actions(buttons: Vec<(&'static str, String)>, links: Vec<(String, String)>, tip: impl Into<String>) -> AnyView {
    let tip: String = tip.into();
    let buttons = buttons
        .into_iter()
        .enumerate()
        .map(|(place, (intent, words))| {
            let class = if place == 0 { "btn" } else { "btn btn--second" };
            view! { <button class=class type="submit" name="intent" value=intent>{words}</button> }
        })
        .collect_view();
    let links =
        links.into_iter().map(|(href, words)| view! { <a class="btn btn--link" href=href>{words}</a> }).collect_view();
    view! {
        <div class="actions">
            {buttons}
            {links}
            {(!tip.is_empty()).then(|| view! { <p class="form__tip">{tip}</p> })}
        </div>
    }
    .into_any()
}
