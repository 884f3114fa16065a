//! The facts of a change: how far it is and whether it may be, which are two; when it happens, what it touches, what it ends, what comes next.

use super::super::super::text::{self, blank};
use super::super::super::theme::Theme;
use super::super::super::time;
use super::super::rows::letter;
use super::{facts, labelled, timeline};
use crate::app::layers::approval::Voice;
use crate::app::{Model, command};
use crate::domain::change::Change;
use crate::domain::change::standing::Answer;
use crate::domain::change::step::Kind;
use crate::domain::value::Record;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What stays in sight while the rest scrolls.
pub(super) fn head(change: &Change, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = facts::titled(&change.name(), &change.title, width, theme);
    let (glyph, words, style) = theme.change_status(change.status);
    let priority = theme.priority(change.priority);
    let assigned = match change.assigned_to {
        Some(who) => Span::raw(text::cut(model.rows.full_name(who), 30, theme.glyphs())),
        None => Span::styled("nobody assigned", theme.muted()),
    };
    let groups = vec![
        vec![Span::styled(letter(change.priority), priority), Span::styled(format!(" {}", change.priority), priority)],
        vec![Span::styled(format!("{glyph} {words}"), style)],
        vec![answer(change, model, theme)],
        vec![assigned],
    ];
    lines.extend(facts::flowing(groups, width));
    lines.extend(mismatch(change, width, model, theme));
    lines
}

/// Whether it is approved: the other fact.
fn answer(change: &Change, model: &Model, theme: &Theme) -> Span<'static> {
    let answer = model.rows.standing_of(change).answer();
    let style = match answer {
        Answer::Approved(_) => theme.good(),
        Answer::Rejected(_) => theme.danger(),
        Answer::Waiting(_) => theme.warning(),
        Answer::Unasked => theme.muted(),
    };
    Span::styled(model.rows.answer_in_words(change, answer), style)
}

/// How the two facts contradict each other, and what resolves it.
fn mismatch(change: &Change, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let Some(mismatch) = model.rows.standing_of(change).mismatch(change) else { return vec![] };
    let words = model.rows.mismatch_in_words(mismatch, change, model.my_id());
    let mark = Span::styled(format!("{} ", theme.glyphs().mismatch), theme.danger());
    text::wrap(&[mark, Span::styled(words, theme.warning())], width)
}

/// The style of a voice.
pub(in crate::ui) fn style(voice: Voice, theme: &Theme) -> Style {
    match voice {
        Voice::Plain => theme.plain(),
        Voice::Muted => theme.muted(),
        Voice::Good => theme.good(),
        Voice::Warning => theme.warning(),
        Voice::Danger => theme.danger(),
    }
}

/// The facts that scroll with the rest.
pub(super) fn more(change: &Change, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let record = Record::Change(change.id);
    let (voice, when) = model.window_in_words(change);
    let when = theme.own(&when).into_owned();
    let mut lines = labelled("Window", &[Span::styled(when, style(voice, theme))], width, theme);
    for (at, (other, shared)) in model.collisions(change).into_iter().enumerate() {
        let (_, when) = model.window_in_words(&other);
        let when = theme.own(&when).into_owned();
        let mut spans = vec![Span::styled(format!("{} ", theme.glyphs().collision), theme.danger())];
        spans.push(Span::raw(format!("{} {}", other.short_name(), other.title)));
        spans.push(Span::styled(format!(", {when} on "), theme.muted()));
        spans.extend(facts::services(&shared, model, theme).unwrap_or_default());
        lines.extend(labelled(if at == 0 { "Collides" } else { "" }, &spans, width, theme));
    }
    lines.extend(facts::touched(&change.services, width, model, theme));
    let ends = change.problem.map(Record::Problem).into_iter().chain(change.incident.map(Record::Incident));
    for (at, record) in ends.enumerate() {
        let (name, title) = model.name_and_title(record);
        let words = format!("{name}  {title}");
        lines.extend(labelled(if at == 0 { "Ends" } else { "" }, &[Span::raw(words)], width, theme));
    }
    if !change.tags.is_empty() {
        let tags = change.tags.iter().map(AsRef::<str>::as_ref).collect::<Vec<_>>().join("  ");
        lines.extend(labelled("Tags", &[Span::raw(tags)], width, theme));
    }
    lines.extend(automations(change, width, model, theme));
    let drafted =
        format!("{} by {}", time::moment(change.created_at, &model.zone), model.rows.full_name(change.requested_by));
    lines.extend(labelled("Drafted", &[Span::raw(drafted)], width, theme));
    if let Some(at) = change.completed_at {
        lines.extend(labelled("Completed", &[Span::raw(time::moment(at, &model.zone))], width, theme));
    }
    lines.extend(next(change, width, model, theme));
    if let Some(may) = facts::who_may(record, model, theme) {
        lines.extend(labelled("Yours", &[may], width, theme));
    }
    lines.extend(facts::own_work(record, width, model, theme));
    lines
}

