//! From record to record and from pane to pane, and back.

use super::Office;
use antops::app::layers::Layer;
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
async fn a_problem_is_opened_at_what_is_known_of_it_and_at_what_is_new() {
    let office = Office::open().await;
    let mut dana = office
        .desk_at("dana", std::sync::Arc::new(tempfile::tempdir().unwrap()), ratatui::layout::Size::new(80, 24))
        .await;
    dana.do_keys("2").await;
    dana.sees("PRBM-0007").await;
    dana.do_keys("enter").await;
    dana.sees("Services").await;
    dana.sees("lines below").await;
    dana.do_keys("esc").await;
    office
        .run(
            "insert into comments (organization_id, author_id, problem_id, content) \
             select p.organization_id, a.id, p.id, '<p>The pool leaks again</p>' from problems p, profiles a \
             where p.problem_number = 'ACM-PRBM-0007' and a.email = 'omar@acme.example'",
        )
        .await;
    dana.sees("The pool leaks again").await;
    dana.do_keys("enter").await;
    dana.sees("The pool leaks again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_that_corrects_a_comment_edits_the_record_where_there_is_none() {
    let office = Office::open().await;
    office.run("delete from comments; update problems set created_by = (select id from profiles where email = 'dana@acme.example')").await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("2").await;
    dana.sees("PRBM-0007").await;
    dana.do_keys("enter").await;
    assert!(dana.model().detail().is_focused && dana.model().selected_entry().is_none(), "{}", dana.screen());
    dana.do_keys("e").await;
    assert!(dana.model().record_form().is_some(), "{}", dana.screen());
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

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_hides_what_one_jumps_to_is_there_again_on_the_way_back() {
    let office = Office::open().await;
    let linked = "select i.incident_number from incidents i join problems p on p.id = i.problem_id where i.status = 'investigating' order by 1 limit 1";
    let incident = office.ask(linked).await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("2 /").await;
    dana.type_text("nothingofthesort");
    dana.do_keys("enter 1").await;
    dana.go_to(incident.rsplit('-').next().unwrap()).await;
    let narrowed = dana.model().filter_text().to_owned();
    dana.do_keys("P").await;
    assert_eq!((dana.model().pane, dana.model().filter_text()), (Pane::Problems, ""));
    assert!(dana.model().selected_problem().is_some());
    dana.do_keys("esc").await;
    assert_eq!((dana.model().pane, dana.model().filter_text()), (Pane::Incidents, narrowed.as_str()));
    assert_eq!(dana.model().problems.filter_text, "nothingofthesort");
}

#[tokio::test(flavor = "multi_thread")]
async fn esc_leads_back_from_the_list_too_but_not_once_one_works_on_there() {
    let office = Office::open().await;
    let linked = "select i.incident_number from incidents i join problems p on p.id = i.problem_id where i.status = 'investigating' order by 1 limit 1";
    let incident = office.ask(linked).await;
    let mut dana = office.desk("dana").await;
    dana.go_to(incident.rsplit('-').next().unwrap()).await;
    dana.do_keys("P tab").await;
    assert!(!dana.model().detail().is_focused);
    dana.do_keys("esc").await;
    assert_eq!(dana.model().pane, Pane::Incidents);
    dana.do_keys("P tab j esc").await;
    assert_eq!(dana.model().pane, Pane::Problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_of_the_problems_speaks_of_the_problem_whatever_incidents_are_marked() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("g space space 2").await;
    assert_eq!(dana.model().incidents.marks.len(), 2);
    let number = dana.model().selected_problem().unwrap().name();
    dana.press(":");
    dana.sees("All commands").await;
    let labels = |desk: &super::Desk| match desk.model().layers.last() {
        Some(Layer::Picker(picker)) => picker.shown().map(|(item, _)| item.label.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let said = labels(&dana);
    assert!(said.iter().any(|label| label.ends_with(&format!("{number}…"))), "{said:?}");
    assert!(said.iter().all(|label| !label.contains("2 incidents")), "{said:?}");
    dana.do_keys("esc 1").await;
    dana.press(":");
    dana.type_text("make problem");
    dana.sees("Make problem…").await;
    let said = labels(&dana);
    let made: Vec<&String> = said.iter().filter(|label| label.starts_with("Make problem")).collect();
    assert_eq!(made, ["Make problem…"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_puts_the_cursor_of_the_problems_where_something_was_taken_back() {
    let office = Office::open().await;
    office.run("update problems set created_by = (select id from profiles where email = 'dana@acme.example'), assigned_to = null").await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("2 g a").await;
    dana.sees("Took ").await;
    let taken = dana.model().subject();
    let incident = dana.model().incidents.list.selected();
    dana.do_keys("G").await;
    assert_ne!(dana.model().subject(), taken);
    dana.do_keys("u").await;
    assert_eq!(dana.model().subject(), taken);
    assert_eq!(dana.model().incidents.list.selected(), incident);
}
