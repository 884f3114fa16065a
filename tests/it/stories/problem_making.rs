//! Problems are made: from nothing, and from incidents that are linked to them, some of which the rules refuse.

use super::{Desk, Office, open_project};
use antops::app::layers::Layer;
use antops::app::settings::Settings;
use antops::domain::incident::Incident;
use ratatui::layout::Size;
use std::sync::Arc;

/// Twelve printers out of paper, numbered ACM-INC-0801 to 0812: all Dana's but 0803 and 0805 (Mia's) and 0807 (Mia's, assigned to Omar).
async fn printers(office: &Office) {
    office
        .run(
            "insert into incidents (organization_id, incident_number, title, description, priority, status, created_by, assigned_to, created_at, \
             tags, affected_services, criticality, urgency) \
             select d.organization_id, 'ACM-INC-08' || lpad(n::text, 2, '0'), 'Printer ' || n || ' is out of paper', '<p>d</p>', 'low', 'open', \
             case when n in (3, 5, 7) then m.id else d.id end, case when n = 7 then o.id end, now() - (13 - n) * interval '1 minute', \
             '{printing}', '{web-shop}', 'medium', 'medium' \
             from generate_series(1, 12) n, profiles d, profiles m, profiles o \
             where d.email = 'dana@acme.example' and m.email = 'mia@acme.example' and o.email = 'omar@acme.example'",
        )
        .await;
}

/// Dana with the printers marked.
async fn with_printers_marked(office: &Office) -> Desk {
    printers(office).await;
    let mut dana = office.desk("dana").await;
    dana.press("/");
    dana.type_text("printer paper");
    dana.press("enter");
    dana.sees("12 of").await;
    dana.press("*");
    dana.sees("12 marked").await;
    dana
}

