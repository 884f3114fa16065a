//! Records that were decided on and are not at the server yet, as the rows they will be. They have no number.

use super::super::model::Model;
use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::problem::Problem;
use crate::domain::request::{Deed, NewChange, NewIncident, NewProblem};
use crate::domain::value::{ChangeId, ChangeStatus, IncidentId, IncidentStatus, ProblemId, ProblemStatus, Record};
use jiff::Timestamp;

impl Model {
    /// An incident that was reported and is not at the server yet, as it will be.
    pub(in crate::app) fn reported(&self, id: IncidentId) -> Option<Incident> {
        let me = self.me.as_ref()?;
        self.pending.on(Record::Incident(id)).find_map(|unjudged| match &unjudged.op.deed {
            Deed::Create { incident, new } if *incident == id => Some(incident_of(id, new, me, unjudged.op.at)),
            _ => None,
        })
    }

    /// A problem that was written down and is not at the server yet, as it will be.
    pub(in crate::app) fn written_down(&self, id: ProblemId) -> Option<Problem> {
        let me = self.me.as_ref()?;
        self.pending.on(Record::Problem(id)).find_map(|unjudged| match &unjudged.op.deed {
            Deed::CreateProblem { problem, new } if *problem == id => Some(problem_of(id, new, me, unjudged.op.at)),
            _ => None,
        })
    }
}

impl Model {
    /// A change that was drafted and is not at the server yet, as it will be.
    pub(in crate::app) fn drafted(&self, id: ChangeId) -> Option<Change> {
        let me = self.me.as_ref()?;
        self.pending.on(Record::Change(id)).find_map(|unjudged| match &unjudged.op.deed {
            Deed::CreateChange { change, new } if *change == id => Some(change_of(id, new, me, unjudged.op.at)),
            _ => None,
        })
    }
}

/// A new change as a row.
pub(super) fn change_of(id: ChangeId, new: &NewChange, me: &Me, at: Timestamp) -> Change {
    Change {
        id,
        number: None,
        title: new.title.clone(),
        description: new.description.clone(),
        status: ChangeStatus::Draft,
        priority: new.priority,
        requested_by: me.profile.id,
        assigned_to: new.assigned_to,
        scheduled_for: new.scheduled_for,
        estimated_end: new.estimated_end,
        completed_at: None,
        rollback_plan: new.rollback_plan.clone(),
        test_plan: new.test_plan.clone(),
        tags: new.tags.clone(),
        services: new.services.clone(),
        problem: new.problem,
        incident: new.incident,
        created_at: at,
        updated_at: at,
    }
}

/// A new incident as a row.
pub(super) fn incident_of(id: IncidentId, new: &NewIncident, me: &Me, at: Timestamp) -> Incident {
    Incident {
        id,
        organization: me.organization,
        number: None,
        title: new.title.clone(),
        description: new.description.clone(),
        priority: new.priority,
        status: IncidentStatus::Open,
        assigned_to: new.assigned_to,
        created_by: me.profile.id,
        problem: new.problem,
        tags: new.tags.clone(),
        services: new.services.clone(),
        criticality: new.criticality,
        urgency: new.urgency,
        auto_priority: new.auto_priority,
        links: new.links.clone(),
        customer: new.customer.clone(),
        created_at: at,
        updated_at: at,
        resolved_at: None,
    }
}

/// A new problem as a row.
pub(super) fn problem_of(id: ProblemId, new: &NewProblem, me: &Me, at: Timestamp) -> Problem {
    Problem {
        id,
        number: None,
        title: new.title.clone(),
        description: new.description.clone(),
        priority: new.priority,
        status: ProblemStatus::Identified,
        assigned_to: new.assigned_to,
        created_by: me.profile.id,
        root_cause: new.root_cause.clone(),
        workaround: new.workaround.clone(),
        solution: new.solution.clone(),
        tags: new.tags.clone(),
        services: new.services.clone(),
        criticality: new.criticality,
        urgency: new.urgency,
        auto_priority: new.auto_priority,
        created_at: at,
        updated_at: at,
        resolved_at: None,
    }
}
