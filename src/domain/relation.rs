//! What hangs together: a problem, the incidents that belong to it, the changes for it or for them, and what those lead to.
//!
//! Begun from any of the three records, the picture is that of its problem, if it has one. Everything that is tied to something in the
//! picture by a row's own words is an [`Edge`]; nothing is guessed. The order is fixed: what burns first, and a change beside the incident
//! it is for, so that lines drawn between the columns do not cross for nothing. Knows no screen: where a node stands is not its business.

use super::change::Change;
use super::incident::Incident;
use super::problem::Problem;
use super::safe::Safe;
use super::value::{ChangeId, ChangeStatus, IncidentId, IncidentStatus, Priority, ProblemId, ProblemStatus, Record};
use jiff::Timestamp;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The rows to look in.
pub trait Records {
    /// All incidents known.
    fn incidents(&self) -> impl Iterator<Item = Cow<'_, Incident>>;
    /// All changes known.
    fn changes(&self) -> impl Iterator<Item = Cow<'_, Change>>;
    /// The incident of this id.
    fn incident(&self, id: IncidentId) -> Option<Cow<'_, Incident>>;
    /// The problem of this id.
    fn problem(&self, id: ProblemId) -> Option<Cow<'_, Problem>>;
    /// The change of this id.
    fn change(&self, id: ChangeId) -> Option<Cow<'_, Change>>;
}

/// Where a node belongs: the columns of the picture, from left to right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    /// What is broken.
    Incidents,
    /// Why.
    Problems,
    /// What will be altered.
    Changes,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 3] = [Self::Incidents, Self::Problems, Self::Changes];
}

/// What a node stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Key {
    /// One record.
    Record(Record),
    /// Those of a column that are over, as one.
    Finished(Column),
}

impl Key {
    /// The column it belongs to.
    #[must_use]
    pub const fn column(self) -> Column {
        match self {
            Self::Record(Record::Incident(_)) => Column::Incidents,
            Self::Record(Record::Problem(_)) => Column::Problems,
            Self::Record(Record::Change(_)) => Column::Changes,
            Self::Finished(column) => column,
        }
    }
}

/// How far a node's record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// An incident.
    Incident(IncidentStatus),
    /// A problem.
    Problem(ProblemStatus),
    /// A change.
    Change(ChangeStatus),
    /// Several that are over.
    Finished {
        /// How many.
        count: usize,
        /// Whether each of them has a node, too.
        is_open: bool,
    },
}

impl State {
    fn is_over(self) -> bool {
        use ChangeStatus::{Cancelled, Completed};
        matches!(self, Self::Incident(IncidentStatus::Closed) | Self::Change(Cancelled | Completed))
    }

    /// What is to be done comes before what waits to be closed, and that before what is over.
    fn rank(self) -> u8 {
        match self {
            Self::Incident(IncidentStatus::Resolved) => 1,
            _ => 2 * u8::from(self.is_over()),
        }
    }
}

/// One record of the picture, or several that are over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// What it stands for.
    pub key: Key,
    /// How far it is.
    pub state: State,
    /// Its number without the organization's prefix; empty for several.
    pub name: String,
    /// What it is called; empty for several.
    pub title: Safe,
    /// How urgent it is; of several, the most urgent.
    pub priority: Priority,
    /// When it was written; of several, the newest.
    pub since: Timestamp,
}

/// What a line says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tie {
    /// The incident belongs to the problem.
    BelongsTo,
    /// The change is for the problem, whatever came of it.
    Ends,
    /// The change is for the incident, whatever came of it.
    IsFor,
}

/// A line between two nodes, by their places in [`Relations::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edge {
    /// The node whose record says so.
    pub from: usize,
    /// The node it names.
    pub to: usize,
    /// What it says.
    pub tie: Tie,
}

/// What is shown of the records that are over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folding {
    /// How many nodes a column may have before those that are over become one.
    pub most: usize,
    /// The columns in which they are shown all the same.
    pub open: BTreeSet<Column>,
}

