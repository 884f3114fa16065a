//! The form of an incident or a problem: fields under each other, what each is for under the one that has the keys, what will be sent at the foot.
//!
//! Few fields float in a box over the list; all of them take the place of the panes and scroll, so that the field with the keys is seen.

use super::super::Cursor;
use super::super::panes::letter;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::{compose, field, framed};
use crate::app::Model;
use crate::app::draft::Place;
use crate::app::layers::form::{Entry, Form, Name, Value};
use crate::app::screen::{self, Plan};
use crate::domain::edits::Editable;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// How wide the form is at most, so that it reads like a letter.
const WIDEST: u16 = 96;
/// Cells of the labels, with the mark before.
const LABEL: usize = 14;
/// The most lines a text takes.
const MOST_LINES: u16 = 8;

/// A field as it is drawn: its own lines and those below it.
struct Block {
    lines: Vec<Line<'static>>,
    /// Cells from the left to the cursor of a line.
    cell: Option<usize>,
    below: Vec<Line<'static>>,
}

impl Block {
    fn height(&self) -> usize {
        self.lines.len() + self.below.len()
    }
}

/// Draws the form.
pub(in super::super) fn form(buffer: &mut Buffer, plan: &Plan, form: &Form, model: &Model, theme: &Theme) -> Cursor {
    let around = plan.body();
    let width = WIDEST.min(around.width.saturating_sub(if form.is_quick { 8 } else { 2 }));
    let room = usize::from(if form.is_quick { width.saturating_sub(4) } else { width });
    let summary = model.form_summary(form);
    let summary = text::wrap(&[Span::styled(theme.own(&summary).into_owned(), theme.accent())], room);
    let has_keys = model.layers.last().is_some_and(|layer| matches!(layer, crate::app::layers::Layer::Form(_)));
    let most = MOST_LINES.min(around.height / 3).max(2);
    let blocks: Vec<Block> = (0..form.entries.len()).map(|at| block(form, at, room, most, model, theme)).collect();
    let wanted: usize = blocks.iter().map(Block::height).sum();
    let area = if form.is_quick {
        let wanted = u16::try_from(wanted + summary.len() + 3).unwrap_or(u16::MAX);
        let height = wanted.min(around.height);
        let x = around.x + (around.width - width) / 2;
        let area = Rect { x, y: around.y + (around.height - height).min(around.height / 5), width, height };
        framed(buffer, area, &title(form), "", theme)
    } else {
        text::clear(buffer, Rect { y: plan.tabs.y, height: around.bottom().saturating_sub(plan.tabs.y), ..around });
        let indent = 1.max((around.width.saturating_sub(width)) / 4);
        let area = Rect { x: around.x + indent, width, y: plan.tabs.y, height: around.bottom() - plan.tabs.y };
        text::put(buffer, area, 0, &Line::styled(text::cut(&title(form), room, theme.glyphs()), theme.strong()));
        let air = if area.height > 14 { 2 } else { 1 };
        Rect { y: area.y + air, height: area.height.saturating_sub(air), ..area }
    };
    let foot = u16::try_from(summary.len()).unwrap_or(1);
    let list = Rect { height: area.height.saturating_sub(foot + u16::from(area.height > 12)), ..area };
    for (row, line) in (area.height.saturating_sub(foot)..area.height).zip(&summary) {
        text::put(buffer, area, row, line);
    }
    let cursor = fields(buffer, list, form, &blocks, theme);
    if has_keys { cursor } else { None }
}

fn title(form: &Form) -> String {
    match &form.seen {
        None if matches!(form.place, Place::NewProblem(_)) => "Write a problem down".into(),
        None if matches!(form.place, Place::NewChange(_)) => "Draft a change".into(),
        None => "Report an incident".into(),
        Some(row) => {
            let name = row.name();
            let what = match form.entries.as_slice() {
                [first, ..] if form.is_quick && first.name == Name::Starts => "Reschedule ".into(),
                [only] => format!("{} of ", only.name.label()),
                [first, ..] if form.is_quick && first.name == Name::Criticality => "Priority of ".into(),
                _ => "Edit ".into(),
            };
            format!("{what}{name}")
        }
    }
}

/// Draws the fields from where the one with the keys is seen whole.
fn fields(buffer: &mut Buffer, area: Rect, form: &Form, blocks: &[Block], theme: &Theme) -> Cursor {
    let tall = usize::from(area.height);
    let before: usize = blocks.iter().take(form.focus).map(Block::height).sum();
    let own = blocks.get(form.focus).map_or(0, Block::height);
    let from = (before + own).saturating_sub(tall).min(before);
    let mut cursor = None;
    let mut row = 0_usize;
    for (at, (block, entry)) in blocks.iter().zip(&form.entries).enumerate() {
        for (line_at, line) in block.lines.iter().chain(&block.below).enumerate() {
            let y = row + line_at;
            if (from..from + tall).contains(&y) {
                text::put(buffer, area, u16::try_from(y - from).unwrap_or(u16::MAX), line);
            }
        }
        if at == form.focus {
            let y = area.y.saturating_add(u16::try_from(row.saturating_sub(from)).unwrap_or(u16::MAX));
            cursor = match &entry.value {
                Value::Text(text) => {
                    let height = u16::try_from(block.lines.len().min(tall)).unwrap_or(1);
                    let left = u16::try_from(LABEL).unwrap_or(0).min(area.width);
                    let place = Rect { x: area.x + left, y, width: area.width - left, height };
                    text::clear(buffer, place);
                    compose::typed(buffer, place, text, theme)
                }
                _ => block.cell.and_then(|cell| {
                    let x = area.x.checked_add(u16::try_from(cell).ok()?)?;
                    (x < area.right()).then_some(Position { x, y })
                }),
            };
        }
        row += block.height();
    }
    cursor
}

