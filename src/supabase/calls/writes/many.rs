//! A heap of deeds in as few requests as they need: one change for all rows that get the same values, one insert for all comments, one
//! second look at the rows that did not come back.
//!
//! The database does a request wholly or not at all. Where one row spoils it for the others, each is sent by itself.

use super::comments::NewComment;
use super::edits::{Patch, need_row};
use super::{Calls, judge};
use crate::domain::edits::Edits;
use crate::domain::fault::Fault;
use crate::domain::request::{Deed, Op, Receipt, Row, Verdict};
use crate::domain::rich_text::closed_marker;
use crate::domain::value::{CommentId, OpId, Record};
use crate::supabase::calls::reads::among;
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use futures_util::future::join_all;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// So many rows fit into the address of one request with their guards.
const MOST_ROWS: usize = 40;

/// So many requests are under way at a time.
const AT_ONCE: usize = 8;

type Receipts = HashMap<OpId, Receipt>;

/// An edit of the heap, whichever deed it is part of.
struct Task<'a> {
    op: &'a Op,
    record: Record,
    edits: &'a Edits,
}

impl Calls {
    pub(super) async fn write_many(&self, ops: &[Op]) -> Receipts {
        let mut receipts = Receipts::new();
        let tasks: Vec<Task<'_>> = ops.iter().filter_map(Task::of).collect();
        if let Err(fault) = self.edit_many(&tasks, &mut receipts).await {
            for task in &tasks {
                receipts.entry(task.op.id).or_insert_with(|| Err(fault.clone()));
            }
        }
        let (said, others): (Vec<&Op>, Vec<&Op>) = ops
            .iter()
            .filter(|op| is_closed(op, &receipts) || !receipts.contains_key(&op.id))
            .partition(|op| matches!(op.deed, Deed::Comment { .. } | Deed::Close { .. }));
        self.say_many(&said, &mut receipts).await;
        let others = in_turns(others.into_iter().map(|op| async { (op.id, self.write(op).await) }).collect()).await;
        receipts.extend(others);
        receipts
    }

