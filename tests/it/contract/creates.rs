//! Reporting incidents: what is sent, what is recognised when it is sent again, and numbers that are taken.

use super::{Bench, op, person, write_one};
use antops::domain::fault::Fault;
use antops::domain::incident::{Incident, Link};
use antops::domain::request::{Deed, NewIncident, Receipt, Row, Verdict};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{IncidentId, Priority, ProblemId};
use antops::ports::SignedIn;
use uuid::Uuid;

const BETA: &str = "bbbbbbbb-0000-4000-8000-000000000001";

fn bare() -> NewIncident {
    NewIncident {
        title: Safe::line("Build agents idle"),
        description: Safe::new("<p>Nothing is picked up.</p>"),
        criticality: None,
        urgency: None,
        priority: Priority::Medium,
        auto_priority: true,
        assigned_to: None,
        problem: None,
        tags: vec![],
        services: vec![],
        links: vec![],
        customer: None,
    }
}

fn create(new: NewIncident) -> Deed {
    Deed::Create { incident: IncidentId(Uuid::new_v4()), new: Box::new(new) }
}

/// The row, and at which try it got its number.
fn reported(receipt: &Receipt) -> (&Incident, u32) {
    match receipt {
        Ok(Verdict::Done(rows)) => match rows.as_slice() {
            [Row::Incident(row)] => (row, 1),
            other => panic!("{other:?}"),
        },
        Ok(Verdict::Renumbered { row: Row::Incident(row), tries }) => (row, *tries),
        other => panic!("{other:?}"),
    }
}

/// Beta becomes a second organization whose numbers begin with ACM; its owner is signed in.
async fn namesake() -> Bench {
    let bench = Bench::new().await;
    bench.arrange("update organizations set name = 'Acme Labs' where slug = 'beta-labs'").await;
    let account = bench.stack.accounts().iter().find(|account| account.email == "owner@beta.example").unwrap();
    let step =
        antops::ports::SignIn::Password { email: account.email.clone(), password: account.password.clone().into() };
    assert_eq!(antops::ports::Backend::sign_in(&bench.client, step).await, Ok(SignedIn::Ready));
    bench
}

#[tokio::test]
async fn only_what_is_known_is_sent_and_the_database_fills_in_the_rest() {
    let bench = Bench::signed_in("member").await;
    let receipt = bench.write(create(bare())).await;
    let (row, tries) = reported(&receipt);
    assert_eq!((row.name().as_str(), tries), ("ACM-INC-0013", 1));
    assert_eq!((row.created_by, row.assigned_to, row.priority), (person(4), None, Priority::Medium));
    let left = "select concat_ws(' ', status, criticality, urgency, auto_priority, tags, affected_services, links, customer, problem_id) \
                from incidents where incident_number = 'ACM-INC-0013'";
    assert_eq!(bench.truth(left).await.as_deref(), Some("open t {} {} []"));
}

#[tokio::test]
async fn everything_that_is_known_arrives() {
    let bench = Bench::signed_in("member").await;
    let problem: ProblemId = ProblemId("9b000000-0000-4000-8000-000000000001".parse().unwrap());
    let new = NewIncident {
        criticality: Some(Priority::High),
        urgency: Some(Priority::Critical),
        priority: Priority::Critical,
        assigned_to: Some(person(5)),
        problem: Some(problem),
        tags: vec![Safe::line("env:prod"), Safe::line("it's \"odd\"")],
        services: vec![ServiceId(Safe::line("node-api")), ServiceId(Safe::line("no such node"))],
        links: vec![Link {
            title: Safe::line("ZD-1"),
            url: Safe::line("https://desk.example/1"),
            kind: Safe::line("zendesk"),
        }],
        customer: Some(Safe::line("O'Reilly, Inc. (US)")),
        ..bare()
    };
    let receipt = bench.write(create(new.clone())).await;
    let (row, _) = reported(&receipt);
    assert_eq!(
        (&row.tags, &row.services, &row.links, &row.customer, row.problem, row.assigned_to, row.priority),
        (&new.tags, &new.services, &new.links, &new.customer, new.problem, new.assigned_to, Priority::Critical)
    );
}

#[tokio::test]
async fn a_priority_by_hand_is_kept_and_survives_a_later_change_of_the_ratings() {
    let bench = Bench::signed_in("member").await;
    let rated = NewIncident { criticality: Some(Priority::Low), urgency: Some(Priority::Low), ..bare() };
    for (auto, priority, after) in [(true, "low", "high"), (false, "critical", "critical")] {
        let new = NewIncident { priority: Priority::Critical, auto_priority: auto, ..rated.clone() };
        let receipt = bench.write(create(new)).await;
        let (row, _) = reported(&receipt);
        assert_eq!((row.priority.word(), row.auto_priority), (priority, auto));
        let id = row.id;
        bench
            .arrange(&format!("update incidents set criticality = 'critical', urgency = 'medium' where id = '{id}'"))
            .await;
        let now = bench.truth(&format!("select priority::text from incidents where id = '{id}'")).await;
        assert_eq!(now.as_deref(), Some(after));
    }
}

