//! The life of a change: drafted, asked for, decided, started, ended; each step with what the database then holds, in every table it touches.

use super::{Desk, Office, open_project};
use antops::app::settings::Settings;
use antops::domain::request::Query;
use antops::domain::value::Record;
use antops::ports::{SignIn, SignedIn};
use ratatui::layout::Size;
use secrecy::SecretString;
use std::sync::Arc;

/// One value of a change, of the row itself unless the SQL says otherwise; `c` is the change.
pub async fn change(office: &Office, what: &str, number: &str) -> String {
    office.ask(&format!("select {what} from changes c where change_number = 'ACM-CHG-{number}'")).await
}

/// What the approvals of a change say, oldest first.
pub const APPROVALS: &str = "(select string_agg(concat_ws(' ', a.status, split_part(d.email, '@', 1), a.comments), '; ' order by a.requested_at)
     from change_approvals a left join profiles d on d.id = a.approved_by where a.change_id = c.id)";
/// What is to happen to it at its time.
pub const AUTOMATIONS: &str =
    "(select string_agg(concat_ws(' ', automation_type, executed, error_message), '; ' order by automation_type)
     from change_automations a where a.change_id = c.id)";
/// The comments on it that tell of a step, oldest first.
pub const MARKERS: &str =
    "(select string_agg(concat_ws(' ', split_part(p.email, '@', 1), k.content), '; ' order by k.created_at)
     from comments k join profiles p on p.id = k.author_id where k.change_id = c.id and k.content like '%**%|%')";
/// Who found it in their inbox, and as what.
pub const INBOXES: &str =
    "(select string_agg(concat_ws(' ', split_part(p.email, '@', 1), n.type), '; ' order by p.email)
     from notifications n join profiles p on p.id = n.user_id where n.change_id = c.id)";

/// Somebody with the cursor on a change, whatever it is by now.
pub async fn at_change(office: &Office, who: &str, number: &str) -> Desk {
    let mut desk = office.desk(who).await;
    go_to_change(&mut desk, number).await;
    desk
}

pub async fn go_to_change(desk: &mut Desk, number: &str) {
    desk.press("3 / ctrl-u");
    desk.type_text(&format!("status:any number:{number}"));
    desk.press("enter");
    let is_there =
        |desk: &super::Driver| desk.model().selected_change().is_some_and(|row| row.name().ends_with(number));
    desk.wait_until(number, is_there).await.unwrap();
    desk.wait_until("its timeline", |desk| {
        let record = Record::Change(desk.model().selected_change().unwrap().id);
        desk.model().remote.line(&Query::Timeline(record)).is_some_and(|line| line.answered_at.is_some())
    })
    .await
    .unwrap();
    desk.settle().await.unwrap();
}

