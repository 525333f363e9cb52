//! The commands of the binary: `serve`, `migrate`, `seed`, `user`, `workflow`, `rules`, `check`, `backup`, `restore`, `state`.
//!
//! Each opens the database, makes one call and says the result in a sentence;
//! no rule lives here. To add one: a variant of [`Command`] and its function.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use backend::{
    Backend,
    accounts::NewAccount,
    clock::Clock,
    db::{Db, Options},
    files::Files,
};
use clap::{Parser, Subcommand};
use domain::access::Role;

use crate::{
    backup,
    config::Settings,
    failure::Failure,
    log,
    rules::{self, Rules},
    serve::serve,
};

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
pub(crate) fn say(sentence: &str) {
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
pub(crate) async fn open(settings: &Settings) -> Result<Backend, Failure> {
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

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_is_no_argument() {
        let line = ["zhicheng", "user", "add", "--login", "x", "--name", "x", "--role", "admin", "--password", "x"];
        assert!(Cli::try_parse_from(line).is_err());
    }
}
