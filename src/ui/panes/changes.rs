//! The changes: the title line with what begins soon, and what stands in the place of rows when there are none. Rows, cards and bars are drawn elsewhere.

use super::super::Cursor;
use super::super::theme::Theme;
use super::empty::{self, Reason};
use super::title::{self, Title};
use super::{board, calendar, detail, rows};
use crate::app::Model;
use crate::app::board::Columns;
use crate::app::panes::changes::Changes;
use crate::app::panes::listing::{Kind, Sorting as _};
use crate::app::screen::Plan;
use crate::domain::request::Query;
use ratatui::buffer::Buffer;
use ratatui::text::Span;

/// Draws list and detail; tells where the filter's cursor is while one is typed.
pub(in super::super) fn changes(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let pane = &model.changes;
    let title = Title {
        views: Changes::VIEWS.iter().map(|view| view.name.to_owned()).collect(),
        at: pane.view_at,
        sorted: if pane.is_calendar() { "by window" } else { pane.sort.said() },
        counted: counted(model, theme),
    };
    let cursor = title::draw(buffer, plan.title, title, model, theme);
    if pane.list.order().is_empty() {
        empty::draw(buffer, plan.list, explained(model, theme), theme);
    } else if pane.is_board() {
        board::changes(buffer, plan, model, theme);
    } else if pane.is_calendar() {
        calendar::draw(buffer, plan.list, model, theme);
    } else {
        rows::changes(buffer, plan.list, model, theme);
    }
    super::rule(buffer, plan, theme);
    detail::draw(buffer, plan, model, theme);
    cursor
}

/// What begins soon, how many are shown, of how many, and how many would stand elsewhere by now.
fn counted(model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let (order, loaded) = (model.changes.list.order(), model.rows.changes.len());
    let unmade = order.iter().filter(|id| !model.rows.changes.contains_key(id)).count();
    if loaded + unmade == 0 {
        return vec![];
    }
    let soon = model.changes.more.soon;
    let mut spans = vec![];
    if soon.urgent > 0 {
        spans.push(Span::styled(format!("{} urgent  ", soon.urgent), theme.warning()));
    }
    if soon.upcoming > 0 {
        spans.push(Span::styled(format!("{} upcoming  ", soon.upcoming), theme.plain()));
    }
    spans.push(Span::styled(format!("{} of {}", order.len(), loaded + unmade), theme.muted()));
    let more = model.rows.changes_total.filter(|total| usize::try_from(*total).is_ok_and(|total| total > loaded));
    if let Some(total) = more {
        spans.push(Span::styled(format!(" loaded, {}{total} in all", theme.glyphs().about), theme.warning()));
    }
    spans.extend(title::moved(model.changes.order.moved(), model, theme));
    spans
}

/// Why there are no rows.
fn explained(model: &Model, theme: &Theme) -> Reason {
    let loaded = model.rows.changes.len();
    let unread = if loaded == 0 { empty::unread("changes", &Query::Changes, model, theme) } else { None };
    if let Some(reason) = empty::signed_out(model).or(unread) {
        return reason;
    }
    if !model.changes.filter_text.trim().is_empty() {
        let key = theme.own(&model.settings.keymap.hint("change.clear-filter")).into_owned();
        return Reason::new(format!("None of {loaded} changes matches the filter."), format!("{key} clears it."));
    }
    let looked = empty::looked(&Query::Changes, model);
    match (loaded, model.changes.view_at) {
        (0, _) => Reason::new("There are no changes.", looked),
        (_, 0) => Reason::new("No open changes.", looked),
        (_, 1) => Reason::new("Nothing waits for a decision.", looked),
        _ => Reason::new(format!("Nothing in {}.", model.changes.view().name), looked),
    }
}
