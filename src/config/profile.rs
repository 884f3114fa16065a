//! The project that antops opens, with everything its settings say about it.

use super::{Config, Layer, Mistake, Source, Value};
use secrecy::SecretString;
use std::fmt;
use std::path::PathBuf;

/// What there is to open.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// A project.
    Profile(Box<Profile>),
    /// None is known yet: the first-run wizard asks for it.
    Nothing,
}

/// A project and how to meet it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name, for the header and for the names of its files.
    pub name: String,
    /// The address, without a slash at its end.
    pub url: String,
    /// The publishable or anon key.
    pub key: SecretString,
    /// The address that sign-in proposes.
    pub email: Option<String>,
    /// Whether its name stands out.
    pub production: bool,
    /// Whether every command that writes is shut.
    pub read_only: bool,
    /// Approved changes of one's own are started at their time.
    pub run_due_changes: bool,
    /// Certificates to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// Where its session is kept.
    pub token_store: TokenStore,
}

/// Where a session is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TokenStore {
    /// The first of keyring, keyutils and memory that works.
    #[default]
    Auto,
    /// The key store of the desktop or operating system.
    Keyring,
    /// The Linux kernel's.
    Keyutils,
    /// Nowhere: it ends with the process.
    Memory,
    /// A file that only its owner can read.
    File,
}

impl TokenStore {
    /// From the word in the settings.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Auto, Self::Keyring, Self::Keyutils, Self::Memory, Self::File]
            .into_iter()
            .find(|store| store.to_string() == word)
    }
}

impl fmt::Display for TokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Keyring => "keyring",
            Self::Keyutils => "keyutils",
            Self::Memory => "memory",
            Self::File => "file",
        })
    }
}

/// The profile to open.
pub(super) fn choose(config: &Config) -> Result<Chosen, Mistake> {
    let wanted = config.program.get("default_profile");
    let mut names = config.profile_names();
    let name = match (wanted, names.next(), names.next()) {
        (Some(wanted), ..) => Some(wanted.value.to_string()),
        (None, Some(only), None) => Some(only.to_owned()),
        _ => None,
    };
    let section = name.as_ref().and_then(|name| config.file.profiles.get(name));
    let has_address = config.over.contains_key("url");
    match (name, section) {
        (Some(name), Some(section)) => build(config, name, &section.layer).map(Chosen::Profile),
        (name, None) if has_address => {
            let name = name.unwrap_or_else(|| "environment".to_owned());
            build(config, name, &Layer::new()).map(Chosen::Profile)
        }
        (Some(name), None) => Err(Mistake {
            place: wanted.map(|wanted| wanted.source.clone()),
            sentence: format!("there is no profile {name:?}{}", known(config)),
        }),
        (None, _) if config.file.profiles.is_empty() => Ok(Chosen::Nothing),
        (None, _) => Err(Mistake {
            place: Some(Source::File { path: config.file.path.clone(), line: 1 }),
            sentence: format!("several profiles and no default_profile: name one with --profile{}", known(config)),
        }),
    }
}

/// The profiles there are, for the end of a sentence.
fn known(config: &Config) -> String {
    let names: Vec<&str> = config.profile_names().collect();
    if names.is_empty() { "; the config file has none".into() } else { format!("; there are {}", names.join(", ")) }
}

/// Puts a profile together from its section and what was said over it.
fn build(config: &Config, name: String, layer: &Layer) -> Result<Box<Profile>, Mistake> {
    let find = |setting: &str| {
        let sourced = config.over.get(setting).or_else(|| layer.get(setting));
        sourced.map(|sourced| sourced.value.clone())
    };
    let text = |setting: &str| find(setting).map(|value| value.to_string());
    let missing = |setting: &str, variable: &str| Mistake {
        place: Some(Source::File { path: config.file.path.clone(), line: section_line(config, &name) }),
        sentence: format!("profile {name:?} has no {setting}: add it, or set {variable}"),
    };
    let is_on = |setting: &str| find(setting) == Some(Value::Switch(true));
    Ok(Box::new(Profile {
        url: text("url").ok_or_else(|| missing("url", "ANTOPS_URL"))?,
        key: text("key").ok_or_else(|| missing("key", "ANTOPS_KEY"))?.into(),
        email: text("email"),
        production: is_on("production"),
        read_only: is_on("read_only"),
        run_due_changes: is_on("run_due_changes"),
        ca_file: text("ca_file").map(PathBuf::from),
        token_store: text("token_store").and_then(|word| TokenStore::from_word(&word)).unwrap_or_default(),
        name,
    }))
}

/// The line of a profile's header, or the first.
fn section_line(config: &Config, name: &str) -> usize {
    config.file.profiles.get(name).map_or(1, |section| section.line)
}
