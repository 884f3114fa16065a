//! Ways to look at the problems: views, a filter, orders, the board.
//!
//! What was typed, sorted and toggled in a view is found again when one comes back.

use super::ProblemsPane;
use super::sort::Sort;
use crate::app::board::{Board, Columns};
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::view::Layout;
use crate::domain::edits::Edits;
use crate::domain::filter::{Filter, Listed};
use crate::domain::permission::Permission;
use crate::domain::request::{Deed, Verb};
use crate::domain::value::{ProblemId, ProblemStatus, Record};
use std::ops::Range;

/// A named look at the problems.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// What it is called.
    pub name: &'static str,
    /// Its filter, which says nothing but how far problems are.
    pub filter: &'static str,
}

/// All views, in their order.
pub const VIEWS: [View; 3] = [
    View { name: "Open", filter: "is:active" },
    View { name: "Known errors", filter: "status:known_error" },
    View { name: "All", filter: "" },
];

/// What belongs to a view while one looks at another.
#[derive(Clone, Default, Debug)]
pub(super) struct Kept {
    filter: Filter,
    filter_text: String,
    sort: Sort,
    layout: Layout,
}

impl Columns for ProblemsPane {
    type Id = ProblemId;

    fn list(&self) -> &List<ProblemId> {
        &self.list
    }

    fn board(&self) -> &Board {
        &self.board
    }

    fn board_mut(&mut self) -> &mut Board {
        &mut self.board
    }

    fn is_board(&self) -> bool {
        self.layout == Layout::Board
    }

    fn lanes(&self) -> usize {
        ProblemStatus::ALL.len()
    }

    fn lane(&self) -> usize {
        self.list.selected().map_or(0, |id| self.order.lane_of(id))
    }

    fn stretch(&self, lane: usize) -> Range<usize> {
        self.order.lane(lane, self.list.order())
    }
}

impl ProblemsPane {
    /// The view that is looked at.
    #[must_use]
    pub fn view(&self) -> View {
        VIEWS.get(self.view_at).copied().unwrap_or(VIEWS[0])
    }

    /// What is shown, in words of the filter language. A board has a column for each status, so the view says nothing there; a typed filter
    /// that says how far problems are to be overrules it in that.
    #[must_use]
    pub fn expression(&self) -> String {
        let typed = self.filter_text.trim();
        if self.is_board() || self.filter.says_how_far() {
            return typed.to_owned();
        }
        format!("{} {typed}", self.view().filter).trim().to_owned()
    }
}

impl Model {
    /// Looks at the view in this place. The selected problem stays selected where the view shows it.
    pub(in crate::app) fn look_at_problem_view(&mut self, at: usize) -> Effects {
        let pane = &mut self.problems;
        let before = pane.list.selected();
        let kept = Kept {
            filter: std::mem::take(&mut pane.filter),
            filter_text: std::mem::take(&mut pane.filter_text),
            sort: pane.sort,
            layout: pane.layout,
        };
        pane.kept.insert(pane.view_at, kept);
        let kept = pane.kept.remove(&at).unwrap_or_default();
        (pane.filter, pane.filter_text) = (kept.filter, kept.filter_text);
        (pane.sort, pane.layout) = (kept.sort, kept.layout);
        (pane.view_at, pane.detail.is_focused) = (at, false);
        self.sort_problems();
        self.begin_problems_anew_unless_on(before);
        vec![]
    }

    fn begin_problems_anew_unless_on(&mut self, before: Option<ProblemId>) {
        if self.problems.list.selected() != before {
            let height = self.list_height();
            self.problems.list.go(Step::First, height);
            self.problem_looked_at();
        }
    }

    /// Offers all views.
    pub(in crate::app) fn choose_problem_view(&mut self) -> Effects {
        let items = VIEWS.iter().enumerate().zip('1'..='9');
        let items =
            items.map(|((at, view), key)| Item::new(view.name, Choice::View(at)).with_key(key).with_note(view.filter));
        let picker = Picker::menu("Views", items.collect()).selecting(self.problems.view_at);
        self.layers.push(Layer::Picker(picker));
        vec![]
    }

    /// Offers what the problems can be sorted by.
    pub(in crate::app) fn choose_problem_sort(&mut self) -> Effects {
        let item = |sort: Sort| {
            let said = sort.said();
            Item::new(said[..1].to_uppercase() + &said[1..], Choice::SortProblems(sort)).with_key(sort.menu_key())
        };
        let at = Sort::ALL.into_iter().position(|sort| sort == self.problems.sort).unwrap_or(0);
        self.layers.push(Layer::Picker(Picker::menu("Sort", Sort::ALL.map(item).to_vec()).selecting(at)));
        vec![]
    }

    /// Sorts by something else, at once.
    pub(in crate::app) fn sort_problems_by(&mut self, sort: Sort) -> Effects {
        self.problems.sort = sort;
        self.sort_problems();
        vec![]
    }

    /// Narrows the list by a text as it is typed. One that does not parse yet leaves the list as it is.
    pub(in crate::app) fn try_problem_filter(&mut self, text: String) {
        if let Ok(filter) = Filter::parse_for(Listed::Problems, &text) {
            (self.problems.filter, self.problems.filter_text) = (filter, text);
            self.sort_problems();
            self.problem_looked_at();
        }
    }

    /// A board for a list, or the other way round. What is selected stays so where both show it.
    pub(in crate::app) fn toggle_problem_board(&mut self) -> Effects {
        let before = self.problems.list.selected();
        let pane = &mut self.problems;
        pane.layout = if pane.is_board() { Layout::List } else { Layout::Board };
        self.sort_problems();
        self.begin_problems_anew_unless_on(before);
        vec![]
    }

    /// To the next column that has cards, in this direction.
    pub(in crate::app) fn turn_problem_lane(&mut self, is_back: bool) -> Effects {
        self.problems.across(is_back).map_or_else(Vec::new, |step| self.go_in_problems(step))
    }

    /// Moves the selected card to the status of the next column, or of the one before.
    pub(in crate::app) fn shift_problem(&mut self, is_back: bool) -> Effects {
        let Some(problem) = self.selected_problem().map(std::borrow::Cow::into_owned) else { return vec![] };
        let record = Record::Problem(problem.id);
        if let Some(Permission::Refused(refusal)) = self.may_change_record(record) {
            self.offer_to_ask(record, &refusal);
            return vec![];
        }
        let at = problem.status as usize;
        let to = if is_back { at.checked_sub(1) } else { at.checked_add(1) };
        let Some(to) = to.and_then(|to| ProblemStatus::ALL.get(to)) else {
            let words = problem.status.words();
            self.say(Tone::Plain, format!("{} is {words}: there is no column beyond.", problem.name()));
            return vec![];
        };
        let edits = Edits::set_problem_status(&problem, *to, self.now);
        self.decide(Deed::Edit { record, edits, verb: Verb::SetStatus })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_of_the_views_parse() {
        for view in VIEWS {
            let filter = Filter::parse_for(Listed::Problems, view.filter);
            assert!(filter.is_ok_and(|filter| filter.is_empty() || filter.says_how_far()), "{}", view.name);
        }
    }
}
