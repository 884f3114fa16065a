//! The same loop without a terminal, for stories: keys go in, the screen is read as text, and waiting means waiting for *idle*.
//!
//! Nothing here sleeps or polls the clock. [`Driver::settle`] returns when nothing is queued, under way or unanswered;
//! [`Driver::wait_for`] looks at the screen after every batch of messages.

use super::{Flow, Heard, Shell, Stage, World};
use crate::app::bell::Ring;
use crate::app::{Boot, Model};
use crate::domain::safe::Safe;
use crate::ui::theme::Theme;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

/// How long a story waits for anything at most.
const PATIENCE: Duration = Duration::from_mins(1);

/// What an editor does to a text.
type Editor = Box<dyn FnMut(&str) -> Result<Option<String>, Safe> + Send>;

/// A stage in memory.
pub struct Headless {
    terminal: Terminal<TestBackend>,
    heard: VecDeque<Heard>,
    copied: Vec<String>,
    rung: Vec<Ring>,
    frames: usize,
    /// The screens shown since the last key, so that a message that came and went was seen.
    shown: Vec<String>,
    editor: Editor,
}

impl Headless {
    fn new(size: Size) -> Self {
        let Ok(terminal) = Terminal::new(TestBackend::new(size.width, size.height));
        let editor = Box::new(|_: &str| Ok(None));
        Self { terminal, heard: VecDeque::new(), copied: vec![], rung: vec![], frames: 0, shown: vec![], editor }
    }
}

impl Stage for Headless {
    type Backend = TestBackend;

    fn terminal(&mut self) -> &mut Terminal<TestBackend> {
        &mut self.terminal
    }

    fn poll_heard(&mut self, _cx: &mut Context<'_>) -> Poll<Heard> {
        // Whoever feeds this queue is whoever polls it, so nobody needs to be woken.
        self.heard.pop_front().map_or(Poll::Pending, Poll::Ready)
    }

    fn show(&mut self) -> io::Result<()> {
        self.frames += 1;
        let screen = text_of(self.terminal.backend().buffer());
        self.shown.push(screen);
        Ok(())
    }

    fn copy(&mut self, text: &str) -> Result<(), Safe> {
        super::clipboard::sequence(text)?;
        self.copied.push(text.to_owned());
        Ok(())
    }

    fn ring(&mut self, ring: &Ring) -> io::Result<()> {
        self.rung.push(ring.clone());
        Ok(())
    }

    async fn edit(&mut self, text: String) -> Result<Option<String>, Safe> {
        (self.editor)(&text)
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was waited for did not come.
#[derive(Clone, PartialEq, Eq)]
pub struct NotSeen {
    /// What it was.
    pub wanted: String,
    /// What was there instead.
    pub screen: String,
}

impl fmt::Debug for NotSeen {
    /// The screen as it looked, for whoever reads a failed story.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "waited in vain for {:?}; the screen was\n{}", self.wanted, self.screen)
    }
}

/// Somebody at the keyboard of a [`Shell`] in memory.
pub struct Driver {
    /// Elsewhere, for a story is a future that holds it.
    shell: Box<Shell<Headless>>,
    ended: bool,
}

impl Driver {
    /// Starts antops on a screen of the boot's size.
    pub async fn start(boot: Boot, theme: Theme, world: World) -> Self {
        let stage = Headless::new(boot.size);
        Self { shell: Box::new(Shell::new(boot, theme, stage, world).await), ended: false }
    }

    /// The machine.
    #[must_use]
    pub fn model(&self) -> &Model {
        self.shell.model()
    }

    /// Whether the program ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// What was put on the clipboard, oldest first.
    #[must_use]
    pub fn copied(&self) -> &[String] {
        &self.shell.stage.copied
    }

    /// What rang, oldest first.
    #[must_use]
    pub fn rung(&self) -> &[Ring] {
        &self.shell.stage.rung
    }

    /// How many frames were drawn.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.shell.stage.frames
    }

