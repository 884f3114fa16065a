//! The rows of the list.
//!
//! A row says everything twice: the margin mark and reverse video select it, letter and colour tell its priority, glyph and detail its status.

use super::super::table::{self, Cell};
use super::super::text;
use super::super::theme::Theme;
use super::super::time;
use crate::app::Model;
use crate::app::list::List;
use crate::app::view::Column;
use crate::domain::change::Change;
use crate::domain::change::window::Nearness;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{ChangeStatus, IncidentId, Priority, Record};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

/// Draws the incidents that are on the screen.
pub(super) fn incidents(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let number = model.incidents.order.tally().number_width().clamp(8, 13);
    let columns = table::columns(&model.incidents.view.columns, usize::from(area.width), number, age(model));
    list(buffer, area, &model.incidents.list, model, theme, |id, is_selected| {
        let incident = model.incident(id)?;
        let content = |column| content(column, &incident, model, theme);
        Some(row_of(Record::Incident(id), &columns, is_selected, &content, model, theme))
    });
}

/// Draws the problems that are on the screen.
pub(super) fn problems(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let columns = table::columns(&Column::OF_PROBLEMS, usize::from(area.width), 9, age(model));
    list(buffer, area, &model.problems.list, model, theme, |id, is_selected| {
        let problem = model.problem(id)?;
        let content = |column| problem_content(column, &problem, model, theme);
        Some(row_of(Record::Problem(id), &columns, is_selected, &content, model, theme))
    });
}

/// Draws the changes that are on the screen.
pub(super) fn changes(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let columns = table::columns(&Column::OF_CHANGES, usize::from(area.width), 8, age(model));
    list(buffer, area, &model.changes.list, model, theme, |id, is_selected| {
        let change = model.change(id)?;
        let content = |column| change_content(column, &change, model, theme);
        Some(row_of(Record::Change(id), &columns, is_selected, &content, model, theme))
    });
}

/// Cells of a time.
fn age(model: &Model) -> usize {
    if model.absolute_times { 6 } else { 4 }
}

fn list<I: Copy + Eq + std::hash::Hash>(
    buffer: &mut Buffer,
    area: Rect,
    list: &List<I>,
    model: &Model,
    theme: &Theme,
    drawn: impl Fn(I, bool) -> Option<Line<'static>>,
) {
    let shown = list.order().iter().enumerate().skip(list.offset());
    for (row, (at, id)) in (0..area.height).zip(shown) {
        let is_selected = at == list.cursor();
        let Some(mut line) = drawn(*id, is_selected) else { continue };
        if is_selected && !model.detail().is_focused {
            theme.select(&mut line);
        }
        text::put(buffer, area, row, &line);
    }
}

fn row_of<'a>(
    record: Record,
    columns: &[Cell],
    is_selected: bool,
    content: &dyn Fn(Column) -> (Cow<'a, str>, Style),
    model: &Model,
    theme: &Theme,
) -> Line<'static> {
    let set = theme.glyphs();
    let mut spans = vec![margin(record, is_selected, model, theme)];
    // What is one's own stands behind the status, or in the first blank there is.
    let order: Vec<Column> = columns.iter().map(|(column, _)| *column).collect();
    let is_close = |at: usize| order.get(at..at + 2).is_some_and(table::is_close);
    let behind = order.iter().position(|column| *column == Column::Status);
    let behind = behind.or_else(|| (0..order.len()).find(|at| !is_close(*at)));
    for (at, (column, cells)) in columns.iter().enumerate() {
        let (content, style) = content(*column);
        let is_right = matches!(column, Column::Slo | Column::Begins | Column::Age | Column::Updated | Column::Linked);
        let content = if is_right { text::right(&content, *cells, set) } else { text::left(&content, *cells, set) };
        spans.push(Span::styled(content, style));
        if behind == Some(at) {
            spans.push(own(record, model, theme));
        } else if !is_close(at) {
            spans.push(Span::raw(" "));
        }
    }
    Line::from(spans)
}

/// Selected, marked, changed by somebody else. Problems are neither marked nor watched.
pub(super) fn margin(record: Record, is_selected: bool, model: &Model, theme: &Theme) -> Span<'static> {
    let set = theme.glyphs();
    let incident = if let Record::Incident(id) = record { Some(id) } else { None };
    let is = |known: &dyn Fn(&IncidentId) -> bool| incident.is_some_and(|id| known(&id));
    let is_marked = is(&|id| model.incidents.marks.contains(id));
    if is_marked && is_selected {
        Span::styled(set.selected_mark, theme.accent())
    } else if is_marked {
        Span::styled(set.marked, theme.accent())
    } else if is_selected {
        Span::styled(set.selected, theme.accent())
    } else if is(&|id| model.incidents.unseen.calls(id)) {
        Span::styled(set.called, theme.mention())
    } else if is(&|id| model.incidents.unseen.contains(id)) {
        Span::styled(set.unseen, theme.accent())
    } else {
        Span::raw(" ")
    }
}

