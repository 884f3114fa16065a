//! The layered graph of the whole drawing: frames in frames, each with its layers, ports on its borders and bends where edges pass layers.
//!
//! Owns vertices, segments and who stands in which layer. It must not know cells. Invariants: every segment joins neighbouring layers; what
//! leaves a zone does so by a port in the zone's last layer, what enters it by one in its first, so that a zone is a box to what is around it;
//! within one net and layer there is one bend.

use super::course::{Course, Hop, Item, Scope, Scopes};
use super::pins::Pins;
use super::simplex::{self, Pull};
use super::{Check, Stopped};
use std::collections::{BTreeMap, HashMap};

/// What a vertex is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A component.
    Node(usize),
    /// A zone, with all that is in it.
    Inner(usize),
    /// Where an edge passes a layer.
    Bend,
    /// Where an edge passes the border of its frame.
    Port,
}

/// A place in a layer.
#[derive(Clone, Debug)]
pub(super) struct Vertex {
    pub(super) kind: Kind,
    /// The net of a bend or a port.
    pub(super) net: usize,
    /// The frame in whose layers it stands.
    pub(super) frame: usize,
    pub(super) layer: usize,
    /// Segments that come from above.
    pub(super) ups: Vec<usize>,
    /// Segments that go down.
    pub(super) downs: Vec<usize>,
    /// Segments that come from the same layer, and so from below.
    pub(super) returns: Vec<usize>,
}

/// A piece of edges between two neighbouring layers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) net: usize,
    /// Edges that run through it.
    pub(super) edges: i32,
}

/// A layered part of the drawing.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The zone that it is the inside of, border and all.
    pub(super) zone: Option<usize>,
    /// The zone in which it is, if any.
    pub(super) scope: Option<usize>,
    /// Its vertex in the frame around it, if it stands in a layer there.
    pub(super) item: Option<usize>,
    /// The upper ports, the layers, the lower ports.
    pub(super) rows: Vec<Vec<usize>>,
    /// Parts of the same scope that nothing connects to it.
    pub(super) aside: Vec<usize>,
}

/// The whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Nest {
    /// Inner frames come after those around them; the first is the whole drawing.
    pub(super) frames: Vec<Frame>,
    pub(super) vertices: Vec<Vertex>,
    pub(super) segments: Vec<Segment>,
    /// The segments of each edge from its upper end to its lower, and whether it is turned.
    pub(super) paths: Vec<(Vec<usize>, bool)>,
}

impl Nest {
    /// Whether a segment stays in its layer: it leaves both ends downwards.
    pub(super) fn returns(&self, segment: &Segment) -> bool {
        let (upper, lower) = (&self.vertices[segment.upper], &self.vertices[segment.lower]);
        (upper.frame, upper.layer) == (lower.frame, lower.layer)
    }
}

/// Builds the layers of all frames.
pub(super) fn build(scopes: &Scopes<'_>, courses: &[Course], pins: &Pins, check: &Check<'_>) -> Result<Nest, Stopped> {
    let mut builder = Builder::new(scopes);
    builder.found_frames(courses, pins.drawn);
    builder.layer_frames(courses, pins, check)?;
    for course in courses {
        let path = builder.lay(course);
        builder.nest.paths.push((path, course.turned));
    }
    Ok(builder.nest)
}

struct Builder<'a> {
    scopes: &'a Scopes<'a>,
    nest: Nest,
    /// The frame that takes the ports of a scope.
    main: Vec<usize>,
    /// Each item's frame.
    frame_of: Vec<usize>,
    /// Each item's vertex.
    vertex_of: Vec<usize>,
    /// Ports by frame, net and whether they are the lower ones.
    ports: HashMap<(usize, usize, bool), usize>,
    /// Bends by frame, net and layer.
    bends: HashMap<(usize, usize, usize), usize>,
    /// Segments by net, upper and lower vertex.
    segments: HashMap<(usize, usize, usize), usize>,
}

impl<'a> Builder<'a> {
    fn new(scopes: &'a Scopes<'a>) -> Self {
        Self {
            scopes,
            nest: Nest::default(),
            main: vec![0; scopes.count()],
            frame_of: vec![0; scopes.items()],
            vertex_of: vec![usize::MAX; scopes.items()],
            ports: HashMap::new(),
            bends: HashMap::new(),
            segments: HashMap::new(),
        }
    }

