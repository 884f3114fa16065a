//! The inbox: what one is told, unread first. The detail shows the record it is about, so one can answer there.
//!
//! Whether something is read is a column of the database; marking is a wish that is kept on disk until the database holds it. What is put
//! away is put away on this machine alone: the schema has no place for it. Invariant: a row stays where it stands until the list is sorted
//! anew; what comes in comes in at the top.

mod verbs;

use crate::app::effect::Effects;
use crate::app::list::{List, Step};
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::app::panes::detail::Detail;
use crate::domain::notification::{NoticeId, Notification, Told};
use crate::domain::value::Record;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What the inbox can show.
pub const VIEWS: [&str; 3] = ["Inbox", "Unread", "Archive"];

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct InboxPane {
    /// The rows that are shown.
    pub list: List<NoticeId>,
    /// Which of the views is looked at.
    pub view_at: usize,
    /// What of the record behind the selected row is read.
    pub detail: Detail,
    /// How many are unread and not put away.
    pub unread: usize,
    /// Whether rows, marks or the archive changed.
    pub(in crate::app) is_stale: bool,
    /// Marks on the wire.
    pub(in crate::app) under_way: BTreeSet<NoticeId>,
    /// When the cursor last moved.
    pub(in crate::app) moved_at: Timestamp,
}

impl Default for InboxPane {
    fn default() -> Self {
        Self {
            list: List::default(),
            view_at: 0,
            detail: Detail::default(),
            unread: 0,
            is_stale: true,
            under_way: BTreeSet::new(),
            moved_at: Timestamp::MIN,
        }
    }
}

impl InboxPane {
    /// Whether a mark on it is on the wire.
    #[must_use]
    pub fn is_marking(&self, id: NoticeId) -> bool {
        self.under_way.contains(&id)
    }
}

impl Model {
    /// The selected row of the inbox.
    #[must_use]
    pub fn selected_notice(&self) -> Option<&Notification> {
        self.rows.notices.get(self.inbox.list.selected()?)
    }

    /// Whether I read it: as I decided, else as the database has it.
    #[must_use]
    pub fn has_read(&self, notice: &Notification) -> bool {
        self.room.marking.get(&notice.id).copied().unwrap_or(notice.is_read)
    }

    /// What a notification is about; of a mention that came without its words, what is known of the comment.
    #[must_use]
    pub fn subject_of(&self, notice: &Notification) -> Option<Record> {
        notice.on.or_else(|| match &notice.told {
            Told::Mention { comment, .. } => {
                self.rows.timelines.values().flatten().find(|known| known.id == *comment).map(|known| known.on)
            }
            _ => None,
        })
    }

    fn is_archived(&self, id: NoticeId) -> bool {
        self.room.archived.contains_key(&id)
    }

    /// What the view shows, sorted: unread first, then the newest.
    fn judge_inbox(&self) -> Vec<NoticeId> {
        let is_shown = |row: &&Notification| match self.inbox.view_at {
            0 => !self.is_archived(row.id),
            1 => !self.is_archived(row.id) && !self.has_read(row),
            _ => self.is_archived(row.id),
        };
        let mut rows: Vec<&Notification> = self.rows.notices.all().filter(is_shown).collect();
        rows.sort_by_key(|row| (self.has_read(row), Reverse(row.created_at), row.id));
        rows.into_iter().map(|row| row.id).collect()
    }

    /// Rows, marks or the archive changed: rows come and go, those that stay keep their place. Costs nothing while nothing did.
    pub(in crate::app) fn keep_inbox(&mut self) {
        if !std::mem::take(&mut self.inbox.is_stale) {
            return;
        }
        let is_unread = |row: &&Notification| !self.is_archived(row.id) && !self.has_read(row);
        self.inbox.unread = self.rows.notices.all().filter(is_unread).count();
        self.dirty();
        if self.pane != Pane::Inbox {
            return;
        }
        let sorted = self.judge_inbox();
        let selected = self.inbox.list.selected().filter(|id| self.rows.notices.get(*id).is_some());
        let stays = |id: &NoticeId| Some(*id) == selected || sorted.contains(id);
        let kept: Vec<NoticeId> = self.inbox.list.order().iter().copied().filter(stays).collect();
        let new = sorted.iter().copied().filter(|id| !kept.contains(id));
        let order: Vec<NoticeId> = new.chain(kept.iter().copied()).collect();
        let height = self.list_height();
        // What comes in at the top moves nothing that one looks at, unless one looks at the top.
        let is_at_top = self.inbox.list.offset() == 0 && self.inbox.list.cursor() == 0;
        self.inbox.list.resort(order, height);
        if is_at_top && selected.is_none() {
            self.inbox.list.go(Step::First, height);
        }
    }

    /// Sorts the inbox now.
    pub(in crate::app) fn sort_inbox(&mut self) {
        self.inbox.is_stale = true;
        let order = self.judge_inbox();
        let height = self.list_height();
        self.inbox.list.resort(order, height);
        self.dirty();
    }

    /// Whoever comes to the inbox finds what is unread at the top, and the cursor there.
    pub(in crate::app) fn enter_inbox(&mut self) {
        self.sort_inbox();
        let height = self.list_height();
        self.inbox.list.go(Step::First, height);
        self.notice_looked_at();
    }

    pub(in crate::app) fn move_in_inbox(&mut self, step: Step) -> Effects {
        let height = self.list_height();
        let before = self.inbox.list.selected();
        self.inbox.list.go(step, height);
        if self.inbox.list.selected() != before {
            // A row that only stayed because the cursor was on it goes.
            self.inbox.is_stale = true;
            self.notice_looked_at();
        }
        vec![]
    }

    pub(in crate::app) fn notice_looked_at(&mut self) {
        self.inbox.moved_at = self.now;
        self.inbox.detail.restart();
        self.dirty();
    }

    pub(in crate::app) fn look_at_inbox_view(&mut self, at: usize) -> Effects {
        self.inbox.view_at = at.min(VIEWS.len() - 1);
        self.inbox.detail.is_focused = false;
        self.enter_inbox();
        vec![]
    }
}
