//! A change: something will be altered, with a plan for the way there and one for the way back.

use super::safe::Safe;
use super::service::ServiceId;
use super::value::{ChangeId, ChangeStatus, IncidentId, Priority, ProblemId, ProfileId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A row of `changes`, every text made safe.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// `ACM-CHG-0012`; the database gives it, and may leave it out.
    pub number: Option<Safe>,
    /// One line.
    pub title: Safe,
    /// Rich text: what is altered, and why.
    pub description: Safe,
    /// How far it is. An approval is a row of its own and may say otherwise.
    pub status: ChangeStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// Who asked for it.
    pub requested_by: ProfileId,
    /// Who does it.
    pub assigned_to: Option<ProfileId>,
    /// When it is to begin.
    pub scheduled_for: Option<Timestamp>,
    /// When it should be over.
    pub estimated_end: Option<Timestamp>,
    /// When it was over.
    pub completed_at: Option<Timestamp>,
    /// Rich text: the way back.
    pub rollback_plan: Safe,
    /// Rich text: how one sees that it worked.
    pub test_plan: Safe,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Ids of nodes and zones, known or not.
    pub services: Vec<ServiceId>,
    /// The problem it ends.
    pub problem: Option<ProblemId>,
    /// The incident it ends.
    pub incident: Option<IncidentId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When a client last said it changed it. No trigger keeps it: a hint, not a version.
    pub updated_at: Timestamp,
}

impl Change {
    /// The number, or the web app's stand-in for it.
    #[must_use]
    pub fn name(&self) -> String {
        self.number.as_ref().map_or_else(|| format!("CHG-{:.8}", self.id.to_string()), ToString::to_string)
    }

    /// The number without the organization's prefix, for narrow places: `CHG-0012`.
    #[must_use]
    pub fn short_name(&self) -> Cow<'_, str> {
        let Some(number) = &self.number else { return Cow::Owned(self.name()) };
        match number.split_once('-') {
            Some((_, rest)) if rest.starts_with("CHG-") => Cow::Borrowed(rest),
            _ => Cow::Borrowed(number),
        }
    }

    /// Whether this person may change the row: requester or assignee.
    #[must_use]
    pub fn has_stakeholder(&self, who: ProfileId) -> bool {
        self.requested_by == who || self.assigned_to == Some(who)
    }
}
