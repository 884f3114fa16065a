//! The detail of the selected record: its facts, what people wrote, its timeline.
//!
//! Two forms. Below the list on a narrow screen it is *brief*: three lines of facts and the latest of the timeline. Beside the list, or
//! alone, it is *whole*: the head stays, the rest scrolls so that the newest comment, or the selected one, is on the screen. Text from
//! outside is always indented, so that it cannot pass for a fact of ours.

mod brief;
mod change;
mod facts;
mod news;
mod presence;
mod problem;
mod prose;
mod timeline;

pub(in crate::ui) use change::style as voice;
pub(in crate::ui) use prose::lines as prose_lines;
pub(super) use timeline::event;

use super::super::text::{self, blank};
use super::super::theme::Theme;
use crate::app::Model;
use crate::app::screen::Plan;
use crate::domain::request::Row as RecordRow;
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, Record};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// One line of what scrolls, and the comment it belongs to.
struct Row {
    line: Line<'static>,
    comment: Option<CommentId>,
}

impl From<Line<'static>> for Row {
    fn from(line: Line<'static>) -> Self {
        Self { line, comment: None }
    }
}

/// Draws the detail.
pub(super) fn draw(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    let area = plan.detail;
    if area.height == 0 || area.width == 0 {
        return;
    }
    let Some(record) = model.subject() else { return };
    let Some(row) = model.record(record) else { return };
    let is_brief = plan.rule.width == 0 && plan.list.height > 0;
    if is_brief {
        let lines = match &row {
            RecordRow::Incident(incident) => brief::lines(incident, area, model, theme),
            RecordRow::Problem(problem) => problem::brief(problem, area, model, theme),
            RecordRow::Change(change) => change::brief(change, area, model, theme),
            _ => vec![],
        };
        let mut lines = lines;
        if let Some(line) = presence::line(record, usize::from(area.width), model, theme).filter(|_| !lines.is_empty())
        {
            lines.insert(1, line);
        }
        for (row, line) in (0..area.height).zip(lines) {
            text::put(buffer, area, row, &line);
        }
        return;
    }
    let width = usize::from(area.width);
    let (mut head, more) = match &row {
        RecordRow::Incident(incident) => {
            (facts::head(incident, width, model, theme), facts::more(incident, width, model, theme))
        }
        RecordRow::Problem(problem) => {
            (problem::head(problem, width, model, theme), problem::more(problem, width, model, theme))
        }
        RecordRow::Change(change) => {
            (change::head(change, width, model, theme), change::more(change, width, model, theme))
        }
        _ => (vec![], vec![]),
    };
    head.truncate(usize::from(area.height / 3).max(1));
    head.extend(presence::line(record, width, model, theme));
    let used = u16::try_from(head.len()).unwrap_or(area.height).min(area.height);
    for (row, line) in (0..used).zip(&head) {
        text::put(buffer, area, row, line);
    }
    let body = Rect { y: area.y + used, height: area.height - used, ..area };
    let rows = rows(record, more, width, model, theme);
    // Of a change the plan matters more than what was said last, unless that is new.
    let is_from_top = matches!(record, Record::Change(_)) && !model.timeline(record).iter().any(|entry| entry.is_new);
    scrolled(buffer, body, &rows, is_from_top, model, theme);
}

/// Everything that scrolls.
fn rows(record: Record, more: Vec<Line<'static>>, width: usize, model: &Model, theme: &Theme) -> Vec<Row> {
    let mut rows: Vec<Row> = more.into_iter().map(Row::from).collect();
    rows.push(Line::default().into());
    for (heading, text) in model.prose(record).unwrap_or_default() {
        rows.extend(written(heading, &text, width, model, theme).into_iter().map(Row::from));
    }
    if let Record::Problem(id) = record
        && let Some(problem) = model.problem(id)
    {
        let more = [problem::missing(&problem, width, model, theme), problem::belonging(&problem, width, model, theme)];
        rows.extend(more.into_iter().flatten().map(Row::from));
    }
    rows.extend(timeline::rows(record, width, model, theme));
    rows
}

