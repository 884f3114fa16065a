//! Several antops of one person on one machine: one connection, one renewal of the session, and no gap when the one that holds it ends.
//! And what colleagues see of each other, where they chose to.

use super::{Desk, Office, share_project};
use antops::app::settings::Settings;
use antops::ports::{SignIn, SignedIn};
use ratatui::layout::Size;
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const SIZE: Size = Size { width: 120, height: 40 };

/// One more antops of somebody whose session lies in `home`; with a password for the first.
async fn one_more(
    office: &Office,
    home: &Arc<TempDir>,
    sockets: &Path,
    first: Option<&str>,
    settings: &Settings,
) -> Desk {
    let project = share_project(&office.stack.url(), office.stack.keys().publishable(), home.path(), sockets);
    if let Some(who) = first {
        let account = office.stack.accounts().iter().find(|account| account.email.starts_with(who)).unwrap();
        let password = SecretString::from(account.password.clone());
        let step = SignIn::Password { email: account.email.clone(), password };
        assert_eq!(project.backend.sign_in(step).await.unwrap(), SignedIn::Ready);
    }
    let mut desk = Desk::start(Some(project), Arc::clone(home), SIZE, settings).await;
    desk.live().await;
    desk
}

async fn say(office: &Office, words: &str) {
    let sql = format!(
        "insert into comments (organization_id, author_id, incident_id, content) \
         select i.organization_id, p.id, i.id, '<p>{words}</p>' from incidents i, profiles p \
         where i.incident_number = 'ACM-INC-0042' and p.email = 'omar@acme.example'"
    );
    office.run(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clients_on_one_machine_hold_one_socket_and_one_session() {
    let office = Office::open().await;
    let (home, sockets) = (Arc::new(tempfile::tempdir().unwrap()), tempfile::tempdir().unwrap());
    let mut desks = vec![one_more(&office, &home, sockets.path(), Some("dana"), &Settings::default()).await];
    let renewed = office.stack.faults().auth_requests();
    for _ in 1..10 {
        desks.push(one_more(&office, &home, sockets.path(), None, &Settings::default()).await);
    }
    assert_eq!(office.stack.realtime().sockets(), 1);
    assert_eq!(office.stack.faults().auth_requests(), renewed, "nine of them borrowed the session");
    say(&office, "heard by all ten").await;
    for desk in &mut desks {
        desk.press("5");
        desk.sees("heard by all ten").await;
    }
    assert_eq!(office.stack.realtime().sockets(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_one_that_holds_the_connection_ends_another_takes_over_and_nothing_is_missed() {
    let office = Office::open().await;
    let (home, sockets) = (Arc::new(tempfile::tempdir().unwrap()), tempfile::tempdir().unwrap());
    let mut first = one_more(&office, &home, sockets.path(), Some("dana"), &Settings::default()).await;
    let mut others = vec![];
    for _ in 0..3 {
        others.push(one_more(&office, &home, sockets.path(), None, &Settings::default()).await);
    }
    first.quits().await;
    drop(first);
    say(&office, "said in between").await;
    for desk in &mut others {
        desk.press("5");
        desk.sees("said in between").await;
    }
    for desk in &mut others {
        desk.live().await;
    }
    assert_eq!(office.stack.realtime().sockets(), 1);
    say(&office, "and as usual").await;
    for desk in &mut others {
        desk.sees("and as usual").await;
    }
    // Down to the last one.
    while others.len() > 1 {
        let leaving = others.remove(0);
        drop(leaving);
        for desk in &mut others {
            desk.live().await;
        }
    }
    say(&office, "to whoever is left").await;
    others[0].sees("to whoever is left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_and_another_session_share_nothing() {
    let office = Office::open().await;
    let sockets = tempfile::tempdir().unwrap();
    let [one, other] = [(); 2].map(|()| Arc::new(tempfile::tempdir().unwrap()));
    let _dana = one_more(&office, &one, sockets.path(), Some("dana"), &Settings::default()).await;
    let _omar = one_more(&office, &other, sockets.path(), Some("omar"), &Settings::default()).await;
    assert_eq!(office.stack.realtime().sockets(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_signs_out_leaves_the_others_signed_in_until_they_look() {
    let office = Office::open().await;
    let sockets = tempfile::tempdir().unwrap();
    let [one, other] = [(); 2].map(|()| Arc::new(tempfile::tempdir().unwrap()));
    // Two sessions of one person, kept in different places; one lends to the other.
    let mut dana = one_more(&office, &one, sockets.path(), Some("dana"), &Settings::default()).await;
    let mut again = one_more(&office, &other, sockets.path(), Some("dana"), &Settings::default()).await;
    assert_eq!(office.stack.realtime().sockets(), 1);
    again.press(":");
    again.type_text("sign out");
    again.press("enter y");
    again.sees("Signed out").await;
    say(&office, "still here").await;
    dana.press("5");
    dana.sees("still here").await;
    dana.do_keys("r").await;
    assert!(dana.screen().lines().next().unwrap().contains("LIVE"), "its own session was not the one that ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_see_who_is_on_it_who_writes_and_who_looks_and_taking_it_is_asked_first() {
    let office = Office::open().await;
    let sockets = tempfile::tempdir().unwrap();
    let [dana, omar] = [(); 2].map(|()| Arc::new(tempfile::tempdir().unwrap()));
    let shown = Settings { presence: true, ..Settings::default() };
    office.run("update incidents set created_by = (select id from profiles where email = 'dana@acme.example'), assigned_to = null, status = 'open' where incident_number = 'ACM-INC-0040'").await;
    let mut dana = one_more(&office, &dana, sockets.path(), Some("dana"), &shown).await;
    let mut omar = one_more(&office, &omar, sockets.path(), Some("omar"), &shown).await;
    dana.go_to("0040").await;
    omar.go_to("0040").await;
    dana.sees("Omar looks at it").await;
    omar.sees("Dana looks at it").await;
    omar.do_keys("I").await;
    omar.sees("you are on it").await;
    dana.sees("Omar is on it").await;
    dana.do_keys("a").await;
    dana.sees("Take it all the same").await;
    dana.do_keys("n").await;
    let assignee = "select coalesce(assigned_to::text, 'nobody') from incidents where incident_number = 'ACM-INC-0040'";
    assert_eq!(office.ask(assignee).await, "nobody");
    dana.do_keys("a y").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_ne!(office.ask(assignee).await, "nobody");
    // Whoever did not choose it is neither shown nor told.
    let alone = Arc::new(tempfile::tempdir().unwrap());
    let mut mia = one_more(&office, &alone, sockets.path(), Some("mia"), &Settings::default()).await;
    mia.go_to("0040").await;
    assert!(mia.model().present.is_empty() && !mia.screen().contains("is on it"));
    mia.do_keys("I").await;
    mia.sees("nobody sees where you are").await;
}
