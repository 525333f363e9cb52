//! A step and its event are one: where the event cannot be written, nothing has happened.

use backend::{
    Error, both,
    db::{Db, sql},
};
use domain::workflow::{Action, Level, Outcome, State};

use crate::journey::{House, MAN, tally};

/// Takes the place of the event that leads to a state, so that it cannot be written.
async fn bar(db: &Db, application: &str, to: State) {
    let application = application.to_owned();
    let barred: Result<(), Error> = db
        .write(async move |tx| {
            sql("create unique index bar on application_event (application_id, to_state)").run(tx).await?;
            sql("insert into application_event (id, application_id, at, actor_id, actor_name, organisation_name, action, from_state, to_state, reason, round, sha256) values ('bar', $1, '2000-01-01T00:00:00.000Z', 'account-chen', '', '', 'accept', 'at_unit', $2, '', 0, '')")
                .bind(application)
                .bind(to.key())
                .run(tx)
                .await?;
            Ok(())
        })
        .await;
    barred.expect("there is none yet");
}

async fn unbar(db: &Db) {
    let free: Result<(), Error> = db
        .write(async |tx| {
            sql("delete from application_event where id = 'bar'").run(tx).await?;
            sql("drop index bar").run(tx).await?;
            Ok(())
        })
        .await;
    free.expect("it is there");
}

/// The step fails at its event, and everything is as it was.
async fn fails<T: std::fmt::Debug>(house: &House, id: &str, to: State, step: impl AsyncFn() -> Result<T, Error>) {
    let db = house.backend.db();
    let before = house.backend.state_lines().await.expect("it answers");
    bar(db, id, to).await;
    let done = step().await;
    assert!(matches!(done, Err(Error::Db(_))), "{done:?}");
    unbar(db).await;
    assert_eq!(house.backend.state_lines().await.expect("it answers"), before);
    house.sound().await;
}

both! {
    async fn a_step_without_its_event_is_no_step(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;

        let submit = async || house.backend.submit(&chen, &id).await;
        fails(&house, &id, State::At(Level::Unit), submit).await;
        assert_eq!(house.submit(&chen, &id).await, "SQ2026000001", "no number was used up");
        fails(&house, &id, State::At(Level::Department), async || house.decide("unit", &id, Action::Accept, "").await).await;
        for login in ["unit", "department", "hrss"] {
            house.accept(login, &id).await;
        }
        fails(&house, &id, State::Confirming, async || house.vote(&id, tally(9, 9, 9, 0, 0)).await).await;
        house.vote(&id, tally(9, 9, 9, 0, 0)).await.expect("no votes are left of the one that failed");
        let passed = State::Closed(Outcome::Passed);
        fails(&house, &id, passed, async || house.decide("hrss", &id, Action::Confirm, "").await).await;
        assert!(house.backend.certificates(&chen).await.expect("it answers").is_empty());
        let number = house.decide("hrss", &id, Action::Confirm, "").await.expect("confirmed");
        assert_eq!(number.as_deref(), Some("2620052000001"), "no number was used up");
        house.sound().await;
    }
}
