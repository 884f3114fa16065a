//! The table of settings: name, kind, default, where else it can be said, and the words of its reference.
//!
//! Parser, environment, `config show` and `config.example.toml` all read this table; a setting that is not here does not exist.

use super::{Source, Sourced};
use crate::app::bell::Hours;
use crate::domain::infrastructure::impact::Flows;
use std::fmt;

/// Where a setting stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// At the top.
    Program,
    /// In a `[profiles.NAME]`.
    Profile,
}

/// What a setting takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Any text on one line.
    Text,
    /// The address of a Supabase project.
    Address,
    /// A publishable or anon key.
    Key,
    /// A file on this machine.
    Path,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Which way trouble goes along relationships.
    Flows,
    /// A stretch of every day.
    Hours,
}

/// A value of a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Text, an address, a path, a word.
    Text(String),
    /// On or off.
    Switch(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Switch(on) => on.fmt(f),
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Setting {
    /// What it is called in the file.
    pub name: &'static str,
    /// Where it stands.
    pub scope: Scope,
    /// What it takes.
    pub kind: Kind,
    /// The variable of the environment that says it, too.
    pub variable: Option<&'static str>,
    /// The flag that says it, too.
    pub flag: Option<&'static str>,
    /// What applies when nobody says anything.
    pub default: Option<&'static str>,
    /// A value for the reference, where there is no default.
    pub example: &'static str,
    /// What it does, for the reference.
    pub help: &'static str,
}

impl Setting {
    /// The setting of that name and scope.
    #[must_use]
    pub fn named(scope: Scope, name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.scope == scope && setting.name == name)
    }

    /// The default, as a value.
    #[must_use]
    pub fn fallback(&self) -> Option<Sourced> {
        let value = self.kind.read(self.default?).ok()?;
        Some(Sourced { value, source: Source::Default })
    }
}

impl Kind {
    /// Reads a value from text. The error goes after the name of the setting.
    pub fn read(self, text: &str) -> Result<Value, String> {
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(format!("must be {} on one line", self.wanted()));
        }
        match self {
            Self::Text | Self::Key | Self::Path => Ok(Value::Text(text.to_owned())),
            Self::Address => address(text).map(Value::Text),
            Self::Switch => match text {
                "true" | "1" | "yes" | "on" => Ok(Value::Switch(true)),
                "false" | "0" | "no" | "off" => Ok(Value::Switch(false)),
                _ => Err(format!("must be true or false, not {text:?}")),
            },
            Self::Flows => Flows::parse(text).map(|_| Value::Text(text.to_owned())),
            Self::Hours => Hours::parse(text).map(|_| Value::Text(text.to_owned())),
            Self::Choice(words) if words.contains(&text) => Ok(Value::Text(text.to_owned())),
            Self::Choice(words) => Err(format!("must be one of {}, not {text:?}", words.join(", "))),
        }
    }

    /// What is wanted, for a sentence.
    #[must_use]
    pub fn wanted(self) -> String {
        match self {
            Self::Text | Self::Key => "a text".into(),
            Self::Address => "an address".into(),
            Self::Path => "a path".into(),
            Self::Switch => "true or false".into(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Flows => "relationships with who depends, such as connected=source".into(),
            Self::Hours => "two times of day".into(),
        }
    }
}

/// Checks the address of a project and takes the slash off its end. Plain HTTP is for this machine only: tokens travel with every request.
fn address(text: &str) -> Result<String, String> {
    let uri: http::Uri = text.trim().parse().map_err(|_| format!("is no address: {text:?}"))?;
    let host = uri.host().unwrap_or_default();
    let is_here = matches!(host, "localhost" | "[::1]") || host.starts_with("127.");
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if is_here => {}
        Some("http") => return Err("must begin with https:// unless the server is on this machine".into()),
        _ => return Err(format!("must begin with https://, not {text:?}")),
    }
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("must not hold a user or password".into());
    }
    if uri.query().is_some() {
        return Err("must be the project's address alone, without a question mark".into());
    }
    Ok(text.trim().trim_end_matches('/').to_owned())
}

/// What may ring.
const RINGS: &[&str] = &["off", "critical", "calls", "all"];
/// How.
const SOUNDS: &[&str] = &["bel", "osc9", "osc777"];
/// Where the refresh token may be kept.
const TOKEN_STORES: &[&str] = &["auto", "keyring", "keyutils", "memory", "file"];

