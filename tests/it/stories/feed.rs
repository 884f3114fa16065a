//! The feed: what happens arrives, is read, narrowed, answered and followed back.

use super::{Desk, Office};
use antops::app::panes::Pane;
use antops::app::panes::feed::folding::Row;
use antops::domain::live::Kind;

/// Somebody says something on an incident, behind everybody's back.
async fn say(office: &Office, who: &str, number: &str, words: &str) {
    let sql = format!(
        "insert into comments (organization_id, author_id, incident_id, content) \
         select i.organization_id, p.id, i.id, '<p>{words}</p>' from incidents i, profiles p \
         where i.incident_number = 'ACM-INC-{number}' and p.email = '{who}@acme.example'"
    );
    office.run(&sql).await;
}

/// The comments the feed knows.
fn comments(desk: &Desk) -> usize {
    let feed = &desk.model().feed;
    let keys = feed.list.order().iter().filter_map(|row| feed.folded(*row)).flat_map(|folded| folded.keys.clone());
    keys.filter_map(|key| feed.entry(key))
        .filter(|entry| matches!(entry.what, antops::domain::happening::What::Said { .. }))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_arrives_at_the_foot_of_the_feed_below_a_line() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    assert_eq!(dana.model().feed.unread, 0, "whoever comes for the first time has missed nothing");
    say(&office, "omar", "0042", "5xx down to 3 percent").await;
    dana.wait_until("the count", |desk| desk.model().feed.unread == 1).await.unwrap();
    dana.sees("Feed 1").await;
    dana.do_keys("5").await;
    dana.sees("1 new").await;
    dana.sees("5xx down to 3 percent").await;
    office
        .run("update incidents set status = 'resolved', resolved_at = now() where incident_number = 'ACM-INC-0040'")
        .await;
    dana.sees("resolved ← open").await;
    let sql = "insert into problems (organization_id, created_by, title, description) select organization_id, id, 'Workers leak', '<p>x</p>' from profiles where email = 'mia@acme.example'";
    office.run(sql).await;
    dana.sees("Workers leak").await;
    // Further up, nothing moves under one's eyes.
    dana.do_keys("k k k k").await;
    let selected = dana.model().feed.list.selected();
    say(&office, "mia", "0042", "Tickets slow down").await;
    dana.sees("new below").await;
    assert_eq!(dana.model().feed.list.selected(), selected);
    dana.do_keys(".").await;
    let at = dana.model().feed.list.cursor();
    assert_eq!(dana.model().feed.list.order().get(at - 1), Some(&Row::New));
    dana.do_keys("G j").await;
    assert_eq!(dana.model().feed.unread, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_feed_to_the_record_and_back_and_one_answers_in_place() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    say(&office, "omar", "0042", "Workers 1 to 4 are done").await;
    dana.sees("Workers 1 to 4 are done").await;
    dana.do_keys("G").await;
    dana.press("c");
    dana.type_text("And worker 5?");
    dana.do_keys("alt-enter").await;
    dana.sees("And worker 5?").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    let held = "select count(*) from comments c join incidents i on i.id = c.incident_id where i.incident_number = 'ACM-INC-0042' and c.content like '%And worker 5?%'";
    assert_eq!(office.ask(held).await, "1");
    dana.do_keys("G enter").await;
    assert_eq!(dana.model().pane, Pane::Incidents);
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0042");
    dana.do_keys("esc").await;
    assert_eq!(dana.model().pane, Pane::Feed);
    assert!(dana.model().feed.is_following(), "where one was");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_goes_back_page_by_page_to_the_first_comment_there_is() {
    let office = Office::open().await;
    // More than three pages, one comment a minute, before everything else.
    office
        .run(
            "insert into comments (organization_id, author_id, incident_id, content, created_at, updated_at) \
             select i.organization_id, p.id, i.id, '<p>old ' || n || '</p>', now() - interval '400 days' + n * interval '1 hour', now() - interval '400 days' \
             from incidents i, profiles p, generate_series(1, 350) n where i.incident_number = 'ACM-INC-0042' and p.email = 'mia@acme.example'",
        )
        .await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    let own = "select count(*) from comments where organization_id = (select organization_id from profiles where email = 'dana@acme.example')";
    let all: usize = office.ask(own).await.parse().unwrap();
    let mut pages = 0;
    while dana.model().feed.reaches_back() {
        let before = dana.model().feed.len();
        dana.do_keys("g").await;
        pages += 1;
        assert!(dana.model().feed.len() > before || !dana.model().feed.reaches_back(), "each page brings something");
        assert!(pages < 20);
    }
    assert!(pages > 3, "{pages} pages");
    assert_eq!(comments(&dana), all, "every comment the database holds, and none twice");
    dana.do_keys("g").await;
    dana.sees("all there is").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_narrowed_by_who_what_and_which_service() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    say(&office, "omar", "0042", "Restarting worker 5").await;
    dana.do_keys("5").await;
    dana.press("/");
    dana.type_text("by:omar what:comm");
    dana.press("tab");
    dana.sees("what:comment").await;
    dana.do_keys("enter").await;
    let feed = &dana.model().feed;
    let shown: Vec<_> = feed.list.order().iter().filter_map(|row| feed.last_of(*row)).collect();
    let omar = office.ask("select id from profiles where email = 'omar@acme.example'").await;
    assert!(!shown.is_empty() && shown.iter().all(|entry| entry.who.is_some_and(|who| who.to_string() == omar)));
    dana.press("/ ctrl-u");
    dana.type_text("service:edge-eu worker 5");
    dana.do_keys("enter").await;
    dana.sees("Restarting worker 5").await;
    dana.press("/ ctrl-u");
    dana.type_text("status:open");
    dana.sees("cannot be asked of the feed").await;
    dana.do_keys("esc").await;
    dana.do_keys("backspace").await;
    assert!(dana.model().feed.filter_text.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_row_that_opens() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    let before = dana.model().feed.list.order().len();
    office
        .run(
            "update incidents set status = 'resolved', resolved_at = now(), updated_at = now() where status in ('open', 'investigating') \
             and organization_id = (select organization_id from profiles where email = 'dana@acme.example')",
        )
        .await;
    dana.sees("incidents resolved").await;
    dana.wait_until("all of them", |desk| desk.model().rows.incidents.values().all(|row| !row.status.is_active()))
        .await
        .unwrap();
    dana.settle().await.unwrap();
    let after = dana.model().feed.list.order().len();
    assert!(after <= before + 4, "{before} rows became {after}");
    dana.do_keys("G space").await;
    assert!(dana.model().feed.list.order().len() > after + 10);
    dana.do_keys("space").await;
    assert_eq!(dana.model().feed.list.order().len(), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_comments_at_once_are_one_row() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    let before = dana.model().feed.list.order().len();
    office
        .run(
            "insert into comments (organization_id, author_id, incident_id, content) \
             select i.organization_id, i.created_by, i.id, '<p>flood ' || n || '</p>' \
             from generate_series(1, 1000) n join lateral (select * from incidents where incident_number = 'ACM-INC-00' || (31 + n % 10)) i on true",
        )
        .await;
    dana.sees("1000 comments").await;
    dana.settle().await.unwrap();
    let rows = dana.model().feed.list.order().len();
    assert!(rows < before + 6, "{before} rows became {rows}");
    // Whoever reads is not moved, and a key is answered.
    dana.do_keys("g").await;
    let top = dana.screen().lines().nth(4).unwrap().to_owned();
    office.run("update incidents set title = 'Later' where incident_number = 'ACM-INC-0042'").await;
    dana.do_keys("r").await;
    assert_eq!(dana.screen().lines().nth(4).unwrap(), top);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_web_app_changes_without_a_word_of_when_is_news_at_the_foot_of_the_feed() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    dana.do_keys("1").await;
    // As the web app writes: no time stamp of the row changes.
    office.run("update incidents set status = 'investigating', priority = 'critical', auto_priority = false where incident_number = 'ACM-INC-0036'").await;
    dana.wait_until("both", |desk| desk.model().feed.unread == 2).await.unwrap();
    dana.do_keys("5").await;
    let text = dana.screen();
    let foot: Vec<&str> = text.lines().filter(|line| line.contains("INC-0036")).collect();
    assert!(foot.iter().any(|line| line.contains("investigating")), "{text}");
    assert!(foot.iter().any(|line| line.contains("raised to critical")), "{text}");
}

/// So many comments at once, from now on.
async fn flood(office: &Office, many: u32, words: &str) {
    let sql = format!(
        "insert into comments (organization_id, author_id, incident_id, content, created_at) \
         select i.organization_id, i.created_by, i.id, '<p>{words} ' || n || '</p>', clock_timestamp() from generate_series(1, {many}) n \
         join incidents i on incident_number = 'ACM-INC-0042'"
    );
    office.run(&sql).await;
}

/// Whether the feed holds every comment since the oldest it holds.
async fn is_whole(office: &Office, desk: &Desk) -> bool {
    let ours = desk.model().feed.comments();
    let oldest = ours.iter().map(|(at, _)| *at).min().unwrap();
    let acme = "organization_id = (select organization_id from profiles where email = 'dana@acme.example')";
    let sql = format!("select count(*) from comments where {acme} and created_at >= '{oldest}'");
    office.ask(&sql).await == ours.len().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_stays_so_when_the_link_comes_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    flood(&office, 150, "unread").await;
    dana.wait_until("all of them", |desk| desk.model().feed.unread == 150).await.unwrap();
    office.stack.realtime().crash("realtime:antops:comments");
    dana.wait_until("the crash", |desk| !desk.model().live.is_live(Kind::Comments)).await.unwrap();
    dana.live().await;
    assert_eq!(dana.model().feed.unread, 150);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_back_while_the_link_is_down_misses_nothing_afterwards() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("5").await;
    dana.do_keys("k k").await;
    office.stack.faults().change(|plan| plan.realtime.refuse = true);
    office.stack.realtime().disconnect_all();
    dana.wait_until("the end", |desk| !desk.model().live.is_live(Kind::Comments)).await.unwrap();
    flood(&office, 150, "in the dark").await;
    office.stack.faults().clear();
    dana.live().await;
    let known = dana.model().feed.comments().len();
    flood(&office, 1, "in the light").await;
    dana.wait_until("the newest", |desk| desk.model().feed.comments().len() == known + 1).await.unwrap();
    assert!(is_whole(&office, &dana).await);
}
