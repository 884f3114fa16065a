//! A known error as one reads it: what it is called, why it is shown, what helps, why it happens. What people wrote stands indented, so that
//! it cannot pass for a line of ours.

use super::super::Cursor;
use super::super::panes::prose_lines;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::framed;
use crate::app::Model;
use crate::app::layers::known::{self, INDENT, Part, Reading};
use crate::app::screen::Plan;
use crate::domain::value::ProblemStatus;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

/// Draws the page.
pub(in super::super) fn known(
    buffer: &mut Buffer,
    plan: &Plan,
    reading: Reading,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let area = known::area(plan);
    let title = known::read(model, reading).map_or_else(
        || "No known error".to_owned(),
        |(_, problem)| {
            let kind = if problem.status == ProblemStatus::KnownError { "Known error" } else { "Problem" };
            format!("{kind} {}", problem.name())
        },
    );
    let width = usize::from(area.width.saturating_sub(4));
    let lines: Vec<Line<'static>> =
        known::page(model, reading).iter().flat_map(|part| drawn(part, width, model, theme)).collect();
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(reading.scroll).min(lines.len().saturating_sub(height));
    let many = if reading.only.is_some() { 1 } else { model.known_problems().count() };
    let rest = lines.len().saturating_sub(from + height);
    let note = match (rest, many) {
        (0, 0 | 1) => String::new(),
        (0, many) => format!("{} of {many}", reading.at + 1),
        (1, _) => "1 more line below".to_owned(),
        (rest, _) => format!("{rest} more lines below"),
    };
    let inner = framed(buffer, area, &title, &note, theme);
    for (row, line) in (0..inner.height).zip(lines.iter().skip(from)) {
        text::put(buffer, inner, row, line);
    }
    None
}

fn drawn(part: &Part<'_>, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let indent = usize::from(INDENT);
    let room = width.saturating_sub(indent);
    let lines = match part {
        Part::Blank => return vec![Line::default()],
        Part::Heading(words) => return vec![Line::styled(*words, theme.accent())],
        Part::Title(problem) => {
            let (glyph, _, style) = theme.problem_status(problem.status);
            let mut lines = text::wrap(&[Span::styled(problem.title.to_string(), theme.strong())], room);
            if let Some(first) = lines.first_mut() {
                first.spans.insert(0, Span::styled(format!("{glyph} "), style));
            }
            lines.iter_mut().skip(1).for_each(|line| line.spans.insert(0, blank(indent)));
            return lines;
        }
        Part::Other(found, problem, is_read) => {
            let mark = if *is_read { theme.glyphs().selected } else { " " };
            let spans = vec![
                Span::styled(format!("{mark} "), theme.accent()),
                Span::raw(format!("{}  {}", problem.name(), problem.title)),
                Span::styled(format!("  {}", model.why(found)), theme.muted()),
            ];
            return vec![Line::from(text::cut_spans(spans, width, theme.glyphs()))];
        }
        Part::Why(words) => text::wrap(&[Span::styled(words.clone(), theme.muted())], room),
        Part::Prose(source) => prose_lines(source, room, model, theme),
    };
    let indented = lines.into_iter().map(|mut line| {
        line.spans.insert(0, blank(indent));
        line
    });
    indented.collect()
}
