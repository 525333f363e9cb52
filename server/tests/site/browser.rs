//! A browser without scripts, in process: cookies, redirects, links by their words,
//! fields by their labels, buttons by their words. What one tab types stays in that
//! tab until its page is left; [`Browser::back`] finds it again, as in real browsers.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body};
use http::{
    HeaderMap, Method, Request, StatusCode,
    header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE},
};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{
    dom::{Dom, Id},
    site::Site,
    steps::{MOBILE, NUMBER},
};

pub const HOST_NAME: &str = "zhicheng.test";

type Jar = Arc<Mutex<BTreeMap<String, String>>>;

/// An answer as it came.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What was put into a control.
#[derive(Clone)]
enum Put {
    Text(String),
    Ticked(bool),
    File {
        name: String,
        bytes: Vec<u8>,
    },
    /// Several, in a chooser that takes them.
    Files(Vec<(String, Vec<u8>)>),
}

/// The page that is shown.
pub struct Page {
    pub status: StatusCode,
    pub path: String,
    pub body: Vec<u8>,
    pub dom: Dom,
    put: BTreeMap<Id, Put>,
}

/// How a post says where it comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// As a browser of today does.
    Here,
    /// As an old browser does, which says nothing: only the form's token speaks for it.
    Silently,
}

/// One tab; tabs of one person share their cookies.
pub struct Browser {
    site: Site,
    router: Router,
    jar: Jar,
    pub sent: Sent,
    pages: Vec<Page>,
}

impl Browser {
    pub fn new(site: &Site) -> Browser {
        Browser {
            router: site.router.clone(),
            site: site.clone(),
            jar: Jar::default(),
            sent: Sent::Here,
            pages: Vec::new(),
        }
    }

    /// Another tab of the same person, on the same page loaded anew.
    pub async fn tab(&self) -> Browser {
        let mut tab = Browser {
            router: self.router.clone(),
            site: self.site.clone(),
            jar: self.jar.clone(),
            sent: self.sent,
            pages: Vec::new(),
        };
        let path = self.page().path.clone();
        tab.open(&path).await;
        tab
    }

    /// The same person, with the same cookies, at a site that went on from where this one was kept.
    pub fn at(&self, site: &Site) -> Browser {
        let jar = self.jar.lock().expect("no test panics while it holds the jar").clone();
        Browser { jar: Arc::new(Mutex::new(jar)), sent: self.sent, ..Browser::new(site) }
    }

    pub fn page(&self) -> &Page {
        self.pages.last().expect("a page was opened")
    }

    fn page_mut(&mut self) -> &mut Page {
        self.pages.last_mut().expect("a page was opened")
    }

