//! The site's cookies. They hold tokens and one preference, never data.
//!
//! To add one: a variant of [`Name`].

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header::COOKIE};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name {
    /// The session's token.
    Session,
    /// A random value of a visitor who is not logged in, for the token of his forms.
    Visitor,
    /// The token of a form that was posted after the session had ended.
    Parked,
    /// 大字版.
    TextSize,
}

impl Name {
    /// Over TLS the name binds the cookie to this very host (RFC 6265bis, `__Host-`).
    const fn text(self, https: bool) -> &'static str {
        match (self, https) {
            (Name::Session, false) => "session",
            (Name::Session, true) => "__Host-session",
            (Name::Visitor, false) => "visitor",
            (Name::Visitor, true) => "__Host-visitor",
            (Name::Parked, false) => "parked",
            (Name::Parked, true) => "__Host-parked",
            (Name::TextSize, _) => "text",
        }
    }

    /// How long the browser keeps it; `None`: until it is closed.
    const fn seconds(self) -> Option<i64> {
        match self {
            Name::Session | Name::Visitor => None,
            Name::Parked => Some(backend::accounts::PARKED_MINUTES * 60),
            Name::TextSize => Some(365 * 24 * 3600),
        }
    }
}

/// What the browser sent.
pub struct Sent<'h>(Vec<Cookie<'h>>);

impl<'h> Sent<'h> {
    pub fn of(headers: &'h HeaderMap) -> Sent<'h> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        Sent(lines.flat_map(Cookie::split_parse).filter_map(Result::ok).collect())
    }

    /// The value of the first cookie of the name, if any; an empty one is none.
    pub fn value(&self, name: Name, https: bool) -> Option<&str> {
        let name = name.text(https);
        let value = self.0.iter().find(|cookie| cookie.name() == name).map(Cookie::value);
        value.filter(|value| !value.is_empty())
    }
}

/// The header that sets a cookie.
pub fn set(name: Name, value: &str, https: bool) -> HeaderValue {
    let mut cookie = base(name, value.to_owned(), https);
    cookie.set_max_age(name.seconds().map(cookie::time::Duration::seconds));
    header(&cookie)
}

/// The header that removes a cookie.
pub fn remove(name: Name, https: bool) -> HeaderValue {
    let mut cookie = base(name, String::new(), https);
    cookie.set_max_age(cookie::time::Duration::ZERO);
    header(&cookie)
}

fn base(name: Name, value: String, https: bool) -> Cookie<'static> {
    Cookie::build((name.text(https), value)).path("/").http_only(true).secure(https).same_site(SameSite::Lax).build()
}

fn header(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string()).expect("names are fixed and values are hexadecimal or words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let plain = set(Name::Session, "abc", false);
        assert_eq!(plain, "session=abc; HttpOnly; SameSite=Lax; Path=/");
        let secure = set(Name::Session, "abc", true);
        assert_eq!(secure, "__Host-session=abc; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn only_the_named_cookie_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("xsession=1; session=2; other=3"));
        assert_eq!(Sent::of(&headers).value(Name::Session, false), Some("2"));
        assert_eq!(Sent::of(&headers).value(Name::Session, true), None);
        assert_eq!(Sent::of(&headers).value(Name::Visitor, false), None);
        headers.insert(COOKIE, HeaderValue::from_static("visitor="));
        assert_eq!(Sent::of(&headers).value(Name::Visitor, false), None);
    }
}
