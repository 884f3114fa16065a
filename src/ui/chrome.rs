//! The lines around the panes: header, tabs, notice, footer. Nothing here comes from a row of the database but the name of who is signed in.
//!
//! The header keeps its places: who we are at the left, the truth behind it, counters and clock at the right end. When it is too narrow the
//! words give way in a fixed order and the truth last.

use super::tabs::tabs;
use super::text::{self, blank, width_of};
use super::theme::Theme;
use super::time;
use crate::app::Model;
use crate::app::command::{self, Gate, Scope, commands};
use crate::app::layers::help;
use crate::app::model::Session;
use crate::app::notice::Tone;
use crate::app::panes::incidents::tally::Counts;
use crate::app::pending::Progress;
use crate::app::screen::Plan;
use crate::app::truth::{self, Truth};
use crate::domain::request::Query;
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Cells of a reason the names of the panes give way to.
const REASON: usize = 24;
/// Cells in which less of a reason can be said than its word says already.
const FEW: usize = 12;

/// How far the header has given way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Tight {
    Not,
    NoZone,
    NoRole,
    NoName,
    FewCounts,
    NoMe,
}

/// Draws the two lines at the top: the header, and the names of the panes with their counts.
///
/// The reason for a truth that is not the best stands behind its word where nothing has to give way to it, else at the end of the second line.
pub(super) fn top(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    let room = usize::from(plan.header.width);
    let set = theme.glyphs();
    let (word, reason) = truth_line(model, theme);
    let wide = |tight: Tight| {
        width_of(&left(model, theme, tight)) + width_of(&right(model, theme, tight)) + width_of(&word) + 3
    };
    let steps = [Tight::Not, Tight::NoZone, Tight::NoRole, Tight::NoName, Tight::FewCounts, Tight::NoMe];
    let tight = steps.into_iter().find(|tight| wide(*tight) <= room).unwrap_or(Tight::NoMe);
    let is_beside = wide(Tight::Not) + text::width(&reason) + 2 <= room;
    let mut spans = left(model, theme, tight);
    spans.push(blank(2));
    spans.extend(word);
    let is_below = !reason.is_empty() && !is_beside;
    if !reason.is_empty() && is_beside {
        spans.push(Span::raw(format!(": {reason}")));
    }
    text::put(buffer, plan.header, 0, &text::ends(spans, right(model, theme, tight), room, set));
    let wish = if is_below { text::width(&reason).min(REASON) + 2 } else { 0 };
    let tabs = tabs(model, theme, room.saturating_sub(wish));
    let left = room.saturating_sub(width_of(&tabs) + 2);
    let below = if is_below && left >= FEW { vec![Span::raw(text::cut(&reason, left, set)), blank(1)] } else { vec![] };
    text::put(buffer, plan.tabs, 0, &text::ends(tabs, below, room, set));
}

fn left(model: &Model, theme: &Theme, tight: Tight) -> Vec<Span<'static>> {
    let busy = if model.is_slow() { Span::styled(theme.glyphs().busy, theme.accent()) } else { Span::raw(" ") };
    let mut spans = vec![busy];
    if tight < Tight::NoName || model.profile.is_empty() {
        spans.push(Span::raw("antops "));
    }
    spans.push(Span::styled(text::cut(&model.profile, 24, theme.glyphs()), theme.strong()));
    if model.settings.production {
        spans.extend([Span::raw(" "), Span::styled(" PROD ", theme.production())]);
    }
    if model.settings.read_only {
        spans.push(Span::styled(" read-only", theme.warning()));
    }
    spans
}

fn right(model: &Model, theme: &Theme, tight: Tight) -> Vec<Span<'static>> {
    let mut spans = counts(model, theme, tight);
    if let Some(me) = model.me.as_ref().filter(|_| tight < Tight::NoMe) {
        spans.push(blank(3));
        spans.push(Span::raw(text::cut(me.profile.short(), 10, theme.glyphs())));
        if tight < Tight::NoRole {
            spans.push(Span::styled(format!(" {}", me.profile.role), theme.muted()));
        }
    }
    spans.push(Span::raw(format!("  {}", time::clock(model.now, &model.zone))));
    if tight < Tight::NoZone {
        spans.push(Span::styled(format!(" {}", time::zone_name(model.now, &model.zone)), theme.muted()));
    }
    spans.push(Span::raw(" "));
    spans
}

fn counts(model: &Model, theme: &Theme, tight: Tight) -> Vec<Span<'static>> {
    let unsent = model.pending.all().iter().filter(|unjudged| unjudged.state != Progress::Sent).count();
    let mut spans = vec![];
    if is_loaded(model) {
        let Counts { breached, at_risk, .. } = model.incidents.order.tally().counts();
        let some = |many: usize, style: Style| if many > 0 { style } else { theme.muted() };
        spans.push(Span::styled(
            format!("{breached} breached"),
            some(breached, theme.danger().add_modifier(Modifier::BOLD)),
        ));
        if tight < Tight::FewCounts {
            spans.push(Span::styled(format!(" {at_risk} at risk"), some(at_risk, theme.warning())));
        }
    }
    if unsent > 0 {
        spans.push(Span::styled(format!("  {unsent} unsent"), theme.warning().add_modifier(Modifier::BOLD)));
    }
    spans
}

/// Whether the incidents are known at all; if not, a count of them would be a lie.
pub(super) fn is_loaded(model: &Model) -> bool {
    let answered = model.remote.line(&Query::Incidents).and_then(|line| line.answered_at);
    model.me.is_some() && (answered.is_some() || model.cached_at.is_some())
}

