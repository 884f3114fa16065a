//! What can be done with one problem, down to the columns of its row: its verbs, its texts, and taking them back.

use super::{Desk, Office, open_project};
use antops::app::settings::Settings;
use antops::domain::value::Record;
use ratatui::layout::Size;
use std::sync::Arc;

async fn cell(office: &Office, column: &str, number: &str) -> String {
    office.ask(&format!("select {column} from problems where problem_number = 'ACM-PRBM-{number}'")).await
}

/// Somebody with the cursor on a problem.
async fn at_problem(office: &Office, who: &str, number: &str) -> Desk {
    let mut desk = office.desk(who).await;
    go_to(&mut desk, number).await;
    desk
}

async fn go_to(desk: &mut Desk, number: &str) {
    desk.do_keys("2 g").await;
    let many = desk.model().problems.list.order().len();
    for _ in 0..many {
        if desk.model().selected_problem().is_some_and(|row| row.name().ends_with(number)) {
            return;
        }
        desk.do_keys("j").await;
    }
    assert!(desk.model().selected_problem().is_some_and(|row| row.name().ends_with(number)), "{number} is in the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_taken_moved_and_given_away_and_each_is_taken_back() {
    let office = Office::open().await;
    let mut mia = at_problem(&office, "mia", "0005").await;
    mia.do_keys("a").await;
    mia.sees("Took ACM-PRBM-0005.").await;
    let state =
        "concat_ws(' ', status, (select email from profiles p where p.id = assigned_to), resolved_at is not null)";
    assert_eq!(cell(&office, state, "0005").await, "investigating mia@acme.example f");
    mia.do_keys("s e").await;
    mia.sees("ACM-PRBM-0005 is a known error now.").await;
    mia.sees("It has no workaround yet; w writes one.").await;
    mia.do_keys("s r").await;
    mia.sees("Resolved ACM-PRBM-0005.").await;
    assert_eq!(cell(&office, state, "0005").await, "resolved mia@acme.example t");
    mia.do_keys("A").await;
    mia.type_text("lena");
    mia.do_keys("enter").await;
    mia.sees("Assigned ACM-PRBM-0005 to Lena").await;
    for expected in [
        "resolved mia@acme.example t",
        "known_error mia@acme.example f",
        "investigating mia@acme.example f",
        "identified f",
    ] {
        mia.do_keys("u").await;
        assert_eq!(cell(&office, state, "0005").await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ratings_and_tags_of_a_problem_have_keys_of_their_own_and_undo_brings_back_all_of_it() {
    let office = Office::open().await;
    // As the web app makes it: no ratings, the priority by hand.
    office
        .run("update problems set criticality = null, urgency = null, priority = 'high' where problem_number = 'ACM-PRBM-0005'")
        .await;
    let mut mia = at_problem(&office, "mia", "0005").await;
    let rating = "concat_ws(' ', criticality, urgency, priority, auto_priority)";
    mia.do_keys("p").await;
    mia.sees("the matrix needs both ratings").await;
    mia.do_keys("c enter h alt-enter").await;
    mia.sees("Changed criticality, urgency and priority of ACM-PRBM-0005.").await;
    assert_eq!(cell(&office, rating, "0005").await, "critical high critical t");
    mia.do_keys("u").await;
    assert_eq!(cell(&office, rating, "0005").await, "high t");
    mia.do_keys("t").await;
    mia.type_text(", team:web");
    mia.do_keys("enter").await;
    mia.sees("Changed tags of ACM-PRBM-0005.").await;
    assert_eq!(cell(&office, "tags", "0005").await, "{search,import,team:web}");
    assert_eq!(cell(&office, "affected_services", "0005").await, "{search,db-catalog}", "nothing else is touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn editing_a_problem_changes_what_was_touched_and_its_draft_is_found_by_the_next_process() {
    let office = Office::open().await;
    let mut mia = at_problem(&office, "mia", "0005").await;
    let rest = "to_jsonb(problems) - 'title' - 'updated_at'";
    let before = cell(&office, rest, "0005").await;
    mia.do_keys("E").await;
    mia.type_text(", still");
    mia.settle().await.unwrap();
    let home = Arc::clone(&mia.home);
    drop(mia); // as kill -9 does: nothing is said to anybody
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let mut again = Desk::start(Some(project), home, Size { width: 120, height: 40 }, &Settings::default()).await;
    again.sees("LIVE").await;
    go_to(&mut again, "0005").await;
    again.do_keys("E").await;
    again.sees("1 field changes: title.").await;
    again.do_keys("alt-enter").await;
    again.sees("Changed title of ACM-PRBM-0005.").await;
    assert_eq!(cell(&office, "title", "0005").await, "Search results lag behind catalogue imports, still");
    assert_eq!(cell(&office, rest, "0005").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_a_problem_is_written_read_in_the_preview_and_emptied_only_after_a_question() {
    let office = Office::open().await;
    let mut mia = at_problem(&office, "mia", "0005").await;
    mia.do_keys("w").await;
    mia.sees("none yet").await;
    mia.do_keys("w").await;
    mia.type_text("Import **twice**:\n\n- `import --now`");
    mia.sees("The workaround of ACM-PRBM-0005").await;
    mia.do_keys("alt-enter").await;
    mia.sees("Changed workaround of ACM-PRBM-0005.").await;
    let workaround = cell(&office, "workaround", "0005").await;
    assert!(
        workaround.contains("<strong>twice</strong>") && workaround.contains("<code>import --now</code>"),
        "{workaround}"
    );
    mia.do_keys("w w ctrl-u backspace ctrl-u backspace ctrl-u alt-enter").await;
    mia.sees("Empty the workaround?").await;
    assert_eq!(cell(&office, "workaround", "0005").await, workaround, "a question writes nothing");
    mia.do_keys("y").await;
    mia.sees("Changed workaround of ACM-PRBM-0005.").await;
    assert_eq!(cell(&office, "workaround is null", "0005").await, "true");
    mia.do_keys("u").await;
    assert_eq!(cell(&office, "workaround", "0005").await, workaround);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_a_colleague_wrote_first_is_not_written_over_and_both_are_shown() {
    let office = Office::open().await;
    let mut mia = at_problem(&office, "mia", "0008").await;
    let mut omar = at_problem(&office, "omar", "0008").await;
    mia.do_keys("w r").await;
    mia.type_text("The queue sends twice.");
    mia.settle().await.unwrap();
    omar.do_keys("w r").await;
    omar.type_text("A deploy replays what was sent.");
    omar.do_keys("alt-enter").await;
    omar.sees("Changed root cause of ACM-PRBM-0008.").await;
    mia.sees("changed elsewhere meanwhile").await;
    mia.do_keys("alt-enter").await;
    mia.sees("Root cause of ACM-PRBM-0008 changed meanwhile. Nothing was written.").await;
    mia.sees("What you typed is kept; w goes on with it.").await;
    assert_eq!(cell(&office, "root_cause", "0008").await, "<p>A deploy replays what was sent.</p>");
    mia.do_keys("esc w").await;
    mia.sees("your draft").await;
    mia.do_keys("r").await;
    mia.sees("It says: A deploy replays what was sent.").await;
    mia.sees("Your draft: The queue sends twice.").await;
    mia.do_keys("b alt-enter").await;
    mia.sees("Changed root cause of ACM-PRBM-0008.").await;
    assert_eq!(
        cell(&office, "root_cause", "0008").await,
        "<p>A deploy replays what was sent.</p><p>The queue sends twice.</p>"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_begun_before_the_machine_died_is_gone_on_with() {
    let office = Office::open().await;
    let mut mia = at_problem(&office, "mia", "0005").await;
    mia.do_keys("w s").await;
    mia.type_text("Index while importing");
    mia.settle().await.unwrap();
    let home = Arc::clone(&mia.home);
    drop(mia);
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let mut again = Desk::start(Some(project), home, Size { width: 120, height: 40 }, &Settings::default()).await;
    again.sees("LIVE").await;
    go_to(&mut again, "0005").await;
    again.sees("the solution: Index while").await;
    again.set_editor(|text| Ok(Some(format!("{text}, not after."))));
    again.do_keys("w s ctrl-e").await;
    again.do_keys("alt-enter").await;
    again.sees("Changed solution of ACM-PRBM-0005.").await;
    assert_eq!(cell(&office, "solution", "0005").await, "<p>Index while importing, not after.</p>");
    assert!(again.model().drafts.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_is_not_hers_is_not_changed_but_asked_for() {
    let office = Office::open().await;
    let mut dana = at_problem(&office, "dana", "0007").await;
    let problem = dana.model().selected_problem().unwrap().id;
    for key in ["a", "A", "s", "w", "E", "p", "t"] {
        dana.do_keys(key).await;
        dana.sees("Only Ana (created) or Omar (assigned) may change ACM-PRBM-0007.").await;
        dana.do_keys("n").await;
    }
    dana.do_keys("w y").await;
    dana.wait_until("the comment", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(dana.model().timeline(Record::Problem(problem)).len(), 4);
    let asked = "select count(*) from comments c join problems p on p.id = c.problem_id \
                 where p.problem_number = 'ACM-PRBM-0007' and c.content like '%please hand%'";
    assert_eq!(office.ask(asked).await, "1");
}
