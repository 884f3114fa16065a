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
