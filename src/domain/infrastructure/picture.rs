//! What of an environment is on its map: components, folded zones as boxes, open zones as frames, and the lines between them.
//!
//! It decides what is shown and how broad its box is, never where ([`crate::domain::graph`] does). Relationships of what stands in a folded
//! zone are those of the zone; several between the same two become one line. Invariant: everything in a [`Picture`] is named once.

use super::{EdgeId, Infrastructure, kinds};
use crate::domain::graph::kind;
use crate::domain::graph::label::{LONGEST, ROWS, shorten};
use crate::domain::graph::topology::{Edge, End, Node, Topology, Zone};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use unicode_width::UnicodeWidthStr;

/// Pixels of the web app's canvas per cell.
const PIXELS: (i32, i32) = (8, 16);

/// Columns of a box beside its words: two borders, two blanks, the place of the health.
const AROUND_BOX: usize = 5;
/// Columns of a chip beside its words: two brackets, the place of the health.
const AROUND_CHIP: usize = 3;

/// A component, or a zone that is folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spot {
    /// Which.
    pub id: ServiceId,
    /// What it is called.
    pub label: Safe,
    /// What it is.
    pub kind: Safe,
    /// Of a folded zone: how many components are in it.
    pub folded: Option<usize>,
    /// The frame it stands in, as an index into [`Picture::frames`].
    pub frame: Option<usize>,
    /// Where the author put it, in pixels of the whole canvas.
    pub drawn: (i32, i32),
}

impl Spot {
    /// The words in its box, before and after its name: what it is, and how many are in it.
    #[must_use]
    pub fn tag(&self) -> (String, String) {
        match self.folded {
            Some(many) => (String::new(), format!(" {many}")),
            None => (kinds::letters(&self.kind), String::new()),
        }
    }

    /// Its name, as far as there is room for one.
    #[must_use]
    pub fn name(&self, mark: char) -> String {
        shorten(&self.label, LONGEST, mark)
    }

    /// Columns of all words in its box. The sign of a folded zone takes as many as the letters of a kind.
    fn width(&self) -> usize {
        3 + self.name('~').width() + self.tag().1.len()
    }
}

/// An open zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Which.
    pub id: ServiceId,
    /// What it is called.
    pub label: Safe,
    /// The frame around it, as an index into [`Picture::frames`].
    pub frame: Option<usize>,
}

/// A line: one relationship, or several between the same two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tie {
    /// Where it starts.
    pub source: End,
    /// Where its arrowhead is.
    pub target: End,
    /// Whether it is drawn dashed.
    pub is_loose: bool,
    /// Those it stands for, at least one.
    pub edges: Vec<EdgeId>,
}

/// What is on the map.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Picture {
    /// The boxes.
    pub spots: Vec<Spot>,
    /// The frames.
    pub frames: Vec<Frame>,
    /// The lines.
    pub ties: Vec<Tie>,
    /// Relationships that name what is not there.
    pub dangling: usize,
    ends: HashMap<ServiceId, End>,
}

/// How much of a box is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Three rows with a border.
    Box,
    /// One row.
    Chip,
}

