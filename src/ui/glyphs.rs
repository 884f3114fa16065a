//! The characters antops draws of itself: each one cell wide, none an emoji, in two sets. People's own words never pass through here.

use std::borrow::Cow;

/// One set. Every field is one cell, except `ellipsis` and `about`.
#[derive(PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each field is named after what it means, and drawn in the two sets below")]
pub struct GlyphSet {
    pub selected: &'static str,
    pub unseen: &'static str,
    pub called: &'static str,
    pub unsent: &'static str,
    pub draft: &'static str,
    pub marked: &'static str,
    pub selected_mark: &'static str,
    pub busy: &'static str,
    pub shut: &'static str,
    pub none: &'static str,
    pub between: &'static str,
    pub about: &'static str,
    pub ellipsis: &'static str,
    pub upright: &'static str,
    pub across: &'static str,
    pub corners: [&'static str; 4],
    /// Lines by their arms: a cell's number is its arms up, right, down and left as digits to the base three, each none, plain or heavy.
    pub strokes: [&'static str; 81],
    /// Straight dashes: across, upright, heavy across, heavy upright.
    pub dashes: [&'static str; 4],
    /// How bad something is: critical, high, less.
    pub health: [&'static str; 3],
    /// What folds out.
    pub folded: &'static str,
    /// Arrowheads that point up, right, down, left.
    pub heads: [&'static str; 4],
    pub margin: &'static str,
    pub hidden: &'static str,
    pub open: &'static str,
    pub investigating: &'static str,
    pub resolved: &'static str,
    pub closed: &'static str,
    /// A change somebody said yes to.
    pub approved: &'static str,
    pub identified: &'static str,
    pub problem_investigating: &'static str,
    pub known_error: &'static str,
    pub written: &'static str,
    pub pending: &'static str,
    pub running: &'static str,
    pub failed: &'static str,
    pub cancelled: &'static str,
    pub mismatch: &'static str,
    pub collision: &'static str,
    /// Bars of a calendar: thought of, asked for, certain.
    pub bars: [&'static str; 3],
}

/// For terminals and fonts of this century.
pub static UNICODE: GlyphSet = GlyphSet {
    selected: "▌",
    unseen: "•",
    called: "@",
    unsent: "↑",
    draft: "✎",
    marked: "✓",
    selected_mark: "▶",
    busy: "…",
    shut: "⊘",
    none: "–",
    between: "·",
    about: "≈",
    ellipsis: "…",
    upright: "│",
    across: "─",
    corners: ["┌", "┐", "└", "┘"],
    strokes: [
        " ", "─", "━", "│", "┐", "┑", "┃", "┒", "┓", "─", "─", "╾", "┌", "┬", "┭", "┎", "┰", "┱", "━", "╼", "━", "┍",
        "┮", "┯", "┏", "┲", "┳", "│", "┘", "┙", "│", "┤", "┥", "╽", "┧", "┪", "└", "┴", "┵", "├", "┼", "┽", "┟", "╁",
        "╅", "┕", "┶", "┷", "┝", "┾", "┿", "┢", "╆", "╈", "┃", "┚", "┛", "╿", "┦", "┩", "┃", "┨", "┫", "┖", "┸", "┹",
        "┞", "╀", "╃", "┠", "╂", "╉", "┗", "┺", "┻", "┡", "╄", "╇", "┣", "╊", "╋",
    ],
    dashes: ["╌", "╎", "╍", "╏"],
    health: ["✖", "▲", "△"],
    folded: "⊞",
    heads: ["▲", "▶", "▼", "◀"],
    margin: "▏",
    hidden: "•",
    open: "○",
    investigating: "◐",
    resolved: "●",
    closed: "✓",
    approved: "✓",
    identified: "◇",
    problem_investigating: "◈",
    known_error: "◆",
    written: "·",
    pending: "?",
    running: "▶",
    failed: "✗",
    cancelled: "−",
    mismatch: "≠",
    collision: "!",
    bars: ["·", "░", "█"],
};

/// For all others.
pub static ASCII: GlyphSet = GlyphSet {
    selected: ">",
    unseen: ".",
    called: "@",
    unsent: "^",
    draft: "=",
    marked: "*",
    selected_mark: "#",
    busy: "~",
    shut: "!",
    none: "-",
    between: "-",
    about: "about ",
    ellipsis: "...",
    upright: "|",
    across: "-",
    corners: ["+", "+", "+", "+"],
    strokes: [
        " ", "-", "=", "|", "+", "+", "#", "+", "#", "-", "-", "=", "+", "+", "+", "+", "+", "#", "=", "=", "=", "+",
        "+", "#", "#", "#", "#", "|", "+", "+", "|", "+", "+", "#", "+", "#", "+", "+", "+", "+", "+", "+", "+", "+",
        "#", "+", "+", "#", "+", "+", "#", "#", "#", "#", "#", "+", "#", "#", "+", "#", "#", "#", "#", "+", "+", "#",
        "+", "+", "#", "#", "#", "#", "#", "#", "#", "#", "#", "#", "#", "#", "#",
    ],
    dashes: [".", ":", "~", ";"],
    health: ["X", "!", "~"],
    folded: "+",
    heads: ["^", ">", "v", "<"],
    margin: "|",
    hidden: "*",
    open: "o",
    investigating: "/",
    resolved: "*",
    closed: "x",
    approved: "+",
    identified: "o",
    problem_investigating: "/",
    known_error: "!",
    written: ".",
    pending: "?",
    running: "/",
    failed: "X",
    cancelled: "-",
    mismatch: "%",
    collision: "!",
    bars: [".", "?", "#"],
};

/// Our own sentences as ASCII: the few other characters that key names, labels and messages use.
pub(super) fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '…' => out.push_str("..."),
            '–' | '−' | '·' => out.push('-'),
            '→' => out.push_str("->"),
            '←' => out.push_str("<-"),
            '↑' => out.push_str("up"),
            '↓' => out.push_str("down"),
            '“' | '”' => out.push('"'),
            '×' => out.push('x'),
            '≈' => out.push_str("about "),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::CellWidth;

    fn cells(set: &GlyphSet) -> Vec<&'static str> {
        let mut all = vec![
            set.selected,
            set.unseen,
            set.called,
            set.unsent,
            set.draft,
            set.marked,
            set.busy,
            set.shut,
            set.none,
            set.between,
            set.upright,
            set.across,
            set.margin,
            set.hidden,
            set.open,
            set.investigating,
            set.resolved,
            set.closed,
            set.approved,
            set.identified,
            set.problem_investigating,
            set.known_error,
            set.written,
            set.pending,
            set.running,
            set.failed,
            set.cancelled,
            set.mismatch,
            set.collision,
            set.folded,
        ];
        all.extend(set.bars);
        all.extend(set.corners.into_iter().chain(set.strokes).chain(set.dashes).chain(set.heads).chain(set.health));
        all
    }

    #[test]
    fn every_glyph_takes_one_cell() {
        for glyph in cells(&UNICODE).into_iter().chain(cells(&ASCII)) {
            assert_eq!(glyph.cell_width(), 1, "{glyph}");
        }
    }

    #[test]
    fn the_ascii_set_is_ascii() {
        assert!(cells(&ASCII).into_iter().chain([ASCII.ellipsis, ASCII.about]).all(str::is_ascii));
        assert_eq!(in_ascii("Assign… ↑ – ≈40"), "Assign... up - about 40");
    }
}
