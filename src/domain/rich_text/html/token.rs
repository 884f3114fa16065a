//! Owns what is a tag and what is text. It must not know what tags mean, except that scripts and styles are no text.

use crate::domain::rich_text::entity;

/// A piece of a document.
pub(super) enum Token<'a> {
    /// Text, references not yet resolved.
    Text(&'a str),
    /// `<p class="x">`
    Open(Tag<'a>),
    /// `</p>`: the name in lower case.
    Close(String),
}

/// An opening tag.
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute with its references resolved; empty where it has none.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '=');
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
            let name = &rest[..end];
            if name.is_empty() {
                return None;
            }
            rest = rest[end..].trim_ascii_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_ascii_start();
                let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
                (value, rest) = if let Some(quote) = quote {
                    after[1..].split_once(quote).unwrap_or((&after[1..], ""))
                } else {
                    after.split_at(after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len()))
                };
            }
            if name.eq_ignore_ascii_case(wanted) {
                return Some(entity::decode(value).into_owned());
            }
        }
    }
}

/// The pieces of a document in order.
pub(super) fn tokens(source: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = source;
    let mut comments_end = true;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                return Some(Token::Text(cut(&mut rest, |text| text.find('<'))));
            }
            if comments_end && let Some(comment) = rest.strip_prefix("<!--") {
                if let Some(end) = comment.find("-->") {
                    rest = &comment[end + 3..];
                    continue;
                }
                comments_end = false; // and never search for an end again
            }
            return Some(tag(&mut rest));
        }
    })
}

/// Takes the text up to where `end` says, or all of it.
fn cut<'a>(rest: &mut &'a str, end: impl Fn(&str) -> Option<usize>) -> &'a str {
    let (text, after) = rest.split_at(end(rest).unwrap_or(rest.len()));
    *rest = after;
    text
}

/// The tag at the beginning of a text; what only looks like one is text.
fn tag<'a>(rest: &mut &'a str) -> Token<'a> {
    let source = *rest;
    let (is_close, inner) = match source[1..].strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, &source[1..]),
    };
    let is_named = inner.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_declaration = !is_close && inner.starts_with(['!', '?']);
    let end = if is_named || is_declaration { end_of_tag(inner) } else { Err(0) };
    let length = match end {
        Ok(length) => length,
        Err(looked_at) => {
            return Token::Text(cut(rest, |text| Some((1 + usize::from(is_close) + looked_at).min(text.len()))));
        }
    };
    *rest = &inner[length + 1..];
    let inner = &inner[..length];
    let end = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inner.len());
    let name = inner[..end].to_ascii_lowercase();
    if is_declaration {
        return Token::Text("");
    }
    if is_close {
        return Token::Close(name);
    }
    if matches!(name.as_str(), "script" | "style") {
        skip(rest, &name);
    }
    Token::Open(Tag { name, attributes: &inner[end..] })
}

/// Where the `>` of a tag is. A new `<` or the end of the document means that it is none; then how far was looked.
fn end_of_tag(inner: &str) -> Result<usize, usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return Ok(at),
            (None, '<') => return Err(at),
            // A quote counts only where a value may begin: `<p title=it's>` has none.
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            _ => {}
        }
        if !c.is_ascii_whitespace() {
            before = c;
        }
    }
    Err(inner.len())
}

/// Passes over what a script or style sheet holds; all of the rest, where it has no end.
fn skip(rest: &mut &str, name: &str) {
    while let Some(at) = rest.find("</") {
        *rest = &rest[at..];
        if rest[2..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return;
        }
        *rest = &rest[2..];
    }
    *rest = "";
}
