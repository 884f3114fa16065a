//! Questions.

use super::{Bench, incident, person};
use antops::domain::fault::Fault;
use antops::domain::incident::Incident;
use antops::domain::request::{Answer, Page, Query};
use antops::domain::value::{IncidentStatus, Priority, Record, Role};

async fn incidents(bench: &Bench) -> Page<Incident> {
    match bench.read(Query::Incidents).await {
        Ok(Answer::Incidents(page)) => page,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn me_is_profile_organization_and_membership() {
    let bench = Bench::signed_in("member").await;
    let Ok(Answer::Me(me)) = bench.read(Query::Me).await else { panic!("no answer") };
    assert_eq!(me.profile.id, person(4));
    assert_eq!(me.profile.label(), "Mei Lin 林美");
    assert_eq!(me.organization_name.as_str(), "Acme Corp");
    assert_eq!(me.membership, Some(Role::Member));
}

#[tokio::test]
async fn an_owner_who_signed_up_has_no_membership() {
    let bench = Bench::signed_in("owner").await;
    let Ok(Answer::Me(me)) = bench.read(Query::Me).await else { panic!("no answer") };
    assert_eq!((me.profile.role, me.membership), (Role::Owner, None));
}

#[tokio::test]
async fn without_a_profile_the_sentence_says_whom_to_ask() {
    let bench = Bench::signed_in("newcomer").await;
    let answer = bench.read(Query::Me).await;
    assert!(matches!(&answer, Err(Fault::Forbidden { detail }) if detail.contains("no profile")), "{answer:?}");
}

#[tokio::test]
async fn without_an_organization_the_sentence_says_so() {
    let bench = Bench::signed_in("member").await;
    bench.arrange("update profiles set organization_id = null where email = 'member@acme.example'").await;
    let answer = bench.read(Query::Me).await;
    assert!(matches!(&answer, Err(Fault::Forbidden { detail }) if detail.contains("no organization")), "{answer:?}");
}

#[tokio::test]
async fn incidents_are_those_of_the_own_organization_with_safe_texts() {
    let bench = Bench::signed_in("viewer").await;
    let page = incidents(&bench).await;
    assert_eq!((page.rows.len(), page.total), (12, None));
    let red = page.rows.iter().find(|row| row.id == incident(5)).unwrap();
    assert!(!red.title.contains('\u{1b}'), "{:?}", red.title);
    let first = page.rows.iter().find(|row| row.id == incident(1)).unwrap();
    assert_eq!((first.priority, first.status), (Priority::Critical, IncidentStatus::Open));
    assert_eq!(first.assigned_to, Some(person(3)));
}

#[tokio::test]
async fn more_incidents_than_a_page_are_all_loaded_once() {
    let bench = Bench::signed_in("member").await;
    // Many share a moment, so that pages end in the middle of equal times.
    bench
        .arrange(
            "insert into incidents (organization_id, title, description, created_by, incident_number, created_at) \
             select 'aaaaaaaa-0000-4000-8000-000000000001', 'n' || n, '', '11111111-1111-4111-8111-000000000001', 'X-' || n, \
             timestamptz '2025-03-01' + (n / 300) * interval '1 minute' from generate_series(1, 2345) n",
        )
        .await;
    let page = incidents(&bench).await;
    let mut ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), page.rows.len(), page.total), (2357, 2357, None));
}

#[tokio::test]
async fn of_many_closed_ones_the_latest_come_and_the_total_is_told() {
    let bench = Bench::signed_in("member").await;
    bench
        .arrange(
            "insert into incidents (organization_id, title, description, created_by, incident_number, status) \
             select 'aaaaaaaa-0000-4000-8000-000000000001', 'n' || n, '', '11111111-1111-4111-8111-000000000001', 'X-' || n, 'closed' \
             from generate_series(1, 250) n",
        )
        .await;
    let page = incidents(&bench).await;
    assert_eq!(page.total, Some(262));
    assert_eq!(page.rows.iter().filter(|row| row.status == IncidentStatus::Closed).count(), 200);
}

#[tokio::test]
async fn one_incident_is_there_or_not() {
    let bench = Bench::signed_in("member").await;
    let found = bench.read(Query::Incident(incident(2))).await;
    assert!(matches!(&found, Ok(Answer::Incident(Some(row))) if row.short_name() == "INC-0002"), "{found:?}");
    assert_eq!(bench.read(Query::Incident(incident(101))).await, Ok(Answer::Incident(None)), "of another tenant");
}

#[tokio::test]
async fn a_timeline_is_told_oldest_first() {
    let bench = Bench::signed_in("member").await;
    let Ok(Answer::Timeline(_, page)) = bench.read(Query::Timeline(Record::Incident(incident(1)))).await else {
        panic!("no answer")
    };
    assert_eq!(page.rows.len(), 3);
    assert!(page.rows.is_sorted_by_key(|comment| comment.created_at));
    assert_eq!(page.rows[0].mentions, [person(3)]);
}

#[tokio::test]
async fn of_what_was_said_since_a_moment_the_newest_come_and_the_total_is_told() {
    let bench = Bench::signed_in("member").await;
    let insert = "insert into comments (organization_id, author_id, incident_id, content, created_at) \
        select organization_id, created_by, id, 'n' || n, timestamptz '2030-01-01' + n * interval '1 second' \
        from incidents, generate_series(1, MANY) n where id = 'ID'";
    let id = incident(1).to_string();
    let since = |moment: &str| Query::CommentsSince(moment.parse().unwrap());
    bench.arrange(&insert.replace("MANY", "7").replace("ID", &id)).await;
    let Ok(Answer::CommentsSince(page)) = bench.read(since("2030-01-01T00:00:02Z")).await else { panic!("no answer") };
    let said: Vec<_> = page.rows.iter().map(|comment| comment.content.as_str()).collect();
    assert_eq!((said, page.total), (vec!["n7", "n6", "n5", "n4", "n3"], None));
    bench.arrange(&insert.replace("MANY", "600").replace("ID", &id)).await;
    let Ok(Answer::CommentsSince(page)) = bench.read(since("2030-01-01T00:00:00Z")).await else { panic!("no answer") };
    assert_eq!((page.rows.len(), page.total), (500, Some(607)));
}

#[tokio::test]
async fn people_targets_problems_and_services_come_with_their_names() {
    let bench = Bench::signed_in("member").await;
    let Ok(Answer::People(people)) = bench.read(Query::People).await else { panic!("no people") };
    assert_eq!(people.len(), 6);
    let Ok(Answer::SloTargets(targets)) = bench.read(Query::SloTargets).await else { panic!("no targets") };
    assert_eq!((targets.hours(Priority::Critical), targets.hours(Priority::Low)), (2, 72));
    let Ok(Answer::Problems(problems)) = bench.read(Query::Problems).await else { panic!("no problems") };
    assert_eq!(problems.rows.len(), 4);
    let Ok(Answer::Services(services)) = bench.read(Query::Services).await else { panic!("no services") };
    let of = |id: &str| services.iter().find(|service| service.id.0.as_str() == id).unwrap();
    assert_eq!(of("node-stage-db").environment.as_deref(), Some("Staging"));
    assert_eq!((of("zone-db").label.as_str(), of("node-orphan").environment.as_deref()), ("db-subnet", None));
}

#[tokio::test]
async fn without_a_membership_there_are_no_services_and_that_is_no_error() {
    let bench = Bench::signed_in("owner").await;
    assert_eq!(bench.read(Query::Services).await, Ok(Answer::Services(Vec::new())));
}
