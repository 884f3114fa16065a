use super::*;
use uuid::Uuid;

fn session(token: &str) -> StoredSession {
    let project = "https://acme.example/".to_owned();
    StoredSession {
        refresh_token: token.into(),
        project,
        user: ProfileId(Uuid::from_u128(7)),
        email: "mei@acme.example".into(),
    }
}

fn vault(keep: Keep, home: &tempfile::TempDir) -> SessionVault {
    SessionVault::open(keep, "work", home.path()).expect("a vault")
}

fn token(session: Option<StoredSession>) -> Option<String> {
    session.map(|session| session.refresh_token.expose_secret().to_owned())
}

#[tokio::test]
async fn a_file_is_private_shared_by_processes_and_said_aloud() {
    let home = tempfile::tempdir().expect("a directory");
    let (here, there) = (vault(Keep::File, &home), vault(Keep::File, &home));
    assert_eq!(token(here.load().await.expect("loaded")), None);
    here.save(session("one")).await.expect("saved");
    assert_eq!(token(there.load().await.expect("loaded")).as_deref(), Some("one"));
    there.save(session("two")).await.expect("saved");
    assert_eq!(token(here.load().await.expect("loaded")).as_deref(), Some("two"));
    assert!(here.where_kept().contains("not encrypted"), "{}", here.where_kept());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(home.path().join("session.json")).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    here.clear().await.expect("cleared");
    here.clear().await.expect("cleared again");
    assert_eq!(token(there.load().await.expect("loaded")), None);
}

#[tokio::test]
async fn a_session_is_forgotten_in_the_file_it_was_put_into_whatever_is_chosen_now() {
    let home = tempfile::tempdir().expect("a directory");
    vault(Keep::File, &home).save(session("one")).await.expect("saved");
    vault(Keep::Memory, &home).clear().await.expect("cleared");
    assert!(vault(Keep::File, &home).load().await.expect("loaded").is_none());
    vault(Keep::File, &home).save(session("two")).await.expect("saved");
    crate::store::clear_everywhere("work", home.path()).await.expect("cleared");
    assert!(vault(Keep::File, &home).load().await.expect("loaded").is_none());
}

#[tokio::test]
async fn memory_ends_with_the_vault() {
    let home = tempfile::tempdir().expect("a directory");
    let here = vault(Keep::Memory, &home);
    here.save(session("one")).await.expect("saved");
    assert_eq!(token(here.load().await.expect("loaded")).as_deref(), Some("one"));
    assert_eq!(token(vault(Keep::Memory, &home).load().await.expect("loaded")), None);
    assert!(here.where_kept().contains("in memory"));
}

#[tokio::test]
async fn some_place_is_always_found() {
    let home = tempfile::tempdir().expect("a directory");
    let name = format!("test-{}", Uuid::new_v4());
    let here = SessionVault::open(Keep::Auto, &name, home.path()).expect("a vault");
    here.save(session("one")).await.expect("saved");
    assert_eq!(token(here.load().await.expect("loaded")).as_deref(), Some("one"));
    here.clear().await.expect("cleared");
    assert!(!home.path().join("session.json").exists(), "never a file unasked");
}

#[tokio::test]
async fn what_is_no_session_is_none() {
    let home = tempfile::tempdir().expect("a directory");
    let here = vault(Keep::File, &home);
    for text in
        ["", "{", "[]", r#"{"version":1,"refresh_token":"","user":"x"}"#, r#"{"version":2,"refresh_token":"r"}"#]
    {
        std::fs::write(home.path().join("session.json"), text).expect("written");
        assert_eq!(token(here.load().await.expect("loaded")), None, "{text}");
    }
}

#[tokio::test]
async fn one_turn_at_a_time() {
    let home = tempfile::tempdir().expect("a directory");
    let (here, there) = (vault(Keep::File, &home), vault(Keep::File, &home));
    let turn = here.turn().await.expect("a turn");
    let mut other = there.turn();
    let early = futures_util::poll!(&mut other);
    assert!(early.is_pending());
    drop(turn);
    assert!(other.await.is_ok());
}

#[test]
fn a_stored_session_is_small_and_never_prints_its_token() {
    let text = write(&session("secret-token"));
    assert!(text.expose_secret().len() < 512);
    assert!(!format!("{text:?} {:?}", session("secret-token")).contains("secret-token"));
    assert_eq!(token(read(&text)).as_deref(), Some("secret-token"));
}
