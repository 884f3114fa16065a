//! The inbox: a row for each thing one is told, and the record behind the selected one beside or below.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::empty::{self, Reason};
use super::title::{self, Title};
use super::{detail, rule};
use crate::app::Model;
use crate::app::panes::inbox::VIEWS;
use crate::app::screen::Plan;
use crate::domain::notification::{Notification, Told};
use crate::domain::request::Query;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

/// Cells of a time.
const TIME: usize = 7;
/// Cells of a number.
const NUMBER: usize = 10;

/// Draws list and detail.
pub(in super::super) fn inbox(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let title = Title {
        views: VIEWS.map(str::to_owned).to_vec(),
        at: model.inbox.view_at,
        sorted: "unread first",
        counted: counted(model, theme),
    };
    let cursor = title::draw(buffer, plan.title, title, model, theme);
    if model.inbox.list.order().is_empty() {
        empty::draw(buffer, plan.list, explained(model, theme), theme);
    }
    let shown = model.inbox.list.order().iter().enumerate().skip(model.inbox.list.offset());
    for (row, (at, id)) in (0..plan.list.height).zip(shown) {
        let Some(notice) = model.rows.notices.get(*id) else { continue };
        let is_selected = at == model.inbox.list.cursor();
        let mut line = row_of(notice, is_selected, usize::from(plan.list.width), model, theme);
        if is_selected && !model.detail().is_focused {
            theme.select(&mut line);
        }
        text::put(buffer, plan.list, row, &line);
    }
    rule(buffer, plan, theme);
    detail::draw(buffer, plan, model, theme);
    cursor
}

fn row_of(notice: &Notification, is_selected: bool, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let is_read = model.has_read(notice);
    let is_call = matches!(notice.told, Told::Mention { .. });
    let margin = if is_selected {
        Span::styled(set.selected, theme.accent())
    } else if is_read {
        Span::raw(" ")
    } else if is_call {
        Span::styled(set.called, theme.mention())
    } else {
        Span::styled(set.unseen, theme.accent())
    };
    let on = model.subject_of(notice).map(|record| model.name_and_title(record));
    let (name, title) = on.map_or_else(Default::default, |(name, title)| (short(&name), title.to_string()));
    let style = if is_read { theme.muted() } else { theme.plain() };
    let mut spans = vec![
        margin,
        Span::styled(text::left(&when(notice, model), TIME, set), theme.muted()),
        Span::styled(text::left(&name, NUMBER, set), style),
    ];
    let mut words = told(notice, model, theme);
    if !is_read {
        for span in &mut words {
            span.style = span.style.patch(theme.strong());
        }
    }
    if !title.is_empty() && !is_call {
        words.push(Span::styled(format!("  {title}"), theme.muted()));
    }
    spans.extend(words);
    let waits = if model.inbox.is_marking(notice.id) {
        vec![Span::styled(set.unsent, theme.warning()), blank(1)]
    } else {
        vec![]
    };
    text::ends(spans, waits, width, set)
}

/// The number without the letters of the organization, where there are any.
fn short(name: &str) -> String {
    name.split_once('-').filter(|(_, rest)| rest.contains('-')).map_or(name, |(_, rest)| rest).to_owned()
}

fn when(notice: &Notification, model: &Model) -> String {
    if model.absolute_times {
        time::absolute(notice.created_at, model.now, &model.zone)
    } else {
        time::short(time::since(notice.created_at, model.now))
    }
}

/// What it tells: a sign, then the words.
fn told(notice: &Notification, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let set = theme.glyphs();
    let (glyph, style) = match &notice.told {
        Told::ApprovalRequest { .. } => (set.pending, theme.warning()),
        Told::Decided { is_approved: true, .. } => (set.closed, theme.good()),
        Told::Decided { .. } => (set.failed, theme.danger()),
        Told::AutoStarted => (set.running, theme.accent()),
        Told::CompletionPrompt { .. } => (set.running, theme.warning()),
        Told::Mention { .. } | Told::Other { .. } => (" ", theme.plain()),
    };
    vec![Span::styled(format!("{glyph} "), style), Span::styled(model.rows.told(notice), style)]
}

/// How many are unread, and whether all are here.
fn counted(model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let shown = model.inbox.list.order().len();
    if shown == 0 {
        return vec![];
    }
    let mut spans = vec![Span::styled(format!("{} unread of {shown}", model.inbox.unread), theme.muted())];
    if let Some(total) = model.rows.notices.total {
        spans.push(Span::styled(format!(", {}{total} in all", theme.glyphs().about), theme.warning()));
    }
    spans
}

/// Why there are no rows.
fn explained(model: &Model, theme: &Theme) -> Reason {
    let loaded = model.rows.notices.all().count();
    let is_unanswered = model.remote.line(&Query::Inbox).is_none_or(|line| line.answered_at.is_none());
    let unread = if loaded == 0 { empty::unread("notifications", &Query::Inbox, model, theme) } else { None };
    if let Some(reason) = empty::signed_out(model).or(unread) {
        return reason;
    }
    if is_unanswered && loaded == 0 {
        return Reason::new(theme.own("Reading the notifications…").into_owned(), "");
    }
    let looked = empty::looked(&Query::Inbox, model);
    match model.inbox.view_at {
        0 => Reason::new("Nobody calls you.", looked),
        1 => Reason::new("Nothing is unread.", looked),
        _ => Reason::new("Nothing was put away on this machine.", ""),
    }
}
