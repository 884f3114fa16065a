//! The single writes of a step: rows beside a change, comments and lines in inboxes. Each is known again when it is sent again.

use super::super::comments::NewComment;
use super::super::{Calls, stamp};
use super::Course;
use crate::domain::change::beside::{Approval, Automation, Beside, Scheduled, Tell};
use crate::domain::change::step::Step;
use crate::domain::fault::Fault;
use crate::domain::request::{Row, Verdict};
use crate::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, AutomationKind, ChangeId, ChangeStatus, Outcome, Record, ResponseId,
};
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use serde_json::{Value, json};
use uuid::Uuid;

/// Which automations of a change.
#[derive(Clone, Copy)]
pub(super) enum Those {
    /// Those to come.
    All,
    /// Those to come of one kind.
    Of(AutomationKind),
    /// This one, if it is still to come.
    One(AutomationId),
    /// This one, which is done with.
    Taken(AutomationId),
}

/// What a line in an inbox says. Kinds, titles and the keys of the data are the web app's, which reads them.
pub(super) struct Inbox<'a> {
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) message: &'a str,
}

impl Calls {
    /// The approvals of a change, in no order.
    pub(super) async fn approvals_of(&self, change: ChangeId) -> Result<Vec<Approval>, Fault> {
        let ask = Ask::read("change_approvals", rows::select(rows::APPROVAL)).eq("change_id", change);
        rows::list(&self.ask(&ask).await?.rows, rows::approval)
    }

    /// One automation as it is now.
    pub(super) async fn automation(&self, id: AutomationId) -> Result<Option<Automation>, Fault> {
        let ask = Ask::read("change_automations", rows::select(rows::AUTOMATION)).eq("id", id);
        self.ask(&ask).await?.rows.first().map(rows::automation).transpose()
    }

    /// Writes a request for approval.
    pub(super) async fn ask_for(&self, course: Course, id: ApprovalId) -> Result<Vec<Row>, Fault> {
        let row = json!({"status": ApprovalStatus::Pending, "requested_by": self.home().await?.me});
        self.put(course, "change_approvals", rows::APPROVAL, id.0, row, |row| rows::approval(row).map(Beside::Approval))
            .await
    }

    /// Answers whatever of a change waits for an answer; returns what was answered.
    pub(super) async fn answer(
        &self,
        course: Course,
        answer: ApprovalStatus,
        because: &str,
    ) -> Result<Vec<Row>, Fault> {
        let because = Some(because.trim()).filter(|because| !because.is_empty());
        let body = json!({
            "status": answer,
            "approved_by": self.home().await?.me,
            "comments": because,
            "responded_at": stamp(course.at),
        });
        let ask = Ask::change("change_approvals", rows::select(rows::APPROVAL), body)
            .eq("change_id", course.change)
            .eq("status", ApprovalStatus::Pending);
        let answer = self.ask(&ask).await.map_err(Failure::of_change)?;
        let approvals = rows::list(&answer.rows, rows::approval)?;
        Ok(approvals.into_iter().map(super::beside_row).collect())
    }

    /// Says what came of a change. The rules take it from the assignee alone.
    pub(super) async fn respond(
        &self,
        course: Course,
        id: ResponseId,
        outcome: Outcome,
        notes: &str,
    ) -> Result<Vec<Row>, Fault> {
        let row = json!({"responded_by": self.home().await?.me, "outcome": outcome, "notes": notes.trim()});
        let read = |row: &Value| rows::response(row).map(Beside::Response);
        self.put(course, "change_completion_responses", rows::RESPONSE, id.0, row, read).await
    }

    /// Has happen at its time what is not to happen yet.
    pub(super) async fn schedule(&self, course: Course, schedule: &[Scheduled]) -> Result<Vec<Row>, Fault> {
        let ask = Ask::read("change_automations", rows::select(rows::AUTOMATION))
            .eq("change_id", course.change)
            .filter("executed", "is.false".to_owned());
        let known = rows::list(&self.ask(&ask).await?.rows, rows::automation)?;
        let mut written = Vec::new();
        for one in schedule.iter().filter(|one| known.iter().all(|known| known.kind != one.kind)) {
            let row = json!({"automation_type": one.kind, "scheduled_for": stamp(one.at)});
            let read = |row: &Value| rows::automation(row).map(Beside::Automation);
            written.extend(self.put(course, "change_automations", rows::AUTOMATION, one.id.0, row, read).await?);
        }
        Ok(written)
    }

