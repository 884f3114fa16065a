//! Keeps the feed: entries out of what comes in, rows out of entries.

use super::folding::{self, Markers, Row};
use super::{Floor, MOST, MOST_READING};
use crate::app::list::Step;
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::domain::comment::Comment;
use crate::domain::filter::{Entry, Surroundings};
use crate::domain::happening::{Edge, Eventful, FeedPage, Happening, Key, Standing, What};
use crate::domain::member::Profile;
use crate::domain::service::ServiceId;
use crate::domain::value::{CommentId, IncidentId, ProblemId, ProfileId, Record};
use jiff::Timestamp;
use std::collections::HashSet;

impl Model {
    /// A comment as it is now.
    pub(in crate::app) fn feed_comment(&mut self, comment: &Comment) {
        self.feed_take(Happening::said(comment));
    }

    /// A comment is gone.
    pub(in crate::app) fn feed_unsay(&mut self, id: CommentId) {
        let key =
            self.feed.entries.iter().find(|(key, entry)| key.of == id.0 && matches!(entry.what, What::Said { .. }));
        if let Some(key) = key.map(|(key, _)| *key) {
            self.feed.entries.remove(&key);
            self.feed.touch();
        }
    }

    /// A record as it is now: what differs from how it stood is an entry. Rows that were never seen tell when they were made.
    pub(in crate::app) fn feed_record(&mut self, row: &impl Eventful) {
        let now = Standing::of(row);
        match self.feed.standings.insert(row.on(), now) {
            Some(before) if before == now => {}
            Some(before) => Happening::since(before, row, self.now).for_each(|entry| self.feed_take(entry)),
            None => Happening::told_by(row).for_each(|entry| self.feed_take(entry)),
        }
    }

    /// All problems and changes, after they were loaded.
    pub(in crate::app) fn feed_records(&mut self) {
        let rows = std::mem::take(&mut self.rows.problems);
        for row in rows.values() {
            self.feed_record(row);
        }
        self.rows.problems = rows;
        let rows = std::mem::take(&mut self.rows.changes);
        for row in rows.values() {
            self.feed_record(row);
        }
        self.rows.changes = rows;
    }

    fn feed_take(&mut self, entry: Happening) {
        // Further back there may be others between it and what is known.
        if !self.feed.floor.is_some_and(|floor| floor.admits(entry.at)) {
            return;
        }
        self.feed.entries.insert(entry.key(), entry);
        self.feed.touch();
    }

    fn is_unread(&self, entry: &Happening) -> bool {
        let is_mine = entry.who.is_some() && entry.who == self.my_id();
        !is_mine && self.room.feed_read_until.is_none_or(|until| entry.at > until)
    }

    /// A page came: the newest, or the one before what is known.
    pub(in crate::app) fn take_feed(&mut self, before: Option<Edge>, page: &FeedPage, asked_at: Timestamp) {
        let oldest = page.comments.last().map(|comment| comment.created_at);
        match before {
            // Where the page does not reach what was known, something lies between.
            None => {
                let reaches = oldest.is_none_or(|at| self.feed.whole_until.is_some_and(|until| at <= until));
                // Further back something may have been deleted without a word: that costs a line too many, and forgetting what is unread costs
                // more.
                self.feed.is_doubtful = false;
                if self.feed.floor.is_none() || !(reaches || page.next.is_none()) {
                    let floor = Floor { next: page.next };
                    self.feed.floor = Some(floor);
                    self.feed.wanted = None;
                    self.feed.entries.retain(|key, _| floor.admits(key.at));
                    self.feed.unfolded.clear();
                }
                // By the clock of the database; ours may be another.
                let newest = page.comments.first().map_or(asked_at, |comment| comment.created_at);
                self.feed.whole_until = self.feed.whole_until.max(Some(newest));
            }
            // The floor may have moved since it was asked for.
            Some(edge) if self.feed.floor != Some(Floor { next: Some(edge) }) => {
                if self.feed.wanted == Some(edge) {
                    self.feed.wanted = None;
                }
                return;
            }
            Some(_) => {
                // Everything further back is known once a page is empty.
                self.feed.floor = Some(Floor { next: page.next });
                self.feed.wanted = None;
            }
        }
        self.forget_deleted(page, asked_at);
        for comment in &page.comments {
            self.feed_comment(comment);
            self.rows.notices.take_words(comment);
        }
        for incident in &page.incidents {
            if !self.rows.incidents.contains_key(&incident.id) {
                self.feed.older.insert(incident.id, incident.clone());
            }
        }
        self.tell_again(page);
        if self.room.feed_read_until.is_none() {
            // Whoever comes for the first time begins here.
            self.room.feed_read_until = self.feed.entries.last_key_value().map(|(key, _)| key.at).or(Some(self.now));
        }
        self.feed.touch();
    }

    /// Comments that stood between those of a page, and do not in it, are gone.
    fn forget_deleted(&mut self, page: &FeedPage, asked_at: Timestamp) {
        let (Some(newest), Some(oldest)) = (page.comments.first(), page.comments.last()) else { return };
        let (from, until) = ((oldest.created_at, oldest.id.0), (newest.created_at, newest.id.0));
        let held: HashSet<CommentId> = page.comments.iter().map(|comment| comment.id).collect();
        let rows = &self.rows;
        self.feed.entries.retain(|key, entry| match entry.what {
            What::Said { comment, .. } => {
                let stands = (key.at, key.of);
                stands < from || stands > until || held.contains(&comment) || rows.is_said_since(comment, asked_at)
            }
            _ => true,
        });
    }

    /// Events may be lost: what the next page does not show is not believed.
    pub(in crate::app) fn doubt_feed(&mut self) {
        self.feed.is_doubtful = true;
    }

