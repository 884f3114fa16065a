//! What happened to a change besides what was said of it, read from the rows beside it: who asked and who answered, what came of it, what is to happen
//! and did. The web app keeps no history; this and the comments that it writes are all there is.
//!
//! Invariant: nothing is told twice. What a comment says already within a minute is left to the comment.

use crate::app::model::Model;
use crate::domain::change::Change;
use crate::domain::comment::Comment;
use crate::domain::rich_text::{Marker, marker};
use crate::domain::safe::Safe;
use crate::domain::value::{ApprovalStatus, AutomationKind, Outcome, ProfileId, Record};
use jiff::{SignedDuration, Timestamp};

/// So far apart may a row and the comment that tells of it be.
const SAME: SignedDuration = SignedDuration::from_secs(60);

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// By whom, as far as a row says.
    pub who: Option<ProfileId>,
    /// What.
    pub what: What,
    /// In their words.
    pub words: Option<Safe>,
}

/// What it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// It was written down.
    Drafted,
    /// Somebody asked for approval.
    Asked,
    /// Somebody answered.
    Answered(ApprovalStatus),
    /// Somebody said what came of it.
    Ended(Outcome),
    /// What was to happen at its time did.
    Ran(AutomationKind),
    /// What was to happen came to nothing, for this reason.
    Lapsed(AutomationKind, Safe),
}

impl Event {
    /// The comment that tells the same.
    const fn marker(&self) -> Option<Marker> {
        match self.what {
            What::Asked => Some(Marker::ApprovalRequested),
            What::Answered(ApprovalStatus::Approved) => Some(Marker::Approved),
            What::Answered(ApprovalStatus::Rejected) => Some(Marker::Rejected),
            What::Ended(Outcome::Completed) => Some(Marker::Completed),
            What::Ended(Outcome::Failed) => Some(Marker::Failed),
            What::Ran(AutomationKind::AutoStart) => Some(Marker::AutoStarted),
            What::Answered(ApprovalStatus::Pending) | What::Drafted | What::Ran(_) | What::Lapsed(..) => None,
        }
    }

    fn is_told_by(&self, comments: &[Comment]) -> bool {
        let Some(wanted) = self.marker() else { return false };
        let is_it = |comment: &&Comment| comment.created_at.duration_since(self.at).abs() <= SAME;
        comments.iter().filter(is_it).any(|comment| marker(&comment.content).is_some_and(|(found, _)| found == wanted))
    }
}

impl Model {
    /// What happened to a record that no comment tells of, oldest first; of changes alone.
    #[must_use]
    pub fn events(&self, record: Record) -> Vec<Event> {
        let Record::Change(id) = record else { return vec![] };
        let Some(change) = self.rows.changes.get(&id) else { return vec![] };
        let comments = self.rows.timeline(record);
        let mut events = self.all_events(change);
        events.retain(|event| !event.is_told_by(comments));
        events.sort_by_key(|event| event.at);
        events
    }

    fn all_events(&self, change: &Change) -> Vec<Event> {
        let drafted = Event { at: change.created_at, who: Some(change.requested_by), what: What::Drafted, words: None };
        let mut events = vec![drafted];
        for row in self.rows.approvals.of(change.id) {
            events.push(Event { at: row.requested_at, who: Some(row.requested_by), what: What::Asked, words: None });
            if row.status != ApprovalStatus::Pending {
                let words = row.comments.clone();
                events.push(Event {
                    at: row.updated_at,
                    who: row.approved_by,
                    what: What::Answered(row.status),
                    words,
                });
            }
        }
        for row in self.rows.responses.of(change.id) {
            let what = What::Ended(row.outcome);
            events.push(Event { at: row.responded_at, who: Some(row.responded_by), what, words: row.notes.clone() });
        }
        for row in self.rows.automations.of(change.id) {
            if let Some(at) = row.executed_at.filter(|_| row.is_executed) {
                let what = match &row.error {
                    Some(error) => What::Lapsed(row.kind, error.clone()),
                    None => What::Ran(row.kind),
                };
                events.push(Event { at, who: None, what, words: None });
            }
        }
        events
    }
}
