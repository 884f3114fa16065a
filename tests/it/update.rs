//! The machine without a world: messages in, the exact effects out.

use crate::support::world::*;
use antops::app::Msg;
use antops::app::board::Columns;
use antops::app::draft::Place;
use antops::app::effect::Effect;
use antops::app::model::Session;
use antops::app::msg::Kept;
use antops::app::truth::{Truth, truth};
use antops::domain::edits::Edits;
use antops::domain::fault::Fault;
use antops::domain::incident::Incident;
use antops::domain::live::{Kind, LiveEvent, LiveState};
use antops::domain::member::Me;
use antops::domain::request::{Deed, Op, Row, Verb, Verdict};
use antops::domain::safe::Safe;
use antops::domain::value::{IncidentStatus, Record, Role};
use antops::ports::{SignIn, SignedIn};
use jiff::SignedDuration;

#[test]
fn a_run_begins_by_taking_up_the_stored_session() {
    let mut world = World::new(boot(80, 24));
    assert!(matches!(world.model.start().as_slice(), [Effect::SignIn(SignIn::Restore)]));
    world.send(Msg::SignIn(Ok(SignedIn::Ready)));
    assert_eq!(world.wishes[..2], [Effect::Attach(dana()), Effect::Watch]);
    assert!(matches!(world.wishes[2..], [Effect::SaveCache(_)]), "{:?}", world.wishes);
}

#[test]
fn the_queue_is_sorted_by_what_is_left_of_the_slo() {
    assert_eq!(World::ready(80, 24).shown(), [42, 40, 41, 39, 31]);
}

#[test]
fn taking_an_incident_of_ones_own_changes_the_row_at_once_and_sends_what_it_saw() {
    let mut world = World::ready(80, 24);
    world.rows.incidents.push(Incident { created_by: dana(), ..incident(50, "Disk full on web-3") });
    world.press("r");
    world.go_to(50);
    world.press("a");
    let sent = world.sent();
    let edits = Edits::take(&world.model.rows.incidents[&incident_id(50)], dana());
    let expected = Deed::Edit { record: Record::Incident(incident_id(50)), edits, verb: Verb::Take };
    assert_eq!(sent.iter().map(|op| &op.deed).collect::<Vec<_>>(), [&expected]);
    let row = world.model.incident(incident_id(50)).unwrap();
    assert_eq!((row.status, row.assigned_to), (IncidentStatus::Investigating, Some(dana())));
    assert_eq!(world.model.rows.incidents[&incident_id(50)].assigned_to, None, "the server's row is not edited");
}

#[test]
fn a_refusal_takes_the_deed_back_and_offers_to_ask() {
    let mut world = World::ready(80, 24);
    world.go_to(39); // assigned to Dana, created by Ana: hers to change, as far as one can tell
    world.press("R");
    let op = world.sent().remove(0);
    world.judge(&op, Ok(Verdict::Refused));
    assert_eq!(world.model.incident(incident_id(39)).unwrap().status, IncidentStatus::Open);
    assert!(world.notice().starts_with("Refused:"), "{}", world.notice());
}

#[test]
fn what_is_not_mine_is_not_sent_but_asked_for_with_one_more_key() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("a");
    assert!(world.sent().is_empty(), "nothing goes out that will be refused");
    world.press("y");
    let op = world.sent().remove(0);
    let Deed::Comment { on, content, mentions, .. } = op.deed else { panic!("{op:?}") };
    assert_eq!((on, mentions), (Record::Incident(incident_id(42)), vec![ana(), omar()]));
    assert!(content.contains("@Ana Ferreira") && content.contains("ACM-INC-0042"), "{content}");
}

#[test]
fn a_conflict_shows_what_it_is_now_and_writes_nothing() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("R");
    let op = world.sent().remove(0);
    let now = Incident {
        status: IncidentStatus::Closed,
        assigned_to: Some(omar()),
        ..world.model.rows.incidents[&incident_id(41)].clone()
    };
    world.judge(&op, Ok(Verdict::Conflict(Row::Incident(Box::new(now)))));
    assert_eq!(world.notice(), "ACM-INC-0041 was changed meanwhile: now closed, Omar. Nothing was written.");
    assert_eq!(world.model.incident(incident_id(41)).unwrap().status, IncidentStatus::Closed);
}

