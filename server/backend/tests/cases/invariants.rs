//! What `zhicheng check` finds, each broken by hand once.

use backend::{
    Error, both,
    db::{Db, sql},
};

use crate::journey::{House, MAN, WOMAN};

async fn run(db: &Db, text: &'static str, other: &str) {
    let other = other.to_owned();
    let done: Result<u64, Error> = db
        .write(async move |tx| {
            let statement = if text.contains("$1") { sql(text).bind(other) } else { sql(text) };
            Ok(statement.run(tx).await?)
        })
        .await;
    assert!(done.expect("it can be broken") > 0, "{text} changes nothing");
}

both! {
    async fn each_break_is_found_and_named(db) {
        let house = House::build(db.clone()).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let passed = house.filled(&chen, MAN).await;
        house.to_the_end(&chen, &passed).await;
        let draft = house.filled(&li, WOMAN).await;
        house.sound().await;
        for (broken, mended, expected) in [
            (
                "update application set state = 'closed_failed' where state = 'closed_passed'",
                "update application set state = 'closed_passed' where state = 'closed_failed'",
                "1 applications whose state is not that of their last event",
            ),
            (
                "update application set number = null where number = 'SQ2026000001'",
                "update application set number = 'SQ2026000001' where state = 'closed_passed'",
                "1 submitted applications without a number or a snapshot",
            ),
            (
                "update application set waits_for = 'U101' where id = $1",
                "update application set waits_for = null where id = $1",
                "1 applications under review that wait for nobody, or others that wait",
            ),
            (
                "update certificate set application_id = $1",
                "update certificate set application_id = (select id from application where id <> $1)",
                "1 passed applications without exactly one certificate",
            ),
            (
                "update certificate set application_id = $1",
                "update certificate set application_id = (select id from application where id <> $1)",
                "1 certificates of applications that have not passed",
            ),
            (
                "update application set open_key = 'still' where state = 'closed_passed'",
                "update application set open_key = null where state = 'closed_passed'",
                "1 closed applications that still hold their person's place, or open ones that do not",
            ),
            (
                "update application_event set from_state = 'at_hrss' where action = 'confirm'",
                "update application_event set from_state = 'confirming' where action = 'confirm'",
                "1 events that do not follow from the one before",
            ),
            (
                "update tally set application_id = $1",
                "update tally set application_id = (select id from application where id <> $1)",
                "1 applications that a committee has passed without a counted vote",
            ),
            (
                "update application_event set organisation_name = '' where action = 'confirm'",
                "update application_event set organisation_name = 'x' where action = 'confirm'",
                "1 decisions of nobody's organisation",
            ),
            (
                "insert into application_entry (application_id, entry_id) select $1, id from record_entry where person_id = 'person-chen' and section = 'work'",
                "delete from application_entry where application_id = $1 and entry_id in (select id from record_entry where person_id = 'person-chen')",
                "1 selected entries of somebody else",
            ),
            (
                "update record_entry set supersedes = (select id from record_entry where person_id = 'person-li' and section = 'work') where person_id = 'person-chen' and section = 'work'",
                "update record_entry set supersedes = null where supersedes is not null",
                "1 entries that correct or are kept apart from what is not of their section of their record",
            ),
            (
                "update record_entry set draft = not draft where person_id = 'person-chen' and section = 'work'",
                "update record_entry set draft = not draft where person_id = 'person-chen' and section = 'work'",
                "1 drafts of entries that an application has selected",
            ),
            (
                "update saved_version set version = version + 1 where thing_id = $1 and version = (select max(version) from saved_version where thing_id = $1)",
                "update saved_version set version = version - 1 where thing_id = $1 and version = (select max(version) from saved_version where thing_id = $1)",
                "1 things whose text is not that of the newest version kept of them",
            ),
            (
                "delete from search_key where kind = 'committee' and id = 'C001'",
                "insert into search_key (kind, key, id) values ('committee', '机电', 'C001')",
                "1 things that no magnifier finds",
            ),
            (
                "update application_snapshot set sha256 = 'of another text'",
                "update application_snapshot set sha256 = (select sha256 from application_event where action = 'confirm')",
                "snapshot 1 of application",
            ),
        ] {
            run(&db, broken, &draft).await;
            let found = house.backend.invariants().await.expect("it answers");
            assert!(found.iter().any(|said| said.starts_with(expected)), "{expected} in {found:?}");
            run(&db, mended, &draft).await;
            house.sound().await;
        }
    }
}
