//! Writing problems down and editing them by fields: what the database then holds, what is never touched, and complaints before anything is
//! sent.

use super::Shift;
use super::writing::{MINE, column};
use serde_json::Value;

const NEWEST: &str = "from problems order by created_at desc limit 1";

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_written_down_with_everything_that_is_known_and_its_number_is_the_answer() {
    let shift = Shift::begin().await;
    let words = [
        "problem",
        "create",
        "--title",
        "Doors of racks open by themselves",
        "--description",
        "It **squeaks**.",
        "--criticality",
        "high",
        "--urgency",
        "critical",
        "--assignee",
        "omar",
        "--service",
        "edge-eu",
        "--tag",
        "door",
        "--root-cause",
        "-",
        "--workaround",
        "Push.",
    ];
    let said = shift.antops(&words, "The hinges are `soft`.\n");
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    assert_eq!(said.out.trim_end(), shift.ask(&format!("select problem_number {NEWEST}")).await);
    let row = format!(
        "select concat_ws('|', title, description, root_cause, workaround, solution is null, criticality, urgency, priority, auto_priority, \
         status, affected_services, tags, (select email from profiles p where p.id = assigned_to), \
         (select email from profiles p where p.id = created_by)) {NEWEST}"
    );
    assert_eq!(
        shift.ask(&row).await,
        "Doors of racks open by themselves|<p>It <strong>squeaks</strong>.</p>|<p>The hinges are <code>soft</code>.</p>|<p>Push.</p>|t|high|\
         critical|critical|t|identified|{edge-eu}|{door}|omar@acme.example|dana@acme.example"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_made_from_incidents_says_what_they_share_and_links_those_that_may_be_linked() {
    let shift = Shift::begin().await;
    // Mia's for Omar, linked to nothing.
    shift.run("update incidents set problem_id = null where incident_number = 'ACM-INC-0042'").await;
    let words = ["problem", "create", "--title", "Limits of banks", "--from", "43", "24", "42", "33", "--ask"];
    let plan = shift.antops(&[&words[..], &["--dry-run"]].concat(), "");
    assert_eq!((plan.code, plan.out.lines().count(), plan.err.lines().count()), (5, 3, 2), "{plan:?}");
    assert!(plan.out.starts_with("Would do: Write down “Limits of banks”\n"), "{plan:?}");
    let before = shift.ask("select count(*) from problems").await;
    let said = shift.antops(&words, "");
    assert_ne!(shift.ask("select count(*) from problems").await, before);
    assert_eq!((said.code, said.err.lines().count()), (5, 2), "{said:?}");
    assert_eq!(said.out.trim_end(), shift.ask(&format!("select problem_number {NEWEST}")).await);
    assert!(said.err.contains("may change ACM-INC-0042. Asked Mia and Omar in a comment."), "{said:?}");
    assert!(said.err.contains("ACM-INC-0033 is part of ACM-PRBM-0003"), "{said:?}");
    let linked = "select string_agg(incident_number, ' ' order by incident_number) from incidents \
                  where problem_id = (select id from problems order by created_at desc limit 1)";
    assert_eq!(shift.ask(linked).await, "ACM-INC-0024 ACM-INC-0043");
    let row = format!(
        "select concat_ws('|', title, priority, affected_services @> '{{api-payments}}', description) {NEWEST}"
    );
    let row = shift.ask(&row).await;
    assert!(
        row.starts_with("Limits of banks|critical|t|")
            && row.contains("ACM-INC-0043 One acquirer declines")
            && !row.contains("ACM-INC-0033"),
        "{row}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_another_organizations_is_told_and_the_next_free_one_taken() {
    let shift = Shift::begin().await;
    shift.run("update problem_sequences set next_number = 7").await;
    let said = shift.antops(&["problem", "create", "--title", "x", "--description", "x"], "");
    assert_eq!(said.code, 0, "{said:?}");
    let number = shift.ask(&format!("select problem_number {NEWEST}")).await;
    assert_eq!((said.out.trim_end(), number == "ACM-PRBM-0007"), (number.as_str(), false));
    assert!(said.err.contains("Numbers collide") && said.err.lines().count() == 1, "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_touches_what_was_named_and_a_text_is_cleared_by_name_but_not_by_an_empty_pipe() {
    let shift = Shift::begin().await;
    shift.run(MINE).await;
    let others = "concat_ws('|', title, description, status, assigned_to, criticality, urgency, priority)";
    let before = column(&shift, others, 5).await;
    let said =
        shift.antops(&["problem", "edit", "5", "--tag", "hot", "--service", "-search", "--workaround", "-"], "Wait.\n");
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Changed services, tags and workaround of ACM-PRBM-0005.\n"),
        "{said:?}"
    );
    assert_eq!(column(&shift, others, 5).await, before);
    let fields = "concat_ws('|', tags, affected_services, workaround, root_cause is null)";
    assert_eq!(column(&shift, fields, 5).await, "{search,import,hot}|{db-catalog}|<p>Wait.</p>|t");
    let empty = shift.antops(&["problem", "edit", "5", "--workaround", "-"], "\n");
    assert_eq!((empty.code, empty.err.as_str()), (64, "antops: the workaround is empty; nothing was done\n"));
    let both = shift.problem("edit 5 --workaround x --clear workaround");
    assert_eq!(both.code, 64, "{both:?}");
    let cleared = shift.problem("edit 5 --clear workaround --clear solution");
    assert_eq!((cleared.code, cleared.out.as_str()), (0, "Changed workaround of ACM-PRBM-0005.\n"));
    assert_eq!(column(&shift, "workaround is null", 5).await, "true");
    assert_eq!(shift.antops(&["problem", "edit", "5", "--root-cause", ""], "").out, "ACM-PRBM-0005 is so already.\n");
    let rated = shift.problem("edit 5 --priority critical --json");
    let value: Value = serde_json::from_str(&rated.out).unwrap();
    assert_eq!(
        (&value[0]["outcome"], column(&shift, "priority::text || auto_priority", 5).await.as_str()),
        (&"done".into(), "criticalfalse")
    );
    for wrong in [
        &["edit", "5", "--title", " "][..],
        &["edit", "5", "--tag", "a:b:c"],
        &["create", "--title", "x"],
        &["create", "--title", "x", "--description", "x", "--ask"],
    ] {
        let said = shift.antops(&[&["problem"], wrong].concat(), "");
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{said:?}");
    }
}
