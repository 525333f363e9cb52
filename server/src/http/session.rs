//! 登录, 退出, and going on with a form that was parked.

use app::{
    pages::{
        login::{self, Login},
        signed_out::{self, Kept},
    },
    url,
};
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use backend::{Actor, accounts::LogIn};
use domain::access::Role;
use http::{
    StatusCode,
    header::{RETRY_AFTER, SET_COOKIE},
};
use serde::Deserialize;

use super::{
    Answer, Class, Member, Posted, Routes, Visit,
    cookies::{self, Name},
    respond,
    visit::without_token,
};

/// One sentence for every failure: whether the account exists is nobody's business.
const WRONG: &str = "账号或密码不对，请核对后再登录。忘记密码请联系所属的人社部门。";
const CROWDED: &str = "现在登录的人很多，还没有轮到。请等几秒，填好密码再登录。";
const CROWDED_SECONDS: u64 = 5;
const ENDED: &str = "太久没有操作，登录已经结束。刚才填写的内容保留 10 分钟，登录以后接着保存。";

pub fn routes() -> Routes {
    // Log-ins have a queue of their own, and who leaves is never kept.
    Routes::default().get("/login", show).post_as(Class::Free, "/login", log_in).get("/login/continue", go_on).post_as(
        Class::Free,
        "/logout",
        log_out,
    )
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    next: String,
    ended: String,
}

/// Where an account begins.
pub fn start_of(role: Role) -> String {
    match role {
        Role::Applicant => url::services(),
        role if role.level().is_some() => url::reviews(),
        _ => url::home(),
    }
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Response {
    if let Some(actor) = &visit.actor {
        let next = url::local(&asked.next);
        return respond::see_other(if next == "/" { start_of(actor.role) } else { next.to_owned() });
    }
    let notice = if !asked.ended.is_empty() {
        ENDED
    } else if visit.ended.is_some() {
        "太久没有操作，登录已经结束，请重新登录。"
    } else {
        ""
    };
    let login = Login { notice: notice.to_owned(), next: asked.next, demo: visit.app.config.demo, ..Login::default() };
    respond::page(login::page(visit.frame(), login))
}

async fn log_in(visit: Visit, posted: Posted) -> Answer {
    let (account, password) = (posted.get("account").trim(), posted.get("password"));
    let again = |status: StatusCode, error: String| {
        let login = Login {
            account: account.to_owned(),
            error,
            next: posted.get("next").to_owned(),
            demo: visit.app.config.demo,
            ..Login::default()
        };
        respond::page_with(status, login::page(visit.frame(), login))
    };
    match (account.is_empty(), password.is_empty()) {
        (true, _) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, "请填写账号".to_owned())),
        (false, true) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, "请填写密码".to_owned())),
        (false, false) => {}
    }
    let outcome = match visit.app.backend.log_in(account, password, &visit.network().to_string()).await {
        Err(backend::Error::Busy) => {
            let mut response = again(StatusCode::SERVICE_UNAVAILABLE, CROWDED.to_owned());
            response.headers_mut().insert(RETRY_AFTER, CROWDED_SECONDS.into());
            return Ok(response);
        }
        other => other?,
    };
    match outcome {
        LogIn::Wrong => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, WRONG.to_owned())),
        LogIn::Wait { seconds } => {
            let mut response =
                again(StatusCode::TOO_MANY_REQUESTS, format!("登录失败的次数太多，请等 {seconds} 秒后再试。"));
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
            Ok(response)
        }
        LogIn::In { token, actor } => Ok(inside(&visit, &token, &actor, posted.get("next")).await?),
    }
}

async fn inside(visit: &Visit, token: &str, actor: &Actor, next: &str) -> Answer {
    let backend = &visit.app.backend;
    // The token changes with every login, and the one before is worth nothing any more.
    if let Some(before) = &visit.session {
        backend.log_out(before).await?;
    }
    let parked = match &visit.parked {
        Some(parked) => backend.parked(actor, parked).await?,
        None => None,
    };
    let next = match (parked, url::local(next)) {
        (Some(_), _) => url::login_continue(),
        (None, "/") => start_of(actor.role),
        (None, next) => next.to_owned(),
    };
    let mut response = respond::see_other(next);
    response.headers_mut().append(SET_COOKIE, cookies::set(Name::Session, token, visit.app.config.https));
    Ok(response)
}

/// The parked form with its button. It stays until its time is over, so the page can be loaded again.
async fn go_on(member: Member) -> Answer {
    let parked = match &member.parked {
        Some(token) => member.app.backend.parked(&member.actor, token).await?,
        None => None,
    };
    let Some(parked) = parked else { return Ok(respond::see_other(start_of(member.actor.role))) };
    let pairs = without_token(Posted::parse(parked.body.as_bytes()).pairs);
    let kept = Kept { action: url::local(&parked.path).to_owned(), pairs, again: true };
    Ok(respond::page(signed_out::page(member.frame(), kept)))
}

async fn log_out(visit: Visit, _: Posted) -> Answer {
    // Who leaves on purpose leaves nothing behind for the next one at this computer.
    if let (Some(actor), Some(parked)) = (&visit.actor, &visit.parked) {
        visit.app.backend.unpark(actor, parked).await?;
    }
    if let Some(token) = &visit.session {
        visit.app.backend.log_out(token).await?;
    }
    let mut response = respond::see_other(url::home()).into_response();
    let https = visit.app.config.https;
    for name in [Name::Session, Name::Parked] {
        response.headers_mut().append(SET_COOKIE, cookies::remove(name, https));
    }
    // What the browser kept of unsaved texts goes with the session.
    response.headers_mut().insert("clear-site-data", http::HeaderValue::from_static("\"storage\""));
    Ok(response)
}
