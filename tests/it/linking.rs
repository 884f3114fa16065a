//! The linking view in the machine: what is marked and sent, what stays, how a row stands, and that ten thousand rows at once hold up no key.

use crate::support::world::*;
use antops::app::Msg;
use antops::app::layers::linking::{Side, Standing, Way};
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
    let mut records: Vec<Record> = sent.iter().filter_map(|op| op.deed.record()).collect();
    records.sort();
    assert_eq!(records, [on(61), on(62)]);
    assert_eq!(stands(&world, 61), Standing::Sent(Way::Wire));
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
    world.press("x");
    let op = world.sent().remove(0);
    let verdict = done(&world, &op);
    world.judge(&op, Ok(verdict));
    assert_eq!(world.model.shown_linking().unwrap().linked_count(), 0);
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
    assert_eq!(listed(&world), [on(62), on(61)], "what is marked stays");
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

fn marks(world: &World) -> Vec<Record> {
    world.model.shown_linking().unwrap().marks.iter().copied().collect()
}

/// What a colleague made of a row arrives.
fn hear_of(world: &mut World, n: u128, problem: Option<u128>) {
    let row = world.rows.incidents.iter_mut().find(|row| row.id == incident_id(n)).unwrap();
    row.problem = problem.map(problem_id);
    row.updated_at += SignedDuration::from_secs(1);
    let row = Box::new(row.clone());
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(row))]));
}

fn sent_on(world: &mut World) -> Vec<Record> {
    let mut records: Vec<Record> = world.sent().iter().filter_map(|op| op.deed.record()).collect();
    records.sort();
    records
}

#[test]
fn what_was_marked_among_words_stays_listed_and_is_what_is_linked_when_the_words_are_gone() {
    let mut world = view();
    let ranked = listed(&world);
    let unlike = ranked.iter().all(|record| *record != on(41));
    assert!(unlike, "41 does not rank");
    world.press("/");
    world.type_text("0041");
    world.press("enter space esc");
    assert_eq!(listed(&world), [ranked.clone(), vec![on(41)]].concat());
    world.press("r");
    assert_eq!((marks(&world), listed(&world).last().copied()), (vec![on(41)], Some(on(41))));
    go_to(&mut world, 62);
    world.press("l");
    assert!(!sent_on(&mut world).contains(&on(62)), "what is marked is meant, not the row under the cursor");
}

#[test]
fn words_are_found_above_what_is_marked_and_has_them_not() {
    let mut world = view();
    mark(&mut world, &[61]);
    world.press("/");
    world.type_text("host 62");
    assert_eq!(world.model.shown_linking().unwrap().selected(), Some(on(62)));
    assert_eq!((listed(&world), world.model.shown_linking().unwrap().fitting()), (vec![on(62), on(61)], 1));
}

#[test]
fn a_marked_candidate_that_a_colleague_links_here_loses_its_mark_and_is_not_what_is_unlinked() {
    let mut world = view();
    mark(&mut world, &[61]);
    hear_of(&mut world, 61, Some(7));
    assert_eq!(marks(&world), []);
    hear_of(&mut world, 62, Some(9));
    mark(&mut world, &[62]);
    world.press("l");
    assert!(world.notice().contains("unlink it there first"), "{}", world.notice());
    assert_eq!((marks(&world), sent_on(&mut world)), (vec![], vec![]));
}

#[test]
fn pressed_twice_one_row_is_unlinked_and_it_stays_until_the_cursor_moves() {
    let mut world = view();
    for n in [61, 62] {
        hear_of(&mut world, n, Some(7));
    }
    world.press("tab");
    go_to(&mut world, 61);
    let order = world.model.shown_linking().unwrap().linked().order().to_vec();
    world.press("x x");
    let sent = world.sent();
    assert_eq!(sent.iter().filter_map(|op| op.deed.record()).collect::<Vec<_>>(), [on(61)]);
    let verdict = done(&world, &sent[0]);
    world.judge(&sent[0], Ok(verdict));
    let linking = world.model.shown_linking().unwrap();
    assert_eq!((linking.linked().order(), linking.selected()), (&order[..], Some(on(61))));
    assert!(!linking.is_linked(on(61)) && linking.linked_count() == order.len() - 1);
    world.press("x");
    assert_eq!(sent_on(&mut world), []);
    world.press("j");
    assert!(!world.model.shown_linking().unwrap().linked().order().contains(&on(61)));
    // A colleague takes the row under the cursor away.
    world.press("g");
    let selected = world.model.shown_linking().unwrap().selected();
    let Some(Record::Incident(id)) = selected else { panic!("{selected:?}") };
    let n = if id == incident_id(62) { 62 } else { 42 };
    hear_of(&mut world, n, None);
    assert_eq!(world.model.shown_linking().unwrap().selected(), selected);
}

