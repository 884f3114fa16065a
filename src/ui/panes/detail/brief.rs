//! The detail in a few lines, below the list of a narrow screen: facts, SLO and services, what helps, then the latest of the timeline.

use super::super::super::text;
use super::super::super::theme::Theme;
use super::news::{self, Column};
use super::{facts, timeline};
use crate::app::Model;
use crate::domain::incident::Incident;
use crate::domain::rich_text;
use crate::domain::value::Record;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// As many lines as there are, the newest of the timeline last.
pub(super) fn lines(incident: &Incident, area: Rect, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let (width, height, set) = (usize::from(area.width), usize::from(area.height), theme.glyphs());
    let mut lines = vec![first(incident, width, model, theme), second(incident, width, model, theme)];
    lines.extend(news::brief(incident, width, model, theme));
    lines.extend(known_error(width, model, theme));
    for mut draft in facts::drafts(Record::Incident(incident.id), width, model, theme) {
        draft.insert(0, Span::styled("Draft ", theme.accent()));
        lines.push(Line::from(text::cut_spans(draft, width, set)));
    }
    let entries = model.timeline(Record::Incident(incident.id));
    let room = height.saturating_sub(lines.len());
    let latest = entries.len().saturating_sub(room);
    lines.extend(entries[latest..].iter().map(|entry| timeline::short(entry, width, model, theme)));
    if entries.is_empty() {
        let about = rich_text::summary(&incident.description);
        if !about.is_empty() {
            lines.push(Line::from(text::cut_spans(vec![Span::raw(format!("  {about}"))], width, set)));
        }
        lines.extend(timeline::state(Record::Incident(incident.id), true, width, model, theme));
    }
    lines
}

fn first(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let assigned = incident.assigned_to.map_or("nobody assigned", |who| model.rows.short_name(who));
    let mut spans = vec![
        Span::styled(incident.name(), theme.strong()),
        Span::styled(format!("  {}", incident.priority), theme.priority(incident.priority)),
        news::was(incident, Column::Priority, model, theme),
        Span::raw(format!("  {}", incident.status)),
        news::was(incident, Column::Status, model, theme),
        Span::raw(format!("  {assigned}")),
        news::was(incident, Column::Assignee, model, theme),
        Span::styled(format!("  created by {}", model.rows.short_name(incident.created_by)), theme.muted()),
    ];
    if let Some(customer) = incident.customer.as_ref().filter(|customer| !customer.trim().is_empty()) {
        spans.push(Span::styled("  for ", theme.muted()));
        spans.push(Span::raw(customer.to_string()));
    }
    Line::from(text::cut_spans(spans, width, theme.glyphs()))
}

fn second(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::raw("SLO ")];
    spans.extend(facts::slo(incident, model, theme));
    if let Some(services) = facts::services(&incident.services, model, theme) {
        spans.push(Span::styled("   on ", theme.muted()));
        spans.extend(services);
    }
    Line::from(text::cut_spans(spans, width, theme.glyphs()))
}

/// The known error behind it on one line: which, what helps, and the key that reads it.
fn known_error(width: usize, model: &Model, theme: &Theme) -> Option<Line<'static>> {
    let (found, problem) = facts::helpful(model).or_else(|| model.known_problems().next())?;
    let (_, status, style) = theme.problem_status(problem.status);
    let mut chars = status.chars();
    let status: String = chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect();
    let says = facts::workaround(problem).map_or_else(|| problem.title.to_string(), rich_text::summary);
    let before = if found.is_linked { Span::styled(status, style) } else { Span::styled("Looks like", style) };
    let key = facts::key_of_known(model, theme);
    let left = vec![before, Span::raw(format!(" {}: {says}", problem.name()))];
    let reads = key.map(|key| Span::styled(format!(" {key} reads it"), theme.muted()));
    Some(text::ends(left, reads.into_iter().collect(), width, theme.glyphs()))
}
