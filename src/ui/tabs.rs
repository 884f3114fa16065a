//! The names of the panes, with their keys and how much there is in each.
//!
//! Where they do not all fit they are shortened together: first to abbreviations, then to their keys alone. The pane that is shown keeps its
//! name for as long as there is room for it at all.

use super::chrome::is_loaded;
use super::text::{blank, width_of};
use super::theme::Theme;
use crate::app::Model;
use crate::app::panes::Pane;
use ratatui::text::Span;

/// How much of a name is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
    Whole,
    Short,
    KeyAlone,
}

/// The names of the panes, as long as they fit into this many cells, or as short as they get.
pub(super) fn tabs(model: &Model, theme: &Theme, room: usize) -> Vec<Span<'static>> {
    let of = |name| spans(model, theme, name);
    [Name::Whole, Name::Short]
        .map(of)
        .into_iter()
        .find(|spans| width_of(spans) <= room)
        .unwrap_or_else(|| of(Name::KeyAlone))
}

fn spans(model: &Model, theme: &Theme, name: Name) -> Vec<Span<'static>> {
    let mut spans = vec![Span::raw(" ")];
    for (at, pane) in Pane::ALL.iter().enumerate() {
        if at > 0 {
            spans.push(blank(2));
        }
        let is_shown = *pane == model.pane;
        let key = model.settings.keymap.hint(pane.command());
        let name = if is_shown || key.is_empty() { Name::Whole } else { name };
        let count = count(model, *pane).filter(|_| is_loaded(model));
        if !key.is_empty() {
            // Beside nothing but its key a count would read as another key.
            let style = if name == Name::KeyAlone && is_news(*pane) && count.is_some() {
                theme.accent()
            } else {
                theme.muted()
            };
            spans.push(Span::styled(theme.own(&key).into_owned(), style));
        }
        let title = match name {
            Name::KeyAlone if is_news(*pane) && count.is_some() => {
                spans.push(Span::styled(theme.glyphs().unseen, theme.accent()));
                continue;
            }
            Name::KeyAlone => continue,
            Name::Short => pane.short_title(),
            Name::Whole => pane.title(),
        };
        if !key.is_empty() {
            spans.push(blank(1));
        }
        spans.push(Span::styled(title, if is_shown { theme.strong() } else { theme.plain() }));
        if let Some(many) = count {
            let style = if is_news(*pane) { theme.accent() } else { theme.plain() };
            spans.push(Span::styled(format!(" {many}"), style));
        }
    }
    spans
}

/// Whether what is counted is what is new.
fn is_news(pane: Pane) -> bool {
    matches!(pane, Pane::Feed | Pane::Inbox)
}

/// How much there is in a pane. What is new is counted; that nothing is new needs no number.
fn count(model: &Model, pane: Pane) -> Option<usize> {
    let many = match pane {
        Pane::Incidents => model.incidents.order.tally().counts().active,
        Pane::Problems => model.rows.problems.values().filter(|row| !row.status.is_over()).count(),
        Pane::Changes => model.rows.changes.values().filter(|row| !row.status.is_over()).count(),
        Pane::Map => return None,
        Pane::Feed => model.feed.unread,
        Pane::Inbox => model.inbox.unread,
    };
    Some(many).filter(|many| *many > 0 || !is_news(pane))
}
