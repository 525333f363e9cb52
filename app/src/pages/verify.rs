//! 证书查询: anybody who knows number and name may see whether a certificate
//! is genuine. Every mismatch gets one and the same answer.

use backend::{certificates::Certificate, clock::Timestamp};
use domain::certificate::Standing;
use leptos::prelude::*;

use super::certificates::standing;
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::Tone,
        field::{Control, Plain, plain},
        heading, kv,
        summary::{self, Link},
        time,
    },
    url,
};

pub const NUMBER: &str = "number";
pub const NAME: &str = "name";

/// What came of a look-up.
#[derive(Debug, Default)]
pub enum Answer {
    /// Nothing was asked yet.
    #[default]
    None,
    /// Something is missing: sentences of number and name, empty where it is there.
    Incomplete {
        number: String,
        name: String,
    },
    /// No certificate has this number and this name.
    Unknown {
        at: Timestamp,
    },
    Found {
        certificate: Box<Certificate>,
        at: Timestamp,
    },
}

#[derive(Debug, Default)]
pub struct Verify {
    pub number: String,
    pub name: String,
    pub answer: Answer,
}

pub fn page(frame: Frame, verify: Verify) -> Html {
    let links = match &verify.answer {
        Answer::Incomplete { number, name } => [(NUMBER, number), (NAME, name)]
            .into_iter()
            .filter(|(_, says)| !says.is_empty())
            .map(|(id, says)| Link { href: Some(format!("#{id}")), says: says.clone() })
            .collect(),
        _ => Vec::new(),
    };
    let token = frame.token.clone();
    let frame =
        frame.titled("证书查询").nav(Nav::Verify).crumbs(vec![Crumb::here("证书查询")]).errors(!links.is_empty());
    render(frame, move || {
        let lead = "核验职称证书真伪。查询结果只显示证书上的公开信息，姓名部分隐去。";
        view! {
            {summary::slot(&format!("还没有查询，有 {} 处要填写", links.len()), &links)}
            {heading::page("证书查询", "", lead)}
            {form(&verify, token)}
            {answer(verify)}
        }
    })
}

/// A post: a name must not stand in an address or a log.
fn form(verify: &Verify, token: String) -> AnyView {
    let (number, name) = match &verify.answer {
        Answer::Incomplete { number, name } => (number.clone(), name.clone()),
        _ => (String::new(), String::new()),
    };
    let number = Plain::new(NUMBER, "证书编号", Control::Text).value(verify.number.clone()).error(number).needed();
    let name = Plain::new(NAME, "持证人姓名", Control::Text).value(verify.name.clone()).error(name).needed();
    let asked = !(verify.number.is_empty() && verify.name.is_empty());
    view! {
        <form class="filter" method="post" action=url::verify() role="search" aria-label="证书查询" novalidate=true>
            <input type="hidden" name="_token" value=token/>
            <div class="row">
                <div class="c-3">{plain(number)}</div>
                <div class="c-3">{plain(name)}</div>
                <div class="c-3">
                    <div class="filter__act">
                        <button class="btn" type="submit">"查询"</button>
                        {asked.then(|| view! { " "<a class="btn btn--link" href=url::verify()>"清空"</a> })}
                    </div>
                </div>
            </div>
        </form>
    }
    .into_any()
}

fn answer(verify: Verify) -> AnyView {
    match verify.answer {
        Answer::None | Answer::Incomplete { .. } => view! {
            <p class="table__foot">
                "证书编号和姓名印在证书上。扫描证书上的二维码会自动填好编号，再填写姓名即可。"
            </p>
        }
        .into_any(),
        Answer::Unknown { at } => {
            let says = view! {
                "没有证书同时符合这个编号和姓名。请对照证书核对每一位编号，姓名中的生僻字和间隔号“·”也要与证书一致。查询时间 "
                {time::stamp(at.local())}"。"
            };
            result(Tone::Warn, "没有查到".to_owned(), says.into_any())
        }
        Answer::Found { certificate, at } => {
            let says = view! { "与登记信息一致。查询时间 "{time::stamp(at.local())}"。" }.into_any();
            let (tone, title) = match certificate.standing {
                Standing::Valid => (Tone::Ok, "证书有效".to_owned()),
                other => (Tone::Error, format!("证书{}", other.label())),
            };
            view! { {result(tone, title, says)}{public(*certificate)} }.into_any()
        }
    }
}

fn result(tone: Tone, title: String, says: AnyView) -> AnyView {
    view! {
        <section class=tone.class() aria-labelledby="result-h" role="status">
            <h2 class="banner__title" id="result-h">{title}</h2>
            {says}
        </section>
    }
    .into_any()
}

fn public(certificate: Certificate) -> AnyView {
    let Certificate { number, printed, standing: now, issued_on, .. } = certificate;
    let text = |name: &str, value: String| (name.to_owned(), value.into_any());
    let rows = vec![
        text("持证人", printed.name),
        text("证书编号", number),
        text("职称系列", printed.series),
        text("专业名称", printed.specialty),
        text("职称名称", printed.title),
        text("职称等级", printed.level),
        text("取得方式", printed.route),
        ("取得时间".to_owned(), time::stamp(printed.obtained_on)),
        text("评审组织", printed.committee),
        text("签发单位", printed.issuer),
        ("签发时间".to_owned(), time::date(issued_on)),
        ("证书状态".to_owned(), standing(now)),
    ];
    let table = view! {
        {kv::kv("证书公开信息", rows, false)}
        <p class="table__foot">"信息有误请联系签发单位。姓名、身份证件号码等关键信息错漏，原则上不予更改。"</p>
    };
    heading::section("public", "公开信息", "", None, table.into_any())
}
