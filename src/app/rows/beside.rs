//! What stands beside the changes: approvals, automations, responses, each found by its change.
//!
//! As with every other row, a list that was asked for before a live change and arrives after it leaves that row alone.

use super::{LONGEST_ANSWER, Rows};
use crate::domain::change::beside::{Approval, Automation, Beside, Response};
use crate::domain::request::Page;
use crate::domain::value::{ApprovalId, AutomationId, ChangeId, ResponseId};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Rows by the change they belong to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beneath<I: Ord, T> {
    rows: BTreeMap<(ChangeId, I), T>,
    total: Option<u64>,
}

impl<I: Ord, T> Default for Beneath<I, T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), total: None }
    }
}

/// An id that all others of its kind lie between.
pub trait Between: Ord + Copy {
    /// The least and the greatest.
    const ENDS: (Self, Self);
    /// The plain id.
    fn plain(self) -> Uuid;
}

macro_rules! between {
    ($($id:ident)*) => {$(
        impl Between for $id {
            const ENDS: (Self, Self) = (Self(Uuid::nil()), Self(Uuid::max()));
            fn plain(self) -> Uuid {
                self.0
            }
        }
    )*};
}

between! { ApprovalId AutomationId ResponseId }

impl<I: Between, T: Clone + PartialEq> Beneath<I, T> {
    /// Those of a change.
    #[must_use]
    pub fn of(&self, change: ChangeId) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.range((change, I::ENDS.0)..=(change, I::ENDS.1)).map(|(_, row)| row)
    }

    /// All of them.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.rows.values()
    }

    /// How many there are, when that is more than were loaded.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    fn put(&mut self, change: ChangeId, id: I, row: T) -> bool {
        let differs = self.rows.get(&(change, id)) != Some(&row);
        self.rows.insert((change, id), row);
        differs
    }

    /// Takes a list; says whether anything differs. Rows heard of since it was asked for stay as they are known.
    fn replace(
        &mut self,
        page: Page<T>,
        heard: &HashMap<Uuid, Timestamp>,
        asked_at: Timestamp,
        key: impl Fn(&T) -> (ChangeId, I),
    ) -> bool {
        let is_newer = |id: I| heard.get(&id.plain()).is_some_and(|at| *at >= asked_at);
        let listed = page.rows.into_iter().map(|row| (key(&row), row)).filter(|((_, id), _)| !is_newer(*id));
        let mut rows: BTreeMap<(ChangeId, I), T> = listed.collect();
        rows.extend(self.rows.iter().filter(|((_, id), _)| is_newer(*id)).map(|(key, row)| (*key, row.clone())));
        let differs = self.rows != rows;
        (self.rows, self.total) = (rows, page.total);
        differs
    }
}

impl Rows {
    /// Takes all approvals as they stood when they were asked for.
    pub fn replace_approvals(&mut self, page: Page<Approval>, asked_at: Timestamp) {
        self.heard.retain(|_, at| *at >= asked_at - LONGEST_ANSWER);
        self.news.changes |= self.approvals.replace(page, &self.heard, asked_at, |row| (row.change, row.id));
    }

    /// The same of automations.
    pub fn replace_automations(&mut self, page: Page<Automation>, asked_at: Timestamp) {
        self.news.changes |= self.automations.replace(page, &self.heard, asked_at, |row| (row.change, row.id));
    }

    /// The same of responses.
    pub fn replace_responses(&mut self, page: Page<Response>, asked_at: Timestamp) {
        self.news.changes |= self.responses.replace(page, &self.heard, asked_at, |row| (row.change, row.id));
    }

    /// Takes one row as it is now.
    pub fn put_beside(&mut self, row: Beside, now: Timestamp) {
        let (id, differs) = match row {
            Beside::Approval(row) => (row.id.0, self.approvals.put(row.change, row.id, row)),
            Beside::Automation(row) => (row.id.0, self.automations.put(row.change, row.id, row)),
            Beside::Response(row) => (row.id.0, self.responses.put(row.change, row.id, row)),
        };
        self.heard.insert(id, now);
        self.news.changes |= differs;
    }
}
