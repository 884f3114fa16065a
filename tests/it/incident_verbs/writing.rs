//! The verbs that write: done, refused, overtaken, gone, partly; one or many; asked, planned, or told to go on.

use super::Shift;

const LAST_COMMENT: &str = "select content from comments order by created_at desc limit 1";

#[tokio::test(flavor = "multi_thread")]
async fn every_verb_changes_what_it_says_and_says_nothing_twice() {
    let shift = Shift::begin().await;
    let take = shift.incident("take 43");
    assert_eq!((take.code, take.out.as_str(), take.err.as_str()), (0, "Took ACM-INC-0043.\n", ""));
    assert_eq!(shift.assignee(43).await, "dana@acme.example");
    assert_eq!(shift.column("status", 43).await, "investigating");
    let again = shift.incident("take INC-43");
    assert_eq!((again.code, again.out.as_str()), (0, "ACM-INC-0043 is yours already.\n"));
    for (words, sentence, column, value) in [
        (
            "assign omar 43",
            "Assigned ACM-INC-0043 to Omar Haddad.",
            "assigned_to::text",
            "da7a0000-0000-4000-8000-000000000006",
        ),
        ("assign none 43", "ACM-INC-0043 is nobody's now.", "assigned_to::text", ""),
        ("status resolved 43", "Resolved ACM-INC-0043.", "status::text || (resolved_at is not null)", "resolvedtrue"),
        ("reopen 43", "ACM-INC-0043 is open now.", "status::text || (resolved_at is null)", "opentrue"),
        ("resolve 43", "Resolved ACM-INC-0043.", "status", "resolved"),
        (
            "link 7 43",
            "Linked ACM-INC-0043 to ACM-PRBM-0007.",
            "problem_id::text",
            "9b9b0000-0000-4000-8000-000000000007",
        ),
        ("link none ACM-INC-0043", "ACM-INC-0043 belongs to no problem now.", "problem_id::text", ""),
    ] {
        let said = shift.incident(words);
        assert_eq!((said.code, said.out.trim_end(), said.err.as_str()), (0, sentence, ""), "{words}");
        assert_eq!(shift.column(column, 43).await, value, "{words}");
    }
    let closed = shift.antops(&["incident", "close", "--reason", "-", "43"], "the bank\nlifted its limit\n");
    assert_eq!((closed.code, closed.out.as_str()), (0, "Closed ACM-INC-0043.\n"));
    assert_eq!(shift.ask(LAST_COMMENT).await, "📝 **CLOSED** | the bank lifted its limit");
    // A closed incident is found by its number all the same.
    assert_eq!(shift.incident("reopen 43").out, "ACM-INC-0043 is open now.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_the_composers_markdown_and_calls_people() {
    let shift = Shift::begin().await;
    let said = shift.antops(&["incident", "comment", "-", "42", "25"], "@Omar Haddad **look**: <b>&\n");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(said.out.lines().next(), Some("ACM-INC-0042: Sent; Omar will see the mention."));
    let content = shift.ask(LAST_COMMENT).await;
    assert!(content.contains("<strong>look</strong>: &lt;b&gt;&amp;"), "{content}");
    let told = "select string_agg(i.incident_number, ' ' order by i.incident_number) from comment_notifications n join comments c on c.id = n.comment_id \
                join incidents i on i.id = c.incident_id join profiles p on p.id = n.user_id \
                where p.email = 'omar@acme.example' and c.created_at > now() - interval '1 minute'";
    assert_eq!(shift.ask(told).await, "ACM-INC-0025 ACM-INC-0042");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_name_calls_somebody_and_a_word_that_calls_nobody_is_told() {
    let shift = Shift::begin().await;
    let said = shift.antops(&["incident", "comment", "hi @omar, and @nobody: me@acme.example #42", "42"], "");
    assert_eq!((said.code, said.out.as_str()), (0, "ACM-INC-0042: Sent; Omar will see the mention.\n"));
    assert_eq!(said.err, "antops: @nobody calls nobody; in the comment it is text\n");
    let content = shift.ask(LAST_COMMENT).await;
    assert!(content.contains("data-label=\"Omar Haddad\">@Omar Haddad</span>, and @nobody: me@"), "{content}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_refuse_is_3_and_beside_what_is_done_5() {
    let shift = Shift::begin().await;
    let refused = shift.incident("resolve 42");
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert_eq!(refused.err, "antops: Refused: Only Mia (created) or Omar (assigned) may change ACM-INC-0042.\n");
    assert_eq!(shift.column("status", 42).await, "investigating");
    let partly = shift.incident("resolve --json 42 43");
    assert_eq!((partly.code, partly.err.as_str()), (5, ""));
    let value: serde_json::Value = serde_json::from_str(&partly.out).unwrap();
    let ends: Vec<_> = value.as_array().unwrap().iter().map(|one| (&one["number"], &one["outcome"])).collect();
    assert_eq!(serde_json::to_string(&ends).unwrap(), r#"[["ACM-INC-0042","refused"],["ACM-INC-0043","done"]]"#);
    assert_eq!(
        (shift.column("status", 42).await.as_str(), shift.column("status", 43).await.as_str()),
        ("investigating", "resolved")
    );
    // A project with a stricter rule than the schema's: what antops predicts is not what happens.
    shift
        .run("create policy strict on incidents as restrictive for update using (title not like 'Dead letters%')")
        .await;
    let unexplained = shift.incident("resolve 36");
    assert_eq!(unexplained.code, 3);
    assert!(unexplained.err.contains("this project's rules do not let you change ACM-INC-0036"), "{unexplained:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_what_was_so_before_a_refusal_is_3_for_nothing_was_changed() {
    let shift = Shift::begin().await;
    assert_eq!(shift.incident("take 43").code, 0);
    let said = shift.incident("take 43 42");
    assert_eq!((said.code, said.out.as_str()), (3, "ACM-INC-0043 is yours already.\n"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sets_a_status_that_needs_a_reason_is_told_the_verb_and_a_plan_names_the_person() {
    let shift = Shift::begin().await;
    let closed = shift.incident("status closed 43");
    assert_eq!((closed.code, closed.out.as_str()), (64, ""));
    assert!(closed.err.contains("close --reason TEXT"), "{}", closed.err);
    assert!(shift.incident("status done 43").err.contains("[possible values: open, investigating, resolved]"));
    let plan = shift.incident("assign omar 43 --dry-run");
    assert!(plan.out.starts_with("Would do: Assign ACM-INC-0043 to Omar Haddad  "), "{plan:?}");
    assert!(shift.incident("--help").out.contains("Exit codes:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_in_between_is_4_and_not_overwritten() {
    let shift = Shift::begin().await;
    shift.overtake("status = 'resolved'").await;
    let said = shift.incident("take 43");
    assert_eq!((said.code, said.out.as_str()), (4, ""), "{said:?}");
    assert!(said.err.contains("ACM-INC-0043 was changed meanwhile: now resolved, nobody's."), "{said:?}");
    assert_eq!(shift.assignee(43).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_not_clear_does_nothing_to_any() {
    let shift = Shift::begin().await;
    shift.run("update incidents set incident_number = 'ACM-INC-10043' where incident_number = 'ACM-INC-0044'").await;
    shift.run("update incidents set incident_number = 'OLD-INC-0043' where incident_number = 'ACM-INC-0036'").await;
    let several = shift.incident("resolve 24 43");
    assert_eq!((several.code, several.out.as_str()), (64, ""));
    assert!(several.err.contains("43 could be ACM-INC-0043 or OLD-INC-0043; nothing was done"), "{several:?}");
    let unknown = shift.incident("resolve 24 777");
    assert_eq!(unknown.code, 66);
    assert!(unknown.err.contains("777"), "{unknown:?}");
    assert_eq!(shift.column("status", 24).await, "open");
    let whole = shift.incident("resolve OLD-INC-0043 10043 -n");
    assert_eq!(whole.out.lines().next().map(|line| line.contains("OLD-INC-0043")), Some(true), "{whole:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_means_several_needs_a_yes_and_a_plan_changes_nothing() {
    let shift = Shift::begin().await;
    let filter = ["incident", "resolve", "--filter", "assignee:me status:open,investigating -tag:tls"];
    let refused = shift.antops(&filter, "y\n");
    assert_eq!((refused.code, refused.out.as_str()), (64, ""));
    assert!(refused.err.contains("the filter means 4 incidents: say --yes"), "{refused:?}");
    let plan = shift.antops(&["incident", "assign", "none", "-n", "-f", "assignee:me"], "");
    assert_eq!(plan.code, 5, "{plan:?}");
    assert!(plan.out.contains("Would do: Assign ACM-INC-0033"), "{plan:?}");
    assert!(
        plan.err.contains("Would be refused: Only Priya (created) may give ACM-INC-0039 to somebody else."),
        "{plan:?}"
    );
    assert_eq!(shift.assignee(33).await, "dana@acme.example");
    let done = shift.antops(&[&filter[..], &["--yes"]].concat(), "");
    assert_eq!((done.code, done.out.lines().count()), (0, 4), "{done:?}");
    assert_eq!(
        shift
            .ask(
                "select count(*) from incidents where status = 'resolved' and updated_at > now() - interval '1 minute'"
            )
            .await,
        "4"
    );
    for (empty, code) in [("tag:", 64), (" ", 64), ("nonsense", 66)] {
        assert_eq!(shift.antops(&["incident", "resolve", "--yes", "--filter", empty], "").code, code, "{empty}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_of_a_list_can_be_piped_back() {
    let shift = Shift::begin().await;
    let mine = shift.incident("list assignee:me");
    let said = shift.antops(&["incident", "comment", "Shift ends at 8.", "-"], &mine.out);
    assert_eq!((said.code, said.out.lines().count()), (0, 5), "{said:?}");
    assert_eq!(shift.ask("select count(*) from comments where content = '<p>Shift ends at 8.</p>'").await, "5");
    let twice = shift.antops(&["incident", "comment", "-", "-"], "43\n");
    assert_eq!((twice.code, twice.out.as_str()), (64, ""));
    assert!(twice.err.contains("once only"), "{twice:?}");
    let empty = shift.antops(&["incident", "take", "-"], "\n");
    assert_eq!((empty.code, empty.err.as_str()), (64, "antops: no number was given\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_profile_reads() {
    let shift = Shift::begin().await;
    let refused = shift.incident("take 43 --read-only");
    assert_eq!((refused.code, refused.out.as_str()), (77, ""));
    assert_eq!(shift.assignee(43).await, "");
    assert_eq!(shift.incident("list --read-only").code, 0);
    assert_eq!(shift.incident("take 43 --read-only --dry-run").code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_69_and_one_that_is_busy_75() {
    let shift = Shift::begin().await;
    shift.stack.faults().change(|plan| plan.rest.status = Some(503));
    let busy = shift.incident("take 43");
    assert_eq!((busy.code, busy.out.as_str(), busy.err.lines().count()), (75, "", 1), "{busy:?}");
    shift.stack.faults().clear();
    shift.stack.faults().change(|plan| (plan.rest.refuse, plan.auth.refuse) = (true, true));
    let gone = shift.incident("list");
    assert_eq!((gone.code, gone.out.as_str(), gone.err.lines().count()), (69, "", 1), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_everything_is_77_and_says_how_to_get_one() {
    let shift = Shift::begin().await;
    assert_eq!(shift.antops(&["logout"], "").code, 0);
    let said = shift.incident("list");
    assert_eq!((said.code, said.out.as_str()), (77, ""));
    assert!(said.err.contains("antops login"), "{said:?}");
}
