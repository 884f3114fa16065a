//! The feed: a line for each entry, newest at the bottom, and the record behind the selected one beside or below.

use super::super::Cursor;
use super::super::text::{self, blank};
use super::super::theme::Theme;
use super::super::time;
use super::detail::event;
use super::empty::{self, Reason};
use super::rows::letter;
use super::title::{self, Title};
use super::{detail, rule};
use crate::app::Model;
use crate::app::panes::feed::folding::{Folded, Row};
use crate::app::screen::Plan;
use crate::domain::happening::{Happening, Stage, What};
use crate::domain::request::Query;
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of a time.
const TIME: usize = 7;
/// Cells of a number.
const NUMBER: usize = 10;
/// Cells of a name.
const WHO: usize = 9;

/// Draws list and detail; tells where the filter's cursor is while one is typed.
pub(in super::super) fn feed(buffer: &mut Buffer, plan: &Plan, model: &Model, theme: &Theme) -> Cursor {
    let title =
        Title { views: vec!["Feed".to_owned()], at: 0, sorted: "newest below", counted: counted(plan, model, theme) };
    let cursor = title::draw(buffer, plan.title, title, model, theme);
    if model.feed.list.order().is_empty() {
        empty::draw(buffer, plan.list, explained(model, theme), theme);
    }
    let shown = model.feed.list.order().iter().enumerate().skip(model.feed.list.offset());
    let width = usize::from(plan.list.width);
    for (row, (at, of)) in (0..plan.list.height).zip(shown) {
        let is_selected = at == model.feed.list.cursor();
        let mut line = match (of, model.feed.folded(*of)) {
            (Row::New, _) => line_of_new(width, model, theme),
            (Row::Many(_), Some(folded)) => run(folded, is_selected, width, model, theme),
            (Row::One(key), _) => match model.feed.entry(*key) {
                Some(entry) => one(entry, is_selected, width, model, theme),
                None => continue,
            },
            (Row::Many(_), None) => continue,
        };
        if is_selected && !model.detail().is_focused {
            theme.select(&mut line);
        }
        text::put(buffer, plan.list, row, &line);
    }
    rule(buffer, plan, theme);
    detail::draw(buffer, plan, model, theme);
    cursor
}

/// The line above what is new.
fn line_of_new(width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let across = theme.glyphs().across;
    let words = match model.feed.unread {
        0 => "new".to_owned(),
        many => format!("{many} new"),
    };
    let before = format!(" {} {words} ", across.repeat(2));
    let rest = width.saturating_sub(text::width(&before) + 1);
    Line::styled(format!("{before}{}", across.repeat(rest)), theme.accent())
}

fn margin(entry: &Happening, is_selected: bool, model: &Model, theme: &Theme) -> Span<'static> {
    let set = theme.glyphs();
    if is_selected {
        Span::styled(set.selected, theme.accent())
    } else if model.my_id().is_some_and(|me| entry.calls(me)) {
        Span::styled(set.called, theme.mention())
    } else {
        Span::raw(" ")
    }
}

/// When, which record, who.
fn head(entry: &Happening, is_selected: bool, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let set = theme.glyphs();
    let (name, _) = model.name_and_title(entry.on);
    let name = name.split_once('-').filter(|(_, rest)| rest.contains('-')).map_or(name.as_str(), |(_, rest)| rest);
    let is_mine = entry.who.is_some() && entry.who == model.my_id();
    let who = entry.who.map_or("", |who| model.rows.short_name(who));
    let style = if is_mine { theme.strong() } else { theme.plain() };
    vec![
        margin(entry, is_selected, model, theme),
        Span::styled(text::left(&when(entry.at, model), TIME, set), theme.muted()),
        Span::raw(text::left(name, NUMBER, set)),
        Span::styled(text::left(who, WHO, set), style),
    ]
}

fn when(at: Timestamp, model: &Model) -> String {
    time::absolute(at, model.now, &model.zone)
}

fn one(entry: &Happening, is_selected: bool, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let mut spans = head(entry, is_selected, model, theme);
    let (_, title) = model.name_and_title(entry.on);
    let titled = |words: String, style: Style| {
        vec![Span::styled(words, style), Span::styled(format!("  {title}"), theme.muted())]
    };
    let mut right = vec![];
    match &entry.what {
        What::Said { marker: Some(marker), words, .. } => spans.extend(event(*marker, words, theme)),
        What::Said { words, .. } => spans.push(Span::raw(words.to_string())),
        What::Made { priority } => {
            spans.push(Span::styled("new", theme.accent()));
            spans.push(Span::raw(format!("  {title}")));
            right = vec![blank(1), Span::styled(letter(*priority), theme.priority(*priority)), blank(1)];
        }
        What::Moved { from, to } => {
            let (glyph, style) = stage(*to, theme);
            let from = from.map_or_else(String::new, |from| format!(" {} {}", theme.own("←"), from.words()));
            spans.extend(titled(format!("{glyph} {}{from}", to.words()), style));
        }
        What::Raised { to } => spans.extend(titled(format!("raised to {to}"), theme.priority(*to))),
    }
    text::ends(spans, right, width, theme.glyphs())
}