    pub fn cookies(&self) -> String {
        let jar = self.jar.lock().expect("no test panics while it holds the jar");
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// One request, without following where it leads.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        self.site.tick();
        for secret in [NUMBER, MOBILE] {
            assert!(!path.contains(secret), "{path} carries a number of the person");
        }
        let mut request = Request::builder().method(method).uri(path).header(HOST, HOST_NAME);
        let cookies = self.cookies();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request is well formed");
        let answer = self.router.clone().oneshot(request).await.expect("the router never fails");
        self.keep_cookies(answer.headers());
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("a body ends").to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut jar = self.jar.lock().expect("no test panics while it holds the jar");
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("cookies are ASCII");
            let mut parts = cookie.split(';').map(str::trim);
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie has a value");
            let gone = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
            if gone {
                jar.remove(name)
            } else {
                jar.insert(name.to_owned(), value.to_owned())
            };
        }
    }

    /// Loads a page as if its address had been typed.
    pub async fn open(&mut self, path: &str) -> &Page {
        let reply = self.send(Method::GET, path, &[], Vec::new()).await;
        self.follow(path.to_owned(), reply).await
    }

    async fn follow(&mut self, path: String, reply: Reply) -> &Page {
        let (mut path, mut reply) = (path, reply);
        for _ in 0..8 {
            if !reply.status.is_redirection() {
                let page = reply.header(CONTENT_TYPE.as_str()).starts_with("text/html");
                let dom = if page { Dom::parse(&reply.text()) } else { Dom::default() };
                let Reply { status, body, .. } = reply;
                self.pages.push(Page { status, path, body, dom, put: BTreeMap::new() });
                return self.page();
            }
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}: every redirect is a 303");
            let to = reply.header(LOCATION.as_str()).to_owned();
            assert!(to.starts_with('/'), "{path} leads away to {to}");
            path = to.split('#').next().unwrap_or_default().to_owned();
            reply = self.send(Method::GET, &path, &[], Vec::new()).await;
        }
        panic!("{path} leads in a circle");
    }

    /// The page before, as it was left.
    pub fn back(&mut self) -> &Page {
        assert!(self.pages.len() > 1, "there is a page before");
        self.pages.pop();
        self.page()
    }

    /// Follows the one link that is called so.
    pub async fn click(&mut self, words: &str) -> &Page {
        let page = self.page();
        let found = page.dom.named(&["a"], words);
        let places: std::collections::BTreeSet<&str> =
            found.iter().filter_map(|id| page.dom.node(*id).attribute("href")).collect();
        assert!(!places.is_empty(), "no link “{words}” on {}: {}", page.path, links(page).join(" | "));
        assert_eq!(places.len(), 1, "“{words}” on {} leads to several places: {places:?}", page.path);
        let href = places.into_iter().next().expect("just counted").split('#').next().unwrap_or_default().to_owned();
        let path = if href.is_empty() { page.path.clone() } else { href };
        self.open(&path).await
    }

    fn control(&self, label: &str) -> Id {
        let page = self.page();
        page.dom.labelled(label).unwrap_or_else(|| {
            panic!("no field “{label}” on {} ({}): {}", page.path, page.status, page.dom.labels().join(" | "))
        })
    }

    /// Types into the field, or chooses the option that is called so.
    pub fn fill(&mut self, label: &str, value: &str) -> &mut Browser {
        let id = self.control(label);
        let page = self.page_mut();
        let node = page.dom.node(id);
        assert!(node.attribute("readonly").is_none() && node.attribute("disabled").is_none(), "“{label}” is locked");
        let put = match node.tag.as_str() {
            "select" => {
                let options = options(&page.dom, id);
                let found = options.iter().find(|option| page.dom.text(**option) == value);
                let shown = || options.iter().map(|option| page.dom.text(*option)).collect::<Vec<_>>().join(" | ");
                let option = found.unwrap_or_else(|| panic!("“{label}” has no “{value}”: {}", shown()));
                page.dom.node(*option).attribute("value").unwrap_or(value).to_owned()
            }
            "input" | "textarea" => value.to_owned(),
            other => panic!("“{label}” is a {other}"),
        };
        page.put.insert(id, Put::Text(put));
        self
    }

    /// Ticks a box, or chooses one of several answers.
    pub fn tick(&mut self, label: &str) -> &mut Browser {
        let id = self.control(label);
        let page = self.page_mut();
        let node = page.dom.node(id);
        assert!(["checkbox", "radio"].contains(&node.kind()), "“{label}” cannot be ticked");
        if node.kind() == "radio" {
            let name = node.attribute("name");
            let mut group = page.dom.all("input");
            group.retain(|other| page.dom.node(*other).attribute("name") == name);
            page.put.extend(group.into_iter().map(|other| (other, Put::Ticked(false))));
        }
        page.put.insert(id, Put::Ticked(true));
        self
    }

    /// Chooses a file.
    pub fn upload(&mut self, label: &str, name: &str, bytes: &[u8]) -> &mut Browser {
        let id = self.control(label);
        assert_eq!(self.page().dom.node(id).kind(), "file", "“{label}” takes a file");
        self.page_mut().put.insert(id, Put::File { name: name.to_owned(), bytes: bytes.to_vec() });
        self
    }

    /// Chooses several files at once.
    pub fn upload_all(&mut self, label: &str, files: &[(&str, &[u8])]) -> &mut Browser {
        let id = self.control(label);
        let chooser = self.page().dom.node(id);
        assert!(chooser.kind() == "file" && chooser.attribute("multiple").is_some(), "“{label}” takes several files");
        let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        self.page_mut().put.insert(id, Put::Files(files));
        self
    }

    /// What stands in the field: typed, or as the page brought it.
    pub fn value(&self, label: &str) -> String {
        let id = self.control(label);
        let page = self.page();
        let node = page.dom.node(id);
        match node.kind() {
            "checkbox" | "radio" => if ticked(page, id) { "1" } else { "" }.to_owned(),
            _ if node.is("select") => {
                let chosen = text_value(page, id);
                let option = options(&page.dom, id)
                    .into_iter()
                    .find(|option| page.dom.node(*option).attribute("value") == Some(chosen.as_str()));
                option.map(|option| page.dom.text(option)).unwrap_or_default()
            }
            _ => text_value(page, id),
        }
    }

    /// The sentence at the field, without its hidden beginning.
    pub fn error_at(&self, label: &str) -> String {
        let id = self.control(label);
        let dom = &self.page().dom;
        let described = dom.node(id).attribute("aria-describedby").unwrap_or_default();
        let group =
            dom.around(id, "fieldset").and_then(|set| dom.node(set).attribute("aria-describedby")).unwrap_or_default();
        let found = described.split(' ').chain(group.split(' ')).filter(|name| name.ends_with("-error"));
        let said: Vec<String> = found.filter_map(|name| dom.by_id(name)).map(|id| dom.text(id)).collect();
        said.join(" ").trim().trim_start_matches("错误：").to_owned()
    }

    /// Presses the one button that is called so.
    pub async fn press(&mut self, words: &str) -> &Page {
        let page = self.page();
        let found = page.dom.named(&["button"], words);
        let all = || page.dom.all("button").into_iter().map(|id| page.dom.name(id)).collect::<Vec<_>>().join(" | ");
        assert!(!found.is_empty(), "no button “{words}” on {} ({}): {}", page.path, page.status, all());
        // The first button of a form repeats the main one for the Enter key.
        let button = *found.last().expect("just counted");
        let forms: std::collections::BTreeSet<Option<Id>> = found.iter().map(|id| page.dom.form_of(*id)).collect();
        assert_eq!(forms.len(), 1, "“{words}” is in several forms on {}", page.path);
        let (method, path, headers, body) = self.request(button);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let reply = self.send(method, &path, &headers, body).await;
        self.follow(path, reply).await
    }

    /// Presses a button twice, as a double click does: both posts leave the same page.
    pub async fn press_twice(&mut self, words: &str) -> &Page {
        let page = self.page();
        let button = *page.dom.named(&["button"], words).last().unwrap_or_else(|| panic!("no button “{words}”"));
        let (method, path, headers, body) = self.request(button);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let first = self.send(method.clone(), &path, &headers, body.clone()).await;
        assert!(first.status.is_redirection() || first.status.is_success(), "the first click: {}", first.status);
        let reply = self.send(method, &path, &headers, body).await;
        self.follow(path, reply).await
    }

    /// The request that a button makes of its form: method, address, headers, body.
    fn request(&self, button: Id) -> (Method, String, Vec<(String, String)>, Vec<u8>) {
        let page = self.page();
        let dom = &page.dom;
        let form = dom.form_of(button).expect("a button stands in a form");
        let attribute = |name: &str| dom.node(form).attribute(name).unwrap_or_default().to_owned();
        let action = dom.node(button).attribute("formaction").map_or_else(|| attribute("action"), str::to_owned);
        let action = action.split('#').next().unwrap_or_default().to_owned();
        let path = if action.is_empty() { page.path.clone() } else { action };
        let pairs = successful(page, form, button);
        if !attribute("method").eq_ignore_ascii_case("post") {
            let query: String = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs.iter().map(|(name, put)| (name.as_str(), plain(put))))
                .finish();
            let path = path.split('?').next().unwrap_or_default();
            return (Method::GET, format!("{path}?{query}"), Vec::new(), Vec::new());
        }
        let mut headers = Vec::new();
        if self.sent == Sent::Here {
            headers.push(("sec-fetch-site".to_owned(), "same-origin".to_owned()));
            headers.push((ORIGIN.to_string(), format!("http://{HOST_NAME}")));
        }
        let (kind, body) = if attribute("enctype") == "multipart/form-data" {
            multipart(&pairs)
        } else {
            let body: String = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs.iter().map(|(name, put)| (name.as_str(), plain(put))))
                .finish();
            ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
        };
        headers.push((CONTENT_TYPE.to_string(), kind));
        (Method::POST, path, headers, body)
    }

    /// Everything that is read on the page.
    pub fn text(&self) -> String {
        let page = self.page();
        page.dom.all("body").first().map(|body| page.dom.text(*body)).unwrap_or_default()
    }

    /// The title in the window's bar.
    pub fn title(&self) -> String {
        let page = self.page();
        page.dom.all("title").first().map(|title| page.dom.raw(*title)).unwrap_or_default()
    }

    /// The page's heading.
    pub fn heading(&self) -> String {
        let page = self.page();
        page.dom.all("h1").first().map(|heading| page.dom.text(*heading)).unwrap_or_default()
    }

    #[track_caller]
    pub fn sees(&self, words: &str) -> &Browser {
        let (page, text) = (self.page(), self.text());
        assert!(text.contains(words), "“{words}” is not on {} ({}):\n{text}", page.path, page.status);
        self
    }

    #[track_caller]
    pub fn sees_not(&self, words: &str) -> &Browser {
        let (page, text) = (self.page(), self.text());
        assert!(!text.contains(words), "“{words}” is on {} ({}):\n{text}", page.path, page.status);
        self
    }

    #[track_caller]
    pub fn got(&self, status: u16) -> &Browser {
        let page = self.page();
        assert_eq!(page.status.as_u16(), status, "{}: {}\n{}", page.path, self.heading(), self.text());
        self
    }
}

