//! Many deeds at once: one request where one will do, a verdict of its own for each.

use super::{Bench, incident, op, person, record};
use antops::domain::edits::{Edit, Edits, Members, Turn};
use antops::domain::request::{Deed, Op, Receipt, Row, Verb, Verdict};
use antops::domain::value::{CommentId, IncidentStatus, Record};
use antops::ports::{Backend, Clock};
use uuid::Uuid;

/// Twelve incidents that `member` (person 4) made, the even ones person 5's, numbered from 201.
async fn twelve(bench: &Bench) {
    bench
        .arrange(
            "insert into incidents (id, organization_id, incident_number, title, description, priority, status, created_by, assigned_to, tags) \
             select ('1c000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, organization_id, 'ACM-INC-0' || n, 'Row ' || n, '<p>d</p>', \
             'low', 'open', '11111111-1111-4111-8111-000000000004', \
             case when n % 2 = 0 then '11111111-1111-4111-8111-000000000005'::uuid end, array['a,b', 'n\"' || n] \
             from generate_series(201, 212) n, (select organization_id from incidents where incident_number = 'ACM-INC-0002') o",
        )
        .await;
}

fn all(bench: &Bench, deed: impl Fn(u32) -> Deed) -> Vec<Op> {
    (201..=212).map(|number| op(&bench.clock, deed(number))).collect()
}

fn seen(number: u32) -> Option<antops::domain::value::ProfileId> {
    number.is_multiple_of(2).then(|| person(5))
}

fn assign(number: u32) -> Deed {
    let edits = Edits::of([Edit::Assignee(Turn::new(seen(number), Some(person(3))))]);
    Deed::Edit { record: record(number), edits, verb: Verb::Assign }
}

fn verdicts(receipts: &[(Op, Receipt)]) -> String {
    receipts
        .iter()
        .map(|(_, receipt)| match receipt {
            Ok(Verdict::Done(_)) => 'd',
            Ok(Verdict::Refused) => 'r',
            Ok(Verdict::Conflict(_)) => 'c',
            Ok(Verdict::Gone) => 'g',
            _ => '!',
        })
        .collect()
}

#[tokio::test]
async fn twelve_rows_seen_in_two_ways_are_assigned_in_one_request() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    bench.read(antops::domain::request::Query::Me).await.unwrap();
    let before = bench.stack.faults().rest_requests();
    let same = bench.clock.now();
    let ops = all(&bench, assign).into_iter().map(|op| Op { at: same, ..op }).collect();
    let receipts = bench.client.write(ops).await;
    assert_eq!(verdicts(&receipts), "dddddddddddd");
    assert_eq!(bench.stack.faults().rest_requests() - before, 1);
    let truth = "select count(*)::text from incidents where assigned_to = '11111111-1111-4111-8111-000000000003' and incident_number like 'ACM-INC-02%'";
    assert_eq!(bench.truth(truth).await.as_deref(), Some("12"));
}

#[tokio::test]
async fn each_row_of_a_heap_has_a_verdict_of_its_own() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    bench
        .arrange(
            "update incidents set created_by = '11111111-1111-4111-8111-000000000002', assigned_to = null where incident_number = 'ACM-INC-0201'; \
             update incidents set assigned_to = '11111111-1111-4111-8111-000000000002' where incident_number = 'ACM-INC-0202'; \
             delete from incidents where incident_number = 'ACM-INC-0203'; \
             update incidents set assigned_to = '11111111-1111-4111-8111-000000000003' where incident_number = 'ACM-INC-0204'",
        )
        .await;
    let same = bench.clock.now();
    let ops = all(&bench, assign).into_iter().map(|op| Op { at: same, ..op }).collect();
    let receipts = bench.client.write(ops).await;
    assert_eq!(
        verdicts(&receipts),
        "rcgddddddddd",
        "somebody else's, changed, gone, done by another already, and the rest"
    );
}

#[tokio::test]
async fn one_row_that_spoils_the_request_does_not_spoil_the_others() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    // Assigned to me but made by another: giving it away is an error to the database, and undoes the whole request.
    bench
        .arrange(
            "update incidents set created_by = '11111111-1111-4111-8111-000000000002', \
             assigned_to = '11111111-1111-4111-8111-000000000004' where incident_number = 'ACM-INC-0201'",
        )
        .await;
    let same = bench.clock.now();
    let deed = |number| match number {
        201 => Deed::Edit {
            record: record(201),
            edits: Edits::of([Edit::Assignee(Turn::new(Some(person(4)), Some(person(3))))]),
            verb: Verb::Assign,
        },
        number => assign(number),
    };
    let ops = all(&bench, deed).into_iter().map(|op| Op { at: same, ..op }).collect();
    assert_eq!(verdicts(&bench.client.write(ops).await), "rddddddddddd");
}

