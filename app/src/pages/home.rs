//! 首页: the portal with log-in, usual business and the newest notices.

use domain::{access::Role, business::Business, date::Date, workflow::Level};
use leptos::prelude::*;

use super::{
    login::{self, Login},
    notices::{self, Kind, Notice},
};
use crate::{
    shell::{Frame, Html, Nav, Who, render},
    ui::{
        banner,
        empty::empty,
        heading,
        icons::{Icon, small_card},
    },
    url,
};

/// What the home page shows. The log-in form is left out for who is logged in.
pub struct Home {
    pub login: Login,
    pub review: Vec<Notice>,
    pub news: Vec<Notice>,
    pub today: Date,
}

pub fn page(frame: Frame, home: Home) -> Html {
    let errors = !home.login.error.is_empty();
    let frame = Frame { flush: true, ..frame.titled("首页").nav(Nav::Home).errors(errors) };
    let (token, who) = (frame.token.clone(), frame.who.clone());
    render(frame, move || {
        let Home { login, review, news, today } = home;
        view! {
            {hero(who.as_ref(), &login, &token)}
            <div class="wrap">
                {usual(who.as_ref().map(|who| who.role))}
                <div class="row">
                    <div class="c-2">{column("review", Kind::Review, &review, today)}</div>
                    <div class="c-2">{column("news", Kind::News, &news, today)}</div>
                </div>
                {warning()}
            </div>
        }
    })
}

fn hero(who: Option<&Who>, login: &Login, token: &str) -> AnyView {
    let flow = std::iter::once("个人申请".to_owned())
        .chain(Level::ALL.iter().map(|level| format!("{}审核", level.authority())))
        .enumerate()
        .map(|(place, words)| view! { <li><b aria-hidden="true">{place + 1}</b>{words}</li> })
        .collect_view();
    let ways = match who.map(|who| who.role) {
        None | Some(Role::Applicant) => view! {
            <a class="btn btn--light" href=url::services()>"我要申报"</a>
            <a class="btn btn--ghost" href=url::tracking()>"查询办理进度"</a>
        }
        .into_any(),
        Some(role) if role.level().is_some() => {
            view! { <a class="btn btn--light" href=url::reviews()>"办理审核"</a> }.into_any()
        }
        Some(_) => ().into_any(),
    };
    view! {
        <div class="hero">
            <div class="wrap hero__in">
                <div class="hero__text">
                    <h1><span>"专业技术人才"</span>"职称管理系统"</h1>
                    <p class="hero__lead">
                        "申报、审核、评审、领取电子证书，在这里一次办完。账号由专业技术人员本人使用和保管。"
                    </p>
                    {ways}
                    <ol class="flow" aria-label="审核流程">{flow}</ol>
                </div>
                {side(who, login, token)}
            </div>
        </div>
    }
    .into_any()
}

/// The log-in form, or who is logged in.
fn side(who: Option<&Who>, login: &Login, token: &str) -> AnyView {
    let Some(who) = who.cloned() else {
        return view! {
            <section class="login" id="login" aria-labelledby="login-h">
                <h2 id="login-h">"系统登录"</h2>
                {login::form(login, token)}
            </section>
        }
        .into_any();
    };
    let (href, words) = match who.role {
        Role::Applicant => (url::services(), "进入网上业务"),
        role if role.level().is_some() => (url::reviews(), "进入待办审核"),
        _ => (url::notices(), "查看通知公告"),
    };
    let organisation = who.organisation.map(|name| view! { <p>{name}</p> });
    let idle = who.role != Role::Applicant && who.role.level().is_none();
    let idle = idle.then(|| view! { <p>"这个账号现在没有要在网上办理的业务。"</p> });
    view! {
        <section class="login" id="login" aria-labelledby="login-h">
            <h2 id="login-h">"已经登录"</h2>
            <p>{format!("{}（{}）", who.name, who.role.label())}</p>
            {organisation}
            {idle}
            <p class="mt"><a class="btn btn--block" href=href>{words}</a></p>
        </section>
    }
    .into_any()
}

/// What the visitor can do here; nothing that the role would be refused.
fn usual(role: Option<Role>) -> AnyView {
    let (cards, more) = match role {
        None | Some(Role::Applicant) => {
            (applying(), Some((url::services(), "全部网上业务".to_owned(), "全部网上业务".to_owned())))
        }
        Some(role) if role.level().is_some() => (reviewing(), None),
        Some(_) => (reading(), None),
    };
    let verify = small_card(Icon::Certificate, url::verify(), "证书查询", "凭证书编号或二维码核验真伪");
    let cards = view! { <ul class="cards cards--4">{cards}{verify}</ul> };
    heading::section("usual", "常用业务", "", more, cards.into_any())
}

fn applying() -> AnyView {
    let business = Business::ALL
        .iter()
        .map(|business| {
            small_card(Icon::Recognition, url::application_new(*business), business.title(), business.summary())
        })
        .collect_view();
    view! {
        {business}
        {small_card(Icon::Tracking, url::tracking(), "业务办理查询", "查看申请处于哪个审核环节，撤回、修改或打印")}
        {small_card(Icon::Photo, url::photo(), "照片维护", "照片用于签发电子证书，提交前必须上传")}
    }
    .into_any()
}

fn reviewing() -> AnyView {
    view! {
        {small_card(Icon::Review, url::reviews(), "待办审核", "等待本单位审核的申请，最早收到的在前")}
        {small_card(Icon::Tracking, url::reviews_of(true, None), "已办记录", "审核过的申请和后来的结果")}
    }
    .into_any()
}

/// For an account that decides nothing here.
fn reading() -> AnyView {
    view! {
        {small_card(Icon::Review, url::review_notices(), "评审通知", "各评审委员会的受理范围和受理时间")}
        {small_card(Icon::Guide, url::guide(), "办事指南", "怎样申报，怎样审核和评审")}
    }
    .into_any()
}

fn column(id: &'static str, kind: Kind, list: &[Notice], today: Date) -> AnyView {
    let body = if list.is_empty() {
        empty(format!("还没有{}", kind.title()), "发布后会列在这里。", None)
    } else {
        notices::list(list, today)
    };
    let more = Some((kind.href(), "查看更多".to_owned(), format!("查看更多{}", kind.title())));
    heading::section(id, kind.title(), "", more, body)
}

fn warning() -> AnyView {
    let says = "评审委员会及组建单位不得委托任何营利性中介、培训机构开展评审服务，除规定的职称评审费外不得收取“服务费”“代办费”。\
                请从人社部门和评委会组建单位的官网、官媒了解政策与通知。";
    view! {
        <div class="sec">
            {banner::titled(banner::Tone::Warn, "warning-h", "切勿轻信“代办”“包过”".to_owned(), says.into_any())}
        </div>
    }
    .into_any()
}
