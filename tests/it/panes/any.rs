//! Any text at any size in any place: something is drawn, nothing panics, and no text leaves its own cells.

use super::canvas::{drawn, screen_with};
use crate::support::estate::shop;
use crate::support::world::{Rows, World, boot, comment, omar};
use antops::app::Msg;
use antops::app::settings::Glyphs;
use antops::domain::safe::Safe;
use antops::ui::theme::{Depth, Theme};
use proptest::prelude::*;
use ratatui::layout::Size;

/// What people press on the way to each place.
const PLACES: [&str; 36] = [
    "4",
    "4 + + > s",
    "4 - - b m",
    "4 z z o",
    "4 ? G",
    "4 / x",
    "4 n c a enter x",
    "4 e n x",
    "4 i",
    "4 enter",
    "2 l",
    "2 l / a",
    "2 l / e enter * tab",
    "1 l e",
    "n",
    "n tab c tab tab l tab enter",
    "n tab x enter y alt-enter",
    "g j j E up tab tab",
    "g j j p",
    "g j j t , x",
    "",
    "enter",
    "enter g",
    "c",
    "c @",
    ":",
    ": x y",
    "?",
    "? G",
    "s",
    "/ a",
    "/ x : y",
    "y",
    "T",
    "b l",
    "b tab",
];

#[test]
fn in_ascii_nothing_of_ours_is_outside_it_anywhere() {
    for keys in PLACES {
        for (width, height) in [(40, 12), (80, 24), (160, 50)] {
            let mut world = World::ready(width, height);
            world.press(keys);
            let text = screen_with(&world.model, Glyphs::Ascii);
            let foreign: Vec<&str> = text.lines().filter(|line| !line.is_ascii()).collect();
            assert!(foreign.is_empty(), "after `{keys}` at {width}x{height}: {foreign:#?}");
        }
    }
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        ".{0,60}",
        "[ -~]{0,300}",
        "(<p>|</p>|<ul><li>|<pre>|<a href=\"https://x.example\">|&lt;|\\*\\*|\u{1b}\\[31m|\u{202e}|磁|👩‍💻|e\u{301}|\n| ){0,40}",
        Just("x".repeat(5000)),
        Just("磁".repeat(500)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn draw_never_panics(
        width in 1_u16..=250,
        height in 1_u16..=80,
        title in hostile(),
        said in hostile(),
        place in 0..PLACES.len(),
        is_ascii in any::<bool>(),
        after in (1_u16..=250, 1_u16..=80),
    ) {
        let mut rows = Rows::default();
        for incident in &mut rows.incidents {
            incident.title = Safe::line(&title);
            incident.description = Safe::new(&said);
            incident.customer = Some(Safe::line(&said));
            incident.number = Some(Safe::line(&title));
        }
        rows.people[1].full_name = Some(Safe::line(&title));
        rows.infrastructure = shop();
        for node in &mut rows.infrastructure.nodes {
            node.label = Safe::line(&title);
            node.kind = Safe::line(&said);
        }
        rows.infrastructure.zones[0].name = Safe::line(&said);
        rows.comments.push(comment(77, 42, omar(), 1, &said));
        let mut world = World::with(boot(width, height), rows);
        world.press(PLACES[place]);
        let glyphs = if is_ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        let theme = Theme::new(Depth::Sixteen, glyphs);
        let (one, _) = drawn(&world.model, &theme);
        let (other, _) = drawn(&world.model, &theme);
        prop_assert_eq!(&one, &other, "the same model looks the same");
        for cell in one.content() {
            let is_harmless = !cell.symbol().chars().any(|c| c.is_control() || matches!(c as u32, 0x202a..=0x202e));
            prop_assert!(is_harmless, "{}", cell.symbol().escape_unicode());
        }
        world.send(Msg::Resize(Size { width: after.0, height: after.1 }));
        drawn(&world.model, &theme);
    }
}
