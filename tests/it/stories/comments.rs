//! Talking: comments, mentions, corrections, drafts, the editor.

use super::{Desk, Office, open_project};
use antops::app::settings::Settings;
use ratatui::layout::Size;
use std::sync::Arc;

const NEWEST: &str = "select content from comments order by created_at desc limit 1";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_with_a_mention_is_written_as_the_web_app_reads_it() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("On it. @lena");
    dana.sees("Lena Vogt").await;
    dana.do_keys("tab").await;
    dana.type_text("can you check <pg-eu-2> & co?");
    dana.do_keys("alt-enter").await;
    dana.sees("Lena will see the mention").await;
    let lena = office.ask("select id from profiles where email = 'lena@acme.example'").await;
    let expected = format!(
        "<p>On it. <span data-type=\"mention\" data-id=\"{lena}\" data-label=\"Lena Vogt\">@Lena Vogt</span> can you check &lt;pg-eu-2&gt; &amp; co?</p>"
    );
    assert_eq!(office.ask(NEWEST).await, expected);
    assert_eq!(
        office.ask("select mentions::text from comments order by created_at desc limit 1").await,
        format!("[\"{lena}\"]")
    );
    dana.sees("can you check <pg-eu-2> & co?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_suggestion_can_be_chosen() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("@");
    dana.settle().await.unwrap();
    let second = dana.model().suggestions()[1].label.clone();
    dana.do_keys("ctrl-n tab").await;
    assert_eq!(dana.model().compose().unwrap().text(), format!("{second} "));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_comment_is_corrected_and_deleted_and_somebody_elses_is_not() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Looks like the pool agian");
    dana.do_keys("alt-enter").await;
    dana.sees("Looks like the pool agian").await;
    dana.do_keys("tab G e").await;
    for _ in 0.."agian".len() {
        dana.press("backspace");
    }
    dana.type_text("again");
    dana.do_keys("alt-enter").await;
    dana.sees("Looks like the pool again").await;
    assert_eq!(office.ask(NEWEST).await, "<p>Looks like the pool again</p>");
    dana.do_keys("D").await;
    dana.sees("Delete your comment?").await;
    dana.do_keys("y").await;
    dana.sees("Comment deleted.").await;
    assert_eq!(office.ask("select count(*) from comments where content like '%pool again%'").await, "0");
    dana.do_keys("g e").await;
    dana.sees("may change what they wrote").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_found_again_by_the_next_process() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Half a thought about the edge");
    dana.settle().await.unwrap();
    let home = Arc::clone(&dana.home);
    drop(dana); // as kill -9 does: nothing is said to anybody
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let mut again = Desk::start(Some(project), home, Size { width: 120, height: 40 }, &Settings::default()).await;
    again.sees("LIVE").await;
    again.go_to("0042").await;
    again.do_keys("c").await;
    assert_eq!(again.model().compose().unwrap().text(), "Half a thought about the edge");
    again.do_keys("esc").await;
    assert!(again.model().layers.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_takes_the_text_and_gives_it_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.set_editor(|text| Ok(Some(format!("{text}\n\n- first\n- second"))));
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Two things:");
    dana.do_keys("ctrl-e").await;
    dana.do_keys("alt-enter").await;
    dana.sees("second").await;
    let written = office.ask(NEWEST).await;
    assert!(written.contains("<li>") && written.contains("Two things:"), "{written}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_deleted_while_one_was_away_is_gone_when_one_comes_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    office
        .run(
            "insert into comments (organization_id, author_id, incident_id, content) \
             select i.organization_id, p.id, i.id, '<p>To be taken back</p>' from incidents i, profiles p \
             where i.incident_number = 'ACM-INC-0042' and p.email = 'omar@acme.example'",
        )
        .await;
    dana.sees("To be taken back").await;
    dana.press("q");
    dana.wait_until("the end", antops::runtime::Driver::has_ended).await.unwrap();
    let home = Arc::clone(&dana.home);
    drop(dana);
    office.run("delete from comments where content like '%To be taken back%'").await;
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let size = Size { width: 200, height: 50 };
    let mut again = Desk::start(Some(project), home, size, &Settings::default()).await;
    again.wait_until("the rows of the disk", |desk| !desk.model().rows.timelines.is_empty()).await.unwrap();
    again.sees("LIVE").await;
    again.go_to("0042").await;
    again.wait_until("the timeline as it is", |desk| !desk.screen().contains("To be taken back")).await.unwrap();
}
