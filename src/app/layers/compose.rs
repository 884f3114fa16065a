//! A text being written: a comment, its correction, the reason for closing. Only text keys work here; every change is a draft at once.

use crate::app::draft::Place;
use crate::domain::value::ProfileId;
use crossterm::event::KeyEvent;
use jiff::Timestamp;
use tui_textarea::{CursorMove, TextArea, WrapMode};

/// The composer.
#[derive(Clone, Debug)]
pub struct Compose {
    /// Where the text goes.
    pub place: Place,
    /// Of a comment being edited: the `updated_at` it had.
    pub seen: Option<Timestamp>,
    area: TextArea<'static>,
    suggested: usize,
}

impl Compose {
    /// A composer with this text, the cursor behind it.
    #[must_use]
    pub fn new(place: Place, text: &str) -> Self {
        let mut compose = Self { place, seen: None, area: TextArea::default(), suggested: 0 };
        compose.set(text);
        compose
    }

    /// Replaces everything, as the external editor does.
    pub fn set(&mut self, text: &str) {
        let mut area =
            TextArea::new(text.trim_end().split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        self.area = area;
    }

    /// Whether Enter sends, because a reason is one line.
    #[must_use]
    pub fn is_one_line(&self) -> bool {
        matches!(self.place, Place::CloseReason(_))
    }

    /// The text, as typed.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The text area, to be drawn.
    #[must_use]
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// Takes a key; says whether the text changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let changed = self.area.input(key);
        if changed {
            self.suggested = 0;
        }
        changed
    }

    /// Takes pasted text, as text.
    pub fn paste(&mut self, text: &str) {
        self.area.insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// The name being typed behind an `@` before the cursor, if one is.
    #[must_use]
    pub fn mention(&self) -> Option<String> {
        let cursor = self.area.cursor();
        let before: String = self.area.lines().get(cursor.0)?.chars().take(cursor.1).collect();
        let at = before.rfind('@')?;
        let opens = before[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "([{,;".contains(c));
        let name = &before[at + 1..];
        (opens && name.chars().count() <= 24 && name.split(' ').count() <= 3 && !name.ends_with("  "))
            .then(|| name.to_owned())
    }

    /// The people whose name or address begins with what is being typed, at most five; empty when none is, or when it is complete.
    #[must_use]
    pub fn suggestions<'a>(
        &self,
        people: impl Iterator<Item = (ProfileId, &'a str, &'a str)>,
    ) -> Vec<(ProfileId, String)> {
        let Some(typed) = self.mention().map(|name| name.to_lowercase()) else { return vec![] };
        people
            .filter(|(_, label, email)| {
                let label = label.to_lowercase();
                let starts = label.starts_with(&typed) || label.split(' ').any(|word| word.starts_with(&typed));
                (starts || email.to_lowercase().starts_with(&typed)) && label.trim() != typed.trim()
            })
            .map(|(id, label, _)| (id, label.to_owned()))
            .take(5)
            .collect()
    }

    /// Which suggestion is selected.
    #[must_use]
    pub fn suggested(&self) -> usize {
        self.suggested
    }

    /// Selects another suggestion among so many.
    pub fn suggest_next(&mut self, many: usize) {
        self.suggested = (self.suggested + 1) % many.max(1);
    }

    /// Puts a name in place of what was typed behind the `@`.
    pub fn complete_mention(&mut self, label: &str) {
        if let Some(typed) = self.mention() {
            for _ in typed.chars() {
                self.area.delete_char();
            }
            self.area.insert_str(format!("{label} "));
            self.suggested = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{IncidentId, Record};
    use uuid::Uuid;

    fn typing(text: &str) -> Compose {
        Compose::new(Place::Comment(Record::Incident(IncidentId(Uuid::nil()))), text)
    }

    #[test]
    fn a_mention_begins_with_an_at_that_opens_a_word() {
        for (text, expected) in
            [("@om", Some("om")), ("ask @", Some("")), ("mail me@om", None), ("done", None), ("(@an", Some("an"))]
        {
            assert_eq!(typing(text).mention().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn completing_puts_the_whole_name_and_a_space() {
        let mut compose = typing("ask @om");
        let omar = ProfileId(Uuid::from_u128(1));
        let people = || [(omar, "Omar Haddad", "omar@acme.example")].into_iter();
        assert_eq!(compose.suggestions(people()), [(omar, "Omar Haddad".to_owned())]);
        compose.complete_mention("Omar Haddad");
        assert_eq!(compose.text(), "ask @Omar Haddad ");
        assert_eq!(compose.suggestions(people()), []);
    }
}
