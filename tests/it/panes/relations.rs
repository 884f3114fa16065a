//! The relationship map: few and many, linked in every way, on a desk and in a window.

use super::canvas::screen_with;
use crate::support::world::{World, ago, ana, dana, incident, incident_id, omar, problem_id};
use antops::app::layers::Layer;
use antops::app::layers::relation::{RelationMap, page};
use antops::app::settings::Glyphs;
use antops::domain::change::Change;
use antops::domain::incident::Incident;
use antops::domain::problem::Problem;
use antops::domain::relation::{Folding, Key, Records, relations};
use antops::domain::safe::Safe;
use antops::domain::value::{
    ChangeId, ChangeStatus, IncidentId, IncidentStatus, Priority, ProblemId, ProblemStatus, Record,
};
use insta::assert_snapshot;
use std::borrow::Cow;
use uuid::Uuid;

#[derive(Default)]
struct Shelf {
    incidents: Vec<Incident>,
    problems: Vec<Problem>,
    changes: Vec<Change>,
}

impl Records for Shelf {
    fn incidents(&self) -> impl Iterator<Item = Cow<'_, Incident>> {
        self.incidents.iter().map(Cow::Borrowed)
    }
    fn changes(&self) -> impl Iterator<Item = Cow<'_, Change>> {
        self.changes.iter().map(Cow::Borrowed)
    }
    fn incident(&self, id: IncidentId) -> Option<Cow<'_, Incident>> {
        self.incidents.iter().find(|row| row.id == id).map(Cow::Borrowed)
    }
    fn problem(&self, id: ProblemId) -> Option<Cow<'_, Problem>> {
        self.problems.iter().find(|row| row.id == id).map(Cow::Borrowed)
    }
    fn change(&self, id: ChangeId) -> Option<Cow<'_, Change>> {
        self.changes.iter().find(|row| row.id == id).map(Cow::Borrowed)
    }
}

const TITLES: [&str; 8] = [
    "Checkout answers 500 at the EU edge",
    "Replica lag above 40 s on pg-eu-2",
    "Login mails delayed",
    "Pool exhausted on lb-eu-1 after the deploy of the edge config, again",
    "503s at edge-eu",
    "磁盘空间不足 on the log host",
    "Slow checkout",
    "Stale TLS certificate on status page",
];

fn problem(n: u128, title: &str) -> Problem {
    Problem {
        id: problem_id(n),
        number: Some(Safe::line(&format!("ACM-PRBM-{n:04}"))),
        title: Safe::line(title),
        description: Safe::default(),
        priority: Priority::High,
        status: ProblemStatus::KnownError,
        assigned_to: Some(omar()),
        created_by: ana(),
        root_cause: None,
        workaround: None,
        solution: None,
        tags: vec![],
        services: vec![],
        criticality: None,
        urgency: None,
        auto_priority: true,
        created_at: ago(4000),
        updated_at: ago(4000),
        resolved_at: None,
    }
}

fn change(n: u128, title: &str, status: ChangeStatus, of: (Option<u128>, Option<u128>)) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(0xc4a0_0000 + n)),
        number: Some(Safe::line(&format!("ACM-CHG-{n:04}"))),
        title: Safe::line(title),
        description: Safe::default(),
        status,
        priority: Priority::Medium,
        requested_by: dana(),
        assigned_to: None,
        scheduled_for: None,
        estimated_end: None,
        completed_at: None,
        rollback_plan: Safe::default(),
        test_plan: Safe::default(),
        tags: vec![],
        services: vec![],
        problem: of.0.map(problem_id),
        incident: of.1.map(incident_id),
        created_at: ago(i64::try_from(n).unwrap() * 17),
        updated_at: ago(i64::try_from(n).unwrap() * 17),
    }
}

/// A problem with so many incidents, a third of them over.
fn shelf(many: u128) -> Shelf {
    let incidents = (1..=many).map(|n| Incident {
        problem: Some(problem_id(7)),
        priority: [Priority::Critical, Priority::Medium, Priority::High, Priority::Low]
            [usize::try_from(n % 4).unwrap()],
        status: [IncidentStatus::Investigating, IncidentStatus::Open, IncidentStatus::Closed]
            [usize::try_from(n % 3).unwrap()],
        ..incident(n, TITLES[usize::try_from(n % 8).unwrap()])
    });
    Shelf {
        incidents: incidents.collect(),
        problems: vec![problem(7, "Connection pool leak at the edge")],
        changes: vec![],
    }
}

