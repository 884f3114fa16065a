//! One line of text being typed. Wraps the text area of the terminal library, so that editing keys are the same everywhere.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;
use tui_textarea::{CursorMove, TextArea};

/// A line of text with a cursor.
#[derive(Clone)]
pub struct Field {
    area: TextArea<'static>,
    secret: bool,
}

impl fmt::Debug for Field {
    /// A secret prints as stars.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secret { "***" } else { self.text() })
    }
}

impl Field {
    /// A field with this text, the cursor behind it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![text.replace(['\n', '\r'], " ")]);
        area.move_cursor(CursorMove::End);
        Self { area, secret: false }
    }

    /// An empty field whose text is never shown.
    #[must_use]
    pub fn secret() -> Self {
        Self { secret: true, ..Self::new("") }
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// What may be drawn: the text, or as many dots.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.secret { "•".repeat(self.text().chars().count()) } else { self.text().to_owned() }
    }

    /// The cursor, in characters from the start.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.area.cursor().1
    }

    /// Whether the text is hidden.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Takes a key; says whether the text changed. Enter is not a character of a line.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        match (key.code, key.modifiers) {
            (KeyCode::Enter, _) => false,
            // As every shell has it; the text area would undo.
            (KeyCode::Char('u'), KeyModifiers::CONTROL) => self.area.delete_line_by_head(),
            _ => self.area.input(key),
        }
    }

    /// Takes pasted text; line breaks become spaces.
    pub fn paste(&mut self, text: &str) {
        self.area.insert_str(text.trim_end().replace(['\n', '\r'], " "));
    }

    /// Replaces everything.
    pub fn set(&mut self, text: &str) {
        *self = Self { secret: self.secret, ..Self::new(text) };
    }
}
