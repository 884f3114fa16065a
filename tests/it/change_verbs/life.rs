//! The life of a change on the command line: each step with what the database then holds, in every table it touches.

use super::{APPROVALS, AUTOMATIONS, INBOXES, MARKERS, Shift, column};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_draft_to_the_end_every_table_tells_the_same_story() {
    let shift = Shift::begin().await;
    for words in ["take 10", "edit 10 --start +3h --end 30m"] {
        assert_eq!(shift.change(words).code, 0, "{words}");
    }
    let plan = shift.change("request 10 -n");
    assert_eq!(
        (plan.code, plan.out.starts_with("Would do: Ask for approval of ACM-CHG-0010  Throw away")),
        (0, true),
        "{plan:?}"
    );
    assert_eq!(column(&shift, "status", 10).await, "draft");
    let said = shift.change("request 10");
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Asked for approval of ACM-CHG-0010; 4 people were told.\n"),
        "{said:?}"
    );
    assert_eq!(
        (column(&shift, "status", 10).await, column(&shift, APPROVALS, 10).await),
        ("pending".into(), "pending".into())
    );
    assert_eq!(
        column(&shift, INBOXES, 10).await,
        "ana change_approval_request; bo change_approval_request; ines change_approval_request; jun change_approval_request"
    );
    assert!(
        column(&shift, MARKERS, 10)
            .await
            .starts_with("dana 📋 **APPROVAL REQUESTED** | Waits for a manager's decision. Content ")
    );
    assert_eq!(shift.change("request 10").out, "ACM-CHG-0010 is pending already.\n");

    // Bo has no part in it: his answer is written, and the change is not his to move.
    let bo = shift.colleague("bo");
    let said =
        bo.antops(&["change", "approve", "10", "--confirm", "ACM-CHG-0010", "--comment", "go, keep ana posted"], "");
    assert_eq!(
        (said.code, said.out.as_str(), said.err.as_str()),
        (5, "", "antops: Approved ACM-CHG-0010. Dana's antops moves the change as soon as it sees that.\n")
    );
    assert_eq!(
        (column(&shift, "status", 10).await, column(&shift, APPROVALS, 10).await),
        ("pending".into(), "approved bo go, keep ana posted".into())
    );
    assert!(column(&shift, MARKERS, 10).await.ends_with("bo ✅ **APPROVED** | go, keep ana posted"));
    assert_eq!(column(&shift, AUTOMATIONS, 10).await, "");
    assert_eq!(bo.change("approve 10 --confirm 0010").out, "ACM-CHG-0010 is approved by Bo already.\n");

    // Dana's next step applies it first.
    let plan = shift.change("start 10 -n");
    assert_eq!(plan.err, "antops: Would do first: Apply Bo's decision on ACM-CHG-0010\n");
    assert!(plan.code == 0 && plan.out.starts_with("Would do: Start ACM-CHG-0010"), "{plan:?}");
    assert_eq!(column(&shift, "status", 10).await, "pending");
    let said = shift.change("start 10");
    assert_eq!((said.code, said.out.as_str()), (0, "Started ACM-CHG-0010.\n"), "{said:?}");
    assert_eq!(said.err, "antops: Applied Bo's approval: ACM-CHG-0010 is approved now.\n");
    assert_eq!(
        (column(&shift, "status", 10).await, column(&shift, AUTOMATIONS, 10).await),
        ("in_progress".into(), "auto_start t; completion_prompt f".into())
    );

    let said = shift.antops(&["change", "complete", "--notes", "-", "10"], "Ten products look right.\n");
    assert_eq!((said.code, said.out.as_str()), (0, "Completed ACM-CHG-0010.\n"), "{said:?}");
    assert_eq!(column(&shift, "concat_ws(' ', status, completed_at is not null)", 10).await, "completed t");
    assert_eq!(column(&shift, AUTOMATIONS, 10).await, "auto_start t; completion_prompt t");
    let response =
        "(select concat_ws(' ', outcome, notes) from change_completion_responses r where r.change_id = c.id)";
    assert_eq!(column(&shift, response, 10).await, "completed Ten products look right.");
    let told = "(select string_agg(split_part(p.email, '@', 1), ' ') from comment_notifications n join profiles p on p.id = n.user_id
        join comments k on k.id = n.comment_id where k.change_id = c.id and k.content like '%COMPLETED%')";
    assert_eq!(column(&shift, told, 10).await, "bo", "whoever decided is told how it went");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_withdrawn_asked_again_and_the_change_called_off() {
    let shift = Shift::begin().await;
    let omar = shift.colleague("omar");
    let said = omar.antops(&["change", "withdraw", "7", "--reason", "window moves"], "");
    assert_eq!((said.code, said.out.as_str()), (0, "Withdrew ACM-CHG-0007: it is a draft again.\n"), "{said:?}");
    assert_eq!(
        (column(&shift, "status", 7).await, column(&shift, APPROVALS, 7).await),
        ("draft".into(), "pending".into())
    );
    assert!(column(&shift, MARKERS, 7).await.ends_with("omar 📝 **WITHDRAWN** | window moves"));
    assert_eq!(omar.change("request 7").code, 0);
    assert_eq!(column(&shift, APPROVALS, 7).await, "pending; pending");
    let said = omar.antops(&["change", "cancel", "7", "--reason", "The patch fixes it."], "");
    assert_eq!((said.code, said.out.as_str()), (0, "Cancelled ACM-CHG-0007.\n"));
    assert_eq!(column(&shift, "status", 7).await, "cancelled");
    assert!(column(&shift, MARKERS, 7).await.ends_with("omar ❌ **CANCELLED** | The patch fixes it."));
    let lena = shift.colleague("lena");
    assert_eq!(lena.antops(&["change", "cancel", "4", "--reason", "Not this week."], "").code, 0);
    assert_eq!(
        column(&shift, AUTOMATIONS, 4).await,
        "auto_start t Change was cancelled; completion_prompt t Change was cancelled"
    );
    assert_eq!(lena.change("cancel --reason x 4").out, "ACM-CHG-0004 is cancelled already.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_said_by_its_assignee_alone() {
    let shift = Shift::begin().await;
    let omar = shift.colleague("omar");
    let refused = omar.change("fail --notes x 6");
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (3, "antops: ACM-CHG-0006: only Lena (assigned) may say what came of ACM-CHG-0006. Nothing was written.\n")
    );
    let nothing =
        "concat_ws(' ', status, (select count(*) from change_completion_responses r where r.change_id = c.id))";
    assert_eq!(column(&shift, nothing, 6).await, "in_progress 0");
    let lena = shift.colleague("lena");
    let said = lena.antops(&["change", "fail", "--notes", "The plan got worse.", "6", "--json"], "");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(
        said.out.contains("\"outcome\":\"done\"")
            && said.out.contains("ACM-CHG-0006 has failed; that is written down."),
        "{said:?}"
    );
    assert_eq!(column(&shift, nothing, 6).await, "failed 1");
    assert!(column(&shift, MARKERS, 6).await.ends_with("lena ❌ **FAILED** | The plan got worse."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_3_nothing_is_written_and_of_several_each_is_told() {
    let shift = Shift::begin().await;
    let before = shift.ask("select string_agg(status::text || updated_at, ' ' order by id) from changes").await;
    for (words, why) in [
        ("withdraw 7", "ACM-CHG-0007: only Omar (requested) may move ACM-CHG-0007. Nothing was written."),
        ("cancel --reason x 6", "it is in progress, and only what is draft, pending or approved can be cancelled"),
        ("start 8", "it is pending, and only what is approved can be started"),
        ("complete --notes x 10", "it is draft, and only what is in progress can be completed"),
        ("request 9", "only Lena (requested) may move ACM-CHG-0009"),
    ] {
        let said = shift.change(words);
        assert_eq!((said.code, said.out.as_str()), (3, ""), "{words} {said:?}");
        assert!(said.err.contains(why), "{words} {said:?}");
    }
    shift.run("update changes set test_plan = ' ' where change_number = 'ACM-CHG-0010'").await;
    let blank = shift.change("request 10");
    assert!(
        blank.code == 3 && blank.err.contains("ACM-CHG-0010 has no test plan: nobody can decide on it."),
        "{blank:?}"
    );
    assert_eq!(shift.ask("select string_agg(status::text || updated_at, ' ' order by id) from changes").await, before);
    shift.run("update changes set test_plan = 'Count.' where change_number = 'ACM-CHG-0010'").await;
    let several = shift.change("request 10 9");
    assert_eq!((several.code, several.out.lines().count(), several.err.lines().count()), (5, 1, 1), "{several:?}");
    assert_eq!(
        (column(&shift, "status", 10).await, column(&shift, "status", 9).await),
        ("pending".into(), "draft".into())
    );
    let asked = shift.antops(&["change", "cancel", "--reason", "x", "--filter", "is:mine"], "");
    assert!(asked.code == 64 && asked.err.contains("changes: say --yes"), "{asked:?}");
    assert_eq!(shift.change("start 99").code, 66);
}