impl Picture {
    /// The map of an environment with these zones folded.
    #[must_use]
    pub fn of(rows: &Infrastructure, environment: EnvironmentId, folded: &BTreeSet<ServiceId>) -> Self {
        let corners = corners(rows);
        let is_here = |home: Option<EnvironmentId>| home == Some(environment);
        // What stands for a component or a zone: the outermost folded zone around it, or itself.
        let stands = |id: &ServiceId| {
            let around = rows.around(id);
            around
                .iter()
                .rev()
                .find(|zone| folded.contains(&zone.id))
                .map_or_else(|| id.clone(), |zone| zone.id.clone())
        };
        let mut picture = Self::default();
        picture.frame(rows, environment, folded, &stands);
        let corner = |id: &ServiceId, at: (i32, i32)| {
            let (x, y) = rows.around(id).first().and_then(|zone| corners.get(&zone.id)).copied().unwrap_or_default();
            (x.saturating_add(at.0), y.saturating_add(at.1))
        };
        let mut many: BTreeMap<ServiceId, usize> = BTreeMap::new();
        for node in rows.nodes.iter().filter(|row| is_here(row.environment)) {
            let stand = stands(&node.id);
            if stand != node.id {
                *many.entry(stand).or_default() += 1;
                continue;
            }
            let spot = Spot {
                id: node.id.clone(),
                label: node.label.clone(),
                kind: node.kind.clone(),
                folded: None,
                frame: picture.frame_of(rows, &node.id),
                drawn: corner(&node.id, node.at),
            };
            picture.put(spot);
        }
        for zone in rows.zones.iter().filter(|row| is_here(row.environment) && folded.contains(&row.id)) {
            if stands(&zone.id) == zone.id {
                let spot = Spot {
                    id: zone.id.clone(),
                    label: zone.name.clone(),
                    kind: zone.kind.clone(),
                    folded: Some(many.get(&zone.id).copied().unwrap_or_default()),
                    frame: picture.frame_of(rows, &zone.id),
                    drawn: corner(&zone.id, zone.at),
                };
                picture.put(spot);
            }
        }
        picture.tie(rows, environment, &stands);
        picture
    }

    /// The boxes that are wanted and the lines between them, without frames.
    #[must_use]
    pub(super) fn only(self, is_wanted: impl Fn(&ServiceId) -> bool) -> Self {
        let mut picture = Self::default();
        let mut places: HashMap<End, End> = HashMap::new();
        for (at, spot) in self.spots.into_iter().enumerate().filter(|(_, spot)| is_wanted(&spot.id)) {
            places.insert(End::Node(at), End::Node(picture.spots.len()));
            picture.put(Spot { frame: None, ..spot });
        }
        let tie = |tie: Tie| Some(Tie { source: *places.get(&tie.source)?, target: *places.get(&tie.target)?, ..tie });
        picture.ties = self.ties.into_iter().filter_map(tie).collect();
        picture
    }

    /// Finds the zones that are open, and which stands in which.
    fn frame(
        &mut self,
        rows: &Infrastructure,
        environment: EnvironmentId,
        folded: &BTreeSet<ServiceId>,
        stands: &dyn Fn(&ServiceId) -> ServiceId,
    ) {
        for zone in rows.zones.iter().filter(|row| row.environment == Some(environment)) {
            if stands(&zone.id) == zone.id && !folded.contains(&zone.id) {
                self.ends.insert(zone.id.clone(), End::Zone(self.frames.len()));
                self.frames.push(Frame { id: zone.id.clone(), label: zone.name.clone(), frame: None });
            }
        }
        for at in 0..self.frames.len() {
            self.frames[at].frame = self.frame_of(rows, &self.frames[at].id).filter(|around| *around != at);
        }
        // The database lets zones stand in each other in a circle: one of them stands in none.
        for at in 0..self.frames.len() {
            let mut outer = self.frames[at].frame;
            let is_circle = (0..self.frames.len()).any(|_| {
                let is_here = outer == Some(at);
                outer = outer.and_then(|outer| self.frames[outer].frame);
                is_here
            });
            if is_circle {
                self.frames[at].frame = None;
            }
        }
    }

    /// The open zone that something stands in.
    fn frame_of(&self, rows: &Infrastructure, id: &ServiceId) -> Option<usize> {
        match self.ends.get(&rows.around(id).first()?.id) {
            Some(End::Zone(frame)) => Some(*frame),
            _ => None,
        }
    }

    fn put(&mut self, spot: Spot) {
        self.ends.insert(spot.id.clone(), End::Node(self.spots.len()));
        self.spots.push(spot);
    }

