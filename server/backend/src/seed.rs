//! The demo: what a newcomer finds in an empty database.
//!
//! Everything comes from `reference` and goes in with one transaction. What stands for
//! somebody's work (a record, an application under review) goes through the same use
//! cases as from a browser, so the demo can hold nothing that they would refuse. It is
//! not how a production database is filled.
//!
//! To add one: its rows in `data/`, a step here, the count in `tests/seed.rs`.

use domain::{
    access::Role, application,
    attachment::{self, Limits},
    business::Business, certificate::DEFAULT_TEMPLATE, date::Date, record::SectionId,
    values::Values,
};
use sha2::{Digest, Sha256};

use crate::{
    Actor, Backend, Error, Result,
    accounts::{self, DEMO_ACCOUNTS, DEMO_PASSWORD, NewAccount},
    applications::{Submitted, apply_in, save_details_in},
    certificates::TEMPLATE_SETTING,
    clock::Timestamp,
    db::Tx,
    files, ids, photo,
    records::{Save, Saved, save_in, sorted},
    reference,
    steps::submit_in,
    store::{
        accounts as account_store,
        attachments::{self, AttachmentRow},
        catalogue::{self, CommitteeRow, PlanRow, RuleRow, SpecialtyRow, TitleRow},
        notices::{self, NoticeRow},
        organisations::{self, OrganisationRow},
        photos::{self, PhotoRow},
        records as record_store, seed,
    },
};

/// The application under review was submitted so many days ago.
const SUBMITTED_BEFORE: i64 = 2;

/// What takes a moment and is made before the transaction, which all other writers wait for.
struct Made {
    /// One for each of [`DEMO_ACCOUNTS`], each with its own salt.
    hashes: Vec<String>,
    photo: photo::Photo,
    evidence: Vec<Evidence>,
}

/// An attachment of the first entry of a section; its row is without an owner yet.
struct Evidence {
    section: SectionId,
    row: AttachmentRow,
    bytes: &'static [u8],
}

impl Made {
    fn make() -> Result<Made> {
        let hashes = DEMO_ACCOUNTS.iter().map(|_| accounts::hash_password(DEMO_PASSWORD)).collect::<Result<_>>()?;
        let photo = photo::check(reference::demo::PHOTO, &photo::Policy::default())
            .map_err(|_| Error::Internal("the demo photo breaks a rule"))?;
        let evidence = reference::demo::EVIDENCE.iter().map(|(section, name, bytes)| evidence(*section, name, bytes));
        Ok(Made { hashes, photo, evidence: evidence.collect::<Result<_>>()? })
    }
}

fn evidence(section: SectionId, name: &str, bytes: &'static [u8]) -> Result<Evidence> {
    let looked = files::look(bytes, &Limits::default());
    let looked = looked.map_err(|_| Error::Internal("a demo attachment breaks a rule"))?;
    let row = AttachmentRow {
        id: ids::new(),
        person_id: String::new(),
        entry_id: None,
        application_id: None,
        sha256: hex::encode(Sha256::digest(bytes)),
        name: attachment::name(name, looked.kind),
        kind: looked.kind.key().to_owned(),
        bytes: i64::try_from(bytes.len()).map_err(|_| Error::Internal("a demo attachment is huge"))?,
        pages: looked.pages.and_then(|pages| i64::try_from(pages).ok()),
        created_at: String::new(),
        deleted_at: None,
    };
    Ok(Evidence { section, row, bytes })
}

impl Backend {
    /// True when nobody has begun to use the database.
    pub async fn is_empty(&self) -> Result<bool> {
        self.db.read(async |tx| Ok(seed::is_empty(tx).await?)).await
    }

    /// Puts what can be applied for into a database that has none yet: titles, specialties and
    /// rules, the same on every site. Later they are data of the site and are left alone.
    pub async fn offer_catalogue(&self) -> Result<()> {
        self.db.write(async move |tx| offered(tx).await).await
    }

