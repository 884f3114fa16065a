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

use super::about;
use super::incident::Incident;
use super::likeness::{Alike, Index, Likeness};
use super::problem::Problem;
use super::service::ServiceId;
use super::value::{ProblemId, ProblemStatus};
use std::collections::{BTreeMap, HashSet};

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
    /// These problems, ready.
    #[must_use]
    pub fn new<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Self {
        let mut known = Self::default();
        known.update(problems);
        known
    }

    /// Makes these problems ready, and no others. What did not change since the last time costs a comparison.
    pub fn update<'a>(&mut self, problems: impl IntoIterator<Item = &'a Problem>) {
        self.worth.clear();
        let mut stay = HashSet::new();
        for problem in problems {
            // Those that help nobody yet count too when it comes to how common a word is.
            self.index.put(problem.id, about::of_problem(problem));
            self.worth.extend(worth(problem).map(|worth| (problem.id, worth)));
            stay.insert(problem.id);
        }
        self.index.retain(|id| stay.contains(&id));
    }

    /// The problems that may explain an incident: the linked one, then what looks like it, the likeliest first. `label` names services.
    #[must_use]
    pub fn behind<'b>(&self, incident: &Incident, label: impl Fn(&ServiceId) -> Option<&'b str>) -> Vec<Match> {
        let rank = |found: &Match| found.likeness.score() * self.worth.get(&found.problem).copied().unwrap_or_default();
        let gist = about::of_incident(incident).gist(label);
        let is_linked = |problem| incident.problem == Some(problem);
        let mut found: Vec<Match> = self
            .index
            .like(&[gist], ENOUGH, is_linked, |_, _, likeness| likeness.score())
            .into_iter()
            .map(|Alike { id, likeness, .. }| Match { problem: id, is_linked: is_linked(id), likeness })
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

/// Whether a problem says what helps: a known error, or one with a workaround, or one that is done with and has a solution.
#[must_use]
pub fn helps(problem: &Problem) -> bool {
    worth(problem).is_some()
}

#[cfg(test)]
mod tests;