#[test]
fn a_dead_link_keeps_the_deed_and_sends_it_again() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("R");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Offline { detail: Safe::default() }));
    assert_eq!(world.model.pending.all().len(), 1);
    assert_eq!(
        world.model.incident(incident_id(41)).unwrap().status,
        IncidentStatus::Resolved,
        "it still lies over the row"
    );
    world.pass(SignedDuration::from_secs(2));
    assert_eq!(world.sent(), [op], "the same deed, with the same id and time");
}

#[test]
fn a_comment_is_a_draft_from_the_first_key_until_the_server_has_it_or_the_outbox_has() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("c");
    world.type_text("On it");
    let drafts: Vec<_> = world
        .wishes
        .drain(..)
        .filter_map(|wish| if let Effect::SaveDraft { text, .. } = wish { Some(text) } else { None })
        .collect();
    assert_eq!(drafts, ["O", "On", "On ", "On i", "On it"]);
    world.press("esc c");
    assert_eq!(world.model.compose().unwrap().text(), "On it", "esc keeps it");
    world.press("alt-enter");
    assert!(
        matches!(world.wishes.as_slice(), [Effect::Send(_), Effect::SaveDraft { text, .. }] if text.is_empty()),
        "first the outbox, then the draft goes: {:?}",
        world.wishes
    );
    let timeline = world.model.timeline(Record::Incident(incident_id(42)));
    assert!(timeline.last().unwrap().sending);
}

#[test]
fn a_refused_comment_is_a_draft_again() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("c");
    world.type_text("Look at pg-eu-2 please");
    world.press("alt-enter");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Forbidden { detail: Safe::line("no") }));
    world.press("c");
    assert_eq!(world.model.compose().unwrap().text(), "Look at pg-eu-2 please");
}

#[test]
fn closing_asks_for_the_reason_and_sends_both_as_one_deed() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("X enter");
    assert!(world.sent().is_empty(), "no reason, no closing");
    world.type_text("Queue is empty");
    world.press("enter");
    let op = world.sent().remove(0);
    assert!(
        matches!(&op.deed, Deed::Close { reason, edits, .. } if reason == "Queue is empty" && edits.status() == Some(IncidentStatus::Closed)),
        "{op:?}"
    );
}

#[test]
fn deeds_on_one_record_go_one_after_the_other() {
    let mut world = World::ready(80, 24);
    world.press("/");
    world.type_text("status:open,investigating,resolved");
    world.press("enter");
    world.go_to(41);
    world.press("R O");
    let first = world.sent();
    assert_eq!(first.len(), 1);
    assert!(world.wishes.iter().any(|wish| matches!(wish, Effect::Keep(_))), "the second is on disk meanwhile");
    world.judge(&first[0], Ok(Verdict::Done(vec![])));
    assert!(matches!(&world.sent()[0].deed, Deed::Edit { edits, .. } if edits.status() == Some(IncidentStatus::Open)));
}

#[test]
fn keys_are_text_while_text_is_typed_and_a_paste_is_never_a_command() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("c");
    world.type_text("q a X R");
    assert_eq!(world.model.compose().unwrap().text(), "q a X R");
    world.press("esc");
    world.send(Msg::Paste("aXR\nq".into()));
    assert!(world.sent().is_empty());
    assert!(world.model.layers.is_empty());
    assert!(world.notice().starts_with("Pasted text is not read as keys"), "{}", world.notice());
}

#[test]
fn a_read_only_profile_says_so_and_sends_nothing() {
    let mut boot = boot(80, 24);
    boot.settings.read_only = true;
    let mut world = World::with(boot, Rows::default());
    world.go_to(41);
    for key in ["a", "A", "s", "R", "X", "O", "c"] {
        world.press(key);
        assert!(world.notice().contains("read-only"), "{key}: {}", world.notice());
        assert!(world.model.layers.is_empty(), "{key} opens nothing");
    }
    assert!(world.sent().is_empty());
}

