//! What the product is compared with, where it is a server.

use std::{fmt::Write, net::SocketAddr};

use axum::{Router, response::Html, routing::get};

/// Bare axum, with no layer and no state: `/` answers 13 bytes, `/page` a page of a form written by hand.
///
/// # Panics
/// When it cannot listen.
pub fn hello(address: SocketAddr) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("the machine gives threads");
    runtime.block_on(async {
        let app = Router::new().route("/", get(async || "Hello, world!")).route("/page", get(async || Html(page())));
        let listener = tokio::net::TcpListener::bind(address).await.expect("the address is free");
        axum::serve(listener, app).await.expect("it listens");
    });
}

/// A form of sixty fields with labels, hints and three long lists, of about the size of the product's pages.
fn page() -> String {
    let mut page = String::with_capacity(32 * 1024);
    page.push_str("<!doctype html><html lang=zh-CN><title>表单</title><form method=post>");
    for field in 0..60 {
        write!(
            page,
            "<div class=field><label for=f{field}>第 {field} 项</label><p class=hint id=h{field}>请按证书填写第 {field} 项</p>\
             <input id=f{field} name=\"v.f{field}\" value=\"第 {field} 项的内容\" aria-describedby=h{field} maxlength=100 autocomplete=off></div>"
        )
        .expect("writing to a String cannot fail");
    }
    for list in 0..3 {
        write!(page, "<select name=s{list}>").expect("writing to a String cannot fail");
        for option in 0..40 {
            write!(page, "<option value=\"{option}\">第 {option} 个选项</option>")
                .expect("writing to a String cannot fail");
        }
        page.push_str("</select>");
    }
    page.push_str("</form></html>");
    page
}
