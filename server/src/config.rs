//! Settings: flags and `ZHICHENG_*` variables, with a default for everything.
//!
//! Checked once at start; nothing else reads the environment. To add one: a
//! field of [`Settings`] with its flag and variable, and what the handlers need of it in [`Config`].

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use crate::{http::load::Limits, log::Format};

/// What can be set from outside.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// 监听的地址和端口
    #[arg(long, env = "ZHICHENG_ADDR", default_value = "127.0.0.1:3000", value_name = "地址", global = true)]
    pub addr: SocketAddr,
    /// 数据库：sqlite://路径 或 postgres://…；不写时是数据目录里的 zhicheng.db
    #[arg(long, env = "ZHICHENG_DATABASE_URL", value_name = "URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// 存放数据的目录
    #[arg(long, env = "ZHICHENG_DATA_DIR", default_value = "data", value_name = "目录", global = true)]
    pub data_dir: PathBuf,
    /// 存放附件的目录；不写时是 SQLite 数据库文件旁边的 “文件名.files”，用 PostgreSQL 时是数据目录里的 files
    #[arg(long, env = "ZHICHENG_FILES", value_name = "目录", global = true)]
    pub files: Option<PathBuf>,
    /// 附件的限制，例如 bytes=10485760,files=20,pages=200；没有写的用内置的
    #[arg(long, env = "ZHICHENG_ATTACHMENT_LIMITS", value_name = "限制", global = true)]
    pub attachment_limits: Option<String>,
    /// 对外的网址，例如 https://zhicheng.example.com；以 https 开头时会话只走加密连接
    #[arg(long, env = "ZHICHENG_PUBLIC_URL", value_name = "网址", global = true)]
    pub public_url: Option<String>,
    /// 证书编号的模板；不写时用内置的模板
    #[arg(long, env = "ZHICHENG_CERTIFICATE_TEMPLATE", value_name = "模板", global = true)]
    pub certificate_template: Option<String>,
    /// 前面有反向代理：来访地址取自它写的 X-Forwarded-For 的最后一个
    #[arg(long, env = "ZHICHENG_BEHIND_PROXY", global = true)]
    pub behind_proxy: bool,
    /// 日志的详细程度，例如 info 或 server=debug
    #[arg(long, env = "ZHICHENG_LOG", default_value = "info,sqlx=warn", value_name = "级别", global = true)]
    pub log: String,
    /// 日志每一行的写法
    #[arg(long, env = "ZHICHENG_LOG_FORMAT", default_value = "text", value_name = "写法", global = true)]
    pub log_format: Format,
    /// 运行情况的数字（Prometheus）在哪个地址和端口上看，网址是 /metrics；不写就不提供
    #[arg(long, env = "ZHICHENG_METRICS_ADDR", value_name = "地址", global = true)]
    pub metrics_addr: Option<SocketAddr>,
    /// 同时办理多少个请求，例如 saves=512,reads=64；没有写的按核数
    #[arg(long, env = "ZHICHENG_LOAD", value_name = "上限", global = true)]
    pub load: Option<String>,
    /// 一条 SQL 超过多少毫秒就写进日志
    #[arg(long, env = "ZHICHENG_SLOW_QUERY_MS", default_value_t = 200, value_name = "毫秒", global = true)]
    pub slow_query_ms: u64,
}

impl Settings {
    /// The database, in the data folder unless another one is named.
    pub fn database(&self) -> String {
        let inside = || format!("sqlite://{}", self.data_dir.join("zhicheng.db").display());
        self.database_url.clone().unwrap_or_else(inside)
    }

    /// The file of the database when it is SQLite's.
    pub fn database_file(&self) -> Option<PathBuf> {
        let database = self.database();
        let file = database.strip_prefix("sqlite://")?;
        Some(PathBuf::from(file.split('?').next().unwrap_or(file)))
    }

    /// The folder of attachments: the one that is named, else beside the database.
    pub fn files(&self) -> PathBuf {
        if let Some(files) = &self.files {
            return files.clone();
        }
        match self.database_file() {
            Some(file) => PathBuf::from(format!("{}.files", file.display())),
            None => self.data_dir.join("files"),
        }
    }
}

