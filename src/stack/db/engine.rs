//! Finding a PostgreSQL on this machine: the programs, not a running server.
//!
//! Looked for in `ANTOPS_PG_BIN`, what `pg_config` names, the usual places of Linux distributions and Homebrew, and `PATH`;
//! the newest of at least version 15 wins. `ANTOPS_PG_BIN` alone is obeyed without comparison.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::DbError;

/// The oldest major version whose row level security and catalogs the stack is written for.
pub(super) const OLDEST: u32 = 15;

/// A directory of PostgreSQL's server programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// Holds `initdb`, `pg_ctl` and `postgres`.
    pub bin: PathBuf,
    /// Major version, at least 15.
    pub major: u32,
    /// Version as the server prints it, such as `15.8`.
    pub version: String,
}

impl Engine {
    /// The engine to use, or [`DbError::NoEngine`] when this machine has none that is new enough.
    pub fn find() -> Result<Self, DbError> {
        if let Some(bin) = std::env::var_os("ANTOPS_PG_BIN") {
            let bin = PathBuf::from(bin);
            return Self::at(&bin).ok_or_else(|| {
                DbError::Engine(format!("ANTOPS_PG_BIN: no PostgreSQL {OLDEST} or newer in {}", bin.display()))
            });
        }
        candidates().iter().filter_map(|bin| Self::at(bin)).max_by_key(|engine| engine.major).ok_or(DbError::NoEngine)
    }

    fn at(bin: &Path) -> Option<Self> {
        if !["initdb", "pg_ctl"].iter().all(|program| bin.join(program).is_file()) {
            return None;
        }
        let output = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let version = text.split_whitespace().nth(2)?.to_owned();
        let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
        let major = digits.parse().ok()?;
        (major >= OLDEST).then(|| Self { bin: bin.to_owned(), major, version })
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        found.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    for (parent, below) in [
        ("/usr/lib/postgresql", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/usr", "bin"),
        ("/usr/local", "bin"),
    ] {
        let Ok(entries) = std::fs::read_dir(parent) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if parent.ends_with("postgresql") || name.starts_with("postgresql@") || name.starts_with("pgsql-") {
                found.push(entry.path().join(below));
            }
        }
    }
    if let Some(path) = std::env::var_os("PATH") {
        found.extend(std::env::split_paths(&path));
    }
    found
}
