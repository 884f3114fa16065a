//! The binary as a script sees it: output, exit codes, and that it leaves everything else alone.

use std::path::Path;
use std::process::{Command, Output};

/// Runs antops with a home of its own.
fn antops(home: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_antops"));
    command.env_clear().env("HOME", home).envs(environment.iter().copied()).args(arguments);
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_names_every_exit_code_and_succeeds() {
    let home = tempfile::tempdir().unwrap();
    let output = antops(home.path(), &["--help"], &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("78  the settings are wrong or missing"));
}

#[test]
fn a_command_line_that_is_not_understood_is_64() {
    let home = tempfile::tempdir().unwrap();
    let output = antops(home.path(), &["fly"], &[]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(64), ""));
    assert!(err(&output).contains("fly"));
}

#[test]
fn a_new_config_is_private_and_never_written_over() {
    let home = tempfile::tempdir().unwrap();
    let made = antops(home.path(), &["config", "init"], &[]);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    let path = home.path().join(".config/antops/config.toml");
    assert_eq!(out(&made).trim(), path.to_str().unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = antops(home.path(), &["config", "init"], &[]);
    assert_eq!(again.status.code(), Some(73));
}

#[test]
fn a_project_is_added_and_shown_with_where_each_value_came_from() {
    let home = tempfile::tempdir().unwrap();
    let arguments = [
        "config",
        "init",
        "--url",
        "https://acme.supabase.co",
        "--key",
        "sb_publishable_abc",
        "--email",
        "d@a.example",
    ];
    assert_eq!(antops(home.path(), &arguments, &[]).status.code(), Some(0));
    let shown = antops(home.path(), &["config", "show", "--ascii"], &[("ANTOPS_READ_ONLY", "true")]);
    let text = out(&shown);
    assert!(text.contains("[profiles.acme]"), "{text}");
    assert!(text.contains("ascii = true # --ascii"), "{text}");
    assert!(text.contains("read_only = true # ANTOPS_READ_ONLY"), "{text}");
    assert!(
        text.lines().any(|line| line.starts_with("url = \"https://acme.supabase.co\" # ") && line.contains(" line "))
    );
    assert!(!text.contains("sb_publishable_abc"), "a key has no business on a shared screen");
}

#[test]
fn a_secret_key_is_refused_wherever_it_comes_from_and_never_repeated() {
    let home = tempfile::tempdir().unwrap();
    let key = "sb_secret_do_not_print";
    let url = "https://acme.supabase.co";
    let by_flag = antops(home.path(), &["config", "init", "--url", url, "--key", key], &[]);
    let by_variable = antops(home.path(), &["config", "show"], &[("ANTOPS_URL", url), ("ANTOPS_KEY", key)]);
    let file = home.path().join("other.toml");
    std::fs::write(&file, format!("[profiles.a]\nurl = \"{url}\"\nkey = \"{key}\"\n")).unwrap();
    let by_file = antops(home.path(), &["config", "show", "--config", file.to_str().unwrap()], &[]);
    for output in [&by_flag, &by_variable, &by_file] {
        assert_eq!(output.status.code(), Some(78));
        assert!(err(output).contains("row level security"), "{}", err(output));
        assert!(!err(output).contains(key) && !out(output).contains(key));
    }
    assert!(err(&by_file).contains("other.toml line 3"), "{}", err(&by_file));
}

#[test]
fn a_bad_line_of_the_config_is_one_sentence_with_its_line() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("c.toml");
    std::fs::write(&file, "ascii = true\nasci = true\n").unwrap();
    let output = antops(home.path(), &["config", "show"], &[("ANTOPS_CONFIG", file.to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(78));
    assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
    assert!(err(&output).contains("c.toml line 2"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_antops"))
        .env_clear()
        .env("HOME", home.path())
        .arg("man")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
}

/// A graph of the tests.
fn graph(name: &str) -> String {
    format!("{}/tests/graphs/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_graph_in_a_file_is_laid_out_without_a_project() {
    let home = tempfile::tempdir().unwrap();
    let told = antops(home.path(), &["map", "layout", "--from", &graph("web10")], &[]);
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    assert!(out(&told).starts_with("web10: 10 components, 11 relationships, 5 zones\n"), "{}", out(&told));
    let drawn = antops(home.path(), &["map", "layout", "--from", &graph("web10"), "--json"], &[]);
    let layout: serde_json::Value = serde_json::from_str(&out(&drawn)).unwrap();
    assert_eq!((layout["tool"].as_str(), layout["graph"].as_str()), (Some("antops"), Some("web10")));
    let sizes = ["nodes", "zones"].map(|list| layout[list].as_object().unwrap().len());
    assert_eq!((sizes, layout["edges"].as_array().unwrap().len()), ([10, 5], 11));
    // dns-ext is seven columns broad, its box four more.
    assert_eq!((layout["nodes"]["n0"][2].as_i64(), layout["nodes"]["n0"][3].as_i64()), (Some(11), Some(3)));
}

#[test]
fn a_graph_that_did_not_change_keeps_its_drawing() {
    let home = tempfile::tempdir().unwrap();
    let file = graph("web20");
    let boxes = |arguments: &[&str]| {
        let output = antops(home.path(), &[&["map", "layout", "--json", "--from", &file], arguments].concat(), &[]);
        serde_json::from_str::<serde_json::Value>(&out(&output)).unwrap()["nodes"].clone()
    };
    assert_eq!(boxes(&[]), boxes(&["--after", &file]));
    assert_ne!(boxes(&[]), boxes(&["--manner", "drawn"]));
}

#[test]
fn a_bad_graph_is_one_sentence_with_its_file_and_place() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("g.json");
    let run = || antops(home.path(), &["map", "layout", "--from", file.to_str().unwrap()], &[]);
    let missing = run();
    assert_eq!((missing.status.code(), err(&missing).lines().count()), (Some(66), 1), "{}", err(&missing));
    for (text, place) in [
        ("{\"name\": \"g\",\n \"nodes\": 7}", "line 2 column 11"),
        ("{\"name\": \"g\", \"nodes\": [], \"edges\": [{\"source\": \"a\", \"target\": \"b\"}]}", "edges[0]"),
    ] {
        std::fs::write(&file, text).unwrap();
        let bad = run();
        assert_eq!((bad.status.code(), err(&bad).lines().count()), (Some(65), 1), "{}", err(&bad));
        assert!(err(&bad).contains("g.json") && err(&bad).contains(place), "{}", err(&bad));
    }
}
