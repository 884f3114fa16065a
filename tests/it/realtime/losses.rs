//! Changes that are lost without a sign: there is no replay, neither before the subscription nor across an outage.

use antops::stack::Server;
use serde_json::json;

use super::client::Socket;
use super::scene::{comment, sql, stack, stack_on, token};

fn id(number: u32) -> String {
    format!("c0000000-0000-4000-8000-{number:012}")
}

#[tokio::test]
async fn what_is_committed_before_the_system_message_never_arrives() {
    let stack = stack().await;
    stack.faults().change(|plan| plan.realtime_delays.subscribe_ms = Some(300));
    let mut socket = Socket::through_gateway(&stack).await;
    let config = json!({"postgres_changes": [{"event": "*", "schema": "public", "table": "comments"}]});
    socket.join("early", "1", config, &token(&stack, "jwt of member")).await;
    sql(&stack, &comment(&id(1), "before")).await;
    assert_eq!(socket.frame().await["event"], "system");
    sql(&stack, &comment(&id(2), "after")).await;
    assert_eq!(socket.frame().await["payload"]["data"]["record"]["content"], "after");
}

#[tokio::test]
async fn a_lost_database_connection_is_invisible_and_later_changes_arrive() {
    let stack = stack().await;
    let mut socket = Socket::through_gateway(&stack).await;
    socket.watch_comments("gap", &token(&stack, "jwt of member"), None).await;
    sql(
        &stack,
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    )
    .await;
    // The first frame is a change: nothing told of the loss. How many came before it is not promised.
    let mut number = 0;
    let arrived = loop {
        number += 1;
        sql(&stack, &comment(&id(number), "after")).await;
        let patience = std::time::Duration::from_millis(100);
        if let Ok(frame) = tokio::time::timeout(patience, socket.frame()).await {
            break frame;
        }
    };
    assert_eq!(arrived["event"], "postgres_changes");
}

#[tokio::test]
async fn a_join_while_the_database_is_away_is_refused() {
    let stack = stack_on(Server::Private).await;
    let member = token(&stack, "jwt of member");
    let mut socket = Socket::through_gateway(&stack).await;
    socket.watch_comments("one", &member, None).await;
    let admin = stack.database().admin().await.unwrap();
    let away = "alter role postgres nologin; alter role authenticator nologin;
                select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'";
    admin.batch_execute(away).await.unwrap();
    let config = json!({"postgres_changes": [{"event": "*", "schema": "public", "table": "comments"}]});
    let reply = socket.join("two", "2", config, &member).await;
    assert_eq!(
        reply["response"]["reason"],
        "UnableToConnectToProject: Realtime was unable to connect to the project database"
    );
    socket.send(json!({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": "3"}).to_string()).await;
    assert_eq!(socket.await_reply("3").await["status"], "ok", "the socket lives on");
    admin.batch_execute("alter role postgres login; alter role authenticator login").await.unwrap();
    drop(admin);
    let mut number = 10;
    let arrived = loop {
        number += 1;
        sql(&stack, &comment(&id(number), "after")).await;
        let patience = std::time::Duration::from_millis(100);
        if let Ok(frame) = tokio::time::timeout(patience, socket.frame()).await {
            break frame;
        }
    };
    assert_eq!(arrived["topic"], "realtime:one");
}