/// The picture.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Relations {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Relations {
    /// The nodes, column by column, each from the top.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The lines, sorted.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The places of a column's nodes.
    #[must_use]
    pub fn column(&self, column: Column) -> Range<usize> {
        let from = self.nodes.partition_point(|node| node.key.column() < column);
        from..self.nodes.partition_point(|node| node.key.column() <= column)
    }

    /// The place of what this stands for.
    #[must_use]
    pub fn place(&self, key: Key) -> Option<usize> {
        self.nodes.iter().position(|node| node.key == key)
    }

    /// The places of the nodes a node is tied to, and how: each as the edge says it.
    pub fn ties(&self, at: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.from == at || edge.to == at)
    }
}

/// What hangs together with a record. Empty where the record itself is not known.
#[must_use]
pub fn relations(root: Record, records: &impl Records, folding: &Folding) -> Relations {
    let problem = problem_of(root, records);
    let mut gathered = Gathered::default();
    gathered.gather(root, problem, records);
    gathered.drawn(root, problem, folding)
}

/// The problem a record belongs to, itself included.
fn problem_of(root: Record, records: &impl Records) -> Option<ProblemId> {
    let of_incident = |id| records.incident(id).and_then(|incident| incident.problem);
    let problem = match root {
        Record::Problem(id) => Some(id),
        Record::Incident(id) => of_incident(id),
        Record::Change(id) => {
            let change = records.change(id)?;
            change.problem.or_else(|| change.incident.and_then(of_incident))
        }
    };
    problem.filter(|id| records.problem(*id).is_some())
}

#[derive(Default)]
struct Gathered {
    nodes: BTreeMap<Record, Node>,
    ties: Vec<(Record, Record, Tie)>,
    /// Incidents that are only there because a change names them.
    further: BTreeSet<IncidentId>,
}

impl Gathered {
    fn gather(&mut self, root: Record, problem: Option<ProblemId>, records: &impl Records) {
        let root_change = match root {
            Record::Change(id) => records.change(id),
            _ => None,
        };
        let is_direct =
            |change: &Change| (problem.is_some() && change.problem == problem) || Record::Change(change.id) == root;
        let named: BTreeSet<IncidentId> =
            records.changes().filter(|change| is_direct(change)).filter_map(|change| change.incident).collect();
        let root_incident = match (root, &root_change) {
            (Record::Incident(id), _) => Some(id),
            (_, Some(change)) => change.incident,
            _ => None,
        };
        let mut own = BTreeSet::new();
        for incident in records.incidents() {
            let is_own = (problem.is_some() && incident.problem == problem) || root_incident == Some(incident.id);
            if is_own {
                own.insert(incident.id);
            } else if named.contains(&incident.id) {
                self.further.insert(incident.id);
            } else {
                continue;
            }
            self.take_incident(&incident);
        }
        for change in records.changes() {
            if is_direct(&change) || change.incident.is_some_and(|id| own.contains(&id)) {
                self.take_change(&change);
            }
        }
        let named = self.ties.iter().filter_map(|(_, to, _)| match to {
            Record::Problem(id) => Some(*id),
            _ => None,
        });
        for id in named.chain(problem).collect::<BTreeSet<_>>() {
            if let Some(problem) = records.problem(id) {
                self.take_problem(&problem);
            }
        }
    }

    fn take_incident(&mut self, row: &Incident) {
        let record = Record::Incident(row.id);
        self.ties.extend(row.problem.map(|id| (record, Record::Problem(id), Tie::BelongsTo)));
        let node = Node {
            key: Key::Record(record),
            state: State::Incident(row.status),
            name: row.short_name().into_owned(),
            title: row.title.clone(),
            priority: row.priority,
            since: row.created_at,
        };
        self.nodes.insert(record, node);
    }

    fn take_problem(&mut self, row: &Problem) {
        let record = Record::Problem(row.id);
        let node = Node {
            key: Key::Record(record),
            state: State::Problem(row.status),
            name: row.short_name(),
            title: row.title.clone(),
            priority: row.priority,
            since: row.created_at,
        };
        self.nodes.insert(record, node);
    }

