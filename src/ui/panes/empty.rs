//! What stands in the place of rows when there are none: never a bare emptiness, and never a failure that looks like one.

use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use crate::app::Model;
use crate::app::model::Session;
use crate::app::truth::{self, Truth};
use crate::domain::request::Query;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// Why there are no rows: a sentence, and what comes of it.
pub(super) struct Reason {
    pub(super) first: String,
    pub(super) then: String,
    pub(super) is_bad: bool,
}

impl Reason {
    pub(super) fn new(first: impl Into<String>, then: impl Into<String>) -> Self {
        Self { first: first.into(), then: then.into(), is_bad: false }
    }
}

/// Why nothing was read yet, if nothing was. A kind is in the plural: `incidents`.
pub(super) fn unread(kind: &str, query: &Query, model: &Model, theme: &Theme) -> Option<Reason> {
    let failed = model.remote.line(query).and_then(|line| line.failed.as_ref());
    let failed_me = model.remote.line(&Query::Me).and_then(|line| line.failed.as_ref());
    if let Some((at, fault)) = failed.or(failed_me) {
        let at = time::clock(*at, &model.zone);
        let key = theme.own(&model.settings.keymap.hint("app.refresh")).into_owned();
        return Some(Reason {
            first: format!("The {kind} could not be read: {fault}."),
            then: format!("Last tried {at}; antops tries again by itself, {key} at once. This is not an empty list."),
            is_bad: true,
        });
    }
    if let Session::Restoring { failed: Some((at, fault)) } = &model.session {
        let at = time::clock(*at, &model.zone);
        let then = format!("Last tried {at}; antops tries again by itself.");
        return Some(Reason::new(format!("Cannot sign in yet: {fault}."), then));
    }
    matches!(truth::truth(model), Truth::Loading)
        .then(|| Reason::new(theme.own(&format!("Reading the {kind}…")).into_owned(), ""))
}

/// Nobody is signed in.
pub(super) fn signed_out(model: &Model) -> Option<Reason> {
    (model.session == Session::SignedOut).then(|| Reason::new("Nobody is signed in, so there is nothing to show.", ""))
}

/// How fresh an empty list is.
pub(super) fn looked(query: &Query, model: &Model) -> String {
    let at = model.remote.line(query).and_then(|line| line.answered_at).or(model.cached_at);
    let how = match truth::truth(model) {
        Truth::Live { .. } => "live, changes show by themselves",
        Truth::Poll { .. } => "looked at again every few seconds",
        Truth::Stale { .. } | Truth::Offline { .. } | Truth::Loading => "and that may have changed since",
    };
    at.map_or_else(String::new, |at| format!("Last looked {}, {how}.", time::clock(at, &model.zone)))
}

/// Draws the reason where the rows would be.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, reason: Reason, theme: &Theme) {
    let room = usize::from(area.width).saturating_sub(4).min(72);
    let style = if reason.is_bad { theme.danger() } else { theme.plain() };
    let mut lines = text::wrap(&[Span::styled(reason.first, style)], room);
    if !reason.then.is_empty() {
        lines.extend(text::wrap(&[Span::styled(reason.then, theme.muted())], room));
    }
    for (row, mut line) in (1..).zip(lines) {
        line.spans.insert(0, blank(2));
        text::put(buffer, area, row, &line);
    }
}
