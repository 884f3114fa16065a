//! A screen without a terminal: draws a model and reads the cells back.

use antops::app::Model;
use antops::app::settings::Glyphs;
use antops::ui::draw;
use antops::ui::theme::{Depth, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::style::{Modifier, Style};
use std::fmt::Write as _;

/// Draws the model as it would stand on a terminal of its size.
pub(super) fn drawn(model: &Model, theme: &Theme) -> (Buffer, Option<(u16, u16)>) {
    let backend = TestBackend::new(model.size.width, model.size.height);
    let mut terminal = Terminal::new(backend).unwrap();
    let frame = terminal.draw(|frame| draw(frame, model, theme)).unwrap();
    let buffer = frame.buffer.clone();
    let cursor = terminal.get_cursor_position().unwrap();
    let cursor = (terminal.backend().cursor_visible()).then_some((cursor.x, cursor.y));
    (buffer, cursor)
}

/// The text of the cells, line by line.
pub(super) fn screen(model: &Model) -> String {
    screen_with(model, Glyphs::Unicode)
}

/// The same with these glyphs.
pub(super) fn screen_with(model: &Model, glyphs: Glyphs) -> String {
    let (buffer, cursor) = drawn(model, &Theme::new(Depth::Sixteen, glyphs));
    let mut text = lines(&buffer).join("\n");
    if let Some((x, y)) = cursor {
        let _ = write!(text, "\n(cursor at column {x} of line {y})");
    }
    text
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(|y| {
            let mut line = String::new();
            let mut x = area.left();
            while x < area.right() {
                let cell = &buffer[(x, y)];
                line.push_str(cell.symbol());
                x += cell.symbol().cell_width().max(1);
            }
            line.trim_end().to_owned()
        })
        .collect()
}

/// How the text is set off: each run of a line that is not plain, with its style.
pub(super) fn styles(model: &Model, is_colourless: bool) -> String {
    let depth = if is_colourless { Depth::None } else { Depth::Sixteen };
    let (buffer, _) = drawn(model, &Theme::new(depth, Glyphs::Unicode));
    let area = buffer.area;
    let mut out = String::new();
    for y in area.top()..area.bottom() {
        let cells: Vec<_> = (area.left()..area.right()).map(|x| &buffer[(x, y)]).collect();
        let mut x = 0;
        for run in cells.chunk_by(|one, other| one.style() == other.style()) {
            let text: String = run.iter().map(|cell| cell.symbol()).collect();
            let named = named(run[0].style());
            if !named.is_empty() {
                let _ = writeln!(out, "{y:>2}:{x:<3} {named}: {}", text.trim_end());
            }
            x += run.len();
        }
    }
    out
}

fn named(style: Style) -> String {
    let mut words = vec![];
    if let Some(colour) = style.fg.filter(|colour| *colour != ratatui::style::Color::Reset) {
        words.push(format!("{colour:?}").to_lowercase());
    }
    for (modifier, word) in [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reverse"),
    ] {
        if style.add_modifier.contains(modifier) {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}
