//! Deeds and their verdicts.

use super::{Bench, incident, op, person, record, write_one};
use antops::domain::edits::{Edit, Edits, Turn};
use antops::domain::fault::Fault;
use antops::domain::request::{Deed, Receipt, Row, Verb, Verdict};
use antops::domain::value::{CommentId, IncidentStatus, ProfileId, Record};
use antops::ports::Clock;
use jiff::Timestamp;
use uuid::Uuid;

fn assign(number: u32, seen: Option<ProfileId>, to: Option<ProfileId>) -> Deed {
    Deed::Edit { record: record(number), edits: Edits::of([Edit::Assignee(Turn::new(seen, to))]), verb: Verb::Assign }
}

/// A time of day without fractions.
fn noon() -> Timestamp {
    "2026-10-01T12:00:00Z".parse().unwrap()
}

fn status_edits(
    seen: IncidentStatus,
    to: IncidentStatus,
    before: Option<Timestamp>,
    after: Option<Timestamp>,
) -> Edits {
    Edits::of([Edit::Status(Turn::new(seen, to)), Edit::ResolvedAt(Turn::new(before, after))])
}

fn done_incident(receipt: &Receipt) -> &antops::domain::incident::Incident {
    match receipt {
        Ok(Verdict::Done(rows)) => match rows.first() {
            Some(Row::Incident(row)) => row,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// Closes an incident that is being investigated.
fn close(number: u32) -> Deed {
    Deed::Close {
        incident: incident(number),
        edits: status_edits(IncidentStatus::Investigating, IncidentStatus::Closed, None, Some(noon())),
        comment: CommentId(Uuid::new_v4()),
        reason: "Card reader replaced".to_owned(),
    }
}

async fn resolved_at(bench: &Bench, number: u32) -> Option<String> {
    bench.truth(&format!("select resolved_at::text from incidents where id = '{}'", incident(number))).await
}

#[tokio::test]
async fn the_creator_assigns() {
    let bench = Bench::signed_in("member").await;
    let receipt = bench.write(assign(2, None, Some(person(5)))).await;
    assert_eq!(done_incident(&receipt).assigned_to, Some(person(5)));
}

#[tokio::test]
async fn taking_an_open_incident_starts_the_investigation() {
    let bench = Bench::signed_in("admin").await;
    let edits = Edits::of([
        Edit::Assignee(Turn::new(None, Some(person(2)))),
        Edit::Status(Turn::new(IncidentStatus::Open, IncidentStatus::Investigating)),
    ]);
    let deed = Deed::Edit { record: record(4), edits, verb: Verb::Take };
    let receipt = bench.write(deed).await;
    let row = done_incident(&receipt);
    assert_eq!((row.assigned_to, row.status), (Some(person(2)), IncidentStatus::Investigating));
}

#[tokio::test]
async fn what_row_level_security_hides_is_refused() {
    let bench = Bench::signed_in("viewer").await;
    assert_eq!(bench.write(assign(2, None, Some(person(6)))).await, Ok(Verdict::Refused));
}

#[tokio::test]
async fn an_assignee_who_gives_away_is_refused() {
    let bench = Bench::signed_in("manager").await;
    assert_eq!(bench.write(assign(1, Some(person(3)), Some(person(5)))).await, Ok(Verdict::Refused));
}

#[tokio::test]
async fn what_a_colleague_changed_meanwhile_is_a_conflict() {
    let bench = Bench::signed_in("member").await;
    bench.arrange("update incidents set assigned_to = '11111111-1111-4111-8111-000000000005' where incident_number = 'ACM-INC-0002'").await;
    let receipt = bench.write(assign(2, None, Some(person(4)))).await;
    assert!(
        matches!(&receipt, Ok(Verdict::Conflict(Row::Incident(row))) if row.assigned_to == Some(person(5))),
        "{receipt:?}"
    );
}

#[tokio::test]
async fn a_row_of_another_tenant_is_gone() {
    let bench = Bench::signed_in("member").await;
    assert_eq!(bench.write(assign(101, None, Some(person(4)))).await, Ok(Verdict::Gone));
}

#[tokio::test]
async fn a_deed_sent_twice_is_done_once_and_reported_twice() {
    let bench = Bench::signed_in("member").await;
    let op = op(&bench.clock, assign(2, None, Some(person(5))));
    let first = write_one(&bench.client, op.clone()).await;
    let again = write_one(&bench.client, op).await;
    assert_eq!(done_incident(&first), done_incident(&again));
}

#[tokio::test]
async fn resolving_reopening_and_closing_keep_the_time_of_resolution_right() {
    let bench = Bench::signed_in("member").await;
    let status = |seen, to, before, after| Deed::Edit {
        record: record(2),
        edits: status_edits(seen, to, before, after),
        verb: Verb::SetStatus,
    };
    let receipt =
        bench.write(status(IncidentStatus::Investigating, IncidentStatus::Resolved, None, Some(noon()))).await;
    let resolved = done_incident(&receipt).resolved_at;
    assert!(resolved.is_some());
    let close = Deed::Close {
        incident: incident(2),
        edits: status_edits(IncidentStatus::Resolved, IncidentStatus::Closed, resolved, resolved),
        comment: CommentId(Uuid::new_v4()),
        reason: "Card reader replaced".to_owned(),
    };
    let receipt = bench.write(close).await;
    assert_eq!(done_incident(&receipt).resolved_at, resolved, "kept");
    bench.write(status(IncidentStatus::Closed, IncidentStatus::Open, resolved, None)).await.unwrap();
    assert_eq!(resolved_at(&bench, 2).await, None, "cleared");
}

#[tokio::test]
async fn closing_says_why_and_only_once() {
    let bench = Bench::signed_in("member").await;
    let op = op(&bench.clock, close(2));
    let first = write_one(&bench.client, op.clone()).await;
    assert!(matches!(&first, Ok(Verdict::Done(rows)) if rows.len() == 2), "{first:?}");
    assert_eq!(write_one(&bench.client, op).await, first);
    let said =
        "select string_agg(content, '|') from comments where incident_id = '1c000000-0000-4000-8000-000000000002'";
    assert_eq!(bench.truth(said).await.as_deref(), Some("📝 **CLOSED** | Card reader replaced"));
    assert!(resolved_at(&bench, 2).await.is_some());
}

#[tokio::test]
async fn a_closure_whose_answer_was_lost_is_done_although_somebody_changed_the_row_since() {
    let bench = Bench::signed_in("member").await;
    bench.read(antops::domain::request::Query::Me).await.unwrap();
    let op = op(&bench.clock, close(2));
    bench.stack.faults().change(|plan| {
        plan.rest.truncate = true;
        plan.rest.times = Some(1);
    });
    let lost = write_one(&bench.client, op.clone()).await;
    assert!(matches!(lost, Err(Fault::Offline { .. })), "{lost:?}");
    bench
        .arrange("update incidents set title = 'Edited', updated_at = now() where incident_number = 'ACM-INC-0002'")
        .await;
    let again = write_one(&bench.client, op).await;
    assert_eq!(done_incident(&again).title.as_str(), "Edited");
    let said = "select count(*)::text from comments where incident_id = '1c000000-0000-4000-8000-000000000002'";
    assert_eq!(bench.truth(said).await.as_deref(), Some("1"), "the reason is said");
}

#[tokio::test]
async fn a_closure_whose_reason_is_turned_away_is_told_as_half_done() {
    let bench = Bench::signed_in("member").await;
    bench.arrange("create policy nobody on comments as restrictive for insert with check (false)").await;
    let receipt = bench.write(close(2)).await;
    let Ok(Verdict::DoneWithoutReason { row: Row::Incident(row), fault }) = receipt else { panic!("{receipt:?}") };
    assert_eq!((row.id, row.status), (incident(2), IncidentStatus::Closed));
    assert!(matches!(fault, Fault::Forbidden { .. }), "{fault:?}");
}

#[tokio::test]
async fn a_refused_closure_says_nothing() {
    let bench = Bench::signed_in("viewer").await;
    let close = Deed::Close {
        incident: incident(2),
        edits: status_edits(IncidentStatus::Investigating, IncidentStatus::Closed, None, Some(noon())),
        comment: CommentId(Uuid::new_v4()),
        reason: "no".to_owned(),
    };
    assert_eq!(bench.write(close).await, Ok(Verdict::Refused));
    let said = "select content from comments where incident_id = '1c000000-0000-4000-8000-000000000002'";
    assert_eq!(bench.truth(said).await, None);
}

fn say(content: &str, mentions: Vec<ProfileId>) -> Deed {
    let on = Record::Incident(incident(3));
    Deed::Comment { comment: CommentId(Uuid::new_v4()), on, content: content.to_owned(), mentions }
}

#[tokio::test]
async fn a_comment_calls_whom_it_mentions() {
    let bench = Bench::signed_in("viewer").await;
    let receipt = bench.write(say("<p>Looking</p>", vec![person(4), person(5)])).await;
    let Ok(Verdict::Done(rows)) = receipt else { panic!("{receipt:?}") };
    assert!(matches!(&rows[..], [Row::Comment(row)] if row.author == person(6) && row.mentions.len() == 2));
    let called = "select count(*)::text from comment_notifications n join comments c on c.id = n.comment_id where c.content = '<p>Looking</p>'";
    assert_eq!(bench.truth(called).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn a_comment_sent_twice_is_there_once() {
    let bench = Bench::signed_in("member").await;
    let op = op(&bench.clock, say("<p>Once</p>", Vec::new()));
    let first = write_one(&bench.client, op.clone()).await;
    assert!(matches!(first, Ok(Verdict::Done(_))), "{first:?}");
    assert_eq!(write_one(&bench.client, op).await, first);
}

#[tokio::test]
async fn an_id_that_somebody_else_used_is_a_conflict() {
    let bench = Bench::signed_in("member").await;
    let op = op(&bench.clock, say("<p>Mine</p>", Vec::new()));
    write_one(&bench.another("admin").await, op.clone()).await.unwrap();
    let receipt = write_one(&bench.client, op).await;
    assert!(matches!(receipt, Err(Fault::Conflict { .. })), "{receipt:?}");
}

#[tokio::test]
async fn a_comment_on_what_is_not_there_is_gone() {
    let bench = Bench::signed_in("member").await;
    let on = Record::Incident(incident(999));
    let deed =
        Deed::Comment { comment: CommentId(Uuid::new_v4()), on, content: "<p>x</p>".to_owned(), mentions: Vec::new() };
    assert_eq!(bench.write(deed).await, Ok(Verdict::Gone));
}

async fn said(bench: &Bench) -> antops::domain::comment::Comment {
    match bench.write(say("<p>First</p>", Vec::new())).await {
        Ok(Verdict::Done(rows)) => match &rows[..] {
            [Row::Comment(row)] => (**row).clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn edit(of: &antops::domain::comment::Comment, content: &str, seen: Timestamp) -> Deed {
    Deed::EditComment { comment: of.id, on: of.on, content: content.to_owned(), mentions: Vec::new(), seen }
}

#[tokio::test]
async fn an_own_comment_is_edited_and_one_changed_meanwhile_is_not() {
    let bench = Bench::signed_in("member").await;
    let first = said(&bench).await;
    let receipt = bench.write(edit(&first, "<p>Second</p>", first.updated_at)).await;
    assert!(
        matches!(&receipt, Ok(Verdict::Done(rows)) if matches!(&rows[..], [Row::Comment(row)] if row.is_edited())),
        "{receipt:?}"
    );
    let late = bench.write(edit(&first, "<p>Third</p>", first.updated_at)).await;
    assert!(
        matches!(&late, Ok(Verdict::Conflict(Row::Comment(row))) if row.content.as_str() == "<p>Second</p>"),
        "{late:?}"
    );
}

#[tokio::test]
async fn somebody_elses_comment_is_neither_edited_nor_deleted() {
    let bench = Bench::signed_in("member").await;
    let first = said(&bench).await;
    let other = bench.another("owner").await;
    let deed = edit(&first, "<p>Theirs</p>", first.updated_at);
    assert_eq!(write_one(&other, op(&bench.clock, deed)).await, Ok(Verdict::Refused));
    let deed = Deed::DeleteComment { comment: first.id, on: first.on };
    assert_eq!(write_one(&other, op(&bench.clock, deed)).await, Ok(Verdict::Refused));
}

#[tokio::test]
async fn a_comment_taken_back_twice_is_gone_once() {
    let bench = Bench::signed_in("member").await;
    let first = said(&bench).await;
    let deed = Deed::DeleteComment { comment: first.id, on: first.on };
    assert_eq!(bench.write(deed.clone()).await, Ok(Verdict::Done(Vec::new())));
    assert_eq!(bench.write(deed).await, Ok(Verdict::Done(Vec::new())));
    assert_eq!(bench.truth(&format!("select content from comments where id = '{}'", first.id)).await, None);
}

#[tokio::test]
async fn what_is_changed_carries_the_time_of_the_deed() {
    let bench = Bench::signed_in("member").await;
    let before = bench.clock.now();
    let receipt = bench.write(assign(2, None, Some(person(4)))).await;
    assert!(done_incident(&receipt).updated_at.duration_since(before).as_secs() >= 0);
}
