//! The linking view: rows in every state, at a desk and in a window, and without letters beyond ASCII.

use super::canvas::{screen, screen_with};
use crate::support::world::{Rows, World, ago, ana, boot, dana, incident, omar, problem_id, problems};
use antops::app::settings::Glyphs;
use antops::domain::change::Change;
use antops::domain::fault::Fault;
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::problem::Problem;
use antops::domain::request::{Row, Verdict};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{ChangeId, ChangeStatus, IncidentStatus, Priority, ProfileId};
use insta::assert_snapshot;
use uuid::Uuid;

fn alike(n: u128, title: &str, creator: ProfileId, assignee: Option<ProfileId>) -> Incident {
    Incident {
        created_by: creator,
        assigned_to: assignee,
        services: vec![ServiceId(Safe::line("node-edge-eu"))],
        created_at: ago(19_000 + i64::try_from(n).unwrap() * 61),
        ..incident(n, title)
    }
}

fn change(n: u128, title: &str, status: ChangeStatus) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(0xc4a0_0000 + n)),
        number: Some(Safe::line(&format!("ACM-CHG-{n:04}"))),
        title: Safe::line(title),
        description: Safe::default(),
        status,
        priority: Priority::Medium,
        requested_by: dana(),
        assigned_to: None,
        scheduled_for: None,
        estimated_end: None,
        completed_at: None,
        rollback_plan: Safe::default(),
        test_plan: Safe::default(),
        tags: vec![],
        services: vec![ServiceId(Safe::line("node-edge-eu"))],
        problem: None,
        incident: None,
        created_at: ago(4_000),
        updated_at: ago(4_000),
    }
}

fn company() -> Rows {
    let mut rows = Rows::default();
    rows.incidents.extend([
        alike(50, "Connection pool of lb-eu-1 exhausted", dana(), None),
        alike(51, "Pool leak after the deploy, checkout slow", dana(), Some(omar())),
        alike(52, "Dead connections in the pool of edge-eu, 503 on one call in nine", ana(), None),
        alike(53, "Pool exhausted again, restart of the pool helps", ana(), Some(omar())),
        alike(54, "连接池泄漏 pool leak at the edge", ana(), Some(dana())),
        Incident { status: IncidentStatus::Closed, ..alike(55, "Pool leak on the standby edge", omar(), None) },
    ]);
    rows.changes = vec![
        change(12, "Check pooled connections before use", ChangeStatus::Approved),
        Change { problem: Some(problem_id(7)), ..change(13, "Larger pool for edge-eu", ChangeStatus::Failed) },
    ];
    rows.problems.push(Problem {
        id: problem_id(9),
        number: Some("ACM-PRBM-0009".into()),
        title: "Something else".into(),
        services: vec![],
        tags: vec![],
        ..problems().remove(0)
    });
    rows
}

/// The view with a row in every state: marked, refused, on its way, linked elsewhere meanwhile, failed.
fn busy(width: u16, height: u16, glyphs: Glyphs) -> World {
    let mut setup = boot(width, height);
    setup.settings.glyphs = glyphs;
    let mut world = World::with(setup, company());
    world.press("2 g");
    while world.model.selected_problem().unwrap().id != problem_id(7) {
        world.press("j");
    }
    world.press("l");
    world
}

fn go_to(world: &mut World, number: &str) {
    world.press("g");
    for _ in 0..20 {
        let selected = world.model.shown_linking().unwrap().selected().unwrap();
        if world.model.rows.record_name(selected).ends_with(number) {
            return;
        }
        world.press("j");
    }
    panic!("{number} is not listed");
}

fn in_every_state(world: &mut World) {
    go_to(world, "0050");
    world.press("l");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Invalid { field: None, detail: "the date is before the epoch".into() }));
    go_to(world, "0051");
    world.press("l");
    let elsewhere = Incident {
        problem: Some(problem_id(9)),
        ..world.rows.incidents.iter().find(|row| row.name().ends_with("0054")).unwrap().clone()
    };
    world.send(antops::app::Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(elsewhere)))]));
    go_to(world, "CHG-0012");
    world.press("space");
    go_to(world, "0052");
    world.press("space");
    world.press("k");
    world.press("j");
}

#[test]
fn linked_and_candidates_stand_side_by_side_on_a_wide_screen_and_one_above_the_other_on_a_narrow_one() {
    for (width, height) in [(80, 24), (120, 40), (200, 60), (40, 12)] {
        let mut world = busy(width, height, Glyphs::Unicode);
        assert_snapshot!(format!("linking_{width}x{height}"), screen(&world.model));
        in_every_state(&mut world);
        assert_snapshot!(format!("linking_states_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn in_ascii_the_view_says_the_same() {
    let mut world = busy(80, 24, Glyphs::Ascii);
    in_every_state(&mut world);
    let text = screen_with(&world.model, Glyphs::Ascii);
    assert_snapshot!("linking_ascii_80x24", text);
}

#[test]
fn words_are_typed_beside_the_heading_and_find_what_does_not_rank() {
    let mut world = busy(80, 24, Glyphs::Unicode);
    world.press("/");
    world.type_text("login");
    assert_snapshot!("linking_find_80x24", screen(&world.model));
    world.press("enter tab");
    assert_snapshot!("linking_linked_80x24", screen(&world.model));
}

#[test]
fn the_picker_of_an_incident_ranks_the_problems_and_says_why() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut world = World::with(boot(width, height), company());
        world.go_to(51);
        world.press("l");
        assert_snapshot!(format!("link_picker_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn a_link_that_somebody_made_first_is_told_beside_its_row_and_the_cursor_rests() {
    let mut world = busy(120, 40, Glyphs::Unicode);
    go_to(&mut world, "0050");
    world.press("l");
    let op = world.sent().remove(0);
    let theirs = Incident {
        problem: Some(problem_id(9)),
        ..world.rows.incidents.iter().find(|row| row.name().ends_with("0050")).unwrap().clone()
    };
    let before = world.model.shown_linking().unwrap().candidates().order().to_vec();
    world.judge(&op, Ok(Verdict::Conflict(Row::Incident(Box::new(theirs)))));
    let linking = world.model.shown_linking().unwrap();
    assert_eq!(linking.candidates().order(), before);
    assert!(world.notice().contains("is part of ACM-PRBM-0009 by now"), "{}", world.notice());
    assert!(screen(&world.model).contains("part of PRBM-0009 by now"));
}
