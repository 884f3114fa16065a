//! What each kind of record says about itself, for [`super::likeness`]: its services, what it says aloud in title and tags, what it says
//! quietly in running text.
//!
//! It must not know who compares what with what.

use super::change::Change;
use super::incident::Incident;
use super::likeness::About;
use super::problem::Problem;
use super::safe::Safe;

/// Of an incident: the description is its running text.
#[must_use]
pub fn of_incident(incident: &Incident) -> About {
    About {
        services: incident.services.clone(),
        loud: aloud(&incident.title, &incident.tags),
        quiet: vec![incident.description.clone()],
    }
}

/// Of a problem: what it looks like and why it happens are its running text. What helps against it is about the cure.
#[must_use]
pub fn of_problem(problem: &Problem) -> About {
    About {
        services: problem.services.clone(),
        loud: aloud(&problem.title, &problem.tags),
        quiet: [&problem.description].into_iter().chain(&problem.root_cause).cloned().collect(),
    }
}

/// Of a change: what is altered and why. The plans are about the way.
#[must_use]
pub fn of_change(change: &Change) -> About {
    About {
        services: change.services.clone(),
        loud: aloud(&change.title, &change.tags),
        quiet: vec![change.description.clone()],
    }
}

fn aloud(title: &Safe, tags: &[Safe]) -> Vec<Safe> {
    [title].into_iter().chain(tags).cloned().collect()
}
