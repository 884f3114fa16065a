//! The house rules that a compiler does not know: which module may use which, how long things may get, where colours are named.
//!
//! The table is data; a failure names the file, the line and what to do instead.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of ours that a module may name, and words of other people's code that it may not.
struct Arrow {
    module: &'static str,
    may_use: &'static [&'static str],
    may_not_say: &'static [&'static [&'static str]],
}

/// Words of the world outside: tasks, files, the network, the environment, the clock.
const WORLD: &[&str] = &[
    "tokio::",
    "std::fs",
    "std::net",
    "std::env",
    "reqwest",
    "std::process",
    "async fn",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "Instant::now",
];
/// Words of the terminal.
const TERMINAL: &[&str] = &["ratatui", "crossterm"];

const ARROWS: &[Arrow] = &[
    Arrow { module: "domain", may_use: &["domain"], may_not_say: &[WORLD, TERMINAL] },
    Arrow { module: "app", may_use: &["app", "domain", "ports"], may_not_say: &[WORLD] },
    Arrow { module: "ports", may_use: &["domain", "ports"], may_not_say: &[&["reqwest", "std::fs", "ratatui"]] },
    Arrow {
        module: "config",
        may_use: &["config", "domain", "app", "ports", "supabase"],
        may_not_say: &[&["reqwest", "tokio::net"]],
    },
    Arrow {
        module: "ui",
        may_use: &["ui", "app", "domain"],
        may_not_say: &[&[
            "tokio::",
            "std::fs",
            "std::net",
            "async fn",
            "RefCell",
            "Cell<",
            "Mutex",
            "&mut Model",
            "Timestamp::now",
        ]],
    },
    Arrow {
        module: "supabase",
        may_use: &["supabase", "domain", "ports", "outlet"],
        may_not_say: &[&["ratatui", "crossterm"]],
    },
    Arrow { module: "outlet", may_use: &["domain"], may_not_say: &[&["ratatui", "crossterm", "reqwest", "std::fs"]] },
    Arrow {
        module: "share",
        may_use: &["share", "domain", "ports", "outlet"],
        may_not_say: &[&["ratatui", "crossterm", "reqwest"]],
    },
    Arrow {
        module: "store",
        may_use: &["store", "domain", "ports"],
        may_not_say: &[&["ratatui", "crossterm", "reqwest"]],
    },
    Arrow { module: "stack", may_use: &["stack"], may_not_say: &[&["ratatui", "crossterm"]] },
    Arrow {
        module: "runtime",
        may_use: &["runtime", "domain", "app", "ui", "ports", "config"],
        may_not_say: &[&["reqwest", "tokio_postgres"]],
    },
];

/// Code lines of a file: comments and tests left out, numbered from one.
fn code(text: &str) -> Vec<(usize, &str)> {
    let body = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    body.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .collect()
}

fn rust_files(under: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(String, String)> {
    rust_files(&root().join("src"))
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn module_of(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn is_test_file(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

#[test]
fn arrows_between_modules_point_one_way() {
    let mut wrong = Vec::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_test_file(file)) {
        let Some(arrow) = ARROWS.iter().find(|arrow| arrow.module == module_of(&file)) else { continue };
        for (number, line) in code(&text) {
            for piece in line.split("crate::").skip(1) {
                let used: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !used.is_empty() && !arrow.may_use.contains(&used.as_str()) {
                    wrong.push(format!(
                        "src/{file}:{number}: {} may not use {used}; move it there, or add a port",
                        arrow.module
                    ));
                }
            }
            for word in arrow.may_not_say.iter().copied().flatten().filter(|word| line.contains(**word)) {
                wrong.push(format!(
                    "src/{file}:{number}: {} may not say `{word}`; that belongs outside, behind a port",
                    arrow.module
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_module_opens_by_saying_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(file, text)| !is_test_file(file) && !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "no header: {silent:?}");
}

#[test]
fn files_and_functions_stay_short_enough_to_hold_one_idea() {
    let mut long = Vec::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_test_file(file)) {
        let lines = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(&text).lines().count();
        if lines > 400 {
            long.push(format!("src/{file}: {lines} lines; find its second idea"));
        }
        let mut begun: Option<(usize, usize, &str)> = None;
        for (number, line) in code(&text) {
            let indent = line.len() - line.trim_start().len();
            let opens = line
                .trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub(crate) ");
            let opens = opens.trim_start_matches("async ").trim_start_matches("const ");
            if begun.is_none() && opens.starts_with("fn ") && !line.trim_end().ends_with(';') && !line.contains('}') {
                begun = Some((number, indent, opens));
            }
            if let Some((start, depth, name)) = begun
                && indent == depth
                && line.trim_end() == format!("{}}}", " ".repeat(depth))
            {
                if number - start > 60 {
                    long.push(format!(
                        "src/{file}:{start}: {} lines in `{}`",
                        number - start,
                        name.split('(').next().unwrap_or(name)
                    ));
                }
                begun = None;
            }
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn colours_are_named_in_the_theme_and_nowhere_else() {
    let named: Vec<_> = sources()
        .into_iter()
        .filter(|(file, _)| file != "ui/theme.rs")
        .flat_map(|(file, text)| {
            code(&text)
                .into_iter()
                .filter(|(_, line)| line.contains("Color::"))
                .map(|(number, _)| format!("src/{file}:{number}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn no_test_waits_for_time_to_pass() {
    let mut sleeping = Vec::new();
    for path in rust_files(&root().join("tests")) {
        if path.ends_with("architecture.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (at, line) in
            text.lines().enumerate().filter(|(_, line)| line.contains("sleep(") && !line.contains("pg_sleep("))
        {
            sleeping.push(format!("{}:{}: {}", path.display(), at + 1, line.trim()));
        }
    }
    assert!(sleeping.is_empty(), "wait for an event instead:\n{}", sleeping.join("\n"));
}

#[test]
fn nothing_in_the_house_is_left_for_later() {
    let marks = ["TODO", "FIXME", "XXX", "unimplemented!", "todo!("];
    let mut left = Vec::new();
    for (file, text) in sources() {
        for (at, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                left.push(format!("src/{file}:{}: {mark}", at + 1));
            }
        }
    }
    assert!(left.is_empty(), "{left:?}");
}
