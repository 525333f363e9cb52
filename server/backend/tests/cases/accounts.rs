//! Logging in, staying in, going out, and what is done against guessing.

use backend::{
    Backend, Error,
    accounts::{LogIn, NewAccount, PARKED_BYTES, Session},
    both,
    clock::{Clock, Timestamp},
    db::Db,
};
use domain::access::Role;

use crate::journey::{House, NOW};

const PASSWORD: &str = "horse battery staple 9";

async fn with_account(db: Db) -> Backend {
    db.migrate().await.expect("an empty database takes the schema");
    let backend = Backend::new(db, Clock::fixed(Timestamp::parse(NOW).expect("an instant")));
    backend.add_account(new("Zhang", Role::Applicant, None)).await.expect("it is new");
    backend
}

fn new(login: &str, role: Role, organisation: Option<&str>) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: "张测试".to_owned(),
        role,
        organisation: organisation.map(str::to_owned),
        password: PASSWORD.to_owned(),
    }
}

async fn token(backend: &Backend) -> String {
    match backend.log_in("zhang", PASSWORD, "192.0.2.1").await.expect("it answers") {
        LogIn::In { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

/// Seconds until the session ends if nothing more is asked for.
async fn left(backend: &Backend, token: &str) -> Option<u64> {
    match backend.session(token).await.expect("it answers") {
        Session::In { ends, .. } => Some(backend.clock.now().seconds_until(ends)),
        Session::Nobody | Session::Ended { .. } => None,
    }
}

async fn lives(backend: &Backend, token: &str) -> bool {
    matches!(backend.session(token).await.expect("it answers"), Session::In { .. })
}

async fn refusal(done: impl Future<Output = Result<String, Error>>) -> String {
    match done.await {
        Err(Error::Refused(said)) => said,
        other => panic!("{other:?}"),
    }
}

both! {
    async fn a_login_ignores_case_and_blanks_and_a_password_does_not(db) {
        let backend = with_account(db).await;
        for login in ["zhang", " ZHANG ", "Zhang"] {
            let LogIn::In { actor, token } = backend.log_in(login, PASSWORD, "192.0.2.1").await.expect("it answers") else {
                panic!("{login:?} is refused");
            };
            assert_eq!((actor.login.as_str(), actor.role), ("zhang", Role::Applicant));
            assert!(actor.person.is_some() && actor.organisation.is_none());
            assert_eq!(backend.actor(&token).await.expect("it answers"), Some(actor));
        }
        let wrong = backend.log_in("zhang", &PASSWORD.to_uppercase(), "192.0.2.1").await.expect("it answers");
        assert_eq!(wrong, LogIn::Wrong);
    }

    async fn a_wrong_password_and_an_unknown_login_are_answered_alike(db) {
        let backend = with_account(db).await;
        assert_eq!(backend.log_in("zhang", "not the password", "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
        assert_eq!(backend.log_in("nobody", "not the password", "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
        assert_eq!(backend.log_in("zhang", &"x".repeat(5000), "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
    }

    async fn whoever_guesses_at_an_account_has_to_wait(db) {
        let backend = with_account(db).await;
        for _ in 0..5 {
            assert_eq!(backend.log_in("zhang", "a guess", "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
        }
        // The right password waits like any other.
        let waits = backend.log_in("zhang", PASSWORD, "192.0.2.1").await.expect("it answers");
        assert_eq!(waits, LogIn::Wait { seconds: 30 });
        backend.clock.advance_seconds(30);
        assert_eq!(backend.log_in("zhang", "a guess", "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
        let longer = backend.log_in("zhang", PASSWORD, "192.0.2.1").await.expect("it answers");
        assert_eq!(longer, LogIn::Wait { seconds: 60 });
        backend.clock.advance_seconds(60);
        token(&backend).await;
        // Being in forgives.
        assert_eq!(backend.log_in("zhang", "a guess", "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
        token(&backend).await;
    }

    async fn a_stranger_does_not_keep_the_owner_out(db) {
        let backend = with_account(db).await;
        // As fast as the delays let him, for two hours.
        for _ in 0..240 {
            backend.log_in("zhang", "a guess", "192.0.2.66").await.expect("it answers");
            backend.clock.advance_seconds(30);
        }
        token(&backend).await;
    }

    async fn guesses_from_everywhere_are_counted_together(db) {
        let backend = with_account(db).await;
        for guess in 0..50 {
            let from = format!("198.51.100.{}", guess / 5);
            assert_eq!(backend.log_in("zhang", "a guess", &from).await.expect("it answers"), LogIn::Wrong);
        }
        let waits = backend.log_in("zhang", PASSWORD, "192.0.2.1").await.expect("it answers");
        assert!(matches!(waits, LogIn::Wait { .. }), "{waits:?}");
    }

    async fn whoever_guesses_from_an_address_has_to_wait(db) {
        let backend = with_account(db).await;
        for guess in 0..20 {
            let login = format!("nobody-{guess}");
            assert_eq!(backend.log_in(&login, "a guess", "192.0.2.9").await.expect("it answers"), LogIn::Wrong);
        }
        let waits = backend.log_in("zhang", PASSWORD, "192.0.2.9").await.expect("it answers");
        assert!(matches!(waits, LogIn::Wait { .. }), "{waits:?}");
        token(&backend).await;
    }

    async fn a_session_ends_when_nothing_is_asked_for(db) {
        let backend = with_account(db).await;
        let token = token(&backend).await;
        for _ in 0..3 {
            backend.clock.advance_minutes(29);
            assert!(lives(&backend, &token).await, "asking keeps it alive");
        }
        assert_eq!(left(&backend, &token).await, Some(30 * 60));
        backend.clock.advance_minutes(30);
        let ended = backend.session(&token).await.expect("it answers");
        assert!(matches!(ended, Session::Ended { .. }), "{ended:?}");
        assert_eq!(backend.actor(&token).await.expect("it answers"), None);
        assert_eq!(left(&backend, &token).await, None);
    }

    async fn a_session_ends_after_half_a_day_whatever_happens(db) {
        let backend = with_account(db).await;
        let token = token(&backend).await;
        for _ in 0..35 {
            backend.clock.advance_minutes(20);
            assert!(lives(&backend, &token).await);
        }
        assert_eq!(left(&backend, &token).await, Some(20 * 60));
        backend.clock.advance_minutes(20);
        assert!(!lives(&backend, &token).await);
    }

    async fn logging_out_ends_one_session_and_a_new_password_all(db) {
        let backend = with_account(db).await;
        let (one, two, three) = (token(&backend).await, token(&backend).await, token(&backend).await);
        backend.log_out(&one).await.expect("it answers");
        backend.log_out("no token").await.expect("it answers");
        assert_eq!(backend.session(&one).await.expect("it answers"), Session::Nobody);
        assert!(lives(&backend, &two).await);
        backend.set_password("zhang", "another good one 7").await.expect("it is good");
        assert!(!lives(&backend, &two).await && !lives(&backend, &three).await);
        assert_eq!(backend.log_in("zhang", PASSWORD, "192.0.2.1").await.expect("it answers"), LogIn::Wrong);
        assert!(matches!(backend.set_password("nobody", "another good one 7").await, Err(Error::NotFound)));
        assert!(matches!(backend.set_password("zhang", "short").await, Err(Error::Refused(_))));
    }

    async fn a_login_that_meets_a_new_password_is_worth_nothing(db) {
        let backend = with_account(db).await;
        let (begun, changed) = tokio::join!(
            backend.log_in("zhang", PASSWORD, "192.0.2.1"),
            // Its hash is made before the login's is compared, so that it is stored meanwhile.
            backend.set_password("zhang", "another good one 7"),
        );
        changed.expect("it is good");
        if let LogIn::In { token, .. } = begun.expect("it answers") {
            assert!(!lives(&backend, &token).await);
        }
    }

    async fn a_form_posted_too_late_waits_for_its_owner(db) {
        let house = House::build(db).await;
        let (backend, chen, li) = (&house.backend, house.who("chen"), house.who("li"));
        let token = backend.park(&chen.account, "/record/basic", "v.name=%E9%99%88").await.expect("it answers").expect("kept");
        assert_eq!(backend.parked(&li, &token).await.expect("it answers"), None);
        backend.unpark(&li, &token).await.expect("it answers");
        let kept = backend.parked(&chen, &token).await.expect("it answers").expect("still there");
        assert_eq!((kept.path.as_str(), kept.body.as_str()), ("/record/basic", "v.name=%E9%99%88"));
        backend.unpark(&chen, &token).await.expect("it answers");
        assert_eq!(backend.parked(&chen, &token).await.expect("it answers"), None);

        let too_long = "x".repeat(PARKED_BYTES + 1);
        assert_eq!(backend.park(&chen.account, "/", &too_long).await.expect("it answers"), None);
        let mut tokens = Vec::new();
        for _ in 0..5 {
            tokens.push(backend.park(&chen.account, "/", "a=b").await.expect("it answers").expect("kept"));
        }
        assert_eq!(backend.park(&chen.account, "/", "a=b").await.expect("it answers"), None, "a sixth one");
        backend.clock.advance_minutes(10);
        assert_eq!(backend.parked(&chen, &tokens[0]).await.expect("it answers"), None, "its time is over");
        assert!(backend.park(&chen.account, "/", "a=b").await.expect("it answers").is_some());
    }

    async fn what_is_wrong_with_a_new_account_is_said(db) {
        let house = House::build(db).await;
        let add = |login: &str, role, organisation| house.backend.add_account(new(login, role, organisation));
        assert_eq!(refusal(add("chen", Role::Applicant, None)).await, "账号 chen 已经有了，请换一个");
        assert_eq!(refusal(add("a b", Role::Admin, None)).await, "账号不能是空的，也不能有空格，请改用字母、数字或汉字");
        assert_eq!(refusal(add("new", Role::Applicant, Some("U101"))).await, "个人账号不属于任何单位，请去掉所属单位");
        assert_eq!(refusal(add("new", Role::Unit, None)).await, "人事管理单位账号要写明所属单位");
        assert_eq!(refusal(add("new", Role::Unit, Some("U999"))).await, "没有找到单位“U999”，请核对编号或全称");
        assert_eq!(refusal(add("new", Role::Unit, Some("H001"))).await, "“H001”不是人事管理单位，请核对角色和单位");
        let weak = NewAccount { password: "short".to_owned(), ..new("new", Role::Admin, None) };
        assert!(refusal(house.backend.add_account(weak)).await.starts_with("密码至少 12 个字"));
        let named = add("new", Role::Hrss, Some("中山市人力资源和社会保障局（测试）")).await;
        assert!(named.is_ok(), "{named:?}");
        house.sound().await;
    }

    async fn tidying_keeps_what_is_still_of_use(db) {
        let backend = with_account(db).await;
        let old = token(&backend).await;
        backend.clock.advance_minutes(37 * 60);
        let young = token(&backend).await;
        backend.tidy_accounts().await.expect("it answers");
        assert_eq!(backend.session(&old).await.expect("it answers"), Session::Nobody);
        assert!(lives(&backend, &young).await);
    }
}
