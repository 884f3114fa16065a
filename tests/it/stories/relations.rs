//! The map of what hangs together: opened from an incident, walked to its problem and to another incident of it.

use super::Office;
use antops::domain::relation::Key;
use antops::domain::value::Record;

#[tokio::test(flavor = "multi_thread")]
async fn one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there() {
    let office = Office::open().await;
    office.link_what_belongs().await;
    office
        .run("update incidents set problem_id = (select id from problems where problem_number = 'ACM-PRBM-0007') where incident_number = 'ACM-INC-0040'")
        .await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.do_keys("m").await;
    dana.sees("Map of relations  PRBM-0007").await;
    dana.sees("belongs to PRBM-0007").await;
    dana.do_keys("l").await;
    let selected = dana.model().relation_map().unwrap().selected;
    assert!(matches!(selected, Key::Record(Record::Problem(_))), "{selected:?}");
    // What the map shows is what the database holds.
    let linked = "select count(*) from incidents i join problems p on p.id = i.problem_id where problem_number = 'ACM-PRBM-0007'";
    dana.sees(&format!("Incidents {}", office.ask(linked).await)).await;
    dana.do_keys("h").await;
    dana.sees("belongs to PRBM-0007").await;
    dana.do_keys("g j enter").await;
    assert!(dana.model().layers.is_empty());
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0040", "the list stands on the next of them");
    // One that is over is gone to as well, and esc leads back.
    dana.do_keys("m G enter").await;
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0015");
    dana.do_keys("esc").await;
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0040");
    dana.do_keys("m l enter").await;
    dana.sees("Edge keeps dead connections").await;
    assert_eq!(dana.model().selected_problem().unwrap().name(), "ACM-PRBM-0007");
    dana.do_keys("m l").await;
    dana.sees("is for PRBM-0007").await;
    dana.do_keys("enter").await;
    dana.sees("Check pooled connections").await;
    assert!(dana.model().layers.is_empty());
    assert_eq!(dana.model().selected_change().unwrap().name(), "ACM-CHG-0007");
    dana.do_keys("esc").await;
    assert_eq!(dana.model().selected_problem().unwrap().name(), "ACM-PRBM-0007", "back to where one came from");
}

/// A change for an incident that belongs to no problem, made by a colleague.
const CHANGE: &str = "insert into changes (organization_id, change_number, title, description, requested_by, rollback_plan, test_plan, incident_id) \
    select i.organization_id, 'ACM-CHG-0090', 'Widen the pipe', 'x', i.created_by, 'x', 'x', i.id from incidents i where incident_number = 'ACM-INC-0040'";

#[tokio::test(flavor = "multi_thread")]
async fn a_change_made_meanwhile_stands_beside_its_incident() {
    let office = Office::open().await;
    office.run("update incidents set problem_id = null where incident_number = 'ACM-INC-0040'").await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0040").await;
    dana.do_keys("m").await;
    dana.sees("Nothing hangs together with it yet.").await;
    office.run(CHANGE).await;
    dana.sees("CHG-0090").await;
    dana.do_keys("l").await;
    dana.sees("is for INC-0040").await;
    dana.do_keys("h").await;
    dana.sees("its changes CHG-0090").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_links_appears_on_the_open_map() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.do_keys("m").await;
    let many = dana.model().relation_map().unwrap().relations.nodes().len();
    office
        .run("update incidents set problem_id = (select id from problems where problem_number = 'ACM-PRBM-0007'), title = 'Linked just now' where incident_number = 'ACM-INC-0040'")
        .await;
    dana.sees("Linked just now").await;
    assert_eq!(dana.model().relation_map().unwrap().relations.nodes().len(), many + 1);
}
