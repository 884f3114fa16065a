//! Styled lines on a plain terminal: what the screen draws with cells, written once and left there. In a pipe nothing is styled or cut.

use super::{Scene, Trouble, open};
use crate::app::settings::Glyphs;
use crate::ui::theme::Theme;
use ratatui::backend::IntoCrossterm as _;
use ratatui::style::Style;
use std::io::IsTerminal as _;

/// Where lines go and how they may look.
pub(super) struct Paper {
    /// Roles and characters.
    pub(super) theme: Theme,
    /// How many cells a line has; nothing in a pipe.
    pub(super) width: Option<usize>,
}

/// The least a table is squeezed into.
const LEAST: usize = 40;

impl Paper {
    /// Standard output as it is.
    pub(super) fn of(scene: &Scene<'_>) -> Result<Self, Trouble> {
        let glyphs = if scene.config()?.is_on("ascii") { Glyphs::Ascii } else { Glyphs::Unicode };
        let theme = Theme::new(open::depth(scene), glyphs);
        let is_terminal = std::io::stdout().is_terminal();
        let width = is_terminal.then(|| crossterm::terminal::size().map_or(80, |(width, _)| usize::from(width)));
        Ok(Self { theme, width: width.map(|width| width.max(LEAST)) })
    }

    /// Text in a style, where there is somebody to see it.
    pub(super) fn ink(&self, text: &str, style: Style) -> String {
        if self.width.is_none() || style == Style::new() || text.is_empty() {
            return text.to_owned();
        }
        style.into_crossterm().apply(text).to_string()
    }
}
