//! The lines of the relationship map: from each incident and change to the problem through one trunk on either side, and dashed past the
//! problems from a change to the incident it is for.
//!
//! Every node ends its two kinds of lines in rows of its own, so beside the nodes no two lines share a row; between trunk and problem the
//! dashed ones have tracks of their own, taken so that they cross as little as they can. A line that finds no track is not drawn, and
//! counted: a line too few is honest, one that seems to lead elsewhere is not.

use super::super::super::canvas::{Canvas, Net, Pen, Point, Stroke, Way};
use super::super::super::theme::Theme;
use crate::app::layers::relation::arrange::{Arrangement, Channel, Look, Place};
use crate::domain::relation::{Column, Edge, Relations, Tie};

/// How far a line may come to the words of a node in a row, from the left and from the right, when it need not end at the node's edge.
pub(super) type Ends<'a> = dyn Fn(usize, i32) -> Option<(i32, i32)> + 'a;

/// Draws all lines, those of the selected node last and heavier. Says how many found no track.
pub(super) fn lines(
    canvas: &mut Canvas,
    relations: &Relations,
    arrangement: &Arrangement,
    (selected, ends): (Option<usize>, &Ends<'_>),
    theme: &Theme,
) -> usize {
    let passing = passing(relations, arrangement);
    let is_own = |edge: &Edge| selected.is_some_and(|at| edge.from == at || edge.to == at);
    // Of the only problem all plain lines are its own: none needs to stand out of the others.
    let is_problem = |at: usize| relations.column(Column::Problems).contains(&at);
    let is_light = selected.is_some_and(is_problem) && relations.column(Column::Problems).len() == 1;
    let mut undrawn = 0;
    for own in [false, true] {
        for edge in relations.edges().iter().filter(|edge| is_own(edge) == own) {
            let drawn = match edge.tie {
                Tie::IsFor => past(canvas, arrangement, &passing, *edge, (pen(true, own, is_light, theme), ends)),
                _ => to_problem(canvas, relations, arrangement, *edge, (pen(false, own, is_light, theme), ends)),
            };
            undrawn += usize::from(drawn.is_none());
        }
    }
    undrawn
}

fn pen(is_dashed: bool, is_own: bool, is_light: bool, theme: &Theme) -> Pen {
    let stroke = match (is_dashed, is_own && !is_light) {
        (false, false) => Stroke::Plain,
        (false, true) => Stroke::Heavy,
        (true, false) => Stroke::Dashed,
        (true, true) => Stroke::HeavyDashed,
    };
    Pen { stroke, style: if is_own { theme.accent() } else { theme.muted() } }
}

fn grow(canvas: &mut Canvas, place: &Place, row: i32, way: Way, pen: Pen) {
    if place.look == Look::Box {
        let x = if way == Way::Right { place.right() - 1 } else { place.x };
        canvas.port(Point::new(x, row), way, pen);
    }
}

/// A line from an incident or a change to its problem.
fn to_problem(
    canvas: &mut Canvas,
    relations: &Relations,
    arrangement: &Arrangement,
    edge: Edge,
    (pen, ends): (Pen, &Ends<'_>),
) -> Option<()> {
    let (node, problem) = (arrangement.places.get(edge.from)?, arrangement.places.get(edge.to)?);
    let is_left = edge.tie == Tie::BelongsTo;
    let with_trunk = relations.column(Column::Problems).filter(|at| relations.ties(*at).any(|it| it.tie == edge.tie));
    let number = with_trunk.into_iter().position(|at| at == edge.to)?;
    let channel = if is_left { &arrangement.left } else { &arrangement.right };
    let trunk = *channel.trunks.get(number)?;
    // Its last stretch passes by the trunks of the problems before it: in no row in which a line ends there.
    let is_other = |it: &&Edge| it.tie == edge.tie && it.to < edge.to;
    let mut others = relations.edges().iter().filter(is_other).filter_map(|it| arrangement.places.get(it.from));
    if others.any(|place| place.port == problem.port) {
        return None;
    }
    let (from, to, way) = if is_left {
        (ends(edge.from, node.port).map_or(node.right(), |(_, right)| right), problem.x - 1, Way::Right)
    } else {
        (node.x - 1, problem.right(), Way::Left)
    };
    let net = Net::one(u32::try_from(number * 2 + usize::from(is_left)).ok()?);
    let corners = [(from, node.port), (trunk, node.port), (trunk, problem.port), (to, problem.port)]
        .map(|(x, y)| Point::new(x, y));
    canvas.line(net, &corners, pen);
    canvas.head(Point::new(to, problem.port), way, pen);
    grow(canvas, node, node.port, way, pen);
    Some(())
}

/// The way of the lines between one incident and the changes for it.
struct Passing {
    incident: usize,
    changes: Vec<usize>,
    /// The row in which they pass the problems.
    lane: i32,
    /// Where they leave the incident's row for it; nothing where it is the same.
    before: Option<i32>,
    /// Where they leave it for the rows of the changes; nothing where it is the same.
    behind: Option<i32>,
    is_drawn: bool,
}

/// A line from a change past the problems to its incident.
fn past(
    canvas: &mut Canvas,
    arrangement: &Arrangement,
    passing: &[Passing],
    edge: Edge,
    (pen, ends): (Pen, &Ends<'_>),
) -> Option<()> {
    let number = passing.iter().position(|it| it.incident == edge.to)?;
    let way = passing.get(number).filter(|way| way.is_drawn)?;
    let (incident, change) = (arrangement.places.get(edge.to)?, arrangement.places.get(edge.from)?);
    let from = Point::new(
        ends(edge.to, incident.other_port).map_or(incident.right(), |(_, right)| right),
        incident.other_port,
    );
    let to = Point::new(ends(edge.from, change.other_port).map_or(change.x - 1, |(left, _)| left), change.other_port);
    let mut corners = vec![from];
    corners.extend(way.before.into_iter().flat_map(|x| [Point::new(x, from.y), Point::new(x, way.lane)]));
    corners.extend(way.behind.into_iter().flat_map(|x| [Point::new(x, way.lane), Point::new(x, to.y)]));
    corners.push(to);
    canvas.line(Net::one(u32::try_from(1000 + number).ok()?), &corners, pen);
    grow(canvas, incident, from.y, Way::Right, pen);
    grow(canvas, change, to.y, Way::Left, pen);
    Some(())
}

/// Finds the ways past the problems, from the top.
fn passing(relations: &Relations, arrangement: &Arrangement) -> Vec<Passing> {
    let row = |at: usize| arrangement.places.get(at).map_or(0, |place| place.other_port);
    let mut ways: Vec<Passing> = Vec::new();
    for incident in relations.column(Column::Incidents) {
        let changes: Vec<usize> = relations
            .ties(incident)
            .filter(|edge| edge.tie == Tie::IsFor && edge.to == incident)
            .map(|edge| edge.from)
            .collect();
        if !changes.is_empty() {
            ways.push(Passing { incident, changes, lane: row(incident), before: None, behind: None, is_drawn: true });
        }
    }
    around(&mut ways, relations, arrangement);
    fan_out(&mut ways, &arrangement.right, &row);
    // Where a problem has no row left to end its own lines in, they have it.
    let ports: Vec<i32> =
        arrangement.places[relations.column(Column::Problems)].iter().map(|place| place.port).collect();
    for way in &mut ways {
        way.is_drawn &= way.changes.iter().chain([&way.incident]).all(|at| !ports.contains(&row(*at)));
    }
    ways
}

/// Leads those that would run into a problem's box above or below all of them. Nearest to the middle, nearest to the box.
fn around(ways: &mut [Passing], relations: &Relations, arrangement: &Arrangement) {
    let problems = &arrangement.places[relations.column(Column::Problems)];
    let (Some(first), Some(last)) = (problems.first(), problems.last()) else { return };
    let middle = i32::midpoint(first.y, last.bottom());
    let upper = ways.partition_point(|way| way.lane < middle);
    let (above, below) = ways.split_at_mut(upper);
    let mut limit = first.y - 1;
    let mut tracks = arrangement.left.tracks.iter();
    for way in above.iter_mut().rev() {
        push(way, way.lane.min(limit), &mut tracks);
        limit = way.lane - 1;
    }
    let mut limit = last.bottom();
    let mut tracks = arrangement.left.tracks.iter();
    for way in below {
        push(way, way.lane.max(limit), &mut tracks);
        limit = way.lane + 1;
    }
}

fn push<'a>(way: &mut Passing, lane: i32, tracks: &mut impl Iterator<Item = &'a i32>) {
    if lane != way.lane {
        way.lane = lane;
        way.before = tracks.next().copied();
        way.is_drawn = way.before.is_some();
    }
}

/// Gives each that has to a track to the rows of its changes. Of those that go up together the uppermost turns first, of those that go down
/// the lowest does: so none crosses another.
fn fan_out(ways: &mut [Passing], channel: &Channel, row: &impl Fn(usize) -> i32) {
    let reach = |way: &Passing| {
        let rows = way.changes.iter().map(|at| row(*at)).chain([way.lane]);
        (rows.clone().min().unwrap_or(way.lane), rows.max().unwrap_or(way.lane))
    };
    let goes_up = |way: &Passing| reach(way).0 < way.lane;
    let mut from = 0;
    while from < ways.len() {
        let (mut to, mut furthest) = (from + 1, reach(&ways[from]).1);
        while to < ways.len() && reach(&ways[to]).0 <= furthest {
            furthest = furthest.max(reach(&ways[to]).1);
            to += 1;
        }
        let (mut order, down): (Vec<usize>, Vec<usize>) = (from..to).partition(|at| goes_up(&ways[*at]));
        order.extend(down.into_iter().rev());
        let mut tracks = channel.tracks.iter();
        for at in order {
            let way = &mut ways[at];
            if reach(way).0 != reach(way).1 {
                way.behind = tracks.next().copied();
                way.is_drawn &= way.behind.is_some();
            }
        }
        from = to;
    }
    // Where one passes in the row in which another leaves, it has to turn before.
    let turns = |way: &Passing| way.behind.unwrap_or(i32::MAX);
    for at in 0..ways.len() {
        let way = &ways[at];
        let is_taken = |other: &Passing| {
            other.incident != way.incident
                && other.is_drawn
                && turns(way) >= turns(other)
                && other.changes.iter().any(|change| row(*change) == way.lane)
        };
        if ways.iter().any(is_taken) {
            ways[at].is_drawn = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::canvas::View;
    use super::*;
    use crate::app::layers::relation::arrange::arrange;
    use crate::app::settings::Glyphs;
    use crate::domain::relation::tests::{Shelf, change, incident, of_problem, problem};
    use crate::domain::relation::{Folding, relations};
    use crate::ui::theme::Depth;
    use proptest::prelude::*;
    use ratatui::layout::{Rect, Size};

    /// Incidents of these problems, and changes for these problems and incidents.
    fn shelf(incidents: &[Option<u128>], changes: &[(Option<u128>, Option<u128>)]) -> Shelf {
        Shelf {
            incidents: (1..).zip(incidents).map(|(n, problem)| incident(n, *problem)).collect(),
            problems: (1..=3).map(problem).collect(),
            changes: (101..).zip(changes).map(|(n, (problem, incident))| change(n, *problem, *incident)).collect(),
        }
    }

    fn link(most: u128) -> impl Strategy<Value = Option<u128>> {
        prop::option::weighted(0.8, 1..=most)
    }

    proptest! {
        #[test]
        fn no_line_runs_over_another_and_none_through_a_node(
            incidents in prop::collection::vec(link(2), 0..40),
            changes in prop::collection::vec((link(3), link(40)), 0..12),
            (width, height) in (60_u16..220, 8_u16..60),
            selected in 0_usize..30,
            has_fold in any::<bool>(),
        ) {
            let folding = Folding { most: if has_fold { 4 } else { 100 }, ..Folding::default() };
            let found = relations(of_problem(1), &shelf(&incidents, &changes), &folding);
            let selected = selected % found.nodes().len().max(1);
            let room = Size { width, height };
            let arrangement = arrange(&found, room, [3, 0, 1], Some(selected));
            let theme = Theme::new(Depth::None, Glyphs::Unicode);
            let area = Rect::new(0, 0, width, height);
            let mut canvas = Canvas::new(View { area, origin: Point::default() });
            lines(&mut canvas, &found, &arrangement, (Some(selected), &|_, _| None), &theme);
            let stands = |x: u16, y: u16| {
                let (x, y) = (i32::from(x), i32::from(y));
                arrangement.places.iter().any(|it| (it.x..it.right()).contains(&x) && (it.y..it.bottom()).contains(&y))
            };
            let mut buffer = ratatui::buffer::Buffer::empty(area);
            canvas.paint(&mut buffer, theme.glyphs());
            let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
            let picture: Vec<String> = (0..height).map(row).collect();
            prop_assert_eq!(canvas.false_joins(), 0, "{}", picture.join("\n"));
            for (x, y) in (0..width).flat_map(|x| (0..height).map(move |y| (x, y))) {
                // A port is a single arm at the edge of a box that this test has not drawn.
                let is_line = buffer[(x, y)].symbol() != " " && !matches!(buffer[(x, y)].symbol(), "─" | "━");
                prop_assert!(!(is_line && stands(x, y)), "{} at {x}, {y}", buffer[(x, y)].symbol());
            }
        }
    }
}
