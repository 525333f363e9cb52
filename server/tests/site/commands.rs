//! The commands of the binary, run as it is installed: from any folder, with settings by
//! flag and by variable.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use backend::{
    db::{Db, Options, sql},
    ids,
};

use super::site::run;

/// A folder to run in, removed with everything that was put there.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let folder = std::env::temp_dir().join(format!("zhicheng_commands_{}", ids::new()));
        std::fs::create_dir_all(&folder).expect("the machine has room for a database");
        Folder(folder)
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.join(path).is_file()
    }

    /// The binary, without the variables of whoever runs the tests.
    pub fn zhicheng(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhicheng"));
        command.args(arguments).current_dir(&self.0).env_clear().stdin(Stdio::null());
        command
    }

    pub fn database(&self) -> String {
        format!("sqlite://{}", self.0.join("data/zhicheng.db").display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// What a command says on standard output; it must succeed.
#[track_caller]
pub fn said(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("sentences are UTF-8")
}

/// What a command says that fails, on both outputs.
#[track_caller]
pub fn refused(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn settings_come_from_variables_and_a_flag_outranks_them() {
    let folder = Folder::new();
    said(&mut folder.zhicheng(&["migrate"]));
    assert!(folder.has("data/zhicheng.db"));
    said(folder.zhicheng(&["migrate"]).env("ZHICHENG_DATA_DIR", "elsewhere"));
    assert!(folder.has("elsewhere/zhicheng.db"));
    said(folder.zhicheng(&["migrate"]).env("ZHICHENG_DATABASE_URL", "sqlite://named/here.db"));
    assert!(folder.has("named/here.db"));
    said(folder.zhicheng(&["migrate", "--data-dir", "flag"]).env("ZHICHENG_DATA_DIR", "variable"));
    assert!(folder.has("flag/zhicheng.db") && !folder.has("variable/zhicheng.db"));
    // Everybody's address is refused before anything is opened.
    let everywhere = refused(folder.zhicheng(&["serve", "--demo"]).env("ZHICHENG_ADDR", "0.0.0.0:0"));
    assert!(everywhere.contains("演示账号的密码是公开的，不能在 0.0.0.0:0 上使用"), "{everywhere}");
    let load = refused(folder.zhicheng(&["serve"]).env("ZHICHENG_LOAD", "saves=9,reads=none"));
    assert!(load.contains("“reads=none”读不懂"), "{load}");
    let template = folder
        .zhicheng(&["serve"])
        .env("ZHICHENG_ADDR", "127.0.0.1:0")
        .env("ZHICHENG_CERTIFICATE_TEMPLATE", "ABC")
        .output();
    let template = template.expect("the binary runs");
    assert!(!template.status.success() && String::from_utf8_lossy(&template.stderr).contains("serial"), "{template:?}");
}

#[test]
fn accounts_are_added_and_their_passwords_changed() {
    let folder = Folder::new();
    let add = ["user", "add", "--login", "li", "--name", "李测试", "--role", "applicant"];
    let good = "correct horse battery";
    assert_eq!(said(folder.zhicheng(&add).env("ZHICHENG_PASSWORD", good)), "账号已新增\n");
    assert!(refused(folder.zhicheng(&add).env("ZHICHENG_PASSWORD", good)).contains("账号 li 已经有了，请换一个"));
    assert!(refused(folder.zhicheng(&add).env("ZHICHENG_PASSWORD", "short")).contains("密码至少 12 个字"));
    let homeless = ["user", "add", "--login", "u", "--name", "单位", "--role", "unit"];
    assert!(refused(folder.zhicheng(&homeless).env("ZHICHENG_PASSWORD", good)).contains("要写明所属单位"));
    let mut typed = folder.zhicheng(&["user", "password", "--login", "li"]);
    let mut typed = typed.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the binary runs");
    typed.stdin.take().expect("a pipe").write_all("another horse and battery\n".as_bytes()).expect("it reads");
    let answer = typed.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&answer.stdout), "密码已更改，原来的登录都已结束\n");
    assert!(
        refused(folder.zhicheng(&["user", "password", "--login", "nobody"]).env("ZHICHENG_PASSWORD", good))
            .contains("没有这个账号，请核对")
    );
}

#[test]
fn the_diagram_needs_no_database() {
    let folder = Folder::new();
    let diagram = said(&mut folder.zhicheng(&["workflow"]));
    assert_eq!(diagram.trim_end(), domain::workflow::diagram(&domain::workflow::Route::full()).trim_end());
    assert_eq!(std::fs::read_dir(&folder.0).expect("a folder").count(), 0);
}

#[test]
fn a_database_is_seeded_once_and_checked() {
    let folder = Folder::new();
    assert_eq!(said(&mut folder.zhicheng(&["seed", "--demo"])), "演示数据已放入\n");
    assert!(refused(&mut folder.zhicheng(&["seed", "--demo"])).contains("演示数据只放入空的数据库"));
    assert_eq!(said(&mut folder.zhicheng(&["check"])), "数据库完好\n");
    let url = folder.database();
    run(async {
        let db = Db::open(&url, Options::default()).await.expect("the database opens");
        let broken = db
            .write(async |tx| sql("update application set waits_for = null where waits_for is not null").run(tx).await)
            .await;
        assert_eq!(broken.expect("it can be broken"), 1);
        db.close().await;
    });
    let wrong = refused(&mut folder.zhicheng(&["check"]));
    assert!(
        wrong.contains("1 applications under review that wait for nobody") && wrong.contains("有 1 处不对"),
        "{wrong}"
    );
}

/// A server that is ended with the test.
pub struct Server(pub Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The status line of an answer.
fn status(addr: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(addr).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n").expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server answers");
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

pub fn serve(folder: &Folder) -> (Server, String, String) {
    let mut command = folder.zhicheng(&["serve", "--demo", "--addr", "127.0.0.1:0"]);
    let mut server = Server(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs"));
    let mut lines = BufReader::new(server.0.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let (mut addr, mut before) = (String::new(), String::new());
    for line in lines.by_ref() {
        if let Some((_, rest)) = line.split_once("http://") {
            rest.trim_end_matches('/').clone_into(&mut addr);
            break;
        }
        before.push_str(&line);
    }
    assert!(!addr.is_empty(), "the address is printed: {before}");
    let accounts: Vec<String> = lines.take(1 + backend::accounts::DEMO_ACCOUNTS.len()).collect();
    for (role, login) in backend::accounts::DEMO_ACCOUNTS {
        let all = [role.label(), login, backend::accounts::DEMO_PASSWORD];
        assert!(accounts.iter().any(|line| all.iter().all(|word| line.contains(word))), "{login} in {accounts:?}");
    }
    (server, addr, before)
}

#[cfg(unix)]
fn stop(server: &mut Server) -> bool {
    let pid = server.0.id().to_string();
    let sent = Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &pid]).status();
    assert!(sent.expect("there is a shell").success());
    server.0.wait().expect("it ends").success()
}

#[test]
fn a_demo_is_served_seeded_at_the_first_start_and_stopped_by_a_signal() {
    let folder = Folder::new();
    let (mut server, addr, before) = serve(&folder);
    assert!(before.contains("正在放入演示数据"), "{before}");
    assert_eq!(status(&addr, "/healthz"), "HTTP/1.1 200 OK");
    assert_eq!(status(&addr, "/login"), "HTTP/1.1 200 OK");
    assert!(stop(&mut server), "it ends by itself");
    assert_eq!(said(&mut folder.zhicheng(&["check"])), "数据库完好\n");
    let (mut server, _, before) = serve(&folder);
    assert!(!before.contains("演示数据"), "{before}");
    assert!(stop(&mut server));
}

/// The file that is open goes on answering, and everything written into it is lost.
#[test]
fn a_server_whose_database_is_gone_is_not_healthy() {
    let folder = Folder::new();
    let (_server, addr, _) = serve(&folder);
    let moved = folder.0.join("moved");
    std::fs::rename(folder.0.join("data"), &moved).expect("it is a folder");
    assert_eq!(status(&addr, "/healthz"), "HTTP/1.1 503 Service Unavailable");
    std::fs::rename(&moved, folder.0.join("data")).expect("it is a folder");
    assert_eq!(status(&addr, "/healthz"), "HTTP/1.1 200 OK");
}

/// `zhicheng rules`: an office reads the rules, tries a new one on invented people, and only then adopts it.
#[test]
fn a_rule_is_tried_before_it_takes_effect() {
    let folder = Folder::new();
    let listed = said(&mut folder.zhicheng(&["rules", "--on", "2026-11-24"]));
    assert!(
        listed.contains(
            "RV-11 440000 2020-01-01（未核实） 申报条件：本科以上学历（学位），取得中级职称满 5 年，可以申报副高级"
        ),
        "{listed}"
    );
    assert!(!listed.contains("RV-11B"), "what lies on the shelf is not in force");
    let tried = said(&mut folder.zhicheng(&["rules", "--dry-run", "--on", "2026-11-24"]));
    let line = |text: &str, wanted: &[&str]| text.lines().any(|line| wanted.iter().all(|word| line.contains(word)));
    assert!(
        line(&tried, &["晋升 工程技术人才05001副高级", "不足", "2027-01-01", "RV-11", "学历、现职称", "年限"]),
        "{tried}"
    );
    assert!(line(&tried, &["其他途径：", "“破格”申报副高级"]), "{tried}");
    assert!(line(&tried, &["不受理：", "以考代评"]), "{tried}");
    let elsewhere = said(&mut folder.zhicheng(&["rules", "--dry-run", "--on", "2026-11-24", "--region", "350100"]));
    assert!(line(&elsewhere, &["申报条件待核："]) && !elsewhere.contains("RV-11"), "{elsewhere}");

    let seven = r#"[{"kind":"promotion","id":"RV-11","region":"440000","valid_from":"2026-01-01","verified":true,
        "source":"of the test","data":{"kind":"promotion","level":"associate_senior","education":{"least":"bachelor"},
        "holding":"intermediate","years":7}}]"#;
    std::fs::write(folder.0.join("new.json"), seven).expect("the folder takes a file");
    let against = ["rules", "--dry-run", "--on", "2026-11-24", "--against", "new.json"];
    let changed = said(&mut folder.zhicheng(&against));
    assert!(line(&changed, &["现在 不足，最早 2027-01-01", "满 5 年"]), "{changed}");
    assert!(line(&changed, &["改后 不足，最早 2029-01-01", "满 7 年"]), "{changed}");
    assert!(
        changed.lines().last().is_some_and(|last| last.starts_with("试算 ") && last.ends_with("项的结论或说明会改变")),
        "{changed}"
    );
    // Trying has changed nothing; adopting does.
    assert_eq!(said(&mut folder.zhicheng(&["rules", "--on", "2026-11-24"])), listed);
    said(&mut folder.zhicheng(&["rules", "--adopt", "new.json"]));
    let listed = said(&mut folder.zhicheng(&["rules", "--on", "2026-11-24"]));
    assert!(listed.contains("RV-11 440000 2026-01-01 申报条件：本科以上学历（学位），取得中级职称满 7 年"), "{listed}");
    assert!(refused(&mut folder.zhicheng(&["rules", "--adopt", "new.json"])).contains("这一版已经有了"));
    std::fs::write(folder.0.join("bad.json"), seven.replace("years", "yaers")).expect("the folder takes a file");
    let bad = refused(&mut folder.zhicheng(&["rules", "--dry-run", "--against", "bad.json"]));
    assert!(bad.contains("文件 bad.json 读不懂") && bad.contains("yaers"), "{bad}");
}
