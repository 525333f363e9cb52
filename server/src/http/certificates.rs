//! 我的职称证书: the list, one certificate, its photo and its PDF.

use app::pages::{
    certificate::{self, Code},
    certificates,
};
use axum::extract::Path;
use backend::certificates::Certificate;
use pdf::CertificateDoc;

use super::{Answer, Class, Fault, Member, Routes, Visit, paper, respond};

pub fn routes() -> Routes {
    Routes::default()
        .get("/certificates", list)
        .get("/certificates/{number}", one)
        .get("/certificates/{number}/photo", photo)
        .get_as(Class::Paper, "/certificates/{number}/certificate.pdf", print)
}

async fn list(member: Member) -> Answer {
    let held = member.app.backend.certificates(&member.actor).await?;
    Ok(respond::page(certificates::page(member.frame(), held)))
}

/// Where a stranger verifies it: what its QR codes say.
fn address(visit: &Visit, number: &str) -> String {
    format!("{}{}", visit.site(), app::url::verify_number(number))
}

async fn one(member: Member, Path(number): Path<String>) -> Answer {
    let (certificate, _) = member.app.backend.certificate(&member.actor, &number).await?;
    let code = pdf::qr_path(&address(&member, &certificate.number)).ok();
    let page = certificate::Page {
        certificate,
        code: code.map(|(side, path)| Code { side, path }),
        demo: member.app.config.demo,
    };
    Ok(respond::page(certificate::page(member.frame(), page)))
}

async fn photo(member: Member, Path(number): Path<String>) -> Answer {
    let (_, jpeg) = member.app.backend.certificate(&member.actor, &number).await?;
    Ok(respond::file(jpeg.ok_or_else(Fault::not_found)?, "image/jpeg", "photo.jpg"))
}

async fn print(member: Member, Path(number): Path<String>) -> Answer {
    let (certificate, jpeg) = member.app.backend.certificate(&member.actor, &number).await?;
    let doc = document(&member, certificate, jpeg);
    let name = format!("certificate-{}.pdf", doc.number);
    let output = paper::rendered(&member.app, move || pdf::certificate(&doc)).await?;
    Ok(respond::file(output.bytes, "application/pdf", &name))
}

fn document(visit: &Visit, certificate: Certificate, photo_jpeg: Option<Vec<u8>>) -> CertificateDoc {
    let Certificate { number, standing, issued_on, printed, .. } = certificate;
    CertificateDoc {
        verify_url: address(visit, &number),
        number,
        name: printed.name,
        sex: printed.sex,
        // 出生年月: the day is nobody's business.
        birth: printed.birth.chars().take("2000-01".len()).collect(),
        id_masked: printed.id_masked,
        series: printed.series,
        profession: printed.specialty,
        title: printed.title,
        level: printed.level,
        route: printed.route,
        committee: printed.committee,
        obtained_on: printed.obtained_on,
        issuer: printed.issuer,
        issued_on: issued_on.to_string(),
        photo_jpeg,
        status: standing.label().to_owned(),
        demo: visit.app.config.demo,
    }
}
