//! One application at every stop of its way, and everybody who might look at it: for each stop a site that was kept
//! there, from which any number go on.
//!
//! To add one: a `stop` on the way, or a branch from one that is kept.

use backend::{
    db::{row, sql},
    testing,
};

use super::{
    browser::{Browser, Reply},
    site::{Kept, Site},
    steps::{application, attach, begin, fill_in, submit},
    world::{FORM, member, others, part_of},
};
use http::{Method, header::CONTENT_TYPE};

/// Who looks, and how he stands to the application: its applicant and another one, the authorities on its way and those
/// of another unit, department, city and committee, and those whom no dossier is for.
pub const VISITORS: &[&str] = &[
    "applicant",
    "applicant2",
    "unit",
    "unit2",
    "department",
    "department2",
    "hrss",
    "hrss2",
    "office",
    "office2",
    "expert1",
    "admin",
];

/// The things of the applicant, by the names that routes have for their ids.
#[derive(Clone, Debug)]
pub struct Things {
    pub application: String,
    /// An entry, and one that was deleted.
    pub entry: String,
    pub deleted_entry: String,
    /// Attachments of the entry: one that is there, and one that was deleted.
    pub file: String,
    pub deleted_file: String,
    /// An attachment of the application.
    pub letter: String,
    pub certificate: String,
    pub notice: String,
}

/// Where an application can be.
pub struct Stages {
    pub kept: Vec<(&'static str, Kept)>,
    pub visitors: Vec<(&'static str, Browser)>,
    pub things: Things,
}

row! { struct Version { version: i64 } }

/// The version that a page of the application would carry.
pub async fn version(site: &Site, application: &str) -> i64 {
    let id = application.to_owned();
    let found = site
        .backend
        .db()
        .read(async move |tx| sql("select version from application where id = $1").bind(id).one::<Version>(tx).await);
    found.await.expect("it is there").version
}

/// A form as a page of today posts it.
pub async fn say(browser: &Browser, path: &str, body: &str) -> Reply {
    let headers = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), FORM)];
    browser.send(Method::POST, path, &headers, body.as_bytes().to_vec()).await
}

/// A vote that more are against.
const LOST: &str = "vote against";

/// A decision that lacks nothing, the last look included.
pub fn decision(choice: &str, version: i64) -> String {
    let (choice, yes, no) = if choice == LOST { ("vote", 2, 6) } else { (choice, 6, 2) };
    let vote = format!("v.size=9&v.present=9&v.yes={yes}&v.no={no}&v.abstain=1&v.voted_on=2026-11-23");
    format!("decision={choice}&version={version}&reason=%E8%AF%B7%E6%94%B9%E6%AD%A3&sure=1&{vote}")
}

impl Stages {
    pub async fn walk() -> Stages {
        let site = Site::new().await;
        others(&site).await;
        let owner = begin(&site).await;
        let mut visitors = Vec::new();
        for login in VISITORS.iter().filter(|login| **login != "applicant") {
            visitors.push((*login, member(&site, login).await));
        }
        let (owner, things) = filled_in(owner).await;
        visitors.insert(0, ("applicant", owner));
        let mut stages = Stages { kept: Vec::new(), visitors, things };

        let mut site = stages.stop("draft", site).await;
        let mut applicant = stages.as_who("applicant", &site);
        applicant.open(&format!("/applications/{}/submit", stages.things.application)).await;
        submit(&mut applicant).await;
        site = stages.stop("at_unit", site).await;
        for (login, choice, stop) in [
            ("unit", "accept", "at_department"),
            ("department", "accept", "at_hrss"),
            ("hrss", "accept", "at_committee"),
            ("office", "vote", "confirming"),
            ("hrss", "confirm", "closed_passed"),
        ] {
            stages.decide(&site, login, choice).await;
            site = stages.stop(stop, site).await;
        }
        let mut applicant = stages.as_who("applicant", &site);
        applicant.open("/certificates").await;
        stages.things.certificate = part_of(&applicant, "/certificates/", 2);
        for (from, login, choice, stop) in [
            ("at_unit", "unit", "return", "returned_unit"),
            ("at_department", "department", "return", "returned_department"),
            ("at_hrss", "hrss", "return", "returned_hrss"),
            ("at_committee", "office", "return", "returned_committee"),
            ("at_committee", "office", "refuse", "closed_refused"),
            ("at_committee", "office", LOST, "closed_failed"),
        ] {
            let site = Site::on(stages.at(from)).await;
            stages.decide(&site, login, choice).await;
            stages.kept.push((stop, site.keep().await));
        }
        let site = Site::on(stages.at("draft")).await;
        let cancel = format!("/applications/{}/actions/cancel", stages.things.application);
        assert_eq!(say(&stages.as_who("applicant", &site), &cancel, "").await.status, 303);
        stages.kept.push(("closed_cancelled", site.keep().await));
        stages
    }