#[test]
fn rows_wait_for_the_cursor_before_they_change_places() {
    let mut world = World::ready(80, 24);
    world.go_to(40);
    let later = Incident { priority: antops::domain::value::Priority::Critical, ..world.rows.incidents[4].clone() };
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(later)))]));
    assert_eq!(world.shown(), [42, 40, 41, 39, 31]);
    assert!(world.model.incidents.order.moved() > 0);
    world.press("j");
    assert_eq!(world.shown()[0], 31, "a critical one of a day ago is the most urgent");
}

#[test]
fn a_row_of_an_older_list_does_not_undo_a_newer_event() {
    let mut world = World::ready(80, 24);
    world.model.remote.mark_all_stale();
    let now = world.model.now + SignedDuration::from_secs(1);
    let effects = antops::app::update(&mut world.model, Msg::Time(now));
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Read(ticket, antops::domain::request::Query::Incidents) => Some(*ticket),
        _ => None,
    });
    let newer = Incident { title: Safe::line("Renamed"), ..world.rows.incidents[0].clone() };
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(newer)))]));
    let page = antops::domain::request::Page { rows: world.rows.incidents.clone(), total: None };
    world.send(Msg::Answered { ticket: asked.unwrap(), result: Ok(antops::domain::request::Answer::Incidents(page)) });
    assert_eq!(&*world.model.incident(incident_id(42)).unwrap().title, "Renamed");
}

#[test]
fn the_truth_line_tells_live_poll_stale_and_offline_apart() {
    let mut world = World::ready(80, 24);
    assert_eq!(truth(&world.model), Truth::Live { millis: Some(12) });
    let down = LiveState::Down { reason: Safe::line("socket closed") };
    world.send(Msg::Live(vec![LiveEvent::State(Kind::Comments, down)]));
    assert!(matches!(truth(&world.model), Truth::Poll { seconds: 15, .. }));
    for (fault, offline) in
        [(Fault::Offline { detail: Safe::default() }, true), (Fault::Broken { trace: Safe::default() }, false)]
    {
        world.model.remote.mark_all_stale();
        let now = world.model.now;
        let effects = antops::app::update(&mut world.model, Msg::Time(now + SignedDuration::from_secs(20)));
        for effect in effects {
            if let Effect::Read(ticket, _) = effect {
                antops::app::update(&mut world.model, Msg::Answered { ticket, result: Err(fault.clone()) });
            }
        }
        match truth(&world.model) {
            Truth::Offline { since: Some(_), .. } => assert!(offline),
            Truth::Stale { since: Some(_), .. } => assert!(!offline),
            other => panic!("{other:?}"),
        }
        assert_eq!(world.shown().len(), 5, "the rows stay");
    }
}

#[test]
fn a_session_that_ends_leaves_rows_and_text_where_they_are() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("c");
    world.type_text("half a sent");
    world.model.remote.mark_all_stale();
    let now = world.model.now + SignedDuration::from_secs(1);
    let effects = antops::app::update(&mut world.model, Msg::Time(now));
    let Some(Effect::Read(ticket, _)) = effects.first() else { panic!("{effects:?}") };
    let gone = Fault::SignedOut { reason: Safe::line("session not found") };
    world.send(Msg::Answered { ticket: *ticket, result: Err(gone) });
    assert_eq!(world.model.session, Session::SignedOut);
    world.send(Msg::SignIn(Ok(SignedIn::Ready)));
    assert_eq!(world.model.compose().unwrap().text(), "half a sent");
    assert_eq!(world.shown().len(), 5);
}

/// What the disk of whoever signed in last would give back: Dana's rows, and a deed that was not judged.
fn kept_by_dana() -> (Kept, Op) {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("R");
    let op = world.sent().remove(0);
    let mut kept = Kept { outbox: vec![op.clone()], ..Kept::default() };
    world.send(Msg::Terminate);
    for wish in world.wishes {
        if let Effect::SaveCache(cached) = wish {
            kept.cache = Some(*cached);
        }
    }
    assert!(kept.cache.is_some(), "leaving keeps the rows");
    (kept, op)
}

