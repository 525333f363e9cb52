//! A small house of organisations, people and one committee, and the steps of the journey through it.

use backend::{
    Actor, Backend, Error,
    accounts::Org,
    applications::{Dossiered, Draft, Submitted},
    clock::{Clock, Timestamp},
    db::Db,
    photos::Uploaded,
    records::{Entry, Save, Saved},
    reference, reviews,
    store::{
        accounts::{self, AccountRow},
        catalogue::{self, CommitteeRow, PlanRow, RuleRow, SpecialtyRow, TitleRow},
        organisations::{self, OrganisationRow},
        records,
    },
};
use domain::{
    access::Role,
    application,
    business::Business,
    date::Date,
    issue::Issue,
    recognition,
    record::{SectionId, basic},
    values::Values,
    vote::Tally,
    workflow::Action,
};

/// A Tuesday, ten in the morning.
pub const NOW: &str = "2026-11-24T10:00:00+08:00";
pub const PHOTO: &[u8] = include_bytes!("../fixtures/photos/valid_blue.jpg");
/// Nobody can own these: they are of the year 1800.
pub const MAN: &str = "442000180001010011";
pub const WOMAN: &str = "44200018000101002X";

/// Who there is: login, role, organisation.
const ACCOUNTS: &[(&str, Role, Option<&str>)] = &[
    ("chen", Role::Applicant, None),
    ("li", Role::Applicant, None),
    ("unit", Role::Unit, Some("U101")),
    ("unit-too", Role::Unit, Some("U101")),
    ("department", Role::Department, Some("D001")),
    ("hrss", Role::Hrss, Some("H001")),
    ("office", Role::Office, Some("O001")),
    ("other-unit", Role::Unit, Some("U113")),
    ("other-department", Role::Department, Some("D002")),
    ("other-hrss", Role::Hrss, Some("H002")),
    ("other-office", Role::Office, Some("O015")),
    ("expert", Role::Expert, None),
    ("admin", Role::Admin, None),
];

pub struct House {
    pub backend: Backend,
}

