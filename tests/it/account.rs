//! Signing in from the command line: what is said, which exit code, what is left on this machine.

use antops::domain::member::{Me, Profile};
use antops::domain::slo::SloTargets;
use antops::domain::value::{OrganizationId, ProfileId, Role};
use antops::ports::{Cached, Disk, KeptDraft};
use antops::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use uuid::Uuid;

async fn company() -> Stack {
    Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap()
}

/// Runs antops against a stack, with a home of its own and this on its standard input.
fn antops(stack: &Stack, home: &Path, arguments: &[&str], input: &str) -> Output {
    let (url, key) = (stack.url(), stack.keys().publishable());
    run(home, &[("ANTOPS_URL", &url), ("ANTOPS_KEY", key), ("ANTOPS_TOKEN_STORE", "file")], arguments, input)
}

/// Runs antops with a home and variables of its own.
fn run(home: &Path, variables: &[(&str, &str)], arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_antops"));
    command.env_clear().env("HOME", home).envs(variables.iter().copied()).args(arguments);
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

/// The only project's directory below a home.
fn directory(home: &Path) -> PathBuf {
    let state = home.join(".local/state/antops");
    let found: Vec<PathBuf> = std::fs::read_dir(state).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

/// What antops keeps there, turned to somebody.
fn part(home: &Path, who: ProfileId) -> Arc<dyn Disk> {
    let disk = antops::store::disk(&directory(home)).unwrap();
    disk.attach(who).unwrap();
    disk
}

#[expect(clippy::disallowed_methods, reason = "any time will do")]
fn rows_of(who: ProfileId) -> Cached {
    let profile = Profile { id: who, email: "x@acme.example".into(), full_name: None, role: Role::Member };
    let organization = OrganizationId(Uuid::nil());
    Cached {
        at: jiff::Timestamp::now(),
        me: Me { profile, organization, organization_name: "Acme".into(), membership: None },
        people: vec![],
        slo: SloTargets::default(),
        incidents: vec![],
        comments: vec![],
        problems: vec![],
        changes: vec![],
        approvals: vec![],
        automations: vec![],
        responses: vec![],
        services: vec![],
        infrastructure: antops::domain::infrastructure::Infrastructure::default(),
        unseen: vec![],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn logout_forgets_the_rows_of_whose_session_it_ends_and_nothing_that_was_written() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let home = home.path();
    assert!(login(&stack, home, DEMO_PASSWORD).status.success());
    let said: serde_json::Value =
        serde_json::from_slice(&antops(&stack, home, &["whoami", "--json"], "").stdout).unwrap();
    let (dana, omar) = (ProfileId(said["id"].as_str().unwrap().parse().unwrap()), ProfileId(Uuid::from_u128(7)));
    for who in [dana, omar] {
        let part = part(home, who);
        part.save_cache(&rows_of(who)).unwrap();
        part.save_draft(&KeptDraft::new("comment", who.to_string())).unwrap();
    }
    // Omar looked last; it is Dana who signs out.
    let out = antops(&stack, home, &["logout"], "");
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(text(&out.stdout).contains("kept for your next sign-in: 1 draft"), "{}", text(&out.stdout));
    for (who, has_rows) in [(dana, false), (omar, true)] {
        let part = part(home, who);
        assert_eq!(part.load_drafts(), [KeptDraft::new("comment", who.to_string())]);
        assert_eq!(part.load_cache().is_some(), has_rows);
    }
    let again = antops(&stack, home, &["logout"], "");
    assert!(text(&again.stdout).contains("nobody was signed in"), "{}", text(&again.stdout));
    assert!(part(home, omar).load_cache().is_none(), "without a session, the rows of whoever looked last go");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_login_the_next_start_shows_what_is_kept_for_whoever_signed_in() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let home = home.path();
    assert!(login(&stack, home, DEMO_PASSWORD).status.success());
    part(home, ProfileId(Uuid::from_u128(7))).save_draft(&KeptDraft::new("comment", "somebody else's")).unwrap();
    assert!(login(&stack, home, DEMO_PASSWORD).status.success());
    assert_eq!(antops::store::disk(&directory(home)).unwrap().load_drafts(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_put_into_a_file_is_found_again_and_removed_by_logout_wherever_it_was_put() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let home = home.path();
    let project = ["config", "init", "--name", "work", "--url", &stack.url(), "--key", stack.keys().publishable()];
    assert!(run(home, &[], &project, "").status.success());
    let login = ["login", "--token-store", "file", "--email", DEMO_EMAIL, "--password-stdin"];
    let signed_in = run(home, &[], &login, &format!("{DEMO_PASSWORD}\n"));
    assert!(signed_in.status.success(), "{}", text(&signed_in.stderr));
    let who = run(home, &[], &["whoami"], "");
    assert!(text(&who.stdout).contains("not encrypted"), "{} {}", text(&who.stdout), text(&who.stderr));
    let out = run(home, &[("ANTOPS_TOKEN_STORE", "keyutils")], &["logout"], "");
    assert!(!directory(home).join("session.json").exists(), "{} {}", text(&out.stdout), text(&out.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_profile_the_next_command_is_told_how_to_find_the_session_in_its_file() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (home, url, key) = (home.path(), stack.url(), stack.keys().publishable());
    let project = [("ANTOPS_URL", url.as_str()), ("ANTOPS_KEY", key), ("ANTOPS_TOKEN_STORE", "memory")];
    let nobody = text(&run(home, &project, &["whoami"], "").stderr);
    let expected = "nobody is signed in for the project in ANTOPS_URL (looked in memory, until antops ends): \
                    set ANTOPS_TOKEN_STORE=file to keep one in a file, and run antops login\n";
    assert_eq!(nobody, format!("antops: {expected}"));
    let login = ["login", "--token-store", "file", "--email", DEMO_EMAIL, "--password-stdin"];
    assert!(run(home, &project, &login, &format!("{DEMO_PASSWORD}\n")).status.success());
    let hidden = run(home, &project, &["whoami"], "");
    let said = text(&hidden.stderr);
    assert!(said.contains("set ANTOPS_TOKEN_STORE=file to use it, or run antops login"), "{said}");
    assert_eq!(hidden.status.code(), Some(77));
    let told = [project[0], project[1], ("ANTOPS_TOKEN_STORE", "file")];
    assert!(run(home, &told, &["whoami"], "").status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_that_the_server_did_not_hear_of_says_that_it_is_forgotten_here() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    assert!(login(&stack, home.path(), DEMO_PASSWORD).status.success());
    stack.faults().change(|plan| plan.auth.refuse = true);
    let out = antops(&stack, home.path(), &["logout"], "");
    assert_eq!(out.status.code(), Some(69));
    assert!(text(&out.stderr).contains("forgotten here, but the server could not be told"), "{}", text(&out.stderr));
    assert!(!directory(home.path()).join("session.json").exists());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_be_removed_is_not_called_forgotten() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    assert!(login(&stack, home.path(), DEMO_PASSWORD).status.success());
    // A directory of that name can neither be read nor removed as a file.
    let session = directory(home.path()).join("session.json");
    std::fs::remove_file(&session).unwrap();
    std::fs::create_dir(&session).unwrap();
    let out = antops(&stack, home.path(), &["logout"], "");
    assert_eq!(out.status.code(), Some(74));
    let said = text(&out.stderr);
    assert!(said.contains("could not be forgotten here") && !said.contains("is forgotten"), "{said}");
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
