//! A parsed page, asked as a person would: for links and buttons by their words,
//! for fields by their labels. No selectors.

use html5ever::{ParseOpts, parse_document, tendril::TendrilSink};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Place of a node in its [`Dom`].
pub type Id = usize;

pub struct Node {
    /// Empty for text.
    pub tag: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub parent: Option<Id>,
    pub children: Vec<Id>,
}

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn is(&self, tag: &str) -> bool {
        self.tag == tag
    }

    /// `type` of an input; text without one.
    pub fn kind(&self) -> &str {
        self.attribute("type").unwrap_or("text")
    }
}

/// A whole document; its nodes in the order of the text.
#[derive(Default)]
pub struct Dom {
    pub nodes: Vec<Node>,
}

impl Dom {
    pub fn parse(html: &str) -> Dom {
        let parsed = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut dom = Dom::default();
        dom.take(&parsed.document, None);
        dom
    }

    fn take(&mut self, handle: &Handle, parent: Option<Id>) {
        let (tag, attributes, text) = match &handle.data {
            NodeData::Element { name, attrs, .. } => {
                let attributes =
                    attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                (name.local.to_string(), attributes, String::new())
            }
            NodeData::Text { contents } => (String::new(), Vec::new(), contents.borrow().to_string()),
            NodeData::Document => ("#document".to_owned(), Vec::new(), String::new()),
            _ => return,
        };
        let id = self.nodes.len();
        self.nodes.push(Node { tag, attributes, text, parent, children: Vec::new() });
        if let Some(parent) = parent {
            self.nodes[parent].children.push(id);
        }
        for child in handle.children.borrow().iter() {
            self.take(child, Some(id));
        }
    }

    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// Elements of a tag, in order.
    pub fn all(&self, tag: &str) -> Vec<Id> {
        (0..self.nodes.len()).filter(|id| self.nodes[*id].is(tag)).collect()
    }

    pub fn by_id(&self, name: &str) -> Option<Id> {
        (0..self.nodes.len()).find(|id| self.nodes[*id].attribute("id") == Some(name))
    }

    /// The nearest element of a tag around a node, itself included.
    pub fn around(&self, id: Id, tag: &str) -> Option<Id> {
        let mut here = Some(id);
        while let Some(id) = here {
            if self.nodes[id].is(tag) {
                return Some(id);
            }
            here = self.nodes[id].parent;
        }
        None
    }

    /// Not shown: hidden itself or inside something hidden.
    pub fn hidden(&self, id: Id) -> bool {
        let mut here = Some(id);
        while let Some(id) = here {
            if self.nodes[id].attribute("hidden").is_some() {
                return true;
            }
            here = self.nodes[id].parent;
        }
        false
    }

    /// The text of a node as it is read: blanks joined, hidden parts left out.
    pub fn text(&self, id: Id) -> String {
        let mut raw = String::new();
        self.gather(id, &mut raw);
        raw.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn gather(&self, id: Id, raw: &mut String) {
        let node = &self.nodes[id];
        if node.attribute("hidden").is_some() || ["script", "style", "head"].contains(&node.tag.as_str()) {
            return;
        }
        raw.push_str(&node.text);
        for child in &node.children {
            self.gather(*child, raw);
        }
        // Cells, lines and blocks stand apart.
        if ["p", "li", "td", "th", "tr", "div", "h1", "h2", "h3", "option", "br", "dt", "dd", "section"]
            .contains(&node.tag.as_str())
        {
            raw.push('\n');
        }
    }

    /// The text exactly as written, hidden or not: the value of a `textarea`.
    pub fn raw(&self, id: Id) -> String {
        let node = &self.nodes[id];
        node.children.iter().fold(node.text.clone(), |text, child| text + &self.raw(*child))
    }

    /// What a link or button is called.
    pub fn name(&self, id: Id) -> String {
        self.nodes[id].attribute("aria-label").map_or_else(|| self.text(id), str::to_owned)
    }

    /// Elements of these tags that are shown and called so.
    pub fn named(&self, tags: &[&str], name: &str) -> Vec<Id> {
        let of = |id: &Id| tags.contains(&self.nodes[*id].tag.as_str()) && !self.hidden(*id);
        (0..self.nodes.len())
            .filter(of)
            .filter(|id| self.text(*id) == name || self.nodes[*id].attribute("aria-label") == Some(name))
            .collect()
    }

    /// The control with this label. The star of a needed field and the explanation below an
    /// answer are parts of the label's element, not of its words.
    pub fn labelled(&self, label: &str) -> Option<Id> {
        let mut found: Vec<Id> = Vec::new();
        for id in self.all("label").into_iter().filter(|id| !self.hidden(*id)) {
            let own = self.nodes[id].children.iter().map(|child| self.nodes[*child].text.trim());
            if own.collect::<String>() == label {
                let target = self.nodes[id].attribute("for").and_then(|target| self.by_id(target));
                found.extend(target);
            }
        }
        found.dedup();
        assert!(found.len() <= 1, "{} fields are called {label}", found.len());
        found.first().copied()
    }

    /// The label of a control, for messages.
    pub fn labels(&self) -> Vec<String> {
        self.all("label").into_iter().map(|id| self.text(id)).collect()
    }

    /// The form of a control: around it, or named by it.
    pub fn form_of(&self, id: Id) -> Option<Id> {
        match self.nodes[id].attribute("form") {
            Some(name) => self.by_id(name),
            None => self.around(id, "form"),
        }
    }
}
