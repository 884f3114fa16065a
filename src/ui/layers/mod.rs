//! What floats above the panes: help, pickers, the composer, signing in; and the screen that is too small for any of it.
//!
//! Only here are there boxes, because only what floats needs an edge. Each function draws one layer and tells where its cursor is.

mod approval;
mod bulk;
mod compose;
pub(super) mod field;
mod form;
mod freshness;
mod help;
mod known;
mod linking;
mod picker;
mod relation;
mod sign_in;

pub(super) use approval::approval;
pub(super) use bulk::bulk;
pub(super) use compose::compose;
pub(super) use form::form;
pub(super) use freshness::freshness;
pub(super) use help::help;
pub(super) use known::known;
pub(super) use linking::linking;
pub(super) use picker::picker;
pub(super) use relation::relation;
pub(super) use sign_in::sign_in;

use super::text::{self, blank};
use super::theme::Theme;
use crate::app::screen::LEAST;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws a box with a title in its edge, one cell of air around it and one inside. Returns the inside.
pub(super) fn framed(buffer: &mut Buffer, area: Rect, title: &str, note: &str, theme: &Theme) -> Rect {
    let set = theme.glyphs();
    let [top_left, top_right, bottom_left, bottom_right] = set.corners;
    let air = Rect { x: area.x.saturating_sub(1), width: area.width.saturating_add(2), ..area };
    text::clear(buffer, air);
    let inner = usize::from(area.width.saturating_sub(2));
    let title = format!(" {} ", text::cut(title, inner.saturating_sub(4), set));
    let note = if note.is_empty() { String::new() } else { format!(" {note} ") };
    let note = if text::width(&title) + text::width(&note) + 2 > inner { String::new() } else { note };
    let across = set.across.repeat(inner.saturating_sub(text::width(&title) + text::width(&note)));
    let edge = theme.muted();
    let top = vec![
        Span::styled(top_left, edge),
        Span::styled(title, theme.strong()),
        Span::styled(across, edge),
        Span::styled(note, edge),
        Span::styled(top_right, edge),
    ];
    text::put(buffer, area, 0, &Line::from(top));
    for row in 1..area.height.saturating_sub(1) {
        let side = Span::styled(set.upright, edge);
        text::put(buffer, area, row, &Line::from(vec![side.clone(), blank(inner), side]));
    }
    if area.height > 1 {
        let bottom = format!("{bottom_left}{}{bottom_right}", set.across.repeat(inner));
        text::put(buffer, area, area.height - 1, &Line::styled(bottom, edge));
    }
    Rect {
        x: area.x + 2.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// Draws the one thing a screen can say that is too small for anything else.
pub(super) fn too_small(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    text::clear(buffer, area);
    let words =
        format!("antops needs {} by {} cells; there are {} by {}.", LEAST.width, LEAST.height, area.width, area.height);
    let lines = text::wrap(&[Span::styled(words, theme.plain())], usize::from(area.width.saturating_sub(1)).max(1));
    let top = area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(area.height)) / 2;
    for (row, line) in (top..area.height).zip(&lines) {
        text::put(buffer, area, row, line);
    }
}
