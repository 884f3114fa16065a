//! Text on a grid of cells: how wide it is, where it is cut, how it is filled up and wrapped.
//!
//! Widths are those the buffer itself goes by, so what is measured here and what is drawn cannot disagree. A character that takes two
//! cells is never cut in half; whoever draws past the edge is clipped, never punished.

use super::glyphs::GlyphSet;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

/// How many cells a text takes.
pub(crate) fn width(text: &str) -> usize {
    graphemes(text).map(|(_, width)| width).sum()
}

/// The characters of a text that take cells, with how many they take.
pub(super) fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true)
        .filter(|cluster| !cluster.contains(char::is_control))
        .map(|cluster| (cluster, usize::from(cluster.cell_width())))
        .filter(|(_, width)| *width > 0)
}

/// How many cells spans take.
pub(super) fn width_of(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| width(&span.content)).sum()
}

fn head(text: &str, room: usize) -> String {
    let mut taken = 0;
    let fits = graphemes(text).take_while(|(_, width)| {
        taken += width;
        taken <= room
    });
    fits.map(|(cluster, _)| cluster).collect()
}

fn tail(text: &str, room: usize) -> String {
    let all: Vec<_> = graphemes(text).collect();
    let mut taken = 0;
    let from = all.iter().rposition(|(_, width)| {
        taken += width;
        taken > room
    });
    all.iter().skip(from.map_or(0, |at| at + 1)).map(|(cluster, _)| *cluster).collect()
}

/// The text in so many cells at most; what does not fit ends in an ellipsis.
pub(crate) fn cut(text: &str, room: usize, set: &GlyphSet) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let dots = width(set.ellipsis);
    if room <= dots {
        return head(text, room);
    }
    format!("{}{}", head(text, room - dots).trim_end(), set.ellipsis)
}

/// The same with the ellipsis in the middle, for addresses, whose ends tell the most.
pub(super) fn cut_middle(text: &str, room: usize, set: &GlyphSet) -> String {
    let dots = width(set.ellipsis);
    if width(text) <= room || room <= dots + 2 {
        return cut(text, room, set);
    }
    let back = (room - dots) / 2;
    format!("{}{}{}", head(text, room - dots - back), set.ellipsis, tail(text, back))
}

/// The text in exactly so many cells, at their left.
pub(crate) fn left(text: &str, room: usize, set: &GlyphSet) -> String {
    let mut cell = cut(text, room, set);
    cell.extend(std::iter::repeat_n(' ', room.saturating_sub(width(&cell))));
    cell
}

/// The text in exactly so many cells, at their right.
pub(crate) fn right(text: &str, room: usize, set: &GlyphSet) -> String {
    let cell = cut(text, room, set);
    format!("{}{cell}", " ".repeat(room.saturating_sub(width(&cell))))
}

/// So many blanks.
pub(super) fn blank(room: usize) -> Span<'static> {
    Span::raw(" ".repeat(room))
}

/// Spans in so many cells at most; what does not fit ends in an ellipsis.
pub(super) fn cut_spans(spans: Vec<Span<'static>>, room: usize, set: &GlyphSet) -> Vec<Span<'static>> {
    if width_of(&spans) <= room {
        return spans;
    }
    let dots = width(set.ellipsis).min(room);
    let mut left = room - dots;
    let mut out = Vec::new();
    let mut style = Style::new();
    for span in spans {
        if left == 0 {
            break;
        }
        let fits = head(&span.content, left);
        left -= width(&fits);
        let whole = width(&fits) == width(&span.content);
        style = span.style;
        out.push(Span::styled(fits, span.style));
        if !whole {
            break;
        }
    }
    out.push(Span::styled(head(set.ellipsis, dots), style));
    out
}

/// One line with something at its left and something at its right end. The left gives way.
pub(super) fn ends(left: Vec<Span<'static>>, right: Vec<Span<'static>>, room: usize, set: &GlyphSet) -> Line<'static> {
    let right = cut_spans(right, room, set);
    let taken = width_of(&right);
    let mut spans = cut_spans(left, room.saturating_sub(taken + usize::from(taken > 0)), set);
    spans.push(blank(room.saturating_sub(width_of(&spans) + taken)));
    spans.extend(right);
    Line::from(spans)
}

/// A row of cells as a line. Behind a character of two columns its second cell is left out.
pub(super) fn of_cells(row: &[Cell]) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = vec![];
    let mut hidden = 0;
    for cell in row {
        if hidden == 0 {
            match spans.last_mut() {
                Some(last) if last.style == cell.style() => last.content.to_mut().push_str(cell.symbol()),
                _ => spans.push(Span::styled(cell.symbol().to_owned(), cell.style())),
            }
            hidden = cell.cell_width().max(1);
        }
        hidden -= 1;
    }
    Line::from(spans)
}

