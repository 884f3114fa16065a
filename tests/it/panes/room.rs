//! Feed and inbox, at the sizes people have: with something new, in ASCII, and when there is nothing or nothing yet.

use super::canvas::{screen, screen_with};
use crate::support::world::{Rows, World, ago, ana, boot, comment, comment_id, dana, incident, noon, omar};
use antops::app::Msg;
use antops::app::settings::Glyphs;
use antops::domain::change::Change;
use antops::domain::comment::Comment;
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::notification::{NoticeId, Notification, Told};
use antops::domain::request::Row;
use antops::domain::safe::Safe;
use antops::domain::value::{
    ChangeId, ChangeStatus, IncidentStatus, MentionId, NotificationId, Priority, ProfileId, Record,
};
use insta::assert_snapshot;
use jiff::SignedDuration;
use uuid::Uuid;

fn change(n: u128, title: &str) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(n)),
        number: Some(Safe::line(&format!("ACM-CHG-{n:04}"))),
        title: title.into(),
        description: Safe::default(),
        status: ChangeStatus::Pending,
        priority: Priority::Medium,
        requested_by: omar(),
        assigned_to: Some(dana()),
        scheduled_for: None,
        estimated_end: None,
        completed_at: None,
        rollback_plan: Safe::default(),
        test_plan: Safe::default(),
        tags: vec![],
        services: vec![],
        problem: None,
        incident: None,
        created_at: ago(50),
        updated_at: ago(50),
    }
}

fn told(n: u128, minutes: i64, is_read: bool, on: Option<Record>, told: Told) -> Notification {
    let id = match told {
        Told::Mention { .. } => NoticeId::Mention(MentionId(Uuid::from_u128(n))),
        _ => NoticeId::System(NotificationId(Uuid::from_u128(n))),
    };
    Notification { id, on, told, is_read, created_at: ago(minutes) }
}

/// One of each kind, two of them read, one newer than this antops.
fn company() -> Rows {
    let on = |n: u128| Some(Record::Change(ChangeId(Uuid::from_u128(n))));
    let call =
        Comment { mentions: vec![dana()], ..comment(9, 42, omar(), 5, "<p>Can you look at the <b>pool</b>?</p>") };
    let mention = Told::Mention { comment: comment_id(9), said: Some(Box::new(call.clone())) };
    let decided = |is_approved, words: &str| Told::Decided { is_approved, by: Some(ana()), comments: words.into() };
    let mut rows = Rows {
        changes: vec![change(12, "Roll back edge config"), change(13, "Raise the pool's limit")],
        notices: vec![
            told(1, 12, false, on(12), Told::ApprovalRequest { title: "Roll back edge config".into() }),
            told(2, 30, false, on(13), decided(true, "go, keep me posted")),
            told(3, 45, true, on(13), decided(false, "not before the freeze ends")),
            told(4, 90, true, on(12), Told::AutoStarted),
            told(5, 8, false, on(12), Told::CompletionPrompt { ends: Some(ago(10)) }),
            told(6, 5, false, Some(call.on), mention),
            told(
                7,
                2000,
                false,
                None,
                Told::Other { kind: "x".into(), title: "Paused".into(), message: "By hand".into() },
            ),
        ],
        ..Rows::default()
    };
    rows.comments.push(call);
    rows
}

fn at(width: u16, height: u16, keys: &str) -> World {
    let mut world = World::with(boot(width, height), company());
    world.press(keys);
    world.pass(SignedDuration::from_secs(1));
    world
}

#[test]
fn the_inbox_tells_each_kind_in_words_unread_first() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        assert_snapshot!(format!("inbox_{width}x{height}"), screen(&at(width, height, "6").model));
    }
    assert_snapshot!("inbox_archive_80x24", screen(&at(80, 24, "6 ] ]").model));
    let empty = World::with(boot(80, 24), Rows::default());
    let mut empty = empty;
    empty.press("6");
    assert_snapshot!("inbox_empty_80x24", screen(&empty.model));
}

/// What comes in while Dana looks at something else.
fn something_new(world: &mut World) {
    let soon = |seconds: i64| noon() + SignedDuration::from_secs(30 + seconds);
    let said = |n: u128, who: ProfileId, words: &str, at| Comment {
        created_at: at,
        updated_at: at,
        ..comment(n, 42, who, 0, words)
    };
    let mut events = vec![LiveEvent::Row(Row::Comment(Box::new(said(20, omar(), "<p>5xx down to 1 %</p>", soon(0)))))];
    let call =
        Comment { mentions: vec![dana()], ..said(21, ana(), "<p>@Dana Whitfield can you close it?</p>", soon(1)) };
    events.push(LiveEvent::Row(Row::Comment(Box::new(call))));
    let raised = Incident {
        priority: Priority::High,
        updated_at: soon(2),
        ..incident(39, "Stale TLS certificate on status page")
    };
    events.push(LiveEvent::Row(Row::Incident(Box::new(raised))));
    let new = Incident { created_at: soon(3), updated_at: soon(3), ..incident(60, "502 on /login") };
    events.push(LiveEvent::Row(Row::Incident(Box::new(new))));
    for n in 61..73_u128 {
        let at = soon(4);
        let row = Incident { created_at: ago(3_000), updated_at: ago(3_000), ..incident(n, "Probe failed") };
        events.push(LiveEvent::Row(Row::Incident(Box::new(row.clone()))));
        let over = Incident { status: IncidentStatus::Resolved, resolved_at: Some(at), updated_at: at, ..row };
        events.push(LiveEvent::Row(Row::Incident(Box::new(over))));
    }
    world.send(Msg::Live(events));
}

#[test]
fn the_feed_has_what_is_new_below_a_line_and_a_burst_in_one_row() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let mut world = at(width, height, "1");
        something_new(&mut world);
        world.press("5");
        assert_snapshot!(format!("feed_{width}x{height}"), screen(&world.model));
    }
    let mut world = at(80, 24, "5");
    world.press("/");
    world.type_text("by:omar what:");
    assert_snapshot!("feed_filter_80x24", screen(&world.model));
    world.type_text("mention");
    world.press("enter");
    assert_snapshot!("feed_filtered_80x24", screen(&world.model));
}

#[test]
fn in_ascii_feed_and_inbox_say_the_same() {
    let mut setup = boot(80, 24);
    setup.settings.glyphs = Glyphs::Ascii;
    let mut world = World::with(setup, company());
    something_new(&mut world);
    world.press("5");
    let feed = screen_with(&world.model, Glyphs::Ascii);
    world.press("6");
    let inbox = screen_with(&world.model, Glyphs::Ascii);
    assert!(feed.is_ascii() && inbox.is_ascii(), "{feed}\n{inbox}");
    assert_snapshot!("feed_ascii_80x24", feed);
    assert_snapshot!("inbox_ascii_80x24", inbox);
}

#[test]
fn what_is_sent_to_the_incident_pane_and_back_stands_where_it_stood() {
    let mut world = at(80, 24, "6 j");
    let before = world.model.inbox.list.selected();
    world.press("enter esc");
    assert_eq!(world.model.inbox.list.selected(), before);
}
