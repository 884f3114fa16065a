//! The linking view: the problem in the title line, what is linked to it, and what may belong to it with the reason beside it. Rows that the
//! rules will refuse are greyed and say whose they are before anything is done; what becomes of a row is said where its reason stood.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::field;
use crate::app::Model;
use crate::app::layers::linking::{self, Linking, MOST, Places, Side, Standing, Way};
use crate::app::screen::Plan;
use crate::domain::value::Record;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of a number: `INC-0042`, `CHG-0012`.
const NUMBER: usize = 8;
/// Cells before the number: the cursor or a mark, the state, a blank.
const BEFORE: usize = 3;

/// Draws the view over the whole body.
pub(in super::super) fn linking(
    buffer: &mut Buffer,
    plan: &Plan,
    linking: &Linking,
    model: &Model,
    theme: &Theme,
) -> Cursor {
    text::clear(buffer, plan.body());
    let places = linking::places(plan.body());
    title(buffer, &places, linking, model, theme);
    for row in 0..places.rule.height {
        text::put(buffer, places.rule, row, &Line::styled(theme.glyphs().upright, theme.muted()));
    }
    linked(buffer, &places, linking, model, theme);
    let cursor = head(buffer, &places, linking, model, theme);
    candidates(buffer, &places, linking, model, theme);
    foot(buffer, &places, linking, model, theme);
    cursor
}

/// `PRBM-0007 ◆ Connection pool leak      3 linked, 41 candidates`.
fn title(buffer: &mut Buffer, places: &Places, linking: &Linking, model: &Model, theme: &Theme) {
    let mut left = vec![Span::raw(" ")];
    match model.problem(linking.problem) {
        Some(problem) => {
            let (glyph, words, style) = theme.problem_status(problem.status);
            left.extend([
                Span::raw(format!("{} ", problem.short_name())),
                Span::styled(format!("{glyph} "), style),
                Span::styled(problem.title.to_string(), theme.strong()),
                Span::styled(format!("  {words}"), theme.muted()),
            ]);
        }
        None => left.push(Span::styled("the problem is gone, or hidden from you", theme.warning())),
    }
    let open = linking.found().iter().filter(|found| model.problem_of(found.record).is_none()).count();
    let best = if linking.found().len() > MOST { format!("the best {MOST} of ") } else { String::new() };
    let counts = format!("{} linked, {best}{open} {}", linking.linked_count(), plural(open, "candidate"));
    let room = usize::from(places.title.width.saturating_sub(1));
    let line = text::ends(left, vec![Span::styled(counts, theme.muted())], room, theme.glyphs());
    text::put(buffer, places.title, 0, &line);
}

fn plural(many: usize, word: &str) -> String {
    if many == 1 { word.to_owned() } else { format!("{word}s") }
}

/// A line above a list, brighter where the keys are.
fn heading(words: &str, has_keys: bool, theme: &Theme) -> Span<'static> {
    Span::styled(words.to_owned(), if has_keys { theme.accent() } else { theme.muted() })
}

/// What is linked, with how far it is and whose it is.
fn linked(buffer: &mut Buffer, places: &Places, linking: &Linking, model: &Model, theme: &Theme) {
    let has_keys = linking.side == Side::Linked;
    let room = usize::from(places.linked.width.saturating_sub(1));
    let left = vec![blank(1), heading("linked", has_keys, theme)];
    let right = if has_keys { marked(linking, model, theme) } else { vec![] };
    text::put(buffer, places.linked_head, 0, &text::ends(left, right, room, theme.glyphs()));
    let list = linking.linked();
    if list.order().is_empty() {
        text::put(buffer, places.linked, 0, &Line::styled("   nothing yet", theme.muted()));
    }
    let shown = list.order().iter().enumerate().skip(list.offset());
    for (row, (at, record)) in (0..places.linked.height).zip(shown) {
        let is_selected = has_keys && at == list.cursor();
        let standing = model.standing(linking, *record);
        let is_linked = linking.is_linked(*record);
        let (words, style) = match &standing {
            Standing::Linked => (state(*record, model), theme.muted()),
            Standing::Free | Standing::Refused(..) | Standing::Asked if !is_linked => {
                ("unlinked".into(), theme.muted())
            }
            other => told(other, model, theme),
        };
        let title_style = if is_linked { theme.plain() } else { theme.muted() };
        let style = Row { words, words_style: style, title_style, why: None, is_selected };
        let line = line(*record, &style, room, linking, model, theme);
        text::put(buffer, places.linked, row, &line);
    }
}

