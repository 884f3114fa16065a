//! What one does in the inbox: go to the record, mark read, put away. None of it is a deed on a record, so nothing of it lies over one.

use crate::app::effect::{Effect, Effects};
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::list::Step;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::panes::inbox::VIEWS;
use crate::domain::fault::Fault;
use crate::domain::notification::NoticeId;
use crate::ports::RoomChange;

impl Model {
    /// Goes to the record the selected notification is about; it is read then. `esc` leads back.
    pub(in crate::app) fn open_notice(&mut self) -> Effects {
        let Some(notice) = self.selected_notice() else { return vec![] };
        let (id, is_read, on) = (notice.id, self.has_read(notice), self.subject_of(notice));
        let mut effects = if is_read { vec![] } else { self.mark(&[id], true) };
        match on {
            Some(record) => effects.extend(self.visit(record)),
            None => self.say(Tone::Plain, "It names no record to go to."),
        }
        effects
    }

    /// Marks the selected one read, or unread again, and goes on to the next.
    pub(in crate::app) fn toggle_read(&mut self) -> Effects {
        let Some(notice) = self.selected_notice() else { return vec![] };
        let (id, is_read) = (notice.id, self.has_read(notice));
        let effects = self.mark(&[id], !is_read);
        if !is_read {
            self.move_in_inbox(Step::By(1));
        }
        effects
    }

    /// Marks everything the view shows as read.
    pub(in crate::app) fn read_all(&mut self) -> Effects {
        let is_unread = |id: &NoticeId| self.rows.notices.get(*id).is_some_and(|row| !self.has_read(row));
        let unread: Vec<NoticeId> = self.inbox.list.order().iter().copied().filter(is_unread).collect();
        if unread.is_empty() {
            self.say(Tone::Plain, "Nothing here is unread.");
        }
        self.mark(&unread, true)
    }

    /// Puts the selected one away on this machine, or takes it out again.
    pub(in crate::app) fn toggle_archived(&mut self) -> Effects {
        let Some(notice) = self.selected_notice() else { return vec![] };
        let (id, is_read) = (notice.id, self.has_read(notice));
        let is_archived = self.room.archived.contains_key(&id);
        let at = (!is_archived).then_some(self.now);
        let mut effects = self.change_room(RoomChange { archive: vec![(id, at)], ..RoomChange::default() });
        if !is_archived && !is_read {
            effects.extend(self.mark(&[id], true));
        }
        let place = self.inbox.list.order().iter().position(|other| *other == id);
        if let Some(place) = place {
            self.inbox.list.take(place);
            let height = self.list_height();
            self.inbox.list.clamp(height);
        }
        self.notice_looked_at();
        effects
    }

    /// To the next unread one below the cursor, or the first.
    pub(in crate::app) fn next_unread(&mut self) -> Effects {
        let order = self.inbox.list.order();
        let is_unread = |id: &&NoticeId| self.rows.notices.get(**id).is_some_and(|row| !self.has_read(row));
        let below = order.iter().skip(self.inbox.list.cursor() + 1).find(is_unread);
        let Some(next) = below.or_else(|| order.iter().find(is_unread)).copied() else {
            self.say(Tone::Plain, "Nothing here is unread.");
            return vec![];
        };
        let height = self.list_height();
        self.inbox.list.select(next, height);
        self.notice_looked_at();
        vec![]
    }

    /// Offers the views of the inbox.
    pub(in crate::app) fn choose_inbox_view(&mut self) -> Effects {
        let items = VIEWS.iter().enumerate().zip('1'..='9');
        let items = items.map(|((at, view), key)| Item::new(*view, Choice::View(at)).with_key(key));
        self.layers.push(Layer::Picker(Picker::menu("Views", items.collect()).selecting(self.inbox.view_at)));
        vec![]
    }

