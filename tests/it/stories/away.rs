//! Since one looked: what others changed is marked field by field, what calls one comes first, and whoever was away is told in one line.

use super::{Desk, Office, open_project};
use antops::app::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A comment of Omar's that mentions Dana.
fn call(number: &str, text: &str) -> String {
    format!(
        "insert into comments (organization_id, author_id, incident_id, content, mentions) \
         select i.organization_id, o.id, i.id, '<p>{text}</p>', jsonb_build_array(d.id) from incidents i, profiles o, profiles d \
         where i.incident_number = 'ACM-INC-{number}' and o.email = 'omar@acme.example' and d.email = 'dana@acme.example'"
    )
}

fn change(number: &str, set: &str) -> String {
    format!("update incidents set {set}, updated_at = now() where incident_number = 'ACM-INC-{number}'")
}

/// The files of this name below a folder.
fn files(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match () {
            () if path.is_dir() => files(&path, name),
            () if path.file_name().is_some_and(|found| found == name) => vec![path],
            () => vec![],
        })
        .collect()
}

/// Leaves, and makes the rows kept for the next start so much older.
async fn leave(mut desk: Desk, hours: i64) -> Arc<tempfile::TempDir> {
    desk.press("q");
    desk.wait_until("the end", antops::runtime::Driver::has_ended).await.unwrap();
    let home = Arc::clone(&desk.home);
    drop(desk);
    for path in files(home.path(), "cache.json") {
        let mut kept: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let at = kept.pointer_mut("/what/at").expect("when the rows were true");
        let before: Timestamp = at.as_str().unwrap().parse().unwrap();
        *at = Value::from((before - SignedDuration::from_hours(hours)).to_string());
        std::fs::write(&path, serde_json::to_vec(&kept).unwrap()).unwrap();
    }
    home
}

async fn come_back(office: &Office, home: Arc<tempfile::TempDir>) -> Desk {
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let size = Size { width: 200, height: 50 };
    let mut desk = Desk::start(Some(project), home, size, &Settings::default()).await;
    desk.sees("LIVE").await;
    desk.settle().await.unwrap();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn what_calls_me_comes_first_and_changed_fields_are_marked_until_i_move_on() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("backspace").await;
    office.run(&change("0044", "status = 'investigating', tags = '{web,urgent}'")).await;
    office.run(&call("0036", "Dana, can you look?")).await;
    dana.wait_until("two unseen", |desk| desk.model().incidents.unseen.ids().len() == 2).await.unwrap();
    dana.sees("@M").await;
    dana.do_keys(".").await;
    dana.sees("a comment mentions you").await;
    assert_eq!(dana.model().selected_incident().unwrap().short_name(), "INC-0036");
    dana.do_keys(".").await;
    assert_eq!(dana.model().selected_incident().unwrap().short_name(), "INC-0044");
    dana.sees("investigating ← open").await;
    dana.sees("tags +urgent").await;
    assert!(dana.model().incidents.unseen.is_empty());
    dana.do_keys("k j").await;
    assert!(!dana.screen().contains("← open"), "{}", dana.screen());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_i_do_myself_is_never_news() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let mut omar = office.desk("omar").await;
    dana.go_to("0043").await;
    dana.do_keys("a").await;
    dana.sees("Took ACM-INC-0043.").await;
    assert!(!dana.screen().contains("← open"), "{}", dana.screen());
    dana.press("c");
    dana.type_text("Mine.");
    dana.do_keys("alt-enter").await;
    // Whoever looks before the comment is there sees it come, and then it is no news.
    omar.wait_until("both changes and the comment", |desk| {
        let unseen = &desk.model().incidents.unseen;
        unseen.ids().len() == 1 && unseen.all().all(|news| news.comments == 1)
    })
    .await
    .unwrap();
    dana.do_keys("backspace j").await;
    assert!(dana.model().incidents.unseen.is_empty());
    omar.do_keys(".").await;
    omar.sees("investigating ← open").await;
    omar.sees("Dana Petrov ← nobody").await;
    omar.sees("1 new comment").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_away_is_told_in_one_line_and_comma_lists_it() {
    let office = Office::open().await;
    office.run("delete from comments").await;
    let home = leave(office.desk("dana").await, 8).await;
    office.run(&change("0040", "status = 'resolved', resolved_at = now()")).await;
    office.run(&call("0036", "Dana, can you look?")).await;
    office
        .run(
            "insert into incidents (organization_id, incident_number, title, description, created_by, criticality, urgency) \
             select organization_id, 'ACM-INC-0090', 'Payments are down', '', id, 'critical', 'critical' from profiles where email = 'omar@acme.example'",
        )
        .await;
    let mut dana = come_back(&office, home).await;
    dana.sees("While you were away (8 h): 1 new, 1 resolved").await;
    let notice = dana.model().notice.as_ref().unwrap().text.clone();
    assert!(notice.contains("1 mentions you") && notice.ends_with(", shows them."), "{notice}");
    assert!(dana.model().layers.is_empty(), "it is a line and takes no key");
    dana.do_keys(",").await;
    dana.sees("Since you looked").await;
    let screen = dana.screen();
    let place = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text} in\n{screen}"));
    assert!(place("for you   INC-0036") < place("new       INC-0090"), "{screen}");
    assert!(place("new       INC-0090") < place("resolved  INC-0040"), "{screen}");
    dana.do_keys("j enter").await;
    assert_eq!(dana.model().selected_incident().unwrap().short_name(), "INC-0090");
    dana.sees("Payments are down").await;
    dana.do_keys(",").await;
    assert!(!dana.screen().contains("new       INC-0090"), "what was looked at is off the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quick_restart_forgets_nothing_and_says_nothing() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("backspace").await;
    office.run(&change("0044", "status = 'investigating'")).await;
    office.run(&call("0036", "Dana, can you look?")).await;
    dana.wait_until("two unseen", |desk| desk.model().incidents.unseen.ids().len() == 2).await.unwrap();
    let home = leave(dana, 0).await;
    let mut again = come_back(&office, home).await;
    assert_eq!(again.model().incidents.unseen.ids().len(), 2);
    assert!(again.model().notice.is_none(), "{:?}", again.model().notice);
    again.do_keys(". .").await;
    again.sees("investigating ← open").await;
    again.do_keys(",").await;
    again.sees("Nothing new since you looked.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_were_missed_on_a_dead_link_are_noticed_when_it_is_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    office.stack.faults().change(|plan| {
        plan.realtime.refuse = true;
        plan.cut_sockets = true;
        plan.rest.refuse = true;
    });
    office.stack.faults().cut_sockets();
    dana.press("r");
    dana.sees("OFFLINE").await;
    office.run(&call("0036", "Dana, can you look?")).await;
    office.stack.faults().clear();
    dana.press("backspace r");
    dana.sees("LIVE").await;
    dana.wait_until("the call", |desk| !desk.model().incidents.unseen.is_empty()).await.unwrap();
    dana.do_keys(".").await;
    assert_eq!(dana.model().selected_incident().unwrap().short_name(), "INC-0036");
}