/// How fresh the rows are: a word and an age, and the reason where it is not the best there is.
fn truth_line(model: &Model, theme: &Theme) -> (Vec<Span<'static>>, String) {
    // Before anybody ever signed in here there is nothing that could be old.
    match truth::truth(model) {
        Truth::Stale { since: None, .. } if model.session == Session::SignedOut => (vec![], String::new()),
        truth => told(&truth, model, theme),
    }
}

/// A truth: its word with a number, and its reason.
pub(super) fn told(truth: &Truth, model: &Model, theme: &Theme) -> (Vec<Span<'static>>, String) {
    let word = |text: &'static str, style: Style, more: Option<String>| {
        let more = more.map_or_else(String::new, |more| format!(" {more}"));
        vec![Span::styled(text, style.add_modifier(Modifier::BOLD)), Span::raw(more)]
    };
    let aged = |since: Option<Timestamp>| since.map(|since| time::short(time::since(since, model.now)));
    match truth {
        Truth::Loading => (vec![Span::styled("LOADING", theme.muted())], String::new()),
        Truth::Live { millis } => {
            (word("LIVE", theme.good(), millis.map(|millis| format!("{millis}ms"))), String::new())
        }
        Truth::Poll { seconds, reason } => {
            let every = SignedDuration::from_secs(*seconds);
            let every = if every.as_mins() > 0 { time::short(every) } else { format!("{seconds}s") };
            (word("POLL", theme.warning(), Some(every)), reason.to_string())
        }
        Truth::Stale { since, reason } => (word("STALE", theme.warning(), aged(*since)), reason.to_string()),
        Truth::Offline { since, reason } => (word("OFFLINE", theme.danger(), aged(*since)), reason.to_string()),
    }
}

/// Draws what there is to say, above the footer.
pub(super) fn notice(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let Some(notice) = &model.notice else { return };
    let style = match notice.tone {
        Tone::Good => theme.good(),
        Tone::Plain | Tone::Lasting => theme.plain(),
        Tone::Bad => theme.danger(),
    };
    text::clear(buffer, area);
    let room = usize::from(area.width.saturating_sub(2));
    let words = theme.own(&notice.text).into_owned();
    let mut lines = text::wrap(&[Span::styled(words, style)], room);
    let is_cut = lines.len() > usize::from(area.height);
    lines.truncate(usize::from(area.height));
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        last.spans.push(Span::styled(format!(" {}", theme.glyphs().ellipsis), style));
        last.spans = text::cut_spans(std::mem::take(&mut last.spans), room, theme.glyphs());
    }
    for (row, mut line) in (0..area.height).zip(lines) {
        line.spans.insert(0, Span::raw(" "));
        text::put(buffer, area, row, &line);
    }
}

/// Draws what can be pressed. Where not all fits, the last of the verbs go first; help and the list of all commands stay.
pub(super) fn footer(buffer: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    let room = usize::from(area.width);
    let mut hints = hints(model, theme);
    let wide = |hints: &[(u8, Vec<Span<'_>>)]| hints.iter().map(|(_, spans)| width_of(spans) + 2).sum::<usize>();
    while wide(&hints) > room {
        let Some(last) = hints.iter().rposition(|(rank, _)| *rank < 40) else { break };
        if hints.len() == 1 {
            break;
        }
        hints.remove(last);
    }
    let mut spans = vec![Span::raw(" ")];
    for (_, hint) in hints {
        spans.extend(hint);
        spans.push(blank(2));
    }
    text::clear(buffer, area);
    text::put(buffer, area, 0, &Line::from(text::cut_spans(trimmed(spans), room, theme.glyphs())));
}

fn trimmed(mut spans: Vec<Span<'static>>) -> Vec<Span<'static>> {
    if spans.last().is_some_and(|last| last.content.trim().is_empty()) {
        spans.pop();
    }
    spans
}

fn hints(model: &Model, theme: &Theme) -> Vec<(u8, Vec<Span<'static>>)> {
    let scopes = command::scopes(model);
    let mut hints: Vec<_> = commands()
        .filter(|command| scopes.contains(&command.scope))
        .filter_map(|command| {
            let (rank, word) = command.hint?;
            if command.id == "compose.send" && scopes.contains(&Scope::Reason) {
                return None; // it is what `reason.send` does, under its other name
            }
            let key = model.settings.keymap.hint(command.id);
            let is_shut = match command.gate(model) {
                Gate::Open => false,
                Gate::Shut(_) | Gate::Refused(_) => true,
                Gate::Absent => return None,
            };
            // A place further in may have taken the key over.
            let first = model.settings.keymap.keys(command.id).first()?;
            if model.settings.keymap.command(*first, scopes) != Some(command) {
                return None;
            }
            let (key_style, style) =
                if is_shut { (theme.muted(), theme.muted()) } else { (theme.accent(), theme.plain()) };
            let key = Span::styled(theme.own(&key).into_owned(), key_style);
            Some((rank, vec![key, Span::styled(format!(" {}", theme.own(word)), style)]))
        })
        .collect();
    if scopes.contains(&Scope::Help) && help::furthest(model) > 0 {
        let [down, up] = ["move.down", "move.up"].map(|id| model.settings.keymap.hint(id));
        let keys = format!("{}/{}", theme.own(&down), theme.own(&up));
        hints.push((0, vec![Span::styled(keys, theme.accent()), Span::styled(" scroll", theme.plain())]));
    }
    hints.sort_by_key(|(rank, _)| *rank);
    hints
}
