//! When a change happens, in words, and whether that asks to be looked at.

use super::Change;
use super::window::URGENT;
use crate::domain::moment::{span, spoken};
use crate::domain::value::ChangeStatus;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How it is to be said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// As it is.
    Plain,
    /// By the way: it is over.
    Muted,
    /// Look twice: it is near, or late, or nobody said.
    Warning,
}

impl Change {
    /// Its window, how far away it is, and how that is to be said.
    #[must_use]
    pub fn when(&self, now: Timestamp, zone: &TimeZone) -> (Tone, String) {
        let Some(from) = self.scheduled_for else {
            let tone = if self.status.is_over() { Tone::Muted } else { Tone::Warning };
            return (tone, "nobody said when".into());
        };
        let when = span(from, self.estimated_end, now, zone);
        let away = |at: Timestamp| at.duration_since(now);
        let left = away(from);
        if self.status.is_over() {
            return (Tone::Muted, when);
        }
        if self.status == ChangeStatus::InProgress {
            return match self.estimated_end.map(away) {
                Some(left) if left >= SignedDuration::ZERO => (Tone::Plain, format!("{when}, {} left", spoken(left))),
                Some(over) => (Tone::Warning, format!("{when}, should be over since {}", spoken(over.abs()))),
                None => (Tone::Plain, format!("{when}, nobody said how long")),
            };
        }
        if left < SignedDuration::ZERO {
            return (Tone::Warning, format!("{when}, should have begun {} ago", spoken(left.abs())));
        }
        let tone = if left <= URGENT { Tone::Warning } else { Tone::Plain };
        (tone, format!("{when}, in {}", spoken(left)))
    }
}
