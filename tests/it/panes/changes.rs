//! The changes: list, board, calendar and detail at the sizes people have, the page on which one decides, and what stands there when there is nothing.

use super::canvas::{screen, screen_with};
use crate::support::estate::shop;
use crate::support::world::{Rows, World, ago, ana, boot, dana, omar, people, problem_id};
use antops::app::settings::Glyphs;
use antops::domain::change::Change;
use antops::domain::change::beside::{Approval, Automation, Response};
use antops::domain::comment::Comment;
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, AutomationKind, ChangeId, ChangeStatus, CommentId, Outcome, Priority,
    ProfileId, Record, ResponseId,
};
use insta::assert_snapshot;
use jiff::SignedDuration;
use uuid::Uuid;

const fn id(n: u128) -> ChangeId {
    ChangeId(Uuid::from_u128(0xc400_0000 + n))
}

/// A change of Dana's that Omar does, in so many minutes for an hour.
fn change(n: u128, title: &str, status: ChangeStatus, in_minutes: i64) -> Change {
    Change {
        id: id(n),
        number: Some(Safe::line(&format!("ACM-CHG-{n:04}"))),
        title: title.into(),
        description: Safe::new(
            "<p>Turns on <code>validate_on_borrow</code>. One round trip more for each request.</p>",
        ),
        status,
        priority: Priority::Medium,
        requested_by: dana(),
        assigned_to: Some(omar()),
        scheduled_for: Some(ago(-in_minutes)),
        estimated_end: Some(ago(-in_minutes - 60)),
        completed_at: (status == ChangeStatus::Completed).then(|| ago(-in_minutes - 40)),
        rollback_plan: Safe::new("<p>The same switch, the other way.</p>"),
        test_plan: Safe::new("<ul><li>restart one worker: no 500</li><li>p99 below 40 ms</li></ul>"),
        tags: vec![],
        services: vec![],
        problem: None,
        incident: None,
        created_at: ago(2_000),
        updated_at: ago(2_000),
    }
}

fn asked(n: u128, of: u128, minutes: i64) -> Approval {
    Approval {
        id: ApprovalId(Uuid::from_u128(0xa900_0000 + n)),
        change: id(of),
        requested_by: dana(),
        approved_by: None,
        status: ApprovalStatus::Pending,
        comments: None,
        requested_at: ago(minutes),
        responded_at: None,
        created_at: ago(minutes),
        updated_at: ago(minutes),
    }
}

fn answered(by: ProfileId, status: ApprovalStatus, minutes: i64, asked: &Approval) -> Approval {
    let said = Some(Safe::new("Watch p99 while it rolls."));
    Approval {
        approved_by: Some(by),
        status,
        comments: said,
        responded_at: Some(ago(minutes)),
        updated_at: ago(minutes),
        ..asked.clone()
    }
}

/// One change in every state, two that want the same edge at the same time, and one that was answered but not moved.
fn company() -> Rows {
    use ChangeStatus::{Approved, Cancelled, Completed, Draft, Failed, InProgress, Pending};
    let edge = vec![ServiceId(Safe::line("node-edge-eu"))];
    let draft = change(9, "Settle in batches of ten thousand", Draft, 0);
    Rows {
        changes: vec![
            Change {
                services: edge.clone(),
                priority: Priority::Critical,
                problem: Some(problem_id(7)),
                ..change(7, "Check pooled connections before they are used at the edge", Pending, 300)
            },
            Change { services: edge, ..change(8, "Install the renewed certificate at the CDN", Pending, 330) },
            change(4, "Give the rate-limit counters an expiry", Approved, 1_500),
            Change { priority: Priority::High, ..change(6, "Rebuild the statistics of catalog-db", InProgress, -20) },
            Change { scheduled_for: None, estimated_end: None, assigned_to: None, ..draft },
            change(3, "Move nightly exports to the replica", Completed, -2_000),
            change(2, "Raise the pool's limit", Failed, -5_000),
            change(1, "Drop legacy tables", Cancelled, -9_000),
        ],
        approvals: vec![
            asked(7, 7, 180),
            answered(ana(), ApprovalStatus::Approved, 30, &asked(8, 8, 200)),
            answered(ana(), ApprovalStatus::Approved, 900, &asked(4, 4, 1_000)),
            answered(ana(), ApprovalStatus::Approved, 900, &asked(6, 6, 1_000)),
        ],
        automations: vec![Automation {
            id: AutomationId(Uuid::from_u128(0xa700_0004)),
            change: id(4),
            kind: AutomationKind::AutoStart,
            scheduled_for: ago(-1_500),
            is_executed: false,
            executed_at: None,
            error: None,
            created_at: ago(900),
        }],
        responses: vec![Response {
            id: ResponseId(Uuid::from_u128(0xce00_0003)),
            change: id(3),
            responded_by: omar(),
            outcome: Outcome::Completed,
            notes: Some(Safe::new("Half an hour faster than before.")),
            responded_at: ago(1_900),
        }],
        comments: vec![
            said(1, dana(), 180, "📋 **APPROVAL REQUESTED** | Waits for a manager's decision."),
            said(2, omar(), 90, "Tried it on staging: no 500 in an hour."),
        ],
        ..Rows::default()
    }
}

fn said(n: u128, author: ProfileId, minutes: i64, text: &str) -> Comment {
    let (id, on) = (CommentId(Uuid::from_u128(0xc0c0_0000 + n)), Record::Change(id(7)));
    let at = ago(minutes);
    Comment { id, on, content: Safe::new(text), author, mentions: vec![], created_at: at, updated_at: at }
}

