//! Everything of an application as it was frozen when it was submitted.

use backend::applications::Dossiered;
use leptos::prelude::*;

use super::application;
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner},
        heading,
        sheet::sheet,
    },
    url,
};

pub fn page(frame: Frame, dossier: Dossiered) -> Html {
    let crumbs = vec![
        Crumb::link("网上业务", url::services()),
        Crumb::link("业务办理查询", url::tracking()),
        Crumb::link("申请详情", url::application(&dossier.id)),
        Crumb::here("提交的全部内容"),
    ];
    let frame = Frame { only_sheet: true, ..frame.titled("提交的全部内容").nav(Nav::Tracking).crumbs(crumbs) };
    render(frame, move || {
        let Some(snapshot) = &dossier.snapshot else {
            let said = Banner::new(banner::Tone::Info, "", "这件申请还没有提交，提交后在这里查看提交时的内容。")
                .link(url::application(&dossier.id), "返回申请详情");
            return view! { {heading::page("提交的全部内容", "", "")}{banner::banner(&said)} }.into_any();
        };
        let lead = format!(
            "{}，第 {} 次提交时的内容，提交后不再改变。数据校验码 {}。",
            application::title(&dossier),
            dossier.round,
            dossier.hash.chars().take(16).collect::<String>()
        );
        let number = dossier.number.clone().unwrap_or_default();
        view! {
            {heading::page("提交的全部内容", "", lead)}
            <div class="sheet-bar">
                <span>"这里供核对，正式的表以 PDF 为准"</span>
                <span class="sheet-bar__r">
                    <a href=url::paper(&dossier.id)>{format!("打印{}（PDF）", dossier.business.paper())}</a>
                </span>
            </div>
            {sheet(snapshot, dossier.business.paper(), &number, &snapshot.taken_on.to_string(), &url::application_files(&dossier.id))}
            <div class="actions"><a class="btn btn--second" href=url::application(&dossier.id)>"返回申请详情"</a></div>
        }
        .into_any()
    })
}