    fn take_change(&mut self, row: &Change) {
        let record = Record::Change(row.id);
        self.ties.extend(row.problem.map(|id| (record, Record::Problem(id), Tie::Ends)));
        self.ties.extend(row.incident.map(|id| (record, Record::Incident(id), Tie::IsFor)));
        let node = Node {
            key: Key::Record(record),
            state: State::Change(row.status),
            name: row.short_name().into_owned(),
            title: row.title.clone(),
            priority: row.priority,
            since: row.created_at,
        };
        self.nodes.insert(record, node);
    }

    /// The records of a column, in their order: what is still to be done, the worst, the newest first.
    fn sorted(&self, column: Column) -> Vec<&Node> {
        let mut nodes: Vec<&Node> = self.nodes.values().filter(|node| node.key.column() == column).collect();
        nodes.sort_by_key(|node| {
            let is_further = matches!(node.key, Key::Record(Record::Incident(id)) if self.further.contains(&id));
            (is_further, node.state.rank(), Reverse(node.priority), Reverse(node.since), node.key)
        });
        nodes
    }

    fn drawn(&self, root: Record, heart: Option<ProblemId>, folding: &Folding) -> Relations {
        let mut out = Relations::default();
        let mut places: BTreeMap<Record, usize> = BTreeMap::new();
        for column in Column::ALL {
            let mut nodes = self.sorted(column);
            match column {
                // A change stands where the incident does that it is for.
                Column::Changes => nodes.sort_by_key(|node| {
                    let beside = self.ties.iter().find_map(|(from, to, tie)| {
                        let is_it = *tie == Tie::IsFor && Key::Record(*from) == node.key;
                        places.get(to).copied().filter(|_| is_it)
                    });
                    beside.unwrap_or(usize::MAX)
                }),
                Column::Problems => {
                    nodes.sort_by_key(|node| heart.is_none_or(|heart| node.key != Key::Record(Record::Problem(heart))));
                }
                Column::Incidents => {}
            }
            let may_fold = |node: &Node| node.state.is_over() && node.key != Key::Record(root);
            let over = nodes.iter().filter(|node| may_fold(node)).count();
            let is_open = folding.open.contains(&column);
            let has_fold = over > 1 && (nodes.len() > folding.most || is_open);
            let (mut folded, mut worst, mut newest) = (vec![], Priority::Low, Timestamp::MIN);
            for node in nodes {
                let Key::Record(record) = node.key else { continue };
                if has_fold && may_fold(node) {
                    (worst, newest) = (worst.max(node.priority), newest.max(node.since));
                    if !is_open {
                        folded.push(record);
                        continue;
                    }
                }
                places.insert(record, out.nodes.len());
                out.nodes.push(node.clone());
            }
            if has_fold {
                places.extend(folded.into_iter().map(|record| (record, out.nodes.len())));
                out.nodes.push(several(column, over, is_open, worst, newest));
            }
        }
        out.edges = self.edges(&places, &out.nodes);
        out
    }

    /// The lines between what is drawn. Of several that are over, only what holds for all such is drawn: their ties to a problem, and that
    /// they are for incidents which are over, too.
    fn edges(&self, places: &BTreeMap<Record, usize>, nodes: &[Node]) -> Vec<Edge> {
        let is_several = |at: usize| nodes.get(at).is_some_and(|node| matches!(node.key, Key::Finished(_)));
        let lines: BTreeSet<Edge> = self
            .ties
            .iter()
            .filter_map(|(from, to, tie)| Some(Edge { from: *places.get(from)?, to: *places.get(to)?, tie: *tie }))
            .filter(|edge| edge.tie != Tie::IsFor || !is_several(edge.from) || is_several(edge.to))
            .collect();
        lines.into_iter().collect()
    }
}

fn several(column: Column, count: usize, is_open: bool, priority: Priority, since: Timestamp) -> Node {
    Node {
        key: Key::Finished(column),
        state: State::Finished { count, is_open },
        name: String::new(),
        title: Safe::default(),
        priority,
        since,
    }
}

#[cfg(test)]
pub(crate) mod tests;
