//! Several incidents at once, and taking back what was done: marks, the plan before, the outcome of each row, undo.

use super::{Desk, Office};
use antops::app::layers::Layer;
use antops::app::layers::bulk::Fate;

/// Twelve printers out of paper, numbered ACM-INC-0801 to 0812: all Dana's but 0803 (Mia's) and 0807 (Mia's, assigned to Omar).
async fn printers(office: &Office) {
    office
        .run(
            "insert into incidents (organization_id, incident_number, title, description, priority, status, created_by, assigned_to, created_at) \
             select d.organization_id, 'ACM-INC-08' || lpad(n::text, 2, '0'), 'Printer ' || n || ' is out of paper', '<p>d</p>', 'low', 'open', \
             case when n in (3, 7) then m.id else d.id end, case when n = 7 then o.id end, now() - (13 - n) * interval '1 minute' \
             from generate_series(1, 12) n, profiles d, profiles m, profiles o \
             where d.email = 'dana@acme.example' and m.email = 'mia@acme.example' and o.email = 'omar@acme.example'",
        )
        .await;
}

/// Dana with the printers alone in her list.
async fn at_the_printers(office: &Office) -> Desk {
    printers(office).await;
    let mut dana = office.desk("dana").await;
    dana.press("/");
    dana.type_text("printer paper");
    dana.press("enter");
    dana.sees("12 of").await;
    dana
}

const ASSIGNED: &str = "select count(*) from incidents i join profiles p on p.id = i.assigned_to \
                        where i.incident_number like 'ACM-INC-08%' and p.email = 'ana@acme.example'";

#[tokio::test(flavor = "multi_thread")]
async fn twelve_are_planned_done_in_one_request_asked_for_and_taken_back() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.press("*");
    dana.sees("12 marked").await;
    dana.press("A");
    dana.type_text("ana");
    dana.do_keys("enter").await;
    dana.sees("10 will change · 2 refused").await;
    assert_eq!(office.ask(ASSIGNED).await, "0", "a plan writes nothing");
    dana.do_keys("enter").await;
    dana.sees("10 done · 2 refused").await;
    assert_eq!(office.ask(ASSIGNED).await, "10");
    assert_eq!(
        office.ask(&ASSIGNED.replace("count(*)", "count(distinct i.xmin::text)")).await,
        "1",
        "in one transaction"
    );
    dana.do_keys("H").await;
    dana.sees("Ask for the hand-over: done on all 2.").await;
    let asked = "select string_agg(i.incident_number, ' ' order by i.incident_number) from comments c join incidents i on i.id = c.incident_id \
                 where c.content like '%please hand%' and i.incident_number like 'ACM-INC-08%'";
    assert_eq!(office.ask(asked).await, "ACM-INC-0803 ACM-INC-0807");
    // In the plan, undo is for what the plan did; the questions stay asked.
    dana.do_keys("u").await;
    dana.sees("Undo: done on all 10.").await;
    assert_eq!(office.ask(ASSIGNED).await, "0");
    assert_eq!(office.ask(asked).await, "ACM-INC-0803 ACM-INC-0807");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_marked_and_unmarked_and_esc_forgets_the_marks() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.do_keys("g space j j V").await;
    assert_eq!(dana.model().incidents.marks.len(), 4, "one by hand, and from there to here");
    dana.do_keys("g space").await;
    assert_eq!(dana.model().incidents.marks.len(), 3);
    dana.do_keys("esc").await;
    assert!(dana.model().incidents.marks.is_empty());
    dana.sees("printer paper").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_survive_a_refresh_and_what_a_colleague_changed_fails_alone_and_is_tried_again() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.press("g space space");
    dana.do_keys("r").await;
    assert_eq!(dana.model().incidents.marks.len(), 2);
    dana.do_keys("s i").await;
    dana.sees("2 will change").await;
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office
        .run("update incidents set status = 'resolved', resolved_at = now() where incident_number = 'ACM-INC-0801'")
        .await;
    dana.do_keys("enter").await;
    dana.sees("1 done · 1 failed").await;
    dana.sees("done on 1 of 2, 1 not").await;
    let status = "select string_agg(status::text, ' ' order by incident_number) from incidents where incident_number in ('ACM-INC-0801', 'ACM-INC-0802')";
    assert_eq!(office.ask(status).await, "resolved investigating");
    // What would be replaced is another status now: that is shown before it is.
    dana.do_keys("r").await;
    dana.sees("was resolved").await;
    assert_eq!(office.ask(status).await, "resolved investigating");
    dana.do_keys("enter").await;
    dana.sees("2 done").await;
    assert_eq!(office.ask(status).await, "investigating investigating");
    dana.do_keys("esc").await;
    assert!(!matches!(dana.model().layers.last(), Some(Layer::Bulk(_))));
}

