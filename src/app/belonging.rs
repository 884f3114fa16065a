//! Which records belong together, kept ready to be asked: every row that changed is read into the index once, a few with each message, so that
//! ten thousand that arrive at once hold up no key, and whoever asks later waits for next to nothing.
//!
//! What makes records belong together is [`crate::domain::candidates`]'s business. It must not know who asks. Invariant: once
//! [`Model::gather_all`] ran, the index holds the rows as the server told them last.

use super::model::Model;
use crate::domain::candidates::{Candidate, Candidates, Fitting};
use crate::domain::incident::Incident;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, Record};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Rows that are read with one message: some milliseconds where reports are long.
const PORTION: usize = 64;
/// How long keys may come in between two portions.
const PAUSE: SignedDuration = SignedDuration::from_millis(5);

/// The index, and what it has not read yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Belonging {
    index: Candidates,
    behind: BTreeSet<Record>,
}

impl Model {
    /// Reads some of what changed.
    pub(super) fn gather_some(&mut self) {
        self.gather(PORTION);
    }

    /// Reads all that changed: now somebody asks.
    pub(super) fn gather_all(&mut self) {
        self.gather(usize::MAX);
    }

    fn gather(&mut self, most: usize) {
        self.belonging.behind.extend(self.rows.take_turned());
        for _ in 0..most {
            let Some(record) = self.belonging.behind.pop_first() else { break };
            let (index, rows) = (&mut self.belonging.index, &self.rows);
            let is_there = match record {
                Record::Incident(id) => rows.incidents.get(&id).map(|row| index.put_incident(row)),
                Record::Problem(id) => rows.problems.get(&id).map(|row| index.put_problem(row)),
                Record::Change(id) => rows.changes.get(&id).map(|row| index.put_change(row)),
            };
            if is_there.is_none() {
                index.remove(record);
            }
        }
    }

    /// When the next portion is read, if anything is left.
    pub(super) fn gathers_at(&self) -> Option<Timestamp> {
        let is_behind = !self.belonging.behind.is_empty();
        is_behind.then(|| self.now.checked_add(PAUSE).unwrap_or(Timestamp::MAX))
    }

    fn label<'a>(&'a self) -> impl Fn(&ServiceId) -> Option<&'a str> {
        |id| self.rows.services.get(id).map(|service| service.label.as_str())
    }

    /// The incidents and changes that may belong to a problem, the likeliest first, each with its reason in words.
    pub(super) fn candidates(&mut self, problem: ProblemId) -> Vec<(Candidate, String)> {
        self.gather_all();
        // One that is not at the server yet is compared as it will be.
        let Some(row) = self.problem(problem).map(Cow::into_owned) else { return vec![] };
        let found = self.belonging.index.of_problem(&row, self.label());
        let with_why = |one: Candidate| {
            let why = one.reasons.phrase(self.label());
            (one, why)
        };
        found.into_iter().map(with_why).collect()
    }

    /// All problems for these incidents, those that fit first, each with its reason in words where it fits.
    pub(super) fn fitting(&mut self, incidents: &[IncidentId]) -> Vec<(Fitting, Option<String>)> {
        self.gather_all();
        let rows: Vec<&Incident> = incidents.iter().filter_map(|id| self.rows.incidents.get(id)).collect();
        let found = self.belonging.index.for_incidents(&rows, self.label());
        let with_why = |one: Fitting| {
            let why = one.reasons.as_ref().map(|reasons| reasons.phrase(self.label()));
            (one, why)
        };
        found.into_iter().map(with_why).collect()
    }

    /// What is linked to a problem as the screen shows it, the newest first: what is on its way there is among it, what is on its way out is not.
    pub(super) fn linked_to(&mut self, problem: ProblemId) -> Vec<Record> {
        self.gather_all();
        let mut linked: Vec<Record> =
            self.pending.records().filter(|record| self.problem_of(*record) == Some(problem)).collect();
        linked.sort();
        let known = self.belonging.index.linked(problem);
        linked.retain(|record| !known.contains(record));
        linked.extend(known.into_iter().filter(|record| self.problem_of(*record) == Some(problem)));
        linked
    }

    /// The problem that an incident or a change is linked to, as the server told it last.
    #[must_use]
    pub(super) fn known_problem_of(&self, record: Record) -> Option<ProblemId> {
        match record {
            Record::Incident(id) => self.rows.incidents.get(&id)?.problem,
            Record::Change(id) => self.rows.changes.get(&id)?.problem,
            Record::Problem(_) => None,
        }
    }

    /// The problem that an incident or a change is linked to, as the screen shows it.
    #[must_use]
    pub fn problem_of(&self, record: Record) -> Option<ProblemId> {
        match record {
            Record::Incident(id) => self.incident(id)?.problem,
            Record::Change(id) => self.change(id)?.problem,
            Record::Problem(_) => None,
        }
    }
}
