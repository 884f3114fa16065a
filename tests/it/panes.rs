//! What the screens look like: each place, at the sizes people have, in every state it can be in. Snapshots are the text of the cells, as
//! somebody would read them; a few also say how the text is set off.

mod any;
mod canvas;
mod changes;
mod forms;
mod linking;
mod map;
mod problems;
mod relations;
mod room;
mod states;

use crate::support::world::{Rows, World, boot, comment, incident, incidents, omar, problem_id, problems};
use antops::app::settings::Glyphs;
use antops::app::view::{Column, View, Views};
use antops::domain::incident::Incident;
use antops::domain::problem::Problem;
use antops::domain::value::IncidentStatus;
use canvas::{screen, screen_with, styles};
use insta::assert_snapshot;

/// A desk, a window, a wall.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// The same story at two or three sizes, one snapshot each.
fn at_sizes(name: &str, sizes: &[(u16, u16)], story: impl Fn(&mut World)) {
    for (width, height) in sizes {
        let mut world = World::ready(*width, *height);
        story(&mut world);
        assert_snapshot!(format!("{name}_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn the_queue_shows_what_burns_first() {
    at_sizes("queue", &SIZES, |_| {});
}

#[test]
fn a_screen_between_the_sizes_drops_columns_in_their_order() {
    at_sizes("queue", &[(40, 12), (60, 20), (100, 30)], |_| {});
}

#[test]
fn the_detail_stands_alone_on_a_narrow_screen_and_beside_the_list_on_a_wide_one() {
    at_sizes("detail", &SIZES[..2], |world| {
        world.go_to(42);
        world.press("enter k");
    });
}

#[test]
fn the_composer_says_where_the_text_goes_and_whom_it_calls() {
    at_sizes("composer", &SIZES[..2], |world| {
        world.go_to(42);
        world.press("c");
        world.type_text("On it. Lag on pg-eu-2 is from the same deploy, linking INC-0040. @Omar Haddad can you look at the primary too?");
    });
}

#[test]
fn a_number_being_typed_is_suggested_with_the_title_of_the_selected_one() {
    at_sizes("record", &[(60, 20), (80, 24), (120, 40)], |world| {
        world.go_to(42);
        world.press("c");
        world.type_text("Same as #4");
        world.press("ctrl-n");
    });
}

#[test]
fn the_preview_shows_what_will_be_read() {
    at_sizes("preview", &SIZES[..2], |world| {
        world.go_to(42);
        world.press("c");
        world.send(antops::app::Msg::Paste(
            "@Omar Haddad **two** things:\n- `drain`\n  - [ ] lb-1\n> said\n```sql\nselect *\n```".into(),
        ));
        world.press("ctrl-o");
    });
}

#[test]
fn a_name_being_typed_is_suggested() {
    at_sizes("mention", &SIZES[..2], |world| {
        world.go_to(42);
        world.press("c");
        world.type_text("Thanks @");
    });
}

#[test]
fn the_palette_lists_every_command_and_greys_those_that_cannot_act() {
    at_sizes("palette", &SIZES[..2], |world| {
        world.go_to(42);
        world.press(":");
        world.type_text("take");
    });
}

#[test]
fn the_help_lists_the_keys_of_this_place() {
    at_sizes("help", &SIZES, |world| world.press("?"));
}

#[test]
fn the_end_of_the_help_is_its_end_and_one_key_leads_back_up() {
    let mut world = World::ready(80, 24);
    world.press("? G");
    let end = screen(&world.model);
    assert!(end.contains("left, and soon over") || end.contains("0 more lines below"), "{end}");
    world.press("j");
    assert_eq!(screen(&world.model), end, "there is nothing below the end");
    world.press("k");
    assert_ne!(screen(&world.model), end);
}

#[test]
fn a_filter_that_is_none_yet_says_why_beside_it() {
    let mut world = World::ready(120, 40);
    world.press("/");
    world.type_text("prio:hi");
    let title = screen(&world.model).lines().nth(3).unwrap().to_owned();
    assert!(title.contains("/ prio:hi") && title.contains("\"prio\" cannot be asked for"), "{title}");
}

#[test]
fn views_and_orders_are_chosen_from_menus_and_the_title_line_says_which() {
    at_sizes("views", &SIZES[..2], |world| world.press("v"));
    at_sizes("sorts", &SIZES[..1], |world| world.press("S"));
    at_sizes("history", &SIZES[..2], |world| {
        world.press("[ S n /");
        world.type_text("-tag:spare");
        world.press("enter");
    });
}

#[test]
fn a_board_has_a_column_for_each_status_as_far_as_they_fit() {
    let sizes = [SIZES[0], SIZES[1], SIZES[2], (40, 12)];
    at_sizes("board", &sizes, |world| world.press("b"));
    at_sizes("board_right", &sizes[..1], |world| {
        world.rows.incidents.push(Incident { status: IncidentStatus::Closed, ..incident(9, "Over and done with") });
        world.press("r b l l l");
    });
    at_sizes("board_detail", &sizes[..2], |world| world.press("b tab"));
}

#[test]
fn a_long_column_shows_the_cards_around_the_cursor() {
    let rows = Rows {
        incidents: (1..=60).map(|n| incident(n, &format!("Something is wrong with number {n}"))).collect(),
        ..Rows::default()
    };
    let mut world = World::with(boot(80, 24), rows);
    world.press("b G k k k k k k k");
    assert_snapshot!("board_long", screen(&world.model));
}

#[test]
fn a_view_has_the_columns_it_was_given_and_many_views_are_counted() {
    for (width, height) in SIZES {
        let mut setup = boot(width, height);
        let words = ["number", "status", "title", "problem", "created-by", "tags", "updated"];
        let columns = words.iter().filter_map(|word| Column::from_word(word)).collect();
        let database = View { columns, ..View::new("Database", "tag:db").unwrap() };
        let more = ["Edge", "Network", "Billing", "Everything at once"].map(|name| View::new(name, "").unwrap());
        setup.settings.views = Views::with([database].into_iter().chain(more).collect());
        let mut world = World::with(setup, Rows::default());
        world.press("v 5");
        assert_snapshot!(format!("own_columns_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn the_status_menu_has_a_key_for_each_status() {
    at_sizes("status_menu", &SIZES[..2], |world| {
        world.go_to(41);
        world.press("s");
    });
}

#[test]
fn marked_incidents_are_planned_row_by_row_before_anything_is_written() {
    at_sizes("bulk_plan", &SIZES[..2], |world| world.press("g V G V R"));
}

#[test]
fn what_is_not_yours_offers_to_ask_instead() {
    at_sizes("ask_menu", &SIZES[..2], |world| {
        world.go_to(42);
        world.press("s");
    });
}

#[test]
fn a_known_error_is_read_beside_the_list_or_over_it_and_stays_above_what_is_written() {
    for (width, height) in &SIZES[..2] {
        let mut rows = Rows::default();
        rows.problems.push(like_the_first());
        let mut world = World::with(boot(*width, *height), rows);
        world.go_to(42);
        world.press("K");
        assert_snapshot!(format!("known_{width}x{height}"), screen(&world.model));
        world.press("n");
        assert_snapshot!(format!("known_next_{width}x{height}"), screen(&world.model));
        world.press("c");
        world.type_text("Flushing.");
        assert_snapshot!(format!("known_comment_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn what_an_incident_looks_like_stands_in_its_detail() {
    for (width, height) in &SIZES[..2] {
        let mut rows = Rows::default();
        rows.incidents[0].problem = None;
        rows.problems.push(like_the_first());
        let mut world = World::with(boot(*width, *height), rows);
        world.go_to(42);
        assert_snapshot!(format!("looks_like_{width}x{height}"), screen(&world.model));
    }
}

/// A second problem that the first incident looks like, with steps and a long cause.
fn like_the_first() -> Problem {
    let step = |n: u32| format!("<li><p>step {n} of draining <code>lb-eu-{n}</code></p></li>");
    let steps = (1..=5).map(step).collect::<String>();
    let cause =
        (1..=12).map(|n| format!("<p>Cause, part {n}: a restart that is quicker than the timeout goes unnoticed.</p>"));
    Problem {
        id: problem_id(8),
        number: Some("ACM-PRBM-0008".into()),
        title: "Edge answers 500 while a checkout deploy drains".into(),
        workaround: Some(antops::domain::safe::Safe::new(&format!("<p>One after the other:</p><ol>{steps}</ol>"))),
        root_cause: Some(antops::domain::safe::Safe::new(&cause.collect::<String>())),
        ..problems().remove(0)
    }
}

#[test]
fn a_filter_is_typed_in_the_title_line() {
    at_sizes("filter", &SIZES[..2], |world| {
        world.press("/");
        world.type_text("login");
    });
}

#[test]
fn deleting_a_comment_shows_it_indented_between_question_and_answers() {
    at_sizes("delete_comment", &SIZES[..1], |world| {
        world.go_to(41);
        world.press("enter D");
    });
}

#[test]
fn without_colour_and_in_ascii_the_screen_says_the_same() {
    for (width, height) in &SIZES[..2] {
        let mut setup = boot(*width, *height);
        setup.settings.glyphs = Glyphs::Ascii;
        let mut world = World::with(setup, Rows::default());
        let text = screen_with(&world.model, Glyphs::Ascii);
        assert!(text.is_ascii(), "nothing of ours is outside ASCII: {text}");
        assert_snapshot!(format!("queue_ascii_{width}x{height}"), text);
        world.press("?");
        assert!(screen_with(&world.model, Glyphs::Ascii).is_ascii());
    }
}

#[test]
fn wide_and_foreign_writing_keeps_the_columns() {
    for (width, height) in SIZES {
        let mut rows = Rows { incidents: incidents(), ..Rows::default() };
        rows.incidents[0].title = "磁盘空间不足导致结账服务在欧洲边缘节点返回五百错误请立即处理谢谢".into();
        rows.incidents[1].title = "تأخر النسخ المتماثل على الخادم الأوروبي pg-eu-2 منذ الساعة الثالثة".into();
        rows.incidents[2].title = "🔥🔥 Login mails delayed 🇪🇺 (mailgun) 👩‍💻 queue e\u{301}\u{301} end".into();
        rows.comments.push(comment(
            9,
            42,
            omar(),
            1,
            "<p>回滚完成，错误率降至百分之三，继续观察并在十分钟后再次报告情况。</p>",
        ));
        let world = World::with(boot(width, height), rows);
        assert_snapshot!(format!("queue_wide_text_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn the_selected_row_is_reversed_and_without_colour_nothing_is_lost_but_colour() {
    let world = World::ready(80, 24);
    assert_snapshot!("queue_styles", styles(&world.model, false));
    assert_snapshot!("queue_styles_no_color", styles(&world.model, true));
}

#[test]
fn a_slow_link_gets_no_reverse_video() {
    let mut setup = boot(80, 24);
    setup.settings.low_bandwidth = true;
    let world = World::with(setup, Rows::default());
    assert!(!styles(&world.model, false).contains("reverse"));
    assert!(screen(&world.model).contains("▌C"), "the mark says it alone");
}

#[test]
fn a_long_queue_shows_the_rows_around_the_cursor() {
    let rows = Rows {
        incidents: (1..=60).map(|n| incident(n, &format!("Something is wrong with number {n}"))).collect(),
        total: Some(1240),
        ..Rows::default()
    };
    let mut world = World::with(boot(80, 24), rows);
    world.press("j j j G k");
    assert_snapshot!("queue_long", screen(&world.model));
}

#[test]
fn a_long_timeline_shows_its_newest_and_can_be_read_from_the_top() {
    let mut rows = Rows::default();
    for n in 0..40 {
        let text = format!(
            "<p>Observation {n}: the pool on lb-eu-1 is at {} connections, and it keeps growing while we look at it.</p>",
            200 + n
        );
        rows.comments.push(comment(100 + n, 42, omar(), 90 - i64::try_from(n).unwrap() * 2, &text));
    }
    rows.comments.sort_by_key(|comment| comment.created_at);
    let mut world = World::with(boot(120, 40), rows);
    world.go_to(42);
    world.press("enter");
    assert_snapshot!("timeline_newest", screen(&world.model));
    world.press("g");
    assert_snapshot!("timeline_top", screen(&world.model));
    world.press("j j j j j j j j j j j j");
    assert_snapshot!("timeline_middle", screen(&world.model));
}

#[test]
fn every_line_of_a_long_description_can_be_reached() {
    for has_comments in [true, false] {
        let mut rows = Rows::default();
        let words: Vec<String> = (0..90).map(|n| format!("<p>Step {n} of the analysis.</p>")).collect();
        rows.incidents[0].description = antops::domain::safe::Safe::new(&words.concat());
        if !has_comments {
            rows.comments.clear();
        }
        let mut world = World::with(boot(100, 30), rows);
        world.go_to(42);
        world.press("enter g");
        let mut seen = screen(&world.model);
        for _ in 0..40 {
            world.press("j");
            seen.push_str(&screen(&world.model));
        }
        let missing: Vec<usize> = (0..90).filter(|n| !seen.contains(&format!("Step {n} of"))).collect();
        assert_eq!(missing, [0_usize; 0], "with comments: {has_comments}");
        let end = screen(&world.model);
        world.press("g");
        assert!(screen(&world.model).contains("Step 0 of"), "g leads to the top");
        assert_ne!(screen(&world.model), end);
    }
}

#[test]
fn comments_that_came_while_one_was_away_stand_below_a_line() {
    let mut world = World::ready(120, 40);
    world.go_to(42);
    let news = comment(
        50,
        42,
        omar(),
        0,
        "<p>@Dana can you look at <code>pg-eu-2</code>? See <a href=\"https://wiki.example/runbooks/pool\">the runbook</a>.</p><ul><li><p>first</p></li><li><p>second</p></li></ul>",
    );
    world.send(antops::app::Msg::Live(vec![antops::domain::live::LiveEvent::Row(
        antops::domain::request::Row::Comment(Box::new(news)),
    )]));
    assert_snapshot!("timeline_new", screen(&world.model));
}

#[test]
fn the_longest_text_is_taken_and_drawn_without_a_freeze() {
    for piece in ["word ", "x", "a line of a log with a number 12345\n", "x\n", "**[`@ #"] {
        let mut world = World::ready(120, 40);
        world.go_to(42);
        world.press("c");
        let started = std::time::Instant::now();
        world.send(antops::app::Msg::Paste(piece.repeat(199_000 / piece.len())));
        world.press("x left");
        assert!(screen(&world.model).contains('▏'));
        // Without optimization, beside other tests: what is felt when it is released is a hundredth of it.
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{piece:?}: {:?}", started.elapsed());
    }
}
