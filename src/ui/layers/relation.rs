//! The relationship map as a page: what it is of, three columns of nodes with the lines between them, the selected node in words.
//!
//! Where nodes stand is said by `app::layers::relation::arrange`, how lines run by [`route`]; this file draws the nodes. Words of people
//! stand in boxes and behind numbers, never where ours do.

mod route;

use super::super::Cursor;
use super::super::canvas::{Canvas, Pen, Point, Stroke, View};
use super::super::panes::letter;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use crate::app::Model;
use crate::app::layers::relation::arrange::{Arrangement, Look, Place};
use crate::app::layers::relation::{self, Page, RelationMap};
use crate::app::screen::Plan;
use crate::domain::relation::{Column, Node, State, Tie};
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells before a title that stands below a number: priority and state, each with a blank.
const INDENT: usize = 4;

/// Draws the page.
pub(in super::super) fn relation(
    buffer: &mut Buffer,
    plan: &Plan,
    map: &RelationMap,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let page = relation::page(plan);
    text::clear(buffer, plan.body());
    let arrangement = map.arrangement(page.room());
    let selected = map.place();
    heading(buffer, &page, map, model, theme);
    let origin = Point::new(page.pan(&arrangement, selected), 0);
    headings(buffer, View { area: page.headings, origin }, map, &arrangement, theme);
    let view = View { area: page.map, origin };
    let mut canvas = Canvas::new(view);
    for (at, place) in arrangement.places.iter().enumerate().filter(|(_, place)| place.look == Look::Box) {
        canvas.frame(Point::new(place.x, place.y), place.width, place.height, edge(selected == Some(at), theme));
    }
    let written: Vec<Vec<Line<'static>>> = (map.relations.nodes().iter().zip(&arrangement.places).enumerate())
        .map(|(at, (node, place))| match place.look {
            Look::Box => boxed(node, place, model, theme),
            Look::Chip | Look::Row => bare(node, place, selected == Some(at), model, theme),
        })
        .collect();
    let ends = |at: usize, row: i32| {
        let place = arrangement.places.get(at).filter(|place| place.look != Look::Box && selected != Some(at))?;
        let line = written.get(at)?.get(usize::try_from(row - place.y).ok()?)?;
        let blanks =
            line.spans.iter().take_while(|span| span.content.trim().is_empty()).map(Span::width).sum::<usize>();
        let (first, last) = (i32::try_from(blanks).ok()?, i32::try_from(text::width_of(&line.spans)).ok()?);
        Some(((place.x + first - 2).max(place.x - 1), (place.x + last + 1).min(place.right())))
    };
    let undrawn = route::lines(&mut canvas, &map.relations, &arrangement, (selected, &ends), theme);
    canvas.paint(buffer, theme.glyphs());
    for (at, (lines, place)) in written.into_iter().zip(&arrangement.places).enumerate() {
        let inset = i32::from(place.look == Look::Box);
        for (row, mut line) in (place.y + inset..).zip(lines) {
            if selected == Some(at) {
                let inside = usize::try_from(i32::from(place.width) - 2 * inset).unwrap_or(0);
                line.spans.push(blank(inside.saturating_sub(text::width_of(&line.spans))));
                theme.select(&mut line);
            }
            view.write(buffer, Point::new(place.x + inset, row), &line);
        }
    }
    foot(buffer, &page, map, undrawn, model, theme);
    None
}

fn edge(is_selected: bool, theme: &Theme) -> Pen {
    if is_selected {
        Pen { stroke: Stroke::Heavy, style: theme.accent() }
    } else {
        Pen { stroke: Stroke::Plain, style: theme.muted() }
    }
}

fn heading(buffer: &mut Buffer, page: &Page, map: &RelationMap, model: &Model, theme: &Theme) {
    let heart = map.relations.column(Column::Problems).next();
    let node = heart.or_else(|| map.place()).and_then(|at| map.relations.nodes().get(at));
    let mut spans = vec![Span::styled("Map of relations", theme.strong())];
    if let Some(node) = node {
        spans.push(Span::raw(format!("  {}", node.name)));
    }
    // What is not here cannot be on the map.
    let is_cut = model.rows.incidents_total.is_some();
    let missing = if is_cut { vec![Span::styled("without older closed incidents", theme.muted())] } else { vec![] };
    text::put(buffer, page.title, 0, &text::ends(spans, missing, usize::from(page.title.width), theme.glyphs()));
}

