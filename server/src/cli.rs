//! The commands of the binary: `serve`, `migrate`, `seed`, `user`, `workflow`, `rules`, `check`, `backup`, `restore`, `state`.
//!
//! Each opens the database, makes one call and says the result in a sentence;
//! no rule lives here. To add one: a variant of [`Command`] and its function.

use std::{
    io::Read,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use backend::{
    Backend,
    accounts::{DEMO_ACCOUNTS, DEMO_PASSWORD, NewAccount},
    clock::Clock,
    db::{Db, Options},
    files::Files,
};
use clap::{Parser, Subcommand};
use domain::access::Role;
use tokio::{net::TcpListener, signal::unix::SignalKind, sync::watch, task::JoinHandle};

use crate::{
    backup,
    config::{Config, Settings},
    failure::Failure,
    http::{self, App},
    listen, log,
    rules::{self, Rules},
};

/// Requests that are under way when the process is asked to stop get so long to finish.
const FINISH: Duration = Duration::from_secs(8);
/// Sessions and failed attempts are cleared away this often.
const TIDY: Duration = Duration::from_secs(600);
/// Files that nobody names are cleared away at the start and then once in so many of those.
const SWEEP: u64 = 144;

/// 职称管理系统
#[derive(Parser, Debug)]
#[command(name = "zhicheng", version, about = "职称申报评审系统", disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub settings: Settings,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// 启动网站
    Serve {
        /// 数据库是空的时候放入演示数据
        #[arg(long)]
        demo: bool,
        /// 允许在本机以外的地址上使用公开密码的演示账号
        #[arg(long)]
        demo_anywhere: bool,
    },
    /// 建立或更新数据库的表
    Migrate,
    /// 放入演示数据（只用于空的数据库）
    Seed {
        /// 确认放入的是演示数据
        #[arg(long, required = true)]
        demo: bool,
    },
    /// 账号
    #[command(subcommand)]
    User(User),
    /// 打印办理环节的流程图
    Workflow,
    /// 检查数据库是否完好
    Check,
    /// 把数据库和附件备份到一个新的目录，不用停掉网站
    Backup {
        /// 备份放在哪个目录
        folder: PathBuf,
    },
    /// 用一份备份恢复数据库和附件
    Restore {
        /// 备份所在的目录
        folder: PathBuf,
        /// 换掉原有的数据库和附件；原有的改名留在旁边
        #[arg(long)]
        replace: bool,
    },
    /// 打印现行的申报规则，或者用样本试算
    Rules(Rules),
    /// 打印数据库的内容，不含编号、密码和时刻，用来比较两个数据库
    State,
}

#[derive(Subcommand, Clone, Debug)]
pub enum User {
    /// 新增账号；密码从标准输入或 ZHICHENG_PASSWORD 读取
    Add {
        /// 登录用的账号
        #[arg(long)]
        login: String,
        /// 姓名或机构名称
        #[arg(long)]
        name: String,
        /// applicant、unit、department、hrss、office、expert 或 admin
        #[arg(long, value_parser = role)]
        role: Role,
        /// 所属单位的编号或全称
        #[arg(long)]
        organisation: Option<String>,
    },
    /// 改密码并结束这个账号的所有登录；密码从标准输入或 ZHICHENG_PASSWORD 读取
    Password {
        /// 登录用的账号
        #[arg(long)]
        login: String,
    },
}

fn role(key: &str) -> Result<Role, String> {
    Role::from_key(key).ok_or_else(|| {
        let keys: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
        format!("没有角色 {key}，请改用 {}", keys.join("、"))
    })
}

