//! The life of a change on the wire: each step by each role in each relation to the change, against what PostgreSQL allows; and from each status.

use super::{Bench, op, person, write_one};
use antops::domain::change::Change;
use antops::domain::change::beside::Tell;
use antops::domain::change::step::{self, By, Hindrance, Kind, Left, Step};
use antops::domain::edits::Edits;
use antops::domain::member::Me;
use antops::domain::request::{Answer, Deed, Query, Receipt, Row, Verdict};
use antops::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, ChangeId, ChangeStatus, CommentId, NotificationId, Outcome, ProfileId,
    ResponseId,
};
use antops::ports::{Backend, Clock};
use antops::supabase::Supabase;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Somebody else, who has a stake in every change here but is never the one who writes.
const COLLEAGUE: u32 = 5;

/// The accounts of the fixture, one for each role.
const ROLES: [(&str, u32); 5] = [("owner", 1), ("admin", 2), ("manager", 3), ("member", 4), ("viewer", 6)];

/// How whoever writes stands to the change.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Relation {
    Neither,
    Requester,
    Assignee,
}

/// A change of its own with an open request, so that nothing is left of the step before.
async fn fresh(bench: &Bench, status: ChangeStatus, requester: ProfileId, assignee: ProfileId) -> ChangeId {
    let id = Uuid::new_v4();
    bench
        .arrange(&format!(
            "insert into changes (id, organization_id, title, description, status, requested_by, assigned_to, rollback_plan, test_plan, scheduled_for) \
             select '{id}', organization_id, 'Move the clock', 'x', '{status}', '{requester}', '{assignee}', 'x', 'x', now() + interval '1 day' \
             from profiles where id = '{requester}'; \
             insert into change_approvals (organization_id, change_id, requested_by) \
             select organization_id, '{id}', '{requester}' from profiles where id = '{requester}'"
        ))
        .await;
    ChangeId(id)
}

async fn seen(client: &Supabase, id: ChangeId) -> Change {
    let Ok(Answer::Changes(page)) = client.read(Query::Changes).await else { panic!("no changes") };
    page.rows.into_iter().find(|row| row.id == id).unwrap()
}

/// The step as a client sends it that predicts nothing.
fn blind(kind: Kind, change: &Change, at: Timestamp) -> Deed {
    let marker = CommentId(Uuid::new_v4());
    let tell = vec![Tell { id: NotificationId(Uuid::new_v4()), to: person(COLLEAGUE) }];
    let schedule = step::schedule(change, || AutomationId(Uuid::new_v4()));
    let notes = "As planned.".to_owned();
    let decide = |answer| Step::Decide {
        answer,
        because: notes.clone(),
        saw: Box::new(change.clone()),
        schedule: schedule.clone(),
        marker,
        mentions: vec![],
        tell: tell.clone(),
    };
    let end = |outcome| Step::End {
        outcome,
        notes: notes.clone(),
        response: ResponseId(Uuid::new_v4()),
        marker,
        mentions: vec![],
    };
    let step = match kind {
        Kind::Request => {
            let approval = ApprovalId(Uuid::new_v4());
            Step::Request { approval, marker, fingerprint: change.fingerprint(), tell: tell.clone() }
        }
        Kind::Withdraw => Step::Withdraw { why: notes.clone(), marker },
        Kind::Approve => decide(ApprovalStatus::Approved),
        Kind::Reject => decide(ApprovalStatus::Rejected),
        Kind::Start => Step::Start,
        Kind::Complete => end(Outcome::Completed),
        Kind::Fail => end(Outcome::Failed),
        Kind::Cancel => Step::Cancel { why: notes.clone(), marker, rejects: false },
        Kind::Reschedule => Step::Reschedule { schedule: schedule.clone() },
    };
    let edits = match kind.to() {
        Some(to) => Edits::set_change_status(change, to, at),
        None => Edits::reschedule(change, Some(at + SignedDuration::from_hours(72)), None),
    };
    Deed::Step { change: change.id, edits, step: Box::new(step) }
}

/// Row of the change, answers and responses: what a step decides on, as the database has it.
async fn state(bench: &Bench, id: ChangeId) -> [String; 4] {
    let id = id.0;
    let asks = [
        format!("select status::text from changes where id = '{id}'"),
        format!("select scheduled_for::text from changes where id = '{id}'"),
        format!(
            "select string_agg(status::text, ' ' order by status::text) from change_approvals where change_id = '{id}'"
        ),
        format!(
            "select coalesce(string_agg(outcome::text, ' '), '') from change_completion_responses where change_id = '{id}'"
        ),
    ];
    let mut all = [const { String::new() }; 4];
    for (cell, ask) in all.iter_mut().zip(&asks) {
        *cell = bench.truth(ask).await.unwrap();
    }
    all
}

