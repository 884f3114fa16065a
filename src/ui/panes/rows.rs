//! The rows of the list.
//!
//! A row says everything twice: the margin mark and reverse video select it, letter and colour tell its priority, glyph and detail its status.

use super::super::table::{self, Cell};
use super::super::text;
use super::super::theme::Theme;
use super::super::time;
use crate::app::Model;
use crate::app::view::Column;
use crate::domain::incident::Incident;
use crate::domain::safe::Safe;
use crate::domain::value::{Priority, Record};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

/// Draws the rows that are on the screen.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let order = model.incidents.list.order();
    let number = model.incidents.order.tally().number_width().clamp(8, 13);
    let age = if model.absolute_times { 6 } else { 4 };
    let columns = table::columns(&model.incidents.view.columns, usize::from(area.width), number, age);
    let cursor = model.incidents.list.cursor();
    let from = model.incidents.list.offset();
    for (row, (at, id)) in (0..area.height).zip(order.iter().enumerate().skip(from)) {
        let Some(incident) = model.incident(*id) else { continue };
        let is_selected = at == cursor;
        let mut line = row_of(&incident, &columns, is_selected, model, theme);
        if is_selected && !model.detail().is_focused {
            theme.select(&mut line);
        }
        text::put(buffer, area, row, &line);
    }
}

fn row_of(incident: &Incident, columns: &[Cell], is_selected: bool, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let mut spans = vec![margin(incident, is_selected, model, theme)];
    // What is one's own stands behind the status, or in the first blank there is.
    let order: Vec<Column> = columns.iter().map(|(column, _)| *column).collect();
    let is_close = |at: usize| order.get(at..at + 2).is_some_and(table::is_close);
    let behind = order.iter().position(|column| *column == Column::Status);
    let behind = behind.or_else(|| (0..order.len()).find(|at| !is_close(*at)));
    for (at, (column, cells)) in columns.iter().enumerate() {
        let (content, style) = content(*column, incident, model, theme);
        let is_right = matches!(column, Column::Slo | Column::Age | Column::Updated);
        let content = if is_right { text::right(&content, *cells, set) } else { text::left(&content, *cells, set) };
        spans.push(Span::styled(content, style));
        if behind == Some(at) {
            spans.push(own(incident, model, theme));
        } else if !is_close(at) {
            spans.push(Span::raw(" "));
        }
    }
    Line::from(spans)
}

/// Selected, marked, changed by somebody else.
pub(super) fn margin(incident: &Incident, is_selected: bool, model: &Model, theme: &Theme) -> Span<'static> {
    let set = theme.glyphs();
    let is_marked = model.incidents.marks.contains(&incident.id);
    if is_marked && is_selected {
        Span::styled(set.selected_mark, theme.accent())
    } else if is_marked {
        Span::styled(set.marked, theme.accent())
    } else if is_selected {
        Span::styled(set.selected, theme.accent())
    } else if model.incidents.unseen.calls(&incident.id) {
        Span::styled(set.called, theme.mention())
    } else if model.incidents.unseen.contains(&incident.id) {
        Span::styled(set.unseen, theme.accent())
    } else {
        Span::raw(" ")
    }
}

/// Whether something of one's own has not arrived yet: a deed, or a text.
pub(super) fn own(incident: &Incident, model: &Model, theme: &Theme) -> Span<'static> {
    let record = Record::Incident(incident.id);
    if model.pending.on(record).next().is_some() {
        Span::styled(theme.glyphs().unsent, theme.warning())
    } else if model.drafts_on(record).next().is_some() {
        Span::styled(theme.glyphs().draft, theme.accent())
    } else {
        Span::raw(" ")
    }
}

/// What a column says of an incident, and how.
fn content<'a>(column: Column, incident: &'a Incident, model: &'a Model, theme: &'a Theme) -> (Cow<'a, str>, Style) {
    let when = |at: Timestamp| {
        if model.absolute_times {
            time::absolute(at, model.now, &model.zone)
        } else {
            time::short(time::since(at, model.now))
        }
    };
    match column {
        Column::Priority => (letter(incident.priority).into(), theme.priority(incident.priority)),
        Column::Slo => {
            let (slo, style) = time::slo_cell(model.rows.slo.standing(incident, model.now), theme);
            (slo.into(), style)
        }
        Column::Status => {
            let (status, style) = theme.incident_status(incident.status);
            (status.into(), style)
        }
        Column::Number => (incident.short_name(), theme.plain()),
        Column::Title => (incident.title.as_str().into(), theme.plain()),
        Column::Customer => (incident.customer.as_deref().unwrap_or_default().into(), theme.muted()),
        Column::Services => (services(incident, model).into(), theme.muted()),
        Column::Tags => {
            let tags: Vec<&str> = incident.tags.iter().map(Safe::as_str).collect();
            (tags.join(" ").into(), theme.muted())
        }
        Column::Problem => {
            let number = incident.problem.and_then(|id| model.rows.problems.get(&id)?.number.as_deref());
            let number = number.map_or("", |number| number.split_once('-').map_or(number, |(_, rest)| rest));
            (number.into(), theme.muted())
        }
        Column::CreatedBy => (model.rows.short_name(incident.created_by).into(), theme.muted()),
        Column::Who => match incident.assigned_to {
            Some(who) => (model.rows.short_name(who).into(), theme.plain()),
            None => (theme.glyphs().none.into(), theme.muted()),
        },
        Column::Age => (when(incident.created_at).into(), theme.muted()),
        Column::Updated => (when(incident.updated_at).into(), theme.muted()),
    }
}

/// The letter of a priority.
pub(in super::super) fn letter(priority: Priority) -> &'static str {
    match priority {
        Priority::Critical => "C",
        Priority::High => "H",
        Priority::Medium => "M",
        Priority::Low => "L",
    }
}

/// The first service by its name, and how many more there are.
fn services(incident: &Incident, model: &Model) -> String {
    let Some(first) = incident.services.first() else { return String::new() };
    let name = model.rows.services.get(first).map_or(first.0.as_str(), |service| service.label.as_str());
    match incident.services.len() {
        1 => name.to_owned(),
        many => format!("{name} +{}", many - 1),
    }
}
