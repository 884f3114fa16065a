//! What every pane with a list can be told: another view, another order, a board, a filter. Which pane does it, the one that is shown.

use super::Pane;
use super::problems::viewing::VIEWS;
use crate::app::board::{self, Columns};
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::screen::Lane;
use crate::domain::filter::Listed;

impl Pane {
    /// What its list holds.
    #[must_use]
    pub const fn listed(self) -> Listed {
        match self {
            Self::Incidents => Listed::Incidents,
            Self::Problems => Listed::Problems,
        }
    }
}

impl Model {
    /// Whether the pane that is shown is laid out as a board.
    #[must_use]
    pub fn is_board(&self) -> bool {
        self.lane().is_some()
    }

    /// The column with the cursor, where a board is shown.
    #[must_use]
    pub fn lane(&self) -> Option<Lane> {
        match self.pane {
            Pane::Incidents => self.incidents.wanted(),
            Pane::Problems => self.problems.wanted(),
        }
    }

    /// How many rows of the list that is shown fit on the screen, or cards in a column of the board.
    #[must_use]
    pub fn list_height(&self) -> usize {
        let height = self.plan().map_or(1, |plan| plan.list.height);
        if self.is_board() { board::cards(height) } else { usize::from(height) }
    }

    /// The screen changed: the cursor stays on it.
    pub(in crate::app) fn clamp_shown(&mut self) {
        let height = self.list_height();
        match self.pane {
            Pane::Incidents => self.incidents.list.clamp(height),
            Pane::Problems => self.problems.list.clamp(height),
        }
    }

    /// The same on a board.
    pub(in crate::app) fn follow_shown(&mut self) {
        let height = self.list_height();
        match self.pane {
            Pane::Incidents => self.incidents.follow(height),
            Pane::Problems => self.problems.follow(height),
        }
    }

    /// The view so many places further, round and round.
    pub(in crate::app) fn turn_view(&mut self, by: isize) -> Effects {
        self.stay();
        let (at, many) = match self.pane {
            Pane::Incidents => (self.incidents.view_at, self.settings.views.all().len()),
            Pane::Problems => (self.problems.view_at, VIEWS.len()),
        };
        let to = at.cast_signed().saturating_add(by).rem_euclid(many.cast_signed().max(1));
        self.look_at_view(to.unsigned_abs())
    }

    /// Looks at the view in this place.
    pub(in crate::app) fn look_at_view(&mut self, at: usize) -> Effects {
        match self.pane {
            Pane::Incidents => self.look_at_incident_view(at),
            Pane::Problems => self.look_at_problem_view(at),
        }
    }

    /// Offers all views.
    pub(in crate::app) fn choose_view(&mut self) -> Effects {
        match self.pane {
            Pane::Incidents => self.choose_incident_view(),
            Pane::Problems => self.choose_problem_view(),
        }
    }

    /// Offers what the rows can be sorted by.
    pub(in crate::app) fn choose_sort(&mut self) -> Effects {
        match self.pane {
            Pane::Incidents => self.choose_incident_sort(),
            Pane::Problems => self.choose_problem_sort(),
        }
    }

    /// A board for a list, or the other way round.
    pub(in crate::app) fn toggle_board(&mut self) -> Effects {
        match self.pane {
            Pane::Incidents => self.toggle_incident_board(),
            Pane::Problems => self.toggle_problem_board(),
        }
    }

    /// To the next column that has cards, in this direction.
    pub(in crate::app) fn turn_lane(&mut self, is_back: bool) -> Effects {
        self.stay();
        match self.pane {
            Pane::Incidents => self.turn_incident_lane(is_back),
            Pane::Problems => self.turn_problem_lane(is_back),
        }
    }

    /// Moves the selected card to the status of the next column, or of the one before.
    pub(in crate::app) fn shift_status(&mut self, is_back: bool) -> Effects {
        match self.pane {
            Pane::Incidents => self.shift_incident(is_back),
            Pane::Problems => self.shift_problem(is_back),
        }
    }

    /// Sorts what is shown, now.
    pub(in crate::app) fn sort_shown(&mut self) {
        match self.pane {
            Pane::Incidents => self.resort(),
            Pane::Problems => self.sort_problems(),
        }
    }
}
