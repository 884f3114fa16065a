//! Owns markdown within a line: what is strong, struck, code, a link or a mention.
//!
//! Every search that fails is remembered, so that a line of half-open brackets costs no more than any other of its length.

use super::address::address_at;
use super::people::People;
use super::{Ink, Span, Target, entity};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;

/// Which markdown it is.
pub(super) enum Dialect<'a> {
    /// What the web app used to store: mentions with ids, no backslashes.
    Legacy,
    /// What is typed here: mentions by name, backslashes.
    Typed(&'a People),
}

/// The longest run of backticks that can open code.
const LONGEST_TICKS: usize = 8;

/// What ties a sign to the path or the formula it stands in.
const GLUE: &str = "/=$%^+";

/// The delimiters, and what they do to the text between.
const STYLES: [(&str, Ink); 4] =
    [("**", Ink::STRONG), ("*", Ink::EMPHASIS), ("__", Ink::UNDERLINE), ("~~", Ink::STRIKE)];
const STRONG: usize = 0;
const EMPHASIS: usize = 1;

/// The spans of a line.
pub(super) fn read(line: &str, dialect: &Dialect<'_>) -> Vec<Span> {
    Reader::new(line, dialect, Place::Line).read()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Link,
}

enum Piece {
    Text(Span),
    /// An opening delimiter; plain text until its partner is found.
    Open {
        style: usize,
        matched: bool,
    },
    Close {
        style: usize,
    },
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    dialect: &'a Dialect<'a>,
    place: Place,
    plain: String,
    /// Where the last escaped sign ends: it is no part of a name or a path.
    escaped: usize,
    pieces: Vec<Piece>,
    /// Openers without partner, by place in `pieces`; `waiting` counts them by style.
    openers: Vec<usize>,
    waiting: [usize; STYLES.len()],
    /// Lengths of backtick runs that have no partner from here on.
    lone_ticks: [bool; LONGEST_TICKS + 1],
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, dialect: &'a Dialect<'a>, place: Place) -> Self {
        Self {
            text,
            at: 0,
            dialect,
            place,
            plain: String::new(),
            escaped: usize::MAX,
            pieces: Vec::new(),
            openers: Vec::new(),
            waiting: [0; STYLES.len()],
            lone_ticks: [false; LONGEST_TICKS + 1],
        }
    }

    fn read(mut self) -> Vec<Span> {
        while let Some(c) = self.rest().chars().next() {
            let is_special = match c {
                '\\' => self.escape(),
                '`' => self.code(),
                '[' => self.link(),
                '@' => self.mention(),
                '*' | '_' | '~' => self.delimiter(c),
                'h' | 'H' => self.address(),
                _ => false,
            };
            if !is_special {
                self.plain.push(c);
                self.at += c.len_utf8();
            }
        }
        self.flush();
        self.finish()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn flush(&mut self) {
        if !self.plain.is_empty() {
            let plain = std::mem::take(&mut self.plain);
            let span = Span::plain(&self.decoded(&plain));
            self.pieces.push(Piece::Text(span));
        }
    }

    fn decoded<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        match self.dialect {
            Dialect::Legacy => entity::decode(text),
            Dialect::Typed(_) => text.into(),
        }
    }

    fn escape(&mut self) -> bool {
        let mut after = self.rest()[1..].chars();
        let next = after.next().filter(char::is_ascii_punctuation);
        // \\server\share is where files are.
        let next = next.filter(|next| *next != '\\' || !after.next().is_some_and(char::is_alphanumeric));
        match (self.dialect, next) {
            (Dialect::Typed(_), Some(next)) => {
                self.plain.push(next);
                self.at += 2;
                self.escaped = self.at;
                true
            }
            _ => false,
        }
    }

    fn code(&mut self) -> bool {
        let rest = self.rest();
        let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
        let after = &rest[ticks..];
        let end = if ticks > LONGEST_TICKS || self.lone_ticks[ticks] { None } else { end_of_code(after, ticks) };
        let Some(end) = end else {
            if let Some(lone) = self.lone_ticks.get_mut(ticks) {
                *lone = true;
            }
            self.plain.push_str(&rest[..ticks]);
            self.at += ticks;
            return true;
        };
        let inner = &after[..end];
        let padded =
            inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' ')).filter(|inner| !inner.trim().is_empty());
        self.flush();
        let span = Span::new(&self.decoded(padded.unwrap_or(inner)), Ink::CODE, None);
        self.pieces.push(Piece::Text(span));
        self.at += ticks + end + ticks;
        true
    }

    fn link(&mut self) -> bool {
        if self.place == Place::Link {
            return false;
        }
        let Some((label, url, length)) = bracketed(self.rest(), self.dialect) else { return false };
        let url = Safe::line(&self.decoded(url));
        if url.as_url().is_none() || label.trim().is_empty() {
            return false;
        }
        self.flush();
        for span in Reader::new(label, self.dialect, Place::Link).read() {
            self.pieces.push(Piece::Text(Span { target: Some(Target::Link(url.clone())), ..span }));
        }
        self.at += length;
        true
    }

    fn mention(&mut self) -> bool {
        if self.place == Place::Link || self.text[..self.at].ends_with(char::is_alphanumeric) {
            return false;
        }
        let after = &self.rest()[1..];
        let (name, who, length) = if let Some((label, id, length)) = bracketed(after, self.dialect) {
            let id = uuid::Uuid::try_parse(id).ok().map(ProfileId);
            match self.dialect {
                Dialect::Legacy => (Safe::line(&self.decoded(label)), id, length),
                Dialect::Typed(people) => match id.and_then(|id| people.name(id)) {
                    Some(name) => (name.clone(), id, length),
                    None => return false,
                },
            }
        } else {
            let Dialect::Typed(people) = self.dialect else { return false };
            match people.named_at(after) {
                Some((id, name, length)) => (name.clone(), Some(id), length),
                None => return false,
            }
        };
        self.flush();
        self.pieces.push(Piece::Text(Span::new(&format!("@{name}"), Ink::PLAIN, Some(Target::Mention(who)))));
        self.at += 1 + length;
        true
    }

    fn address(&mut self) -> bool {
        if self.place == Place::Link {
            return false;
        }
        let Some((url, length)) = address_at(self.text, self.at) else { return false };
        if let Some(url) = url {
            self.flush();
            self.pieces.push(Piece::Text(Span::new(&url, Ink::PLAIN, Some(Target::Link(url.clone())))));
        } else {
            self.plain.push_str(&self.rest()[..length]);
        }
        self.at += length;
        true
    }

    fn delimiter(&mut self, c: char) -> bool {
        let rest = self.rest();
        let run = rest.chars().take_while(|other| *other == c).count();
        let (before, after) = (self.text[..self.at].chars().next_back(), rest[run..].chars().next());
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_ink = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let mut can_open = is_ink(after);
        let mut can_close = is_ink(before);
        let styles: &[usize] = match (c, run) {
            ('*', 1) => &[EMPHASIS],
            ('*', 2) => &[STRONG],
            ('*', 3) => &[STRONG, EMPHASIS],
            ('_', 2) => &[2],
            ('~', 2) => &[3],
            _ => &[],
        };
        if c == '_' {
            can_open &= !is_word(before); // snake__case is a name
            can_close &= !is_word(after);
        }
        if let Dialect::Typed(_) = self.dialect {
            // What is typed is markdown only where it looks like it: 2*3*4, /var/*/log/*, *.rs,*.toml and __init__.py are themselves.
            let is_apart = self.escaped == self.at || !before.is_some_and(|c| c.is_alphanumeric() || GLUE.contains(c));
            match (c, run) {
                ('*', 1) => can_open &= is_apart && !after.is_some_and(|c| GLUE.contains(c) || ".,;:)".contains(c)),
                ('_', 2) => can_close &= ends_name(&rest[run..]),
                _ => {}
            }
        }
        self.flush();
        let mut left: Vec<usize> = styles.to_vec();
        while can_close && let Some(style) = self.closable(&left) {
            self.close(style);
            left.retain(|other| *other != style);
        }
        for style in left {
            if can_open {
                self.openers.push(self.pieces.len());
                self.waiting[style] += 1;
                self.pieces.push(Piece::Open { style, matched: false });
            } else {
                self.plain.push_str(STYLES[style].0);
            }
        }
        if styles.is_empty() {
            self.plain.push_str(&rest[..run]);
        }
        self.at += run;
        true
    }

    /// The style to close first: the one opened last.
    fn closable(&self, styles: &[usize]) -> Option<usize> {
        if styles.iter().all(|style| self.waiting[*style] == 0) {
            return None;
        }
        self.openers.iter().rev().find_map(|opener| match self.pieces.get(*opener) {
            Some(Piece::Open { style, .. }) if styles.contains(style) => Some(*style),
            _ => None,
        })
    }

    /// Matches the last opener of a style; openers after it stay plain text.
    fn close(&mut self, style: usize) {
        while let Some(opener) = self.openers.pop() {
            let Some(Piece::Open { style: opened, matched }) = self.pieces.get_mut(opener) else { continue };
            self.waiting[*opened] -= 1;
            if *opened == style {
                *matched = true;
                break;
            }
        }
        self.pieces.push(Piece::Close { style });
    }

    fn finish(self) -> Vec<Span> {
        let mut depth = [0_usize; STYLES.len()];
        let mut spans = Vec::new();
        for piece in self.pieces {
            match piece {
                Piece::Text(mut span) => {
                    for (style, (_, ink)) in STYLES.iter().enumerate() {
                        if depth[style] > 0 {
                            span.ink = span.ink.with(*ink);
                        }
                    }
                    spans.push(span);
                }
                Piece::Open { style, matched: true } => depth[style] += 1,
                Piece::Open { style, matched: false } => spans.push(Span::plain(STYLES[style].0)),
                Piece::Close { style } => depth[style] = depth[style].saturating_sub(1),
            }
        }
        spans
    }
}

