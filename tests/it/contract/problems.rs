//! Problems and changes on the wire: what is sent, what guards it, and who may.

use super::{Bench, op, person, record, write_one};
use antops::domain::edits::{Edit, Edits, Turn};
use antops::domain::fault::Fault;
use antops::domain::problem::Problem;
use antops::domain::request::{Answer, Deed, NewProblem, Op, Query, Receipt, Row, Verb, Verdict};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{ChangeId, Priority, ProblemId, ProblemStatus, Record};
use antops::ports::{Backend, Clock};
use uuid::Uuid;

fn id(number: u32) -> ProblemId {
    ProblemId(format!("9b000000-0000-4000-8000-{number:012}").parse().unwrap())
}

fn change(number: u32) -> Record {
    Record::Change(ChangeId(format!("c4000000-0000-4000-8000-{number:012}").parse().unwrap()))
}

async fn seen(bench: &Bench, number: u32) -> Problem {
    let Ok(Answer::Problems(page)) = bench.read(Query::Problems).await else { panic!("no problems") };
    page.rows.into_iter().find(|row| row.id == id(number)).unwrap()
}

fn edit(number: u32, edits: impl IntoIterator<Item = Edit>) -> Deed {
    Deed::Edit { record: Record::Problem(id(number)), edits: Edits::of(edits), verb: Verb::Edit }
}

fn link(record: Record, from: Option<ProblemId>, to: Option<ProblemId>) -> Deed {
    Deed::Edit { record, edits: Edits::link(from, to), verb: Verb::Edit }
}

fn bare() -> NewProblem {
    NewProblem {
        title: Safe::line("Mail queue stalls"),
        description: Safe::new("<p>Every Monday.</p>"),
        criticality: None,
        urgency: None,
        priority: Priority::Medium,
        auto_priority: true,
        assigned_to: None,
        root_cause: None,
        workaround: None,
        solution: None,
        tags: vec![],
        services: vec![],
    }
}

fn create(new: NewProblem) -> Deed {
    Deed::CreateProblem { problem: ProblemId(Uuid::new_v4()), new: Box::new(new) }
}

fn done(receipt: &Receipt) -> &Problem {
    match receipt {
        Ok(Verdict::Done(rows)) => match rows.as_slice() {
            [Row::Problem(row)] => row,
            other => panic!("{other:?}"),
        },
        Ok(Verdict::Renumbered { row: Row::Problem(row), .. }) => row,
        other => panic!("{other:?}"),
    }
}

