//! The linking view in the machine: what is marked and sent, what stays, how a row stands, and that ten thousand rows at once hold up no key.

use crate::support::world::*;
use antops::app::Msg;
use antops::app::layers::linking::Standing;
use antops::domain::fault::Fault;
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::request::{Deed, Op, Row, Verdict};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{ProfileId, Record};
use jiff::SignedDuration;

/// An incident that belongs to the problem of the company.
fn alike(n: u128, creator: ProfileId) -> Incident {
    Incident {
        created_by: creator,
        services: vec![ServiceId(Safe::line("node-edge-eu"))],
        created_at: ago(19_000),
        ..incident(n, &format!("Connection pool leak at host {n}"))
    }
}

/// The view of the company's problem with 61 and 62 (Dana's) and 63 (Ana's) among the candidates.
fn view() -> World {
    let mut rows = Rows::default();
    rows.incidents.extend([alike(61, dana()), alike(62, dana()), alike(63, ana())]);
    let mut world = World::with(boot(120, 40), rows);
    world.press("2 l");
    assert!(listed(&world).len() >= 3, "{:?}", listed(&world));
    world
}

fn listed(world: &World) -> Vec<Record> {
    world.model.shown_linking().unwrap().candidates().order().to_vec()
}

fn on(n: u128) -> Record {
    Record::Incident(incident_id(n))
}

fn go_to(world: &mut World, n: u128) {
    world.press("g");
    while world.model.shown_linking().unwrap().selected() != Some(on(n)) {
        world.press("j");
    }
}

fn mark(world: &mut World, rows: &[u128]) {
    for n in rows {
        go_to(world, *n);
        world.press("space");
    }
}

fn stands(world: &World, n: u128) -> Standing {
    world.model.standing(world.model.shown_linking().unwrap(), on(n))
}

/// The row as a deed leaves it.
fn done(world: &World, op: &Op) -> Verdict {
    let (Deed::Edit { record: Record::Incident(id), edits, .. }, at) = (&op.deed, op.at) else { panic!("{op:?}") };
    let mut row = world.rows.incidents.iter().find(|row| row.id == *id).unwrap().clone();
    edits.apply(&mut row);
    Verdict::Done(vec![Row::Incident(Box::new(Incident { updated_at: at, ..row }))])
}

#[test]
fn what_the_rules_refuse_is_told_before_never_sent_and_stays_marked() {
    let mut world = view();
    assert!(stands(&world, 63).is_refused() && stands(&world, 61) == Standing::Free);
    mark(&mut world, &[61, 62, 63]);
    assert_eq!(world.model.marked_for_linking(world.model.shown_linking().unwrap()), (3, 1));
    world.press("l");
    let sent = world.sent();
    let mut records: Vec<Record> = sent.iter().map(|op| op.deed.record()).collect();
    records.sort();
    assert_eq!(records, [on(61), on(62)]);
    assert_eq!(stands(&world, 61), Standing::Sent(true));
    assert_eq!(world.model.shown_linking().unwrap().marks, [on(63)].into());
    for op in &sent {
        let verdict = done(&world, op);
        world.judge(op, Ok(verdict));
    }
    assert_eq!(world.notice(), "Link to ACM-PRBM-0007: done on all 2.");
    assert_eq!((stands(&world, 61), stands(&world, 62)), (Standing::Linked, Standing::Linked));
}

#[test]
fn a_row_that_failed_says_why_and_is_tried_again_with_the_same_key() {
    let mut world = view();
    go_to(&mut world, 61);
    world.press("l");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Invalid { field: None, detail: "no".into() }));
    let Standing::Failed(why) = stands(&world, 61) else { panic!("{:?}", stands(&world, 61)) };
    assert!(why.starts_with("Link ACM-INC-0061 to ACM-PRBM-0007: "), "{why}");
    world.press("l");
    let op = world.sent().remove(0);
    let verdict = done(&world, &op);
    world.judge(&op, Ok(verdict));
    assert_eq!(stands(&world, 61), Standing::Linked);
}

#[test]
fn what_is_unlinked_can_be_linked_again_without_ranking_anew() {
    let mut world = view();
    let before = listed(&world);
    world.rows.incidents[0].created_by = dana();
    let row = world.rows.incidents[0].clone();
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(row)))]));
    world.press("tab");
    assert_eq!(world.model.shown_linking().unwrap().selected(), Some(on(42)));
    world.press("u");
    let op = world.sent().remove(0);
    let verdict = done(&world, &op);
    world.judge(&op, Ok(verdict));
    assert!(world.model.shown_linking().unwrap().linked().order().is_empty());
    assert_eq!(listed(&world), [before, vec![on(42)]].concat());
    world.press("tab");
    go_to(&mut world, 42);
    world.press("l");
    assert_eq!(world.sent().len(), 1);
}

#[test]
fn esc_takes_the_words_then_the_marks_then_the_view() {
    let mut world = view();
    let all = listed(&world).len();
    mark(&mut world, &[61]);
    world.press("/");
    world.type_text("host 62");
    world.press("enter");
    assert_eq!(listed(&world), [on(62)]);
    world.press("esc");
    assert_eq!((listed(&world).len(), world.model.shown_linking().unwrap().marks.len()), (all, 1));
    world.press("esc");
    assert!(world.model.shown_linking().unwrap().marks.is_empty());
    world.press("esc");
    assert!(world.model.shown_linking().is_none() && world.model.layers.is_empty());
}

#[test]
fn a_record_read_from_the_view_is_left_for_the_view_as_it_was() {
    let mut world = view();
    mark(&mut world, &[61]);
    go_to(&mut world, 62);
    world.press("o");
    assert_eq!(world.model.subject(), Some(on(62)));
    world.press("esc");
    let linking = world.model.shown_linking().unwrap();
    assert_eq!((linking.selected(), linking.marks.clone()), (Some(on(62)), [on(61)].into()));
    assert_eq!(world.model.subject(), Some(Record::Problem(problem_id(7))));
}

#[test]
fn thousands_of_rows_are_read_a_portion_at_a_time_and_a_view_that_opens_before_knows_them_all() {
    let mut incidents: Vec<Incident> = (100..2_100).map(|n| incident(n, &format!("Something else at {n}"))).collect();
    incidents.push(alike(61, dana()));
    let mut world = World::with(boot(120, 40), Rows { incidents, ..Rows::default() });
    let soon = SignedDuration::from_millis(10);
    let is_soon = |world: &World| world.model.next_wake().is_some_and(|at| at < world.model.now + soon);
    assert!(is_soon(&world), "there is more to read");
    let mut early = World { model: world.model.clone(), rows: world.rows.clone(), wishes: vec![] };
    early.press("2 l");
    assert_eq!(listed(&early), [on(61)]);
    assert!(!is_soon(&early), "now all is read");
    let mut portions = 0;
    while is_soon(&world) {
        world.pass(SignedDuration::from_millis(5));
        portions += 1;
        assert!(portions < 100, "it comes to an end");
    }
    assert!(portions > 10, "{portions}");
}
