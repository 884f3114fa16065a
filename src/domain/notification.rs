//! What the database tells one person: the five kinds of system notifications, and mentions in comments. Two tables, one list.
//!
//! It must not know how they are read or drawn. Invariant: a kind or a value that is not known here is still told, in its own words.

use super::comment::Comment;
use super::safe::Safe;
use super::value::{CommentId, MentionId, NotificationId, ProfileId, Record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Which notification, and of which of the two tables.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum NoticeId {
    /// Of `notifications`.
    System(NotificationId),
    /// Of `comment_notifications`.
    Mention(MentionId),
}

impl NoticeId {
    /// Its id, whichever table it is of.
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Self::System(NotificationId(id)) | Self::Mention(MentionId(id)) => id,
        }
    }
}

impl From<NoticeId> for String {
    /// As it is kept on disk: a word, so that it can be a key there.
    fn from(id: NoticeId) -> Self {
        match id {
            NoticeId::System(id) => format!("system:{id}"),
            NoticeId::Mention(id) => format!("mention:{id}"),
        }
    }
}

impl TryFrom<String> for NoticeId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("no notification is called {text:?}");
        let (table, id) = text.split_once(':').ok_or_else(wrong)?;
        let id = id.parse().map_err(|_| wrong())?;
        match table {
            "system" => Ok(Self::System(NotificationId(id))),
            "mention" => Ok(Self::Mention(MentionId(id))),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id().fmt(f)
    }
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Notification {
    /// Its id.
    pub id: NoticeId,
    /// What it is about; nothing where it names no record.
    pub on: Option<Record>,
    /// What it tells.
    pub told: Told,
    /// Whether I read it, as the database has it.
    pub is_read: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a notification tells.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Somebody wants a change approved.
    ApprovalRequest {
        /// The title of the change, as it was then.
        title: Safe,
    },
    /// A change of mine was approved or rejected.
    Decided {
        /// Which of both.
        is_approved: bool,
        /// By whom, where it says so.
        by: Option<ProfileId>,
        /// What they said.
        comments: Safe,
    },
    /// A change started at its time.
    AutoStarted,
    /// A change should be over: did it work?
    CompletionPrompt {
        /// When it was to be over.
        ends: Option<Timestamp>,
    },
    /// I am called in a comment.
    Mention {
        /// Which.
        comment: CommentId,
        /// What it says; nothing until it was read.
        said: Option<Box<Comment>>,
    },
    /// Something newer than this antops.
    Other {
        /// Its kind, as the database calls it.
        kind: Safe,
        /// Its heading.
        title: Safe,
        /// Its words.
        message: Safe,
    },
}

impl Told {
    /// What the database calls its kind; `mention` for mentions, which have a table of their own.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::ApprovalRequest { .. } => "change_approval_request",
            Self::Decided { is_approved: true, .. } => "change_approved",
            Self::Decided { .. } => "change_rejected",
            Self::AutoStarted => "change_auto_started",
            Self::CompletionPrompt { .. } => "change_completion_prompt",
            Self::Mention { .. } => "mention",
            Self::Other { kind, .. } => kind,
        }
    }

    /// Whether somebody waits for an answer of mine.
    #[must_use]
    pub const fn wants_an_answer(&self) -> bool {
        matches!(self, Self::ApprovalRequest { .. } | Self::CompletionPrompt { .. } | Self::Mention { .. })
    }
}