#[test]
fn deeds_found_on_disk_are_sent_once_it_is_known_that_they_are_ones_own() {
    let (kept, op) = kept_by_dana();
    let mut next = World::new(boot(80, 24));
    next.send(Msg::Restored(Box::new(kept)));
    assert_eq!(next.shown().len(), 4, "the rows are there before the network, the deed over them");
    let _ = next.model.start();
    assert!(next.sent().is_empty());
    next.send(Msg::SignIn(Ok(SignedIn::Ready)));
    assert_eq!(next.sent(), [op]);
}

#[test]
fn another_person_never_sees_or_sends_what_somebody_else_left() {
    let (kept, _) = kept_by_dana();
    let mut next = World::new(boot(80, 24));
    next.rows.me.profile = people().remove(1);
    next.rows.incidents.clear();
    next.send(Msg::Restored(Box::new(kept)));
    let _ = next.model.start();
    next.send(Msg::SignIn(Ok(SignedIn::Ready)));
    next.pass(SignedDuration::from_secs(60));
    assert!(next.sent().is_empty(), "nothing of Dana's goes out as Omar's");
    assert!(next.wishes.contains(&Effect::Attach(omar())));
    assert!(next.shown().is_empty() && next.model.pending.all().is_empty());
}

#[test]
fn deeds_of_nobody_known_wait_for_the_disk_of_whoever_signs_in() {
    let (kept, _) = kept_by_dana();
    let mut next = World::new(boot(80, 24));
    next.send(Msg::Restored(Box::new(Kept { cache: None, ..kept })));
    assert!(next.model.pending.all().is_empty());
}

#[test]
fn a_write_that_keeps_failing_waits_longer_each_time_even_while_reads_work() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("R");
    let op = world.sent().remove(0);
    let mut waits = vec![];
    for _ in 0..4 {
        world.judge(&op, Err(Fault::Broken { trace: Safe::line("502") }));
        world.press("r");
        let mut seconds = 0;
        while world.sent().is_empty() {
            world.pass(SignedDuration::from_secs(1));
            seconds += 1;
        }
        waits.push(seconds);
    }
    assert_eq!(waits, [1, 2, 4, 8]);
}

#[test]
fn a_deed_that_met_the_end_of_the_session_wakes_nobody_until_somebody_signs_in() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("R");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::SignedOut { reason: Safe::line("gone") }));
    world.pass(SignedDuration::from_secs(5));
    assert!(world.model.next_wake().unwrap() > world.model.now);
    world.send(Msg::SignIn(Ok(SignedIn::Ready)));
    assert_eq!(world.sent(), [op]);
}

#[test]
fn text_that_comes_back_joins_what_is_being_written() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("c");
    world.type_text("First");
    world.press("alt-enter c");
    world.type_text("Second");
    let op = world.sent().remove(0);
    world.judge(&op, Err(Fault::Forbidden { detail: Safe::line("no") }));
    world.type_text("!");
    let text = world.model.compose().unwrap().text();
    assert!(text.contains("First") && text.contains("Second"), "{text}");
}

#[test]
fn a_refusal_never_opens_a_menu_over_somebody_typing() {
    let mut world = World::ready(80, 24);
    world.go_to(39);
    world.press("R");
    let op = world.sent().remove(0);
    world.press("c");
    let theirs = Incident { assigned_to: Some(omar()), ..world.rows.incidents[3].clone() };
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(theirs)))]));
    world.judge(&op, Ok(Verdict::Refused));
    world.type_text("a");
    assert_eq!(world.model.compose().unwrap().text(), "a");
    assert!(world.notice().starts_with("Refused: Only Ana (created) or Omar (assigned)"), "{}", world.notice());
}

#[test]
fn a_refusal_is_not_swept_away_by_good_news() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("R");
    let first = world.sent().remove(0);
    world.go_to(39);
    world.press("R");
    let second = world.sent().remove(0);
    world.judge(&first, Ok(Verdict::Refused));
    world.judge(&second, Ok(Verdict::Done(vec![])));
    assert!(world.notice().starts_with("Refused"), "{}", world.notice());
    world.pass(SignedDuration::from_secs(3));
    world.press("j");
    assert_eq!(world.notice(), "Resolved ACM-INC-0039.");
}

