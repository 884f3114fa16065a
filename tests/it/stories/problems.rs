//! The problems: looking, filtering, the board, going to what belongs to one and back, and what a colleague does meanwhile.

use super::{Desk, Office};
use antops::app::Model;
use antops::app::board::Columns;
use antops::app::panes::Pane;
use antops::domain::value::Record;

/// The numbers the list shows, in order.
fn shown(desk: &Desk) -> Vec<String> {
    let model = desk.model();
    model.problems.list.order().iter().filter_map(|id| model.problem(*id)).map(|row| row.name()).collect()
}

fn sorted(mut numbers: Vec<String>) -> Vec<String> {
    numbers.sort();
    numbers
}

/// The numbers the database holds, in order.
async fn held(office: &Office, wanted: &str, order: &str) -> Vec<String> {
    let sql = format!(
        "select string_agg(problem_number, ' ' order by {order}) from problems where organization_id = \
         (select organization_id from profiles where email = 'dana@acme.example') and {wanted}"
    );
    office.ask(&sql).await.split_whitespace().map(ToOwned::to_owned).collect()
}

async fn status(office: &Office, number: &str) -> String {
    office.ask(&format!("select status from problems where problem_number = 'ACM-PRBM-{number}'")).await
}

/// Puts the cursor on a problem, with the keys a person would use.
async fn go_to(desk: &mut Desk, number: &str) {
    desk.press("/ ctrl-u");
    desk.type_text(&format!("status:any {number}"));
    desk.do_keys("enter").await;
    assert_eq!(desk.model().selected_problem().unwrap().name(), format!("ACM-PRBM-{number}"));
}

const OPEN: &str = "status not in ('resolved', 'closed')";

