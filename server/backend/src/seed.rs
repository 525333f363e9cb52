//! The demo: what a newcomer finds in an empty database.
//!
//! Everything comes from `reference` and goes in with one transaction. What stands for
//! somebody's work (a record, an application under review) goes through the same use
//! cases as from a browser, so the demo can hold nothing that they would refuse. It is
//! not how a production database is filled.
//!
//! To add one: its rows in `data/`, a step here, the count in `tests/seed.rs`.

use std::collections::BTreeMap;

use domain::{
    access::Role,
    attachment::{self, Limits},
    business::Business,
    certificate::DEFAULT_TEMPLATE,
    date::Date,
    field::Kind,
    record::SectionId,
    values::Values,
};

use crate::{
    Actor, Backend, Error, Result,
    accounts::{self, DEMO_ACCOUNTS, DEMO_PASSWORD, NewAccount},
    apart::Turn,
    applications::{Submitted, apply_in, save_details_in},
    certificates::TEMPLATE_SETTING,
    clock::Timestamp,
    db::Tx,
    entries::sorted,
    files, ids, photo, policy,
    records::{By, Save, Saved, save_in},
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

/// An attachment of the oldest entry of a section; its row is without an owner yet.
struct Evidence {
    login: &'static str,
    section: SectionId,
    row: AttachmentRow,
    bytes: &'static [u8],
}

impl Made {
    fn make(turn: &Turn) -> Result<Made> {
        let hashes =
            DEMO_ACCOUNTS.iter().map(|_| accounts::hash_password(turn, DEMO_PASSWORD)).collect::<Result<_>>()?;
        let photo = photo::check(reference::demo::PHOTO, &photo::Policy::default())
            .map_err(|_| Error::Internal("the demo photo breaks a rule"))?;
        let evidence = reference::demo::EVIDENCE.iter().map(evidence);
        Ok(Made { hashes, photo, evidence: evidence.collect::<Result<_>>()? })
    }
}

fn evidence(given: &reference::demo::Evidence) -> Result<Evidence> {
    let (login, section, name, bytes) = *given;
    let looked = files::look(bytes, &Limits::default());
    let looked = looked.map_err(|_| Error::Internal("a demo attachment breaks a rule"))?;
    let row = AttachmentRow {
        id: ids::new(),
        person_id: String::new(),
        entry_id: None,
        application_id: None,
        sha256: ids::sha256(bytes),
        name: attachment::name(name, looked.kind),
        kind: looked.kind.key().to_owned(),
        bytes: i64::try_from(bytes.len()).map_err(|_| Error::Internal("a demo attachment is huge"))?,
        pages: looked.pages.and_then(|pages| i64::try_from(pages).ok()),
        created_at: String::new(),
        deleted_at: None,
    };
    Ok(Evidence { login, section, row, bytes })
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
        let made = self.hashing.run(Made::make).await??;
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
                people(tx, &made.hashes, at).await?;
                for demo in reference::records().ok_or(Error::Internal("the demo records cannot be read"))? {
                    applicant(tx, demo, &made, at, day).await?;
                }
                Ok(())
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

/// Titles, specialties and the rules of initial recognition, and those of a review, unless they are there.
async fn offered(tx: &mut Tx) -> Result<()> {
    policy::offered(tx).await?;
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

async fn people(tx: &mut Tx, hashes: &[String], at: Timestamp) -> Result<()> {
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
        accounts::insert(tx, &new, hash.clone(), at).await?;
    }
    Ok(())
}

/// One applicant's record, photo and application, submitted or still being filled in.
async fn applicant(tx: &mut Tx, demo: reference::DemoRecord, made: &Made, at: Timestamp, day: Date) -> Result<()> {
    let account = account_store::by_login(tx, &demo.login).await?;
    let account = account.ok_or(Error::Internal("a demo record belongs to nobody"))?;
    let person = account.person_id.clone().ok_or(Error::Internal("a demo record belongs to no applicant"))?;
    let business = Business::from_key(&demo.business).ok_or(Error::Internal("a demo record has no business"))?;
    let actor = Actor {
        account: account.id,
        login: account.login,
        name: account.name,
        role: Role::Applicant,
        organisation: None,
        person: Some(person.clone()),
    };
    let now = at.to_string();
    photographed(tx, &person, &made.photo, &now).await?;

    save(tx, &person, SectionId::Basic, demo.basic, &now, day).await?;
    let mut saved: BTreeMap<SectionId, Vec<String>> = BTreeMap::new();
    for (key, entries) in demo.entries {
        let section = SectionId::from_key(&key).ok_or(Error::Internal("a demo record has an unknown section"))?;
        for values in entries {
            let id = save(tx, &person, section, values, &now, day).await?;
            saved.entry(section).or_default().push(id);
        }
    }
    for Evidence { section, row, .. } in made.evidence.iter().filter(|one| one.login == demo.login) {
        let entries = record_store::entries(tx, &person).await?;
        let entry = sorted(*section, &entries).last().map(|entry| entry.id.clone());
        let row = AttachmentRow { person_id: person.clone(), entry_id: entry, created_at: now.clone(), ..row.clone() };
        attachments::insert(tx, row).await?;
    }
    let id = apply_in(tx, &person, &actor.name, business, &now).await?;
    let values = founded(business, demo.details, &saved);
    let details = Save { id: id.clone(), version: 1, key: ids::new(), values };
    clean(&save_details_in(tx, &actor, details, &now, day).await?)?;
    if !demo.submitted {
        return Ok(());
    }
    match submit_in(tx, &actor, &id, at, day).await? {
        Submitted::In { .. } => Ok(()),
        Submitted::Blocked(_) => Err(Error::Internal("the demo application cannot be submitted")),
    }
}

/// The own form with the ids of the entries that it names.
fn founded(business: Business, mut details: Values, saved: &BTreeMap<SectionId, Vec<String>>) -> Values {
    let of = |key: &str| SectionId::from_key(key).and_then(|section| saved.get(&section)).cloned().unwrap_or_default();
    for field in business.form().fields() {
        match field.kind {
            Kind::Entry => {
                let first = of(SectionId::Education.key()).into_iter().next();
                details.set(field.key, first.unwrap_or_default());
            }
            Kind::Entries => {
                let ids: Vec<String> = details.get(field.key).split_whitespace().flat_map(of).collect();
                details.set(field.key, ids.join(" "));
            }
            _ => {}
        }
    }
    details
}

async fn photographed(tx: &mut Tx, person: &str, photo: &photo::Photo, now: &str) -> Result<()> {
    let warnings: Vec<String> = photo.warnings.iter().map(ToString::to_string).collect();
    let row = PhotoRow {
        id: ids::new(),
        person_id: person.to_owned(),
        width: i64::from(photo.width),
        height: i64::from(photo.height),
        sha256: photo.sha256.clone(),
        warnings: warnings.join("\n"),
        created_at: now.to_owned(),
    };
    photos::insert(tx, row, photo.jpeg.clone()).await?;
    Ok(())
}

/// Saves one entry and answers with its id.
async fn save(tx: &mut Tx, person: &str, section: SectionId, values: Values, now: &str, today: Date) -> Result<String> {
    let id = if section.many() { ids::new() } else { person.to_owned() };
    let entry = Save { id: id.clone(), version: 0, key: ids::new(), values };
    clean(&save_in(tx, person, section, By::Person, entry, now, today).await?)?;
    Ok(id)
}

fn clean(saved: &Saved) -> Result<()> {
    match saved {
        Saved::Stored { issues, .. } if issues.is_empty() => Ok(()),
        Saved::Stored { .. } | Saved::Conflict { .. } => Err(Error::Internal("the demo record has a mistake")),
    }
}
