//! The demo: complete, valid, and never on top of anything else.

use std::time::{Duration, Instant};

use backend::{
    Backend, Error,
    accounts::{DEMO_ACCOUNTS, DEMO_PASSWORD, LogIn},
    both,
    clock::{Clock, Timestamp},
    db::Db,
};

fn backend(db: Db) -> Backend {
    Backend::new(db, Clock::fixed(&Timestamp::parse("2026-11-24T02:00:00Z").expect("an instant")))
}

both! {
    async fn the_demo_goes_into_an_empty_database_once(db) {
        db.migrate().await.expect("an empty database takes the schema");
        let backend = backend(db);
        assert!(backend.is_empty().await.expect("it answers"));
        let begun = Instant::now();
        backend.seed_demo(backend.clock.today()).await.expect("the demo fits");
        let took = begun.elapsed();
        eprintln!("seeding took {took:?}");
        assert!(took < Duration::from_secs(20), "seeding took {took:?}");
        assert!(!backend.is_empty().await.expect("it answers"));
        assert!(matches!(backend.seed_demo(backend.clock.today()).await, Err(Error::Refused(_))));
        assert_eq!(backend.invariants().await.expect("they can be asked"), Vec::<String>::new());
        for (role, login) in DEMO_ACCOUNTS {
            match backend.log_in(login, DEMO_PASSWORD, "127.0.0.1").await.expect("it answers") {
                LogIn::In { actor, .. } => assert_eq!(actor.role, *role),
                other => panic!("{login}: {other:?}"),
            }
        }
    }
}
