//! What every pane with a list can be told: another view, another order, a board, a filter. Which pane does it, the one that is shown.

use super::Pane;
use super::changes::Changes;
use super::listing::Kind;
use super::problems::Problems;
use crate::app::board::{self, Columns};
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::screen::{Lane, Shape};
use crate::app::view::Layout;
use crate::domain::filter::Listed;

impl Pane {
    /// What its list holds.
    #[must_use]
    pub const fn listed(self) -> Listed {
        match self {
            // The map has no filter of its own.
            Self::Incidents | Self::Map => Listed::Incidents,
            Self::Problems => Listed::Problems,
            Self::Changes => Listed::Changes,
            Self::Feed | Self::Inbox => Listed::Feed,
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
            Pane::Changes => self.changes.wanted(),
            Pane::Map | Pane::Feed | Pane::Inbox => None,
        }
    }

    /// What the rows of the pane that is shown are laid out as.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self.lane() {
            Some(lane) => Shape::Board(lane),
            None if self.pane == Pane::Changes && self.changes.is_calendar() => Shape::Wide,
            None => Shape::List,
        }
    }

    /// How many rows of the list that is shown fit on the screen, or cards in a column of the board.
    #[must_use]
    pub fn list_height(&self) -> usize {
        let height = self.plan().map_or(1, |plan| plan.list.height);
        match self.shape() {
            Shape::Board(_) => board::cards(height),
            // The days stand above the rows.
            Shape::Wide => usize::from(height.saturating_sub(1)),
            Shape::List => usize::from(height),
        }
    }

    /// The screen changed: the cursor stays on it.
    pub(in crate::app) fn clamp_shown(&mut self) {
        let height = self.list_height();
        match self.pane {
            Pane::Incidents => self.incidents.list.clamp(height),
            Pane::Problems => self.problems.list.clamp(height),
            Pane::Changes => self.changes.list.clamp(height),
            Pane::Map => {}
            Pane::Feed => self.feed.list.clamp(height),
            Pane::Inbox => self.inbox.list.clamp(height),
        }
    }

    /// The same on a board.
    pub(in crate::app) fn follow_shown(&mut self) {
        let height = self.list_height();
        match self.pane {
            Pane::Incidents => self.incidents.follow(height),
            Pane::Problems => self.problems.follow(height),
            Pane::Changes => self.changes.follow(height),
            Pane::Map => self.follow_map(),
            Pane::Feed | Pane::Inbox => {}
        }
    }

    /// The view so many places further, round and round.
    pub(in crate::app) fn turn_view(&mut self, by: isize) -> Effects {
        self.stay();
        let (at, many) = match self.pane {
            Pane::Incidents => (self.incidents.view_at, self.settings.views.all().len()),
            Pane::Problems => (self.problems.view_at, Problems::VIEWS.len()),
            Pane::Changes => (self.changes.view_at, Changes::VIEWS.len()),
            Pane::Map => return self.turn_environment(by),
            Pane::Feed => return vec![],
            Pane::Inbox => (self.inbox.view_at, super::inbox::VIEWS.len()),
        };
        let to = at.cast_signed().saturating_add(by).rem_euclid(many.cast_signed().max(1));
        self.look_at_view(to.unsigned_abs())
    }

    /// Looks at the view in this place.
    pub(in crate::app) fn look_at_view(&mut self, at: usize) -> Effects {
        match self.pane {
            Pane::Incidents => self.look_at_incident_view(at),
            Pane::Problems => self.look_at_view_of::<Problems>(at),
            Pane::Changes => self.look_at_view_of::<Changes>(at),
            Pane::Map | Pane::Feed => vec![],
            Pane::Inbox => self.look_at_inbox_view(at),
        }
    }

    /// Offers all views.
    pub(in crate::app) fn choose_view(&mut self) -> Effects {
        match self.pane {
            Pane::Incidents => self.choose_incident_view(),
            Pane::Problems => self.choose_view_of::<Problems>(),
            Pane::Changes => self.choose_view_of::<Changes>(),
            Pane::Map | Pane::Feed => vec![],
            Pane::Inbox => self.choose_inbox_view(),
        }
    }

    /// Offers what the rows can be sorted by.
    pub(in crate::app) fn choose_sort(&mut self) -> Effects {
        match self.pane {
            Pane::Incidents => self.choose_incident_sort(),
            Pane::Problems => self.choose_sort_of::<Problems>(),
            Pane::Changes => self.choose_sort_of::<Changes>(),
            Pane::Map | Pane::Feed | Pane::Inbox => vec![],
        }
    }

    /// A board for a list, or the other way round.
    pub(in crate::app) fn toggle_board(&mut self) -> Effects {
        match self.pane {
            Pane::Incidents => self.toggle_incident_board(),
            Pane::Problems => self.toggle_layout_of::<Problems>(Layout::Board),
            Pane::Changes => self.toggle_layout_of::<Changes>(Layout::Board),
            Pane::Map | Pane::Feed | Pane::Inbox => vec![],
        }
    }

    /// To the next column that has cards, in this direction.
    pub(in crate::app) fn turn_lane(&mut self, is_back: bool) -> Effects {
        self.stay();
        match self.pane {
            Pane::Incidents => self.turn_incident_lane(is_back),
            Pane::Problems => self.turn_lane_of::<Problems>(is_back),
            Pane::Changes => self.turn_lane_of::<Changes>(is_back),
            Pane::Map | Pane::Feed | Pane::Inbox => vec![],
        }
    }

    /// Moves the selected card to the status of the next column, or of the one before.
    pub(in crate::app) fn shift_status(&mut self, is_back: bool) -> Effects {
        match self.pane {
            Pane::Incidents => self.shift_incident(is_back),
            Pane::Problems => self.shift_problem(is_back),
            Pane::Changes => self.shift_change(is_back),
            Pane::Map | Pane::Feed | Pane::Inbox => vec![],
        }
    }

    /// Sorts what is shown, now.
    pub(in crate::app) fn sort_shown(&mut self) {
        match self.pane {
            Pane::Incidents => self.resort(),
            Pane::Problems => self.sort_listed::<Problems>(),
            Pane::Changes => self.sort_listed::<Changes>(),
            Pane::Map | Pane::Feed => {}
            Pane::Inbox => self.sort_inbox(),
        }
    }
}