struct Cluster {
    text: String,
    style: Style,
    width: usize,
}

/// Wraps styled text at spaces, and at any character where a word is wider than the line or the script knows no spaces.
pub(super) fn wrap(spans: &[Span<'_>], room: usize) -> Vec<Line<'static>> {
    let room = room.max(1);
    let mut lines = Vec::new();
    let mut line: Vec<Cluster> = Vec::new();
    let mut taken = 0;
    let mut may_break = 0; // how much of the line stands before the last place to break it
    for span in spans {
        // A cluster that no line can hold would push everything after it out of its room.
        for (text, width) in graphemes(&span.content).filter(|(_, width)| *width <= room) {
            if taken + width > room && text == " " {
                lines.push(joined(&line));
                line.clear();
                (taken, may_break) = (0, 0);
                continue;
            }
            // What moves to the next line may itself leave no room for a wide character: then it stands alone.
            while taken + width > room {
                let at = if may_break == 0 { line.len() } else { may_break };
                let rest = line.split_off(at);
                lines.push(joined(&line));
                line = rest;
                taken = line.iter().map(|cluster| cluster.width).sum();
                may_break = 0;
            }
            line.push(Cluster { text: text.to_owned(), style: span.style, width });
            taken += width;
            if text == " " || width > 1 {
                may_break = line.len();
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(joined(&line));
    }
    lines
}

fn joined(clusters: &[Cluster]) -> Line<'static> {
    let end = clusters.iter().rposition(|cluster| cluster.text != " ").map_or(0, |at| at + 1);
    let runs = clusters[..end].chunk_by(|one, other| one.style == other.style);
    let span = |run: &[Cluster]| {
        let text: String = run.iter().map(|cluster| cluster.text.as_str()).collect();
        Span::styled(text, run.first().map_or(Style::new(), |cluster| cluster.style))
    };
    Line::from(runs.map(span).collect::<Vec<_>>())
}

/// Draws a line from a place of the area on, clipped to the area.
pub(super) fn put(buffer: &mut Buffer, area: Rect, row: u16, line: &Line<'_>) {
    let area = area.intersection(buffer.area);
    if row < area.height && area.width > 0 {
        buffer.set_line(area.x, area.y + row, line, area.width);
    }
}

/// Empties an area. A wide character that reaches into it from the left goes with it, or the terminal would paint over the edge.
pub(super) fn clear(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        if area.x > buffer.area.x && buffer[(area.x - 1, y)].cell_width() > 1 {
            buffer[(area.x - 1, y)].set_symbol(" ");
        }
        for x in area.left()..area.right() {
            buffer[(x, y)].reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::glyphs::{ASCII, UNICODE};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cut_text_says_so_and_never_halves_a_wide_character() {
        for (text, room, expected) in [
            ("Checkout", 8, "Checkout"),
            ("Checkout", 7, "Checko…"),
            ("磁盘空间不足", 7, "磁盘空…"),
            ("磁盘空间不足", 6, "磁盘…"),
            ("abc", 1, "a"),
            ("abc", 0, ""),
        ] {
            assert_eq!(cut(text, room, &UNICODE), expected, "{text} in {room}");
        }
        assert_eq!(cut("Checkout", 7, &ASCII), "Chec...");
        assert_eq!(cut_middle("https://jira.example/browse/OPS-1234", 21, &UNICODE), "https://ji…e/OPS-1234");
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        let lines = |text: &'static str, room| {
            wrap(&[Span::raw(text)], room).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(lines("restart the pool on lb", 11), ["restart the", "pool on lb"]);
        assert_eq!(lines("a verylongwordindeed b", 8), ["a", "verylong", "wordinde", "ed b"]);
        assert_eq!(lines("磁盘空间不足", 4), ["磁盘", "空间", "不足"]);
        assert_eq!(lines("", 4), [""]);
        assert_eq!(lines(" a磁", 2), ["", "a", "磁"]);
        // A wide character with a mark that the terminal gives a cell of its own: three cells, which no line of two can hold.
        assert_eq!(lines("a\u{ffe0}\u{11302}b", 2), ["ab"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_room(text in "\\PC{0,40}", room in 0_usize..30) {
            prop_assert!(width(&cut(&text, room, &UNICODE)) <= room);
            prop_assert!(width(&cut_middle(&text, room, &ASCII)) <= room);
            prop_assert_eq!(width(&left(&text, room, &UNICODE)), room);
            prop_assert_eq!(width(&right(&text, room, &UNICODE)), room);
            let room = room.max(2);
            for line in wrap(&[Span::raw(text)], room) {
                prop_assert!(width(&line.to_string()) <= room);
            }
        }
    }
}
