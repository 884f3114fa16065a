//! When a change happens, in words, and how long ago something was.

use crate::app::layers::approval::Voice;
use crate::app::model::Model;
use crate::domain::change::Change;
use crate::domain::moment::{span, spoken};
use crate::domain::value::ChangeStatus;
use jiff::{SignedDuration, Timestamp};

impl Model {
    /// The window of a change, how far away it is, and how that is to be said.
    #[must_use]
    pub fn window_in_words(&self, change: &Change) -> (Voice, String) {
        let Some(from) = change.scheduled_for else {
            let voice = if change.status.is_over() { Voice::Muted } else { Voice::Warning };
            return (voice, "nobody said when".into());
        };
        let when = span(from, change.estimated_end, self.now, &self.zone);
        let away = |at: Timestamp| at.duration_since(self.now);
        let left = away(from);
        if change.status.is_over() {
            return (Voice::Muted, when);
        }
        if change.status == ChangeStatus::InProgress {
            return match change.estimated_end.map(away) {
                Some(left) if left >= SignedDuration::ZERO => (Voice::Plain, format!("{when}, {} left", spoken(left))),
                Some(over) => (Voice::Warning, format!("{when}, should be over since {}", spoken(over.abs()))),
                None => (Voice::Plain, format!("{when}, nobody said how long")),
            };
        }
        if left < SignedDuration::ZERO {
            return (Voice::Warning, format!("{when}, should have begun {} ago", spoken(left.abs())));
        }
        let voice = if left <= crate::domain::change::window::URGENT { Voice::Warning } else { Voice::Plain };
        (voice, format!("{when}, in {}", spoken(left)))
    }

    /// How long ago something was: `12 min ago`.
    #[must_use]
    pub fn ago(&self, at: Timestamp) -> String {
        let length = self.now.duration_since(at);
        if length < SignedDuration::from_mins(1) { "just now".into() } else { format!("{} ago", spoken(length)) }
    }
}