/// A record as JSON but for some columns, to see that nothing else changed.
async fn rest_of(bench: &Bench, table: &str, id: Uuid, without: &str) -> String {
    bench
        .truth(&format!("select (to_jsonb(t) - '{{{without}}}'::text[])::text from {table} t where id = '{id}'"))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_text_is_written_and_cleared_and_nothing_else_changes() {
    let bench = Bench::signed_in("member").await;
    let without = "workaround,updated_at";
    let before = rest_of(&bench, "problems", id(2).0, without).await;
    let row = seen(&bench, 2).await;
    let text = Some(Safe::new("<p>Restart <code>chrony</code>, \"twice\".</p>"));
    let turn = Turn::new(row.workaround.clone(), text.clone());
    let receipt = bench.write(edit(2, [Edit::Workaround(turn)])).await;
    assert_eq!(done(&receipt).workaround, text);
    assert_eq!(rest_of(&bench, "problems", id(2).0, without).await, before);
    let receipt = bench.write(edit(2, [Edit::Workaround(Turn::new(text, None))])).await;
    assert_eq!(done(&receipt).workaround, None);
    assert_eq!(
        bench
            .truth("select problem_number from problems where workaround is null and problem_number = 'ACM-PRBM-0002'")
            .await
            .as_deref(),
        Some("ACM-PRBM-0002")
    );
    assert_eq!(rest_of(&bench, "problems", id(2).0, without).await, before);
}

#[tokio::test]
async fn a_text_that_a_colleague_changed_meanwhile_is_a_conflict() {
    let bench = Bench::signed_in("member").await;
    let row = seen(&bench, 2).await;
    bench.arrange("update problems set root_cause = 'theirs' where problem_number = 'ACM-PRBM-0002'").await;
    let turn = Turn::new(row.root_cause.clone(), Some(Safe::new("mine")));
    match bench.write(edit(2, [Edit::RootCause(turn)])).await {
        Ok(Verdict::Conflict(Row::Problem(now))) => assert_eq!(now.root_cause, Some(Safe::new("theirs"))),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_status_carries_resolved_at_and_is_guarded() {
    let bench = Bench::signed_in("member").await;
    let row = seen(&bench, 2).await;
    let at = bench.clock.now();
    let resolve = Deed::Edit {
        record: Record::Problem(row.id),
        edits: Edits::set_problem_status(&row, ProblemStatus::Resolved, at),
        verb: Verb::SetStatus,
    };
    let receipt = bench.write(resolve.clone()).await;
    let resolved = done(&receipt).clone();
    assert_eq!((resolved.status, resolved.resolved_at.is_some()), (ProblemStatus::Resolved, true));
    let closed = Edits::set_problem_status(&resolved, ProblemStatus::Closed, at + jiff::SignedDuration::from_hours(1));
    let receipt =
        bench.write(Deed::Edit { record: Record::Problem(row.id), edits: closed, verb: Verb::SetStatus }).await;
    assert_eq!(done(&receipt).resolved_at, resolved.resolved_at, "kept");
    assert!(matches!(bench.write(resolve).await, Ok(Verdict::Conflict(_))), "it was a known error when it was seen");
}

#[tokio::test]
async fn only_its_creator_or_assignee_changes_a_problem_and_only_the_creator_gives_it_away() {
    let bench = Bench::signed_in("member").await;
    let retitle = |from: &str| [Edit::Title(Turn::new(from.into(), "Mine".into()))];
    let row = seen(&bench, 3).await;
    assert_eq!(bench.write(edit(3, retitle(&row.title))).await, Ok(Verdict::Refused));
    let row = seen(&bench, 1).await;
    assert_eq!((row.created_by, row.assigned_to), (person(3), Some(person(4))));
    let give = [Edit::Assignee(Turn::new(Some(person(4)), Some(person(5))))];
    assert_eq!(bench.write(edit(1, give)).await, Ok(Verdict::Refused));
    let receipt = bench.write(edit(1, retitle(&row.title))).await;
    assert_eq!(done(&receipt).title.as_str(), "Mine");
}

#[tokio::test]
async fn a_problem_arrives_whole_and_sent_twice_is_there_once() {
    let bench = Bench::signed_in("member").await;
    let new = NewProblem {
        criticality: Some(Priority::High),
        urgency: Some(Priority::Medium),
        assigned_to: Some(person(5)),
        root_cause: Some(Safe::new("<p>The cron job.</p>")),
        workaround: Some(Safe::new("<p>Flush it.</p>")),
        solution: Some(Safe::new("<p>Another queue.</p>")),
        tags: vec![Safe::line("mail"), Safe::line("a,\"b\"")],
        services: vec![ServiceId(Safe::line("node-api"))],
        ..bare()
    };
    let op = op(&bench.clock, create(new.clone()));
    let first = write_one(&bench.client, op.clone()).await;
    let row = done(&first);
    assert_eq!(row.name(), "ACM-PRBM-0005");
    assert_eq!((row.status, row.priority, row.created_by), (ProblemStatus::Identified, Priority::Medium, person(4)));
    assert_eq!(
        (&row.root_cause, &row.workaround, &row.solution, &row.tags, &row.services, row.assigned_to),
        (&new.root_cause, &new.workaround, &new.solution, &new.tags, &new.services, new.assigned_to)
    );
    assert_eq!(done(&write_one(&bench.client, op).await), row);
    assert_eq!(
        bench.truth("select count(*)::text from problems where title = 'Mail queue stalls'").await.as_deref(),
        Some("1")
    );
    let by_hand =
        NewProblem { priority: Priority::Critical, auto_priority: false, criticality: None, urgency: None, ..new };
    let receipt = bench.write(create(by_hand)).await;
    assert_eq!((done(&receipt).priority, done(&receipt).auto_priority), (Priority::Critical, false));
}

#[tokio::test]
async fn a_number_that_is_another_organizations_is_got_past() {
    let bench = Bench::signed_in("member").await;
    bench
        .arrange(
            "insert into problems (organization_id, title, description, created_by, problem_number) \
             select 'bbbbbbbb-0000-4000-8000-000000000001', 't', 'd', '11111111-1111-4111-8111-000000000007', \
             'ACM-PRBM-' || lpad(n::text, 4, '0') from generate_series(5, 7) n",
        )
        .await;
    match bench.write(create(bare())).await {
        Ok(Verdict::Renumbered { row: Row::Problem(row), tries }) => {
            assert_eq!(row.name(), "ACM-PRBM-0008");
            assert!(tries > 1);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn incidents_and_changes_are_linked_with_one_request_for_each_kind() {
    let bench = Bench::signed_in("member").await;
    bench.read(Query::Me).await.unwrap();
    bench.arrange("update changes set problem_id = null; update incidents set problem_id = null").await;
    let without = "problem_id,updated_at";
    let before = rest_of(&bench, "changes", change(1).id(), without).await;
    let incident_before = rest_of(&bench, "incidents", record(2).id(), without).await;
    let at = bench.clock.now();
    // 6 was asked for by the owner and is nobody's.
    let records = [change(1), change(2), change(3), change(6), record(2)];
    let ops: Vec<Op> =
        records.into_iter().map(|record| Op { at, ..op(&bench.clock, link(record, None, Some(id(2)))) }).collect();
    let requests = bench.stack.faults().rest_requests();
    let receipts = bench.client.write(ops).await;
    let fates: Vec<bool> = receipts.iter().map(|(_, receipt)| matches!(receipt, Ok(Verdict::Done(_)))).collect();
    assert_eq!(fates, [true, true, true, false, true], "{receipts:?}");
    assert_eq!(receipts[3].1, Ok(Verdict::Refused));
    assert_eq!(bench.stack.faults().rest_requests() - requests, 3, "and one second look");
    let linked = "select string_agg(change_number, ' ' order by 1) from changes where problem_id is not null";
    assert_eq!(bench.truth(linked).await.as_deref(), Some("ACM-CHG-0001 ACM-CHG-0002 ACM-CHG-0003"));
    assert_eq!(rest_of(&bench, "changes", change(1).id(), without).await, before);
    assert_eq!(rest_of(&bench, "incidents", record(2).id(), without).await, incident_before);
}

#[tokio::test]
async fn what_a_colleague_linked_first_stays_where_it_is() {
    let bench = Bench::signed_in("member").await;
    bench.arrange("update incidents set problem_id = null").await;
    let colleague = bench.another("member").await;
    let theirs = write_one(&colleague, op(&bench.clock, link(record(2), None, Some(id(1))))).await;
    assert!(matches!(theirs, Ok(Verdict::Done(_))));
    match bench.write(link(record(2), None, Some(id(2)))).await {
        Ok(Verdict::Conflict(Row::Incident(now))) => assert_eq!(now.problem, Some(id(1))),
        other => panic!("{other:?}"),
    }
    let gone = bench.write(link(record(2), Some(id(1)), Some(ProblemId(Uuid::nil())))).await;
    assert!(
        matches!(&gone, Err(Fault::Invalid { field: Some(field), .. }) if field.as_str() == "problem_id"),
        "{gone:?}"
    );
}
