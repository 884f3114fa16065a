//! The help of this place: which keys do what, by scope, from the command table and the keymap, so that a changed key is the key shown;
//! and what the signs in the list mean.

use super::super::Cursor;
use super::super::panes::letter;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::framed;
use crate::app::Model;
use crate::app::command::{Command, Gate};
use crate::app::layers::help::{self, Row, Sign};
use crate::app::screen::Plan;
use crate::domain::value::{ChangeStatus, IncidentStatus, Priority, ProblemStatus};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells of the keys, and in a column that has no room to spare.
const KEYS: usize = 14;
const NARROW_KEYS: usize = 10;
/// From this width a column has room to spare.
const SPARE: usize = 44;
/// From this width on each column has room for sentences.
const SENTENCES: usize = 150;

/// Draws the help.
pub(in super::super) fn help(buffer: &mut Buffer, plan: &Plan, scroll: u16, model: &Model, theme: &Theme) -> Cursor {
    let area = plan.body();
    let columns = help::columns(model, area.width);
    let inside = usize::from(area.width.saturating_sub(4));
    let width = ((inside + 2) / columns.len().max(1)).saturating_sub(2);
    let height = usize::from(area.height.saturating_sub(2));
    let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
    let from = usize::from(scroll).min(lines.saturating_sub(height));
    let rest = lines.saturating_sub(from + height);
    let note = match rest {
        0 => String::new(),
        1 => "1 more line below".into(),
        many => format!("{many} more lines below"),
    };
    let room = if width < SPARE { NARROW_KEYS } else { KEYS };
    let inner = framed(buffer, area, "Help", &note, theme);
    for (at, rows) in columns.iter().enumerate() {
        let x = inner.x.saturating_add(u16::try_from(at * (width + 2)).unwrap_or(u16::MAX));
        let column = Rect { x, width: u16::try_from(width).unwrap_or(0), ..inner };
        for (y, row) in (0..inner.height).zip(rows.iter().skip(from)) {
            let line = match row {
                Row::Place(title) => Line::styled(*title, theme.strong()),
                Row::Command(command) => command_line(command, [room, width], inside >= SENTENCES, model, theme),
                Row::Sign(sign) => sign_line(*sign, room, theme),
                Row::Blank => Line::default(),
            };
            text::put(buffer, column, y, &line);
        }
    }
    None
}

/// A command in a line so wide, of which its keys have so much.
fn command_line(
    command: &Command,
    [room, width]: [usize; 2],
    has_sentence: bool,
    model: &Model,
    theme: &Theme,
) -> Line<'static> {
    let is_shut = command.gate(model) != Gate::Open;
    let keys = keys(command, room, model, theme);
    let set = theme.glyphs();
    let (key_style, style) = if is_shut { (theme.muted(), theme.muted()) } else { (theme.accent(), theme.plain()) };
    let mut spans = vec![
        Span::styled(text::left(&keys, room, set), key_style),
        blank(1),
        Span::styled(theme.own(command.title).into_owned(), style),
    ];
    if has_sentence {
        let title = text::width_of(&spans);
        spans.push(blank((room + 24).saturating_sub(title).max(1)));
        spans.push(Span::styled(command.help, theme.muted()));
    }
    Line::from(text::cut_spans(spans, width, set))
}

/// As many of a command's keys as fit, the first in any case.
fn keys(command: &Command, room: usize, model: &Model, theme: &Theme) -> String {
    let mut all = model.settings.keymap.keys(command.id).iter().map(|key| theme.own(&key.to_string()).into_owned());
    let mut keys = all.next().unwrap_or_default();
    for key in all {
        if text::width(&keys) + 1 + text::width(&key) <= room {
            keys = format!("{keys} {key}");
        }
    }
    keys
}

