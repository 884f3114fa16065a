//! Signing in from the command line: what is said, which exit code, what is left on this machine.

use antops::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

async fn company() -> Stack {
    Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap()
}

/// Runs antops against a stack, with a home of its own and this on its standard input.
fn antops(stack: &Stack, home: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_antops"));
    command.env_clear().env("HOME", home).env("ANTOPS_URL", stack.url()).env("ANTOPS_TOKEN_STORE", "file");
    command.env("ANTOPS_KEY", stack.keys().publishable()).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever needs no input may be gone before it is written.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap()
}

fn login(stack: &Stack, home: &Path, password: &str) -> Output {
    antops(stack, home, &["login", "--email", DEMO_EMAIL, "--password-stdin"], &format!("{password}\n"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn login_keeps_a_session_that_whoami_finds_and_logout_ends() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let signed_in = login(&stack, home.path(), DEMO_PASSWORD);
    assert_eq!(signed_in.status.code(), Some(0), "{}", text(&signed_in.stderr));
    assert!(text(&signed_in.stdout).contains("Acme Production"));
    let who = antops(&stack, home.path(), &["whoami", "--json"], "");
    let said: serde_json::Value = serde_json::from_slice(&who.stdout).unwrap();
    assert_eq!((said["email"].as_str(), said["role"].as_str()), (Some(DEMO_EMAIL), Some("member")));
    assert!(said["session"].as_str().unwrap().contains("not encrypted"), "{said}");
    let out = antops(&stack, home.path(), &["logout"], "");
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let nobody = antops(&stack, home.path(), &["whoami"], "");
    assert_eq!((nobody.status.code(), text(&nobody.stdout).as_str()), (Some(77), ""));
    assert!(text(&nobody.stderr).contains("antops login"), "{}", text(&nobody.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_one_sentence_and_leaves_no_session() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let refused = login(&stack, home.path(), "not-her-password");
    assert!(matches!(refused.status.code(), Some(65 | 77)), "{:?}", refused.status);
    let said = text(&refused.stderr);
    assert!(said.lines().count() == 1 && !said.contains("not-her-password"), "{said}");
    assert_eq!(antops(&stack, home.path(), &["whoami"], "").status.code(), Some(77));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_the_password_is_not_asked_for() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let output = antops(&stack, home.path(), &["login", "--email", DEMO_EMAIL], "");
    assert_eq!(output.status.code(), Some(64));
    assert!(text(&output.stderr).contains("--password-stdin"), "{}", text(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_69() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    assert!(login(&stack, home.path(), DEMO_PASSWORD).status.success());
    let arguments = ["whoami", "--url", "http://127.0.0.1:9"];
    let output = antops(&stack, home.path(), &arguments, "");
    assert!(matches!(output.status.code(), Some(69 | 77)), "{:?} {}", output.status, text(&output.stderr));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_private_and_holds_no_secret() {
    use std::os::unix::fs::PermissionsExt as _;
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    assert!(login(&stack, home.path(), DEMO_PASSWORD).status.success());
    let log = home.path().join("log");
    antops(&stack, home.path(), &["whoami", "--log", log.to_str().unwrap()], "");
    assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    let written = std::fs::read_to_string(&log).unwrap();
    assert!(!written.is_empty());
    for secret in [DEMO_PASSWORD, stack.keys().publishable(), "eyJ"] {
        assert!(!written.contains(secret), "{secret} in the log");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn everything_below_home_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    assert!(login(&stack, home.path(), DEMO_PASSWORD).status.success());
    let mut places = vec![home.path().join(".local/state/antops")];
    while let Some(place) = places.pop() {
        let found = std::fs::metadata(&place).unwrap();
        assert_eq!(found.permissions().mode() & 0o077, 0, "{}", place.display());
        if found.is_dir() {
            places.extend(std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_chosen_at_login_is_where_the_next_start_looks() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let run = |arguments: &[&str], input: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antops"));
        command.env_clear().env("HOME", home.path()).args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    run(&["config", "init", "--name", "here", "--url", &stack.url(), "--key", stack.keys().publishable()], "");
    let arguments = ["login", "--email", DEMO_EMAIL, "--password-stdin", "--token-store", "file"];
    run(&arguments, &format!("{DEMO_PASSWORD}\n"));
    assert!(run(&["whoami"], "").contains("not encrypted"));
    assert!(run(&["config", "show"], "").contains("token_store = \"file\""));
}
