//! The feed: what happens in the organization, newest at the bottom. The detail shows the record of the selected entry, so one can answer there.
//!
//! Owns the entries, how far back they are known without a gap, and how far one read. It must not know how an entry is worded. Invariant:
//! between the oldest entry and the newest nothing that was said is missing: where events may have been lost, the newest page is loaded
//! again, and if it does not reach what is known, what is older goes and is loaded again when somebody looks back.
//!
//! Entries are bounded: while one follows the end, the oldest go; while one reads further back, many more are kept, so that what one reads
//! does not go from under one's eyes.

pub mod folding;
mod keeping;
mod verbs;

use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::app::panes::detail::Detail;
use crate::domain::filter::Filter;
use crate::domain::happening::{Edge, Happening, Key, Standing, What};
use crate::domain::incident::Incident;
use crate::domain::value::{CommentId, IncidentId, Record};
use folding::{Folded, Row};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Entries that are kept while one follows the end.
pub const MOST: usize = 3_000;
/// The same while one reads further back.
pub const MOST_READING: usize = 12_000;

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct FeedPane {
    /// The rows that are shown.
    pub list: List<Row>,
    /// What each row stands for.
    rows: HashMap<Row, Folded>,
    /// What was typed to narrow them.
    pub filter: Filter,
    /// The same as it was typed.
    pub filter_text: String,
    /// What of the record behind the selected entry is read.
    pub detail: Detail,
    /// Everything known, in order.
    entries: BTreeMap<Key, Happening>,
    /// How each record stood when it was last seen.
    standings: HashMap<Record, Standing>,
    /// Incidents that only the feed knows: they are over, and were long ago.
    older: HashMap<IncidentId, Incident>,
    /// Runs that were opened.
    unfolded: BTreeSet<Key>,
    /// How far back everything is known; nothing before the first page came.
    floor: Option<Floor>,
    /// The page that is wanted next, further back.
    pub(in crate::app) wanted: Option<Edge>,
    /// Up to when everything is known.
    whole_until: Option<Timestamp>,
    /// Where the line stands between what was read before and what is new.
    line_at: Option<Timestamp>,
    /// How many entries of others one has not read.
    pub unread: usize,
    /// Whether events may have been lost since the newest page was read.
    is_doubtful: bool,
    /// Whether entries came or went.
    has_news: bool,
    /// Whether the rows are not those of the entries.
    pub(in crate::app) is_stale: bool,
    pub(in crate::app) moved_at: Timestamp,
}

/// How far back the feed is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Floor {
    /// Where the next page begins; nothing once the beginning was reached.
    next: Option<Edge>,
}

impl Floor {
    fn admits(self, at: Timestamp) -> bool {
        self.next.is_none_or(|edge| at >= edge.at)
    }
}

impl Default for FeedPane {
    fn default() -> Self {
        Self {
            list: List::default(),
            rows: HashMap::new(),
            filter: Filter::default(),
            filter_text: String::new(),
            detail: Detail::default(),
            entries: BTreeMap::new(),
            standings: HashMap::new(),
            older: HashMap::new(),
            unfolded: BTreeSet::new(),
            floor: None,
            wanted: None,
            whole_until: None,
            line_at: None,
            unread: 0,
            is_doubtful: false,
            has_news: false,
            is_stale: true,
            moved_at: Timestamp::MIN,
        }
    }
}

impl FeedPane {
    /// Entries came or went.
    fn touch(&mut self) {
        (self.has_news, self.is_stale) = (true, true);
    }

    /// An entry.
    #[must_use]
    pub fn entry(&self, key: Key) -> Option<&Happening> {
        self.entries.get(&key)
    }

    /// What a row stands for.
    #[must_use]
    pub fn folded(&self, row: Row) -> Option<&Folded> {
        self.rows.get(&row)
    }

    /// The page that is wanted next, further back.
    #[must_use]
    pub fn wanted(&self) -> Option<Edge> {
        self.wanted
    }

    /// How many entries are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The comments that are known, with when each was written.
    #[must_use]
    pub fn comments(&self) -> Vec<(Timestamp, CommentId)> {
        let said = self.entries.values().filter_map(|entry| match entry.what {
            What::Said { comment, .. } => Some((entry.at, comment)),
            _ => None,
        });
        said.collect()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the first page came.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.floor.is_some()
    }

    /// Whether there is more further back.
    #[must_use]
    pub fn reaches_back(&self) -> bool {
        self.floor.is_some_and(|floor| floor.next.is_some())
    }

    /// An incident that only the feed knows.
    #[must_use]
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.older.get(&id)
    }

    /// Whether the cursor is on the last row: what comes is followed.
    #[must_use]
    pub fn is_following(&self) -> bool {
        self.list.cursor() + 1 >= self.list.order().len()
    }

    /// The entry of a row, or the latest of a run.
    #[must_use]
    pub fn last_of(&self, row: Row) -> Option<&Happening> {
        let key = match row {
            Row::One(key) => key,
            Row::Many(_) => *self.rows.get(&row)?.keys.last()?,
            Row::New => return None,
        };
        self.entries.get(&key)
    }
}

impl Model {
    /// The record of the selected entry.
    #[must_use]
    pub fn feed_subject(&self) -> Option<Record> {
        self.feed.last_of(self.feed.list.selected()?).map(|entry| entry.on)
    }

    pub(in crate::app) fn move_in_feed(&mut self, step: Step) -> Vec<crate::app::effect::Effect> {
        let height = self.list_height();
        let before = self.feed.list.selected();
        self.feed.list.go(step, height);
        // Nothing can be done with the line itself.
        if self.feed.list.selected() == Some(Row::New) {
            let on = if matches!(step, Step::By(rows) if rows < 0) { -1 } else { 1 };
            if !self.feed.list.go(Step::By(on), height) {
                self.feed.list.go(Step::By(-on), height);
            }
        }
        if self.feed.list.selected() != before {
            self.entry_looked_at();
        }
        let is_near_the_top = self.feed.list.offset() < height.max(1);
        if is_near_the_top && matches!(step, Step::First | Step::By(isize::MIN..=-1)) {
            self.look_back();
        }
        vec![]
    }

    /// Wants the page before, if there is one.
    fn look_back(&mut self) {
        self.feed.wanted = self.feed.floor.and_then(|floor| floor.next);
    }

    pub(in crate::app) fn entry_looked_at(&mut self) {
        self.feed.moved_at = self.now;
        self.feed.detail.restart();
        self.dirty();
    }

    /// Whoever comes to the feed reads on at its end.
    pub(in crate::app) fn enter_feed(&mut self) {
        self.feed.is_stale = true;
        self.keep_feed();
        let height = self.list_height();
        self.feed.list.go(Step::Last, height);
        self.entry_looked_at();
    }

    /// A key was pressed: whoever follows the end has read what is there.
    pub(in crate::app) fn read_feed(&mut self) {
        if self.pane != Pane::Feed || !self.feed.is_following() {
            return;
        }
        let newest = self.feed.entries.last_key_value().map(|(key, _)| key.at);
        if newest > self.room.feed_read_until {
            self.room.feed_read_until = newest;
            self.feed.unread = 0;
            self.dirty();
        }
    }
}
