//! Labels of boxes: how broad they are, and what is left of those that are too long.
//!
//! Invariant: a label is shortened only when it is broader than [`LONGEST`], and then in the middle, as names of one family differ at the end.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of the longest label.
pub const LONGEST: usize = 32;
/// Columns of a box beside its label: two borders, two blanks.
pub const FRAME: usize = 4;
/// Rows of a box with a label.
pub const ROWS: i32 = 3;

/// Columns of the box around a label.
#[must_use]
pub fn box_width(label: &str) -> i32 {
    super::number::cells(label.width().min(LONGEST) + FRAME)
}

/// The label in at most `most` columns, with `mark` where something is left out. `mark` is one column broad.
#[must_use]
pub fn shorten(label: &str, most: usize, mark: char) -> String {
    if label.width() <= most {
        return label.to_owned();
    }
    let room = most.saturating_sub(1);
    let fill = |graphemes: &mut dyn Iterator<Item = &str>, room: usize| {
        let mut used = 0;
        let mut length = 0;
        for grapheme in graphemes {
            used += grapheme.width();
            if used > room {
                break;
            }
            length += grapheme.len();
        }
        length
    };
    let head = fill(&mut label.graphemes(true), room.div_ceil(2));
    let tail = fill(&mut label.graphemes(true).rev(), room - label[..head].width());
    format!("{}{mark}{}", &label[..head], &label[label.len() - tail..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_loses_its_middle() {
        assert_eq!(shorten("search-service-eu-03", 10, '…'), "searc…u-03");
        assert_eq!(shorten("search-03", 10, '…'), "search-03");
        assert_eq!(box_width(&"x".repeat(60)), 36);
    }

    #[test]
    fn wide_characters_are_measured_and_never_cut() {
        let short = shorten("データベース-東京-01", 9, '~');
        assert_eq!((short.as_str(), short.width()), ("デー~-01", 8));
    }
}
