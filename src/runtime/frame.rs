//! One frame, one write: what is drawn is collected and handed to the terminal in one piece, or not at all if it says nothing.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// What the library writes for a frame without a changed cell and without a cursor.
const UNCHANGED: &[u8] = b"\x1b[39m\x1b[49m\x1b[59m\x1b[0m\x1b[?25l";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";

/// A frame on its way.
#[derive(Clone, Debug)]
pub struct Frame {
    drawn: Arc<Mutex<Drawn>>,
    out: Arc<Out>,
}

/// What was drawn and not sent yet.
#[derive(Debug, Default)]
struct Drawn {
    bytes: Vec<u8>,
    /// Whether the last frame that was sent left a cursor on the screen.
    has_cursor: bool,
}

impl Drawn {
    /// Whether a terminal that got these bytes would look as before.
    fn says_nothing(&self) -> bool {
        self.bytes.is_empty() || (self.bytes == UNCHANGED && !self.has_cursor)
    }
}

/// Standard output without the buffer in front of it, which would cut a frame in two at its last line break.
#[cfg(unix)]
type Out = std::fs::File;
#[cfg(not(unix))]
type Out = io::Stdout;

impl Frame {
    /// On standard output.
    pub(super) fn new() -> io::Result<Self> {
        #[cfg(unix)]
        let out = std::fs::File::from(std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?);
        #[cfg(not(unix))]
        let out = io::stdout();
        Ok(Self { drawn: Arc::default(), out: Arc::new(out) })
    }

    /// Writes the frame out, unless it would change nothing.
    pub(super) fn send(&self) -> io::Result<()> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.says_nothing() {
            drawn.bytes.clear();
            return Ok(());
        }
        let mut out = &*self.out;
        let written = out.write_all(&drawn.bytes).and_then(|()| out.flush());
        drawn.has_cursor = drawn.bytes.windows(SHOW_CURSOR.len()).any(|part| part == SHOW_CURSOR);
        drawn.bytes.clear();
        written
    }
}

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Does nothing: a frame is sent when it is whole, however often its writer flushes.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    #[test]
    fn a_frame_without_a_change_is_not_sent() {
        let frame = Frame::new().unwrap();
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 20, 2)) };
        let mut terminal = Terminal::with_options(CrosstermBackend::new(frame.clone()), options).unwrap();
        let mut says_nothing = |text: &'static str| {
            frame.drawn.lock().unwrap().bytes.clear();
            terminal.draw(|frame| frame.render_widget(text, frame.area())).unwrap();
            frame.drawn.lock().unwrap().says_nothing()
        };
        assert!(!says_nothing("something"));
        assert!(says_nothing("something"));
        assert!(!says_nothing("something else"));
    }

    #[test]
    fn a_cursor_that_goes_is_a_change() {
        let drawn = Drawn { bytes: UNCHANGED.to_vec(), has_cursor: true };
        assert!(!drawn.says_nothing());
    }
}
