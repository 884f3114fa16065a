//! What of a form only a change has: the two plans, the window, and the one record it ends.

use super::super::entry::Name;
use super::{Around, Typed};
use crate::domain::change::Change;
use crate::domain::edits::{Edit, Turn};
use crate::domain::incident::Incident;
use crate::domain::moment;
use crate::domain::problem::Problem;
use crate::domain::request::NewChange;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::tag;
use crate::domain::value::Priority;
use jiff::Timestamp;

impl Typed {
    /// How the form of a new change begins.
    #[must_use]
    pub fn blank_change() -> Self {
        Self { by_hand: Some(Priority::Medium), ..Self::default() }
    }

    /// A change for an incident, as far as the incident tells of it.
    #[must_use]
    pub fn change_for_incident(incident: &Incident) -> Self {
        Self {
            title: incident.title.to_string(),
            description: format!("For {}: {}", incident.name(), incident.title),
            by_hand: Some(incident.priority),
            services: incident.services.clone(),
            tags: tag::line(&incident.tags),
            incident: Some(incident.id),
            ..Self::default()
        }
    }

    /// A change that ends a problem: what is known to end it for good is what is altered.
    #[must_use]
    pub fn change_for_problem(problem: &Problem, around: &Around) -> Self {
        let solution = problem.solution.as_ref().map(|text| rich_text::source(text, &around.people));
        let description = match solution.filter(|text| !text.trim().is_empty()) {
            Some(solution) => solution,
            None => format!("Ends {}: {}", problem.name(), problem.title),
        };
        Self {
            title: problem.title.to_string(),
            description,
            by_hand: Some(problem.priority),
            services: problem.services.clone(),
            tags: tag::line(&problem.tags),
            problem: Some(problem.id),
            ..Self::default()
        }
    }

    /// What only a change has, as the form shows it.
    pub(super) fn with_change(self, row: &Change, around: &Around) -> Self {
        let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| moment::print(at, &around.zone));
        Self {
            rollback_plan: rich_text::source(&row.rollback_plan, &around.people),
            test_plan: rich_text::source(&row.test_plan, &around.people),
            starts: moment(row.scheduled_for),
            ends: moment(row.estimated_end),
            by_hand: Some(row.priority),
            problem: row.problem,
            incident: row.incident,
            ..self
        }
    }

    /// A change that was to be drafted, as it was typed.
    #[must_use]
    pub fn of_new_change(new: &NewChange, around: &Around) -> Self {
        let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| moment::print(at, &around.zone));
        Self {
            title: new.title.to_string(),
            description: rich_text::source(&new.description, &around.people),
            rollback_plan: rich_text::source(&new.rollback_plan, &around.people),
            test_plan: rich_text::source(&new.test_plan, &around.people),
            starts: moment(new.scheduled_for),
            ends: moment(new.estimated_end),
            by_hand: Some(new.priority),
            assignee: new.assigned_to,
            services: new.services.clone(),
            tags: tag::line(&new.tags),
            problem: new.problem,
            incident: new.incident,
            ..Self::default()
        }
    }

    /// When it begins, as it was typed; nothing where nothing was.
    ///
    /// # Errors
    /// A sentence that says what can be typed.
    pub fn starts_at(&self, around: &Around) -> Result<Option<Timestamp>, String> {
        let text = self.starts.trim();
        if text.is_empty() { Ok(None) } else { moment::parse(text, around.now, &around.zone).map(Some) }
    }

    /// When it should be over, as it was typed.
    ///
    /// # Errors
    /// The same.
    pub fn ends_at(&self, around: &Around) -> Result<Option<Timestamp>, String> {
        let text = self.ends.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let begins = self.starts_at(around).unwrap_or_default();
        moment::parse_end(text, begins, around.now, &around.zone).map(Some)
    }

    /// What is wrong with a field that only a change has.
    pub(super) fn mistake_of_change(&self, name: Name, began: &Self, around: &Around) -> Option<String> {
        match name {
            Name::Rollback if self.rollback_plan.trim().is_empty() => {
                Some("A rollback plan is needed: the way back, if only in one sentence.".into())
            }
            Name::Test if self.test_plan.trim().is_empty() => {
                Some("A test plan is needed: how one sees that it worked.".into())
            }
            Name::Starts if self.starts != began.starts => self.starts_at(around).err(),
            Name::Ends if self.ends.trim().is_empty() => None,
            Name::Ends if (&self.starts, &self.ends) != (&began.starts, &began.ends) => match self.ends_at(around) {
                Err(sentence) => Some(sentence),
                Ok(ends) => match (self.starts_at(around), ends) {
                    (Ok(None), _) => Some("An end needs a beginning.".into()),
                    (Ok(Some(starts)), Some(ends)) if ends <= starts => Some("It would end before it begins.".into()),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    /// What becomes of what only a change has.
    pub(super) fn change_edits(&self, began: &Self, row: &Change, around: &Around) -> Vec<Edit> {
        let mut edits = vec![
            Edit::Problem(Turn::new(row.problem, self.problem)),
            Edit::Incident(Turn::new(row.incident, self.incident)),
        ];
        let written = |text: &str| Safe::new(&rich_text::write(text, &around.people).html);
        if self.rollback_plan != began.rollback_plan {
            edits.push(Edit::RollbackPlan(Turn::new(row.rollback_plan.clone(), written(&self.rollback_plan))));
        }
        if self.test_plan != began.test_plan {
            edits.push(Edit::TestPlan(Turn::new(row.test_plan.clone(), written(&self.test_plan))));
        }
        if self.starts != began.starts {
            edits.push(Edit::StartsAt(Turn::new(row.scheduled_for, self.starts_at(around).unwrap_or_default())));
        }
        if self.ends != began.ends {
            edits.push(Edit::EndsAt(Turn::new(row.estimated_end, self.ends_at(around).unwrap_or_default())));
        }
        edits
    }

    /// The change to draft.
    #[must_use]
    pub fn new_change(&self, around: &Around) -> NewChange {
        let written = |text: &str| Safe::new(&rich_text::write(text, &around.people).html);
        NewChange {
            title: Safe::line(self.title.trim()),
            description: written(&self.description),
            rollback_plan: written(&self.rollback_plan),
            test_plan: written(&self.test_plan),
            priority: self.by_hand.unwrap_or(Priority::Medium),
            assigned_to: self.assignee,
            scheduled_for: self.starts_at(around).unwrap_or_default(),
            estimated_end: self.ends_at(around).unwrap_or_default(),
            tags: tag::parse(&self.tags, &[]).unwrap_or_default(),
            services: self.services.clone(),
            problem: self.problem,
            incident: self.incident,
        }
    }
}