fn at(size: (u16, u16), shelf: &Shelf, root: Record, glyphs: Glyphs, walk: impl Fn(&mut RelationMap)) -> String {
    let mut world = World::ready(size.0, size.1);
    let size = page(&world.model.plan().unwrap()).room();
    let mut map = RelationMap::new(root);
    let folding = Folding { most: usize::from(size.height / 3).max(4), open: map.open.clone() };
    map.take(relations(root, shelf, &folding), size);
    walk(&mut map);
    map.take(relations(root, shelf, &folding), size);
    world.model.layers.push(Layer::Relations(Box::new(map)));
    screen_with(&world.model, glyphs)
}

fn heart() -> Record {
    Record::Problem(problem_id(7))
}

fn of(n: u128) -> Key {
    Key::Record(Record::Incident(incident_id(n)))
}

/// Three incidents, a change for the problem, one for an incident, one for both.
fn small() -> Shelf {
    let mut shelf = shelf(3);
    shelf.changes = vec![
        change(1, "Roll back edge config", ChangeStatus::Approved, (Some(7), None)),
        change(2, "Raise the pool's limit", ChangeStatus::Pending, (None, Some(1))),
        change(3, "Upgrade pgbouncer", ChangeStatus::Draft, (Some(7), Some(3))),
    ];
    shelf
}

/// Many incidents, and changes for some of them.
fn large(many: u128) -> Shelf {
    let mut shelf = shelf(many);
    let status = |n: u128| ChangeStatus::ALL[usize::try_from(n % 7).unwrap()];
    let links = |n: u128| (n.is_multiple_of(3).then_some(7), (!n.is_multiple_of(4)).then_some(n));
    shelf.changes = (1..=9).map(|n| change(n, "Mend the pool", status(n), links(n))).collect();
    shelf
}

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

#[test]
fn a_problem_stands_between_its_incidents_and_the_changes_for_it_and_for_them() {
    for size @ (width, height) in SIZES {
        assert_snapshot!(format!("relations_{width}x{height}"), at(size, &small(), heart(), Glyphs::Unicode, |_| {}));
    }
}

#[test]
fn a_screen_too_narrow_for_three_columns_pans_to_the_selected_one() {
    let picture = |key| at((40, 12), &small(), heart(), Glyphs::Unicode, |map| map.selected = key);
    assert_snapshot!("relations_40x12", picture(Key::Record(heart())));
    assert_snapshot!("relations_left_40x12", picture(of(3)));
}

#[test]
fn the_lines_of_the_selected_incident_stand_out() {
    let picture = |glyphs| at(SIZES[0], &small(), heart(), glyphs, |map| map.selected = of(3));
    assert_snapshot!("relations_selected_80x24", picture(Glyphs::Unicode));
    assert_snapshot!("relations_ascii_80x24", picture(Glyphs::Ascii));
    let picture = |glyphs| at(SIZES[1], &small(), heart(), glyphs, |map| map.selected = of(3));
    assert_snapshot!("relations_selected_120x40", picture(Glyphs::Unicode));
    assert_snapshot!("relations_ascii_120x40", picture(Glyphs::Ascii));
}

#[test]
fn a_dozen_are_a_line_each_where_there_is_no_room_for_more() {
    for size @ (width, height) in SIZES {
        assert_snapshot!(
            format!("relations_dozen_{width}x{height}"),
            at(size, &large(12), heart(), Glyphs::Unicode, |_| {})
        );
    }
}

#[test]
fn sixty_scroll_beside_their_problem_and_one_key_goes_to_the_last() {
    for size @ (width, height) in SIZES {
        let picture = at(size, &large(60), heart(), Glyphs::Unicode, |map| {
            map.selected = of(3);
        });
        assert_snapshot!(format!("relations_many_{width}x{height}"), picture);
    }
}

