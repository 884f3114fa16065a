//! Where the nodes of the relationship map stand: three columns with channels for the lines between them. Update walks by it and drawing
//! draws by it, so the two cannot disagree.
//!
//! A column that is too long for the screen scrolls by itself; the others stay, so the problem is always in sight and its lines lead off
//! the edge to what is not. Rows and columns count from the corner of the map and may lie outside of it.

use crate::app::screen;
use crate::domain::relation::{Column, Edge, Node, Relations, State, Tie};
use ratatui::layout::Size;

/// From this width nodes are boxes.
const ROOMY: u16 = 100;

/// The width of a column in which nothing stands: its heading.
const NARROW: u16 = 14;

/// How much of a node is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// A box around number and title.
    Box,
    /// Number over title.
    Chip,
    /// One line.
    #[default]
    Row,
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Columns from the left of the map.
    pub x: i32,
    /// Rows from its top.
    pub y: i32,
    /// Columns it takes.
    pub width: u16,
    /// Rows it takes.
    pub height: u16,
    /// How much of it is drawn.
    pub look: Look,
    /// The row in which its lines between record and problem end.
    pub port: i32,
    /// The row in which those between incident and change end: another where it has both.
    pub other_port: i32,
}

impl Place {
    /// The row below.
    #[must_use]
    pub fn bottom(&self) -> i32 {
        self.y + i32::from(self.height)
    }

    /// The column to the right of it.
    #[must_use]
    pub fn right(&self) -> i32 {
        self.x + i32::from(self.width)
    }

    fn middle(&self) -> i32 {
        self.y + i32::from(self.height) / 2
    }
}

/// A column of the map.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lane {
    /// Columns from the left of the map.
    pub x: i32,
    /// Columns it takes.
    pub width: u16,
    /// Nodes above the upper edge.
    pub above: usize,
    /// Nodes below the lower edge.
    pub below: usize,
    /// Rows scrolled past.
    pub scroll: u16,
}

/// The lines that go up and down between two columns: the nearest to the nodes first, and the nearest to the problems first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Channel {
    /// One for each problem, in their order.
    pub trunks: Vec<i32>,
    /// For lines that pass the problems by.
    pub tracks: Vec<i32>,
}

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// One for each node.
    pub places: Vec<Place>,
    /// The columns, from left to right.
    pub lanes: [Lane; 3],
    /// Between incidents and problems.
    pub left: Channel,
    /// Between problems and changes.
    pub right: Channel,
}

impl Arrangement {
    /// The row in the middle of a node.
    #[must_use]
    pub fn middle(&self, at: usize) -> i32 {
        self.places.get(at).map_or(0, Place::middle)
    }
}

/// Whether lines of both kinds end at this node.
fn has_both(relations: &Relations, at: usize) -> bool {
    let is_for = |tie: Tie| tie == Tie::IsFor;
    relations.ties(at).any(|edge| is_for(edge.tie)) && relations.ties(at).any(|edge| !is_for(edge.tie))
}

/// How many lines pass the problems by: one for each incident that a change is for.
fn passing(relations: &Relations) -> usize {
    let mut incidents: Vec<usize> =
        relations.edges().iter().filter(|edge| edge.tie == Tie::IsFor).map(|edge| edge.to).collect();
    incidents.sort_unstable();
    incidents.dedup();
    incidents.len()
}

/// Where everything stands in so much room, with the columns scrolled so far. The node that is selected is in sight.
#[must_use]
pub fn arrange(relations: &Relations, room: Size, scroll: [u16; 3], selected: Option<usize>) -> Arrangement {
    let mut out = Arrangement { places: vec![Place::default(); relations.nodes().len()], ..Arrangement::default() };
    columns(&mut out, relations, room);
    // The problems first: the others stand beside them.
    for column in [Column::Problems, Column::Incidents, Column::Changes] {
        stack(&mut out, relations, column, room, scroll[column as usize], selected);
    }
    problem_ports(&mut out, relations);
    out
}