#[test]
fn a_comment_said_while_the_timeline_was_on_its_way_stays() {
    let mut world = World::ready(80, 24);
    world.go_to(31);
    world.model.remote.mark_all_stale();
    let now = world.model.now + SignedDuration::from_secs(1);
    let effects = antops::app::update(&mut world.model, Msg::Time(now));
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Read(ticket, antops::domain::request::Query::Timeline(_)) => Some(*ticket),
        _ => None,
    });
    let said = comment(9, 31, omar(), 0, "<p>Have you tried turning it off</p>");
    let record = said.on;
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Comment(Box::new(said)))]));
    let page = antops::domain::request::Page { rows: vec![], total: None };
    let answer = antops::domain::request::Answer::Timeline(record, page);
    world.send(Msg::Answered { ticket: asked.unwrap(), result: Ok(answer) });
    assert_eq!(world.model.timeline(Record::Incident(incident_id(31))).len(), 1);
}

#[test]
fn every_word_of_being_live_loads_the_rows_anew() {
    let mut world = World::ready(80, 24);
    world.rows.incidents[0].title = Safe::line("Changed while events were lost");
    world.send(Msg::Live(vec![LiveEvent::State(Kind::Incidents, LiveState::Live)]));
    assert_eq!(&*world.model.incident(incident_id(42)).unwrap().title, "Changed while events were lost");
}

#[test]
fn a_comment_on_its_way_cannot_be_edited_or_deleted_yet() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("c");
    world.type_text("On its way");
    world.press("alt-enter tab G e");
    assert!(world.model.layers.is_empty());
    assert!(world.notice().contains("still on its way"), "{}", world.notice());
}

#[test]
fn asking_twice_in_a_row_asks_once() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("a y");
    assert_eq!(world.sent().len(), 1);
    world.press("H");
    assert!(world.sent().is_empty());
    assert!(world.notice().starts_with("You asked for ACM-INC-0042"), "{}", world.notice());
}

#[test]
fn a_viewer_is_told_before_anything_is_written() {
    let rows = Rows { me: Me { profile: profile(dana(), "Dana Whitfield", Role::Viewer), ..me() }, ..Rows::default() };
    let mut world = World::with(boot(80, 24), rows);
    world.go_to(42);
    world.press("c");
    assert!(world.model.layers.is_empty());
    assert!(world.notice().contains("Viewers read"), "{}", world.notice());
}

#[test]
fn a_hidden_list_keeps_its_place_on_the_screen() {
    let mut world = World::ready(80, 24);
    world.press("g j j enter");
    world.press("esc");
    assert_eq!((world.model.incidents.list.offset(), world.model.incidents.list.cursor()), (0, 2));
}

#[test]
fn nothing_falls_due_but_the_minute_when_everything_is_live_and_at_rest() {
    let mut world = World::ready(80, 24);
    world.pass(SignedDuration::from_secs(5));
    let wake = world.model.next_wake().unwrap();
    assert_eq!(wake.as_second() % 60, 0, "{wake}");
    assert!(wake > world.model.now);
}

#[test]
fn a_closure_without_its_reason_is_told_and_the_reason_becomes_a_draft_of_a_comment() {
    let mut world = World::ready(80, 24);
    world.go_to(41);
    world.press("X");
    world.type_text("Queue is empty");
    world.press("enter");
    let op = world.sent().remove(0);
    let row = Incident { status: IncidentStatus::Closed, ..world.model.rows.incidents[&incident_id(41)].clone() };
    let fault = Fault::Forbidden { detail: Safe::line("not today") };
    world.judge(&op, Ok(Verdict::DoneWithoutReason { row: Row::Incident(Box::new(row)), fault }));
    assert_eq!(world.model.incident(incident_id(41)).unwrap().status, IncidentStatus::Closed);
    let told = "Closed ACM-INC-0041, but the reason could not be written: Refused by the server: not today; it is in \
                your draft of a comment.";
    assert_eq!(world.notice(), told);
    assert_eq!(world.model.drafts.at(Place::Comment(Record::Incident(incident_id(41)))), "Queue is empty");
}

