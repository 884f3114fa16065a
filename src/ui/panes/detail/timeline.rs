//! The timeline: who said what when, in order, with breaks for days and a line where what is new begins. Markers of the system read as events.

use super::super::super::text::{self, blank};
use super::super::super::theme::Theme;
use super::super::super::time;
use super::{Row, facts, prose};
use crate::app::Model;
use crate::app::panes::changes::history::{Event, What};
use crate::app::panes::detail::timeline::Entry;
use crate::app::pending::Progress;
use crate::domain::comment::Comment;
use crate::domain::request::{Deed, Query};
use crate::domain::rich_text::{self, Marker};
use crate::domain::value::{ApprovalStatus, AutomationKind, Outcome, Record};
use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of the time and the author before what was said.
const TIME: usize = 6;
const AUTHOR: usize = 9;

/// The whole timeline.
pub(super) fn rows(record: Record, width: usize, model: &Model, theme: &Theme) -> Vec<Row> {
    let entries = model.timeline(record);
    let mut events = model.events(record).into_iter().peekable();
    let mut rows = vec![];
    let mut day = String::new();
    let mut is_new = false;
    for entry in &entries {
        while let Some(event) = events.next_if(|event| event.at <= entry.comment.created_at) {
            rows.extend(new_day(event.at, &mut day, width, model, theme).map(Row::from));
            rows.extend(happened(&event, width, model, theme).into_iter().map(Row::from));
        }
        rows.extend(new_day(entry.comment.created_at, &mut day, width, model, theme).map(Row::from));
        if entry.is_new && !is_new {
            rows.push(rule("new", width, theme.accent(), theme).into());
            is_new = true;
        }
        rows.extend(said(entry, width, model, theme));
    }
    for event in events {
        rows.extend(new_day(event.at, &mut day, width, model, theme).map(Row::from));
        rows.extend(happened(&event, width, model, theme).into_iter().map(Row::from));
    }
    rows.extend(state(record, entries.is_empty(), width, model, theme).into_iter().map(Row::from));
    rows
}

/// The line that begins a day, where another one begins.
fn new_day(at: Timestamp, day: &mut String, width: usize, model: &Model, theme: &Theme) -> Option<Line<'static>> {
    let today = time::day(at, model.now, &model.zone);
    if today == *day {
        return None;
    }
    let zone = time::zone_name(at, &model.zone);
    let words = if day.is_empty() { format!("{today}, times in {zone}") } else { today.clone() };
    *day = today;
    Some(rule(&words, width, theme.muted(), theme))
}

/// What happened that no comment tells of.
fn happened(event: &Event, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let (glyph, words, style) = match &event.what {
        What::Drafted => (set.written, "drafted it".to_owned(), theme.muted()),
        What::Asked => ("?", "asked for approval".into(), theme.warning()),
        What::Answered(ApprovalStatus::Approved) => (set.approved, "approved".into(), theme.good()),
        What::Answered(_) => (set.failed, "rejected".into(), theme.danger()),
        What::Ended(Outcome::Completed) => (set.resolved, "completed".into(), theme.good()),
        What::Ended(Outcome::Failed) => (set.failed, "failed".into(), theme.danger()),
        What::Ran(AutomationKind::AutoStart) => (set.running, "was to start, and did".into(), theme.accent()),
        What::Ran(AutomationKind::CompletionPrompt) => (set.pending, "was asked what came of it".into(), theme.muted()),
        What::Lapsed(kind, why) => (set.cancelled, format!("was to {}: {why}", kind.words()), theme.muted()),
    };
    let mut content = vec![Span::styled(format!("{glyph} {words}"), style)];
    if let Some(said) = &event.words {
        content.push(Span::raw(format!(" {}", rich_text::summary(said))));
    }
    let who = event.who.map_or(set.none, |who| model.rows.short_name(who));
    let mut lines = text::wrap(&content, width.saturating_sub(TIME + AUTHOR).max(4));
    for (at, line) in lines.iter_mut().enumerate() {
        let before = if at == 0 {
            let time = Span::styled(text::left(&time::clock(event.at, &model.zone), TIME, set), theme.muted());
            vec![time, Span::styled(text::left(who, AUTHOR - 1, set), theme.muted()), blank(1)]
        } else {
            vec![blank(TIME + AUTHOR)]
        };
        line.spans.splice(0..0, before);
    }
    lines
}

/// What to say about the timeline as a whole: that it is empty, on its way, or could not be read.
pub(super) fn state(record: Record, is_empty: bool, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let line = model.remote.line(&Query::Timeline(record));
    let answered = line.and_then(|line| line.answered_at);
    let (words, is_bad) = match (line.and_then(|line| line.failed.as_ref()), answered, is_empty) {
        (Some((_, fault)), None, true) => (format!("The timeline could not be read: {fault}."), true),
        (Some((at, fault)), _, false) => {
            (format!("Could not be looked at again at {}: {fault}.", time::clock(*at, &model.zone)), true)
        }
        (None, None, true) if model.cached_at.is_none() => (theme.own("Reading the timeline…").into_owned(), false),
        (_, Some(_), true) => {
            let key = theme.own(&model.settings.keymap.hint("comment.write")).into_owned();
            (format!("No comments yet. {key} writes the first."), false)
        }
        _ => return vec![],
    };
    text::wrap(&[Span::styled(words, facts::told(theme, is_bad))], width)
}

