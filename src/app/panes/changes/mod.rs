//! The changes: what is altered, when, and whether somebody said yes.

mod asked;
pub mod calendar;
mod deciding;
mod following;
pub mod history;
mod sharing;
pub mod sort;
mod steps;
mod verbs;
mod viewing;
mod when;

pub use steps::outcome_place;
pub use verbs::Chosen;

use super::listing::{Key, Kind, Listing, View};
use crate::app::layers::picker::Choice;
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::domain::change::Change;
use crate::domain::change::window::{self, Nearness};
use crate::domain::filter::{Filter, Listed, Surroundings};
use crate::domain::service::ServiceId;
use crate::domain::value::{ApprovalId, ChangeId, ChangeStatus, Record};
use calendar::Calendar;
use sort::Sort;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The state of the pane.
pub type ChangesPane = Listing<Changes>;

/// What only changes know.
#[derive(Clone, Default, Debug)]
pub struct Changes {
    /// Which days the calendar shows.
    pub calendar: Calendar,
    /// How many begin soon.
    pub soon: Soon,
    /// The changes that collide with another.
    colliding: BTreeSet<ChangeId>,
    /// Each change as it was when its request for approval was first seen here.
    pub(in crate::app) asked: BTreeMap<ApprovalId, Change>,
    /// Answers that were applied, or tried.
    pub(in crate::app) applied: BTreeSet<ApprovalId>,
}

/// How many changes begin soon.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Soon {
    /// Within four hours, or they run, or should.
    pub urgent: usize,
    /// Within a day.
    pub upcoming: usize,
}

impl Kind for Changes {
    type Id = ChangeId;
    type Sort = Sort;
    const LISTED: Listed = Listed::Changes;
    const PANE: Pane = Pane::Changes;
    const VIEWS: &'static [View] = &viewing::VIEWS;
    const LANES: usize = ChangeStatus::ALL.len();

    fn listing(model: &Model) -> &ChangesPane {
        &model.changes
    }

    fn listing_mut(model: &mut Model) -> &mut ChangesPane {
        &mut model.changes
    }

    fn record(id: ChangeId) -> Record {
        Record::Change(id)
    }

    fn ids(model: &Model) -> Vec<ChangeId> {
        // One that was just drafted stands in the list before the server has it.
        let unmade = model.pending.records().filter_map(|record| match record {
            Record::Change(id) if !model.rows.changes.contains_key(&id) => Some(id),
            _ => None,
        });
        model.rows.changes.keys().copied().chain(unmade).collect()
    }

    fn lane(model: &Model, id: ChangeId) -> Option<u8> {
        model.change(id).map(|row| row.status as u8)
    }

    fn judge(model: &Model, id: ChangeId, filter: &Filter, around: &Surroundings<'_>) -> Option<Key<ChangeId>> {
        let row = model.change(id).filter(|row| filter.matches(&**row, around))?;
        // In the calendar the days decide.
        let sort = if model.changes.is_calendar() { Sort::Window } else { model.changes.sort };
        Some(sort.key(&row))
    }

    fn prepare(model: &mut Model) {
        let rows: Vec<Cow<'_, Change>> = Self::ids(model).into_iter().filter_map(|id| model.change(id)).collect();
        let mut soon = Soon::default();
        for row in &rows {
            match row.nearness(model.now) {
                Some(Nearness::Now | Nearness::Urgent) => soon.urgent += 1,
                Some(Nearness::Upcoming) => soon.upcoming += 1,
                Some(Nearness::Later) | None => {}
            }
        }
        let colliding = colliding(&rows);
        let more = &mut model.changes.more;
        (more.soon, more.colliding) = (soon, colliding);
    }

    fn sorted_by(sort: Sort) -> Choice {
        Choice::SortChanges(sort)
    }
}

/// The changes that collide with another. Compared are only those that touch the same service: few of all pairs do.
fn colliding(rows: &[Cow<'_, Change>]) -> BTreeSet<ChangeId> {
    let mut touching: BTreeMap<&ServiceId, Vec<&Change>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.status.is_over() && row.scheduled_for.is_some()) {
        for service in &row.services {
            touching.entry(service).or_default().push(row);
        }
    }
    let mut colliding = BTreeSet::new();
    for changes in touching.values() {
        for one in changes {
            if changes.iter().any(|other| !one.collides_with(other).is_empty()) {
                colliding.insert(one.id);
            }
        }
    }
    colliding
}

impl Model {
    /// The selected change.
    #[must_use]
    pub fn selected_change(&self) -> Option<Cow<'_, Change>> {
        self.change(self.changes.list.selected()?)
    }

    /// Whether a change collides with another, as it was when a row last changed.
    #[must_use]
    pub fn is_colliding(&self, id: ChangeId) -> bool {
        self.changes.more.colliding.contains(&id)
    }

    /// What a change collides with, each with the services both touch, what begins first first.
    #[must_use]
    pub fn collisions(&self, change: &Change) -> Vec<(Cow<'_, Change>, Vec<ServiceId>)> {
        let others: Vec<Cow<'_, Change>> = self.rows.changes.keys().filter_map(|id| self.change(*id)).collect();
        let found: BTreeMap<ChangeId, Vec<ServiceId>> = window::collisions(change, others.iter().map(|row| &**row))
            .into_iter()
            .map(|(id, shared)| (id, shared.into_iter().cloned().collect()))
            .collect();
        let mut found: Vec<(Cow<'_, Change>, Vec<ServiceId>)> =
            others.into_iter().filter_map(|row| found.get(&row.id).cloned().map(|shared| (row, shared))).collect();
        found.sort_by_key(|(row, _)| (row.scheduled_for, row.id));
        found
    }
}