/// What the handlers need to know of the settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// `https://host[:port]` as browsers write it, when the public address is known.
    pub origin: Option<String>,
    /// Browsers reach the site over TLS only: Secure cookies and HSTS.
    pub https: bool,
    pub certificate_template: Option<String>,
    /// A proxy in front names the address of the other end.
    pub behind_proxy: bool,
    /// The site runs on demo data and says so.
    pub demo: bool,
    /// How much is taken on at once.
    pub load: Limits,
}

impl Config {
    /// # Errors
    /// A sentence when the public address is not `http(s)://host[:port]`, or the limits cannot be read.
    pub fn new(settings: &Settings, demo: bool) -> Result<Config, String> {
        let origin = settings.public_url.as_deref().map(origin).transpose()?;
        Ok(Config {
            https: origin.as_deref().is_some_and(|origin| origin.starts_with("https://")),
            origin,
            certificate_template: settings.certificate_template.clone(),
            behind_proxy: settings.behind_proxy,
            demo,
            load: Limits::parse(settings.load.as_deref().unwrap_or_default())?,
        })
    }
}

/// The origin of an address, with the default port left out, as in the header `Origin`.
fn origin(url: &str) -> Result<String, String> {
    let wrong = || format!("对外的网址“{url}”要写成 https://主机名，例如 https://zhicheng.example.com，不带路径");
    let uri: http::Uri = url.trim_end_matches('/').parse().map_err(|_| wrong())?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong());
    };
    if authority.as_str().contains('@') || uri.path_and_query().is_some_and(|path| path.as_str() != "/") {
        return Err(wrong());
    }
    let host = authority.host().to_ascii_lowercase();
    Ok(match (scheme, authority.port_u16()) {
        (_, None) | ("http", Some(80)) | ("https", Some(443)) => format!("{scheme}://{host}"),
        (_, Some(port)) => format!("{scheme}://{host}:{port}"),
    })
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::{Settings, origin};

    /// Without the variables of the machine that runs the test.
    fn settings(arguments: &[&str]) -> Settings {
        let command = Settings::augment_args(clap::Command::new("zhicheng")).mut_args(|arg| arg.env(None::<&str>));
        let matches = command.get_matches_from([&["zhicheng"], arguments].concat());
        Settings::from_arg_matches(&matches).expect("every setting has a default")
    }

    #[test]
    fn the_address_is_of_this_machine_and_the_database_in_the_data_folder_unless_they_are_named() {
        assert_eq!(settings(&[]).addr.to_string(), "127.0.0.1:3000");
        assert_eq!(settings(&[]).database(), "sqlite://data/zhicheng.db");
        assert_eq!(settings(&["--data-dir", "/srv/z"]).database(), "sqlite:///srv/z/zhicheng.db");
        let named = settings(&["--data-dir", "/srv/z", "--database-url", "postgres://h/z"]);
        assert_eq!(named.database(), "postgres://h/z");
        assert_eq!(named.files().to_str(), Some("/srv/z/files"));
        assert_eq!(settings(&[]).files().to_str(), Some("data/zhicheng.db.files"));
        let files = |arguments: &[&str]| settings(arguments).files().display().to_string();
        assert_eq!(files(&["--database-url", "sqlite:///srv/a.db?mode=rwc"]), "/srv/a.db.files");
        assert_eq!(files(&["--files", "/mnt/files"]), "/mnt/files");
    }

    #[test]
    fn the_public_address_becomes_the_origin_that_browsers_send() {
        assert_eq!(origin("https://Zhicheng.Example.com/"), Ok("https://zhicheng.example.com".to_owned()));
        assert_eq!(origin("https://zhicheng.example.com:443"), Ok("https://zhicheng.example.com".to_owned()));
        assert_eq!(origin("http://127.0.0.1:3000"), Ok("http://127.0.0.1:3000".to_owned()));
        for wrong in
            ["zhicheng.example.com", "ftp://zhicheng.example.com", "https://a@b", "https://a.example.com/x", ""]
        {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
