//! Documents that are made from the code say what the code says. To make them anew: `ANTOPS_WRITE_DOCS=1 cargo test docs`.

use antops::app::command::{Scope, commands};
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
    for command in commands() {
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

/// The page of the filter language, from the table of its keys.
fn filter_page() -> String {
    let mut page = String::from(
        "# Filtering\n\n`/` narrows the list as you type; `tab` completes; `esc` goes back to what was. Unless a term says how far \
         incidents are (`status:`, `resolved:`, `is:done`, `slo:met`), the list shows what is open or under investigation.\n\n\
         - Words match number, title, customer and tags, in any case; all must match. `\"two words\"` match together.\n\
         - Terms ask one thing each; several values with commas between: one of them must hold.\n\
         - A leading `-` turns any of them around: `-tag:db`.\n\n\
         | term | values |\n|---|---|\n",
    );
    for key in antops::domain::filter::Key::ALL {
        writeln!(page, "| `{}:` | {} |", key.word(), key.help()).unwrap();
    }
    page.push_str(
        "\nTimes are days, months or years of the zone antops shows (`created:2026-10-01`, `created:2026-10`), compared \
         (`created:>=2026-10`), ranges with both ends in them (`created:2026-10-01..2026-10-15`, either end may be left open), `today` and \
         `yesterday`, or how long ago, with `m`, `h`, `d` or `w`: `resolved:<7d` is within the last seven days, `created:>30d` longer ago.\n\n\
         As long as only the latest closed incidents are loaded, a filter that admits closed ones (`status:closed`, `status:any`, `is:done`) \
         is put to the database, too: what it finds joins the list, however old, more of it as you scroll down, and the title says how \
         much of how many is there (`200 of ≈1,240`, or `all 1,240` when nothing lies further back).\n\n\
         For example `assignee:me slo:<2h`, `priority:>=high -service:staging`, `status:closed created:2026-10 card declined`, \
         `resolved:today -customer:none`.\n",
    );
    page
}

fn compare(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("ANTOPS_WRITE_DOCS").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "{name} is not what the code says; run `just docs-write`");
}

#[test]
fn the_page_of_keys_says_what_the_keys_do() {
    compare("docs/keys.md", &keys_page());
}

#[test]
fn the_page_of_filters_says_what_can_be_asked() {
    compare("docs/filter.md", &filter_page());
}

#[test]
fn the_example_config_says_what_can_be_set() {
    let binding = |command: &antops::app::command::Command| antops::config::Binding {
        id: command.id.to_owned(),
        help: command.help.to_owned(),
        keys: command.keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    let bindings: Vec<_> = commands().map(binding).collect();
    compare("config.example.toml", &antops::config::example(&bindings));
}
