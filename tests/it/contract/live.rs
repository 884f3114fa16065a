//! Realtime: what happens in the database arrives, and what happens to the connection is told.

use super::{Bench, incident, op, person};
use antops::domain::live::{Kind, LiveEvent, LiveState, StaleRow};
use antops::domain::request::{Deed, Row};
use antops::domain::value::{CommentId, Record};
use antops::ports::{Backend, Live, SignedIn};
use antops::stack::{FaultPlan, ServiceFault};
use jiff::SignedDuration;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

/// Receives until an event is the one waited for; everything up to it comes back.
async fn until(events: &mut Receiver<LiveEvent>, is_it: impl Fn(&LiveEvent) -> bool) -> Vec<LiveEvent> {
    let mut seen = Vec::new();
    let all = async {
        while let Some(event) = events.recv().await {
            let is_last = is_it(&event);
            seen.push(event);
            if is_last {
                return true;
            }
        }
        false
    };
    let came = tokio::time::timeout(Duration::from_secs(40), all).await;
    assert_eq!(came, Ok(true), "only {seen:?}");
    seen
}

async fn all_live(events: &mut Receiver<LiveEvent>) {
    let mut waiting: Vec<Kind> = Kind::ALL.to_vec();
    while !waiting.is_empty() {
        let seen = until(events, |event| matches!(event, LiveEvent::State(_, LiveState::Live))).await;
        waiting.retain(|kind| !seen.contains(&LiveEvent::State(*kind, LiveState::Live)));
    }
}

fn is_down(event: &LiveEvent) -> bool {
    matches!(event, LiveEvent::State(_, LiveState::Down { .. }))
}

#[tokio::test]
async fn a_colleagues_deeds_arrive() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    let colleague = bench.another("admin").await;
    let deed = super::assigned(4, person(4));
    super::write_one(&colleague, op(&bench.clock, deed)).await.unwrap();
    until(
        &mut events,
        |event| matches!(event, LiveEvent::Row(Row::Incident(row)) if row.assigned_to == Some(person(4))),
    )
    .await;
    let comment = CommentId(Uuid::new_v4());
    let on = Record::Incident(incident(4));
    let deed = Deed::Comment { comment, on, content: "<p>Yours now</p>".to_owned(), mentions: vec![person(4)] };
    super::write_one(&colleague, op(&bench.clock, deed)).await.unwrap();
    until(&mut events, |event| matches!(event, LiveEvent::Row(Row::Comment(row)) if row.id == comment)).await;
    super::write_one(&colleague, op(&bench.clock, Deed::DeleteComment { comment, on })).await.unwrap();
    until(&mut events, |event| *event == LiveEvent::CommentDeleted(comment)).await;
}

#[tokio::test]
async fn the_pulse_is_known_soon_after_joining() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    until(&mut events, |event| matches!(event, LiveEvent::Pulse { .. })).await;
}

#[tokio::test]
async fn another_tenants_rows_never_arrive() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    bench
        .arrange(
            "update incidents set title = 'beta' where incident_number = 'BET-INC-0001'; \
             update incidents set title = 'acme' where incident_number = 'ACM-INC-0002'",
        )
        .await;
    let is_row = |event: &LiveEvent| matches!(event, LiveEvent::Row(Row::Incident(_)));
    let seen = until(&mut events, is_row).await;
    let rows: Vec<_> = seen.iter().filter(|event| is_row(event)).collect();
    assert!(matches!(rows[..], [LiveEvent::Row(Row::Incident(row))] if row.id == incident(2)), "{rows:?}");
}

#[tokio::test]
async fn a_cut_connection_is_told_and_made_again() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    bench.stack.faults().cut_sockets();
    until(&mut events, is_down).await;
    all_live(&mut events).await;
}

#[tokio::test]
async fn a_server_that_refuses_connections_is_tried_again() {
    let bench = Bench::signed_in("member").await;
    bench.stack.faults().set(FaultPlan {
        realtime: ServiceFault { status: Some(503), times: Some(1), ..ServiceFault::default() },
        ..FaultPlan::default()
    });
    let mut events = bench.client.watch();
    until(&mut events, is_down).await;
    all_live(&mut events).await;
}

#[tokio::test]
async fn tables_outside_the_publication_are_refused_by_name() {
    let bench = Bench::signed_in("member").await;
    bench.stack.faults().set(FaultPlan { publication_without_tables: true, ..FaultPlan::default() });
    let mut events = bench.client.watch();
    until(&mut events, |event| matches!(event, LiveEvent::State(Kind::Incidents, LiveState::Refused { .. }))).await;
}

