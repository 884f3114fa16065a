//! The drawing on the canvas: frames of zones, lines, boxes or chips or dots.
//!
//! Frames come first, lines over them, boxes over all. Lines that share an end join, others never seem to. What is highlighted is drawn
//! after the rest, so that it goes through. Only what is in sight takes time.

use super::super::super::canvas::{self, Canvas, Net, Pen, Point, Stroke, View};
use super::super::super::text;
use super::super::super::theme::Theme;
use crate::app::Model;
use crate::app::panes::map::Zoom;
use crate::domain::graph::label::{LONGEST, shorten};
use crate::domain::graph::topology::End;
use crate::domain::graph::{self, Area};
use crate::domain::infrastructure::drawing::Plane;
use crate::domain::infrastructure::health::Healths;
use crate::domain::infrastructure::impact::Way;
use crate::domain::infrastructure::picture::{Picture, Spot, Tie};
use crate::domain::service::ServiceId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::collections::HashMap;

/// Everything a drawing of one moment needs.
pub(super) struct Scene<'a> {
    pub(super) theme: &'a Theme,
    pub(super) zoom: Zoom,
    pub(super) picture: &'a Picture,
    pub(super) plane: &'a Plane,
    pub(super) healths: &'a Healths,
    /// While the blast radius is shown: over how many steps each box is reached.
    pub(super) reached: Option<&'a HashMap<ServiceId, (u32, Way)>>,
    /// The box one stands at.
    pub(super) stands: Option<usize>,
    /// The line that is previewed.
    pub(super) previewed: Option<usize>,
    pub(super) view: View,
}

/// Draws the map.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let Some(look) = model.map.look() else { return };
    let Some(drawing) = look.drawing.as_deref() else { return };
    let about = &model.map.about;
    let scene = Scene {
        theme,
        zoom: look.zoom(),
        picture: &drawing.picture,
        plane: drawing.plane(look.zoom().level()),
        healths: &model.map.healths,
        reached: model.map.blast.map(|_| &about.reached),
        stands: look.spot(),
        previewed: model.map.preview.and_then(|at| about.neighbours.get(at)).map(|one| one.tie),
        view: View { area, origin: Point::new(look.origin.0, look.origin.1) },
    };
    scene.draw(buffer);
}

