//! The facts of a problem: how far it is, who looks for the cause, how it is rated, and what belongs to it with how far that is.
//!
//! What belongs to it was found when a row changed, not here.

use super::super::super::text::{self, blank};
use super::super::super::theme::Theme;
use super::super::super::time;
use super::super::rows::letter;
use super::{facts, labelled, timeline};
use crate::app::Model;
use crate::app::panes::problems::linked::{Linked, SHOWN, is_over};
use crate::domain::permission::Permission;
use crate::domain::problem::Problem;
use crate::domain::request::Row;
use crate::domain::rich_text;
use crate::domain::value::{Priority, ProfileId, Record};
use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What stays in sight while the rest scrolls.
pub(super) fn head(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = facts::titled(&problem.name(), &problem.title, width, theme);
    let (glyph, words, style) = theme.problem_status(problem.status);
    let priority = theme.priority(problem.priority);
    let assigned = match problem.assigned_to {
        Some(who) => Span::raw(text::cut(model.rows.full_name(who), 30, theme.glyphs())),
        None => Span::styled("nobody assigned", theme.muted()),
    };
    let groups = vec![
        vec![
            Span::styled(letter(problem.priority), priority),
            Span::styled(format!(" {}", problem.priority), priority),
        ],
        vec![Span::styled(format!("{glyph} {words}"), style)],
        vec![assigned],
        vec![Span::raw(format!("{} old", time::short(time::since(problem.created_at, model.now))))],
    ];
    lines.extend(facts::flowing(groups, width));
    lines
}

/// The facts that scroll with the rest.
pub(super) fn more(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let record = Record::Problem(problem.id);
    let mut lines = labelled("Rating", &[Span::raw(rating(problem))], width, theme);
    lines.extend(facts::touched(&problem.services, width, model, theme));
    if !problem.tags.is_empty() {
        let tags = problem.tags.iter().map(AsRef::<str>::as_ref).collect::<Vec<_>>().join("  ");
        lines.extend(labelled("Tags", &[Span::raw(tags)], width, theme));
    }
    let found =
        format!("{} by {}", time::moment(problem.created_at, &model.zone), model.rows.full_name(problem.created_by));
    lines.extend(labelled("Found", &[Span::raw(found)], width, theme));
    if let Some(at) = problem.resolved_at {
        lines.extend(labelled("Resolved", &[Span::raw(time::moment(at, &model.zone))], width, theme));
    }
    if let Some(may) = facts::who_may(record, model, theme) {
        lines.extend(labelled("Yours", &[may], width, theme));
    }
    lines.extend(facts::own_work(record, width, model, theme));
    lines
}

/// Where its priority comes from. The web app sets it by hand and rates nothing.
fn rating(problem: &Problem) -> String {
    let rated = |criticality: Priority, urgency: Priority| format!("{criticality} criticality, {urgency} urgency");
    match (problem.auto_priority, problem.criticality, problem.urgency) {
        (true, Some(criticality), Some(urgency)) => {
            format!("{} from {}", problem.priority, rated(criticality, urgency))
        }
        (false, Some(criticality), Some(urgency)) => {
            format!("{} by hand, over {}", problem.priority, rated(criticality, urgency))
        }
        _ => format!("{} by hand", problem.priority),
    }
}

/// What nobody wrote yet that somebody will look for, said to whoever may write it.
pub(super) fn missing(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let key = theme.own(&model.settings.keymap.hint("problem.write")).into_owned();
    let may = model.may_change_record(Record::Problem(problem.id)) == Some(Permission::Allowed);
    let is_blank = problem.workaround.as_ref().is_none_or(|text| text.trim().is_empty());
    if !is_blank || problem.status.is_over() {
        return vec![];
    }
    let writes = if may && !key.is_empty() { format!(": {key} writes one") } else { String::new() };
    let mut lines = text::wrap(&[Span::styled(format!("No workaround yet{writes}."), theme.muted())], width);
    lines.push(Line::default());
    lines
}

/// What belongs to it, each with how far it is.
pub(super) fn belonging(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let Some(linked) = model.linked(problem.id) else { return vec![] };
    let incidents: Vec<Record> = linked.incidents.iter().map(|id| Record::Incident(*id)).collect();
    let changes: Vec<Record> = linked.changes.iter().map(|id| Record::Change(*id)).collect();
    let mut lines = listed("Incidents", &incidents, width, model, theme);
    lines.extend(listed("Changes", &changes, width, model, theme));
    lines
}

