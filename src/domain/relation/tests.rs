use super::*;
use crate::domain::samples;
use jiff::SignedDuration;
use uuid::Uuid;

/// Rows on a shelf.
#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) incidents: Vec<Incident>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) changes: Vec<Change>,
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

fn at(n: u128) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::try_from(n).unwrap())
}

pub(crate) fn incident(n: u128, problem: Option<u128>) -> Incident {
    Incident {
        id: IncidentId(Uuid::from_u128(n)),
        number: Some(Safe::line(&format!("ACM-INC-{n:04}"))),
        title: Safe::line("Slow"),
        priority: Priority::Medium,
        problem: problem.map(|n| ProblemId(Uuid::from_u128(n))),
        created_at: at(n),
        updated_at: at(n),
        ..samples::incident(0)
    }
}

pub(crate) fn problem(n: u128) -> Problem {
    Problem {
        id: ProblemId(Uuid::from_u128(n)),
        number: Some(Safe::line(&format!("ACM-PRBM-{n:04}"))),
        title: Safe::line("Leak"),
        priority: Priority::High,
        status: ProblemStatus::KnownError,
        created_at: at(n),
        updated_at: at(n),
        ..samples::problem(0)
    }
}

pub(crate) fn change(n: u128, problem: Option<u128>, incident: Option<u128>) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(n)),
        number: Some(Safe::line(&format!("ACM-CHG-{n:04}"))),
        title: Safe::line("Mend"),
        status: ChangeStatus::Pending,
        priority: Priority::Medium,
        problem: problem.map(|n| ProblemId(Uuid::from_u128(n))),
        incident: incident.map(|n| IncidentId(Uuid::from_u128(n))),
        created_at: at(n),
        updated_at: at(n),
        ..samples::change(0)
    }
}

pub(crate) fn of_problem(n: u128) -> Record {
    Record::Problem(ProblemId(Uuid::from_u128(n)))
}

fn of_incident(n: u128) -> Record {
    Record::Incident(IncidentId(Uuid::from_u128(n)))
}

fn of_change(n: u128) -> Record {
    Record::Change(ChangeId(Uuid::from_u128(n)))
}

fn wide() -> Folding {
    Folding { most: 100, open: BTreeSet::new() }
}

/// A column as numbers; several that are over as how many they are.
fn column(found: &Relations, column: Column) -> Vec<String> {
    let name = |node: &Node| match node.state {
        State::Finished { count, is_open } => format!("{}{count}", if is_open { '-' } else { '+' }),
        _ => node.name.clone(),
    };
    found.nodes()[found.column(column)].iter().map(name).collect()
}

/// Who names whom.
fn edges(found: &Relations) -> Vec<String> {
    let name = |at: usize| match found.nodes()[at].key {
        Key::Finished(_) => "over".to_owned(),
        Key::Record(_) => found.nodes()[at].name.clone(),
    };
    found.edges().iter().map(|edge| format!("{} {:?} {}", name(edge.from), edge.tie, name(edge.to))).collect()
}

/// A problem with two incidents; a change for it, one for an incident of it, one for both it and a stranger, and things of no concern.
fn shelf() -> Shelf {
    Shelf {
        incidents: vec![
            incident(1, Some(7)),
            Incident { priority: Priority::Critical, ..incident(2, Some(7)) },
            incident(3, None),
            incident(4, Some(8)),
            incident(5, None),
        ],
        problems: vec![problem(7), problem(8), problem(9)],
        changes: vec![
            change(21, Some(7), None),
            change(22, None, Some(1)),
            change(23, Some(7), Some(4)),
            change(24, None, Some(5)),
            change(25, Some(9), Some(2)),
        ],
    }
}

#[test]
fn a_problem_is_seen_with_its_incidents_its_changes_and_what_those_lead_to() {
    let found = relations(of_problem(7), &shelf(), &wide());
    assert_eq!(
        column(&found, Column::Incidents),
        ["INC-0002", "INC-0001", "INC-0004"],
        "the worst first, strangers last"
    );
    assert_eq!(column(&found, Column::Problems), ["PRBM-0007", "PRBM-0009", "PRBM-0008"]);
    assert_eq!(
        column(&found, Column::Changes),
        ["CHG-0025", "CHG-0022", "CHG-0023", "CHG-0021"],
        "beside their incidents"
    );
    assert_eq!(
        edges(&found),
        [
            "INC-0002 BelongsTo PRBM-0007",
            "INC-0001 BelongsTo PRBM-0007",
            "INC-0004 BelongsTo PRBM-0008",
            "CHG-0025 IsFor INC-0002",
            "CHG-0025 Ends PRBM-0009",
            "CHG-0022 IsFor INC-0001",
            "CHG-0023 IsFor INC-0004",
            "CHG-0023 Ends PRBM-0007",
            "CHG-0021 Ends PRBM-0007",
        ]
    );
}