    /// Wants some to be read, or unread: kept on disk, then sent.
    fn mark(&mut self, ids: &[NoticeId], is_read: bool) -> Effects {
        if ids.is_empty() || self.settings.read_only {
            return vec![];
        }
        let marking = ids.iter().map(|id| (*id, Some(is_read))).collect();
        let mut effects = self.change_room(RoomChange { marking, ..RoomChange::default() });
        effects.extend(self.send_marks());
        effects
    }

    /// Sends the marks that the database does not hold yet, but for those on their way. Those it holds are forgotten.
    pub(in crate::app) fn send_marks(&mut self) -> Effects {
        let held = |model: &Self, id: &NoticeId, is_read: bool| {
            model.rows.notices.get(*id).is_some_and(|row| row.is_read == is_read)
        };
        let done: Vec<(NoticeId, Option<bool>)> = self
            .room
            .marking
            .iter()
            .filter(|(id, is_read)| held(self, id, **is_read) && !self.inbox.under_way.contains(id))
            .map(|(id, _)| (*id, None))
            .collect();
        let mut effects = self.change_room(RoomChange { marking: done, ..RoomChange::default() });
        if !self.may_send() {
            return effects;
        }
        for wanted in [true, false] {
            let open = self.room.marking.iter().filter(|(id, is_read)| {
                **is_read == wanted && !self.inbox.under_way.contains(id) && self.rows.notices.get(**id).is_some()
            });
            let ids: Vec<NoticeId> = open.map(|(id, _)| *id).collect();
            if !ids.is_empty() {
                self.inbox.under_way.extend(&ids);
                self.awaiting += 1;
                effects.push(Effect::MarkRead { notices: ids, is_read: wanted });
            }
        }
        effects
    }

    /// The database said what became of marks.
    pub(in crate::app) fn marked(
        &mut self,
        notices: &[NoticeId],
        is_read: bool,
        result: Result<Vec<NoticeId>, Fault>,
    ) -> Effects {
        self.awaiting = self.awaiting.saturating_sub(1);
        self.inbox.under_way.retain(|id| !notices.contains(id));
        self.inbox.is_stale = true;
        let done = match result {
            Ok(done) => done,
            // They stay wanted, and go again with the next answer of the server.
            Err(fault) if fault.is_transient() => {
                self.say(Tone::Plain, format!("Not marked yet, kept and tried again. {fault}."));
                return vec![];
            }
            Err(Fault::SignedOut { reason }) => return self.signed_out_by_server(&reason),
            Err(fault) => {
                let forget = notices.iter().map(|id| (*id, None)).collect();
                self.say(Tone::Bad, format!("Not marked: {fault}."));
                return self.change_room(RoomChange { marking: forget, ..RoomChange::default() });
            }
        };
        self.rows.notices.marked(&done, is_read, self.now);
        let refused = notices.len() - done.len();
        if refused == 0 && notices.len() > 1 && is_read {
            let all = self.rows.notices.total.and_then(|total| usize::try_from(total).ok()).unwrap_or(0);
            let left = all.saturating_sub(self.rows.notices.all().count());
            let more = if left > 0 { format!(" {left} more lie further back.") } else { String::new() };
            self.say(Tone::Good, format!("{} are read now.{more}", done.len()));
        }
        if refused > 0 {
            self.say(
                Tone::Bad,
                format!("{refused} could not be marked: gone, or the rules of the database keep them."),
            );
        }
        // One that was decided the other way meanwhile is still wanted.
        let over = |id: &&NoticeId| self.room.marking.get(*id) == Some(&is_read);
        let forget = notices.iter().filter(over).map(|id| (*id, None)).collect();
        let mut effects = self.change_room(RoomChange { marking: forget, ..RoomChange::default() });
        effects.extend(self.send_marks());
        effects
    }

    /// Changes what only this machine knows, here and on disk.
    pub(in crate::app) fn change_room(&mut self, change: RoomChange) -> Effects {
        if change == RoomChange::default() {
            return vec![];
        }
        self.room.take(&change);
        self.inbox.is_stale = true;
        vec![Effect::ChangeRoom(Box::new(change))]
    }
}