fn headings(buffer: &mut Buffer, view: View, map: &RelationMap, arrangement: &Arrangement, theme: &Theme) {
    for (column, lane) in Column::ALL.into_iter().zip(&arrangement.lanes) {
        let nodes = &map.relations.nodes()[map.relations.column(column)];
        let folded = |node: &Node| match node.state {
            State::Finished { count, is_open: false } => count,
            State::Finished { is_open: true, .. } => 0,
            _ => 1,
        };
        let count: usize = nodes.iter().map(folded).sum();
        let words = match (column, count) {
            (Column::Incidents, _) => "Incidents",
            (Column::Problems, 0 | 1) => "Problem",
            (Column::Problems, _) => "Problems",
            (Column::Changes, _) => "Changes",
        };
        let mut spans = vec![Span::styled(words, theme.muted())];
        match (column, count) {
            (Column::Problems, 1) => {}
            (_, 0) => spans.push(Span::styled(" none", theme.muted())),
            (_, count) => spans.push(Span::raw(format!(" {count}"))),
        }
        let [up, _, down, _] = theme.glyphs().heads;
        let more = match (lane.above, lane.below) {
            (0, 0) => String::new(),
            (0, below) => format!("{down}{below}"),
            (above, 0) => format!("{up}{above}"),
            (above, below) => format!("{up}{above} {down}{below}"),
        };
        let line = text::ends(spans, vec![Span::styled(more, theme.muted())], usize::from(lane.width), theme.glyphs());
        view.write(buffer, Point::new(lane.x, 0), &line);
    }
}

fn state(node: &Node, theme: &Theme) -> (&'static str, String, Style) {
    match node.state {
        State::Incident(status) => {
            let (glyph, style) = theme.incident_status(status);
            (glyph, status.word().to_owned(), style)
        }
        State::Problem(status) => {
            let (glyph, words, style) = theme.problem_status(status);
            (glyph, words.to_owned(), style)
        }
        State::Change(status) => {
            let (glyph, words, style) = theme.change_status(status);
            (glyph, words.to_owned(), style)
        }
        State::Finished { is_open, .. } => {
            let glyph = if is_open { theme.glyphs().cancelled } else { "+" };
            (glyph, String::new(), theme.muted())
        }
    }
}

/// How many are over, in words.
fn over(node: &Node) -> Option<String> {
    let State::Finished { count, .. } = node.state else { return None };
    Some(format!("{count} {}", if node.key.column() == Column::Incidents { "closed" } else { "over" }))
}

/// What stands below the number; below several that are over, what their second line is.
fn title(node: &Node) -> &str {
    if over(node).is_some() { "with changes" } else { &node.title }
}

/// Priority, state and number.
fn number(node: &Node, theme: &Theme) -> Vec<Span<'static>> {
    let (glyph, _, style) = state(node, theme);
    if let Some(words) = over(node) {
        return vec![Span::styled(format!("{glyph} {words}"), theme.muted())];
    }
    vec![
        Span::styled(letter(node.priority), theme.priority(node.priority)),
        Span::raw(" "),
        Span::styled(glyph, style),
        Span::raw(format!(" {}", node.name)),
    ]
}

fn age(node: &Node, model: &Model, theme: &Theme) -> Span<'static> {
    Span::styled(time::short(time::since(node.since, model.now)), theme.muted())
}

/// The lines inside of a box, a blank at either end.
fn boxed(node: &Node, place: &Place, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let room = usize::from(place.width.saturating_sub(4));
    let set = theme.glyphs();
    let (number, age) = (number(node, theme), age(node, model, theme));
    let has_age = over(node).is_none() && text::width_of(&number) + 1 + text::width(&age.content) <= room;
    let first = text::ends(number, if has_age { vec![age] } else { vec![] }, room, set);
    let mut lines = vec![first];
    let rows = usize::from(place.height.saturating_sub(2));
    if let State::Problem(_) = node.state {
        let (_, words, style) = state(node, theme);
        let mut wrapped = text::wrap(&[Span::styled(node.title.to_string(), theme.strong())], room);
        let most = rows.saturating_sub(2).max(1);
        if let Some([last, next]) = wrapped.get(most - 1..=most) {
            let rest = format!("{last} {next}");
            wrapped[most - 1] = Line::from(Span::styled(text::cut(&rest, room, set), theme.strong()));
            wrapped.truncate(most);
        }
        lines.extend(wrapped);
        lines.push(Line::from(Span::styled(words, style)));
    } else {
        lines.push(Line::raw(text::cut(title(node), room, set)));
    }
    lines
        .into_iter()
        .take(rows)
        .map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        })
        .collect()
}

