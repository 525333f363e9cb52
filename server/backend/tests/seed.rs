//! The demo: complete, valid, and never on top of anything else.

use std::collections::BTreeSet;

use backend::{
    Actor, Backend, Error,
    accounts::{DEMO_ACCOUNTS, DEMO_PASSWORD, LogIn, NewAccount},
    both,
    clock::{Clock, Timestamp},
    db::{Db, row, sql},
    notices::Kind,
    reviews::Tab,
};
use domain::{
    access::Role,
    business::Business,
    readiness::Result as Judged,
    record::SectionId,
    workflow::{Level, State},
};

row! { struct Count { n: i64 } }
row! { struct Hash { password_hash: String } }

async fn empty(db: Db) -> Backend {
    db.migrate().await.expect("an empty database takes the schema");
    Backend::new(db, Clock::fixed(Timestamp::parse("2026-11-24T02:00:00Z").expect("an instant")))
}

async fn seeded(db: Db) -> Backend {
    let backend = empty(db).await;
    backend.seed_demo(backend.clock.today()).await.expect("the demo fits");
    backend
}

async fn actor(backend: &Backend, login: &str) -> Actor {
    match backend.log_in(login, DEMO_PASSWORD, "127.0.0.1").await.expect("it answers") {
        LogIn::In { actor, .. } => actor,
        other => panic!("{login}: {other:?}"),
    }
}

async fn count(backend: &Backend, question: &'static str) -> i64 {
    backend.db().read(async move |tx| sql(question).one::<Count>(tx).await).await.expect("it answers").n
}

