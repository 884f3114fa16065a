//! The relationship map: few and many, linked in every way, on a desk and in a window.

use super::canvas::screen_with;
use crate::support::world::{World, ana, dana, incident, omar, organization, problem_id};
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
        created_at: crate::support::world::ago(4000),
        updated_at: crate::support::world::ago(4000),
        resolved_at: None,
    }
}

fn change(n: u128, title: &str, status: ChangeStatus, of: (Option<u128>, Option<u128>)) -> Change {
    let _ = organization();
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
        incident: of.1.map(crate::support::world::incident_id),
        created_at: crate::support::world::ago(i64::try_from(n).unwrap() * 17),
        updated_at: crate::support::world::ago(i64::try_from(n).unwrap() * 17),
    }
}

/// A problem with so many incidents, a third of them over.
fn shelf(many: u128) -> Shelf {
    let incidents = (1..=many).map(|n| Incident {
        problem: Some(problem_id(7)),
        priority: [Priority::Critical, Priority::Medium, Priority::High, Priority::Low][usize::try_from(n % 4).unwrap()],
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
    let room = page(&world.model.plan().unwrap()).map.as_size();
    let mut map = RelationMap::new(root);
    let folding = Folding { most: usize::from(room.height / 3).max(4), open: map.open.clone() };
    map.take(relations(root, shelf, &folding), room);
    walk(&mut map);
    map.take(relations(root, shelf, &folding), room);
    world.model.layers.push(Layer::Relations(Box::new(map)));
    screen_with(&world.model, glyphs)
}

fn heart() -> Record {
    Record::Problem(problem_id(7))
}

#[test]
fn scratch() {
    let mut s: Vec<(Shelf, &str)> = vec![];
    for many in [0, 1, 3, 12, 60] {
        s.push((shelf(many), "none"));
        let mut with = shelf(many);
        with.changes = vec![
            change(1, "Roll back edge config", ChangeStatus::Approved, (Some(7), None)),
            change(2, "Raise the pool's limit", ChangeStatus::Pending, (None, Some(1))),
            change(3, "Upgrade pgbouncer", ChangeStatus::Draft, (Some(7), Some(3))),
        ];
        s.push((with, "three"));
        let mut with = shelf(many);
        with.changes = (1..=9).map(|n| change(n, "Mend the pool", ChangeStatus::ALL[usize::try_from(n % 7).unwrap()], ((n % 3 == 0).then_some(7), (n%4 != 0).then_some(n)))).collect();
        s.push((with, "nine"));
    }
    let mut strangers = shelf(4);
    strangers.problems.push(problem(8, "Another one"));
    strangers.incidents.push(Incident { problem: Some(problem_id(8)), ..incident(40, "A stranger") });
    strangers.changes = vec![change(1, "For both", ChangeStatus::InProgress, (Some(7), Some(40))), change(2, "For one and another", ChangeStatus::Failed, (Some(8), Some(2)))];
    s.push((strangers, "strangers"));
    for size in [(80, 24), (120, 40)] {
        for (shelf, what) in &s {
            println!("=== {} incidents, {what} {size:?}", shelf.incidents.len());
            println!("{}", at(size, shelf, heart(), Glyphs::Unicode, |_| {}));
            if shelf.incidents.len() >= 3 {
                println!("{}", at(size, shelf, heart(), Glyphs::Ascii, |map| map.selected = Key::Record(Record::Incident(crate::support::world::incident_id(3)))));
            }
        }
    }
    let _ = |x: &str| assert_snapshot!(x);
}
