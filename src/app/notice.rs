//! What antops has to say, one line above the footer. Good news goes by itself; bad news stays until somebody has had time to read it.

use jiff::{SignedDuration, Timestamp};

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    since: Timestamp,
}

/// How a message is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Done.
    Good,
    /// Something to know.
    Plain,
    /// Something to know that stays until a key is pressed.
    Lasting,
    /// Not done, or not well.
    Bad,
}

/// Good news goes after this.
const GOOD: SignedDuration = SignedDuration::from_secs(4);
/// Bad news may be cleared by any key after this.
const READ: SignedDuration = SignedDuration::from_secs(2);

impl Notice {
    /// A message of now.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>, now: Timestamp) -> Self {
        Self { text: text.into(), tone, since: now }
    }

    /// When it goes by itself.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        matches!(self.tone, Tone::Good | Tone::Plain).then(|| self.since + GOOD)
    }

    /// Whether a key pressed now may clear it.
    #[must_use]
    pub fn is_read(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) >= READ
    }
}
