//! Which known errors explain an incident, best first, each with its reasons.
//!
//! Owns who is asked and in which order. The measure is [`super::likeness`]:
//!
//! - a shared service counts 1 where only one problem names it, down to 0.6 where all do; every further one half of that; the whole times
//!   the square of how much of the shorter list is shared, so that one of two counts a quarter;
//! - a shared word counts 1 where only one problem has it, down to 0 where all have it, if both have it in title or tags; half of that
//!   if one has it in running text, a quarter if both do (0.75 at most in all);
//! - below 1.4 nothing matches: neither the same service nor one common word is enough by itself, the two together are.
//!
//! The problem an incident is linked to is always first, whatever it looks like. Known errors come before others of the same likeness: a
//! problem under way with a workaround counts nine tenths, one that is done with (its workaround or solution may still help) six tenths.
//! A problem that offers neither is found by its link alone.

use super::incident::Incident;
use super::likeness::{Gist, Index, Likeness};
use super::problem::Problem;
use super::service::ServiceId;
use super::value::{ProblemId, ProblemStatus};
use std::collections::BTreeMap;

/// What does not reach this is no match.
const ENOUGH: f64 = 1.4;
/// More matches than this nobody reads at three in the morning.
const MOST: usize = 6;

/// A problem that may explain an incident.
#[derive(Clone, PartialEq, Debug)]
pub struct Match {
    /// Which.
    pub problem: ProblemId,
    /// Whether somebody linked the incident to it.
    pub is_linked: bool,
    /// What the two have in common.
    pub likeness: Likeness,
}

/// The problems of an organization, ready to be asked about an incident.
#[derive(Clone, Debug, Default)]
pub struct KnownErrors {
    index: Index<ProblemId>,
    worth: BTreeMap<ProblemId, f64>,
}

impl KnownErrors {
    /// Makes them ready: once for each change of the problems. `label` names services.
    #[must_use]
    pub fn new<'a, 'b>(
        problems: impl IntoIterator<Item = &'a Problem>,
        label: impl Fn(&ServiceId) -> Option<&'b str>,
    ) -> Self {
        // Those that help nobody yet count too when it comes to how common a word is.
        let problems: Vec<&Problem> = problems.into_iter().collect();
        Self {
            index: Index::new(problems.iter().map(|problem| (problem.id, of_problem(problem, &label)))),
            worth: problems.iter().filter_map(|problem| Some((problem.id, worth(problem)?))).collect(),
        }
    }

    /// The problems that may explain an incident: the linked one, then what looks like it, the likeliest first.
    #[must_use]
    pub fn behind<'b>(&self, incident: &Incident, label: impl Fn(&ServiceId) -> Option<&'b str>) -> Vec<Match> {
        let rank = |found: &Match| found.likeness.score * self.worth.get(&found.problem).copied().unwrap_or_default();
        let mut found: Vec<Match> = self
            .index
            .like(&of_incident(incident, label), ENOUGH, |problem| incident.problem == Some(*problem))
            .into_iter()
            .map(|(problem, likeness)| Match { problem, is_linked: incident.problem == Some(problem), likeness })
            .filter(|found| found.is_linked || self.worth.contains_key(&found.problem))
            .collect();
        if let Some(problem) = incident.problem
            && !found.iter().any(|found| found.is_linked)
        {
            found.push(Match { problem, is_linked: true, likeness: Likeness::default() });
        }
        found.sort_by(|one, other| {
            let by_rank = || rank(other).total_cmp(&rank(one));
            other.is_linked.cmp(&one.is_linked).then_with(by_rank).then(one.problem.cmp(&other.problem))
        });
        found.truncate(MOST);
        found
    }
}

/// What a problem that helps counts; nothing for one that helps nobody yet.
fn worth(problem: &Problem) -> Option<f64> {
    let says = |text: &Option<super::safe::Safe>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    match problem.status {
        ProblemStatus::KnownError => Some(1.0),
        ProblemStatus::Resolved | ProblemStatus::Closed => {
            (says(&problem.workaround) || says(&problem.solution)).then_some(0.6)
        }
        ProblemStatus::Identified | ProblemStatus::Investigating => says(&problem.workaround).then_some(0.9),
    }
}

/// What an incident is about: title and tags aloud, the description quietly.
#[must_use]
pub fn of_incident<'b>(incident: &Incident, label: impl Fn(&ServiceId) -> Option<&'b str>) -> Gist {
    let mut gist = Gist::default();
    for id in &incident.services {
        gist.add_service(id, label(id).unwrap_or_default());
    }
    gist.add_loud(&incident.title);
    for tag in &incident.tags {
        gist.add_loud(tag);
    }
    gist.add_quiet(&incident.description);
    gist
}

/// What a problem is about: title and tags aloud; what it looks like and why it happens quietly. What helps against it is about the cure.
#[must_use]
pub fn of_problem<'b>(problem: &Problem, label: impl Fn(&ServiceId) -> Option<&'b str>) -> Gist {
    let mut gist = Gist::default();
    for id in &problem.services {
        gist.add_service(id, label(id).unwrap_or_default());
    }
    gist.add_loud(&problem.title);
    for tag in &problem.tags {
        gist.add_loud(tag);
    }
    gist.add_quiet(&problem.description);
    if let Some(cause) = &problem.root_cause {
        gist.add_quiet(cause);
    }
    gist
}

#[cfg(test)]
mod tests;
