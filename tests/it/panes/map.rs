//! The map: near and far, folded and open, with trouble on it, and where there is nothing to draw.

use super::canvas::{screen, screen_with, styles};
use crate::support::estate::{large, of_graph, shop};
use crate::support::world::{Rows, World, boot, incident, me, omar};
use antops::app::panes::map::Zoom;
use antops::app::settings::Glyphs;
use antops::domain::change::Change;
use antops::domain::graph::Manner;
use antops::domain::incident::Incident;
use antops::domain::infrastructure::Infrastructure;
use antops::domain::infrastructure::drawing::{Sketch, draw};
use antops::domain::infrastructure::health::Healths;
use antops::domain::infrastructure::picture::Picture;
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{ChangeId, ChangeStatus, Priority};
use antops::ui::map_text;
use antops::ui::theme::{Depth, Theme};
use insta::assert_snapshot;
use std::collections::BTreeSet;
use uuid::Uuid;

fn about(names: &[&str], priority: Priority, row: Incident) -> Incident {
    let services = names.iter().map(|name| ServiceId(Safe::line(&format!("node-{name}")))).collect();
    Incident { services, priority, ..row }
}

fn running(name: &str) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(12)),
        number: Some("ACM-CHG-0012".into()),
        title: "Roll back edge config".into(),
        description: Safe::default(),
        status: ChangeStatus::InProgress,
        priority: Priority::Medium,
        requested_by: omar(),
        assigned_to: Some(omar()),
        scheduled_for: None,
        estimated_end: None,
        completed_at: None,
        rollback_plan: Safe::default(),
        test_plan: Safe::default(),
        tags: vec![],
        services: vec![ServiceId(Safe::line(&format!("node-{name}")))],
        problem: None,
        incident: None,
        created_at: crate::support::world::ago(90),
        updated_at: crate::support::world::ago(20),
    }
}

/// A shop in which the checkout is down, the replica lags and something is being changed.
fn burning() -> Rows {
    let mut rows = Rows { infrastructure: shop(), ..Rows::default() };
    rows.incidents = vec![
        about(&["checkout"], Priority::Critical, incident(42, "Checkout answers 500 at the EU edge")),
        about(&["pg-orders-replica-frankfurt-03"], Priority::High, incident(40, "Replica lag above 40 s")),
        about(&["web-shop"], Priority::Low, incident(31, "A picture is missing")),
    ];
    rows.changes = vec![running("edge-eu")];
    rows
}

fn at(width: u16, height: u16, rows: Rows) -> World {
    let mut world = World::with(boot(width, height), rows);
    world.press("4");
    world
}

#[test]
fn the_map_opens_on_what_is_worst_at_every_size() {
    for (width, height) in [(40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)] {
        assert_snapshot!(format!("map_{width}x{height}"), screen(&at(width, height, burning()).model));
    }
}

#[test]
fn the_map_is_looked_at_from_near_and_far() {
    let mut world = at(120, 40, burning());
    world.press("+ +");
    assert_snapshot!("map_boxes_120x40", screen(&world.model));
    world.press("-");
    assert_snapshot!("map_chips_120x40", screen(&world.model));
    world.press("-");
    assert_snapshot!("map_dots_120x40", screen(&world.model));
    let mut world = at(80, 24, burning());
    world.press("+ + m");
    assert_snapshot!("map_overview_80x24", screen(&world.model));
}

#[test]
fn zones_are_folded_into_boxes_with_counts_and_the_worst_of_what_is_in_them() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut world = at(width, height, burning());
        world.press("z z");
        assert_snapshot!(format!("map_folded_{width}x{height}"), screen(&world.model));
    }
}

#[test]
fn lines_are_previewed_and_the_blast_radius_sets_off_what_it_reaches() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut world = at(width, height, burning());
        world.press("> >");
        assert_snapshot!(format!("map_preview_{width}x{height}"), screen(&world.model));
        world.press("esc b");
        assert_snapshot!(format!("map_blast_{width}x{height}"), screen(&world.model));
        world.press("esc s");
        assert_snapshot!(format!("map_legend_{width}x{height}"), screen(&world.model));
    }
    let mut world = at(80, 24, burning());
    world.press("b");
    assert_snapshot!("map_blast_styles_no_color", styles(&world.model, true));
}

