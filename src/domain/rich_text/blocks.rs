//! Owns how lines of markdown become blocks: the web app's older notation and what people type here.
//!
//! Typed text knows more than legacy text (headings, rules), which the web app never gave a meaning to.

use super::inline::{self, Dialect};
use super::layout::Layout;
use super::{Ink, Line, LineKind, Span};

/// Reads a text in one pass over its lines.
pub(super) fn read(text: &str, dialect: &Dialect<'_>) -> Vec<Line> {
    let mut layout = Layout::default();
    let mut list = Indents::default();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim();
        if let Some((fence, language)) = fence(bare) {
            list = Indents::default();
            layout.end_block();
            for code in lines.by_ref().take_while(|code| !is_end_of(code, fence)) {
                let spans = if code.is_empty() {
                    Vec::new()
                } else {
                    vec![Span::new(&decoded(code, dialect), Ink::PLAIN, None)]
                };
                layout.push(LineKind::Code { language: language.to_owned() }, spans);
            }
            layout.end_block();
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let (kind, content) = if bare.is_empty() {
            (LineKind::Blank, "")
        } else if let Some((marker, content)) = item(bare) {
            (LineKind::Bullet { depth: list.item(indent), marker }, content)
        } else if let Some(depth) = list.continuation(indent) {
            (LineKind::Bullet { depth, marker: String::new() }, bare)
        } else if let Some(quoted) = line.strip_prefix('>') {
            (LineKind::Quote, quoted.strip_prefix(' ').unwrap_or(quoted))
        } else {
            match (dialect, heading(bare)) {
                (Dialect::Typed(_), Some((level, title))) => (LineKind::Heading(level), title),
                (Dialect::Typed(_), _) if is_rule(bare) => (LineKind::Rule, ""),
                _ => (LineKind::Paragraph, line),
            }
        };
        if !matches!(kind, LineKind::Bullet { .. }) {
            list = Indents::default();
        }
        layout.push(kind, inline::read(content, dialect));
    }
    layout.finish()
}

/// The web app shows legacy text as HTML, code too, so references mean characters there.
fn decoded<'a>(code: &'a str, dialect: &Dialect<'_>) -> std::borrow::Cow<'a, str> {
    match dialect {
        Dialect::Legacy => super::entity::decode(code),
        Dialect::Typed(_) => code.into(),
    }
}

/// How long the fence is that opens a code block, and its language.
fn fence(line: &str) -> Option<(usize, &str)> {
    let language = line.trim_start_matches('`');
    let length = line.len() - language.len();
    let language = language.trim();
    (length >= 3 && !language.contains('`')).then(|| (length, if is_language(language) { language } else { "" }))
}

/// Whether a name can be a language: it becomes part of a class attribute.
pub(super) fn is_language(name: &str) -> bool {
    name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+#._-".contains(&byte))
}

fn is_end_of(line: &str, fence: usize) -> bool {
    let line = line.trim();
    line.len() >= fence && line.bytes().all(|byte| byte == b'`')
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (1..=6).contains(&level).then_some(())?;
    Some((u8::try_from(level).ok()?, title.strip_prefix(' ')?))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'-') || line.bytes().all(|byte| byte == b'*'))
}

/// The marker of a list item and the text after it.
fn item(line: &str) -> Option<(String, &str)> {
    if let Some(text) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        for (mark, marker) in [("[ ] ", "[ ]"), ("[x] ", "[x]"), ("[X] ", "[x]")] {
            if let Some(text) = text.strip_prefix(mark) {
                return Some((marker.to_owned(), text));
            }
        }
        return Some(("-".to_owned(), text));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let text = line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") "))?;
    (1..=6).contains(&digits).then(|| (format!("{}.", line[..digits].parse::<u32>().unwrap_or(1)), text))
}

/// Where the items of the present list begin, outermost first.
#[derive(Default)]
struct Indents(Vec<usize>);

impl Indents {
    /// How deep an item is that begins at this column.
    fn item(&mut self, indent: usize) -> u8 {
        while self.0.last().is_some_and(|last| *last > indent) {
            self.0.pop();
        }
        if self.0.last() != Some(&indent) {
            self.0.push(indent);
        }
        u8::try_from(self.0.len() - 1).unwrap_or(u8::MAX)
    }

    /// How deep the item is that a line at this column continues, if it does.
    fn continuation(&mut self, indent: usize) -> Option<u8> {
        let above = self.0.iter().filter(|item| **item + 2 <= indent).count();
        self.0.truncate(above);
        u8::try_from(above.checked_sub(1)?).ok()
    }
}
