//! A choice in a box: sentences, a line to search with, the items. What comes from outside is indented and never among the keys.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::{field, framed};
use crate::app::layers::picker::{Item, Picker};
use crate::app::screen::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// How wide a box is at most.
const WIDEST: usize = 76;

/// Draws a picker.
pub(in super::super) fn picker(buffer: &mut Buffer, plan: &Plan, picker: &Picker, theme: &Theme) -> Cursor {
    let around = plan.body();
    let items: Vec<(&Item, bool)> = picker.shown().collect();
    let is_search = picker.query.is_some();
    // Slivers of the list beside a box would only be noise.
    let widest = usize::from(around.width);
    let width = Some(wide(picker, &items, theme)).filter(|width| width + 8 < widest).unwrap_or(widest);
    let inside = width.saturating_sub(4);
    let said: Vec<Line<'static>> = picker
        .text
        .iter()
        .flat_map(|text| text::wrap(&[Span::raw(text.to_string())], inside.saturating_sub(2)))
        .collect();
    let reason = reason(picker, inside, theme);
    let (many, all) = picker.count();
    let rows = if is_search { crate::app::layers::picker::HEIGHT.min(all) } else { items.len() }.max(1);
    let wanted = 2 + usize::from(is_search) + said.len() + usize::from(!said.is_empty()) + rows + reason.len();
    let height = u16::try_from(wanted).unwrap_or(u16::MAX).min(around.height);
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(around.width);
    let area = Rect {
        x: around.x + (around.width - width) / 2,
        y: around.y + (around.height - height).min(around.height / 5),
        width,
        height,
    };
    let note = if is_search { format!("{many} of {all}") } else { String::new() };
    let inner = framed(buffer, area, &theme.own(&picker.title), &note, theme);
    let mut row = 0;
    let mut cursor = None;
    if let Some(query) = &picker.query {
        let (mut spans, at) = field::shown(query, inside.saturating_sub(2), theme);
        spans.insert(0, Span::styled("> ", theme.accent()));
        text::put(buffer, inner, 0, &Line::from(spans));
        let x = inner.x.saturating_add(2).saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
        cursor = (inner.height > 0 && x < inner.right()).then_some(Position { x, y: inner.y });
        row = 1;
    }
    for mut line in said {
        line.spans.insert(0, blank(2));
        text::put(buffer, inner, row, &line);
        row += 1;
    }
    row += u16::from(row > u16::from(is_search));
    if items.is_empty() {
        text::put(buffer, inner, row, &Line::styled("  nothing matches", theme.muted()));
    }
    // Where the box is too low for all, the rows around the selected one are shown.
    let left = usize::from(inner.height.saturating_sub(row)).saturating_sub(reason.len()).max(1);
    let selected = items.iter().position(|(_, is_selected)| *is_selected).unwrap_or(0);
    for (item, is_selected) in items.iter().skip((selected + 1).saturating_sub(left)).take(left) {
        let mark = Rect { x: inner.x.saturating_sub(1), width: inner.width + 2, ..inner };
        text::put(buffer, mark, row, &item_line(item, *is_selected, is_search, inside, theme));
        row += 1;
    }
    let from = inner.height.saturating_sub(u16::try_from(reason.len()).unwrap_or(0));
    for (row, line) in (from..inner.height).zip(&reason) {
        text::put(buffer, inner, row, line);
    }
    cursor
}

fn wide(picker: &Picker, items: &[(&Item, bool)], theme: &Theme) -> usize {
    if picker.query.is_some() {
        return WIDEST; // a box that breathes with every letter typed would be hard to read
    }
    let item = |item: &Item| {
        let note = if item.note.is_empty() { 0 } else { text::width(&item.note) + 3 };
        text::width(&theme.own(&item.label)) + note + 10
    };
    let items = items.iter().map(|(one, _)| item(one)).max().unwrap_or(0);
    let said = picker.text.iter().map(|text| text::width(text) + 7).max().unwrap_or(0);
    items.max(said).max(text::width(&theme.own(&picker.title)) + 8).clamp(30, WIDEST)
}

fn item_line(item: &Item, is_selected: bool, is_search: bool, inside: usize, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let is_shut = item.shut.is_some();
    let style = |style: Style| if is_shut { theme.muted() } else { style };
    let mark = if is_selected { set.selected } else { " " };
    let mut left = vec![];
    if !is_search {
        left.push(Span::styled(item.key.map_or_else(String::new, String::from), style(theme.accent())));
        left.push(blank(2));
    }
    if is_shut {
        left.push(Span::styled(format!("{} ", set.shut), theme.muted()));
    } else if is_search {
        left.push(blank(2));
    }
    left.push(Span::styled(theme.own(&item.label).into_owned(), style(theme.plain())));
    let note = text::cut(&theme.own(&item.note), inside / 2, set);
    let right = if note.is_empty() { vec![] } else { vec![Span::styled(note, theme.muted())] };
    let mut line = text::ends(left, right, inside, set);
    if is_selected && !is_shut {
        theme.select(&mut line);
    }
    line.spans.insert(0, Span::styled(mark, theme.accent()));
    line
}

/// Why the selected item cannot be chosen.
fn reason(picker: &Picker, inside: usize, theme: &Theme) -> Vec<Line<'static>> {
    let Some(reason) = picker.selected().and_then(|item| item.shut.as_ref()) else { return vec![] };
    let mut lines = text::wrap(&[Span::styled(reason.clone(), theme.warning())], inside);
    lines.truncate(3);
    lines
}
