//! Rows of the two tables that hold what one person is told.
//!
//! `data` is written by the web app and by whoever may insert, so nothing in it is relied upon: what is missing there is not told, and a kind
//! that is not known is told in its own words.

use super::{Cells, comment};
use crate::domain::fault::Fault;
use crate::domain::notification::{NoticeId, Notification, Told};
use crate::domain::safe::Safe;
use crate::domain::value::{ChangeId, CommentId, IncidentId, MentionId, NotificationId, ProblemId, ProfileId, Record};
use serde_json::Value;

/// A row of `notifications`.
pub(in crate::supabase) fn notification(row: &Value) -> Result<Notification, Fault> {
    let cells = Cells::new("notifications", row)?;
    let change = cells.optional_id("change_id")?.map(|id| Record::Change(ChangeId(id)));
    let incident = cells.optional_id("incident_id")?.map(|id| Record::Incident(IncidentId(id)));
    let problem = cells.optional_id("problem_id")?.map(|id| Record::Problem(ProblemId(id)));
    let data = cells.cell("data")?;
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let kind = cells.line("type")?;
    let told = match kind.as_str() {
        // The web app misspells its own field.
        "change_approval_request" => Told::ApprovalRequest {
            title: text("changTitle").map_or_else(|| cells.line("message"), |title| Ok(Safe::line(title)))?,
        },
        "change_approved" | "change_rejected" => Told::Decided {
            is_approved: kind.as_str() == "change_approved",
            by: text("approvedBy").and_then(|id| id.parse().ok()).map(ProfileId),
            comments: Safe::line(text("comments").unwrap_or_default()),
        },
        "change_auto_started" => Told::AutoStarted,
        "change_completion_prompt" => {
            Told::CompletionPrompt { ends: text("estimatedEndTime").and_then(|at| at.parse().ok()) }
        }
        _ => Told::Other { kind, title: cells.line("title")?, message: cells.line("message")? },
    };
    Ok(Notification {
        id: NoticeId::System(NotificationId(cells.id("id")?)),
        on: change.or(incident).or(problem),
        told,
        is_read: cells.cell("read")?.as_bool().unwrap_or(false),
        created_at: cells.time("created_at")?,
    })
}

/// A row of `comment_notifications`, with the comment where one came with it.
pub(in crate::supabase) fn mention(row: &Value) -> Result<Notification, Fault> {
    let cells = Cells::new("comment_notifications", row)?;
    let said = row.get("comments").filter(|said| said.is_object()).map(comment).transpose()?;
    Ok(Notification {
        id: NoticeId::Mention(MentionId(cells.id("id")?)),
        on: said.as_ref().map(|said| said.on),
        told: Told::Mention { comment: CommentId(cells.id("comment_id")?), said: said.map(Box::new) },
        is_read: cells.cell("is_read")?.as_bool().unwrap_or(false),
        created_at: cells.optional_time("created_at")?.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(kind: &str, data: &Value) -> Value {
        json!({"id": "11111111-1111-4111-8111-000000000001", "type": kind, "title": "Heading", "message": "Words",
            "data": data, "read": null, "change_id": "11111111-1111-4111-8111-000000000002", "incident_id": null,
            "problem_id": null, "created_at": "2026-11-19T14:03:00+00:00"})
    }

    #[test]
    fn each_kind_tells_what_its_data_holds() {
        let who = "11111111-1111-4111-8111-000000000003";
        let decided = json!({"changeId": "x", "action": "approve", "approvedBy": who, "comments": "go"});
        let told = |kind: &str, data: Value| notification(&row(kind, &data)).expect("a notification").told;
        assert_eq!(
            told("change_approval_request", json!({"changTitle": "Roll\u{1b}[31m back"})),
            Told::ApprovalRequest { title: Safe::line("Roll\u{1b}[31m back") }
        );
        assert_eq!(told("change_approval_request", json!({})), Told::ApprovalRequest { title: "Words".into() });
        let by = who.parse().ok().map(ProfileId);
        assert_eq!(told("change_approved", decided), Told::Decided { is_approved: true, by, comments: "go".into() });
        assert_eq!(
            told("change_rejected", json!({"approvedBy": 7})),
            Told::Decided { is_approved: false, by: None, comments: Safe::default() }
        );
        let ends = "2026-11-19T15:00:00Z".parse().ok();
        let prompt = json!({"estimatedEndTime": "2026-11-19T15:00:00Z", "requiresResponse": true});
        assert_eq!(told("change_completion_prompt", prompt), Told::CompletionPrompt { ends });
        assert_eq!(told("change_auto_started", Value::Null), Told::AutoStarted);
        let other = Told::Other { kind: "change_paused".into(), title: "Heading".into(), message: "Words".into() };
        assert_eq!(told("change_paused", json!([])), other);
    }

    #[test]
    fn a_mention_is_told_before_its_words_are_known() {
        let id = "11111111-1111-4111-8111-000000000001";
        let row = json!({"id": id, "comment_id": id, "is_read": true, "created_at": "2026-11-19T14:03:00+00:00"});
        let told = mention(&row).expect("a mention");
        assert!(told.is_read && told.on.is_none());
        assert!(matches!(told.told, Told::Mention { said: None, .. }));
    }
}
