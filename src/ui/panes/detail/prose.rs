//! Rich text as lines of cells: what people wrote, in the ink they meant, wrapped to the width there is.

use super::super::super::text::{self};
use super::super::super::theme::Theme;
use crate::app::Model;
use crate::domain::rich_text::{self, Ink, LineKind, Target};
use crate::domain::safe::Safe;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Content in lines so wide.
pub(in crate::ui) fn lines(source: &Safe, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    rich_text::read(source).iter().flat_map(|line| wrapped(line, width, model, theme)).collect()
}

fn wrapped(line: &rich_text::Line, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let set = theme.glyphs();
    let (first, next, style) = match &line.kind {
        LineKind::Blank => return vec![Line::default()],
        LineKind::Rule => return vec![Line::styled(set.across.repeat(width.min(12)), theme.muted())],
        LineKind::Paragraph => (String::new(), String::new(), theme.plain()),
        LineKind::Heading(_) => (String::new(), String::new(), theme.strong()),
        LineKind::Quote => ("> ".to_owned(), "> ".to_owned(), theme.muted()),
        LineKind::Code { .. } => ("  ".to_owned(), "  ".to_owned(), theme.accent()),
        LineKind::Bullet { depth, marker } => {
            let indent = "  ".repeat(usize::from(*depth).min(width / 8));
            let first = format!("{indent}{marker} ");
            let next = " ".repeat(text::width(&first));
            (first, next, theme.plain())
        }
    };
    let spans: Vec<Span<'static>> = line.spans.iter().flat_map(|span| styled(span, style, model, theme)).collect();
    let mut lines = text::wrap(&spans, width.saturating_sub(text::width(&first)).max(4));
    for (at, line) in lines.iter_mut().enumerate() {
        let before = if at == 0 { &first } else { &next };
        if !before.is_empty() {
            line.spans.insert(0, Span::styled(before.clone(), theme.muted()));
        }
    }
    lines
}

fn styled(span: &rich_text::Span, style: Style, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let mut style = style;
    if span.ink.has(Ink::CODE) {
        style = theme.accent();
    }
    for (ink, modifier) in [
        (Ink::STRONG, Modifier::BOLD),
        (Ink::EMPHASIS, Modifier::ITALIC),
        (Ink::UNDERLINE, Modifier::UNDERLINED),
        (Ink::STRIKE, Modifier::CROSSED_OUT),
    ] {
        if span.ink.has(ink) {
            style = style.add_modifier(modifier);
        }
    }
    match &span.target {
        None => vec![Span::styled(span.text.to_string(), style)],
        Some(Target::Mention(who)) => {
            let is_me = who.is_some() && *who == model.my_id();
            let style = if is_me { theme.mention().add_modifier(Modifier::BOLD) } else { theme.mention() };
            vec![Span::styled(span.text.to_string(), style)]
        }
        Some(Target::Link(url)) => {
            let mut spans = vec![Span::styled(span.text.to_string(), style.patch(theme.link()))];
            if span.text.trim() != url.as_str() {
                // Where a link leads is never hidden behind its words.
                let address = text::cut_middle(url, 40, theme.glyphs());
                spans.push(Span::styled(format!(" ({address})"), theme.muted()));
            }
            spans
        }
    }
}
