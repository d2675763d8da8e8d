//! The program itself, run over a folder of its own, stopped as a power cut would stop it and started again.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A folder with a configuration and a database, and perhaps the program that runs over it.
pub struct Program {
    folder: TempDir,
    running: Option<Child>,
}

impl Program {
    /// A new folder with this configuration. The socket is `socket()`.
    pub fn new(config: &str) -> Self {
        // Short, for a socket's path may have about a hundred bytes.
        let folder = tempfile::Builder::new().prefix("oc").tempdir_in("/tmp").unwrap();
        std::fs::write(folder.path().join("openchair.toml"), config).unwrap();
        Self { folder, running: None }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("data/pipe.sock")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openchair"));
        command
            .args(arguments)
            .args(["--config", "openchair.toml", "--data", "data"])
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts `openchair run`.
    pub fn start(&mut self) {
        assert!(self.running.is_none(), "it runs already");
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        self.running = Some(self.command(&["run"]).stderr(log).stdout(Stdio::null()).spawn().unwrap());
    }

    /// Kills it at once (SIGKILL): it gets no chance to tidy up.
    pub fn kill(&mut self) {
        let mut child = self.running.take().expect("it runs");
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "it had ended by itself: {}", self.log());
    }

    /// Asks it to stop (SIGTERM), and gives its exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let mut child = self.running.take().expect("it runs");
        let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
        assert!(told.success());
        child.wait().unwrap().code()
    }

    /// Runs a subcommand to its end: exit code, and all it wrote.
    pub fn once(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.command(arguments).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    }

    /// What it has logged in all its lives.
    pub fn log(&self) -> String {
        let mut text = String::new();
        let file = std::fs::File::open(self.folder.path().join("log"));
        file.and_then(|mut file| file.read_to_string(&mut text)).map(|_| text).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ended = child.kill().and_then(|()| child.wait());
        }
    }
}
