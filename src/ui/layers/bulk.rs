//! The plan for several incidents, in a box: what will become of each row, then what became of it.

use super::super::text;
use super::super::theme::Theme;
use super::framed;
use crate::app::Model;
use crate::app::layers::bulk::{Bulk, BulkRow, Fate, HEIGHT};
use crate::app::screen::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// How wide the box is at most.
const WIDEST: u16 = 100;

/// Draws the plan.
pub(in super::super) fn bulk(buffer: &mut Buffer, plan: &Plan, bulk: &Bulk, model: &Model, theme: &Theme) {
    let around = plan.body();
    let width = if around.width > WIDEST + 8 { WIDEST } else { around.width };
    let inside = usize::from(width.saturating_sub(4));
    let why = why(bulk, inside, theme);
    let rows = bulk.rows.len().min(HEIGHT);
    let wanted = u16::try_from(rows + why.len() + 5).unwrap_or(u16::MAX);
    let height = wanted.min(around.height);
    let x = around.x + (around.width - width) / 2;
    let area = Rect { x, y: around.y + (around.height - height) / 5, width, height };
    let inner = framed(buffer, area, &theme.own(&bulk.title), &model.named(&targets(bulk)), theme);
    text::put(buffer, inner, 0, &counted(bulk, theme));
    let left = usize::from(inner.height).saturating_sub(2 + why.len() + usize::from(!why.is_empty())).max(1);
    for (row, (one, is_selected)) in (2..).zip(bulk.shown(left)) {
        let mark = Rect { x: inner.x.saturating_sub(1), width: inner.width + 2, ..inner };
        text::put(buffer, mark, row, &line(one, is_selected, inside, model, bulk, theme));
    }
    let from = inner.height.saturating_sub(u16::try_from(why.len()).unwrap_or(0));
    for (row, line) in (from..inner.height).zip(&why) {
        text::put(buffer, inner, row, line);
    }
}

fn targets(bulk: &Bulk) -> Vec<crate::domain::value::IncidentId> {
    bulk.rows.iter().filter_map(|row| row.record.incident()).collect()
}

/// `9 will change · 2 already so · 1 refused`.
fn counted(bulk: &Bulk, theme: &Theme) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = vec![];
    for (many, words) in Model::forecast(bulk).into_iter().filter(|(many, _)| *many > 0) {
        if !spans.is_empty() {
            spans.push(Span::styled(format!(" {} ", theme.glyphs().between), theme.muted()));
        }
        let style = match words {
            "refused" | "failed" => theme.warning(),
            "done" => theme.good(),
            _ => theme.plain(),
        };
        spans.push(Span::styled(format!("{many} {words}"), style));
    }
    Line::from(spans)
}

fn line(row: &BulkRow, is_selected: bool, inside: usize, model: &Model, bulk: &Bulk, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let (glyph, words, style): (&str, String, Style) = match &row.fate {
        Fate::Will(_) => (set.running, row.before.clone(), theme.muted()),
        Fate::Same => (set.none, model.as_it_is(&bulk.intent, row.record), theme.muted()),
        Fate::Refused(_) => (set.shut, "not yours".into(), theme.warning()),
        Fate::Asked => (set.shut, "asked".into(), theme.muted()),
        Fate::Sent(_) => (set.unsent, "on its way".into(), theme.warning()),
        Fate::Done => (set.marked, "done".into(), theme.good()),
        Fate::Failed(_) => (set.failed, "failed".into(), theme.danger()),
    };
    let left = vec![
        Span::styled(format!("{glyph} "), style),
        Span::raw(format!("{} ", row.name)),
        Span::styled(row.title.to_string(), if matches!(row.fate, Fate::Same) { theme.muted() } else { theme.plain() }),
    ];
    let right = if words.is_empty() { vec![] } else { vec![Span::styled(words, style)] };
    let mut line = text::ends(left, right, inside, set);
    if is_selected {
        theme.select(&mut line);
    }
    line.spans.insert(0, Span::styled(if is_selected { set.selected } else { " " }, theme.accent()));
    line
}

/// Why the selected row is refused or failed.
fn why(bulk: &Bulk, inside: usize, theme: &Theme) -> Vec<Line<'static>> {
    let Some(Fate::Refused(why) | Fate::Failed(why)) = bulk.selected().map(|row| &row.fate) else { return vec![] };
    let mut lines = text::wrap(&[Span::styled(why.clone(), theme.warning())], inside);
    lines.truncate(2);
    lines
}
