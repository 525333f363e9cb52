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
    field::{Beside, Each, Shown, Whole, draw},
    mould::{self, Draw, Made, Mould, gap},
    summary,
    text::{attribute, escape},
};

/// What the red frame says.
const CORE_NOTE: &str = "红色框内为核心数据，不能填错；提交后只有退回或撤回才能修改。";

/// All fields of a form.
pub fn fields(form: &'static Form, shown: &Shown) -> AnyView {
    let mut html = String::with_capacity(form.fields().count() * 1024);
    write_fields(&mut html, form, shown);
    InertElement::new(html).into_any()
}

fn write_fields(html: &mut String, form: &'static Form, shown: &Shown) {
    static WHOLE: Made<usize, Option<Whole>> = Made::new();
    let plain = shown.issues.is_empty() && shown.beside.is_empty() && !shown.locked;
    let whole = || {
        WHOLE.get(&std::ptr::from_ref(form).addr(), || {
            Whole::cast(|html, each| groups(html, form, &Shown::default(), each))
        })
    };
    match if plain { whole().as_ref() } else { None } {
        Some(whole) => whole.write(html, shown),
        None => groups(html, form, shown, &mut |html, field, heads| draw(html, field, shown, heads)),
    }
}

fn groups(html: &mut String, form: &'static Form, shown: &Shown, each: &mut Each<'_>) {
    form.groups.iter().for_each(|one| group(html, one, shown, each));
}

