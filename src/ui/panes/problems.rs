//! The problems: the title line, and what stands in the place of rows when there are none. Rows and cards are drawn elsewhere.

use super::super::Cursor;
use super::super::theme::Theme;
use super::empty::{self, Reason};
use super::title::{self, Title};
use super::{board, detail, rows};
use crate::app::Model;
use crate::app::board::Columns;
use crate::app::panes::listing::Sorting as _;
use crate::app::panes::problems::viewing::VIEWS;
use crate::app::screen::Plan;
use crate::domain::request::Query;
use ratatui::buffer::Buffer;
use ratatui::text::Span;

/// Draws list and detail; tells where the filter's cursor is while one is typed.
pub(in super::super) fn problems(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let title = Title {
        views: VIEWS.map(|view| view.name.to_owned()).to_vec(),
        at: model.problems.view_at,
        sorted: model.problems.sort.said(),
        counted: counted(model, theme),
    };
    let cursor = title::draw(buffer, plan.title, title, model, theme);
    if model.problems.list.order().is_empty() {
        empty::draw(buffer, plan.list, explained(model, theme), theme);
    } else if model.problems.is_board() {
        board::problems(buffer, plan, model, theme);
    } else {
        rows::problems(buffer, plan.list, model, theme);
    }
    super::rule(buffer, plan, theme);
    detail::draw(buffer, plan, model, theme);
    cursor
}

/// How many are shown, of how many, and how many would stand elsewhere by now.
fn counted(model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let (order, loaded) = (model.problems.list.order(), model.rows.problems.len());
    // One that was just written down is shown before it is loaded.
    let unmade = order.iter().filter(|id| !model.rows.problems.contains_key(id)).count();
    if loaded + unmade == 0 {
        return vec![];
    }
    let mut spans = vec![Span::styled(format!("{} of {}", order.len(), loaded + unmade), theme.muted())];
    let more = model.rows.problems_total.filter(|total| usize::try_from(*total).is_ok_and(|total| total > loaded));
    if let Some(total) = more {
        spans.push(Span::styled(format!(" loaded, {}{total} in all", theme.glyphs().about), theme.warning()));
    }
    spans.extend(title::moved(model.problems.order.moved(), model, theme));
    spans
}

/// Why there are no rows.
fn explained(model: &Model, theme: &Theme) -> Reason {
    let loaded = model.rows.problems.len();
    let unread = if loaded == 0 { empty::unread("problems", &Query::Problems, model, theme) } else { None };
    if let Some(reason) = empty::signed_out(model).or(unread) {
        return reason;
    }
    if !model.problems.filter_text.trim().is_empty() {
        let key = theme.own(&model.settings.keymap.hint("problem.clear-filter")).into_owned();
        return Reason::new(format!("None of {loaded} problems matches the filter."), format!("{key} clears it."));
    }
    let looked = empty::looked(&Query::Problems, model);
    match (loaded, model.problems.view_at) {
        (0, _) => Reason::new("There are no problems.", looked),
        (_, 0) => Reason::new("No open problems.", looked),
        _ => Reason::new(format!("Nothing in {}.", model.problems.view().name), looked),
    }
}
