//! Bad links: rows stay, the header tells the truth, nothing typed is lost and nothing arrives twice.

use super::Office;
use antops::domain::live::{Kind, LiveState};
use ratatui::layout::Size;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn when_realtime_and_then_rest_go_and_come_back_rows_stay_and_a_comment_arrives_exactly_once() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    let rows = dana.model().rows.incidents.len();
    office.stack.faults().change(|plan| {
        plan.realtime.refuse = true;
        plan.cut_sockets = true;
    });
    office.stack.faults().cut_sockets();
    dana.sees("POLL").await;
    office.stack.faults().change(|plan| plan.rest.refuse = true);
    dana.press("r");
    dana.sees("OFFLINE").await;
    assert_eq!(dana.model().rows.incidents.len(), rows, "a failed fetch is no empty list");
    dana.press("c");
    dana.type_text("Written on a dead link");
    dana.press("alt-enter");
    dana.sees("kept and tried again").await;
    dana.sees("Written on a dead link").await;
    assert_eq!(office.ask("select count(*) from comments where content like '%dead link%'").await, "0");
    office.stack.faults().change(|plan| plan.rest.refuse = false);
    dana.wait_until("the deed judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(office.ask("select count(*) from comments where content like '%dead link%'").await, "1");
    office.stack.faults().clear();
    dana.press("r");
    dana.sees("LIVE").await;
    assert_eq!(office.ask("select count(*) from comments where content like '%dead link%'").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_does_not_make_a_second_comment() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Said once");
    // The insert happens; its answer breaks off on the way.
    office.stack.faults().change(|plan| {
        plan.rest.truncate = true;
        plan.rest.times = Some(1);
    });
    dana.do_keys("alt-enter").await;
    dana.wait_until("the deed judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(office.ask("select count(*) from comments where content like '%Said once%'").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_outside_the_publication_is_polled_and_the_header_says_so() {
    let office = Office::open().await;
    office.stack.faults().change(|plan| plan.publication_without_tables = true);
    let home = Arc::new(tempfile::tempdir().unwrap());
    let size = Size { width: 120, height: 40 };
    let mut dana = office.desk_at("dana", home, size).await;
    dana.sees("POLL 15s").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_with_a_page_of_html_does_not_empty_the_list() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let rows = dana.model().incidents.list.order().len();
    office.stack.faults().change(|plan| {
        plan.rest.html = true;
        plan.rest.status = Some(502);
    });
    dana.press("r");
    dana.sees("STALE").await;
    assert_eq!(dana.model().incidents.list.order().len(), rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_rows_has_a_truth_of_its_own_and_the_reason_is_one_key_away() {
    let office = Office::open().await;
    office.run("alter publication supabase_realtime drop table notifications").await;
    let home = Arc::new(tempfile::tempdir().unwrap());
    let size = Size { width: 120, height: 40 };
    let mut dana = office.desk_at("dana", home, size).await;
    dana.sees("LIVE").await;
    dana.wait_until("the refusal", |desk| {
        matches!(desk.model().live.state(Kind::Notifications), LiveState::Refused { .. })
    })
    .await
    .unwrap();
    assert!(dana.screen().contains("LIVE"), "the incidents arrive by themselves");
    dana.do_keys("6").await;
    dana.sees("POLL 15s").await;
    dana.do_keys("U").await;
    dana.sees("How fresh").await;
    dana.sees("alter publication supabase_realtime add table").await;
    dana.do_keys("esc 1").await;
    assert!(dana.screen().lines().next().unwrap().contains("LIVE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_while_realtime_restarted_is_in_the_feed_afterwards() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    let say = |words: &str| {
        format!(
            "insert into comments (organization_id, author_id, incident_id, content) select i.organization_id, i.created_by, i.id, '<p>{words}</p>' \
             from incidents i where incident_number = 'ACM-INC-0042'"
        )
    };
    office.stack.realtime().restart();
    office.run(&say("said in the dark")).await;
    dana.sees("said in the dark").await;
    dana.sees("LIVE").await;
    office.stack.realtime().disconnect_all();
    office.run(&say("and once more")).await;
    dana.sees("and once more").await;
    dana.sees("LIVE").await;
    office.stack.realtime().crash("realtime:antops:comments");
    office.run(&say("and with a crash")).await;
    dana.sees("and with a crash").await;
    dana.live().await;
    office.run(&say("and as usual")).await;
    dana.sees("and as usual").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_crowded_is_polled_and_says_so() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    office.stack.faults().change(|plan| plan.realtime.status = Some(429));
    office.stack.faults().cut_sockets();
    dana.wait_until("the refusal", |desk| {
        matches!(desk.model().live.state(Kind::Incidents), LiveState::Down { reason } if reason.contains("rate limit"))
    })
    .await
    .unwrap();
    dana.sees("POLL 15s").await;
    office.run("update incidents set title = 'Asked for in between' where incident_number = 'ACM-INC-0042'").await;
    dana.press("r");
    dana.sees("Asked for in between").await;
    dana.press("U");
    dana.sees("rate limit exceeded").await;
}
