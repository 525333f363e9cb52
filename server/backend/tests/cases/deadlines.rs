//! The cut-offs of a plan (`domain.md` §1.2), each for whom it is.

use backend::{both, reference, reviews::Tab};

use crate::journey::{House, MAN, tally};

both! {
    async fn each_authority_is_told_its_own_day(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let plan = reference::plans(house.today()).into_iter().find(|plan| plan.committee == "C001").expect("shipped").plan;
        assert!(plan.submit_until < plan.employer_until && plan.employer_until < plan.accept_until);
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        for (login, day) in [
            ("unit", plan.employer_until),
            ("department", plan.accept_until),
            ("hrss", plan.accept_until),
            ("office", plan.accept_until),
        ] {
            let actor = house.who(login);
            assert_eq!(house.see(&actor, &id).await.due, Some(day), "{login}");
            let queue = house.backend.queue(&actor, Tab::Waiting, None).await.expect("it answers");
            assert_eq!(queue.lines[0].due, Some(day), "{login}");
            if login != "office" {
                house.accept(login, &id).await;
            }
        }
        house.vote(&id, tally(9, 8, 7, 1, 0)).await.expect("the vote stands");
        assert_eq!(house.see(&house.who("hrss"), &id).await.due, None, "no plan says when to confirm");
    }
}
