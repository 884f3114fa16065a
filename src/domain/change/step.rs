//! The life of a change: which way it may go from where, and who may take it there.
//!
//! [`Kind`] is a row of the table that users read in `docs/changes.md`; a test holds it against what PostgreSQL really allows. [`Step`] is a deed: the
//! kind with everything it writes beside the row of the change, under ids of ours, so that what was cut off in the middle is finished and not repeated.

use super::Change;
use super::beside::{Scheduled, Tell};
use crate::domain::member::Me;
use crate::domain::rich_text::{Marker, marker};
use crate::domain::safe::Safe;
use crate::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, AutomationKind, ChangeStatus, CommentId, Outcome, ProfileId, ResponseId,
};
use serde::{Deserialize, Serialize};

/// Before the fingerprint in the comment that asks for approval.
const CONTENT: &str = "Content ";

/// The fingerprint of what was asked for, from the comment that asked, if it is one that antops wrote.
#[must_use]
pub fn fingerprint_in(comment: &Safe) -> Option<String> {
    let (Marker::ApprovalRequested, words) = marker(comment)? else { return None };
    let (_, found) = words.rsplit_once(CONTENT)?;
    let found: String = found.chars().take_while(char::is_ascii_hexdigit).collect();
    (found.len() == 12).then_some(found)
}

/// One way a change can go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Ask for approval.
    Request,
    /// Take the request back.
    Withdraw,
    /// Say yes.
    Approve,
    /// Say no.
    Reject,
    /// Begin.
    Start,
    /// It worked.
    Complete,
    /// It did not.
    Fail,
    /// It will not happen.
    Cancel,
    /// It happens at another time.
    Reschedule,
}

/// Whom the database lets do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// Requester or assignee, whatever their role.
    Stakeholder,
    /// The assignee alone.
    Assignee,
    /// A manager, admin or owner.
    Approver,
}

/// What keeps somebody from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hindrance {
    /// The change is at another point.
    Status(ChangeStatus),
    /// They are neither requester nor assignee.
    NoStake,
    /// They are not the assignee; this is who is.
    NotAssignee(Option<ProfileId>),
    /// Their role decides on no change.
    NoApprover,
}

impl Kind {
    /// All of them, in the order of a life.
    pub const ALL: &[Self] = &[
        Self::Request,
        Self::Withdraw,
        Self::Approve,
        Self::Reject,
        Self::Start,
        Self::Complete,
        Self::Fail,
        Self::Cancel,
        Self::Reschedule,
    ];

    /// The verb, as the command line has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Start => "start",
            Self::Complete => "complete",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
            Self::Reschedule => "reschedule",
        }
    }

    /// Where it can begin.
    #[must_use]
    pub const fn from(self) -> &'static [ChangeStatus] {
        use ChangeStatus::{Approved, Draft, InProgress, Pending};
        match self {
            Self::Request => &[Draft],
            Self::Withdraw | Self::Approve | Self::Reject => &[Pending],
            Self::Start => &[Approved],
            Self::Complete | Self::Fail => &[InProgress],
            Self::Cancel | Self::Reschedule => &[Draft, Pending, Approved],
        }
    }

    /// What the change is then; nothing where that stays as it is.
    #[must_use]
    pub const fn to(self) -> Option<ChangeStatus> {
        match self {
            Self::Request => Some(ChangeStatus::Pending),
            Self::Withdraw => Some(ChangeStatus::Draft),
            Self::Approve => Some(ChangeStatus::Approved),
            Self::Reject | Self::Cancel => Some(ChangeStatus::Cancelled),
            Self::Start => Some(ChangeStatus::InProgress),
            Self::Complete => Some(ChangeStatus::Completed),
            Self::Fail => Some(ChangeStatus::Failed),
            Self::Reschedule => None,
        }
    }

    /// Whom the database lets do it.
    #[must_use]
    pub const fn by(self) -> By {
        match self {
            Self::Approve | Self::Reject => By::Approver,
            Self::Complete | Self::Fail => By::Assignee,
            _ => By::Stakeholder,
        }
    }

    /// What keeps me from doing it to a change; nothing where nothing does.
    #[must_use]
    pub fn hindrance(self, me: &Me, change: &Change) -> Option<Hindrance> {
        let mine = me.profile.id;
        if !self.from().contains(&change.status) {
            return Some(Hindrance::Status(change.status));
        }
        match self.by() {
            By::Stakeholder => (!change.has_stakeholder(mine)).then_some(Hindrance::NoStake),
            By::Assignee => (change.assigned_to != Some(mine)).then_some(Hindrance::NotAssignee(change.assigned_to)),
            By::Approver => (!me.profile.role.may_approve()).then_some(Hindrance::NoApprover),
        }
    }
}

