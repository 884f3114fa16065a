//! Deeds that were decided and are not judged yet, laid over the server's rows. Server rows are never edited: a refusal drops the deed,
//! and there is nothing to roll back.
//!
//! Deeds on one record go out one after the other, so that the second builds on what the first left. A deed that met a dead link
//! waits and goes again; it stays on disk the whole time.
//!
//! Deeds are found by their id and by their record without a look at the others: a plan leaves a thousand of them. Invariant: `turns` and
//! `lanes` know exactly what waits.

use super::effect::{Effect, Effects};
use crate::domain::comment::Comment;
use crate::domain::edits::Editable;
use crate::domain::fault::Fault;
use crate::domain::infrastructure::deed::MapDeed;
use crate::domain::request::{Deed, Lane, Op, Then};
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, OpId, ProfileId, Record};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

/// All deeds without a verdict, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Pending {
    /// By turn.
    waiting: Vec<Unjudged>,
    /// The turn of the next one.
    next: u64,
    turns: HashMap<OpId, u64>,
    lanes: HashMap<Lane, Vec<u64>>,
    touched: BTreeSet<Record>,
    /// Whether deeds on the map came or went since that was asked last.
    is_map_touched: bool,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unjudged {
    /// The deed.
    pub op: Op,
    /// How far it is.
    pub state: Progress,
    tries: u32,
    turn: u64,
}

/// How far a deed is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Behind another on the same record, or not begun.
    Queued,
    /// On the wire.
    Sent,
    /// It met this fault and goes again at that time.
    Retrying {
        /// When.
        at: Timestamp,
        /// What went wrong.
        fault: Fault,
    },
}

impl Pending {
    /// Takes a new deed, or one found on disk.
    pub fn push(&mut self, op: Op) {
        let Entry::Vacant(unknown) = self.turns.entry(op.id) else { return };
        let turn = *unknown.insert(self.next);
        self.next += 1;
        let lane = op.deed.lane();
        self.lanes.entry(lane).or_default().push(turn);
        self.touch(lane);
        self.waiting.push(Unjudged { op, state: Progress::Queued, tries: 0, turn });
    }

    /// The records whose deeds came or went since this was asked last: they look different now.
    pub fn take_touched(&mut self) -> BTreeSet<Record> {
        std::mem::take(&mut self.touched)
    }

    fn touch(&mut self, lane: Lane) {
        match lane {
            Lane::Record(record) => {
                self.touched.insert(record);
            }
            Lane::Map(_) => self.is_map_touched = true,
        }
    }

    /// Whether deeds on the map came or went since this was asked last.
    pub fn take_map_touched(&mut self) -> bool {
        std::mem::take(&mut self.is_map_touched)
    }

    /// The deeds on the map, oldest first.
    pub fn map_deeds(&self) -> impl Iterator<Item = &MapDeed> {
        self.waiting.iter().filter_map(|unjudged| match &unjudged.op.deed {
            Deed::Map(deed) => Some(&**deed),
            _ => None,
        })
    }

