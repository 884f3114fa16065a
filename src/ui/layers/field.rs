//! One line of text being typed: the part of it around the cursor, with the cursor as a reversed cell.

use super::super::text;
use super::super::theme::Theme;
use crate::app::layers::field::Field;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

/// The field in so many cells, and how many cells before the cursor. A hidden field shows as many dots as characters.
pub(in super::super) fn shown(field: &Field, room: usize, theme: &Theme) -> (Vec<Span<'static>>, usize) {
    let set = theme.glyphs();
    let typed =
        if field.is_secret() { set.hidden.repeat(field.text().chars().count()) } else { field.text().to_owned() };
    let cut = typed.char_indices().nth(field.cursor()).map_or(typed.len(), |(at, _)| at);
    let (before, after) = typed.split_at(cut);
    let room = room.max(2);
    let skipped = skip(before, room - 1);
    let at = text::width(skipped);
    let mut rest = after.graphemes(true);
    let under = rest.next().unwrap_or(" ");
    let behind = text::cut(rest.as_str(), room.saturating_sub(at + text::width(under)), set);
    let spans = vec![Span::raw(skipped.to_owned()), Span::styled(under.to_owned(), theme.cursor()), Span::raw(behind)];
    (spans, at)
}

/// The end of a text that fits.
fn skip(text: &str, room: usize) -> &str {
    let mut taken = 0;
    let fits = text.grapheme_indices(true).rev().take_while(|(_, cluster)| {
        taken += text::width(cluster);
        taken <= room
    });
    fits.last().map_or("", |(at, _)| &text[at..])
}