#[test]
fn begun_from_an_incident_or_a_change_it_is_the_same_picture_of_their_problem() {
    let of_the_problem = relations(of_problem(7), &shelf(), &wide());
    for root in [of_incident(1), of_change(21), of_change(22)] {
        assert_eq!(relations(root, &shelf(), &wide()), of_the_problem, "{root:?}");
    }
}

#[test]
fn what_belongs_to_no_problem_is_seen_with_its_changes() {
    for root in [of_incident(5), of_change(24)] {
        let found = relations(root, &shelf(), &wide());
        assert_eq!(edges(&found), ["CHG-0024 IsFor INC-0005"], "{root:?}");
        assert_eq!(found.nodes().len(), 2);
    }
    let alone = relations(of_incident(3), &shelf(), &wide());
    assert_eq!(
        (column(&alone, Column::Incidents).as_slice(), alone.edges()),
        (["INC-0003".to_owned()].as_slice(), [].as_slice())
    );
}

#[test]
fn a_problem_nobody_can_see_is_none_and_an_unknown_record_is_nothing() {
    let shelf = Shelf { incidents: vec![incident(1, Some(7)), incident(2, Some(7))], ..Shelf::default() };
    assert_eq!(column(&relations(of_incident(1), &shelf, &wide()), Column::Incidents), ["INC-0001"]);
    assert!(relations(of_problem(7), &shelf, &wide()).nodes().is_empty());
}

#[test]
fn many_that_are_over_become_one_node_until_they_are_asked_for() {
    let closed = |n| Incident { status: IncidentStatus::Closed, priority: Priority::Low, ..incident(n, Some(7)) };
    let shelf = Shelf {
        incidents: [incident(1, Some(7)), incident(2, Some(7))].into_iter().chain((3..=16).map(closed)).collect(),
        problems: vec![problem(7)],
        changes: vec![
            change(21, None, Some(1)),
            Change { status: ChangeStatus::Completed, ..change(22, None, Some(5)) },
            change(23, None, Some(6)),
        ],
    };
    let few = Folding { most: 5, open: BTreeSet::new() };
    let found = relations(of_problem(7), &shelf, &few);
    assert_eq!(column(&found, Column::Incidents), ["INC-0002", "INC-0001", "+14"]);
    assert_eq!(
        column(&found, Column::Changes),
        ["CHG-0021", "CHG-0023", "CHG-0022"],
        "one that is over is not worth folding"
    );
    assert_eq!(
        edges(&found),
        [
            "INC-0002 BelongsTo PRBM-0007",
            "INC-0001 BelongsTo PRBM-0007",
            "over BelongsTo PRBM-0007",
            "CHG-0021 IsFor INC-0001",
            "CHG-0023 IsFor over",
            "CHG-0022 IsFor over",
        ]
    );
    let open = Folding { most: 5, open: BTreeSet::from([Column::Incidents]) };
    let found = relations(of_problem(7), &shelf, &open);
    assert_eq!(found.column(Column::Incidents).len(), 17, "each, and the node that folds them again");
    assert_eq!(column(&found, Column::Incidents).last().unwrap(), "-14");
    let from_one_of_them = relations(of_incident(9), &shelf, &few);
    assert_eq!(
        column(&from_one_of_them, Column::Incidents),
        ["INC-0002", "INC-0001", "INC-0009", "+13"],
        "never the one it began with"
    );
}

#[test]
fn the_order_does_not_depend_on_that_of_the_rows() {
    let turned = |mut shelf: Shelf| {
        shelf.incidents.reverse();
        shelf.changes.reverse();
        shelf.problems.reverse();
        shelf
    };
    assert_eq!(relations(of_problem(7), &turned(shelf()), &wide()), relations(of_problem(7), &shelf(), &wide()));
}
