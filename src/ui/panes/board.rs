//! The board: a column for each status, a card of two lines for each incident.
//!
//! Where the columns are and which fit is the plan's business, which card is selected the list's. A card says what a row says: margin, priority,
//! number, who and SLO on the first line, the title on the second.

use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::rows::{letter, margin, own};
use crate::app::Model;
use crate::app::panes::incidents::board::{CARD, cards};
use crate::app::screen::Plan;
use crate::domain::incident::Incident;
use crate::domain::value::IncidentStatus;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

/// Draws the columns that are on the screen.
pub(super) fn board(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) {
    for (at, (status, area)) in IncidentStatus::ALL.iter().zip(plan.lanes).enumerate() {
        if area.width > 0 && area.height > 0 {
            lane(buffer, plan, at, *status, model, theme);
        }
    }
}

fn lane(buffer: &mut Buffer, plan: &Plan, at: usize, status: IncidentStatus, model: &Model, theme: &Theme) {
    let area = plan.lanes[at];
    let (all, from) = model.incidents.cards(at);
    let (glyph, style) = theme.incident_status(status);
    let has_cursor = model.incidents.lane() == at;
    let name = if has_cursor { theme.strong() } else { theme.plain() };
    let mut head = vec![Span::raw(" "), Span::styled(glyph, style), Span::styled(format!(" {status}"), name)];
    head.push(Span::styled(format!(" {}", all.len()), theme.muted()));
    let aside =
        aside(plan, at, model).map_or_else(Vec::new, |words| vec![Span::styled(words, theme.muted()), blank(1)]);
    let room = usize::from(area.width);
    let aside = if text::width_of(&head) + text::width_of(&aside) < room { aside } else { vec![] };
    text::put(buffer, area, 0, &text::ends(head, aside, room, theme.glyphs()));
    if all.is_empty() {
        text::put(buffer, area, 1, &Line::from(vec![blank(3), Span::styled(theme.glyphs().none, theme.muted())]));
    }
    let below = (1..area.height).step_by(usize::from(CARD));
    for (row, id) in below.zip(all.iter().skip(from).take(cards(area.height))) {
        let Some(incident) = model.incident(*id) else { continue };
        let is_selected = model.incidents.list.selected() == Some(*id);
        for (line, mut words) in (row..).zip(card(&incident, usize::from(area.width), is_selected, model, theme)) {
            if is_selected && !model.detail().is_focused {
                theme.select(&mut words);
            }
            text::put(buffer, area, line, &words);
        }
    }
}

/// The column beside this one, if it did not fit on the screen.
fn aside(plan: &Plan, at: usize, model: &Model) -> Option<String> {
    let hidden = |lane: usize| plan.lanes.get(lane).is_some_and(|area| area.width == 0);
    let words =
        |lane: usize| Some(format!("{} {}", IncidentStatus::ALL.get(lane)?, model.incidents.cards(lane).0.len()));
    if let Some(before) = at.checked_sub(1).filter(|lane| hidden(*lane)) {
        return Some(format!("< {}", words(before)?));
    }
    hidden(at + 1).then_some(format!("{} >", words(at + 1)?))
}

/// The two lines of a card, one blank short of the column.
fn card(incident: &Incident, width: usize, is_selected: bool, model: &Model, theme: &Theme) -> [Line<'static>; 2] {
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
        margin(incident, is_selected, model, theme),
        Span::styled(letter(incident.priority), theme.priority(incident.priority)),
        own(incident, model, theme),
        Span::raw(number.into_owned()),
        Span::raw(" "),
        Span::styled(text::left(name, who, set), name_style),
        Span::styled(text::right(&slo, 7, set), slo_style),
    ];
    let strayed =
        (incident.status as usize != lane_of(incident, model)).then(|| theme.incident_status(incident.status));
    let (mark, style) = strayed.unwrap_or((" ", theme.plain()));
    let second = vec![
        if is_selected { margin(incident, true, model, theme) } else { Span::raw(" ") },
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
