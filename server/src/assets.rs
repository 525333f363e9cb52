//! The files that browsers load beside pages: style, icon, client. They are part
//! of the binary (see `build.rs`), so that it runs from any folder.
//!
//! Names carry a hash of the content, which makes them cacheable for ever; ask
//! [`url`] for the address and never write it by hand. It is no file server:
//! what is not in the table does not exist. The router adds [`serve`] for each
//! path of [`all`].
//!
//! To add one: put the file into `public/`.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
    header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its name in the sources, such as `style.css`.
    pub logical: &'static str,
    /// Where it is served, such as `/assets/style-HASH.css`.
    pub path: &'static str,
    pub content_type: &'static str,
    pub identity: &'static [u8],
    /// Compressed forms; `None` where they would not be smaller.
    pub br: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
    /// Weak: the same for every encoding.
    pub etag: &'static str,
    /// The path changes with the content.
    pub immutable: bool,
}

/// Every embedded file.
pub fn all() -> &'static [Asset] {
    ASSETS
}

/// The file that is served at `path`.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The address of a file by its name in the sources: `style.css`, `favicon.svg`, `start.js`, `upload.js`, and, in a binary
/// that was built with the client, `app.js`, `app.wasm`.
pub fn url(logical: &str) -> Option<&'static str> {
    ASSETS.iter().find(|asset| asset.logical == logical).map(|asset| asset.path)
}

/// The addresses that the document needs.
pub fn shell() -> app::shell::Assets {
    app::shell::Assets {
        css: url("style.css").expect("style/style.css is in the repository"),
        icon: url("favicon.svg").expect("public/favicon.svg is in the repository"),
        start: url("start.js"),
        glue: url("app.js"),
        wasm: url("app.wasm"),
        upload: url("upload.js"),
    }
}

/// Answers GET and HEAD for any path of [`all`]; 404 for others.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    match find(uri.path()) {
        Some(asset) => answer(asset, &headers),
        None => (StatusCode::NOT_FOUND, "没有这个文件").into_response(),
    }
}

