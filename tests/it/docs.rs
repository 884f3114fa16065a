//! Documents that are made from the code say what the code says. To make them anew: `ANTOPS_WRITE_DOCS=1 cargo test docs`.

mod changes;

use antops::app::command::{Scope, commands};
use antops::app::keymap::Keymap;
use antops::domain::filter::Listed;
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
        "# Filtering\n\n`/` narrows the list as you type; `tab` completes; `esc` goes back to what was. What is typed narrows \
         the view; a term that says how far incidents are (`status:`, `resolved:`, `is:done`, `slo:met`) overrules the view in that, so \
         `status:closed` finds closed ones from the queue, too.\n\n\
         - Words match number, title, customer and tags, in any case; all must match. `\"two words\"` match together.\n\
         - Terms ask one thing each; several values with commas between: one of them must hold.\n\
         - A leading `-` turns any of them around: `-tag:db`.\n\n\
         | term | values |\n|---|---|\n",
    );
    for key in Listed::Incidents.keys() {
        writeln!(page, "| `{}:` | {} |", key.word(), Listed::Incidents.help(key)).unwrap();
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
    page.push_str(
        "\n## Problems\n\nThe same over problems, where a word matches number, title and tags. What a problem does not have cannot be asked.\n\n\
         | term | values |\n|---|---|\n",
    );
    for key in Listed::Problems.keys() {
        writeln!(page, "| `{}:` | {} |", key.word(), Listed::Problems.help(key)).unwrap();
    }
    page.push_str(
        "\nFor example `status:known_error service:edge`, `is:active assignee:none`, `priority:>=high age:>1w`.\n",
    );
    page.push_str(
        "\n## Changes\n\nThe same over changes, where a word matches number, title and tags. What begins within four hours, runs or should run is \
         `is:urgent`; what begins within a day is `is:upcoming`.\n\n| term | values |\n|---|---|\n",
    );
    for key in Listed::Changes.keys() {
        writeln!(page, "| `{}:` | {} |", key.word(), Listed::Changes.help(key)).unwrap();
    }
    page.push_str("\nFor example `status:pending service:edge`, `is:mine is:active`, `starts:<1d`, `status:approved assignee:none`.\n");
    page.push_str(
        "\n## The feed\n\nThe same over what happens: a word matches what was said, and number, title, customer and tags of the record.\n\n\
         | term | values |\n|---|---|\n",
    );
    for key in Listed::Feed.keys() {
        writeln!(page, "| `{}:` | {} |", key.word(), Listed::Feed.help(key)).unwrap();
    }
    page.push_str(
        "\nFor example `by:omar what:comment`, `what:new,status service:edge`, `what:decision created:today`.\n",
    );
    page
}

/// The page of the command line, from its grammar.
fn command_line_page() -> String {
    let grammar = antops::cli::grammar();
    let mut page = String::from(
        "# The command line\n\nWithout a command, `antops` opens the screen. `--help` behind a command says what stands here, `-h` less of it. \
         What is asked for goes to standard output, everything else to standard error.\n",
    );
    let is_global = |argument: &&clap::Arg| argument.is_global_set();
    page.push_str("\n## For every command\n\n");
    arguments(&mut page, grammar.get_arguments().filter(is_global));
    for command in grammar.get_subcommands() {
        verb(&mut page, command, "antops");
    }
    fields(&mut page, "Incidents", "`list`, `show` and `export` print", antops::cli::FIELDS);
    fields(&mut page, "Problems", "`list` and `show` print", antops::cli::PROBLEM_FIELDS);
    fields(&mut page, "Changes", "`list`, `show` and `calendar` print", antops::cli::CHANGE_FIELDS);
    fields(&mut page, "The feed", "`feed` prints", antops::cli::FEED_FIELDS);
    fields(&mut page, "The inbox", "`inbox list` prints", antops::cli::INBOX_FIELDS);
    fields(&mut page, "Candidates", "`problem candidates` prints", antops::cli::CANDIDATE_FIELDS);
    page.push_str(
        "\n## What was done as JSON\n\nVerbs that write print an array of `{number, outcome, message}`. Outcomes are `done`, `planned` (of `--dry-run`), `partly`, `refused`, \
         `conflict`, `gone` and `failed`.\n",
    );
    let codes = grammar.get_after_help().unwrap().to_string();
    write!(page, "\n## Exit codes\n\n| code | meaning |\n|---|---|\n").unwrap();
    for line in codes.lines().skip(1) {
        let (code, meaning) = line.trim().split_once("  ").unwrap();
        writeln!(page, "| {code} | {meaning} |").unwrap();
    }
    page
}