#[tokio::test]
async fn tags_join_what_each_row_has_and_what_others_added_stays() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    bench.arrange("update incidents set tags = tags || 'theirs'::text where incident_number = 'ACM-INC-0205'").await;
    let deed = |number| Deed::Edit {
        record: record(number),
        edits: Edits::of([Edit::Tags(Members { join: vec!["outage".into()], leave: vec!["a,b".into()] })]),
        verb: Verb::Edit,
    };
    let receipts = bench.client.write(all(&bench, deed)).await;
    assert_eq!(verdicts(&receipts), "dddddddddddd");
    let tags = |number: u32| format!("select tags::text from incidents where incident_number = 'ACM-INC-0{number}'");
    assert_eq!(bench.truth(&tags(205)).await.as_deref(), Some(r#"{"n\"205",theirs,outage}"#));
    assert_eq!(bench.truth(&tags(206)).await.as_deref(), Some(r#"{"n\"206",outage}"#));
}

#[tokio::test]
async fn closing_many_says_why_on_each() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    bench.read(antops::domain::request::Query::Me).await.unwrap();
    let same = bench.clock.now();
    let deed = |number| Deed::Close {
        incident: incident(number),
        edits: Edits::of([
            Edit::Status(Turn::new(IncidentStatus::Open, IncidentStatus::Closed)),
            Edit::ResolvedAt(Turn::new(None, Some(same))),
        ]),
        comment: CommentId(Uuid::new_v4()),
        reason: "One outage".to_owned(),
    };
    let before = bench.stack.faults().rest_requests();
    let ops = all(&bench, deed).into_iter().map(|op| Op { at: same, ..op }).collect();
    let receipts = bench.client.write(ops).await;
    assert!(
        receipts.iter().all(|(_, receipt)| matches!(receipt, Ok(Verdict::Done(rows)) if matches!(rows.as_slice(), [Row::Incident(_), Row::Comment(_)]))),
        "{receipts:?}"
    );
    assert_eq!(bench.stack.faults().rest_requests() - before, 2);
    let said = "select count(distinct incident_id)::text from comments where content = '📝 **CLOSED** | One outage'";
    assert_eq!(bench.truth(said).await.as_deref(), Some("12"));
}

#[tokio::test]
async fn the_texts_of_one_row_are_changed_and_a_text_changed_meanwhile_is_a_conflict() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    let edit = |from: &str| Deed::Edit {
        record: record(201),
        edits: Edits::of([
            Edit::Title(Turn::new(from.into(), "A (b), \"c\" \\ d".into())),
            Edit::Customer(Turn::new(None, Some("Contoso, Ltd.".into()))),
            Edit::Tags(Members { join: vec!["db".into()], leave: vec![] }),
        ]),
        verb: Verb::Edit,
    };
    let receipt = bench.write(edit("Row 200")).await;
    assert!(matches!(&receipt, Ok(Verdict::Conflict(_))), "{receipt:?}");
    let receipt = bench.write(edit("Row 201")).await;
    assert!(matches!(&receipt, Ok(Verdict::Done(_))), "{receipt:?}");
    let truth =
        "select title || '|' || customer || '|' || tags::text from incidents where incident_number = 'ACM-INC-0201'";
    assert_eq!(bench.truth(truth).await.as_deref(), Some(r#"A (b), "c" \ d|Contoso, Ltd.|{"a,b","n\"201",db}"#));
    let on = Record::Incident(incident(201));
    let said = bench.write(Deed::Comment {
        comment: CommentId(Uuid::new_v4()),
        on,
        content: "<p>x</p>".into(),
        mentions: vec![],
    });
    assert!(said.await.is_ok());
}

#[tokio::test]
async fn one_row_with_an_odd_list_does_not_keep_the_others_from_their_tag() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    bench.arrange("update incidents set tags = array['x', null] where incident_number = 'ACM-INC-0205'").await;
    let deed = |number| Deed::Edit {
        record: record(number),
        edits: Edits::of([Edit::Tags(Members { join: vec!["outage".into()], leave: vec![] })]),
        verb: Verb::Edit,
    };
    assert_eq!(verdicts(&bench.client.write(all(&bench, deed)).await), "dddddddddddd");
    let tags = "select tags::text from incidents where incident_number = 'ACM-INC-0205'";
    assert_eq!(bench.truth(tags).await.as_deref(), Some("{x,NULL,outage}"));
}

#[tokio::test]
async fn what_was_changed_is_done_although_the_look_at_the_others_failed() {
    let bench = Bench::signed_in("member").await;
    twelve(&bench).await;
    bench.read(antops::domain::request::Query::Me).await.unwrap();
    bench.arrange("update incidents set created_by = '11111111-1111-4111-8111-000000000002', assigned_to = null where incident_number = 'ACM-INC-0201'").await;
    // The change goes through, the look at the row that did not come back does not, at no try.
    let same = bench.clock.now();
    let ops = all(&bench, assign).into_iter().map(|op| Op { at: same, ..op }).collect();
    let before = bench.stack.faults().rest_requests();
    let faults = bench.stack.faults();
    let watch = async {
        while faults.rest_requests() == before {
            tokio::task::yield_now().await;
        }
        faults.change(|plan| plan.rest.status = Some(500));
    };
    let (receipts, ()) = tokio::join!(bench.client.write(ops), watch);
    let told = verdicts(&receipts);
    assert!(told == "!ddddddddddd", "{told}");
}
