//! The problems: the title line and the rows.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::detail;
use super::rows::letter;
use crate::app::Model;
use crate::app::screen::Plan;
use crate::domain::problem::Problem;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

/// Draws list and detail.
pub(in super::super) fn problems(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let list = &model.problems.list;
    let left = vec![Span::raw(" "), Span::styled("All", theme.strong())];
    let right = vec![Span::styled(list.order().len().to_string(), theme.muted())];
    let room = usize::from(plan.title.width.saturating_sub(1));
    text::put(buffer, plan.title, 0, &text::ends(left, right, room, theme.glyphs()));
    for (row, id) in (0..plan.list.height).zip(list.order().iter().skip(list.offset())) {
        let Some(problem) = model.problem(*id) else { continue };
        let is_selected = list.selected() == Some(*id);
        let mut line = row_of(&problem, usize::from(plan.list.width), is_selected, theme);
        if is_selected && !model.problems.detail.is_focused {
            theme.select(&mut line);
        }
        text::put(buffer, plan.list, row, &line);
    }
    super::rule(buffer, plan, theme);
    detail::draw(buffer, plan, model, theme);
    None
}

fn row_of(problem: &Problem, width: usize, is_selected: bool, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let (glyph, _, style) = theme.problem_status(problem.status);
    let margin = if is_selected { Span::styled(set.selected, theme.accent()) } else { Span::raw(" ") };
    let spans = vec![
        margin,
        Span::styled(letter(problem.priority), theme.priority(problem.priority)),
        blank(1),
        Span::styled(glyph, style),
        blank(1),
        Span::raw(problem.short_name()),
        blank(1),
        Span::raw(problem.title.to_string()),
    ];
    Line::from(text::cut_spans(spans, width, set))
}
