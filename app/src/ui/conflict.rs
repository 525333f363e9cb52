//! Two texts of one form: what this page holds and what another page has saved
//! in between. Shown side by side; nothing is overwritten and nothing is lost.
//!
//! [`html`] is the one writer, because the browser puts the same markup into
//! `#banner`. After it is shown, the page's `version` is the stored one: saving
//! once more is the person's decision for the own text.

use domain::{
    field::{Form, Kind},
    values::{Labels, Values, show},
};
use leptos::prelude::*;

use super::text::escape;

/// A field with two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub key: &'static str,
    pub label: &'static str,
    pub mine: String,
    pub stored: String,
}

/// The fields that differ, as people read them. What follows from another field is left out.
pub fn differences(form: &Form, mine: (&Values, &Labels), stored: (&Values, &Labels)) -> Vec<Difference> {
    form.fields()
        .filter(|field| !matches!(field.kind, Kind::Follows { .. }))
        .filter(|field| mine.0.get(field.key) != stored.0.get(field.key))
        .map(|field| Difference {
            key: field.key,
            label: field.label,
            mine: show(field, mine.0, mine.1),
            stored: show(field, stored.0, stored.1),
        })
        .collect()
}

/// The banner as text. `here` is the page's own address: opening it again shows what is stored.
pub fn html(differences: &[Difference], here: &str) -> String {
    let mut html = String::from(
        "<section class=\"banner banner--warn\" aria-labelledby=\"conflict\">\
         <h2 class=\"banner__title\" id=\"conflict\">另一个页面已经保存过这份内容</h2>",
    );
    html.push_str(&format!(
        "<p>没有覆盖任何一方。要以本页填写的为准，再点一次“保存”；要改用已经保存的，\
         <a href=\"{}\">重新打开本页</a>。</p>",
        escape(here)
    ));
    if differences.is_empty() {
        html.push_str("<p>两边的内容相同。</p></section>");
        return html;
    }
    html.push_str(
        "<table class=\"table t-stack\" role=\"table\"><caption class=\"vh\">不一致的内容</caption>\
         <thead role=\"rowgroup\"><tr role=\"row\">",
    );
    for head in HEADS {
        html.push_str(&format!("<th role=\"columnheader\" scope=\"col\">{head}</th>"));
    }
    html.push_str("</tr></thead><tbody role=\"rowgroup\">");
    for one in differences {
        html.push_str(&format!(
            "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"t-full\" data-label=\"{}\">\
             <a href=\"#{}\">{}</a></th>",
            HEADS[0], one.key, one.label
        ));
        for (head, text) in [(HEADS[1], &one.mine), (HEADS[2], &one.stored)] {
            let text = if text.is_empty() { "（空）" } else { text };
            html.push_str(&format!("<td role=\"cell\" class=\"prose\" data-label=\"{head}\">{}</td>", escape(text)));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></section>");
    html
}

const HEADS: [&str; 3] = ["项目", "本页填写的", "已经保存的"];

/// The banner on the page without scripts: first thing in its head, announced and easy to reach.
pub fn conflict(differences: &[Difference], here: &str) -> AnyView {
    view! { <div role="alert" tabindex="-1" autofocus=true inner_html=html(differences, here)></div> }.into_any()
}
