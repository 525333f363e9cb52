//! A browser without a page: one connection that is kept, cookies, forms. It follows no redirect.

use std::{collections::BTreeMap, net::SocketAddr};

use http::{
    HeaderMap, Method, Request, StatusCode,
    header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE},
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub const FORM: &str = "application/x-www-form-urlencoded";

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no connection: {0}")]
    Connect(#[from] std::io::Error),
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    #[error("an answer ended before its end: {0}")]
    Cut(hyper::Error),
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first `name="value"` after a text of the page, such as a field's name.
    pub fn attribute_after(&self, text: &str, name: &str) -> String {
        let page = self.text();
        let begins = format!("{name}=\"");
        let behind = page.split_once(text).map(|(_, behind)| behind).unwrap_or_default();
        let value = behind.split_once(begins.as_str()).map(|(_, value)| value).unwrap_or_default();
        value.split('"').next().unwrap_or_default().to_owned()
    }
}

/// One visitor on one connection, which is opened anew when it broke.
pub struct Client {
    address: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
    cookies: BTreeMap<String, String>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Client {
        Client { address, sender: None, cookies: BTreeMap::new() }
    }

    /// A visitor whom a cookie has logged in already.
    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Client {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    async fn sender(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Error> {
        if self.sender.as_ref().is_none_or(SendRequest::is_closed) {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await?;
            // Its end is told by the sender.
            tokio::spawn(connection);
            self.sender = Some(sender);
        }
        let sender = self.sender.as_mut().expect("it was just made");
        sender.ready().await?;
        Ok(sender)
    }

    /// Sends one request and reads its answer.
    ///
    /// # Errors
    /// When the other end was not there or went away.
    ///
    /// # Panics
    /// When the path or a header is not well formed.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Reply, Error> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, self.address.to_string());
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, line.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body)).expect("a request is well formed");
        let sent = match self.sender().await {
            Ok(sender) => sender.send_request(request).await,
            Err(error) => return Err(error),
        };
        let read = match sent {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let read = body.collect().await.map_err(Error::Cut);
                read.map(|body| Reply { status: parts.status, headers: parts.headers, body: body.to_bytes() })
            }
            Err(error) => Err(error.into()),
        };
        let reply = read.inspect_err(|_| self.sender = None)?;
        for cookie in reply.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()) {
            let (name, value) = cookie.split(';').next().unwrap_or_default().split_once('=').unwrap_or_default();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(reply)
    }

    /// # Errors
    /// As [`Client::send`].
    pub async fn get(&mut self, path: &str) -> Result<Reply, Error> {
        self.send(Method::GET, path, &[], Bytes::new()).await
    }

    /// Posts a form as a browser of today does from a page of the site.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Result<Reply, Error> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, &headers, body.into()).await
    }

    /// Logs in with an account.
    ///
    /// # Errors
    /// As [`Client::send`].
    ///
    /// # Panics
    /// When the site refuses.
    pub async fn log_in(&mut self, account: &str, password: &str) -> Result<(), Error> {
        self.get("/login").await?;
        let reply = self.post("/login", &[("account", account), ("password", password)]).await?;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{account} is let in");
        Ok(())
    }
}
