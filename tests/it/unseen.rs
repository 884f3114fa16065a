//! What counts as seen and what as news: by messages in and the model out, at a fixed time.

use crate::support::world::*;
use antops::app::Msg;
use antops::domain::comment::Comment;
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::request::{Row, Verdict};
use antops::domain::value::{IncidentStatus, Priority};
use jiff::SignedDuration;

const BLINK: SignedDuration = SignedDuration::from_millis(100);
const WHILE: SignedDuration = SignedDuration::from_millis(200);

fn hear(world: &mut World, rows: impl IntoIterator<Item = Row>) {
    world.send(Msg::Live(rows.into_iter().map(LiveEvent::Row).collect()));
}

fn changed(world: &mut World, n: u128, change: impl Fn(&mut Incident)) {
    let mut row = world.model.rows.incidents[&incident_id(n)].clone();
    change(&mut row);
    world.rows.incidents.retain(|known| known.id != row.id);
    world.rows.incidents.push(row.clone());
    hear(world, [Row::Incident(Box::new(row))]);
}

fn unseen(world: &World) -> Vec<u128> {
    (0..100).filter(|n| world.model.incidents.unseen.contains(&incident_id(*n))).collect()
}

#[test]
fn what_the_cursor_passes_by_stays_unseen_and_what_it_rests_on_is_seen() {
    let mut world = World::ready(120, 40);
    changed(&mut world, 40, |row| row.status = IncidentStatus::Investigating);
    changed(&mut world, 41, |row| row.tags = vec!["mail".into()]);
    world.press("j");
    world.pass(BLINK);
    world.press("j");
    world.pass(WHILE);
    assert_eq!(world.model.selected_incident().unwrap().id, incident_id(41));
    assert_eq!(unseen(&world), [40]);
    let marked = world.model.incidents.unseen.marked(incident_id(41)).unwrap();
    let edits = marked.changes(&world.model.rows.incidents[&incident_id(41)]);
    assert_eq!(edits.iter().map(antops::domain::edits::Edit::word).collect::<Vec<_>>(), ["tags"]);
}

#[test]
fn what_was_changed_and_changed_back_is_no_news() {
    let mut world = World::ready(120, 40);
    changed(&mut world, 40, |row| row.status = IncidentStatus::Investigating);
    assert_eq!(unseen(&world), [40]);
    changed(&mut world, 40, |row| row.status = IncidentStatus::Open);
    assert_eq!(unseen(&world), [0; 0]);
    changed(&mut world, 40, |row| row.updated_at = noon());
    assert_eq!(unseen(&world), [0; 0], "nor is a time that nobody sees");
}

#[test]
fn my_own_deed_is_no_news_whether_its_echo_or_its_verdict_comes_first() {
    for echo_first in [true, false] {
        let mut world = World::ready(120, 40);
        world.go_to(41);
        world.press("R");
        let op = world.sent().remove(0);
        world.press("g");
        let row = Incident {
            status: IncidentStatus::Resolved,
            resolved_at: Some(noon()),
            ..world.model.rows.incidents[&incident_id(41)].clone()
        };
        let echo = Row::Incident(Box::new(row.clone()));
        if echo_first {
            hear(&mut world, [echo.clone()]);
            assert_eq!(unseen(&world), [0; 0], "the echo came first");
        }
        world.judge(&op, Ok(Verdict::Done(vec![echo.clone()])));
        hear(&mut world, [echo]);
        assert_eq!(unseen(&world), [0; 0]);
        changed(&mut world, 41, |row| row.priority = Priority::Low);
        assert_eq!(unseen(&world), [41], "what somebody else does to it still is");
    }
}

#[test]
fn a_comment_that_calls_me_has_its_own_sign_and_is_gone_to_first() {
    let mut world = World::ready(80, 24);
    let call = Comment { mentions: vec![dana()], ..comment(70, 31, omar(), 0, "<p>@Dana?</p>") };
    hear(
        &mut world,
        [
            Row::Comment(Box::new(comment(71, 40, omar(), 0, "<p>Hm.</p>"))),
            Row::Comment(Box::new(call)),
            Row::Comment(Box::new(comment(72, 39, dana(), 0, "<p>Mine.</p>"))),
        ],
    );
    assert_eq!(unseen(&world), [31, 40]);
    assert!(world.model.incidents.unseen.calls(&incident_id(31)));
    world.press(".");
    assert_eq!(world.model.selected_incident().unwrap().id, incident_id(31));
    world.press(".");
    assert_eq!(world.model.selected_incident().unwrap().id, incident_id(40));
    assert_eq!(unseen(&world), [0; 0]);
    world.press(".");
    assert_eq!(world.notice(), "Nothing new since you looked.");
}

#[test]
fn a_machine_that_slept_tells_what_happened_and_one_that_blinked_does_not() {
    for (hours, told) in [(0, ""), (3, "While you were away (3 h): 1 resolved, 2 breached, 1 comment. , shows them.")] {
        let mut world = World::ready(120, 40);
        world.go_to(42);
        let at = world.rows.incidents.iter().position(|row| row.id == incident_id(39)).unwrap();
        world.rows.incidents[at].status = IncidentStatus::Resolved;
        world.rows.comments.push(comment(70, 31, omar(), 0, "<p>Paper is in.</p>"));
        world.pass(SignedDuration::from_hours(hours) + SignedDuration::from_mins(6));
        assert_eq!(world.notice(), told);
        assert_eq!(unseen(&world), if hours == 0 { vec![39] } else { vec![31, 39] });
    }
}