    async fn edit_many(&self, tasks: &[Task<'_>], receipts: &mut Receipts) -> Result<(), Fault> {
        let unseen: Vec<Record> = tasks.iter().filter(|task| need_row(task.edits)).map(|task| task.record).collect();
        let raw = self.look_at(&unseen).await?;
        let mut groups: BTreeMap<(&str, String), Vec<(&Task<'_>, Patch)>> = BTreeMap::new();
        for task in tasks {
            let patch = if need_row(task.edits) {
                let Some((row, now)) = raw.get(&task.record) else {
                    receipts.insert(task.op.id, Ok(Verdict::Gone));
                    continue;
                };
                if now.has(task.edits) || !now.is_as_seen_by(task.edits) {
                    receipts.insert(task.op.id, Ok(judge(task.edits, now.clone())));
                    continue;
                }
                Patch::over(task.record, task.edits, task.op.at, row)
            } else {
                Patch::of(task.record, task.edits, task.op.at)
            };
            let body = Value::Object(patch.body.clone()).to_string();
            groups.entry((rows::table(task.record).name, body)).or_default().push((task, patch));
        }
        let chunks = groups.values().flat_map(|group| group.chunks(MOST_ROWS));
        let results = in_turns(chunks.map(|chunk| self.edit_alike(chunk)).collect()).await;
        receipts.extend(results.into_iter().flatten());
        Ok(())
    }

    /// Changes rows that all get the same values.
    async fn edit_alike(&self, group: &[(&Task<'_>, Patch)]) -> Vec<(OpId, Receipt)> {
        let Some((_, first)) = group.first() else { return vec![] };
        let body = Value::Object(first.body.clone());
        let table = rows::table(first.record);
        let ask = Ask::change(table.name, rows::select(table.columns), body).filter("or", any_of(group));
        let changed = match self.ask(&ask).await {
            Ok(answer) => rows::list(&answer.rows, table.read),
            // One row spoils it for all of them.
            Err(Failure::Refused(refusal)) if refusal.code == "42501" || group.len() > 1 => {
                let each = group
                    .iter()
                    .map(|(task, _)| async { (task.op.id, self.edit(task.record, task.edits, task.op.at).await) });
                return in_turns(each.collect()).await;
            }
            Err(failure) => Err(failure.of_change()),
        };
        match changed {
            Ok(changed) => self.judge_many(group, changed).await,
            Err(fault) => group.iter().map(|(task, _)| (task.op.id, Err(fault.clone()))).collect(),
        }
    }

    /// What came back is done, whatever the second look at the others says.
    async fn judge_many(&self, group: &[(&Task<'_>, Patch)], changed: Vec<Row>) -> Vec<(OpId, Receipt)> {
        let mut changed: HashMap<Record, Row> =
            changed.into_iter().filter_map(|row| Some((row.record()?, row))).collect();
        let missing: Vec<Record> =
            group.iter().map(|(task, _)| task.record).filter(|record| !changed.contains_key(record)).collect();
        let mut seen = self.look_at(&missing).await;
        let judged = group.iter().map(|(task, _)| {
            let receipt = match (changed.remove(&task.record), &mut seen) {
                (Some(row), _) => Ok(Verdict::Done(vec![row])),
                (None, Ok(seen)) => {
                    Ok(seen.remove(&task.record).map_or(Verdict::Gone, |(_, now)| judge(task.edits, now)))
                }
                (None, Err(fault)) => Err(fault.clone()),
            };
            (task.op.id, receipt)
        });
        judged.collect()
    }

    /// These records as they are now, raw and read.
    async fn look_at(&self, records: &[Record]) -> Result<HashMap<Record, (Value, Row)>, Fault> {
        let mut of_tables: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
        for record in records {
            of_tables.entry(rows::table(*record).name).or_default().push(*record);
        }
        let mut found = HashMap::new();
        for chunk in of_tables.values().flat_map(|records| records.chunks(100)) {
            for raw in self.raw_records(chunk).await? {
                let row = (rows::table(chunk[0]).read)(&raw)?;
                found.extend(row.record().map(|record| (record, (raw, row))));
            }
        }
        Ok(found)
    }

    /// Says everything there is to say in one insert; one by one where that is turned away.
    async fn say_many(&self, ops: &[&Op], receipts: &mut Receipts) {
        let markers: HashMap<OpId, String> = ops.iter().filter_map(|op| Some((op.id, marker(op)?))).collect();
        let news: Vec<(&Op, NewComment<'_>)> =
            ops.iter().filter_map(|op| Some((*op, new_comment(op, &markers)?))).collect();
        let said = match news.len() {
            0 | 1 => None,
            _ => match self.insert_all(&news).await {
                Ok(said) => Some(said),
                // A dead link would be waited for once a comment.
                Err(fault) if fault.leaves_deed_open() => {
                    receipts.extend(news.iter().map(|(op, _)| (op.id, Err(fault.clone()))));
                    return;
                }
                Err(_) => None,
            },
        };
        for (op, new) in &news {
            let mut rows = match receipts.remove(&op.id) {
                Some(Ok(Verdict::Done(rows))) => rows,
                _ => vec![],
            };
            let receipt = match said.as_ref().and_then(|said| said.get(&new.id)) {
                Some(row) => {
                    rows.push(row.clone());
                    Ok(Verdict::Done(rows))
                }
                None => match &op.deed {
                    Deed::Close { incident, comment, reason, .. } => {
                        self.say_why(*incident, *comment, reason, rows).await
                    }
                    _ => self.say(new).await,
                },
            };
            receipts.insert(op.id, receipt);
        }
    }

    /// All comments in one insert.
    async fn insert_all(&self, news: &[(&Op, NewComment<'_>)]) -> Result<HashMap<CommentId, Row>, Fault> {
        let home = self.home().await?;
        let bodies = news.iter().map(|(_, new)| new.row(home)).collect();
        let ask = Ask::insert("comments", rows::select(rows::COMMENT), Value::Array(bodies));
        let answer = self.ask(&ask).await.map_err(Failure::of_change)?;
        let comments = rows::list(&answer.rows, rows::comment)?;
        Ok(comments.into_iter().map(|comment| (comment.id, Row::Comment(Box::new(comment)))).collect())
    }
}

/// Does what there is to do a few at a time, so that a thousand rows are no storm.
async fn in_turns<F: Future>(work: Vec<F>) -> Vec<F::Output> {
    let mut done = Vec::with_capacity(work.len());
    let mut work = work.into_iter();
    loop {
        let turn: Vec<F> = work.by_ref().take(AT_ONCE).collect();
        if turn.is_empty() {
            return done;
        }
        done.extend(join_all(turn).await);
    }
}

impl<'a> Task<'a> {
    fn of(op: &'a Op) -> Option<Self> {
        match &op.deed {
            Deed::Edit { edits, .. } | Deed::Close { edits, .. } => Some(Self { op, record: op.deed.record()?, edits }),
            _ => None,
        }
    }
}

/// The first half of a closing took: the reason is to be said.
fn is_closed(op: &Op, receipts: &Receipts) -> bool {
    matches!(op.deed, Deed::Close { .. }) && matches!(receipts.get(&op.id), Some(Ok(Verdict::Done(_))))
}

fn marker(op: &Op) -> Option<String> {
    if let Deed::Close { reason, .. } = &op.deed { Some(closed_marker(reason)) } else { None }
}

fn new_comment<'a>(op: &'a Op, markers: &'a HashMap<OpId, String>) -> Option<NewComment<'a>> {
    match &op.deed {
        Deed::Comment { comment, on, content, mentions } => {
            Some(NewComment { id: *comment, on: *on, content, mentions })
        }
        Deed::Close { incident, comment, .. } => {
            let content = markers.get(&op.id)?;
            Some(NewComment { id: *comment, on: Record::Incident(*incident), content, mentions: &[] })
        }
        _ => None,
    }
}

/// The condition that names each row with what it must hold. Rows guarded alike share a branch.
fn any_of(group: &[(&Task<'_>, Patch)]) -> String {
    let mut alike: BTreeMap<Vec<super::edits::Guard>, Vec<Record>> = BTreeMap::new();
    for (_, patch) in group {
        alike.entry(patch.guards.clone()).or_default().push(patch.record);
    }
    let branches: Vec<String> = alike
        .into_iter()
        .map(|(guards, ids)| {
            let terms: Vec<String> = std::iter::once(format!("id.{}", among(&ids)))
                .chain(guards.iter().map(super::edits::Guard::nested))
                .collect();
            format!("and({})", terms.join(","))
        })
        .collect();
    format!("({})", branches.join(","))
}