/// What people wrote under a heading; nothing where they wrote nothing.
fn written(heading: &'static str, source: &Safe, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    if source.trim().is_empty() {
        return vec![];
    }
    let mut lines = prose::lines(source, width.saturating_sub(2), model, theme);
    for line in &mut lines {
        line.spans.insert(0, blank(2));
    }
    if !heading.is_empty() {
        lines.insert(0, Line::styled(heading, theme.strong()));
    }
    lines.push(Line::default());
    lines
}

/// Draws what scrolls, from the line on that shows what matters: the selected comment, or else the newest. The first comment brings what
/// stands above it, which nothing else would.
fn scrolled(buffer: &mut Buffer, area: Rect, rows: &[Row], is_from_top: bool, model: &Model, theme: &Theme) {
    let height = usize::from(area.height);
    if height == 0 {
        return;
    }
    let chosen = model.detail().comment;
    let last = rows.len().saturating_sub(height);
    let from = match chosen.and_then(|id| place(rows, id)) {
        None if rows.iter().all(|row| row.comment.is_none()) => usize::from(model.detail().scroll).min(last),
        None if is_from_top => 0,
        None => last,
        Some((start, _)) if is_first(rows, start) => usize::from(model.detail().scroll).min(last),
        Some((start, end)) => {
            let roomy = end.saturating_sub(height * 2 / 3).max(end.saturating_sub(height));
            roomy.min(start.saturating_sub(1)).min(last)
        }
    };
    let selected =
        if model.detail().is_focused { chosen.or_else(|| rows.iter().rev().find_map(|row| row.comment)) } else { None };
    for (at, row) in (0..area.height).zip(rows.iter().skip(from)) {
        text::put(buffer, area, at, &row.line);
        if selected.is_some() && row.comment == selected && area.x > 0 {
            let gutter = Rect { x: area.x - 1, width: 1, ..area };
            text::put(buffer, gutter, at, &Line::styled(theme.glyphs().selected, theme.accent()));
        }
    }
    let below = rows.len().saturating_sub(from + height);
    if from > 0 && height > 4 {
        let key = theme.own(&model.settings.keymap.hint("move.first")).into_owned();
        let words = if model.detail().is_focused { format!(", {key} to the top") } else { String::new() };
        note(buffer, Rect { height: 1, ..area }, &format!("{} lines above{words}", from + 1), theme);
    }
    if below > 0 && height > 4 {
        note(buffer, Rect { y: area.bottom() - 1, height: 1, ..area }, &format!("{} lines below", below + 1), theme);
    }
}

fn note(buffer: &mut Buffer, area: Rect, words: &str, theme: &Theme) {
    text::clear(buffer, area);
    text::put(
        buffer,
        area,
        0,
        &Line::styled(format!("{}{words}", theme.glyphs().across.repeat(2) + " "), theme.muted()),
    );
}

fn place(rows: &[Row], id: CommentId) -> Option<(usize, usize)> {
    let start = rows.iter().position(|row| row.comment == Some(id))?;
    let many = rows[start..].iter().take_while(|row| row.comment == Some(id)).count();
    Some((start, start + many))
}

fn is_first(rows: &[Row], start: usize) -> bool {
    rows[..start].iter().all(|row| row.comment.is_none())
}

/// Cells of a label.
const LABEL: usize = 11;

/// A label in its column and what stands behind it, wrapped under itself.
fn labelled(label: &'static str, content: &[Span<'static>], width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = text::wrap(content, width.saturating_sub(LABEL));
    for (at, line) in lines.iter_mut().enumerate() {
        let label = if at == 0 { label } else { "" };
        line.spans.insert(0, Span::styled(text::left(label, LABEL, theme.glyphs()), theme.muted()));
    }
    lines
}
