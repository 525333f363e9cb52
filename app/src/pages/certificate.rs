//! One certificate for its holder: what is printed on it, its photo, and the
//! code that leads a stranger to the look-up.

use backend::certificates::Certificate;
use leptos::prelude::*;

use super::certificates::standing;
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        heading, kv,
        side::{self, Item},
        time,
    },
    url,
};

pub struct Page {
    pub certificate: Certificate,
    /// The code as squares of a path, with the side of its box; `None` when it could not be made.
    pub code: Option<Code>,
    /// The certificate proves nothing: the site runs on demo data.
    pub demo: bool,
}

/// A QR code for the screen.
pub struct Code {
    pub side: usize,
    pub path: String,
}

pub fn page(frame: Frame, page: Page) -> Html {
    let title = format!("职称证书 {}", page.certificate.number);
    let crumbs = vec![
        Crumb::link("网上业务", url::services()),
        Crumb::link("我的职称证书", url::certificates()),
        Crumb::here(page.certificate.number.clone()),
    ];
    let frame = frame.titled(title).nav(Nav::Services).crumbs(crumbs);
    render(frame, move || {
        let Page { certificate, code, demo } = page;
        let more = Some((
            url::certificate_pdf(&certificate.number),
            "下载电子证书（PDF）".to_owned(),
            format!("下载电子证书 {}（PDF）", certificate.number),
        ));
        let issued = format!("{} 签发", certificate.issued_on);
        let main = view! {
            {heading::section("certificate", "电子证书", issued, more, sheet(&certificate, code, demo))}
            {heading::section("details", "证书信息", "", None, details(&certificate))}
            <p class="table__foot">
                "姓名、身份证件号码等关键信息错漏，或照片与本人不一致的，原则上不予更改；有疑问请联系签发单位。"
            </p>
        };
        view! {
            {heading::page("职称证书", certificate.number.clone(), "")}
            {side::beside(Item::Certificates, main.into_any())}
        }
    })
}

fn sheet(certificate: &Certificate, code: Option<Code>, demo: bool) -> AnyView {
    let printed = &certificate.printed;
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned().into_any());
    let rows = vec![
        text("姓名", &printed.name),
        text("专业名称", &printed.specialty),
        text("职称名称", &printed.title),
        ("取得时间".to_owned(), time::stamp(printed.obtained_on.clone())),
        text("证书编号", &certificate.number),
    ];
    let photo = certificate.photo.is_some().then(|| {
        let source = url::certificate_photo(&certificate.number);
        view! { <div class="cert__photo"><img src=source width="128" height="180" alt="持证人照片"/></div> }
    });
    let code = code.map(|Code { side, path }| {
        view! {
            <svg width="112" height="112" role="img" aria-label="证书核验二维码" viewBox=format!("0 0 {side} {side}")>
                <path fill="#ffffff" d=format!("M0 0h{side}v{side}H0z")></path>
                <path fill="#1b1f24" d=path></path>
            </svg>
        }
    });
    let label = format!("职称证书 {}", certificate.number);
    view! {
        <article class="cert" aria-label=label>
            <div class="cert__in">
                <h3 class="cert__title">"职称证书"</h3>
                {photo}
                <div class="cert__body">{kv::kv("证书内容", rows, true)}</div>
                <div class="cert__qr">
                    {code}
                    <p><b>"扫码核验"</b></p>
                    <p class="small muted">"用手机扫描二维码，打开证书查询页，填写持证人姓名后核对编号和状态。"</p>
                    {demo.then(|| view! { <p class="small muted">"演示数据生成的证书，不具备证明效力。"</p> })}
                </div>
            </div>
        </article>
    }
    .into_any()
}

fn details(certificate: &Certificate) -> AnyView {
    let printed = &certificate.printed;
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned().into_any());
    let rows = vec![
        text("性别", &printed.sex),
        text("出生日期", &printed.birth),
        text("证件号码", &printed.id_masked),
        text("职称系列", &printed.series),
        text("职称等级", &printed.level),
        text("取得方式", &printed.route),
        text("评审组织", &printed.committee),
        text("签发单位", &printed.issuer),
        ("签发时间".to_owned(), time::date(certificate.issued_on)),
        ("证书状态".to_owned(), standing(certificate.standing)),
    ];
    kv::kv("证书信息", rows, false)
}
