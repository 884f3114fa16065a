//! Records that were decided on and are not at the server yet, as the rows they will be. They have no number.

use super::super::model::Model;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::problem::Problem;
use crate::domain::request::{Deed, NewIncident, NewProblem};
use crate::domain::value::{IncidentId, IncidentStatus, ProblemId, ProblemStatus, Record};
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
