//! `$VISUAL` or `$EDITOR` with a text in a private file.
//!
//! The editor gets the terminal as it is: whoever calls has left the screen and stopped reading keys. The file is readable by its owner
//! alone, lies on memory where the system offers that, and is gone afterwards.

use crate::config::Environment;
use crate::domain::safe::Safe;
use std::io::Write as _;
use std::path::PathBuf;
use tempfile::NamedTempFile;
use tokio::process::{Child, Command};

/// A text that is being edited.
pub(super) struct Session {
    file: NamedTempFile,
    before: String,
    /// The editor.
    pub(super) child: Child,
}

/// Writes the text down and starts the editor on it.
pub(super) fn start(environment: &Environment, text: String) -> Result<Session, Safe> {
    let cannot = |what: &str, error: std::io::Error| Safe::line(&format!("{what}: {error}"));
    let directory = environment.get("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let file = tempfile::Builder::new().prefix("antops-").suffix(".md").tempfile_in(directory);
    let mut file = file.map_err(|error| cannot("No file can be made for the editor", error))?;
    file.write_all(text.as_bytes()).map_err(|error| cannot("No file can be written for the editor", error))?;
    let editor = environment.get("VISUAL").or_else(|| environment.get("EDITOR")).unwrap_or("vi");
    let mut command = command(editor);
    command.arg(file.path());
    for name in environment.own() {
        command.env_remove(name);
    }
    let child = command.spawn().map_err(|error| cannot(&format!("{editor} does not start"), error))?;
    Ok(Session { file, before: text, child })
}

/// The variable may hold arguments and quotes, so a shell splits it, as it does for everybody else who reads it.
#[cfg(unix)]
fn command(editor: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg("antops");
    command
}

#[cfg(not(unix))]
fn command(editor: &str) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(editor));
    command.args(words);
    command
}

impl Session {
    /// What the editor left, once it ended: nothing if it failed or changed nothing.
    pub(super) fn end(self, status: std::process::ExitStatus) -> Result<Option<String>, Safe> {
        if status.success() { self.read() } else { Ok(None) }
    }

    /// What stands in the file, however the editor ended: nothing if that is what stood there before.
    pub(super) fn read(self) -> Result<Option<String>, Safe> {
        // Editors replace files, so the path is read, not the handle.
        let after = std::fs::read_to_string(self.file.path());
        let mut after = after.map_err(|error| Safe::line(&format!("The editor's file cannot be read: {error}")))?;
        if !self.before.ends_with('\n') && after.ends_with('\n') {
            // Most editors end the last line; nobody typed that.
            after.truncate(after.trim_end_matches(['\r', '\n']).len());
        }
        Ok((after != self.before).then_some(after))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn edit(editor: &str, text: &str) -> Result<Option<String>, Safe> {
        let environment = Environment::from([("EDITOR", editor), ("ANTOPS_KEY", "k")]);
        let mut session = start(&environment, text.into())?;
        let status = session.child.wait().await.map_err(|error| Safe::line(&error.to_string()))?;
        session.end(status)
    }

    #[tokio::test]
    async fn the_text_comes_back_as_the_editor_left_it() {
        assert_eq!(edit("sed -i -e 's/old/new/'", "an old text").await, Ok(Some("an new text".into())));
    }

    #[tokio::test]
    async fn an_editor_that_changes_nothing_or_fails_leaves_the_text_alone() {
        assert_eq!(edit("true", "text").await, Ok(None));
        assert_eq!(edit("printf x > \"$1\"; false", "text").await, Ok(None));
    }

    #[tokio::test]
    async fn the_file_is_private_and_the_editor_sees_none_of_our_variables() {
        let check = "sh -c 'test \"$(stat -c %a \"$1\")\" = 600 && test -z \"$ANTOPS_KEY\" && printf ok > \"$1\"' sh";
        assert_eq!(edit(check, "text").await, Ok(Some("ok".into())));
    }
}
