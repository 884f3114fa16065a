//! From a topology to a drawing of characters: where every box, zone and line goes, in cells.
//!
//! Owns the geometry of the infrastructure map and nothing of how it looks. Start with [`lay_out`], which reads like the way itself: `course`
//! turns edges around until none runs in a circle, `nest` layers every zone (`simplex`) and cuts edges at layers and borders, `order` finds
//! who stands left of whom, `place` gives cells to all of it, `assemble` puts the frames into each other. `pins` holds fast what the author
//! or an earlier layout has decided. Invariants: boxes never overlap, an edge meets no box but its ends, two edges without a common end share
//! a cell only where one passes straight over the other, and the same topology gives the same layout, on every machine.

mod assemble;
mod course;
mod cycles;
pub mod kind;
pub mod label;
mod memory;
mod nest;
mod number;
mod order;
mod pins;
mod place;
mod simplex;
mod title;
pub mod topology;

use course::Scopes;
use memory::Memory;
use pins::Pins;
use topology::{Flaw, Topology};

/// Column and row of a cell.
pub type Point = (i32, i32);

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Its leftmost column.
    pub x: i32,
    /// Its uppermost row.
    pub y: i32,
    /// Columns.
    pub width: i32,
    /// Rows.
    pub height: i32,
}

impl Area {
    /// Whether both share a cell.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// The smallest area around both.
    fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }
}

/// What decides where things go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// The edges, zone by zone.
    #[default]
    Zones,
    /// The edges alone; zones are not drawn.
    Flat,
    /// Its author: rows and columns as he put them, moved apart where boxes would overlap. Zones are drawn around what is in them.
    Drawn,
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The box of each node.
    pub nodes: Vec<Area>,
    /// The frame of each zone; none in a flat drawing.
    pub zones: Vec<Area>,
    /// Where the title of each zone begins on its upper border; nowhere, if lines leave no room for it. That happens only as drawn by the
    /// author.
    pub titles: Vec<Option<Point>>,
    /// Zones around which no frame can be drawn that holds nothing else. That happens only as drawn by the author.
    pub torn: Vec<usize>,
    /// The corners of each edge from its source to its target; none for an edge from something to itself, nor for an edge of a zone that is
    /// not laid out itself.
    pub routes: Vec<Vec<Point>>,
    /// Columns and rows of all.
    pub size: (i32, i32),
    memory: Memory,
}

/// Why there is no layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was called off.
    Stopped,
    /// The topology names what does not exist.
    Flawed(Flaw),
}

impl From<Stopped> for Refusal {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// What an earlier layout has in common with the one to be made.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The earlier layout, made in the same manner.
    pub layout: &'a Layout,
    /// Of each node: which it was then.
    pub nodes: &'a [Option<usize>],
    /// Of each zone: which it was then.
    pub zones: &'a [Option<usize>],
}

/// Lays out `topology` anew. `wanted` is asked now and then; as soon as it says no, the layout is given up.
pub fn lay_out(topology: &Topology, manner: Manner, wanted: &dyn Fn() -> bool) -> Result<Layout, Refusal> {
    topology.check().map_err(Refusal::Flawed)?;
    draw(topology, manner, Memory::default(), wanted)
}

/// Lays out what has become of an earlier layout after a small change: what was there stays in its layer and its order, and in its column if
/// there is room.
pub fn lay_out_again(
    topology: &Topology,
    manner: Manner,
    before: Before<'_>,
    wanted: &dyn Fn() -> bool,
) -> Result<Layout, Refusal> {
    topology.check().map_err(Refusal::Flawed)?;
    draw(topology, manner, before.layout.memory.renumber(before.nodes, before.zones), wanted)
}

fn draw(topology: &Topology, manner: Manner, memory: Memory, wanted: &dyn Fn() -> bool) -> Result<Layout, Refusal> {
    let check = Check::new(wanted);
    let flat = (manner != Manner::Zones).then(|| topology.without_zones());
    let laid = flat.as_ref().unwrap_or(topology);
    let scopes = Scopes::new(laid);
    let meetings = course::meetings(laid, &scopes);
    let pins = match manner {
        Manner::Drawn => pins::as_drawn(laid),
        _ if memory.spots.is_empty() => Pins::default(),
        _ => pins::as_before(&scopes, &course::between_items(&meetings), memory),
    };
    let courses = course::chart(laid, &scopes, &meetings, &pins);
    let mut nest = nest::build(&scopes, &courses, &pins, &check)?;
    let held = pins.hold(laid, &nest);
    order::arrange(&mut nest, &held, &check)?;
    let places = place::place(&nest, laid, &held, &check)?;
    let mut layout = assemble::assemble(laid, &nest, &places);
    layout.memory = Memory::of(laid, &nest, &places);
    if manner == Manner::Drawn {
        assemble::frame_zones(topology, &mut layout);
        layout.titles = title::find(topology, &layout);
    }
    Ok(layout)
}

/// The layout was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stopped;

/// Asks now and then whether the layout is still wanted.
struct Check<'a>(&'a dyn Fn() -> bool);

impl<'a> Check<'a> {
    /// Goes on as long as `wanted` says so.
    fn new(wanted: &'a dyn Fn() -> bool) -> Self {
        Self(wanted)
    }

    /// A check that never stops anything.
    #[cfg(test)]
    fn never() -> Check<'static> {
        Check(&|| true)
    }

    fn point(&self) -> Result<(), Stopped> {
        if (self.0)() { Ok(()) } else { Err(Stopped) }
    }
}
