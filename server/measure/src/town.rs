//! A site to strike at: the demo, and as many applicants beside it as are wanted, each with a session and, where
//! that is asked for, with an application that only needs to be submitted.

use std::{
    fs,
    path::Path,
    sync::{Arc, OnceLock},
};

use backend::{
    Actor, Backend,
    accounts::{DEMO_PASSWORD, LogIn},
    applications::Submitted,
    clock::Clock,
    db::{Db, Options},
    files::Files,
    ids, photo,
    records::{Save, Saved},
    reference,
    reviews::Decision,
    store::{
        accounts::{self, AccountRow},
        photos::{self, PhotoRow},
        records,
    },
};
use domain::{
    access::Role,
    application,
    business::Business,
    date::Date,
    record::{SectionId, basic, education},
    values::Values,
    vote::Tally,
    workflow::Action,
};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::site::Folder;

/// The name of the database in its folder, as the product calls it.
pub const DATABASE: &str = "zhicheng.db";
/// Applicants that are written down at once.
const AT_ONCE: usize = 32;

/// Opens the site of a folder, as `zhicheng serve` does.
///
/// # Panics
/// When it cannot be opened.
pub async fn open(folder: &Path, options: Options) -> Backend {
    let url = format!("sqlite://{}/{DATABASE}", folder.display());
    let db = Db::open(&url, options).await.expect("the database opens");
    db.migrate().await.expect("the tables are made");
    let files = Files::folder(&folder.join(format!("{DATABASE}.files"))).expect("the machine has room for files");
    Backend::new(db, Clock::system()).with_files(files)
}

/// Puts the demo into a folder. It is made once and then copied.
///
/// # Panics
/// When the machine has no room.
pub fn lay(folder: &Path) {
    static DEMO: OnceLock<Folder> = OnceLock::new();
    let demo = DEMO.get_or_init(|| {
        let made = Folder::new("demo");
        let folder = made.path().to_owned();
        crate::apart(async move {
            let backend = open(&folder, Options::default()).await;
            backend.seed_demo(backend.clock.today()).await.expect("the demo goes in");
            backend.db().clone().close().await;
        });
        made
    });
    copy(demo.path(), folder);
}

/// Copies all that lies in a folder.
///
/// # Panics
/// When the machine has no room.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the machine has room for a folder");
    for entry in fs::read_dir(from).expect("the folder is there").flatten() {
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).expect("the machine has room for a file");
        }
    }
}

/// How far applicants have come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Come {
    /// One entry of education.
    Entry,
    /// A whole record and an application that only needs to be submitted.
    Application,
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Applicant {
    pub actor: Actor,
    /// Of the session's cookie.
    pub token: String,
    /// An entry of education, saved once.
    pub entry: String,
    /// Empty for who has [`Come::Entry`].
    pub application: String,
}

/// The text of an entry of education, as somebody types it; every mark gives another one.
pub fn typed(mark: &str) -> Values {
    SectionId::Education.section().sample().with(education::MAJOR, format!("机械设计{mark}"))
}

/// Settles applicants on a site with the demo.
///
/// # Panics
/// When the product refuses one.
pub async fn settle(backend: &Backend, count: usize, come: Come) -> Vec<Applicant> {
    let photo = photo::check(reference::demo::PHOTO, &photo::Policy::default()).expect("the demo photo is good");
    let (photo, turns) = (Arc::new(photo), Arc::new(Semaphore::new(AT_ONCE)));
    let mut settling = JoinSet::new();
    for nth in 0..count {
        let (backend, photo, turns) = (backend.clone(), Arc::clone(&photo), Arc::clone(&turns));
        settling.spawn(async move {
            let _turn = turns.acquire().await.expect("it is not closed");
            (nth, applicant(&backend, &photo, nth, come).await)
        });
    }
    let mut settled = settling.join_all().await;
    settled.sort_by_key(|(nth, _)| *nth);
    settled.into_iter().map(|(_, applicant)| applicant).collect()
}

async fn applicant(backend: &Backend, photo: &photo::Photo, nth: usize, come: Come) -> Applicant {
    let person = ids::new();
    // Two minutes ago: what is asked first notes that the session lives.
    let now = backend.clock.now().plus_minutes(-2);
    let ends = now.plus_minutes(12 * 60);
    let token = ids::sha256(format!("a session of {person}"));
    let account = AccountRow {
        id: ids::new(),
        login: format!("townsman-{person}"),
        name: format!("镇民{nth}"),
        password_hash: "nobody logs in with this".to_owned(),
        role: Role::Applicant.key().to_owned(),
        organisation_id: None,
        person_id: Some(person.clone()),
        active: true,
    };
    let actor = Actor {
        account: account.id.clone(),
        login: account.login.clone(),
        name: account.name.clone(),
        role: Role::Applicant,
        organisation: None,
        person: Some(person.clone()),
    };
    let row = PhotoRow {
        id: ids::new(),
        person_id: person.clone(),
        width: i64::from(photo.width),
        height: i64::from(photo.height),
        sha256: photo.sha256.clone(),
        warnings: String::new(),
        created_at: now.to_string(),
    };
    let (jpeg, session) = (photo.jpeg.clone(), ids::sha256(&token));
    let moved_in = backend.db().write(async move |tx| {
        records::insert_person(tx, &person, &now.to_string()).await?;
        let id = account.id.clone();
        accounts::insert(tx, account, &now.to_string()).await?;
        accounts::open_session(tx, &session, &id, &now.to_string(), &ends.to_string()).await?;
        if come == Come::Application {
            photos::insert(tx, row, jpeg).await?;
        }
        Ok::<_, backend::Error>(())
    });
    moved_in.await.expect("a person is new");
    let mut applicant = Applicant { actor, token, entry: String::new(), application: String::new() };
    match come {
        Come::Entry => applicant.entry = add(backend, &applicant.actor, SectionId::Education, typed("")).await,
        Come::Application => fill_in(backend, &mut applicant, nth).await,
    }
    applicant
}

