//! The receipt: under which number the application is in, since when, who has it
//! now. It changes nothing and can be opened again while it is being reviewed.

use backend::applications::Dossiered;
use domain::workflow::Action;
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        heading, kv,
        stages::stages,
        tag, time,
    },
    url,
};

pub fn page(frame: Frame, application: Dossiered) -> Html {
    let title = "申请已提交";
    let crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::here(title)];
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs), move || {
        let number = application.number.clone().unwrap_or_default();
        let says = format!("{}已提交，申请编号 {number}。", application.business.title());
        let withdraw = application.actions.contains(&Action::Withdraw).then(|| {
            view! { <li>"第一个审核单位办理之前，可以"<a href=url::act(&application.id, Action::Withdraw)>"撤回"</a>"修改。"</li> }
        });
        view! {
            {banner::said(&Banner::new(Tone::Ok, "", says))}
            {heading::page(title, "", "请记下申请编号。以后在“业务办理查询”里随时可以看到办理进度。")}
            <div class="cols cols--aside">
                <div class="cols__main">
                    {kv::kv("提交回执", facts(&application, number), false)}
                    {heading::section("after", "接下来", "", None, view! {
                        <ul class="list">
                            <li>"审核单位收到后按顺序办理，需要补充或修改的会退回并写明原因。"</li>
                            {withdraw}
                            <li>"按单位要求需要纸质申报表的，打印后签名。"</li>
                        </ul>
                    }.into_any())}
                    <div class="actions no-print">
                        <a class="btn" href=url::application(&application.id)>"查看办理进度"</a>
                        <a class="btn btn--second" href=url::paper(&application.id)>"打印申报表（PDF）"</a>
                        <a class="btn btn--link" href=url::services()>"返回网上业务"</a>
                    </div>
                </div>
                <div class="cols__side">
                    <section class="panel" aria-labelledby="route-h">
                        <h2 class="panel__title" id="route-h">"审核环节"</h2>
                        {stages(&application.route, application.state, &[])}
                    </section>
                </div>
            </div>
        }
    })
}

fn facts(application: &Dossiered, number: String) -> Vec<(String, AnyView)> {
    let submitted = application.events.iter().rev().find(|event| event.action == Action::Submit);
    let mut rows = vec![
        ("申请编号".to_owned(), view! { <b>{number}</b> }.into_any()),
        ("业务类型".to_owned(), application.business.short().into_any()),
        ("申报人".to_owned(), application.applicant.clone().into_any()),
    ];
    rows.extend(submitted.map(|event| ("提交时间".to_owned(), time::stamp(event.at.local()))));
    rows.push(("办理状态".to_owned(), tag::status(application.state)));
    rows.push(("当前环节".to_owned(), application.state.stage().into_any()));
    rows.push(("人事管理单位".to_owned(), application.unit.clone().into_any()));
    rows.push(("评审委员会".to_owned(), application.committee.clone().into_any()));
    rows
}
