//! Where one stands, in words: what it is and how, who depends on it, where its lines lead. Beside the map, or below it in a few lines.

use super::super::super::text::{self, blank};
use super::super::super::theme::Theme;
use super::super::rows::letter;
use crate::app::Model;
use crate::app::panes::map::page::Page;
use crate::app::panes::map::{Neighbour, Side};
use crate::domain::infrastructure::health::Health;
use crate::domain::infrastructure::kinds;
use crate::domain::service::ServiceId;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

/// Records named at most, of each kind.
const NAMED: usize = 6;

/// Draws the words.
pub(super) fn draw(buffer: &mut Buffer, page: &Page, model: &Model, theme: &Theme) {
    let Some(id) = model.map.focus() else { return };
    let width = usize::from(page.words.width);
    let lines = if page.is_beside { beside(id, width, model, theme) } else { below(id, width, model, theme) };
    for (row, line) in (0..page.words.height).zip(lines) {
        text::put(buffer, page.words, row, &line);
    }
}

/// Name, then what it is and where.
fn named(id: &ServiceId, model: &Model, theme: &Theme) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
    let rows = model.estate.shown();
    let name = rows.name(id).map_or_else(|| id.0.to_string(), ToString::to_string);
    let kind = match (rows.node(id), rows.zone(id)) {
        (Some(node), _) => kinds::words(&node.kind),
        (None, Some(zone)) => format!("{} zone", kinds::words(&zone.kind)),
        (None, None) => String::new(),
    };
    let path: Vec<String> = rows.around(id).iter().rev().map(|zone| zone.name.to_string()).collect();
    let path = if path.is_empty() { String::new() } else { format!("  {}", path.join(" / ")) };
    (vec![Span::styled(name, theme.strong())], vec![Span::styled(format!("{kind}{path}"), theme.muted())])
}

/// How it is, in words and with its sign.
fn health(id: &ServiceId, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let health: Health = model.map.healths.whole(id);
    let Some((glyph, style)) = theme.health(health) else {
        return vec![Span::styled("no open incident, no change running", theme.muted())];
    };
    let counted = |many: usize, what: &str| format!("{many} {what}{}", if many == 1 { "" } else { "s" });
    let mut words = vec![];
    if let Some(worst) = health.worst {
        words.push(format!("{worst}, {} open", counted(health.incidents, "incident")));
    }
    if health.running > 0 {
        words.push(format!("{} running", counted(health.running, "change")));
    }
    vec![Span::styled(format!("{glyph} "), style), Span::styled(words.join(", "), style)]
}

/// What trouble here comes to, and what trouble elsewhere does to it.
fn impact(model: &Model, theme: &Theme) -> [Span<'static>; 2] {
    let about = &model.map.about;
    let direct = match about.touched.direct {
        0 => String::new(),
        direct if direct == about.touched.dependents => String::new(),
        direct => format!(", {direct} directly"),
    };
    let needs = match about.needs {
        0 => "it needs nothing".to_owned(),
        many => format!("it needs {many}"),
    };
    [Span::raw(format!("{}{direct}", about.touched)), Span::styled(needs, theme.muted())]
}

/// The records that name it, what burns first: a line each.
fn records(width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let naming = &model.map.about.naming;
    let set = theme.glyphs();
    let mut lines = vec![];
    let mut put = |name: String, sign: Span<'static>, title: &str, style| {
        let spans = vec![
            Span::styled(name, style),
            Span::raw(" "),
            sign,
            Span::raw(" "),
            Span::styled(title.to_owned(), style),
        ];
        lines.push(Line::from(text::cut_spans(spans, width, set)));
    };
    for row in naming.incidents.iter().take(NAMED).filter_map(|id| model.incident(*id)) {
        let (glyph, style) = theme.incident_status(row.status);
        let muted = if row.status.is_active() { theme.plain() } else { theme.muted() };
        let sign = if row.status.is_active() {
            Span::styled(letter(row.priority), theme.priority(row.priority))
        } else {
            Span::styled(glyph, style)
        };
        put(row.short_name().into_owned(), sign, &row.title, muted);
    }
    for row in naming.problems.iter().take(NAMED).filter_map(|id| model.problem(*id)) {
        let (glyph, _, style) = theme.problem_status(row.status);
        let muted = if row.status.is_over() { theme.muted() } else { theme.plain() };
        put(short(&row.name()), Span::styled(glyph, style), &row.title, muted);
    }
    for row in naming.changes.iter().take(NAMED).filter_map(|id| model.change(*id)) {
        let (glyph, _, style) = theme.change_status(row.status);
        let muted = if row.status.is_over() { theme.muted() } else { theme.plain() };
        put(row.short_name().into_owned(), Span::styled(glyph, style), &row.title, muted);
    }
    let shown = lines.len();
    let all = naming.incidents.len() + naming.problems.len() + naming.changes.len();
    if all > shown {
        lines.push(Line::styled(format!("{} more", all - shown), theme.muted()));
    }
    lines
}