    /// What rows tell by themselves, as far back as the feed now goes.
    fn tell_again(&mut self, page: &FeedPage) {
        let mut told: Vec<Happening> = page.incidents.iter().flat_map(Happening::told_by).collect();
        told.extend(self.rows.incidents.values().flat_map(Happening::told_by));
        told.extend(self.rows.problems.values().flat_map(Happening::told_by));
        told.extend(self.rows.changes.values().flat_map(Happening::told_by));
        for entry in told {
            if !self.feed.entries.contains_key(&entry.key()) {
                self.feed_take(entry);
            }
        }
    }

    /// Counts what is unread: of what is told twice, one.
    fn recount(&mut self) {
        let markers = Markers::of(self.feed.entries.values());
        let is_new = |entry: &&Happening| self.room.feed_read_until.is_none_or(|until| entry.at > until);
        let new = self.feed.entries.values().rev().take_while(is_new);
        let unread = new.filter(|entry| self.is_unread(entry) && !markers.tell(entry)).count();
        if unread > 0 && self.feed.unread == 0 {
            self.feed.line_at = self.room.feed_read_until;
        }
        self.feed.unread = unread;
        self.feed.line_at = self.feed.line_at.or(self.room.feed_read_until);
    }

    /// Comments arrive by themselves and in their order, so up to the newest of them nothing is missing, unless that is in doubt.
    pub(in crate::app) fn feed_is_whole(&mut self, until: Timestamp) {
        if self.feed.whole_until.is_some() && !self.feed.is_doubtful {
            self.feed.whole_until = self.feed.whole_until.max(Some(until));
        }
    }

    /// Entries came or went: the rows follow, and whoever follows the end stays there. Costs nothing while nothing did.
    pub(in crate::app) fn keep_feed(&mut self) {
        if std::mem::take(&mut self.feed.has_news) {
            self.trim_feed();
            self.recount();
            // The count in the tab.
            self.dirty();
        }
        if self.pane != Pane::Feed || !std::mem::take(&mut self.feed.is_stale) {
            return;
        }
        let height = self.list_height();
        let (was_following, was_empty) = (self.feed.is_following(), self.feed.list.order().is_empty());
        let rows = self.fold_feed();
        let order: Vec<Row> = rows.iter().map(|(row, _)| *row).collect();
        let selected = self.feed.list.selected();
        let pane = &mut self.feed;
        pane.rows = rows.into_iter().collect();
        pane.list.resort(order, height);
        if was_following || was_empty {
            pane.list.go(Step::Last, height);
        } else if let Some(Row::One(key) | Row::Many(key)) = selected.filter(|row| !pane.rows.contains_key(row)) {
            // It became part of a run, or a run of it.
            let holds = |row: &Row| pane.rows.get(row).is_some_and(|folded| folded.keys.contains(&key));
            if let Some(row) = pane.list.order().iter().copied().find(holds) {
                pane.list.select(row, height);
            }
        }
        self.dirty();
    }

    fn fold_feed(&self) -> Vec<(Row, folding::Folded)> {
        let markers = Markers::of(self.feed.entries.values());
        let shown = self.feed.entries.values().filter(|entry| !markers.tell(entry) && self.passes(entry));
        folding::rows(shown, self.feed.line_at, |key| self.feed.unfolded.contains(&key))
    }

    /// Whether the filter keeps an entry.
    fn passes(&self, entry: &Happening) -> bool {
        if self.feed.filter.is_empty() {
            return true;
        }
        let people = |id: ProfileId| self.rows.people.get(&id).map(Profile::label);
        let service = |id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str());
        let problem = |id: ProblemId| self.rows.problems.get(&id).and_then(|problem| problem.number.as_deref());
        let unseen = |_: IncidentId| false;
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me: self.my_id(),
            people: &people,
            service: &service,
            problem: &problem,
            targets: &self.rows.slo,
            unseen: &unseen,
        };
        let filter = &self.feed.filter;
        match entry.on {
            Record::Incident(id) => {
                let row = self.rows.incidents.get(&id).or_else(|| self.feed.older.get(&id));
                filter.matches(&Entry::new(entry, row, self.my_id()), &around)
            }
            Record::Problem(id) => {
                filter.matches(&Entry::new(entry, self.rows.problems.get(&id), self.my_id()), &around)
            }
            Record::Change(id) => filter.matches(&Entry::new(entry, self.rows.changes.get(&id), self.my_id()), &around),
        }
    }

    /// Lets the oldest entries go where there are too many.
    fn trim_feed(&mut self) {
        let is_reading = self.pane == Pane::Feed && !self.feed.is_following();
        let most = if is_reading { MOST_READING } else { MOST };
        if self.feed.entries.len() <= most {
            return;
        }
        let surplus = self.feed.entries.len() - most;
        let Some(first) = self.feed.entries.keys().nth(surplus).copied() else { return };
        self.feed.entries = self.feed.entries.split_off(&first);
        // From here on back it is to be loaded again. The floor is a place between comments, and any id above it in the same moment will do.
        let edge = Edge { at: first.at, id: CommentId(uuid::Uuid::max()) };
        self.feed.floor = Some(Floor { next: Some(edge) });
        self.feed.wanted = None;
        let entries = &self.feed.entries;
        self.feed.unfolded.retain(|key| *key >= first);
        let mentioned: HashSet<IncidentId> = entries.values().filter_map(|entry| entry.on.incident()).collect();
        self.feed.older.retain(|id, _| mentioned.contains(id));
    }

    /// Opens the run with this key, or closes it.
    pub(in crate::app) fn unfold(&mut self, key: Key) {
        if !self.feed.unfolded.remove(&key) {
            self.feed.unfolded.insert(key);
        }
        self.feed.touch();
    }
}
