//! The composer at the foot of the detail: one line that says what it is and whom it calls, or who or what is meant by the word being
//! typed; below it the text as it is typed, or as it will be read.

use super::super::Cursor;
use super::super::panes::prose_lines;
use super::super::text;
use super::super::theme::Theme;
use crate::app::Model;
use crate::app::draft::Place;
use crate::app::layers::compose::Compose;
use crate::app::suggestion::Suggestion;
use crate::domain::change::step::Kind;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
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
    let suggestions = model.suggestions();
    let line = if suggestions.is_empty() {
        about(compose, room, model, theme)
    } else {
        suggested(compose, suggestions, room, model, theme)
    };
    text::put(buffer, area, 0, &line);
    let field = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if area.x > 0 {
        for row in 0..field.height {
            let margin = Rect { x: area.x - 1, width: 1, ..field };
            text::put(buffer, margin, row, &Line::styled(theme.glyphs().margin, theme.accent()));
        }
    }
    match compose.preview() {
        Some(from) => {
            read(buffer, field, from, compose, model, theme);
            None
        }
        None => typed(buffer, field, compose, theme),
    }
}

/// Draws the text as it will stand in the timeline: what is sent is written, and read again as everybody will.
fn read(buffer: &mut Buffer, area: Rect, from: u16, compose: &Compose, model: &Model, theme: &Theme) {
    let written = rich_text::write(&compose.text(), &model.labelled_people());
    let mut lines = prose_lines(&Safe::new(&written.html), usize::from(area.width), model, theme);
    if lines.is_empty() {
        lines.push(Line::styled("(nothing yet)", theme.muted()));
    }
    let last = lines.len().saturating_sub(usize::from(area.height));
    for (row, line) in (0..area.height).zip(lines.iter().skip(usize::from(from).min(last))) {
        text::put(buffer, area, row, line);
    }
}

/// Draws the text. The library scrolls a widget by what it remembers of the last drawing; a fresh copy remembers nothing, so that the
/// same model always looks the same.
pub(super) fn typed(buffer: &mut Buffer, area: Rect, compose: &Compose, theme: &Theme) -> Cursor {
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
    let name = model.rows.record_name(compose.place.record());
    let what = match compose.place {
        Place::Comment(_) => format!("Comment on {name}"),
        Place::Edit(..) => format!("Correct your comment on {name}"),
        Place::CloseReason(_) if compose.targets.len() > 1 => {
            format!("Close {} incidents: why? The reason becomes a comment on each", compose.targets.len())
        }
        Place::NewIncident(_)
        | Place::EditIncident(_)
        | Place::NewProblem(_)
        | Place::EditProblem(_)
        | Place::NewChange(_)
        | Place::EditChange(_) => name,
        Place::Step(_, kind) => step(kind, &name),
        Place::Text(_, text) => format!("The {} of {name}", text.words()),
        Place::CloseReason(_) => format!("Close {name}: why? The reason becomes a comment"),
    };
    let people = model.labelled_people();
    let written = rich_text::write(&compose.text(), &people);
    let me = model.my_id();
    let called: Vec<&str> =
        written.mentions.iter().filter(|who| Some(**who) != me).map(|who| model.rows.full_name(*who)).collect();
    let mut spans = vec![Span::styled(what, theme.strong())];
    if compose.preview().is_some() {
        let key = theme.own(&model.settings.keymap.hint("compose.preview")).into_owned();
        spans.push(Span::styled(", as it will be read", theme.muted()));
        let back = vec![Span::styled(key, theme.accent()), Span::raw(" goes on writing")];
        return text::ends(spans, back, room, theme.glyphs());
    }
    if was_changed(compose, model) || was_rewritten(compose, model) {
        spans.push(Span::styled("  changed elsewhere meanwhile", theme.warning()));
    }
    if !called.is_empty() && !compose.is_one_line() {
        spans.push(Span::styled("  calls ", theme.muted()));
        spans.push(Span::styled(called.join(", "), theme.mention()));
    }
    if !written.uncalled.is_empty() && !compose.is_one_line() {
        let calls = if written.uncalled.len() == 1 { "calls" } else { "call" };
        spans.push(Span::styled(format!("  {} {calls} nobody", written.uncalled.join(", ")), theme.warning()));
    }
    Line::from(text::cut_spans(spans, room, theme.glyphs()))
}

