//! The composer at the foot of the detail: one line that says what it is and whom it calls, or who is meant by the `@` being typed; below
//! it the text.

use super::super::Cursor;
use super::super::text;
use super::super::theme::Theme;
use crate::app::Model;
use crate::app::draft::Place;
use crate::app::layers::compose::Compose;
use crate::domain::rich_text;
use crate::domain::value::Record;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Draws the composer.
pub(in super::super) fn compose(
    buffer: &mut Buffer,
    area: Rect,
    compose: &Compose,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    if area.height == 0 || area.width == 0 {
        return None;
    }
    text::clear(buffer, area);
    let room = usize::from(area.width);
    let suggestions = model.mention_suggestions();
    let line = if suggestions.is_empty() {
        about(compose, room, model, theme)
    } else {
        suggested(compose, &suggestions.into_iter().map(|(_, label)| label).collect::<Vec<_>>(), room, model, theme)
    };
    text::put(buffer, area, 0, &line);
    let field = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if area.x > 0 {
        for row in 0..field.height {
            let margin = Rect { x: area.x - 1, width: 1, ..field };
            text::put(buffer, margin, row, &Line::styled(theme.glyphs().margin, theme.accent()));
        }
    }
    typed(buffer, field, compose, theme)
}

/// Draws the text. The library scrolls a widget by what it remembers of the last drawing; a fresh copy remembers nothing, so that the
/// same model always looks the same.
fn typed(buffer: &mut Buffer, area: Rect, compose: &Compose, theme: &Theme) -> Cursor {
    let mut text_area = compose.area().clone();
    text_area.set_style(theme.plain());
    text_area.set_cursor_line_style(Style::new());
    text_area.set_cursor_style(theme.cursor());
    text_area.set_placeholder_text("");
    (&text_area).render(area, buffer);
    let cells = (area.top()..area.bottom()).flat_map(|y| (area.left()..area.right()).map(move |x| Position { x, y }));
    cells.into_iter().find(|at| buffer[*at].modifier.contains(Modifier::REVERSED))
}

fn about(compose: &Compose, room: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let name = match compose.place.record() {
        Record::Incident(id) => {
            model.rows.incidents.get(&id).map_or_else(|| "an incident".into(), crate::domain::incident::Incident::name)
        }
        Record::Problem(_) => "a problem".into(),
        Record::Change(_) => "a change".into(),
    };
    let what = match compose.place {
        Place::Comment(_) => format!("Comment on {name}"),
        Place::Edit(..) => format!("Correct your comment on {name}"),
        Place::CloseReason(_) => format!("Close {name}: why? The reason becomes a comment"),
    };
    let people = model.labelled_people();
    let written = rich_text::write(&compose.text(), &people);
    let me = model.my_id();
    let called: Vec<&str> =
        written.mentions.iter().filter(|who| Some(**who) != me).map(|who| model.rows.full_name(*who)).collect();
    let mut spans = vec![Span::styled(what, theme.strong())];
    if !called.is_empty() && !matches!(compose.place, Place::CloseReason(_)) {
        spans.push(Span::styled("  calls ", theme.muted()));
        spans.push(Span::styled(called.join(", "), theme.mention()));
    }
    Line::from(text::cut_spans(spans, room, theme.glyphs()))
}

fn suggested(compose: &Compose, names: &[String], room: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let mut spans = vec![];
    let selected = compose.suggested().min(names.len().saturating_sub(1));
    for (at, name) in names.iter().enumerate() {
        let is_selected = at == selected;
        let mark = if is_selected { theme.glyphs().selected } else { " " };
        let style = if is_selected { theme.mention().add_modifier(Modifier::BOLD) } else { theme.plain() };
        spans.push(Span::styled(mark, theme.accent()));
        spans.push(Span::styled(format!("@{name} "), style));
    }
    let key = |id: &str| Span::styled(theme.own(&model.settings.keymap.hint(id)).into_owned(), theme.accent());
    let keys =
        vec![key("compose.complete"), Span::raw(" puts it  "), key("compose.next-suggestion"), Span::raw(" next")];
    text::ends(spans, if room > 50 { keys } else { vec![] }, room, theme.glyphs())
}
