//! 系统登录: account and password. The answer to any wrong log-in is one and the
//! same sentence, chosen by the handler.

use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        field::{Control, Plain, plain},
        heading,
    },
    url,
};

/// The state of the log-in form. A password is never sent back.
#[derive(Clone, Debug, Default)]
pub struct Login {
    pub account: String,
    /// Why it did not work, or empty.
    pub error: String,
    /// Why the page appears, such as an ended session; or empty.
    pub notice: String,
    /// Where it leads afterwards; empty: by role.
    pub next: String,
    /// The demo accounts are there to be tried.
    pub demo: bool,
}

/// The page by itself.
pub fn page(frame: Frame, login: Login) -> Html {
    let token = frame.token.clone();
    let errors = !login.error.is_empty();
    let frame = frame.titled("系统登录").nav(Nav::None).crumbs(vec![Crumb::here("系统登录")]).errors(errors);
    render(frame, move || {
        let notice =
            (!login.notice.is_empty()).then(|| banner::banner(&Banner::new(Tone::Warn, "", login.notice.clone())));
        view! {
            {heading::page("系统登录", "", "账号由本人使用和保管。离开电脑前请先退出。")}
            {notice}
            <div class="row"><div class="c-2"><div class="panel">{form(&login, &token)}</div></div></div>
        }
    })
}

/// The form, on this page and in the banner of the home page.
pub fn form(login: &Login, token: &str) -> AnyView {
    let error = match login.error.as_str() {
        "" => String::new(),
        says => banner::html(&Banner::new(Tone::Error, "", says)),
    };
    let account =
        Plain::new("account", "账号", Control::Text).value(login.account.clone()).needed().autocomplete("username");
    let password = Plain::new("password", "密码", Control::Password).needed().autocomplete("current-password");
    let next = login.next.clone();
    let demo = login.demo.then(|| {
        view! {
            <p class="small mt-s">
                "演示站：申报人账号 applicant，审核账号 unit、department、hrss、office，密码都是 zhicheng-demo-2026。"
                "全部演示账号见项目的 README。"
            </p>
        }
    });
    view! {
        {heading::tabs("登录方式", vec![(url::login(), "账号密码登录".to_owned(), true)])}
        <div role="alert" inner_html=error></div>
        <form method="post" action=url::login() novalidate=true>
            <input type="hidden" name="_token" value=token.to_owned()/>
            {(!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> })}
            {plain(account)}
            {plain(password)}
            <button class="btn btn--block" type="submit">"登录"</button>
        </form>
        {demo}
    }
    .into_any()
}
