//! A form that came when nobody was logged in any more. What was typed stays
//! on the page, and one button sends it again.

use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{heading, resend},
    url,
};

/// The form as it was posted.
pub struct Kept {
    pub action: String,
    pub pairs: Vec<(String, String)>,
    /// Its owner has logged in again.
    pub again: bool,
}

pub fn page(frame: Frame, kept: Kept) -> Html {
    let title = if kept.again { "接着保存刚才填写的内容" } else { "请先登录，填写的内容还在" };
    let token = frame.token.clone();
    let frame = frame.titled(title).nav(Nav::None).crumbs(vec![Crumb::here(title)]);
    render(frame, move || {
        let Kept { action, pairs, again } = kept;
        let (says, button) = if again {
            ("登录结束前提交的内容已经找回。点“接着保存”，就和当时提交一样；不需要了，可以直接离开。", "接着保存")
        } else {
            (
                "当前没有登录，内容还没有保存。你填写的内容还在本页：请不要关闭页面，在新窗口登录以后，回到这里点“再提交一次”。",
                "再提交一次",
            )
        };
        // First things first: pressed before the log-in, the other button leads back to this page.
        let login = (!again).then(|| {
            view! {
                <p>
                    <a class="btn btn--second" href=url::login() target="_blank" rel="noopener">"在新窗口登录"</a>
                </p>
            }
        });
        view! {
            {heading::page(title, "", says)}
            {login}
            <div class="mt">{resend::resend(action, pairs, &token, button)}</div>
            <div class="actions">
                <a class="btn btn--link" href=url::home()>"返回首页"</a>
            </div>
        }
    })
}