fn at(width: u16, height: u16, rows: Rows) -> World {
    let mut world = World::with(boot(width, height), rows);
    world.press("3");
    world
}

/// The same for the manager, at the change that waits for her.
fn as_ana(width: u16, height: u16, glyphs: Glyphs) -> World {
    as_ana_of(width, height, glyphs, company())
}

fn as_ana_of(width: u16, height: u16, glyphs: Glyphs, mut rows: Rows) -> World {
    rows.me.profile = people().remove(2);
    let mut setup = boot(width, height);
    setup.settings.glyphs = glyphs;
    let mut world = World::with(setup, rows);
    world.press("3 /");
    world.type_text("0007");
    world.press("enter");
    world
}

#[test]
fn the_changes_show_what_is_next_with_its_standing_and_what_it_collides_with() {
    for (width, height) in [(40, 12), (60, 20), (80, 24), (120, 40), (200, 60)] {
        assert_snapshot!(format!("changes_{width}x{height}"), screen(&at(width, height, company()).model));
    }
}

#[test]
fn the_changes_have_a_board_of_seven_states_as_far_as_they_fit() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let mut world = at(width, height, company());
        world.press("b");
        assert_snapshot!(format!("changes_board_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn the_calendar_has_days_across_and_windows_as_bars() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let mut world = at(width, height, company());
        world.press("w");
        assert_snapshot!(format!("changes_calendar_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn the_detail_of_a_change_says_how_it_stands_and_what_comes_next() {
    for (width, height) in [(80, 24), (120, 40)] {
        for (number, name) in [("0007", "pending"), ("0008", "answered"), ("0004", "approved"), ("0003", "completed")] {
            let mut world = at(width, height, company());
            world.press("/");
            world.type_text(&format!("status:pending,approved,completed {number}"));
            world.press("enter enter g");
            assert_snapshot!(format!("changes_detail_{name}_{width}x{height}"), screen(&world.model));
        }
    }
}

#[test]
fn everything_one_decides_on_stands_on_one_page() {
    for (width, height) in [(40, 24), (80, 24), (120, 40)] {
        let mut world = as_ana(width, height, Glyphs::Unicode);
        world.press("d");
        assert_snapshot!(format!("approval_{width}x{height}"), screen(&world.model));
        world.press("G");
        assert_snapshot!(format!("approval_end_{width}x{height}"), screen(&world.model));
        world.press("a");
        world.type_text("Go.");
        world.press("enter");
        assert_snapshot!(format!("approval_number_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn what_suffers_with_what_a_change_touches_is_drawn_where_one_decides_on_it() {
    let mut rows = Rows { infrastructure: shop(), ..company() };
    for change in rows.changes.iter_mut().filter(|change| change.id == id(7)) {
        change.services = vec![ServiceId(Safe::line("node-pg-orders"))];
    }
    for (width, height) in [(40, 24), (80, 24), (120, 40)] {
        let mut world = as_ana_of(width, height, Glyphs::Unicode, rows.clone());
        world.press("d");
        assert_snapshot!(format!("approval_small_{width}x{height}"), screen(&world.model));
        world.press("G");
        let text = screen(&world.model);
        assert!(text.contains("hour"), "the end can be reached: {text}");
    }
}

#[test]
fn the_line_of_now_goes_through_no_words_at_any_hour() {
    let mut world = at(120, 40, company());
    world.press("w");
    for hour in 0..24 {
        let text = screen(&world.model);
        assert!(text.contains("no window"), "{hour} hours later: {text}");
        world.pass(SignedDuration::from_hours(1));
    }
}

#[test]
fn the_steps_say_which_can_be_taken_and_why_the_others_cannot() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut world = at(width, height, company());
        world.press("s");
        assert_snapshot!(format!("changes_steps_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn the_changes_say_the_same_in_ascii() {
    let mut setup = boot(80, 24);
    setup.settings.glyphs = Glyphs::Ascii;
    let mut world = World::with(setup, company());
    let places = [
        ("3", "changes_ascii_80x24"),
        ("b", "changes_board_ascii_80x24"),
        ("b w", "changes_calendar_ascii_80x24"),
        ("w enter g", "changes_detail_ascii_80x24"),
    ];
    for (keys, name) in places {
        world.press(keys);
        let text = screen_with(&world.model, Glyphs::Ascii);
        assert!(text.is_ascii(), "nothing of ours is outside ASCII: {text}");
        assert_snapshot!(name, text);
    }
    let mut ana = as_ana(80, 24, Glyphs::Ascii);
    ana.press("d");
    let text = screen_with(&ana.model, Glyphs::Ascii);
    assert!(text.is_ascii(), "nothing of ours is outside ASCII: {text}");
    assert_snapshot!("approval_ascii_80x24", text);
}

#[test]
fn the_help_names_the_keys_and_signs_of_the_changes() {
    let mut world = at(120, 60, company());
    world.press("?");
    assert_snapshot!("changes_help_120x60", screen(&world.model));
}

#[test]
fn an_emptiness_of_changes_is_explained() {
    let text = screen(&at(80, 24, Rows::default()).model);
    assert!(text.contains("There are no changes.") && text.contains("Last looked 14:03, live"), "{text}");
    let mut world = at(80, 24, company());
    world.press("/");
    world.type_text("zzz");
    world.press("enter");
    assert!(screen(&world.model).contains("of 8 changes matches the filter."), "{}", screen(&world.model));
}