/// `2 marked, 1 would be refused`.
fn marked(linking: &Linking, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    match model.marked_for_linking(linking) {
        (0, _) => vec![],
        (many, 0) => vec![Span::styled(format!("{many} marked"), theme.accent())],
        (many, refused) => vec![
            Span::styled(format!("{many} marked, "), theme.accent()),
            Span::styled(format!("{refused} would be refused"), theme.warning()),
        ],
    }
}

/// The line above the candidates: what they are narrowed to, and what is marked.
fn head(buffer: &mut Buffer, places: &Places, linking: &Linking, model: &Model, theme: &Theme) -> Cursor {
    let has_keys = linking.side == Side::Candidates;
    let area = places.head;
    let room = usize::from(area.width.saturating_sub(1));
    let mut left = vec![blank(1), heading("candidates", has_keys, theme)];
    let right = if has_keys { marked(linking, model, theme) } else { vec![] };
    let mut cursor = None;
    if let Some(typing) = &linking.typing {
        left.push(Span::styled("  / ", theme.accent()));
        let from = text::width_of(&left);
        let (spans, at) = field::shown(typing, room.saturating_sub(from).min(40), theme);
        left.extend(spans);
        let x = area.x.saturating_add(u16::try_from(from + at).unwrap_or(u16::MAX));
        cursor = (area.height > 0 && x < area.right()).then_some(Position { x, y: area.y });
    } else if !linking.words.is_empty() {
        let shown = linking.fitting();
        left.push(Span::styled("  / ", theme.accent()));
        left.push(Span::raw(linking.words.clone()));
        left.push(Span::styled(format!("  {shown} found"), theme.muted()));
    } else {
        let (_, why) = columns(linking, room);
        let (from, taken) = (text::width_of(&left), text::width_of(&right));
        if why > taken + 4 {
            left.push(blank(room.saturating_sub(from + why)));
            left.push(Span::styled("why", theme.muted()));
        }
    }
    text::put(buffer, area, 0, &text::ends(left, right, room, theme.glyphs()));
    cursor
}

/// Cells for the title and for the reason: as long as the longest of all, so that narrowing moves nothing.
fn columns(linking: &Linking, room: usize) -> (usize, usize) {
    let left = room.saturating_sub(BEFORE + NUMBER + 1 + 2);
    let longest = linking.found().iter().take(MOST).map(|found| text::width(&found.why)).max().unwrap_or(0);
    let why = longest.clamp(20, (left * 11 / 20).max(20)).min(left);
    (left - why, why)
}

/// What may belong to the problem, each with the reason, or with what became of it.
fn candidates(buffer: &mut Buffer, places: &Places, linking: &Linking, model: &Model, theme: &Theme) {
    let list = linking.candidates();
    let room = usize::from(places.candidates.width.saturating_sub(1));
    if list.order().is_empty() {
        let is_narrowed = !linking.words.is_empty();
        let words = if is_narrowed {
            "nothing unlinked has these words"
        } else {
            "nothing else looks like it; / finds by words"
        };
        text::put(buffer, places.candidates, 0, &Line::styled(format!("   {words}"), theme.muted()));
    }
    let (_, why_cells) = columns(linking, room);
    let shown = list.order().iter().enumerate().skip(list.offset());
    for (row, (at, record)) in (0..places.candidates.height).zip(shown) {
        let is_selected = linking.side == Side::Candidates && at == list.cursor();
        let standing = model.standing(linking, *record);
        let is_quiet = !standing.is_open();
        let (words, words_style) = if standing == Standing::Free {
            match linking.found_of(*record) {
                Some(found) => (found.why.clone(), theme.plain()),
                None => ("unlike it".to_owned(), theme.muted()),
            }
        } else {
            told(&standing, model, theme)
        };
        let title_style = if is_quiet { theme.muted() } else { theme.plain() };
        let style = Row { words, words_style, title_style, why: Some(why_cells), is_selected };
        text::put(buffer, places.candidates, row, &line(*record, &style, room, linking, model, theme));
    }
}

/// How a row is drawn.
struct Row {
    words: String,
    words_style: Style,
    title_style: Style,
    /// Cells of the reason; nothing where it takes what it needs.
    why: Option<usize>,
    is_selected: bool,
}