/// All settings, in the order of the reference.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: "default_profile",
        scope: Scope::Program,
        kind: Kind::Text,
        variable: Some("ANTOPS_PROFILE"),
        flag: Some("--profile"),
        default: None,
        example: "prod",
        help: "The profile that opens when none is named. With a single profile, that one opens.",
    },
    Setting {
        name: "ascii",
        scope: Scope::Program,
        kind: Kind::Switch,
        variable: Some("ANTOPS_ASCII"),
        flag: Some("--ascii"),
        default: Some("false"),
        example: "",
        help: "Draw with ASCII alone, for terminals and fonts without line-drawing characters.",
    },
    Setting {
        name: "low_bandwidth",
        scope: Scope::Program,
        kind: Kind::Switch,
        variable: Some("ANTOPS_LOW_BANDWIDTH"),
        flag: Some("--low-bandwidth"),
        default: Some("false"),
        example: "",
        help: "Spare the link: fewer frames a second and fewer bytes in each.",
    },
    Setting {
        name: "impact",
        scope: Scope::Program,
        kind: Kind::Flows,
        variable: Some("ANTOPS_IMPACT"),
        flag: None,
        default: None,
        example: "connected=source replicates_to=target *=source",
        help: "Which end of a relationship depends on the other, for the blast radius: source, target, both or neither; * is every other relationship. \
               Without it the source depends on the target, and what is fed, hosted or copied to depends on where that comes from.",
    },
    Setting {
        name: "log",
        scope: Scope::Program,
        kind: Kind::Path,
        variable: Some("ANTOPS_LOG"),
        flag: Some("--log"),
        default: None,
        example: "/var/tmp/antops.log",
        help: "Write a log to this file, readable by you alone. Without it nothing is logged.",
    },
    Setting {
        name: "bell",
        scope: Scope::Program,
        kind: Kind::Choice(RINGS),
        variable: Some("ANTOPS_BELL"),
        flag: None,
        default: Some("critical"),
        example: "",
        help: "What rings: nothing; critical incidents, new or raised to it; also whatever calls you (mentions, approvals and decisions); or \
               every new incident, too. Of several antops of yours on a machine, one rings.",
    },
    Setting {
        name: "bell_sound",
        scope: Scope::Program,
        kind: Kind::Choice(SOUNDS),
        variable: Some("ANTOPS_BELL_SOUND"),
        flag: None,
        default: Some("bel"),
        example: "",
        help: "How it rings: the terminal's bell, or a desktop notification by OSC 9 or OSC 777, where the terminal knows it.",
    },
    Setting {
        name: "quiet_hours",
        scope: Scope::Program,
        kind: Kind::Hours,
        variable: Some("ANTOPS_QUIET_HOURS"),
        flag: None,
        default: None,
        example: "22:00-07:00",
        help: "From when until when, by the clock on your wall, only what quiet_bell says rings.",
    },
    Setting {
        name: "quiet_bell",
        scope: Scope::Program,
        kind: Kind::Choice(RINGS),
        variable: Some("ANTOPS_QUIET_BELL"),
        flag: None,
        default: Some("off"),
        example: "",
        help: "What still rings in quiet hours.",
    },
    Setting {
        name: "presence",
        scope: Scope::Program,
        kind: Kind::Switch,
        variable: Some("ANTOPS_PRESENCE"),
        flag: Some("--presence"),
        default: Some("false"),
        example: "",
        help: "Show colleagues which record you look at and whether you write on it, and see the same of them. Only ids travel, but on a \
               hosted project whoever has its public key can hear them.",
    },
    Setting {
        name: "url",
        scope: Scope::Profile,
        kind: Kind::Address,
        variable: Some("ANTOPS_URL"),
        flag: Some("--url"),
        default: None,
        example: "https://abcdefghijklmnopqrst.supabase.co",
        help: "The address of the Supabase project.",
    },
    Setting {
        name: "key",
        scope: Scope::Profile,
        kind: Kind::Key,
        variable: Some("ANTOPS_KEY"),
        flag: Some("--key"),
        default: None,
        example: "sb_publishable_your_projects_key",
        help: "Its publishable or anon key. A service_role or sb_secret_ key is refused: it would switch row level security off.",
    },
    Setting {
        name: "email",
        scope: Scope::Profile,
        kind: Kind::Text,
        variable: Some("ANTOPS_EMAIL"),
        flag: None,
        default: None,
        example: "dana@example.com",
        help: "The address that sign-in proposes.",
    },
    Setting {
        name: "production",
        scope: Scope::Profile,
        kind: Kind::Switch,
        variable: None,
        flag: None,
        default: Some("false"),
        example: "",
        help: "Mark the profile as production: its name stands out on every screen.",
    },
    Setting {
        name: "read_only",
        scope: Scope::Profile,
        kind: Kind::Switch,
        variable: Some("ANTOPS_READ_ONLY"),
        flag: Some("--read-only"),
        default: Some("false"),
        example: "",
        help: "Shut every command that writes.",
    },
    Setting {
        name: "run_due_changes",
        scope: Scope::Profile,
        kind: Kind::Switch,
        variable: None,
        flag: None,
        default: Some("false"),
        example: "",
        help: "Start approved changes that you asked for or do when their time has come, in place of the web app's scheduler. \
               antops has to be open then; where both run, whichever takes the change first starts it.",
    },
    Setting {
        name: "ca_file",
        scope: Scope::Profile,
        kind: Kind::Path,
        variable: Some("ANTOPS_CA_FILE"),
        flag: None,
        default: None,
        example: "/etc/ssl/certs/our-own-ca.pem",
        help: "Trust the certificates in this PEM file, too, for a self-hosted project behind a private authority.",
    },
    Setting {
        name: "token_store",
        scope: Scope::Profile,
        kind: Kind::Choice(TOKEN_STORES),
        variable: Some("ANTOPS_TOKEN_STORE"),
        flag: None,
        default: Some("auto"),
        example: "",
        help: "Where the session is kept: the key store of the desktop, the kernel's, memory alone, or a file that only you can read. \
               auto takes the first of keyring, keyutils and memory that works.",
    },
];
