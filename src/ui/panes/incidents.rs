//! The queue: its title line, its rows, and what stands in their place when there are none.
//!
//! A row says everything twice: the margin mark and reverse video select it, letter and colour tell its priority, glyph and detail its status.

use super::super::Cursor;
use super::super::layers::field;
use super::super::table::{self, Cell};
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::detail;
use crate::app::Model;
use crate::app::layers::Layer;
use crate::app::layers::field::Field;
use crate::app::model::Session;
use crate::app::panes::incidents::history::Reach;
use crate::app::screen::Plan;
use crate::app::truth::{self, Truth};
use crate::app::view::{Column, QUEUE};
use crate::domain::filter::Filter;
use crate::domain::incident::Incident;
use crate::domain::request::Query;
use crate::domain::safe::Safe;
use crate::domain::search::Total;
use crate::domain::value::{Priority, Record};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

/// Draws list and detail; tells where the filter's cursor is while one is typed.
pub(in super::super) fn incidents(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let cursor = title(buffer, plan.title, model, theme);
    if model.incidents.list.order().is_empty() {
        for (row, line) in (1..).zip(explained(model, theme, plan.list.width)) {
            text::put(buffer, plan.list, row, &line);
        }
    } else {
        rows(buffer, plan.list, model, theme);
    }
    for y in plan.rule.top()..plan.rule.bottom() {
        let line = Line::styled(theme.glyphs().upright, theme.muted());
        text::put(buffer, Rect { y, height: 1, ..plan.rule }, 0, &line);
    }
    detail::draw(buffer, plan, model, theme);
    cursor
}

