//! The queue: which incidents are shown, in which order, which one is selected, and its timeline.

mod board;
pub mod history;
mod keeping;
pub mod order;
mod sharing;
pub mod sort;
mod stand;
pub mod tally;
pub mod verbs;
mod viewing;

use crate::app::away::Absence;
use crate::app::board::{Board, Columns};
use crate::app::effect::Effects;
use crate::app::known::Known;
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::panes::detail::Detail;
use crate::app::panes::filtering;
use crate::app::unseen::Unseen;
use crate::app::view::{Layout, View, Views};
use crate::domain::filter::Filter;
use crate::domain::value::{IncidentId, IncidentStatus};
use history::History;
use jiff::Timestamp;
use keeping::Basis;
use order::Order;
use sort::Sort;
use std::collections::{BTreeMap, BTreeSet};
use viewing::Kept;

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct IncidentsPane {
    /// The rows that are shown.
    pub list: List<IncidentId>,
    /// Where each incident stands, and how many there are: kept, never counted while drawing.
    pub order: Order,
    /// What is looked at.
    pub view: View,
    /// Its place among the views.
    pub view_at: usize,
    /// By what the rows are sorted.
    pub sort: Sort,
    /// How they are laid out.
    pub layout: Layout,
    /// The columns of the board.
    pub board: Board,
    kept: BTreeMap<usize, Kept>,
    pub(in crate::app) basis: Basis,
    pub(in crate::app) history: History,
    /// What was typed to narrow them.
    pub filter: Filter,
    /// The same as it was typed.
    pub filter_text: String,
    /// What of the selected incident is read.
    pub detail: Detail,
    /// What others did since one looked.
    pub unseen: Unseen,
    /// Incidents that the next verb is for.
    pub marks: BTreeSet<IncidentId>,
    /// The one marked last, where a range begins.
    pub anchor: Option<IncidentId>,
    pub(in crate::app) known: Known,
    pub(in crate::app) absence: Absence,
    pub(in crate::app) doubtful: BTreeSet<IncidentId>,
    pub(in crate::app) moved_at: Timestamp,
}

impl IncidentsPane {
    /// The pane as it begins, with the first of the views.
    #[must_use]
    pub fn new(views: &Views) -> Self {
        let view = views.all().first().cloned().unwrap_or_default();
        Self {
            list: List::default(),
            order: Order::default(),
            sort: view.sort,
            layout: view.layout,
            view,
            view_at: 0,
            board: Board::default(),
            kept: BTreeMap::new(),
            basis: Basis::default(),
            history: History::default(),
            filter: Filter::default(),
            filter_text: String::new(),
            detail: Detail::default(),
            unseen: Unseen::default(),
            marks: BTreeSet::new(),
            anchor: None,
            known: Known::default(),
            absence: Absence::default(),
            doubtful: BTreeSet::new(),
            moved_at: Timestamp::MIN,
        }
    }

    /// Takes all marks away.
    pub(in crate::app) fn clear_marks(&mut self) {
        self.marks.clear();
        self.anchor = None;
    }

    /// Takes the marks of some away.
    pub(in crate::app) fn unmark(&mut self, some: &BTreeSet<IncidentId>) {
        self.marks.retain(|id| !some.contains(id));
        if self.marks.is_empty() {
            self.anchor = None;
        }
    }

    /// What the list shows, in words of the filter language. A board has a column for each status, so the view does not say of how far they are.
    #[must_use]
    pub fn expression(&self) -> String {
        if self.layout == Layout::Board {
            return format!("{} {}", self.view.wider, self.filter_text.trim()).trim().to_owned();
        }
        self.view.narrowed_by(&self.filter, &self.filter_text)
    }
}

impl Model {
    /// Moves the cursor of the queue. Leaving a row is the moment for a new order.
    pub(in crate::app) fn move_in_queue(&mut self, step: Step) -> Effects {
        let step = if self.incidents.is_board() { self.incidents.within_lane(step) } else { step };
        self.go_in_queue(step)
    }

    fn go_in_queue(&mut self, step: Step) -> Effects {
        self.keep_order();
        let height = self.list_height();
        let before = self.incidents.list.selected();
        self.incidents.list.go(step, height);
        let next = self.incidents.list.selected();
        if next != before {
            if self.incidents.order.moved() > 0 || before.is_some_and(|id| self.incidents.order.is_lingering(id)) {
                self.resort();
                if let Some(id) = next {
                    self.incidents.list.select(id, height);
                }
            }
            self.looked_at();
        }
        vec![]
    }

    /// Puts the cursor on an incident, whether the filter shows it or not.
    pub(in crate::app) fn select_incident(&mut self, id: IncidentId) {
        let height = self.list_height();
        if !self.incidents.list.select(id, height) {
            self.incidents.filter_text.clear();
            self.incidents.filter = Filter::default();
            self.resort();
            if !self.incidents.list.select(id, height) {
                self.look_at_incident_view(0);
            }
            if !self.incidents.list.select(id, height)
                && let Some(number) = self.incident(id).and_then(|incident| incident.number.clone())
            {
                // It is over, and no longer in the queue.
                filtering::try_filter(self, format!("status:any {number}"));
                self.incidents.list.select(id, height);
            }
        }
        self.looked_at();
    }

    /// The cursor came to another row: its timeline is shown from the end. It counts as seen once the cursor has rested there.
    pub(in crate::app) fn looked_at(&mut self) {
        self.incidents.moved_at = self.now;
        self.incidents.detail.restart();
        self.incidents.unseen.leave();
        let height = self.list_height();
        self.incidents.follow(height);
        self.dirty();
    }

    /// The statuses an incident may be moved to by one key, with the key.
    #[must_use]
    pub fn statuses() -> [(char, IncidentStatus); 4] {
        use IncidentStatus::{Closed, Investigating, Open, Resolved};
        [('o', Open), ('i', Investigating), ('r', Resolved), ('c', Closed)]
    }
}
