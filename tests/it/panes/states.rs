//! The states a screen can be in besides a good one: nothing yet, nothing at all, nothing that matches, nothing because it failed, old.

use super::canvas::screen;
use super::{SIZES, at_sizes};
use crate::support::world::{
    Rows, World, ago, boot, comment, comments, dana, incident, incidents, me, noon, omar, people, problems, services,
};
use antops::app::effect::Effect;
use antops::app::msg::Kept;
use antops::app::{Model, Msg, update};
use antops::domain::fault::Fault;
use antops::domain::live::{Kind, LiveEvent, LiveState};
use antops::domain::request::{Answer, Query, Row};
use antops::domain::slo::SloTargets;
use antops::domain::value::{IncidentStatus, Priority, Role};
use antops::ports::{Cached, SignedIn};
use insta::assert_snapshot;
use jiff::SignedDuration;

/// Sends a message and fails every read that follows with a fault, except who is signed in.
fn send_and_fail(world: &mut World, msg: Msg, fault: &Fault) {
    let effects = update(&mut world.model, msg);
    for effect in effects {
        if let Effect::Read(ticket, query) = effect {
            let result = if query == Query::Me { Ok(Answer::Me(world.rows.me.clone())) } else { Err(fault.clone()) };
            send_and_fail(world, Msg::Answered { ticket, result }, fault);
        }
    }
}

fn offline() -> Fault {
    Fault::Offline { detail: "connection refused".into() }
}

#[test]
fn a_queue_that_is_being_read_says_so() {
    let mut model = Model::new(boot(80, 24));
    let _ = model.start();
    assert_snapshot!("loading_80x24", screen(&model));
    update(&mut model, Msg::SignIn(Ok(SignedIn::Ready)));
    update(&mut model, Msg::Time(noon() + SignedDuration::from_secs(1)));
    assert!(screen(&model).starts_with('…'), "what takes long has its mark");
}

#[test]
fn the_first_frame_shows_what_the_disk_kept_with_its_age() {
    let cache = Cached {
        at: ago(9 * 60),
        me: me(),
        people: people(),
        slo: SloTargets::default(),
        incidents: incidents(),
        comments: comments(),
        problems: problems(),
        changes: vec![],
        approvals: vec![],
        automations: vec![],
        responses: vec![],
        services: services(),
        infrastructure: antops::domain::infrastructure::Infrastructure::default(),
        unseen: vec![],
    };
    for (width, height) in &SIZES[..2] {
        let mut model = Model::new(boot(*width, *height));
        let kept = Kept { cache: Some(cache.clone()), ..Kept::default() };
        update(&mut model, Msg::Restored(Box::new(kept)));
        let _ = model.start();
        assert_snapshot!(format!("stale_{width}x{height}"), screen(&model));
    }
}

#[test]
fn what_others_change_is_dotted_and_waits_with_the_new_order_until_the_cursor_moves() {
    let mut world = World::ready(80, 24);
    let mut printer = world.rows.incidents[4].clone();
    printer.priority = Priority::Critical;
    world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(printer)))]));
    assert_snapshot!("moved_80x24", screen(&world.model));
}