    /// What the editor will do to a text from here on.
    pub fn set_editor(&mut self, editor: impl FnMut(&str) -> Result<Option<String>, Safe> + Send + 'static) {
        self.shell.stage.editor = Box::new(editor);
    }

    /// Presses keys, named as in the config and set apart by spaces: `j j enter`, `ctrl-e`, `?`, `space`. Does not wait.
    ///
    /// # Panics
    /// When a word is no key: the story has a slip of the pen.
    pub fn press(&mut self, keys: &str) {
        self.shell.stage.shown.clear();
        for word in keys.split_whitespace() {
            self.shell.stage.heard.push_back(Heard::Key(key(word)));
        }
    }

    /// Types a text character by character. Does not wait.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            let code = if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
            self.shell.stage.heard.push_back(Heard::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        }
    }

    /// Pastes a text. Does not wait.
    pub fn paste(&mut self, text: &str) {
        self.shell.stage.heard.push_back(Heard::Paste(text.to_owned()));
    }

    /// Tells the program to end, as a signal would. Does not wait.
    pub fn terminate(&mut self) {
        self.shell.stage.heard.push_back(Heard::Terminate);
    }

    /// Makes the screen this large. Does not wait.
    pub fn resize(&mut self, size: Size) {
        self.shell.stage.terminal.backend_mut().resize(size.width, size.height);
        self.shell.stage.heard.push_back(Heard::Resize(size));
    }

    /// Waits until nothing is queued, under way or unanswered, and the screen shows it.
    pub async fn settle(&mut self) -> Result<(), NotSeen> {
        self.wait_until("nothing under way", Self::is_idle).await
    }

    /// Waits until the screen shows a text, or has shown it since the last key.
    pub async fn wait_for(&mut self, text: &str) -> Result<(), NotSeen> {
        let has_shown = |driver: &Self| driver.shell.stage.shown.iter().any(|screen| screen.contains(text));
        self.wait_until(text, |driver| driver.screen().contains(text) || has_shown(driver)).await
    }

    /// Waits until something is so; `wanted` says what, for the failure.
    pub async fn wait_until(&mut self, wanted: &str, is_so: impl Fn(&Self) -> bool) -> Result<(), NotSeen> {
        let waiting = async {
            loop {
                self.draw();
                if is_so(self) {
                    return true;
                }
                if self.ended {
                    return false;
                }
                self.turn().await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(NotSeen { wanted: wanted.to_owned(), screen: self.screen() }),
        }
    }

    /// One turn of the loop.
    async fn turn(&mut self) {
        let found = self.shell.gather().await;
        // Nothing on this stage can fail.
        self.ended = matches!(self.shell.take(found).await, Ok(Flow::End) | Err(_));
        if self.ended {
            self.shell.errands.finish(PATIENCE).await;
        }
    }

    /// Draws at once if something changed: a story has no use for a frame rate.
    fn draw(&mut self) {
        self.shell.next_frame = tokio::time::Instant::now();
        drop(self.shell.draw_when_due());
    }

    /// The screen as text, a line for each row, without spaces at the ends.
    #[must_use]
    pub fn screen(&self) -> String {
        text_of(self.shell.stage.terminal.backend().buffer())
    }

    fn is_idle(&self) -> bool {
        let shell = &self.shell;
        shell.stage.heard.is_empty() && shell.errands.is_idle() && shell.model.is_idle() && !shell.dirty
    }
}

/// The cells as text.
fn text_of(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width).max(1);
    let mut text = String::new();
    for row in buffer.content.chunks(width) {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A key by its name.
fn key(word: &str) -> KeyEvent {
    let mut chars = word.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return KeyEvent::new(KeyCode::Char(only), KeyModifiers::NONE);
    }
    match crokey::parse(word).map(|combination| (combination.codes, combination.modifiers)) {
        Ok((crokey::OneToThree::One(code), modifiers)) => KeyEvent::new(code, modifiers),
        _ => unreachable!("{word:?} is no key"),
    }
}