#[tokio::test]
async fn an_incident_sent_twice_is_there_once_and_reported_twice() {
    let bench = Bench::signed_in("member").await;
    let op = op(&bench.clock, create(bare()));
    let first = write_one(&bench.client, op.clone()).await;
    let again = write_one(&bench.client, op.clone()).await;
    assert_eq!(reported(&first), reported(&again));
    let another = bench.another("admin").await;
    assert!(matches!(write_one(&another, op).await, Err(Fault::Conflict { .. })), "somebody else's id is not ours");
    let many = bench.truth("select count(*)::text from incidents where title = 'Build agents idle'").await;
    assert_eq!(many.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_problem_that_is_gone_is_named() {
    let bench = Bench::signed_in("member").await;
    let new = NewIncident { problem: Some(ProblemId(Uuid::nil())), ..bare() };
    let receipt = bench.write(create(new)).await;
    assert!(
        matches!(&receipt, Err(Fault::Invalid { field: Some(field), .. }) if field.as_str() == "problem_id"),
        "{receipt:?}"
    );
}

#[tokio::test]
async fn a_stricter_project_refuses() {
    let bench = Bench::signed_in("member").await;
    bench.arrange("create policy strict on incidents as restrictive for insert with check (title like 'INC%')").await;
    assert_eq!(bench.write(create(bare())).await, Ok(Verdict::Refused));
}

#[tokio::test]
async fn of_two_organizations_with_the_same_letters_the_second_gets_the_first_free_number() {
    let bench = namesake().await;
    bench.arrange(&format!("update incident_sequences set next_number = 11 where organization_id = '{BETA}'")).await;
    let receipt = bench.write(create(bare())).await;
    let (row, tries) = reported(&receipt);
    // 0011 is refused; asked for, the database gives 0011, 0012 and 0013.
    assert_eq!((row.name().as_str(), tries), ("ACM-INC-0013", 4));
    // From here on the counter has passed the other organization's.
    let receipt = bench.write(create(bare())).await;
    assert_eq!(reported(&receipt).0.name(), "ACM-INC-0014");
}

#[tokio::test]
async fn where_too_many_numbers_are_taken_it_gets_one_of_the_organizations_own() {
    let bench = namesake().await;
    let taken = "insert into incidents (organization_id, title, description, created_by, incident_number) \
                 select 'aaaaaaaa-0000-4000-8000-000000000001', 't', 'd', '11111111-1111-4111-8111-000000000004', \
                 'ACM-INC-' || lpad(n::text, 4, '0') from generate_series(13, 40) n";
    bench.arrange(taken).await;
    bench.arrange(&format!("update incident_sequences set next_number = 1 where organization_id = '{BETA}'")).await;
    let receipt = bench.write(create(bare())).await;
    let (row, _) = reported(&receipt);
    assert_eq!((row.name().as_str(), row.short_name().as_ref()), ("ACMELABS-INC-0012", "INC-0012"));
    let receipt = bench.write(create(bare())).await;
    assert_eq!(reported(&receipt).0.name(), "ACMELABS-INC-0024", "none is given twice");
}

#[tokio::test]
async fn above_nine_thousand_nine_hundred_and_ninety_nine_numbers_have_five_digits() {
    let bench = Bench::signed_in("member").await;
    bench
        .arrange(
            "update incident_sequences set next_number = 10000; \
             update incidents set incident_number = 'ACM-INC-1000' where incident_number = 'ACM-INC-0001'",
        )
        .await;
    for expected in ["ACM-INC-10000", "ACM-INC-10001"] {
        let receipt = bench.write(create(bare())).await;
        let (row, tries) = reported(&receipt);
        assert_eq!(row.name(), expected);
        assert!(tries > 1);
    }
    let op = op(&bench.clock, create(bare()));
    let first = write_one(&bench.client, op.clone()).await;
    let again = write_one(&bench.client, op).await;
    assert_eq!(reported(&first).0, reported(&again).0, "sent again it is recognised, whatever number it got");
}

#[tokio::test]
async fn an_organization_of_three_letters_gets_a_number_of_its_own_by_its_id() {
    let bench = namesake().await;
    bench
        .arrange(&format!(
            "update organizations set name = 'Acm' where slug = 'beta-labs'; \
             insert into incidents (organization_id, title, description, created_by, incident_number) \
             select 'aaaaaaaa-0000-4000-8000-000000000001', 't', 'd', '11111111-1111-4111-8111-000000000004', \
             'ACM-INC-' || lpad(n::text, 4, '0') from generate_series(13, 40) n; \
             update incident_sequences set next_number = 1 where organization_id = '{BETA}'"
        ))
        .await;
    let receipt = bench.write(create(bare())).await;
    assert_eq!(reported(&receipt).0.name(), "ACMBBBB-INC-0012");
}

#[tokio::test]
async fn a_number_that_nobody_counted_to_leads_nowhere() {
    let bench = Bench::signed_in("member").await;
    bench
        .arrange(
            "update incident_sequences set next_number = 10000; \
             update incidents set incident_number = 'ACM-INC-1000' where incident_number = 'ACM-INC-0001'; \
             update incidents set incident_number = 'ACM-INC-18446744073709551615' where incident_number = 'ACM-INC-0002'",
        )
        .await;
    let receipt = bench.write(create(bare())).await;
    assert_eq!(reported(&receipt).0.name(), "ACM-INC-10000");
}
