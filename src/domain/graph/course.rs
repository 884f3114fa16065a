//! The way of each edge through the zones, from its upper end down to its lower end.
//!
//! Owns which way round an edge is laid (circles are broken zone by zone) and through which borders it passes. It must not know layers or
//! cells. Invariant: the hops of a course are connected, begin at the upper end and end at the lower; each lies within one scope.

use super::cycles;
use super::pins::Pins;
use super::topology::{Edge, End, Topology};

/// What stands directly in a scope: components first, then zones, in one row of numbers.
pub(super) type Item = usize;

/// The whole drawing (0), or the inside of zone `scope - 1`.
pub(super) type Scope = usize;

/// A part of a course within one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hop {
    /// Where it happens.
    pub(super) scope: Scope,
    /// Where it begins; nowhere means at the upper border.
    pub(super) from: Option<Item>,
    /// Where it ends; nowhere means at the lower border.
    pub(super) to: Option<Item>,
}

/// How one edge runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    /// Whether its lower end is its source.
    pub(super) turned: bool,
    /// From its upper to its lower end; empty for an edge from something to itself.
    pub(super) hops: Vec<Hop>,
    /// Edges of the same net may share cells.
    pub(super) net: usize,
}

/// Scopes and who stands in them.
pub(super) struct Scopes<'a> {
    topology: &'a Topology,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(topology: &'a Topology) -> Self {
        Self { topology }
    }

    pub(super) fn count(&self) -> usize {
        self.topology.zones.len() + 1
    }

    pub(super) fn items(&self) -> usize {
        self.topology.nodes.len() + self.topology.zones.len()
    }

    pub(super) fn end(&self, item: Item) -> End {
        self.inside(item).map_or(End::Node(item), |inside| End::Zone(inside - 1))
    }

    pub(super) fn item(&self, end: End) -> Item {
        match end {
            End::Node(node) => node,
            End::Zone(zone) => self.topology.nodes.len() + zone,
        }
    }

    /// The scope that an item opens, if it is a zone.
    pub(super) fn inside(&self, item: Item) -> Option<Scope> {
        item.checked_sub(self.topology.nodes.len()).map(|zone| zone + 1)
    }

    /// The scope that an item stands in.
    pub(super) fn home(&self, item: Item) -> Scope {
        let around = match self.inside(item) {
            Some(inside) => self.topology.zones[inside - 1].parent,
            None => self.topology.nodes[item].zone,
        };
        around.map_or(0, |zone| zone + 1)
    }

    /// The item that a scope is; the whole drawing is none.
    pub(super) fn around(&self, scope: Scope) -> Option<Item> {
        scope.checked_sub(1).map(|zone| self.topology.nodes.len() + zone)
    }

    /// From an item outwards: each scope, and what stands in it.
    fn way_out(&self, item: Item) -> Vec<(Scope, Item)> {
        let mut way = vec![(self.home(item), item)];
        let mut scope = self.home(item);
        while let Some(around) = self.around(scope) {
            scope = self.home(around);
            way.push((scope, around));
        }
        way
    }

    /// How far from the users an item stands; for a zone, what stands nearest in it.
    fn depths(&self) -> Vec<u8> {
        let mut depths = vec![u8::MAX; self.items()];
        for (node, found) in self.topology.nodes.iter().enumerate() {
            for (_, item) in self.way_out(node) {
                depths[item] = depths[item].min(found.depth);
            }
        }
        depths
    }
}

/// The innermost scope in which both ends are apart, and what stands there; an end that is the scope itself is nowhere.
fn meeting(scopes: &Scopes<'_>, source: Item, target: Item) -> (Scope, Option<Item>, Option<Item>) {
    let (from, to) = (scopes.way_out(source), scopes.way_out(target));
    let mut shared = 0;
    while shared < from.len().min(to.len()) && from[from.len() - 1 - shared] == to[to.len() - 1 - shared] {
        shared += 1;
    }
    let pick = |way: &[(Scope, Item)]| way.len().checked_sub(shared + 1).map(|at| way[at]);
    match (pick(&from), pick(&to)) {
        (Some((scope, a)), Some((_, b))) => (scope, Some(a), Some(b)),
        (Some((scope, a)), None) => (scope, Some(a), None),
        (None, Some((scope, b))) => (scope, None, Some(b)),
        (None, None) => (0, None, None),
    }
}

/// Where an edge's ends part, if they do: the scope, and what stands there.
type Meeting = (Scope, Option<Item>, Option<Item>);

