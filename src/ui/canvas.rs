//! A picture of lines, boxes and words that may be larger than the screen: lines are gathered as arms of cells, and become characters last.
//!
//! It knows no records: whoever draws says where things stand. Every line belongs to a [`Net`]; lines join where one of them turns or ends. Where
//! all pass straight they cross, even those that share something: the upright one goes through and the other shows a gap, so that a crossing
//! cannot be read as a join. Unicode and ASCII are two alphabets for the same arms, so both show the same picture. Only what the [`View`] shows takes time or room.

use super::glyphs::GlyphSet;
use super::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use std::cmp::Ordering;

/// A cell of the picture. It may lie outside of what is shown, on any side.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Point {
    /// Cells from the left.
    pub x: i32,
    /// Cells from the top.
    pub y: i32,
}

impl Point {
    /// The cell so far from the left and from the top.
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }
}

/// The part of the picture that is shown, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// The place on the screen.
    pub area: Rect,
    /// The cell of the picture in its upper left corner.
    pub origin: Point,
}

impl View {
    /// Where a cell of the picture stands on the screen.
    fn seen(&self, at: Point) -> Option<(u16, u16)> {
        let column = u16::try_from(i64::from(at.x) - i64::from(self.origin.x)).ok()?;
        let row = u16::try_from(i64::from(at.y) - i64::from(self.origin.y)).ok()?;
        (column < self.area.width && row < self.area.height).then(|| (self.area.x + column, self.area.y + row))
    }

    /// Writes words from a cell on. A wide character of which only half is shown becomes a blank.
    pub fn write(&self, buffer: &mut Buffer, at: Point, line: &Line<'_>) {
        let mut x = at.x;
        for span in &line.spans {
            for (cluster, width) in text::graphemes(&span.content) {
                let end = x.saturating_add(i32::try_from(width).unwrap_or(i32::MAX));
                let whole = self.seen(Point::new(x, at.y)).zip(self.seen(Point::new(end - 1, at.y)));
                if let Some((first, _)) = whole {
                    buffer.set_stringn(first.0, first.1, cluster, width, line.style.patch(span.style));
                } else {
                    for half in (x..end).filter_map(|x| self.seen(Point::new(x, at.y))) {
                        buffer[half].set_symbol(" ").set_style(line.style.patch(span.style));
                    }
                }
                x = end;
            }
        }
    }
}

/// What lines have in common: only lines that share something may join.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Net([u32; 2]);

impl Net {
    /// Lines that mean one thing.
    #[must_use]
    pub const fn one(thing: u32) -> Self {
        Self([thing, thing])
    }

    /// Lines from one thing to another: they join where they leave or reach the same.
    #[must_use]
    pub const fn between(from: u32, to: u32) -> Self {
        Self([from, to])
    }

    /// What both have in common, if anything.
    fn shared(self, other: Self) -> Option<Self> {
        let [a, b] = self.0;
        match (other.0.contains(&a), other.0.contains(&b)) {
            (true, true) => Some(self),
            (true, false) => Some(Self::one(a)),
            (false, true) => Some(Self::one(b)),
            (false, false) => None,
        }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stroke {
    /// As a line.
    Plain,
    /// As one that stands out.
    Heavy,
    /// Broken: it means something else.
    Dashed,
    /// Broken, and standing out.
    HeavyDashed,
}

impl Stroke {
    const fn weight(self) -> u8 {
        match self {
            Self::Plain | Self::Dashed => 1,
            Self::Heavy | Self::HeavyDashed => 2,
        }
    }

    const fn is_dashed(self) -> bool {
        matches!(self, Self::Dashed | Self::HeavyDashed)
    }
}

/// What a line is drawn with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pen {
    /// How.
    pub stroke: Stroke,
    /// In which role.
    pub style: Style,
}

/// One of the four ways to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Towards the top.
    Up,
    /// Towards the right.
    Right,
    /// Towards the bottom.
    Down,
    /// Towards the left.
    Left,
}