fn rule(words: &str, width: usize, style: Style, theme: &Theme) -> Line<'static> {
    let across = theme.glyphs().across;
    let before = format!("{} {words} ", across.repeat(2));
    let rest = width.min(72).saturating_sub(text::width(&before));
    Line::styled(format!("{before}{}", across.repeat(rest)), style)
}

fn said(entry: &Entry, width: usize, model: &Model, theme: &Theme) -> Vec<Row> {
    let comment = &entry.comment;
    let (state, state_style) = if entry.sending {
        (sending(comment, model, theme), theme.warning())
    } else if comment.is_edited() {
        ("edited".to_owned(), theme.muted())
    } else {
        (String::new(), theme.muted())
    };
    let room = width.saturating_sub(TIME + AUTHOR);
    let reserved = if state.is_empty() { 0 } else { text::width(&state) + 2 };
    let mut lines = match rich_text::marker(&comment.content) {
        Some((marker, words)) => text::wrap(&event(marker, &words, theme), room.saturating_sub(reserved).max(4)),
        None => prose::lines(&comment.content, room.saturating_sub(reserved).max(4), model, theme),
    };
    if lines.is_empty() {
        lines.push(Line::styled("(nothing)", theme.muted()));
    }
    let is_mine = Some(comment.author) == model.my_id();
    let time = time::clock(comment.created_at, &model.zone);
    let author = text::left(model.rows.short_name(comment.author), AUTHOR - 1, theme.glyphs());
    let row = |(at, mut line): (usize, Line<'static>)| {
        let mut spans = if at == 0 {
            let style = if is_mine { theme.strong() } else { theme.plain() };
            let time = Span::styled(text::left(&time, TIME, theme.glyphs()), theme.muted());
            vec![time, Span::styled(author.clone(), style), Span::raw(" ")]
        } else {
            vec![blank(TIME + AUTHOR)]
        };
        spans.append(&mut line.spans);
        if at == 0 && !state.is_empty() {
            let filled = text::width_of(&spans);
            spans.push(blank(width.saturating_sub(filled + text::width(&state))));
            spans.push(Span::styled(state.clone(), state_style));
        }
        // Set on the line, the style of a quote or of code would be lost with it.
        Row { line: Line { spans, ..line }, comment: Some(comment.id) }
    };
    lines.into_iter().enumerate().map(row).collect()
}

/// A comment without a verdict: on the wire, or waiting for a better link.
fn sending(comment: &Comment, model: &Model, theme: &Theme) -> String {
    let is_ours = |deed: &Deed| match deed {
        Deed::Comment { comment: id, .. }
        | Deed::EditComment { comment: id, .. }
        | Deed::DeleteComment { comment: id, .. }
        | Deed::Close { comment: id, .. } => *id == comment.id,
        Deed::Step { step, .. } => step.marker() == Some(comment.id),
        Deed::Edit { .. }
        | Deed::Create { .. }
        | Deed::CreateProblem { .. }
        | Deed::CreateChange { .. }
        | Deed::TakeBack { .. }
        | Deed::Map(_) => false,
    };
    let is_sent = model.pending.on(comment.on).any(|one| is_ours(&one.op.deed) && one.state == Progress::Sent);
    theme.own(if is_sent { "sending…" } else { "unsent" }).into_owned()
}

/// One entry in one line, for the brief form: time, author, and as much of the words as fit.
pub(super) fn short(entry: &Entry, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let comment = &entry.comment;
    let mut spans = vec![
        // No room for lines between days: what is not of today says its day instead of its hour.
        Span::styled(
            text::left(&time::absolute(comment.created_at, model.now, &model.zone), TIME + 1, set),
            theme.muted(),
        ),
        Span::raw(text::left(model.rows.short_name(comment.author), AUTHOR - 1, set)),
        Span::raw(" "),
    ];
    match rich_text::marker(&comment.content) {
        Some((marker, words)) => spans.extend(event(marker, words.first_line(), theme)),
        None => spans.push(Span::raw(rich_text::summary(&comment.content))),
    }
    let state = if entry.sending {
        vec![Span::styled(sending(comment, model, theme), theme.warning())]
    } else if entry.is_new {
        vec![Span::styled("new", theme.accent())]
    } else {
        vec![]
    };
    text::ends(spans, state, width, set)
}

/// A marker as an event: a glyph, words, and what was written with it.
pub(in super::super) fn event(marker: Marker, words: &str, theme: &Theme) -> Vec<Span<'static>> {
    let set = theme.glyphs();
    let (glyph, verb, style) = match marker {
        Marker::ApprovalRequested => ("?", "asked for approval", theme.warning()),
        Marker::Approved => (set.approved, "approved", theme.good()),
        Marker::Rejected => (set.failed, "rejected", theme.danger()),
        Marker::Withdrawn => (set.written, "took the request back", theme.muted()),
        Marker::AutoStarted => (set.running, "started by itself", theme.accent()),
        Marker::Completed => (set.resolved, "completed", theme.good()),
        Marker::Failed => (set.failed, "failed", theme.danger()),
        Marker::Cancelled => (set.cancelled, "cancelled", theme.muted()),
        Marker::Closed => (set.closed, "closed", theme.muted()),
    };
    let mut spans = vec![Span::styled(format!("{glyph} {verb}"), style)];
    if !words.trim().is_empty() {
        spans.push(Span::raw(format!(" {}", words.split_whitespace().collect::<Vec<_>>().join(" "))));
    }
    spans
}
