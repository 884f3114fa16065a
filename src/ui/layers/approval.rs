//! The approval view: one page over the panes, and at its foot what is typed to decide. What people wrote stands indented, in colours of its own.

use super::super::Cursor;
use super::super::panes::{letter, prose_lines, small, voice};
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::field;
use crate::app::Model;
use crate::app::layers::approval::{self, Approval, Deciding, INDENT_OF_PROSE, LABEL, Part, WHEN_AND_WHO};
use crate::app::screen::Plan;
use crate::domain::comment::Comment;
use crate::domain::value::ApprovalStatus;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Draws the page.
pub(in super::super) fn approval(
    buffer: &mut Buffer,
    plan: &Plan,
    view: &Approval,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let area = approval::area(plan);
    text::clear(buffer, area);
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let width = usize::from(area.width);
    let lines: Vec<Line<'static>> =
        model.approval_page(view).iter().flat_map(|part| drawn(part, width, model, theme)).collect();
    let foot = approval::foot(view).min(area.height);
    let page = Rect { height: area.height - foot, ..area };
    let height = usize::from(page.height);
    let from = usize::from(view.scroll).min(lines.len().saturating_sub(height));
    for (row, line) in (0..page.height).zip(lines.iter().skip(from)) {
        text::put(buffer, page, row, line);
    }
    let rest = lines.len().saturating_sub(from + height);
    if rest > 0 && page.height > 4 {
        let at = Rect { y: page.bottom() - 1, height: 1, ..page };
        text::clear(buffer, at);
        let [down, _] = ["move.down", "move.up"].map(|id| theme.own(&model.settings.keymap.hint(id)).into_owned());
        let keys = if view.deciding.is_none() { format!(", {down} reads on") } else { String::new() };
        let words = format!("{} {} lines below{keys}", theme.glyphs().across.repeat(2), rest + 1);
        text::put(buffer, at, 0, &Line::styled(words, theme.muted()));
    }
    let place = Rect { y: page.bottom(), height: foot, ..area };
    view.deciding.as_ref().and_then(|deciding| typed(buffer, place, view, deciding, model, theme))
}

fn drawn(part: &Part<'_>, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let label = usize::from(LABEL);
    match part {
        Part::Blank => vec![Line::default()],
        Part::Small(picture) => {
            let mut lines = small(picture, model, theme);
            for line in &mut lines {
                line.spans.insert(0, blank(label));
            }
            lines
        }
        Part::Heading(words) => vec![Line::styled(*words, theme.accent())],
        Part::Title(change) => {
            let spans = [
                Span::styled(format!("{}  ", change.name()), theme.strong()),
                Span::styled(change.title.to_string(), theme.strong()),
            ];
            text::wrap(&spans, width).into_iter().take(2).collect()
        }
        Part::Fact(what, said, words) => {
            let words = Span::styled(theme.own(words).into_owned(), voice(*said, theme));
            let mut lines = text::wrap(&[words], width.saturating_sub(label));
            for (at, line) in lines.iter_mut().enumerate() {
                let what = if at == 0 { *what } else { "" };
                line.spans.insert(0, Span::styled(text::left(what, label, theme.glyphs()), theme.muted()));
            }
            lines
        }
        Part::Prose(source) => {
            let indent = usize::from(INDENT_OF_PROSE);
            let mut lines = prose_lines(source, width.saturating_sub(indent), model, theme);
            for line in &mut lines {
                line.spans.insert(0, blank(indent));
            }
            lines
        }
        Part::Incident(row) => {
            let (glyph, style) = theme.incident_status(row.status);
            let spans = vec![
                blank(2),
                Span::styled(letter(row.priority), theme.priority(row.priority)),
                blank(1),
                Span::styled(glyph, style),
                Span::raw(format!(" {} {}", row.short_name(), row.title)),
            ];
            vec![Line::from(text::cut_spans(spans, width, theme.glyphs()))]
        }
        Part::Said(comment, words) => said(comment, words, width, model, theme),
    }
}

/// What was said, beside when and by whom.
fn said(comment: &Comment, words: &str, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let indent = usize::from(INDENT_OF_PROSE);
    let before = indent + usize::from(WHEN_AND_WHO);
    let at = time::absolute(comment.created_at, model.now, &model.zone);
    let who = model.rows.short_name(comment.author);
    let mut lines = text::wrap(&[Span::raw(words.to_owned())], width.saturating_sub(before).max(1));
    for (at_line, line) in lines.iter_mut().enumerate() {
        let (at, who) = if at_line == 0 { (at.as_str(), who) } else { ("", "") };
        let head = [
            blank(indent),
            Span::styled(text::left(at, 7, set), theme.muted()),
            Span::raw(text::left(who, before - indent - 7, set)),
        ];
        line.spans.splice(0..0, head);
    }
    lines
}

/// What is typed to decide: a rule, the sentence, the number of what is approved, and what is wrong with it.
fn typed(
    buffer: &mut Buffer,
    area: Rect,
    view: &Approval,
    deciding: &Deciding,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let change = model.rows.changes.get(&view.change)?;
    let is_yes = deciding.answer == ApprovalStatus::Approved;
    let set = theme.glyphs();
    let width = usize::from(area.width);
    let verb = if is_yes { "Approve" } else { "Reject" };
    let title = match &deciding.error {
        Some(error) => Span::styled(format!("{} {error} ", set.across.repeat(2)), theme.danger()),
        None => Span::styled(format!("{} {verb} {} ", set.across.repeat(2), change.name()), theme.strong()),
    };
    let rest = width.saturating_sub(text::width(&title.content));
    text::put(buffer, area, 0, &Line::from(vec![title, Span::styled(set.across.repeat(rest), theme.muted())]));
    let mut cursor = None;
    let mut put = |row: u16, label: String, is_here: bool, field: &crate::app::layers::field::Field| {
        let before = text::width(&label);
        let (spans, at) = field::shown(field, width.saturating_sub(before), theme);
        let style = if is_here { theme.strong() } else { theme.muted() };
        let mut line = vec![Span::styled(label, style)];
        line.extend(spans);
        text::put(buffer, area, row, &Line::from(line));
        if is_here {
            let x = area.x + u16::try_from(before + at).unwrap_or(0);
            cursor = (x < area.right()).then_some(Position { x, y: area.y + row });
        }
    };
    let why = if is_yes { "A sentence, if you like  " } else { "Why  " };
    put(1, why.to_owned(), !deciding.is_at_number, &deciding.sentence);
    if is_yes {
        put(2, format!("Type {} to approve  ", change.word()), deciding.is_at_number, &deciding.number);
    }
    cursor
}