impl Scene<'_> {
    /// Frames, lines and boxes.
    fn canvas(&self) -> Canvas {
        let mut canvas = Canvas::new(self.view);
        self.frames(&mut canvas);
        self.lines(&mut canvas);
        if self.zoom == Zoom::Box {
            self.boxes(&mut canvas);
        }
        canvas
    }

    pub(super) fn draw(&self, buffer: &mut Buffer) {
        self.canvas().paint(buffer, self.theme.glyphs());
        self.titles(buffer);
        for at in self.spots_in_sight() {
            self.spot(buffer, at);
        }
    }

    /// Where something is.
    fn area(&self, end: End) -> Option<Area> {
        let layout = &self.plane.layout;
        let area = match end {
            End::Node(at) => layout.nodes.get(at),
            End::Zone(at) => layout.zones.get(at),
        };
        area.map(|area| self.zoom.scale(*area))
    }

    fn is_in_sight(&self, area: Area) -> bool {
        let (x, y) = (self.view.origin.x, self.view.origin.y);
        let sight = Area { x, y, width: i32::from(self.view.area.width), height: i32::from(self.view.area.height) };
        area.meets(sight)
    }

    /// The boxes in sight, the one where one stands last.
    fn spots_in_sight(&self) -> Vec<usize> {
        let is_seen = |at: &usize| self.area(End::Node(*at)).is_some_and(|area| self.is_in_sight(area));
        let mut seen: Vec<usize> = (0..self.picture.spots.len()).filter(is_seen).collect();
        seen.sort_by_key(|at| Some(*at) == self.stands);
        seen
    }

    /// Whether something is set off while the blast radius is shown; nothing while it is not.
    fn is_reached(&self, end: End) -> Option<bool> {
        let reached = self.reached?;
        Some(reached.contains_key(self.picture.id(end)?))
    }

    fn frames(&self, canvas: &mut Canvas) {
        let torn = &self.plane.layout.torn;
        // The outer before the inner, so that the inner one is whole.
        let depth = |mut at: usize| {
            let mut depth = 0;
            while let Some(outer) = self.picture.frames[at].frame.filter(|_| depth < self.picture.frames.len()) {
                (at, depth) = (outer, depth + 1);
            }
            depth
        };
        let mut order: Vec<usize> = (0..self.picture.frames.len()).collect();
        order.sort_by_key(|at| depth(*at));
        for at in order {
            let Some(area) = self.area(End::Zone(at)).filter(|area| self.is_in_sight(*area)) else { continue };
            let pen = Pen { stroke: Stroke::Plain, style: self.theme.muted() };
            if torn.contains(&at) {
                corners(canvas, area, pen);
            } else if let (Ok(width), Ok(height)) = (u16::try_from(area.width), u16::try_from(area.height)) {
                canvas.frame(Point::new(area.x, area.y), width, height, pen);
            }
        }
    }

    /// The names of the zones on their borders.
    fn titles(&self, buffer: &mut Buffer) {
        let mark = self.mark();
        for (at, frame) in self.picture.frames.iter().enumerate() {
            let Some(area) = self.area(End::Zone(at)).filter(|area| self.is_in_sight(*area)) else { continue };
            let place = match self.zoom {
                Zoom::Dot => Some((area.x + 1, area.y)),
                _ => self.plane.layout.titles.get(at).copied().flatten(),
            };
            let Some((x, y)) = place else { continue };
            let mut words = shorten(&frame.label, LONGEST, mark);
            let health = self.theme.health(self.healths.own(&frame.id));
            let room = usize::try_from(area.width - 2).unwrap_or(0);
            if self.zoom == Zoom::Dot {
                words = text::cut(&words, room, self.theme.glyphs());
            }
            let mut spans = vec![Span::styled(words, self.theme.plain())];
            spans.extend(health.map(|(glyph, style)| Span::styled(glyph, style)));
            self.view.write(buffer, Point::new(x, y), &Line::from(spans));
        }
    }

    /// One character that says where letters are left out.
    fn mark(&self) -> char {
        if self.theme.glyphs().ellipsis == "…" { '…' } else { '~' }
    }

    /// The lines in sight: first what is in the background, then the rest, then those of where one stands, then the one that is previewed.
    fn lines(&self, canvas: &mut Canvas) {
        let stands = self.stands.map(End::Node);
        let (area, origin) = (self.view.area, self.view.origin);
        let seen: Vec<usize> = match self.zoom {
            Zoom::Dot => (0..self.picture.ties.len()).collect(),
            _ => self.plane.lines_in(origin.x, origin.y, i32::from(area.width), i32::from(area.height)),
        };
        let rank = |at: usize| {
            let tie = &self.picture.ties[at];
            let is_own = Some(tie.source) == stands || Some(tie.target) == stands;
            match (Some(at) == self.previewed, self.reached.is_some()) {
                (true, _) => 3,
                (false, true) => {
                    u8::from(self.is_reached(tie.source) == Some(true) && self.is_reached(tie.target) == Some(true))
                }
                (false, false) if is_own => 2,
                (false, false) => 1,
            }
        };
        let mut ranked: Vec<(u8, usize)> = seen.into_iter().map(|at| (rank(at), at)).collect();
        if self.zoom == Zoom::Dot {
            // From far, only what concerns where one stands can be told apart.
            ranked.retain(|(rank, _)| *rank > 1 || (self.reached.is_some() && *rank > 0));
        }
        ranked.sort_unstable();
        let mut heads = vec![];
        for (rank, at) in ranked {
            if let (Some(route), Some(tie)) = (self.plane.layout.routes.get(at), self.picture.ties.get(at)) {
                heads.extend(self.line(canvas, tie, route, rank));
            }
        }
        for (at, way, pen) in heads {
            canvas.head(at, way, pen);
        }
    }

    /// Draws a line; returns its arrowhead.
    fn line(
        &self,
        canvas: &mut Canvas,
        tie: &Tie,
        route: &[graph::Point],
        rank: u8,
    ) -> Option<(Point, canvas::Way, Pen)> {
        let is_heavy = rank > 2 || (rank == 2 && self.reached.is_none());
        let stroke = match (tie.is_loose, is_heavy) {
            (false, false) => Stroke::Plain,
            (false, true) => Stroke::Heavy,
            (true, false) => Stroke::Dashed,
            (true, true) => Stroke::HeavyDashed,
        };
        let style = match rank {
            3 => self.theme.accent().add_modifier(Modifier::BOLD),
            2 => self.theme.accent(),
            1 if self.reached.is_some() => self.theme.accent(),
            1 => self.theme.plain(),
            _ => self.theme.muted(),
        };
        let pen = Pen { stroke, style };
        let corners: Vec<Point> = route.iter().map(|at| self.zoom.point(*at)).map(|(x, y)| Point::new(x, y)).collect();
        canvas.line(Net::between(number(tie.source), number(tie.target)), &corners, pen);
        let &[.., before, last] = corners.as_slice() else { return None };
        let (way, head) = step(before, last)?;
        Some((head, way, pen))
    }

    /// The borders of the boxes, with the lines that grow out of them.
    fn boxes(&self, canvas: &mut Canvas) {
        let stands = self.stands;
        for at in self.spots_in_sight() {
            let Some(area) = self.area(End::Node(at)) else { continue };
            let (Ok(width), Ok(height)) = (u16::try_from(area.width), u16::try_from(area.height)) else { continue };
            let is_selected = stands == Some(at);
            let style = if is_selected { self.theme.accent() } else { self.edge_style(at) };
            // Without colour, what trouble does not reach is told by its broken edge.
            let stroke = match self.is_reached(End::Node(at)) {
                _ if is_selected => Stroke::Heavy,
                Some(false) => Stroke::Dashed,
                _ => Stroke::Plain,
            };
            canvas.frame(Point::new(area.x, area.y), width, height, Pen { stroke, style });
        }
        let (area, origin) = (self.view.area, self.view.origin);
        for at in self.plane.lines_in(origin.x, origin.y, i32::from(area.width), i32::from(area.height)) {
            let (Some(tie), Some(route)) = (self.picture.ties.get(at), self.plane.layout.routes.get(at)) else {
                continue;
            };
            let (Some(&first), Some(&second), End::Node(source)) = (route.first(), route.get(1), tie.source) else {
                continue;
            };
            let is_own = stands == Some(source);
            let stroke = if is_own { Stroke::Heavy } else { Stroke::Plain };
            let style = if is_own { self.theme.accent() } else { self.edge_style(source) };
            if let Some((way, _)) = step(Point::new(first.0, first.1), Point::new(second.0, second.1)) {
                canvas.port(Point::new(first.0, first.1), way, Pen { stroke, style });
            }
        }
    }

    /// The border takes the colour of the health.
    fn edge_style(&self, at: usize) -> Style {
        let spot = &self.picture.spots[at];
        if self.is_reached(End::Node(at)) == Some(false) {
            return self.theme.muted();
        }
        let health = self.theme.health(self.healths.whole(&spot.id));
        health.map_or(self.theme.plain(), |(_, style)| style.remove_modifier(Modifier::BOLD))
    }

    /// The words of a box, a chip, or a dot.
    fn spot(&self, buffer: &mut Buffer, at: usize) {
        let (Some(spot), Some(area)) = (self.picture.spots.get(at), self.area(End::Node(at))) else { return };
        let is_selected = self.stands == Some(at);
        let mut line = match self.zoom {
            Zoom::Box => Line::from([vec![Span::raw(" ")], self.words(spot, at), vec![Span::raw(" ")]].concat()),
            Zoom::Chip => {
                let edge = self.edge_style(at);
                let is_dimmed = self.is_reached(End::Node(at)) == Some(false);
                let [open, close] = if is_dimmed { [" ", " "] } else { ["[", "]"] };
                Line::from(
                    [vec![Span::styled(open, edge)], self.words(spot, at), vec![Span::styled(close, edge)]].concat(),
                )
            }
            Zoom::Dot => Line::from(self.dot(spot, at, is_selected)),
        };
        if is_selected {
            self.theme.select(&mut line);
        }
        let inset = i32::from(self.zoom == Zoom::Box);
        self.view.write(buffer, Point::new(area.x + inset, area.y + inset), &line);
    }

    fn words(&self, spot: &Spot, at: usize) -> Vec<Span<'static>> {
        let dimmed = self.is_reached(End::Node(at)) == Some(false);
        let style = |style: Style| if dimmed { self.theme.muted() } else { style };
        let (letters, after) = spot.tag();
        let steps = self.reached.and_then(|reached| reached.get(&spot.id)).map(|(steps, _)| *steps);
        let tag = match (steps, spot.folded) {
            (Some(steps), _) if steps > 0 => {
                Span::styled(format!("{:>2}", steps.min(99)), self.theme.accent().add_modifier(Modifier::BOLD))
            }
            (_, Some(_)) => Span::styled(format!(" {}", self.theme.glyphs().folded), style(self.theme.accent())),
            (_, None) => Span::styled(letters, self.theme.muted()),
        };
        let health = self.theme.health(self.healths.whole(&spot.id));
        let (glyph, health_style) = health.unwrap_or((" ", self.theme.plain()));
        vec![
            tag,
            Span::raw(" "),
            Span::styled(spot.name(self.mark()), style(self.theme.plain())),
            Span::styled(after, self.theme.muted()),
            Span::styled(glyph, style(health_style)),
        ]
    }

    /// From far a box is one sign, and the one where one stands its name.
    fn dot(&self, spot: &Spot, at: usize, is_selected: bool) -> Vec<Span<'static>> {
        let set = self.theme.glyphs();
        let health = self.theme.health(self.healths.whole(&spot.id));
        let plain = if spot.folded.is_some() { set.folded } else { set.open };
        let (glyph, style) = health.unwrap_or((plain, self.theme.plain()));
        let style = if self.is_reached(End::Node(at)) == Some(false) { self.theme.muted() } else { style };
        let name = if is_selected { format!(" {} ", spot.name(self.mark())) } else { String::new() };
        vec![Span::styled(glyph, style), Span::raw(name)]
    }
}

