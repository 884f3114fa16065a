//! What belongs together: the ranking against what the people of the demo linked, which was not written for it.

use super::Office;
use antops::domain::candidates::Candidates;
use antops::domain::incident::Incident;
use antops::domain::service::ServiceId;
use antops::domain::value::Record;

#[tokio::test(flavor = "multi_thread")]
async fn what_people_linked_is_a_candidate_again_once_it_is_unlinked_and_next_to_nothing_else_is() {
    let office = Office::open().await;
    office.link_what_belongs().await;
    let dana = office.desk("dana").await;
    let rows = &dana.model().rows;
    let label = |id: &ServiceId| rows.services.get(id).map(|service| service.label.as_str());
    let mut all = Candidates::default();
    all.update(rows.incidents.values(), [], rows.problems.values());
    let wrong: usize = rows.problems.values().map(|problem| all.of_problem(problem, label).len()).sum();
    let (mut missed, mut astray) = (vec![], vec![]);
    let linked: Vec<_> = rows.incidents.values().filter_map(|row| Some((row, row.problem?))).collect();
    for (row, problem) in &linked {
        let unlinked = Incident { problem: None, ..(*row).clone() };
        all.put_incident(&unlinked);
        let found = all.of_problem(&rows.problems[problem], label);
        if !found.iter().any(|it| it.record == Record::Incident(row.id)) {
            missed.push(row.name());
        }
        let first = all.for_incidents(&[&unlinked], label).remove(0);
        if first.problem != *problem || first.reasons.is_none() {
            astray.push(row.name());
        }
        all.put_incident(row);
    }
    assert!(linked.len() >= 20, "{}", linked.len());
    assert!(
        wrong <= 3 && missed.len() <= 4 && astray.len() <= 3,
        "{wrong} wrong, missed {missed:?}, astray {astray:?}"
    );
}
