//! The form of an incident or a problem: empty, filled in, wrong, short.

use super::canvas::screen;
use super::{SIZES, at_sizes};
use crate::support::world::{World, incident, incident_id, noon};
use antops::domain::edits::{Edit, Edits, Turn};
use antops::domain::request::{Row, Verdict};
use antops::domain::safe::Safe;
use insta::assert_snapshot;

#[test]
fn a_new_incident_says_what_is_still_needed() {
    at_sizes("form_new", &[SIZES[0], SIZES[1], (40, 12)], |world| world.press("n"));
}

#[test]
fn a_form_says_what_it_will_send_and_where_the_priority_comes_from() {
    at_sizes("form_edit", &[SIZES[0], SIZES[1], (40, 12)], |world| {
        world.go_to(41);
        world.press("E");
        world.type_text(", again");
        world.press("tab tab l tab tab");
    });
}

#[test]
fn a_problem_from_an_incident_is_proposed_and_says_what_it_links() {
    at_sizes("form_problem", &SIZES[..2], |world| {
        world.go_to(41);
        world.press("N");
    });
}

#[test]
fn what_is_wrong_stands_under_its_field() {
    at_sizes("form_wrong", &SIZES[..1], |world| {
        world.press("n");
        world.type_text("Nobody can log in");
        world.press("alt-enter");
    });
}

#[test]
fn known_tags_are_offered_and_links_have_three_lines() {
    at_sizes("form_tags", &SIZES[..1], |world| {
        world.press("n tab tab tab tab tab tab tab tab tab enter");
        world.type_text("jira.example/OPS-9");
        world.press("up up");
        world.type_text("db, reg");
    });
}

#[test]
fn a_few_fields_float_over_the_list() {
    at_sizes("form_priority", &SIZES[..2], |world| {
        world.go_to(41);
        world.press("p tab tab c");
    });
}

#[test]
fn what_a_field_became_meanwhile_stands_under_it() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("E");
    world.type_text(" here");
    world.press("alt-enter");
    let op = world.sent().remove(0);
    let mut theirs = world.model.rows.incidents[&incident_id(41)].clone();
    let title = Turn::new(theirs.title.clone(), Safe::line("Login mails are back"));
    Edits::of([Edit::Title(title)]).apply(&mut theirs);
    world.judge(&op, Ok(Verdict::Conflict(Row::Incident(Box::new(theirs)))));
    world.press("esc E");
    assert_snapshot!("form_crossed_80x24", screen(&world.model));
}

#[test]
fn an_incident_on_its_way_is_in_the_list_as_unsent() {
    let mut world = World::ready(80, 24);
    world.press("n");
    world.type_text("Nobody can log in");
    world.press("tab");
    world.type_text("Since noon.");
    world.press("alt-enter");
    assert_eq!(world.sent().len(), 1);
    assert_snapshot!("form_sent_80x24", screen(&world.model));
    assert_eq!(world.model.now.duration_since(noon()).as_secs(), 1);
    assert!(
        world.model.selected_incident().is_some_and(|row| row.number.is_none() && row.title != incident(1, "").title)
    );
}
