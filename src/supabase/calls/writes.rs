//! Deeds: what is sent for each, and how its answer is judged.
//!
//! A change that row level security hides, one whose guard fails and one on a row that is gone all answer "success, no rows". So every
//! change carries the values it saw as guards, asks for the rows back, and where none come looks again. A deed may be sent twice, by a
//! retry or after a crash: a row that is what the deed wants is done, and the id of a comment is made by us and tells our own.

use super::Calls;
use crate::domain::comment::Comment;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::request::{Deed, Op, Receipt, Row, Verdict};
use crate::domain::rich_text::closed_marker;
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, IncidentId, IncidentStatus, ProfileId, Record};
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What an incident deed wants, what it saw, and what it sends.
#[expect(
    clippy::option_option,
    reason = "not looked at, nobody, and somebody are three things; so are unchanged, cleared and set"
)]
struct Patch {
    incident: IncidentId,
    at: Timestamp,
    /// The assignee it saw, where that matters.
    seen_assignee: Option<Option<ProfileId>>,
    /// The status it saw, where that matters.
    seen_status: Option<IncidentStatus>,
    assignee: Option<Option<ProfileId>>,
    status: Option<IncidentStatus>,
    resolved_at: Option<Option<Timestamp>>,
}

/// A comment to be written.
struct NewComment<'a> {
    id: CommentId,
    on: Record,
    content: &'a str,
    mentions: &'a [ProfileId],
}

impl Calls {
    /// Does a deed and judges what came of it.
    pub(in crate::supabase) async fn write(&self, op: &Op) -> Receipt {
        match &op.deed {
            Deed::Comment { comment, on, content, mentions } => {
                self.say(&NewComment { id: *comment, on: *on, content, mentions }).await
            }
            Deed::EditComment { comment, content, mentions, seen, .. } => {
                self.edit(*comment, content, mentions, *seen).await
            }
            Deed::DeleteComment { comment, .. } => self.take_back(*comment).await,
            Deed::Close { incident, comment, reason, .. } => match self.patch(op).await? {
                Verdict::Done(closed) => self.say_why(*incident, *comment, reason, closed).await,
                other => Ok(other),
            },
            Deed::Assign { .. } | Deed::Take { .. } | Deed::SetStatus { .. } => self.patch(op).await,
        }
    }

    async fn patch(&self, op: &Op) -> Receipt {
        let Some(patch) = Patch::of(op) else {
            return Err(Fault::Broken { trace: "a deed that changes no incident".into() });
        };
        let ask = Ask::change("incidents", rows::select(rows::INCIDENT), patch.body()).eq("id", patch.incident);
        match self.ask(&patch.guard(ask)).await {
            Ok(answer) => match answer.rows.first() {
                Some(row) => Ok(Verdict::Done(vec![Row::Incident(Box::new(rows::incident(row)?))])),
                None => self.look_again(&patch).await,
            },
            // The row as it would be is out of our hands, such as after giving away what somebody else made.
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Verdict::Refused),
            Err(failure) => Err(failure.of_change()),
        }
    }

    async fn look_again(&self, patch: &Patch) -> Receipt {
        let Some(now) = self.incident(patch.incident).await? else { return Ok(Verdict::Gone) };
        Ok(patch.judge(now))
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
            Ok(other) => Ok(other),
            Err(fault) if fault.leaves_deed_open() => Err(fault),
            Err(fault) => match rows.pop() {
                Some(row) => Ok(Verdict::DoneWithoutReason { row, fault }),
                None => Err(fault),
            },
        }
    }

    async fn say(&self, new: &NewComment<'_>) -> Receipt {
        let home = self.home().await?;
        let (column, record) = match new.on {
            Record::Incident(id) => ("incident_id", id.0),
            Record::Problem(id) => ("problem_id", id.0),
            Record::Change(id) => ("change_id", id.0),
        };
        let mut row = Map::new();
        row.insert("id".to_owned(), json!(new.id));
        row.insert("organization_id".to_owned(), json!(home.organization));
        row.insert("author_id".to_owned(), json!(home.me));
        row.insert(column.to_owned(), json!(record));
        row.insert("content".to_owned(), json!(new.content));
        row.insert("mentions".to_owned(), json!(new.mentions));
        let ask = Ask::insert("comments", rows::select(rows::COMMENT), Value::Object(row));
        match self.ask(&ask).await {
            Ok(answer) => {
                let row = answer.rows.first();
                let row =
                    row.ok_or_else(|| Fault::Broken { trace: "a comment was taken and not given back".into() })?;
                Ok(Verdict::Done(vec![Row::Comment(Box::new(rows::comment(row)?))]))
            }
            Err(Failure::Refused(refusal)) if refusal.code == "23505" && refusal.message.contains("comments_pkey") => {
                // Said already, if it is ours that is there.
                match self.comment(new.id).await? {
                    Some(there) if there.author == home.me => Ok(Verdict::Done(vec![Row::Comment(Box::new(there))])),
                    _ => Err(refusal.fault_of_change()),
                }
            }
            Err(Failure::Refused(refusal)) if refusal.code == "23503" && refusal.message.contains(column) => {
                Ok(Verdict::Gone)
            }
            Err(failure) => Err(failure.of_change()),
        }
    }

    async fn edit(&self, id: CommentId, content: &str, mentions: &[ProfileId], seen: Timestamp) -> Receipt {
        let body = json!({"content": content, "mentions": mentions});
        let ask = Ask::change("comments", rows::select(rows::COMMENT), body).eq("id", id).eq("updated_at", stamp(seen));
        match self.ask(&ask).await {
            Ok(answer) => match answer.rows.first() {
                Some(row) => Ok(Verdict::Done(vec![Row::Comment(Box::new(rows::comment(row)?))])),
                None => Ok(match self.comment(id).await? {
                    None => Verdict::Gone,
                    Some(now) => judge_edit(now, content, mentions, seen),
                }),
            },
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Verdict::Refused),
            Err(failure) => Err(failure.of_change()),
        }
    }

    async fn take_back(&self, id: CommentId) -> Receipt {
        let deleted = self.ask(&Ask::delete("comments", "id").eq("id", id)).await;
        let answer = deleted.map_err(Failure::of_change)?;
        if answer.rows.is_empty() && self.comment(id).await?.is_some() {
            return Ok(Verdict::Refused);
        }
        // Not there is what was wanted, whoever did it.
        Ok(Verdict::Done(Vec::new()))
    }
}