/// The width of the outer columns: the same, but for one in which nothing stands, which gives way to the other.
fn sides(relations: &Relations, rest: u16) -> (u16, u16) {
    let is_empty = |column: Column| relations.column(column).is_empty();
    let narrow = NARROW.min(rest / 2);
    let (incidents, changes) = match (is_empty(Column::Incidents), is_empty(Column::Changes)) {
        (false, true) => (rest - narrow, narrow),
        (true, false) => (narrow, rest - narrow),
        _ => (rest / 2, rest / 2),
    };
    (incidents.min(46), changes.min(46))
}

/// Divides the width.
fn columns(out: &mut Arrangement, relations: &Relations, room: Size) {
    let is_roomy = room.width >= ROOMY;
    let step = if is_roomy { 2 } else { 1 };
    let problems = relations.column(Column::Problems);
    let leads = |tie: Tie| problems.clone().filter(move |at| relations.ties(*at).any(|edge| edge.tie == tie)).count();
    let passing = u16::try_from(passing(relations)).unwrap_or(u16::MAX).min(room.width / 12);
    let width = |trunks: usize, tracks: u16| {
        let trunks = u16::try_from(trunks.max(1)).unwrap_or(1).min(room.width / 16);
        let least = 2 + trunks * step + tracks * step + 2;
        (least.max(if is_roomy { 8 } else { 6 }), trunks)
    };
    let left_tracks = passing.min(4);
    let (left, left_trunks) = width(leads(Tie::BelongsTo), left_tracks);
    let (right, right_trunks) = width(leads(Tie::Ends), passing);
    let rest = room.width.saturating_sub(left + right + 1);
    let middle = (rest * 26 / 100).clamp(17, 34);
    let (incidents, changes) = sides(relations, rest.saturating_sub(middle));
    let spare = rest.saturating_sub(middle + incidents + changes);
    let (more, margin) = ((spare / 4).min(8), spare.saturating_sub(2 * (spare / 4).min(8)) / 2);
    let (left, right) = (left + more, right + more);
    let mut x = i32::from(margin);
    for (lane, (width, after)) in out.lanes.iter_mut().zip([(incidents, left), (middle, right), (changes, 0)]) {
        (lane.x, lane.width) = (x, width);
        x += i32::from(width) + i32::from(after);
    }
    let step = i32::from(step);
    let count = |many: u16| 0..i32::from(many);
    let (from, to) = (out.lanes[0].x + i32::from(incidents), out.lanes[1].x);
    out.left.tracks = count(left_tracks).map(|at| to - 3 - at * step).collect();
    let nearest = (i32::midpoint(from, to) - 1).min(to - 3 - i32::from(left_tracks) * step);
    out.left.trunks = count(left_trunks).map(|at| (nearest - at * step).max(from + 1)).collect();
    let (from, to) = (out.lanes[1].x + i32::from(middle), out.lanes[2].x);
    out.right.tracks = count(passing).map(|at| from + 2 + at * step).collect();
    let nearest = i32::midpoint(from, to).max(from + 2 + i32::from(passing) * step);
    out.right.trunks = count(right_trunks).map(|at| (nearest + at * step).min(to - 2)).collect();
}

/// Rows between two nodes that look like this.
fn gap(look: Look) -> u16 {
    u16::from(look != Look::Row)
}

fn height(node: &Node, look: Look, width: u16, has_both: bool) -> u16 {
    match (look, node.state) {
        (Look::Box, State::Problem(_)) => 4 + screen::lines(&node.title, width.saturating_sub(4)).clamp(1, 3),
        (Look::Box, State::Finished { .. }) => 3 + u16::from(has_both),
        (Look::Box, _) => 4,
        (Look::Row, _) | (_, State::Finished { .. }) => 1 + u16::from(has_both),
        (Look::Chip, _) => 2,
    }
}

