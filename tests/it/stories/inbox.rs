//! The inbox: what one is told, marking it read with the database's truth, going to what it is about, and the bell.

use super::{Desk, Office, open_project};
use antops::app::bell::{BellSettings, Rings, Sound};
use antops::app::panes::Pane;
use antops::app::settings::Settings;
use antops::ports::SignIn;
use ratatui::layout::Size;
use secrecy::SecretString;
use std::sync::Arc;

/// How many of somebody's the database holds as unread, in both tables.
async fn unread(office: &Office, who: &str) -> usize {
    let of = |table: &str, column: &str| {
        format!(
            "(select count(*) from {table} where {column} is not true and user_id = (select id from profiles where email = '{who}@acme.example'))"
        )
    };
    let sql = format!("{} + {}", of("notifications", "read"), of("comment_notifications", "is_read"));
    office.ask(&sql).await.parse().unwrap()
}

/// Somebody mentions Dana on an incident, behind everybody's back.
async fn mention(office: &Office, words: &str) {
    let sql = format!(
        "insert into comments (organization_id, author_id, incident_id, content, mentions) \
         select i.organization_id, o.id, i.id, '<p>{words}</p>', jsonb_build_array(d.id) from incidents i, profiles o, profiles d \
         where i.incident_number = 'ACM-INC-0042' and o.email = 'omar@acme.example' and d.email = 'dana@acme.example'"
    );
    office.run(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dana_reads_what_she_is_told_and_the_database_says_so() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let before = unread(&office, "dana").await;
    assert!(before > 0, "the demo tells Dana something");
    assert_eq!(dana.model().inbox.unread, before);
    dana.do_keys("6").await;
    dana.sees("approved by").await;
    mention(&office, "Can you look at the pool?").await;
    dana.sees("Can you look at the pool?").await;
    assert_eq!(dana.model().inbox.unread, before + 1);
    dana.do_keys("r g").await;
    let first = dana.model().selected_notice().unwrap().clone();
    assert!(!dana.model().has_read(&first), "what is unread stands first");
    dana.do_keys("space").await;
    assert_eq!(unread(&office, "dana").await, before);
    let id = first.id;
    assert!(dana.model().rows.notices.get(id).unwrap().is_read, "as the database said");
    dana.do_keys(".").await;
    let next = dana.model().selected_notice().cloned();
    assert!(next.is_none_or(|next| next.id != id));
    // Read is not for ever.
    dana.do_keys("g space").await;
    assert_eq!(unread(&office, "dana").await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_inbox_to_the_record_and_back_and_it_is_read() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    mention(&office, "This one is yours").await;
    dana.do_keys("6").await;
    dana.sees("This one is yours").await;
    dana.do_keys("r g").await;
    let before = unread(&office, "dana").await;
    dana.do_keys("enter").await;
    assert_eq!(dana.model().pane, Pane::Incidents);
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0042");
    assert_eq!(unread(&office, "dana").await, before - 1);
    dana.do_keys("esc").await;
    assert_eq!(dana.model().pane, Pane::Inbox);
    // One answers where one reads.
    dana.press("c");
    dana.type_text("Taking it");
    dana.do_keys("alt-enter").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(office.ask("select count(*) from comments c join incidents i on i.id = c.incident_id where i.incident_number = 'ACM-INC-0042' and c.content like '%Taking it%'").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_read_at_once_and_what_is_put_away_stays_away_on_this_machine() {
    let office = Office::open().await;
    let home = Arc::new(tempfile::tempdir().unwrap());
    let size = Size { width: 120, height: 40 };
    let mut dana = office.desk_at("dana", Arc::clone(&home), size).await;
    dana.sees("LIVE").await;
    dana.settle().await.unwrap();
    dana.do_keys("6").await;
    let away = dana.model().selected_notice().unwrap().id;
    let before = unread(&office, "dana").await;
    dana.do_keys("x").await;
    assert_eq!(unread(&office, "dana").await, before - 1, "what is put away is read");
    assert!(!dana.model().inbox.list.order().contains(&away));
    dana.do_keys("M").await;
    assert_eq!(unread(&office, "dana").await, 0);
    assert_eq!(dana.model().inbox.unread, 0);
    dana.do_keys("]").await;
    dana.sees("Nothing is unread").await;
    dana.do_keys("]").await;
    assert_eq!(dana.model().inbox.list.order(), [away]);
    dana.quits().await;
    let count =
        "select count(*) from notifications n join profiles p on p.id = n.user_id where p.email = 'dana@acme.example'";
    assert_ne!(office.ask(count).await, "0", "the database keeps what is put away here");
    // The next antops on this machine knows it, too.
    let mut again = office.desk_at("dana", home, size).await;
    again.sees("LIVE").await;
    again.settle().await.unwrap();
    again.do_keys("6").await;
    assert!(!again.model().inbox.list.order().contains(&away));
    again.do_keys("v 3").await;
    assert_eq!(again.model().inbox.list.order(), [away]);
    again.do_keys("x").await;
    again.do_keys("v 1").await;
    assert!(again.model().inbox.list.order().contains(&away));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_meets_a_dead_link_arrives_when_it_is_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let before = unread(&office, "dana").await;
    dana.do_keys("6").await;
    office.stack.faults().change(|plan| plan.rest.refuse = true);
    dana.do_keys("space").await;
    dana.sees("kept and tried again").await;
    assert_eq!(dana.model().inbox.unread, before - 1, "as it was decided");
    assert_eq!(unread(&office, "dana").await, before, "and as it is");
    office.stack.faults().clear();
    dana.press("r");
    dana.wait_until("the mark", |desk| desk.model().room.marking.is_empty()).await.unwrap();
    assert_eq!(unread(&office, "dana").await, before - 1);
}

/// Dana at a desk where everything rings, as one process of several that share a home.
async fn ringing(office: &Office, home: &Arc<tempfile::TempDir>, rings: Rings) -> Desk {
    let account = office.stack.accounts().iter().find(|account| account.email.starts_with("dana")).unwrap();
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let password = SecretString::from(account.password.clone());
    project.backend.sign_in(SignIn::Password { email: account.email.clone(), password }).await.unwrap();
    let bell = BellSettings { rings, sound: Sound::Osc9, ..BellSettings::default() };
    let settings = Settings { bell, ..Settings::default() };
    let mut desk = Desk::start(Some(project), Arc::clone(home), Size { width: 120, height: 40 }, &settings).await;
    desk.sees("LIVE").await;
    desk.settle().await.unwrap();
    desk
}

async fn report(office: &Office, title: &str, rating: &str) {
    let sql = format!(
        "insert into incidents (organization_id, created_by, title, description, criticality, urgency) \
         select organization_id, id, '{title}', '<p>x</p>', '{rating}', '{rating}' from profiles where email = 'mia@acme.example'"
    );
    office.run(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_critical_rings_once_on_one_of_two_screens_and_the_next_takes_over() {
    let office = Office::open().await;
    let home = Arc::new(tempfile::tempdir().unwrap());
    let mut first = ringing(&office, &home, Rings::Critical).await;
    let mut second = ringing(&office, &home, Rings::Critical).await;
    report(&office, "Printer is out of toner", "low").await;
    report(&office, "Search is down", "critical").await;
    for desk in [&mut first, &mut second] {
        desk.sees("Critical: ACM-INC-").await;
        desk.settle().await.unwrap();
    }
    assert_eq!((first.rung().len(), second.rung().len()), (1, 0), "both say it, one rings");
    assert!(first.rung()[0].words.contains("Search is down"), "{:?}", first.rung());
    // Looked at again, changed again: it rang already.
    office.run("update incidents set customer = 'Everybody' where title = 'Search is down'").await;
    first
        .wait_until("the change", |desk| {
            desk.model().rows.incidents.values().any(|row| row.customer.as_deref() == Some("Everybody"))
        })
        .await
        .unwrap();
    first.do_keys("r").await;
    assert_eq!(first.rung().len(), 1);
    first.quits().await;
    drop(first);
    report(&office, "Login is down", "critical").await;
    second.sees("Login is down").await;
    second.wait_until("the bell", |desk| desk.rung().len() == 1).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_rings_once_although_it_comes_as_a_comment_and_as_a_notification() {
    let office = Office::open().await;
    let home = Arc::new(tempfile::tempdir().unwrap());
    let mut dana = ringing(&office, &home, Rings::Calls).await;
    let before = dana.model().inbox.unread;
    mention(&office, "Please look").await;
    dana.wait_until("the notification", |desk| desk.model().inbox.unread > before).await.unwrap();
    dana.wait_until("the bell", |desk| !desk.rung().is_empty()).await.unwrap();
    dana.do_keys("r").await;
    assert_eq!(dana.rung().len(), 1, "{:?}", dana.rung());
}
