//! What was not written comes back: a text of a problem into the composer that is open on it, links of a problem that is not made after all
//! into its draft.

use crate::support::world::*;
use antops::app::Msg;
use antops::app::draft::Place;
use antops::app::layers::form::Kept;
use antops::app::layers::linking::Standing;
use antops::domain::change::Change;
use antops::domain::edits::Edit;
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::problem::{Problem, ProblemText};
use antops::domain::request::{Deed, Op, Row, Verdict};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{ChangeId, ChangeStatus, Priority, Record};
use uuid::Uuid;

/// Dana with a problem of her own.
fn with_own_problem() -> World {
    let mut rows = Rows::default();
    rows.problems[0].created_by = dana();
    rows.problems[0].root_cause = Some(Safe::new("<p>It leaks.</p>"));
    World::with(boot(120, 40), rows)
}

fn composed(world: &World) -> String {
    world.model.compose().unwrap().text()
}

/// What a deed about the root cause makes of it.
fn turned(op: &Op) -> (Option<Safe>, Option<Safe>) {
    let Deed::Edit { edits, .. } = &op.deed else { panic!("{op:?}") };
    let turns: Vec<_> = edits
        .iter()
        .filter_map(
            |edit| if let Edit::RootCause(turn) = edit { Some((turn.from.clone(), turn.to.clone())) } else { None },
        )
        .collect();
    turns[0].clone()
}

#[test]
fn a_refused_text_reaches_the_composer_that_is_open_on_it_and_stands_there_once() {
    let mut world = with_own_problem();
    world.press("2 w r");
    world.type_text(" Slowly.");
    world.press("alt-enter");
    let op = world.sent().remove(0);
    world.press("w r");
    assert_eq!(composed(&world), "It leaks. Slowly.");
    world.type_text(" And often");
    world.judge(&op, Ok(Verdict::Refused));
    assert_eq!(composed(&world), "It leaks. Slowly. And often");
    world.type_text(".");
    world.press("esc w r");
    assert_eq!(composed(&world), "It leaks. Slowly. And often.");
    world.press("alt-enter");
    let (from, to) = turned(&world.sent().remove(0));
    assert_eq!(from, Some(Safe::new("<p>It leaks.</p>")), "it goes over what the problem says");
    assert_eq!(to, Some(Safe::new("<p>It leaks. Slowly. And often.</p>")));
}

#[test]
fn a_refused_text_reaches_a_composer_in_which_nothing_was_typed_yet() {
    let mut world = with_own_problem();
    world.press("2 w r");
    world.type_text(" Slowly.");
    world.press("alt-enter");
    let op = world.sent().remove(0);
    world.press("w r");
    world.judge(&op, Ok(Verdict::Refused));
    world.type_text("!");
    world.press("esc w r");
    assert_eq!(composed(&world), "It leaks. Slowly.!");
}

#[test]
fn a_text_of_a_problem_that_is_gone_stays_a_draft_and_that_is_said() {
    let mut world = with_own_problem();
    world.press("2 w r");
    world.type_text(" Slowly.");
    world.model.rows.problems.clear();
    world.press("alt-enter");
    assert_eq!(
        world.notice(),
        "The problem is gone, or hidden from you. Nothing was written. Your text stays a draft here."
    );
    assert!(world.sent().is_empty());
    assert_eq!(composed(&world), "It leaks. Slowly.");
    let place = Place::Text(problem_id(7), ProblemText::RootCause);
    assert!(world.model.drafts.at(place).contains("Slowly"));
}

/// A change that Dana asked for and that belongs to no problem.
fn change() -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(3)),
        number: Some(Safe::line("ACM-CHG-0003")),
        title: Safe::line("Raise the limit of the connection pool"),
        description: Safe::default(),
        status: ChangeStatus::Approved,
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
        created_at: ago(240),
        updated_at: ago(240),
    }
}

#[test]
fn links_made_in_the_view_come_back_with_a_problem_that_is_refused_and_a_change_is_told() {
    let mut rows = Rows::default();
    rows.changes.push(change());
    rows.incidents.extend([61, 62].map(|n| Incident {
        created_by: dana(),
        services: vec![ServiceId(Safe::line("node-edge-eu"))],
        created_at: ago(300),
        ..incident(n, &format!("Connection pool leak at host {n}"))
    }));
    let mut world = World::with(boot(120, 40), rows);
    world.go_to(61);
    world.press("N");
    world.type_text(" once");
    world.press("alt-enter esc esc 2");
    let creation = world.sent().into_iter().find(|op| matches!(op.deed, Deed::CreateProblem { .. })).unwrap();
    let Deed::CreateProblem { problem, .. } = creation.deed else { unreachable!() };
    // A row that came before its answer, so that the view can rank what may belong to it.
    let row = Problem { id: problem, created_by: dana(), ..problems().remove(0) };
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Problem(Box::new(row)))]));
    world.press("g");
    while world.model.selected_problem().unwrap().id != problem {
        world.press("j");
    }
    world.press("l");
    let wanted = [Record::Incident(incident_id(62)), Record::Change(ChangeId(Uuid::from_u128(3)))];
    for record in wanted {
        world.press("g");
        let many = world.model.shown_linking().unwrap().candidates().order().len();
        for _ in 0..many {
            if world.model.shown_linking().unwrap().selected() == Some(record) {
                break;
            }
            world.press("j");
        }
        let view = world.model.shown_linking().unwrap();
        assert_eq!(view.selected(), Some(record), "{:?} {:?}", view.candidates().order(), view.linked().order());
        world.press("space");
    }
    world.press("l");
    let waiting = world.model.pending.all().len();
    assert_eq!(waiting, 4, "the problem, the link it is made with, and two more");
    world.judge(&creation, Ok(Verdict::Refused));
    let notice = world.notice();
    assert!(
        notice.ends_with("The 2 incidents that were to be linked are kept with it. ACM-CHG-0003 is not linked."),
        "{notice}"
    );
    assert!(world.model.pending.all().is_empty());
    let kept = Kept::read(world.model.drafts.at(Place::NewProblem(problem))).unwrap();
    assert_eq!(kept.incidents, [incident_id(61), incident_id(62)]);
    if let Some(view) = world.model.shown_linking() {
        assert!(wanted.iter().all(|record| matches!(world.model.standing(view, *record), Standing::Failed(_))));
    }
}