/// The record of the demo's applicant, with a document of one's own, and an application for the same.
async fn fill_in(backend: &Backend, applicant: &mut Applicant, nth: usize) {
    let demo = reference::records().expect("the demo records can be read");
    let demo = demo.into_iter().find(|demo| demo.submitted).expect("a demo application is submitted");
    let actor = applicant.actor.clone();
    let (document, birth) = document(nth);
    let own = demo.basic.with(basic::DOCUMENT, &document).with(basic::BIRTH, &birth);
    add(backend, &actor, SectionId::Basic, own).await;
    for (key, entries) in demo.entries {
        let section = SectionId::from_key(&key).expect("a section of the record");
        for values in entries {
            let id = add(backend, &actor, section, values).await;
            if section == SectionId::Education {
                applicant.entry = id;
            }
        }
    }
    let business = Business::from_key(&demo.business).expect("a business");
    let id = backend.apply(&actor, business).await.expect("an application begins");
    let values = demo.details.with(application::EDUCATION, &applicant.entry);
    let save = Save { id: id.clone(), version: 1, key: ids::new(), values };
    let saved = backend.save_details(&actor, save).await.expect("the form is saved");
    assert!(matches!(&saved, Saved::Stored { issues, .. } if issues.is_empty()), "{saved:?}");
    applicant.application = id;
}

/// Saves a new entry and answers with its id.
///
/// # Panics
/// When the product refuses it.
pub async fn add(backend: &Backend, actor: &Actor, section: SectionId, values: Values) -> String {
    let person = actor.person.clone().expect("an applicant is a person");
    let id = if section.many() { ids::new() } else { person };
    let save = Save { id: id.clone(), version: 0, key: ids::new(), values };
    let saved = backend.save_entry(actor, section, save).await.expect("an entry is saved");
    assert!(matches!(&saved, Saved::Stored { issues, .. } if issues.is_empty()), "{saved:?}");
    id
}

/// A number that nobody can have, and the day of birth in it: no region begins with 440099.
fn document(nth: usize) -> (String, String) {
    let first = Date::parse("1990-01-01").expect("a day");
    let day = first.plus_days(i64::try_from(nth / 500).expect("some thousands")).expect("the calendar goes on");
    // Odd, as men have it.
    let text = format!("440099{}{:03}", day.to_string().replace('-', ""), nth % 500 * 2 + 1);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = text.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let last = char::from(b"10X98765432"[(sum % 11) as usize]);
    (format!("{text}{last}"), day.to_string())
}

/// Those who decide about an application, in the order of its way.
pub const OFFICERS: [&str; 4] = ["unit", "department", "hrss", "office"];

/// What they decide, one after the other, from the submit to the certificate: who, by his place in [`OFFICERS`].
pub const DECISIONS: [(usize, Action); 5] =
    [(0, Action::Accept), (1, Action::Accept), (2, Action::Accept), (3, Action::Pass), (2, Action::Confirm)];

/// Decides about an application as it is now; gives the certificate's number when this issued one.
///
/// # Panics
/// When the product refuses it.
pub async fn decide(backend: &Backend, actor: &Actor, application: &str, action: Action) -> Option<String> {
    let seen = backend.application(actor, application).await.expect("it may be seen");
    let votes = Tally { size: 9, present: 9, yes: 7, no: 1, abstain: 1 };
    let tally = (action == Action::Pass).then(|| (votes, backend.clock.today()));
    let decision = Decision { action, reason: "材料齐全".to_owned(), tally, version: seen.version };
    backend.decide(actor, application, decision).await.expect("it is decided")
}

/// Submits what is complete and answers with its number.
///
/// # Panics
/// When the product refuses it.
pub async fn submit(backend: &Backend, person: &Applicant) -> String {
    let submitted = backend.submit(&person.actor, &person.application).await.expect("it answers");
    let Submitted::In { number } = submitted else { panic!("it is complete: {submitted:?}") };
    number
}

/// One of the demo's accounts, logged in: the actor and the session's token.
///
/// # Panics
/// When it is not let in.
pub async fn log_in(backend: &Backend, login: &str) -> (Actor, String) {
    match backend.log_in(login, DEMO_PASSWORD, "127.0.0.1").await.expect("it answers") {
        LogIn::In { token, actor } => (actor, token),
        refused => panic!("{login} is let in: {refused:?}"),
    }
}

#[cfg(test)]
mod tests {
    use domain::id_number::IdNumber;

    use super::*;

    #[test]
    fn documents_are_well_formed_and_all_different() {
        let today = Date::parse("2026-11-26").expect("a day");
        let made: std::collections::BTreeSet<String> = (0..2000)
            .map(|nth| {
                let (text, birth) = document(nth);
                let read = IdNumber::parse(&text, today).expect("a number");
                assert_eq!(read.birth().to_string(), birth);
                text
            })
            .collect();
        assert_eq!(made.len(), 2000);
    }
}
