//! The map: environments and what is shown of the one that is looked at, the drawing, where one stands in words, the whole in small.
//!
//! Where everything stands is said by the layout, what is on the screen by `app::panes::map`; nothing is found out here.

mod drawing;
mod legend;
mod overview;
mod whole;
mod words;

use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::empty::{self, Reason};
use crate::app::Model;
use crate::app::panes::map::{Look, Zoom};
use crate::app::screen::Plan;
use crate::domain::graph::Manner;
use crate::domain::infrastructure::drawing::Drawing;
use crate::domain::infrastructure::health::Healths;
use crate::domain::infrastructure::impact::Way;
use crate::domain::infrastructure::small::Small;
use crate::domain::permission::Refusal;
use crate::domain::request::Query;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the map's page.
pub(in super::super) fn map(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    let Some(page) = model.map_page() else { return };
    title(buffer, page.title, model, theme);
    if let Some(reason) = explained(model, theme) {
        empty::draw(buffer, page.canvas, reason, theme);
        return;
    }
    drawing::draw(buffer, page.canvas, model, theme);
    for y in page.rule.top()..page.rule.bottom() {
        let line = Line::styled(theme.glyphs().upright, theme.muted());
        text::put(buffer, Rect { y, height: 1, ..page.rule }, 0, &line);
    }
    words::draw(buffer, &page, model, theme);
    overview::draw(buffer, &page, model, theme);
    if model.map.has_legend {
        let body = plan.body();
        let area = Rect { y: page.canvas.y, height: body.bottom() - page.canvas.y, ..page.canvas };
        legend::draw(buffer, area, model, theme);
    }
}

/// The whole drawing as lines of text; nothing where it is too large for that.
pub(in super::super) fn map_text(
    drawing: &Drawing,
    zoom: Zoom,
    healths: &Healths,
    theme: &Theme,
) -> Option<Vec<String>> {
    whole::text(drawing, zoom, healths, theme)
}

/// The blast radius in small, and that there is more of it.
pub(in super::super) fn small(small: &Small, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = whole::small(small, &model.map.healths, theme);
    if small.left > 0 {
        let command = if model.shown_approval().is_some() { "approval.map" } else { "record.map" };
        let key = theme.own(&model.settings.keymap.hint(command)).into_owned();
        let on = if key.is_empty() { String::new() } else { format!("; {key} shows the map") };
        lines.push(Line::styled(format!("and {} more farther away{on}", small.left), theme.muted()));
    }
    lines
}

/// The environments as tabs with how many components each has, and how one looks at the one that is shown.
fn title(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let rows = model.estate.shown();
    let mut left = vec![Span::raw(" ")];
    for (at, row) in rows.environments.iter().enumerate() {
        if at > 0 {
            left.push(blank(2));
        }
        let many = rows.nodes.iter().filter(|node| node.environment == Some(row.id)).count();
        let style = if model.map.at == Some(row.id) { theme.strong() } else { theme.muted() };
        left.push(Span::styled(row.name.to_string(), style));
        left.push(Span::styled(format!(" {many}"), theme.muted()));
    }
    let right = model.map.look().map_or_else(Vec::new, |look| looked(look, model, theme));
    let room = usize::from(area.width.saturating_sub(1));
    text::put(buffer, area, 0, &text::ends(left, right, room, theme.glyphs()));
}

/// How one looks: the blast radius, else how near and in what manner.
fn looked(look: &Look, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = vec![];
    if look.is_waiting() {
        spans.push(Span::styled(theme.own("laying out… ").into_owned(), theme.muted()));
    }
    if let Some(blast) = model.map.blast {
        let (many, farthest) = model.map.about.blasted;
        let steps = if farthest == 1 { "step" } else { "steps" };
        let how = match blast.way {
            Way::Dependents => format!("{many} depend on it"),
            Way::Dependencies => format!("it needs {many}"),
            Way::Both => format!("{many} depend on it or are needed"),
        };
        let far = match blast.most {
            Some(most) if many > 0 => format!(" within {most}"),
            None if many > 0 => format!(" over {farthest} {steps}"),
            _ => String::new(),
        };
        spans.push(Span::styled(format!("{how}{far}"), theme.accent()));
        return spans;
    }
    let manner = if look.manner == Manner::Drawn { "as drawn" } else { "laid out" };
    let folded = match look
        .drawing
        .as_ref()
        .map(|drawing| drawing.picture.spots.iter().filter(|spot| spot.folded.is_some()).count())
    {
        None | Some(0) => String::new(),
        Some(1) => ", 1 zone folded".to_owned(),
        Some(many) => format!(", {many} zones folded"),
    };
    spans.push(Span::styled(format!("{manner}, {}{folded}", look.zoom().word()), theme.muted()));
    spans
}

/// Why there is nothing to see, if there is not.
fn explained(model: &Model, theme: &Theme) -> Option<Reason> {
    let rows = model.estate.shown();
    let key = |id: &str| theme.own(&model.settings.keymap.hint(id)).into_owned();
    if let Some(reason) = empty::signed_out(model) {
        return Some(reason);
    }
    let looked = empty::looked(&Query::Infrastructure, model);
    if rows.environments.is_empty() {
        if let Some(reason) = empty::unread("infrastructure", &Query::Infrastructure, model, theme) {
            return Some(reason);
        }
        if model.remote.line(&Query::Infrastructure).is_none_or(|line| line.answered_at.is_none()) {
            return Some(Reason::new(theme.own("Reading the infrastructure…").into_owned(), ""));
        }
        if model.me.as_ref().is_some_and(|me| me.membership.is_none()) {
            return Some(Reason::new(Refusal::NoMembership.on_the_map(), "This is not an empty map."));
        }
        return Some(Reason::new("There is no environment yet.", format!("{} makes one. {looked}", key("map.new"))));
    }
    let look = model.map.look()?;
    match &look.drawing {
        None => Some(Reason::new(theme.own("Laying out the map…").into_owned(), "")),
        Some(drawing) if drawing.picture.spots.is_empty() && drawing.picture.frames.is_empty() => {
            let name =
                model.map.at.and_then(|at| rows.environment(at)).map(|row| row.name.to_string()).unwrap_or_default();
            let then = format!("{} adds a component. {looked}", key("map.new"));
            Some(Reason::new(format!("Nothing is in {name} yet."), then))
        }
        Some(_) => None,
    }
}
