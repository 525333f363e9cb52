//! Fields that two pages have changed to different texts: what this page holds and
//! what the other one has saved, side by side, with a choice for each. All else of
//! the form is saved; these stay as they are stored until the person has chosen.
//!
//! [`html`] is the one writer, because the browser puts the same markup into
//! [`SLOT`]. A choice is a radio of the form, named by [`name`]: it is posted with
//! it, and where scripts run the text goes into its field at once. Nothing chosen
//! means the own text, once somebody presses 保存.

use domain::{
    field::Form,
    values::{Labels, Values, show},
};

use super::text::escape;

/// The id of what holds the choices, first in the form.
pub const SLOT: &str = "clash";
/// How the value begins of the radio that takes the stored text; the raw text follows.
pub const STORED: char = '=';
/// The same for the text of this page.
pub const MINE: char = '-';

/// A field with two texts: as people read them, and raw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub key: &'static str,
    pub label: &'static str,
    pub mine: Text,
    pub stored: Text,
    /// Nothing is chosen yet.
    pub open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub shown: String,
    pub raw: String,
}

/// The name of a choice.
pub fn name(key: &str) -> String {
    format!("c.{key}")
}

/// The given fields with their two texts, in the order of the form.
pub fn differences(
    form: &Form,
    keys: &[&str],
    mine: (&Values, &Labels),
    stored: (&Values, &Labels),
) -> Vec<Difference> {
    form.fields()
        .filter(|field| keys.contains(&field.key))
        .map(|field| {
            let text = |(values, labels): (&Values, &Labels)| Text {
                shown: show(field, values, labels).into_owned(),
                raw: values.get(field.key).to_owned(),
            };
            Difference { key: field.key, label: field.label, mine: text(mine), stored: text(stored), open: true }
        })
        .collect()
}

/// The choices as text; nothing when there are none.
pub fn html(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let mut html = format!(
        "<section class=\"banner banner--warn\" aria-labelledby=\"clash-h\">\
         <h2 class=\"banner__title\" id=\"clash-h\">有 {} 项两个页面都改了，请选择用哪一边的</h2>\
         <p>本页的其他内容已经保存。下面各项现在保存的是另一个页面填写的，没有覆盖任何一方。\
         选好后点“保存”；没有选择的，以本页填写的为准。</p>\
         <table class=\"table t-stack\" role=\"table\"><caption class=\"vh\">两边不一致的内容</caption>\
         <thead role=\"rowgroup\"><tr role=\"row\">",
        differences.len()
    );
    for head in HEADS {
        html.push_str(&format!("<th role=\"columnheader\" scope=\"col\">{head}</th>"));
    }
    html.push_str("</tr></thead><tbody role=\"rowgroup\">");
    for one in differences {
        let name = name(one.key);
        html.push_str(&format!(
            "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"t-full\" data-label=\"{}\">\
             <a href=\"#{}\">{}</a></th>",
            HEADS[0], one.key, one.label
        ));
        for (head, begins, text) in [(HEADS[1], MINE, &one.mine), (HEADS[2], STORED, &one.stored)] {
            let shown = if text.shown.is_empty() { "（空）" } else { &text.shown };
            html.push_str(&format!(
                "<td role=\"cell\" data-label=\"{head}\"><label class=\"check\" for=\"{name}{begins}\">\
                 <input type=\"radio\" id=\"{name}{begins}\" name=\"{name}\" value=\"{begins}{}\"> \
                 <span class=\"vh\">{}：</span>用{head}</label><div class=\"prose\">{}</div></td>",
                escape(&text.raw),
                one.label,
                escape(shown)
            ));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></section>");
    html
}

const HEADS: [&str; 3] = ["项目", "本页填写的", "已经保存的"];

/// Writes what holds the choices: on the page that a post came back with they are easy to reach, and announced when they
/// come while somebody types.
pub fn write_slot(into: &mut String, differences: &[Difference]) {
    into.push_str("<div id=\"");
    into.push_str(SLOT);
    let html = html(differences);
    into.push_str(if html.is_empty() { "\" role=\"alert\">" } else { "\" role=\"alert\" tabindex=\"-1\" autofocus>" });
    into.push_str(&html);
    into.push_str("</div>");
}
