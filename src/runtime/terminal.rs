//! The real terminal: its modes, its keys, one write per frame, and giving it back in the state it was found, however the program ends.
//!
//! Nothing asks the terminal a question, so no answer can come late. The mouse stays the terminal's own: selecting text works as always.

use super::frame::Frame;
use super::keys::Keys;
use super::signals::{Signals, last_resort};
use super::{Heard, Stage, clipboard, editor, ringing};
use crate::app::bell::Ring;
use crate::config::Environment;
use crate::domain::safe::Safe;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, EventStream};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use futures_util::Stream as _;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use std::io::{self, IsTerminal as _, Write};
use std::pin::Pin;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

/// Whether the terminal is in our modes. The panic hook has nothing but this to go by.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// There is no terminal to play on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the screen needs a terminal for input and output, and one of them is something else; `antops --help` lists what works without"
)]
pub struct NoTerminal;

/// The terminal of this process. Dropping it gives it back.
pub struct Tty {
    terminal: Terminal<CrosstermBackend<Frame>>,
    frame: Frame,
    /// Read only while the screen is ours.
    events: Option<EventStream>,
    keys: Keys,
    signals: Signals,
    /// Heard while an editor had the terminal.
    ending: bool,
    environment: Environment,
}

impl Tty {
    /// Whether standard input and output are a terminal.
    pub fn check() -> Result<(), NoTerminal> {
        let is_there = io::stdin().is_terminal() && io::stdout().is_terminal();
        if is_there { Ok(()) } else { Err(NoTerminal) }
    }

    /// Takes the terminal. Must be called inside the asynchronous runtime.
    pub fn enter(environment: Environment) -> io::Result<Self> {
        hook_panics();
        let frame = Frame::new()?;
        let signals = Signals::new()?;
        tokio::spawn(last_resort());
        enter()?;
        let terminal = Terminal::new(CrosstermBackend::new(frame.clone()));
        let (keys, events) = (Keys::default(), Some(EventStream::new()));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, frame, events, keys, signals, ending: false, environment }),
            Err(error) => {
                leave()?;
                Err(error)
            }
        }
    }

    /// Takes the screen and its keys again. What was on it is gone; the loop draws anew.
    fn take_again(&mut self) -> io::Result<()> {
        enter()?;
        self.events = Some(EventStream::new());
        Ok(())
    }

    /// Waits for the editor to end. A process that is told to end ends its editor, too.
    async fn wait_for(&mut self, session: &mut editor::Session) -> io::Result<std::process::ExitStatus> {
        loop {
            let ending = std::future::poll_fn(|cx| self.signals.poll_ending(cx));
            tokio::select! {
                status = session.child.wait() => return status,
                () = ending, if !self.ending => {
                    self.ending = true;
                    if let Err(error) = session.child.start_kill() {
                        tracing::debug!(%error, "the editor ended by itself");
                    }
                }
            }
        }
    }
}

impl Stage for Tty {
    type Backend = CrosstermBackend<Frame>;

    fn terminal(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.terminal
    }

    fn poll_heard(&mut self, cx: &mut Context<'_>) -> Poll<Heard> {
        if std::mem::take(&mut self.ending) {
            return Poll::Ready(Heard::Terminate);
        }
        if let Poll::Ready(heard) = self.signals.poll(cx) {
            return Poll::Ready(heard);
        }
        let Some(events) = &mut self.events else { return Poll::Pending };
        loop {
            match Pin::new(&mut *events).poll_next(cx) {
                Poll::Ready(Some(Ok(event))) => {
                    if let Some(heard) = self.keys.hear(event, Instant::now()) {
                        return Poll::Ready(heard);
                    }
                }
                // No more keys will ever come.
                Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(Heard::Terminate),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn show(&mut self) -> io::Result<()> {
        // After a panic elsewhere the terminal is the person's again, and the loop hears of it a moment later.
        if ENTERED.load(Ordering::SeqCst) { self.frame.send() } else { Ok(()) }
    }

    fn copy(&mut self, text: &str) -> Result<(), Safe> {
        let sent = self.frame.write_all(clipboard::sequence(text)?.as_bytes()).and_then(|()| self.frame.send());
        sent.map_err(|error| Safe::line(&format!("Not copied: {error}")))
    }

    fn ring(&mut self, ring: &Ring) -> io::Result<()> {
        // Between frames: a frame that is not sent yet would carry it in its middle.
        self.frame.write_all(ringing::sequence(ring).as_bytes()).and_then(|()| self.frame.send())
    }

    async fn edit(&mut self, text: String) -> Result<Option<String>, Safe> {
        // Two readers of one terminal would share the keys between them.
        self.events = None;
        if let Err(error) = leave() {
            self.ending = true;
            return Err(Safe::line(&format!("The terminal does not answer: {error}")));
        }
        let edited = match editor::start(&self.environment, text) {
            Ok(mut session) => {
                let status = self.wait_for(&mut session).await;
                // An editor that was taken away says nothing by how it ended; what it saved until then counts.
                match status {
                    Ok(status) if !self.ending => session.end(status),
                    _ => session.read(),
                }
            }
            Err(why) => Err(why),
        };
        std::future::poll_fn(|cx| {
            self.signals.forget_interrupts(cx);
            Poll::Ready(())
        })
        .await;
        if let Err(error) = self.take_again() {
            // The text goes to its draft first; then, without a terminal, there is nothing left but the end.
            tracing::warn!(%error, "the terminal does not answer after the editor");
            self.ending = true;
        }
        edited
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.events = None;
        leave()?;
        stop_this_process()?;
        self.take_again()
    }

    fn resume(&mut self) -> io::Result<()> {
        // The shell may have put its own modes back while we were stopped without being asked.
        ENTERED.store(false, Ordering::SeqCst);
        enter()
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.events = None;
        // On the way out there is nobody left to tell.
        drop(leave());
    }
}

/// Stops until somebody lets us go on.
#[cfg(unix)]
fn stop_this_process() -> io::Result<()> {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
    Ok(())
}

#[cfg(not(unix))]
fn stop_this_process() -> io::Result<()> {
    Ok(())
}

/// Puts the terminal into our modes.
fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    crossterm::execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Gives the terminal back as it was found. Doing it twice does no harm.
fn leave() -> io::Result<()> {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    // Each part is tried even if the one before failed: a shell without echo is worse than anything on its screen.
    let written = crossterm::execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    disable_raw_mode().and(written)
}

/// A panic gives the terminal back before it is printed; else its words would be lost with the screen.
fn hook_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            drop(leave());
            print(panic);
        }));
    });
}
