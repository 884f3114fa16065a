//! A problem with what is linked to it, read from the server: incidents however old, and changes.

use super::super::Trouble;
use super::super::record::ledger::Ledger;
use crate::domain::change::Change;
use crate::domain::filter::{Condition, Fact};
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::value::ProblemId;
use std::collections::HashMap;

/// For so many problems incidents are asked for at once: the condition still fits into an address.
const AT_ONCE: usize = 40;

/// A problem and what is linked to it, the newest first.
pub(super) struct Whole {
    pub(super) problem: Problem,
    pub(super) incidents: Vec<Incident>,
    pub(super) changes: Vec<Change>,
}

/// These problems with what is linked to them, in the same order.
pub(super) async fn wholes(ledger: &mut Ledger, problems: Vec<Problem>) -> Result<Vec<Whole>, Trouble> {
    ledger.read_changes().await?;
    let mut incidents: HashMap<ProblemId, Vec<Incident>> = HashMap::new();
    for some in problems.chunks(AT_ONCE) {
        let ids = some.iter().map(|problem| problem.id.to_string()).collect();
        for incident in ledger.search(Condition::OneOf(Fact::Problem, ids)).await? {
            if let Some(problem) = incident.problem {
                incidents.entry(problem).or_default().push(incident);
            }
        }
    }
    let whole = |problem: Problem| {
        let incidents = incidents.remove(&problem.id).unwrap_or_default();
        let linked = ledger.rows.changes.values().filter(|change| change.problem == Some(problem.id));
        let mut changes: Vec<Change> = linked.cloned().collect();
        changes.sort_by_key(|change| std::cmp::Reverse((change.created_at, change.id)));
        Whole { problem, incidents, changes }
    };
    Ok(problems.into_iter().map(whole).collect())
}