fn title(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Cursor {
    let room = usize::from(area.width.saturating_sub(1));
    let set = theme.glyphs();
    if let Some(Layer::Filter { field: typed, .. }) = model.layers.last() {
        return typed_filter(buffer, area, current(model, theme), typed, model, theme);
    }
    let right = counted(model, theme);
    let by = Span::styled(format!("  {}", model.incidents.sort.said()), theme.muted());
    let typed = model.incidents.filter_text.trim();
    let typed = if typed.is_empty() { vec![] } else { vec![blank(2), Span::raw(typed.to_owned())] };
    let fits = |left: &[Span<'_>], more: usize| text::width_of(left) + more + text::width_of(&right) < room;
    let more = text::width_of(&typed) + text::width(&by.content);
    let mut left = names(model, theme);
    if !fits(&left, more + 1) {
        left = current(model, theme);
    }
    left.extend(typed);
    if fits(&left, text::width(&by.content)) {
        left.push(by);
    }
    text::put(buffer, area, 0, &text::ends(left, right, room, set));
    None
}

/// The names of all views in a row, the one that is looked at set off.
fn names(model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = vec![Span::raw(" ")];
    for (at, view) in model.settings.views.all().iter().enumerate() {
        if at > 0 {
            spans.push(blank(2));
        }
        let style = if at == model.incidents.view_at { theme.strong() } else { theme.muted() };
        spans.push(Span::styled(view.name.to_string(), style));
    }
    spans
}

/// The name of the view that is looked at, and which of how many it is.
fn current(model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let many = model.settings.views.all().len();
    vec![
        Span::raw(" "),
        Span::styled(model.incidents.view.name.to_string(), theme.strong()),
        Span::styled(format!(" {}/{many}", model.incidents.view_at + 1), theme.muted()),
    ]
}

fn counted(model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let loaded = model.rows.incidents.len();
    if loaded == 0 {
        return vec![];
    }
    let shown = model.incidents.list.order().len();
    let reached = reached(model, shown, theme);
    let is_everything = reached.is_some();
    let mut spans = vec![reached.unwrap_or_else(|| Span::styled(format!("{shown} of {loaded}"), theme.muted()))];
    let marks = &model.incidents.marks;
    if !marks.is_empty() {
        let hidden = marks.iter().filter(|id| !model.incidents.order.shows(**id)).count();
        let hidden = if hidden > 0 { format!(" ({hidden} not shown)") } else { String::new() };
        spans.insert(0, Span::styled(format!("{} marked{hidden}  ", marks.len()), theme.accent()));
    }
    if is_everything {
        // How many are loaded says nothing where one can scroll to the others.
    } else if let Some(total) =
        model.rows.incidents_total.filter(|total| usize::try_from(*total).is_ok_and(|total| total > loaded))
    {
        spans.push(Span::styled(format!(" loaded, {}{total} in all", theme.glyphs().about), theme.warning()));
    }
    let moved = model.incidents.order.moved();
    if moved > 0 {
        spans.push(Span::raw(format!(", {moved} moved")));
        let key = model.settings.keymap.hint("app.refresh");
        if !key.is_empty() {
            spans.extend([
                Span::raw(" "),
                Span::styled(theme.own(&key).into_owned(), theme.accent()),
                Span::raw(" to re-sort"),
            ]);
        }
    }
    spans
}

/// How much of what the filter keeps is here, while it is looked for further back than what is loaded.
fn reached(model: &Model, shown: usize, theme: &Theme) -> Option<Span<'static>> {
    let reach = model.reach()?;
    let shown = u64::try_from(shown).unwrap_or(u64::MAX);
    let about = theme.glyphs().about;
    let part = |total: u64, about: &str| match total {
        _ if total > shown => format!("{} of {about}{}", number(shown), number(total)),
        _ => format!("{} and more", number(shown)),
    };
    if model.history_fault().is_some() {
        return Some(Span::styled(format!("{}, older ones not read", number(shown)), theme.warning()));
    }
    Some(match reach {
        Reach::Nowhere => {
            Span::styled(theme.own(&format!("{} so far, looking back…", number(shown))).into_owned(), theme.muted())
        }
        Reach::Part(Total::Exact(total)) => Span::styled(part(total, ""), theme.muted()),
        Reach::Part(Total::About(total)) => Span::styled(part(total, about), theme.muted()),
        Reach::Part(Total::MoreThan(total)) => Span::styled(part(total, "more than "), theme.muted()),
        Reach::Part(Total::AtMost(total)) => Span::styled(part(total, "at most "), theme.muted()),
        Reach::Whole => Span::styled(format!("all {}", number(shown)), theme.muted()),
    })
}

/// A count with commas between the thousands.
fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn typed_filter(
    buffer: &mut Buffer,
    area: Rect,
    mut left: Vec<Span<'static>>,
    typed: &Field,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let set = theme.glyphs();
    left.extend([blank(2), Span::styled("/ ", theme.accent())]);
    let begins = text::width_of(&left);
    let room = usize::from(area.width);
    let right = match Filter::parse(typed.text()) {
        Ok(_) => counted(model, theme),
        Err(error) => {
            let most = room.saturating_sub(begins + text::width(typed.text()) + 5);
            vec![Span::styled(text::cut(&error.message, most, set), theme.warning())]
        }
    };
    let free = room.saturating_sub(begins + text::width_of(&right) + 3).max(8);
    let (spans, at) = field::shown(typed, free, theme);
    left.extend(spans);
    text::put(buffer, area, 0, &text::ends(left, right, room.saturating_sub(1), set));
    let x = area.x.saturating_add(u16::try_from(begins + at).unwrap_or(u16::MAX));
    (area.height > 0 && x < area.right()).then_some(Position { x, y: area.y })
}

fn rows(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
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
        if is_selected && !model.incidents.detail_focused {
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
fn margin(incident: &Incident, is_selected: bool, model: &Model, theme: &Theme) -> Span<'static> {
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
fn own(incident: &Incident, model: &Model, theme: &Theme) -> Span<'static> {
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

/// Why there are no rows: never a bare emptiness, and never a failure that looks like one.
fn explained(model: &Model, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let key = |id: &str| theme.own(&model.settings.keymap.hint(id)).into_owned();
    let loaded = model.rows.incidents.len();
    let typed = model.incidents.filter_text.trim();
    let failed = model.remote.line(&Query::Incidents).and_then(|line| line.failed.as_ref());
    let failed_me = model.remote.line(&Query::Me).and_then(|line| line.failed.as_ref());
    let (first, then): (String, String) = if model.session == Session::SignedOut {
        ("Nobody is signed in, so there is nothing to show.".into(), String::new())
    } else if let (0, Some((at, fault))) = (loaded, failed.or(failed_me)) {
        let at = time::clock(*at, &model.zone);
        (
            format!("The incidents could not be read: {fault}."),
            format!(
                "Last tried {at}; antops tries again by itself, {} at once. This is not an empty queue.",
                key("app.refresh")
            ),
        )
    } else if let (0, Session::Restoring { failed: Some((at, fault)) }) = (loaded, &model.session) {
        let at = time::clock(*at, &model.zone);
        (format!("Cannot sign in yet: {fault}."), format!("Last tried {at}; antops tries again by itself."))
    } else if loaded == 0 && matches!(truth::truth(model), Truth::Loading) {
        (theme.own("Reading the incidents…").into_owned(), String::new())
    } else if let Some(reach) = model.reach() {
        let back = key("incident.clear-filter");
        match (model.history_fault(), reach) {
            (Some(fault), _) => (
                format!("Nothing of what is loaded matches the filter, and older ones could not be read: {fault}."),
                format!("antops tries again by itself, {} at once.", key("app.refresh")),
            ),
            (None, Reach::Whole) => {
                ("Nothing matches the filter, as far back as there are incidents.".into(), format!("{back} clears it."))
            }
            (None, _) => (theme.own("Looking further back…").into_owned(), String::new()),
        }
    } else if !typed.is_empty() {
        let back = key("incident.clear-filter");
        (format!("None of {loaded} incidents matches the filter."), format!("{back} clears it."))
    } else {
        let view = &model.incidents.view;
        let first =
            if view.filter == QUEUE { "No open incidents.".into() } else { format!("Nothing in {}.", view.name) };
        (first, looked(model))
    };
    let room = usize::from(width).saturating_sub(4).min(72);
    let style = if failed.is_some() && loaded == 0 { theme.danger() } else { theme.plain() };
    let mut lines = text::wrap(&[Span::styled(first, style)], room);
    if !then.is_empty() {
        lines.extend(text::wrap(&[Span::styled(then, theme.muted())], room));
    }
    for line in &mut lines {
        line.spans.insert(0, blank(2));
    }
    lines
}

/// How fresh an empty list is.
fn looked(model: &Model) -> String {
    let at = model.remote.line(&Query::Incidents).and_then(|line| line.answered_at).or(model.cached_at);
    let how = match truth::truth(model) {
        Truth::Live { .. } => "live, changes show by themselves",
        Truth::Poll { .. } => "looked at again every few seconds",
        Truth::Stale { .. } | Truth::Offline { .. } | Truth::Loading => "and that may have changed since",
    };
    at.map_or_else(String::new, |at| format!("Last looked {}, {how}.", time::clock(at, &model.zone)))
}