#[test]
fn signing_out_says_which_half_of_it_failed() {
    let vault = Fault::Vault { detail: Safe::line("The session kept in the key store cannot be removed: locked") };
    for (fault, told) in [
        (vault, "Signed out, but the session could not be forgotten here."),
        (Fault::TimedOut, "Forgotten here; the server could not be told."),
    ] {
        let mut world = World::ready(80, 24);
        world.send(Msg::SignedOut(Err(fault)));
        assert!(world.notice().starts_with(told), "{}", world.notice());
    }
}

#[test]
fn a_key_store_that_fails_opens_the_sign_in_form_with_its_sentence() {
    let mut world = World::new(boot(80, 24));
    drop(world.model.start());
    world.send(Msg::SignIn(Err(Fault::Vault { detail: Safe::line("The stored session cannot be read") })));
    assert_eq!(world.model.session, Session::SignedOut);
    assert!(!world.model.layers.is_empty());
}

#[test]
fn what_was_typed_and_sorted_in_a_view_is_found_again() {
    let mut world = World::ready(80, 24);
    world.press("]");
    assert_eq!(world.shown(), [41, 39], "mine");
    world.press("S p /");
    world.type_text("status:resolved");
    world.press("enter");
    assert_eq!(world.shown(), [0_u128; 0], "nothing of mine is resolved");
    world.press("] [");
    assert_eq!(world.model.incidents.filter_text, "status:resolved");
    assert_eq!(world.model.incidents.sort.word(), "priority");
}

#[test]
fn a_selected_row_stays_selected_in_the_next_view_if_it_is_there() {
    let mut world = World::ready(80, 24);
    world.go_to(39);
    world.press("]");
    assert_eq!(world.model.incidents.list.selected(), Some(incident_id(39)));
    world.press("]");
    assert_eq!(world.shown(), [40, 31], "nobody's");
    assert_eq!(world.model.incidents.list.cursor(), 0);
}

#[test]
fn on_a_board_the_keys_of_left_and_right_go_from_column_to_column_on_the_same_line() {
    let mut world = World::ready(80, 24);
    world.press("b");
    assert_eq!(world.shown(), [40, 39, 31, 42, 41, 30], "open, investigating, resolved");
    let selected = |world: &World| world.model.incidents.list.selected().map(|id| id.0.as_u128() - 0x1c00_0000);
    assert_eq!(selected(&world), Some(42), "what was selected in the list");
    world.press("j j j");
    assert_eq!(selected(&world), Some(41), "the last of its column");
    world.press("left");
    assert_eq!(selected(&world), Some(39), "on the same line");
    world.press("G l");
    assert_eq!(selected(&world), Some(41), "or the last there is");
    world.press("right right h");
    assert_eq!(selected(&world), Some(42), "resolved is the last column with a card");
    world.press("b");
    assert_eq!((world.shown(), selected(&world)), (vec![42, 40, 41, 39, 31], Some(42)));
    world.press("b l b");
    assert_eq!(selected(&world), Some(42), "a card the list does not show gives way to the first row");
}

#[test]
fn a_card_moved_by_oneself_goes_at_once_and_one_moved_by_others_stays_under_the_cursor() {
    let mut world = World::ready(80, 24);
    world.press("b");
    world.press("j");
    assert_eq!((world.model.incidents.list.selected(), world.model.incidents.lane()), (Some(incident_id(41)), 1));
    world.press(">");
    let op = world.sent().remove(0);
    assert_eq!((world.model.incidents.list.selected(), world.model.incidents.lane()), (Some(incident_id(41)), 2));
    world.judge(&op, Ok(Verdict::Refused));
    assert_eq!(world.model.incidents.lane(), 1, "a refusal brings it back");
    let theirs = Incident { status: IncidentStatus::Open, ..world.rows.incidents[2].clone() };
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(theirs)))]));
    assert_eq!((world.model.incidents.lane(), world.model.incidents.order.moved()), (1, 1), "it waits for the cursor");
    world.press("k");
    assert_eq!(world.model.incidents.cards(0).0.len(), 4);
    let theirs = Incident { status: IncidentStatus::Resolved, ..world.rows.incidents[1].clone() };
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(theirs)))]));
    assert_eq!(world.model.incidents.cards(2).0.len(), 2, "what is not under the cursor goes at once");
}