fn block(form: &Form, at: usize, room: usize, most: u16, model: &Model, theme: &Theme) -> Block {
    let entry = &form.entries[at];
    let is_focused = at == form.focus;
    let free = room.saturating_sub(LABEL);
    let mut cell = None;
    let values: Vec<Line<'static>> = match &entry.value {
        Value::Line(field) => {
            let (mut shown, at) = field::shown(field, free, theme);
            if is_focused {
                cell = Some(LABEL + at);
            } else if let Some(under) = shown.get_mut(1) {
                under.style = theme.plain();
            }
            vec![Line::from(shown)]
        }
        Value::Text(text) => {
            let mut lines: Vec<Line<'static>> = text
                .area()
                .lines()
                .iter()
                .flat_map(|line| text::wrap(&[Span::raw(line.clone())], free.saturating_sub(1)))
                .collect();
            let wanted = screen::text_lines(text.area().lines().iter().map(String::as_str), free, 2, most);
            let is_cut = lines.len() > usize::from(wanted);
            lines.resize(usize::from(wanted), Line::default());
            if let Some(last) = lines.last_mut().filter(|_| is_cut) {
                last.spans.push(Span::styled(theme.glyphs().ellipsis, theme.muted()));
            }
            lines
        }
        _ => text::wrap(&chosen(form, entry, model, theme), free),
    };
    let label = if is_focused { theme.strong() } else { theme.plain() };
    let mark = if is_focused { theme.glyphs().selected } else { " " };
    let lines = values.into_iter().enumerate().map(|(row, mut line)| {
        let before = if row == 0 {
            vec![
                Span::styled(mark, theme.accent()),
                Span::styled(text::left(entry.name.label(), LABEL - 1, theme.glyphs()), label),
            ]
        } else {
            vec![blank(LABEL)]
        };
        line.spans.splice(0..0, before);
        line
    });
    Block { lines: lines.collect(), cell, below: below(form, entry, is_focused, room, model, theme) }
}

/// What stands in a field that is chosen.
fn chosen(form: &Form, entry: &Entry, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let own = |words: &str| theme.own(words).into_owned();
    let typed = form.typed();
    let words = match &entry.value {
        Value::Rating(rating) => {
            let style = rating.map_or_else(|| theme.muted(), |rating| theme.priority(rating));
            return vec![Span::styled(rating.map_or("none", |rating| rating.word()), style)];
        }
        Value::Priority(_) => {
            let priority = form.outcome().priority;
            let words = model.worded(Name::Priority, &typed, form.seen.as_ref());
            let rest = words.strip_prefix(priority.word()).unwrap_or_default();
            return vec![
                Span::styled(letter(priority), theme.priority(priority)),
                Span::styled(format!(" {}", priority.word()), theme.priority(priority)),
                Span::styled(own(rest), theme.muted()),
            ];
        }
        Value::Kind(kind) => kind.clone(),
        Value::Adder if typed.links.is_empty() => "none".into(),
        Value::Adder => "add another".into(),
        _ => model.worded(entry.name, &typed, None),
    };
    let is_none = matches!(words.as_str(), "none" | "nobody" | "add another");
    // Names are people's own words.
    vec![Span::styled(words, if is_none { theme.muted() } else { theme.plain() })]
}

/// What is wrong with a field, what it has come to be meanwhile, what it is for.
fn below(
    form: &Form,
    entry: &Entry,
    is_focused: bool,
    room: usize,
    model: &Model,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let free = room.saturating_sub(LABEL);
    let mut lines = Vec::new();
    let mut say = |words: &str, style| {
        for mut line in text::wrap(&[Span::styled(theme.own(words).into_owned(), style)], free) {
            line.spans.insert(0, blank(LABEL));
            lines.push(line);
        }
    };
    if let Some(error) = &entry.error {
        say(error, theme.danger());
    }
    for note in form.notes(entry.name) {
        say(note, theme.warning());
    }
    if is_focused && entry.error.is_none() {
        let offers = &form.offers.words;
        if offers.is_empty() {
            say(&model.form_hint(form), theme.muted());
        } else {
            let key = model.settings.keymap.hint("form.complete");
            let words: Vec<&str> = offers.iter().take(6).map(crate::domain::safe::Safe::as_str).collect();
            say(&format!("{key} puts {}", words.join("  ")), theme.mention());
        }
    } else if entry.name == Name::Assignee && form.seen.is_none() && matches!(entry.value, Value::Person(None)) {
        let is_change = matches!(form.place, Place::NewChange(_));
        let words = if is_change {
            "only an assignee can say what came of it"
        } else {
            "without one, only you can ever change it"
        };
        say(words, theme.muted());
    }
    lines
}
