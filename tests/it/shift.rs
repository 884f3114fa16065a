//! The command line against the embedded stack: what is said, which exit code, and what the database then holds.

use antops::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use serde_json::Value;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The company in the middle of its shift, with Dana signed in on a command line.
pub struct Shift {
    pub stack: Stack,
    home: TempDir,
}

/// Somebody else of the company, signed in on a command line of their own.
pub struct Colleague<'a> {
    shift: &'a Shift,
    home: TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Shift {
    pub async fn begin() -> Self {
        let stack = Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap();
        let shift = Self { stack, home: tempfile::tempdir().unwrap() };
        let login = ["login", "--email", DEMO_EMAIL, "--password-stdin"];
        assert_eq!(shift.antops(&login, &format!("{DEMO_PASSWORD}\n")).code, 0);
        shift
    }

    /// Somebody whose address begins with this.
    pub fn colleague(&self, who: &str) -> Colleague<'_> {
        let account = self.stack.accounts().iter().find(|account| account.email.starts_with(who)).unwrap();
        let colleague = Colleague { shift: self, home: tempfile::tempdir().unwrap() };
        let login = ["login", "--email", &account.email, "--password-stdin"];
        assert_eq!(colleague.antops(&login, &format!("{}\n", account.password)).code, 0);
        colleague
    }

    /// Starts antops with pipes for everything.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.start_at(&self.home, arguments)
    }

    fn start_at(&self, home: &TempDir, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antops"));
        command.env_clear().env("HOME", home.path()).env("TZ", "UTC").env("ANTOPS_TOKEN_STORE", "file");
        command.env("ANTOPS_URL", self.stack.url()).env("ANTOPS_KEY", self.stack.keys().publishable());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs antops with this on its standard input.
    pub fn antops(&self, arguments: &[&str], input: &str) -> Said {
        said(self.start(arguments), input)
    }

    /// Runs antops with words separated by spaces.
    pub fn words(&self, words: &str) -> Said {
        self.antops(&words.split(' ').collect::<Vec<_>>(), "")
    }

    /// Runs `antops incident` with words separated by spaces.
    pub fn incident(&self, words: &str) -> Said {
        self.words(&format!("incident {words}"))
    }

    /// Runs `antops problem` with words separated by spaces.
    pub fn problem(&self, words: &str) -> Said {
        self.words(&format!("problem {words}"))
    }

    /// Runs `antops change` with words separated by spaces.
    pub fn change(&self, words: &str) -> Said {
        self.words(&format!("change {words}"))
    }

    /// What `antops change` printed, if it succeeded, as JSON.
    pub fn change_json(&self, words: &str) -> Value {
        Self::value(words, &self.change(words))
    }

    /// What `antops incident` printed, if it succeeded, as JSON.
    pub fn json(&self, words: &str) -> Value {
        Self::value(words, &self.incident(words))
    }

    /// What `antops problem` printed, if it succeeded, as JSON.
    pub fn problem_json(&self, words: &str) -> Value {
        Self::value(words, &self.problem(words))
    }

    fn value(words: &str, said: &Said) -> Value {
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{words}");
        serde_json::from_str(&said.out).unwrap()
    }

    /// One value of the database, as its superuser sees it.
    pub async fn ask(&self, sql: &str) -> String {
        let client = self.stack.database().admin().await.unwrap();
        client.query_one(&format!("select coalesce(({sql})::text, '')"), &[]).await.unwrap().get(0)
    }

    /// Does something behind everybody's back.
    pub async fn run(&self, sql: &str) {
        self.stack.database().admin().await.unwrap().batch_execute(sql).await.unwrap();
    }

    /// From now on somebody is quicker: between reading and writing, an incident gets this instead.
    pub async fn overtake(&self, assignment: &str) {
        let function = format!(
            "create function overtake() returns trigger language plpgsql as $$ begin \
               if pg_trigger_depth() = 1 then \
                 update incidents set {assignment} where id = old.id; return null; \
               end if; return new; end $$; \
             create trigger overtake before update on incidents for each row execute function overtake()"
        );
        self.run(&function).await;
    }

    /// One column of an incident.
    pub async fn column(&self, column: &str, count: u32) -> String {
        self.ask(&format!("select {column} from incidents where incident_number = 'ACM-INC-{count:04}'")).await
    }

    pub async fn assignee(&self, count: u32) -> String {
        self.column("(select email from profiles p where p.id = assigned_to)", count).await
    }
}

impl Colleague<'_> {
    /// Starts antops with pipes for everything.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.shift.start_at(&self.home, arguments)
    }

    /// Runs antops with this on its standard input.
    pub fn antops(&self, arguments: &[&str], input: &str) -> Said {
        said(self.start(arguments), input)
    }

    /// Runs `antops change` with words separated by spaces.
    pub fn change(&self, words: &str) -> Said {
        let words: Vec<&str> = ["change"].into_iter().chain(words.split(' ')).collect();
        self.antops(&words, "")
    }
}

fn said(mut child: Child, input: &str) -> Said {
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// The first cell of each line.
pub fn numbers(said: &Said) -> Vec<&str> {
    said.out.lines().filter_map(|line| line.split('\t').next()).collect()
}

/// What a value is made of: the names of its fields and the kinds of their values.
pub fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(items) => items.iter().rev().take(1).map(shape).collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "bool".into(),
        Value::Null => Value::Null,
    }
}
