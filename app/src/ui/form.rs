//! A [`Form`] as HTML: its groups in rows, and the frame around them that posts
//! to the page's own address. The frame is what the browser's island listens to; it
//! works the same without.

use domain::{
    date::Date,
    field::{Field, Form, Group, Kind, Width},
    written,
};
use leptos::{prelude::*, tachys::html::InertElement};

use super::{
    banner::{self, Banner},
    conflict::{self, Difference},
    field::{Beside, Shown, field, heading},
    summary,
    text::escape,
};

/// What the red frame says.
const CORE_NOTE: &str = "红色框内为核心数据，不能填错；提交后只有退回或撤回才能修改。";

/// All fields of a form.
pub fn fields(form: &'static Form, shown: &Shown) -> AnyView {
    let mut html = String::with_capacity(form.fields().count() * 1024);
    form.groups.iter().for_each(|one| group(&mut html, one, shown));
    InertElement::new(html).into_any()
}

fn group(html: &mut String, group: &'static Group, shown: &Shown) {
    // A group of one field that repeats its title would say it twice.
    if let [only] = group.fields
        && only.label == group.title
        && !matches!(only.kind, Kind::Tick { .. })
    {
        html.push_str("<div class=\"group\">");
        heading(html, only, shown);
        html.push_str("</div>");
        return;
    }
    let title = escape(group.title);
    let end = if group.core {
        html.push_str("<fieldset class=\"core\"><legend>");
        html.push_str(&title);
        html.push_str("</legend><p class=\"core__note\">");
        html.push_str(CORE_NOTE);
        html.push_str("</p><div class=\"core__body\">");
        "</div></fieldset>"
    } else if group.title.is_empty() {
        html.push_str("<div class=\"group\">");
        "</div>"
    } else {
        html.push_str("<fieldset class=\"group\"><legend>");
        html.push_str(&title);
        html.push_str("</legend>");
        "</fieldset>"
    };
    match group.fields.iter().find_map(|field| shown.beside.get(field.key)) {
        Some(text) => {
            html.push_str("<div class=\"row\"><div class=\"c-23\">");
            rows(html, group.fields, shown);
            html.push_str("</div><div class=\"c-3\">");
            html.push_str(&beside(text).to_html());
            html.push_str("</div></div>");
        }
        None => rows(html, group.fields, shown),
    }
    html.push_str(end);
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
fn rows(html: &mut String, fields: &'static [Field], shown: &Shown) {
    let (mut start, mut filled) = (0, 0);
    for (place, field) in fields.iter().enumerate() {
        let width = field.width.twelfths();
        if filled + width > 12 {
            draw_row(html, &fields[start..place], shown);
            (start, filled) = (place, 0);
        }
        filled += width;
    }
    draw_row(html, &fields[start..], shown);
}

fn draw_row(html: &mut String, row: &'static [Field], shown: &Shown) {
    let alone = row.iter().all(|field| field.width == Width::Full);
    html.push_str(if alone { "" } else { "<div class=\"row\">" });
    for one in row {
        match column(one.width) {
            Some(class) => {
                html.push_str(class);
                field(html, one, shown);
                html.push_str("</div>");
            }
            None => field(html, one, shown),
        }
    }
    html.push_str(if alone { "" } else { "</div>" });
}

/// How the cell of a field begins.
const fn column(width: Width) -> Option<&'static str> {
    match width {
        Width::Quarter => Some("<div class=\"c-4\">"),
        Width::Third => Some("<div class=\"c-3\">"),
        Width::Half => Some("<div class=\"c-2\">"),
        Width::TwoThirds => Some("<div class=\"c-23\">"),
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