/// Reads the command line and runs it.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(&cli.settings.log, cli.settings.log_format);
    match run(cli).await {
        Ok(code) => code,
        Err(failure) => {
            say_wrong(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the terminal is this command's page")]
fn say_wrong(sentence: &str) {
    eprintln!("{sentence}");
}

#[expect(clippy::print_stdout, reason = "the terminal is this command's page")]
fn say(sentence: &str) {
    println!("{sentence}");
}

/// Runs one command.
///
/// # Errors
/// What went wrong, to be shown as it is.
pub async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let settings = cli.settings;
    match cli.command {
        Command::Workflow => say(domain::workflow::diagram(&domain::workflow::Route::full()).trim_end()),
        Command::Serve { demo, demo_anywhere } => serve(&settings, demo, demo_anywhere).await?,
        Command::Migrate => {
            open(&settings).await?.db().clone().close().await;
            say("数据库的表已经是最新的");
        }
        Command::Seed { demo: _ } => {
            let backend = open(&settings).await?;
            let seeded = backend.seed_demo(backend.clock.today()).await;
            backend.db().clone().close().await;
            seeded?;
            say("演示数据已放入");
        }
        Command::User(user) => {
            let password = password()?;
            let backend = open(&settings).await?;
            let done = match user {
                User::Add { login, name, role, organisation } => {
                    let new = NewAccount { login, name, role, organisation, password };
                    backend.add_account(new).await.map(|_| "账号已新增")
                }
                User::Password { login } => {
                    backend.set_password(&login, &password).await.map(|()| "密码已更改，原来的登录都已结束")
                }
            };
            backend.db().clone().close().await;
            say(done.map_err(|error| match error {
                backend::Error::NotFound => Failure::Say("没有这个账号，请核对".to_owned()),
                other => other.into(),
            })?);
        }
        Command::Backup { folder } => return Ok(told(&backup::backup(&settings, &folder).await?)),
        Command::Restore { folder, replace } => return Ok(told(&backup::restore(&settings, &folder, replace).await?)),
        Command::Rules(asked) => {
            let backend = open(&settings).await?;
            let lines = rules::run(&backend, asked).await;
            backend.db().clone().close().await;
            lines?.iter().for_each(|line| say(line));
        }
        Command::State => {
            let backend = open(&settings).await?;
            let lines = backend.state_lines().await;
            backend.db().clone().close().await;
            lines?.iter().for_each(|line| say(line));
        }
        Command::Check => {
            let backend = open(&settings).await?;
            let wrong = backend.invariants().await;
            backend.db().clone().close().await;
            let wrong = wrong?;
            let said = if wrong.is_empty() { vec!["数据库完好".to_owned()] } else { Vec::new() };
            return Ok(told(&Told { said, wrong }));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What became of a command that looks whether something is sound.
pub(crate) struct Told {
    pub(crate) said: Vec<String>,
    pub(crate) wrong: Vec<String>,
}

fn told(told: &Told) -> ExitCode {
    told.said.iter().chain(&told.wrong).for_each(|sentence| say(sentence));
    if told.wrong.is_empty() {
        return ExitCode::SUCCESS;
    }
    say(&format!("有 {} 处不对", told.wrong.len()));
    ExitCode::FAILURE
}

/// The password of a command; never from the arguments, which everybody on the machine can read.
fn password() -> Result<String, Failure> {
    if let Ok(password) = std::env::var("ZHICHENG_PASSWORD") {
        return Ok(password);
    }
    let mut typed = String::new();
    std::io::stdin().take(4096).read_to_string(&mut typed)?;
    Ok(typed.trim_end_matches(['\r', '\n']).to_owned())
}

/// Opens the database, making its folder and its tables when they are missing.
async fn open(settings: &Settings) -> Result<Backend, Failure> {
    let url = settings.database();
    if let Some(folder) = settings.database_file().as_deref().and_then(Path::parent) {
        std::fs::create_dir_all(folder)?;
    }
    let slow_statement = Duration::from_millis(settings.slow_query_ms);
    let db = Db::open(&url, Options { slow_statement, ..Options::default() }).await?;
    db.migrate().await?;
    let folder = settings.files();
    let files = Files::folder(&folder)
        .map_err(|error| Failure::Say(format!("不能使用存放附件的目录 {}：{error}", folder.display())))?;
    let backend = Backend::new(db, Clock::system()).with_files(files);
    backend.offer_catalogue().await?;
    Ok(backend)
}

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

async fn serve(settings: &Settings, demo: bool, demo_anywhere: bool) -> Result<(), Failure> {
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
    use clap::{CommandFactory, Parser};

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

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

    #[test]
    fn a_password_is_no_argument() {
        let line = ["zhicheng", "user", "add", "--login", "x", "--name", "x", "--role", "admin", "--password", "x"];
        assert!(Cli::try_parse_from(line).is_err());
    }
}