impl Way {
    /// The way from a cell to another in its row or column; nothing where they are the same.
    fn to(from: Point, to: Point) -> Option<Self> {
        match (to.x.cmp(&from.x), to.y.cmp(&from.y)) {
            (Ordering::Greater, _) => Some(Self::Right),
            (Ordering::Less, _) => Some(Self::Left),
            (Ordering::Equal, Ordering::Greater) => Some(Self::Down),
            (Ordering::Equal, Ordering::Less) => Some(Self::Up),
            (Ordering::Equal, Ordering::Equal) => None,
        }
    }

    const fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Right => Self::Left,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
        }
    }
}

/// Arms up, right, down and left: none, plain or heavy.
type Arms = [u8; 4];

/// Lines that are one in a cell, or an edge.
#[derive(Clone, Copy)]
struct Strand {
    arms: Arms,
    is_dashed: bool,
    /// What they have in common. An edge is nobody's.
    net: Option<Net>,
    style: Style,
}

impl Strand {
    fn heaviest(&self) -> u8 {
        self.arms.into_iter().max().unwrap_or(0)
    }

    /// Both as one, in the style of the heavier.
    fn with(mut self, other: Self) -> Self {
        if other.heaviest() >= self.heaviest() {
            self.style = other.style;
        }
        self.is_dashed &= other.is_dashed;
        for (arm, new) in self.arms.iter_mut().zip(other.arms) {
            *arm = new.max(*arm);
        }
        self
    }

    fn glyph(&self, set: &GlyphSet) -> &'static str {
        let is_heavy = usize::from(self.heaviest() > 1);
        match self.arms {
            [0, _, 0, _] if self.is_dashed => set.dashes[2 * is_heavy],
            [_, 0, _, 0] if self.is_dashed => set.dashes[2 * is_heavy + 1],
            arms => set.strokes[arms.into_iter().fold(0, |number, arm| number * 3 + usize::from(arm.min(2)))],
        }
    }
}

/// What two have in common.
fn common(one: Option<Net>, other: Option<Net>) -> Option<Net> {
    one.zip(other).and_then(|(one, other)| one.shared(other))
}

/// What lies in a cell: lines that pass it upright, lines that pass it across, and lines that turn or end in it and so join the others.
#[derive(Clone, Copy, Default)]
struct Stroked {
    upright: Option<Strand>,
    across: Option<Strand>,
    turning: Option<Strand>,
    /// The edge of a box, until a line is laid over it.
    edge: Option<Strand>,
    head: Option<(Way, Style)>,
    is_false: bool,
}

impl Stroked {
    fn add(&mut self, line: Strand) {
        let place = match line.arms.map(|arm| arm > 0) {
            [true, false, true, false] => &mut self.upright,
            [false, true, false, true] => &mut self.across,
            _ => &mut self.turning,
        };
        let net = place.map_or(line.net, |known| common(known.net, line.net));
        self.is_false |= place.is_some() && net.is_none();
        *place = Some(Strand { net: net.or(line.net), ..place.map_or(line, |known| known.with(line)) });
        self.edge = None;
    }

    /// Whether lines seem to join here that share nothing: those that run along each other, or all of those where one turns.
    fn is_false_join(&self) -> bool {
        let nets = || [self.upright, self.across, self.turning].into_iter().flatten().map(|line| line.net);
        self.is_false || (self.turning.is_some() && nets().reduce(common).is_some_and(|all| all.is_none()))
    }

    /// What shows: where nothing joins what passes upright and what passes across, the upright one goes through and the other has a gap.
    fn shown(&self) -> Option<Strand> {
        if self.turning.is_none() && self.upright.is_some() {
            return self.upright;
        }
        [self.upright, self.across, self.turning].into_iter().flatten().reduce(Strand::with).or(self.edge)
    }
}

/// The lines of what is shown.
pub struct Canvas {
    view: View,
    cells: Vec<Stroked>,
}

impl Canvas {
    /// An empty one.
    #[must_use]
    pub fn new(view: View) -> Self {
        let cells = vec![Stroked::default(); usize::from(view.area.width) * usize::from(view.area.height)];
        Self { view, cells }
    }

