//! When a change happens, in words, and how long ago something was.

use crate::app::layers::approval::Voice;
use crate::app::model::Model;
use crate::domain::change::Change;
use crate::domain::change::when::Tone;
use crate::domain::moment::spoken;
use jiff::{SignedDuration, Timestamp};

impl Model {
    /// The window of a change, how far away it is, and how that is to be said.
    #[must_use]
    pub fn window_in_words(&self, change: &Change) -> (Voice, String) {
        let (tone, words) = change.when(self.now, &self.zone);
        let voice = match tone {
            Tone::Plain => Voice::Plain,
            Tone::Muted => Voice::Muted,
            Tone::Warning => Voice::Warning,
        };
        (voice, words)
    }

    /// How long ago something was: `12 min ago`.
    #[must_use]
    pub fn ago(&self, at: Timestamp) -> String {
        let length = self.now.duration_since(at);
        if length < SignedDuration::from_mins(1) { "just now".into() } else { format!("{} ago", spoken(length)) }
    }
}
