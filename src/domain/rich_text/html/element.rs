//! Owns the closed set of elements that mean something.

use super::token::Tag;
use crate::domain::rich_text::{Ink, Target};

/// An element that is open.
pub(super) struct Element {
    pub(super) name: String,
    pub(super) what: What,
    /// How text looks outside.
    pub(super) ink: Ink,
    pub(super) target: Option<Target>,
}

/// What an element is to its reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Block,
    Heading,
    Quote,
    List,
    Item,
    Code,
    /// Sets text off or leads somewhere.
    Inline,
    Mention,
}

/// What a tag begins; nothing that changes what is seen, for all others.
pub(super) fn what(tag: &Tag<'_>) -> Option<What> {
    Some(match tag.name.as_str() {
        "p" | "div" | "section" | "article" | "table" | "tr" | "dl" | "dt" | "dd" => What::Block,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => What::Heading,
        "blockquote" => What::Quote,
        "ul" | "ol" => What::List,
        "li" => What::Item,
        "pre" => What::Code,
        "span" if tag.attribute("data-type").as_deref() == Some("mention") => What::Mention,
        "span" | "a" => What::Inline,
        name if ink(name) != Ink::PLAIN => What::Inline,
        _ => return None,
    })
}

/// How an element sets its text off.
pub(super) fn ink(name: &str) -> Ink {
    match name {
        "strong" | "b" => Ink::STRONG,
        "em" | "i" => Ink::EMPHASIS,
        "u" | "ins" => Ink::UNDERLINE,
        "s" | "del" | "strike" => Ink::STRIKE,
        "code" | "kbd" => Ink::CODE,
        _ => Ink::PLAIN,
    }
}