impl Patch {
    fn of(op: &Op) -> Option<Self> {
        let at = op.at;
        let none = |incident: &IncidentId| Self {
            incident: *incident,
            at,
            seen_assignee: None,
            seen_status: None,
            assignee: None,
            status: None,
            resolved_at: None,
        };
        Some(match &op.deed {
            Deed::Assign { incident, to, seen } => {
                Self { seen_assignee: Some(*seen), assignee: Some(*to), ..none(incident) }
            }
            Deed::Take { incident, me, seen, seen_status } => Self {
                seen_assignee: Some(*seen),
                seen_status: Some(*seen_status),
                assignee: Some(Some(*me)),
                status: (*seen_status == IncidentStatus::Open).then_some(IncidentStatus::Investigating),
                ..none(incident)
            },
            Deed::SetStatus { incident, to, seen, seen_resolved_at } => Self {
                seen_status: Some(*seen),
                status: Some(*to),
                resolved_at: resolved_at(*seen, *seen_resolved_at, *to, at),
                ..none(incident)
            },
            Deed::Close { incident, seen, seen_resolved_at, .. } => Self {
                seen_status: Some(*seen),
                status: Some(IncidentStatus::Closed),
                resolved_at: resolved_at(*seen, *seen_resolved_at, IncidentStatus::Closed, at),
                ..none(incident)
            },
            Deed::Comment { .. } | Deed::EditComment { .. } | Deed::DeleteComment { .. } => return None,
        })
    }

    /// The columns that change, and when that was decided.
    fn body(&self) -> Value {
        let mut body = Map::new();
        if let Some(assignee) = self.assignee {
            body.insert("assigned_to".to_owned(), json!(assignee));
        }
        if let Some(status) = self.status {
            body.insert("status".to_owned(), json!(status));
        }
        if let Some(resolved_at) = self.resolved_at {
            body.insert("resolved_at".to_owned(), json!(resolved_at.map(stamp)));
        }
        body.insert("updated_at".to_owned(), json!(stamp(self.at)));
        Value::Object(body)
    }

    fn guard(&self, mut ask: Ask) -> Ask {
        if let Some(assignee) = self.seen_assignee {
            ask = ask.eq_or_null("assigned_to", assignee);
        }
        if let Some(status) = self.seen_status {
            ask = ask.eq("status", status);
        }
        ask
    }

    /// What it means that the row is so now, and the change took no row.
    fn judge(&self, now: Incident) -> Verdict {
        let is_so = self.assignee.is_none_or(|wanted| now.assigned_to == wanted)
            && self.status.is_none_or(|wanted| now.status == wanted);
        let is_as_seen = self.seen_assignee.is_none_or(|seen| now.assigned_to == seen)
            && self.seen_status.is_none_or(|seen| now.status == seen);
        // By this deed when it was sent before and its answer lost, or by somebody else: either way nothing is left to write. The
        // `updated_at` would not tell, for somebody may have changed another column since.
        if is_so {
            Verdict::Done(vec![Row::Incident(Box::new(now))])
        } else if is_as_seen {
            Verdict::Refused
        } else {
            Verdict::Conflict(Row::Incident(Box::new(now)))
        }
    }
}

/// What to send as `resolved_at`, if it changes: set on entering resolved or closed, kept between them, cleared on reopening.
#[expect(clippy::option_option, reason = "no change, cleared, and set are three things to send")]
fn resolved_at(
    seen: IncidentStatus,
    before: Option<Timestamp>,
    to: IncidentStatus,
    at: Timestamp,
) -> Option<Option<Timestamp>> {
    match (seen.is_active(), to.is_active(), before) {
        (true, false, _) | (false, false, None) => Some(Some(at)),
        (_, true, Some(_)) => Some(None),
        (false, false, Some(_)) | (_, true, None) => None,
    }
}

fn judge_edit(now: Comment, content: &str, mentions: &[ProfileId], seen: Timestamp) -> Verdict {
    if now.content == Safe::new(content) && now.mentions == mentions {
        Verdict::Done(vec![Row::Comment(Box::new(now))])
    } else if stamp(now.updated_at) == stamp(seen) {
        Verdict::Refused
    } else {
        Verdict::Conflict(Row::Comment(Box::new(now)))
    }
}

/// A time as the database keeps it: to the microsecond, cut off.
fn stamp(at: Timestamp) -> String {
    let micros = at.as_microsecond();
    Timestamp::from_microsecond(micros).map_or_else(|_| at.to_string(), |at| at.to_string())
}

#[cfg(test)]
mod tests;
