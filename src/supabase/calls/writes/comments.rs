//! Comments: said once however often they are sent, changed and deleted by their author alone.

use super::{Calls, stamp};
use crate::domain::comment::Comment;
use crate::domain::fault::Fault;
use crate::domain::request::{Receipt, Row, Verdict};
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, ProfileId, Record};
use crate::supabase::calls::Home;
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A comment to be written.
pub(super) struct NewComment<'a> {
    pub(super) id: CommentId,
    pub(super) on: Record,
    pub(super) content: &'a str,
    pub(super) mentions: &'a [ProfileId],
}

impl NewComment<'_> {
    /// The column that names its record.
    fn column(&self) -> &'static str {
        match self.on {
            Record::Incident(_) => "incident_id",
            Record::Problem(_) => "problem_id",
            Record::Change(_) => "change_id",
        }
    }

    /// The row to insert.
    pub(super) fn row(&self, home: Home) -> Value {
        let record = match self.on {
            Record::Incident(id) => id.0,
            Record::Problem(id) => id.0,
            Record::Change(id) => id.0,
        };
        let mut row = Map::new();
        row.insert("id".to_owned(), json!(self.id));
        row.insert("organization_id".to_owned(), json!(home.organization));
        row.insert("author_id".to_owned(), json!(home.me));
        row.insert(self.column().to_owned(), json!(record));
        row.insert("content".to_owned(), json!(self.content));
        row.insert("mentions".to_owned(), json!(self.mentions));
        Value::Object(row)
    }
}

impl Calls {
    /// Says something, once however often it is sent.
    pub(super) async fn say(&self, new: &NewComment<'_>) -> Receipt {
        let home = self.home().await?;
        let column = new.column();
        let ask = Ask::insert("comments", rows::select(rows::COMMENT), new.row(home));
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

    pub(super) async fn edit_comment(
        &self,
        id: CommentId,
        content: &str,
        mentions: &[ProfileId],
        seen: Timestamp,
    ) -> Receipt {
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

    pub(super) async fn take_back(&self, id: CommentId) -> Receipt {
        let deleted = self.ask(&Ask::delete("comments", "id").eq("id", id)).await;
        let answer = deleted.map_err(Failure::of_change)?;
        if answer.rows.is_empty() && self.comment(id).await?.is_some() {
            return Ok(Verdict::Refused);
        }
        // Not there is what was wanted, whoever did it.
        Ok(Verdict::Done(Vec::new()))
    }
}

pub(super) fn judge_edit(now: Comment, content: &str, mentions: &[ProfileId], seen: Timestamp) -> Verdict {
    if now.content == Safe::new(content) && now.mentions == mentions {
        Verdict::Done(vec![Row::Comment(Box::new(now))])
    } else if stamp(now.updated_at) == stamp(seen) {
        Verdict::Refused
    } else {
        Verdict::Conflict(Row::Comment(Box::new(now)))
    }
}
