//! Reporting and editing by fields: what the database then holds, what is never touched, and complaints before anything is sent.

use super::Shift;

const NEWEST: &str = "from incidents order by created_at desc limit 1";

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_reported_with_everything_that_is_known_and_its_number_is_the_answer() {
    let shift = Shift::begin().await;
    let words = [
        "incident",
        "create",
        "--title",
        "Door of rack 7 is open",
        "--description",
        "-",
        "--criticality",
        "high",
        "--urgency",
        "critical",
        "--assignee",
        "omar",
        "--service",
        "edge-eu",
        "--tag",
        "dc:fra",
        "--tag",
        "door",
        "--customer",
        "Contoso",
        "--link",
        "https://desk.example/7?a=b ZD-7",
        "--problem",
        "7",
    ];
    let said = shift.antops(&words, "It **squeaks**.\n");
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    assert_eq!(said.out.trim_end(), shift.ask(&format!("select incident_number {NEWEST}")).await);
    let row = shift
        .ask(&format!(
            "select concat_ws('|', title, description, criticality, urgency, priority, auto_priority, status, affected_services, tags, \
             customer, problem_id is not null, (select email from profiles p where p.id = assigned_to), \
             (select email from profiles p where p.id = created_by), links->0->>'title', links->0->>'url') {NEWEST}"
        ))
        .await;
    assert_eq!(
        row,
        "Door of rack 7 is open|<p>It <strong>squeaks</strong>.</p>|high|critical|critical|t|open|{edge-eu}|{dc:fra,door}|Contoso|t|\
         omar@acme.example|dana@acme.example|ZD-7|https://desk.example/7?a=b"
    );
    let shown = shift.json(&format!("show {} --json", said.out.trim_end()));
    assert_eq!(shown[0]["description"], "It **squeaks**.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_form_would_complain_of_is_64_and_nothing_is_written() {
    let shift = Shift::begin().await;
    let before = shift.ask("select count(*) from incidents").await;
    for (words, complaint) in [
        (&["--description", "x"][..], "A title is needed"),
        (&["--title", "x"], "A description is needed"),
        (&["--title", "x", "--description", " "], "the description is empty"),
        (&["--title", "x", "--description", "x", "--tag", "a:b:c"], "more than one colon"),
        (&["--title", "x", "--description", "x", "--link", "http:// ticket"], "no address a browser would take"),
        (&["--title", "x", "--description", "x", "--service", "e"], "could be"),
    ] {
        let said = shift.antops(&[&["incident", "create"], words].concat(), "");
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{said:?}");
        assert!(said.err.contains(complaint), "{said:?}");
    }
    let plan = shift.antops(&["incident", "report", "--title", "x", "--description", "x", "-n", "--json"], "");
    assert_eq!(plan.out, "[\n{\"message\":\"Would do: Report “x”\",\"number\":null,\"outcome\":\"planned\"}\n]\n");
    assert_eq!(shift.ask("select count(*) from incidents").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_touches_what_was_named_and_nothing_else() {
    let shift = Shift::begin().await;
    shift.run("update incidents set affected_services = affected_services || '{gone-1}' where incident_number = 'ACM-INC-0036'").await;
    let others = "concat_ws('|', title, description, status, assigned_to, problem_id, customer, links)";
    let before = shift.column(others, 36).await;
    let words = [
        "incident",
        "edit",
        "--tag",
        "hot",
        "--tag",
        "-batch",
        "--service",
        "-batch",
        "--priority",
        "high",
        "36",
        "--json",
    ];
    let said = shift.antops(&words, "");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(shift.column(others, 36).await, before);
    let fields = "concat_ws('|', tags, affected_services, priority, auto_priority)";
    assert_eq!(shift.column(fields, 36).await, "{queue,hot}|{queue-orders,gone-1}|high|f");
    let again = shift.incident("edit --priority high 36");
    assert_eq!((again.code, again.out.as_str()), (0, "ACM-INC-0036 is so already.\n"));
    let automatic = shift.incident("edit --priority auto 36");
    assert_eq!(automatic.out, "Changed priority of ACM-INC-0036.\n", "{automatic:?}");
    assert_eq!(shift.column(fields, 36).await, "{queue,hot}|{queue-orders,gone-1}|medium|t");
    let refused = shift.incident("edit --customer Contoso 42 36");
    assert_eq!((refused.code, refused.out.as_str()), (5, "Changed customer of ACM-INC-0036.\n"));
    assert!(refused.err.contains("Only Mia (created) or Omar (assigned) may change ACM-INC-0042."), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_known_by_where_it_leads_however_it_is_typed() {
    let shift = Shift::begin().await;
    let stored = "update incidents set links = '[{\"type\": \"jira\", \"title\": \"OPS-7\", \"url\": \"https://jira.example/7\"}]' \
                  where incident_number = 'ACM-INC-0036'";
    shift.run(stored).await;
    let links = "(select string_agg(concat_ws(' ', l->>'type', l->>'title', l->>'url'), '|') from jsonb_array_elements(links) l)";
    let same = shift.incident("edit 36 --link jira.example/7");
    assert_eq!((same.code, same.out.as_str()), (0, "ACM-INC-0036 is so already.\n"), "{same:?}");
    let unknown = shift.incident("edit 36 --link -jira.example/8");
    assert_eq!((unknown.code, unknown.out.as_str()), (64, ""), "{unknown:?}");
    assert!(unknown.err.contains("ACM-INC-0036 has no link to https://jira.example/8"), "{unknown:?}");
    assert_eq!(shift.column(links, 36).await, "jira OPS-7 https://jira.example/7");
    let renamed = shift.antops(&["incident", "edit", "36", "--link", "jira.example/7 Slow pool"], "");
    assert_eq!((renamed.code, renamed.out.as_str()), (0, "Changed links of ACM-INC-0036.\n"), "{renamed:?}");
    assert_eq!(shift.column(links, 36).await, "jira Slow pool https://jira.example/7");
    let gone = shift.incident("edit 36 --link -jira.example/7");
    assert_eq!((gone.code, gone.out.as_str()), (0, "Changed links of ACM-INC-0036.\n"), "{gone:?}");
    assert_eq!(shift.column("jsonb_array_length(links)", 36).await, "0");
}
