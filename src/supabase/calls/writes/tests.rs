use super::comments::judge_edit;
use super::edits::{Guard, Patch};
use super::*;
use crate::domain::comment::Comment;
use crate::domain::edits::{Edit, Members};
use crate::domain::incident::{Incident, Link};
use crate::domain::samples;
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentStatus, ProfileId};
use IncidentStatus::{Closed, Investigating, Open, Resolved};
use serde_json::{Value, json};
use uuid::Uuid;

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

const ME: ProfileId = ProfileId(Uuid::from_u128(1));
const OTHER: ProfileId = ProfileId(Uuid::from_u128(2));
const ID: IncidentId = IncidentId(Uuid::from_u128(3));
const ROW: Record = Record::Incident(ID);

fn incident(status: IncidentStatus, assigned_to: Option<ProfileId>, updated_at: Timestamp) -> Incident {
    Incident {
        id: ID,
        title: "t".into(),
        description: "d".into(),
        status,
        assigned_to,
        created_by: OTHER,
        created_at: time(0),
        updated_at,
        ..samples::incident(0)
    }
}

fn row(incident: Incident) -> Row {
    Row::Incident(Box::new(incident))
}

fn sent(edits: &Edits) -> Value {
    Value::Object(Patch::of(ROW, edits, time(100)).body)
}

fn take() -> Edits {
    Edits::take(&incident(Open, None, time(7)), ME)
}

#[test]
fn only_what_changes_is_sent() {
    let updated_at = "1970-01-01T00:01:40Z";
    assert_eq!(sent(&take()), json!({"assigned_to": ME, "status": "investigating", "updated_at": updated_at}));
    let mine = incident(Investigating, Some(ME), time(7));
    assert_eq!(sent(&Edits::assign(&mine, None)), json!({"assigned_to": null, "updated_at": updated_at}));
    let nobodys = incident(Investigating, None, time(7));
    assert_eq!(sent(&Edits::take(&nobodys, ME)), json!({"assigned_to": ME, "updated_at": updated_at}));
    let closed = Incident { resolved_at: Some(time(1)), ..incident(Closed, None, time(7)) };
    assert_eq!(
        sent(&Edits::set_status(&closed, Open, time(100))),
        json!({"status": "open", "resolved_at": null, "updated_at": updated_at})
    );
}

#[test]
fn a_list_keeps_what_antops_cannot_read_and_is_guarded_by_what_was_there() {
    let row = json!({"affected_services": ["gone\u{202e}", "edge", 7], "tags": ["a,b", "c\"d"], "links": [{"url": 1}]});
    let edits = Edits::of([
        Edit::Services(Members { join: vec![ServiceId("pg".into())], leave: vec![ServiceId("edge".into())] }),
        Edit::Tags(Members { join: vec!["db".into(), "a,b".into()], leave: vec![] }),
        Edit::Links(Members {
            join: vec![Link { title: "t".into(), url: "https://x".into(), kind: "other".into() }],
            leave: vec![],
        }),
    ]);
    let patch = Patch::over(ROW, &edits, time(100), &row);
    assert_eq!(patch.body["affected_services"], json!(["gone\u{202e}", 7, "pg"]));
    assert_eq!(patch.body["tags"], json!(["a,b", "c\"d", "db"]));
    assert_eq!(patch.body["links"], json!([{"url": 1}, {"title": "t", "url": "https://x", "type": "other"}]));
    let guards: Vec<String> = patch.guards.iter().map(Guard::nested).collect();
    assert!(guards.contains(&r#"tags.eq."{\"a,b\",\"c\\\"d\"}""#.to_owned()), "{guards:?}");
}

#[test]
fn no_row_and_the_row_as_it_was_seen_is_a_refusal() {
    assert_eq!(judge(&take(), row(incident(Open, None, time(7)))), Verdict::Refused);
}

#[test]
fn no_row_and_another_value_is_a_conflict() {
    let now = incident(Open, Some(OTHER), time(7));
    assert_eq!(judge(&take(), row(now.clone())), Verdict::Conflict(row(now)));
    let now = incident(Resolved, Some(ME), time(7));
    assert!(matches!(judge(&take(), row(now)), Verdict::Conflict(_)), "half of what was wanted");
}

#[test]
fn a_row_that_is_what_was_wanted_is_done_whoever_changed_it_last() {
    for second in [100, 107] {
        let now = incident(Investigating, Some(ME), time(second));
        assert_eq!(judge(&take(), row(now.clone())), Verdict::Done(vec![row(now)]));
    }
}

#[test]
fn a_time_is_compared_as_the_database_keeps_it() {
    let fine = time(100) + jiff::SignedDuration::from_nanos(123_456_789);
    assert_eq!(stamp(fine), "1970-01-01T00:01:40.123456Z");
}

#[test]
fn an_edit_that_changed_nothing_is_told_from_a_refused_one() {
    let comment = Comment {
        id: CommentId(Uuid::nil()),
        on: ROW,
        content: "new".into(),
        author: ME,
        mentions: vec![OTHER],
        created_at: time(1),
        updated_at: time(2),
    };
    assert!(matches!(judge_edit(comment.clone(), "new", &[OTHER], time(1)), Verdict::Done(_)));
    assert_eq!(judge_edit(comment.clone(), "newer", &[OTHER], time(2)), Verdict::Refused);
    assert!(matches!(judge_edit(comment, "newer", &[OTHER], time(1)), Verdict::Conflict(_)));
}