both! {
    async fn every_site_offers_the_catalogue_once_and_keeps_what_became_of_it(db) {
        let backend = empty(db).await;
        backend.offer_catalogue().await.expect("it fits");
        let titles = count(&backend, "select count(*) as n from title").await;
        let rules = count(&backend, "select count(*) as n from recognition_rule").await;
        assert!(titles > 200 && rules >= 7, "{titles} titles, {rules} rules");
        let policy = count(&backend, "select count(*) as n from policy").await;
        assert!(policy > 50, "{policy} rules of a review");
        let dropped = async |tx: &mut backend::db::Tx| sql("delete from specialty where series = '23'").run(tx).await;
        assert!(backend.db().write(dropped).await.expect("a site changes its catalogue") > 0);
        backend.offer_catalogue().await.expect("nothing to do");
        assert_eq!(count(&backend, "select count(*) as n from title").await, titles);
        assert_eq!(count(&backend, "select count(*) as n from policy").await, policy);
        assert_eq!(count(&backend, "select count(*) as n from specialty where series = '23'").await, 0);
        assert!(backend.is_empty().await.expect("it answers"), "a catalogue alone is no data");
        backend.seed_demo(backend.clock.today()).await.expect("the demo fits beside it");
    }

    async fn the_demo_goes_into_an_empty_database_once(db) {
        let backend = empty(db).await;
        assert!(backend.is_empty().await.expect("it answers"));
        backend.seed_demo(backend.clock.today()).await.expect("the demo fits");
        assert!(!backend.is_empty().await.expect("it answers"));
        let lines = backend.state_lines().await.expect("it answers");
        match backend.seed_demo(backend.clock.today()).await {
            Err(Error::Refused(said)) => {
                assert_eq!(said, "数据库里已经有数据，没有改动。演示数据只放入空的数据库，请换一个数据库文件再试");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(backend.state_lines().await.expect("it answers"), lines);
        assert_eq!(backend.invariants().await.expect("they can be asked"), Vec::<String>::new());
    }

    async fn two_seeds_at_once_are_one(db) {
        let backend = empty(db).await;
        let today = backend.clock.today();
        let (one, two) = tokio::join!(backend.seed_demo(today), backend.seed_demo(today));
        let refused = |done: &Result<(), Error>| matches!(done, Err(Error::Refused(_)));
        assert!(one.is_ok() && refused(&two) || refused(&one) && two.is_ok(), "{one:?} {two:?}");
        assert_eq!(count(&backend, "select count(*) as n from account").await, 15);
    }

    async fn a_database_that_somebody_uses_is_left_alone(db) {
        let backend = empty(db).await;
        let new = NewAccount {
            login: "root".to_owned(),
            name: "管理员".to_owned(),
            role: Role::Admin,
            organisation: None,
            password: "horse battery staple 9".to_owned(),
        };
        backend.add_account(new).await.expect("it is new");
        assert!(!backend.is_empty().await.expect("it answers"));
        assert!(matches!(backend.seed_demo(backend.clock.today()).await, Err(Error::Refused(_))));
        assert_eq!(count(&backend, "select count(*) as n from organisation").await, 0);
    }

    async fn everything_of_the_files_is_there(db) {
        let backend = seeded(db).await;
        for (question, expected) in [
            ("select count(*) as n from title", 278),
            ("select count(*) as n from specialty", 489),
            ("select count(*) as n from recognition_rule", 7),
            ("select count(*) as n from policy", 74),
            ("select count(*) as n from organisation", 84),
            ("select count(*) as n from committee", 20),
            ("select count(*) as n from committee_plan", 19),
            ("select count(*) as n from account", 15),
            ("select count(*) as n from application", 2),
            ("select count(distinct k.id) as n from search_key k join organisation o on o.id = k.id where k.kind = 'unit' and o.kind = 'unit'", 49),
            ("select count(distinct k.id) as n from search_key k join title t on t.code = k.id where k.kind = 'title'", 278),
            ("select count(distinct k.id) as n from search_key k join specialty s on s.code = k.id where k.kind = 'specialty'", 489),
            ("select count(distinct k.id) as n from search_key k join committee c on c.id = k.id where k.kind = 'committee'", 20),
        ] {
            assert_eq!(count(&backend, question).await, expected, "{question}");
        }
        let review = backend.notices(Kind::Review, 100).await.expect("it answers");
        assert!(review.len() > 10 && review.iter().all(|notice| notice.window.is_some()));
        let general = backend.notices(Kind::General, 100).await.expect("it answers");
        assert_eq!(general.len(), 7);
        assert!(general[0].pinned);
    }

    async fn every_account_opens_with_its_role_and_a_salt_of_its_own(db) {
        let backend = seeded(db).await;
        for (role, login) in DEMO_ACCOUNTS {
            let actor = actor(&backend, login).await;
            assert_eq!(actor.role, *role);
            assert_eq!(actor.organisation.is_some(), role.level().is_some(), "{login}");
            assert_eq!(actor.person.is_some(), *role == Role::Applicant, "{login}");
        }
        let hashes: Vec<Hash> =
            backend.db().read(async |tx| sql("select password_hash from account").all(tx).await).await.expect("it answers");
        let salts: BTreeSet<&str> = hashes.iter().map(|row| row.password_hash.as_str()).collect();
        assert_eq!(salts.len(), DEMO_ACCOUNTS.len());
        assert_eq!(backend.open_demo_accounts().await.expect("it answers").len(), DEMO_ACCOUNTS.len());
        backend.set_password("admin", "horse battery staple 9").await.expect("a good one");
        assert!(!backend.open_demo_accounts().await.expect("it answers").contains(&"admin"));
    }

    async fn one_applicant_begins_and_another_is_under_review(db) {
        let backend = seeded(db).await;
        let first = actor(&backend, "applicant").await;
        for section in SectionId::ALL.iter().filter(|section| section.many()) {
            assert!(backend.section(&first, *section).await.expect("it answers").is_empty());
        }
        assert!(backend.photo(&first).await.expect("it answers").is_none());
        assert!(backend.track(&first, Default::default()).await.expect("it answers").is_empty());

        let second = actor(&backend, "applicant2").await;
        let lines = backend.track(&second, Default::default()).await.expect("it answers");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].state, State::At(Level::Unit));
        assert_eq!(lines[0].applied_on, backend.clock.today().plus_days(-2));
        let seen = backend.application(&second, &lines[0].id).await.expect("his own");
        let events: Vec<(String, String)> = seen.events.iter().map(|event| (event.at.local(), event.who.clone())).collect();
        assert_eq!(events, [("2026-11-22 09:12".to_owned(), "黄演示".to_owned())]);
        assert!(backend.application_photo(&second, &lines[0].id).await.expect("it has one").starts_with(&[0xFF, 0xD8]));
        // Not only can it be submitted: nothing about it is to be looked at twice.
        backend.take_back(&second, &lines[0].id, domain::workflow::Action::Withdraw).await.expect("nobody has decided");
        let draft = backend.draft(&second, &lines[0].id).await.expect("his own");
        for line in &draft.lines {
            assert_eq!(line.result, Judged::Pass, "{line:?}");
        }
    }

    async fn the_demo_authorities_are_those_of_the_journey(db) {
        let backend = seeded(db).await;
        let second = actor(&backend, "applicant2").await;
        let id = backend.apply(&second, Business::Recognition).await.expect("the one under review");
        for login in ["unit", "department", "hrss", "office"] {
            let authority = actor(&backend, login).await;
            let queue = backend.queue(&authority, Tab::Waiting, None).await.expect("it answers");
            assert_eq!(queue.lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), [id.as_str()], "{login}");
            if login != "office" {
                let version = backend.application(&authority, &id).await.expect("it has come here").version;
                let decision = backend::reviews::Decision {
                    action: domain::workflow::Action::Accept,
                    reason: String::new(),
                    tally: None,
                    version,
                };
                backend.decide(&authority, &id, decision).await.expect("accepted");
            }
        }
        assert_eq!(backend.invariants().await.expect("they can be asked"), Vec::<String>::new());
    }
}
