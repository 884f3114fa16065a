//! The help of this place: which keys do what, by scope, from the command table and the keymap, so that a changed key is the key shown;
//! and what the signs in the list mean.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::{body, framed};
use crate::app::Model;
use crate::app::command::{COMMANDS, Command, Gate, Scope};
use crate::app::screen::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells of the keys.
const KEYS: usize = 14;
/// From this width on each column has room for sentences.
const SENTENCES: usize = 150;

/// Draws the help.
pub(in super::super) fn help(buffer: &mut Buffer, plan: &Plan, scroll: u16, model: &Model, theme: &Theme) -> Cursor {
    let area = body(plan);
    let inside = usize::from(area.width.saturating_sub(4));
    let columns = if inside >= 70 { 2 } else { 1 };
    let width = (inside + 2) / columns - 2;
    let blocks = blocks(width, inside >= SENTENCES, model, theme);
    let total: usize = blocks.iter().map(Vec::len).sum();
    let mut left: Vec<Line<'static>> = vec![];
    let mut right: Vec<Line<'static>> = vec![];
    for block in blocks {
        let side = if columns == 1 || left.len() + block.len() / 2 <= total / 2 { &mut left } else { &mut right };
        side.extend(block);
    }
    let lines = left.len().max(right.len());
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(scroll).min(lines.saturating_sub(height));
    let rest = lines.saturating_sub(from + height);
    let note = if lines > height { format!("{rest} more lines below") } else { String::new() };
    let inner = framed(buffer, area, "Help", &note, theme);
    for (at, side) in [left, right].iter().enumerate() {
        let x = inner.x.saturating_add(u16::try_from(at * (width + 2)).unwrap_or(u16::MAX));
        let column = Rect { x, width: u16::try_from(width).unwrap_or(0), ..inner };
        for (row, line) in (0..inner.height).zip(side.iter().skip(from)) {
            text::put(buffer, column, row, line);
        }
    }
    None
}

/// The places in the order one gets to them.
const PLACES: [Scope; 6] =
    [Scope::Incidents, Scope::Timeline, Scope::Lists, Scope::Everywhere, Scope::Compose, Scope::Filter];

fn blocks(width: usize, has_sentences: bool, model: &Model, theme: &Theme) -> Vec<Vec<Line<'static>>> {
    let mut blocks: Vec<Vec<Line<'static>>> = PLACES
        .into_iter()
        .map(|scope| {
            let mut lines = vec![Line::styled(scope.title(), theme.strong())];
            let commands = COMMANDS.iter().filter(|command| command.scope == scope);
            lines.extend(commands.filter_map(|command| row(command, width, has_sentences, model, theme)));
            lines.push(Line::default());
            lines
        })
        .filter(|lines| lines.len() > 2)
        .collect();
    blocks.push(signs(theme));
    blocks
}

fn row(command: &Command, width: usize, has_sentence: bool, model: &Model, theme: &Theme) -> Option<Line<'static>> {
    let is_shut = match command.gate(model) {
        Gate::Open => false,
        Gate::Shut(_) => true,
        Gate::Absent => return None,
    };
    let keys = keys(command, model, theme);
    let set = theme.glyphs();
    let (key_style, style) = if is_shut { (theme.muted(), theme.muted()) } else { (theme.accent(), theme.plain()) };
    let mut spans = vec![
        Span::styled(text::left(&keys, KEYS, set), key_style),
        blank(1),
        Span::styled(theme.own(command.title).into_owned(), style),
    ];
    if has_sentence {
        let title = text::width_of(&spans);
        spans.push(blank((KEYS + 22).saturating_sub(title)));
        spans.push(Span::styled(command.help, theme.muted()));
    }
    Some(Line::from(text::cut_spans(spans, width, set)))
}

/// As many of a command's keys as fit, the first in any case.
fn keys(command: &Command, model: &Model, theme: &Theme) -> String {
    let mut all = model.settings.keymap.keys(command.id).iter().map(|key| theme.own(&key.to_string()).into_owned());
    let mut keys = all.next().unwrap_or_default();
    for key in all {
        if text::width(&keys) + 1 + text::width(&key) <= KEYS {
            keys = format!("{keys} {key}");
        }
    }
    keys
}

fn signs(theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let accent = theme.accent();
    let rows = [
        (vec![Span::styled(set.unseen, accent)], "changed since you looked"),
        (vec![Span::styled(set.unsent, theme.warning())], "yours, not yet at the server"),
        (vec![Span::raw("C H M L")], "critical, high, medium, low"),
        (
            vec![Span::raw(format!("{} {} ", set.open, set.investigating)), Span::styled(set.resolved, theme.good())],
            "open, investigating, resolved",
        ),
        (vec![Span::styled(set.closed, theme.muted())], "closed"),
        (vec![Span::styled("-12m", theme.danger())], "over its SLO by so much"),
        (vec![Span::styled("34m", theme.warning())], "left, and soon gone"),
    ];
    let mut lines = vec![Line::styled("Signs in the list", theme.strong())];
    for (mut sign, words) in rows {
        let filled = text::width_of(&sign);
        sign.push(blank((KEYS + 1).saturating_sub(filled)));
        sign.push(Span::raw(words));
        lines.push(Line::from(sign));
    }
    lines
}
