//! 我的职称证书: the holder's list.

use backend::certificates::Certificate;
use domain::certificate::Standing;
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        empty::empty,
        heading,
        side::{self, Item},
        table::{Cell, Column, Row, table},
        tag::{Tone, tag},
    },
    url,
};

/// 有效, 已换发, 已撤销.
pub fn standing(standing: Standing) -> AnyView {
    let tone = match standing {
        Standing::Valid => Tone::Done,
        Standing::Reissued => Tone::Todo,
        Standing::Revoked => Tone::Fix,
    };
    tag(tone, standing.label())
}

pub fn page(frame: Frame, certificates: Vec<Certificate>) -> Html {
    let crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::here("我的职称证书")];
    let frame = frame.titled("我的职称证书").nav(Nav::Services).crumbs(crumbs);
    render(frame, move || {
        let lead = "证书由人社部门确认后核发，可以下载 PDF，他人可以凭编号和姓名核验。";
        view! {
            {heading::page("我的职称证书", "", lead)}
            {side::beside(Item::Certificates, list(certificates))}
        }
    })
}

fn list(certificates: Vec<Certificate>) -> AnyView {
    if certificates.is_empty() {
        let progress = Some((url::tracking(), "查询办理进度".to_owned()));
        return empty("还没有职称证书", "申请办结并且结果是“通过”时，证书会列在这里。", progress);
    }
    let columns = [
        Column::short("职称名称"),
        Column::short("等级"),
        Column::new("专业名称"),
        Column::short("证书编号"),
        Column::short("取得时间"),
        Column::short("证书状态"),
        Column::actions(),
    ];
    let rows = certificates.into_iter().map(row).collect();
    table("我的职称证书", &columns, rows)
}

fn row(certificate: Certificate) -> Row {
    let Certificate { number, printed, standing: now, .. } = certificate;
    let about = format!("{} {number}", printed.title);
    let links = view! {
        <a href=url::certificate(&number) aria-label=format!("查看：{about}")>"查看"</a>
        " "
        <a href=url::certificate_pdf(&number) aria-label=format!("下载 PDF：{about}")>"下载 PDF"</a>
    };
    Row::new(vec![
        Cell::title(printed.title),
        Cell::new(printed.level),
        Cell::new(printed.specialty),
        Cell::class("nowrap", number),
        Cell::class("nowrap", crate::ui::time::stamp(printed.obtained_on)),
        Cell::new(standing(now)),
        Cell::actions(links),
    ])
}