/// What is to happen to it at its time.
fn automations(change: &Change, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![];
    for row in model.rows.automations.of(change.id).filter(|row| !row.is_executed) {
        let when = time::moment(row.scheduled_for, &model.zone);
        let mut spans = vec![Span::raw(format!("{} {when}", row.kind.words()))];
        if row.is_due(model.now) {
            spans.push(Span::styled(", due and not done", theme.warning()));
        }
        let label = if lines.is_empty() { "Will" } else { "" };
        lines.extend(labelled(label, &spans, width, theme));
    }
    lines
}

/// The steps that I can take next, each with its key.
fn next(change: &Change, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let is_open = |kind: &&Kind| model.hindrance(**kind, change).is_none();
    let mut spans: Vec<Span<'static>> = vec![];
    let mut last = "";
    for kind in Kind::ALL.iter().filter(is_open) {
        let id = command::of_step(*kind);
        let key = theme.own(&model.settings.keymap.hint(id)).into_owned();
        if key.is_empty() || id == last {
            continue;
        }
        last = id;
        if !spans.is_empty() {
            spans.push(blank(2));
        }
        let word = if matches!(kind, Kind::Approve | Kind::Reject) { "decide" } else { kind.word() };
        spans.extend([Span::styled(key, theme.accent()), Span::raw(format!(" {word}"))]);
    }
    if spans.is_empty() { vec![] } else { labelled("Next", &spans, width, theme) }
}

/// The detail in a few lines, below the list of a narrow screen.
pub(super) fn brief(change: &Change, area: Rect, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let (width, height, set) = (usize::from(area.width), usize::from(area.height), theme.glyphs());
    let record = Record::Change(change.id);
    let (_, status, status_style) = theme.change_status(change.status);
    let assigned = change.assigned_to.map_or("nobody assigned", |who| model.rows.short_name(who));
    let first = vec![
        Span::styled(change.name(), theme.strong()),
        Span::styled(format!("  {}", change.priority), theme.priority(change.priority)),
        Span::styled(format!("  {status}"), status_style),
        Span::raw("  "),
        answer(change, model, theme),
        Span::raw(format!("  {assigned}")),
    ];
    let (voice, when) = model.window_in_words(change);
    let when = theme.own(&when).into_owned();
    let mut second = vec![Span::styled(when, style(voice, theme))];
    if let Some(services) = facts::services(&change.services, model, theme) {
        second.push(Span::styled("   on ", theme.muted()));
        second.extend(services);
    }
    let mut lines: Vec<Line<'static>> =
        [first, second].into_iter().map(|spans| Line::from(text::cut_spans(spans, width, set))).collect();
    lines.extend(mismatch(change, width, model, theme));
    let colliding: Vec<String> =
        model.collisions(change).into_iter().map(|(other, _)| other.short_name().into_owned()).collect();
    if !colliding.is_empty() {
        let words = format!("{} collides with {}", set.collision, colliding.join(", "));
        lines.push(Line::from(text::cut_spans(vec![Span::styled(words, theme.danger())], width, set)));
    }
    lines.extend(next(change, width, model, theme).into_iter().take(1));
    let entries = model.timeline(record);
    let latest = entries.len().saturating_sub(height.saturating_sub(lines.len()));
    lines.extend(entries[latest..].iter().map(|entry| timeline::short(entry, width, model, theme)));
    if entries.is_empty() {
        lines.extend(timeline::state(record, true, width, model, theme));
    }
    lines
}