#[test]
fn what_realtime_dropped_without_a_word_is_found_by_looking_now_and_then() {
    let mut world = World::ready(120, 40);
    world.rows.incidents[0].title = Safe::line("Nobody said this changed");
    world.pass(SignedDuration::from_mins(4));
    assert_ne!(world.model.rows.incidents[&incident_id(42)].title.as_str(), "Nobody said this changed");
    world.pass(SignedDuration::from_mins(2));
    assert_eq!(world.model.rows.incidents[&incident_id(42)].title.as_str(), "Nobody said this changed");
    assert!(matches!(truth(&world.model), Truth::Live { .. }));
}

#[test]
fn what_one_looks_at_is_polled_quickly_and_everything_else_slowly() {
    use antops::app::pace::{POLL, RECONCILE, SLOW};
    let mut world = World::ready(120, 40);
    assert!(Kind::ALL.iter().all(|kind| world.model.pace(*kind) == RECONCILE));
    let down = |kind: &Kind| LiveEvent::State(*kind, LiveState::Down { reason: "gone".into() });
    world.send(Msg::Live(Kind::ALL.iter().map(down).collect()));
    assert_eq!((world.model.pace(Kind::Incidents), world.model.pace(Kind::Notifications)), (POLL, SLOW));
    assert!(matches!(truth(&world.model), Truth::Poll { seconds: 15, .. }));
    world.press("6");
    assert_eq!((world.model.pace(Kind::Notifications), world.model.pace(Kind::Problems)), (POLL, SLOW));
    assert_eq!(world.model.pace(Kind::Incidents), POLL, "the header counts them everywhere");
}

#[test]
fn a_delete_of_what_is_not_ours_asks_the_server_nothing() {
    use antops::domain::request::Query;
    use antops::domain::value::{ApprovalId, ChangeId, ProblemId};
    let mut world = World::ready(120, 40);
    let asked = |world: &World, query: &Query| world.model.remote.line(query).and_then(|line| line.answered_at);
    let before = [Query::Problems, Query::Changes, Query::Approvals].map(|query| asked(&world, &query));
    world.pass(SignedDuration::from_secs(5));
    let stranger = uuid::Uuid::from_u128(0xdead);
    let foreign = [
        LiveEvent::ProblemDeleted(ProblemId(stranger)),
        LiveEvent::ChangeDeleted(ChangeId(stranger)),
        LiveEvent::ApprovalDeleted(ApprovalId(stranger)),
    ];
    world.send(Msg::Live(foreign.into()));
    let after = [Query::Problems, Query::Changes, Query::Approvals].map(|query| asked(&world, &query));
    assert_eq!(before, after);
    let known = *world.model.rows.problems.keys().next().unwrap();
    world.rows.problems.retain(|row| row.id != known);
    world.send(Msg::Live(vec![LiveEvent::ProblemDeleted(known)]));
    assert!(!world.model.rows.problems.contains_key(&known), "what was ours is looked at again, and is gone");
}

#[test]
fn what_is_told_by_a_marker_and_by_its_row_is_unread_once() {
    let mut world = World::ready(120, 40);
    let before = world.model.feed.unread;
    let row = world.model.rows.incidents[&incident_id(42)].clone();
    let closed = Incident { status: IncidentStatus::Closed, updated_at: noon(), ..row };
    let said = comment(900, 42, omar(), 0, "📝 **CLOSED** | Fixed at the edge");
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(closed)))]));
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Comment(Box::new(said)))]));
    assert_eq!(world.model.feed.unread, before + 1);
}