/// Whether something of one's own has not arrived yet: a deed, or a text.
pub(super) fn own(record: Record, model: &Model, theme: &Theme) -> Span<'static> {
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
        Column::Services => (services(&incident.services, model).into(), theme.muted()),
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
        Column::Age => (when(incident.created_at, model).into(), theme.muted()),
        Column::Updated => (when(incident.updated_at, model).into(), theme.muted()),
        Column::Linked | Column::Begins | Column::Flags => ("".into(), theme.plain()),
    }
}

/// The same of a change.
fn change_content<'a>(column: Column, change: &'a Change, model: &'a Model, theme: &'a Theme) -> (Cow<'a, str>, Style) {
    match column {
        Column::Priority => (letter(change.priority).into(), theme.priority(change.priority)),
        Column::Begins => {
            let (begins, style) = begins(change, model, theme);
            (begins.into(), style)
        }
        Column::Status => {
            let (status, _, style) = theme.change_status(change.status);
            (status.into(), style)
        }
        Column::Flags => (flags(change, model, theme).into(), theme.danger()),
        Column::Number => (change.short_name(), theme.plain()),
        Column::Title => (change.title.as_str().into(), theme.plain()),
        Column::Services => (services(&change.services, model).into(), theme.muted()),
        Column::Who => match change.assigned_to {
            Some(who) => (model.rows.short_name(who).into(), theme.plain()),
            None => (theme.glyphs().none.into(), theme.muted()),
        },
        Column::Age => (when(change.created_at, model).into(), theme.muted()),
        _ => ("".into(), theme.plain()),
    }
}

/// How long until a change begins: `34m`, `-12m` where it should have; `now` while it runs.
pub(super) fn begins(change: &Change, model: &Model, theme: &Theme) -> (String, Style) {
    let none = || (theme.glyphs().none.to_owned(), theme.muted());
    let Some(from) = change.scheduled_for else { return none() };
    if model.absolute_times {
        return (time::absolute(from, model.now, &model.zone), theme.plain());
    }
    let left = from.duration_since(model.now);
    match change.nearness(model.now) {
        None => none(),
        Some(Nearness::Now) if change.status == ChangeStatus::InProgress => ("now".into(), theme.accent()),
        Some(Nearness::Now) => (format!("-{}", time::short(left.abs())), theme.warning()),
        Some(Nearness::Urgent) => (time::short(left), theme.warning()),
        Some(Nearness::Upcoming) => (time::short(left), theme.plain()),
        Some(Nearness::Later) => (time::short(left), theme.muted()),
    }
}

/// What is to be looked at twice: that the approvals say other than the change, that it collides.
pub(super) fn flags(change: &Change, model: &Model, theme: &Theme) -> String {
    let set = theme.glyphs();
    let mismatch = model.rows.standing_of(change).mismatch(change).map_or(" ", |_| set.mismatch);
    let collision = if model.is_colliding(change.id) { set.collision } else { " " };
    format!("{mismatch}{collision}")
}

/// The same of a problem; what it does not have is blank.
fn problem_content<'a>(
    column: Column,
    problem: &'a Problem,
    model: &'a Model,
    theme: &'a Theme,
) -> (Cow<'a, str>, Style) {
    match column {
        Column::Priority => (letter(problem.priority).into(), theme.priority(problem.priority)),
        Column::Status => {
            let (status, _, style) = theme.problem_status(problem.status);
            (status.into(), style)
        }
        Column::Number => (problem.short_name().into(), theme.plain()),
        Column::Title => (problem.title.as_str().into(), theme.plain()),
        Column::Linked => {
            let (linked, style) = linked(problem, model, theme);
            (linked.into(), style)
        }
        Column::Who => match problem.assigned_to {
            Some(who) => (model.rows.short_name(who).into(), theme.plain()),
            None => (theme.glyphs().none.into(), theme.muted()),
        },
        Column::Age => (when(problem.created_at, model).into(), theme.muted()),
        _ => ("".into(), theme.plain()),
    }
}

/// How many incidents and changes belong to a problem, each in its place: `12i`, or `12i 2c`; a dash for none.
pub(super) fn linked(problem: &Problem, model: &Model, theme: &Theme) -> (String, Style) {
    let (incidents, changes) =
        model.linked(problem.id).map_or((0, 0), |linked| (linked.incidents.len(), linked.changes.len()));
    let none = || format!("{}   ", theme.glyphs().none);
    match (incidents, changes) {
        (0, 0) => (none(), theme.muted()),
        (incidents, 0) => (format!("{incidents}i   "), theme.plain()),
        (0, changes) => (format!("{changes}c"), theme.plain()),
        (incidents, changes) => (format!("{incidents}i {changes}c"), theme.plain()),
    }
}

fn when(at: Timestamp, model: &Model) -> String {
    if model.absolute_times {
        time::absolute(at, model.now, &model.zone)
    } else {
        time::short(time::since(at, model.now))
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
fn services(services: &[ServiceId], model: &Model) -> String {
    let Some(first) = services.first() else { return String::new() };
    let name = model.rows.services.get(first).map_or(first.0.as_str(), |service| service.label.as_str());
    match services.len() {
        1 => name.to_owned(),
        many => format!("{name} +{}", many - 1),
    }
}
