//! Owns finding addresses in running text.

use super::{Ink, Span, Target};
use crate::domain::safe::Safe;

/// Splits plain text around the addresses in it, as typed text is split.
pub(super) fn link_up(span: Span) -> Vec<Span> {
    if span.target.is_some() || span.ink.has(Ink::CODE) || !span.text.contains("://") {
        return vec![span];
    }
    let mut spans = Vec::new();
    let (text, mut from, mut at) = (span.text.as_str(), 0, 0);
    while let Some(c) = text[at..].chars().next() {
        match address_at(text, at) {
            Some((Some(url), length)) => {
                spans.push(Span::new(&text[from..at], span.ink, None));
                spans.push(Span::new(&url, span.ink, Some(Target::Link(url.clone()))));
                at += length;
                from = at;
            }
            Some((None, length)) => at += length,
            None => at += c.len_utf8(),
        }
    }
    spans.push(Span::new(&text[from..], span.ink, None));
    spans
}

/// What begins at this place of a text like an address: the address if it can be opened, and its length. What usually ends
/// a sentence does not belong to it.
pub(super) fn address_at(text: &str, at: usize) -> Option<(Option<Safe>, usize)> {
    let rest = &text[at..];
    let has = |scheme: &str| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if !(has("https://") || has("http://")) || text[..at].ends_with(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"`[]|\\".contains(c) || !c.is_ascii()).unwrap_or(rest.len());
    let mut url = &rest[..end];
    if Safe::line(url).as_url().is_none() {
        return Some((None, end));
    }
    loop {
        let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', '{', '}']);
        let trimmed = match trimmed.strip_suffix(')') {
            Some(shorter) if trimmed.matches(')').count() > trimmed.matches('(').count() => shorter,
            _ => trimmed,
        };
        if trimmed.len() == url.len() {
            break;
        }
        url = trimmed;
    }
    let url = Safe::line(url);
    let length = url.len();
    Some((url.as_url().is_some().then_some(url), length))
}
