//! The plan of the screen: a size becomes rectangles. Update pages by it and drawing draws by it, so the two cannot disagree.

use ratatui::layout::{Rect, Size};
use unicode_width::UnicodeWidthStr;

/// The smallest screen antops draws on.
pub const LEAST: Size = Size { width: 40, height: 12 };

/// From this width list and detail stand side by side.
pub const WIDE: u16 = 100;

/// The most columns a board has, one for each status: those of a change.
pub const LANES: usize = 7;

/// The least width of one.
const LANE: u16 = 24;

/// Where things are. A place of no height is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// Profile, truth line, counters, me, clock.
    pub header: Rect,
    /// The panes with their counts.
    pub tabs: Rect,
    /// What the list shows, how it is sorted, how much of it.
    pub title: Rect,
    /// The rows of the list, or the whole board.
    pub list: Rect,
    /// The columns of the board, by status; those without size are not on the screen.
    pub lanes: [Rect; LANES],
    /// The one line between list and detail: upright when side by side, else of no size.
    pub rule: Rect,
    /// The detail of the selected row.
    pub detail: Rect,
    /// The composer, at the foot of the detail.
    pub compose: Rect,
    /// Messages, one line above the footer.
    pub notice: Rect,
    /// What to press.
    pub footer: Rect,
}

impl Plan {
    /// Everything between the tabs and the message: where floating things float.
    #[must_use]
    pub fn body(&self) -> Rect {
        let bottom = if self.notice.height > 0 { self.notice.y } else { self.footer.y };
        Rect::new(0, self.tabs.bottom(), self.header.width, bottom.saturating_sub(self.tabs.bottom()))
    }
}

/// A column of a board.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lane {
    /// Which, from the left.
    pub at: usize,
    /// Of how many; at most [`LANES`].
    pub of: usize,
}

/// What the rows are laid out as.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Shape {
    /// One under the other, the detail beside them where there is room.
    #[default]
    List,
    /// The same over the whole width, the detail below.
    Wide,
    /// In columns, of which this has the cursor: it is on the screen, the others as far as they fit. It takes the whole width.
    Board(Lane),
}

/// What the screen has to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wants {
    /// The detail has the focus: on a narrow screen it takes all of it, and where a board would be beside it.
    pub detail_focused: bool,
    /// What the rows are laid out as.
    pub shape: Shape,
    /// How many lines the composer would like; none when nothing is being written.
    pub compose_lines: u16,
    /// How many lines the message takes; none when there is none.
    pub notice_lines: u16,
}

/// The most lines a message takes.
const NOTICE: u16 = 3;

/// How many lines a message takes on a screen so wide.
#[must_use]
pub fn notice_lines(text: &str, size: Size) -> u16 {
    lines(text, size.width.saturating_sub(2)).clamp(1, NOTICE)
}

/// How many lines the composer would like for its text on a screen of this size.
#[must_use]
pub fn compose_lines<'a>(text: impl Iterator<Item = &'a str>, size: Size, shape: Shape) -> u16 {
    let is_beside = is_beside(size, shape);
    let width = if is_beside { size.width - beside(size.width) - 2 } else { size.width.saturating_sub(2) };
    // The cursor behind the last character of a full line stands on the next.
    text.map(|line| u32::from(lines(line, width.saturating_sub(1)))).sum::<u32>().clamp(3, 12).try_into().unwrap_or(12)
}

/// How many lines a text being written takes in so many cells, from a least to a most.
#[must_use]
pub fn text_lines<'a>(text: impl Iterator<Item = &'a str>, width: usize, least: u16, most: u16) -> u16 {
    let width = u16::try_from(width).unwrap_or(u16::MAX).saturating_sub(1);
    let wanted = text.map(|line| u32::from(lines(line, width))).sum::<u32>();
    u16::try_from(wanted).unwrap_or(most).clamp(least, most.max(least))
}

