//! The calendar: the rows of the list, each with a bar in the days in which its change happens. What has no window says so.
//!
//! A cell is a stretch of hours; a bar is never shorter than one cell, so nothing vanishes. What collides carries a mark behind its bar.

use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::rows::{letter, margin, own};
use crate::app::Model;
use crate::app::panes::changes::calendar::DAYS;
use crate::domain::change::Change;
use crate::domain::value::{ChangeStatus, Record};
use jiff::{Timestamp, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The least cells of a day, in which its name fits.
const LEAST: usize = 7;

/// Where the days stand.
struct Grid {
    /// Cells before the first day.
    left: usize,
    /// Cells of a day.
    day: usize,
    /// When each of the days begins, and when the last one ends.
    begins: Vec<Timestamp>,
}

impl Grid {
    fn of(width: usize, model: &Model) -> Self {
        let first = model.first_day();
        let begins: Vec<Timestamp> = (0..=DAYS)
            .filter_map(|ahead| first.checked_add(ahead.days()).ok())
            .map(|day| model.begin_of(day))
            .collect();
        let days = usize::try_from(DAYS).unwrap_or(7);
        let day = (width * 3 / 5 / days).clamp(LEAST, 12).min(width / days);
        Self { left: width.saturating_sub(day * days), day, begins }
    }

    fn width(&self) -> usize {
        self.day * (self.begins.len().saturating_sub(1))
    }

    /// The cell in which a moment is, counted from the first day; before it and behind the last one are the cells beyond.
    fn cell(&self, at: Timestamp) -> isize {
        let Some(day) = self.begins.iter().rposition(|begin| *begin <= at) else { return -1 };
        let Some(next) = self.begins.get(day + 1) else { return self.width().cast_signed() };
        let length = next.duration_since(self.begins[day]).as_secs().max(1);
        let into = at.duration_since(self.begins[day]).as_secs();
        let cell = into.saturating_mul(i64::try_from(self.day).unwrap_or(1)) / length;
        (day * self.day).cast_signed() + isize::try_from(cell).unwrap_or(0)
    }
}

/// What stands in the days of a change that has none.
const NO_WINDOW: &str = "no window";

/// Draws it.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let width = usize::from(area.width);
    let grid = Grid::of(width, model);
    text::put(buffer, area, 0, &head(&grid, model, theme));
    let list = &model.changes.list;
    let shown = list.order().iter().enumerate().skip(list.offset());
    for (row, (at, id)) in (1..area.height).zip(shown) {
        let Some(change) = model.change(*id) else { continue };
        let is_selected = at == list.cursor();
        let mut line = line(&change, &grid, is_selected, model, theme);
        if is_selected && !model.detail().is_focused {
            theme.select(&mut line);
        }
        text::put(buffer, area, row, &line);
    }
}

/// The days by their names, as much of them as fits; today stands out.
fn head(grid: &Grid, model: &Model, theme: &Theme) -> Line<'static> {
    let name = match grid.day {
        11.. => "%a %-d %b",
        7..11 => "%a %-d",
        4..7 => "%a",
        _ => "%-d",
    };
    let mut spans = vec![blank(grid.left)];
    let today = model.now.to_zoned(model.zone.clone()).date();
    for begin in grid.begins.iter().take(grid.begins.len().saturating_sub(1)) {
        let date = begin.to_zoned(model.zone.clone()).date();
        let style = if date == today { theme.strong() } else { theme.muted() };
        spans.push(Span::styled(text::left(&date.strftime(name).to_string(), grid.day, theme.glyphs()), style));
    }
    Line::from(spans)
}

/// The line with another character in one cell.
fn over(line: Line<'static>, at: usize, glyph: &'static str, style: Style) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = vec![];
    let mut from = 0;
    for span in line.spans {
        let cells = text::width(&span.content);
        if (from..from + cells).contains(&at) && span.content.chars().count() == cells {
            let before: String = span.content.chars().take(at - from).collect();
            let after: String = span.content.chars().skip(at - from + 1).collect();
            spans.extend([
                Span::styled(before, span.style),
                Span::styled(glyph, style),
                Span::styled(after, span.style),
            ]);
        } else {
            spans.push(span);
        }
        from += cells;
    }
    Line::from(spans)
}