#[test]
fn what_a_change_leads_to_is_there_with_the_problem_it_belongs_to() {
    let mut strangers = shelf(4);
    strangers.problems.push(problem(8, "Certificates nobody renews"));
    strangers
        .incidents
        .push(Incident { problem: Some(problem_id(8)), ..incident(40, "Stale certificate on the status page") });
    strangers.changes = vec![
        change(1, "Restart the edge", ChangeStatus::InProgress, (Some(7), Some(40))),
        change(2, "Move the pool", ChangeStatus::Failed, (Some(8), Some(2))),
    ];
    for size @ (width, height) in SIZES {
        assert_snapshot!(
            format!("relations_further_{width}x{height}"),
            at(size, &strangers, heart(), Glyphs::Unicode, |_| {})
        );
    }
}

#[test]
fn what_hangs_together_with_nothing_says_so() {
    let alone = at(SIZES[0], &shelf(0), heart(), Glyphs::Unicode, |_| {});
    assert_snapshot!("relations_alone_80x24", alone);
    assert!(alone.contains("Nothing hangs together with it yet."));
    let gone = at(SIZES[0], &shelf(0), Record::Problem(problem_id(9)), Glyphs::Unicode, |_| {});
    assert!(gone.contains("Nothing is known of it"), "{gone}");
}

#[test]
fn one_walks_from_an_incident_to_its_problem_and_back_and_opens_another() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("m");
    let selected = |world: &World| world.model.relation_map().unwrap().selected;
    assert_eq!(selected(&world), of(42));
    world.press("l");
    assert_eq!(selected(&world), Key::Record(heart()));
    world.press("l");
    assert_eq!(selected(&world), Key::Record(heart()), "there are no changes");
    world.press("left");
    assert_eq!(selected(&world), of(42));
    world.press("k g G j");
    assert_eq!(selected(&world), of(42), "it is the only one");
    world.press("esc");
    assert!(world.model.layers.is_empty());
}

#[test]
fn an_incident_that_is_linked_meanwhile_appears_and_one_that_is_not_is_alone() {
    let mut world = World::ready(80, 24);
    world.go_to(40);
    world.press("m");
    let nodes = |world: &World| world.model.relation_map().unwrap().relations.nodes().len();
    assert_eq!(nodes(&world), 1);
    assert!(screen_with(&world.model, Glyphs::Unicode).contains("Nothing hangs together with it yet."));
    let row = incident(40, "Linked meanwhile");
    world.rows.incidents.retain(|row| row.id != incident_id(40));
    world.rows.incidents.push(Incident { problem: Some(problem_id(7)), ..row });
    world.press("esc r m");
    assert_eq!(nodes(&world), 3, "itself, its problem and the other incident of it");
    world.press("l h k");
    world.press("enter");
    assert_eq!(world.model.incidents.list.selected(), Some(incident_id(42)));
    assert!(world.model.layers.is_empty());
}

#[test]
fn those_that_are_over_are_one_node_until_enter_shows_them_and_enter_folds_them_again() {
    let over = |n| Incident { status: IncidentStatus::Closed, problem: Some(problem_id(7)), ..incident(n, "Over") };
    let mut world = World::ready(80, 24);
    world.rows.incidents.extend((1..=20).map(over));
    world.press("r");
    world.go_to(42);
    world.press("m G");
    let nodes = |world: &World| world.model.relation_map().unwrap().relations.nodes().len();
    let folded = screen_with(&world.model, Glyphs::Unicode);
    assert!(folded.contains("+ 20 closed") && folded.contains("enter shows them"), "{folded}");
    assert_eq!(nodes(&world), 3, "the problem, the incident, and all that are over as one");
    world.press("enter");
    assert_eq!(nodes(&world), 23);
    let shown = screen_with(&world.model, Glyphs::Unicode);
    assert!(shown.contains("− 20 closed") && shown.contains("enter folds them"), "{shown}");
    world.press("enter");
    assert_eq!(nodes(&world), 3);
}

#[test]
fn a_map_of_rows_that_are_not_all_here_says_so() {
    let mut world = World::ready(80, 24);
    world.go_to(42);
    world.press("m");
    let note = "without older closed incidents";
    assert!(!screen_with(&world.model, Glyphs::Unicode).contains(note));
    world.model.rows.incidents_total = Some(10_000);
    assert!(screen_with(&world.model, Glyphs::Unicode).contains(note));
}
