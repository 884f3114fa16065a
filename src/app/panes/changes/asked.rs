//! What changed of a change since somebody asked for its approval, as far as this antops saw it: it keeps each change as its request was first seen.

use crate::app::model::Model;
use crate::domain::change::Change;
use crate::domain::change::asked::{self, Since};
use crate::domain::change::beside::Approval;
use crate::domain::change::standing::Answer;
use crate::domain::value::{ChangeStatus, Record};

impl Model {
    /// Keeps each change as it is when its request is first seen, and forgets those that wait no longer.
    pub(in crate::app) fn note_requests(&mut self) {
        let rows = &self.rows;
        let waiting = |change: &Change| match rows.standing_of(change).answer() {
            Answer::Waiting(asked) => Some(asked.id),
            _ => None,
        };
        let open: Vec<(_, &Change)> = rows
            .changes
            .values()
            .filter(|row| row.status == ChangeStatus::Pending)
            .filter_map(|row| Some((waiting(row)?, row)))
            .collect();
        let asked = &mut self.changes.more.asked;
        asked.retain(|id, _| open.iter().any(|(open, _)| open == id));
        for (id, row) in open {
            asked.entry(id).or_insert_with(|| row.clone());
        }
    }

    /// What changed of a change since this request.
    #[must_use]
    pub fn since_asked(&self, change: &Change, request: &Approval) -> Since {
        let before = self.changes.more.asked.get(&request.id);
        asked::since(change, request, before, self.rows.timeline(Record::Change(change.id)).iter())
    }
}