/// How many lines a text takes, wrapped at its blanks.
pub(super) fn lines(text: &str, width: u16) -> u16 {
    let width = usize::from(width.max(1));
    let (mut lines, mut taken) = (1_usize, 0);
    for word in text.split(' ') {
        let cells = word.width();
        if taken > 0 && taken + 1 + cells > width {
            (lines, taken) = (lines + 1, 0);
        }
        taken += usize::from(taken > 0) + cells;
        lines += taken.saturating_sub(1) / width;
        taken = if taken > width { (taken - 1) % width + 1 } else { taken };
    }
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Whether the detail stands beside the list.
fn is_beside(size: Size, shape: Shape) -> bool {
    size.width >= WIDE && shape == Shape::List
}

/// The columns of a board in this area: as many as fit, the one with the cursor among them.
fn lanes(area: Rect, cursor: Lane) -> [Rect; LANES] {
    let all = u16::try_from(cursor.of.clamp(1, LANES)).unwrap_or(1);
    let many = (area.width / LANE).clamp(1, all);
    let first = (cursor.at + 1).saturating_sub(usize::from(many));
    let width = area.width / many;
    let mut lanes = [Rect::default(); LANES];
    for (at, lane) in (0..many).zip(lanes.iter_mut().skip(first)) {
        *lane = Rect { x: area.x + at * width, width, ..area };
    }
    lanes
}

/// The width of a list that has its detail beside it.
fn beside(width: u16) -> u16 {
    (width * 11 / 20).max(58).min(width - 40)
}

/// The plan of a screen of this size; nothing when it is too small.
#[must_use]
pub fn plan(size: Size, wants: Wants) -> Option<Plan> {
    if size.width < LEAST.width || size.height < LEAST.height {
        return None;
    }
    let line = |y: u16| Rect::new(0, y, size.width, 1);
    let footer = line(size.height - 1);
    let notice_lines = wants.notice_lines.min(NOTICE);
    let notice = Rect { height: notice_lines, ..line(size.height - 1 - notice_lines) };
    let top: u16 = if size.height < 20 { 2 } else { 3 }; // header, tabs and, where there is room, a blank line
    let bottom = notice.y.min(footer.y);
    let body = Rect::new(0, top, size.width, bottom - top);
    let mut plan = Plan { header: line(0), tabs: line(1), footer, notice, ..Plan::default() };
    let detail = if is_beside(size, wants.shape) {
        let left = beside(size.width);
        plan.title = Rect { height: 1, width: left, ..body };
        plan.list = Rect { y: body.y + 1, height: body.height - 1, width: left, ..body };
        plan.rule = Rect { x: left, width: 1, ..body };
        Rect { x: left + 2, width: size.width - left - 2, ..body }
    } else if wants.detail_focused || wants.compose_lines > 0 {
        Rect { x: 1, width: size.width - 2, ..body }
    } else {
        let below = if wants.shape == Shape::List { body.height * 2 / 5 } else { body.height * 3 / 10 }.clamp(4, 12);
        plan.title = Rect { height: 1, ..body };
        plan.list = Rect { y: body.y + 1, height: body.height - 2 - below, ..body };
        Rect { x: 1, y: body.y + body.height - below, width: size.width - 2, height: below }
    };
    if let Shape::Board(cursor) = wants.shape {
        plan.lanes = lanes(plan.list, cursor);
    }
    let compose = if wants.compose_lines == 0 { 0 } else { (wants.compose_lines + 1).min(detail.height * 2 / 3) };
    plan.detail = Rect { height: detail.height - compose, ..detail };
    plan.compose = Rect { y: detail.y + detail.height - compose, height: compose, ..detail };
    Some(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_screen_at_any_size() {
        for width in 1..=220 {
            for height in 1..=70 {
                let lists = [(false, 0, 0), (true, 0, 1), (false, 5, 3), (true, 30, 0), (false, 0, 9)];
                let wants = lists.into_iter().flat_map(|wants| {
                    let board = |at, of| Shape::Board(Lane { at, of });
                    [Shape::List, Shape::Wide, board(0, 4), board(3, 4), board(0, 7), board(6, 7)]
                        .map(|shape| (wants, shape))
                });
                for ((detail_focused, compose_lines, notice_lines), shape) in wants {
                    let lane = if let Shape::Board(lane) = shape { Some(lane) } else { None };
                    let wants = Wants { detail_focused, shape, compose_lines, notice_lines };
                    let Some(plan) = plan(Size { width, height }, wants) else {
                        assert!(width < LEAST.width || height < LEAST.height);
                        continue;
                    };
                    let all = [
                        plan.header,
                        plan.tabs,
                        plan.title,
                        plan.list,
                        plan.rule,
                        plan.detail,
                        plan.compose,
                        plan.notice,
                        plan.footer,
                    ];
                    for (at, one) in all.iter().enumerate() {
                        assert!(one.right() <= width && one.bottom() <= height, "{one:?} in {width}×{height}");
                        for other in &all[at + 1..] {
                            assert!(!one.intersects(*other), "{one:?} and {other:?} in {width}×{height} {wants:?}");
                        }
                    }
                    assert!(plan.detail.height > 0);
                    let shown = plan.lanes.iter().filter(|lane| !lane.is_empty()).count();
                    assert!(shown <= lane.map_or(0, |lane| lane.of), "{wants:?}");
                    for (at, lane) in plan.lanes.iter().enumerate().filter(|(_, lane)| !lane.is_empty()) {
                        assert_eq!(lane.intersection(plan.list), *lane, "{wants:?}");
                        assert!(plan.lanes[at + 1..].iter().all(|other| !lane.intersects(*other)), "{wants:?}");
                    }
                    if let Some(lane) = lane.filter(|_| plan.list.height > 0) {
                        assert!(plan.lanes[lane.at].width >= LANE, "{width}×{height}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_takes_the_lines_its_words_need() {
        for (text, width, expected) in [
            ("", 10, 1),
            ("ten cells!", 10, 1),
            ("ten cells! more", 10, 2),
            ("abcdefghijk", 10, 2),
            ("磁盘空间 不足", 8, 2),
        ] {
            assert_eq!(lines(text, width), expected, "{text}");
        }
    }
}
