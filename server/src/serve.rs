//! `zhicheng serve`: the site from its first address to the end of its last request.
//!
//! What it serves is [`crate::http`], what a connection is [`crate::listen`]. To add one: what runs beside the
//! requests is a task that is begun here and ended when they are.

use std::{net::SocketAddr, time::Duration};

use backend::{
    Backend,
    accounts::{DEMO_ACCOUNTS, DEMO_PASSWORD},
};
use tokio::{net::TcpListener, signal::unix::SignalKind, sync::watch, task::JoinHandle};

use crate::{
    cli::{open, say},
    config::{Config, Settings},
    failure::Failure,
    http::{self, App},
    listen,
};

/// Requests that are under way when the process is asked to stop get so long to finish.
const FINISH: Duration = Duration::from_secs(8);
/// Sessions and failed attempts are cleared away this often.
const TIDY: Duration = Duration::from_secs(600);
/// Files that nobody names are cleared away at the start and then once in so many of those.
const SWEEP: u64 = 144;

/// Why the demo accounts may not be offered at this address; their password is in the documentation.
///
/// # Errors
/// The sentence for the terminal.
pub fn demo_allowed(addr: SocketAddr, demo_anywhere: bool) -> Result<(), Failure> {
    if addr.ip().is_loopback() || demo_anywhere {
        return Ok(());
    }
    Err(Failure::Say(format!(
        "演示账号的密码是公开的，不能在 {addr} 上使用：谁都能登录。请改用 127.0.0.1，或者确认风险后加上 --demo-anywhere"
    )))
}

/// Serves until it is asked to stop.
///
/// # Errors
/// Why it did not start, or did not end well.
pub(crate) async fn serve(settings: &Settings, demo: bool, demo_anywhere: bool) -> Result<(), Failure> {
    let config = Config::new(settings, demo).map_err(Failure::Say)?;
    if demo {
        demo_allowed(settings.addr, demo_anywhere)?;
    }
    let listener = bind(settings.addr).await?;
    let watched = match settings.metrics_addr {
        Some(addr) => Some(bind(addr).await?),
        None => None,
    };
    let backend = open(settings).await?;
    if demo && backend.is_empty().await? {
        say("第一次启动，正在放入演示数据");
        backend.seed_demo(backend.clock.today()).await?;
    }
    if demo_allowed(settings.addr, demo_anywhere).is_err() && !backend.open_demo_accounts().await?.is_empty() {
        backend.db().clone().close().await;
        return demo_allowed(settings.addr, demo_anywhere);
    }

    if let Some(template) = &config.certificate_template {
        backend.set_certificate_template(template).await?;
    }
    if let Some(limits) = &settings.attachment_limits {
        backend.set_attachment_limits(limits).await?;
    }

    let addr = listener.local_addr()?;
    // Before anybody is told that it runs: from then on it may be asked to stop.
    let asked = asked_to_stop()?;
    say(&format!("职称管理系统已启动：http://{addr}/"));
    if demo {
        say(&demo_table());
    }
    let (stop, stopping) = watch::channel(false);
    let tidier = tidier(backend.clone(), stopping.clone());
    let app = App::new(backend.clone(), config);
    let numbers = match watched {
        Some(listener) => {
            say(&format!("运行情况的数字在 http://{}/metrics", listener.local_addr()?));
            let app = http::metrics::router(app.clone());
            Some(tokio::spawn(listen::serve(listener, app, listen::SILENCE, std::future::pending())))
        }
        None => None,
    };
    let stopped = run_until(asked, listener, http::router(app), stop, stopping).await;
    // Until here they told how the end went.
    numbers.inspect(JoinHandle::abort);
    tidier.abort();
    backend.db().clone().close().await;
    tracing::info!("the server has stopped");
    stopped
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(addr)
        .await
        .map_err(|error| Failure::Say(format!("不能在 {addr} 上启动：{error}。请换一个端口，或者先停掉占用它的程序")))
}

/// Comes with SIGTERM or SIGINT, which end the process by themselves no more.
fn asked_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    let mut term = tokio::signal::unix::signal(SignalKind::terminate())?;
    let mut interrupt = tokio::signal::unix::signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Serves until asked to stop, then takes no more connections and lets the requests under way finish.
async fn run_until(
    asked: impl Future<Output = ()>,
    listener: TcpListener,
    app: axum::Router,
    stop: watch::Sender<bool>,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), Failure> {
    let mut server = tokio::spawn(listen::serve(listener, app, listen::SILENCE, async move {
        // A closed channel means that the server is going away as well.
        let _ended = stopping.wait_for(|stop| *stop).await;
    }));
    let early = tokio::select! {
        ended = &mut server => Some(ended),
        () = asked => None,
    };
    let ended = match early {
        Some(ended) => Ok(ended),
        None => {
            tracing::info!("asked to stop; finishing what is under way");
            stop.send_replace(true);
            tokio::time::timeout(FINISH, &mut server).await
        }
    };
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Failure::Say("网站的任务意外结束了，请看日志".to_owned())),
        Err(_) => {
            server.abort();
            tracing::warn!("some requests did not finish in time and were cut");
            Ok(())
        }
    }
}

fn tidier(backend: Backend, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut each = tokio::time::interval(TIDY);
        for round in 0_u64.. {
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                _ = each.tick() => {}
            }
            if let Err(error) = backend.tidy_accounts().await {
                tracing::warn!(%error, "old sessions could not be cleared away");
            }
            if round.is_multiple_of(SWEEP) {
                match backend.sweep().await {
                    Ok(0) => {}
                    Ok(files) => tracing::info!(files, "files that nobody names were cleared away"),
                    Err(error) => tracing::warn!(%error, "files that nobody names could not be cleared away"),
                }
            }
        }
    })
}

/// Role, login and password of every demo account, for the terminal.
fn demo_table() -> String {
    // A Chinese character takes two columns of a terminal.
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let mut table = format!("演示账号（密码都是 {DEMO_PASSWORD}）：");
    for (role, login) in DEMO_ACCOUNTS {
        let label = role.label();
        let gap = " ".repeat(16_usize.saturating_sub(width(label)));
        table.push_str(&format!("\n  {label}{gap}{login:<14}{DEMO_PASSWORD}"));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demo_accounts_stay_on_this_machine() {
        let allowed = |addr: &str, anywhere| demo_allowed(addr.parse().expect("an address"), anywhere).is_ok();
        assert!(allowed("127.0.0.1:3000", false));
        assert!(allowed("[::1]:3000", false));
        assert!(!allowed("0.0.0.0:3000", false));
        assert!(!allowed("[::]:3000", false));
        assert!(!allowed("192.0.2.7:80", false));
        assert!(allowed("0.0.0.0:3000", true));
    }
}
