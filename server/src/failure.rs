//! Why a command failed, as a sentence for the terminal that says what to do.

use backend::db;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Say(String),
    #[error("{}", of_backend(.0))]
    Backend(#[from] backend::Error),
    #[error("{}", of_database(.0))]
    Db(#[from] db::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

fn of_backend(error: &backend::Error) -> String {
    match error {
        backend::Error::Db(error) => of_database(error),
        other => other.to_string(),
    }
}

fn of_database(error: &db::Error) -> String {
    match error {
        db::Error::NewerSchema { database, program } => format!(
            "数据库的表是第 {database} 版，由较新的程序建立，这个程序只认得到第 {program} 版。\
             为了不损坏数据，没有打开它。请换用较新的程序，或者用 zhicheng restore 恢复较早的备份"
        ),
        db::Error::MigrationChanged(name) => format!(
            "数据库的表不是这个程序建立的：{name} 和程序里的不一样。为了不损坏数据，没有打开它。请换用建立它的那个程序"
        ),
        db::Error::Busy => "数据库忙，或者正被别的程序占用。请稍后再试".to_owned(),
        db::Error::Url => "数据库的地址要写成 sqlite://路径 或者 postgres://…，请核对设置".to_owned(),
        other => format!("数据库出错：{other}"),
    }
}
