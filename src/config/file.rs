//! The config file: TOML read against the table of settings, with the line of everything.
//!
//! A file that others may write is refused: it decides where a password is sent.

use super::{Layer, Mistake, Mistakes, Scope, Setting, Source, Sourced, Value};
use crate::app::view::View;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A config file that was read.
#[derive(Clone, Default, Debug)]
pub struct File {
    /// Where it is, or would be.
    pub(super) path: PathBuf,
    /// The settings at the top.
    pub(super) program: Layer,
    /// The profiles by name.
    pub(super) profiles: BTreeMap<String, Section>,
    /// Keys by command id.
    pub(super) keys: BTreeMap<String, KeyBinding>,
    /// Views, in their order.
    pub(super) views: Vec<View>,
}

/// One `[profiles.NAME]`.
#[derive(Clone, Default, Debug)]
pub(super) struct Section {
    /// The line of its name.
    pub(super) line: usize,
    /// Its settings.
    pub(super) layer: Layer,
}

/// One line of `[keys]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyBinding {
    /// The keys as they were written; none takes the command off the keyboard.
    pub keys: Vec<String>,
    /// The line, counted from 1.
    pub line: usize,
}

impl File {
    /// Reads a file; one that is not there is empty.
    pub fn load(path: &Path) -> Result<Self, Mistakes> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { path: path.to_owned(), ..Self::default() });
            }
            Err(error) => return Err(complain(path, &format!("cannot be read: {error}")).into()),
        };
        check_owner(path)?;
        Self::parse(path, &text)
    }

    /// Reads a text as if it stood in the file.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Mistakes> {
        let mut reading = Reading { path, text, mistakes: Vec::new() };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let source = reading.source(start);
                let sentence = error.message().replace('\n', ", ");
                return Err(Mistake { place: Some(source), sentence }.into());
            }
        };
        let mut file = Self { path: path.to_owned(), ..Self::default() };
        for (key, value) in table.get_ref() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("profiles", DeValue::Table(profiles)) => file.profiles = reading.profiles(profiles),
                ("keys", DeValue::Table(keys)) => file.keys = reading.keys(keys),
                ("views", DeValue::Array(views)) => file.views = reading.views(views),
                ("views", _) => reading.complain(key.span().start, "views are written as [[views]]".into()),
                ("profiles" | "keys", _) => {
                    reading.complain(key.span().start, format!("{} must be a table", key.get_ref()));
                }
                (name, _) => reading.setting(Scope::Program, name, key.span().start, value, &mut file.program),
            }
        }
        if reading.mistakes.is_empty() { Ok(file) } else { Err(Mistakes(reading.mistakes)) }
    }
}

/// A reading under way.
pub(super) struct Reading<'t> {
    path: &'t Path,
    text: &'t str,
    mistakes: Vec<Mistake>,
}

impl Reading<'_> {
    /// The line that a byte stands on.
    fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).matches('\n').count() + 1
    }

    fn source(&self, at: usize) -> Source {
        Source::File { path: self.path.to_owned(), line: self.line(at) }
    }

    /// How many mistakes were found so far.
    pub(super) fn complaints(&self) -> usize {
        self.mistakes.len()
    }

    pub(super) fn complain(&mut self, at: usize, sentence: String) {
        let place = Some(self.source(at));
        self.mistakes.push(Mistake { place, sentence });
    }

    /// Reads `[profiles]`.
    fn profiles(&mut self, table: &DeTable<'_>) -> BTreeMap<String, Section> {
        let mut profiles = BTreeMap::new();
        for (name, value) in table {
            let at = name.span().start;
            if !is_name(name.get_ref()) {
                self.complain(
                    at,
                    format!("a profile is named with letters, digits, - and _, not {:?}", name.get_ref()),
                );
                continue;
            }
            let DeValue::Table(settings) = value.get_ref() else {
                self.complain(at, format!("profiles.{} must be a table", name.get_ref()));
                continue;
            };
            let mut section = Section { line: self.line(at), layer: Layer::new() };
            for (key, value) in settings {
                self.setting(Scope::Profile, key.get_ref(), key.span().start, value, &mut section.layer);
            }
            profiles.insert(name.get_ref().to_string(), section);
        }
        profiles
    }

    /// Reads `[keys]`: a key or a list of keys by command id, whose dots TOML may have taken for tables.
    fn keys(&mut self, table: &DeTable<'_>) -> BTreeMap<String, KeyBinding> {
        let mut keys = BTreeMap::new();
        self.keys_below("", table, &mut keys);
        keys
    }

    fn keys_below(&mut self, above: &str, table: &DeTable<'_>, keys: &mut BTreeMap<String, KeyBinding>) {
        for (name, value) in table {
            let at = name.span().start;
            let id = format!("{above}{}", name.get_ref());
            let said = match value.get_ref() {
                DeValue::Table(below) => {
                    self.keys_below(&format!("{id}."), below, keys);
                    continue;
                }
                DeValue::String(key) => Some(vec![key.to_string()]),
                DeValue::Array(list) => list.iter().map(|key| Some(key.get_ref().as_str()?.to_owned())).collect(),
                _ => None,
            };
            match said {
                Some(said) => drop(keys.insert(id, KeyBinding { keys: said, line: self.line(at) })),
                None => self.complain(at, format!("the keys of {id} must be a text or a list of texts")),
            }
        }
    }

    /// Reads one setting into a layer.
    fn setting(&mut self, scope: Scope, name: &str, at: usize, value: &Spanned<DeValue<'_>>, layer: &mut Layer) {
        let Some(setting) = Setting::named(scope, name) else {
            let place = if scope == Scope::Program { "the top of the file" } else { "a profile" };
            let known: Vec<&str> = super::SETTINGS.iter().filter(|s| s.scope == scope).map(|s| s.name).collect();
            return self.complain(at, format!("{place} has no setting {name:?}; it has {}", known.join(", ")));
        };
        let read = match (setting.kind, value.get_ref()) {
            (super::Kind::Switch, DeValue::Boolean(on)) => Ok(Value::Switch(*on)),
            (super::Kind::Switch, _) => Err("must be true or false, without quotes".to_owned()),
            (kind, DeValue::String(text)) => kind.read(text),
            (kind, _) => Err(format!("must be {} in quotes", kind.wanted())),
        };
        match read {
            Ok(value) => {
                let source = self.source(at);
                layer.insert(setting.name, Sourced { value, source });
            }
            Err(sentence) => self.complain(at, format!("{name} {sentence}")),
        }
    }
}

/// Whether a text can name a profile: it also names files and entries of key stores.
pub(super) fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=40).contains(&name.len()) && name.chars().all(is_plain)
}

/// A complaint about the file as a whole.
fn complain(path: &Path, sentence: &str) -> Mistake {
    Mistake { place: None, sentence: format!("{} {sentence}", path.display()) }
}

/// Refuses a file that somebody else wrote or could write.
#[cfg(unix)]
fn check_owner(path: &Path) -> Result<(), Mistake> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(path).map_err(|error| complain(path, &format!("cannot be read: {error}")))?;
    if found.mode() & 0o022 != 0 {
        let fix = format!("chmod go-w {}", path.display());
        return Err(complain(
            path,
            &format!("can be written by others, and it decides where your password is sent: {fix}"),
        ));
    }
    let me = rustix::process::geteuid().as_raw();
    if found.uid() != me && found.uid() != 0 {
        return Err(complain(path, "belongs to somebody else, and it decides where your password is sent"));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_owner(_path: &Path) -> Result<(), Mistake> {
    Ok(())
}