/// Whether what follows an underlined text cannot be the rest of a name, such as `.py` or `()`.
fn ends_name(after: &str) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        None => true,
        Some('.') => chars.next().is_none_or(char::is_whitespace),
        Some(c) => c.is_whitespace() || ",;:!?)]}\"'*_~\\>".contains(c),
    }
}

/// Where code that was opened with so many backticks ends.
fn end_of_code(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let run = text[at..].bytes().take_while(|byte| *byte == b'`').count();
        if run == ticks {
            return (at > 0).then_some(at);
        }
        at += run;
    }
    None
}

/// `[label](target)` at the beginning of a text: both parts, and the length of the whole. A label holds no further bracket,
/// a target no space; parentheses in
/// it come in pairs, or it stands in `<>`.
fn bracketed<'t>(text: &'t str, dialect: &Dialect<'_>) -> Option<(&'t str, &'t str, usize)> {
    let label = text.strip_prefix('[')?;
    let mut escaped = false;
    let end = label.char_indices().find_map(|(at, c)| match c {
        _ if std::mem::take(&mut escaped) => None,
        '\\' => {
            escaped = matches!(dialect, Dialect::Typed(_));
            None
        }
        '[' => Some(None),
        ']' => Some(Some(at)),
        _ => None,
    })??;
    let target = label[end + 1..].strip_prefix('(')?;
    if let Some(inner) = target.strip_prefix('<') {
        let close = inner.find(|c: char| c == '>' || c == '<' || c.is_whitespace())?;
        inner[close..].starts_with(">)").then_some(())?;
        return Some((&label[..end], &inner[..close], end + close + 6));
    }
    let mut open = 0_u32;
    let close = target.char_indices().find_map(|(at, c)| match c {
        '(' => {
            open += 1;
            None
        }
        ')' if open == 0 => Some(Some(at)),
        ')' => {
            open -= 1;
            None
        }
        '[' | '<' => Some(None),
        c if c.is_whitespace() => Some(None),
        _ => None,
    })??;
    Some((&label[..end], &target[..close], end + close + 4))
}