    /// Changes automations; returns them.
    pub(super) async fn set_automations(&self, course: Course, those: Those, body: &Value) -> Result<Vec<Row>, Fault> {
        let ask = Ask::change("change_automations", rows::select(rows::AUTOMATION), body.clone());
        let ask = ask.eq("change_id", course.change);
        let ask = match those {
            Those::All => ask.filter("executed", "is.false".to_owned()),
            Those::Of(kind) => ask.filter("executed", "is.false".to_owned()).eq("automation_type", kind),
            Those::One(id) => ask.filter("executed", "is.false".to_owned()).eq("id", id),
            Those::Taken(id) => ask.eq("id", id),
        };
        let answer = self.ask(&ask).await.map_err(Failure::of_change)?;
        let changed = rows::list(&answer.rows, rows::automation)?;
        Ok(changed.into_iter().map(|row| Row::Beside(Box::new(Beside::Automation(row)))).collect())
    }

    /// Moves what is to happen to a change to its new window: what has no time any more is called off, and where the change is approved, what
    /// has one only now is written.
    pub(super) async fn retime(
        &self,
        course: Course,
        schedule: &[Scheduled],
        status: ChangeStatus,
    ) -> Result<Vec<Row>, Fault> {
        let mut changed = Vec::new();
        for kind in AutomationKind::ALL {
            let body = match schedule.iter().find(|one| one.kind == *kind) {
                Some(one) => json!({"scheduled_for": stamp(one.at)}),
                None => {
                    json!({"executed": true, "executed_at": stamp(course.at), "error_message": "Change has no such time any more"})
                }
            };
            changed.extend(self.set_automations(course, Those::Of(*kind), &body).await?);
        }
        if status == ChangeStatus::Approved {
            changed.extend(self.schedule(course, schedule).await?);
        }
        Ok(changed)
    }

    /// Writes the comment that says what was done.
    pub(super) async fn mark(&self, course: Course, step: &Step) -> Result<Vec<Row>, Fault> {
        let (Some(id), Some(content)) = (step.marker(), step.said()) else { return Ok(Vec::new()) };
        let on = Record::Change(course.change);
        match self.say(&NewComment { id, on, content: &content, mentions: step.mentions() }).await? {
            Verdict::Done(rows) => Ok(rows),
            _ => Err(Fault::Gone),
        }
    }

    /// Puts a line into people's inboxes. Nobody may read the inbox of another, so nothing comes back: all of it is written, or nothing.
    pub(super) async fn notify(
        &self,
        course: Course,
        tell: &[Tell],
        inbox: &Inbox<'_>,
        data: &Value,
    ) -> Result<Vec<Row>, Fault> {
        if tell.is_empty() {
            return Ok(Vec::new());
        }
        let organization = self.home().await?.organization;
        let row = |tell: &Tell| {
            json!({
                "id": tell.id, "organization_id": organization, "user_id": tell.to, "type": inbox.kind,
                "title": inbox.title, "message": inbox.message, "data": data, "change_id": course.change,
            })
        };
        let rows: Vec<Value> = tell.iter().map(row).collect();
        match self.ask(&Ask::leave("notifications", Value::Array(rows))).await {
            Ok(_) => Ok(Vec::new()),
            // They are there: this deed was sent before.
            Err(Failure::Refused(refusal)) if is_there(&refusal.code, &refusal.message) => Ok(Vec::new()),
            Err(failure) => Err(failure.of_change()),
        }
    }

    /// Inserts a row beside a change under an id of ours, once however often it is sent.
    async fn put(
        &self,
        course: Course,
        table: &'static str,
        columns: &'static [&'static str],
        id: Uuid,
        mut row: Value,
        read: impl Fn(&Value) -> Result<Beside, Fault>,
    ) -> Result<Vec<Row>, Fault> {
        row["id"] = json!(id);
        row["organization_id"] = json!(self.home().await?.organization);
        row["change_id"] = json!(course.change);
        let found = match self.ask(&Ask::insert(table, rows::select(columns), row)).await {
            Err(Failure::Refused(refusal)) if is_there(&refusal.code, &refusal.message) => {
                self.ask(&Ask::read(table, rows::select(columns)).eq("id", id)).await?
            }
            answer => answer.map_err(Failure::of_change)?,
        };
        let row = found.rows.first().ok_or(Fault::Gone)?;
        Ok(vec![Row::Beside(Box::new(read(row)?))])
    }
}

/// Whether a row with that id was there already.
fn is_there(code: &str, message: &str) -> bool {
    code == "23505" && message.contains("_pkey")
}
