//! The queue: which incidents are shown, in which order, which one is selected, and its timeline.

pub(in crate::app) mod filtering;
pub mod timeline;
pub mod verbs;

use crate::app::effect::Effects;
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::domain::filter::{Filter, Surroundings};
use crate::domain::incident::Incident;
use crate::domain::service::ServiceId;
use crate::domain::slo::Standing;
use crate::domain::value::{CommentId, IncidentId, IncidentStatus, ProblemId, ProfileId};
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What the queue shows when nobody asked for anything else.
pub const QUEUE: &str = "status:open,investigating";

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct IncidentsPane {
    /// The rows that are shown.
    pub list: List<IncidentId>,
    /// What was typed to narrow them.
    pub filter: Filter,
    /// The same as it was typed.
    pub filter_text: String,
    /// Whether the keys go to the detail.
    pub detail_focused: bool,
    /// The selected comment of the detail.
    pub comment: Option<CommentId>,
    /// Lines scrolled past while the first comment is selected, or while there is none: a long description is read that way.
    pub scroll: u16,
    /// Incidents that others changed since one looked.
    pub unseen: BTreeSet<IncidentId>,
    /// Up to when each timeline was read, by incident.
    pub read_until: BTreeMap<IncidentId, Timestamp>,
    pub(in crate::app) doubtful: BTreeSet<IncidentId>,
    pub(in crate::app) moved_at: Timestamp,
}

impl Default for IncidentsPane {
    fn default() -> Self {
        Self {
            list: List::default(),
            filter: Filter::default(),
            filter_text: String::new(),
            detail_focused: false,
            comment: None,
            scroll: 0,
            unseen: BTreeSet::new(),
            read_until: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            moved_at: Timestamp::MIN,
        }
    }
}

impl IncidentsPane {
    /// What the list shows, in words of the filter language.
    #[must_use]
    pub fn expression(&self) -> String {
        if self.filter.says_how_far() {
            return self.filter_text.trim().to_owned();
        }
        format!("{QUEUE} {}", self.filter_text.trim()).trim_end().to_owned()
    }
}

impl Model {
    /// How many rows of the queue fit on the screen.
    #[must_use]
    pub fn list_height(&self) -> usize {
        self.plan().map_or(1, |plan| usize::from(plan.list.height))
    }

    /// Whether an incident is shown by the filter as it stands.
    fn is_shown(&self, filter: &Filter, incident: &Incident) -> bool {
        let people = |id: ProfileId| self.rows.people.get(&id).map(crate::domain::member::Profile::label);
        let service = |id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str());
        let problem = |id: ProblemId| self.rows.problems.get(&id).and_then(|problem| problem.number.as_deref());
        let unseen = |id: IncidentId| self.incidents.unseen.contains(&id);
        let me = self.my_id();
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me,
            people: &people,
            service: &service,
            problem: &problem,
            targets: &self.rows.slo,
            unseen: &unseen,
        };
        filter.matches(incident, &around)
    }

    /// The incidents the filter shows, the most urgent first: breached and running out before the rest, then what is done, newest first.
    fn fresh_order(&self) -> Vec<IncidentId> {
        let filter = Filter::parse(&self.incidents.expression()).unwrap_or_else(|_| self.incidents.filter.clone());
        let mut shown: Vec<_> = self
            .rows
            .incidents
            .values()
            .map(|row| self.pending.over(row))
            .filter(|incident| self.is_shown(&filter, incident))
            .map(|incident| {
                let left = self.rows.slo.standing(&incident, self.now).left();
                let urgency = (left.is_none(), left.unwrap_or_default(), Reverse(incident.updated_at), incident.id);
                (urgency, incident.id)
            })
            .collect();
        shown.sort_unstable();
        shown.into_iter().map(|(_, id)| id).collect()
    }

    /// Rows changed: they come and go, but those that stay keep their place until the cursor moves.
    pub(in crate::app) fn refresh_order(&mut self) {
        let fresh = self.fresh_order();
        let height = self.list_height();
        if self.incidents.list.order().is_empty() {
            self.incidents.list.resort(fresh, height);
        } else {
            self.incidents.list.merge(&fresh, height);
        }
        self.dirty();
    }

    /// Sorts the list now.
    pub(in crate::app) fn resort(&mut self) {
        let fresh = self.fresh_order();
        let height = self.list_height();
        self.incidents.list.resort(fresh, height);
        self.dirty();
    }

    /// Moves the cursor of the queue. Leaving a row is the moment for a new order.
    pub(in crate::app) fn move_in_queue(&mut self, step: Step) -> Effects {
        let height = self.list_height();
        let before = self.incidents.list.selected();
        self.incidents.list.go(step, height);
        let next = self.incidents.list.selected();
        if next != before {
            if self.incidents.list.moved() > 0 || before.is_some_and(|id| !self.is_listed(id)) {
                self.resort();
                if let Some(id) = next {
                    self.incidents.list.select(id, height);
                }
            }
            self.looked_at();
        }
        vec![]
    }

    fn is_listed(&self, id: IncidentId) -> bool {
        let Ok(filter) = Filter::parse(&self.incidents.expression()) else { return true };
        self.incident(id).is_some_and(|incident| self.is_shown(&filter, &incident))
    }

    /// Puts the cursor on an incident, whether the filter shows it or not.
    pub(in crate::app) fn select_incident(&mut self, id: IncidentId) {
        let height = self.list_height();
        if !self.incidents.list.select(id, height) {
            self.incidents.filter_text.clear();
            self.incidents.filter = Filter::default();
            self.resort();
            self.incidents.list.select(id, height);
        }
        self.looked_at();
    }

    /// The cursor came to rest on another row: it counts as seen, its timeline is shown from the end.
    pub(in crate::app) fn looked_at(&mut self) {
        self.incidents.moved_at = self.now;
        self.incidents.comment = None;
        self.incidents.scroll = 0;
        if let Some(id) = self.incidents.list.selected() {
            self.incidents.unseen.remove(&id);
        }
        self.dirty();
    }

    /// Somebody else changed an incident: a dot marks it until it is looked at.
    pub(in crate::app) fn mark_unseen(&mut self, id: IncidentId) {
        if self.incidents.list.selected() != Some(id) {
            self.incidents.unseen.insert(id);
        }
    }

    /// Breached and nearly breached incidents among the active ones, for the header.
    #[must_use]
    pub fn slo_counts(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for row in self.rows.incidents.values() {
            match self.rows.slo.standing(&self.pending.over(row), self.now) {
                Standing::Breached { .. } => counts.0 += 1,
                Standing::AtRisk { .. } => counts.1 += 1,
                _ => {}
            }
        }
        counts
    }

    /// Active incidents, for the tab.
    #[must_use]
    pub fn active_incidents(&self) -> usize {
        self.rows.incidents.values().filter(|row| self.pending.over(row).status.is_active()).count()
    }

    /// The statuses an incident may be moved to by one key, with the key.
    #[must_use]
    pub fn statuses() -> [(char, IncidentStatus); 4] {
        use IncidentStatus::{Closed, Investigating, Open, Resolved};
        [('o', Open), ('i', Investigating), ('r', Resolved), ('c', Closed)]
    }
}
