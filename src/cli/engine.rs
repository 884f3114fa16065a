//! PostgreSQL for the local stack: whether there is one, and the offer to install it.
//!
//! On a terminal we ask; with `--yes` we do not; otherwise we name the one command and leave with 69 (a service is unavailable).
//! Nothing is ever installed without one of the two consents.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::stack::{DbError, Engine};

/// `EX_UNAVAILABLE` of sysexits.h.
const UNAVAILABLE: u8 = 69;

/// Package managers, and how each installs a PostgreSQL server.
const MANAGERS: [(&str, &[&str]); 6] = [
    ("apt-get", &["install", "-y", "postgresql"]),
    ("dnf", &["install", "-y", "postgresql-server"]),
    ("zypper", &["install", "-y", "postgresql-server"]),
    ("pacman", &["-S", "--noconfirm", "postgresql"]),
    ("apk", &["add", "postgresql"]),
    ("brew", &["install", "postgresql@17"]),
];

/// Whether installing was agreed to beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// `--yes`
    Given,
    /// Ask, if there is somebody to ask.
    Ask,
}

/// Makes sure a PostgreSQL is there. `Some` is the exit code when there is none and none came. Blocks while it asks and installs.
pub fn ensure(consent: Consent) -> anyhow::Result<Option<ExitCode>> {
    match Engine::find() {
        Ok(_) => return Ok(None),
        Err(DbError::NoEngine) => {}
        Err(error) => return Err(error.into()),
    }
    let mut terminal = io::stderr();
    writeln!(
        terminal,
        "The local stack runs on a private PostgreSQL, version 15 or newer, and there is none on this machine."
    )?;
    let Some(command) = install_command() else {
        writeln!(terminal, "Install PostgreSQL, or name its programs' directory in ANTOPS_PG_BIN.")?;
        return Ok(Some(ExitCode::from(UNAVAILABLE)));
    };
    let spoken = command.join(" ");
    if consent == Consent::Ask && !agreed(&spoken)? {
        writeln!(terminal, "Install it with:\n\n    {spoken}\n")?;
        return Ok(Some(ExitCode::from(UNAVAILABLE)));
    }
    writeln!(terminal, "Running: {spoken}")?;
    let (program, arguments) = command.split_first().unwrap_or((&spoken, &[]));
    // What the package manager says goes to the error stream: standard output belongs to `--json`.
    let status = Command::new(program).args(arguments).stdout(io::stderr()).status()?;
    if !status.success() {
        writeln!(terminal, "That failed ({status}).")?;
        return Ok(Some(ExitCode::from(UNAVAILABLE)));
    }
    Engine::find()?;
    Ok(None)
}

fn agreed(command: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    write!(io::stderr(), "Run `{command}` now? [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn install_command() -> Option<Vec<String>> {
    let (manager, arguments) = MANAGERS.into_iter().find(|(manager, _)| on_path(manager).is_some())?;
    let root = rustix::process::geteuid().is_root();
    let sudo = (!root && manager != "brew").then_some("sudo");
    Some(sudo.into_iter().chain([manager]).chain(arguments.iter().copied()).map(str::to_owned).collect())
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|candidate| candidate.is_file())
}