fn line(record: Record, row: &Row, room: usize, linking: &Linking, model: &Model, theme: &Theme) -> Line<'static> {
    let set = theme.glyphs();
    let (name, title) = model.name_and_title(record);
    let is_marked = linking.marks.contains(&record);
    let margin = match (row.is_selected, is_marked) {
        (true, true) => set.selected_mark,
        (true, false) => set.selected,
        (false, true) => set.marked,
        (false, false) => " ",
    };
    let (glyph, style) = glyph(record, &model.standing(linking, record), model, theme);
    let left = vec![
        Span::styled(glyph, style),
        blank(1),
        Span::styled(text::left(&name, NUMBER.max(text::width(&name)), set), row.title_style),
        blank(1),
        Span::styled(title.to_string(), row.title_style),
    ];
    let words = theme.own(&row.words).into_owned();
    let words = row.why.map_or_else(|| text::cut(&words, room / 2, set), |cells| text::left(&words, cells, set));
    let mut right = vec![Span::styled(words, row.words_style)];
    right.insert(0, blank(1));
    let mut line = text::ends(left, right, room.saturating_sub(1), set);
    if row.is_selected {
        theme.select(&mut line);
    }
    line.spans.insert(0, Span::styled(margin, theme.accent()));
    line
}

/// How far a row is; what the rules refuse, what is on its way and what did not work have a glyph of their own.
fn glyph(record: Record, standing: &Standing, model: &Model, theme: &Theme) -> (&'static str, Style) {
    let set = theme.glyphs();
    match standing {
        Standing::Refused(..) | Standing::Asked => (set.shut, theme.warning()),
        Standing::Sent(_) => (set.unsent, theme.warning()),
        Standing::Failed(_) => (set.failed, theme.danger()),
        Standing::Gone => (set.none, theme.muted()),
        Standing::Free | Standing::Linked | Standing::Elsewhere(_) => status(record, model, theme),
    }
}

/// How far a record is.
fn status(record: Record, model: &Model, theme: &Theme) -> (&'static str, Style) {
    let known = match record {
        Record::Incident(id) => model.incident(id).map(|row| theme.incident_status(row.status)),
        Record::Change(id) => {
            model.change(id).map(|row| theme.change_status(row.status)).map(|(glyph, _, style)| (glyph, style))
        }
        Record::Problem(_) => None,
    };
    known.unwrap_or((" ", theme.plain()))
}

/// How a row stands that is not free, in a few words.
fn told(standing: &Standing, model: &Model, theme: &Theme) -> (String, Style) {
    match standing {
        Standing::Free => (String::new(), theme.plain()),
        Standing::Refused(whose, _) => (whose.clone(), theme.warning()),
        Standing::Asked => ("asked".into(), theme.muted()),
        Standing::Sent(way) => (on_its_way(*way).into(), theme.warning()),
        Standing::Linked => ("linked".into(), theme.good()),
        Standing::Elsewhere(problem) => {
            let name = model.problem(*problem).map_or_else(|| "another problem".into(), |row| row.short_name());
            (format!("part of {name} by now"), theme.warning())
        }
        Standing::Failed(_) => ("failed".into(), theme.danger()),
        Standing::Gone => ("gone, or hidden from you".into(), theme.muted()),
    }
}

/// How far a deed is, in words.
fn on_its_way(way: Way) -> &'static str {
    match way {
        Way::Wire => "on its way",
        Way::Problem => "waits for the problem",
        Way::Turn => "not sent yet",
        Way::Again => "not sent yet, tried again",
    }
}

/// How far a linked record is, and who is on it.
fn state(record: Record, model: &Model) -> String {
    let (status, who) = match record {
        Record::Incident(id) => match model.incident(id) {
            Some(row) => (row.status.word(), row.assigned_to),
            None => return String::new(),
        },
        Record::Change(id) => match model.change(id) {
            Some(row) => (row.status.words(), row.assigned_to),
            None => return String::new(),
        },
        Record::Problem(_) => return String::new(),
    };
    who.map_or_else(|| status.to_owned(), |who| format!("{status}, {}", model.rows.short_name(who)))
}

/// All of what is said about the selected row.
fn foot(buffer: &mut Buffer, places: &Places, linking: &Linking, model: &Model, theme: &Theme) {
    let Some(record) = linking.selected() else { return };
    let why = linking.found_of(record).map(|found| found.why.clone()).unwrap_or_default();
    let (words, style) = match model.standing(linking, record) {
        Standing::Refused(_, sentence) => (sentence, theme.warning()),
        Standing::Failed(why) => (why, theme.danger()),
        _ => (String::new(), theme.plain()),
    };
    let mut spans = vec![];
    if !words.is_empty() {
        spans.push(Span::styled(theme.own(&words).into_owned(), style));
        spans.push(Span::raw(" "));
    }
    if linking.side == Side::Candidates && !why.is_empty() {
        spans.push(Span::styled(theme.own(&why).into_owned(), theme.muted()));
    }
    let room = usize::from(places.foot.width.saturating_sub(2));
    let area = Rect { x: places.foot.x + 1, width: places.foot.width.saturating_sub(2), ..places.foot };
    for (row, line) in (0..area.height).zip(text::wrap(&spans, room)) {
        text::put(buffer, area, row, &line);
    }
}