/// A number for an end, the same for the same.
fn number(end: End) -> u32 {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX / 2);
    match end {
        End::Node(at) => number(at) * 2,
        End::Zone(at) => number(at) * 2 + 1,
    }
}

/// The way from a cell towards another, and the cell before that one.
fn step(from: Point, to: Point) -> Option<(canvas::Way, Point)> {
    let (across, down) = ((to.x - from.x).signum(), (to.y - from.y).signum());
    let way = match (across, down) {
        (1, _) => canvas::Way::Right,
        (-1, _) => canvas::Way::Left,
        (_, 1) => canvas::Way::Down,
        (_, -1) => canvas::Way::Up,
        _ => return None,
    };
    Some((way, Point::new(to.x - across, to.y - down)))
}

/// The corners of a zone around which no frame fits.
fn corners(canvas: &mut Canvas, area: Area, pen: Pen) {
    let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1);
    for (x, inward) in [(area.x, 1), (right, -1)] {
        for (y, along) in [(area.y, 1), (bottom, -1)] {
            let corner = [Point::new(x + 2 * inward, y), Point::new(x, y), Point::new(x, y + along)];
            canvas.line(Net::one(u32::MAX), &corner, pen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::graph::Manner;
    use crate::domain::infrastructure::drawing::{self, Drawing, Sketch};
    use crate::domain::infrastructure::picture::Level;
    use crate::domain::infrastructure::samples::{HOME, infrastructure};
    use std::collections::BTreeSet;

    /// So many components, each with lines to some of the others: many that cross, and circles.
    fn tangle(many: usize) -> Drawing {
        let nodes: Vec<String> = (0..many).map(|at| format!("n{at}@z{}", at % 3)).collect();
        let edges: Vec<String> =
            (0..many).flat_map(|at| [1, 4, 5].map(|far| format!("n{at} calls n{}", (at * far + far) % many))).collect();
        let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
        let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
        let rows = infrastructure(&nodes, &["z0", "z1@z0", "z2"], &edges);
        let picture = Picture::of(&rows, HOME, &BTreeSet::new());
        let sketch = Sketch { generation: 0, picture, manner: Manner::Zones, before: None };
        drawing::draw(&sketch, &|| true).unwrap()
    }

    #[test]
    fn no_line_seems_to_join_another_with_which_it_shares_nothing() {
        let (theme, healths) = (&Theme::default(), &Healths::default());
        let cases = [12, 17, 24, 31].map(tangle);
        for (drawing, zoom) in cases.iter().flat_map(|drawing| [Zoom::Box, Zoom::Chip].map(|zoom| (drawing, zoom))) {
            let (picture, plane) = (&drawing.picture, drawing.plane(zoom.level()));
            let (width, height) = plane.layout.size;
            let area = Rect::new(0, 0, u16::try_from(width).unwrap(), u16::try_from(height).unwrap());
            let view = View { area, origin: Point::default() };
            for previewed in [None, Some(0), Some(7)] {
                let scene =
                    Scene { theme, zoom, picture, plane, healths, reached: None, stands: Some(3), previewed, view };
                assert_eq!(scene.canvas().false_joins(), 0, "{} {zoom:?} {previewed:?}", picture.spots.len());
            }
        }
    }

    #[test]
    fn a_part_of_the_drawing_shows_what_stands_there_in_the_whole() {
        let (drawing, theme, healths) = (tangle(12), Theme::default(), Healths::default());
        let plane = drawing.plane(Level::Box);
        let size = plane.layout.size;
        let shown = |area: Rect, origin: Point| {
            let view = View { area, origin };
            let (picture, healths, theme, zoom) = (&drawing.picture, &healths, &theme, Zoom::Box);
            let scene =
                Scene { theme, zoom, picture, plane, healths, reached: None, stands: None, previewed: None, view };
            let mut buffer = Buffer::empty(area);
            scene.draw(&mut buffer);
            buffer
        };
        let whole = Rect::new(0, 0, u16::try_from(size.0).unwrap(), u16::try_from(size.1).unwrap());
        let whole = shown(whole, Point::default());
        for (x, y) in (0..size.0 - 12).step_by(9).flat_map(|x| (0..size.1 - 6).step_by(5).map(move |y| (x, y))) {
            let part = shown(Rect::new(0, 0, 12, 6), Point::new(x, y));
            for (column, row) in (0..12_u16).flat_map(|column| (0..6_u16).map(move |row| (column, row))) {
                let at = (u16::try_from(x).unwrap() + column, u16::try_from(y).unwrap() + row);
                assert_eq!(part[(column, row)].symbol(), whole[at].symbol(), "{x} {y} {column} {row}");
            }
        }
    }
}