#[test]
fn the_map_is_drawn_as_its_author_drew_it() {
    let mut world = at(120, 40, burning());
    world.press("o f");
    assert_snapshot!("map_drawn_120x40", screen(&world.model));
}

#[test]
fn the_map_says_the_same_in_ascii() {
    let mut setup = boot(120, 40);
    setup.settings.glyphs = Glyphs::Ascii;
    let mut world = World::with(setup, burning());
    for (keys, name) in [("4", "map_ascii"), ("b", "map_ascii_blast"), ("esc s - -", "map_ascii_legend")] {
        world.press(keys);
        let text = screen_with(&world.model, Glyphs::Ascii);
        assert!(text.is_ascii(), "nothing of ours is outside ASCII: {text}");
        assert_snapshot!(format!("{name}_120x40"), text);
    }
}

#[test]
fn an_empty_map_is_explained() {
    let nothing = Rows { infrastructure: Infrastructure::default(), ..Rows::default() };
    let text = screen(&at(80, 24, nothing.clone()).model);
    assert!(text.contains("There is no environment yet.") && text.contains("n makes one"), "{text}");
    let mut hidden = nothing;
    hidden.me = antops::domain::member::Me { membership: None, ..me() };
    let text = screen(&at(80, 24, hidden).model);
    assert!(text.contains("You have no membership row") && text.contains("This is not an empty map."), "{text}");
    let mut empty = Rows { infrastructure: shop(), ..Rows::default() };
    empty.infrastructure.nodes.retain(|node| node.label.as_str() != "stg-shop");
    let mut world = at(80, 24, empty);
    world.press("]");
    let text = screen(&world.model);
    assert!(text.contains("Nothing is in Staging yet.") && text.contains("n adds a component"), "{text}");
}

#[test]
fn wide_and_foreign_names_keep_their_boxes() {
    let mut rows = burning();
    for (node, name) in
        rows.infrastructure.nodes.iter_mut().zip(["データベース-東京-01", "تأخر النسخ", "e\u{301}dge 磁盘空间不足"])
    {
        node.label = Safe::line(name);
    }
    let mut world = at(120, 40, rows);
    world.press("+ +");
    assert_snapshot!("map_wide_text_120x40", screen(&world.model));
}

/// A drawing as text, with these glyphs.
fn text(rows: &Infrastructure, zoom: Zoom, manner: Manner, glyphs: Glyphs) -> Vec<String> {
    let picture = Picture::of(rows, rows.environments[0].id, &BTreeSet::new());
    let drawing = draw(&Sketch { generation: 0, picture, manner, before: None }, &|| true).unwrap();
    map_text(&drawing, zoom, &Healths::default(), &Theme::new(Depth::None, glyphs)).unwrap()
}

#[test]
fn every_name_of_every_known_graph_can_be_read_and_ascii_has_the_same_geometry() {
    for name in ["web10", "web20", "cyc40", "dag60", "web100"] {
        let rows = of_graph(name);
        for (zoom, manner) in [(Zoom::Box, Manner::Zones), (Zoom::Chip, Manner::Zones), (Zoom::Box, Manner::Drawn)] {
            let unicode = text(&rows, zoom, manner, Glyphs::Unicode);
            let ascii = text(&rows, zoom, manner, Glyphs::Ascii);
            let edge: &[char] = if zoom == Zoom::Box { &['│', '├', '┤'] } else { &['['] };
            for node in &rows.nodes {
                let is_whole = |line: &String| {
                    let at = line.find(node.label.as_str());
                    at.is_some_and(|at| line[..at].rfind(edge).is_some_and(|from| line[from..at].chars().count() <= 5))
                };
                assert!(unicode.iter().any(is_whole), "{name} {zoom:?} {manner:?}: {}", node.label);
            }
            assert_eq!(unicode.len(), ascii.len());
            for (one, other) in unicode.iter().zip(&ascii) {
                assert!(other.is_ascii(), "{name}: {other}");
                let filled = |line: &str| line.chars().map(|c| c != ' ').collect::<Vec<_>>();
                assert_eq!(filled(one), filled(other), "{name} {zoom:?} {manner:?}");
            }
        }
    }
}