fn answer(asset: &'static Asset, request: &HeaderMap) -> Response {
    let fixed = HeaderValue::from_static;
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    let common: [(HeaderName, HeaderValue); 4] = [
        (CACHE_CONTROL, fixed(cache)),
        (ETAG, fixed(asset.etag)),
        (VARY, fixed("accept-encoding")),
        (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
    ];
    if known(request, asset.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let content_type = [(CONTENT_TYPE, fixed(asset.content_type))];
    match encoded(asset, request) {
        Some((encoding, bytes)) => (common, content_type, [(CONTENT_ENCODING, fixed(encoding))], bytes).into_response(),
        None => (common, content_type, asset.identity).into_response(),
    }
}

/// The browser has this very content (RFC 9110 §13.1.2: weak comparison).
fn known(request: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list(request, &IF_NONE_MATCH).any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}

/// The best compressed form that the browser takes (RFC 9110 §12.5.3); `None`: as it is.
fn encoded(asset: &Asset, request: &HeaderMap) -> Option<(&'static str, &'static [u8])> {
    let forms = [("br", asset.br), ("gzip", asset.gzip)];
    let offered = forms.into_iter().filter_map(|(name, bytes)| Some((name, bytes?, weight(request, name))));
    // Of equal weights the last counts for `max_by`, and br stands first.
    offered.rev().filter(|(_, _, weight)| *weight > 0).max_by_key(|(_, _, weight)| *weight).map(|(n, b, _)| (n, b))
}

/// How much the browser likes an encoding, in thousandths; 0: not at all, or not named.
fn weight(request: &HeaderMap, encoding: &str) -> u16 {
    let mut any = 0;
    for offer in list(request, &ACCEPT_ENCODING) {
        let (name, parameters) = offer.split_once(';').unwrap_or((offer, ""));
        let quality = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
        let weight = quality.map_or(1000, thousandths);
        match name.trim() {
            name if name.eq_ignore_ascii_case(encoding) => return weight,
            "*" => any = weight,
            _ => {}
        }
    }
    any
}

/// A weight as RFC 9110 §12.4.2 writes it, such as `0.8`; what is none counts as 0.
fn thousandths(quality: &str) -> u16 {
    let (whole, part) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" => 1000,
        "0" if digits => format!("{part:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// The members of a header that is a list, over all its lines.
fn list<'a>(request: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    request.get_all(name).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    const SAMPLE: Asset = Asset {
        logical: "sample.css",
        path: "/assets/sample-0123456789.css",
        content_type: "text/css; charset=utf-8",
        identity: b"identity",
        br: Some(b"br"),
        gzip: Some(b"gzip"),
        etag: "W/\"0123\"",
        immutable: true,
    };
    static TEST: Asset = SAMPLE;
    static PLAIN: Asset = Asset { br: None, gzip: None, ..SAMPLE };

    fn request(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        let mut headers = HeaderMap::new();
        pairs.for_each(|(name, value)| {
            headers.append(name, value);
        });
        headers
    }

    fn chosen(accept: &'static str) -> &'static str {
        encoded(&TEST, &request(&[(ACCEPT_ENCODING, accept)])).map_or("identity", |(name, _)| name)
    }

    #[test]
    fn the_best_accepted_encoding_is_chosen() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("br, gzip", "br"),
            ("gzip", "gzip"),
            ("GZIP", "gzip"),
            ("br;q=0.5, gzip;q=0.8", "gzip"),
            ("br; q=0, gzip", "gzip"),
            ("*", "br"),
            ("*;q=0.1, br;q=0", "gzip"),
            ("identity", "identity"),
            ("br;q=0, gzip;q=0", "identity"),
            ("br;q=x", "identity"),
            ("", "identity"),
        ] {
            assert_eq!(chosen(accept), expected, "{accept}");
        }
    }

    #[test]
    fn no_header_and_no_compressed_form_mean_the_file_as_it_is() {
        assert!(encoded(&TEST, &HeaderMap::new()).is_none());
        assert!(encoded(&PLAIN, &request(&[(ACCEPT_ENCODING, "br, gzip")])).is_none());
    }

    #[test]
    fn headers_over_several_lines_count_together() {
        let two = request(&[(ACCEPT_ENCODING, "deflate"), (ACCEPT_ENCODING, "gzip")]);
        assert_eq!(encoded(&TEST, &two).map(|(name, _)| name), Some("gzip"));
    }

    #[tokio::test]
    async fn a_file_is_answered_with_its_headers() {
        let response = answer(&TEST, &request(&[(ACCEPT_ENCODING, "br")]));
        assert_eq!(response.status(), StatusCode::OK);
        for (name, value) in [
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (CONTENT_ENCODING, "br"),
            (CONTENT_TYPE, "text/css; charset=utf-8"),
            (ETAG, "W/\"0123\""),
            (VARY, "accept-encoding"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            assert_eq!(response.headers().get_all(&name).iter().collect::<Vec<_>>(), [value], "{name}");
        }
        let body = response.into_body().collect().await.expect("it is in memory").to_bytes();
        assert_eq!(&body[..], b"br");
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        for tags in ["W/\"0123\"", "\"0123\"", "\"other\", W/\"0123\"", "*"] {
            let response = answer(&TEST, &request(&[(IF_NONE_MATCH, tags)]));
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{tags}");
            assert!(response.headers().contains_key(ETAG));
        }
        assert_eq!(answer(&TEST, &request(&[(IF_NONE_MATCH, "W/\"01\"")])).status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn the_table_is_served_and_nothing_else() {
        for asset in all() {
            let uri: Uri = asset.path.parse().expect("a path");
            let response = serve(uri, HeaderMap::new()).await;
            assert_eq!(response.status(), StatusCode::OK, "{}", asset.path);
            let body = response.into_body().collect().await.expect("it is in memory").to_bytes();
            assert_eq!(&body[..], asset.identity, "{}", asset.path);
        }
        for path in ["/assets/style.css", "/assets/../style/style.css", "/assets/", "/"] {
            assert_eq!(serve(path.parse().expect("a path"), HeaderMap::new()).await.status(), StatusCode::NOT_FOUND);
        }
    }

    #[test]
    fn paths_carry_the_hash_unless_others_know_the_name() {
        let path = url("style.css").expect("the style is always there");
        let hash = path.strip_prefix("/assets/style-").and_then(|rest| rest.strip_suffix(".css"));
        assert!(
            hash.is_some_and(|hash| hash.len() == 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())),
            "{path}"
        );
        assert_eq!(url("robots.txt"), Some("/robots.txt"));
        assert!(find("/robots.txt").is_some_and(|asset| !asset.immutable));
        assert_eq!(url("missing.css"), None);
    }

    #[test]
    fn compressed_forms_hold_the_same_bytes() {
        let style = find(shell().css).expect("the style is always there");
        let gzip = style.gzip.expect("a style sheet shrinks");
        assert!(gzip.len() < style.identity.len() / 2 && style.br.expect("a style sheet shrinks").len() < gzip.len());
        // RFC 1952: magic number and deflate at the start, length modulo 2^32 at the end.
        assert_eq!(gzip[..3], [0x1f, 0x8b, 8]);
        let length = u32::from_le_bytes(gzip[gzip.len() - 4..].try_into().expect("four bytes"));
        assert_eq!(usize::try_from(length).ok(), Some(style.identity.len()));
    }

    /// A stale compressed form would be another program than the one that was tested.
    #[test]
    fn everything_that_shrinks_comes_compressed_and_holds_the_same() {
        let shrinks = |asset: &&Asset| ["css", "js", "wasm"].iter().any(|end| asset.path.ends_with(&format!(".{end}")));
        assert!(all().iter().filter(shrinks).count() >= 1);
        for asset in all() {
            assert!(asset.immutable || asset.path == "/robots.txt", "{}", asset.path);
            assert!(!shrinks(&asset) || asset.br.is_some() && asset.gzip.is_some(), "{}", asset.path);
            if let Some(br) = asset.br {
                let mut bytes = Vec::new();
                brotli::BrotliDecompress(&mut &br[..], &mut bytes).expect("it is brotli");
                assert!(bytes == asset.identity && br.len() < bytes.len(), "{}", asset.path);
            }
            if let Some(gzip) = asset.gzip {
                let mut bytes = Vec::new();
                let read = std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(gzip), &mut bytes);
                read.expect("it is gzip");
                assert!(bytes == asset.identity && gzip.len() < bytes.len(), "{}", asset.path);
            }
        }
    }

    #[test]
    fn the_client_comes_whole_or_not_at_all() {
        let shell = shell();
        assert_eq!(shell.start.is_some(), shell.glue.is_some());
        assert_eq!(shell.start.is_some(), shell.wasm.is_some());
    }
}
