//! Certificates: issued in the transaction that confirms, held by the person,
//! verified by anyone who knows number and name.

use domain::{
    access::Verb,
    application,
    certificate::{self, DEFAULT_TEMPLATE, Numbering, Standing},
    codes,
    date::Date,
    record::basic,
    text::masked,
};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, Backend, Error, Result,
    applications::Loaded,
    clock::Timestamp,
    db::Tx,
    ids, records,
    steps::snapshot_of,
    store::{
        applications, catalogue,
        certificates::{self, CertificateRow},
        photos,
    },
};

/// The setting that holds the numbering template.
pub const TEMPLATE_SETTING: &str = "certificate_template";

/// What is printed on a certificate, frozen when it is issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Printed {
    pub name: String,
    pub sex: String,
    pub birth: String,
    pub id_masked: String,
    pub series: String,
    pub specialty: String,
    pub title: String,
    pub level: String,
    /// 取得方式.
    pub route: String,
    pub committee: String,
    /// 取得时间: the day of the vote.
    pub obtained_on: String,
    pub issuer: String,
}

/// A certificate for its holder.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub number: String,
    pub standing: Standing,
    pub issued_on: Date,
    pub printed: Printed,
    pub photo: Option<String>,
    pub application: String,
}

fn held(row: CertificateRow) -> Result<Certificate> {
    let corrupt = |column| Error::Corrupt { table: "certificate", column, id: row.id.clone() };
    Ok(Certificate {
        standing: Standing::from_key(&row.standing).ok_or_else(|| corrupt("standing"))?,
        issued_on: Date::parse(&row.issued_on).map_err(|_| corrupt("issued_on"))?,
        printed: serde_json::from_str(&row.data).map_err(|_| corrupt("data"))?,
        number: row.number,
        photo: row.photo_id,
        application: row.application_id,
    })
}

/// Rank of a level code: 1 员级 … 5 正高级, from its place in the table.
fn rank(level: &str) -> u8 {
    crate::reference::levels().iter().find(|known| known.code == level).map_or(0, |known| known.rank)
}

/// Numbers and writes the certificate of a passed application; in the caller's transaction.
pub(crate) async fn issue(tx: &mut Tx, loaded: &Loaded, actor: &Actor, now: Timestamp) -> Result<String> {
    let (frozen, row) = snapshot_of(tx, &loaded.row.id).await?.ok_or(Error::NotFound)?;
    let snapshot = frozen.whole;
    let committee = match &loaded.row.committee_id {
        Some(id) => catalogue::committee(tx, id).await?,
        None => None,
    }
    .ok_or(Error::NotFound)?;
    let form = loaded.business.form().key;
    let shown = |key: &str| snapshot.shown(form, key).to_owned();
    let raw = |key: &str| snapshot.cell(form, key).map(|cell| cell.raw.clone()).unwrap_or_default();
    let basic = |key: &str| snapshot.shown(basic::FORM.key, key).to_owned();
    let today = now.local_date();
    let level = raw(application::LEVEL);
    let series = raw(application::SERIES);
    let template = catalogue::setting(tx, TEMPLATE_SETTING).await?.unwrap_or_else(|| DEFAULT_TEMPLATE.to_owned());
    let numbering = Numbering {
        template: &template,
        date: today,
        region: &committee.region_code,
        series: &series,
        rank: rank(&level),
    };
    let counted = format!("certificate:{}", numbering.prefix());
    let number = loop {
        let number = numbering.number(applications::next_serial(tx, &counted).await?);
        // A number of another template may look the same.
        if certificates::by_number(tx, &number).await?.is_none() {
            break number;
        }
    };
    let voted_on = applications::tally(tx, &loaded.row.id).await?.map(|tally| tally.voted_on);
    let issuer = actor.organisation.as_ref().map_or(String::new(), |organisation| organisation.name.clone());
    let printed = Printed {
        name: basic(basic::NAME),
        sex: basic(basic::SEX),
        birth: basic(basic::BIRTH),
        id_masked: masked(&basic(basic::DOCUMENT)),
        series: codes::SERIES.label(&series).unwrap_or_default().to_owned(),
        specialty: shown(application::SPECIALTY),
        title: shown(application::TITLE),
        level: shown(application::LEVEL),
        route: loaded.business.short().to_owned(),
        committee: committee.name,
        obtained_on: voted_on.unwrap_or_else(|| today.to_string()),
        issuer,
    };
    let data = serde_json::to_string(&printed).map_err(|_| Error::Corrupt {
        table: "certificate",
        column: "data",
        id: loaded.row.id.clone(),
    })?;
    let certificate = CertificateRow {
        id: ids::new(),
        number: number.clone(),
        person_id: loaded.row.person_id.clone(),
        application_id: loaded.row.id.clone(),
        holder: printed.name,
        data,
        photo_id: row.photo_id,
        standing: Standing::Valid.key().to_owned(),
        issued_on: today.to_string(),
    };
    certificates::insert(tx, certificate, &now.to_string()).await?;
    Ok(number)
}

impl Backend {
    /// The actor's certificates, newest first.
    pub async fn certificates(&self, actor: &Actor) -> Result<Vec<Certificate>> {
        let person = records::person(actor, Verb::Hold)?;
        self.db.read(async move |tx| certificates::of_person(tx, &person).await?.into_iter().map(held).collect()).await
    }

    /// One of the actor's certificates, with its photo.
    pub async fn certificate(&self, actor: &Actor, number: &str) -> Result<(Certificate, Option<Vec<u8>>)> {
        let person = records::person(actor, Verb::Hold)?;
        let number = number.to_owned();
        self.db
            .read(async move |tx| {
                let row = certificates::by_number(tx, &number).await?;
                let row = row.filter(|row| row.person_id == person).ok_or(Error::NotFound)?;
                let jpeg = match &row.photo_id {
                    Some(id) => photos::jpeg(tx, id).await?.map(|photo| photo.jpeg),
                    None => None,
                };
                Ok((held(row)?, jpeg))
            })
            .await
    }

    /// What a stranger may see who knows number and name; `None` for any mismatch.
    pub async fn verify_certificate(&self, number: &str, name: &str) -> Result<Option<Certificate>> {
        let number = domain::text::half_width(number.trim());
        let name = domain::text::name(name).unwrap_or_default();
        self.db
            .read(async move |tx| {
                let row = certificates::by_number(tx, &number).await?.filter(|row| row.holder == name);
                let Some(row) = row else { return Ok(None) };
                let mut certificate = held(row)?;
                certificate.printed.name = certificate::masked_name(&certificate.printed.name);
                certificate.printed.birth.truncate(4);
                certificate.photo = None;
                certificate.application.clear();
                Ok(Some(certificate))
            })
            .await
    }

    /// Sets the numbering template of certificates to come.
    ///
    /// # Errors
    /// [`Error::Refused`] when numbers made by it would repeat or be unreadable.
    pub async fn set_certificate_template(&self, template: &str) -> Result<()> {
        if let Some(fault) = certificate::template_fault(template) {
            return Err(Error::Refused(fault));
        }
        let template = template.to_owned();
        self.db.write(async move |tx| Ok(catalogue::set(tx, TEMPLATE_SETTING, &template).await?)).await
    }
}
