//! The verbs that change problems: done, refused, overtaken; one or many.

use super::Shift;

pub(super) async fn column(shift: &Shift, column: &str, count: u32) -> String {
    shift.ask(&format!("select {column} from problems where problem_number = 'ACM-PRBM-{count:04}'")).await
}

/// Dana's own problem, so that she may change it.
pub(super) const MINE: &str = "update problems set created_by = (select id from profiles where email = 'dana@acme.example') \
                    where problem_number in ('ACM-PRBM-0005', 'ACM-PRBM-0008')";

#[tokio::test(flavor = "multi_thread")]
async fn every_verb_changes_what_it_says_and_says_nothing_twice() {
    let shift = Shift::begin().await;
    shift.run(MINE).await;
    for (words, sentence, expression, value) in [
        ("take 5", "Took ACM-PRBM-0005.", "status", "investigating"),
        ("take 5", "ACM-PRBM-0005 is yours already.", "status", "investigating"),
        ("status identified 5", "ACM-PRBM-0005 is identified now.", "status", "identified"),
        (
            "assign omar 5",
            "Assigned ACM-PRBM-0005 to Omar Haddad.",
            "(select email from profiles p where p.id = assigned_to)",
            "omar@acme.example",
        ),
        ("assign omar 5", "ACM-PRBM-0005 is Omar Haddad's already.", "status", "identified"),
        ("assign none 5", "ACM-PRBM-0005 is nobody's now.", "assigned_to::text", ""),
        ("status known-error 5", "ACM-PRBM-0005 is a known error now.", "status", "known_error"),
        ("status known_error 5", "ACM-PRBM-0005 is known error already.", "status", "known_error"),
        ("status resolved 5", "Resolved ACM-PRBM-0005.", "status::text || (resolved_at is not null)", "resolvedtrue"),
        (
            "status investigating 5",
            "ACM-PRBM-0005 is investigating now.",
            "status::text || (resolved_at is null)",
            "investigatingtrue",
        ),
    ] {
        let said = shift.problem(words);
        let remark = if words == "status known-error 5" {
            "antops: ACM-PRBM-0005 has no workaround yet; antops problem edit --workaround writes one.\n"
        } else {
            ""
        };
        assert_eq!((said.code, said.out.trim_end(), said.err.as_str()), (0, sentence, remark), "{words}");
        assert_eq!(column(&shift, expression, 5).await, value, "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_refuse_is_3_and_beside_what_is_done_5() {
    let shift = Shift::begin().await;
    shift.run(MINE).await;
    let refused = shift.problem("status closed 7");
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert_eq!(refused.err, "antops: Refused: Only Ana (created) or Omar (assigned) may change ACM-PRBM-0007.\n");
    let partly = shift.problem("status closed 7 5");
    assert_eq!((partly.code, partly.out.as_str()), (5, "ACM-PRBM-0005 is closed now.\n"));
    assert_eq!(
        (column(&shift, "status", 7).await, column(&shift, "status", 5).await),
        ("known_error".into(), "closed".into())
    );
    let several = shift.antops(&["problem", "status", "closed", "--filter", "is:mine"], "");
    assert_eq!(several.code, 0, "one alone needs no yes: {several:?}");
    assert_eq!(column(&shift, "status", 8).await, "closed");
    let asked = shift.antops(&["problem", "assign", "me", "--filter", "status:known_error"], "");
    assert_eq!((asked.code, asked.out.as_str()), (64, ""));
    assert!(asked.err.contains("the filter means 2 problems: say --yes"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_on_a_problem_calls_people() {
    let shift = Shift::begin().await;
    let said = shift.antops(&["problem", "comment", "-", "7"], "@omar **look**\n");
    assert_eq!((said.code, said.out.as_str()), (0, "ACM-PRBM-0007: Sent; Omar will see the mention.\n"));
    let last = "select content from comments c join problems p on p.id = c.problem_id where problem_number = 'ACM-PRBM-0007' order by c.created_at desc limit 1";
    assert!(shift.ask(last).await.contains("<strong>look</strong>"));
    let twice = shift.antops(&["problem", "comment", "-", "-"], "7\n");
    assert!(twice.code == 64 && twice.err.contains("once only"), "{twice:?}");
}