const LINKED: &str = "select count(*) from incidents i join problems p on p.id = i.problem_id \
                      where i.incident_number like 'ACM-INC-08%' and p.problem_number = 'ACM-PRBM-0009'";

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_written_down_with_everything_and_every_column_arrives() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("2 n").await;
    dana.sees("Still needed: a title and a description.").await;
    dana.type_text("Printers run dry");
    dana.press("enter");
    dana.type_text("Every Monday.");
    dana.do_keys("tab c tab right left tab").await;
    dana.sees("high (from critical × medium)").await;
    dana.do_keys("tab o").await;
    dana.type_text("mar");
    dana.do_keys("enter enter").await;
    dana.type_text("checkout-api");
    dana.do_keys("enter esc down").await;
    dana.type_text("printing");
    dana.do_keys("tab").await;
    dana.type_text("Nobody **refills** them.");
    dana.do_keys("tab").await;
    dana.type_text("Use floor 2.");
    dana.do_keys("tab").await;
    dana.type_text("A weekly round.");
    dana.sees("Will be written down with high priority, identified, by you.").await;
    dana.do_keys("alt-enter").await;
    dana.sees("Wrote down ACM-PRBM-0009.").await;
    assert_eq!(dana.model().selected_problem().unwrap().name(), "ACM-PRBM-0009", "the new row is selected");
    let row = office
        .ask(
            "select jsonb_build_array(title, description, status, priority, criticality, urgency, auto_priority, tags, \
             (select jsonb_agg(n.label) from infrastructure_nodes n where n.id = any(affected_services)), root_cause, workaround, solution, \
             (select email from profiles p where p.id = assigned_to), (select email from profiles p where p.id = created_by), resolved_at) \
             from problems where problem_number = 'ACM-PRBM-0009'",
        )
        .await;
    assert_eq!(
        row,
        r#"["Printers run dry", "<p>Every Monday.</p>", "identified", "high", "critical", "medium", true, ["printing"], ["checkout-api"], "<p>Nobody <strong>refills</strong> them.</p>", "<p>Use floor 2.</p>", "<p>A weekly round.</p>", "omar@acme.example", "dana@acme.example", null]"#
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_made_from_marked_incidents_three_of_which_are_refused_and_asked_for() {
    let office = Office::open().await;
    let mut dana = with_printers_marked(&office).await;
    dana.do_keys("N").await;
    dana.sees("Links INC-0").await;
    dana.sees("are refused").await;
    dana.do_keys("alt-enter").await;
    dana.sees("Made ACM-PRBM-0009; 9 of 12 linked, 3 refused.").await;
    dana.sees("9 done · 3 refused").await;
    assert_eq!(office.ask(LINKED).await, "9");
    let row = office
        .ask(
            "select jsonb_build_array(title, priority, tags, affected_services, description like '%ACM-INC-0803%') \
             from problems where problem_number = 'ACM-PRBM-0009'",
        )
        .await;
    assert_eq!(row, r#"["Printer, paper (web-shop)", "low", ["printing"], ["web-shop"], true]"#);
    dana.do_keys("H").await;
    dana.sees("Ask to link: done on all 3.").await;
    let asked = "select string_agg(i.incident_number, ' ' order by i.incident_number) from comments c join incidents i on i.id = c.incident_id \
                 where i.incident_number like 'ACM-INC-08%'";
    assert_eq!(office.ask(asked).await, "ACM-INC-0803 ACM-INC-0805 ACM-INC-0807");
    dana.do_keys("u").await;
    dana.sees("Undo: done on all 9.").await;
    assert_eq!(office.ask(LINKED).await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_of_another_problem_stays_there_and_a_draft_of_the_same_incidents_is_found_again() {
    let office = Office::open().await;
    let mut dana = with_printers_marked(&office).await;
    office
        .run(
            "update incidents set problem_id = (select id from problems where problem_number = 'ACM-PRBM-0001') \
             where incident_number = 'ACM-INC-0801'; \
             update incidents set created_by = (select id from profiles where email = 'dana@acme.example') where incident_number like 'ACM-INC-08%'",
        )
        .await;
    dana.wait_until("the rows as they are now", |desk| {
        let mine = |row: &&Incident| row.name().contains("INC-08") && Some(row.created_by) == desk.model().my_id();
        let rows = &desk.model().rows.incidents;
        rows.values().filter(mine).count() == 12
            && rows.values().any(|row| row.name().ends_with("0801") && row.problem.is_some())
    })
    .await
    .unwrap();
    dana.do_keys("N").await;
    dana.sees("INC-0801 stays with another problem.").await;
    dana.type_text(" again");
    dana.do_keys("esc").await;
    dana.sees("Kept as a draft; n among the problems goes on with it.").await;
    dana.do_keys("N").await;
    dana.sees("Your draft of a new problem is open again").await;
    dana.do_keys("alt-enter").await;
    dana.sees("Made ACM-PRBM-0009; 11 of 12 linked, 1 with another problem.").await;
    assert!(dana.model().layers.is_empty(), "with nothing refused there is nothing to look through");
    assert_eq!(office.ask(LINKED).await, "11");
    let described = "select description like '%ACM-INC-0802%' and description not like '%ACM-INC-0801%' from problems \
                     where problem_number = 'ACM-PRBM-0009'";
    assert_eq!(office.ask(described).await, "true", "it is proposed from those that will be linked");
    let other = "select p.problem_number from incidents i join problems p on p.id = i.problem_id where i.incident_number = 'ACM-INC-0801'";
    assert_eq!(office.ask(other).await, "ACM-PRBM-0001");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_wait_for_their_problem_through_a_dead_link_and_the_end_of_the_machine() {
    let office = Office::open().await;
    let mut dana = with_printers_marked(&office).await;
    office.stack.faults().change(|plan| {
        plan.rest.refuse = true;
        plan.realtime.refuse = true;
        plan.cut_sockets = true;
    });
    office.stack.faults().cut_sockets();
    dana.press("N alt-enter");
    dana.sees("kept and tried again").await;
    dana.press("esc esc 2");
    dana.sees("Printer, paper").await;
    let home = Arc::clone(&dana.home);
    drop(dana); // as kill -9 does: nothing is said to anybody
    office.stack.faults().clear();
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let mut again = Desk::start(Some(project), home, Size { width: 120, height: 40 }, &Settings::default()).await;
    again.sees("LIVE").await;
    again.wait_until("all judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(office.ask(LINKED).await, "9");
    assert_eq!(office.ask("select count(*) from problems where title like 'Printer, paper%'").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_is_refused_links_nothing_and_its_form_is_a_draft_again() {
    let office = Office::open().await;
    let mut dana = with_printers_marked(&office).await;
    office
        .run("create policy tale on problems as restrictive for insert with check (title not like 'Printer,%')")
        .await;
    dana.do_keys("N alt-enter").await;
    dana.sees("do not let you write problems down. What you typed is kept; n among the problems goes on with it.")
        .await;
    assert!(dana.model().pending.all().is_empty() && dana.model().layers.is_empty());
    assert_eq!(
        office
            .ask("select count(*) from incidents where incident_number like 'ACM-INC-08%' and problem_id is not null")
            .await,
        "0"
    );
    dana.do_keys("esc 2 n").await;
    dana.sees("Printer, paper").await;
    assert!(matches!(dana.model().layers.last(), Some(Layer::Form(form)) if form.incidents.len() == 12));
    let home = Arc::clone(&dana.home);
    drop(dana);
    // What was dropped is off the disk, too.
    let outbox = std::fs::read_dir(home.path()).unwrap().flatten().map(|entry| entry.path());
    let left: Vec<_> = outbox.flat_map(files).filter(|file| file.to_string_lossy().contains("outbox")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// All files below a place.
fn files(place: std::path::PathBuf) -> Vec<std::path::PathBuf> {
    match std::fs::read_dir(&place) {
        Ok(below) => below.flatten().flat_map(|entry| files(entry.path())).collect(),
        Err(_) => vec![place],
    }
}
