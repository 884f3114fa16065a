//! Known errors: found beside the incident, read, used, and out of the way again.

use super::Office;
use antops::domain::incident::Incident;
use antops::domain::known_error::KnownErrors;
use antops::domain::service::ServiceId;
use antops::domain::value::ProblemId;

/// A new incident of Dana's that nobody has linked to anything.
const CARTS: &str = "insert into incidents (organization_id, incident_number, title, description, created_by, affected_services, tags, criticality, urgency) \
    select organization_id, 'ACM-INC-0090', 'Customers find an empty cart after login', '<p>Cache at 99 %.</p>', id, '{cache-session}', '{carts}', 'high', 'high' \
    from profiles where email = 'dana@acme.example'";

#[tokio::test(flavor = "multi_thread")]
async fn take_look_at_the_known_error_comment_and_resolve_are_five_keys() {
    let office = Office::open().await;
    office.run(CARTS).await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0090").await;
    dana.sees("Looks like").await;
    dana.sees("same service session-cache").await;
    let mut keys = 0;
    for (key, seen) in [
        ("a", "Took ACM-INC-0090."),
        ("K", "Known error ACM-PRBM-0003"),
        ("c", "Comment on ACM-INC-0090"),
        ("alt-enter", "Counters flushed"),
        ("R", "Resolved ACM-INC-0090."),
    ] {
        dana.do_keys(key).await;
        keys += 1;
        if key == "c" {
            dana.sees("redis-cli").await;
            dana.type_text("Counters flushed");
        }
        dana.sees(seen).await;
    }
    assert!(keys <= 6, "{keys} keys");
    let row = "select i.status || ' ' || p.email from incidents i join profiles p on p.id = i.assigned_to where incident_number = 'ACM-INC-0090'";
    assert_eq!(office.ask(row).await, "resolved dana@acme.example");
    let said = "select c.content from comments c join incidents i on i.id = c.incident_id where incident_number = 'ACM-INC-0090'";
    assert_eq!(office.ask(said).await, "<p>Counters flushed</p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workaround_is_copied_and_begins_a_comment_below_what_was_written_before() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press("c");
    dana.type_text("On it.");
    dana.do_keys("esc").await;
    dana.do_keys("K").await;
    dana.sees("Known error ACM-PRBM-0007").await;
    dana.sees("2. wait for in-flight 0 (10 s)").await;
    dana.do_keys("y").await;
    dana.sees("Sent to the terminal's clipboard").await;
    dana.do_keys("enter").await;
    let text = dana.model().compose().unwrap().text();
    assert!(text.starts_with("On it.\n\nWorkaround of ACM-PRBM-0007:\n\nRestart the pool, not the gateway:"), "{text}");
    assert!(text.contains("1. `edgectl drain --pool checkout`"), "{text}");
    dana.do_keys("esc esc").await;
    assert!(dana.model().layers.is_empty());
    dana.do_keys("K enter").await;
    assert_eq!(dana.model().compose().unwrap().text(), text, "the steps are not written twice");
    dana.do_keys("alt-enter").await;
    let written = office.ask("select content from comments order by created_at desc limit 1").await;
    assert!(
        written.contains("<p>On it.</p>") && written.contains("<code>edgectl pool reset checkout</code>"),
        "{written}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_turns_from_match_to_match_and_what_looks_like_nothing_says_so() {
    let office = Office::open().await;
    office
        .run("update incidents set affected_services = '{edge-eu,cache-session,web-shop}', tags = '{edge,carts}' where incident_number = 'ACM-INC-0042'")
        .await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.do_keys("K").await;
    dana.sees("Known error ACM-PRBM-0007").await;
    dana.sees("All that match").await;
    dana.do_keys("n").await;
    dana.sees("Known error ACM-PRBM-0003").await;
    dana.do_keys("p").await;
    dana.sees("Known error ACM-PRBM-0007").await;
    dana.do_keys("esc").await;
    dana.go_to("0043").await;
    dana.do_keys("K").await;
    dana.sees("Known error: none looks like this incident.").await;
    assert!(dana.model().layers.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_becomes_a_known_error_is_beside_its_incidents_at_once() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0041").await;
    assert!(!dana.screen().contains("Ask over TCP"), "{}", dana.screen());
    office
        .run("update problems set status = 'known_error', workaround = '<p>Ask over TCP.</p>' where problem_number = 'ACM-PRBM-0004'")
        .await;
    dana.sees("Ask over TCP").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn most_of_what_people_linked_is_found_without_the_link_and_next_to_nothing_else() {
    let office = Office::open().await;
    office.link_what_belongs().await;
    let dana = office.desk("dana").await;
    let rows = &dana.model().rows;
    let label = |id: &ServiceId| rows.services.get(id).map(|service| service.label.as_str());
    let index = KnownErrors::new(rows.problems.values());
    let helps = |id: &ProblemId| rows.problems[id].workaround.is_some();
    let (mut found, mut missed, mut wrong) = (vec![], vec![], vec![]);
    for row in rows.incidents.values() {
        let unlinked = Incident { problem: None, ..row.clone() };
        let first = index.behind(&unlinked, label).first().map(|found| found.problem);
        match (row.problem.filter(helps), first) {
            (Some(linked), Some(first)) if linked == first => found.push(row.name()),
            (Some(_), _) => missed.push(row.name()),
            (None, Some(_)) => wrong.push(row.name()),
            (None, None) => {}
        }
    }
    assert!(found.len() >= 9 && missed.len() <= 1 && wrong.len() <= 1, "{found:?}, missed {missed:?}, wrong {wrong:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_to_help_is_found_by_its_words_and_used_on_an_incident() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    // Found by what stands in the workaround, beside an incident that looks nothing like it.
    dana.go_to("0043").await;
    dana.do_keys("B").await;
    dana.type_text("redis-cli scan");
    dana.do_keys("enter").await;
    dana.sees("Known error ACM-PRBM-0003").await;
    dana.sees("incidents belong to it").await;
    dana.do_keys("enter").await;
    let text = dana.model().compose().unwrap().text();
    assert!(text.starts_with("Workaround of ACM-PRBM-0003:") && text.contains("redis-cli"), "{text}");
    dana.do_keys("alt-enter").await;
    let on = "select i.incident_number from comments c join incidents i on i.id = c.incident_id where c.content like '%Workaround of ACM-PRBM-0003%'";
    assert_eq!(office.ask(on).await, "ACM-INC-0043");

    // From the problems the incident is chosen: those of the problem come first.
    dana.do_keys("esc esc esc 2 B").await;
    dana.type_text("PRBM-0003");
    dana.do_keys("enter enter").await;
    dana.sees("Use the workaround on").await;
    dana.sees("belongs to it").await;
    dana.do_keys("enter").await;
    dana.sees("Workaround of ACM-PRBM-0003").await;
    dana.do_keys("alt-enter").await;
    let linked = "select count(*) from comments c join incidents i on i.id = c.incident_id join problems p on p.id = i.problem_id \
                  where c.content like '%Workaround of ACM-PRBM-0003%' and p.problem_number = 'ACM-PRBM-0003'";
    assert_eq!(office.ask(linked).await, "1");
}
