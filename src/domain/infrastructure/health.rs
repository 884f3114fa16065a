//! How components and zones are: the worst open incident that names them, and changes that run on them.
//!
//! The database has no column for it, so this is our own rule: an incident that is open or under investigation makes what it names as bad as
//! its priority, a change in progress puts what it names under change. A zone is as bad as the worst that stands in it.

use super::Infrastructure;
use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::service::ServiceId;
use crate::domain::value::{ChangeId, ChangeStatus, IncidentId, Priority, ProblemId};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// How something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Health {
    /// The priority of the worst open incident.
    pub worst: Option<Priority>,
    /// How many incidents are open.
    pub incidents: usize,
    /// How many changes run.
    pub running: usize,
}

impl Health {
    /// Whether there is nothing to say.
    #[must_use]
    pub const fn is_fine(self) -> bool {
        self.incidents == 0 && self.running == 0
    }

    fn with(self, other: Self) -> Self {
        Self {
            worst: self.worst.max(other.worst),
            incidents: self.incidents + other.incidents,
            running: self.running + other.running,
        }
    }
}

/// The health of everything that is not fine.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Healths {
    own: HashMap<ServiceId, Health>,
    whole: HashMap<ServiceId, Health>,
}

impl Healths {
    /// Reads it off the records.
    pub fn of<'a>(
        rows: &Infrastructure,
        incidents: impl Iterator<Item = Cow<'a, Incident>>,
        changes: impl Iterator<Item = Cow<'a, Change>>,
    ) -> Self {
        let mut own: HashMap<ServiceId, Health> = HashMap::new();
        for row in incidents.filter(|row| row.status.is_active()) {
            let one = Health { worst: Some(row.priority), incidents: 1, running: 0 };
            for id in &row.services {
                let health = own.entry(id.clone()).or_default();
                *health = health.with(one);
            }
        }
        for row in changes.filter(|row| row.status == ChangeStatus::InProgress) {
            for id in &row.services {
                own.entry(id.clone()).or_default().running += 1;
            }
        }
        let mut whole = own.clone();
        for (id, health) in &own {
            for zone in rows.around(id) {
                let sum = whole.entry(zone.id.clone()).or_default();
                *sum = sum.with(*health);
            }
        }
        Self { own, whole }
    }

    /// How something is by itself.
    #[must_use]
    pub fn own(&self, id: &ServiceId) -> Health {
        self.own.get(id).copied().unwrap_or_default()
    }

    /// How something is with all that stands in it. An incident that names several things in a zone counts once for each.
    #[must_use]
    pub fn whole(&self, id: &ServiceId) -> Health {
        self.whole.get(id).copied().unwrap_or_default()
    }
}

/// The records that name something, what burns first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Naming {
    /// Incidents: the open ones first, the worst before the rest, the newest before the older.
    pub incidents: Vec<IncidentId>,
    /// Problems, in the same order.
    pub problems: Vec<ProblemId>,
    /// Changes, in the same order; what runs comes first.
    pub changes: Vec<ChangeId>,
}

impl Naming {
    /// Looks through the records for those that name any of these.
    pub fn of<'a>(
        ids: &HashSet<ServiceId>,
        incidents: impl Iterator<Item = Cow<'a, Incident>>,
        problems: impl Iterator<Item = Cow<'a, Problem>>,
        changes: impl Iterator<Item = Cow<'a, Change>>,
    ) -> Self {
        let mut named: Vec<_> = incidents
            .filter(|row| row.services.iter().any(|id| ids.contains(id)))
            .map(|row| ((!row.status.is_active(), Reverse((row.priority, row.created_at))), row.id))
            .collect();
        named.sort_unstable();
        let mut causes: Vec<_> = problems
            .filter(|row| row.services.iter().any(|id| ids.contains(id)))
            .map(|row| ((row.status.is_over(), Reverse((row.priority, row.created_at))), row.id))
            .collect();
        causes.sort_unstable();
        let running = |row: &Change| row.status != ChangeStatus::InProgress;
        let mut plans: Vec<_> = changes
            .filter(|row| row.services.iter().any(|id| ids.contains(id)))
            .map(|row| ((row.status.is_over(), running(&row), Reverse((row.priority, row.created_at))), row.id))
            .collect();
        plans.sort_unstable();
        Self {
            incidents: named.into_iter().map(|(_, id)| id).collect(),
            problems: causes.into_iter().map(|(_, id)| id).collect(),
            changes: plans.into_iter().map(|(_, id)| id).collect(),
        }
    }

    /// Whether nothing names it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty() && self.problems.is_empty() && self.changes.is_empty()
    }
}