    /// One frame per scope for what the outside is connected to, and one beside it for each part that stands alone.
    fn found_frames(&mut self, courses: &[Course], whole: bool) {
        let groups = groups(self.scopes, courses);
        let mut members: Vec<BTreeMap<usize, Vec<Item>>> = vec![BTreeMap::new(); self.scopes.count()];
        for item in 0..self.scopes.items() {
            members[self.scopes.home(item)].entry(groups[item]).or_default().push(item);
        }
        // Outer scopes first: a zone may come before the zone around it.
        let mut open: Vec<Scope> = vec![0];
        while let Some(scope) = open.pop() {
            let outside = groups[self.scopes.items() + scope];
            let zone = scope.checked_sub(1);
            let main = self.nest.frames.len();
            self.main[scope] = main;
            self.nest.frames.push(Frame { zone, scope: zone, ..Frame::default() });
            let alone = whole || members[scope].len() == 1;
            for (&group, items) in &members[scope] {
                let mut frame = main;
                if group != outside && !alone {
                    frame = self.nest.frames.len();
                    self.nest.frames.push(Frame { scope: zone, ..Frame::default() });
                    self.nest.frames[main].aside.push(frame);
                }
                for &item in items {
                    self.frame_of[item] = frame;
                    open.extend(self.scopes.inside(item));
                }
            }
        }
    }