    fn tie(&mut self, rows: &Infrastructure, environment: EnvironmentId, stands: &dyn Fn(&ServiceId) -> ServiceId) {
        let mut places: HashMap<(End, End, bool), usize> = HashMap::new();
        for edge in rows.edges.iter().filter(|row| row.environment == Some(environment)) {
            let end = |id: &ServiceId| self.ends.get(&stands(id)).copied();
            let (Some(source), Some(target)) = (end(&edge.source), end(&edge.target)) else {
                self.dangling += 1;
                continue;
            };
            if source == target && edge.source != edge.target {
                continue; // within a folded zone
            }
            let key = (source, target, kinds::is_loose(&edge.relationship));
            let at = *places.entry(key).or_insert_with(|| {
                self.ties.push(Tie { source, target, is_loose: key.2, edges: vec![] });
                self.ties.len() - 1
            });
            self.ties[at].edges.push(edge.id.clone());
        }
    }

    /// Where something is on the map, if it is there itself.
    #[must_use]
    pub fn end(&self, id: &ServiceId) -> Option<End> {
        self.ends.get(id).copied()
    }

    /// The box of something, if it has one.
    #[must_use]
    pub fn spot(&self, id: &ServiceId) -> Option<usize> {
        match self.end(id)? {
            End::Node(at) => Some(at),
            End::Zone(_) => None,
        }
    }

    /// What an end is.
    #[must_use]
    pub fn id(&self, end: End) -> Option<&ServiceId> {
        match end {
            End::Node(at) => self.spots.get(at).map(|spot| &spot.id),
            End::Zone(at) => self.frames.get(at).map(|frame| &frame.id),
        }
    }

    /// The same for the layout.
    #[must_use]
    pub fn topology(&self, level: Level) -> Topology {
        let cells = |width: usize| i32::try_from(width).unwrap_or(i32::MAX);
        let node = |spot: &Spot| {
            let words = spot.width();
            let (around, height) = match level {
                Level::Box => (AROUND_BOX, ROWS),
                Level::Chip => (AROUND_CHIP, 1),
            };
            Node {
                width: cells(words + around),
                height,
                zone: spot.frame,
                depth: kind::depth(&spot.kind),
                drawn: (spot.drawn.0.div_euclid(PIXELS.0), spot.drawn.1.div_euclid(PIXELS.1)),
            }
        };
        let title = |frame: &Frame| cells(shorten(&frame.label, LONGEST, '~').width() + 2);
        Topology {
            nodes: self.spots.iter().map(node).collect(),
            zones: self.frames.iter().map(|frame| Zone { title: title(frame), parent: frame.frame }).collect(),
            edges: self.ties.iter().map(|tie| Edge { source: tie.source, target: tie.target }).collect(),
        }
    }
}

/// The corner of each zone on the whole canvas: each is placed from the corner of the zone around it.
fn corners(rows: &Infrastructure) -> HashMap<ServiceId, (i32, i32)> {
    let corner = |zone: &super::Zone| {
        rows.around(&zone.id)
            .iter()
            .fold(zone.at, |(x, y), outer| (x.saturating_add(outer.at.0), y.saturating_add(outer.at.1)))
    };
    rows.zones.iter().map(|zone| (zone.id.clone(), corner(zone))).collect()
}

/// The zones to fold so that a map has at most so many boxes: the innermost first, a whole depth at a time.
#[must_use]
pub fn folded_to(rows: &Infrastructure, environment: EnvironmentId, most: usize) -> BTreeSet<ServiceId> {
    let depth = |zone: &super::Zone| rows.around(&zone.id).len();
    let zones: Vec<(usize, &ServiceId)> = rows
        .zones
        .iter()
        .filter(|row| row.environment == Some(environment))
        .map(|zone| (depth(zone), &zone.id))
        .collect();
    let mut folded = BTreeSet::new();
    for level in (0..=zones.iter().map(|(depth, _)| *depth).max().unwrap_or(0)).rev() {
        if Picture::of(rows, environment, &folded).spots.len() <= most {
            break;
        }
        folded.extend(zones.iter().filter(|(depth, _)| *depth == level).map(|(_, id)| (*id).clone()));
    }
    folded
}
