//! What comes in for inbox, feed and bell, from answers and from Realtime.

use super::effect::{Effect, Effects};
use super::model::Model;
use super::panes::Pane;
use crate::domain::notification::{Notification, Told};
use crate::domain::request::{Page, Query};
use crate::domain::value::Record;
use crate::ports::RoomChange;
use jiff::Timestamp;

impl Model {
    /// All incidents, after they were loaded.
    pub(super) fn feed_incidents(&mut self) {
        let rows = std::mem::take(&mut self.rows.incidents);
        for row in rows.values() {
            self.feed_record(row);
        }
        self.rows.incidents = rows;
    }

    /// What one is told came, asked for at that time.
    pub(super) fn take_inbox(&mut self, page: Page<Notification>, asked_at: Timestamp) -> Effects {
        let new = self.rows.notices.replace(page, asked_at);
        let was_read = self.bell.inbox_read();
        for id in new.into_iter().filter(|_| was_read) {
            if let Some(notice) = self.rows.notices.get(id).cloned() {
                self.notice_told(&notice);
            }
        }
        self.inbox.is_stale = true;
        self.send_marks()
    }

    /// One of them as it is now.
    pub(super) fn put_notice(&mut self, mut notice: Notification) {
        if let Told::Mention { comment, said } = &mut notice.told {
            let known = self.rows.timelines.values().flatten().find(|known| known.id == *comment);
            *said = known.cloned().map(Box::new);
            notice.on = known.map(|known| known.on);
            if said.is_none() {
                self.remote.mark_stale(Query::Inbox);
            }
        }
        self.inbox.is_stale = true;
        if self.rows.notices.put(notice.clone(), self.now) {
            self.notice_told(&notice);
        }
    }

    /// Goes to a record in its pane, or, where no pane lists it, to its detail here. `esc` leads back.
    pub(super) fn visit(&mut self, record: Record) -> Effects {
        let is_listed = Pane::of(record).is_some() && self.is_in_its_pane(record);
        if is_listed {
            return self.go_to_record(record);
        }
        self.detail_mut().is_focused = self.record(record).is_some();
        if !self.detail().is_focused {
            let name = self.rows.record_name(record);
            self.say(super::notice::Tone::Plain, format!("{name} is not loaded, or hidden from you."));
        }
        vec![]
    }

    fn is_in_its_pane(&self, record: Record) -> bool {
        match record {
            Record::Incident(id) => self.rows.incidents.contains_key(&id),
            Record::Problem(id) => self.rows.problems.contains_key(&id),
            Record::Change(id) => self.rows.changes.contains_key(&id),
        }
    }

    /// Keeps how far the feed was read, for the next start.
    pub(super) fn keep_reading_place(&mut self) -> Effects {
        match self.room.feed_read_until {
            None => vec![],
            until => vec![Effect::ChangeRoom(Box::new(RoomChange { feed_read_until: until, ..RoomChange::default() }))],
        }
    }
}
