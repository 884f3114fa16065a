//! Marks and the cursor: what a verb acts on, and what a plan holds.

use crate::support::world::*;
use antops::app::layers::Layer;
use antops::app::layers::bulk::Bulk;
use antops::app::layers::form::Form;
use antops::domain::incident::Incident;
use antops::domain::request::Op;
use antops::domain::value::{IncidentId, IncidentStatus, Record};

/// Dana with 39, 41 and two reports of her own, 50 and the closed 51.
fn desk() -> World {
    let mut world = World::ready(120, 40);
    world.rows.incidents.push(Incident { created_by: dana(), ..incident(50, "Disk full on web-3") });
    let closed = Incident {
        created_by: dana(),
        status: IncidentStatus::Closed,
        resolved_at: Some(ago(90)),
        ..incident(51, "Fan of rack 4 rattles")
    };
    world.rows.incidents.push(closed);
    world.press("r");
    world
}

/// So many open incidents of Dana's.
fn crowd(n: u128) -> World {
    let own = |at: u128| Incident { created_by: dana(), ..incident(100 + at, &format!("Sensor {at} is silent")) };
    World::with(boot(120, 40), Rows { incidents: (0..n).map(own).collect(), ..Rows::default() })
}

fn mark(world: &mut World, n: u128) {
    world.go_to(n);
    world.press("space");
}

fn records(sent: &[Op]) -> Vec<IncidentId> {
    let incident = |op: &Op| if let Some(Record::Incident(id)) = op.deed.record() { id } else { panic!("{op:?}") };
    sent.iter().map(incident).collect()
}

fn plan(world: &World) -> Option<&Bulk> {
    world.model.shown_bulk()
}

#[test]
fn a_card_is_not_moved_while_others_are_marked() {
    let mut world = desk();
    mark(&mut world, 39);
    world.go_to(41);
    world.press("b >");
    assert!(world.sent().is_empty() && world.model.layers.is_empty());
    assert_eq!(world.notice(), "Move on: it moves one card; esc takes the marks away.");
    world.press("esc esc >");
    assert_eq!(records(&world.sent()), [incident_id(41)]);
}

#[test]
fn a_card_that_is_the_only_one_marked_is_moved() {
    let mut world = desk();
    mark(&mut world, 41);
    world.go_to(41);
    world.press("b >");
    assert_eq!(records(&world.sent()), [incident_id(41)]);
}

#[test]
fn one_mark_that_is_not_under_the_cursor_goes_through_the_plan() {
    for key in ["R", "a"] {
        let mut world = desk();
        mark(&mut world, 39);
        world.go_to(50);
        world.press(key);
        assert!(world.sent().is_empty(), "{key} on a row one does not look at is planned first");
        let rows: Vec<IncidentId> = plan(&world).unwrap().rows.iter().filter_map(|row| row.record.incident()).collect();
        assert_eq!(rows, [incident_id(39)]);
        world.press("enter");
        assert_eq!(records(&world.sent()), [incident_id(39)]);
    }
}

#[test]
fn what_is_marked_and_hidden_by_the_filter_is_planned() {
    let mut world = desk();
    mark(&mut world, 39);
    world.press("/");
    world.type_text("disk");
    world.press("enter X");
    world.type_text("Renewed");
    world.press("enter");
    assert!(world.sent().is_empty());
    assert_eq!(plan(&world).unwrap().rows.len(), 1);
}

#[test]
fn what_the_rules_refuse_on_a_marked_row_stands_in_the_plan() {
    for keys in ["R", "s r", "l enter", "A enter"] {
        let mut world = desk();
        mark(&mut world, 42); // Ana's and Omar's
        world.go_to(50);
        world.press(keys);
        assert!(plan(&world).is_some(), "{keys}: {:?}", world.model.layers);
    }
}

#[test]
fn a_mark_on_the_row_under_the_cursor_is_as_good_as_none_and_is_used_up() {
    let mut world = desk();
    mark(&mut world, 39);
    world.go_to(39);
    world.press("R");
    assert_eq!(records(&world.sent()), [incident_id(39)]);
    assert!(world.model.incidents.marks.is_empty());
}

#[test]
fn forms_take_the_row_under_the_cursor_and_are_shut_while_another_is_marked() {
    let mut world = desk();
    mark(&mut world, 39);
    world.go_to(41);
    for key in ["E", "p"] {
        world.press(key);
        assert!(world.model.layers.is_empty(), "{key} opens nothing");
        assert!(world.notice().ends_with("it takes one incident at a time; esc takes the marks away."), "{key}");
    }
    world.press("t");
    assert!(matches!(world.model.layers.last(), Some(Layer::Picker(picker)) if picker.title == "Tag ACM-INC-0039"));
    world.press("esc esc esc E");
    assert_eq!(world.model.record_form().and_then(Form::edited), Some(Record::Incident(incident_id(41))));
}

#[test]
fn the_palette_names_what_the_verbs_act_on() {
    let mut world = desk();
    world.go_to(50);
    let found = |world: &mut World| {
        world.press(":");
        world.type_text("take");
        let Some(Layer::Picker(picker)) = world.model.layers.last() else { panic!("no palette") };
        let label = picker.selected().unwrap().label.clone();
        world.press("esc");
        label
    };
    assert_eq!(found(&mut world), "Take ACM-INC-0050");
    mark(&mut world, 39);
    world.go_to(50);
    assert_eq!(found(&mut world), "Take ACM-INC-0039", "the marked one, not the one under the cursor");
}

#[test]
fn what_is_not_over_is_not_reopened() {
    let mut world = desk();
    for n in [41, 50] {
        world.go_to(n);
        world.press("O");
        assert!(world.sent().is_empty());
        assert_eq!(world.notice(), format!("ACM-INC-00{n} is not over."));
    }
}

#[test]
fn what_is_closed_is_not_resolved_but_by_the_menu_of_statuses() {
    let mut world = desk();
    world.press("/");
    world.type_text("status:closed");
    world.press("enter");
    world.go_to(51);
    world.press("R");
    assert!(world.sent().is_empty());
    assert_eq!(world.notice(), "ACM-INC-0051 is closed already.");
    world.press("s r");
    assert_eq!(records(&world.sent()), [incident_id(51)]);
}

#[test]
fn a_plan_holds_a_thousand_rows_says_so_and_leaves_the_rest_marked() {
    let mut world = crowd(1_200);
    world.press("* R");
    assert_eq!(plan(&world).unwrap().rows.len(), 1_000);
    assert_eq!(world.notice(), "A plan holds 1,000 rows: the first of 1,200 are in it, 200 stay marked.");
    world.press("enter");
    assert_eq!(world.sent().len(), 1_000);
    assert_eq!(world.model.incidents.marks.len(), 200);
}
