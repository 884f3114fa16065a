//! What is to be drawn: boxes of known size, zones in zones, and who points to whom.
//!
//! Owns the input of the layout and nothing of its result. It must not know where a topology comes from: rows of a database and a file look
//! the same here. Invariant: every index points into its list; [`Topology::check`] says so before anything is laid out.

/// A component: a box of known size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Columns of the box, its border included.
    pub width: i32,
    /// Rows of the box, its border included.
    pub height: i32,
    /// The zone that it stands in, as an index into [`Topology::zones`].
    pub zone: Option<usize>,
    /// How far from the users it stands by its kind: 0 is nearest. Decides which edge of a circle points up.
    pub depth: u8,
    /// Where the author put its upper left corner, in cells.
    pub drawn: (i32, i32),
}

/// A frame around components and further zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// Columns of its title.
    pub title: i32,
    /// The zone around it, as an index into [`Topology::zones`].
    pub parent: Option<usize>,
}

/// What an edge starts from or points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// A component, as an index into [`Topology::nodes`].
    Node(usize),
    /// A zone as a whole, as an index into [`Topology::zones`].
    Zone(usize),
}

/// A relationship with a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it starts.
    pub source: End,
    /// Where its arrowhead is.
    pub target: End,
}

/// A whole graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// The components.
    pub nodes: Vec<Node>,
    /// The zones.
    pub zones: Vec<Zone>,
    /// The relationships.
    pub edges: Vec<Edge>,
}

/// Why a topology cannot be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// This edge points to something that does not exist.
    Edge(usize),
    /// This node stands in a zone that does not exist.
    Node(usize),
    /// This zone stands in a zone that does not exist, or in itself by way of others.
    Zone(usize),
}

impl Topology {
    /// Whether everything that is named exists and zones end at the outermost.
    pub fn check(&self) -> Result<(), Flaw> {
        let zone_exists = |zone: Option<usize>| zone.is_none_or(|zone| zone < self.zones.len());
        if let Some(node) = self.nodes.iter().position(|node| !zone_exists(node.zone)) {
            return Err(Flaw::Node(node));
        }
        if let Some(zone) = self.zones.iter().position(|zone| !zone_exists(zone.parent)) {
            return Err(Flaw::Zone(zone));
        }
        for zone in 0..self.zones.len() {
            let mut around = self.zones[zone].parent;
            let mut steps = 0;
            while let Some(outer) = around {
                steps += 1;
                if outer == zone || steps > self.zones.len() {
                    return Err(Flaw::Zone(zone));
                }
                around = self.zones[outer].parent;
            }
        }
        let exists = |end: End| match end {
            End::Node(node) => node < self.nodes.len(),
            End::Zone(zone) => zone < self.zones.len(),
        };
        match self.edges.iter().position(|edge| !exists(edge.source) || !exists(edge.target)) {
            Some(edge) => Err(Flaw::Edge(edge)),
            None => Ok(()),
        }
    }

    /// The same components and relationships, without any zone. Edges of zones are left out, their places in the list stay.
    #[must_use]
    pub fn without_zones(&self) -> Self {
        let nodes = self.nodes.iter().map(|node| Node { zone: None, ..node.clone() }).collect();
        Self { nodes, zones: Vec::new(), edges: self.edges.clone() }
    }
}