#[tokio::test(flavor = "multi_thread")]
async fn each_view_of_the_problems_shows_what_the_database_holds_for_it() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("2").await;
    assert_eq!(shown(&ana), held(&office, OPEN, "priority desc, created_at desc").await);
    ana.do_keys("]").await;
    assert_eq!(sorted(shown(&ana)), held(&office, "status = 'known_error'", "problem_number").await);
    ana.do_keys("]").await;
    assert_eq!(sorted(shown(&ana)), held(&office, "true", "problem_number").await);
    ana.do_keys("S o").await;
    assert_eq!(shown(&ana), held(&office, "true", "created_at").await);
    ana.do_keys("S u").await;
    assert_eq!(shown(&ana), held(&office, "true", "updated_at desc, created_at desc").await);
    let many = "(select count(*) from incidents i where i.problem_id = problems.id)";
    ana.do_keys("S l").await;
    let wanted = format!("status in ('resolved', 'closed'), {many} desc, created_at desc");
    assert_eq!(shown(&ana), held(&office, "true", &wanted).await);
    ana.do_keys("[").await;
    assert_eq!(ana.model().problems.view().name, "Known errors");
    ana.do_keys("v 1").await;
    assert_eq!(shown(&ana), held(&office, OPEN, "priority desc, created_at desc").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_problems_are_filtered_in_the_same_language() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.press("2 /");
    ana.type_text("service:checkout");
    ana.do_keys("enter").await;
    assert_eq!(shown(&ana), ["ACM-PRBM-0007"]);
    ana.sees("1 of 8").await;
    ana.press("/ ctrl-u");
    ana.type_text("slo:breached");
    ana.sees("\"slo\" cannot be asked of a problem").await;
    ana.press("ctrl-u");
    ana.type_text("status:kn");
    ana.press("tab");
    ana.sees("status:known_error").await;
    ana.do_keys("enter").await;
    assert_eq!(sorted(shown(&ana)), held(&office, "status = 'known_error'", "problem_number").await);
    ana.do_keys("backspace").await;
    assert_eq!(sorted(shown(&ana)), held(&office, OPEN, "problem_number").await);
    ana.press("/");
    ana.type_text("nothing is called so");
    ana.do_keys("enter").await;
    ana.sees("None of 8 problems matches the filter.").await;
    ana.do_keys("esc").await;
    assert_eq!(sorted(shown(&ana)), held(&office, OPEN, "problem_number").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_moved_from_column_to_column_and_the_database_follows() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("2 b").await;
    for (lane, status) in ["identified", "investigating", "known_error", "resolved", "closed"].into_iter().enumerate() {
        let held = held(&office, &format!("status = '{status}'"), "problem_number").await;
        assert_eq!(ana.model().problems.cards(lane).0.len(), held.len(), "{status}");
    }
    go_to(&mut ana, "0007").await;
    let lane = |desk: &Desk| desk.model().problems.lane();
    assert_eq!(lane(&ana), 2);
    ana.do_keys(">").await;
    ana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!((status(&office, "0007").await.as_str(), lane(&ana)), ("resolved", 3));
    assert_ne!(office.ask("select resolved_at from problems where problem_number = 'ACM-PRBM-0007'").await, "");
    ana.do_keys("<").await;
    ana.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!((status(&office, "0007").await.as_str(), lane(&ana)), ("known_error", 2));
    assert_eq!(office.ask("select resolved_at from problems where problem_number = 'ACM-PRBM-0007'").await, "");
    ana.do_keys("backspace").await;
    ana.do_keys("l").await;
    assert_eq!(lane(&ana), 3);
    ana.do_keys("h left").await;
    assert_eq!(lane(&ana), 1);
    // 0008 is Mia's and Omar's.
    go_to(&mut ana, "0008").await;
    ana.do_keys(">").await;
    ana.sees("Not yours to change").await;
    assert_eq!(status(&office, "0008").await, "identified");
    ana.do_keys("esc b").await;
    assert!(!ana.model().problems.is_board());
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_problem_to_what_belongs_to_it_and_back() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("2").await;
    go_to(&mut ana, "0007").await;
    let linked = "select count(*) from incidents i join problems p on p.id = i.problem_id where p.problem_number = 'ACM-PRBM-0007'";
    let many = ana.model().linked(ana.model().selected_problem().unwrap().id).unwrap().incidents.len();
    assert_eq!(office.ask(linked).await, many.to_string());
    ana.press("P");
    ana.type_text("0042");
    ana.do_keys("enter").await;
    assert_eq!(ana.model().pane, Pane::Incidents);
    assert_eq!(ana.model().selected_incident().unwrap().name(), "ACM-INC-0042");
    ana.do_keys("esc").await;
    assert_eq!(ana.model().pane, Pane::Problems);
    assert_eq!(ana.model().selected_problem().unwrap().name(), "ACM-PRBM-0007");
    ana.press("P");
    ana.type_text("CHG");
    ana.do_keys("enter").await;
    assert_eq!(ana.model().pane, Pane::Changes);
    let for_it = "select change_number from changes c join problems p on p.id = c.problem_id where p.problem_number = 'ACM-PRBM-0007'";
    assert_eq!(office.ask(for_it).await, ana.model().selected_change().unwrap().name());
    ana.do_keys("esc").await;
    assert_eq!(ana.model().pane, Pane::Problems);
    assert_eq!(ana.model().selected_problem().unwrap().name(), "ACM-PRBM-0007");
    go_to(&mut ana, "0008").await;
    let none = "select count(*) from incidents i join problems p on p.id = i.problem_id where p.problem_number = 'ACM-PRBM-0008'";
    if office.ask(none).await == "0" {
        ana.do_keys("P").await;
        ana.sees("no incident and no change belongs to it").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_copied_by_number_title_path_and_as_markdown() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("2").await;
    go_to(&mut ana, "0007").await;
    let id = office.ask("select id from problems where problem_number = 'ACM-PRBM-0007'").await;
    ana.do_keys("y l y m").await;
    assert_eq!(ana.copied()[0], format!("/problems/{id}"), "what stands behind the address of the web app");
    let copied = ana.copied()[1].clone();
    assert!(copied.starts_with("**ACM-PRBM-0007** Edge keeps dead connections"), "{copied}");
    assert!(copied.contains("### Workaround") && copied.contains("- ACM-INC-0042 "), "{copied}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_does_arrives_and_nothing_jumps_under_the_cursor() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("2 j").await;
    let (before, selected) = (shown(&ana), ana.model().selected_problem().unwrap().id);
    // Somebody links one more incident to the last of them, raises it, and resolves the one under the cursor.
    let last = before.last().unwrap().clone();
    office.run(&format!("update problems set priority = 'critical', auto_priority = false, title = 'Raised' where problem_number = '{last}'")).await;
    ana.sees("Raised").await;
    ana.sees("1 moved").await;
    assert_eq!(shown(&ana), before, "nothing moved by itself");
    office.run(&format!("update problems set status = 'resolved' where id = '{selected}'")).await;
    ana.wait_until("the news", |desk| desk.model().selected_problem().is_some_and(|row| row.status.is_over()))
        .await
        .unwrap();
    assert_eq!(ana.model().selected_problem().unwrap().id, selected, "it stays under the cursor");
    ana.do_keys("j").await;
    let now = held(&office, OPEN, "priority desc, created_at desc").await;
    assert_eq!(shown(&ana), now, "leaving the row is the moment for a new order");
    let counts = |model: &Model, number: &str| {
        let id = model.rows.problems.values().find(|row| row.name() == number).unwrap().id;
        model.linked(id).map_or(0, |linked| linked.incidents.len())
    };
    let many = counts(ana.model(), &last);
    office
        .run(&format!(
            "update incidents set problem_id = (select id from problems where problem_number = '{last}') where incident_number = 'ACM-INC-0043'"
        ))
        .await;
    ana.wait_until("the link", |desk| counts(desk.model(), &last) == many + 1).await.unwrap();
    assert_eq!(
        ana.model().subject(),
        ana.model().selected_problem().map(|row| Record::Problem(row.id)),
        "the cursor is where it was"
    );
}
