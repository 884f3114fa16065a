//! The verbs that read: a table for a person, lines and objects for a script, and nothing that could touch a terminal.

use super::{Shift, numbers};
use crate::shift::shape;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_in_a_pipe_is_lines_of_cells_without_colour_and_sorted_as_the_queue() {
    let shift = Shift::begin().await;
    let queue = shift.incident("list");
    assert_eq!((queue.code, queue.err.as_str()), (0, ""));
    assert_eq!(numbers(&queue)[..2], ["ACM-INC-0039", "ACM-INC-0042"]);
    assert_eq!(queue.out.lines().count(), 23, "what is open or under investigation");
    let cells: Vec<&str> = queue.out.lines().next().unwrap().split('\t').collect();
    assert_eq!((cells[4], cells[6]), ("Dana Petrov", "Firewall drops idle sessions after 350 seconds"));
    assert!(cells[5].starts_with("9h4"), "how old it is: {}", cells[5]);
    assert!(!queue.out.contains('\x1b'));
    let some =
        shift.incident("list --header --columns number,customer,services --sort number --reverse -l 1 status:any");
    assert_eq!(some.out, "number\tcustomer\tservices\nACM-INC-0044\tWidget Barn Ltd\tweb-shop, assets-cdn\n");
    assert_eq!(some.err, "antops: 1 of 44 shown\n");
    let negated = shift.antops(&["incident", "list", "assignee:me", "-tag:tls"], "");
    assert_eq!(numbers(&negated), ["ACM-INC-0039", "ACM-INC-0041", "ACM-INC-0033", "ACM-INC-0027"]);
    let history = shift.incident("list --view history -l 1 --json");
    assert!(history.out.contains("\"status\":\"resolved\""), "{history:?}");
    let mine = shift.incident("list --view mine");
    let first: Vec<&str> = mine.out.lines().next().unwrap().split('\t').take(4).collect();
    assert_eq!((first[0], first[2], first[3]), ("high", "investigating", "ACM-INC-0039"), "the columns of the view");
    assert!(first[1].starts_with("-1h4"), "how long ago it was due: {}", first[1]);
    for wrong in ["list --view nosuch", "list is:unseen", "list status:wrong", "list tag:"] {
        let said = shift.incident(wrong);
        assert_eq!((said.code, said.out.as_str(), said.err.lines().count()), (64, "", 1), "{said:?}");
    }
    assert_eq!(shift.incident("list nosuchword --json").out, "[]\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_closed_incident_is_found_however_many_there_are() {
    let shift = Shift::begin().await;
    shift
        .run(
            "insert into incidents (organization_id, incident_number, title, description, priority, status, created_by, created_at, updated_at) \
             select organization_id, 'ACM-INC-' || n, 'Old one', 'x', 'low', 'closed', created_by, now() - interval '1 year', now() - interval '1 year' \
             from incidents, generate_series(5000, 6199) n where incident_number = 'ACM-INC-0043'",
        )
        .await;
    let closed = shift.incident("list status:closed \"old one\"");
    assert_eq!((closed.out.lines().count(), closed.err.as_str()), (1200, ""));
    assert_eq!(shift.json("show 5000 --json")[0]["title"], "Old one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_seen_enough_is_no_failure() {
    let shift = Shift::begin().await;
    for words in [&["incident", "list"][..], &["incident", "export", "status:any", "--comments"]] {
        let mut child = shift.start(words);
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{words:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_json_stay_what_they_are() {
    let shift = Shift::begin().await;
    let listed = shift.json("list number:42 --json");
    let shown = shift.json("show 42 --json");
    let fields = |value: &Value| value[0].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (listed_fields, mut shown_fields) = (fields(&listed), fields(&shown));
    shown_fields.retain(|field| field != "comments" && field != "description");
    assert_eq!(listed_fields, shown_fields);
    let mut documented: Vec<&str> = antops::cli::FIELDS.iter().map(|(field, _)| *field).collect();
    documented.sort_unstable();
    assert_eq!(fields(&shown), documented);
    insta::assert_snapshot!(serde_json::to_string_pretty(&shape(&shown)).unwrap());
    assert_eq!(shown[0]["slo"]["target_hours"], 2);
    assert_eq!(shown[0]["slo"]["state"], "breached");
    assert!(shown[0]["slo"]["remaining_seconds"].as_i64().unwrap() < 0);
    assert_eq!(shown[0]["assignee"]["name"], "Omar Haddad");
    let last = shown[0]["comments"].as_array().unwrap().last().unwrap();
    let called: Vec<&str> =
        last["mentions"].as_array().unwrap().iter().filter_map(|who| who["name"].as_str()).collect();
    assert_eq!((called.len(), called.contains(&"Dana Petrov")), (2, true));
    assert!(last["text"].as_str().unwrap().contains("@Omar Haddad @Dana Petrov is it safe"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_what_is_shown_in_each_format() {
    let shift = Shift::begin().await;
    let json = shift.json("export number:42 --comments");
    assert_eq!(json[0]["comments"].as_array().unwrap().len(), 6);
    assert_eq!(shift.json("export number:42")[0].get("comments"), None);
    shift.run("update incidents set title = '=SUM(1), \"quoted\"' where incident_number = 'ACM-INC-0042'").await;
    let csv = shift.incident("export number:42 --format csv");
    assert!(csv.out.starts_with("number,priority,slo,") && csv.out.ends_with("\r\n"), "{csv:?}");
    assert!(csv.out.contains("\"'=SUM(1), \"\"quoted\"\"\""), "{csv:?}");
    let markdown = shift.incident("export number:42 --format markdown --comments");
    assert!(markdown.out.starts_with("## ACM-INC-0042: =SUM(1), \"quoted\"\n"), "{markdown:?}");
    assert!(
        markdown.out.contains("- assignee: Omar Haddad\n") && markdown.out.contains("Mia Tanaka: 19 tickets."),
        "{markdown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_cannot_touch_a_terminal_wherever_it_is_printed() {
    let shift = Shift::begin().await;
    shift
        .run("update incidents set title = E'\\x1b]0;owned\\x07\\x1b[2Ja\\tb\\nc\\u202e' where incident_number = 'ACM-INC-0043'")
        .await;
    for words in ["list number:43", "list number:43 --json", "show 43", "export number:43 --format csv", "take 43 -n"] {
        let said = shift.incident(words);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(!(said.out + &said.err).contains(['\x1b', '\x07', '\u{202e}']), "{words}");
    }
    let cells = shift.incident("list number:43");
    assert_eq!((cells.out.lines().count(), cells.out.matches('\t').count()), (1, 6), "{cells:?}");
}
