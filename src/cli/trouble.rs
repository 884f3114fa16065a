//! How a command line ends badly: one sentence for a person, one number for a script.

use crate::config::{Mistake, Mistakes};
use crate::domain::fault::Fault;
use std::fmt;
use std::process::ExitCode;

/// Exit codes: of what became of records, then after `sysexits.h`. They are part of the command line's promise and never change their meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// The reader of our output went away; nothing is wrong.
    Fine,
    /// The rules of the database do not allow it; nothing was changed.
    Denied,
    /// Somebody changed the record meanwhile; nothing was written.
    Overtaken,
    /// Some of it was done.
    Partly,
    /// The command line is not understood, or lacks something.
    Usage,
    /// The server does not accept what was given.
    Refused,
    /// What was asked for is not there.
    Missing,
    /// The server, or something else that is needed, cannot be reached.
    Unreachable,
    /// A mistake of ours.
    Software,
    /// A file cannot be made.
    CannotCreate,
    /// Reading or writing failed.
    Io,
    /// Not now: trying again later may help.
    Later,
    /// An answer that makes no sense.
    Protocol,
    /// Not signed in, or not allowed.
    NotAllowed,
    /// The settings are wrong or missing.
    Config,
}

impl Code {
    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Denied => 3,
            Self::Overtaken => 4,
            Self::Partly => 5,
            Self::Usage => 64,
            Self::Refused => 65,
            Self::Missing => 66,
            Self::Unreachable => 69,
            Self::Software => 70,
            Self::CannotCreate => 73,
            Self::Io => 74,
            Self::Later => 75,
            Self::Protocol => 76,
            Self::NotAllowed => 77,
            Self::Config => 78,
        }
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.number())
    }
}

/// Exit codes as `--help` explains them.
pub(super) const EXPLAINED: &str = "\
Exit codes:
   0  done
   3  the rules of the database refused it; nothing was changed
   4  somebody changed the record meanwhile; nothing was written
   5  partly done: some records were, others were not
  64  the command line is not understood
  65  the server does not accept what was given
  66  what was asked for is not there
  69  the server, or something else that is needed, cannot be reached
  70  a mistake in antops itself
  73  a file cannot be made
  74  reading or writing failed
  75  not now: trying again later may help
  76  the server's answer makes no sense
  77  not signed in, or not allowed
  78  the settings are wrong or missing";

/// Why a command did not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// The exit code.
    pub code: Code,
    /// What to tell; nothing when nobody is listening any more.
    pub sentence: String,
}

impl Trouble {
    /// A trouble in words.
    pub fn new(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<Mistake> for Trouble {
    fn from(mistake: Mistake) -> Self {
        Self::new(Code::Config, mistake.to_string())
    }
}

impl From<Mistakes> for Trouble {
    fn from(mistakes: Mistakes) -> Self {
        Self::new(Code::Config, mistakes.to_string())
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::new(Code::Fine, "");
        }
        Self::new(Code::Io, format!("writing failed: {error}"))
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        let code = match &fault {
            Fault::Offline { .. } => Code::Unreachable,
            Fault::TimedOut | Fault::Busy { .. } => Code::Later,
            Fault::SignedOut { .. } | Fault::Forbidden { .. } => Code::NotAllowed,
            Fault::Conflict { .. } | Fault::Invalid { .. } => Code::Refused,
            Fault::Gone => Code::Missing,
            Fault::Vault { .. } => Code::Io,
            Fault::Broken { .. } => Code::Protocol,
        };
        Self::new(code, fault.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_explains_every_exit_code() {
        use Code::*;
        for code in [
            Fine,
            Denied,
            Overtaken,
            Partly,
            Usage,
            Refused,
            Missing,
            Unreachable,
            Software,
            CannotCreate,
            Io,
            Later,
            Protocol,
            NotAllowed,
            Config,
        ] {
            let number = format!("{:>4}  ", code.number());
            assert!(EXPLAINED.lines().any(|line| line.starts_with(&number)), "{code:?}");
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let trouble = Trouble::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe));
        assert_eq!((trouble.code.number(), trouble.sentence.as_str()), (0, ""));
    }
}
