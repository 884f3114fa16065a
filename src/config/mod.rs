//! What the person at the terminal decided: one table of settings, read from a file, the environment and the command line.
//!
//! Later layers win: default, file, environment, flag. Every value remembers where it came from, so that `config show` and every complaint
//! can say it. Nothing is silently ignored: an unknown name or a bad value is a sentence with its file and line. Knows no network and no
//! disk beyond its own file. Start with [`setting::SETTINGS`]; the reference in `config.example.toml` is generated from it.

pub mod environment;
mod file;
mod places;
mod profile;
mod reference;
mod setting;
mod views;
mod write;

pub use environment::Environment;
pub use file::{File, KeyBinding};
pub use places::Places;
pub use profile::{Chosen, Profile, TokenStore};
pub use reference::{Binding, example};
pub use setting::{Kind, SETTINGS, Scope, Setting, Value};
pub use write::{NewProfile, keep_profile, keep_token_store, make_private, write_new};

use crate::app::bell::{BellSettings, Hours, Rings, Sound};
use crate::app::view::Views;
use crate::domain::infrastructure::impact::Flows;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Says why a key must not be used, if so. The judgement is the backend adapter's; the config only knows where the key stood.
pub type KeyJudge = fn(&str) -> Result<(), String>;

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A line of the file, counted from 1.
    File {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// A variable of the environment.
    Environment(&'static str),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value and where it came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sourced {
    /// The value.
    pub value: Value,
    /// Its source.
    pub source: Source,
}

/// Values by the name of their setting.
pub type Layer = BTreeMap<&'static str, Sourced>;

/// Something in the settings that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Mistake {
    /// Where it stands, if it stands anywhere.
    pub place: Option<Source>,
    /// What is wrong with it.
    pub sentence: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.sentence),
            None => f.write_str(&self.sentence),
        }
    }
}

/// All mistakes of one reading, at least one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }
}

/// The settings as they apply: all layers, one on the other.
#[derive(Clone, Debug)]
pub struct Config {
    /// The settings outside profiles.
    program: Layer,
    /// Settings of a profile that came from the environment or a flag; they win over the file's.
    over: Layer,
    /// The file.
    file: File,
}

impl Config {
    /// Reads all layers. `flags` holds what was said on the command line, by setting name.
    pub fn load(
        path: &Path,
        environment: &Environment,
        flags: &[(&'static str, String)],
        judge: KeyJudge,
    ) -> Result<Self, Mistakes> {
        let file = File::load(path)?;
        Self::from_layers(file, environment, flags, judge)
    }

    /// Lays environment and flags over a file that was read.
    pub fn from_layers(
        file: File,
        environment: &Environment,
        flags: &[(&'static str, String)],
        judge: KeyJudge,
    ) -> Result<Self, Mistakes> {
        let mut mistakes = Vec::new();
        let mut program = file.program.clone();
        let mut over = Layer::new();
        for setting in SETTINGS {
            let said = [
                setting.variable.and_then(|name| Some((Source::Environment(name), environment.get(name)?.to_owned()))),
                flags
                    .iter()
                    .find(|(name, _)| *name == setting.name)
                    .map(|(_, text)| (Source::Flag(setting.flag.unwrap_or(setting.name)), text.clone())),
            ];
            for (source, text) in said.into_iter().flatten() {
                match setting.kind.read(&text) {
                    Ok(value) => {
                        let layer = if setting.scope == Scope::Program { &mut program } else { &mut over };
                        layer.insert(setting.name, Sourced { value, source });
                    }
                    Err(sentence) => {
                        let sentence = format!("{} {sentence}", setting.name);
                        mistakes.push(Mistake { place: Some(source), sentence });
                    }
                }
            }
        }
        for layer in file.profiles.values().map(|profile| &profile.layer).chain([&over]) {
            mistakes.extend(judge_key(layer, judge));
        }
        if mistakes.is_empty() { Ok(Self { program, over, file }) } else { Err(Mistakes(mistakes)) }
    }

    /// A switch outside profiles.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.program.get(name), Some(Sourced { value: Value::Switch(true), .. }))
    }

    /// What rings, and how.
    #[must_use]
    pub fn bell(&self) -> BellSettings {
        let word = |name: &str| self.program.get(name).map(|sourced| sourced.value.to_string());
        let rings = |name| word(name).and_then(|word| Rings::from_word(&word));
        BellSettings {
            rings: rings("bell").unwrap_or_default(),
            sound: word("bell_sound").and_then(|word| Sound::from_word(&word)).unwrap_or_default(),
            quiet: word("quiet_hours").and_then(|text| Hours::parse(&text).ok()),
            quiet_rings: rings("quiet_bell").unwrap_or(Rings::Off),
        }
    }

    /// The file to log to, if logging was asked for.
    #[must_use]
    pub fn log(&self) -> Option<PathBuf> {
        self.program.get("log").map(|sourced| PathBuf::from(sourced.value.to_string()))
    }

    /// Which way trouble goes along the relationships of the map.
    ///
    /// # Errors
    /// What cannot be read, and where it stands.
    pub fn flows(&self) -> Result<Flows, Mistake> {
        let Some(said) = self.program.get("impact") else { return Ok(Flows::default()) };
        Flows::parse(&said.value.to_string())
            .map_err(|why| Mistake { place: Some(said.source.clone()), sentence: format!("impact {why}") })
    }

    /// The ways to look at the incidents: the built-in ones and those of the file.
    #[must_use]
    pub fn views(&self) -> Views {
        Views::with(self.file.views.clone())
    }

    /// Keys by command id, as the file gives them.
    #[must_use]
    pub fn keys(&self) -> BTreeMap<String, Vec<String>> {
        self.file.keys.iter().map(|(id, binding)| (id.clone(), binding.keys.clone())).collect()
    }

    /// Where the keys of a command were given.
    #[must_use]
    pub fn key_source(&self, command: &str) -> Option<Source> {
        let line = self.file.keys.get(command)?.line;
        Some(Source::File { path: self.file.path.clone(), line })
    }

    /// The names of the profiles in the file.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.file.profiles.keys().map(String::as_str)
    }

    /// Where the file is, or would be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// The profile to open: the one named by flag, environment or file, else the only one.
    pub fn choose(&self) -> Result<Chosen, Mistake> {
        profile::choose(self)
    }

    /// Every setting that applies with its value and source, for `config show`: those of the program, then those of a profile.
    #[must_use]
    pub fn shown(&self, profile: Option<&str>) -> Vec<(&'static Setting, Option<Sourced>)> {
        let layer = profile.and_then(|name| self.file.profiles.get(name)).map(|section| &section.layer);
        SETTINGS
            .iter()
            .map(|setting| {
                let sourced = match setting.scope {
                    Scope::Program => self.program.get(setting.name),
                    Scope::Profile => {
                        self.over.get(setting.name).or_else(|| layer.and_then(|layer| layer.get(setting.name)))
                    }
                };
                (setting, sourced.cloned().or_else(|| setting.fallback()))
            })
            .collect()
    }
}

/// A complaint about the key of a layer, if it must not be used.
fn judge_key(layer: &Layer, judge: KeyJudge) -> Option<Mistake> {
    let key = layer.get("key")?;
    let sentence = judge(&key.value.to_string()).err()?;
    Some(Mistake { place: Some(key.source.clone()), sentence })
}

#[cfg(test)]
mod tests;