impl By {
    /// In words for a table.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stakeholder => "requester or assignee",
            Self::Assignee => "assignee",
            Self::Approver => "manager, admin or owner",
        }
    }
}

/// A step as a deed: the kind, and what it writes beside the row of the change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Step {
    /// Asks for approval.
    Request {
        /// The request.
        approval: ApprovalId,
        /// The comment that says so.
        marker: CommentId,
        /// See [`Change::fingerprint`], of the change as it was asked for.
        fingerprint: String,
        /// Everybody who may decide.
        tell: Vec<Tell>,
    },
    /// Answers a request.
    Decide {
        /// Yes or no.
        answer: ApprovalStatus,
        /// A sentence with it; may be empty.
        because: String,
        /// The change as whoever decides saw it: where it differs by now in what is decided on, nothing is decided.
        saw: Box<Change>,
        /// What is to happen at its time, if the change moves.
        schedule: Vec<Scheduled>,
        /// The comment that says so.
        marker: CommentId,
        /// Requester and assignee: whoever of them sees it first finishes it.
        mentions: Vec<ProfileId>,
        /// Requester and assignee.
        tell: Vec<Tell>,
    },
    /// Moves a change that somebody else decided on.
    Apply {
        /// The answer that is applied.
        answer: ApprovalStatus,
        /// Whose it is.
        by: ProfileId,
        /// What is to happen at its time.
        schedule: Vec<Scheduled>,
    },
    /// Takes a request back.
    Withdraw {
        /// Why; may be empty.
        why: String,
        /// The comment that says so.
        marker: CommentId,
    },
    /// Begins.
    Start,
    /// Begins at its time, in place of the web app's scheduler: whoever takes the automation first does it.
    Run {
        /// The automation.
        automation: AutomationId,
        /// The comment that says so.
        marker: CommentId,
        /// Requester and assignee.
        tell: Vec<Tell>,
    },
    /// Says what came of it.
    End {
        /// How it ended.
        outcome: Outcome,
        /// In words.
        notes: String,
        /// The response.
        response: ResponseId,
        /// The comment that says so.
        marker: CommentId,
        /// The requester and those who decide, none of them twice and never me.
        mentions: Vec<ProfileId>,
    },
    /// Calls it off.
    Cancel {
        /// Why.
        why: String,
        /// The comment that says so.
        marker: CommentId,
        /// Whether an open request is answered with no: only who may decide can.
        rejects: bool,
    },
    /// Moves it to another time.
    Reschedule {
        /// What is to happen at its new time, if it is approved and nothing is to happen yet.
        schedule: Vec<Scheduled>,
    },
}