fn sign_line(sign: Sign, room: usize, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let (mut spans, words) = match sign {
        Sign::Unseen => (vec![Span::styled(set.unseen, theme.accent())], "changed since you looked"),
        Sign::Unread => (vec![Span::styled(set.unseen, theme.accent())], "not read yet"),
        Sign::Called => (vec![Span::styled(set.called, theme.mention())], "mentions you since you looked"),
        Sign::Unsent => (vec![Span::styled(set.unsent, theme.warning())], "not yet at the server"),
        Sign::Draft => (vec![Span::styled(set.draft, theme.accent())], "a draft of yours"),
        Sign::Priorities => (priorities(theme), "critical, high, medium, low"),
        Sign::Statuses => (statuses(theme), "open, under way, resolved"),
        Sign::Closed => (vec![Span::styled(set.closed, theme.muted())], "closed"),
        Sign::Breached => (vec![Span::styled("-12m", theme.danger())], "over its SLO by so much"),
        Sign::AtRisk => (vec![Span::styled("34m", theme.warning())], "left, and soon over"),
        Sign::ProblemStatuses => (problem_statuses(theme), "identified, investigating, known error"),
        Sign::Over => {
            let (resolved, _, good) = theme.problem_status(ProblemStatus::Resolved);
            let (closed, _, muted) = theme.problem_status(ProblemStatus::Closed);
            (vec![Span::styled(resolved, good), blank(1), Span::styled(closed, muted)], "resolved, closed")
        }
        Sign::ChangeStatuses => {
            use ChangeStatus::{Approved, Draft, InProgress, Pending};
            (change_statuses(&[Draft, Pending, Approved, InProgress], theme), "draft, pending, approved, running")
        }
        Sign::ChangeOver => {
            use ChangeStatus::{Cancelled, Completed, Failed};
            (change_statuses(&[Completed, Failed, Cancelled], theme), "completed, failed, cancelled")
        }
        Sign::Mismatch => (vec![Span::styled(set.mismatch, theme.danger())], "says other than its approvals do"),
        Sign::Collision => (vec![Span::styled(set.collision, theme.danger())], "another touches the same meanwhile"),
        Sign::Linked => (vec![Span::raw("3i 1c")], "incidents and changes that belong to it"),
        Sign::Health => (healths(theme), "open incidents: critical, high, less"),
        Sign::Running => (vec![Span::styled(set.running, theme.accent())], "a change runs on it"),
        Sign::Folded => (vec![Span::styled(set.folded, theme.accent())], "a folded zone, and how many are in it"),
        Sign::Lines => {
            (vec![Span::raw(set.strokes[10]), blank(1), Span::raw(set.dashes[0])], "a relationship; copies and queues")
        }
    };
    spans.push(blank((room + 1).saturating_sub(text::width_of(&spans))));
    spans.push(Span::raw(words));
    Line::from(spans)
}

fn priorities(theme: &Theme) -> Vec<Span<'static>> {
    let all = Priority::ALL.iter().rev();
    all.flat_map(|one| [Span::styled(letter(*one), theme.priority(*one)), blank(1)]).collect()
}

fn change_statuses(statuses: &[ChangeStatus], theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = vec![];
    for status in statuses {
        let (glyph, _, style) = theme.change_status(*status);
        spans.extend([Span::styled(glyph, style), blank(1)]);
    }
    spans.pop();
    spans
}

fn healths(theme: &Theme) -> Vec<Span<'static>> {
    let [critical, high, less] = theme.glyphs().health;
    vec![
        Span::styled(critical, theme.danger()),
        blank(1),
        Span::styled(high, theme.warning()),
        blank(1),
        Span::styled(less, theme.warning()),
    ]
}

fn problem_statuses(theme: &Theme) -> Vec<Span<'static>> {
    use ProblemStatus::{Identified, Investigating, KnownError};
    let mut spans = vec![];
    for status in [Identified, Investigating, KnownError] {
        let (glyph, _, style) = theme.problem_status(status);
        spans.extend([Span::styled(glyph, style), blank(1)]);
    }
    spans.pop();
    spans
}

fn statuses(theme: &Theme) -> Vec<Span<'static>> {
    let all = [IncidentStatus::Open, IncidentStatus::Investigating, IncidentStatus::Resolved];
    let sign = |status| theme.incident_status(status);
    all.map(sign).into_iter().flat_map(|(glyph, style)| [Span::styled(glyph, style), blank(1)]).collect()
}