impl House {
    /// An empty database with the schema and the house in it.
    pub async fn build(db: Db) -> House {
        db.migrate().await.expect("an empty database takes the schema");
        let backend = Backend::new(db, Clock::fixed(Timestamp::parse(NOW).expect("an instant")));
        let today = backend.clock.today();
        let filled = backend
            .db()
            .write(async move |tx| {
                for (place, title) in reference::titles().iter().enumerate().filter(|(_, title)| title.series == "05") {
                    let (code, series, name) = (title.code.clone(), title.series.clone(), title.name.clone());
                    let row = TitleRow { code, series, name, level: title.level.to_owned() };
                    catalogue::insert_title(tx, row, i64::try_from(place).unwrap_or(0)).await?;
                }
                for (code, series) in [("05001", "05"), ("05006", "05"), ("06001", "06")] {
                    let known = reference::specialties().iter().find(|known| known.code == code).expect("shipped");
                    let row =
                        SpecialtyRow { code: code.to_owned(), series: series.to_owned(), name: known.full_name() };
                    catalogue::insert_specialty(tx, row, 0).await?;
                }
                for rule in reference::recognition_rules() {
                    let row = RuleRow {
                        id: rule.id.clone(),
                        region_code: rule.region.clone(),
                        valid_from: rule.valid_from.to_string(),
                        valid_to: None,
                        education: rule.education.key().to_owned(),
                        years: i64::from(rule.years),
                        level: rule.level.clone(),
                    };
                    catalogue::insert_rule(tx, row).await?;
                }
                let ids = ["H001", "H002", "D001", "D002", "O001", "O003", "O006", "O015", "U101", "U113", "U140"];
                for unit in reference::units().iter().filter(|unit| ids.contains(&unit.id.as_str())) {
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
                for (id, office) in [("C001", "O001"), ("C003", "O003"), ("C006", "O006"), ("C015", "O015")] {
                    let known = reference::committees().iter().find(|known| known.id == id).expect("shipped");
                    let plan = reference::plans(today).into_iter().find(|plan| plan.committee == id).expect("shipped");
                    let row = CommitteeRow {
                        id: id.to_owned(),
                        name: known.name.clone(),
                        region_code: known.region.clone(),
                        series: known.series.clone(),
                        office_id: office.to_owned(),
                        own_staff_of: plan.own_staff_of.clone(),
                    };
                    catalogue::insert_committee(tx, row, 0).await?;
                    let row = PlanRow {
                        id: plan.id,
                        committee_id: id.to_owned(),
                        year: plan.plan.year,
                        levels: plan.plan.levels.join(","),
                        specialties: plan.plan.specialties.join(","),
                        person_types: plan.plan.person_types.join(","),
                        opens_on: plan.plan.opens_on.to_string(),
                        submit_until: plan.plan.submit_until.to_string(),
                        employer_until: plan.plan.employer_until.to_string(),
                        accept_until: plan.plan.accept_until.to_string(),
                        pay_until: plan.plan.pay_until.to_string(),
                    };
                    catalogue::insert_plan(tx, row).await?;
                }
                for (login, role, organisation) in ACCOUNTS {
                    let person = (*role == Role::Applicant).then(|| format!("person-{login}"));
                    if let Some(person) = &person {
                        records::insert_person(tx, person, "2026-01-01T00:00:00.000Z").await?;
                    }
                    let row = AccountRow {
                        id: format!("account-{login}"),
                        login: (*login).to_owned(),
                        name: format!("{login} 的姓名"),
                        password_hash: "nobody logs in with this".to_owned(),
                        role: role.key().to_owned(),
                        organisation_id: organisation.map(str::to_owned),
                        person_id: person,
                        active: true,
                    };
                    accounts::insert(tx, row, "2026-01-01T00:00:00.000Z").await?;
                }
                Ok::<_, Error>(())
            })
            .await;
        filled.expect("the house fits into an empty database");
        House { backend }
    }

    /// Somebody of [`ACCOUNTS`], as if logged in.
    pub fn who(&self, login: &str) -> Actor {
        let (_, role, organisation) = ACCOUNTS.iter().find(|(known, ..)| *known == login).expect("a known login");
        let organisation = organisation.map(|id| {
            let known = reference::units().iter().find(|unit| unit.id == id).expect("shipped");
            Org {
                id: id.to_owned(),
                name: known.name.clone(),
                kind: known.kind.key().to_owned(),
                region_code: known.region.clone(),
            }
        });
        Actor {
            account: format!("account-{login}"),
            login: login.to_owned(),
            name: format!("{login} 的姓名"),
            role: *role,
            organisation,
            person: (*role == Role::Applicant).then(|| format!("person-{login}")),
        }
    }

    /// Everybody but those named.
    pub fn all_but(&self, logins: &[&str]) -> Vec<Actor> {
        ACCOUNTS.iter().filter(|(login, ..)| !logins.contains(login)).map(|(login, ..)| self.who(login)).collect()
    }

    pub fn today(&self) -> Date {
        self.backend.clock.today()
    }

    pub fn days(&self, days: i64) {
        self.backend.clock.advance_minutes(days * 24 * 60);
    }

    /// Saves a new entry and answers with its id and what is wrong with it.
    pub async fn add(&self, actor: &Actor, section: SectionId, values: Values) -> (String, Vec<Issue>) {
        let blank = self.backend.new_entry(actor, section).expect("applicants keep a record");
        let save = Save { id: blank.id.clone(), version: 0, key: format!("key-{}", blank.id), values };
        match self.backend.save_entry(actor, section, save).await.expect("a new entry is stored") {
            Saved::Stored { issues, .. } => (blank.id, issues),
            Saved::Conflict { .. } => panic!("a new entry has nothing to conflict with"),
        }
    }

    /// Saves over an entry as it is now.
    pub async fn change(&self, actor: &Actor, section: SectionId, id: &str, key: &str, raw: &str) -> Vec<Issue> {
        let entry = self.backend.entry(actor, section, Some(id)).await.expect("it answers").expect("it is there");
        let save = Save {
            id: id.to_owned(),
            version: entry.version,
            key: backend::ids::new(),
            values: entry.values.with(key, raw),
        };
        match self.backend.save_entry(actor, section, save).await.expect("it is stored") {
            Saved::Stored { issues, .. } => issues,
            Saved::Conflict { .. } => panic!("nobody else saves"),
        }
    }

    /// Saves one field of the application's own form.
    /// What the pages of the record read of an application says what the whole reading says, section by section.
    pub async fn course_is_the_same(&self, actor: &Actor, id: &str) -> Draft {
        let draft = self.backend.draft(actor, id).await.expect("it is there");
        let findings = self.backend.findings_within(actor, id).await.expect("it is there");
        assert_eq!(findings, draft.findings);
        for section in SectionId::ALL.iter().copied() {
            let course = self.backend.underway(actor, id, Some(section)).await.expect("it is there");
            let mut whole = draft.course.clone();
            whole.taken.retain(|id| course.taken.contains(id));
            whole.counting = whole.counting.filter(|_| section.section().material.is_some());
            assert_eq!(format!("{course:?}"), format!("{whole:?}"), "{section:?}");
            if let Some((_, taken)) = draft.lists.iter().find(|(of, _)| *of == section) {
                let all = self.backend.section(actor, section).await.expect("it answers");
                let drafts = all.iter().filter(|entry| entry.draft).cloned();
                let whole: Vec<Entry> = taken.iter().cloned().chain(drafts).collect();
                assert_eq!(format!("{:?}", course.of_list(section, all)), format!("{whole:?}"), "{section:?}");
            }
        }
        draft
    }

    pub async fn set(&self, actor: &Actor, id: &str, key: &str, raw: &str) -> Vec<Issue> {
        let draft = self.backend.draft(actor, id).await.expect("it is there");
        let save = Save {
            id: id.to_owned(),
            version: draft.course.version,
            key: backend::ids::new(),
            values: draft.course.values().clone().with(key, raw),
        };
        match self.backend.save_details(actor, save).await.expect("it is stored") {
            Saved::Stored { issues, .. } => issues,
            Saved::Conflict { .. } => panic!("nobody else saves"),
        }
    }

    pub async fn photo(&self, actor: &Actor) {
        let uploaded = self.backend.upload_photo(actor, PHOTO.to_vec()).await.expect("it answers");
        assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    }

    /// A whole record, a photo and an application that only needs to be submitted; its id.
    pub async fn filled(&self, actor: &Actor, document: &str) -> String {
        let id = actor.person.clone().expect("an applicant");
        let issues = self.add_as(actor, SectionId::Basic, &id, basic_values(document)).await;
        assert!(issues.is_empty(), "{issues:?}");
        let (education, issues) = self.add(actor, SectionId::Education, education_values()).await;
        assert!(issues.is_empty(), "{issues:?}");
        let (_, issues) = self.add(actor, SectionId::Work, work_values()).await;
        assert!(issues.is_empty(), "{issues:?}");
        let (_, issues) = self.add(actor, SectionId::Achievement, achievement_values()).await;
        assert!(issues.is_empty(), "{issues:?}");
        self.photo(actor).await;
        let application = self.backend.apply(actor, Business::Recognition).await.expect("it begins");
        let draft = self.backend.draft(actor, &application).await.expect("it is there");
        let save = Save {
            id: application.clone(),
            version: draft.course.version,
            key: backend::ids::new(),
            values: details_values(&education),
        };
        match self.backend.save_details(actor, save).await.expect("it is stored") {
            Saved::Stored { issues, .. } => assert!(issues.is_empty(), "{issues:?}"),
            Saved::Conflict { .. } => panic!("nobody else saves"),
        }
        application
    }

    pub async fn add_as(&self, actor: &Actor, section: SectionId, id: &str, values: Values) -> Vec<Issue> {
        let save = Save { id: id.to_owned(), version: 0, key: backend::ids::new(), values };
        match self.backend.save_entry(actor, section, save).await.expect("it is stored") {
            Saved::Stored { issues, .. } => issues,
            Saved::Conflict { .. } => panic!("nobody else saves"),
        }
    }

    /// Submits, which must work, and answers with the number.
    pub async fn submit(&self, actor: &Actor, id: &str) -> String {
        match self.backend.submit(actor, id).await.expect("it answers") {
            Submitted::In { number } => number,
            Submitted::Blocked(lines) => panic!("{:?}", problems(&lines)),
        }
    }

    /// What keeps it from being submitted.
    pub async fn blocked(&self, actor: &Actor, id: &str) -> Vec<String> {
        match self.backend.submit(actor, id).await.expect("it answers") {
            Submitted::In { number } => panic!("it went in as {number}"),
            Submitted::Blocked(lines) => problems(&lines),
        }
    }

    /// What would keep it from being submitted, without trying.
    pub async fn blocked_by(&self, actor: &Actor, id: &str) -> Vec<String> {
        problems(&self.backend.draft(actor, id).await.expect("it is there").lines)
    }

    pub async fn see(&self, actor: &Actor, id: &str) -> Dossiered {
        self.backend.application(actor, id).await.expect("it may be seen")
    }

    /// A decision on what the actor sees now.
    pub async fn decide(&self, login: &str, id: &str, action: Action, reason: &str) -> Result<Option<String>, Error> {
        let actor = self.who(login);
        let version = self.see(&actor, id).await.version;
        let decision = reviews::Decision { action, reason: reason.to_owned(), tally: None, version };
        self.backend.decide(&actor, id, decision).await
    }

    pub async fn accept(&self, login: &str, id: &str) {
        self.decide(login, id, Action::Accept, "材料齐全").await.expect("it is accepted");
    }

    pub async fn vote(&self, id: &str, tally: Tally) -> Result<Option<String>, Error> {
        let actor = self.who("office");
        let version = self.see(&actor, id).await.version;
        let decision = reviews::Decision {
            action: Action::Pass,
            reason: String::new(),
            tally: Some((tally, self.today())),
            version,
        };
        self.backend.decide(&actor, id, decision).await
    }

    /// From a filled application to its certificate's number.
    pub async fn to_the_end(&self, actor: &Actor, id: &str) -> String {
        self.submit(actor, id).await;
        for login in ["unit", "department", "hrss"] {
            self.accept(login, id).await;
        }
        self.vote(id, tally(9, 8, 7, 1, 0)).await.expect("the vote stands");
        self.decide("hrss", id, Action::Confirm, "").await.expect("it is confirmed").expect("a number")
    }

    /// Nothing is broken.
    pub async fn sound(&self) {
        assert_eq!(self.backend.invariants().await.expect("it answers"), Vec::<String>::new());
    }
}

pub fn problems(lines: &[domain::readiness::Line]) -> Vec<String> {
    domain::readiness::blocking(lines).map(|(said, _)| said.clone()).collect()
}

pub fn tally(size: u32, present: u32, yes: u32, no: u32, abstain: u32) -> Tally {
    Tally { size, present, yes, no, abstain }
}

pub fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().copied().collect()
}

