//! The room: what one does, the others see, without a key.

use super::Office;

#[tokio::test(flavor = "multi_thread")]
async fn two_people_see_each_others_comments_arrive() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let mut omar = office.desk("omar").await;
    dana.go_to("0042").await;
    omar.go_to("0042").await;
    omar.press("c");
    omar.type_text("Draining worker 3 now");
    omar.do_keys("alt-enter").await;
    dana.sees("Draining worker 3 now").await;
    dana.press("c");
    dana.type_text("Seen, 5xx is falling");
    dana.do_keys("alt-enter").await;
    omar.sees("Seen, 5xx is falling").await;
    assert_eq!(office.ask("select count(*) from comments where content like '%Draining worker 3%'").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_incident_and_a_change_of_status_appear_by_themselves() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    office
        .run(
            "insert into incidents (organization_id, created_by, title, description, criticality, urgency) \
             select organization_id, id, 'Search is down', '<p>x</p>', 'critical', 'critical' from profiles where email = 'mia@acme.example'",
        )
        .await;
    dana.sees("Search is down").await;
    let shown = dana.model().selected_incident().unwrap().name();
    office.run(&format!("update incidents set customer = 'Everybody & Co' where incident_number = '{shown}'")).await;
    dana.sees("Everybody & Co").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_changed_is_marked_until_it_is_looked_at() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("g").await;
    office.run("update incidents set title = 'Shop logo is a pumpkin' where incident_number = 'ACM-INC-0044'").await;
    dana.wait_until("an unseen row", |desk| !desk.model().incidents.unseen.is_empty()).await.unwrap();
    dana.do_keys(".").await;
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0044");
    assert!(dana.model().incidents.unseen.is_empty());
}
