//! A site on which everything there is exists, so that every address can be asked for: a draft, an application under
//! review, one with its certificate, entries, attachments, a notice, and somebody of every role.

use app::api::ENDPOINTS;
use backend::{
    Backend,
    accounts::DEMO_ACCOUNTS,
    attachments::{Attached, Of},
    testing,
};
use domain::{business::Business, field::Picker, record::SectionId, workflow::Action};
use http::Method;

use crate::town::{self, Applicant, Come};

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub login: String,
    /// Of the session's cookie.
    pub token: String,
    /// What the forms of his pages carry.
    pub mark: String,
}

/// What there is to be put into an address, what exists of it first.
#[derive(Clone, Debug, Default)]
struct Names {
    applications: Vec<String>,
    entries: Vec<String>,
    files: Vec<String>,
    notices: Vec<String>,
    certificates: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct World {
    /// Has the draft, the entry and the attachments.
    pub owner: Applicant,
    /// The owner first, then one of every role.
    pub people: Vec<Somebody>,
    names: Names,
}

impl World {
    /// Builds it on a site with the demo.
    ///
    /// # Panics
    /// When the product refuses something.
    pub async fn build(backend: &Backend) -> World {
        let mut people = town::settle(backend, 3, Come::Application).await;
        let mut officers = Vec::new();
        let mut somebody = Vec::new();
        let mut roles = Vec::new();
        for (role, login) in DEMO_ACCOUNTS {
            if roles.contains(role) {
                continue;
            }
            roles.push(*role);
            let (actor, token) = town::log_in(backend, login).await;
            somebody.push(Somebody { login: (*login).to_owned(), token, mark: actor.mark() });
            if town::OFFICERS.contains(login) {
                officers.push(actor);
            }
        }
        let (passed, waiting) = (people.pop().expect("there are three"), people.pop().expect("there are three"));
        town::submit(backend, &waiting).await;
        town::submit(backend, &passed).await;
        let mut certificates = Vec::new();
        for (who, action) in town::DECISIONS {
            certificates.extend(town::decide(backend, &officers[who], &passed.application, action).await);
        }
        let owner = people.pop().expect("there are three");
        let mut files = Vec::new();
        for (of, mark) in [
            (Of::Entry { section: SectionId::Education, id: owner.entry.clone() }, "of an entry"),
            (Of::Application(owner.application.clone()), "of an application"),
        ] {
            let attached = backend.attach(&owner.actor, &of, "证明.pdf", testing::pdf(1, mark)).await;
            assert!(matches!(attached, Ok(Attached::Kept(_))), "{attached:?}");
            let listed = backend.attachments(&owner.actor, &of).await.expect("it answers");
            files.extend(listed.list.into_iter().map(|attachment| attachment.file.id));
        }
        let review = backend.apply(&owner.actor, Business::Review).await.expect("an application begins");
        let first = Somebody { login: owner.actor.login.clone(), token: owner.token.clone(), mark: owner.actor.mark() };
        somebody.insert(0, first);
        let notices = backend::reference::notices(backend.clock.today()).into_iter().map(|notice| notice.id).collect();
        let names = Names {
            applications: vec![owner.application.clone(), waiting.application, passed.application, review],
            entries: vec![owner.entry.clone(), waiting.entry, passed.entry],
            files,
            notices,
            certificates,
        };
        World { owner, people: somebody, names }
    }

    /// What may stand for a part of an address, such as `{id}`; nothing for what stands for itself.
    pub fn choices(&self, route: &str, part: &str) -> Vec<String> {
        match part {
            "{id}" if route.starts_with("/notices/") => self.names.notices.clone(),
            "{id}" | "{other}" if route.starts_with("/record/") => self.names.entries.clone(),
            "{id}" => self.names.applications.clone(),
            "{file}" => self.names.files.clone(),
            "{number}" => self.names.certificates.clone(),
            // First the section of the owner's entry.
            "{section}" => {
                let keys = SectionId::ALL.iter().map(|section| section.key().to_owned());
                std::iter::once(SectionId::Education.key().to_owned()).chain(keys).collect()
            }
            "{business}" => Business::ALL.iter().map(|business| business.key().to_owned()).collect(),
            "{action}" => Action::ALL.iter().map(|action| action.key().to_owned()).collect(),
            "{picker}" => Picker::ALL.iter().map(|picker| picker.key().to_owned()).collect(),
            _ => Vec::new(),
        }
    }

    /// An address with what `choose` takes of the choices for each of its parts.
    ///
    /// # Panics
    /// When nobody has said what a part stands for.
    pub fn address(&self, route: &str, mut choose: impl FnMut(&[String]) -> String) -> String {
        let mut part = |part: &str| {
            let choices = self.choices(route, part);
            assert_eq!(choices.is_empty(), !part.starts_with('{'), "say in `choices` what {part} of {route} is");
            if choices.is_empty() { part.to_owned() } else { choose(&choices) }
        };
        route.split('/').map(&mut part).collect::<Vec<String>>().join("/")
    }

    /// The addresses of [`World::questions`], and those of every section of the record and of every own form.
    pub fn pages(&self) -> Vec<(&Somebody, String)> {
        let owner = &self.people[0];
        let mut pages = self.questions();
        for section in SectionId::ALL {
            let key = section.key();
            pages.push((owner, format!("/record/{key}")));
            if section.many() {
                pages.push((owner, format!("/record/{key}/new")));
            }
        }
        for id in &self.names.applications {
            for route in routes(&Method::GET).into_iter().filter(|route| route.starts_with("/applications/{id}")) {
                let mut nth = 0;
                let path = self.address(route, |choices| {
                    nth += 1;
                    if nth == 1 { id.clone() } else { choices[0].clone() }
                });
                pages.push((owner, path));
            }
            pages.extend(self.people.iter().map(|who| (who, format!("/reviews/{id}"))));
        }
        pages
    }

    /// Every address that is only looked at, filled with what exists, with somebody of every role who asks for it.
    pub fn questions(&self) -> Vec<(&Somebody, String)> {
        let paths = routes(&Method::GET).into_iter().map(|route| self.address(route, |choices| choices[0].clone()));
        paths.flat_map(|path| self.people.iter().map(move |who| (who, path.clone()))).collect()
    }
}

/// Every address of a method, as the router names it.
pub fn routes(method: &Method) -> Vec<&'static str> {
    let list = server::http::routes().list;
    let found: Vec<&'static str> = list.iter().filter(|route| route.method == method).map(|route| route.path).collect();
    debug_assert!(*method != Method::POST || ENDPOINTS.iter().all(|endpoint| found.contains(endpoint)));
    found
}
