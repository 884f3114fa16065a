//! How often rows are looked at: quick where one looks and nothing arrives by itself, slow elsewhere, seldom where it does arrive.
//!
//! Looking at what arrives by itself is not distrust without reason: events can be lost without a word, and a row that leaves one's sight
//! sends none.

use super::model::{Model, Session};
use super::panes::Pane;
use super::remote::Need;
use crate::domain::live::Kind;
use crate::domain::request::Query;
use jiff::{SignedDuration, Timestamp};

/// How often visible rows are looked at when nothing arrives by itself.
pub const POLL: SignedDuration = SignedDuration::from_secs(15);
/// The same of rows that are counted, and not looked at.
pub const SLOW: SignedDuration = SignedDuration::from_mins(1);
/// How often rows are looked at while they arrive by themselves.
pub const RECONCILE: SignedDuration = SignedDuration::from_mins(5);

/// How often what seldom changes is looked at.
const SELDOM: SignedDuration = SignedDuration::from_mins(10);
/// How long the cursor must rest on a row before its timeline is asked for.
const REST: SignedDuration = SignedDuration::from_millis(150);

impl Pane {
    /// The kinds of rows it shows, the one it is about first.
    #[must_use]
    pub const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Incidents => &[Kind::Incidents, Kind::Comments],
            Self::Problems => &[Kind::Problems, Kind::Comments],
            Self::Changes => &[Kind::Changes, Kind::Approvals, Kind::Comments],
            // What stands on the map besides is asked for; these say how it is.
            Self::Map => &[Kind::Incidents, Kind::Changes],
            Self::Feed => &[Kind::Comments, Kind::Incidents, Kind::Problems, Kind::Changes, Kind::Approvals],
            Self::Inbox => &[Kind::Notifications, Kind::Mentions, Kind::Comments],
        }
    }
}

impl Model {
    /// What the visible places need, and how fresh.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        if self.session != Session::Ready {
            return vec![];
        }
        let mut needs = vec![Need { query: Query::Me, every: SELDOM }];
        if self.remote.line(&Query::Me).is_none_or(|line| line.answered_at.is_none()) {
            return needs;
        }
        needs.extend([
            Need { query: Query::Incidents, every: self.pace(Kind::Incidents) },
            Need { query: Query::People, every: SELDOM },
            Need { query: Query::SloTargets, every: SELDOM },
            Need { query: Query::Problems, every: self.pace(Kind::Problems) },
            Need { query: Query::Changes, every: self.pace(Kind::Changes) },
            Need { query: Query::Approvals, every: self.pace(Kind::Approvals) },
            Need { query: Query::Infrastructure, every: self.map_age() },
            Need { query: Query::Inbox, every: self.pace(Kind::Notifications).min(self.pace(Kind::Mentions)) },
            Need {
                query: Query::Feed(None),
                every: if self.pane == Pane::Feed { self.pace(Kind::Comments) } else { self.slow_pace(Kind::Comments) },
            },
        ]);
        needs.extend(
            self.feed
                .wanted
                .filter(|_| self.pane == Pane::Feed)
                .map(|edge| Need { query: Query::Feed(Some(edge)), every: SELDOM }),
        );
        if self.pane == Pane::Changes || self.settings.runs_due {
            let beside = if self.live.is_live(Kind::Changes) { RECONCILE } else { POLL };
            needs.extend([Query::Automations, Query::Responses].map(|query| Need { query, every: beside }));
        }
        let is_reading = self.detail().is_focused || self.shown_approval().is_some();
        if let Some(record) = self.subject().filter(|_| is_reading || self.now >= self.rested_at()) {
            needs.push(Need { query: Query::Timeline(record), every: self.pace(Kind::Comments) });
        }
        needs.extend(self.history_needs(self.now >= self.rested_at(), self.pace(Kind::Incidents)));
        needs.extend(self.comments_to_ask().map(|since| Need { query: Query::CommentsSince(since), every: SELDOM }));
        needs.extend(self.incidents.doubtful.iter().map(|id| Need { query: Query::Incident(*id), every: SELDOM }));
        needs
    }

    pub(super) fn rested_at(&self) -> Timestamp {
        let moved_at = match self.pane {
            Pane::Incidents => self.incidents.moved_at,
            Pane::Problems => self.problems.moved_at,
            Pane::Changes => self.changes.moved_at,
            Pane::Map => self.map.moved_at,
            Pane::Feed => self.feed.moved_at,
            Pane::Inbox => self.inbox.moved_at,
        };
        moved_at.checked_add(REST).unwrap_or(Timestamp::MAX)
    }

    /// How often rows of a kind are looked at now.
    #[must_use]
    pub fn pace(&self, kind: Kind) -> SignedDuration {
        // What burns is looked at from everywhere: the header counts it.
        let is_looked_at = kind == Kind::Incidents || self.pane.kinds().contains(&kind);
        match (self.live.is_live(kind), is_looked_at) {
            (true, _) => RECONCILE,
            (false, true) => POLL,
            (false, false) => SLOW,
        }
    }

    /// The same of rows that nobody looks at now.
    #[must_use]
    pub fn slow_pace(&self, kind: Kind) -> SignedDuration {
        if self.live.is_live(kind) { RECONCILE } else { SLOW }
    }
}
