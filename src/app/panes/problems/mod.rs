//! The problems: which are shown, in which order, which one is selected.

use crate::app::effect::Effects;
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::panes::detail::Detail;
use crate::domain::problem::Problem;
use crate::domain::value::ProblemId;
use jiff::Timestamp;
use std::borrow::Cow;

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct ProblemsPane {
    /// The rows that are shown.
    pub list: List<ProblemId>,
    /// What of the selected problem is read.
    pub detail: Detail,
    /// Whether rows changed since they were last put in order.
    pub(in crate::app) is_stale: bool,
    /// When the cursor last moved.
    pub(in crate::app) moved_at: Timestamp,
}

impl Default for ProblemsPane {
    fn default() -> Self {
        Self { list: List::default(), detail: Detail::default(), is_stale: false, moved_at: Timestamp::MIN }
    }
}

impl Model {
    /// A problem as the screen shows it: the server's row under the deeds without a verdict.
    #[must_use]
    pub fn problem(&self, id: ProblemId) -> Option<Cow<'_, Problem>> {
        self.rows.problems.get(&id).map(|row| self.pending.over(row))
    }

    /// The selected problem.
    #[must_use]
    pub fn selected_problem(&self) -> Option<Cow<'_, Problem>> {
        self.problem(self.problems.list.selected()?)
    }

    /// Problems changed: rows come and go.
    pub(in crate::app) fn refresh_problems(&mut self) {
        let mut rows: Vec<Cow<'_, Problem>> = self.rows.problems.keys().filter_map(|id| self.problem(*id)).collect();
        rows.sort_by_key(|row| (row.status.is_over(), std::cmp::Reverse((row.priority, row.created_at)), row.id));
        let order = rows.iter().map(|row| row.id).collect();
        let height = self.list_height();
        self.problems.list.resort(order, height);
        self.dirty();
    }

    /// Moves the cursor.
    pub(in crate::app) fn move_in_problems(&mut self, step: Step) -> Effects {
        let height = self.list_height();
        let before = self.problems.list.selected();
        self.problems.list.go(step, height);
        if self.problems.list.selected() != before {
            self.problem_looked_at();
        }
        vec![]
    }

    /// Puts the cursor on a problem.
    pub(in crate::app) fn select_problem(&mut self, id: ProblemId) {
        let height = self.list_height();
        self.problems.list.select(id, height);
        self.problem_looked_at();
    }

    fn problem_looked_at(&mut self) {
        self.problems.moved_at = self.now;
        self.problems.detail.restart();
        self.dirty();
    }
}
