//! Who else is at the record: on it, writing, looking. Ids travel, names are ours.

use super::super::super::text;
use super::super::super::theme::Theme;
use crate::app::Model;
use crate::domain::value::Record;
use ratatui::text::{Line, Span};

/// One line of it, if anybody is, or if one said of oneself to be on it.
pub(super) fn line(record: Record, width: usize, model: &Model, theme: &Theme) -> Option<Line<'static>> {
    let mut spans: Vec<Span<'static>> = vec![];
    let mut say = |words: String, style| {
        if !spans.is_empty() {
            spans.push(Span::styled(format!(" {} ", theme.glyphs().between), theme.muted()));
        }
        spans.push(Span::styled(words, style));
    };
    if model.is_claimed(record) {
        say("you are on it".to_owned(), theme.accent());
    }
    let mut others: Vec<_> = model.others_at(record).collect();
    others.sort_by_key(|present| (!present.showing.is_on_it, !present.showing.is_typing));
    for present in others {
        let who = model.rows.short_name(present.who);
        match (present.showing.is_on_it, present.showing.is_typing) {
            (true, false) => say(format!("{who} is on it"), theme.warning()),
            (true, true) => say(format!("{who} is on it and typing"), theme.warning()),
            (false, true) => say(format!("{who} is typing"), theme.accent()),
            (false, false) => say(format!("{who} looks at it"), theme.muted()),
        }
    }
    (!spans.is_empty()).then(|| Line::from(text::cut_spans(spans, width, theme.glyphs())))
}
