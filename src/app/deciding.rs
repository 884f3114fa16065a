//! From a decision to the wire: a deed lies over the rows at once, is on disk before it goes, and waits for its turn on its record.

use super::effect::{Effect, Effects};
use super::list::Step;
use super::model::{Model, Session};
use super::notice::Tone;
use crate::domain::request::{Deed, Op, Query};
use crate::domain::value::{OpId, Record};
use jiff::SignedDuration;
use std::collections::BTreeSet;

impl Model {
    /// Decides on a deed: it lies over the rows at once and is sent as soon as its record is free.
    pub(super) fn decide(&mut self, deed: Deed) -> Effects {
        self.decide_on(vec![deed], true).0
    }

    /// Decides on deeds that take back others: there is no way back from them but doing it again.
    pub(super) fn decide_back(&mut self, deeds: Vec<Deed>) -> Effects {
        let (effects, ops) = self.decide_on(deeds, false);
        self.count("Undo", ops);
        effects
    }

    /// Decides on several deeds at once: they go together, one on each record. Also returns what to know them by.
    pub(super) fn decide_on(&mut self, deeds: Vec<Deed>, is_undoable: bool) -> (Effects, Vec<OpId>) {
        if self.settings.read_only {
            self.say(Tone::Bad, "This profile is read-only: nothing was done.");
            return (vec![], vec![]);
        }
        let ops: Vec<Op> = deeds.into_iter().map(|deed| Op { id: OpId(self.ids.next()), at: self.now, deed }).collect();
        let ids = ops.iter().map(|op| op.id).collect();
        for op in &ops {
            self.pending.push(op.clone());
        }
        if is_undoable {
            let rows = &self.rows;
            self.undo.begin(&ops, |id| rows.timelines.values().flatten().find(|known| known.id == id).cloned());
        }
        self.refresh_order();
        self.advance(&ops);
        let mut effects = self.send_pending();
        let sent: BTreeSet<OpId> = effects
            .iter()
            .flat_map(|effect| if let Effect::Send(sent) = effect { sent.as_slice() } else { &[] })
            .map(|op| op.id)
            .collect();
        let kept: Vec<Effect> =
            ops.into_iter().filter(|op| !sent.contains(&op.id)).map(|op| Effect::Keep(Box::new(op))).collect();
        effects.extend(kept);
        (effects, ids)
    }

    /// Whether a key was pressed twice by a tired hand: the first press dealt with one incident and went on to the next, which nobody has
    /// looked at yet.
    pub(super) fn is_pressed_twice(&mut self, command: &'static str) -> bool {
        let is_twice = self.went_on.take().is_some_and(|(at, before)| {
            before == command && self.now.duration_since(at) < SignedDuration::from_millis(400)
        });
        if is_twice {
            let next = self.subject().map(|record| self.rows.record_name(record)).unwrap_or_default();
            self.say(Tone::Plain, format!("Pressed twice: {next} is the next one. Press it again if you mean it."));
        }
        is_twice
    }

    /// What one has dealt with leaves the list, and the cursor goes on to the next row.
    fn advance(&mut self, ops: &[Op]) {
        let Some(selected) = self.incidents.list.selected().filter(|_| !self.incidents.detail.is_focused) else {
            return;
        };
        let is_meant =
            |op: &Op| op.deed.record() == Some(Record::Incident(selected)) && !matches!(op.deed, Deed::Create { .. });
        if ops.iter().any(is_meant) && self.incidents.order.is_lingering(selected) {
            self.move_in_queue(Step::By(1));
            if self.incidents.list.selected() == Some(selected) {
                self.move_in_queue(Step::By(-1));
            }
        }
    }

    /// Sends the deeds whose turn it is, if they may go.
    pub(super) fn send_pending(&mut self) -> Effects {
        if self.may_send() { self.pending.dispatch(self.now) } else { vec![] }
    }

    /// Whether deeds may go: the server has said who is signed in, and they are that person's.
    pub(super) fn may_send(&self) -> bool {
        let is_known = self.remote.line(&Query::Me).is_some_and(|line| line.answered_at.is_some());
        self.session == Session::Ready && is_known && self.attached == self.my_id() && !self.settings.read_only
    }
}
