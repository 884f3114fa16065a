//! Saying yes and no: by whom, to what, and what stops a yes that was not meant.

use super::{APPROVALS, AUTOMATIONS, MARKERS, Shift, column};
use serde_json::Value;
use std::io::Write as _;

/// Bo does it, so that he may move it.
const BOS: &str = "update changes set assigned_to = (select id from profiles where email = 'bo@acme.example') where change_number = 'ACM-CHG-0008'";

async fn is_untouched(shift: &Shift, count: u32) {
    assert_eq!(
        (column(shift, "status", count).await, column(shift, APPROVALS, count).await),
        ("pending".into(), "pending".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn yes_needs_the_very_number_a_second_time() {
    let shift = Shift::begin().await;
    let bo = shift.colleague("bo");
    for words in ["approve 7", "approve 7 --confirm 7", "approve 7 --confirm 0008", "approve 7 --confirm yes"] {
        let said = bo.change(words);
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{said:?}");
        assert_eq!(said.err, "antops: to approve ACM-CHG-0007, say --confirm ACM-CHG-0007 as well; nothing was done\n");
    }
    assert_eq!(bo.change("approve 7 8 --confirm 0007").code, 64, "one at a time");
    let plan = bo.change("approve 7 -n");
    assert!(plan.code == 0 && plan.out.starts_with("Would do: Approve ACM-CHG-0007  Check pooled"), "{plan:?}");
    is_untouched(&shift, 7).await;
    let said = bo.change("approve CHG-7 --confirm chg-0007 --json");
    let value: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &value[0]["outcome"]), (5, &"partly".into()), "{said:?}");
    assert_eq!(value[0]["message"], "Approved ACM-CHG-0007. Omar's antops moves the change as soon as it sees that.");
    assert_eq!(
        (column(&shift, "status", 7).await, column(&shift, APPROVALS, 7).await),
        ("pending".into(), "approved bo".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_to_ones_own_change_needs_a_second_word_and_moves_it() {
    let shift = Shift::begin().await;
    shift.run(BOS).await;
    let bo = shift.colleague("bo");
    let said = bo.change("approve 8 --confirm 0008");
    assert_eq!((said.code, said.out.as_str()), (64, ""));
    assert!(
        said.err.contains("ACM-CHG-0008 is your own change (you are to do it): that would be a self-approval"),
        "{said:?}"
    );
    assert!(said.err.contains("Say --self as well"), "{said:?}");
    is_untouched(&shift, 8).await;
    let said = bo.change("approve 8 --confirm 0008 --self");
    assert_eq!((said.code, said.out.as_str()), (0, "Approved ACM-CHG-0008: it may start.\n"), "{said:?}");
    assert_eq!(
        (column(&shift, "status", 8).await, column(&shift, APPROVALS, 8).await),
        ("approved".into(), "approved bo".into())
    );
    assert_eq!(column(&shift, AUTOMATIONS, 8).await, "auto_start f; completion_prompt f");
    assert!(shift.change("show 8").out.contains("approved by Bo (their own change)"));
    assert_eq!(bo.change("start 8").out, "Started ACM-CHG-0008.\n");
    assert_eq!(bo.change("complete --notes fine 8").code, 0);
    assert_eq!(column(&shift, "status", 8).await, "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_after_it_was_asked_for_is_not_approved_by_accident() {
    let shift = Shift::begin().await;
    assert_eq!(shift.change("request 10").code, 0);
    let bo = shift.colleague("bo");
    assert!(bo.change("show 10").out.contains("it says what it said when it was asked for"));
    // The web app changes the way back and does not say when.
    shift.run("update changes set rollback_plan = '<p>There is none.</p>' where change_number = 'ACM-CHG-0010'").await;
    let said = bo.change("approve 10 --confirm 0010");
    assert_eq!((said.code, said.out.as_str()), (4, ""), "{said:?}");
    assert_eq!(
        said.err,
        "antops: ACM-CHG-0010 was changed after it was asked for, by Dana's hand; nobody here saw in what. Read it (antops change show), then say \
         --changed as well. Nothing was written.\n"
    );
    is_untouched(&shift, 10).await;
    assert_eq!(bo.change("show 10 --json").out.matches("\"since_asked\":\"changed\"").count(), 1);
    assert_eq!(bo.change("approve 10 --confirm 0010 --changed").code, 5);
    assert_eq!(column(&shift, APPROVALS, 10).await, "approved bo");
    // Without a fingerprint, the time of the last change tells.
    shift.run("update changes set updated_at = now() where change_number = 'ACM-CHG-0007'").await;
    assert_eq!(bo.change("approve 7 --confirm 0007").code, 4);
    is_untouched(&shift, 7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_between_reading_and_writing_stops_the_yes() {
    let shift = Shift::begin().await;
    let bo = shift.colleague("bo");
    let requests = || shift.stack.faults().rest_requests();
    let before = requests();
    assert_eq!(bo.change("approve 7 -n").code, 0);
    let plan = requests() - before;
    // It waits for the sentence when everything but the timeline is read.
    let before = requests();
    let mut child = bo.start(&["change", "approve", "7", "--confirm", "0007", "--comment", "-"]);
    while requests() < before + plan - 1 {
        tokio::task::yield_now().await;
    }
    shift.run("update changes set rollback_plan = 'There is none.' where change_number = 'ACM-CHG-0007'").await;
    drop(child.stdin.take().unwrap().write_all(b"go"));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "antops: Rollback plan of ACM-CHG-0007 is not what you saw. Nothing was decided; read it again.\n"
    );
    is_untouched(&shift, 7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_says_why_and_the_requesters_next_step_finishes_it() {
    let shift = Shift::begin().await;
    let (ana, omar) = (shift.colleague("ana"), shift.colleague("omar"));
    let said = ana.antops(&["change", "reject", "7", "--comment", "-"], "It collides with the certificate.\n");
    assert_eq!((said.code, said.out.as_str()), (5, ""), "{said:?}");
    assert_eq!(said.err, "antops: Rejected ACM-CHG-0007. Omar's antops moves the change as soon as it sees that.\n");
    assert_eq!(column(&shift, APPROVALS, 7).await, "rejected ana It collides with the certificate.");
    assert!(column(&shift, MARKERS, 7).await.ends_with("ana ❌ **REJECTED** | It collides with the certificate."));
    let decided = ana.change("approve 7 --confirm 0007");
    assert_eq!(
        (decided.code, decided.err.as_str()),
        (4, "antops: ACM-CHG-0007 is rejected by Ana already. Nothing was written.\n")
    );
    let said = omar.change("start 7");
    assert_eq!(said.code, 3, "{said:?}");
    assert!(
        said.err.starts_with(
            "antops: Applied Ana's rejection: ACM-CHG-0007 is cancelled now.\nantops: ACM-CHG-0007: it is cancelled"
        ),
        "{said:?}"
    );
    assert_eq!(column(&shift, "status", 7).await, "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_decide_does_not_and_what_nobody_asked_for_is_not_decided_on() {
    let shift = Shift::begin().await;
    let said = shift.change("approve 7 --confirm 0007");
    assert_eq!(
        (said.code, said.err.as_str()),
        (3, "antops: ACM-CHG-0007: only managers, admins and owners decide on changes. Nothing was written.\n")
    );
    assert_eq!(shift.change("reject 7 --comment x").code, 3);
    is_untouched(&shift, 7).await;
    let bo = shift.colleague("bo");
    let draft = bo.change("approve 9 --confirm 0009");
    assert!(
        draft.code == 3 && draft.err.contains("it is draft, and only what is pending can be approved"),
        "{draft:?}"
    );
    // Pending, with an approval that only an outsider asked for.
    shift
        .run(
            "update change_approvals set requested_by = (select id from profiles where email = 'mia@acme.example')
              where change_id = (select id from changes where change_number = 'ACM-CHG-0007')",
        )
        .await;
    let unasked = bo.change("approve 7 --confirm 0007");
    assert_eq!(
        (unasked.code, unasked.err.as_str()),
        (
            3,
            "antops: ACM-CHG-0007: It waits, but nobody was asked: Omar has to withdraw it and ask again. Nothing was written.\n"
        )
    );
    assert_eq!(column(&shift, APPROVALS, 7).await, "pending");
    let forged = bo.change("show 7").out;
    assert!(
        forged.contains("asked by Mia Tanaka  (does not count: Mia, who asked, is neither requester nor assignee)"),
        "{forged}"
    );
    assert_eq!(bo.change("approve 7 --confirm 0007 --read-only").code, 77);
}
