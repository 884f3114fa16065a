//! The verbs that read: a table for a person, lines and objects for a script, and what may belong together.

use super::{Shift, numbers};
use crate::shift::shape;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_says_what_is_worked_on_and_how_much_belongs_to_it() {
    let shift = Shift::begin().await;
    let list = shift.problem("list");
    assert_eq!((list.code, list.err.as_str()), (0, ""));
    assert_eq!(numbers(&list)[..2], ["ACM-PRBM-0007", "ACM-PRBM-0006"], "the most urgent first");
    assert_eq!(list.out.lines().count(), 6, "what is neither resolved nor closed");
    let first = list.out.lines().next().unwrap();
    assert_eq!(
        first,
        "ACM-PRBM-0007\thigh\tknown_error\t2\tOmar Haddad\t12d\tEdge keeps dead connections in its upstream pool"
    );
    assert_eq!(shift.ask("select count(*) from incidents i join problems p on p.id = i.problem_id where p.problem_number = 'ACM-PRBM-0007'").await, "2");
    let some = shift.problem("list --header --columns number,changes,resolved -r -l 1 status:any");
    assert!(some.out.starts_with("number\tchanges\tresolved\nACM-PRBM-0002\t0\t2"), "{some:?}");
    assert_eq!(some.err, "antops: 1 of 8 shown\n");
    assert_eq!(numbers(&shift.problem("list -tag:edge status:known_error")), ["ACM-PRBM-0003"]);
    assert_eq!(numbers(&shift.problem("list --sort linked"))[0], "ACM-PRBM-0004", "four incidents");
    assert_eq!(numbers(&shift.problem("list --sort linked -l 1")), ["ACM-PRBM-0004"]);
    assert_eq!(numbers(&shift.problem("list --sort oldest -l 1")), ["ACM-PRBM-0003"]);
    assert_eq!(numbers(&shift.problem("list --sort oldest"))[0], "ACM-PRBM-0003");
    for wrong in ["list slo:breached", "list status:wrong", "list tag:"] {
        let said = shift.problem(wrong);
        assert_eq!((said.code, said.out.as_str(), said.err.lines().count()), (64, "", 1), "{said:?}");
    }
    assert_eq!(shift.problem("list nosuchword --json").out, "[]\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_shown_with_what_is_known_of_it_and_what_belongs_to_it() {
    let shift = Shift::begin().await;
    let shown = shift.problem("show PRBM-7").out;
    for part in [
        "ACM-PRBM-0007  Edge keeps dead connections in its upstream pool\n",
        "\nRoot cause\n  The pool checks connections only when",
        "\nWorkaround\n  Restart the pool, not the gateway:\n  1. edgectl drain --pool checkout\n",
        "\nIncidents (2)\n  ACM-INC-0042  critical  investigating  Omar  Checkout answers 500",
        "\nChanges (1)\n  ACM-CHG-0007  pending ",
        "\nTimeline\n",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(!shown.contains("Solution"), "nothing is known of that: {shown}");
    assert_eq!(shift.problem("show 777").code, 66);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_json_stay_what_they_are() {
    let shift = Shift::begin().await;
    let (listed, shown) = (shift.problem_json("list number:7 --json"), shift.problem_json("show 7 --json"));
    let fields = |value: &Value| value[0].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (listed_fields, mut shown_fields) = (fields(&listed), fields(&shown));
    shown_fields.retain(|field| field != "comments" && field != "description");
    assert_eq!(listed_fields, shown_fields);
    let documented = |fields: &[(&'static str, &str)]| {
        let mut names: Vec<&str> = fields.iter().map(|(field, _)| *field).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(fields(&shown), documented(antops::cli::PROBLEM_FIELDS));
    insta::assert_snapshot!(serde_json::to_string_pretty(&shape(&shown)).unwrap());
    shift.run("update incidents set problem_id = null where incident_number = 'ACM-INC-0015'").await;
    let ranked = shift.problem_json("candidates 7 --json");
    assert_eq!(fields(&ranked), documented(antops::cli::CANDIDATE_FIELDS));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_linked_and_is_not_any_more_comes_back_as_a_candidate_with_its_reasons() {
    let shift = Shift::begin().await;
    shift.run("update incidents set problem_id = null where incident_number in ('ACM-INC-0015', 'ACM-INC-0042')").await;
    let ranked = shift.problem("candidates 7");
    assert_eq!((ranked.code, ranked.err.as_str()), (0, ""));
    let mut found = numbers(&ranked);
    found.sort_unstable();
    assert_eq!(found, ["ACM-INC-0015", "ACM-INC-0042"], "{ranked:?}");
    let json = shift.problem_json("candidates 7 --json");
    let of = |number: &str| json.as_array().unwrap().iter().find(|row| row["number"] == number).unwrap().clone();
    assert_eq!(
        (of("ACM-INC-0015")["may_link"].as_bool(), of("ACM-INC-0042")["may_link"].as_bool()),
        (Some(true), Some(false))
    );
    let people: Vec<Value> =
        of("ACM-INC-0042")["linked_by"].as_array().unwrap().iter().map(|who| who["name"].clone()).collect();
    assert_eq!(people, ["Mia Tanaka", "Omar Haddad"]);
    assert!(json[0]["why"].as_str().unwrap().contains("edge-eu"), "{json}");
    let fewer = shift.problem("candidates 7 --limit 1");
    assert_eq!((fewer.out.lines().count(), fewer.err.as_str()), (1, "antops: 1 of 2 shown\n"));
    let back = shift.problem("candidates --incident 15");
    assert_eq!(numbers(&back)[0], "ACM-PRBM-0007", "{back:?}");
    assert_eq!(shift.problem("candidates").code, 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_cannot_touch_a_terminal_wherever_it_is_printed() {
    let shift = Shift::begin().await;
    let nasty = "E'\\x1b]0;owned\\x07\\x1b[2Ja\\tb\\nc\\u202e'";
    shift
        .run(&format!(
            "update problems set title = {nasty}, workaround = {nasty} where problem_number = 'ACM-PRBM-0007'"
        ))
        .await;
    shift.run(&format!("update incidents set title = {nasty} where problem_id is not null")).await;
    for words in ["list number:7", "list number:7 --json", "show 7", "show 7 --json", "status closed 7 -n"] {
        let said = shift.problem(words);
        assert!(!(said.out.clone() + &said.err).contains(['\x1b', '\x07', '\u{202e}']), "{words} {said:?}");
    }
    let cells = shift.problem("list number:7");
    assert_eq!((cells.out.lines().count(), cells.out.matches('\t').count()), (1, 6), "{cells:?}");
}