#[test]
fn a_thousand_components_open_on_a_useful_picture_and_walking_waits_for_nothing() {
    let rows = Rows { infrastructure: large(1000), ..Rows::default() };
    let mut world = at(120, 40, rows);
    assert_snapshot!("map_thousand_120x40", screen(&world.model));
    let picture = |world: &World| world.model.map.look().unwrap().drawing.as_ref().unwrap().picture.clone();
    assert!(picture(&world).spots.len() <= 60, "{} boxes", picture(&world).spots.len());
    // All of it is asked for, and while that is laid out one walks on what is there.
    let asked = antops::app::update(&mut world.model, antops::app::Msg::Key(crate::support::world::key_event("Z")));
    assert!(asked.iter().any(|effect| matches!(effect, antops::app::Effect::LayOut(_))));
    let before = world.model.map.focus().cloned();
    for key in ["l", "j", "+", "-", "J", "0"] {
        let effects =
            antops::app::update(&mut world.model, antops::app::Msg::Key(crate::support::world::key_event(key)));
        assert!(effects.is_empty(), "{key}: {effects:?}");
    }
    assert_ne!(world.model.map.focus().cloned(), before);
    assert!(screen(&world.model).contains("laying out"));
    // Another picture is wanted meanwhile: the answer to the first is a stranger's.
    let again = antops::app::update(&mut world.model, antops::app::Msg::Key(crate::support::world::key_event("Z")));
    assert!(again.is_empty(), "it is drawn already: {again:?}");
    for effect in asked {
        if let antops::app::Effect::LayOut(sketch) = effect {
            let drawing =
                std::sync::Arc::new(draw(&Sketch { manner: Manner::Flat, ..*sketch.clone() }, &|| true).unwrap());
            world.send(antops::app::Msg::LaidOut { generation: sketch.generation, drawing });
        }
    }
    assert!(picture(&world).spots.len() <= 60, "what nobody waits for any more is left");
}

#[test]
fn what_depends_on_an_incidents_services_stands_in_its_detail_in_small() {
    let mut rows = burning();
    let last = rows.incidents.len() - 1;
    rows.incidents[last] = about(&["pg-orders"], Priority::Low, incident(31, "A query takes the plan from hell"));
    for (width, height) in [(80, 24), (120, 40)] {
        let mut world = World::with(boot(width, height), rows.clone());
        world.press("/");
        world.type_text("plan from hell");
        world.press("enter enter g");
        assert_snapshot!(format!("small_{width}x{height}"), screen(&world.model));
        if width == 80 {
            assert_snapshot!("small_styles_80x24", styles(&world.model, true));
        }
    }
    let mut setup = boot(80, 24);
    setup.settings.glyphs = Glyphs::Ascii;
    let mut world = World::with(setup, rows);
    world.press("/");
    world.type_text("plan from hell");
    world.press("enter enter g");
    let text = screen_with(&world.model, Glyphs::Ascii);
    assert!(text.is_ascii(), "nothing of ours is outside ASCII: {text}");
    assert_snapshot!("small_ascii_80x24", text);
}

#[test]
fn the_small_picture_of_a_large_map_counts_what_there_is_no_room_for() {
    let infrastructure = large(1_000);
    let busy = infrastructure
        .nodes
        .iter()
        .max_by_key(|node| infrastructure.edges.iter().filter(|edge| edge.target == node.id).count());
    let services = vec![busy.unwrap().id.clone()];
    let incidents = vec![Incident { services, ..incident(1, "Something") }, incident(2, "Something else")];
    let mut world = World::with(boot(120, 40), Rows { incidents, infrastructure, ..Rows::default() });
    assert!(!screen(&world.model).contains("farther away"), "the other record names nothing");
    world.press("j");
    assert_snapshot!("small_thousand_120x40", screen(&world.model));
}
