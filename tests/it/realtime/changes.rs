//! Row changes beyond the recordings: every operator of filters, wild cards, order, and many rows for many sockets.

use serde_json::{Value, json};

use super::client::Socket;
use super::scene::{comment, sql, stack, token};

fn id(number: u32) -> String {
    format!("c0000000-0000-4000-8000-{number:012}")
}

#[tokio::test]
async fn each_operator_of_a_filter_lets_its_rows_pass() {
    let stack = stack().await;
    let member = token(&stack, "jwt of member");
    for (filter, expected) in [
        ("content=eq.b", vec!["b"]),
        ("content=neq.b", vec!["a", "c"]),
        ("content=lt.b", vec!["a"]),
        ("content=lte.b", vec!["a", "b"]),
        ("content=gt.b", vec!["c"]),
        ("content=gte.b", vec!["b", "c"]),
        ("content=in.(a,c)", vec!["a", "c"]),
    ] {
        let mut socket = Socket::through_gateway(&stack).await;
        let binding =
            |filter: &str| json!({"event": "INSERT", "schema": "public", "table": "comments", "filter": filter});
        // The second binding makes the end heard.
        let config = json!({"postgres_changes": [binding(filter), binding("content=eq.end")]});
        socket.join("filters", "1", config, &member).await;
        assert_eq!(socket.frame().await["payload"]["status"], "ok", "{filter}");
        sql(&stack, "delete from comments").await;
        for (number, content) in (1..).zip(["a", "b", "c"]) {
            sql(&stack, &comment(&id(number), content)).await;
        }
        sql(&stack, &comment(&id(9), "end")).await;
        let mut passed = Vec::new();
        loop {
            let content = socket.frame().await["payload"]["data"]["record"]["content"].as_str().unwrap().to_owned();
            if content == "end" {
                break;
            }
            passed.push(content);
        }
        // "end" itself passes some of the filters, at the same event.
        assert_eq!(passed, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_binding_on_every_table_hears_of_those_in_the_publication_only() {
    let stack = stack().await;
    let mut socket = Socket::through_gateway(&stack).await;
    let config = json!({"postgres_changes": [{"event": "*", "schema": "public", "table": "*"}]});
    socket.join("all", "1", config, &token(&stack, "jwt of member")).await;
    assert_eq!(socket.frame().await["payload"]["status"], "ok");
    sql(&stack, "update profiles set full_name = 'Alice A.'").await;
    sql(&stack, &comment(&id(1), "hello")).await;
    assert_eq!(socket.frame().await["payload"]["data"]["table"], "comments");
}

#[tokio::test]
async fn a_table_added_to_the_publication_is_heard_of_without_a_restart() {
    let stack = stack().await;
    sql(&stack, "alter publication supabase_realtime add table problems").await;
    let mut socket = Socket::through_gateway(&stack).await;
    let config = json!({"postgres_changes": [{"event": "INSERT", "schema": "public", "table": "problems"}]});
    socket.join("problems", "1", config, &token(&stack, "jwt of member")).await;
    assert_eq!(socket.frame().await["payload"]["status"], "ok");
    sql(
        &stack,
        "insert into problems(organization_id,title,description,created_by) values
         ('aaaaaaaa-0000-4000-8000-000000000001','P','d','a11ce000-0000-4000-8000-000000000001')",
    )
    .await;
    assert_eq!(socket.frame().await["payload"]["data"]["record"]["title"], "P");
}

#[tokio::test]
async fn what_a_change_sets_off_comes_after_it() {
    let stack = stack().await;
    let member = token(&stack, "jwt of member");
    let mut socket = Socket::through_gateway(&stack).await;
    let tables = ["incidents", "comments"].map(|table| json!({"event": "DELETE", "schema": "public", "table": table}));
    sql(&stack, &comment(&id(1), "goes with its incident")).await;
    socket.join("cascade", "1", json!({"postgres_changes": tables}), &member).await;
    assert_eq!(socket.frame().await["payload"]["status"], "ok");
    sql(&stack, "delete from incidents where id = '11111111-0000-4000-8000-000000000001'").await;
    let mut heard = Vec::new();
    for _ in 0..2 {
        heard.push(socket.frame().await["payload"]["data"]["table"].clone());
    }
    assert_eq!(heard, [json!("incidents"), json!("comments")]);
}

#[tokio::test]
async fn a_thousand_rows_reach_twenty_sockets_complete_and_in_order() {
    let stack = stack().await;
    let mut sockets = Vec::new();
    for number in 0..20 {
        // Twenty sockets of two users: rows are judged per user, not per socket.
        let user = if number % 2 == 0 { "jwt of member" } else { "new jwt of member" };
        let mut socket = Socket::through_gateway(&stack).await;
        let filter = Some("organization_id=eq.aaaaaaaa-0000-4000-8000-000000000001");
        socket.watch_comments("many", &token(&stack, user), filter).await;
        sockets.push(socket);
    }
    let rows = "insert into comments(organization_id,content,author_id,incident_id)
                select 'aaaaaaaa-0000-4000-8000-000000000001', n::text, 'a11ce000-0000-4000-8000-000000000001',
                       '11111111-0000-4000-8000-000000000001' from generate_series(1, 1000) n";
    sql(&stack, rows).await;
    for socket in &mut sockets {
        for number in 1..=1000 {
            let frame = socket.frame().await;
            let content: &Value = &frame["payload"]["data"]["record"]["content"];
            assert_eq!(content, &json!(number.to_string()));
        }
    }
}