#[tokio::test]
async fn a_new_token_reaches_the_server_before_the_old_one_ends() {
    let bench = Bench::new().await;
    // Due two seconds after it was given.
    bench.stack.faults().set(FaultPlan { token_lifetime: Some(92), ..FaultPlan::default() });
    assert_eq!(bench.client.sign_in(bench.password("member")).await, Ok(SignedIn::Ready));
    bench.stack.faults().clear();
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    let seen = until(&mut events, |event| *event == LiveEvent::State(Kind::Problems, LiveState::Live)).await;
    assert!(!seen.iter().any(is_down), "subscribed anew on the same connection: {seen:?}");
}

#[tokio::test]
async fn a_token_that_ends_while_joined_is_replaced() {
    let bench = Bench::new().await;
    bench.stack.faults().set(FaultPlan { token_lifetime: Some(2), ..FaultPlan::default() });
    assert_eq!(bench.client.sign_in(bench.password("member")).await, Ok(SignedIn::Ready));
    let mut events = bench.client.watch();
    until(&mut events, is_down).await;
    bench.stack.faults().clear();
    all_live(&mut events).await;
}

#[tokio::test]
async fn waking_from_sleep_connects_anew() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    bench.clock.by(SignedDuration::from_mins(10));
    until(&mut events, is_down).await;
    all_live(&mut events).await;
}

#[tokio::test]
async fn a_change_of_every_row_ends_with_every_row_as_it_is() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    for round in 0..30 {
        bench
            .arrange(&format!("update incidents set customer = 'round {round}' where incident_number like 'ACM%'"))
            .await;
    }
    let mut last = std::collections::HashMap::new();
    while last.len() < 12 || last.values().any(|customer| customer != "round 29") {
        let seen = until(&mut events, |event| matches!(event, LiveEvent::Row(Row::Incident(_)))).await;
        if let Some(LiveEvent::Row(Row::Incident(row))) = seen.last() {
            last.insert(row.id, row.customer.as_deref().unwrap_or_default().to_owned());
        }
    }
}

#[tokio::test]
async fn signing_out_takes_it_down_and_signing_in_again_brings_it_back() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    bench.client.sign_out().await.unwrap();
    until(&mut events, is_down).await;
    bench.client.sign_in(bench.password("member")).await.unwrap();
    all_live(&mut events).await;
    bench.client.sign_out().await.unwrap();
    bench.client.sign_in(bench.password("admin")).await.unwrap();
    let mut theirs = bench.client.watch();
    all_live(&mut theirs).await;
    bench.arrange("update incidents set title = 'Theirs' where incident_number = 'ACM-INC-0002'").await;
    until(&mut theirs, |event| matches!(event, LiveEvent::Row(Row::Incident(row)) if row.id == incident(2))).await;
    while let Some(event) = events.recv().await {
        assert!(!matches!(event, LiveEvent::Row(_)), "nothing of the other person's");
    }
}

#[tokio::test]
async fn a_value_too_large_to_be_sent_makes_the_row_stale() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    let update = "update incidents set description = repeat('x', 1200000) where incident_number = 'ACM-INC-0003'";
    bench.arrange(update).await;
    until(&mut events, |event| *event == LiveEvent::Stale(StaleRow::Incident(incident(3)))).await;
}

#[tokio::test]
async fn however_the_server_ends_a_connection_it_is_told_and_made_again() {
    let bench = Bench::signed_in("member").await;
    let mut events = bench.client.watch();
    all_live(&mut events).await;
    // A deployment, an operator, a crash of one channel.
    bench.stack.realtime().restart();
    until(&mut events, is_down).await;
    all_live(&mut events).await;
    bench.stack.realtime().disconnect_all();
    until(&mut events, is_down).await;
    all_live(&mut events).await;
    bench.stack.realtime().crash("realtime:antops:comments");
    until(&mut events, |event| matches!(event, LiveEvent::State(Kind::Comments, LiveState::Down { .. }))).await;
    until(&mut events, |event| *event == LiveEvent::State(Kind::Comments, LiveState::Live)).await;
}

#[tokio::test]
async fn too_many_connections_and_a_project_that_was_shut_are_told_apart() {
    let bench = Bench::signed_in("member").await;
    bench.stack.faults().set(FaultPlan {
        realtime: ServiceFault { status: Some(429), ..ServiceFault::default() },
        ..FaultPlan::default()
    });
    let mut events = bench.client.watch();
    let seen = until(&mut events, |event| {
        matches!(event, LiveEvent::State(_, LiveState::Down { .. } | LiveState::Refused { .. }))
    })
    .await;
    assert!(seen.iter().any(is_down), "it is tried again, later: {seen:?}");
}