    async fn stop(&mut self, name: &'static str, site: Site) -> Site {
        self.kept.push((name, site.keep().await));
        Site::on(self.at(name)).await
    }

    async fn decide(&self, site: &Site, login: &str, choice: &str) {
        let application = &self.things.application;
        let body = decision(choice, version(site, application).await);
        let reply = say(&self.as_who(login, site), &format!("/reviews/{application}"), &body).await;
        assert_eq!(reply.status, 303, "{login} {choice}: {}", reply.text());
    }

    pub fn at(&self, stop: &str) -> &Kept {
        &self.kept.iter().find(|(name, _)| *name == stop).expect("it was kept").1
    }

    /// One of [`VISITORS`] at a site that goes on from here; a stranger is anybody else.
    pub fn as_who(&self, login: &str, site: &Site) -> Browser {
        let found = self.visitors.iter().find(|(visitor, _)| *visitor == login);
        found.map_or_else(|| site.stranger(), |(_, browser)| browser.at(site))
    }
}

/// The whole form with its attachments, and what was deleted again.
async fn filled_in(mut owner: Browser) -> (Browser, Things) {
    fill_in(&mut owner).await;
    let path = application(&owner);
    owner.open("/record/education").await;
    let entry = part_of(&owner, "/record/education/", 3);
    let page = format!("/record/education/{entry}/files");
    attach(&mut owner, &page, "毕业证书.pdf", &testing::pdf(2, "")).await;
    let file = part_of(&owner, &format!("{page}/"), 5);
    attach(&mut owner, &page, "误传.png", &testing::png(9, 9)).await;
    let wrong = owner.page().dom.all("a").into_iter().rev().find_map(|id| {
        let href = owner.page().dom.node(id).attribute("href")?.to_owned();
        href.strip_prefix(&format!("{page}/")).filter(|id| *id != file).map(str::to_owned)
    });
    let deleted_file = wrong.expect("the second attachment is listed");
    assert_eq!(say(&owner, &format!("{page}/{deleted_file}/delete"), "").await.status, 303);
    attach(&mut owner, &format!("{path}/files"), "推荐信.png", &testing::png(30, 40)).await;
    let letter = part_of(&owner, &format!("{path}/files/"), 4);
    let deleted_entry = "0199aaaa-0000-7000-8000-000000000001".to_owned();
    let body = format!("id={deleted_entry}&key={deleted_entry}&version=0&v.school=another");
    let reply = say(&owner, "/record/education/new", &body).await;
    assert!([303, 422].contains(&reply.status.as_u16()), "{}", reply.status);
    assert_eq!(say(&owner, &format!("/record/education/{deleted_entry}/delete"), "").await.status, 303);
    owner.open("/notices").await;
    let notice = part_of(&owner, "/notices/", 2);
    let application = path.rsplit('/').next().unwrap_or_default().to_owned();
    let certificate = String::new();
    let things = Things { application, entry, deleted_entry, file, deleted_file, letter, certificate, notice };
    (owner, things)
}