fn group(html: &mut String, group: &'static Group, shown: &Shown, each: &mut Each<'_>) {
    // A group of one field that repeats its title would say it twice.
    if let [only] = group.fields
        && only.label == group.title
        && !matches!(only.kind, Kind::Tick { .. })
    {
        html.push_str("<div class=\"group\">");
        each(html, only, true);
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
            rows(html, group.fields, each);
            html.push_str("</div><div class=\"c-3\">");
            mould::write(html, beside(text));
            html.push_str("</div></div>");
        }
        None => rows(html, group.fields, each),
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
fn rows(html: &mut String, fields: &'static [Field], each: &mut Each<'_>) {
    let (mut start, mut filled) = (0, 0);
    for (place, field) in fields.iter().enumerate() {
        let width = field.width.twelfths();
        if filled + width > 12 {
            draw_row(html, &fields[start..place], each);
            (start, filled) = (place, 0);
        }
        filled += width;
    }
    draw_row(html, &fields[start..], each);
}

fn draw_row(html: &mut String, row: &'static [Field], each: &mut Each<'_>) {
    let alone = row.iter().all(|field| field.width == Width::Full);
    html.push_str(if alone { "" } else { "<div class=\"row\">" });
    for one in row {
        match column(one.width) {
            Some(class) => {
                html.push_str(class);
                each(html, one, false);
                html.push_str("</div>");
            }
            None => each(html, one, false),
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
pub struct Frame<'f> {
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
    pub head: Draw<'f>,
    /// Further hidden inputs: name, value.
    pub hidden: Vec<(String, String)>,
    /// [`actions`].
    pub actions: String,
}

/// What differs in the frame of a form: the gaps of its mould.
const BANNER: usize = 0;
const SUMMARY: usize = 1;
const HEAD: usize = 2;
const ACTION: usize = 3;
const TODAY: usize = 4;
const TOKEN: usize = 5;
const ACCOUNT: usize = 6;
const VERSION: usize = 7;
const KEY: usize = 8;
const HIDDEN: usize = 9;
const CONFLICT: usize = 10;
const FIELDS: usize = 11;
const ACTIONS: usize = 12;

/// Banner, summary, head and form. Posts `_token`, `account`, `version`, `key`, `intent` or
/// `pick`, a `v.KEY` for each field, and a `c.KEY` for each conflict.
pub fn frame(frame: Frame<'_>, shown: &Shown) -> AnyView {
    let mut html = String::with_capacity(4096 + frame.form.fields().count() * 1024);
    write_frame(&mut html, frame, shown);
    InertElement::new(html).into_any()
}

/// [`frame`] as markup.
pub fn write_frame(html: &mut String, frame: Frame<'_>, shown: &Shown) {
    static DRAWN: Made<&str> = Made::new();
    let mould = DRAWN.get(&frame.form.key, || Mould::cast(&draw_frame(frame.form).to_html()));
    let mut head = Some(frame.head);
    mould.fill(html, |gap, html| match gap {
        BANNER => html.push_str(&frame.banner.as_ref().map(banner::html).unwrap_or_default()),
        SUMMARY => summary::write_slot(html, &frame.summary, &summary::of(&shown.issues)),
        HEAD => head.take().into_iter().for_each(|head| head(html)),
        ACTION => html.push_str(&escape(&frame.action)),
        TODAY => html.push_str(&frame.today.to_string()),
        TOKEN => html.push_str(&escape(&frame.token)),
        ACCOUNT => html.push_str(&escape(&frame.account)),
        VERSION => html.push_str(&frame.version.to_string()),
        KEY => html.push_str(&escape(&frame.key)),
        HIDDEN => frame.hidden.iter().for_each(|(name, value)| hidden(html, name, value)),
        CONFLICT => conflict::write_slot(html, &frame.conflict),
        FIELDS => write_fields(html, frame.form, shown),
        _ => html.push_str(&frame.actions),
    });
}

/// Writes a value that is posted and not shown.
pub fn hidden(html: &mut String, name: &str, value: &str) {
    html.push_str("<input type=\"hidden\"");
    attribute(html, "name", name);
    attribute(html, "value", value);
    html.push('>');
}

fn draw_frame(form: &'static Form) -> AnyView {
    view! {
        <div id="banner" role="alert" inner_html=gap(BANNER)></div>
        {gap(SUMMARY)}
        {gap(HEAD)}
        <form
            method="post"
            action=gap(ACTION)
            novalidate=true
            id="record"
            data-form=form.key
            data-fields=written::write(form)
            data-today=gap(TODAY)
        >
            // The first button is the one that Enter presses: it saves, never opens a picker.
            <div class="vh" aria-hidden="true">
                <button type="submit" name="intent" value="save" tabindex="-1">"保存"</button>
            </div>
            <input type="hidden" name="_token" value=gap(TOKEN)/>
            <input type="hidden" name="account" value=gap(ACCOUNT)/>
            <input type="hidden" name="version" value=gap(VERSION)/>
            <input type="hidden" name="key" value=gap(KEY)/>
            {gap(HIDDEN)}
            {gap(CONFLICT)}
            {gap(FIELDS)}
            <p class="form__tip" id="save-state" role="status"></p>
            {gap(ACTIONS)}
        </form>
    }
    .into_any()
}

/// The row of buttons below a form, as markup. Each button is its `intent` and its words; the first is the main one, and
/// one that saves has the intent `save`. Then links: `href`, words.
pub fn actions(buttons: &[(&str, &str)], links: &[(String, String)], tip: &str) -> String {
    let mut html = String::with_capacity(512);
    html.push_str("<div class=\"actions\">");
    for (place, (intent, words)) in buttons.iter().enumerate() {
        html.push_str("<button");
        attribute(&mut html, "class", if place == 0 { "btn" } else { "btn btn--second" });
        html.push_str(" type=\"submit\" name=\"intent\"");
        attribute(&mut html, "value", intent);
        html.push('>');
        html.push_str(&escape(words));
        html.push_str("</button>");
    }
    for (href, words) in links {
        html.push_str("<a class=\"btn btn--link\"");
        attribute(&mut html, "href", href);
        html.push('>');
        html.push_str(&escape(words));
        html.push_str("</a>");
    }
    if !tip.is_empty() {
        html.push_str("<p class=\"form__tip\">");
        html.push_str(&escape(tip));
        html.push_str("</p>");
    }
    html.push_str("</div>");
    html
}

#[cfg(test)]
mod tests {
    use domain::{forms, values::Values};

    use super::{Shown, Whole, draw, groups};

    #[test]
    fn a_form_at_once_is_the_form_field_by_field() {
        let mut wholes = 0;
        for form in forms::all() {
            let whole = Whole::cast(|html, each| groups(html, form, &Shown::default(), each));
            let Some(whole) = whole else { continue };
            wholes += 1;
            let hostile = form.fields().map(|field| (field.key, "\n<\"&'> 2026-11-23 一二"));
            let coded = form.fields().map(|field| (field.key, "1"));
            for values in [hostile.collect(), coded.collect(), Values::new()] {
                let shown = Shown { values, ..Shown::default() };
                let (mut at_once, mut by_field) = (String::new(), String::new());
                whole.write(&mut at_once, &shown);
                groups(&mut by_field, form, &shown, &mut |html, field, heads| draw(html, field, &shown, heads));
                assert_eq!(at_once, by_field, "{}", form.key);
            }
        }
        assert!(wholes > 10, "{wholes}");
    }
}