#[test]
fn what_changed_since_one_looked_is_marked_where_it_stands_and_listed_behind_a_key() {
    for (width, height) in &SIZES[..2] {
        let mut world = World::ready(*width, *height);
        let mut row = world.rows.incidents[1].clone();
        (row.status, row.assigned_to) = (IncidentStatus::Investigating, Some(omar()));
        row.tags = vec!["db".into()];
        let mut call = comment(70, 31, omar(), 0, "<p>@Dana Whitfield is it plugged in?</p>");
        call.mentions = vec![dana()];
        let new = incident(0, "Payments are down in all of Europe");
        let rows = [Row::Incident(Box::new(row)), Row::Comment(Box::new(call)), Row::Incident(Box::new(new))];
        world.send(Msg::Live(rows.map(LiveEvent::Row).to_vec()));
        world.press(",");
        assert_snapshot!(format!("since_you_looked_{width}x{height}"), screen(&world.model));
        world.press("esc");
        world.go_to(40);
        assert_snapshot!(format!("changed_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn an_empty_queue_says_when_it_was_looked_at() {
    for (width, height) in &SIZES[..2] {
        let rows = Rows { incidents: vec![], comments: vec![], ..Rows::default() };
        let world = World::with(boot(*width, *height), rows);
        assert_snapshot!(format!("empty_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn a_filter_that_matches_nothing_says_how_to_leave_it() {
    at_sizes("filtered_80x24_to_nothing", &SIZES[..1], |world| {
        world.press("/");
        world.type_text("zebra");
        world.press("enter");
    });
}

#[test]
fn a_queue_that_could_not_be_read_is_no_empty_queue() {
    for (width, height) in &SIZES[..2] {
        let mut world = World::new(boot(*width, *height));
        let _ = world.model.start();
        send_and_fail(
            &mut world,
            Msg::SignIn(Ok(SignedIn::Ready)),
            &Fault::Forbidden { detail: "permission denied for table incidents".into() },
        );
        assert_snapshot!(format!("failed_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn rows_of_a_dead_link_stay_with_their_age() {
    for (width, height) in SIZES {
        let mut world = World::ready(width, height);
        world.go_to(42);
        let later = world.model.now + SignedDuration::from_mins(4);
        for kind in Kind::ALL {
            world.send(Msg::Live(vec![LiveEvent::State(*kind, LiveState::Down { reason: "socket closed".into() })]));
        }
        send_and_fail(&mut world, Msg::Time(later), &offline());
        assert_snapshot!(format!("offline_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn without_realtime_the_truth_line_says_why_and_how_often_it_looks() {
    let mut world = World::ready(120, 40);
    let reason = "comments is not in the publication".into();
    world.send(Msg::Live(vec![LiveEvent::State(Kind::Comments, LiveState::Refused { reason })]));
    assert_snapshot!("poll_120x40", screen(&world.model));
}

#[test]
fn what_is_not_at_the_server_yet_is_counted_and_marked() {
    let mut world = World::ready(120, 40);
    world.go_to(41);
    world.press("R");
    let op = world.sent().remove(0);
    world.judge(&op, Err(offline()));
    world.press("c");
    world.type_text("Queue is empty again");
    world.press("alt-enter");
    assert_snapshot!("unsent_120x40", screen(&world.model));
}

#[test]
fn a_list_that_is_cut_off_says_so() {
    let world = World::with(boot(120, 40), Rows { total: Some(1240), ..Rows::default() });
    assert!(screen(&world.model).contains("≈1240 in all"));
}

#[test]
fn signing_in_asks_for_little_and_says_what_is_wrong() {
    for (width, height) in &SIZES[..2] {
        let mut setup = boot(*width, *height);
        setup.email = None;
        let mut model = Model::new(setup);
        let _ = model.start();
        update(&mut model, Msg::SignIn(Ok(SignedIn::NoSession)));
        assert_snapshot!(format!("sign_in_{width}x{height}"), screen(&model));
        let mut world = World::new(boot(*width, *height));
        world.model = model;
        world.type_text("dana");
        world.press("enter");
        world.type_text("correct horse");
        assert_snapshot!(format!("sign_in_wrong_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn a_session_that_ends_leaves_the_form_and_says_what_is_kept() {
    let mut world = World::ready(80, 24);
    send_and_fail(
        &mut world,
        Msg::Time(noon() + SignedDuration::from_mins(20)),
        &Fault::SignedOut { reason: "the refresh token was used already".into() },
    );
    assert_snapshot!("session_ended", screen(&world.model));
}

#[test]
fn the_first_run_asks_which_project() {
    for (width, height) in &SIZES[..2] {
        let mut setup = boot(*width, *height);
        setup.project_known = false;
        setup.profile = String::new();
        let mut world = World::new(setup);
        let _ = world.model.start();
        assert_snapshot!(format!("first_run_{width}x{height}"), screen(&world.model));
        world.type_text("http://acme.example");
        world.press("enter");
        assert!(screen(&world.model).contains("would send your password in the clear"));
    }
}

#[test]
fn a_production_profile_that_may_only_read_is_marked() {
    let mut setup = boot(80, 24);
    setup.settings.production = true;
    setup.settings.read_only = true;
    let world = World::with(setup, Rows::default());
    assert_snapshot!("production_read_only", screen(&world.model));
}

#[test]
fn whoever_has_no_membership_row_is_told_why_services_have_no_names() {
    let mut rows = Rows { incidents: incidents(), ..Rows::default() };
    rows.me.membership = None;
    rows.me.profile.role = Role::Owner;
    let mut world = World::with(boot(120, 40), rows);
    world.model.rows.services.clear();
    world.go_to(42);
    let text = screen(&world.model);
    let beside = text.lines().filter_map(|line| line.split_once('│')).flat_map(|(_, detail)| detail.split_whitespace());
    let words = beside.collect::<Vec<_>>().join(" ");
    assert!(words.contains("you have no membership row, so the database hides their names"), "{words}");
}

#[test]
fn too_small_a_screen_says_how_much_it_needs() {
    assert_snapshot!("too_small", screen(&World::ready(30, 8).model));
}
