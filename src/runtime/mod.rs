//! The imperative shell: the loop, the terminal, and effects turned into port calls whose answers come back as messages.
//!
//! [`Shell`] waits for anything, hands it to `app::update`, grants the effects, and draws once if something changed. It knows neither
//! HTTP nor files: the world is handed in as ports. Generic over the [`Stage`], so that stories run the same loop without a terminal.
//! Invariants: nothing happens while nothing happens (no tick); what must survive a kill is on disk before the next frame; one write to
//! the terminal per frame.

mod browser;
mod clipboard;
mod clock;
mod editor;
mod errands;
mod frame;
mod headless;
mod keys;
mod ringing;
mod signals;
mod terminal;
mod world;

pub use browser::Browsers;
pub use clock::SystemClock;
pub use headless::{Driver, Headless, NotSeen};
pub use terminal::{NoTerminal, Tty};
pub use world::{Connection, Found, Projects, World};

use crate::app::bell::Ring;
use crate::app::{self, Boot, Effect, Effects, Model, Msg};
use crate::domain::safe::Safe;
use crate::ui::{self, theme::Theme};
use crossterm::event::KeyEvent;
use errands::Errands;
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType};
use ratatui::layout::Size;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// How many messages go into one batch before a frame is drawn.
const BATCH: usize = 256;
/// The least time between two frames: 60 a second.
const FRAME: Duration = Duration::from_micros(16_667);
/// The same on a link that is to be spared: 8 a second.
const SLOW_FRAME: Duration = Duration::from_millis(125);

/// How long the last writes may take when somebody leaves.
const FAREWELL: Duration = Duration::from_secs(2);
/// The same when the process is told to end: whoever told it will not wait.
const HURRIED_FAREWELL: Duration = Duration::from_millis(80);

/// Something the terminal, or the system behind it, told us.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// A key went down or repeats.
    Key(KeyEvent),
    /// A bracketed paste.
    Paste(String),
    /// The terminal is this large now.
    Resize(Size),
    /// The shell wants the terminal for a while.
    Suspend,
    /// The terminal is ours again.
    Resumed,
    /// The process is to end.
    Terminate,
}

/// Where the program plays: a terminal, or the memory of a test.
pub trait Stage {
    /// What frames are drawn on.
    type Backend: Backend;

    /// The terminal.
    fn terminal(&mut self) -> &mut Terminal<Self::Backend>;
    /// The next thing heard. Always called from the task of the loop.
    fn poll_heard(&mut self, cx: &mut Context<'_>) -> Poll<Heard>;
    /// Hands a frame out, whole, once it is drawn.
    fn show(&mut self) -> io::Result<()>;
    /// Puts text on the terminal's clipboard. Whether it arrives, nobody can know.
    fn copy(&mut self, text: &str) -> Result<(), Safe>;
    /// Calls whoever is at the terminal. Whether they hear it, nobody can know.
    fn ring(&mut self, ring: &Ring) -> io::Result<()>;
    /// Leaves the screen to an editor; the text it left, or nothing when it was left as it was.
    fn edit(&mut self, text: String) -> impl Future<Output = Result<Option<String>, Safe>>;
    /// Gives the terminal back to the shell, stops, and takes it again.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else had it.
    fn resume(&mut self) -> io::Result<()>;
}

/// Whether the loop goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Flow {
    On,
    End,
}

/// The loop and everything it holds.
pub struct Shell<S> {
    model: Model,
    theme: Theme,
    stage: S,
    errands: Errands,
    /// How long the last writes may take.
    farewell: Duration,
    /// Whether the screen differs from the model.
    dirty: bool,
    /// When the next frame may be drawn.
    next_frame: Instant,
    /// Rings at `next_frame`, or when the machine asked to be woken.
    alarm: Pin<Box<Sleep>>,
}

impl<S: Stage> Shell<S> {
    /// Sets the stage: what the disk kept is in the model when this returns, and the first effects are under way.
    pub async fn new(boot: Boot, theme: Theme, stage: S, world: World) -> Self {
        let now = Instant::now();
        let mut shell = Self {
            model: Model::new(boot),
            theme,
            stage,
            errands: Errands::new(world),
            farewell: FAREWELL,
            dirty: true,
            next_frame: now,
            alarm: Box::pin(tokio::time::sleep_until(now)),
        };
        let mut effects = shell.tell_time();
        for msg in shell.errands.restore().await {
            effects.extend(app::update(&mut shell.model, msg));
        }
        effects.extend(shell.model.start());
        shell.grant(effects).await;
        shell
    }

