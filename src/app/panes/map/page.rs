//! The parts of the map's page: a title, the canvas, and beside or below it what is known of where one stands.

use crate::app::screen::{Plan, WIDE};
use ratatui::layout::{Rect, Size};

/// Lines of the foot on a narrow screen.
const FOOT: u16 = 5;
/// The overview on a narrow screen, in a corner of the canvas.
const CORNER: Size = Size { width: 26, height: 7 };

/// Where things are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Environments, and what is shown of the one that is looked at.
    pub title: Rect,
    /// The map.
    pub canvas: Rect,
    /// The line between map and words: upright when side by side, else of no size.
    pub rule: Rect,
    /// Where one stands, in words.
    pub words: Rect,
    /// The overview, if it is shown.
    pub overview: Rect,
    /// Whether the words stand beside the map.
    pub is_beside: bool,
}

/// The page of a screen; `has_overview` says whether the overview is wanted.
#[must_use]
pub fn page(plan: &Plan, has_overview: bool) -> Page {
    let all = plan.body();
    let top = all.y + u16::from(all.bottom() >= 19);
    let body = Rect { y: top, height: all.bottom().saturating_sub(top), ..all };
    let title = Rect { height: body.height.min(1), ..body };
    let rest = Rect { y: title.bottom(), height: body.height - title.height, ..body };
    if all.width >= WIDE {
        let side = (all.width * 3 / 10).clamp(36, 56);
        let canvas = Rect { width: all.width - side - 2, ..rest };
        let rule = Rect { x: canvas.right(), width: 1, y: title.y, height: body.height };
        let words = Rect { x: rule.right() + 1, width: side, y: title.y, height: body.height };
        let height = if has_overview { (words.height / 3).min(14) } else { 0 };
        let overview = Rect { y: words.bottom() - height, height, ..words };
        let words = Rect { height: words.height - height, ..words };
        return Page { title: Rect { width: canvas.width, ..title }, canvas, rule, words, overview, is_beside: true };
    }
    let foot = FOOT.min(rest.height / 3);
    let canvas = Rect { height: rest.height - foot, ..rest };
    let words = Rect { x: 1, y: canvas.bottom(), width: rest.width.saturating_sub(2), height: foot };
    let overview = if has_overview {
        let (width, height) = (CORNER.width.min(canvas.width / 2), CORNER.height.min(canvas.height / 2));
        Rect { x: canvas.right() - width, y: canvas.y, width, height }
    } else {
        Rect::default()
    };
    Page { title, canvas, rule: Rect::default(), words, overview, is_beside: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::screen::{Wants, plan};

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_screen_at_any_size() {
        for (width, height) in (40..=220).flat_map(|width| (12..=70).map(move |height| (width, height))) {
            let wants = Wants {
                detail_focused: false,
                shape: crate::app::screen::Shape::List,
                compose_lines: 0,
                notice_lines: height % 4,
            };
            let plan = plan(Size { width, height }, wants).unwrap();
            for has_overview in [false, true] {
                let page = page(&plan, has_overview);
                let all = [page.title, page.canvas, page.rule, page.words, plan.notice, plan.footer, plan.tabs];
                for (at, one) in all.iter().enumerate() {
                    assert!(one.right() <= width && one.bottom() <= height, "{one:?} in {width}x{height}");
                    assert!(all[at + 1..].iter().all(|other| !one.intersects(*other)), "{width}x{height}: {page:?}");
                }
                assert!(page.canvas.height >= 3 && page.canvas.width >= 38, "{width}x{height}: {page:?}");
                assert_eq!(page.overview.is_empty(), !has_overview, "{width}x{height}: {page:?}");
            }
        }
    }
}
