//! Comments: what people say about a record. In order they are its timeline.

use super::safe::Safe;
use super::value::{CommentId, ProfileId, Record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A row of `comments`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Comment {
    /// Its id, made by the client that wrote it.
    pub id: CommentId,
    /// What it is about.
    pub on: Record,
    /// Rich text, or a system marker; see [`super::rich_text`].
    pub content: Safe,
    /// Who wrote it. Only they may edit or delete it.
    pub author: ProfileId,
    /// Whom it calls.
    pub mentions: Vec<ProfileId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last touched; a trigger keeps it.
    pub updated_at: Timestamp,
}

impl Comment {
    /// Whether it was changed after it was written.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.updated_at != self.created_at
    }
}
