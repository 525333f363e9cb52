//! The forms that stand on pages: where each is posted to, and what it sends untouched.

use std::collections::BTreeMap;

/// One form of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    pub action: String,
    pub pairs: Vec<(String, String)>,
}

/// The forms of a page that are posted; one without an address is posted to the page's own, `here`.
pub fn forms(page: &str, here: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for part in page.split("<form").skip(1) {
        let form = part.split("</form>").next().unwrap_or_default();
        let (head, inside) = form.split_once('>').unwrap_or((form, ""));
        if attribute(head, "method") != Some("post".to_owned()) {
            continue;
        }
        let action = attribute(head, "action").filter(|action| !action.is_empty());
        let mut pairs = Vec::new();
        for tag in inside.split('<').filter_map(|rest| rest.split('>').next()) {
            if ["input", "select", "textarea", "button"].iter().any(|kind| tag.starts_with(kind))
                && let Some(name) = attribute(tag, "name")
            {
                pairs.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        }
        found.push(Form { action: action.unwrap_or_else(|| here.to_owned()), pairs });
    }
    found
}

/// The value of an attribute, without its entities.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let begins = format!(" {name}=\"");
    let value = tag.split_once(begins.as_str())?.1.split('"').next()?;
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")];
    Some(plain.iter().fold(value.to_owned(), |text, (entity, plain)| text.replace(entity, plain)))
}

/// Whether an address is one of a route, such as `/notices/7` of `/notices/{id}`.
pub fn of_route(address: &str, route: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (mut parts, mut wanted) = (path.split('/'), route.split('/'));
    loop {
        match (parts.next(), wanted.next()) {
            (None, None) => return true,
            (Some(part), Some(wanted)) if part == wanted || (wanted.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

/// The forms of each route that takes posts.
pub fn by_route(forms: Vec<Form>, routes: &[&'static str]) -> BTreeMap<&'static str, Vec<Form>> {
    let mut by_route: BTreeMap<&'static str, Vec<Form>> = BTreeMap::new();
    for form in forms {
        // A route without parts that vary comes before one with them.
        let route = routes.iter().filter(|route| of_route(&form.action, route)).min_by_key(|route| varying(route));
        let Some(route) = route else { continue };
        let known = by_route.entry(route).or_default();
        if !known.contains(&form) {
            known.push(form);
        }
    }
    by_route
}

fn varying(route: &str) -> usize {
    route.matches('{').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_with_what_they_send() {
        let page = "<form method=\"get\" action=\"/a\"><input name=\"q\"></form>\
            <form method=\"post\" action=\"/b?x=1&amp;y=2\"><input type=\"hidden\" name=\"v.a\" value=\"1 &lt; 2\">\
            <textarea name=\"v.b\" rows=\"2\">text</textarea><button name=\"up\" value=\"a b\">上移</button></form>\
            <form method=\"post\"><input name=\"own\"></form>";
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected = vec![
            Form {
                action: "/b?x=1&y=2".to_owned(),
                pairs: vec![pair("v.a", "1 < 2"), pair("v.b", ""), pair("up", "a b")],
            },
            Form { action: "/here".to_owned(), pairs: vec![pair("own", "")] },
        ];
        assert_eq!(forms(page, "/here"), expected);
    }

    #[test]
    fn an_address_is_of_the_narrowest_route() {
        assert!(of_route("/record/work/7?done=saved", "/record/{section}/{id}"));
        assert!(
            !of_route("/record/work", "/record/{section}/{id}") && !of_route("/record//7", "/record/{section}/{id}")
        );
        let form = |action: &str| Form { action: action.to_owned(), pairs: Vec::new() };
        let routes = ["/record/{section}/{id}", "/record/{section}/new", "/record/{section}"];
        let found = by_route(vec![form("/record/work/new"), form("/record/work/7"), form("/elsewhere")], &routes);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["/record/{section}/new", "/record/{section}/{id}"]);
    }
}
