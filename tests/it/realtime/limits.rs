//! Limits on rates: noticed after the fact, and at the receivers.

use serde_json::json;

use super::client::{Heard, Socket};
use super::scene::{stack, token};

#[tokio::test]
async fn too_many_joins_close_the_socket_and_refuse_the_next() {
    let stack = stack().await;
    stack.faults().change(|plan| {
        plan.limits.joins_per_second = Some(1);
        plan.realtime_delays.rate_tick_ms = Some(1000);
    });
    let (mut socket, member) = (Socket::through_gateway(&stack).await, token(&stack, "jwt of member"));
    let mut number = 0;
    let refused = loop {
        number += 1;
        let reference = number.to_string();
        let reply = socket.join("room", &reference, json!({}), &member).await;
        if reply["status"] != "ok" {
            break reply;
        }
    };
    assert!(number > 2, "a burst within one second passes");
    assert_eq!(refused["response"]["reason"], "ClientJoinRateLimitReached: Too many joins per second");
    // What was judged holds for the rest of the test.
    stack.faults().change(|plan| plan.realtime_delays.rate_tick_ms = Some(60_000));
    let closed = loop {
        if let Heard::Closed(code) = socket.hear().await {
            break code;
        }
    };
    assert_eq!(closed, Some(1000));
    let target = format!("/socket/websocket?apikey={}", stack.keys().anon());
    let refused = Socket::open(&stack.url(), &target, &[]).await.err().unwrap();
    assert_eq!((refused.status, refused.body.as_str()), (429, r#"{"error":"Too many joins per second"}"#));
}

#[tokio::test]
async fn too_many_messages_close_the_channels_of_receivers() {
    let stack = stack().await;
    stack.faults().change(|plan| {
        plan.limits.messages_per_second = Some(2);
        plan.realtime_delays.rate_tick_ms = Some(300);
    });
    let member = token(&stack, "jwt of member");
    let (mut sender, mut receiver) = (Socket::through_gateway(&stack).await, Socket::through_gateway(&stack).await);
    sender.join("room", "1", json!({"broadcast": {"ack": true}}), &member).await;
    receiver.join("room", "2", json!({}), &member).await;
    let mut number = 10;
    let mut speak_until_expelled = async |receiver: &mut Socket| {
        loop {
            number += 1;
            let said = json!({"type": "broadcast", "event": "x", "payload": {}});
            sender.push("room", "broadcast", "1", &number.to_string(), said).await;
            assert_eq!(sender.await_reply(&number.to_string()).await["status"], "ok", "the sender hears nothing of it");
            let frame = receiver.frame().await;
            if frame["event"] != "broadcast" {
                return frame;
            }
        }
    };
    for join_ref in ["2", "3"] {
        let system = speak_until_expelled(&mut receiver).await;
        assert_eq!(system["payload"]["message"], "Too many messages per second");
        let close = receiver.frame().await;
        assert_eq!((&close["event"], &close["ref"]), (&json!("phx_close"), &json!(join_ref)));
        receiver.join("room", "3", json!({}), &member).await;
    }
}
