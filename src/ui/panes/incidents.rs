//! The incidents: the title line, and what stands in the place of rows when there are none. Rows and cards are drawn elsewhere.

use super::super::Cursor;
use super::super::theme::Theme;
use super::empty::{self, Reason};
use super::title::{self, Title};
use super::{board, detail, rows};
use crate::app::Model;
use crate::app::board::Columns;
use crate::app::panes::incidents::history::Reach;
use crate::app::screen::Plan;
use crate::app::sentences::number;
use crate::app::view::QUEUE;
use crate::domain::request::Query;
use crate::domain::search::Total;
use ratatui::buffer::Buffer;
use ratatui::text::Span;

/// Draws list and detail; tells where the filter's cursor is while one is typed.
pub(in super::super) fn incidents(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let title = Title {
        views: model.settings.views.all().iter().map(|view| view.name.to_string()).collect(),
        at: model.incidents.view_at,
        sorted: model.incidents.sort.said(),
        counted: counted(model, theme),
    };
    let cursor = title::draw(buffer, plan.title, title, model, theme);
    if model.incidents.list.order().is_empty() {
        empty::draw(buffer, plan.list, explained(model, theme), theme);
    } else if model.incidents.is_board() {
        board::incidents(buffer, plan, model, theme);
    } else {
        rows::incidents(buffer, plan.list, model, theme);
    }
    super::rule(buffer, plan, theme);
    detail::draw(buffer, plan, model, theme);
    cursor
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
    spans.extend(title::moved(model.incidents.order.moved(), model, theme));
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

/// Why there are no rows.
fn explained(model: &Model, theme: &Theme) -> Reason {
    let key = |id: &str| theme.own(&model.settings.keymap.hint(id)).into_owned();
    let loaded = model.rows.incidents.len();
    let unread = if loaded == 0 { empty::unread("incidents", &Query::Incidents, model, theme) } else { None };
    if let Some(reason) = empty::signed_out(model).or(unread) {
        return reason;
    }
    let clears = || format!("{} clears it.", key("incident.clear-filter"));
    if let Some(reach) = model.reach() {
        return match (model.history_fault(), reach) {
            (Some(fault), _) => Reason::new(
                format!("Nothing of what is loaded matches the filter, and older ones could not be read: {fault}."),
                format!("antops tries again by itself, {} at once.", key("app.refresh")),
            ),
            (None, Reach::Whole) => {
                Reason::new("Nothing matches the filter, as far back as there are incidents.", clears())
            }
            (None, _) => Reason::new(theme.own("Looking further back…"), ""),
        };
    }
    if !model.incidents.filter_text.trim().is_empty() {
        return Reason::new(format!("None of {loaded} incidents matches the filter."), clears());
    }
    let view = &model.incidents.view;
    let first = if view.filter == QUEUE { "No open incidents.".into() } else { format!("Nothing in {}.", view.name) };
    Reason::new(first, empty::looked(&Query::Incidents, model))
}
