//! Which key does what: the defaults of the command table with the user's changes over them, checked for collisions when they are loaded.

use super::command::{Command, Scope, commands};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::BTreeMap;
use std::fmt;

/// A key with its modifiers, in one spelling: a capital letter is that letter without SHIFT, and so is any other character.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    /// Reads `a`, `A`, `?`, `ctrl-e`, `alt-enter`, `pagedown`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut chars = text.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            return Some(Self { code: KeyCode::Char(only), modifiers: KeyModifiers::NONE });
        }
        let combination = crokey::parse(text).ok()?;
        let crokey::OneToThree::One(code) = combination.codes else { return None };
        Some(Self::new(code, combination.modifiers))
    }

    fn new(code: KeyCode, mut modifiers: KeyModifiers) -> Self {
        let code = match code {
            // One byte says all three, on most terminals: a key is the same however much the terminal tells.
            KeyCode::Char('7' | '/' | '_') if modifiers.contains(KeyModifiers::CONTROL) => KeyCode::Char('_'),
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::Char(c.to_ascii_uppercase()),
            code => code,
        };
        if matches!(code, KeyCode::Char(_) | KeyCode::BackTab) {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        Self { code, modifiers: modifiers & (KeyModifiers::SHIFT | KeyModifiers::CONTROL | KeyModifiers::ALT) }
    }

    /// Whether this key types a character where text is expected.
    #[must_use]
    pub fn types_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.modifiers.is_empty()
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        Self::new(event.code, event.modifiers)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "shift-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::F(n) => write!(f, "F{n}"),
            code => write!(f, "{}", format!("{code:?}").to_lowercase()),
        }
    }
}

/// The keys of every command.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: Vec<Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = commands().map(|c| c.keys.iter().filter_map(|key| Key::parse(key)).collect()).collect();
        Self { keys }
    }
}

/// Why a user's keys cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeymapError {
    /// No such command.
    #[error("there is no command `{0}`; `antops` lists them under `?`")]
    UnknownCommand(String),
    /// Not a key.
    #[error("`{key}` for `{command}` is not a key; write it like `a`, `A`, `ctrl-e` or `pagedown`")]
    UnknownKey {
        /// The command it was meant for.
        command: String,
        /// What was written.
        key: String,
    },
    /// Two commands of one place share a key.
    #[error("`{key}` would mean both `{one}` and `{other}`")]
    Collision {
        /// The key.
        key: String,
        /// The first command.
        one: &'static str,
        /// The second.
        other: &'static str,
    },
}

impl Keymap {
    /// The defaults with these changes: command id to keys, an empty list to have none.
    ///
    /// # Errors
    /// All that is wrong with them at once.
    pub fn with(changes: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<KeymapError>> {
        let mut map = Self::default();
        let mut errors = Vec::new();
        for (id, keys) in changes {
            let Some(at) = commands().position(|command| command.id == id) else {
                errors.push(KeymapError::UnknownCommand(id.clone()));
                continue;
            };
            map.keys[at].clear();
            for key in keys {
                match Key::parse(key) {
                    Some(key) => map.keys[at].push(key),
                    None => errors.push(KeymapError::UnknownKey { command: id.clone(), key: key.clone() }),
                }
            }
        }
        errors.extend(map.collisions());
        if errors.is_empty() { Ok(map) } else { Err(errors) }
    }

    fn collisions(&self) -> Vec<KeymapError> {
        let mut errors = Vec::new();
        for (at, one) in commands().enumerate() {
            for (later, other) in commands().enumerate().skip(at + 1) {
                let is_meant = one.over.contains(&other.id) || other.over.contains(&one.id);
                if is_meant || !one.scope.meets(other.scope) {
                    continue;
                }
                for key in self.keys[at].iter().filter(|key| self.keys[later].contains(key)) {
                    errors.push(KeymapError::Collision { key: key.to_string(), one: one.id, other: other.id });
                }
            }
        }
        errors
    }

    /// The command a key means in these places, the innermost first.
    #[must_use]
    pub fn command(&self, key: Key, scopes: &[Scope]) -> Option<&'static Command> {
        scopes.iter().find_map(|scope| {
            commands()
                .zip(&self.keys)
                .find_map(|(command, keys)| (command.scope == *scope && keys.contains(&key)).then_some(command))
        })
    }

    /// The keys of a command, the one to show first.
    #[must_use]
    pub fn keys(&self, id: &str) -> &[Key] {
        commands().position(|command| command.id == id).map_or(&[], |at| &self.keys[at])
    }

    /// The key to show for a command, or nothing.
    #[must_use]
    pub fn hint(&self, id: &str) -> String {
        self.keys(id).first().map(ToString::to_string).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_key_is_a_key_and_none_collide() {
        for command in commands() {
            for key in command.keys {
                assert!(Key::parse(key).is_some(), "`{key}` of {}", command.id);
            }
        }
        assert_eq!(Keymap::default().collisions(), []);
    }

    #[test]
    fn no_default_is_a_key_that_terminals_and_multiplexers_keep() {
        for command in commands() {
            for key in command.keys {
                assert!(!["ctrl-a", "ctrl-b", "ctrl-s", "ctrl-q", "ctrl-z", "ctrl-\\"].contains(key), "{}", command.id);
            }
        }
    }

    #[test]
    fn a_capital_is_the_same_however_the_terminal_reports_it() {
        let plain = KeyEvent::new(KeyCode::Char('A'), KeyModifiers::NONE);
        let shifted = KeyEvent::new(KeyCode::Char('A'), KeyModifiers::SHIFT);
        let lower = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::SHIFT);
        for event in [plain, shifted, lower] {
            assert_eq!(Some(Key::from(event)), Key::parse("A"));
        }
    }

    #[test]
    fn what_shells_undo_with_is_one_key_however_it_is_told() {
        for c in ['_', '7', '/'] {
            assert_eq!(Some(Key::from(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))), Key::parse("ctrl-_"));
        }
        assert_ne!(Key::parse("7"), Key::parse("_"));
    }

    #[test]
    fn bad_changes_are_all_named() {
        let changes = BTreeMap::from([
            ("incident.take".to_owned(), vec!["x-x-x-x".to_owned(), "s".to_owned()]),
            ("incident.fly".to_owned(), vec![]),
        ]);
        let errors = Keymap::with(&changes).unwrap_err();
        let text = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for part in ["`incident.fly`", "`x-x-x-x`", "both `incident.take` and `incident.status`"] {
            assert!(text.contains(part), "{part} in:\n{text}");
        }
    }
}
