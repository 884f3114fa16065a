//! How fresh each kind of rows is, kind by kind: the word of the truth line, then the whole reason.

use super::super::Cursor;
use super::super::chrome;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::framed;
use crate::app::Model;
use crate::app::layers::freshness::{self, Fresh, NAME, WORD};
use crate::app::screen::Plan;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

/// Draws the page.
pub(in super::super) fn freshness(
    buffer: &mut Buffer,
    plan: &Plan,
    scroll: u16,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let area = freshness::area(plan);
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines: Vec<Line<'static>> =
        freshness::all(model).iter().flat_map(|fresh| of(fresh, width, model, theme)).collect();
    lines.push(Line::default());
    let words =
        "LIVE arrives by itself; POLL is looked at every so many seconds; STALE and OFFLINE are as old as they say.";
    lines.extend(text::wrap(&[Span::styled(words, theme.muted())], width));
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(scroll).min(lines.len().saturating_sub(height));
    let rest = lines.len().saturating_sub(from + height);
    let note = if rest > 0 { format!("{rest} more below") } else { String::new() };
    let inner = framed(buffer, area, "How fresh", &note, theme);
    for (row, line) in (0..inner.height).zip(lines.iter().skip(from)) {
        text::put(buffer, inner, row, line);
    }
    None
}

fn of(fresh: &Fresh, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let (name, beside) = (usize::from(NAME), usize::from(NAME + WORD));
    let (mut word, reason) = chrome::told(&fresh.truth, model, theme);
    let taken = text::width_of(&word);
    word.push(blank(usize::from(WORD).saturating_sub(taken)));
    let room = width.saturating_sub(beside);
    let looked = fresh.looked_at.map_or_else(
        || "not looked at yet".to_owned(),
        |at| format!("last looked at {}", time::clock(at, &model.zone)),
    );
    let said = if reason.is_empty() { Span::styled(looked, theme.muted()) } else { Span::raw(reason) };
    let mut lines = text::wrap(&[said], room);
    if let Some(advice) = &fresh.advice {
        lines.extend(text::wrap(&[Span::styled(advice.clone(), theme.muted())], room));
    }
    for (at, line) in lines.iter_mut().enumerate() {
        let head = if at == 0 {
            let mut head = vec![Span::styled(text::left(&fresh.name, name, set), theme.strong())];
            head.append(&mut word);
            head
        } else {
            vec![blank(beside)]
        };
        line.spans.splice(0..0, head);
    }
    lines
}
