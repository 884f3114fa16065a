//! Deeds: what is sent for each, and how its answer is judged.
//!
//! A change that row level security hides, one whose guard fails and one on a row that is gone all answer "success, no rows". So every
//! change carries the values it saw as guards, asks for the rows back, and where none come looks again. A deed may be sent twice, by a
//! retry or after a crash: a row that is what the deed wants is done, and the ids of new rows are made by us and tell our own.
//!
//! Start here for one deed; [`many`] does a heap of them in as few requests as they need.

mod comments;
mod create;
mod edits;
mod many;
mod map;
mod steps;

use super::Calls;
use crate::domain::edits::{Edit, Edits, Turn};
use crate::domain::fault::Fault;
use crate::domain::request::{Deed, Op, Receipt, Row, Then, Verdict};
use crate::domain::rich_text::closed_marker;
use crate::domain::value::{CommentId, IncidentId, Record};
use comments::NewComment;
use create::{change_body, incident_body, problem_body};
use jiff::Timestamp;
use std::collections::HashMap;

impl Calls {
    /// Does deeds on different records and judges each.
    pub(in crate::supabase) async fn write_all(&self, ops: Vec<Op>) -> Vec<(Op, Receipt)> {
        let mut receipts = match ops.as_slice() {
            [op] => HashMap::from([(op.id, self.write(op).await)]),
            ops => self.write_many(ops).await,
        };
        let unheard = || Err(Fault::Broken { trace: "a deed without a receipt".into() });
        ops.into_iter()
            .map(|op| (receipts.remove(&op.id).unwrap_or_else(unheard), op))
            .map(|(receipt, op)| (op, receipt))
            .collect()
    }

    /// Does a deed and judges what came of it.
    async fn write(&self, op: &Op) -> Receipt {
        match &op.deed {
            Deed::Comment { comment, on, content, mentions } => {
                self.say(&NewComment { id: *comment, on: *on, content, mentions }).await
            }
            Deed::EditComment { comment, content, mentions, seen, .. } => {
                self.edit_comment(*comment, content, mentions, *seen).await
            }
            Deed::DeleteComment { comment, .. } => self.take_back(*comment).await,
            Deed::Close { incident, edits, comment, reason } => {
                match self.edit(Record::Incident(*incident), edits, op.at).await? {
                    Verdict::Done(closed) => self.say_why(*incident, *comment, reason, closed).await,
                    other => Ok(other),
                }
            }
            Deed::TakeBack { record, edits, then } => match self.edit(*record, edits, op.at).await? {
                Verdict::Done(rows) => self.and_then(*record, then, op.at, rows).await,
                other => Ok(other),
            },
            Deed::Edit { record, edits, .. } => self.edit(*record, edits, op.at).await,
            Deed::Map(deed) => self.change_map(deed, op.at).await,
            Deed::Create { incident, new } => self.create(Record::Incident(*incident), incident_body(new)).await,
            Deed::CreateProblem { problem, new } => self.create(Record::Problem(*problem), problem_body(new)).await,
            Deed::CreateChange { change, new } => self.create(Record::Change(*change), change_body(new)).await,
            Deed::Step { change, edits, step } => self.step(op.at, *change, edits, step).await,
        }
    }

    /// The second half of closing. A fault that passes leaves the whole deed open: repeated, it finds its first half done.
    async fn say_why(&self, incident: IncidentId, id: CommentId, reason: &str, mut rows: Vec<Row>) -> Receipt {
        let content = closed_marker(reason);
        let new = NewComment { id, on: Record::Incident(incident), content: &content, mentions: &[] };
        match self.say(&new).await {
            Ok(Verdict::Done(said)) => {
                rows.extend(said);
                Ok(Verdict::Done(rows))
            }
            Err(fault) if fault.leaves_deed_open() => Err(fault),
            // The first half took: nobody may read that nothing was written.
            turned_away => match (rows.pop(), turned_away) {
                (Some(row), Err(fault)) => Ok(Verdict::DoneWithoutReason { row, fault }),
                (Some(row), Ok(_)) => Ok(Verdict::DoneWithoutReason { row, fault: Fault::Gone }),
                (None, other) => other,
            },
        }
    }

    /// The second half of taking something back; repeated, it finds its first half done.
    async fn and_then(&self, record: Record, then: &Then, at: Timestamp, rows: Vec<Row>) -> Receipt {
        match then {
            Then::Unsay { comment, .. } => {
                self.take_back(*comment).await?;
                Ok(Verdict::Done(rows))
            }
            Then::Automatic => {
                let edits = Edits::of([Edit::AutoPriority(Turn::new(false, true))]);
                self.edit(record, &edits, at).await
            }
        }
    }
}

/// What it means that a row is so now, and the change took no row.
fn judge(edits: &Edits, now: Row) -> Verdict {
    // By this deed when it was sent before and its answer lost, or by somebody else: either way nothing is left to write. The
    // `updated_at` would not tell, for somebody may have changed another column since.
    if now.has(edits) {
        Verdict::Done(vec![now])
    } else if now.is_as_seen_by(edits) {
        Verdict::Refused
    } else {
        Verdict::Conflict(now)
    }
}

/// A time as the database keeps it: to the microsecond, cut off.
fn stamp(at: Timestamp) -> String {
    let micros = at.as_microsecond();
    Timestamp::from_microsecond(micros).map_or_else(|_| at.to_string(), |at| at.to_string())
}

#[cfg(test)]
mod tests;