/// Where the ends of every edge part. A drawing without zones has no ends of edges there.
pub(super) fn meetings(topology: &Topology, scopes: &Scopes<'_>) -> Vec<Meeting> {
    let known = |end: End| matches!(end, End::Node(_)) || !topology.zones.is_empty();
    let meet = |edge: &Edge| {
        let drawn = known(edge.source) && known(edge.target);
        if drawn { meeting(scopes, scopes.item(edge.source), scopes.item(edge.target)) } else { (0, None, None) }
    };
    topology.edges.iter().map(meet).collect()
}

/// Edges between two items of one scope: the scope and both.
pub(super) fn between_items(meetings: &[Meeting]) -> Vec<(Scope, Item, Item)> {
    meetings.iter().filter_map(|&(scope, a, b)| Some((scope, a?, b?))).collect()
}

/// The courses of all edges. Where layers are given, they say which way round; otherwise circles are broken.
pub(super) fn chart(topology: &Topology, scopes: &Scopes<'_>, meetings: &[Meeting], pins: &Pins) -> Vec<Course> {
    let mut courses = vec![Course::default(); topology.edges.len()];
    let mut free: Vec<Vec<(Item, Item, usize)>> = vec![Vec::new(); scopes.count()];
    for (at, &(scope, a, b)) in meetings.iter().enumerate() {
        let (Some(a), Some(b)) = (a, b) else { continue };
        match (pins.layers.get(a).copied().flatten(), pins.layers.get(b).copied().flatten()) {
            (Some(above), Some(below)) => courses[at].turned = above > below,
            _ => free[scope].push((a, b, at)),
        }
    }
    let depths = scopes.depths();
    for edges in free.iter().filter(|edges| !edges.is_empty()) {
        for (&(_, _, at), turned) in edges.iter().zip(turned(edges, &depths)) {
            courses[at].turned = turned;
        }
    }
    for ((course, edge), &(scope, a, b)) in courses.iter_mut().zip(&topology.edges).zip(meetings) {
        if a.is_none() && b.is_none() {
            continue;
        }
        let (source, target) = (scopes.item(edge.source), scopes.item(edge.target));
        let (upper, lower) = if course.turned { (target, source) } else { (source, target) };
        let (from, to) = if course.turned { (b, a) } else { (a, b) };
        course.net = upper * 2 + usize::from(course.turned);
        course.hops = hops(scopes, upper, lower, Hop { scope, from, to });
    }
    courses
}

/// Which edges of one scope to turn so that no circle is left.
fn turned(edges: &[(Item, Item, usize)], depths: &[u8]) -> Vec<bool> {
    let mut seeds: Vec<Item> = edges.iter().flat_map(|&(a, b, _)| [a, b]).collect();
    seeds.sort_unstable();
    seeds.dedup();
    let number = |item: Item| seeds.binary_search(&item).unwrap_or(0);
    let pairs: Vec<(usize, usize)> = edges.iter().map(|&(a, b, _)| (number(a), number(b))).collect();
    let mut order: Vec<usize> = (0..seeds.len()).collect();
    let plain = cycles::feedback(seeds.len(), &pairs, &order);
    order.sort_by_key(|&at| (depths[seeds[at]], at));
    let by_kind = cycles::feedback(seeds.len(), &pairs, &order);
    // Fewer arrows that point up are easier to read; where it makes no difference, they point away from the users' end.
    let count = |turned: &[bool]| turned.iter().filter(|&&turned| turned).count();
    if count(&plain) < count(&by_kind) { plain } else { by_kind }
}

/// Out of the zones of the upper end, across where both meet, into the zones of the lower end.
fn hops(scopes: &Scopes<'_>, upper: Item, lower: Item, across: Hop) -> Vec<Hop> {
    let leave = scopes.way_out(upper);
    let enter = scopes.way_out(lower);
    let mut hops = Vec::new();
    if across.from.is_some() {
        let out = leave.iter().take_while(|&&(scope, _)| scope != across.scope);
        hops.extend(out.map(|&(scope, item)| Hop { scope, from: Some(item), to: None }));
    }
    hops.push(across);
    if across.to.is_some() {
        let into: Vec<_> = enter.iter().take_while(|&&(scope, _)| scope != across.scope).collect();
        hops.extend(into.into_iter().rev().map(|&(scope, item)| Hop { scope, from: None, to: Some(item) }));
    }
    hops
}
