//! Owns system markers: the comments by which the web app records what happened to a record, like `✅ **APPROVED** | go`.
//!
//! A marker is a comment like any other: everybody can write one, so it tells a story and proves nothing.

use super::{Ink, LineKind, is_html, read};
use crate::domain::safe::Safe;
use std::fmt::Write as _;

/// What a system comment says happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Marker {
    /// Somebody asked for a decision on a change.
    ApprovalRequested,
    /// A change may start.
    Approved,
    /// A change may not start.
    Rejected,
    /// Somebody took the request for a decision back. The web app has no such word, and shows it as it stands.
    Withdrawn,
    /// A change started at its time.
    AutoStarted,
    /// A change worked.
    Completed,
    /// A change did not work.
    Failed,
    /// A change will not happen.
    Cancelled,
    /// An incident was closed, with a reason.
    Closed,
}

impl Marker {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::ApprovalRequested,
        Self::Approved,
        Self::Rejected,
        Self::Withdrawn,
        Self::AutoStarted,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Closed,
    ];

    /// The word in capitals.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::ApprovalRequested => "APPROVAL REQUESTED",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Withdrawn => "WITHDRAWN",
            Self::AutoStarted => "AUTO-STARTED",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
            Self::Closed => "CLOSED",
        }
    }

    /// The emoji before it.
    const fn symbol(self) -> &'static str {
        match self {
            Self::ApprovalRequested => "📋",
            Self::Approved | Self::Completed => "✅",
            Self::Rejected | Self::Failed | Self::Cancelled => "❌",
            Self::AutoStarted => "🚀",
            Self::Withdrawn | Self::Closed => "📝",
        }
    }

    /// The comment as the web app writes it. It puts comments of this kind into its page unescaped, so what would be a tag
    /// or a character reference there is escaped here; all other text stays as it is.
    #[must_use]
    pub fn write(self, text: &str) -> String {
        let text = Safe::new(text);
        let mut out = format!("{} **{}** | ", self.symbol(), self.keyword());
        for (at, c) in text.trim().char_indices() {
            let rest = &text.trim()[at..];
            match c {
                '<' if rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next)) => {
                    out.push_str("&lt;");
                }
                '&' if super::entity::reference(rest).is_some() => out.push_str("&amp;"),
                _ => out.push(c),
            }
        }
        out
    }
}

/// The comment that records why an incident was closed.
#[must_use]
pub fn closed_marker(reason: &str) -> String {
    Marker::Closed.write(reason)
}

/// The marker a comment is, with the text after it; nothing for what people say themselves. Markers that went through the
/// web app's editor, and so became HTML, are recognised too.
#[must_use]
pub fn marker(source: &Safe) -> Option<(Marker, Safe)> {
    let is_plausible = |text: &str| Marker::ALL.iter().any(|marker| text.contains(marker.keyword()));
    let head = source.trim_start();
    if !is_plausible(head.get(..head.floor_char_boundary(200)).unwrap_or_default()) {
        return None; // nearly every comment: not worth reading it as HTML
    }
    if is_html(source) { split(&marked(source), false) } else { split(source, true) }
}

/// HTML as the markdown that markers are written in, as far as they need it.
fn marked(source: &Safe) -> String {
    let mut out = String::new();
    for line in read(source) {
        if !out.is_empty() {
            out.push('\n');
        }
        if let LineKind::Bullet { marker, .. } = &line.kind {
            let _ = write!(out, "{marker} ");
        }
        for span in &line.spans {
            let stars = if span.ink.has(Ink::STRONG) { "**" } else { "" };
            out.extend([stars, &span.text, stars]);
        }
    }
    out
}

fn split(text: &str, is_injected: bool) -> Option<(Marker, Safe)> {
    let text = text.trim_start();
    Marker::ALL.into_iter().find_map(|marker| {
        let rest = text.strip_prefix(marker.symbol())?.trim_start().strip_prefix("**")?;
        let rest = rest.strip_prefix(marker.keyword())?.strip_prefix("**")?;
        let free = rest.trim_start().strip_prefix('|')?.trim();
        Some((marker, Safe::new(&if is_injected { injected(free) } else { free.to_owned() })))
    })
}

/// What a page shows of text that is put into it as it stands.
fn injected(text: &str) -> String {
    let is_tag = |at: usize| text[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/');
    if !text.match_indices('<').any(|(at, _)| is_tag(at)) {
        return super::entity::decode(text).into_owned();
    }
    let lines = super::html::read(&text.replace('\n', "<br>"));
    lines.iter().map(super::Line::text).collect::<Vec<_>>().join("\n")
}
