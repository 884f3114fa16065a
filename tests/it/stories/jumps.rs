//! From record to record and from pane to pane, and back.

use super::Office;
use antops::app::panes::Pane;
use antops::domain::value::Record;

#[tokio::test(flavor = "multi_thread")]
async fn from_an_incident_to_its_problem_and_back() {
    let office = Office::open().await;
    let linked = "select i.incident_number || ' ' || p.problem_number from incidents i join problems p on p.id = i.problem_id \
                  where i.status = 'investigating' order by 1 limit 1";
    let found = office.ask(linked).await;
    let (incident, problem) = found.split_once(' ').unwrap();
    let mut dana = office.desk("dana").await;
    dana.go_to(incident.rsplit('-').next().unwrap()).await;
    let before = dana.model().subject();
    dana.do_keys("P").await;
    assert_eq!(dana.model().pane, Pane::Problems);
    assert!(matches!(dana.model().subject(), Some(Record::Problem(_))));
    dana.sees(problem).await;
    assert!(dana.model().detail().is_focused, "one came to read it");
    dana.do_keys("esc").await;
    assert_eq!((dana.model().pane, dana.model().subject()), (Pane::Incidents, before));

    // Whoever chooses a pane is on no way back.
    dana.do_keys("P 1 2 esc").await;
    assert_eq!(dana.model().pane, Pane::Problems);
    dana.do_keys("1").await;
    assert_eq!((dana.model().pane, dana.model().subject()), (Pane::Incidents, before));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_says_on_a_problem_is_said_on_the_problem() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("2").await;
    let number = dana.model().selected_problem().unwrap().name();
    dana.do_keys("c").await;
    dana.type_text("Seen again this morning");
    dana.do_keys("alt-enter").await;
    dana.sees("Seen again this morning").await;
    let said = "select p.problem_number from comments c join problems p on p.id = c.problem_id where c.content like '%Seen again%' and c.incident_id is null";
    assert_eq!(office.ask(said).await, number);
}
