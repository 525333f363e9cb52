//! Certificates.

use crate::db::{Result, Tx, row, sql};

row! { pub struct CertificateRow {
    id: String, number: String, person_id: String, application_id: String, holder: String, data: String,
    photo_id: Option<String>, standing: String, issued_on: String
} }

/// The rows of the table, with what stands behind its name; as one text, which the store knows again.
macro_rules! rows {
    ($rest:literal) => {
        concat!("select id, number, person_id, application_id, holder, data, photo_id, standing, issued_on from certificate", $rest)
    };
}

pub async fn insert(tx: &mut Tx, row: CertificateRow, now: &str) -> Result<()> {
    sql("insert into certificate (id, number, person_id, application_id, holder, data, photo_id, standing, issued_on, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(row.id)
        .bind(row.number)
        .bind(row.person_id)
        .bind(row.application_id)
        .bind(row.holder)
        .bind(row.data)
        .bind(row.photo_id)
        .bind(row.standing)
        .bind(row.issued_on)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

pub async fn by_number(tx: &mut Tx, number: &str) -> Result<Option<CertificateRow>> {
    sql(rows!(" where number = $1")).bind(number).find(tx).await
}

pub async fn of_application(tx: &mut Tx, application: &str) -> Result<Option<CertificateRow>> {
    sql(rows!(" where application_id = $1")).bind(application).find(tx).await
}

pub async fn of_person(tx: &mut Tx, person: &str) -> Result<Vec<CertificateRow>> {
    sql(rows!(" where person_id = $1 order by issued_on desc, id desc")).bind(person).all(tx).await
}