/// The lines of a node without a box. In a column on the left a line begins where the words end.
fn bare(node: &Node, place: &Place, is_selected: bool, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    // A blank stands before the line that begins behind the words.
    let room = usize::from(place.width).saturating_sub(usize::from(node.key.column() == Column::Incidents));
    let mark = if is_selected { Span::styled(set.selected, theme.accent()) } else { Span::raw(" ") };
    let mut first = vec![mark.clone()];
    first.extend(number(node, theme));
    let has_title_below = place.height > 1;
    if !has_title_below && over(node).is_none() {
        first.push(Span::raw(format!(" {}", node.title)));
    }
    let is_wide = has_title_below || room >= 40;
    let aged = if is_wide && over(node).is_none() { vec![age(node, model, theme)] } else { vec![] };
    let mut lines = vec![text::ends(first, aged, room, set)];
    if has_title_below {
        let indent = if over(node).is_some() { 2 } else { INDENT };
        let title = text::cut(title(node), room.saturating_sub(1 + indent), set);
        lines.push(Line::from(vec![mark, blank(indent), Span::raw(title)]));
    }
    for line in &mut lines {
        while line.spans.last().is_some_and(|last| last.content.trim().is_empty()) {
            line.spans.pop();
        }
    }
    lines
}

/// The selected node in words: what it is called in full, and what its lines say.
fn foot(buffer: &mut Buffer, page: &Page, map: &RelationMap, undrawn: usize, model: &Model, theme: &Theme) {
    let set = theme.glyphs();
    let room = usize::from(page.foot.width);
    let Some((at, node)) = map.place().and_then(|at| Some((at, map.relations.nodes().get(at)?))) else {
        let words = "Nothing is known of it: it may be gone, or nobody shows it to you.";
        text::put(buffer, page.foot, 0, &Line::styled(words, theme.muted()));
        return;
    };
    let (glyph, words, style) = state(node, theme);
    let first = match over(node) {
        Some(words) => {
            let does = if matches!(node.state, State::Finished { is_open: true, .. }) { "folds" } else { "shows" };
            vec![Span::raw(words), Span::styled(format!("  enter {does} them"), theme.muted())]
        }
        None => vec![
            Span::styled(glyph, style),
            Span::styled(format!(" {}  ", node.name), theme.strong()),
            Span::raw(node.title.to_string()),
        ],
    };
    let told = match over(node) {
        Some(_) => vec![],
        None => vec![Span::styled(
            format!("{words}, {} old", time::short(time::since(node.since, model.now))),
            theme.muted(),
        )],
    };
    text::put(buffer, page.foot, 0, &text::ends(first, told, room, set));
    let mut says = ties(map, at, theme);
    if undrawn > 0 {
        says.push(Span::styled(format!("{undrawn} more lines than there is room for"), theme.warning()));
    }
    if says.is_empty() {
        says.push(Span::styled("Nothing hangs together with it yet.", theme.muted()));
    }
    text::put(buffer, page.foot, 1, &Line::from(text::cut_spans(says, room, set)));
}

/// What the lines of a node say, each with what it looks like: what the node names, then who names it.
fn ties(map: &RelationMap, at: usize, theme: &Theme) -> Vec<Span<'static>> {
    let name = |at: usize| match map.relations.nodes().get(at) {
        Some(node) => over(node).unwrap_or_else(|| node.name.clone()),
        None => String::new(),
    };
    let set = theme.glyphs();
    let mut says = Vec::new();
    for (tie, names, named) in [
        (Tie::BelongsTo, "belongs to", "is behind"),
        (Tie::Ends, "is for", "its changes"),
        (Tie::IsFor, "is for", "its changes"),
    ] {
        let line = if tie == Tie::IsFor { set.dashes[0] } else { set.across };
        let others = |is_naming: bool| -> Vec<String> {
            let edges = map.relations.ties(at).filter(|edge| edge.tie == tie);
            let others = edges.filter(|edge| (if is_naming { edge.from } else { edge.to }) == at);
            others.map(|edge| name(if is_naming { edge.to } else { edge.from })).collect()
        };
        for (words, others) in [(names, others(true)), (named, others(false))] {
            if !others.is_empty() {
                says.push(Span::styled(format!("{line}{line} {words} "), theme.muted()));
                says.push(Span::raw(format!("{}   ", others.join(" "))));
            }
        }
    }
    says
}
