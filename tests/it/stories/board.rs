//! The board: cards, columns, and what moving one does to the database.

use super::Office;
use antops::app::board::Columns;

async fn in_database(office: &Office, number: &str) -> String {
    office.ask(&format!("select status from incidents where incident_number = 'ACM-INC-{number}'")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_moved_from_column_to_column_and_the_database_follows() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("b").await;
    for (lane, status) in ["open", "investigating", "resolved", "closed"].into_iter().enumerate() {
        let held = office.ask(&format!("select count(*) from incidents where status = '{status}' and organization_id = (select organization_id from profiles where email = 'dana@acme.example')")).await;
        assert_eq!(dana.model().incidents.cards(lane).0.len().to_string(), held, "{status}");
    }
    dana.go_to("0043").await;
    assert_eq!((in_database(&office, "0043").await.as_str(), dana.model().incidents.lane()), ("open", 0));
    dana.do_keys(">").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!((in_database(&office, "0043").await.as_str(), dana.model().incidents.lane()), ("investigating", 1));
    dana.do_keys("<").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!((in_database(&office, "0043").await.as_str(), dana.model().incidents.lane()), ("open", 0));
    dana.do_keys("<").await;
    dana.sees("there is no column beyond").await;
    dana.do_keys("esc s r").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!((in_database(&office, "0043").await.as_str(), dana.model().incidents.lane()), ("resolved", 2));
    dana.do_keys(">").await;
    dana.type_text("The acquirer is back.");
    dana.do_keys("enter").await;
    dana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!((in_database(&office, "0043").await.as_str(), dana.model().incidents.lane()), ("closed", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ones_own_does_not_move_and_the_keys_go_from_column_to_column() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("b").await;
    dana.go_to("0042").await;
    dana.do_keys(">").await;
    assert_eq!(in_database(&office, "0042").await, "investigating");
    dana.do_keys("esc esc g").await;
    let lane = |dana: &super::Desk| dana.model().incidents.lane();
    dana.do_keys("h").await;
    assert_eq!(lane(&dana), 0);
    dana.do_keys("right l").await;
    assert_eq!(lane(&dana), 2);
    dana.do_keys("left").await;
    assert_eq!(lane(&dana), 1);
    dana.do_keys("b").await;
    assert!(!dana.model().incidents.is_board());
}