/// A number without the organization's prefix.
fn short(number: &str) -> String {
    number.split_once('-').map_or(number, |(_, rest)| rest).to_owned()
}

fn beside(id: &ServiceId, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let (name, what) = named(id, model, theme);
    let mut lines = vec![Line::from(text::cut_spans(name, width, set)), Line::from(text::cut_spans(what, width, set))];
    lines.extend(text::wrap(&health(id, model, theme), width));
    lines.extend(impact(model, theme).map(Line::from));
    let records = records(width, model, theme);
    if !records.is_empty() {
        lines.push(Line::default());
        lines.extend(records);
    }
    for (side, heading) in [(Side::Out, "Leads to"), (Side::In, "Reached from")] {
        let all: Vec<(usize, &Neighbour)> =
            model.map.about.neighbours.iter().enumerate().filter(|(_, one)| one.side == side).collect();
        if all.is_empty() {
            continue;
        }
        lines.push(Line::default());
        lines.push(Line::styled(heading, theme.muted()));
        lines.extend(all.into_iter().map(|(at, one)| neighbour(at, one, width, model, theme)));
    }
    lines
}

fn neighbour(at: usize, one: &Neighbour, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let is_previewed = model.map.preview == Some(at);
    let right = vec![Span::styled(said(one), theme.muted())];
    let mut left = vec![Span::raw(one.label.to_string())];
    if let Some((glyph, style)) = theme.health(model.map.healths.whole(&one.id)) {
        left.push(Span::styled(format!(" {glyph}"), style));
    }
    let mut line = text::ends(left, right, width.saturating_sub(2), set);
    if is_previewed {
        theme.select(&mut line);
    }
    let mark = if is_previewed { set.selected } else { " " };
    line.spans.insert(0, Span::styled(format!("{mark} "), theme.accent()));
    line
}

/// What the relationships of a line say.
fn said(one: &Neighbour) -> String {
    let words: Vec<&str> = one.words.iter().map(AsRef::as_ref).collect();
    match (words.as_slice(), one.many) {
        ([only], 1) => (*only).to_owned(),
        ([only], many) => format!("{many} {only}"),
        (_, many) => format!("{many} relationships"),
    }
}

fn below(id: &ServiceId, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let (mut name, what) = named(id, model, theme);
    name.push(blank(2));
    name.extend(what);
    let about = &model.map.about;
    let [suffers, needs] = impact(model, theme);
    let first = records(width, model, theme).into_iter().next();
    let naming = about.naming.incidents.len() + about.naming.problems.len() + about.naming.changes.len();
    let more = match naming {
        0 | 1 => vec![],
        many => vec![Span::styled(format!("{} more", many - 1), theme.muted())],
    };
    let named_by = first.map_or_else(
        || Line::styled("no incident, problem or change names it", theme.muted()),
        |line| text::ends(line.spans, more, width, set),
    );
    vec![
        Line::default(),
        text::ends(name, health(id, model, theme), width, set),
        text::ends(vec![suffers], vec![needs], width, set),
        named_by,
        lines(width, model, theme),
    ]
}

/// Where lines lead, in one line; while one is previewed, that one.
fn lines(width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let all = &model.map.about.neighbours;
    let arrow = |side: Side| if side == Side::Out { set.heads[1] } else { set.heads[3] };
    if let Some(one) = model.map.preview.and_then(|at| all.get(at)) {
        let of = all.iter().filter(|other| other.side == one.side).count();
        let at = all.iter().filter(|other| other.side == one.side).position(|other| other == one).unwrap_or(0);
        let key = theme.own(&model.settings.keymap.hint("map.open")).into_owned();
        let left = vec![
            Span::styled(format!("{} {} ", set.selected, arrow(one.side)), theme.accent()),
            Span::styled(one.label.to_string(), theme.strong()),
            Span::styled(format!("  {}", said(one)), theme.muted()),
        ];
        let right = vec![Span::styled(format!("{} of {of}, {key} goes there", at + 1), theme.muted())];
        return text::ends(left, right, width, set);
    }
    let mut spans = vec![];
    for side in [Side::Out, Side::In] {
        let names: Vec<&str> = all.iter().filter(|one| one.side == side).map(|one| one.label.as_str()).collect();
        if !names.is_empty() {
            if !spans.is_empty() {
                spans.push(blank(3));
            }
            spans.push(Span::styled(format!("{} ", arrow(side)), theme.muted()));
            spans.push(Span::raw(names.join(", ")));
        }
    }
    if spans.is_empty() {
        return Line::styled("no relationships", theme.muted());
    }
    Line::from(text::cut_spans(spans, width, set))
}