    /// In how many cells lines seem to join that do not all share one thing. A picture in which nobody can take one line for another has none.
    #[must_use]
    pub fn false_joins(&self) -> usize {
        self.cells.iter().filter(|cell| cell.is_false_join()).count()
    }

    fn add(&mut self, at: Point, arms: Arms, net: Net, pen: Pen) {
        let line = Strand { arms, is_dashed: pen.stroke.is_dashed(), net: Some(net), style: pen.style };
        if let Some(cell) = self.at(at) {
            cell.add(line);
        }
    }

    fn at(&mut self, at: Point) -> Option<&mut Stroked> {
        let (x, y) = self.view.seen(at)?;
        let (x, y) = (x - self.view.area.x, y - self.view.area.y);
        self.cells.get_mut(usize::from(y) * usize::from(self.view.area.width) + usize::from(x))
    }

    /// The numbers of a row or column that can be shown.
    fn shown(from: i32, to: i32, origin: i32, room: u16) -> std::ops::Range<i32> {
        from.max(origin)..to.min(origin.saturating_add(i32::from(room)))
    }

    /// A line through these corners, each in the row or column of the one before. Ends reach as far as the middle of their cells only in
    /// what they join; alone they are drawn whole.
    pub fn line(&mut self, net: Net, corners: &[Point], pen: Pen) {
        let weight = pen.stroke.weight();
        let arms = |ways: [Option<Way>; 2]| {
            let mut arms = [0; 4];
            ways.into_iter().flatten().for_each(|way| arms[way as usize] = weight);
            arms
        };
        let mut came = None;
        for (at, corner) in corners.iter().enumerate() {
            let following = corners.get(at + 1);
            let goes = following.and_then(|following| Way::to(*corner, *following));
            if following.is_some() && goes.is_none() {
                continue; // the same cell again
            }
            self.add(*corner, arms([came, goes]), net, pen);
            let (Some(following), Some(way)) = (following, goes) else { continue };
            self.between(*corner, *following, arms([Some(way), Some(way.back())]), net, pen);
            came = Some(way.back());
        }
    }

    fn between(&mut self, from: Point, to: Point, arms: Arms, net: Net, pen: Pen) {
        let View { area, origin } = self.view;
        let (left, right) = (from.x.min(to.x), from.x.max(to.x));
        let (top, bottom) = (from.y.min(to.y), from.y.max(to.y));
        if top == bottom {
            for x in Self::shown(left + 1, right, origin.x, area.width) {
                self.add(Point::new(x, top), arms, net, pen);
            }
        } else {
            for y in Self::shown(top + 1, bottom, origin.y, area.height) {
                self.add(Point::new(left, y), arms, net, pen);
            }
        }
    }

    /// A box of so many columns and rows, over whatever lies there.
    pub fn frame(&mut self, corner: Point, width: u16, height: u16, pen: Pen) {
        let View { area, origin } = self.view;
        let (right, bottom) = (corner.x + i32::from(width) - 1, corner.y + i32::from(height) - 1);
        let weight = pen.stroke.weight();
        for y in Self::shown(corner.y, bottom + 1, origin.y, area.height) {
            for x in Self::shown(corner.x, right + 1, origin.x, area.width) {
                let (is_side, is_edge) = (x == corner.x || x == right, y == corner.y || y == bottom);
                let arm = |is_there: bool| if is_there { weight } else { 0 };
                let arms = [
                    arm(is_side && y > corner.y),
                    arm(is_edge && x < right),
                    arm(is_side && y < bottom),
                    arm(is_edge && x > corner.x),
                ];
                if let Some(cell) = self.at(Point::new(x, y)) {
                    let edge = Strand { arms, is_dashed: pen.stroke.is_dashed(), net: None, style: pen.style };
                    *cell = Stroked { edge: (arms != [0; 4]).then_some(edge), ..Stroked::default() };
                }
            }
        }
    }

