//! What the signs and lines of the map mean, over its corner, on demand. Which way trouble goes is said for each relationship that
//! is on the map, for that is a choice and not in the data.

use super::super::super::layers::framed;
use super::super::super::text::{self, blank};
use super::super::super::theme::Theme;
use crate::app::Model;
use crate::domain::infrastructure::impact::Flow;
use crate::domain::infrastructure::kinds;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeSet;

/// Columns of a sign.
const SIGN: usize = 6;
/// Relationships that are named at most of those that mean the same.
const MOST: usize = 8;
/// Columns of a sentence.
const WIDE: usize = 48;

/// Draws it.
pub(super) fn draw(buffer: &mut Buffer, canvas: Rect, model: &Model, theme: &Theme) {
    let lines = lines(model, theme);
    let wide = lines.iter().map(Line::width).max().unwrap_or(0) + 4;
    let width = u16::try_from(wide).unwrap_or(u16::MAX).min(canvas.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(canvas.height);
    let area = Rect { width, height, ..canvas };
    let inner = framed(buffer, area, "Legend", "", theme);
    for (row, line) in (0..inner.height).zip(lines) {
        let line = Line::from(text::cut_spans(line.spans, usize::from(inner.width), theme.glyphs()));
        text::put(buffer, inner, row, &line);
    }
}

fn lines(model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let sign = |mut spans: Vec<Span<'static>>, words: String| {
        spans.push(blank(SIGN.saturating_sub(text::width_of(&spans))));
        spans.push(Span::raw(words));
        Line::from(spans)
    };
    let [critical, high, less] = set.health;
    let mut lines = vec![
        sign(vec![Span::styled(critical, theme.danger())], "a critical incident is open".into()),
        sign(
            vec![Span::styled(high, theme.warning()), blank(1), Span::styled(less, theme.warning())],
            "a high one; a lesser one".into(),
        ),
        sign(vec![Span::styled(set.running, theme.accent())], "a change runs".into()),
        sign(vec![Span::styled(set.folded, theme.accent())], "a folded zone, with how many are in it".into()),
        sign(
            vec![Span::raw(set.strokes[10].repeat(2)), Span::raw(set.heads[1])],
            "a relationship, to its target".into(),
        ),
        sign(
            vec![Span::raw(set.dashes[0].repeat(2)), Span::raw(set.heads[1])],
            "the same for copies, queues, logs".into(),
        ),
        sign(vec![Span::styled(" 2", theme.accent())], "in a blast radius: steps away".into()),
    ];
    let rows = model.estate.shown();
    let here = rows.edges.iter().filter(|edge| edge.environment == model.map.at);
    let words: BTreeSet<&str> = here.clone().map(|edge| edge.relationship.as_str()).collect();
    if !words.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled("Which way trouble goes", theme.muted()));
    }
    for flow in Flow::ALL {
        let some: Vec<&str> = words.iter().copied().filter(|word| model.estate.flows().of(word) == flow).collect();
        if some.is_empty() {
            continue;
        }
        let more = if some.len() > MOST { format!(" and {} more", some.len() - MOST) } else { String::new() };
        let named = format!("{}{more}: {}", some[..some.len().min(MOST)].join(", "), flow.meaning());
        lines.extend(text::wrap(&[Span::raw(named)], WIDE));
    }
    let kinds: BTreeSet<(String, String)> = rows
        .nodes
        .iter()
        .filter(|node| node.environment == model.map.at)
        .map(|node| (kinds::letters(&node.kind), kinds::words(&node.kind)))
        .collect();
    if !kinds.is_empty() {
        lines.push(Line::default());
        let all: Vec<String> = kinds.into_iter().map(|(letters, words)| format!("{letters} {words}")).collect();
        lines.extend(all.chunks(3).map(|some| Line::styled(some.join(", "), theme.muted())));
    }
    lines
}
