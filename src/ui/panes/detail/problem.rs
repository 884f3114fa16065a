//! The facts of a problem: how far it is, who looks for the cause, what it belongs to.

use super::super::super::text;
use super::super::super::theme::Theme;
use super::timeline;
use crate::app::Model;
use crate::domain::problem::Problem;
use crate::domain::value::Record;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What stays in sight while the rest scrolls.
pub(super) fn head(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let assigned = problem.assigned_to.map_or("nobody assigned", |who| model.rows.short_name(who));
    let (glyph, words, style) = theme.problem_status(problem.status);
    let title = vec![
        Span::styled(problem.name(), theme.strong()),
        Span::raw("  "),
        Span::styled(problem.title.to_string(), theme.strong()),
    ];
    let state = vec![
        Span::styled(problem.priority.to_string(), theme.priority(problem.priority)),
        Span::styled(format!("  {glyph} {words}"), style),
        Span::raw(format!("  {assigned}")),
        Span::styled(format!("  found by {}", model.rows.short_name(problem.created_by)), theme.muted()),
    ];
    [title, state].into_iter().map(|spans| Line::from(text::cut_spans(spans, width, set))).collect()
}

/// The facts that scroll with the rest.
pub(super) fn more(_problem: &Problem, _width: usize, _model: &Model, _theme: &Theme) -> Vec<Line<'static>> {
    vec![]
}

/// The detail in a few lines, below the list of a narrow screen.
pub(super) fn brief(problem: &Problem, area: Rect, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let mut lines = head(problem, width, model, theme);
    let entries = model.timeline(Record::Problem(problem.id));
    let latest = entries.len().saturating_sub(usize::from(area.height).saturating_sub(lines.len()));
    lines.extend(entries[latest..].iter().map(|entry| timeline::short(entry, width, model, theme)));
    lines
}
