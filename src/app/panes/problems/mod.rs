//! The problems: which are shown, in which order, which one is selected.
//!
//! Everything is judged anew whenever a row changes, for there are few; but only while the pane is shown.

pub mod linked;
pub mod order;
mod sharing;
pub mod sort;
mod texts;
mod verbs;
pub mod viewing;

pub use texts::KeptText;
pub use verbs::Chosen;

use crate::app::board::{Board, Columns};
use crate::app::effect::Effects;
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::app::panes::detail::Detail;
use crate::app::view::Layout;
use crate::domain::filter::{Filter, Listed, Surroundings};
use crate::domain::member::Profile;
use crate::domain::problem::Problem;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, ProfileId, Record};
use jiff::Timestamp;
use linked::Linked;
use order::{Order, Placed};
use sort::Sort;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use viewing::Kept;

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct ProblemsPane {
    /// The rows that are shown.
    pub list: List<ProblemId>,
    /// Where each stands.
    pub order: Order,
    /// Which of the views is looked at.
    pub view_at: usize,
    /// By what the rows are sorted.
    pub sort: Sort,
    /// How they are laid out.
    pub layout: Layout,
    /// The columns of the board.
    pub board: Board,
    /// What was typed to narrow them.
    pub filter: Filter,
    /// The same as it was typed.
    pub filter_text: String,
    /// What of the selected problem is read.
    pub detail: Detail,
    kept: BTreeMap<usize, Kept>,
    linked: HashMap<ProblemId, Linked>,
    /// Whether rows changed since they were last put in order.
    pub(in crate::app) is_stale: bool,
    /// Whether a deed of one's own came or went on the selected one.
    pub(in crate::app) is_own: bool,
    /// Who looked, and the minute, when the filter last judged.
    judged: (Option<ProfileId>, i64),
    /// When the cursor last moved.
    pub(in crate::app) moved_at: Timestamp,
}

impl Default for ProblemsPane {
    fn default() -> Self {
        Self {
            list: List::default(),
            order: Order::default(),
            view_at: 0,
            sort: Sort::default(),
            layout: Layout::default(),
            board: Board::default(),
            filter: Filter::default(),
            filter_text: String::new(),
            detail: Detail::default(),
            kept: BTreeMap::new(),
            linked: HashMap::new(),
            is_stale: true,
            is_own: false,
            judged: (None, 0),
            moved_at: Timestamp::MIN,
        }
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

    /// The problems that are to be shown, sorted.
    fn judge_problems(&self) -> Vec<Placed> {
        let pane = &self.problems;
        let expression = pane.expression();
        let filter = Filter::parse_for(Listed::Problems, &expression).unwrap_or_else(|_| pane.filter.clone());
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me: self.my_id(),
            people: &|id: ProfileId| self.rows.people.get(&id).map(Profile::label),
            service: &|id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str()),
            // Asked of incidents alone.
            problem: &|_: ProblemId| None,
            targets: &self.rows.slo,
            unseen: &|_: IncidentId| false,
        };
        let mut rows = vec![];
        // One that was just written down stands in the list before the server has it.
        let unmade = self.pending.records().filter_map(|record| match record {
            Record::Problem(id) if !self.rows.problems.contains_key(&id) => Some(id),
            _ => None,
        });
        for row in self.rows.problems.keys().copied().chain(unmade).filter_map(|id| self.problem(id)) {
            if filter.matches(&*row, &around) {
                let lane = if pane.is_board() { row.status as u8 } else { 0 };
                let incidents = pane.linked.get(&row.id).map_or(0, |linked| linked.incidents.len());
                rows.push((lane, pane.sort.key(&row, incidents), row.id));
            }
        }
        rows.sort_unstable();
        rows.into_iter().map(|(lane, _, id)| (lane, id)).collect()
    }

    /// Problems, or what belongs to them, changed: rows come and go, but those that stay keep their place. Costs nothing while nothing did,
    /// or nobody looks.
    pub(in crate::app) fn keep_problems(&mut self) {
        if self.pane != Pane::Problems {
            return;
        }
        let now = (self.my_id(), self.now.as_second().div_euclid(60));
        let before = std::mem::replace(&mut self.problems.judged, now);
        let is_later = before.1 != now.1 && self.problems.filter.depends_on_time();
        if !(self.problems.is_stale || is_later || before.0 != now.0) {
            return;
        }
        let is_own = std::mem::take(&mut self.problems.is_own);
        self.refresh_problems();
        let is_astray = self
            .selected_problem()
            .is_some_and(|row| self.problems.is_board() && self.problems.order.lane_of(row.id) != row.status as usize);
        if is_own && is_astray {
            self.resort_problems();
        }
    }

    fn refresh_problems(&mut self) {
        self.problems.is_stale = false;
        self.problems.linked = self.find_linked();
        let sorted = self.judge_problems();
        let height = self.list_height();
        let gone = self.problems.list.selected().filter(|id| self.problem(*id).is_none());
        let pane = &mut self.problems;
        let line = pane.board_line();
        if let Some(gone) = gone {
            pane.order.forget(gone, &mut pane.list);
        }
        pane.order.take_in(sorted, &mut pane.list, height);
        pane.rest_board(line, height);
        self.dirty();
    }

    /// Sorts the list now.
    pub(in crate::app) fn sort_problems(&mut self) {
        self.refresh_problems();
        self.resort_problems();
    }

    fn resort_problems(&mut self) {
        let height = self.list_height();
        let pane = &mut self.problems;
        let line = pane.board_line();
        pane.order.resort(&mut pane.list, height);
        pane.rest_board(line, height);
        self.dirty();
    }

    /// Moves the cursor. Leaving a row is the moment for a new order.
    pub(in crate::app) fn move_in_problems(&mut self, step: Step) -> Effects {
        let step = if self.problems.is_board() { self.problems.within_lane(step) } else { step };
        self.go_in_problems(step)
    }

    fn go_in_problems(&mut self, step: Step) -> Effects {
        self.keep_problems();
        let height = self.list_height();
        let before = self.problems.list.selected();
        self.problems.list.go(step, height);
        let next = self.problems.list.selected();
        if next != before {
            if self.problems.order.is_late() {
                self.resort_problems();
                if let Some(id) = next {
                    self.problems.list.select(id, height);
                }
            }
            self.problem_looked_at();
        }
        vec![]
    }

    /// Puts the cursor on a problem, whether the filter shows it or not.
    pub(in crate::app) fn select_problem(&mut self, id: ProblemId) {
        let height = self.list_height();
        if !self.problems.list.select(id, height) {
            self.problems.filter_text.clear();
            self.problems.filter = Filter::default();
            self.sort_problems();
            if !self.problems.list.select(id, height) {
                self.look_at_problem_view(viewing::VIEWS.len() - 1);
                self.problems.list.select(id, height);
            }
        }
        self.problem_looked_at();
    }

    pub(in crate::app) fn problem_looked_at(&mut self) {
        self.problems.moved_at = self.now;
        self.problems.detail.restart();
        let height = self.list_height();
        self.problems.follow(height);
        self.dirty();
    }

    /// A deed came or went on some records, or rows changed: the problems are to be judged anew.
    pub(in crate::app) fn problems_touched(&mut self, touched: impl IntoIterator<Item = Record>, is_news: bool) {
        let selected = self.problems.list.selected();
        for record in touched {
            self.problems.is_stale = true;
            self.problems.is_own |= selected.map(Record::Problem) == Some(record);
        }
        self.problems.is_stale |= is_news;
    }
}
