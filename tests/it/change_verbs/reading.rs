//! The verbs that read: lists, calendars, and a change whole, with what its approvals weigh.

use super::{Shift, numbers};
use crate::shift::shape;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_says_what_will_happen_when_and_what_collides() {
    let shift = Shift::begin().await;
    let list = shift.change("list");
    assert_eq!((list.code, list.err.as_str()), (0, ""));
    let open = [
        "ACM-CHG-0006",
        "ACM-CHG-0004",
        "ACM-CHG-0007",
        "ACM-CHG-0008",
        "ACM-CHG-0005",
        "ACM-CHG-0010",
        "ACM-CHG-0009",
    ];
    assert_eq!(numbers(&list), open, "what runs, then what begins first");
    let starts = shift.change_json("list number:7 --json")[0]["starts_at"].as_str().unwrap().to_owned();
    let line = list.out.lines().nth(2).unwrap();
    assert_eq!(
        line,
        format!(
            "ACM-CHG-0007\tcritical\tpending\t{starts}\tACM-CHG-0008\tOmar Haddad\tCheck pooled connections before they are used at edge-eu"
        )
    );
    let some = shift.change("list --header --columns number,answer,for -r -l 1 status:any");
    assert!(some.out.starts_with("number\tanswer\tfor\nACM-CHG-000"), "{some:?}");
    assert_eq!(some.err, "antops: 1 of 10 shown\n");
    assert_eq!(numbers(&shift.change("list starts:<5h30m status:approved")).len(), 1);
    assert_eq!(
        numbers(&shift.change("list is:upcoming")),
        ["ACM-CHG-0004", "ACM-CHG-0007", "ACM-CHG-0008", "ACM-CHG-0005"]
    );
    assert_eq!(numbers(&shift.change("list is:urgent")), ["ACM-CHG-0006"]);
    assert_eq!(numbers(&shift.change("list --sort oldest status:any -l 1")), ["ACM-CHG-0001"]);
    for wrong in ["list slo:breached", "list status:open", "list tag:"] {
        let said = shift.change(wrong);
        assert_eq!((said.code, said.out.as_str(), said.err.lines().count()), (64, "", 1), "{said:?}");
    }
    assert_eq!(shift.change("list nosuchword --json").out, "[]\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_with_everything_that_speaks_for_and_against_it() {
    let shift = Shift::begin().await;
    let shown = shift.change("show CHG-7").out;
    for part in [
        "ACM-CHG-0007  Check pooled connections before they are used at edge-eu\n",
        "\n  collides     ACM-CHG-0008 Install the renewed certificate at the CDN: ",
        ", pending, on edge-eu\n",
        "\n  for          ACM-PRBM-0007 Edge keeps dead connections",
        "\n  answer       asked by Omar, nobody decided\n",
        "\n  open         It waits for one of those who may decide: ",
        "\nRollback plan\n  Same knob, other direction",
        "\nTest plan\n",
        "  asked by Omar Haddad  (undecided)\n",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(!shown.contains("  next  "), "Dana can take no step with it: {shown}");
    let undone = shift.change("show 5").out;
    assert!(undone.contains("It was approved and still waits: your next step applies that first"), "{undone}");
    assert!(
        undone.contains("; approved by Bo Lindqvist ")
            && undone.contains(": Reasonable, and easy to take back.  (counts)"),
        "{undone}"
    );
    assert!(shift.change("show 4").out.contains("\nAt its time\n"));
    assert!(shift.change("show 2").out.contains("  failed by Lena Vogt: Restore would have taken nine hours."));
    assert_eq!(shift.change("show 777").code, 66);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_count_is_said_plainly() {
    let shift = Shift::begin().await;
    shift
        .run(
            "insert into change_approvals (organization_id, change_id, requested_by, approved_by, status, comments, responded_at)
             select c.organization_id, c.id, m.id, b.id, 'approved', 'do it', now() from changes c, profiles m, profiles b
             where c.change_number = 'ACM-CHG-0007' and m.email = 'mia@acme.example' and b.email = 'bo@acme.example';
             insert into change_approvals (organization_id, change_id, requested_by, status, requested_at)
             select organization_id, id, requested_by, 'pending', now() from changes where change_number = 'ACM-CHG-0005'",
        )
        .await;
    let forged = shift.change("show 7").out;
    assert!(forged.contains("  asked by Mia Tanaka; approved by Bo Lindqvist "), "{forged}");
    assert!(forged.contains("do it  (forged: was inserted as an answer, not answered)\n"), "{forged}");
    let json = shift.change_json("show 7 5 --json");
    let weights = |at: usize| -> Vec<&str> {
        json[at]["approvals"].as_array().unwrap().iter().map(|row| row["weight"].as_str().unwrap()).collect()
    };
    assert_eq!((weights(0), weights(1)), (vec!["undecided", "forged"], vec!["stale", "undecided"]));
    assert_eq!(json[0]["approval"]["answer"], "waiting");
    assert_eq!(json[1]["approval"]["answer"], "waiting", "the answer was to an earlier request");
    shift.run("update changes set status = 'in_progress' where change_number = 'ACM-CHG-0007'").await;
    let json = shift.change_json("show 7 --json");
    assert_eq!(json[0]["approval"]["mismatch"], "unapproved");
    assert!(json[0]["approval"]["resolution"].as_str().unwrap().contains("Nobody who may has approved it."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_json_stay_what_they_are() {
    let shift = Shift::begin().await;
    let (listed, shown) = (shift.change_json("list number:7 --json"), shift.change_json("show 7 4 1 --json"));
    let fields = |value: &Value| value[0].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let of_show = [
        "description",
        "rollback_plan",
        "test_plan",
        "since_asked",
        "approvals",
        "automations",
        "responses",
        "comments",
    ];
    let (listed_fields, mut shown_fields) = (fields(&listed), fields(&shown));
    shown_fields.retain(|field| !of_show.contains(&field.as_str()));
    assert_eq!(listed_fields, shown_fields);
    let mut documented: Vec<&str> = antops::cli::CHANGE_FIELDS.iter().map(|(field, _)| *field).collect();
    documented.sort_unstable();
    assert_eq!(fields(&shown), documented);
    let shapes: Vec<Value> = shown.as_array().unwrap().iter().map(shape).collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&shapes).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_is_sorted_by_time_and_marks_what_collides() {
    let shift = Shift::begin().await;
    let calendar = shift.change("calendar");
    assert_eq!((calendar.code, calendar.err.as_str()), (0, ""));
    let coming = ["ACM-CHG-0006", "ACM-CHG-0004", "ACM-CHG-0007", "ACM-CHG-0008", "ACM-CHG-0005"];
    let found = numbers(&calendar);
    // What runs began up to 40 minutes ago, which may have been yesterday; its window still reaches into today.
    assert_eq!(found, coming, "{calendar:?}");
    let cells: Vec<Vec<&str>> = calendar.out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(cells.windows(2).all(|two| two[0][1] <= two[1][1]), "{calendar:?}");
    assert_eq!((cells[2][4], cells[3][4], cells[1][4]), ("ACM-CHG-0008", "ACM-CHG-0007", ""));
    let json = shift.change_json("calendar --json");
    assert_eq!(json[2]["collisions"][0]["services"][0]["name"], "edge-eu");
    let past = shift.ask("select ((now() - interval '81 days') at time zone 'utc')::date").await;
    let said = shift.change(&format!("calendar --from {past} --days 3 --header"));
    assert!(
        said.out.starts_with("number\tstarts\tends\tstatus\tcollides\tassignee\ttitle\nACM-CHG-0001\t"),
        "{said:?}"
    );
    assert_eq!(said.out.lines().count(), 2);
    assert_eq!(shift.change("calendar --from 2031-01-01 --json").out, "[]\n");
    for wrong in ["calendar --days 0", "calendar --from someday", "calendar --from 9999-12-30 --days 300"] {
        assert_eq!(shift.change(wrong).code, 64, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_cannot_touch_a_terminal_wherever_it_is_printed() {
    let shift = Shift::begin().await;
    let nasty = "E'\\x1b]0;owned\\x07\\x1b[2Ja\\tb\\nc\\u202e'";
    shift
        .run(&format!(
            "update changes set title = {nasty}, rollback_plan = {nasty} where change_number in ('ACM-CHG-0007', 'ACM-CHG-0008');
             update change_approvals set comments = {nasty}; update change_automations set error_message = {nasty};
             update change_completion_responses set notes = {nasty}; update problems set title = {nasty}; update incidents set title = {nasty}"
        ))
        .await;
    for words in
        ["list", "list --json status:any", "show 1 4 7 8", "show 1 4 7 --json", "calendar", "cancel --reason x 7 -n"]
    {
        let said = shift.change(words);
        assert!(!(said.out.clone() + &said.err).contains(['\x1b', '\x07', '\u{202e}']), "{words} {said:?}");
    }
    assert!(shift.change("list").out.lines().all(|line| line.matches('\t').count() == 6));
}
