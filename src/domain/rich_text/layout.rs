//! Owns the form of a list of lines: what makes a block, where a blank stands, where spaces belong.
//!
//! All readers build through [`Layout`], and both writers take lines apart with [`blocks`]; that they agree here is what
//! makes writing and reading each other's inverse.

use super::{Ink, Line, LineKind, Span, Target};
use crate::domain::safe::Safe;

/// The deepest list that is told apart.
const DEEPEST: u8 = 15;

/// Collects lines into blocks.
#[derive(Default)]
pub(super) struct Layout {
    done: Vec<Vec<Line>>,
    block: Vec<Line>,
}

impl Layout {
    /// Adds a line. An empty one ends a paragraph, and is dropped from headings and lists.
    pub(super) fn push(&mut self, mut kind: LineKind, spans: Vec<Span>) {
        if let LineKind::Bullet { marker, .. } = &kind
            && marker.is_empty()
            && !matches!(self.block.last(), Some(Line { kind: LineKind::Bullet { .. }, .. }))
        {
            kind = LineKind::Paragraph; // it continues nothing
        }
        let mut spans = if matches!(kind, LineKind::Code { .. }) { spans } else { tidy(&spans, &kind) };
        // A sign that only joins what stands before it leaves nothing when it stands alone.
        spans.retain(|span| !span.text.is_empty());
        if spans.is_empty() {
            match kind {
                LineKind::Paragraph | LineKind::Blank => return self.end_block(),
                LineKind::Heading(_) | LineKind::Bullet { .. } => return,
                LineKind::Quote
                    if self
                        .block
                        .last()
                        .is_none_or(|above| above.kind != LineKind::Quote || above.spans.is_empty()) =>
                {
                    return;
                }
                LineKind::Quote | LineKind::Code { .. } | LineKind::Rule => {}
            }
        }
        let line = Line { kind, spans };
        if self.block.last().is_some_and(|above| !joins(above, &line)) {
            self.end_block();
        }
        self.block.push(line);
    }

    /// The next line begins a block of its own.
    pub(super) fn end_block(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        while block.last().is_some_and(is_hollow) {
            block.pop();
        }
        let hollow = block.iter().take_while(|line| is_hollow(line)).count();
        block.drain(..hollow);
        if let Some(Line { kind: LineKind::Bullet { .. }, .. }) = block.first() {
            number(&mut block);
            self.done.extend(lists(block));
        } else if !block.is_empty() {
            self.done.push(block);
        }
    }

    /// All lines, with blanks between the blocks.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.end_block();
        let mut lines: Vec<Line> = Vec::new();
        for block in self.done {
            if let (Some(above), Some(below)) = (lines.last(), block.first())
                && !is_close(above, below)
            {
                lines.push(Line { kind: LineKind::Blank, spans: Vec::new() });
            }
            lines.extend(block);
        }
        lines
    }
}

/// The lines block by block, without the blanks.
pub(super) fn blocks(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(joins).filter(|block| block.first().is_some_and(|line| line.kind != LineKind::Blank))
}

/// Whether two neighbours are of one block.
fn joins(above: &Line, below: &Line) -> bool {
    match (&above.kind, &below.kind) {
        (LineKind::Paragraph, LineKind::Paragraph)
        | (LineKind::Quote, LineKind::Quote)
        | (LineKind::Bullet { .. }, LineKind::Bullet { .. }) => true,
        (LineKind::Code { language: a }, LineKind::Code { language: b }) => a == b,
        _ => false,
    }
}

/// Whether two blocks need no blank between them: a list belongs to the sentence above, everything to its heading.
fn is_close(above: &Line, below: &Line) -> bool {
    matches!((&above.kind, &below.kind), (LineKind::Paragraph, LineKind::Bullet { .. }) | (LineKind::Heading(_), _))
}

fn is_hollow(line: &Line) -> bool {
    line.spans.is_empty() && matches!(line.kind, LineKind::Quote | LineKind::Code { .. })
}

/// What an item's marker says of its list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ListKind {
    Bullets,
    Numbers,
    Tasks,
}

impl ListKind {
    pub(super) fn of(marker: &str) -> Self {
        match marker.as_bytes() {
            [b'0'..=b'9', ..] => Self::Numbers,
            [b'[', ..] => Self::Tasks,
            _ => Self::Bullets,
        }
    }
}

/// The number in `7.`; 1 where there is none.
pub(super) fn number_of(marker: &str) -> u32 {
    marker.trim_end_matches('.').parse().unwrap_or(1)
}

