//! From what was typed to something new, and back where it was not made after all.

use super::{Around, Typed, TypedLink, line, written};
use crate::domain::proposal::Proposal;
use crate::domain::request::{NewIncident, NewProblem};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::tag;

impl Typed {
    /// An incident that was to be reported, as it was typed.
    #[must_use]
    pub fn of_new(new: &NewIncident, around: &Around) -> Self {
        Self {
            title: new.title.to_string(),
            description: rich_text::source(&new.description, &around.people),
            criticality: new.criticality,
            urgency: new.urgency,
            by_hand: (!new.auto_priority).then_some(new.priority),
            assignee: new.assigned_to,
            services: new.services.clone(),
            tags: tag::line(&new.tags),
            customer: new.customer.as_ref().map_or_else(String::new, ToString::to_string),
            links: new.links.iter().map(TypedLink::of).collect(),
            problem: new.problem,
            ..Self::default()
        }
    }

    /// A problem that was to be written down, as it was typed.
    #[must_use]
    pub fn of_new_problem(new: &NewProblem, around: &Around) -> Self {
        let [root_cause, workaround, solution] = [&new.root_cause, &new.workaround, &new.solution]
            .map(|text| text.as_ref().map_or_else(String::new, |text| rich_text::source(text, &around.people)));
        Self {
            title: new.title.to_string(),
            description: rich_text::source(&new.description, &around.people),
            criticality: new.criticality,
            urgency: new.urgency,
            by_hand: (!new.auto_priority).then_some(new.priority),
            assignee: new.assigned_to,
            services: new.services.clone(),
            tags: tag::line(&new.tags),
            root_cause,
            workaround,
            solution,
            ..Self::default()
        }
    }

    /// A problem as it was proposed.
    #[must_use]
    pub fn of_proposal(proposal: &Proposal, around: &Around) -> Self {
        Self {
            title: proposal.title.to_string(),
            description: rich_text::source(&proposal.description, &around.people),
            criticality: proposal.criticality,
            urgency: proposal.urgency,
            by_hand: (!proposal.auto_priority).then_some(proposal.priority),
            services: proposal.services.clone(),
            tags: tag::line(&proposal.tags),
            ..Self::default()
        }
    }

    /// The incident to report.
    #[must_use]
    pub fn new_incident(&self, around: &Around) -> NewIncident {
        let outcome = self.outcome(None);
        NewIncident {
            title: Safe::line(self.title.trim()),
            description: Safe::new(&rich_text::write(&self.description, &around.people).html),
            criticality: self.criticality,
            urgency: self.urgency,
            priority: outcome.priority,
            auto_priority: outcome.is_automatic,
            assigned_to: self.assignee,
            problem: self.problem,
            tags: tag::parse(&self.tags, &[]).unwrap_or_default(),
            services: self.services.clone(),
            links: self.links(),
            customer: line(&self.customer),
        }
    }

    /// The problem to write down.
    #[must_use]
    pub fn new_problem(&self, around: &Around) -> NewProblem {
        let outcome = self.outcome(None);
        NewProblem {
            title: Safe::line(self.title.trim()),
            description: Safe::new(&rich_text::write(&self.description, &around.people).html),
            criticality: self.criticality,
            urgency: self.urgency,
            priority: outcome.priority,
            auto_priority: outcome.is_automatic,
            assigned_to: self.assignee,
            root_cause: written(&self.root_cause, around),
            workaround: written(&self.workaround, around),
            solution: written(&self.solution, around),
            tags: tag::parse(&self.tags, &[]).unwrap_or_default(),
            services: self.services.clone(),
        }
    }
}
