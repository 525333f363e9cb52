//! Banners: one sentence about the page or about what was just done.
//!
//! [`html`] is the one writer, because the browser puts the same markup into
//! `#banner` without loading the page again.

use leptos::prelude::*;

use super::{text::escape, time};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Info,
    Ok,
    Warn,
    Error,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Info => "banner",
            Tone::Ok => "banner banner--ok",
            Tone::Warn => "banner banner--warn",
            Tone::Error => "banner banner--error",
        }
    }
}

/// A bold beginning (may be empty), the sentence, and a link out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    pub tone: Tone,
    pub lead: String,
    pub text: String,
    pub link: Option<(String, String)>,
}

impl Banner {
    pub fn new(tone: Tone, lead: impl Into<String>, text: impl Into<String>) -> Banner {
        Banner { tone, lead: lead.into(), text: text.into(), link: None }
    }

    /// `href`, words.
    pub fn link(mut self, href: impl Into<String>, words: impl Into<String>) -> Banner {
        self.link = Some((href.into(), words.into()));
        self
    }
}

/// The banner as text, for `#banner`.
pub fn html(banner: &Banner) -> String {
    let mut html = format!("<p class=\"{}\">", banner.tone.class());
    if !banner.lead.is_empty() {
        html.push_str(&format!("<b>{}</b>", escape(&banner.lead)));
    }
    html.push_str(&escape(&banner.text));
    if let Some((href, words)) = &banner.link {
        html.push_str(&format!(" <a href=\"{}\">{}</a>", escape(href), escape(words)));
    }
    html.push_str("</p>");
    html
}

/// A banner that is the result of what the user did: announced when it comes.
pub fn said(banner: &Banner) -> AnyView {
    view! { <div role="status" inner_html=html(banner)></div> }.into_any()
}

/// A banner that belongs to the page.
pub fn banner(banner: &Banner) -> AnyView {
    view! { <div inner_html=html(banner)></div> }.into_any()
}

/// A titled banner with one button, such as a draft to continue.
pub fn with_button(id: &'static str, title: String, body: &str, href: String, button: String) -> AnyView {
    view! {
        <section class="banner banner--act" aria-labelledby=id>
            <div class="banner__body">
                <h2 class="banner__title" id=id>{title}</h2>
                {time::within(body)}
            </div>
            <div class="banner__act"><a class="btn" href=href>{button}</a></div>
        </section>
    }
    .into_any()
}

/// That something was deleted, with the button that brings it back by posting to `action`.
pub fn deleted(says: impl Into<String>, action: String, token: String) -> AnyView {
    let says: String = says.into();
    view! {
        <form class="banner banner--ok banner--act" method="post" action=action>
            <input type="hidden" name="_token" value=token/>
            <div class="banner__body" role="status">{says}</div>
            <div class="banner__act"><button class="btn btn--second btn--s" type="submit">"撤销删除"</button></div>
        </form>
    }
    .into_any()
}

/// A warning with a heading and a body.
pub fn titled(tone: Tone, id: &'static str, title: String, body: AnyView) -> AnyView {
    view! {
        <section class=tone.class() aria-labelledby=id>
            <h2 class="banner__title" id=id>{title}</h2>
            {body}
        </section>
    }
    .into_any()
}
