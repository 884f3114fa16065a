//! Where the lists and lines of the linking view stand on a screen of some size.
//!
//! It must not know what is listed. Invariant: every place lies within the body.

use ratatui::layout::Rect;

/// From this width the two lists stand side by side: narrower, reasons would be cut that one above the other can be read.
const WIDE: u16 = 150;

/// The lines below the lists: why the selected row ranks there, or cannot be linked.
const FOOT: u16 = 2;

/// Where things are in the view.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Places {
    /// Number, title, state, counts.
    pub title: Rect,
    /// The line above what is linked.
    pub linked_head: Rect,
    /// What is linked.
    pub linked: Rect,
    /// The line between the lists, where they stand side by side.
    pub rule: Rect,
    /// The line above the candidates.
    pub head: Rect,
    /// The candidates.
    pub candidates: Rect,
    /// Why the selected row ranks there, or cannot be linked.
    pub foot: Rect,
}

/// Where things are in a body of this size: the lists side by side where there is room, else one above the other.
#[must_use]
pub fn places(body: Rect) -> Places {
    // A blank line stands above where there is room for one, as above the lists.
    let air = u16::from(body.height >= 18);
    let body = Rect { y: body.y + air, height: body.height - air, ..body };
    let title = Rect { height: 1.min(body.height), ..body };
    let foot_height = FOOT.min(body.height.saturating_sub(6));
    let foot = Rect { y: body.bottom() - foot_height, height: foot_height, ..body };
    let lists = Rect { y: title.bottom(), height: body.height.saturating_sub(1 + foot_height), ..body };
    let (left, right, rule) = if body.width >= WIDE {
        let width = (body.width * 2 / 5).min(80);
        let rule = Rect { x: lists.x + width, width: 1, ..lists };
        (Rect { width, ..lists }, Rect { x: lists.x + width + 1, width: lists.width - width - 1, ..lists }, rule)
    } else {
        let above = (lists.height / 3).clamp(2, 8).min(lists.height);
        let below = lists.height - above;
        (Rect { height: above, ..lists }, Rect { y: lists.y + above, height: below, ..lists }, Rect::default())
    };
    let head = |list: Rect| Rect { height: 1.min(list.height), ..list };
    let rows = |list: Rect| Rect { y: list.y + head(list).height, height: list.height - head(list).height, ..list };
    Places {
        title,
        linked_head: head(left),
        linked: rows(left),
        rule,
        head: head(right),
        candidates: rows(right),
        foot,
    }
}
