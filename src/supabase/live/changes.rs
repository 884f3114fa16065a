//! A change as Realtime tells it, made an event.
//!
//! A row is used only when it is whole: large values that did not change are left out of updates, and a record above 1 MiB comes with
//! errors and holes. Everything doubtful is `Stale`, and fetched.

use crate::domain::change::beside::Beside;
use crate::domain::live::{Kind, LiveEvent, LiveState, StaleRow};
use crate::domain::notification::NoticeId;
use crate::domain::request::Row;
use crate::domain::value::{ApprovalId, ChangeId, CommentId, IncidentId, MentionId, NotificationId, ProblemId};
use crate::supabase::rows;
use serde_json::Value;
use uuid::Uuid;

/// Reads the `data` of a `postgres_changes` message on the topic of a kind; nothing when it is of another table or an unknown sort.
pub(super) fn event(kind: Kind, data: &Value) -> Option<LiveEvent> {
    if data.get("table").and_then(Value::as_str) != Some(kind.table()) {
        return None;
    }
    let (record, old) = (data.get("record"), data.get("old_record"));
    let id = record.and_then(rows::id).or_else(|| old.and_then(rows::id));
    match data.get("type").and_then(Value::as_str)? {
        "DELETE" => Some(deleted(kind, id)),
        "INSERT" | "UPDATE" => {
            let is_faulty = data
                .get("errors")
                .is_some_and(|errors| errors.as_array().is_none_or(|list| !list.is_empty()) && !errors.is_null());
            let row = record.filter(|_| !is_faulty).and_then(|record| whole(kind, record));
            Some(row.unwrap_or_else(|| stale(kind, id)))
        }
        _ => None,
    }
}

fn whole(kind: Kind, record: &Value) -> Option<LiveEvent> {
    let columns = match kind {
        Kind::Incidents => rows::INCIDENT,
        Kind::Comments => rows::COMMENT,
        Kind::Problems => rows::PROBLEM,
        Kind::Changes => rows::CHANGE,
        Kind::Approvals => rows::APPROVAL,
        Kind::Notifications => rows::NOTIFICATION,
        Kind::Mentions => rows::MENTION,
    };
    if !rows::is_whole(record, columns) {
        return None;
    }
    match kind {
        Kind::Incidents => rows::incident(record).ok().map(|row| LiveEvent::Row(Row::Incident(Box::new(row)))),
        Kind::Comments => rows::comment(record).ok().map(|row| LiveEvent::Row(Row::Comment(Box::new(row)))),
        Kind::Problems => rows::problem(record).ok().map(|row| LiveEvent::Row(Row::Problem(Box::new(row)))),
        Kind::Changes => rows::change(record).ok().map(|row| LiveEvent::Row(Row::Change(Box::new(row)))),
        Kind::Approvals => {
            let beside = rows::approval(record).ok().map(|row| Box::new(Beside::Approval(row)));
            beside.map(|row| LiveEvent::Row(Row::Beside(row)))
        }
        Kind::Notifications => rows::notification(record).ok().map(|row| LiveEvent::Notice(Box::new(row))),
        Kind::Mentions => rows::mention(record).ok().map(|row| LiveEvent::Notice(Box::new(row))),
    }
}

fn stale(kind: Kind, id: Option<Uuid>) -> LiveEvent {
    match (kind, id) {
        (Kind::Incidents, Some(id)) => LiveEvent::Stale(StaleRow::Incident(IncidentId(id))),
        (Kind::Comments, Some(id)) => LiveEvent::Stale(StaleRow::Comment(CommentId(id))),
        (Kind::Problems, _) => LiveEvent::Stale(StaleRow::Problems),
        (Kind::Changes, _) => LiveEvent::Stale(StaleRow::Changes),
        (Kind::Approvals, _) => LiveEvent::Stale(StaleRow::Approvals),
        (Kind::Notifications | Kind::Mentions, _) => LiveEvent::Stale(StaleRow::Inbox),
        // Something changed and nobody says what: load them all.
        (_, None) => LiveEvent::State(kind, LiveState::Live),
    }
}

fn deleted(kind: Kind, id: Option<Uuid>) -> LiveEvent {
    match (kind, id) {
        (Kind::Incidents, Some(id)) => LiveEvent::IncidentDeleted(IncidentId(id)),
        (Kind::Problems, Some(id)) => LiveEvent::ProblemDeleted(ProblemId(id)),
        (Kind::Changes, Some(id)) => LiveEvent::ChangeDeleted(ChangeId(id)),
        (Kind::Approvals, Some(id)) => LiveEvent::ApprovalDeleted(ApprovalId(id)),
        (Kind::Comments, Some(id)) => LiveEvent::CommentDeleted(CommentId(id)),
        (Kind::Notifications, Some(id)) => LiveEvent::NoticeDeleted(NoticeId::System(NotificationId(id))),
        (Kind::Mentions, Some(id)) => LiveEvent::NoticeDeleted(NoticeId::Mention(MentionId(id))),
        (_, None) => stale(kind, id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What the changes of a recording become.
    fn recorded(name: &str) -> Vec<LiveEvent> {
        let path = format!("{}/tests/wire/realtime/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let recording: Value =
            serde_json::from_str(&std::fs::read_to_string(path).expect("a recording")).expect("JSON");
        let frames = recording["frames"].as_array().expect("frames").iter();
        let changes = frames.filter(|frame| frame["frame"]["event"] == "postgres_changes");
        changes
            .filter_map(|frame| {
                let data = &frame["frame"]["payload"]["data"];
                let kind = Kind::ALL.iter().find(|kind| data["table"] == kind.table())?;
                event(*kind, data)
            })
            .collect()
    }

    #[test]
    fn a_comment_said_changed_and_deleted() {
        let events = recorded("postgres_changes_member");
        assert!(
            matches!(&events[0], LiveEvent::Row(Row::Comment(row)) if row.content.as_str() == "hello"),
            "{events:?}"
        );
        assert!(
            matches!(&events[1], LiveEvent::Row(Row::Comment(row)) if row.content.as_str() == "edited"),
            "{events:?}"
        );
    }

    #[test]
    fn large_rows_are_fetched_and_never_used_in_part() {
        let events = recorded("large_row");
        assert!(events.iter().any(|event| matches!(event, LiveEvent::Stale(StaleRow::Comment(_)))), "{events:?}");
    }

    #[test]
    fn a_row_we_may_not_read_asks_for_nothing_it_cannot_name() {
        let data = json!({"table": "incidents", "type": "INSERT", "record": {}, "errors": ["Error 401: Unauthorized"]});
        assert_eq!(event(Kind::Incidents, &data), Some(LiveEvent::State(Kind::Incidents, LiveState::Live)));
    }

    #[test]
    fn deletes_carry_the_id_alone() {
        let id = Uuid::from_u128(7);
        let data = json!({"table": "incidents", "type": "DELETE", "old_record": {"id": id}, "errors": null});
        assert_eq!(event(Kind::Incidents, &data), Some(LiveEvent::IncidentDeleted(IncidentId(id))));
        assert_eq!(event(Kind::Comments, &data), None, "of another table");
    }
}
