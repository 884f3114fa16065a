//! The log: a file, only when somebody asks for it, readable by them alone, and without secrets.
//!
//! Secrets have types that print as `***`. This is the net below them: whatever looks like a token or key is masked on its way to the file.

use super::{Code, Trouble};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

/// How tokens and keys begin: a JWT's header, a key of the newer kind.
const MARKS: [&str; 2] = ["eyJ", "sb_"];

/// Writes everything from here on into a file.
pub(super) fn start(path: &Path) -> Result<(), Trouble> {
    let cannot = |error: io::Error| {
        Trouble::new(Code::CannotCreate, format!("the log {} cannot be written: {error}", path.display()))
    };
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A link could point to a file that others read.
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    let file = options.open(path).map_err(cannot)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(cannot)?;
    }
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("warn,antops=debug"))
        .with_ansi(false)
        .with_writer(Mutex::new(Masked(file)));
    // Only the first log of a process counts; there is one call.
    drop(subscriber.try_init());
    Ok(())
}

/// A file that never gets a secret.
struct Masked<W = File>(W);

impl<W: Write> Write for Masked<W> {
    /// Takes a whole event at a time, which is how the subscriber writes.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(mask(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Replaces what looks like a token or key.
fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = MARKS.iter().filter_map(|mark| rest.find(mark)).min() {
        masked.push_str(&rest[..at]);
        masked.push_str("***");
        let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        rest = rest[at..].trim_start_matches(is_token);
    }
    masked + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_keys_are_masked_and_words_are_not() {
        let line = "GET /x apikey=sb_publishable_1-a, Bearer eyJhbGciOi.eyJzdWIi.c2ln; done";
        assert_eq!(mask(line), "GET /x apikey=***, Bearer ***; done");
        assert_eq!(mask("nothing here\n"), "nothing here\n");
    }
}
