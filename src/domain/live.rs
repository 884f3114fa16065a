//! What Realtime tells us. Live is a hint, the database is the truth.

use super::notification::{NoticeId, Notification};
use super::presence::Present;
use super::request::Row;
use super::safe::Safe;
use super::value::{ApprovalId, ChangeId, CommentId, IncidentId, ProblemId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Kinds of rows that are watched, each on a topic of its own, because one table outside the publication takes all bindings of its topic down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// `incidents`.
    Incidents,
    /// `comments`.
    Comments,
    /// `problems`.
    Problems,
    /// `changes`.
    Changes,
    /// `change_approvals`. What else stands beside a change changes together with it or with them, and is asked for then.
    Approvals,
    /// `notifications`.
    Notifications,
    /// `comment_notifications`.
    Mentions,
}

impl Kind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Incidents,
        Self::Comments,
        Self::Problems,
        Self::Changes,
        Self::Approvals,
        Self::Notifications,
        Self::Mentions,
    ];
}

impl Kind {
    /// The table its rows stand in: what an operator must add to the publication where nothing arrives.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Comments => "comments",
            Self::Problems => "problems",
            Self::Changes => "changes",
            Self::Approvals => "change_approvals",
            Self::Notifications => "notifications",
            Self::Mentions => "comment_notifications",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incidents => "incidents",
            Self::Comments => "comments",
            Self::Problems => "problems",
            Self::Changes => "changes",
            Self::Approvals => "approvals",
            Self::Notifications => "notifications",
            Self::Mentions => "mentions",
        })
    }
}

/// Something came over the socket, or happened to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LiveEvent {
    /// How a kind of rows is being watched now.
    State(Kind, LiveState),
    /// A row as it is after an insert or update, complete.
    Row(Row),
    /// Something one is told, as it is now.
    Notice(Box<Notification>),
    /// A row changed, but what came is not whole (a large value left out, an error in it): it must be fetched.
    Stale(StaleRow),
    /// An incident was deleted. Row level security does not filter deletes: ignore ids that are not known.
    IncidentDeleted(IncidentId),
    /// A problem was deleted, maybe one of another organization. Ignore unknown ids.
    ProblemDeleted(ProblemId),
    /// A change was deleted, maybe one of another organization. Ignore unknown ids.
    ChangeDeleted(ChangeId),
    /// An approval went with its change. Ignore unknown ids.
    ApprovalDeleted(ApprovalId),
    /// A comment was deleted. Ignore unknown ids.
    CommentDeleted(CommentId),
    /// A notification went, with the record or comment it was about. Ignore unknown ids.
    NoticeDeleted(NoticeId),
    /// Everybody else who is present, and where.
    Present(Vec<Present>),
    /// A heartbeat came back after this many milliseconds.
    Pulse {
        /// Round trip in milliseconds.
        millis: u32,
    },
}

/// Which row to fetch again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StaleRow {
    /// One incident.
    Incident(IncidentId),
    /// A comment whose record is known only to the database: the open timeline must be looked at again.
    Comment(CommentId),
    /// The problems.
    Problems,
    /// The changes.
    Changes,
    /// The approvals.
    Approvals,
    /// What one is told: a mention comes without the words it is about.
    Inbox,
}

/// How a kind of rows is being watched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LiveState {
    /// A join is under way; what is committed meanwhile may never arrive.
    Joining,
    /// Changes arrive from here on. Load the rows now: what came before the `system` message is lost.
    Live,
    /// The socket is gone or the channel crashed; it will be tried again.
    Down {
        /// Why, for the truth line.
        reason: Safe,
    },
    /// The server will never send these rows (outside the publication, refused): poll.
    Refused {
        /// The server's sentence.
        reason: Safe,
    },
}
