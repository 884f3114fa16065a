//! Bad links: rows stay, the header tells the truth, nothing typed is lost and nothing arrives twice.

use super::Office;

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
    let home = std::sync::Arc::new(tempfile::tempdir().unwrap());
    let size = ratatui::layout::Size { width: 120, height: 40 };
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
