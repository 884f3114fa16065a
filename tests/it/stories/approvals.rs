//! Two facts, shown as two: what was decided, and where the change stands. Who decides often cannot move the change; who can finishes it, once;
//! and nothing that nobody decided is ever taken for a decision.

use super::changes::{APPROVALS, AUTOMATIONS, INBOXES, MARKERS, at_change, change, go_to_change};
use super::{Desk, Office};

/// Approves what lies open in the approval view.
async fn approve(desk: &mut Desk, sentence: &str, number: &str) {
    desk.do_keys("a").await;
    desk.type_text(sentence);
    desk.do_keys("enter").await;
    desk.type_text(number);
    desk.do_keys("enter").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_manager_decided_while_the_requester_was_away_is_finished_when_they_come() {
    let office = Office::open().await;
    let mut bo = at_change(&office, "bo", "0007").await;
    bo.do_keys("d").await;
    approve(&mut bo, "go", "0007").await;
    bo.sees("Omar's antops moves the change as soon as it sees that").await;
    assert_eq!(change(&office, "status", "0007").await, "pending", "it is not Bo's to move");
    assert_eq!(change(&office, APPROVALS, "0007").await, "approved bo go");
    bo.sees("It was approved and still waits. Omar's antops moves it.").await;
    let mut omar = office.desk("omar").await;
    omar.sees("Applied Bo's approval: ACM-CHG-0007 is approved now.").await;
    omar.settle().await.unwrap();
    assert_eq!(change(&office, "status", "0007").await, "approved");
    assert_eq!(change(&office, AUTOMATIONS, "0007").await, "auto_start f; completion_prompt f");
    // Once: nothing of it is done again by the next start, nor by his other window.
    let before = change(&office, "updated_at", "0007").await;
    let mut again = office.desk("omar").await;
    again.settle().await.unwrap();
    assert_eq!(change(&office, "updated_at", "0007").await, before);
    assert_eq!(change(&office, AUTOMATIONS, "0007").await, "auto_start f; completion_prompt f");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_web_app_left_half_approved_is_finished_and_told() {
    let office = Office::half_decided().await;
    assert_eq!(change(&office, "status", "0005").await, "pending");
    let mut dana = office.desk("dana").await;
    dana.sees("Applied Bo's approval: ACM-CHG-0005 is approved now.").await;
    dana.settle().await.unwrap();
    assert_eq!(change(&office, "status", "0005").await, "approved");
    assert_eq!(change(&office, AUTOMATIONS, "0005").await, "auto_start f; completion_prompt f");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_says_why_and_cancels_the_change() {
    let office = Office::open().await;
    let mut omar = at_change(&office, "omar", "0007").await;
    let mut ana = at_change(&office, "ana", "0007").await;
    ana.do_keys("d x enter").await;
    ana.sees("Say why first").await;
    ana.type_text("It collides with the certificate.");
    // What was typed is kept, whatever happens.
    ana.do_keys("esc esc d x").await;
    ana.sees("It collides with the certificate.").await;
    ana.do_keys("enter").await;
    ana.sees("Rejected ACM-CHG-0007.").await;
    omar.sees("Applied Ana's rejection: ACM-CHG-0007 is cancelled now.").await;
    omar.settle().await.unwrap();
    assert_eq!(change(&office, "status", "0007").await, "cancelled");
    assert_eq!(change(&office, APPROVALS, "0007").await, "rejected ana It collides with the certificate.");
    assert!(
        change(&office, MARKERS, "0007").await.ends_with("ana ❌ **REJECTED** | It collides with the certificate.")
    );
    assert!(change(&office, INBOXES, "0007").await.contains("omar change_rejected"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_decide_at_once_the_second_is_told_and_writes_nothing() {
    let office = Office::open().await;
    let mut bo = at_change(&office, "bo", "0008").await;
    let mut ana = at_change(&office, "ana", "0008").await;
    ana.do_keys("d a").await;
    ana.type_text("fine with me");
    ana.do_keys("enter").await;
    ana.type_text("0008");
    // Bo is quicker, and Ana's antops has not heard of it.
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    bo.do_keys("d").await;
    approve(&mut bo, "go", "0008").await;
    bo.sees("Approved ACM-CHG-0008.").await;
    ana.do_keys("enter").await;
    ana.sees("Bo approved ACM-CHG-0008 already. Nothing was written.").await;
    assert_eq!(change(&office, APPROVALS, "0008").await, "approved bo go");
    let markers = change(&office, MARKERS, "0008").await;
    assert_eq!(markers.matches("**APPROVED**").count(), 1, "{markers}");
    // Her sentence is not lost.
    go_to_change(&mut ana, "0008").await;
    ana.sees("fine with me").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_a_viewer_made_up_is_shown_as_such_and_never_applied() {
    let office = Office::open().await;
    // Mia writes an approval in Bo's name; the database lets her.
    office
        .run(
            "insert into change_approvals (organization_id, change_id, requested_by, approved_by, status, comments, responded_at)
             select c.organization_id, c.id, m.id, b.id, 'approved', 'do it', now() from changes c, profiles m, profiles b
             where c.change_number = 'ACM-CHG-0007' and m.email = 'mia@acme.example' and b.email = 'bo@acme.example'",
        )
        .await;
    let mut omar = at_change(&office, "omar", "0007").await;
    omar.sees("asked by Omar, nobody decided").await;
    omar.do_keys("d").await;
    omar.sees("Answers that do not count").await;
    omar.sees("was inserted as an answer, not answered").await;
    omar.settle().await.unwrap();
    assert_eq!(change(&office, "status", "0007").await, "pending", "nobody decided");
    // Nor where Mia raised her own role in the directory, answered, and lost it again.
    office
        .run(
            "update change_approvals set approved_by = (select id from profiles where email = 'mia@acme.example')
             where change_id = (select id from changes where change_number = 'ACM-CHG-0007') and status = 'approved'",
        )
        .await;
    omar.sees("Mia may not decide").await;
    omar.settle().await.unwrap();
    assert_eq!(change(&office, "status", "0007").await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_it_was_asked_for_is_named_and_stops_whoever_did_not_see_it() {
    let office = Office::open().await;
    let mut lena = at_change(&office, "lena", "0009").await;
    lena.do_keys("R").await;
    lena.sees("Asked for approval of ACM-CHG-0009").await;
    let mut bo = at_change(&office, "bo", "0009").await;
    bo.do_keys("d").await;
    bo.sees("it says what it said when it was asked for").await;
    bo.do_keys("a").await;
    bo.type_text("go");
    bo.do_keys("enter").await;
    bo.type_text("0009");
    // The web app changes the way back, says nothing of when, and Bo's antops does not hear of it.
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office.run("update changes set rollback_plan = '<p>There is none.</p>' where change_number = 'ACM-CHG-0009'").await;
    bo.do_keys("enter").await;
    bo.sees("Rollback plan of ACM-CHG-0009 is not what you saw. Nothing was decided; read it again.").await;
    assert_eq!(change(&office, APPROVALS, "0009").await, "pending");
    office.stack.faults().clear();
    bo.do_keys("d").await;
    bo.sees("rollback plan was changed, by Lena's hand").await;
    bo.do_keys("d").await;
    bo.sees("Old job is kept beside the new one for a month.").await;
    bo.sees("There is none.").await;
    // Whoever never saw the first version is told by the fingerprint that there was another.
    let mut ana = at_change(&office, "ana", "0009").await;
    ana.do_keys("d").await;
    ana.sees("it was changed after it was asked for, by Lena's hand; nobody here saw in what").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_approves_their_own_change_is_asked_twice() {
    let office = Office::open().await;
    office
        .run("update changes set requested_by = (select id from profiles where email = 'ana@acme.example'), assigned_to = null
              where change_number = 'ACM-CHG-0008'; update change_approvals set requested_by = (select id from profiles where email = 'ana@acme.example')
              where change_id = (select id from changes where change_number = 'ACM-CHG-0008')")
        .await;
    let mut ana = at_change(&office, "ana", "0008").await;
    ana.do_keys("d").await;
    ana.sees("you would approve your own").await;
    ana.do_keys("a").await;
    ana.sees("Self-approval").await;
    ana.do_keys("n").await;
    assert_eq!(change(&office, APPROVALS, "0008").await, "pending");
    ana.do_keys("a y enter").await;
    ana.type_text("0008");
    ana.do_keys("enter").await;
    // It is hers to move, too: nothing is left to anybody.
    ana.sees("Approved ACM-CHG-0008: it may start.").await;
    assert_eq!(change(&office, "status", "0008").await, "approved");
    assert_eq!(change(&office, AUTOMATIONS, "0008").await, "auto_start f; completion_prompt f");
    ana.sees("(their own change)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_breaks_between_two_writes_leaves_nothing_half_asked() {
    let office = Office::open().await;
    let mut lena = at_change(&office, "lena", "0009").await;
    // The change moves; then the link is gone.
    office.stack.faults().change(|plan| {
        plan.rest.refuse = true;
        plan.rest.after = 1;
    });
    lena.press("R");
    lena.sees("kept and tried again").await;
    assert_eq!(
        change(
            &office,
            "concat_ws(' ', status, (select count(*) from change_approvals a where a.change_id = c.id))",
            "0009"
        )
        .await,
        "pending 0"
    );
    office.stack.faults().clear();
    lena.wait_until("the deed judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(change(&office, APPROVALS, "0009").await, "pending");
    let markers = change(&office, MARKERS, "0009").await;
    assert_eq!(markers.matches("**APPROVAL REQUESTED**").count(), 1, "{markers}");
    assert_eq!(change(&office, INBOXES, "0009").await.matches("change_approval_request").count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_whose_answer_is_lost_is_written_once() {
    let office = Office::open().await;
    for lost in 0..6 {
        office.run("delete from comments where content like '%**APPROVED**%' and change_id = (select id from changes where change_number = 'ACM-CHG-0007');
             delete from notifications where type = 'change_approved' and change_id = (select id from changes where change_number = 'ACM-CHG-0007');
             update change_approvals set status = 'pending', approved_by = null, comments = null, responded_at = null
             where change_id = (select id from changes where change_number = 'ACM-CHG-0007')").await;
        let mut bo = at_change(&office, "bo", "0007").await;
        bo.do_keys("d").await;
        // Of the requests that the decision takes, the answer of one breaks off on its way.
        office.stack.faults().change(|plan| {
            plan.rest.truncate = true;
            plan.rest.after = lost;
            plan.rest.times = Some(1);
        });
        approve(&mut bo, "go", "0007").await;
        bo.wait_until("the deed judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
        office.stack.faults().clear();
        assert_eq!(change(&office, APPROVALS, "0007").await, "approved bo go", "{lost}");
        let markers = change(&office, MARKERS, "0007").await;
        assert_eq!(markers.matches("**APPROVED**").count(), 1, "{lost}: {markers}");
        assert_eq!(change(&office, INBOXES, "0007").await.matches("change_approved").count(), 1, "{lost}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_decide_reads_and_who_may_not_move_can_ask() {
    let office = Office::open().await;
    let mut dana = at_change(&office, "dana", "0007").await;
    dana.do_keys("d a").await;
    dana.sees("only managers, admins and owners decide on changes").await;
    dana.do_keys("esc W").await;
    dana.sees("Only Omar (created) may change ACM-CHG-0007.").await;
    dana.do_keys("y").await;
    dana.sees("Sent; Omar will see the mention.").await;
    assert_eq!(change(&office, "status", "0007").await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sentence_and_the_number_are_two_fields() {
    let office = Office::open().await;
    let mut bo = at_change(&office, "bo", "0007").await;
    bo.do_keys("d a tab").await;
    bo.type_text("CHG-0007");
    bo.do_keys("tab").await;
    bo.type_text("looks good");
    bo.do_keys("enter enter").await;
    bo.sees("Approved ACM-CHG-0007.").await;
    assert_eq!(change(&office, APPROVALS, "0007").await, "approved bo looks good");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_decides_reads_who_depends_on_what_is_touched_and_goes_there() {
    let office = Office::open().await;
    let mut bo = at_change(&office, "bo", "0007").await;
    bo.do_keys("d").await;
    bo.sees(" depend on them").await;
    bo.do_keys("L").await;
    bo.sees("ACM-CHG-0007 on the map").await;
    bo.do_keys("enter").await;
    assert_eq!(bo.model().pane, antops::app::panes::Pane::Map);
    bo.do_keys("esc").await;
    assert_eq!(bo.model().selected_change().unwrap().name(), "ACM-CHG-0007", "back at the change");
    assert_eq!(change(&office, APPROVALS, "0007").await, "pending", "reading decides nothing");
}