/// Whether what the step is about is so in the database.
fn took(kind: Kind, before: &[String; 4], after: &[String; 4]) -> bool {
    let moved = |to: ChangeStatus| after[0] == to.to_string();
    match kind {
        Kind::Request => moved(ChangeStatus::Pending) && after[2] == "pending pending",
        Kind::Approve => after[2] == "approved",
        Kind::Reject => after[2] == "rejected",
        Kind::Complete => moved(ChangeStatus::Completed) && after[3] == "completed",
        Kind::Fail => moved(ChangeStatus::Failed) && after[3] == "failed",
        Kind::Withdraw | Kind::Start | Kind::Cancel => kind.to().is_some_and(moved),
        Kind::Reschedule => before[1] != after[1],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_lets_each_role_in_each_relation_do_what_the_table_says_and_nothing_else() {
    let bench = Bench::new().await;
    for (role, number) in ROLES {
        let client = bench.another(role).await;
        let Ok(Answer::Me(me)) = client.read(Query::Me).await else { panic!("nobody") };
        for relation in [Relation::Neither, Relation::Requester, Relation::Assignee] {
            for kind in Kind::ALL {
                let of = |mine| person(if relation == mine { number } else { COLLEAGUE });
                let (requester, assignee) = (of(Relation::Requester), of(Relation::Assignee));
                let id = fresh(&bench, kind.from()[0], requester, assignee).await;
                let case = format!("{role}, {relation:?}, {}", kind.word());
                tried(&bench, &client, &me, *kind, id, &case).await;
            }
        }
    }
}

/// Takes a step without looking, and holds what came of it against what was predicted.
async fn tried(bench: &Bench, client: &Supabase, me: &Me, kind: Kind, id: ChangeId, case: &str) {
    let change = seen(client, id).await;
    let before = state(bench, id).await;
    let receipt = write_one(client, op(&bench.clock, blind(kind, &change, bench.clock.now()))).await;
    let after = state(bench, id).await;
    let is_allowed = kind.hindrance(me, &change).is_none();
    assert_eq!(took(kind, &before, &after), is_allowed, "{case}: {before:?} became {after:?}, {receipt:?}");
    let has_stake = change.has_stakeholder(me.profile.id);
    match (&receipt, kind.by()) {
        (Ok(Verdict::Done(_)), _) => assert!(is_allowed, "{case}: {receipt:?}"),
        // An answer alone: the change is not theirs to move.
        (Ok(Verdict::Partly { left, .. }), By::Approver) => {
            assert!(is_allowed && !has_stake && left.contains(&Left::Change), "{case}: {receipt:?}");
            assert_eq!(after[0], before[0], "{case}");
        }
        // Whoever requested it may move it, and still may not say what came of it: antops does not offer that half.
        (Ok(Verdict::Partly { left, .. }), By::Assignee) => {
            assert!(!is_allowed && has_stake && *left == [Left::Response], "{case}: {receipt:?}");
        }
        (Ok(Verdict::Refused), _) => {
            assert!(!is_allowed, "{case}: {receipt:?}");
            assert_eq!(after, before, "{case}");
        }
        _ => panic!("{case}: {receipt:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_taken_only_from_where_the_table_has_it_whatever_was_on_the_screen() {
    let bench = Bench::new().await;
    let client = bench.another("manager").await;
    let Ok(Answer::Me(me)) = client.read(Query::Me).await else { panic!("nobody") };
    for kind in Kind::ALL {
        for status in ChangeStatus::ALL {
            let id = fresh(&bench, *status, person(3), person(3)).await;
            let now = seen(&client, id).await;
            let is_from = kind.from().contains(status);
            // What was on the screen: the change where the step begins.
            let shown = if is_from { now.clone() } else { Change { status: kind.from()[0], ..now.clone() } };
            let before = state(&bench, id).await;
            let receipt = write_one(&client, op(&bench.clock, blind(*kind, &shown, bench.clock.now()))).await;
            let after = state(&bench, id).await;
            let case = format!("{} from {}: {receipt:?}", kind.word(), status.words());
            assert_eq!(kind.hindrance(&me, &now).is_none(), is_from, "{case}");
            if is_from {
                assert!(matches!(receipt, Ok(Verdict::Done(_))), "{case}");
                assert!(took(*kind, &before, &after), "{case}: {after:?}");
            } else {
                assert_eq!(kind.hindrance(&me, &now), Some(Hindrance::Status(*status)), "{case}");
                assert!(is_conflict(&receipt, *status), "{case}");
                assert_eq!(after, before, "{case}");
            }
        }
    }
}

/// Whether a receipt says that the change is at this status by now.
fn is_conflict(receipt: &Receipt, status: ChangeStatus) -> bool {
    matches!(receipt, Ok(Verdict::Conflict(Row::Change(now))) if now.status == status)
}
