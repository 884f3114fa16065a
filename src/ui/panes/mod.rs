//! The panes. Each draws the rectangles of the plan that are its own.

mod board;
mod calendar;
mod changes;
mod detail;
mod empty;
mod feed;
mod inbox;
mod incidents;
mod map;
mod problems;
mod rows;
mod title;

pub(super) use changes::changes;
pub(super) use detail::prose_lines;
pub(super) use detail::voice;
pub(super) use feed::feed;
pub(super) use inbox::inbox;
pub(super) use incidents::incidents;
pub(super) use map::{map, map_text, small};
pub(super) use problems::problems;
pub(super) use rows::letter;

use super::text;
use super::theme::Theme;
use crate::app::screen::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the line between list and detail.
fn rule(buffer: &mut Buffer, plan: &Plan, theme: &Theme) {
    for y in plan.rule.top()..plan.rule.bottom() {
        let line = Line::styled(theme.glyphs().upright, theme.muted());
        text::put(buffer, Rect { y, height: 1, ..plan.rule }, 0, &line);
    }
}
