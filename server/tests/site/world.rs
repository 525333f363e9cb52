//! A site on which everything there is exists once, so that every address can be
//! asked for: an application that has passed, its certificate, an entry, an attachment, a notice, and
//! accounts of authorities of other places.

use app::api::ENDPOINTS;
use backend::{accounts::NewAccount, testing};
use domain::access::Role;
use http::{Method, header::CONTENT_TYPE};
use server::http::{Route, routes};

use super::{
    browser::{Browser, Reply},
    site::{Site, log_in},
    steps::{MOBILE, NAME, NUMBER, accept, application, attach, begin, fill_in, open_review, review, submit, vote},
};

pub const FORM: &str = "application/x-www-form-urlencoded";

/// A site with one application that has gone all the way, and one that waits.
pub struct World {
    pub site: Site,
    /// Of [`NAME`], passed, with its certificate.
    pub application: String,
    certificate: String,
    /// One entry of the record behind it.
    pub entry: String,
    /// An attachment of that entry.
    pub file: String,
    notice: String,
    pub owner: Browser,
}

impl World {
    pub async fn new() -> World {
        let site = Site::new().await;
        let mut owner = begin(&site).await;
        fill_in(&mut owner).await;
        let path = application(&owner);
        owner.open("/record/education").await;
        let entry = part_of(&owner, "/record/education/", 3);
        attach(&mut owner, &format!("/record/education/{entry}/files"), "毕业证书.pdf", &testing::pdf(2, "")).await;
        let file = part_of(&owner, &format!("/record/education/{entry}/files/"), 5);
        attach(&mut owner, &format!("{path}/files"), "推荐信.png", &testing::png(30, 40)).await;
        owner.open(&format!("{path}/submit")).await;
        submit(&mut owner).await;
        for (account, words) in [
            ("unit", "审核通过，报送主管部门"),
            ("department", "审核通过，报送人社部门"),
            ("hrss", "审核通过，报送评委会"),
        ] {
            accept(&mut review(&site, account).await, words).await;
        }
        let mut office = review(&site, "office").await;
        vote(&mut office, ["9", "9", "6", "2", "1"], "2026-11-23").await;
        office.press("确认评审通过").await;
        let mut hrss = site.log_in("hrss").await;
        open_review(&mut hrss).await;
        hrss.press("核对证书内容").await;
        hrss.press("确认无误，核发证书").await;
        owner.open("/certificates").await;
        let certificate = part_of(&owner, "/certificates/", 2);
        owner.open("/notices").await;
        let notice = part_of(&owner, "/notices/", 2);
        others(&site).await;
        let application = path.rsplit('/').next().unwrap_or_default().to_owned();
        World { site, application, certificate, entry, file, notice, owner }
    }

    /// The address with everything in it that its owner could put there.
    pub fn address(&self, path: &'static str) -> String {
        let parts: Vec<String> = path.split('/').map(|part| self.part(path, part)).collect();
        parts.join("/")
    }

    fn part(&self, path: &'static str, part: &str) -> String {
        match (part, path) {
            ("{id}", path) if path.starts_with("/notices/") => self.notice.clone(),
            ("{id}", path) if path.starts_with("/record/") => self.entry.clone(),
            ("{id}", path) if path.starts_with("/applications/") || path.starts_with("/reviews/") => {
                self.application.clone()
            }
            ("{file}", _) => self.file.clone(),
            ("{other}", _) => self.entry.clone(),
            ("{section}", _) => "education".to_owned(),
            ("{business}", _) => "recognition".to_owned(),
            ("{action}", _) => "withdraw".to_owned(),
            ("{number}", _) => self.certificate.clone(),
            ("{picker}", _) => "unit".to_owned(),
            (part, _) if !part.starts_with('{') => part.to_owned(),
            _ => panic!("say in `part` what {part} of {path} is"),
        }
    }

