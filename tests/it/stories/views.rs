//! Views, orders and columns: the same incidents looked at in other ways, and the database agrees with each.

use super::{Desk, Office, open_project};
use antops::app::settings::Settings;
use antops::app::view::{View, Views};
use antops::domain::incident::Incident;
use antops::ports::{SignIn, SignedIn};
use ratatui::layout::Size;
use secrecy::SecretString;
use std::sync::Arc;

/// The numbers the list shows, in order.
fn shown(desk: &Desk) -> Vec<String> {
    let model = desk.model();
    model.incidents.list.order().iter().filter_map(|id| model.incident(*id)).map(|row| row.name()).collect()
}

/// The numbers the database holds, in order.
async fn held(office: &Office, wanted: &str, order: &str) -> Vec<String> {
    let sql = format!(
        "select string_agg(incident_number, ' ' order by {order}) from incidents i where organization_id = \
         (select organization_id from profiles where email = 'dana@acme.example') and {wanted}"
    );
    office.ask(&sql).await.split_whitespace().map(ToOwned::to_owned).collect()
}

fn sorted(mut numbers: Vec<String>) -> Vec<String> {
    numbers.sort();
    numbers
}

const ACTIVE: &str = "status in ('open', 'investigating')";
const MINE: &str = "assigned_to = (select id from profiles where email = 'dana@acme.example')";

#[tokio::test(flavor = "multi_thread")]
async fn each_view_shows_what_the_database_holds_for_it_and_keeps_what_was_typed() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    assert_eq!(sorted(shown(&dana)), held(&office, ACTIVE, "incident_number").await);
    dana.do_keys("]").await;
    assert_eq!(dana.model().incidents.view.name.as_str(), "Mine");
    assert_eq!(sorted(shown(&dana)), held(&office, &format!("{ACTIVE} and {MINE}"), "incident_number").await);
    dana.press("/");
    dana.type_text("zzzz");
    dana.do_keys("enter").await;
    assert!(shown(&dana).is_empty());
    dana.do_keys("]").await;
    let nobodys = held(&office, &format!("{ACTIVE} and assigned_to is null"), "incident_number").await;
    assert_eq!(sorted(shown(&dana)), nobodys, "what was typed in one view narrows no other");
    dana.do_keys("[").await;
    assert!(shown(&dana).is_empty(), "and is found again");
    dana.do_keys("backspace").await;
    assert!(!shown(&dana).is_empty());
    dana.do_keys("[ [").await;
    assert_eq!(dana.model().incidents.view.name.as_str(), "History", "round and round");
    assert_eq!(shown(&dana), held(&office, &format!("not {ACTIVE}"), "updated_at desc").await);
    dana.do_keys("v 1").await;
    assert_eq!(dana.model().incidents.view.name.as_str(), "Queue");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_sorted_by_what_one_chooses() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    for (keys, said, order) in [
        ("S n", "newest first", "created_at desc"),
        ("S o", "oldest first", "created_at"),
        ("S t", "by title", "lower(title) collate \"C\""),
        ("S i", "by number", "incident_number"),
    ] {
        dana.do_keys(keys).await;
        dana.sees(said).await;
        assert_eq!(shown(&dana), held(&office, ACTIVE, order).await, "{said}");
    }
    dana.do_keys("S p").await;
    let model = dana.model();
    let rows: Vec<_> = model.incidents.list.order().iter().filter_map(|id| model.incident(*id)).collect();
    assert!(rows.is_sorted_by(|one, other| one.priority >= other.priority), "the worst first");
    dana.do_keys("S a").await;
    let first = dana.model().incidents.list.order().first().and_then(|id| dana.model().incident(*id));
    assert_eq!(
        first.and_then(|row: std::borrow::Cow<'_, Incident>| row.assigned_to),
        None,
        "what needs somebody first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_ones_own_has_its_columns_and_stands_behind_the_built_in_ones() {
    let office = Office::open().await;
    let account = office.stack.accounts().iter().find(|account| account.email.starts_with("dana")).unwrap();
    let home = Arc::new(tempfile::tempdir().unwrap());
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let password = SecretString::from(account.password.clone());
    let step = SignIn::Password { email: account.email.clone(), password };
    assert_eq!(project.backend.sign_in(step).await.unwrap(), SignedIn::Ready);
    let mut view = View::new("Reported", "created-by:me").unwrap();
    view.columns = ["number", "title", "created-by", "tags"].map(from_word).to_vec();
    let settings = Settings { views: Views::with(vec![view]), ..Settings::default() };
    let mut dana = Desk::start(Some(project), home, Size { width: 200, height: 50 }, &settings).await;
    dana.sees("LIVE").await;
    dana.do_keys("v 5").await;
    dana.sees("Reported").await;
    let mine = "created_by = (select id from profiles where email = 'dana@acme.example')";
    assert_eq!(sorted(shown(&dana)), held(&office, mine, "incident_number").await);
    let row = dana.screen().lines().find(|line| line.starts_with("▌")).unwrap().to_owned();
    assert!(row.starts_with("▌INC-0") && row.contains("Dana"), "{row}");
}

fn from_word(word: &str) -> antops::app::view::Column {
    antops::app::view::Column::from_word(word).unwrap()
}