    /// Layers of all frames, and a vertex for every item.
    fn layer_frames(&mut self, courses: &[Course], pins: &Pins, check: &Check<'_>) -> Result<(), Stopped> {
        let mut items: Vec<Vec<Item>> = vec![Vec::new(); self.nest.frames.len()];
        for item in 0..self.scopes.items() {
            items[self.frame_of[item]].push(item);
        }
        let mut hops: Vec<Vec<Hop>> = vec![Vec::new(); self.nest.frames.len()];
        for hop in courses.iter().flat_map(|course| &course.hops) {
            let frame = hop.from.or(hop.to).map_or(self.main[hop.scope], |item| self.frame_of[item]);
            hops[frame].push(*hop);
        }
        for frame in 0..self.nest.frames.len() {
            check.point()?;
            let pinned: Option<Vec<usize>> =
                items[frame].iter().map(|&item| pins.layers.get(item).copied().flatten()).collect();
            let (layers, last) = match pinned.filter(|layers| !layers.is_empty()) {
                Some(layers) => {
                    let last = layers.iter().max().map_or(1, |layer| layer + 1);
                    (layers, last)
                }
                None => layers(&items[frame], &hops[frame], check)?,
            };
            self.nest.frames[frame].rows = vec![Vec::new(); last + 1];
            for (&item, layer) in items[frame].iter().zip(layers) {
                let inside = self.scopes.inside(item).map(|scope| self.main[scope]);
                let vertex = self.add(inside.map_or(Kind::Node(item), Kind::Inner), usize::MAX, frame, layer);
                self.vertex_of[item] = vertex;
                if let Some(inner) = inside {
                    self.nest.frames[inner].item = Some(vertex);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, kind: Kind, net: usize, frame: usize, layer: usize) -> usize {
        let vertex = self.nest.vertices.len();
        self.nest.vertices.push(Vertex {
            kind,
            net,
            frame,
            layer,
            ups: Vec::new(),
            downs: Vec::new(),
            returns: Vec::new(),
        });
        self.nest.frames[frame].rows[layer].push(vertex);
        vertex
    }

    fn port(&mut self, scope: Scope, net: usize, lower: bool) -> usize {
        let frame = self.main[scope];
        if let Some(&port) = self.ports.get(&(frame, net, lower)) {
            return port;
        }
        let layer = if lower { self.nest.frames[frame].rows.len() - 1 } else { 0 };
        let port = self.add(Kind::Port, net, frame, layer);
        self.ports.insert((frame, net, lower), port);
        port
    }

    /// What an item is to the layers around it, seen from below or from above: itself, or a port in its border.
    fn door(&mut self, item: Item, net: usize, lower: bool) -> usize {
        match self.scopes.inside(item) {
            Some(scope) => self.port(scope, net, lower),
            None => self.vertex_of[item],
        }
    }

    /// The segments of one edge, shared with others of its net as far as they run together.
    fn lay(&mut self, course: &Course) -> Vec<usize> {
        let net = course.net;
        let mut path = Vec::new();
        for hop in &course.hops {
            let (from, above) = match hop.from {
                Some(item) => (self.door(item, net, true), self.nest.vertices[self.vertex_of[item]].layer),
                None => (self.port(hop.scope, net, false), 0),
            };
            let frame = hop.from.or(hop.to).map_or(self.main[hop.scope], |item| self.frame_of[item]);
            let (to, below) = match hop.to {
                Some(item) => (self.door(item, net, false), self.nest.vertices[self.vertex_of[item]].layer),
                None => (self.port(hop.scope, net, true), self.nest.frames[frame].rows.len() - 1),
            };
            let mut upper = from;
            for layer in above + 1..below {
                let bend = match self.bends.get(&(frame, net, layer)) {
                    Some(&bend) => bend,
                    None => self.add(Kind::Bend, net, frame, layer),
                };
                self.bends.insert((frame, net, layer), bend);
                path.push(self.join(upper, bend, net));
                upper = bend;
            }
            path.push(self.join(upper, to, net));
        }
        path
    }

    fn join(&mut self, upper: usize, lower: usize, net: usize) -> usize {
        let count = self.nest.segments.len();
        let segment = *self.segments.entry((net, upper, lower)).or_insert(count);
        if segment == count {
            self.nest.segments.push(Segment { upper, lower, net, edges: 0 });
            self.nest.vertices[upper].downs.push(segment);
            let returns = self.nest.returns(&self.nest.segments[segment]);
            let ends = &mut self.nest.vertices[lower];
            if returns { ends.returns.push(segment) } else { ends.ups.push(segment) }
        }
        self.nest.segments[segment].edges += 1;
        segment
    }
}

/// The least of the numbers that `at` is joined with.
fn root(joined: &mut [usize], mut at: usize) -> usize {
    while joined[at] != at {
        joined[at] = joined[joined[at]];
        at = joined[at];
    }
    at
}

/// The connected parts of each scope: a number per item, then per scope the number of what the outside is connected to.
fn groups(scopes: &Scopes<'_>, courses: &[Course]) -> Vec<usize> {
    let mut joined: Vec<usize> = (0..scopes.items() + scopes.count()).collect();
    for hop in courses.iter().flat_map(|course| &course.hops) {
        let outside = scopes.items() + hop.scope;
        let a = root(&mut joined, hop.from.unwrap_or(outside));
        let b = root(&mut joined, hop.to.unwrap_or(outside));
        joined[a.max(b)] = a.min(b);
    }
    (0..joined.len()).map(|at| root(&mut joined, at)).collect()
}

/// The layer of each item and the number of the last, in which the lower ports stand. The upper ports stand in layer 0.
fn layers(items: &[Item], hops: &[Hop], check: &Check<'_>) -> Result<(Vec<usize>, usize), Stopped> {
    let (top, bottom) = (items.len(), items.len() + 1);
    let number = |item: Item| items.binary_search(&item).unwrap_or(top);
    let mut weights: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    let mut entered = vec![false; items.len()];
    let mut left = vec![false; items.len()];
    for hop in hops {
        let from = hop.from.map_or(top, number);
        let to = hop.to.map_or(bottom, number);
        if let Some(entered) = entered.get_mut(to) {
            *entered = true;
        }
        if let Some(left) = left.get_mut(from) {
            *left = true;
        }
        *weights.entry((from, to)).or_insert(0) += 1;
    }
    for item in 0..items.len() {
        if !entered[item] {
            weights.entry((top, item)).or_insert(0);
        }
        if !left[item] {
            weights.entry((item, bottom)).or_insert(0);
        }
    }
    weights.entry((top, bottom)).or_insert(0);
    let pulls: Vec<Pull> = weights.into_iter().map(|((from, to), weight)| Pull { from, to, weight }).collect();
    let layers = simplex::layers(items.len() + 2, &pulls, check)?;
    let shift = layers[top];
    let mut used: Vec<i32> = layers.iter().take(items.len()).map(|layer| layer - shift).collect();
    // What nothing holds to the upper border may hang low: empty layers cost rows and say nothing.
    let mut stand: Vec<i32> = used.clone();
    stand.sort_unstable();
    stand.dedup();
    for layer in &mut used {
        *layer = stand.binary_search(layer).map_or(1, |at| super::number::cells(at) + 1);
    }
    Ok((used.into_iter().map(super::number::count).collect(), stand.len() + 1))
}
