//! What stands beside a change: who was asked and what they answered, what is to happen at a time, what came of it. Rows of three tables, which
//! nothing keeps in step with the row of the change.

use crate::domain::safe::Safe;
use crate::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, AutomationKind, ChangeId, NotificationId, Outcome, ProfileId, ResponseId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A row of `change_approvals`: somebody asked, and perhaps somebody answered. Any member may insert one that says anything, so it is a claim until
/// [`super::standing`] has looked at it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// Of which change.
    pub change: ChangeId,
    /// Who inserted it: row level security lets nobody insert it for another.
    pub requested_by: ProfileId,
    /// Who answered, by their own word.
    pub approved_by: Option<ProfileId>,
    /// The answer.
    pub status: ApprovalStatus,
    /// A sentence with the answer.
    pub comments: Option<Safe>,
    /// When it was asked.
    pub requested_at: Timestamp,
    /// When it was answered, by the clock of whoever did.
    pub responded_at: Option<Timestamp>,
    /// When it was inserted.
    pub created_at: Timestamp,
    /// When it was last changed, by the clock of the database.
    pub updated_at: Timestamp,
}

/// A row of `change_automations`: what is to happen to a change at a time. The web app's scheduler does it where one runs; any member may write it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Automation {
    /// Its id.
    pub id: AutomationId,
    /// Of which change.
    pub change: ChangeId,
    /// What is to happen.
    pub kind: AutomationKind,
    /// When.
    pub scheduled_for: Timestamp,
    /// Whether it is done with.
    pub is_executed: bool,
    /// When that was.
    pub executed_at: Option<Timestamp>,
    /// Why it came to nothing.
    pub error: Option<Safe>,
    /// When it was inserted.
    pub created_at: Timestamp,
}

impl Automation {
    /// Whether its time has come and nobody did it yet.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        !self.is_executed && self.scheduled_for <= now
    }
}

/// A row of `change_completion_responses`: what came of a change. Only its assignee may insert one, and nobody may change it; the newest counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Response {
    /// Its id.
    pub id: ResponseId,
    /// Of which change.
    pub change: ChangeId,
    /// Who says so.
    pub responded_by: ProfileId,
    /// What came of it.
    pub outcome: Outcome,
    /// In their words.
    pub notes: Option<Safe>,
    /// When.
    pub responded_at: Timestamp,
}

/// A row of one of the three.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Beside {
    /// Of `change_approvals`.
    Approval(Approval),
    /// Of `change_automations`.
    Automation(Automation),
    /// Of `change_completion_responses`.
    Response(Response),
}

impl Beside {
    /// Which change it belongs to.
    #[must_use]
    pub const fn change(&self) -> ChangeId {
        match self {
            Self::Approval(row) => row.change,
            Self::Automation(row) => row.change,
            Self::Response(row) => row.change,
        }
    }
}

/// An automation that is to be written, under an id of ours, so that a second insert is recognised.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scheduled {
    /// Its id.
    pub id: AutomationId,
    /// What is to happen.
    pub kind: AutomationKind,
    /// When.
    pub at: Timestamp,
}

/// A line for somebody's inbox that is to be written, under an id of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tell {
    /// Its id.
    pub id: NotificationId,
    /// Whose inbox.
    pub to: ProfileId,
}