pub fn basic_values(document: &str) -> Values {
    let woman = document.as_bytes().get(16).is_some_and(|digit| digit % 2 == 0);
    values(&[
        (basic::DOCUMENT_KIND, basic::RESIDENT_ID),
        (basic::DOCUMENT, document),
        (basic::NAME, if woman { "李测试" } else { "陈测试" }),
        (basic::SEX, if woman { "2" } else { "1" }),
        (basic::BIRTH, "1800-01-01"),
        ("ethnic_group", "01"),
        ("political_status", "13"),
        ("culture_level", "31"),
        ("household_type", "10"),
        ("household_region", "442000002"),
        ("household_address", "中山市东区街道示例路 1 号"),
        ("birthplace", "广东省中山市"),
        ("native_place", "广东省中山市"),
        (basic::WORKPLACE, "中山市机电技术研究院（测试）"),
        (basic::WORK_SINCE, "2007-07-02"),
        (basic::UNIT, "U101"),
        (basic::MOBILE, "15400000001"),
        ("address", "中山市东区街道示例路 1 号"),
    ])
}

pub fn education_values() -> Values {
    values(&[
        ("start", "2004-09-01"),
        ("end", "2007-06-30"),
        ("mode", "01"),
        ("school", "五邑大学"),
        ("major", "计算机辅助设计与制造"),
        ("level", "31"),
        ("years", "3"),
    ])
}

pub fn work_values() -> Values {
    values(&[
        ("start", "2007-07-02"),
        ("end", "至今"),
        ("workplace", "中山市机电技术研究院（测试）"),
        ("work", "机械设计"),
    ])
}

pub fn achievement_values() -> Values {
    values(&[
        ("start", "2016-10-01"),
        ("end", "至今"),
        ("kind", "alone"),
        ("role", "主持"),
        ("project", "自动上下料单元"),
        ("state", "投入使用"),
    ])
}

pub fn details_values(education: &str) -> Values {
    values(&[
        (application::SERIES, "05"),
        (application::SPECIALTY, "05001"),
        (application::TITLE, "05004"),
        (application::CURRENT_WORK, "机械设计"),
        (application::YEARS, "8"),
        (application::EDUCATION, education),
        (application::COMMITTEE, "C001"),
        (recognition::CONDUCT, "无"),
        (application::SUMMARY, "工作小结\n第二行"),
        (application::PROMISE, "1"),
    ])
}
