//! The board: a column for each status, a card of two lines for each row.
//!
//! Where the columns are and which fit is the plan's business, which card is selected the list's. A card says what a row says: margin, priority,
//! number, who, and the SLO of an incident or what belongs to a problem on the first line, the title on the second.

use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::rows::{letter, margin, own};
use crate::app::Model;
use crate::app::board::{CARD, Columns, cards};
use crate::app::screen::Plan;
use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::value::{ChangeStatus, IncidentStatus, ProblemStatus, Record};
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What stands above a column.
type Head = (&'static str, &'static str, Style);

/// The two lines of a card: for an id, so many cells, and whether it is the selected one; nothing for what is not there.
type Drawn<'a, I> = &'a dyn Fn(I, usize, bool) -> Option<[Line<'static>; 2]>;

/// Draws the columns of incidents that are on the screen.
pub(super) fn incidents(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    let head = |status: &IncidentStatus| {
        let (glyph, style) = theme.incident_status(*status);
        (glyph, status.word(), style)
    };
    let heads: Vec<Head> = IncidentStatus::ALL.iter().map(head).collect();
    let card = |id, width, is_selected| {
        model.incident(id).map(|incident| incident_card(&incident, width, is_selected, model, theme))
    };
    board(buffer, plan, &model.incidents, (&heads, &card), model, theme);
}

/// Draws the columns of problems that are on the screen.
pub(super) fn problems(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    let heads: Vec<Head> = ProblemStatus::ALL.iter().map(|status| theme.problem_status(*status)).collect();
    let card = |id, width, is_selected| {
        model.problem(id).map(|problem| problem_card(&problem, width, is_selected, model, theme))
    };
    board(buffer, plan, &model.problems, (&heads, &card), model, theme);
}

/// Draws the columns of changes that are on the screen.
pub(super) fn changes(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    let heads: Vec<Head> = ChangeStatus::ALL.iter().map(|status| theme.change_status(*status)).collect();
    let card =
        |id, width, is_selected| model.change(id).map(|change| change_card(&change, width, is_selected, model, theme));
    board(buffer, plan, &model.changes, (&heads, &card), model, theme);
}

fn board<C: Columns>(
    buffer: &mut Buffer,
    plan: &Plan,
    pane: &C,
    (heads, card): (&[Head], Drawn<'_, C::Id>),
    model: &Model,
    theme: &Theme,
) {
    let is_shown = |lane: usize| plan.lanes.get(lane).is_some_and(|area| area.width > 0 && area.height > 0);
    for (at, area) in plan.lanes.into_iter().enumerate().filter(|(at, _)| is_shown(*at)) {
        let Some((glyph, words, style)) = heads.get(at) else { continue };
        let (all, from) = pane.cards(at);
        let name = if pane.lane() == at { theme.strong() } else { theme.plain() };
        let mut head = vec![Span::raw(" "), Span::styled(*glyph, *style), Span::styled(format!(" {words}"), name)];
        head.push(Span::styled(format!(" {}", all.len()), theme.muted()));
        // The column beside this one, if it did not fit on the screen.
        let beside = |lane: usize| Some(format!("{} {}", heads.get(lane)?.1, pane.cards(lane).0.len()));
        let before =
            at.checked_sub(1).filter(|lane| !is_shown(*lane)).and_then(beside).map(|words| format!("< {words}"));
        let after = || Some(at + 1).filter(|lane| !is_shown(*lane)).and_then(beside).map(|words| format!("{words} >"));
        let aside = before.or_else(after).map(|words| vec![Span::styled(words, theme.muted()), blank(1)]);
        let room = usize::from(area.width);
        let aside = aside.filter(|aside| text::width_of(&head) + text::width_of(aside) < room).unwrap_or_default();
        text::put(buffer, area, 0, &text::ends(head, aside, room, theme.glyphs()));
        if all.is_empty() {
            text::put(buffer, area, 1, &Line::from(vec![blank(3), Span::styled(theme.glyphs().none, theme.muted())]));
        }
        let below = (1..area.height).step_by(usize::from(CARD));
        for (row, id) in below.zip(all.iter().skip(from).take(cards(area.height))) {
            let is_selected = pane.list().selected() == Some(*id);
            let Some(lines) = card(*id, room, is_selected) else { continue };
            for (line, mut words) in (row..).zip(lines) {
                if is_selected && !model.detail().is_focused {
                    theme.select(&mut words);
                }
                text::put(buffer, area, line, &words);
            }
        }
    }
}

/// The two lines of a card, one blank short of the column.
fn incident_card(
    incident: &Incident,
    width: usize,
    is_selected: bool,
    model: &Model,
    theme: &Theme,
) -> [Line<'static>; 2] {
    let set = theme.glyphs();
    let room = width.saturating_sub(1);
    let (slo, slo_style) = time::slo_cell(model.rows.slo.standing(incident, model.now), theme);
    let number = incident.short_name();
    // Margin, priority, mark of one's own, number and a blank at the left; a blank and six cells of SLO at the right.
    let who = room.saturating_sub(3 + text::width(&number) + 1 + 7);
    let (name, name_style) = match incident.assigned_to {
        Some(who) => (model.rows.short_name(who), theme.plain()),
        None => (set.none, theme.muted()),
    };
    let first = vec![
        margin(Record::Incident(incident.id), is_selected, model, theme),
        Span::styled(letter(incident.priority), theme.priority(incident.priority)),
        own(Record::Incident(incident.id), model, theme),
        Span::raw(number.into_owned()),
        Span::raw(" "),
        Span::styled(text::left(name, who, set), name_style),
        Span::styled(text::right(&slo, 7, set), slo_style),
    ];
    let strayed =
        (incident.status as usize != lane_of(incident, model)).then(|| theme.incident_status(incident.status));
    let (mark, style) = strayed.unwrap_or((" ", theme.plain()));
    let second = vec![
        if is_selected { margin(Record::Incident(incident.id), true, model, theme) } else { Span::raw(" ") },
        Span::styled(mark, style),
        Span::raw(" "),
        Span::raw(text::left(&incident.title, room.saturating_sub(3), set)),
    ];
    [Line::from(first), Line::from(second)]
}

/// The column a card is drawn in, which is not that of its status while it waits for the cursor to move.
fn lane_of(incident: &Incident, model: &Model) -> usize {
    if model.incidents.list.selected() == Some(incident.id) { model.incidents.lane() } else { incident.status as usize }
}

/// The same of a problem.
fn problem_card(
    problem: &Problem,
    width: usize,
    is_selected: bool,
    model: &Model,
    theme: &Theme,
) -> [Line<'static>; 2] {
    let set = theme.glyphs();
    let record = Record::Problem(problem.id);
    let room = width.saturating_sub(1);
    let number = problem.short_name();
    let (linked, linked_style) = super::rows::linked(problem, model, theme);
    let linked = format!(" {}", linked.trim_end());
    let who = room.saturating_sub(3 + text::width(&number) + 1 + text::width(&linked));
    let (name, name_style) = match problem.assigned_to {
        Some(who) => (model.rows.short_name(who), theme.plain()),
        None => (set.none, theme.muted()),
    };
    let first = vec![
        margin(record, is_selected, model, theme),
        Span::styled(letter(problem.priority), theme.priority(problem.priority)),
        own(record, model, theme),
        Span::raw(number),
        Span::raw(" "),
        Span::styled(text::left(name, who, set), name_style),
        Span::styled(linked, linked_style),
    ];
    let is_astray = is_selected && model.problems.lane() != problem.status as usize;
    let (mark, _, style) = if is_astray { theme.problem_status(problem.status) } else { (" ", "", theme.plain()) };
    let second = vec![
        if is_selected { margin(record, true, model, theme) } else { Span::raw(" ") },
        Span::styled(mark, style),
        Span::raw(" "),
        Span::raw(text::left(&problem.title, room.saturating_sub(3), set)),
    ];
    [Line::from(first), Line::from(second)]
}

/// The same of a change: when it begins stands at the right of the first line.
fn change_card(change: &Change, width: usize, is_selected: bool, model: &Model, theme: &Theme) -> [Line<'static>; 2] {
    let set = theme.glyphs();
    let record = Record::Change(change.id);
    let room = width.saturating_sub(1);
    let number = change.short_name();
    let (begins, begins_style) = super::rows::begins(change, model, theme);
    let flags = super::rows::flags(change, model, theme);
    let who = room.saturating_sub(3 + text::width(&number) + 1 + 2 + 6);
    let (name, name_style) = match change.assigned_to {
        Some(who) => (model.rows.short_name(who), theme.plain()),
        None => (set.none, theme.muted()),
    };
    let first = vec![
        margin(record, is_selected, model, theme),
        Span::styled(letter(change.priority), theme.priority(change.priority)),
        own(record, model, theme),
        Span::raw(number.into_owned()),
        Span::raw(" "),
        Span::styled(text::left(name, who, set), name_style),
        Span::styled(flags, theme.danger()),
        Span::styled(text::right(&begins, 6, set), begins_style),
    ];
    let is_astray = is_selected && model.changes.lane() != change.status as usize;
    let (mark, _, style) = if is_astray { theme.change_status(change.status) } else { (" ", "", theme.plain()) };
    let second = vec![
        if is_selected { margin(record, true, model, theme) } else { Span::raw(" ") },
        Span::styled(mark, style),
        Span::raw(" "),
        Span::raw(text::left(&change.title, room.saturating_sub(3), set)),
    ];
    [Line::from(first), Line::from(second)]
}