/// Makes depths grow one by one from 0, and numbers count.
fn number(block: &mut [Line]) {
    let mut open: Vec<(ListKind, u32)> = Vec::new();
    for line in block {
        let LineKind::Bullet { depth, marker } = &mut line.kind else { continue };
        if marker.is_empty() {
            let deepest = open.len().saturating_sub(1);
            *depth = u8::try_from(deepest).unwrap_or(DEEPEST).min(*depth);
            open.truncate(usize::from(*depth) + 1);
            continue;
        }
        let at = usize::from(*depth).min(open.len()).min(usize::from(DEEPEST));
        *depth = u8::try_from(at).unwrap_or(DEEPEST);
        open.truncate(at + 1);
        let kind = ListKind::of(marker);
        let next = match open.get(at) {
            Some((same, last)) if *same == kind => last.saturating_add(1),
            _ => number_of(marker),
        };
        open.truncate(at);
        open.push((kind, next));
        if kind == ListKind::Numbers {
            *marker = format!("{next}.");
        }
    }
}

/// Cuts a numbered block where a list of another kind begins at its left edge.
fn lists(block: Vec<Line>) -> Vec<Vec<Line>> {
    let mut lists: Vec<Vec<Line>> = Vec::new();
    let mut outer = None;
    for line in block {
        if let LineKind::Bullet { depth: 0, marker } = &line.kind
            && !marker.is_empty()
            && outer.replace(ListKind::of(marker)) != Some(ListKind::of(marker))
        {
            lists.push(Vec::new());
        }
        match lists.last_mut() {
            Some(list) => list.push(line),
            None => lists.push(vec![line]),
        }
    }
    lists
}

/// One span per look, spaces outside of what is set off, none at the end of the line, and at its beginning only where
/// somebody may have aligned text with them.
pub(super) fn tidy(spans: &[Span], kind: &LineKind) -> Vec<Span> {
    let mut bare = Vec::new();
    for span in merge(spans) {
        if span.ink == Ink::PLAIN || span.ink.has(Ink::CODE) {
            bare.push(span);
        } else {
            let (before, inner, after) = edges(&span.text, true, true);
            bare.push(Span::new(before, Ink::PLAIN, span.target.clone()));
            bare.push(Span::new(inner, span.ink, span.target.clone()));
            bare.push(Span::new(after, Ink::PLAIN, span.target.clone()));
        }
    }
    let bare = merge(&bare);
    let mut out = Vec::new();
    for (at, span) in bare.iter().enumerate() {
        if span.target.is_none() || span.ink.has(Ink::CODE) {
            out.push(span.clone());
        } else {
            let leads_on = |other: Option<&Span>| other.is_some_and(|other| other.target == span.target);
            let (begins, ends) =
                (!leads_on(at.checked_sub(1).and_then(|at| bare.get(at))), !leads_on(bare.get(at + 1)));
            let (before, inner, after) = edges(&span.text, begins, ends);
            out.push(Span::plain(before));
            out.push(Span::new(inner, span.ink, span.target.clone()));
            out.push(Span::plain(after));
        }
    }
    let mut out = merge(&out);
    while let Some(last) = out.last_mut().filter(|last| !last.ink.has(Ink::CODE)) {
        last.text = last.text.trim_end().into();
        if !last.text.is_empty() {
            break;
        }
        out.pop();
    }
    if let Some(first) = out.first_mut()
        && !first.ink.has(Ink::CODE)
        && !matches!(kind, LineKind::Paragraph | LineKind::Quote)
    {
        first.text = first.text.trim_start().into();
        if first.text.is_empty() {
            out.remove(0);
        }
    }
    out
}

/// A text without the spaces at its ends, where they are wanted outside.
fn edges(text: &str, before: bool, after: bool) -> (&str, &str, &str) {
    let inner = if before { text.trim_start() } else { text };
    let start = text.len() - inner.len();
    let end = start + if after { inner.trim_end().len() } else { inner.len() };
    (&text[..start], &text[start..end], &text[end..])
}

/// One span for each run of the same look; a mention stays one of its own.
fn merge(spans: &[Span]) -> Vec<Span> {
    let is_same =
        |a: &Span, b: &Span| a.ink == b.ink && a.target == b.target && !matches!(a.target, Some(Target::Mention(_)));
    let runs = spans.chunk_by(is_same).filter_map(|run| match run {
        [] => None,
        [span] => Some(span.clone()),
        [span, ..] => Some(Span {
            text: Safe::line(&run.iter().map(|span| span.text.as_str()).collect::<String>()),
            ..span.clone()
        }),
    });
    runs.filter(|span| !span.text.is_empty()).collect()
}
