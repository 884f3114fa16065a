//! Signing in and the first run: one sentence on what it is about, the fields, under each where to find it or what is wrong with it.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::field;
use crate::app::Model;
use crate::app::layers::sign_in::{Asked, SignInForm, Step};
use crate::app::screen::Plan;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// How wide the form is at most, so that it reads like a letter.
const WIDEST: u16 = 76;
/// Cells of the labels.
const LABEL: usize = 17;

/// Draws the form over everything between tabs and footer.
pub(in super::super) fn sign_in(
    buffer: &mut Buffer,
    plan: &Plan,
    form: &SignInForm,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    let around = plan.body();
    text::clear(buffer, Rect { y: plan.tabs.y, height: around.bottom().saturating_sub(plan.tabs.y), ..around });
    let indent = 2.max((around.width / 2).saturating_sub(WIDEST / 2) / 2);
    let width = WIDEST.min(around.width.saturating_sub(indent + 1));
    let room = usize::from(width);
    let mut lines = heading(form, room, model, theme);
    let mut cursor = None;
    for (at, asked) in form.fields.iter().enumerate() {
        let has_cursor = at == form.focus && !form.busy;
        let (line, cell) = field_line(asked, at == form.focus, has_cursor, room, theme);
        if has_cursor {
            cursor = Some((lines.len(), cell));
        }
        lines.push(line);
        lines.extend(below(asked, room, theme));
        lines.push(Line::default());
    }
    if form.busy {
        lines.push(Line::styled(
            theme.own(if form.step == Step::Project { "Looking…" } else { "Signing in…" }).into_owned(),
            theme.muted(),
        ));
    }
    let spare = usize::from(around.height).saturating_sub(lines.len());
    let top = u16::try_from(spare / 4).unwrap_or(0);
    let area = Rect { x: around.x + indent, y: around.y + top, width, height: around.height - top };
    // On a low screen the field with the cursor is worth more than the words above it.
    let cut = cursor.map_or(0, |(row, _)| (row + 2).saturating_sub(usize::from(area.height)));
    for (row, line) in (0..area.height).zip(lines.iter().skip(cut)) {
        text::put(buffer, area, row, line);
    }
    let (row, cell) = cursor?;
    let y = area.y.saturating_add(u16::try_from(row.saturating_sub(cut)).ok()?);
    let x = area.x.saturating_add(u16::try_from(cell).ok()?);
    (x < area.right() && y < area.bottom()).then_some(Position { x, y })
}

fn heading(form: &SignInForm, room: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let profile = if model.profile.is_empty() { "ANTOPS" } else { &model.profile };
    let (title, words) = match form.step {
        Step::Project => (
            "Welcome to antops".to_owned(),
            "Which Supabase project is your ANTOPS in? Its address and its public key are asked once and kept in the config file.".to_owned(),
        ),
        Step::Password => (format!("Sign in to {profile}"), "With the account of the web app. The password is not kept.".to_owned()),
        Step::Code => (format!("Sign in to {profile}"), format!("A code is on its way to {}.", form.email())),
        Step::Totp => (format!("Sign in to {profile}"), "This account has a second factor.".to_owned()),
    };
    let mut lines = vec![Line::styled(title, theme.strong())];
    lines.extend(text::wrap(&[Span::styled(words, theme.muted())], room));
    lines.push(Line::default());
    if let Some(message) = &form.message {
        lines.extend(text::wrap(&[Span::styled(message.clone(), theme.warning())], room));
        lines.push(Line::default());
    }
    lines
}

fn field_line(asked: &Asked, is_focused: bool, has_cursor: bool, room: usize, theme: &Theme) -> (Line<'static>, usize) {
    let set = theme.glyphs();
    let (mark, label) = if is_focused { (set.selected, theme.strong()) } else { (" ", theme.plain()) };
    let free = room.saturating_sub(LABEL + 2);
    let (mut shown, at) = field::shown(&asked.field, free, theme);
    if !has_cursor && let Some(under) = shown.get_mut(1) {
        under.style = theme.plain();
    }
    let mut spans = vec![Span::styled(mark, theme.accent()), Span::styled(text::left(asked.label, LABEL, set), label)];
    spans.append(&mut shown);
    (Line::from(spans), 1 + LABEL + at)
}

fn below(asked: &Asked, room: usize, theme: &Theme) -> Vec<Line<'static>> {
    let (words, style) = match &asked.error {
        Some(error) => (error.clone(), theme.danger()),
        None => (theme.own(asked.hint).into_owned(), theme.muted()),
    };
    if words.is_empty() {
        return vec![];
    }
    let mut lines = text::wrap(&[Span::styled(words, style)], room.saturating_sub(LABEL + 1));
    for line in &mut lines {
        line.spans.insert(0, blank(1 + LABEL));
    }
    lines
}
