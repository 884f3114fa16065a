use super::*;
use crate::domain::value::{OpId, OrganizationId, Priority};
use IncidentStatus::{Closed, Investigating, Open, Resolved};
use uuid::Uuid;

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

const ME: ProfileId = ProfileId(Uuid::from_u128(1));
const OTHER: ProfileId = ProfileId(Uuid::from_u128(2));
const ROW: IncidentId = IncidentId(Uuid::from_u128(3));

fn incident(status: IncidentStatus, assigned_to: Option<ProfileId>, updated_at: Timestamp) -> Incident {
    Incident {
        id: ROW,
        organization: OrganizationId(Uuid::nil()),
        number: None,
        title: "t".into(),
        description: "d".into(),
        priority: Priority::Low,
        status,
        assigned_to,
        created_by: OTHER,
        problem: None,
        tags: Vec::new(),
        services: Vec::new(),
        criticality: None,
        urgency: None,
        auto_priority: true,
        links: Vec::new(),
        customer: None,
        created_at: time(0),
        updated_at,
        resolved_at: None,
    }
}

fn patch(deed: Deed) -> Patch {
    Patch::of(&Op { id: OpId(Uuid::nil()), at: time(100), deed }).expect("a deed on an incident")
}

fn take() -> Patch {
    patch(Deed::Take { incident: ROW, me: ME, seen: None, seen_status: Open })
}

#[test]
fn resolved_at_is_set_once_kept_and_cleared() {
    let (then, now) = (time(5), time(9));
    for (seen, before, to, sent) in [
        (Open, None, Resolved, Some(Some(now))),
        (Investigating, None, Closed, Some(Some(now))),
        (Resolved, Some(then), Closed, None),
        (Resolved, None, Closed, Some(Some(now))),
        (Closed, Some(then), Resolved, None),
        (Closed, Some(then), Open, Some(None)),
        (Resolved, Some(then), Investigating, Some(None)),
        (Closed, None, Open, None),
        (Open, None, Investigating, None),
        (Open, Some(then), Resolved, Some(Some(now))),
    ] {
        assert_eq!(resolved_at(seen, before, to, now), sent, "{seen} to {to}");
    }
}

#[test]
fn only_what_changes_is_sent() {
    assert_eq!(
        take().body(),
        json!({"assigned_to": ME, "status": "investigating", "updated_at": "1970-01-01T00:01:40Z"})
    );
    let deed = Deed::Assign { incident: ROW, to: None, seen: Some(ME) };
    assert_eq!(patch(deed).body(), json!({"assigned_to": null, "updated_at": "1970-01-01T00:01:40Z"}));
    let deed = Deed::Take { incident: ROW, me: ME, seen: None, seen_status: Investigating };
    assert_eq!(patch(deed).body(), json!({"assigned_to": ME, "updated_at": "1970-01-01T00:01:40Z"}));
    let deed = Deed::SetStatus { incident: ROW, to: Open, seen: Closed, seen_resolved_at: Some(time(1)) };
    assert_eq!(
        patch(deed).body(),
        json!({"status": "open", "resolved_at": null, "updated_at": "1970-01-01T00:01:40Z"})
    );
}

#[test]
fn no_row_and_the_row_as_it_was_seen_is_a_refusal() {
    assert_eq!(take().judge(incident(Open, None, time(7))), Verdict::Refused);
}

#[test]
fn no_row_and_another_value_is_a_conflict() {
    let now = incident(Open, Some(OTHER), time(7));
    assert_eq!(take().judge(now.clone()), Verdict::Conflict(Row::Incident(Box::new(now))));
    let now = incident(Resolved, Some(ME), time(7));
    assert!(matches!(take().judge(now), Verdict::Conflict(_)), "half of what was wanted");
}

#[test]
fn a_row_that_is_what_was_wanted_is_done_whoever_changed_it_last() {
    for second in [100, 107] {
        let now = incident(Investigating, Some(ME), time(second));
        assert_eq!(take().judge(now.clone()), Verdict::Done(vec![Row::Incident(Box::new(now))]));
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
        on: Record::Incident(ROW),
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
