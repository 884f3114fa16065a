//! The faults that concern Realtime, and the stack's own acts upon it.

use antops::stack::{FaultPlan, ServiceFault};
use serde_json::json;

use super::client::{Heard, Socket};
use super::scene::{comment, plan, sql, stack, token};

fn id(number: u32) -> String {
    format!("c0000000-0000-4000-8000-{number:012}")
}

#[tokio::test]
async fn the_gateway_refuses_a_socket_without_a_key_in_its_own_words() {
    let stack = stack().await;
    let refused = Socket::open(&stack.url(), "/realtime/v1/websocket?vsn=1.0.0", &[]).await.err().unwrap();
    assert_eq!(refused.status, 401);
    assert!(refused.body.contains("No API key found in request"), "{}", refused.body);
}

#[tokio::test]
async fn dropped_events_leave_everything_else_working() {
    let stack = stack().await;
    let mut socket = Socket::through_gateway(&stack).await;
    socket.watch_comments("drop", &token(&stack, "jwt of member"), None).await;
    stack.faults().change(|plan| plan.drop_realtime_events = true);
    sql(&stack, &comment(&id(1), "dropped")).await;
    // The queue is empty when the row has been dealt with.
    let admin = stack.database().admin().await.unwrap();
    while admin.query_one("select exists (select from antops_stack.changes)", &[]).await.unwrap().get(0) {
        tokio::task::yield_now().await;
    }
    stack.faults().set(plan());
    sql(&stack, &comment(&id(2), "heard")).await;
    assert_eq!(socket.frame().await["payload"]["data"]["record"]["content"], "heard");
}

#[tokio::test]
async fn a_publication_without_tables_lets_no_subscription_succeed() {
    let stack = stack().await;
    stack.faults().change(|plan| plan.publication_without_tables = true);
    let mut socket = Socket::through_gateway(&stack).await;
    let config = json!({"postgres_changes": [{"event": "*", "schema": "public", "table": "comments"}]});
    socket.join("none", "1", config, &token(&stack, "jwt of member")).await;
    let system = socket.frame().await;
    assert_eq!(system["payload"]["status"], "error");
    let message = system["payload"]["message"].as_str().unwrap();
    assert!(message.contains("Please check Realtime is enabled"), "{message}");
}

#[tokio::test]
async fn a_silent_server_answers_again_when_the_fault_ends() {
    let stack = stack().await;
    let mut socket = Socket::through_gateway(&stack).await;
    let heartbeat =
        |reference: &str| json!({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": reference});
    stack.faults().change(|plan| plan.silent_realtime = true);
    socket.send(heartbeat("1").to_string()).await;
    let silence = std::time::Duration::from_millis(200);
    assert!(tokio::time::timeout(silence, socket.hear()).await.is_err(), "not silent");
    stack.faults().set(plan());
    socket.send(heartbeat("2").to_string()).await;
    assert_eq!(socket.frame().await["ref"], "2");
}

#[tokio::test]
async fn cut_sockets_end_without_a_closing_frame_and_new_ones_are_taken() {
    let stack = stack().await;
    let mut socket = Socket::through_gateway(&stack).await;
    socket.join("cut", "1", json!({}), &token(&stack, "jwt of member")).await;
    stack.faults().cut_sockets();
    assert_eq!(socket.hear().await, Heard::Closed(None));
    let mut again = Socket::through_gateway(&stack).await;
    let reply = again.join("cut", "1", json!({}), &token(&stack, "jwt of member")).await;
    assert_eq!(reply["status"], "ok");
}

#[tokio::test]
async fn a_handshake_can_be_answered_with_any_status() {
    let stack = stack().await;
    let fault = ServiceFault { status: Some(503), times: Some(1), ..ServiceFault::default() };
    stack.faults().set(FaultPlan { realtime: fault, ..plan() });
    let target = format!("/realtime/v1/websocket?apikey={}", stack.keys().anon());
    let refused = Socket::open(&stack.url(), &target, &[]).await.err().unwrap();
    assert_eq!(refused.status, 503);
    Socket::through_gateway(&stack).await;
}

#[tokio::test]
async fn after_a_reset_changes_are_heard_of_as_before_and_the_reset_itself_is_not() {
    let stack = stack().await;
    let mut socket = Socket::through_gateway(&stack).await;
    socket.watch_comments("reset", &token(&stack, "jwt of member"), None).await;
    stack.reset().await.unwrap();
    sql(&stack, &comment(&id(1), "after the reset")).await;
    assert_eq!(socket.frame().await["payload"]["data"]["record"]["content"], "after the reset");
}
