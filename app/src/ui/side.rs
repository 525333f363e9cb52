//! The side navigation of 网上业务.

use leptos::prelude::*;

use crate::url;

/// Which item is current.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Item {
    Services,
    Tracking,
    Record,
    Photo,
    Certificates,
}

impl Item {
    pub const ALL: &[Item] = &[Item::Services, Item::Tracking, Item::Record, Item::Photo, Item::Certificates];

    pub const fn label(self) -> &'static str {
        match self {
            Item::Services => "业务申请",
            Item::Tracking => "业务办理查询",
            Item::Record => "个人信息查看",
            Item::Photo => "照片维护",
            Item::Certificates => "我的职称证书",
        }
    }

    fn href(self) -> String {
        match self {
            Item::Services => url::services(),
            Item::Tracking => url::tracking(),
            Item::Record => url::record(),
            Item::Photo => url::photo(),
            Item::Certificates => url::certificates(),
        }
    }
}

/// The navigation beside the page's own content.
pub fn beside(current: Item, main: AnyView) -> AnyView {
    view! {
        <div class="cols">
            <div class="cols__side">{side(current)}</div>
            <div class="cols__main">{main}</div>
        </div>
    }
    .into_any()
}

pub fn side(current: Item) -> AnyView {
    let items = Item::ALL
        .iter()
        .map(|item| {
            let here = (*item == current).then_some("page");
            view! { <li><a href=item.href() aria-current=here>{item.label()}</a></li> }
        })
        .collect_view();
    view! { <nav class="side" aria-label="网上业务菜单"><ul>{items}</ul></nav> }.into_any()
}