    pub async fn state(&self) -> Vec<String> {
        self.site.backend.state_lines().await.expect("the database answers")
    }

    pub async fn log_in(&self, login: &str) -> Browser {
        member(&self.site, login).await
    }
}

/// Authorities of other places than the application's: of another unit, department, city and committee.
const OTHERS: &[(&str, Role, &str)] = &[
    ("unit2", Role::Unit, "U102"),
    ("department2", Role::Department, "D002"),
    ("hrss2", Role::Hrss, "H002"),
    ("office2", Role::Office, "O002"),
];
/// Not the demo's, which holds the product's name.
const PASSWORD: &str = "correct horse battery";

/// Adds accounts for [`OTHERS`].
pub async fn others(site: &Site) {
    for (login, role, organisation) in OTHERS {
        let new = NewAccount {
            login: (*login).to_owned(),
            name: format!("外单位{login}"),
            role: *role,
            organisation: Some((*organisation).to_owned()),
            password: PASSWORD.to_owned(),
        };
        site.backend.add_account(new).await.expect("the account is good");
    }
}

/// Somebody of the demo or of [`OTHERS`], logged in.
pub async fn member(site: &Site, login: &str) -> Browser {
    let mut browser = site.stranger();
    if OTHERS.iter().any(|(other, ..)| *other == login) {
        browser.open("/login").await;
        browser.fill("账号", login).fill("密码", PASSWORD);
        browser.press("登录").await;
        browser.got(200);
    } else {
        log_in(&mut browser, login).await;
    }
    browser
}

/// A part of the first link on the page that begins so.
pub fn part_of(browser: &Browser, begins: &str, place: usize) -> String {
    let page = browser.page();
    let hrefs = page.dom.all("a").into_iter().filter_map(|id| page.dom.node(id).attribute("href"));
    let found = hrefs.filter(|href| href.starts_with(begins) && !href.contains("/new")).map(str::to_owned).next();
    let found = found.unwrap_or_else(|| panic!("no link to {begins} on {}", page.path));
    found.split(['/', '?', '#']).nth(place).unwrap_or_default().to_owned()
}

pub fn gets() -> Vec<&'static str> {
    list(&Method::GET)
}

pub fn posts() -> Vec<&'static str> {
    let list = list(&Method::POST);
    assert!(ENDPOINTS.iter().all(|endpoint| list.contains(endpoint)), "server functions are among them");
    list
}

fn list(method: &Method) -> Vec<&'static str> {
    let list: Vec<Route> = routes().list;
    let found: Vec<&'static str> = list.iter().filter(|route| route.method == method).map(|route| route.path).collect();
    assert!(found.len() > 10, "the router names its addresses");
    found
}

/// What nobody else may read, in any answer.
#[track_caller]
pub fn tells_nothing(who: &str, path: &str, reply: &Reply) {
    let text = reply.text();
    for secret in [NUMBER, MOBILE, NAME] {
        assert!(!text.contains(secret), "{who} reads {secret} at {path}");
    }
    assert!(!reply.status.is_server_error(), "{who} at {path}: {}", reply.status);
}

pub fn token(browser: &Browser) -> String {
    let page = browser.page();
    let found = page.dom.all("input").into_iter().find(|id| page.dom.node(*id).attribute("name") == Some("_token"));
    found.and_then(|id| page.dom.node(id).attribute("value")).unwrap_or_default().to_owned()
}

/// A form that says nothing but whence it comes and, perhaps, its token.
pub async fn post(browser: &Browser, path: &str, headers: &[(&str, &str)], token: &str) -> Reply {
    let kind = if path.starts_with("/api/") { "application/json" } else { FORM };
    let mut all = vec![(CONTENT_TYPE.as_str(), kind)];
    all.extend(headers);
    let body = if token.is_empty() { String::new() } else { format!("_token={token}") };
    browser.send(Method::POST, path, &all, body.into_bytes()).await
}
