//! The incidents: the title line, and what stands in the place of rows when there are none. Rows and cards are drawn elsewhere.
//!
//! The title line says what is looked at, how it is sorted and how much of it is here; an emptiness is always explained.

use super::super::Cursor;
use super::super::layers::field;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::{board, detail, rows};
use crate::app::Model;
use crate::app::layers::Layer;
use crate::app::layers::field::Field;
use crate::app::model::Session;
use crate::app::panes::incidents::history::Reach;
use crate::app::screen::Plan;
use crate::app::sentences::number;
use crate::app::truth::{self, Truth};
use crate::app::view::QUEUE;
use crate::domain::filter::Filter;
use crate::domain::request::Query;
use crate::domain::search::Total;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Draws list and detail; tells where the filter's cursor is while one is typed.
pub(in super::super) fn incidents(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let cursor = title(buffer, plan.title, model, theme);
    if model.incidents.list.order().is_empty() {
        for (row, line) in (1..).zip(explained(model, theme, plan.list.width)) {
            text::put(buffer, plan.list, row, &line);
        }
    } else if model.incidents.is_board() {
        board::board(buffer, plan, model, theme);
    } else {
        rows::draw(buffer, plan.list, model, theme);
    }
    super::rule(buffer, plan, theme);
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
