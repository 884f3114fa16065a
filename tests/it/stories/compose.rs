//! Writing well: what is offered behind a sign, undo, the preview, pastes, and drafts that know what they began from.

use super::Office;

const NEWEST: &str = "select content from comments order by created_at desc limit 1";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_completed_and_undo_gives_back_what_was_typed() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Same as #42");
    let title = office.ask("select title from incidents where incident_number = 'ACM-INC-0042'").await;
    dana.sees(&format!("INC-0042 {title}")).await;
    dana.do_keys("tab").await;
    assert_eq!(dana.model().compose().unwrap().text(), "Same as ACM-INC-0042 ");
    dana.do_keys("ctrl-_").await;
    assert_eq!(dana.model().compose().unwrap().text(), "Same as #42");
    dana.do_keys("ctrl-r").await;
    dana.type_text("I think.");
    dana.do_keys("alt-enter").await;
    dana.sees("Same as ACM-INC-0042 I think.").await;
    assert_eq!(office.ask(NEWEST).await, "<p>Same as ACM-INC-0042 I think.</p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_found_by_the_words_of_its_title() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    let named = "select problem_number || '|' || title from problems order by created_at limit 1";
    let named = office.ask(named).await;
    let (number, title) = named.split_once('|').unwrap();
    let words: Vec<&str> = title.split(' ').take(3).collect();
    dana.press("c");
    dana.type_text(&format!("#{}", words.join(" ").to_lowercase()));
    dana.settle().await.unwrap();
    assert!(dana.model().suggestions().iter().any(|offer| offer.puts == format!("{number} ")), "{}", dana.screen());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_shows_what_will_be_read_and_typing_goes_on() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Tell **@Lena Vogt**: `drain` first");
    dana.do_keys("enter").await;
    dana.type_text("- [ ] lb-1");
    dana.do_keys("ctrl-o").await;
    dana.sees("Tell @Lena Vogt: drain first").await;
    dana.sees("[ ] lb-1").await;
    assert!(!dana.screen().contains("**"), "{}", dana.screen());
    dana.type_text("0");
    dana.sees("- [ ] lb-10").await;
    dana.sees("Tell **@Lena Vogt**").await;
    dana.do_keys("alt-enter").await;
    dana.sees("Lena will see the mention").await;
    assert!(office.ask(NEWEST).await.contains("data-checked=\"false\"><p>lb-10</p>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paste_keeps_its_lines_and_one_that_is_too_long_is_refused_whole() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.paste("```\nGET\t/x\n  \u{1b}[31m502\n```");
    dana.settle().await.unwrap();
    dana.paste(&"x".repeat(300_000));
    dana.sees("200 kB is the most").await;
    dana.do_keys("alt-enter").await;
    dana.sees("502").await;
    assert_eq!(office.ask(NEWEST).await, "<pre><code>GET    /x\n  ␛[31m502</code></pre><p></p>");
}

/// Changes dana's newest comment as the web app would, behind her back.
const ELSEWHERE: &str = "update comments set content = '<p>Written in the browser</p>' where id = \
     (select id from comments where author_id = (select id from profiles where email = 'dana@acme.example') \
      order by created_at desc limit 1)";

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_correction_of_a_comment_changed_elsewhere_shows_both_before_anything_is_sent() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Pool drained");
    dana.do_keys("alt-enter").await;
    dana.sees("Pool drained").await;
    dana.do_keys("tab G e").await;
    dana.type_text(" at noon");
    dana.do_keys("esc").await;
    dana.sees("Kept as a draft").await;
    dana.do_keys("e").await;
    assert_eq!(dana.model().compose().unwrap().text(), "Pool drained at noon", "nothing happened meanwhile");
    dana.do_keys("esc").await;
    office.run(ELSEWHERE).await;
    dana.sees("Written in the browser").await;
    dana.do_keys("e").await;
    dana.sees("It says: Written in the browser").await;
    dana.sees("Your draft: Pool drained at noon").await;
    dana.do_keys("b").await;
    assert_eq!(dana.model().compose().unwrap().text(), "Written in the browser\n\nPool drained at noon");
    dana.do_keys("alt-enter").await;
    dana.sees("Comment changed.").await;
    assert_eq!(office.ask(NEWEST).await, "<p>Written in the browser</p><p>Pool drained at noon</p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_sent_after_the_comment_changed_elsewhere_writes_nothing_over() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("Pool drained");
    dana.do_keys("alt-enter").await;
    dana.sees("Pool drained").await;
    dana.do_keys("tab G e").await;
    dana.type_text(" at noon");
    office.run(ELSEWHERE).await;
    dana.sees("changed elsewhere meanwhile").await;
    dana.do_keys("alt-enter").await;
    dana.sees("Nothing was written. Correct it again to see both texts.").await;
    assert_eq!(office.ask(NEWEST).await, "<p>Written in the browser</p>");
    dana.do_keys("e").await;
    dana.sees("Your draft: Pool drained at noon").await;
    // That it was changed may have to wait until the refusal is read.
    dana.do_keys("d alt-enter").await;
    dana.sees("edited").await;
    assert_eq!(office.ask(NEWEST).await, "<p>Pool drained at noon</p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_was_left_is_marked_in_the_list_and_named_in_the_detail() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    assert!(!dana.screen().contains('✎'), "{}", dana.screen());
    dana.press("c");
    dana.type_text("Half a thought");
    dana.do_keys("esc").await;
    dana.sees("Half a thought  c goes on").await;
    let row = |desk: &super::Desk| desk.screen().lines().find(|line| line.contains('▌')).map(str::to_owned);
    assert!(row(&dana).is_some_and(|row| row.contains('✎')), "{}", dana.screen());
    dana.do_keys("c alt-enter").await;
    dana.sees("Half a thought").await;
    assert!(!dana.screen().contains('✎'), "{}", dana.screen());
}

#[tokio::test(flavor = "multi_thread")]
async fn correcting_a_persian_comment_keeps_what_spells_its_words() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.paste("می\u{200c}خواهم");
    dana.do_keys("alt-enter").await;
    dana.wait_until("the comment", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(office.ask(NEWEST).await, "<p>می\u{200c}خواهم</p>");
    dana.do_keys("tab G e").await;
    dana.type_text(" ok");
    dana.do_keys("alt-enter").await;
    dana.sees("Comment changed.").await;
    assert_eq!(office.ask(NEWEST).await, "<p>می\u{200c}خواهم ok</p>");
}
