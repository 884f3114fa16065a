//! The row a form began from: an incident, a problem or a change, and the columns that all have.
//!
//! It must not know what was typed. Invariant: a draft of an antops that knew the form of incidents only reads as what it was: which kind
//! a row is of shows in its columns.

use crate::domain::change::Change;
use crate::domain::edits::{Edit, Editable, Stand};
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::request::Row;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{Priority, ProfileId, Record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A row that has a form. A problem has no organization here, so none is taken for an incident.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Seen {
    /// Of `incidents`.
    Incident(Box<Incident>),
    /// Of `problems`.
    Problem(Box<Problem>),
    /// Of `changes`. It has a requester and no creator, so none is taken for one of the others.
    Change(Box<Change>),
}

/// What all kinds hold under the same names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns<'a> {
    pub(super) title: &'a Safe,
    pub(super) description: &'a Safe,
    pub(super) criticality: Option<Priority>,
    pub(super) urgency: Option<Priority>,
    pub(super) priority: Priority,
    pub(super) auto_priority: bool,
    pub(super) assigned_to: Option<ProfileId>,
    pub(super) services: &'a [ServiceId],
    pub(super) tags: &'a [Safe],
}

/// The same of either kind.
macro_rules! either {
    ($seen:expr, $row:ident => $of:expr) => {
        match $seen {
            Self::Incident($row) => $of,
            Self::Problem($row) => $of,
            Self::Change($row) => $of,
        }
    };
}

impl From<&Incident> for Seen {
    fn from(row: &Incident) -> Self {
        Self::Incident(Box::new(row.clone()))
    }
}

impl From<&Change> for Seen {
    fn from(row: &Change) -> Self {
        Self::Change(Box::new(row.clone()))
    }
}

impl From<&Problem> for Seen {
    fn from(row: &Problem) -> Self {
        Self::Problem(Box::new(row.clone()))
    }
}

impl Seen {
    /// The row as one that a form can begin from, if it is one.
    #[must_use]
    pub fn of(row: Row) -> Option<Self> {
        match row {
            Row::Incident(row) => Some(Self::Incident(row)),
            Row::Problem(row) => Some(Self::Problem(row)),
            Row::Change(row) => Some(Self::Change(row)),
            Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => None,
        }
    }

    /// Its priority.
    #[must_use]
    pub fn priority(&self) -> Priority {
        either!(self, row => row.priority)
    }

    /// Every rich text of it.
    pub fn texts(&self) -> impl Iterator<Item = (super::Name, &Safe)> {
        use super::Name::{Description, Rollback, RootCause, Solution, Test, Workaround};
        let more = match self {
            Self::Incident(_) => [None, None, None],
            Self::Change(row) => [Some((Rollback, &row.rollback_plan)), Some((Test, &row.test_plan)), None],
            Self::Problem(row) => [
                row.root_cause.as_ref().map(|text| (RootCause, text)),
                row.workaround.as_ref().map(|text| (Workaround, text)),
                row.solution.as_ref().map(|text| (Solution, text)),
            ],
        };
        [(Description, self.columns().description)].into_iter().chain(more.into_iter().flatten())
    }

    pub(super) fn columns(&self) -> Columns<'_> {
        let (criticality, urgency, auto_priority) = match self {
            Self::Incident(row) => (row.criticality, row.urgency, row.auto_priority),
            Self::Problem(row) => (row.criticality, row.urgency, row.auto_priority),
            // Nobody rates a change: its priority is chosen.
            Self::Change(_) => (None, None, false),
        };
        either!(self, row => Columns {
            title: &row.title,
            description: &row.description,
            criticality,
            urgency,
            priority: row.priority,
            auto_priority,
            assigned_to: row.assigned_to,
            services: &row.services,
            tags: &row.tags,
        })
    }
}

impl Editable for Seen {
    fn record(&self) -> Record {
        either!(self, row => row.record())
    }

    fn name(&self) -> String {
        either!(self, row => row.name())
    }

    fn creator(&self) -> ProfileId {
        either!(self, row => row.creator())
    }

    fn assignee(&self) -> Option<ProfileId> {
        either!(self, row => row.assignee())
    }

    fn updated_at(&self) -> Timestamp {
        either!(self, row => row.updated_at())
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        either!(self, row => row.set_updated_at(at));
    }

    fn take(&mut self, edit: &Edit) {
        either!(self, row => row.take(edit));
    }

    fn stand(&self, edit: &Edit) -> Stand {
        either!(self, row => row.stand(edit))
    }

    fn rate(&mut self) {
        either!(self, row => row.rate());
    }
}
