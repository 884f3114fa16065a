//! What others did to each incident since one looked: field by field, comments, and whether one was called.
//!
//! To have looked is to have let the cursor rest on the row, or to have gone there on purpose; what one passes by stays unseen. What one
//! looks at stays marked until one moves on. Invariant: what I did myself with this antops is never news. What I did with another client
//! is, for the database does not say who changed a row.

use super::model::Model;
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::news::News;
use crate::domain::request::Deed;
use crate::domain::value::{IncidentId, Record};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// Clocks differ, and rows take their time: what was reported so long before the rows were last true may still be new.
const LATE: SignedDuration = SignedDuration::from_mins(2);

/// What is unseen, and what one looks at.
#[derive(Clone, Debug, Default)]
pub struct Unseen {
    news: BTreeMap<IncidentId, News>,
    looking: Option<News>,
    /// Incidents whose time ran out while one was away.
    pub(super) breached: BTreeSet<IncidentId>,
}

impl Unseen {
    /// Whether something happened to it that one has not looked at.
    #[must_use]
    pub fn contains(&self, id: &IncidentId) -> bool {
        self.news.contains_key(id)
    }

    /// Whether everything was looked at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.news.is_empty()
    }

    /// Whether one is called in what one has not looked at.
    #[must_use]
    pub fn calls(&self, id: &IncidentId) -> bool {
        self.news.get(id).is_some_and(|news| news.calls > 0)
    }

    /// All of them.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<IncidentId> {
        self.news.keys().copied().collect()
    }

    /// What one has not looked at, for the next start.
    pub fn all(&self) -> impl Iterator<Item = &News> {
        self.news.values()
    }

    /// What the last start left unseen.
    pub(super) fn restore(&mut self, kept: Vec<News>) {
        self.news = kept.into_iter().map(|news| (news.incident, news)).collect();
    }

    /// What is marked in the detail of an incident.
    #[must_use]
    pub fn marked(&self, id: IncidentId) -> Option<&News> {
        self.looking.as_ref().filter(|news| news.incident == id).or_else(|| self.news.get(&id))
    }

    /// What happened to an incident that one has not looked at.
    #[must_use]
    pub(super) fn unlooked(&self, id: IncidentId) -> Option<&News> {
        self.news.get(&id)
    }

    /// Whether one looks at this one.
    fn is_looking(&self, id: IncidentId) -> bool {
        self.looking.as_ref().is_some_and(|news| news.incident == id)
    }

    /// Moves on.
    pub(super) fn leave(&mut self) {
        self.looking = None;
    }

    fn forget(&mut self, id: IncidentId) {
        self.news.remove(&id);
        self.breached.remove(&id);
    }

    /// The news of an incident that is being looked at, or of one that is not.
    fn entry(&mut self, id: IncidentId, before: impl FnOnce() -> Option<Incident>) -> &mut News {
        if self.is_looking(id) {
            return self.looking.get_or_insert_with(|| News::of(id, before()));
        }
        self.news.entry(id).or_insert_with(|| News::of(id, before()))
    }
}

impl Model {
    /// Looks at the selected incident: what is new there is seen, and marked until one moves on.
    pub(in crate::app) fn look(&mut self) {
        let Some(id) = self.incidents.list.selected().filter(|id| !self.incidents.unseen.is_looking(*id)) else {
            return;
        };
        let row = self.rows.incidents.get(&id).cloned();
        let unseen = &mut self.incidents.unseen;
        let was = unseen.news.get(&id).cloned();
        unseen.forget(id);
        unseen.looking = Some(was.unwrap_or_else(|| News::of(id, row)));
        self.keep_order();
        self.dirty();
    }

    /// Takes note of a row that differs from what was known, if somebody else did it.
    pub(in crate::app) fn notice_row(&mut self, id: IncidentId, before: Option<Incident>) {
        let Some(row) = self.rows.incidents.get(&id) else { return };
        let is_mine = before.is_none() && Some(row.created_by) == self.my_id();
        if is_mine {
            return;
        }
        let is_new = before.is_none() && row.created_at > self.last_true() - LATE;
        let news = self.incidents.unseen.entry(id, || before);
        news.is_new |= is_new;
        for unjudged in self.pending.on(Record::Incident(id)) {
            news.take_as_mine(&unjudged.op.deed, row);
        }
        if news.is_empty(row) && !self.incidents.unseen.is_looking(id) {
            self.incidents.unseen.news.remove(&id);
        }
    }

    /// Takes out what a deed of mine did to a row: that is no news.
    pub(in crate::app) fn own_doing(&mut self, deed: &Deed) {
        let Some(Record::Incident(id)) = deed.record() else { return };
        let Some(row) = self.rows.incidents.get(&id) else { return };
        let unseen = &mut self.incidents.unseen;
        for news in unseen.news.get_mut(&id).into_iter().chain(unseen.looking.iter_mut().filter(|it| it.incident == id))
        {
            news.take_as_mine(deed, row);
        }
        if unseen.news.get(&id).is_some_and(|news| news.is_empty(row)) {
            unseen.news.remove(&id);
        }
    }

    /// Takes note of a comment that was not known.
    pub(in crate::app) fn notice_comment(&mut self, comment: &Comment) {
        let me = self.my_id();
        if Some(comment.author) == me {
            self.read_until.insert(comment.on, comment.created_at);
            return;
        }
        let just_before = comment.created_at - SignedDuration::from_millis(1);
        self.read_until.entry(comment.on).or_insert(just_before);
        let Record::Incident(id) = comment.on else { return };
        let row = self.rows.incidents.get(&id).cloned();
        let is_call = me.is_some_and(|me| comment.mentions.contains(&me));
        let is_watched = self.incidents.unseen.is_looking(id);
        let news = self.incidents.unseen.entry(id, || row);
        // What comes before one's eyes is marked in the timeline.
        news.comments += u32::from(is_call || !is_watched);
        news.calls += u32::from(is_call);
        let is_later = news.said.as_ref().is_none_or(|said| said.created_at <= comment.created_at);
        if is_call || (is_later && news.calls == 0) {
            news.said = Some(comment.clone());
        }
        self.dirty();
    }
}