    /// Lets a line that ends beside a box grow out of its edge.
    pub fn port(&mut self, at: Point, way: Way, pen: Pen) {
        if let Some(edge) = self.at(at).and_then(|cell| cell.edge.as_mut()) {
            edge.arms[way as usize] = edge.arms[way as usize].max(pen.stroke.weight());
        }
    }

    /// An arrowhead in place of whatever is there.
    pub fn head(&mut self, at: Point, way: Way, pen: Pen) {
        if let Some(cell) = self.at(at) {
            cell.head = Some((way, pen.style));
        }
    }

    /// Draws the lines. Cells without any stay as they are.
    pub fn paint(&self, buffer: &mut Buffer, set: &GlyphSet) {
        let View { area, .. } = self.view;
        let rows = self.cells.chunks(usize::from(area.width).max(1));
        for (y, row) in (area.top()..area.bottom()).zip(rows) {
            for (x, cell) in (area.left()..area.right()).zip(row) {
                let line = || cell.shown().map(|line| (line.glyph(set), line.style));
                let found = cell.head.map(|(way, style)| (set.heads[way as usize], style)).or_else(line);
                if let (Some((glyph, style)), Some(place)) = (found, buffer.cell_mut((x, y))) {
                    place.set_symbol(glyph).set_style(style);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::glyphs::{ASCII, UNICODE};
    use super::*;

    const PLAIN: Pen = Pen { stroke: Stroke::Plain, style: Style::new() };
    const HEAVY: Pen = Pen { stroke: Stroke::Heavy, style: Style::new() };
    const DASHED: Pen = Pen { stroke: Stroke::Dashed, style: Style::new() };

    fn p(x: i32, y: i32) -> Point {
        Point::new(x, y)
    }

    fn view(width: u16, height: u16, origin: Point) -> View {
        View { area: Rect::new(0, 0, width, height), origin }
    }

    fn picture(view: View, set: &GlyphSet, draw: impl Fn(&mut Canvas)) -> Vec<String> {
        let mut buffer = Buffer::empty(view.area);
        let mut canvas = Canvas::new(view);
        draw(&mut canvas);
        canvas.paint(&mut buffer, set);
        text_of(&buffer)
    }

    fn text_of(buffer: &Buffer) -> Vec<String> {
        let row = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..buffer.area.height).map(|y| row(y).trim_end().to_owned()).collect()
    }

    #[test]
    fn lines_of_one_net_join_where_they_meet() {
        let tree = |canvas: &mut Canvas| {
            canvas.line(Net::one(1), &[p(0, 0), p(3, 0), p(3, 2), p(5, 2)], PLAIN);
            canvas.line(Net::one(1), &[p(0, 2), p(5, 2)], PLAIN);
            canvas.line(Net::one(1), &[p(0, 4), p(3, 4), p(3, 2)], PLAIN);
            canvas.head(p(5, 2), Way::Right, PLAIN);
        };
        assert_eq!(picture(view(6, 5, p(0, 0)), &UNICODE, tree), ["───┐", "   │", "───┼─▶", "   │", "───┘"]);
        assert_eq!(picture(view(6, 5, p(0, 0)), &ASCII, tree), ["---+", "   |", "---+->", "   |", "---+"]);
    }

    #[test]
    fn lines_of_two_nets_cross_with_a_gap_whichever_is_drawn_first() {
        let across = |canvas: &mut Canvas| canvas.line(Net::one(1), &[p(0, 1), p(4, 1)], PLAIN);
        let upright = |canvas: &mut Canvas| canvas.line(Net::one(2), &[p(2, 0), p(2, 2)], PLAIN);
        let expected = ["  │", "──│──", "  │"];
        let small = view(5, 3, p(0, 0));
        let one = picture(small, &UNICODE, |canvas| {
            across(canvas);
            upright(canvas);
        });
        let other = picture(small, &UNICODE, |canvas| {
            upright(canvas);
            across(canvas);
        });
        assert_eq!(
            (one.as_slice(), other.as_slice()),
            (&expected.map(String::from)[..], &expected.map(String::from)[..])
        );
    }

    #[test]
    fn a_line_over_another_is_counted_and_a_crossing_is_not() {
        let joins = |other: &[Point]| {
            let mut canvas = Canvas::new(view(9, 5, p(0, 0)));
            canvas.line(Net::one(1), &[p(0, 2), p(8, 2)], PLAIN);
            canvas.line(Net::one(2), other, PLAIN);
            canvas.false_joins()
        };
        assert_eq!(joins(&[p(4, 0), p(4, 4)]), 0);
        assert_eq!(joins(&[p(4, 0), p(4, 2), p(6, 2), p(6, 4)]), 3);
        assert_eq!(joins(&[p(4, 0), p(4, 2)]), 1, "an end in another line would look like a join");
    }

    #[test]
    fn a_heavy_way_through_a_plain_tree_can_be_followed_in_both_alphabets() {
        let tree = |canvas: &mut Canvas| {
            canvas.line(Net::one(1), &[p(0, 0), p(3, 0), p(3, 2), p(6, 2)], PLAIN);
            canvas.line(Net::one(1), &[p(0, 4), p(3, 4), p(3, 2), p(6, 2)], HEAVY);
        };
        assert_eq!(picture(view(7, 5, p(0, 0)), &UNICODE, tree), ["───┐", "   │", "   ┢━━━", "   ┃", "━━━┛"]);
        assert_eq!(picture(view(7, 5, p(0, 0)), &ASCII, tree), ["---+", "   |", "   #===", "   #", "===#"]);
    }

    #[test]
    fn dashes_turn_in_whole_corners() {
        let bend = |canvas: &mut Canvas| canvas.line(Net::one(1), &[p(0, 0), p(3, 0), p(3, 2)], DASHED);
        assert_eq!(picture(view(5, 3, p(0, 0)), &UNICODE, bend), ["╌╌╌┐", "   ╎", "   ╎"]);
        assert_eq!(picture(view(5, 3, p(0, 0)), &ASCII, bend), ["...+", "   :", "   :"]);
    }

    #[test]
    fn a_box_covers_what_lies_below_and_lines_grow_out_of_its_edge() {
        let boxed = |canvas: &mut Canvas| {
            canvas.line(Net::one(1), &[p(0, 1), p(9, 1)], PLAIN);
            canvas.frame(p(2, 0), 5, 3, PLAIN);
            canvas.port(p(6, 1), Way::Right, PLAIN);
            canvas.head(p(1, 1), Way::Right, PLAIN);
        };
        assert_eq!(picture(view(10, 3, p(0, 0)), &UNICODE, boxed), ["  ┌───┐", "─▶│   ├───", "  └───┘"]);
        assert_eq!(picture(view(10, 3, p(0, 0)), &ASCII, boxed), ["  +---+", "->|   +---", "  +---+"]);
    }

    #[test]
    fn what_is_shown_can_be_moved_over_a_picture_of_any_size() {
        let far = |canvas: &mut Canvas| {
            canvas.line(Net::one(1), &[p(i32::MIN, 100), p(1000, 100), p(1000, i32::MAX)], PLAIN);
            canvas.frame(p(995, 98), 3, 5, PLAIN);
        };
        assert_eq!(picture(view(8, 4, p(995, 99)), &UNICODE, far), ["│ │", "│ │──┐", "│ │  │", "└─┘  │"]);
        assert!(picture(view(8, 4, p(2000, 0)), &UNICODE, far).iter().all(String::is_empty));
    }

    #[test]
    fn words_are_clipped_at_every_edge_and_no_wide_character_is_halved() {
        let view = view(6, 1, p(3, 0));
        let written = |x, words: &'static str| {
            let mut buffer = Buffer::empty(view.area);
            view.write(&mut buffer, p(x, 0), &Line::raw(words));
            text_of(&buffer)[0].clone()
        };
        assert_eq!(written(3, "checkout"), "checko");
        assert_eq!(written(0, "checkout"), "ckout");
        assert_eq!(written(2, "磁盘空"), " 盘 空");
        assert_eq!(written(4, "磁盘空"), " 磁 盘");
    }
}
