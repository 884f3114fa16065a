//! The map of what hangs together: opened from an incident, walked to its problem and to another incident of it.

use super::Office;
use antops::domain::relation::Key;
use antops::domain::value::Record;

#[tokio::test(flavor = "multi_thread")]
async fn one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there() {
    let office = Office::open().await;
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
    dana.do_keys("m m esc").await;
    assert!(dana.model().layers.is_empty());
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
