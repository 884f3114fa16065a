//! Deeds that were decided and are not judged yet, laid over the server's rows. Server rows are never edited: a refusal drops the deed,
//! and there is nothing to roll back.
//!
//! Deeds on one record go out one after the other, so that the second builds on what the first left. A deed that met a dead link
//! waits and goes again; it stays on disk the whole time.

use super::effect::{Effect, Effects};
use crate::domain::comment::Comment;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::request::{Deed, Op};
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, OpId, ProfileId, Record};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::collections::HashSet;

/// All deeds without a verdict, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Pending {
    waiting: Vec<Unjudged>,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unjudged {
    /// The deed.
    pub op: Op,
    /// How far it is.
    pub state: Progress,
    tries: u32,
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
        if self.waiting.iter().all(|known| known.op.id != op.id) {
            self.waiting.push(Unjudged { op, state: Progress::Queued, tries: 0 });
        }
    }

    /// Sends whatever may go now: the oldest of each record, unless it waits for its time.
    pub fn dispatch(&mut self, now: Timestamp) -> Effects {
        let mut ready = vec![];
        let mut busy: HashSet<Record> = HashSet::new();
        for unjudged in &mut self.waiting {
            let record = unjudged.op.deed.record();
            let may_go = match unjudged.state {
                Progress::Queued => true,
                Progress::Sent => false,
                Progress::Retrying { at, .. } => at <= now,
            };
            if may_go && !busy.contains(&record) {
                unjudged.state = Progress::Sent;
                ready.push(unjudged.op.clone());
            }
            busy.insert(record);
        }
        if ready.is_empty() { vec![] } else { vec![Effect::Send(ready)] }
    }

    /// A deed was judged, for good or ill.
    pub fn settle(&mut self, op: OpId) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|unjudged| unjudged.op.id != op);
        self.waiting.len() < before
    }

    /// A deed met a fault that may pass: it goes again after 1, 2, 4, … 15 seconds, or when the server asks for it. One that met the end
    /// of the session waits for the next.
    pub fn postpone(&mut self, op: OpId, fault: Fault, now: Timestamp) {
        if let Some(unjudged) = self.waiting.iter_mut().find(|unjudged| unjudged.op.id == op) {
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

    /// The deeds on a record.
    pub fn on(&self, record: Record) -> impl Iterator<Item = &Unjudged> {
        self.waiting.iter().filter(move |unjudged| unjudged.op.deed.record() == record)
    }

    /// An incident as it will be when everything waiting is done.
    #[must_use]
    pub fn over<'a>(&self, incident: &'a Incident) -> Cow<'a, Incident> {
        let mut row = Cow::Borrowed(incident);
        if self.waiting.is_empty() {
            return row;
        }
        for unjudged in self.on(Record::Incident(incident.id)) {
            let at = unjudged.op.at;
            match &unjudged.op.deed {
                Deed::Edit { edits, .. } | Deed::Close { edits, .. } => edits.apply(row.to_mut()),
                Deed::Create { .. } | Deed::Comment { .. } | Deed::EditComment { .. } | Deed::DeleteComment { .. } => {
                    continue;
                }
            }
            row.to_mut().updated_at = at;
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
                Deed::DeleteComment { comment, .. } => line.retain(|(known, _)| known.id != *comment),
                Deed::Edit { .. } | Deed::Create { .. } => {}
            }
        }
        line
    }
}
