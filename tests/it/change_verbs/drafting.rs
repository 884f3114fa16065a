//! Drafting changes and editing them by fields: what the database then holds, what is never touched, and complaints before anything is sent.

use super::{AGREES, APPROVALS, AUTOMATIONS, Shift, column};

const ALL: &str = "concat_ws('|', title, description, rollback_plan, test_plan, status, priority,
    (select email from profiles where id = requested_by), (select email from profiles where id = assigned_to),
    scheduled_for at time zone 'utc', estimated_end_time at time zone 'utc', array_to_string(tags, ' '),
    array_to_string(affected_services, ' '), (select problem_number from problems where id = problem_id),
    (select incident_number from incidents where id = incident_id))";

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_drafted_with_everything_and_its_number_is_the_answer() {
    let shift = Shift::begin().await;
    let mut words = vec![
        "change",
        "create",
        "--title",
        "Drain edge-eu before the patch",
        "--description",
        "One **worker** at a time.",
    ];
    words.extend([
        "--rollback",
        "-",
        "--test",
        "No 500 at the edge.",
        "--start",
        "2031-12-01 22:00",
        "--end",
        "50m",
        "--priority",
        "high",
    ]);
    words.extend(["--assignee", "omar", "--service", "edge-eu", "--tag", "edge", "--for", "PRBM-7"]);
    let plan = shift.antops(&[&words[..], &["--dry-run"]].concat(), "Undrain it.\n");
    assert_eq!((plan.code, plan.out.as_str()), (0, "Would do: Draft “Drain edge-eu before the patch”\n"), "{plan:?}");
    assert_eq!(shift.ask("select count(*) from changes").await, "10");
    let said = shift.antops(&words, "Undrain it.\n");
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "ACM-CHG-0011\n", ""));
    // Services and tags of the problem come first; what was named joins them.
    let row = column(&shift, ALL, 11).await;
    assert!(
        row.starts_with(
            "Drain edge-eu before the patch|<p>One <strong>worker</strong> at a time.</p>|<p>Undrain it.</p>|<p>No 500 at the edge.</p>|draft|high|\
             dana@acme.example|omar@acme.example|2031-12-01 22:00:00|2031-12-01 22:50:00|"
        ) && row.ends_with("|ACM-PRBM-0007"),
        "{row}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_ends_fills_in_what_was_not_named() {
    let shift = Shift::begin().await;
    let said =
        shift.antops(&["change", "create", "--for", "INC-42", "--rollback", "Old config.", "--test", "Look."], "");
    assert_eq!((said.code, said.out.as_str()), (0, "ACM-CHG-0011\n"), "{said:?}");
    let same = "(select concat_ws(' ', c.title = i.title, c.priority::text = i.priority::text, c.affected_services = i.affected_services, i.incident_number)
        from incidents i where i.id = c.incident_id)";
    assert_eq!(column(&shift, same, 11).await, "t t t ACM-INC-0042");
    for (wrong, why) in [
        (&["create", "--title", "x", "--description", "x", "--test", "x"][..], "A rollback plan is needed"),
        (&["create", "--title", "x", "--description", "x", "--rollback", "x"], "A test plan is needed"),
        (&["create", "--for", "42", "--rollback", "x", "--test", "x"], "42 says neither PRBM- nor INC-"),
        (&["create", "--for", "CHG-4", "--rollback", "x", "--test", "x"], "CHG-4 says neither PRBM- nor INC-"),
        (
            &["create", "--title", "x", "--description", "x", "--rollback", "x", "--test", "x", "--start", "soon"],
            "is no time",
        ),
        (
            &["create", "--title", "x", "--description", "x", "--rollback", "x", "--test", "x", "--end", "50m"],
            "needs a",
        ),
        (&["create", "--rollback", "-", "--test", "-"], "once only"),
    ] {
        let said = shift.antops(&[&["change"], wrong].concat(), "x");
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{said:?}");
        assert!(said.err.contains(why), "{why}: {said:?}");
    }
    assert_eq!(shift.antops(&["change", "create", "--for", "PRBM-99", "--rollback", "x", "--test", "x"], "").code, 66);
    assert_eq!(shift.ask("select count(*) from changes").await, "11");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_touches_what_was_named() {
    let shift = Shift::begin().await;
    let others = "concat_ws('|', title, description, test_plan, status, assigned_to, incident_id)";
    let before = column(&shift, others, 10).await;
    let said = shift.antops(
        &["change", "edit", "10", "--tag", "disk", "--service", "-media-store", "--rollback", "-"],
        "Restore.\n",
    );
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Changed services, tags and rollback plan of ACM-CHG-0010.\n"),
        "{said:?}"
    );
    assert_eq!(column(&shift, others, 10).await, before);
    let fields = "concat_ws('|', tags, affected_services, rollback_plan)";
    assert_eq!(column(&shift, fields, 10).await, "{storage,disk}|{}|<p>Restore.</p>");
    let ends = "concat_ws(' ', (select problem_number from problems where id = problem_id), incident_id is null)";
    assert_eq!(shift.change("edit 10 --for PRBM-3").code, 0);
    assert_eq!(column(&shift, ends, 10).await, "ACM-PRBM-0003 t", "one of both: the incident is given up");
    assert_eq!(shift.change("edit 10 --for none").code, 0);
    assert_eq!(column(&shift, ends, 10).await, "t");
    assert_eq!(shift.change("edit 10 --priority low").out, "ACM-CHG-0010 is so already.\n");
    let refused = shift.change("edit 7 --priority low");
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (3, "antops: Refused: Only Omar (created) may change ACM-CHG-0007.\n")
    );
    assert_eq!(column(&shift, "priority", 7).await, "critical");
    assert_eq!(shift.change("edit 10 --priority high --read-only").code, 77);
    for (words, sentence, who) in [
        ("take 10", "Took ACM-CHG-0010.", "dana@acme.example"),
        ("take 10", "ACM-CHG-0010 is yours already.", "dana@acme.example"),
        ("assign omar 10", "Assigned ACM-CHG-0010 to Omar Haddad.", "omar@acme.example"),
        ("assign none 10", "ACM-CHG-0010 is nobody's now.", ""),
    ] {
        let said = shift.change(words);
        assert_eq!((said.code, said.out.trim_end()), (0, sentence), "{said:?}");
        assert_eq!(column(&shift, "(select email from profiles where id = assigned_to)", 10).await, who);
    }
    let comment = shift.antops(&["change", "comment", "-", "10"], "@omar **look**\n");
    assert_eq!((comment.code, comment.out.as_str()), (0, "ACM-CHG-0010: Sent; Omar will see the mention.\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_moves_takes_with_it_what_is_to_happen_at_its_time() {
    let shift = Shift::begin().await;
    let lena = shift.colleague("lena");
    let window = "concat_ws(' ', scheduled_for at time zone 'utc', estimated_end_time at time zone 'utc')";
    let said = lena.antops(&["change", "reschedule", "4", "--start", "2031-12-01 22:00"], "");
    assert_eq!((said.code, said.out.as_str()), (0, "Rescheduled ACM-CHG-0004.\n"), "{said:?}");
    assert_eq!(column(&shift, window, 4).await, "2031-12-01 22:00:00 2031-12-01 22:45:00", "as long as before");
    assert_eq!(column(&shift, AGREES, 4).await, "true");
    assert_eq!(lena.antops(&["change", "edit", "4", "--end", "2h"], "").out, "Rescheduled ACM-CHG-0004.\n");
    assert_eq!(column(&shift, window, 4).await, "2031-12-01 22:00:00 2032-12-02 00:00:00".replace("2032", "2031"));
    assert_eq!(
        (column(&shift, AGREES, 4).await, column(&shift, AUTOMATIONS, 4).await),
        ("true".into(), "auto_start f; completion_prompt f".into())
    );
    // A draft has nothing to happen yet.
    let draft = lena.antops(&["change", "reschedule", "9", "--start", "2031-12-01 22:00", "--end", "23:30"], "");
    assert_eq!((draft.code, draft.out.as_str()), (0, "Changed window of ACM-CHG-0009.\n"), "{draft:?}");
    assert_eq!(
        (column(&shift, AUTOMATIONS, 9).await, column(&shift, APPROVALS, 9).await),
        (String::new(), String::new())
    );
    let running = lena.antops(&["change", "reschedule", "6", "--start", "+2h"], "");
    assert_eq!(running.code, 3, "{running:?}");
    assert!(running.err.contains("ACM-CHG-0006: it is in progress, and only what is draft, pending or approved can be rescheduled. Nothing was written."));
    let before = column(&shift, window, 7).await;
    let refused = shift.change("reschedule 7 --start +2h");
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (3, "antops: ACM-CHG-0007: only Omar (requested) may move ACM-CHG-0007. Nothing was written.\n")
    );
    assert_eq!(column(&shift, window, 7).await, before);
    assert_eq!(
        lena.antops(&["change", "reschedule", "4", "--start", "22:00", "--end", "2020-01-01 10:00"], "").code,
        64
    );
}