    /// The records with deeds on them, in no order.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        self.lanes.keys().filter_map(|lane| lane.record())
    }

    fn place(&self, turn: u64) -> Option<usize> {
        self.waiting.binary_search_by_key(&turn, |unjudged| unjudged.turn).ok()
    }

    /// Sends whatever may go now: the oldest of each record, unless it waits for its time or for a record that is not made yet.
    pub fn dispatch(&mut self, now: Timestamp) -> Effects {
        let unmade: HashSet<Record> = self
            .waiting
            .iter()
            .map(|unjudged| &unjudged.op.deed)
            .filter(|deed| deed.is_creation())
            .filter_map(Deed::record)
            .collect();
        let mut ready = vec![];
        for unjudged in &mut self.waiting {
            let may_go = match unjudged.state {
                Progress::Queued => true,
                Progress::Sent => false,
                Progress::Retrying { at, .. } => at <= now,
            };
            let first = || self.lanes.get(&unjudged.op.deed.lane()).and_then(|turns| turns.first().copied());
            let is_blocked = unjudged.op.deed.needs().is_some_and(|record| unmade.contains(&record));
            if may_go && !is_blocked && first() == Some(unjudged.turn) {
                unjudged.state = Progress::Sent;
                ready.push(unjudged.op.clone());
            }
        }
        if ready.is_empty() { vec![] } else { vec![Effect::Send(ready)] }
    }

    /// Whether a deed waits for its verdict here.
    #[must_use]
    pub fn holds(&self, op: OpId) -> bool {
        self.waiting.iter().any(|unjudged| unjudged.op.id == op)
    }

    /// A deed was judged, for good or ill.
    pub fn settle(&mut self, op: OpId) -> bool {
        let Some(turn) = self.turns.remove(&op) else { return false };
        let Some(at) = self.place(turn) else { return false };
        let lane = self.waiting.remove(at).op.deed.lane();
        if let Entry::Occupied(mut turns) = self.lanes.entry(lane) {
            turns.get_mut().retain(|other| *other != turn);
            if turns.get().is_empty() {
                turns.remove();
            }
        }
        self.touch(lane);
        true
    }

    /// Takes out the deeds that wait for a record which will not be made after all.
    pub fn take_dependent(&mut self, on: Record) -> Vec<Op> {
        let is_dependent = |unjudged: &&Unjudged| unjudged.op.deed.needs() == Some(on);
        let ops: Vec<Op> = self.waiting.iter().filter(is_dependent).map(|unjudged| unjudged.op.clone()).collect();
        for op in &ops {
            self.settle(op.id);
        }
        ops
    }

    /// A deed met a fault that may pass: it goes again after 1, 2, 4, … 15 seconds, or when the server asks for it. One that met the end
    /// of the session waits for the next.
    pub fn postpone(&mut self, op: OpId, fault: Fault, now: Timestamp) {
        let at = self.turns.get(&op).and_then(|turn| self.place(*turn));
        if let Some(unjudged) = at.and_then(|at| self.waiting.get_mut(at)) {
            if matches!(fault, Fault::SignedOut { .. }) {
                unjudged.state = Progress::Queued;
                return;
            }
            unjudged.tries += 1;
            let wait = match &fault {
                Fault::Busy { retry_after: Some(wait) } => wait.as_secs().clamp(1, 60),
                _ => (1_i64 << unjudged.tries.saturating_sub(1).min(4)).min(15),
            };
            unjudged.state = Progress::Retrying { at: now + SignedDuration::from_secs(wait), fault };
        }
    }

    /// The link is back: whatever met its absence may go at once.
    pub fn hurry(&mut self) {
        for unjudged in &mut self.waiting {
            if let Progress::Retrying { fault: Fault::Offline { .. } | Fault::TimedOut, .. } = unjudged.state {
                unjudged.state = Progress::Queued;
            }
        }
    }

    /// When the next deed may go again.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.waiting
            .iter()
            .filter_map(|unjudged| match unjudged.state {
                Progress::Retrying { at, .. } => Some(at),
                Progress::Queued | Progress::Sent => None,
            })
            .min()
    }

    /// Whether any deed is on the wire.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.waiting.iter().any(|unjudged| unjudged.state == Progress::Sent)
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Unjudged] {
        &self.waiting
    }

    /// The deeds on a record, oldest first.
    pub fn on(&self, record: Record) -> impl Iterator<Item = &Unjudged> {
        let turns = self.lanes.get(&record.into()).map_or(&[][..], Vec::as_slice);
        turns.iter().filter_map(|turn| self.waiting.get(self.place(*turn)?))
    }

    /// A record as it will be when everything waiting is done.
    #[must_use]
    pub fn over<'a, R: Editable>(&self, known: &'a R) -> Cow<'a, R> {
        let mut row = Cow::Borrowed(known);
        if self.waiting.is_empty() {
            return row;
        }
        for unjudged in self.on(known.record()) {
            let at = unjudged.op.at;
            match &unjudged.op.deed {
                Deed::Edit { edits, .. }
                | Deed::Close { edits, .. }
                | Deed::TakeBack { edits, .. }
                | Deed::Step { edits, .. } => {
                    edits.apply(row.to_mut());
                }
                Deed::Create { .. }
                | Deed::CreateProblem { .. }
                | Deed::CreateChange { .. }
                | Deed::Comment { .. }
                | Deed::EditComment { .. }
                | Deed::DeleteComment { .. }
                | Deed::Map(_) => continue,
            }
            row.to_mut().set_updated_at(at);
        }
        row
    }

    /// A timeline as it will be, each comment with whether a deed on it is still without a verdict.
    #[must_use]
    pub fn timeline(&self, record: Record, known: &[Comment], me: ProfileId) -> Vec<(Comment, bool)> {
        let mut line: Vec<(Comment, bool)> = known.iter().map(|comment| (comment.clone(), false)).collect();
        for unjudged in self.on(record) {
            let at = unjudged.op.at;
            let mut say = |id: CommentId, content: &str, mentions: &[ProfileId]| {
                if line.iter().all(|(comment, _)| comment.id != id) {
                    let (content, mentions) = (Safe::new(content), mentions.to_vec());
                    let comment =
                        Comment { id, on: record, content, author: me, mentions, created_at: at, updated_at: at };
                    line.push((comment, true));
                }
            };
            match &unjudged.op.deed {
                Deed::Comment { comment, content, mentions, .. } => say(*comment, content, mentions),
                Deed::Close { comment, reason, .. } => {
                    say(*comment, &crate::domain::rich_text::closed_marker(reason), &[]);
                }
                Deed::EditComment { comment, content, .. } => {
                    if let Some((known, sending)) = line.iter_mut().find(|(known, _)| known.id == *comment) {
                        known.content = Safe::new(content);
                        known.updated_at = at;
                        *sending = true;
                    }
                }
                Deed::DeleteComment { comment, .. } | Deed::TakeBack { then: Then::Unsay { comment, .. }, .. } => {
                    line.retain(|(known, _)| known.id != *comment);
                }
                Deed::Step { step, .. } => {
                    if let (Some(comment), Some(said)) = (step.marker(), step.said()) {
                        say(comment, &said, step.mentions());
                    }
                }
                Deed::Edit { .. }
                | Deed::Create { .. }
                | Deed::CreateProblem { .. }
                | Deed::CreateChange { .. }
                | Deed::TakeBack { .. }
                | Deed::Map(_) => {}
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edits::{Edit, Edits, Turn};
    use crate::domain::request::{NewProblem, Verb};
    use crate::domain::value::{IncidentId, IncidentStatus, Priority, ProblemId};
    use uuid::Uuid;

    fn incident(n: u128) -> IncidentId {
        IncidentId(Uuid::from_u128(n))
    }

    fn op(id: u128, on: u128) -> Op {
        let edits = Edits::of([Edit::Status(Turn::new(IncidentStatus::Open, IncidentStatus::Resolved))]);
        let deed = Deed::Edit { record: Record::Incident(incident(on)), edits, verb: Verb::SetStatus };
        Op { id: OpId(Uuid::from_u128(id)), at: Timestamp::UNIX_EPOCH, deed }
    }

    fn on(pending: &Pending, n: u128) -> Vec<u128> {
        pending.on(Record::Incident(incident(n))).map(|unjudged| unjudged.op.id.0.as_u128()).collect()
    }

    fn sent(pending: &mut Pending) -> Vec<u128> {
        let effects = pending.dispatch(Timestamp::UNIX_EPOCH);
        let ops = effects.into_iter().flat_map(|effect| if let Effect::Send(ops) = effect { ops } else { vec![] });
        ops.map(|op| op.id.0.as_u128()).collect()
    }

    #[test]
    fn deeds_are_found_on_their_record_oldest_first_whatever_was_settled_before() {
        let mut pending = Pending::default();
        for (id, row) in [(1, 7), (2, 8), (3, 7), (4, 8), (3, 9)] {
            pending.push(op(id, row));
        }
        assert_eq!((on(&pending, 7), on(&pending, 8), on(&pending, 9)), (vec![1, 3], vec![2, 4], vec![]));
        assert!(pending.settle(OpId(Uuid::from_u128(1))) && !pending.settle(OpId(Uuid::from_u128(1))));
        pending.push(op(1, 7));
        assert_eq!((on(&pending, 7), on(&pending, 8)), (vec![3, 1], vec![2, 4]));
    }

    #[test]
    fn the_second_deed_on_a_record_goes_when_the_first_is_judged() {
        let mut pending = Pending::default();
        for (id, row) in [(1, 7), (2, 7), (3, 8)] {
            pending.push(op(id, row));
        }
        assert_eq!(sent(&mut pending), [1, 3]);
        assert!(sent(&mut pending).is_empty());
        pending.settle(OpId(Uuid::from_u128(1)));
        assert_eq!(sent(&mut pending), [2]);
    }

    #[test]
    fn what_links_to_a_problem_waits_until_the_problem_is_made() {
        let mut pending = Pending::default();
        let problem = ProblemId(Uuid::from_u128(5));
        let new = NewProblem {
            title: "t".into(),
            description: "d".into(),
            criticality: None,
            urgency: None,
            priority: Priority::Low,
            auto_priority: true,
            assigned_to: None,
            root_cause: None,
            workaround: None,
            solution: None,
            tags: vec![],
            services: vec![],
        };
        let made = |id: u128, deed| Op { id: OpId(Uuid::from_u128(id)), at: Timestamp::UNIX_EPOCH, deed };
        let link = |n, to| Deed::Edit {
            record: Record::Incident(incident(n)),
            edits: Edits::link(None, Some(to)),
            verb: Verb::Edit,
        };
        // As they may come back from the disk: in no order.
        pending.push(made(1, link(7, problem)));
        pending.push(made(2, link(8, ProblemId(Uuid::from_u128(6)))));
        pending.push(made(3, Deed::CreateProblem { problem, new: Box::new(new) }));
        assert_eq!(sent(&mut pending), [2, 3]);
        let mut failed = pending.clone();
        pending.settle(OpId(Uuid::from_u128(3)));
        assert_eq!(sent(&mut pending), [1]);
        let dropped = failed.take_dependent(Record::Problem(problem));
        assert_eq!(dropped.iter().map(|op| op.id.0.as_u128()).collect::<Vec<_>>(), [1]);
        assert!(on(&failed, 7).is_empty());
    }

    #[test]
    fn only_records_whose_deeds_came_or_went_look_different() {
        let mut pending = Pending::default();
        pending.push(op(1, 7));
        pending.push(op(2, 8));
        let both = [7, 8].map(|n| Record::Incident(incident(n)));
        assert_eq!(pending.take_touched(), both.into());
        sent(&mut pending);
        assert!(pending.take_touched().is_empty(), "a deed on the wire lies over its row as before");
        pending.settle(OpId(Uuid::from_u128(2)));
        assert_eq!(pending.take_touched(), [both[1]].into());
    }
}
