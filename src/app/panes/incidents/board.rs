//! The incidents as a board: a column for each status, and what its keys do.

use super::IncidentsPane;
use crate::app::board::{Board, Columns};
use crate::app::effect::Effects;
use crate::app::list::List;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::view::Layout;
use crate::domain::value::{IncidentId, IncidentStatus};
use std::ops::Range;

impl Columns for IncidentsPane {
    type Id = IncidentId;

    fn list(&self) -> &List<IncidentId> {
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
        IncidentStatus::ALL.len()
    }

    fn lane(&self) -> usize {
        self.list.selected().map_or(0, |id| self.order.lane_of(id))
    }

    fn stretch(&self, lane: usize) -> Range<usize> {
        self.order.lane(u8::try_from(lane).unwrap_or(u8::MAX - 1), self.list.order())
    }
}

impl Model {
    /// To the next column that has cards, in this direction.
    pub(in crate::app) fn turn_incident_lane(&mut self, is_back: bool) -> Effects {
        self.incidents.across(is_back).map_or_else(Vec::new, |step| self.go_in_queue(step))
    }

    /// Moves the selected card to the status of the next column, or of the one before.
    pub(in crate::app) fn shift_incident(&mut self, is_back: bool) -> Effects {
        let Some(incident) = self.target() else { return vec![] };
        let at = incident.status as usize;
        let to = if is_back { at.checked_sub(1) } else { at.checked_add(1) };
        if let Some(to) = to.and_then(|to| IncidentStatus::ALL.get(to)) {
            return self.set_status(&[incident.id], *to);
        }
        self.say(Tone::Plain, format!("{} is {}: there is no column beyond.", incident.name(), incident.status));
        vec![]
    }

    /// A board for a list, or the other way round. What is selected stays so where both show it.
    pub(in crate::app) fn toggle_incident_board(&mut self) -> Effects {
        let before = self.incidents.list.selected();
        let pane = &mut self.incidents;
        pane.layout = if pane.is_board() { Layout::List } else { Layout::Board };
        self.resort();
        self.begin_anew_unless_on(before);
        vec![]
    }
}
