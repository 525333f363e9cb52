//! The drawings: the five-bar mark and the icons of cards and buttons. All are
//! decoration beside a word, hidden from assistive technology.

use leptos::{prelude::*, tachys::html::InertElement};

/// The five bars: 员级, 助理级, 中级, 副高级, 正高级.
pub const MARK: &str = concat!(
    "<svg class=\"brand__mark\" width=\"30\" height=\"30\" viewBox=\"0 0 30 30\" aria-hidden=\"true\" focusable=\"false\">",
    "<path fill=\"#0b4a8f\" d=\"M1 22h4v6H1zM7 17h4v11H7zM13 12h4v16h-4zM19 7h4v21h-4z\"/>",
    "<path fill=\"#b3191f\" d=\"M25 2h4v26h-4z\"/></svg>",
);

/// The icon of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// 初次职称考核认定.
    Recognition,
    /// 评审.
    Review,
    /// 业务办理查询.
    Tracking,
    /// 个人信息.
    Person,
    /// 照片维护.
    Photo,
    /// 证书.
    Certificate,
    /// 办事指南.
    Guide,
}

impl Icon {
    pub const ALL: &[Icon] =
        &[Icon::Recognition, Icon::Review, Icon::Tracking, Icon::Person, Icon::Photo, Icon::Certificate, Icon::Guide];

    const fn paths(self) -> &'static str {
        match self {
            Icon::Recognition => "<path d=\"M6 3h9l4 4v14H6z\"/><path d=\"M15 3v4h4M9 12l2.2 2.2L15.5 10M9 18h7\"/>",
            Icon::Review => "<path d=\"M5 4h14v17H5z\"/><path d=\"M9 2.5h6v3H9zM8.5 10h7M8.5 13.5h7M8.5 17h4\"/>",
            Icon::Tracking => {
                "<path d=\"M4 4h11v16H4z\"/><path d=\"M7 8h5M7 12h3\"/><circle cx=\"16\" cy=\"15\" r=\"4\"/><path d=\"M19 18l2.5 2.5\"/>"
            }
            Icon::Person => "<circle cx=\"12\" cy=\"8\" r=\"4\"/><path d=\"M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6z\"/>",
            Icon::Photo => {
                "<path d=\"M4 4h16v16H4z\"/><circle cx=\"12\" cy=\"10.5\" r=\"3\"/><path d=\"M6.5 20c.5-3.5 2.5-5 5.5-5s5 1.5 5.5 5\"/>"
            }
            Icon::Certificate => {
                "<path d=\"M3.5 4.5h17v12h-17z\"/><path d=\"M7 8.5h6M7 12h4\"/><circle cx=\"16\" cy=\"13\" r=\"2.8\"/><path d=\"M14.5 15.5V21l1.5-1.2L17.5 21v-5.5\"/>"
            }
            Icon::Guide => {
                "<path d=\"M4 5c3-1.5 6-1 8 1 2-2 5-2.5 8-1v14c-3-1.5-6-1-8 1-2-2-5-2.5-8-1z\"/><path d=\"M12 6v14\"/>"
            }
        }
    }
}

/// A card's icon, `size` pixels wide and high.
pub fn card(icon: Icon, size: u8) -> AnyView {
    InertElement::new(format!(
        "<svg class=\"card__icon\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 24 24\" fill=\"none\" \
         stroke=\"currentColor\" stroke-width=\"1.6\" stroke-linejoin=\"round\" stroke-linecap=\"round\" \
         aria-hidden=\"true\" focusable=\"false\">{}</svg>",
        icon.paths()
    ))
    .into_any()
}

/// The magnifier of a pick button, with its word.
pub const MAGNIFIER: &str = concat!(
    "<svg width=\"18\" height=\"18\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.4\" ",
    "stroke-linecap=\"round\" aria-hidden=\"true\" focusable=\"false\"><circle cx=\"10.5\" cy=\"10.5\" r=\"6.5\"/>",
    "<path d=\"M15.5 15.5L21 21\"/></svg>",
);

/// A card: icon, heading, sentence, links (`href`, words, what it is about for readers).
pub fn business_card(
    icon: Icon,
    title: impl Into<String>,
    says: impl Into<String>,
    links: Vec<(String, String, String)>,
) -> AnyView {
    let (title, says): (String, String) = (title.into(), says.into());
    let links = links
        .into_iter()
        .map(|(href, words, about)| {
            let about = (!about.is_empty()).then(|| view! { <span class="vh">{format!("：{about}")}</span> });
            view! { <a href=href>{words}{about}</a> }
        })
        .collect_view();
    view! {
        <li><div class="card">{card(icon, 42)}<h3>{title}</h3><p>{says}</p><p class="card__links">{links}</p></div></li>
    }
    .into_any()
}

/// A small card whose heading is the link.
pub fn small_card(icon: Icon, href: String, title: impl Into<String>, says: impl Into<String>) -> AnyView {
    let (title, says): (String, String) = (title.into(), says.into());
    view! {
        <li><div class="card card--s">{card(icon, 32)}<h3><a href=href>{title}</a></h3><p>{says}</p></div></li>
    }
    .into_any()
}
