//! Edits for what people decide on, and what a set of edits decides.

use super::{Edit, Editable, Edits, Turn};
use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::value::{ChangeStatus, IncidentStatus, ProblemId, ProblemStatus, ProfileId, Record};
use jiff::Timestamp;

impl Edits {
    /// Gives a record to somebody, or to nobody.
    #[must_use]
    pub fn assign(row: &impl Editable, to: Option<ProfileId>) -> Self {
        Self::of([Edit::Assignee(Turn::new(row.assignee(), to))])
    }

    /// Makes an incident somebody's, and starts the investigation if it was open. The status is looked at even where it stays: whoever
    /// takes an incident that was resolved meanwhile should know.
    #[must_use]
    pub fn take(row: &Incident, me: ProfileId) -> Self {
        let to = if row.status == IncidentStatus::Open { IncidentStatus::Investigating } else { row.status };
        let status = Edit::Status(Turn::new(row.status, to));
        Self(vec![Edit::Assignee(Turn::new(row.assigned_to, Some(me))), status])
    }

    /// Makes a problem somebody's, and starts the investigation if it was only identified. The status is looked at as for an incident.
    #[must_use]
    pub fn take_problem(row: &Problem, me: ProfileId) -> Self {
        let is_new = row.status == ProblemStatus::Identified;
        let to = if is_new { ProblemStatus::Investigating } else { row.status };
        let status = Edit::ProblemStatus(Turn::new(row.status, to));
        Self(vec![Edit::Assignee(Turn::new(row.assigned_to, Some(me))), status])
    }

    /// Moves an incident to a status. `resolved_at` follows: set on entering resolved or closed, kept between them, cleared on reopening.
    #[must_use]
    pub fn set_status(row: &Incident, to: IncidentStatus, at: Timestamp) -> Self {
        let resolved_at = match (row.status.is_active(), to.is_active(), row.resolved_at) {
            (_, true, _) => None,
            (false, false, Some(kept)) => Some(kept),
            (true, false, _) | (false, false, None) => Some(at),
        };
        Self::of([Edit::Status(Turn::new(row.status, to)), Edit::ResolvedAt(Turn::new(row.resolved_at, resolved_at))])
    }

    /// Moves a problem to a status. `resolved_at` follows as it does for an incident.
    #[must_use]
    pub fn set_problem_status(row: &Problem, to: ProblemStatus, at: Timestamp) -> Self {
        let resolved_at = match (row.status.is_over(), to.is_over(), row.resolved_at) {
            (_, false, _) => None,
            (true, true, Some(kept)) => Some(kept),
            _ => Some(at),
        };
        let status = Edit::ProblemStatus(Turn::new(row.status, to));
        Self::of([status, Edit::ResolvedAt(Turn::new(row.resolved_at, resolved_at))])
    }

    /// Moves a change to a status. `completed_at` follows: set where it worked, cleared everywhere else.
    #[must_use]
    pub fn set_change_status(row: &Change, to: ChangeStatus, at: Timestamp) -> Self {
        let completed_at = (to == ChangeStatus::Completed).then(|| row.completed_at.unwrap_or(at));
        let status = Edit::ChangeStatus(Turn::new(row.status, to));
        Self::of([status, Edit::CompletedAt(Turn::new(row.completed_at, completed_at))])
    }

    /// Moves a change to another window. The status is looked at, too: what began meanwhile is not moved.
    #[must_use]
    pub fn reschedule(row: &Change, from: Option<Timestamp>, to: Option<Timestamp>) -> Self {
        Self(vec![
            Edit::ChangeStatus(Turn::new(row.status, row.status)),
            Edit::StartsAt(Turn::new(row.scheduled_for, from)),
            Edit::EndsAt(Turn::new(row.estimated_end, to)),
        ])
    }

    /// Links an incident or a change to a problem, or to none.
    #[must_use]
    pub fn link(from: Option<ProblemId>, to: Option<ProblemId>) -> Self {
        Self::of([Edit::Problem(Turn::new(from, to))])
    }

    /// Who it goes to, if that changes.
    #[must_use]
    pub fn assignee(&self) -> Option<Option<ProfileId>> {
        self.0.iter().find_map(|edit| match edit {
            Edit::Assignee(turn) if !edit.is_idle() => Some(turn.to),
            _ => None,
        })
    }

    /// Which status it gets, if that changes.
    #[must_use]
    pub fn status(&self) -> Option<IncidentStatus> {
        self.0.iter().find_map(|edit| match edit {
            Edit::Status(turn) if !edit.is_idle() => Some(turn.to),
            _ => None,
        })
    }

    /// Which status a problem gets, if that changes.
    #[must_use]
    pub fn problem_status(&self) -> Option<ProblemStatus> {
        self.0.iter().find_map(|edit| match edit {
            Edit::ProblemStatus(turn) if !edit.is_idle() => Some(turn.to),
            _ => None,
        })
    }

    /// Which status a change gets, if that changes.
    #[must_use]
    pub fn change_status(&self) -> Option<ChangeStatus> {
        self.0.iter().find_map(|edit| match edit {
            Edit::ChangeStatus(turn) if !edit.is_idle() => Some(turn.to),
            _ => None,
        })
    }

    /// The record that must be there before they can be done.
    #[must_use]
    pub fn needs(&self) -> Option<Record> {
        let incident = self.0.iter().find_map(|edit| match edit {
            Edit::Incident(turn) if !edit.is_idle() => turn.to,
            _ => None,
        });
        self.problem().flatten().map(Record::Problem).or(incident.map(Record::Incident))
    }

    /// Which problem it is linked to, if that changes.
    #[must_use]
    pub fn problem(&self) -> Option<Option<ProblemId>> {
        self.0.iter().find_map(|edit| match edit {
            Edit::Problem(turn) if !edit.is_idle() => Some(turn.to),
            _ => None,
        })
    }
}
