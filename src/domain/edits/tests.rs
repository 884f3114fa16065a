use super::*;
use crate::domain::incident::Incident;
use crate::domain::samples;
use IncidentStatus::{Closed, Investigating, Open, Resolved};
use uuid::Uuid;

const ME: ProfileId = ProfileId(Uuid::from_u128(1));

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn row(status: IncidentStatus, resolved_at: Option<Timestamp>) -> Incident {
    Incident {
        title: "t".into(),
        description: "d".into(),
        status,
        created_by: ME,
        tags: vec!["db".into(), "edge".into()],
        criticality: Some(Priority::High),
        urgency: Some(Priority::Low),
        created_at: time(0),
        updated_at: time(0),
        resolved_at,
        ..samples::incident(0)
    }
}

#[test]
fn resolved_at_is_set_once_kept_and_cleared() {
    let (then, now) = (time(5), time(9));
    for (seen, before, to, after) in [
        (Open, None, Resolved, Some(now)),
        (Investigating, None, Closed, Some(now)),
        (Resolved, Some(then), Closed, Some(then)),
        (Resolved, None, Closed, Some(now)),
        (Closed, Some(then), Resolved, Some(then)),
        (Closed, Some(then), Open, None),
        (Resolved, Some(then), Investigating, None),
        (Closed, None, Open, None),
        (Open, None, Investigating, None),
        (Open, Some(then), Resolved, Some(now)),
    ] {
        let mut row = row(seen, before);
        Edits::set_status(&row.clone(), to, now).apply(&mut row);
        assert_eq!((row.status, row.resolved_at), (to, after), "{seen} to {to}");
    }
}

#[test]
fn undone_edits_leave_the_row_as_it_was() {
    let before = row(Open, None);
    let edits = Edits::of([
        Edit::Assignee(Turn::new(None, Some(ME))),
        Edit::Tags(Members::between(&before.tags, &["edge".into(), "pool".into()])),
        Edit::Criticality(Turn::new(before.criticality, Some(Priority::Critical))),
        Edit::Customer(Turn::new(None, Some("Contoso".into()))),
    ]);
    let mut after = before.clone();
    edits.apply(&mut after);
    assert_eq!(after.tags, ["edge", "pool"].map(Safe::from));
    assert_eq!(after.priority, Priority::Medium, "critical and low: the matrix says medium");
    assert!(edits.are_done_in(&after) && !edits.are_done_in(&before));
    edits.inverse().apply(&mut after);
    let sorted = |mut tags: Vec<Safe>| {
        tags.sort();
        tags
    };
    assert_eq!(sorted(after.tags.clone()), sorted(before.tags.clone()));
    assert_eq!(Incident { tags: before.tags.clone(), ..after }, before);
}

#[test]
fn a_list_that_others_changed_is_no_obstacle_and_any_other_value_is() {
    let mut now = row(Open, None);
    let tags = Edits::of([Edit::Tags(Members { join: vec!["pool".into()], leave: vec![] })]);
    let title = Edits::of([Edit::Title(Turn::new(now.title.clone(), "new".into()))]);
    now.tags = vec!["other".into()];
    now.title = "changed".into();
    assert!(tags.are_as_seen(&now) && !title.are_as_seen(&now));
}

#[test]
fn taking_looks_at_the_status_without_changing_it() {
    let edits = Edits::take(&row(Investigating, None), ME);
    assert_eq!((edits.status(), edits.assignee()), (None, Some(Some(ME))));
    assert!(!edits.are_as_seen(&row(Resolved, Some(time(1)))));
}

#[test]
fn what_changes_nothing_is_no_edit() {
    assert!(Edits::assign(&row(Open, None), None).is_empty());
    assert!(Edits::set_status(&row(Resolved, Some(time(1))), Resolved, time(2)).is_empty());
}