impl Step {
    /// Which way it goes; nothing for what no user decides on.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Request { .. } => Kind::Request,
            Self::Decide { answer: ApprovalStatus::Approved, .. } => Kind::Approve,
            Self::Decide { .. } => Kind::Reject,
            Self::Withdraw { .. } => Kind::Withdraw,
            Self::Start => Kind::Start,
            Self::End { outcome: Outcome::Completed, .. } => Kind::Complete,
            Self::End { .. } => Kind::Fail,
            Self::Cancel { .. } => Kind::Cancel,
            Self::Reschedule { .. } => Kind::Reschedule,
            Self::Apply { .. } | Self::Run { .. } => return None,
        })
    }

    /// The comment it writes.
    #[must_use]
    pub const fn marker(&self) -> Option<CommentId> {
        match self {
            Self::Request { marker, .. }
            | Self::Decide { marker, .. }
            | Self::Withdraw { marker, .. }
            | Self::Run { marker, .. }
            | Self::End { marker, .. }
            | Self::Cancel { marker, .. } => Some(*marker),
            Self::Apply { .. } | Self::Start | Self::Reschedule { .. } => None,
        }
    }

    /// The text of that comment, as the web app writes it.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let or = |text: &str, instead: &str| if text.trim().is_empty() { instead.to_owned() } else { text.to_owned() };
        Some(match self {
            Self::Request { fingerprint, .. } => {
                Marker::ApprovalRequested.write(&format!("Waits for a manager's decision. {CONTENT}{fingerprint}."))
            }
            Self::Decide { answer: ApprovalStatus::Approved, because, .. } => {
                Marker::Approved.write(&or(because, "Approved without a comment."))
            }
            Self::Decide { because, .. } => Marker::Rejected.write(&or(because, "Rejected without a comment.")),
            Self::Withdraw { why, .. } => Marker::Withdrawn.write(&or(why, "The request for approval is taken back.")),
            Self::Run { .. } => Marker::AutoStarted.write("Started at its time."),
            Self::End { outcome: Outcome::Completed, notes, .. } => {
                Marker::Completed.write(&or(notes, "Completed without notes."))
            }
            Self::End { notes, .. } => Marker::Failed.write(&or(notes, "Failed without notes.")),
            Self::Cancel { why, .. } => Marker::Cancelled.write(&or(why, "Cancelled without a reason.")),
            Self::Apply { .. } | Self::Start | Self::Reschedule { .. } => return None,
        })
    }

    /// Whom that comment calls.
    #[must_use]
    pub fn mentions(&self) -> &[ProfileId] {
        match self {
            Self::Decide { mentions, .. } | Self::End { mentions, .. } => mentions,
            _ => &[],
        }
    }

    /// What was typed for it.
    #[must_use]
    pub fn typed(&self) -> Option<&str> {
        match self {
            Self::Decide { because: text, .. }
            | Self::Withdraw { why: text, .. }
            | Self::End { notes: text, .. }
            | Self::Cancel { why: text, .. } => Some(text),
            _ => None,
        }
    }
}

/// What of a step did not take, while the rest did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Left {
    /// The row of the change: its requester or assignee has to move it.
    Change,
    /// The row of the change, which by now says this.
    ChangeIs(ChangeStatus),
    /// The open request stays open.
    Request,
    /// What is to happen at its time.
    Automations,
    /// What came of it, in words.
    Response,
    /// The comment that says so.
    Comment,
    /// The lines in people's inboxes.
    Notifications,
}

/// What is to happen to a change at its time, given ids: what the web app schedules when a change is approved.
#[must_use]
pub fn schedule(change: &Change, mut id: impl FnMut() -> AutomationId) -> Vec<Scheduled> {
    let start = change.scheduled_for.map(|at| (AutomationKind::AutoStart, at));
    let end = change.estimated_end.map(|at| (AutomationKind::CompletionPrompt, at));
    start.into_iter().chain(end).map(|(kind, at)| Scheduled { id: id(), kind, at }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;
    use uuid::Uuid;

    #[test]
    fn what_was_asked_for_is_read_back_from_the_comment_that_asked() {
        let change = samples::change(1);
        let step = Step::Request {
            approval: ApprovalId(Uuid::nil()),
            marker: CommentId(Uuid::nil()),
            fingerprint: change.fingerprint(),
            tell: vec![],
        };
        let said = Safe::new(&step.said().unwrap_or_default());
        assert_eq!(fingerprint_in(&said), Some(change.fingerprint()));
        for other in [
            "📋 **APPROVAL REQUESTED** | This change has been submitted for manager review.",
            "📋 **APPROVAL REQUESTED** | Content 12",
            "✅ **APPROVED** | Content 0123456789ab.",
            "Content 0123456789ab.",
        ] {
            assert_eq!(fingerprint_in(&Safe::new(other)), None, "{other}");
        }
    }
}
