//! Pages that say what did not work and the way out of it. They carry no data
//! of the user, but the form that is kept when the site is overloaded.

use domain::access::Role;
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{heading, resend},
    url,
};

/// What did not work.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// No such page, or nothing that this account may know of.
    NotFound,
    /// Forbidden, with the reason (the words of `domain::access::Denied`).
    Denied(String),
    /// The post did not come from this site's own page.
    Forged,
    /// Somebody else, or another tab, was faster.
    Conflict,
    /// More than so many KB were posted.
    TooLarge { kilobytes: u32 },
    /// Too often; try again in so many seconds.
    TooMany { seconds: u32 },
    /// A fault of the site, with the number under which it was logged.
    Internal { reference: String },
    /// Not now. What was typed is kept: where it was posted, and its pairs.
    Unavailable { lack: Lack, action: String, pairs: Vec<(String, String)> },
}

/// What the site has none of just now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    Time,
    /// On the disk.
    Room,
}

impl Trouble {
    pub const fn status(&self) -> u16 {
        match self {
            Trouble::NotFound => 404,
            Trouble::Denied(_) | Trouble::Forged => 403,
            Trouble::Conflict => 409,
            Trouble::TooLarge { .. } => 413,
            Trouble::TooMany { .. } => 429,
            Trouble::Internal { .. } => 500,
            Trouble::Unavailable { .. } => 503,
        }
    }

    const fn title(&self) -> &'static str {
        match self {
            Trouble::NotFound => "没有找到这个页面",
            Trouble::Denied(_) => "不能办理",
            Trouble::Forged => "没有提交成功",
            Trouble::Conflict => "内容已经有了变化",
            Trouble::TooLarge { .. } => "提交的内容太大",
            Trouble::TooMany { .. } => "操作太频繁",
            Trouble::Internal { .. } => "系统出了问题",
            Trouble::Unavailable { lack: Lack::Time, .. } => "现在办理的人太多",
            Trouble::Unavailable { lack: Lack::Room, .. } => "现在不能保存",
        }
    }

    fn says(&self) -> String {
        match self {
            Trouble::NotFound => {
                "地址可能写错了，也可能这项内容已经删除，或者不属于当前账号。请从下面的链接重新进入。".to_owned()
            }
            Trouble::Denied(why) => format!("{why}。"),
            Trouble::Forged => {
                "这次提交不是从本站的页面发出的，或者页面打开得太久。请返回上一页，刷新后再提交一次。".to_owned()
            }
            Trouble::Conflict => {
                "你打开页面以后，这项内容在别处改过或已经办理。请返回上一页，刷新后再看一遍，需要时重新操作。"
                    .to_owned()
            }
            Trouble::TooLarge { kilobytes } => {
                format!("一次最多提交 {kilobytes} KB。请把照片或文字减小后再试，照片可以先压缩到 600 KB 以内。")
            }
            Trouble::TooMany { seconds } => format!("短时间内操作次数太多，请等 {seconds} 秒后再试。"),
            Trouble::Internal { reference } => {
                format!("请稍后再试一次。多次出现时，把错误编号 {reference} 告诉系统管理人员，他们能据此查到原因。")
            }
            Trouble::Unavailable { lack, pairs, .. } => {
                let why = match lack {
                    Lack::Time => "系统一时忙不过来",
                    Lack::Room => "存放数据的磁盘满了，管理人员腾出空间以后就能继续",
                };
                let way = match pairs.is_empty() {
                    true => "请过几秒再试一次。已经保存的内容都在。",
                    false => "内容还没有保存。你填写的内容还在本页，请过一会儿点“再试一次”，不要关闭页面。",
                };
                format!("{why}，{way}")
            }
        }
    }
}

pub fn page(frame: Frame, trouble: Trouble) -> Html {
    let title = trouble.title();
    let token = frame.token.clone();
    let way = match trouble {
        // It was a form of a page that can be opened again.
        Trouble::TooMany { .. } => Some((frame.here.clone(), "返回刚才的页面")),
        _ => way(frame.who.as_ref().map(|who| who.role)),
    };
    let frame = frame.titled(title).nav(Nav::None).crumbs(vec![Crumb::here(title)]);
    render(frame, move || {
        let says = trouble.says();
        let again = match trouble {
            // Without an address of its own the link leads to this one.
            Trouble::Unavailable { pairs, .. } if pairs.is_empty() => {
                view! { <p><a class="btn" href="">"再试一次"</a></p> }.into_any()
            }
            Trouble::Unavailable { action, pairs, .. } => resend::resend(action, pairs, &token, "再试一次"),
            _ => ().into_any(),
        };
        view! {
            {heading::page(title, "", says)}
            {again}
            <div class="actions">
                <a class="btn btn--second" href=url::home()>"返回首页"</a>
                {way.map(|(href, words)| view! { <a class="btn btn--link" href=href>{words}</a> })}
            </div>
        }
    })
}

/// Where the visitor's own work is; nothing that the role would be refused.
fn way(role: Option<Role>) -> Option<(String, &'static str)> {
    match role {
        None | Some(Role::Applicant) => Some((url::services(), "网上业务")),
        Some(role) => role.level().map(|_| (url::reviews(), "待办审核")),
    }
}