    /// Fills an empty database with the demo; windows and notices are counted from `today`.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is not empty; nothing is changed then.
    pub async fn seed_demo(&self, today: Date) -> Result<()> {
        if !self.is_empty().await? {
            return Err(not_empty());
        }
        let made = tokio::task::spawn_blocking(Made::make)
            .await
            .map_err(|_| Error::Internal("the thread that prepares the demo was lost"))??;
        for one in &made.evidence {
            self.files.put(&one.row.sha256, one.bytes.to_vec()).await?;
        }
        self.db
            .write(async move |tx| {
                // Once more, where no other process can come in between.
                if !seed::is_empty(tx).await? {
                    return Err(not_empty());
                }
                let day = today.plus_days(-SUBMITTED_BEFORE).ok_or(Error::Internal("the calendar has begun"))?;
                let at = Timestamp::parse(&format!("{day}T09:12:00+08:00"))
                    .ok_or(Error::Internal("a day and a time are an instant"))?;
                offered(tx).await?;
                authorities(tx, today).await?;
                portal(tx, today).await?;
                people(tx, made.hashes, &at).await?;
                under_review(tx, made.photo, made.evidence, &at, day).await
            })
            .await
    }
}

fn not_empty() -> Error {
    Error::Refused("数据库里已经有数据，没有改动。演示数据只放入空的数据库，请换一个数据库文件再试".to_owned())
}

