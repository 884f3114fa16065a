//! What things look like: a few roles on the terminal's own sixteen colours and its default background. The only file that names a colour.
//!
//! Colour is a second voice: every role also has a word, a glyph or a place, so [`Depth::None`] loses nothing. Muted is the dim
//! attribute and never bright black, which some themes paint in the colour of their background.

use super::glyphs::{self, GlyphSet};
use crate::app::settings::Glyphs;
use crate::domain::infrastructure::health::Health;
use crate::domain::value::{ChangeStatus, IncidentStatus, Priority, ProblemStatus};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use std::borrow::Cow;

/// How many colours the terminal is to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Depth {
    /// None: `NO_COLOR`, or a terminal that has none. Bold, dim and reverse stay.
    None,
    /// The sixteen of the user's own theme; antops never asks for more.
    #[default]
    Sixteen,
}

/// Roles and glyphs for one terminal.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    depth: Depth,
    glyphs: Glyphs,
    is_quiet: bool,
}

impl Theme {
    /// The roles for so many colours, with these characters.
    #[must_use]
    pub fn new(depth: Depth, glyphs: Glyphs) -> Self {
        Self { depth, glyphs, is_quiet: false }
    }

    /// The same for a slow link: no reverse video, the marks alone tell what is selected.
    #[must_use]
    pub(super) fn quiet(&self, is_quiet: bool) -> Self {
        Self { is_quiet, ..self.clone() }
    }

    /// The characters to draw with.
    #[must_use]
    pub fn glyphs(&self) -> &'static GlyphSet {
        match self.glyphs {
            Glyphs::Unicode => &glyphs::UNICODE,
            Glyphs::Ascii => &glyphs::ASCII,
        }
    }

    /// Text of our own, with the characters this terminal may be shown.
    #[must_use]
    pub fn own<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.glyphs {
            Glyphs::Unicode => Cow::Borrowed(text),
            Glyphs::Ascii => glyphs::in_ascii(text),
        }
    }

    fn colour(&self, colour: Color) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().fg(colour),
        }
    }

    /// Running text.
    #[must_use]
    pub fn plain(&self) -> Style {
        Style::new()
    }

    /// What stands out without being good or bad: titles, the name of the place.
    #[must_use]
    pub fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What may be overlooked.
    #[must_use]
    pub fn muted(&self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Breached, refused, offline.
    #[must_use]
    pub fn danger(&self) -> Style {
        self.colour(Color::Red)
    }

    /// Soon breached, stale, unsent.
    #[must_use]
    pub fn warning(&self) -> Style {
        self.colour(Color::Yellow)
    }

    /// Live, done, resolved.
    #[must_use]
    pub fn good(&self) -> Style {
        self.colour(Color::Green)
    }

    /// Keys, and what is new.
    #[must_use]
    pub fn accent(&self) -> Style {
        self.colour(Color::Cyan)
    }

    /// People who are called.
    #[must_use]
    pub fn mention(&self) -> Style {
        self.colour(Color::Magenta)
    }

    /// Addresses.
    #[must_use]
    pub fn link(&self) -> Style {
        self.colour(Color::Blue).add_modifier(Modifier::UNDERLINED)
    }

    /// Makes a line the selected one: one even bar of reverse video, for colours turned inside out are hard to read. On a slow link the
    /// line stays as it is, and its mark says it.
    pub(super) fn select(&self, line: &mut Line<'_>) {
        if !self.is_quiet {
            for span in &mut line.spans {
                span.style = Style::new().add_modifier(Modifier::REVERSED);
            }
        }
    }

    /// The cell the next character goes to. Reversed on a slow link too: it is one cell.
    #[must_use]
    pub fn cursor(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The mark of a profile where mistakes hurt.
    #[must_use]
    pub fn production(&self) -> Style {
        self.danger().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// A priority's letter.
    #[must_use]
    pub fn priority(&self, priority: Priority) -> Style {
        match priority {
            Priority::Critical => self.danger().add_modifier(Modifier::BOLD),
            Priority::High => self.warning(),
            Priority::Medium => self.plain(),
            Priority::Low => self.muted(),
        }
    }

    /// How something on the map is: nothing to say where it is fine.
    #[must_use]
    pub fn health(&self, health: Health) -> Option<(&'static str, Style)> {
        let set = self.glyphs();
        let [critical, high, less] = set.health;
        Some(match health.worst {
            Some(Priority::Critical) => (critical, self.danger().add_modifier(Modifier::BOLD)),
            Some(Priority::High) => (high, self.warning()),
            Some(Priority::Medium | Priority::Low) => (less, self.warning()),
            None if health.running > 0 => (set.running, self.accent()),
            None => return None,
        })
    }

    /// How far an incident is.
    #[must_use]
    pub fn incident_status(&self, status: IncidentStatus) -> (&'static str, Style) {
        let set = self.glyphs();
        match status {
            IncidentStatus::Open => (set.open, self.plain()),
            IncidentStatus::Investigating => (set.investigating, self.plain()),
            IncidentStatus::Resolved => (set.resolved, self.good()),
            IncidentStatus::Closed => (set.closed, self.muted()),
        }
    }

    /// How far a problem is, and the words for it.
    #[must_use]
    pub fn problem_status(&self, status: ProblemStatus) -> (&'static str, &'static str, Style) {
        let set = self.glyphs();
        match status {
            ProblemStatus::Identified => (set.identified, "identified", self.plain()),
            ProblemStatus::Investigating => (set.problem_investigating, "investigating", self.plain()),
            ProblemStatus::KnownError => (set.known_error, "known error", self.warning()),
            ProblemStatus::Resolved => (set.resolved, "resolved", self.good()),
            ProblemStatus::Closed => (set.closed, "closed", self.muted()),
        }
    }

    /// How far a change is, and the words for it.
    #[must_use]
    pub fn change_status(&self, status: ChangeStatus) -> (&'static str, &'static str, Style) {
        let set = self.glyphs();
        match status {
            ChangeStatus::Draft => (set.written, "draft", self.muted()),
            ChangeStatus::Pending => (set.pending, "pending", self.warning()),
            ChangeStatus::Approved => (set.approved, "approved", self.plain()),
            ChangeStatus::InProgress => (set.running, "in progress", self.accent()),
            ChangeStatus::Completed => (set.resolved, "completed", self.good()),
            ChangeStatus::Failed => (set.failed, "failed", self.danger()),
            ChangeStatus::Cancelled => (set.cancelled, "cancelled", self.muted()),
        }
    }
}