fn line(change: &Change, grid: &Grid, is_selected: bool, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let record = Record::Change(change.id);
    let (glyph, _, style) = theme.change_status(change.status);
    let mut spans = vec![
        margin(record, is_selected, model, theme),
        Span::styled(letter(change.priority), theme.priority(change.priority)),
        blank(1),
        Span::styled(glyph, style),
        own(record, model, theme),
    ];
    // The number where there is room for no more, and the title where there is.
    let room = grid.left.saturating_sub(text::width_of(&spans) + 1);
    let number = change.short_name();
    let words =
        if room > text::width(&number) + 6 { format!("{number} {}", change.title) } else { number.into_owned() };
    spans.push(Span::raw(text::left(&words, room, set)));
    spans.push(blank(1));
    spans.extend(bar(change, grid, model, theme));
    let mut line = Line::from(spans);
    if let Ok(now) = usize::try_from(grid.cell(model.now))
        && now < grid.width()
    {
        let is_in_words = change.window().is_none() && now < text::width(NO_WINDOW);
        let is_free = !is_in_words && cell_of(&line, grid.left + now) == Some(' ');
        if is_free {
            line = over(line, grid.left + now, set.upright, theme.muted());
        }
    }
    line
}

/// What stands in a cell of a line all of whose characters behind it are one cell wide.
fn cell_of(line: &Line<'_>, at: usize) -> Option<char> {
    let mut from = 0;
    for span in &line.spans {
        let cells = text::width(&span.content);
        if (from..from + cells).contains(&at) {
            return if span.content.chars().count() == cells { span.content.chars().nth(at - from) } else { None };
        }
        from += cells;
    }
    None
}

/// The days of a change: blank, its bar, blank. What lies beyond the days is pointed at.
fn bar(change: &Change, grid: &Grid, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let set = theme.glyphs();
    let width = grid.width();
    let Some(window) = change.window() else {
        let words = if change.status.is_over() { "" } else { NO_WINDOW };
        return vec![Span::styled(text::left(words, width, set), theme.muted())];
    };
    let (from, to) = (grid.cell(window.from), grid.cell(window.to));
    let wide = width.cast_signed();
    if to < 0 {
        return vec![Span::styled(text::left(set.heads[3], width, set), theme.muted())];
    }
    if from >= wide {
        return vec![blank(width.saturating_sub(1)), Span::styled(set.heads[1], theme.muted())];
    }
    let (fill, style) = fill(change.status, theme);
    let first = from.max(0).unsigned_abs();
    // A bar ends where its last moment is, and takes one cell at least.
    let last = to.min(wide - 1).max(first.cast_signed()).unsigned_abs();
    let last = if window.to == grid.begins.last().copied().unwrap_or(Timestamp::MAX) { width - 1 } else { last };
    let mut bar = fill.repeat(last + 1 - first);
    if !window.is_stated {
        bar = format!("{fill}{}", set.none.repeat(last - first));
    }
    let mut spans = vec![blank(first), Span::styled(bar, style)];
    let mut taken = last + 1;
    if model.is_colliding(change.id) && taken < width {
        spans.push(Span::styled(set.collision, theme.danger()));
        taken += 1;
    }
    spans.push(blank(width.saturating_sub(taken)));
    spans
}

/// How a bar is drawn.
fn fill(status: ChangeStatus, theme: &Theme) -> (&'static str, Style) {
    let set = theme.glyphs();
    match status {
        ChangeStatus::Draft => (set.bars[0], theme.muted()),
        ChangeStatus::Pending => (set.bars[1], theme.warning()),
        ChangeStatus::Approved => (set.bars[2], theme.plain()),
        ChangeStatus::InProgress => (set.bars[2], theme.accent()),
        ChangeStatus::Completed => (set.bars[2], theme.good()),
        ChangeStatus::Failed => (set.failed, theme.danger()),
        ChangeStatus::Cancelled => (set.cancelled, theme.muted()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_stands_in_the_cell_of_its_day_however_long_the_day() {
        // The second day has 25 hours.
        let at = |hour: i64| Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap();
        let grid = Grid { left: 10, day: 8, begins: vec![at(0), at(24), at(49), at(73)] };
        for (hour, cell) in
            [(-1, -1), (0, 0), (3, 1), (23, 7), (24, 8), (48, 15), (49, 16), (72, 23), (73, 24), (99, 24)]
        {
            assert_eq!(grid.cell(at(hour)), cell, "{hour}");
        }
    }
}