/// Puts the nodes of a column below each other, in the fullest look that fits.
fn stack(
    out: &mut Arrangement,
    relations: &Relations,
    column: Column,
    room: Size,
    scroll: u16,
    selected: Option<usize>,
) {
    let range = relations.column(column);
    let Some(lane) = out.lanes.get(column as usize).copied() else { return };
    let heights = |look: Look| -> Vec<u16> {
        let nodes = range.clone().zip(&relations.nodes()[range.clone()]);
        nodes.map(|(at, node)| height(node, look, lane.width, has_both(relations, at))).collect()
    };
    let whole = |look: Look| {
        let heights = heights(look);
        heights.iter().sum::<u16>() + gap(look) * u16::try_from(heights.len().saturating_sub(1)).unwrap_or(0)
    };
    let looks: &[Look] = match column {
        Column::Problems => &[Look::Box, Look::Chip],
        _ if room.width >= ROOMY => &[Look::Box, Look::Chip],
        _ => &[Look::Chip],
    };
    let fits = |look: &Look| whole(*look) <= room.height;
    let look =
        looks.iter().copied().find(fits).unwrap_or(if column == Column::Problems { Look::Chip } else { Look::Row });
    let total = whole(look);
    let top = if total <= room.height {
        i32::from(beside(out, relations, column, &heights(look), look, room))
    } else {
        let scroll = in_sight(&heights(look), gap(look), room.height, scroll.min(total - room.height), {
            selected.filter(|at| range.contains(at)).map(|at| at - range.start)
        });
        out.lanes[column as usize].scroll = scroll;
        -i32::from(scroll)
    };
    let mut y = top;
    for (at, height) in range.clone().zip(heights(look)) {
        let port = y + i32::from(look == Look::Box);
        let other_port = port + i32::from(has_both(relations, at));
        out.places[at] = Place { x: lane.x, y, width: lane.width, height, look, port, other_port };
        let lane = &mut out.lanes[column as usize];
        lane.above += usize::from(y < 0);
        lane.below += usize::from(y + i32::from(height) > i32::from(room.height));
        y += i32::from(height + gap(look));
    }
}

/// The first row of a column that fits: the problems in the middle, the others so that their middle is where the problem's lines end.
fn beside(out: &Arrangement, relations: &Relations, column: Column, heights: &[u16], look: Look, room: Size) -> u16 {
    let above = |many: usize| heights.iter().take(many).map(|height| height + gap(look)).sum::<u16>();
    let spare = room.height.saturating_sub(above(heights.len()).saturating_sub(gap(look)));
    let problems = relations.column(Column::Problems);
    if column == Column::Problems || problems.is_empty() {
        return spare / 2;
    }
    let middle = above(heights.len() / 2);
    // Of an odd number the one in the middle has its line straight to the problem.
    let own =
        if heights.len() % 2 == 1 { middle + u16::from(look == Look::Box) } else { middle.saturating_sub(gap(look)) };
    let heart = u16::try_from(out.middle(problems.start)).unwrap_or(0);
    heart.saturating_sub(own).min(spare)
}

/// Where the lines to a problem end: in the middle of its box, or as near to that as no other line passes by.
fn problem_ports(out: &mut Arrangement, relations: &Relations) {
    for problem in relations.column(Column::Problems) {
        let others = relations.edges().iter().filter(|edge| edge.tie == Tie::IsFor || edge.to != problem);
        let row = |edge: &Edge| match edge.tie {
            Tie::IsFor => [out.places[edge.from].other_port, out.places[edge.to].other_port],
            _ => [out.places[edge.from].port; 2],
        };
        let taken: Vec<i32> = others.flat_map(row).collect();
        let place = &mut out.places[problem];
        let middle = place.middle();
        let edge = i32::from(place.look == Look::Box);
        let rows = place.y + edge..place.bottom() - edge;
        place.port = rows.filter(|row| !taken.contains(row)).min_by_key(|row| (row - middle).abs()).unwrap_or(middle);
    }
}

/// How far a column is scrolled so that one of its nodes is in sight, and the next one on either side begins to be.
fn in_sight(heights: &[u16], gap: u16, room: u16, scroll: u16, selected: Option<usize>) -> u16 {
    let Some(at) = selected else { return scroll };
    let top: u16 = heights.iter().take(at).map(|height| height + gap).sum();
    let bottom = top + heights.get(at).copied().unwrap_or(1);
    let total = heights.iter().sum::<u16>() + gap * u16::try_from(heights.len().saturating_sub(1)).unwrap_or(0);
    let (before, after) = (top.saturating_sub(1 + gap), (bottom + 1 + gap).min(total));
    scroll.min(before).max(after.saturating_sub(room))
}