/// What stands in the objects of a kind.
fn fields(page: &mut String, kind: &str, who_prints: &str, fields: &[(&str, &str)]) {
    write!(page, "\n## {kind} as JSON\n\n{who_prints} an array of objects. These fields stay what they are.\n\n")
        .unwrap();
    page.push_str("| field | what |\n|---|---|\n");
    for (field, what) in fields {
        writeln!(page, "| `{field}` | {what} |").unwrap();
    }
}

/// A command with its arguments, then the commands below it.
fn verb(page: &mut String, command: &clap::Command, above: &str) {
    let name = format!("{above} {}", command.get_name());
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    write!(page, "\n## {name}\n\n{about}\n").unwrap();
    if command.has_subcommands() {
        for below in command.get_subcommands() {
            verb(page, below, &name);
        }
        return;
    }
    let usage = command.clone().render_usage().to_string();
    write!(page, "\n```\n{}\n```\n", usage.trim_start_matches("Usage: ").replace("\n       ", "\n")).unwrap();
    let mut own = command.get_arguments().filter(|argument| !argument.is_global_set()).peekable();
    if own.peek().is_some_and(|first| first.get_id() != "help") {
        page.push('\n');
    }
    arguments(page, own);
}

fn arguments<'a>(page: &mut String, arguments: impl Iterator<Item = &'a clap::Arg>) {
    for argument in arguments.filter(|argument| !matches!(argument.get_id().as_str(), "help" | "version")) {
        let names: Vec<String> = [
            argument.get_short().map(|short| format!("-{short}")),
            argument.get_long().map(|long| format!("--{long}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let takes = argument.get_action().takes_values();
        let value = argument.get_value_names().filter(|_| takes).map(|names| names.join(" ")).unwrap_or_default();
        let what = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let words: Vec<String> = argument.get_possible_values().iter().map(|word| word.get_name().to_owned()).collect();
        let words = if words.is_empty() || !takes { String::new() } else { format!(": {}", words.join(", ")) };
        writeln!(page, "- `{}`: {what}{words}", format!("{} {value}", names.join(", ")).trim()).unwrap();
    }
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

#[test]
fn the_page_of_changes_says_how_a_change_lives() {
    compare("docs/changes.md", &changes::page());
}

#[cfg(feature = "stack")]
#[test]
fn the_page_of_the_command_line_says_what_can_be_said() {
    compare("docs/cli.md", &command_line_page());
}

#[test]
fn whatever_the_screen_can_do_to_a_record_the_command_line_can_say_or_says_why_not() {
    use antops::app::command::Risk;
    use antops::cli::{SPOKEN, Spoken};
    let grammar = antops::cli::grammar();
    let is_verb = |words: &str| {
        let below = words.split(' ').try_fold(&grammar, |command, word| command.find_subcommand(word));
        below.is_some_and(|command| !command.has_subcommands())
    };
    for (command, spoken) in SPOKEN {
        assert!(commands().any(|row| row.id == *command), "{command} is no command");
        if let Spoken::As(verb) = spoken {
            assert!(is_verb(verb), "{verb} is no verb");
        }
    }
    let groups = ["incident.", "problem.", "change.", "approval.", "linking.", "record.", "comment.", "known."];
    let is_about_records = |id: &str| groups.iter().any(|group| id.starts_with(group));
    for row in commands().filter(|row| row.risk == Risk::Write && is_about_records(row.id)) {
        let times = SPOKEN.iter().filter(|(id, _)| *id == row.id).count();
        assert_eq!(times, 1, "give {} a verb in cli::SPOKEN, or say there why it has none", row.id);
    }
}