    /// Plays until the end, or until the terminal is lost; what is being written to the disk is written either way.
    pub async fn run(mut self) -> io::Result<()> {
        let end = self.play().await;
        self.errands.finish(self.farewell).await;
        end
    }

    async fn play(&mut self) -> io::Result<()> {
        loop {
            self.draw_when_due()?;
            let msgs = self.gather().await;
            if self.take(msgs).await? == Flow::End {
                return Ok(());
            }
        }
    }

    /// The machine as it stands.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Draws if something changed and the last frame is old enough.
    fn draw_when_due(&mut self) -> io::Result<()> {
        self.dirty |= self.model.take_redraw();
        if self.dirty && Instant::now() >= self.next_frame {
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let (model, theme) = (&self.model, &self.theme);
        let drawn = self.stage.terminal().draw(|frame| ui::draw(frame, model, theme));
        drawn.map_err(lost)?;
        self.stage.show()?;
        self.dirty = false;
        let frame = if self.model.settings.low_bandwidth { SLOW_FRAME } else { FRAME };
        self.next_frame = Instant::now() + frame;
        Ok(())
    }

    /// Waits until something is heard, an errand is back, an event comes or an alarm rings; takes what else is there, up to a bound.
    async fn gather(&mut self) -> Vec<Arrival> {
        self.set_alarm();
        let mut found = Vec::new();
        std::future::poll_fn(|cx| {
            while found.len() < BATCH {
                if let Poll::Ready(heard) = self.stage.poll_heard(cx) {
                    found.push(Arrival::Heard(heard));
                } else if let Poll::Ready(msgs) = self.errands.poll(cx) {
                    found.extend(msgs.into_iter().map(|msg| Arrival::Msg(Box::new(msg))));
                } else {
                    break;
                }
            }
            if found.is_empty() && self.alarm.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
        found
    }

    /// Sets the alarm to the next frame, or to when the machine wants to be woken; far away if neither.
    fn set_alarm(&mut self) {
        let woken = self.model.next_wake().map(|at| {
            let left = at.duration_since(self.errands.now());
            // A timer that rings a little early would find nothing due and ring again.
            Instant::now() + Duration::try_from(left).unwrap_or_default() + Duration::from_millis(1)
        });
        let frame = self.dirty.then_some(self.next_frame);
        let never = Instant::now() + Duration::from_hours(24);
        self.alarm.as_mut().reset([woken, frame].into_iter().flatten().min().unwrap_or(never));
    }

    /// Feeds the machine a batch and grants what it asks for, even where the terminal is lost meanwhile: what was typed before is kept.
    async fn take(&mut self, found: Vec<Arrival>) -> io::Result<Flow> {
        let mut effects = self.tell_time();
        let mut judged = Vec::new();
        let mut terminal = Ok(());
        for arrival in found {
            let msg = match arrival {
                Arrival::Msg(msg) => *msg,
                Arrival::Heard(Heard::Key(key)) => Msg::Key(key),
                Arrival::Heard(Heard::Paste(text)) => Msg::Paste(text),
                Arrival::Heard(Heard::Resize(size)) => Msg::Resize(size),
                Arrival::Heard(Heard::Terminate) => {
                    self.farewell = HURRIED_FAREWELL;
                    Msg::Terminate
                }
                Arrival::Heard(Heard::Suspend) => {
                    terminal = terminal.and(self.stage.suspend()).and(self.redraw());
                    continue;
                }
                Arrival::Heard(Heard::Resumed) => {
                    terminal = terminal.and(self.stage.resume()).and(self.redraw());
                    continue;
                }
            };
            if let Msg::Judged { op, receipt } = &msg {
                judged.push((op.clone(), receipt.clone()));
            }
            effects.extend(app::update(&mut self.model, msg));
        }
        let flow = self.grant(effects).await;
        for (op, receipt) in judged {
            self.errands.forget(op, &receipt);
        }
        terminal.map(|()| flow)
    }

    fn tell_time(&mut self) -> Effects {
        let now = self.errands.now();
        app::update(&mut self.model, Msg::Time(now))
    }

    /// Grants effects in order. What they lead to at once is fed back until nothing is left. While a deed cannot be kept, no draft is
    /// emptied: the text of the one is that of the other, and would be nowhere.
    async fn grant(&mut self, effects: Effects) -> Flow {
        let mut flow = Flow::On;
        let mut is_deed_unkept = false;
        let mut effects = last_drafts(effects);
        while !effects.is_empty() {
            let mut msgs = Vec::new();
            for effect in effects {
                match effect {
                    Effect::Quit => flow = Flow::End,
                    Effect::Redraw => drop(self.redraw()),
                    Effect::Copy(text) => msgs.extend(self.stage.copy(&text).err().map(|why| Msg::Opened(Err(why)))),
                    Effect::Edit(text) => {
                        msgs.push(Msg::Edited(self.stage.edit(text).await));
                        drop(self.redraw());
                    }
                    Effect::Ring(ring) => {
                        if self.errands.may_ring().await {
                            drop(self.stage.ring(&ring));
                        }
                    }
                    Effect::SaveDraft { text, .. } if text.is_empty() && is_deed_unkept => {}
                    effect => {
                        let is_deed = matches!(effect, Effect::Send(_) | Effect::Keep(_));
                        let told = self.errands.run(effect).await;
                        is_deed_unkept |= is_deed && told.iter().any(|msg| matches!(msg, Msg::DiskTrouble(_)));
                        msgs.extend(told);
                    }
                }
            }
            effects = msgs.into_iter().flat_map(|msg| app::update(&mut self.model, msg)).collect();
        }
        flow
    }

    /// Forgets what the screen shows, so that the next frame is written whole.
    fn redraw(&mut self) -> io::Result<()> {
        self.dirty = true;
        forget(self.stage.terminal()).map_err(lost)
    }
}

/// Clears a screen and forgets what was on it. The library's own `clear` asks the terminal where its cursor is, and waits: over a slow link
/// for seconds, in a terminal that does not answer in vain.
fn forget<B: Backend>(terminal: &mut Terminal<B>) -> Result<(), B::Error> {
    terminal.backend_mut().clear_region(ClearType::All)?;
    terminal.swap_buffers();
    Ok(())
}

/// A terminal that cannot be written to any more.
fn lost(error: impl std::error::Error) -> io::Error {
    io::Error::other(error.to_string())
}

/// Something that came to the loop.
#[derive(Debug)]
enum Arrival {
    /// From the terminal.
    Heard(Heard),
    /// From an errand or from Realtime.
    Msg(Box<Msg>),
}

/// Drops every draft that a later one of the same place replaces: each costs a wait for the disk. One that is only emptied later stays, for
/// it is emptied only when what was made of it is kept.
fn last_drafts(effects: Effects) -> Effects {
    let drafts: Vec<Option<(String, bool)>> = effects
        .iter()
        .map(|effect| match effect {
            Effect::SaveDraft { place, text, .. } => Some((place.clone(), text.is_empty())),
            _ => None,
        })
        .collect();
    let is_last = |at: usize| {
        let Some((place, is_empty)) = &drafts[at] else { return true };
        let mut later = drafts[at + 1..].iter().flatten();
        !later.any(|(other, is_emptied)| other == place && (*is_empty || !is_emptied))
    };
    effects.into_iter().enumerate().filter(|(at, _)| is_last(*at)).map(|(_, effect)| effect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_drafts_of_a_place_only_the_last_is_kept() {
        let draft = |place: &str, text: &str| Effect::SaveDraft { place: place.into(), text: text.into(), seen: None };
        let effects = vec![draft("a", "1"), draft("b", "1"), Effect::Redraw, draft("a", "12"), Effect::Quit];
        assert_eq!(last_drafts(effects), [draft("b", "1"), Effect::Redraw, draft("a", "12"), Effect::Quit]);
        let sent = vec![draft("a", "1"), draft("a", "12"), Effect::Redraw, draft("a", ""), draft("a", "")];
        assert_eq!(last_drafts(sent), [draft("a", "12"), Effect::Redraw, draft("a", "")], "until the deed is kept");
    }
}