/// Several of the same in one line: how many, and the latest of them.
fn run(folded: &Folded, is_selected: bool, width: usize, model: &Model, theme: &Theme) -> Line<'static> {
    let Some(last) = folded.keys.last().and_then(|key| model.feed.entry(*key)) else { return Line::default() };
    let many = folded.keys.len();
    let mut spans = head(last, is_selected, model, theme);
    if !folded.is_one_record {
        // The number of one of many would say something wrong.
        if let Some(number) = spans.get_mut(2) {
            *number = Span::raw(text::left(
                &format!("{many}×").replace('×', if theme.own("×") == "x" { "x" } else { "×" }),
                NUMBER,
                theme.glyphs(),
            ));
        }
    }
    let kind = last.on.kind();
    match &last.what {
        What::Said { words, .. } => {
            spans.push(Span::styled(format!("{many} comments, the latest: "), theme.accent()));
            spans.push(Span::raw(words.to_string()));
        }
        What::Made { .. } => spans.push(Span::styled(format!("{many} new {kind}s"), theme.accent())),
        What::Moved { to, .. } => {
            let (glyph, style) = stage(*to, theme);
            spans.push(Span::styled(format!("{glyph} {many} {kind}s {}", to.words()), style));
        }
        What::Raised { .. } => spans.push(Span::styled(format!("{many} raised"), theme.warning())),
    }
    if !folded.is_one_record {
        let (first, _) = folded
            .keys
            .first()
            .and_then(|key| model.feed.entry(*key))
            .map(|entry| model.name_and_title(entry.on))
            .unwrap_or_default();
        let (latest, _) = model.name_and_title(last.on);
        spans.push(Span::styled(theme.own(&format!("  {first} … {latest}")).into_owned(), theme.muted()));
    }
    let key = theme.own(&model.settings.keymap.hint("feed.unfold")).into_owned();
    let right = if is_selected && !key.is_empty() {
        vec![Span::styled(format!(" {key} opens "), theme.muted())]
    } else {
        vec![]
    };
    text::ends(spans, right, width, theme.glyphs())
}

fn stage(stage: Stage, theme: &Theme) -> (&'static str, Style) {
    match stage {
        Stage::Incident(status) => theme.incident_status(status),
        Stage::Problem(status) => {
            let (glyph, _, style) = theme.problem_status(status);
            (glyph, style)
        }
        Stage::Change(status) => {
            let (glyph, _, style) = theme.change_status(status);
            (glyph, style)
        }
    }
}

/// How much is known, and what lies below the screen.
fn counted(plan: &Plan, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let list = &model.feed.list;
    if list.order().is_empty() {
        return vec![];
    }
    let below = list.order().len().saturating_sub(list.offset() + usize::from(plan.list.height));
    let mut spans = vec![];
    if below > 0 && model.feed.unread > 0 {
        let key = theme.own(&model.settings.keymap.hint("move.last")).into_owned();
        spans.push(Span::styled(format!("{} new below ", model.feed.unread), theme.accent()));
        spans.push(Span::styled(format!("{key}  "), theme.accent()));
    }
    let is_filtered = !model.feed.filter_text.trim().is_empty();
    let many = if is_filtered {
        format!("{} rows of {}", list.order().len(), model.feed.len())
    } else {
        format!("{}", model.feed.len())
    };
    let more = if model.feed.wanted().is_some() {
        theme.own(", reading on…").into_owned()
    } else if model.feed.reaches_back() {
        ", more above".to_owned()
    } else {
        ", all there is".to_owned()
    };
    spans.push(Span::styled(format!("{many}{more}"), theme.muted()));
    spans
}

/// Why there are no rows.
fn explained(model: &Model, theme: &Theme) -> Reason {
    let query = Query::Feed(None);
    let unread = if model.feed.is_loaded() { None } else { empty::unread("feed", &query, model, theme) };
    if let Some(reason) = empty::signed_out(model).or(unread) {
        return reason;
    }
    if !model.feed.is_loaded() {
        return Reason::new(theme.own("Reading the feed…").into_owned(), "");
    }
    if !model.feed.filter_text.trim().is_empty() {
        let key = theme.own(&model.settings.keymap.hint("feed.clear-filter")).into_owned();
        return Reason::new(
            format!("None of {} entries matches the filter.", model.feed.len()),
            format!("{key} clears it."),
        );
    }
    Reason::new("Nothing has happened yet.", empty::looked(&query, model))
}