/// A person whose antops starts what is due.
async fn punctual(office: &Office, who: &str) -> Desk {
    let account = office.stack.accounts().iter().find(|account| account.email.starts_with(who)).unwrap();
    let home = Arc::new(tempfile::tempdir().unwrap());
    let project = open_project(&office.stack.url(), office.stack.keys().publishable(), home.path());
    let password = SecretString::from(account.password.clone());
    let step = SignIn::Password { email: account.email.clone(), password };
    assert_eq!(project.backend.sign_in(step).await.unwrap(), SignedIn::Ready);
    let settings = Settings { runs_due: true, ..Settings::default() };
    Desk::start(Some(project), home, Size { width: 160, height: 50 }, &settings).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_drafted_with_everything_and_every_column_arrives() {
    let office = Office::open().await;
    let mut lena = office.desk("lena").await;
    lena.press("3 n");
    lena.type_text("Drain edge-eu before the patch");
    lena.press("tab");
    lena.type_text("One worker at a time.");
    lena.press("tab");
    lena.type_text("Undrain it.");
    lena.press("alt-enter");
    lena.sees("A test plan is needed").await;
    lena.type_text("No 500 at the edge.");
    lena.press("tab");
    lena.type_text("2031-12-01 22:00");
    lena.sees("Mon 1 Dec 22:00 UTC, in").await;
    lena.press("tab");
    lena.type_text("50m");
    lena.press("tab h tab");
    lena.type_text("omar");
    lena.press("enter");
    lena.type_text("edge-eu");
    lena.press("enter esc tab");
    lena.type_text("edge, window:night");
    lena.press("tab");
    lena.type_text("0007");
    lena.press("enter");
    lena.do_keys("alt-enter").await;
    lena.sees("Drafted ACM-CHG-0011.").await;
    let row = "concat_ws('|', title, description, rollback_plan, test_plan, status, priority,
        (select email from profiles where id = requested_by), (select email from profiles where id = assigned_to),
        scheduled_for at time zone 'utc', estimated_end_time at time zone 'utc', array_to_string(tags, ' '),
        array_to_string(affected_services, ' '), (select problem_number from problems where id = problem_id), incident_id is null)";
    assert_eq!(
        change(&office, row, "0011").await,
        "Drain edge-eu before the patch|<p>One worker at a time.</p>|<p>Undrain it.</p>|<p>No 500 at the edge.</p>|draft|high|\
         lena@acme.example|omar@acme.example|2031-12-01 22:00:00|2031-12-01 22:50:00|edge window:night|edge-eu|ACM-PRBM-0007|t"
    );
    // A title alone sends that column.
    lena.press("E ctrl-u");
    lena.type_text("Drain the edge before the patch");
    lena.do_keys("alt-enter").await;
    lena.sees("Changed title of ACM-CHG-0011.").await;
    assert_eq!(change(&office, "title", "0011").await, "Drain the edge before the patch");
    lena.do_keys("u").await;
    assert_eq!(change(&office, "title", "0011").await, "Drain edge-eu before the patch");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_draft_to_the_end_every_table_tells_the_same_story() {
    let office = Office::open().await;
    let mut lena = at_change(&office, "lena", "0009").await;
    lena.do_keys("R").await;
    lena.sees("Asked for approval of ACM-CHG-0009; 4 people were told.").await;
    assert_eq!(change(&office, "status", "0009").await, "pending");
    assert_eq!(change(&office, APPROVALS, "0009").await, "pending");
    assert_eq!(
        change(&office, INBOXES, "0009").await,
        "ana change_approval_request; bo change_approval_request; ines change_approval_request; jun change_approval_request"
    );
    let data = "(select distinct data::text from notifications n where n.change_id = c.id)";
    assert!(change(&office, data, "0009").await.contains("\"changTitle\": \"Settle in batches of ten thousand\""));
    assert!(
        change(&office, MARKERS, "0009")
            .await
            .starts_with("lena 📋 **APPROVAL REQUESTED** | Waits for a manager's decision. Content ")
    );

    // Bo decides; the change is not his to move, and Lena's antops moves it.
    let mut bo = at_change(&office, "bo", "0009").await;
    bo.do_keys("d").await;
    bo.sees("it says what it said when it was asked for").await;
    bo.sees("you decide; Lena's antops moves the change").await;
    bo.do_keys("a").await;
    bo.type_text("go, keep ana posted");
    bo.do_keys("enter").await;
    bo.type_text("9");
    bo.do_keys("enter").await;
    bo.sees("Type 0009 to approve ACM-CHG-0009.").await;
    bo.do_keys("ctrl-u").await;
    bo.type_text("0009");
    bo.do_keys("enter").await;
    bo.sees("Approved ACM-CHG-0009.").await;
    lena.sees("Applied Bo's approval: ACM-CHG-0009 is approved now.").await;
    lena.settle().await.unwrap();
    assert_eq!(change(&office, "status", "0009").await, "approved");
    assert_eq!(change(&office, APPROVALS, "0009").await, "approved bo go, keep ana posted");
    assert!(change(&office, MARKERS, "0009").await.ends_with("bo ✅ **APPROVED** | go, keep ana posted"));
    assert!(change(&office, INBOXES, "0009").await.contains("lena change_approved"));
    assert_eq!(change(&office, AUTOMATIONS, "0009").await, "", "it has no window");

    // A window moves what is to happen with it, and brings what was not to happen.
    lena.press("M");
    lena.type_text("+2h");
    lena.press("tab");
    lena.type_text("30m");
    lena.do_keys("enter").await;
    lena.sees("Rescheduled ACM-CHG-0009.").await;
    assert_eq!(change(&office, AUTOMATIONS, "0009").await, "auto_start f; completion_prompt f");
    let agrees = "(select bool_and(a.scheduled_for = case automation_type when 'auto_start' then c.scheduled_for else c.estimated_end_time end)
        from change_automations a where a.change_id = c.id)";
    assert_eq!(change(&office, agrees, "0009").await, "true");

    lena.do_keys("i").await;
    lena.sees("Started ACM-CHG-0009.").await;
    assert_eq!(change(&office, "status", "0009").await, "in_progress");
    assert_eq!(change(&office, AUTOMATIONS, "0009").await, "auto_start t; completion_prompt f");

    lena.press("X");
    lena.type_text("Totals agree.");
    lena.do_keys("alt-enter").await;
    lena.sees("Completed ACM-CHG-0009.").await;
    assert_eq!(change(&office, "concat_ws(' ', status, completed_at is not null)", "0009").await, "completed t");
    assert_eq!(change(&office, AUTOMATIONS, "0009").await, "auto_start t; completion_prompt t");
    let response =
        "(select concat_ws(' ', outcome, notes) from change_completion_responses r where r.change_id = c.id)";
    assert_eq!(change(&office, response, "0009").await, "completed Totals agree.");
    assert!(change(&office, MARKERS, "0009").await.ends_with("lena ✅ **COMPLETED** | Totals agree."));
    let told = "(select string_agg(split_part(p.email, '@', 1), ' ') from comment_notifications n join profiles p on p.id = n.user_id
        join comments k on k.id = n.comment_id where k.change_id = c.id and k.content like '%COMPLETED%')";
    assert_eq!(change(&office, told, "0009").await, "bo", "whoever decided is told how it went");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_says_so_and_only_its_assignee_can_say_it() {
    let office = Office::open().await;
    // Omar asked for it, Lena does it.
    let mut omar = at_change(&office, "omar", "0006").await;
    omar.do_keys("F").await;
    omar.sees("only Lena (assigned) may say what came of ACM-CHG-0006").await;
    assert_eq!(change(&office, "status", "0006").await, "in_progress");
    let mut lena = at_change(&office, "lena", "0006").await;
    lena.press("F");
    lena.type_text("The plan got worse. Target reset.");
    lena.do_keys("alt-enter").await;
    lena.sees("ACM-CHG-0006 has failed; that is written down.").await;
    assert_eq!(change(&office, "concat_ws(' ', status, completed_at)", "0006").await, "failed");
    let response =
        "(select concat_ws(' ', outcome, notes) from change_completion_responses r where r.change_id = c.id)";
    assert_eq!(change(&office, response, "0006").await, "failed The plan got worse. Target reset.");
    assert!(change(&office, MARKERS, "0006").await.ends_with("lena ❌ **FAILED** | The plan got worse. Target reset."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_withdrawn_asked_again_and_the_change_cancelled() {
    let office = Office::open().await;
    let mut omar = at_change(&office, "omar", "0007").await;
    omar.press("W");
    omar.type_text("window moves");
    omar.do_keys("enter").await;
    omar.sees("Withdrew ACM-CHG-0007: it is a draft again.").await;
    assert_eq!(change(&office, "status", "0007").await, "draft");
    assert_eq!(change(&office, APPROVALS, "0007").await, "pending", "nobody but who decides can answer it");
    assert!(change(&office, MARKERS, "0007").await.ends_with("omar 📝 **WITHDRAWN** | window moves"));
    omar.do_keys("R").await;
    omar.sees("Asked for approval of ACM-CHG-0007").await;
    assert_eq!(change(&office, APPROVALS, "0007").await, "pending; pending");
    omar.press("Z");
    omar.type_text("The patch fixes it.");
    omar.do_keys("enter").await;
    omar.sees("Cancelled ACM-CHG-0007.").await;
    assert_eq!(change(&office, "status", "0007").await, "cancelled");
    assert!(change(&office, MARKERS, "0007").await.ends_with("omar ❌ **CANCELLED** | The patch fixes it."));
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_calls_off_what_was_to_happen_and_the_step_menu_says_what_cannot_be_done() {
    let office = Office::open().await;
    let mut lena = at_change(&office, "lena", "0004").await;
    lena.do_keys("s").await;
    lena.sees("ACM-CHG-0004 is approved").await;
    lena.do_keys("c").await;
    lena.sees("only what is in progress can be completed").await;
    lena.do_keys("x").await;
    lena.type_text("Not this week.");
    lena.do_keys("enter").await;
    assert_eq!(change(&office, "status", "0004").await, "cancelled");
    assert_eq!(
        change(&office, AUTOMATIONS, "0004").await,
        "auto_start t Change was cancelled; completion_prompt t Change was cancelled"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own() {
    let office = Office::open().await;
    let mut dana = at_change(&office, "dana", "0010").await;
    dana.do_keys("a").await;
    dana.sees("Took ACM-CHG-0010.").await;
    dana.do_keys("A").await;
    dana.type_text("omar");
    dana.do_keys("enter").await;
    dana.sees("Assigned ACM-CHG-0010 to Omar").await;
    dana.do_keys("p h enter").await;
    dana.sees("Changed priority of ACM-CHG-0010.").await;
    dana.do_keys("t").await;
    dana.type_text(", disk");
    dana.do_keys("enter").await;
    dana.sees("Changed tags of ACM-CHG-0010.").await;
    dana.do_keys("l").await;
    dana.type_text("0003");
    dana.do_keys("enter").await;
    dana.sees("ACM-CHG-0010").await;
    let row =
        "concat_ws(' ', (select email from profiles where id = assigned_to), priority, array_to_string(tags, ','),
        (select problem_number from problems where id = problem_id), incident_id is null)";
    assert_eq!(change(&office, row, "0010").await, "omar@acme.example high storage,disk ACM-PRBM-0003 t");
    dana.do_keys("P").await;
    assert!(dana.model().selected_problem().is_some_and(|row| row.name().ends_with("0003")));
    dana.do_keys("esc y").await;
    dana.sees("Path in the web app").await;
    dana.do_keys("b").await;
    dana.sees("Sent to the terminal's clipboard").await;
    // Each of the five is taken back by itself.
    dana.do_keys("u u u u u").await;
    assert_eq!(
        change(&office, "concat_ws(' ', assigned_to, priority, array_to_string(tags, ','))", "0010").await,
        "low storage"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_planned_from_an_incident_and_from_a_problem() {
    let office = Office::open().await;
    let mut omar = office.desk("omar").await;
    omar.go_to("0042").await;
    omar.do_keys("C").await;
    omar.sees("For ACM-INC-0042").await;
    omar.press("tab tab");
    omar.type_text("Old config.");
    omar.press("tab");
    omar.type_text("Synthetic checkout.");
    omar.do_keys("alt-enter").await;
    omar.sees("Drafted ACM-CHG-0011.").await;
    let ends = "concat_ws(' ', (select incident_number from incidents where id = incident_id), problem_id, array_to_string(affected_services, ','))";
    let services = office
        .ask("select array_to_string(affected_services, ',') from incidents where incident_number = 'ACM-INC-0042'")
        .await;
    assert_eq!(change(&office, ends, "0011").await, format!("ACM-INC-0042 {services}"));
    omar.press("2 / ctrl-u");
    omar.type_text("status:any number:0007");
    omar.do_keys("enter C").await;
    omar.press("tab tab");
    omar.type_text("Old pool.");
    omar.press("tab");
    omar.type_text("Count 500s.");
    omar.do_keys("alt-enter").await;
    omar.sees("Drafted ACM-CHG-0012.").await;
    assert_eq!(
        change(&office, "(select problem_number from problems where id = problem_id)", "0012").await,
        "ACM-PRBM-0007"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life() {
    let office = Office::open().await;
    let mut lena = office.desk("lena").await;
    lena.do_keys("3 w").await;
    lena.sees("no window").await;
    lena.sees("CHG-0007").await;
    let today = lena.model().first_day();
    lena.do_keys(">").await;
    assert_eq!(lena.model().first_day(), today.saturating_add(jiff::ToSpan::days(7)));
    lena.do_keys("< right h 0").await;
    assert_eq!(lena.model().first_day(), today);
    lena.do_keys("<").await;
    lena.do_keys(".").await;
    lena.sees("CHG-0006").await;
    lena.do_keys("w").await;
    go_to_change(&mut lena, "0004").await;
    lena.do_keys("b").await;
    lena.sees("approved 1").await;
    lena.do_keys(">").await;
    lena.sees("Started ACM-CHG-0004.").await;
    assert_eq!(change(&office, "status", "0004").await, "in_progress");
    lena.do_keys("<").await;
    lena.sees("there is no way back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_changes_are_filtered_in_the_same_language() {
    let office = Office::open().await;
    let mut bo = office.desk("bo").await;
    bo.do_keys("3 /").await;
    bo.type_text("status:pending service:edge");
    bo.do_keys("enter").await;
    bo.sees("2 of 10").await;
    bo.do_keys("backspace").await;
    bo.sees("7 of 10").await;
    bo.do_keys("/").await;
    bo.type_text("starts:<4h");
    bo.do_keys("enter").await;
    bo.sees("1 of 10").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_started_by_one_of_those_who_want_that_and_told_once() {
    let office = Office::open().await;
    office
        .run(
            "update changes set assigned_to = (select id from profiles where email = 'omar@acme.example') where change_number = 'ACM-CHG-0004';
             update change_automations a set scheduled_for = now() - interval '1 minute' from changes c
             where c.id = a.change_id and c.change_number = 'ACM-CHG-0004' and automation_type = 'auto_start'",
        )
        .await;
    let (mut lena, mut omar) = (punctual(&office, "lena").await, punctual(&office, "omar").await);
    for desk in [&mut lena, &mut omar] {
        desk.wait_until("it runs", |desk| {
            desk.model().rows.changes.values().any(|row| {
                row.name().ends_with("0004") && row.status == antops::domain::value::ChangeStatus::InProgress
            })
        })
        .await
        .unwrap();
        desk.settle().await.unwrap();
    }
    assert_eq!(change(&office, "status", "0004").await, "in_progress");
    assert_eq!(change(&office, AUTOMATIONS, "0004").await, "auto_start t; completion_prompt f");
    let markers = change(&office, MARKERS, "0004").await;
    assert_eq!(markers.matches("**AUTO-STARTED**").count(), 1, "{markers}");
    let inboxes = change(&office, INBOXES, "0004").await;
    assert_eq!(inboxes.matches("change_auto_started").count(), 1, "the other of both: {inboxes}");
}
