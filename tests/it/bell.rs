//! What the bell rings for, whatever the time stamps of a row say.

use crate::support::world::*;
use antops::app::Msg;
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::request::Row;
use antops::domain::value::Priority;

/// Somebody changed it, and the server says so.
fn changed(world: &mut World, row: Incident) {
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(row)))]));
}

#[test]
fn what_was_critical_before_one_came_is_no_news_when_somebody_edits_it() {
    let mut world = World::ready(120, 40);
    let critical =
        world.rows.incidents.iter().find(|row| row.priority == Priority::Critical && row.created_by != dana());
    let critical = critical.expect("one is").clone();
    changed(&mut world, Incident { title: "Checkout is down, edited".into(), updated_at: noon(), ..critical });
    assert!(!world.notice().contains("Critical"), "{}", world.notice());
}

#[test]
fn what_is_raised_rings_once_although_the_web_app_does_not_say_when() {
    let mut world = World::ready(120, 40);
    let calm = world
        .rows
        .incidents
        .iter()
        .find(|row| row.priority == Priority::Low && row.created_by != dana() && row.status.is_active());
    let calm = calm.expect("one is").clone();
    changed(&mut world, Incident { priority: Priority::Critical, ..calm.clone() });
    assert!(world.notice().starts_with("Critical: "), "{}", world.notice());
    world.press("esc j");
    changed(&mut world, calm.clone());
    changed(&mut world, Incident { priority: Priority::Critical, ..calm });
    assert!(!world.notice().contains("Critical"), "never twice: {}", world.notice());
}
