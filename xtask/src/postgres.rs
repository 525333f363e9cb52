//! A PostgreSQL for the tests: a cluster of its own in a temporary folder, on a free
//! port of 127.0.0.1, stopped and removed afterwards. One that runs already is left alone.

use std::{
    fs::{self, DirBuilder, File},
    io::Read,
    net::{Ipv4Addr, TcpListener},
    os::unix::{
        fs::{DirBuilderExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    Outcome,
    house::{on_path, succeed},
    packages::root,
};

/// Starting and stopping take a second; a machine under load gets more.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running cluster; dropping it stops it.
#[derive(Debug)]
pub struct Postgres {
    server: Child,
    folder: PathBuf,
    /// Of the maintenance database, as its superuser.
    pub url: String,
}

/// The folder with `initdb` and `postgres`: Debian keeps them off the PATH, the newest version last.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().map_while(Result::ok);
    let version = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.map(|entry| entry.path()).max_by_key(version).map(|folder| folder.join("bin"));
    let listed = || on_path("initdb").and_then(|file| Some(file.parent()?.to_owned()));
    newest.filter(|folder| folder.join("initdb").is_file()).or_else(listed)
}

impl Postgres {
    /// `None` where it is not installed.
    ///
    /// # Errors
    /// Why it did not start.
    pub fn start() -> Outcome<Option<Postgres>> {
        let Some(programs) = programs() else { return Ok(None) };
        let owner = owner()?;
        let folder = std::env::temp_dir().join(format!("zhicheng-postgres-{}", std::process::id()));
        let data = folder.join("data");
        let password = password().map_err(|error| format!("不能取得随机数：{error}"))?;
        let prepared = || -> std::io::Result<()> {
            DirBuilder::new().mode(0o700).create(&folder)?;
            fs::write(folder.join("password"), &password)?;
            for path in [&folder, &folder.join("password")] {
                owner.map_or(Ok(()), |(user, group)| chown(path, Some(user), Some(group)))?;
            }
            Ok(())
        };
        prepared().map_err(|error| format!("不能准备 {}：{error}", folder.display()))?;

        let mut initdb = as_owner(&programs.join("initdb"), owner, &folder);
        initdb.args([
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        initdb.arg("--pwfile").arg(folder.join("password")).arg("--pgdata").arg(&data).stdout(Stdio::null());
        let initialised = succeed(&mut initdb, "PostgreSQL 没有建立成功，原因见上面");
        let started = initialised.and_then(|()| serve(&programs, owner, &folder, &data));
        let (server, port) = started.inspect_err(|_| {
            let _already_gone = fs::remove_dir_all(&folder);
        })?;
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        let mut postgres = Postgres { server, folder, url };
        postgres.wait(&programs, port)?;
        Ok(Some(postgres))
    }

    fn wait(&mut self, programs: &Path, port: u16) -> Outcome {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let mut ready = Command::new(programs.join("pg_isready"));
            ready.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")]);
            if ready.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.server.try_wait() {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL 没有启动（{status}）：\n{log}"));
            }
            sleep(Duration::from_millis(50));
        }
        Err("PostgreSQL 没有在规定时间内启动".to_owned())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is its fast shutdown; the standard library knows SIGKILL only.
        let pid = self.server.id().to_string();
        let _gone_already = Command::new("sh").args(["-c", "kill -INT \"$1\"", "sh", &pid]).status();
        let began = Instant::now();
        while matches!(self.server.try_wait(), Ok(None)) {
            if began.elapsed() > PATIENCE {
                let _gone_already = self.server.kill();
                let _gone_already = self.server.wait();
                break;
            }
            sleep(Duration::from_millis(20));
        }
        let _left_for_the_system = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the server; durability is off, its data do not outlive the tests.
fn serve(programs: &Path, owner: Option<(u32, u32)>, folder: &Path, data: &Path) -> Outcome<(Child, u16)> {
    let cannot = |error: std::io::Error| format!("PostgreSQL 没有启动：{error}");
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).map_err(cannot)?.port();
    let log = File::create(folder.join("log")).map_err(cannot)?;
    let mut postgres = as_owner(&programs.join("postgres"), owner, folder);
    postgres.arg("-D").arg(data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-c", "unix_socket_directories="]);
    for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"] {
        postgres.args(["-c", setting]);
    }
    let server = postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().map_err(cannot)?;
    Ok((server, port))
}

/// PostgreSQL refuses to run as root: then it runs as Debian's user for it.
fn owner() -> Outcome<Option<(u32, u32)>> {
    if !root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let owner = users.lines().find_map(|line| {
        let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    owner.map(Some).ok_or_else(|| "PostgreSQL 不能以 root 运行，系统里又没有用户 postgres".to_owned())
}

fn as_owner(program: &Path, owner: Option<(u32, u32)>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

fn password() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
