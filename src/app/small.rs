//! The blast radius in small, of the record that is read: in its detail, or on the page where one decides on it.
//!
//! Found when one comes to another record or something changed, never while drawing: a frame looks through nothing.

use super::layers::approval;
use super::model::Model;
use crate::domain::infrastructure::small::Small;
use crate::domain::request::Row;
use crate::domain::service::ServiceId;
use crate::domain::value::Record;

/// Rows it takes at most. It never takes more than half of a detail, nor more than a third of a page on which one decides.
const MOST: u16 = 14;

/// The picture that was drawn last, and what of.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    of: Vec<ServiceId>,
    /// The version of the rows it was drawn from.
    version: u64,
    room: (i32, i32),
    small: Option<Small>,
}

impl Model {
    /// What depends on these services, in small, if it is they of which it is shown and there is something to show.
    #[must_use]
    pub fn small(&self, services: &[ServiceId]) -> Option<&Small> {
        self.small.small.as_ref().filter(|_| self.small.of == services)
    }

    /// Keeps the picture that of the record that is read.
    pub(super) fn keep_small(&mut self) {
        let Some((services, room)) = self.in_small() else { return };
        let version = self.estate.version();
        let kept = &self.small;
        if kept.of != services || kept.version != version || kept.room != room {
            let small = Small::of(self.estate.shown(), self.estate.web(), &services, room);
            *self.small = Kept { of: services, version, room, small };
            self.dirty();
        }
        if self.small.small.is_some() {
            self.keep_healths();
        }
    }

    /// The services of the record that is read, and the columns and rows there are for a picture.
    fn in_small(&self) -> Option<(Vec<ServiceId>, (i32, i32))> {
        let plan = self.plan()?;
        let (record, area, share) = match self.shown_approval() {
            Some(view) => (Record::Change(view.change), approval::area(&plan), 3),
            None if plan.rule.width > 0 || plan.list.height == 0 => (self.subject()?, plan.detail, 2),
            // Below a list there is room for a few lines.
            None => return None,
        };
        let services = match self.record(record)? {
            Row::Incident(row) => row.services.clone(),
            Row::Problem(row) => row.services.clone(),
            Row::Change(row) => row.services.clone(),
            _ => return None,
        };
        let room = (area.width.saturating_sub(approval::LABEL + 2), (area.height / share).min(MOST));
        Some((services, (room.0.into(), room.1.into())))
    }
}
