//! Linking: each record is done or refused by itself, what a colleague did first is not undone, and those who may are asked.

use super::{Shift, numbers};
use serde_json::Value;

/// Twelve incidents of nobody's problem: nine of Dana's and three that Mia reported for Omar.
const TWELVE: &str = "insert into incidents (organization_id, incident_number, title, description, priority, status, created_by, assigned_to) \
     select organization_id, 'ACM-INC-' || n, 'Search forgets ' || n, 'x', 'low', 'open', \
            case when n > 5009 then (select id from profiles where email = 'mia@acme.example') else created_by end, \
            case when n > 5009 then (select id from profiles where email = 'omar@acme.example') end \
     from incidents, generate_series(5001, 5012) n where incident_number = 'ACM-INC-0043'";

const LINKED: &str = "select count(*) from incidents i join problems p on p.id = i.problem_id \
     where p.problem_number = 'ACM-PRBM-0005' and i.incident_number like 'ACM-INC-50__'";

async fn problem_of(shift: &Shift, count: u32) -> String {
    shift.column("(select problem_number from problems p where p.id = problem_id)", count).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twelve_of_which_three_are_refused_nine_are_linked_and_the_three_are_asked_for_once() {
    let shift = Shift::begin().await;
    shift.run(TWELVE).await;
    let all = (5001..=5012).fold(String::new(), |lines, n| lines + &format!("INC-{n}\tmore\n"));
    let plan = shift.antops(&["problem", "link", "5", "-", "--dry-run", "--ask"], &all);
    assert_eq!((plan.code, plan.out.lines().count(), plan.err.lines().count()), (5, 9, 3), "{plan:?}");
    assert!(plan.out.starts_with("Would do: Link ACM-INC-5001 to ACM-PRBM-0005  Search forgets 5001\n"), "{plan:?}");
    assert_eq!(shift.ask(LINKED).await, "0");
    let said = shift.antops(&["problem", "link", "5", "-", "--ask"], &all);
    assert_eq!((said.code, said.out.lines().count()), (5, 9), "{said:?}");
    assert!(said.out.contains("Linked ACM-INC-5009 to ACM-PRBM-0005.\n"), "{said:?}");
    let refused: Vec<&str> = said.err.lines().collect();
    assert_eq!(
        (refused.len(), refused[0]),
        (
            3,
            "antops: Refused: Only Mia (created) or Omar (assigned) may change ACM-INC-5010. Asked Mia and Omar in a comment."
        )
    );
    assert_eq!(shift.ask(LINKED).await, "9");
    let calls = "select count(*) || ' ' || min(content) from comments c join incidents i on i.id = c.incident_id \
                 where i.incident_number like 'ACM-INC-50__' and jsonb_array_length(mentions) = 2";
    let asked = shift.ask(calls).await;
    assert!(asked.starts_with("3 ") && asked.contains("please link ACM-INC-5010 to ACM-PRBM-0005."), "{asked}");
    let again = shift.antops(&["problem", "link", "5", "5001", "5010", "--ask", "--json"], "");
    assert_eq!((again.code, again.err.as_str()), (3, ""), "nothing was changed: {again:?}");
    let value: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&value[0]["outcome"], &value[1]["outcome"]), (&"done".into(), &"refused".into()));
    assert!(value[1]["message"].as_str().unwrap().ends_with("You asked 0 min ago; it is in the timeline."), "{value}");
    assert!(shift.ask(calls).await.starts_with("3 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_problem_stays_there_unless_it_is_to_move() {
    let shift = Shift::begin().await;
    let said = shift.problem("link 6 33 43");
    assert_eq!((said.code, said.out.as_str()), (5, "Linked ACM-INC-0043 to ACM-PRBM-0006.\n"));
    assert!(
        said.err.contains("ACM-INC-0033 is part of ACM-PRBM-0003 and stays there: problem link --move"),
        "{said:?}"
    );
    assert_eq!(shift.problem("link 6 33").code, 4);
    assert_eq!(problem_of(&shift, 33).await, "ACM-PRBM-0003");
    let moved = shift.problem("link 6 33 --move");
    assert_eq!((moved.code, moved.out.as_str()), (0, "Linked ACM-INC-0033 to ACM-PRBM-0006.\n"));
    assert_eq!(problem_of(&shift, 33).await, "ACM-PRBM-0006");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_links_elsewhere_in_between_is_4_and_stays_as_they_wanted_it() {
    let shift = Shift::begin().await;
    shift.overtake("problem_id = (select id from problems where problem_number = 'ACM-PRBM-0003')").await;
    let said = shift.problem("link 6 43");
    assert_eq!((said.code, said.out.as_str()), (4, ""), "{said:?}");
    assert_eq!(said.err, "antops: ACM-INC-0043 is part of ACM-PRBM-0003 by now. Nothing was written.\n");
    assert_eq!(problem_of(&shift, 43).await, "ACM-PRBM-0003");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_linked_by_their_numbers_and_touch_nothing_else() {
    let shift = Shift::begin().await;
    let others = "select concat_ws('|', title, status, priority, assigned_to, incident_id, scheduled_for) from changes where change_number = 'ACM-CHG-0010'";
    let before = shift.ask(others).await;
    let said = shift.problem("link PRBM-5 CHG-10 24");
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Linked ACM-INC-0024 to ACM-PRBM-0005.\nLinked ACM-CHG-0010 to ACM-PRBM-0005.\n"),
        "{said:?}"
    );
    let linked = "select problem_number from problems p join changes c on c.problem_id = p.id where change_number = 'ACM-CHG-0010'";
    assert_eq!((shift.ask(linked).await.as_str(), shift.ask(others).await), ("ACM-PRBM-0005", before));
    let refused = shift.problem("link 5 CHG-6");
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert!(refused.err.contains("ACM-CHG-0006"), "{refused:?}");
    let out = shift.problem("unlink ACM-CHG-0010 INC-24");
    assert_eq!(
        (out.code, out.out.as_str()),
        (0, "ACM-INC-0024 belongs to no problem now.\nACM-CHG-0010 belongs to no problem now.\n")
    );
    assert_eq!((shift.ask(linked).await.as_str(), problem_of(&shift, 24).await.as_str()), ("", ""));
    assert_eq!(shift.problem("unlink 24").out, "ACM-INC-0024 is part of no problem already.\n");
    for (words, code) in [("link 5 CHG-99", 66), ("link 99 24", 66), ("link none 24", 64), ("link 5 999", 66)] {
        assert_eq!(shift.problem(words).code, code, "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_can_be_piped_into_link() {
    let shift = Shift::begin().await;
    shift.run("update incidents set problem_id = null where incident_number = 'ACM-INC-0015'").await;
    let ranked = shift.problem("candidates 7");
    assert_eq!(numbers(&ranked), ["ACM-INC-0015"]);
    let said = shift.antops(&["problem", "link", "7", "-"], &ranked.out);
    assert_eq!((said.code, said.out.as_str()), (0, "Linked ACM-INC-0015 to ACM-PRBM-0007.\n"));
    assert_eq!(problem_of(&shift, 15).await, "ACM-PRBM-0007");
    assert_eq!(shift.problem("link 7 24 --read-only").code, 77);
    assert_eq!(problem_of(&shift, 24).await, "");
}
