//! A running server: the product's own program on a folder of its own, or a peer.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that is gone when it is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// # Panics
    /// When the machine has no room.
    pub fn new(what: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("zhicheng_{what}_{}", backend::ids::new()));
        fs::create_dir_all(&folder).expect("the machine has room for a folder");
        Folder(folder)
    }

    /// In memory where the machine has a place for that.
    ///
    /// # Panics
    /// When the machine has no room.
    pub fn in_memory(what: &str) -> Folder {
        let memory = Path::new("/dev/shm");
        if !memory.is_dir() {
            return Folder::new(what);
        }
        let folder = memory.join(format!("zhicheng_{what}_{}", backend::ids::new()));
        fs::create_dir_all(&folder).expect("the machine has room for a folder");
        Folder(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A process that listens; it is killed when it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to its first answer.
    pub ready: Duration,
}

impl Running {
    /// Starts `program`, tells it by `address` where to listen, and waits until it answers `path` with 200.
    ///
    /// # Panics
    /// When it cannot be started or does not answer.
    pub fn start(mut command: Command, address: impl FnOnce(&mut Command, SocketAddr), path: &str) -> Running {
        let free = free();
        address(&mut command, free);
        let begun = Instant::now();
        let child = command.stdout(Stdio::null()).spawn().expect("the program is there");
        let mut running = Running { child, address: free, ready: Duration::ZERO };
        while !answers(free, path) {
            if let Ok(Some(ended)) = running.child.try_wait() {
                panic!("{command:?} ended: {ended}");
            }
            assert!(begun.elapsed() < PATIENCE, "{command:?} does not answer");
            std::thread::sleep(Duration::from_millis(1));
        }
        running.ready = begun.elapsed();
        running
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as the system does, and waits until it has: how long that took, and whether it was content.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub fn stop(mut self) -> (Duration, bool) {
        let begun = Instant::now();
        let asked = Command::new("kill").arg("-TERM").arg(self.process().to_string()).status();
        assert!(asked.is_ok_and(|status| status.success()), "it is our own");
        let ended = self.child.wait().expect("it is our own");
        (begun.elapsed(), ended.success())
    }

    /// Ends it without a warning.
    ///
    /// # Panics
    /// When it cannot be ended.
    pub fn kill(mut self) {
        self.child.kill().expect("it is our own");
        self.child.wait().expect("it is our own");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The product on a database, with its log thrown away.
pub fn product(program: &Path, data: &Path) -> Running {
    serve(program, data, &[], Stdio::null())
}

/// The product, told that a proxy in front names who asks.
pub fn product_behind_proxy(program: &Path, data: &Path) -> Running {
    serve(program, data, &["--behind-proxy"], Stdio::null())
}

/// The product on a database, with its log in a file.
///
/// # Panics
/// When the file cannot be made.
pub fn product_with_log(program: &Path, data: &Path, log: &Path) -> Running {
    serve(program, data, &[], fs::File::create(log).expect("there is room for a log").into())
}

fn serve(program: &Path, data: &Path, more: &[&str], log: Stdio) -> Running {
    let mut command = Command::new(program);
    command.env_clear().env("ZHICHENG_LOG", "warn").arg("serve").arg("--data-dir").arg(data).args(more).stderr(log);
    Running::start(
        command,
        |command, address| {
            command.arg("--addr").arg(address.to_string());
        },
        "/healthz",
    )
}

/// An address that nobody listens on now.
fn free() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound")
}

/// One request by hand: a client of its own would need a runtime.
fn answers(address: SocketAddr, path: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let asked = write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let mut head = [0; 12];
    asked.is_ok() && stream.read_exact(&mut head).is_ok() && head.ends_with(b" 200")
}