fn listed(heading: &'static str, records: &[Record], width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    if records.is_empty() {
        return vec![];
    }
    let many = records.len();
    let mut lines =
        vec![Line::from(vec![Span::styled(heading, theme.strong()), Span::styled(format!(" {many}"), theme.muted())])];
    let (shown, rest) = records.split_at(many.min(SHOWN));
    lines.extend(shown.iter().filter_map(|record| Some(one(&model.record(*record)?, width, model, theme))));
    if !rest.is_empty() {
        let is_open = |record: &&Record| match **record {
            Record::Incident(id) => model.incident(id).is_some_and(|row| row.status.is_active()),
            Record::Change(id) => model.change(id).is_some_and(|row| !row.status.is_over()),
            Record::Problem(_) => false,
        };
        let open = rest.iter().filter(is_open).count();
        let how = match open {
            0 => "all over".to_owned(),
            open => format!("{open} of them open"),
        };
        let key = theme.own(&model.settings.keymap.hint("problem.linked")).into_owned();
        let lists = if key.is_empty() { String::new() } else { format!("; {key} lists all") };
        let words = format!("  and {} more, {how}{lists}", rest.len());
        lines.push(Line::styled(words, theme.muted()));
    }
    lines.push(Line::default());
    lines
}

/// One record in a line: how far it is, number, title, who and how old.
fn one(row: &Row, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let fact = |glyph: (&'static str, Style), name: String, title: &str, who: Option<ProfileId>, at: Timestamp| {
        let style = if is_over(row) { theme.muted() } else { theme.plain() };
        let left = vec![
            blank(2),
            Span::styled(glyph.0, glyph.1),
            Span::styled(format!(" {name} "), style),
            Span::styled(title.to_owned(), style),
        ];
        let set = theme.glyphs();
        let who = text::left(who.map_or(set.none, |who| model.rows.short_name(who)), 8, set);
        let age = text::right(&time::short(time::since(at, model.now)), 4, set);
        text::ends(left, vec![Span::raw(format!(" {who} ")), Span::styled(age, theme.muted())], width, set)
    };
    match row {
        Row::Incident(row) => fact(
            theme.incident_status(row.status),
            row.short_name().into_owned(),
            &row.title,
            row.assigned_to,
            row.created_at,
        ),
        Row::Change(row) => {
            let (glyph, _, style) = theme.change_status(row.status);
            fact((glyph, style), row.short_name().into_owned(), &row.title, row.assigned_to, row.created_at)
        }
        Row::Problem(_) | Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => Line::default(),
    }
}

/// The detail in a few lines, below the list of a narrow screen: facts, what helps, what belongs to it, the latest of the timeline.
pub(super) fn brief(problem: &Problem, area: Rect, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let (width, height, set) = (usize::from(area.width), usize::from(area.height), theme.glyphs());
    let record = Record::Problem(problem.id);
    let mut lines = vec![first(problem, width, model, theme), second(problem, width, model, theme)];
    let text = |text: &Option<_>| text.as_ref().map(rich_text::summary).filter(|text| !text.is_empty());
    let said =
        [("Workaround", &problem.workaround), ("Root cause", &problem.root_cause), ("Solution", &problem.solution)];
    if let Some((heading, said)) = said.into_iter().find_map(|(heading, said)| Some((heading, text(said)?))) {
        let spans = vec![Span::styled(format!("{heading} "), theme.muted()), Span::raw(said)];
        lines.push(Line::from(text::cut_spans(spans, width, set)));
    }
    // The first of what belongs to it, and the latest of what was said.
    let linked = model.linked(problem.id).into_iter().flat_map(Linked::records);
    let room = height.saturating_sub(lines.len());
    let linked = linked.filter_map(|record| model.record(record)).filter(|row| !is_over(row));
    lines.extend(linked.take(room / 2).map(|row| one(&row, width, model, theme)));
    let entries = model.timeline(record);
    let latest = entries.len().saturating_sub(height.saturating_sub(lines.len()));
    lines.extend(entries[latest..].iter().map(|entry| timeline::short(entry, width, model, theme)));
    if entries.is_empty() {
        lines.extend(timeline::state(record, true, width, model, theme));
    }
    lines
}

fn first(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let assigned = problem.assigned_to.map_or("nobody assigned", |who| model.rows.short_name(who));
    let (_, words, style) = theme.problem_status(problem.status);
    let spans = vec![
        Span::styled(problem.name(), theme.strong()),
        Span::styled(format!("  {}", problem.priority), theme.priority(problem.priority)),
        Span::styled(format!("  {words}"), style),
        Span::raw(format!("  {assigned}")),
        Span::styled(format!("  found by {}", model.rows.short_name(problem.created_by)), theme.muted()),
    ];
    Line::from(text::cut_spans(spans, width, theme.glyphs()))
}

/// What belongs to it, counted, and what it touches.
fn second(problem: &Problem, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let count = |many: usize, one: &str| match many {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let linked = model.linked(problem.id);
    let incidents = linked.and_then(|linked| count(linked.incidents.len(), "incident"));
    let changes = linked.and_then(|linked| count(linked.changes.len(), "change"));
    let counts: Vec<String> = incidents.into_iter().chain(changes).collect();
    let words = if counts.is_empty() { "nothing linked".to_owned() } else { counts.join(", ") };
    let style = if counts.is_empty() { theme.muted() } else { theme.plain() };
    let mut spans = vec![Span::styled(words, style)];
    if let Some(services) = facts::services(&problem.services, model, theme) {
        spans.push(Span::styled("   on ", theme.muted()));
        spans.extend(services);
    }
    Line::from(text::cut_spans(spans, width, theme.glyphs()))
}
