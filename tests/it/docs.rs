//! Documents that are made from the code say what the code says. To make them anew: `ANTOPS_WRITE_DOCS=1 cargo test docs`.

use antops::app::command::{COMMANDS, Scope};
use antops::app::keymap::Keymap;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The page of keys, from the table of commands.
fn keys_page() -> String {
    let mut page = String::from(
        "# Keys\n\nEvery key can be changed in the config under `[keys]`: the name of the command, then its keys. \
         `antops` shows the keys of a place under `?`, and all commands under `:`.\n",
    );
    let mut scopes: BTreeMap<Scope, Vec<_>> = BTreeMap::new();
    for command in COMMANDS {
        scopes.entry(command.scope).or_default().push(command);
    }
    let keymap = Keymap::default();
    for (scope, commands) in scopes {
        write!(page, "\n## {}\n\n| keys | command | name | what it does |\n|---|---|---|---|\n", scope.title())
            .unwrap();
        for command in commands {
            let keys: Vec<_> = keymap.keys(command.id).iter().map(|key| format!("`{key}`")).collect();
            let keys = if keys.is_empty() { "–".to_owned() } else { keys.join(" ") };
            writeln!(page, "| {keys} | {} | `{}` | {} |", command.title, command.id, command.help).unwrap();
        }
    }
    page
}

#[test]
fn the_page_of_keys_says_what_the_keys_do() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = keys_page();
    if std::env::var_os("ANTOPS_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "docs/keys.md is not what the table of commands says; run `just docs-write`");
}

#[test]
fn the_example_config_is_what_a_new_config_holds() {
    let home = tempfile::tempdir().unwrap();
    let made = home.path().join("config.toml");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_antops"))
        .env_clear()
        .env("HOME", home.path())
        .args(["config", "init", "--config"])
        .arg(&made)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let page = std::fs::read_to_string(made).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    if std::env::var_os("ANTOPS_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "config.example.toml is not what the table of settings says; run `just docs-write`");
}

#[test]
fn every_line_of_the_example_config_is_taken_once_it_is_uncommented() {
    let home = tempfile::tempdir().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let example = std::fs::read_to_string(path).unwrap();
    let setting =
        |line: &str| line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
    let uncommented: Vec<&str> = example.lines().map(|line| if setting(line) { &line[1..] } else { line }).collect();
    assert!(uncommented.iter().any(|line| line.starts_with("\"incident.take\"")));
    let config = home.path().join("config.toml");
    std::fs::write(&config, uncommented.join("\n")).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_antops"))
        .env_clear()
        .env("HOME", home.path())
        .args(["config", "show", "--config"])
        .arg(&config)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