fn links(page: &Page) -> Vec<String> {
    page.dom.all("a").into_iter().map(|id| page.dom.name(id)).collect()
}

fn options(dom: &Dom, select: Id) -> Vec<Id> {
    dom.all("option").into_iter().filter(|option| dom.around(*option, "select") == Some(select)).collect()
}

/// Typed, or as the page brought it.
fn text_value(page: &Page, id: Id) -> String {
    if let Some(Put::Text(text)) = page.put.get(&id) {
        return text.clone();
    }
    let node = page.dom.node(id);
    match node.tag.as_str() {
        "textarea" => page.dom.raw(id),
        "select" => {
            let options = options(&page.dom, id);
            let chosen = options.iter().find(|option| page.dom.node(**option).attribute("selected").is_some());
            let chosen = chosen.or(options.first());
            chosen.and_then(|option| page.dom.node(*option).attribute("value")).unwrap_or_default().to_owned()
        }
        _ => node.attribute("value").unwrap_or_default().to_owned(),
    }
}

fn ticked(page: &Page, id: Id) -> bool {
    match page.put.get(&id) {
        Some(Put::Ticked(to)) => *to,
        _ => page.dom.node(id).attribute("checked").is_some(),
    }
}

fn plain(put: &Put) -> &str {
    match put {
        Put::Text(text) => text,
        Put::File { name, .. } => name,
        Put::Files(_) => "",
        Put::Ticked(_) => "on",
    }
}

