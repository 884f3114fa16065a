//! The whole drawing in small: where boxes are, where trouble is, and which part of it is on the canvas.
//!
//! Every cell has two by four dots where the characters for that may be drawn, else one of four signs for how much is there. What is on the
//! canvas is bright, the rest dim.

use super::super::super::text;
use super::super::super::theme::Theme;
use crate::app::Model;
use crate::app::panes::map::Look;
use crate::app::panes::map::page::Page;
use crate::domain::graph::topology::End;
use crate::domain::infrastructure::health::Health;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// How much is in a cell, from a little to a lot.
const DENSITY: [&str; 4] = [".", ":", "*", "#"];
/// Dots of a cell: columns and rows.
const DOTS: (i32, i32) = (2, 4);

/// What is in one cell.
#[derive(Clone, Copy, Default)]
struct Bit {
    dots: u8,
    many: usize,
    health: Health,
    is_focus: bool,
}

/// Draws it, if it is shown.
pub(super) fn draw(buffer: &mut Buffer, page: &Page, model: &Model, theme: &Theme) {
    let (area, Some(look)) = (page.overview, model.map.look()) else { return };
    if area.width < 4 || area.height < 3 {
        return;
    }
    text::clear(buffer, area);
    let inner = if page.is_beside {
        let heading = Line::styled("All of it", theme.muted());
        text::put(buffer, area, 0, &heading);
        Rect { y: area.y + 1, height: area.height - 1, ..area }
    } else {
        border(buffer, area, theme);
        Rect { x: area.x + 1, width: area.width - 1, height: area.height - 1, ..area }
    };
    let (columns, rows) = (i32::from(inner.width), i32::from(inner.height));
    let bits = bits(look, model, columns, rows);
    let size = look.size();
    let canvas = (i32::from(page.canvas.width), i32::from(page.canvas.height));
    let along = |at: i32, cells: i32, size: i32| at * cells / size.max(1);
    let left = along(look.origin.0.max(0), columns, size.0);
    let right = along((look.origin.0 + canvas.0).min(size.0) - 1, columns, size.0);
    let top = along(look.origin.1.max(0), rows, size.1);
    let bottom = along((look.origin.1 + canvas.1).min(size.1) - 1, rows, size.1);
    for y in 0..rows {
        let cell = |x: i32| {
            let bit = bits[usize::try_from(y * columns + x).unwrap_or(0)];
            let is_seen = (left..=right).contains(&x) && (top..=bottom).contains(&y);
            shown(bit, is_seen, theme)
        };
        let line = Line::from((0..columns).map(cell).collect::<Vec<_>>());
        text::put(buffer, inner, u16::try_from(y).unwrap_or(0), &line);
    }
}

/// Two lines that set it off from the map behind it.
fn border(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let set = theme.glyphs();
    for row in 0..area.height - 1 {
        text::put(buffer, area, row, &Line::styled(set.upright, theme.muted()));
    }
    let line = format!("{}{}", set.corners[2], set.across.repeat(usize::from(area.width) - 1));
    text::put(buffer, area, area.height - 1, &Line::styled(line, theme.muted()));
}

fn bits(look: &Look, model: &Model, columns: i32, rows: i32) -> Vec<Bit> {
    let mut bits = vec![Bit::default(); usize::try_from(columns * rows).unwrap_or(0)];
    let Some(drawing) = look.drawing.as_ref() else { return bits };
    let size = look.size();
    for (at, spot) in drawing.picture.spots.iter().enumerate() {
        let Some(area) = look.area(End::Node(at)) else { continue };
        let middle = (area.x + area.width / 2, area.y + area.height / 2);
        let dot =
            |at: i32, cells: i32, dots: i32, size: i32| (at * cells * dots / size.max(1)).clamp(0, cells * dots - 1);
        let (x, y) = (dot(middle.0, columns, DOTS.0, size.0), dot(middle.1, rows, DOTS.1, size.1));
        let Some(bit) = usize::try_from(y / DOTS.1 * columns + x / DOTS.0).ok().and_then(|at| bits.get_mut(at)) else {
            continue;
        };
        bit.dots |= match (x % DOTS.0, y % DOTS.1) {
            (0, 3) => 0x40,
            (_, 3) => 0x80,
            (0, row) => 1 << row,
            (_, row) => 8 << row,
        };
        bit.many += 1;
        bit.is_focus |= look.spot() == Some(at);
        let health = model.map.healths.whole(&spot.id);
        if (health.worst, health.running) > (bit.health.worst, bit.health.running) {
            bit.health = health;
        }
    }
    bits
}

fn shown(bit: Bit, is_seen: bool, theme: &Theme) -> Span<'static> {
    let base = if is_seen { theme.plain() } else { theme.muted() };
    if bit.many == 0 {
        let ground = if is_seen { theme.glyphs().written } else { " " };
        return Span::styled(ground, theme.muted());
    }
    let style: Style = match theme.health(bit.health) {
        Some((_, style)) => style,
        None => base,
    };
    let style = if bit.is_focus { style.add_modifier(Modifier::REVERSED) } else { style };
    let is_ascii = theme.glyphs().ellipsis != "…";
    let glyph = match theme.health(bit.health) {
        Some((glyph, _)) => glyph.to_owned(),
        None if is_ascii => DENSITY[(bit.many - 1).min(DENSITY.len() - 1)].to_owned(),
        None => char::from_u32(0x2800 + u32::from(bit.dots)).map(String::from).unwrap_or_default(),
    };
    Span::styled(glyph, style)
}
