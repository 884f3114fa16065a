//! What belongs to each problem: its incidents and changes, as the screen shows them.
//!
//! Found once for all problems whenever a row changes, because a frame counts nothing. Invariant: within each kind what is not over comes
//! first, the worst before the rest, the newest before the older.

use crate::app::model::Model;
use crate::domain::request::Row;
use crate::domain::value::{ChangeId, IncidentId, ProblemId, Record};
use std::cmp::Reverse;
use std::collections::HashMap;

/// How many of each kind the detail shows.
pub const SHOWN: usize = 6;

/// What belongs to a problem.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Linked {
    /// Its incidents.
    pub incidents: Vec<IncidentId>,
    /// Its changes.
    pub changes: Vec<ChangeId>,
}

impl Linked {
    /// All of it, incidents first.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let incidents = self.incidents.iter().copied().map(Record::Incident);
        incidents.chain(self.changes.iter().copied().map(Record::Change))
    }

    /// How many lines the detail takes for it, headings and blanks among them.
    #[must_use]
    pub fn lines(&self) -> usize {
        [self.incidents.len(), self.changes.len()].into_iter().map(|many| many.min(SHOWN + 1) + 2 * many.min(1)).sum()
    }
}

/// Whether nothing will happen to a record any more.
#[must_use]
pub fn is_over(row: &Row) -> bool {
    match row {
        Row::Incident(row) => !row.status.is_active(),
        Row::Problem(row) => row.status.is_over(),
        Row::Change(row) => row.status.is_over(),
        Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => false,
    }
}

impl Model {
    /// What belongs to a problem, as it was when a row last changed.
    #[must_use]
    pub fn linked(&self, problem: ProblemId) -> Option<&Linked> {
        self.problems.more.linked.get(&problem)
    }

    /// Finds what belongs to each problem.
    pub(super) fn find_linked(&self) -> HashMap<ProblemId, Linked> {
        let mut incidents = vec![];
        for row in self.rows.incidents.values().map(|row| self.pending.over(row)) {
            if let Some(problem) = row.problem {
                let key = (!row.status.is_active(), Reverse((row.priority, row.created_at)), row.id);
                incidents.push((key, problem, row.id));
            }
        }
        let mut changes = vec![];
        for row in self.rows.changes.values().map(|row| self.pending.over(row)) {
            if let Some(problem) = row.problem {
                let key = (row.status.is_over(), Reverse((row.priority, row.created_at)), row.id);
                changes.push((key, problem, row.id));
            }
        }
        incidents.sort_unstable();
        changes.sort_unstable();
        let mut linked: HashMap<ProblemId, Linked> = HashMap::new();
        for (_, problem, id) in incidents {
            linked.entry(problem).or_default().incidents.push(id);
        }
        for (_, problem, id) in changes {
            linked.entry(problem).or_default().changes.push(id);
        }
        linked
    }
}