/// What a form sends: every control that has a name and a say, and the button that was pressed.
fn successful(page: &Page, form: Id, button: Id) -> Vec<(String, Put)> {
    let dom = &page.dom;
    let mut pairs = Vec::new();
    for id in 0..dom.nodes.len() {
        let node = dom.node(id);
        let mine =
            ["input", "select", "textarea", "button"].contains(&node.tag.as_str()) && dom.form_of(id) == Some(form);
        let Some(name) = node.attribute("name").filter(|_| mine && node.attribute("disabled").is_none()) else {
            continue;
        };
        let put = match (node.tag.as_str(), node.kind()) {
            ("button", _) if id == button => Put::Text(node.attribute("value").unwrap_or_default().to_owned()),
            ("button", _) => continue,
            ("input", "checkbox" | "radio") if ticked(page, id) => {
                Put::Text(node.attribute("value").unwrap_or("on").to_owned())
            }
            ("input", "checkbox" | "radio") => continue,
            ("input", "file") => match page.put.get(&id) {
                Some(Put::Files(files)) => {
                    let one = |(file, bytes): &(String, Vec<u8>)| {
                        (name.to_owned(), Put::File { name: file.clone(), bytes: bytes.clone() })
                    };
                    pairs.extend(files.iter().map(one));
                    continue;
                }
                Some(put) => put.clone(),
                None => Put::File { name: String::new(), bytes: Vec::new() },
            },
            // Browsers send line ends of texts as CR LF.
            ("textarea", _) => Put::Text(text_value(page, id).replace("\r\n", "\n").replace('\n', "\r\n")),
            _ => Put::Text(text_value(page, id)),
        };
        pairs.push((name.to_owned(), put));
    }
    pairs
}

fn multipart(pairs: &[(String, Put)]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----zhicheng-test-boundary";
    let mut body = Vec::new();
    for (name, put) in pairs {
        body.extend(format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"").bytes());
        match put {
            Put::File { name, bytes } => {
                body.extend(format!("; filename=\"{name}\"\r\ncontent-type: image/jpeg\r\n\r\n").bytes());
                body.extend(bytes);
            }
            other => body.extend(format!("\r\n\r\n{}", plain(other)).bytes()),
        }
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
