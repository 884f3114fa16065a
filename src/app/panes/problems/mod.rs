//! The problems: why things break.

pub mod linked;
mod sharing;
pub mod sort;
mod texts;
mod verbs;
pub mod viewing;

pub use texts::KeptText;
pub use verbs::Chosen;

use super::listing::{Key, Kind, Listing, View};
use crate::app::layers::picker::Choice;
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::domain::filter::{Filter, Listed, Surroundings};
use crate::domain::problem::Problem;
use crate::domain::value::{ProblemId, ProblemStatus, Record};
use linked::Linked;
use sort::Sort;
use std::borrow::Cow;
use std::collections::HashMap;

/// The state of the pane.
pub type ProblemsPane = Listing<Problems>;

/// What only problems know: what belongs to each.
#[derive(Clone, Default, Debug)]
pub struct Problems {
    linked: HashMap<ProblemId, Linked>,
}

impl Kind for Problems {
    type Id = ProblemId;
    type Sort = Sort;
    const LISTED: Listed = Listed::Problems;
    const PANE: Pane = Pane::Problems;
    const VIEWS: &'static [View] = &viewing::VIEWS;
    const LANES: usize = ProblemStatus::ALL.len();

    fn listing(model: &Model) -> &ProblemsPane {
        &model.problems
    }

    fn listing_mut(model: &mut Model) -> &mut ProblemsPane {
        &mut model.problems
    }

    fn record(id: ProblemId) -> Record {
        Record::Problem(id)
    }

    fn ids(model: &Model) -> Vec<ProblemId> {
        // One that was just written down stands in the list before the server has it.
        let unmade = model.pending.records().filter_map(|record| match record {
            Record::Problem(id) if !model.rows.problems.contains_key(&id) => Some(id),
            _ => None,
        });
        model.rows.problems.keys().copied().chain(unmade).collect()
    }

    fn lane(model: &Model, id: ProblemId) -> Option<u8> {
        model.problem(id).map(|row| row.status as u8)
    }

    fn judge(model: &Model, id: ProblemId, filter: &Filter, around: &Surroundings<'_>) -> Option<Key<ProblemId>> {
        let row = model.problem(id).filter(|row| filter.matches(&**row, around))?;
        let incidents = model.linked(id).map_or(0, |linked| linked.incidents.len());
        Some(model.problems.sort.key(&row, incidents))
    }

    fn prepare(model: &mut Model) {
        model.problems.more.linked = model.find_linked();
    }

    fn sorted_by(sort: Sort) -> Choice {
        Choice::SortProblems(sort)
    }
}

impl Model {
    /// A problem as the screen shows it: the server's row under the deeds without a verdict.
    #[must_use]
    pub fn problem(&self, id: ProblemId) -> Option<Cow<'_, Problem>> {
        match self.rows.problems.get(&id) {
            Some(row) => Some(self.pending.over(row)),
            None => self.written_down(id).map(|row| Cow::Owned(self.pending.over(&row).into_owned())),
        }
    }

    /// The selected problem.
    #[must_use]
    pub fn selected_problem(&self) -> Option<Cow<'_, Problem>> {
        self.problem(self.problems.list.selected()?)
    }
}