const PROBLEM_OF: &str = "select coalesce(string_agg(p.problem_number, ' ' order by i.incident_number), '') from incidents i \
                          join problems p on p.id = i.problem_id where i.incident_number in ('ACM-INC-0801', 'ACM-INC-0802')";

#[tokio::test(flavor = "multi_thread")]
async fn trying_again_takes_no_incident_away_from_the_problem_a_colleague_linked_it_to() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.press("g space space l");
    dana.type_text("PRBM-0005");
    dana.do_keys("enter").await;
    dana.sees("2 will change").await;
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office
        .run("update incidents set problem_id = (select id from problems where problem_number = 'ACM-PRBM-0003') where incident_number = 'ACM-INC-0801'")
        .await;
    dana.do_keys("enter").await;
    dana.sees("1 done · 1 failed").await;
    for _ in 0..2 {
        dana.do_keys("r").await;
        dana.sees("part of ACM-PRBM-0003 by now").await;
        assert_eq!(office.ask(PROBLEM_OF).await, "ACM-PRBM-0003 ACM-PRBM-0005");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picker_of_problems_overwrites_no_link_made_while_it_was_open() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    for typed in ["PRBM-0005", "unlink"] {
        office.run("update incidents set problem_id = null where incident_number = 'ACM-INC-0801'").await;
        dana.do_keys("g").await;
        dana.wait_until("no link", |desk| desk.model().selected_incident().is_some_and(|row| row.problem.is_none()))
            .await
            .unwrap();
        dana.press("l");
        dana.type_text(typed);
        office
            .run("update incidents set problem_id = (select id from problems where problem_number = 'ACM-PRBM-0003') where incident_number = 'ACM-INC-0801'")
            .await;
        dana.wait_until("the link", |desk| desk.model().selected_incident().is_some_and(|row| row.problem.is_some()))
            .await
            .unwrap();
        dana.do_keys("enter").await;
        dana.sees("ACM-INC-0801 is part of ACM-PRBM-0003 by now. Nothing was written.").await;
        assert_eq!(office.ask(PROBLEM_OF).await, "ACM-PRBM-0003");
        dana.do_keys("esc").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_several_says_why_on_each_and_a_plan_left_keeps_the_reason() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.press("g space space X");
    dana.type_text("Paper came");
    dana.press("enter");
    dana.sees("2 will change").await;
    dana.press("esc X");
    dana.sees("Paper came").await;
    dana.press("enter");
    dana.do_keys("enter").await;
    let closed = "select count(*) from incidents i join comments c on c.incident_id = i.id \
                  where i.status = 'closed' and i.resolved_at is not null and c.content = '📝 **CLOSED** | Paper came'";
    assert_eq!(office.ask(closed).await, "2");
    dana.do_keys("u").await;
    assert_eq!(office.ask(closed).await, "0");
    let back = "select count(*) from incidents where incident_number in ('ACM-INC-0801', 'ACM-INC-0802') and status = 'open' and resolved_at is null";
    assert_eq!(office.ask(back).await, "2", "undo opens them again, with the comment gone and no time of resolution");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_dealt_with_leaves_the_list_the_cursor_goes_on_and_undo_brings_it_back() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.do_keys("g").await;
    let number = |desk: &Desk| desk.model().selected_incident().unwrap().name();
    let (first, second) = ("ACM-INC-0801", "ACM-INC-0802");
    assert_eq!(number(&dana), first);
    dana.do_keys("R").await;
    assert_eq!(number(&dana), second);
    dana.sees(&format!("Resolved {first}. u undoes it.")).await;
    dana.do_keys("u").await;
    dana.sees(&format!("Undone: {first} is open again.")).await;
    let row =
        format!("select status || coalesce(resolved_at::text, '') from incidents where incident_number = '{first}'");
    assert_eq!(office.ask(&row).await, "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_does_not_overwrite_what_a_colleague_did_since() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("R").await;
    dana.sees("Resolved ACM-INC-0043.").await;
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office.run("update incidents set status = 'closed' where incident_number = 'ACM-INC-0043'").await;
    dana.do_keys("u").await;
    dana.sees("ACM-INC-0043 was changed meanwhile: now closed").await;
    assert_eq!(office.ask("select status from incidents where incident_number = 'ACM-INC-0043'").await, "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_taken_back_is_a_draft_again() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.press("c");
    dana.type_text("Rolling back the wrong thing");
    dana.do_keys("alt-enter").await;
    let said = "select count(*) from comments where content like '%the wrong thing%'";
    assert_eq!(office.ask(said).await, "1");
    dana.do_keys("u").await;
    assert_eq!(office.ask(said).await, "0");
    dana.press("c");
    dana.sees("Rolling back the wrong thing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_linked_to_a_problem_and_only_that_column_changes() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    let rest = "select (to_jsonb(i) - 'problem_id' - 'updated_at')::text from incidents i where incident_number = 'ACM-INC-0043'";
    let linked = "select p.problem_number from incidents i join problems p on p.id = i.problem_id where i.incident_number = 'ACM-INC-0043'";
    let before = office.ask(rest).await;
    let problem =
        office.ask("select problem_number from problems where status = 'known_error' order by 1 limit 1").await;
    dana.press("l");
    dana.type_text(&problem);
    dana.do_keys("enter").await;
    dana.sees(&format!("Linked ACM-INC-0043 to {problem}.")).await;
    assert_eq!(office.ask(linked).await, problem);
    assert_eq!(office.ask(rest).await, before);
    dana.press("l");
    dana.type_text("unlink");
    dana.do_keys("enter").await;
    dana.sees("ACM-INC-0043 belongs to no problem now.").await;
    assert_eq!(
        office
            .ask("select coalesce(problem_id::text, 'none') from incidents where incident_number = 'ACM-INC-0043'")
            .await,
        "none"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_says_why_when_it_is_selected() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    dana.press("* R");
    dana.sees("refused").await;
    let at = match dana.model().layers.last() {
        Some(Layer::Bulk(bulk)) => bulk.rows.iter().position(|row| matches!(row.fate, Fate::Refused(_))).unwrap(),
        other => panic!("{other:?}"),
    };
    for _ in 0..at {
        dana.press("j");
    }
    dana.sees("may change INC-08").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_joins_and_leaves_several_and_what_one_had_before_stays() {
    let office = Office::open().await;
    let mut dana = at_the_printers(&office).await;
    office.run("update incidents set tags = '{db}' where incident_number = 'ACM-INC-0801'").await;
    dana.do_keys("g").await;
    dana.sees("Tags       db").await;
    dana.press("space space t");
    dana.type_text("floor:3");
    dana.sees("Add floor:3").await;
    dana.press("enter");
    dana.sees("2 will change").await;
    dana.do_keys("enter").await;
    let tags = "select string_agg(tags::text, ' ' order by incident_number) from incidents where incident_number in ('ACM-INC-0801', 'ACM-INC-0802')";
    assert_eq!(office.ask(tags).await, "{db,floor:3} {floor:3}");
    dana.do_keys("esc").await;
    dana.press("g space space t");
    dana.type_text("a:b:c");
    dana.sees("more than one colon").await;
    dana.press("ctrl-u");
    dana.type_text("remove db");
    dana.press("enter");
    dana.sees("1 will change · 1 already so").await;
    dana.do_keys("enter").await;
    assert_eq!(office.ask(tags).await, "{floor:3} {floor:3}");
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_of_a_close_gives_the_reason_back_and_leaves_it_standing_where_a_colleague_went_on() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let said = "select count(*) from comments where content = '📝 **CLOSED** | Bank fixed it'";
    dana.go_to("0043").await;
    dana.press("X");
    dana.type_text("Bank fixed it");
    dana.do_keys("enter").await;
    assert_eq!(office.ask(said).await, "1");
    dana.do_keys("u").await;
    dana.sees("The reason is in its draft.").await;
    assert_eq!(office.ask(said).await, "0");
    dana.press("X");
    dana.sees("Bank fixed it").await;
    dana.do_keys("enter").await;
    assert_eq!(office.ask(said).await, "1");
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office.run("update incidents set status = 'resolved' where incident_number = 'ACM-INC-0043'").await;
    dana.do_keys("u").await;
    dana.sees("was changed meanwhile").await;
    assert_eq!(office.ask(said).await, "1", "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_of_a_rating_restores_a_priority_that_the_matrix_would_not_give() {
    let office = Office::open().await;
    office
        .run(
            "update incidents set criticality = 'low', urgency = 'low', auto_priority = true where incident_number = 'ACM-INC-0043'; \
             update incidents set priority = 'critical' where incident_number = 'ACM-INC-0043'",
        )
        .await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    let row = "select concat_ws(' ', priority, criticality, urgency, auto_priority::text) from incidents where incident_number = 'ACM-INC-0043'";
    assert_eq!(office.ask(row).await, "critical low low true");
    dana.press("p right");
    dana.do_keys("alt-enter").await;
    let rated = office.ask(row).await;
    assert!(rated.contains(" medium low "), "{rated}");
    dana.do_keys("u").await;
    dana.sees("of ACM-INC-0043 as before.").await;
    assert_eq!(office.ask(row).await, "critical low low true");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_did_in_the_same_moment_is_said_to_be_theirs_and_not_taken_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office
        .run("update incidents set status = 'resolved', resolved_at = now(), updated_at = now() where incident_number = 'ACM-INC-0043'")
        .await;
    dana.do_keys("R").await;
    dana.sees("ACM-INC-0043 is resolved already; somebody was quicker.").await;
    dana.do_keys("u").await;
    dana.sees("there is nothing to undo").await;
    assert_eq!(office.ask("select status from incidents where incident_number = 'ACM-INC-0043'").await, "resolved");
}
