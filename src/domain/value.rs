//! Identities and small closed sets: who, which record, how bad, how far.
//!
//! Ids are newtypes so that a profile can never stand where an incident belongs. The order of the enums is the order of the
//! database's enum types (`low` < … < `critical`), so comparing them means what SQL means by it.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// An organization: the tenant. Every row belongs to one.
    OrganizationId;
    /// A person: the id of the row in `profiles`, which is the id of the account in Auth.
    ProfileId;
    /// An incident.
    IncidentId;
    /// A problem.
    ProblemId;
    /// A change.
    ChangeId;
    /// An environment of the infrastructure. Made by the client.
    EnvironmentId;
    /// A comment. Made by the client, so that a repeated insert is recognised.
    CommentId;
    /// A request for approval of a change, and what was answered.
    ApprovalId;
    /// Something that is to happen to a change at a time.
    AutomationId;
    /// What came of a change, in the words of whoever did it.
    ResponseId;
    /// A line in somebody's inbox.
    NotificationId;
    /// A row of `comment_notifications`.
    MentionId;
    /// A deed, for the outbox and the toasts. Never leaves this machine.
    OpId;
}

/// One of the three records that comments, notifications and links can belong to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Something is broken now.
    Incident(IncidentId),
    /// Why things break.
    Problem(ProblemId),
    /// Something will be altered.
    Change(ChangeId),
}

impl Record {
    /// Its id, whichever kind it is of.
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Self::Incident(IncidentId(id)) | Self::Problem(ProblemId(id)) | Self::Change(ChangeId(id)) => id,
        }
    }

    /// Which incident it is, if it is one.
    #[must_use]
    pub const fn incident(self) -> Option<IncidentId> {
        match self {
            Self::Incident(id) => Some(id),
            Self::Problem(_) | Self::Change(_) => None,
        }
    }

    /// What records of its kind are called: `incident`.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Incident(_) => "incident",
            Self::Problem(_) => "problem",
            Self::Change(_) => "change",
        }
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All values, in the order of the database's enum.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word the database and the filter language use.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the database's word; anything else is none of ours.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    )*};
}

words! {
    /// How urgent a record is; also the scale of criticality and urgency.
    Priority {
        /// Can wait for days.
        Low = "low",
        /// Should be done within a day.
        Medium = "medium",
        /// Needs somebody now.
        High = "high",
        /// Wakes people.
        Critical = "critical",
    }
    /// How far an incident is.
    IncidentStatus {
        /// Nobody has begun.
        Open = "open",
        /// Somebody is at it.
        Investigating = "investigating",
        /// Service is back.
        Resolved = "resolved",
        /// Done with, with a reason.
        Closed = "closed",
    }
    /// How far a problem is.
    ProblemStatus {
        /// It has a number.
        Identified = "identified",
        /// Somebody looks for the cause.
        Investigating = "investigating",
        /// The cause is known and there is a workaround.
        KnownError = "known_error",
        /// The cause is gone.
        Resolved = "resolved",
        /// Done with.
        Closed = "closed",
    }
    /// How far a change is.
    ChangeStatus {
        /// Being written.
        Draft = "draft",
        /// Waiting for a decision.
        Pending = "pending",
        /// May start.
        Approved = "approved",
        /// Running.
        InProgress = "in_progress",
        /// Worked.
        Completed = "completed",
        /// Did not.
        Failed = "failed",
        /// Will not happen.
        Cancelled = "cancelled",
    }
    /// What became of a request for approval.
    ApprovalStatus {
        /// Nobody has decided.
        Pending = "pending",
        /// Yes.
        Approved = "approved",
        /// No.
        Rejected = "rejected",
    }
    /// What happens to a change at a time.
    AutomationKind {
        /// It starts.
        AutoStart = "auto_start",
        /// Its assignee is asked what came of it.
        CompletionPrompt = "completion_prompt",
    }
    /// What came of a change.
    Outcome {
        /// It worked.
        Completed = "completed",
        /// It did not.
        Failed = "failed",
    }
    /// What a person may do by the web app's rules. The database itself looks at it for approvals and the organization only.
    Role {
        /// Reads.
        Viewer = "viewer",
        /// Works.
        Member = "member",
        /// Decides on changes.
        Manager = "manager",
        /// Runs the organization.
        Admin = "admin",
        /// Pays for it.
        Owner = "owner",
    }
}

impl Priority {
    /// The matrix of `calculate_priority(criticality, urgency)`, the same in the database and the web app.
    #[must_use]
    pub fn from_matrix(criticality: Self, urgency: Self) -> Self {
        match criticality as u8 + urgency as u8 {
            5.. => Self::Critical,
            4 => Self::High,
            3 => Self::Medium,
            _ => Self::Low,
        }
    }
}

impl ProblemStatus {
    /// Whether nobody works on it any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed)
    }

    /// In words for a screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::KnownError => "known error",
            other => other.word(),
        }
    }
}

impl ChangeStatus {
    /// Whether nothing will happen to it any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    /// In words for a screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::InProgress => "in progress",
            other => other.word(),
        }
    }
}

impl Role {
    /// Whether the database lets this role decide on changes.
    #[must_use]
    pub fn may_approve(self) -> bool {
        self >= Self::Manager
    }
}

impl Outcome {
    /// What a change is then.
    #[must_use]
    pub const fn status(self) -> ChangeStatus {
        match self {
            Self::Completed => ChangeStatus::Completed,
            Self::Failed => ChangeStatus::Failed,
        }
    }
}

impl AutomationKind {
    /// In words for a screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AutoStart => "start by itself",
            Self::CompletionPrompt => "ask what came of it",
        }
    }
}

impl IncidentStatus {
    /// Whether the clock of the SLO still runs.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Self::Open | Self::Investigating)
    }
}

#[cfg(test)]
mod tests {
    use super::Priority::{self, Critical, High, Low, Medium};

    #[test]
    fn the_matrix_is_the_databases() {
        let table = [
            (Critical, [Critical, Critical, High, Medium]),
            (High, [Critical, High, Medium, Low]),
            (Medium, [High, Medium, Low, Low]),
            (Low, [Medium, Low, Low, Low]),
        ];
        for (criticality, row) in table {
            for (urgency, expected) in [Critical, High, Medium, Low].into_iter().zip(row) {
                assert_eq!(Priority::from_matrix(criticality, urgency), expected, "{criticality} and {urgency}");
            }
        }
    }
}