#[test]
fn a_row_found_by_words_whose_link_failed_is_listed_once_and_not_called_unlinked() {
    let mut world = view();
    world.rows.incidents.push(Incident { created_by: dana(), ..incident(70, "Something else entirely") });
    hear_of(&mut world, 70, None);
    world.press("/");
    world.type_text("entirely");
    world.press("enter l");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Invalid { field: None, detail: "no".into() }));
    assert_eq!(listed(&world), [on(70)]);
    assert!(world.model.shown_linking().unwrap().found_of(on(70)).is_none());
    world.press("esc esc");
    assert_eq!(listed(&world).iter().filter(|record| **record == on(70)).count(), 1, "it failed, and says so");
}

#[test]
fn what_fails_while_a_record_is_read_is_told_beside_its_row_when_one_comes_back() {
    let mut world = view();
    go_to(&mut world, 61);
    world.press("l o");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Invalid { field: None, detail: "no".into() }));
    world.press("esc");
    if world.model.shown_linking().is_none() {
        world.press("esc");
    }
    assert!(matches!(stands(&world, 61), Standing::Failed(_)), "{:?}", stands(&world, 61));
}

#[test]
fn a_comment_that_failed_says_nothing_about_the_link() {
    let mut world = view();
    go_to(&mut world, 61);
    world.press("o c");
    world.type_text("Seen at host 61");
    world.press("alt-enter");
    let op = world.sent().into_iter().find(|op| matches!(op.deed, Deed::Comment { .. })).unwrap();
    world.judge(&op, Err(Fault::Invalid { field: None, detail: "no".into() }));
    while world.model.shown_linking().is_none() {
        world.press("esc");
    }
    assert_eq!(stands(&world, 61), Standing::Free);
}

#[test]
fn the_sentence_about_several_tells_what_belongs_elsewhere_by_now() {
    let mut world = view();
    mark(&mut world, &[61, 62]);
    hear_of(&mut world, 62, Some(9));
    world.press("l");
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    let verdict = done(&world, &sent[0]);
    world.judge(&sent[0], Ok(verdict));
    assert_eq!(world.notice(), "Link to ACM-PRBM-0007 (1 belongs to another problem by now): done.");
    assert_eq!(marks(&world), []);
}

#[test]
fn dropping_the_words_leads_back_to_the_side_they_were_begun_on() {
    let mut world = view();
    world.press("tab /");
    assert_eq!(world.model.shown_linking().unwrap().side, Side::Candidates);
    world.type_text("host");
    world.press("esc");
    assert_eq!(world.model.shown_linking().unwrap().side, Side::Linked);
}

#[test]
fn of_very_many_candidates_the_best_are_listed_and_words_find_the_others() {
    let mut incidents: Vec<Incident> = (1_000..1_230).map(|n| alike(n, dana())).collect();
    incidents.extend((2_000..6_000).map(|n| incident(n, &format!("Something else at {n}"))));
    let mut world = World::with(boot(120, 40), Rows { incidents, ..Rows::default() });
    world.press("2 l");
    let all: Vec<Record> = world.model.shown_linking().unwrap().found().iter().map(|found| found.record).collect();
    assert!(all.len() > 200, "{}", all.len());
    assert_eq!(listed(&world), all[..200]);
    let Record::Incident(last) = all[all.len() - 1] else { panic!("{all:?}") };
    let host = world.model.incident(last).unwrap().title.to_string();
    world.press("/");
    world.type_text(&host);
    assert!(listed(&world).contains(&Record::Incident(last)));
}

#[test]
fn a_problem_that_is_not_at_the_server_yet_is_compared_and_linked_to_and_its_links_wait_for_it() {
    let mut rows = Rows::default();
    rows.incidents.extend([alike(61, dana()), alike(63, ana())]);
    let mut world = World::with(boot(120, 40), rows);
    world.press("2 n");
    world.type_text("Connection pool leak at host 61");
    world.press("tab");
    world.type_text("The pool leaks.");
    world.press("alt-enter");
    let made = world.sent().remove(0).deed.record().unwrap();
    world.press("g");
    while world.model.subject() != Some(made) {
        world.press("j");
    }
    world.press("l");
    assert!(listed(&world).contains(&on(61)), "{:?}", listed(&world));
    go_to(&mut world, 63);
    world.press("H");
    assert!(world.notice().contains("it has no number yet"), "{}", world.notice());
    go_to(&mut world, 61);
    world.press("l");
    assert_eq!((sent_on(&mut world), stands(&world, 61)), (vec![], Standing::Sent(Way::Problem)));
}
