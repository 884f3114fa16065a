//! The title line of a list: which view is looked at, what was typed to narrow it, how it is sorted, how much of it is here. While a filter
//! is typed it is typed there.

use super::super::Cursor;
use super::super::layers::field;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use crate::app::Model;
use crate::app::layers::Layer;
use crate::app::layers::field::Field;
use crate::domain::filter::Filter;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

/// What a list says of itself.
pub(super) struct Title {
    /// The views, in their order.
    pub(super) views: Vec<String>,
    /// Which of them is looked at.
    pub(super) at: usize,
    /// How it is sorted.
    pub(super) sorted: &'static str,
    /// How much of it is here.
    pub(super) counted: Vec<Span<'static>>,
}

/// Draws it; tells where the filter's cursor is while one is typed.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, title: Title, model: &Model, theme: &Theme) -> Cursor {
    if let Some(Layer::Filter { field: typed, .. }) = model.layers.last() {
        return typed_filter(buffer, area, title, typed, model, theme);
    }
    let room = usize::from(area.width.saturating_sub(1));
    let by = Span::styled(format!("  {}", title.sorted), theme.muted());
    let typed = model.filter_text().trim();
    let typed = if typed.is_empty() { vec![] } else { vec![blank(2), Span::raw(typed.to_owned())] };
    let fits = |left: &[Span<'_>], more: usize| text::width_of(left) + more + text::width_of(&title.counted) < room;
    let more = text::width_of(&typed) + text::width(&by.content);
    let mut left = names(&title, theme);
    if !fits(&left, more + 1) {
        left = current(&title, theme);
    }
    left.extend(typed);
    if fits(&left, text::width(&by.content)) {
        left.push(by);
    }
    text::put(buffer, area, 0, &text::ends(left, title.counted, room, theme.glyphs()));
    None
}

/// The names of all views in a row, the one that is looked at set off.
fn names(title: &Title, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = vec![Span::raw(" ")];
    for (at, view) in title.views.iter().enumerate() {
        if at > 0 {
            spans.push(blank(2));
        }
        let style = if at == title.at { theme.strong() } else { theme.muted() };
        spans.push(Span::styled(view.clone(), style));
    }
    spans
}

/// The name of the view that is looked at, and which of how many it is.
fn current(title: &Title, theme: &Theme) -> Vec<Span<'static>> {
    let name = title.views.get(title.at).cloned().unwrap_or_default();
    vec![
        Span::raw(" "),
        Span::styled(name, theme.strong()),
        Span::styled(format!(" {}/{}", title.at + 1, title.views.len()), theme.muted()),
    ]
}

fn typed_filter(buffer: &mut Buffer, area: Rect, title: Title, typed: &Field, model: &Model, theme: &Theme) -> Cursor {
    let set = theme.glyphs();
    let mut left = current(&title, theme);
    left.extend([blank(2), Span::styled("/ ", theme.accent())]);
    let begins = text::width_of(&left);
    let room = usize::from(area.width);
    let right = match Filter::parse_for(model.pane.listed(), typed.text()) {
        Ok(_) => title.counted,
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

/// How many rows would stand elsewhere by now, and the key that sorts them.
pub(super) fn moved(many: usize, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    if many == 0 {
        return vec![];
    }
    let mut spans = vec![Span::raw(format!(", {many} moved"))];
    let key = model.settings.keymap.hint("app.refresh");
    if !key.is_empty() {
        let key = Span::styled(theme.own(&key).into_owned(), theme.accent());
        spans.extend([Span::raw(" "), key, Span::raw(" to re-sort")]);
    }
    spans
}