/// A place in an order.
fn position(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Titles, specialties and the rules of initial recognition, unless they are there.
async fn offered(tx: &mut Tx) -> Result<()> {
    if catalogue::has_titles(tx).await? {
        return Ok(());
    }
    for (place, title) in reference::titles().iter().enumerate() {
        let row = TitleRow {
            code: title.code.clone(),
            series: title.series.clone(),
            name: title.name.clone(),
            level: title.level.to_owned(),
        };
        catalogue::insert_title(tx, row, position(place)).await?;
    }
    for (place, specialty) in reference::specialties().iter().enumerate() {
        let row = SpecialtyRow {
            code: specialty.code.clone(),
            series: specialty.series.clone(),
            name: specialty.full_name(),
        };
        catalogue::insert_specialty(tx, row, position(place)).await?;
    }
    for rule in reference::recognition_rules() {
        let row = RuleRow {
            id: rule.id.clone(),
            region_code: rule.region.clone(),
            valid_from: rule.valid_from.to_string(),
            valid_to: rule.valid_to.map(|last| last.to_string()),
            education: rule.education.key().to_owned(),
            years: i64::from(rule.years),
            level: rule.level.clone(),
        };
        catalogue::insert_rule(tx, row).await?;
    }
    Ok(())
}

/// Organisations, committees with their offices and plans.
async fn authorities(tx: &mut Tx, today: Date) -> Result<()> {
    for unit in reference::units() {
        let row = OrganisationRow {
            id: unit.id.clone(),
            kind: unit.kind.key().to_owned(),
            name: unit.name.clone(),
            credit_code: unit.credit_code.clone(),
            region_code: unit.region.clone(),
            department_id: unit.department.clone(),
            hrss_id: unit.hrss.clone(),
            route: unit.route.to_string(),
            open: unit.open,
            note: unit.note.clone(),
        };
        organisations::insert(tx, row).await?;
    }
    let plans = reference::plans(today);
    for (place, committee) in reference::committees().iter().enumerate() {
        let office = reference::units().iter().find(|office| office.committees.contains(&committee.id));
        let plan = plans.iter().find(|plan| plan.committee == committee.id);
        let row = CommitteeRow {
            id: committee.id.clone(),
            name: committee.name.clone(),
            region_code: committee.region.clone(),
            series: committee.series.clone(),
            office_id: office.ok_or(Error::Internal("a demo committee has no office"))?.id.clone(),
            own_staff_of: plan.and_then(|plan| plan.own_staff_of.clone()),
        };
        catalogue::insert_committee(tx, row, position(place)).await?;
    }
    for made in plans {
        let plan = made.plan;
        let row = PlanRow {
            id: made.id,
            committee_id: made.committee,
            year: plan.year,
            levels: plan.levels.join(","),
            specialties: plan.specialties.join(","),
            person_types: plan.person_types.join(","),
            opens_on: plan.opens_on.to_string(),
            submit_until: plan.submit_until.to_string(),
            employer_until: plan.employer_until.to_string(),
            accept_until: plan.accept_until.to_string(),
            pay_until: plan.pay_until.to_string(),
        };
        catalogue::insert_plan(tx, row).await?;
    }
    Ok(())
}

/// Notices and settings.
async fn portal(tx: &mut Tx, today: Date) -> Result<()> {
    for notice in reference::notices(today) {
        let row = NoticeRow {
            id: notice.id,
            kind: notice.kind.key().to_owned(),
            title: notice.title,
            body: notice.body,
            pinned: notice.pinned,
            published_on: notice.published_on.to_string(),
            // Of the plan; not columns of a notice.
            opens_on: None,
            submit_until: None,
        };
        notices::insert(tx, row, notice.plan).await?;
    }
    catalogue::set(tx, TEMPLATE_SETTING, DEFAULT_TEMPLATE).await?;
    Ok(())
}

async fn people(tx: &mut Tx, hashes: Vec<String>, at: &Timestamp) -> Result<()> {
    for ((role, login), hash) in DEMO_ACCOUNTS.iter().zip(hashes) {
        let who = reference::accounts().iter().find(|who| who.login == *login);
        let who = who.ok_or(Error::Internal("a demo account has no name"))?;
        let new = NewAccount {
            login: who.login.clone(),
            name: who.name.clone(),
            role: *role,
            organisation: who.organisation.clone(),
            password: DEMO_PASSWORD.to_owned(),
        };
        accounts::insert(tx, &new, hash, at).await?;
    }
    Ok(())
}

/// One applicant's record, photo and application, which waits at the unit.
async fn under_review(
    tx: &mut Tx,
    photo: photo::Photo,
    evidence: Vec<Evidence>,
    at: &Timestamp,
    day: Date,
) -> Result<()> {
    let record = reference::record().ok_or(Error::Internal("the demo record cannot be read"))?;
    let account = account_store::by_login(tx, &record.login).await?;
    let account = account.ok_or(Error::Internal("the demo record belongs to nobody"))?;
    let person = account.person_id.clone().ok_or(Error::Internal("the demo record belongs to no applicant"))?;
    let actor = Actor {
        account: account.id,
        login: account.login,
        name: account.name,
        role: Role::Applicant,
        organisation: None,
        person: Some(person.clone()),
    };
    let now = at.to_string();
    let warnings: Vec<String> = photo.warnings.iter().map(ToString::to_string).collect();
    let row = PhotoRow {
        id: ids::new(),
        person_id: person.clone(),
        width: i64::from(photo.width),
        height: i64::from(photo.height),
        sha256: photo.sha256,
        warnings: warnings.join("\n"),
        created_at: now.clone(),
    };
    photos::insert(tx, row, photo.jpeg).await?;

    save(tx, &person, SectionId::Basic, record.basic, &now, day).await?;
    let mut founded_on = None;
    for values in record.education {
        let id = save(tx, &person, SectionId::Education, values, &now, day).await?;
        founded_on.get_or_insert(id);
    }
    for (section, entries) in [(SectionId::Work, record.work), (SectionId::Achievement, record.achievement)] {
        for values in entries {
            save(tx, &person, section, values, &now, day).await?;
        }
    }
    for Evidence { section, row, .. } in evidence {
        let entries = record_store::entries(tx, &person).await?;
        let entry = sorted(section, &entries).first().map(|entry| entry.id.clone());
        let row = AttachmentRow { person_id: person.clone(), entry_id: entry, created_at: now.clone(), ..row };
        attachments::insert(tx, row).await?;
    }
    let id = apply_in(tx, &person, &actor.name, Business::Recognition, &now).await?;
    let values = record.details.with(application::EDUCATION, founded_on.unwrap_or_default());
    let details = Save { id: id.clone(), version: 1, key: ids::new(), values };
    clean(&save_details_in(tx, &actor, details, &now, day).await?)?;
    match submit_in(tx, &actor, &id, at, day).await? {
        Submitted::In { .. } => Ok(()),
        Submitted::Blocked(_) => Err(Error::Internal("the demo application cannot be submitted")),
    }
}

/// Saves one entry and answers with its id.
async fn save(tx: &mut Tx, person: &str, section: SectionId, values: Values, now: &str, today: Date) -> Result<String> {
    let id = if section.many() { ids::new() } else { person.to_owned() };
    let entry = Save { id: id.clone(), version: 0, key: ids::new(), values };
    clean(&save_in(tx, person, section, entry, now, today).await?)?;
    Ok(id)
}

fn clean(saved: &Saved) -> Result<()> {
    match saved {
        Saved::Stored { issues, .. } if issues.is_empty() => Ok(()),
        Saved::Stored { .. } | Saved::Conflict { .. } => Err(Error::Internal("the demo record has a mistake")),
    }
}
