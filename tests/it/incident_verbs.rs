//! `antops incident` as a script and a person have it: what is said, which exit code, and what the database then holds.

mod fields;
mod reading;
mod writing;

use antops::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The company in the middle of its shift, with Dana signed in on a command line.
struct Shift {
    stack: Stack,
    home: TempDir,
}

/// What a command came to.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Shift {
    async fn begin() -> Self {
        let stack = Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap();
        let shift = Self { stack, home: tempfile::tempdir().unwrap() };
        let login = ["login", "--email", DEMO_EMAIL, "--password-stdin"];
        assert_eq!(shift.antops(&login, &format!("{DEMO_PASSWORD}\n")).code, 0);
        shift
    }

    /// Starts antops with pipes for everything.
    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antops"));
        command.env_clear().env("HOME", self.home.path()).env("TZ", "UTC").env("ANTOPS_TOKEN_STORE", "file");
        command.env("ANTOPS_URL", self.stack.url()).env("ANTOPS_KEY", self.stack.keys().publishable());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs antops with this on its standard input.
    fn antops(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = self.start(arguments);
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Said { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Runs `antops incident` with words separated by spaces.
    fn incident(&self, words: &str) -> Said {
        let arguments: Vec<&str> = ["incident"].into_iter().chain(words.split(' ')).collect();
        self.antops(&arguments, "")
    }

    /// What it printed, if it succeeded, as JSON.
    fn json(&self, words: &str) -> serde_json::Value {
        let said = self.incident(words);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{words}");
        serde_json::from_str(&said.out).unwrap()
    }

    /// One value of the database, as its superuser sees it.
    async fn ask(&self, sql: &str) -> String {
        let client = self.stack.database().admin().await.unwrap();
        client.query_one(&format!("select coalesce(({sql})::text, '')"), &[]).await.unwrap().get(0)
    }

    /// Does something behind everybody's back.
    async fn run(&self, sql: &str) {
        self.stack.database().admin().await.unwrap().batch_execute(sql).await.unwrap();
    }

    /// One column of an incident.
    async fn column(&self, column: &str, count: u32) -> String {
        self.ask(&format!("select {column} from incidents where incident_number = 'ACM-INC-{count:04}'")).await
    }

    async fn assignee(&self, count: u32) -> String {
        self.column("(select email from profiles p where p.id = assigned_to)", count).await
    }
}

/// The first cell of each line.
fn numbers(said: &Said) -> Vec<&str> {
    said.out.lines().filter_map(|line| line.split('\t').next()).collect()
}