/// What is written with a step of a change.
fn step(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Complete => format!("{name} worked: what was seen? It becomes a comment"),
        Kind::Fail => format!("{name} failed: what happened, and what state is it in? It becomes a comment"),
        Kind::Cancel => format!("Cancel {name}: why? The reason becomes a comment"),
        Kind::Withdraw => format!("Withdraw the request for {name}: why? The reason becomes a comment"),
        _ => format!("{} {name}", kind.word()),
    }
}

/// Whether the comment being corrected is another by now: sending will not write over it.
fn was_changed(compose: &Compose, model: &Model) -> bool {
    let Place::Edit(on, id) = compose.place else { return false };
    let comment = model.rows.timeline(on).iter().find(|comment| comment.id == id);
    comment.is_some_and(|comment| Some(comment.updated_at) != compose.seen)
}

/// Whether the problem says something else by now than when its text was begun: sending will not write over it.
fn was_rewritten(compose: &Compose, model: &Model) -> bool {
    let Place::Text(id, text) = compose.place else { return false };
    model.rows.problems.get(&id).is_some_and(|problem| text.of(problem) != compose.began.as_ref())
}

/// The offers in one line, with the keys that take them.
fn suggested(compose: &Compose, offers: &[Suggestion], room: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let key = |id: &str| Span::styled(theme.own(&model.settings.keymap.hint(id)).into_owned(), theme.accent());
    let mut keys = vec![key("compose.complete"), Span::raw(" puts it")];
    if offers.len() > 1 {
        keys.extend([Span::raw("  "), key("compose.next-suggestion"), Span::raw(" next")]);
    }
    let keys = if room > 50 { keys } else { vec![] };
    let selected = compose.suggested().min(offers.len().saturating_sub(1));
    let free = room.saturating_sub(text::width_of(&keys) + 1);
    let spans = match offers.get(selected) {
        Some(offer) if !offer.about.is_empty() => records(offers, selected, free, theme),
        _ => people(offers, selected, theme),
    };
    text::ends(spans, keys, room, theme.glyphs())
}

fn label(offer: &Suggestion, is_selected: bool, theme: &Theme) -> [Span<'static>; 2] {
    let mark = if is_selected { theme.glyphs().selected } else { " " };
    let style = if is_selected { theme.mention().add_modifier(Modifier::BOLD) } else { theme.plain() };
    [Span::styled(mark, theme.accent()), Span::styled(format!("{} ", offer.label), style)]
}

fn people(offers: &[Suggestion], selected: usize, theme: &Theme) -> Vec<Span<'static>> {
    offers.iter().enumerate().flat_map(|(at, offer)| label(offer, at == selected, theme)).collect()
}

/// A number tells little: the selected record stands first, with its title, then the numbers of the next ones as far as there is room, then
/// how many more there are.
fn records(offers: &[Suggestion], selected: usize, room: usize, theme: &Theme) -> Vec<Span<'static>> {
    /// What a title has at least, before numbers of others get anything.
    const TITLE: usize = 30;
    let set = theme.glyphs();
    let mut next = offers.iter().cycle().skip(selected).take(offers.len());
    let Some(first) = next.next() else { return vec![] };
    let others: Vec<_> = next.collect();
    let widths = others.iter().map(|offer| text::width(&offer.label) + 2);
    let head = text::width(&first.label) + 3;
    let wanted = text::width(&first.about);
    let mut left = room.saturating_sub(head + wanted.min(TITLE) + 3);
    let shown = widths
        .take_while(|width| {
            let fits = *width <= left;
            left = left.saturating_sub(*width);
            fits
        })
        .count();
    let taken: usize = others[..shown].iter().map(|offer| text::width(&offer.label) + 2).sum();
    let title = text::cut(&first.about, room.saturating_sub(head + taken + 3), set);
    let mut spans: Vec<_> = label(first, true, theme).into();
    spans.push(Span::styled(format!("{title} "), theme.muted()));
    spans.extend(others[..shown].iter().flat_map(|offer| label(offer, false, theme)));
    if shown < others.len() {
        spans.push(Span::styled(format!("+{}", others.len() - shown), theme.muted()));
    }
    spans
}
