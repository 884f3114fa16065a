//! `antops stack` as a process: what it prints, and that nothing stays when it ends, however it ends.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// A running `antops stack` whose temporary files are in a directory of their own.
struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
    files: TempDir,
    ready: Value,
}

impl Process {
    fn start() -> Self {
        let files = tempfile::tempdir().unwrap();
        // As root the server runs as somebody else, who has to come and go as in any directory for temporary files.
        fs::set_permissions(files.path(), Permissions::from_mode(0o1777)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_antops"))
            .args(["stack", "--json", "--port", "0", "--fixture", "tests/wire/fixture"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("TMPDIR", files.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { child, output, files, ready }
    }

    fn signal(&mut self, signal: Signal) -> std::process::ExitStatus {
        let id = i32::try_from(self.child.id()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
        self.child.wait().unwrap()
    }

    fn files(&self) -> usize {
        fs::read_dir(self.files.path()).unwrap().count()
    }
}

#[tokio::test]
async fn the_first_line_of_json_says_how_to_reach_a_stack_that_answers() {
    let process = Process::start();
    assert_eq!(process.ready["users"].as_array().unwrap().len(), 8);
    let request = super::client().get(format!("{}/auth/v1/health", process.ready["url"].as_str().unwrap()));
    let answer = request.header("apikey", process.ready["anon_key"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut process = process;
    process.signal(Signal::TERM);
}

#[test]
fn a_stack_told_to_end_ends_well_and_takes_everything_along() {
    let mut process = Process::start();
    assert_eq!(process.files(), 1);
    let status = process.signal(Signal::TERM);
    assert!(status.success());
    assert_eq!(process.files(), 0);
    let mut rest = String::new();
    process.output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[tokio::test]
async fn a_stack_killed_outright_leaves_nothing_behind() {
    let mut process = Process::start();
    assert_eq!(process.files(), 1);
    process.signal(Signal::KILL);
    // Nothing of ours is left to tell us when: the server's keeper is nobody's child by now.
    let gone = async {
        let mut look = tokio::time::interval(Duration::from_millis(20));
        while process.files() > 0 {
            look.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("the server outlived its stack");
}
