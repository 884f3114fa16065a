//! What the system tells the process: end, stop, go on, and that the terminal is gone.

use super::Heard;
use std::io;
use std::task::{Context, Poll};

#[cfg(unix)]
pub(super) use unix::{Signals, last_resort};

#[cfg(unix)]
mod unix {
    use super::{Context, Heard, Poll, io};
    use std::os::fd::{AsFd, OwnedFd};
    use std::time::Duration;
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// How long the program may take to end by itself once it was told to.
    const LAST_RESORT: Duration = Duration::from_secs(2);

    /// Ends the process for good, some time after it was told to end. A terminal that takes no more bytes holds the loop in the middle of a
    /// frame, where it hears nothing; drafts and deeds are on disk by then.
    pub(in super::super) async fn last_resort() -> io::Result<()> {
        let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
        tokio::time::sleep(LAST_RESORT).await;
        // Writing would wait with the rest of them; the modes of the line can be put back without.
        drop(crossterm::terminal::disable_raw_mode());
        std::process::exit(0);
    }

    /// Signals and the hang-up of standard input.
    pub(in super::super) struct Signals {
        ending: [Signal; 2],
        interrupt: Signal,
        stop: Signal,
        resumed: Signal,
        /// Standard input, watched for its end alone: its bytes are read elsewhere.
        input: Option<AsyncFd<OwnedFd>>,
    }

    impl Signals {
        /// Starts listening. From here on these signals no longer end the process by themselves.
        #[expect(
            deprecated,
            reason = "its successor is an unsafe function; an owned descriptor cannot be closed under it"
        )]
        pub(in super::super) fn new() -> io::Result<Self> {
            let stop = SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw());
            let resumed = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
            let input = std::io::stdin().as_fd().try_clone_to_owned()?;
            Ok(Self {
                ending: [signal(SignalKind::terminate())?, signal(SignalKind::hangup())?],
                interrupt: signal(SignalKind::interrupt())?,
                stop: signal(stop)?,
                resumed: signal(resumed)?,
                // Some kinds of standard input cannot be watched; they do not hang up either.
                input: AsyncFd::with_interest(input, Interest::READABLE).ok(),
            })
        }

        /// The next thing the system says.
        pub(in super::super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Heard> {
            if self.poll_ending(cx).is_ready() || self.interrupt.poll_recv(cx).is_ready() {
                return Poll::Ready(Heard::Terminate);
            }
            if self.stop.poll_recv(cx).is_ready() {
                return Poll::Ready(Heard::Suspend);
            }
            if self.resumed.poll_recv(cx).is_ready() {
                return Poll::Ready(Heard::Resumed);
            }
            Poll::Pending
        }

        /// Whether the process is to end, leaving out what a key sends: while an editor has the terminal, that key is meant for it.
        pub(in super::super) fn poll_ending(&mut self, cx: &mut Context<'_>) -> Poll<()> {
            for ending in &mut self.ending {
                if ending.poll_recv(cx).is_ready() {
                    return Poll::Ready(());
                }
            }
            let Some(input) = &self.input else { return Poll::Pending };
            while let Poll::Ready(ready) = input.poll_read_ready(cx) {
                let Ok(mut guard) = ready else { break };
                if guard.ready().is_read_closed() {
                    return Poll::Ready(());
                }
                guard.clear_ready();
            }
            Poll::Pending
        }

        /// Forgets an interrupt that was meant for somebody else.
        pub(in super::super) fn forget_interrupts(&mut self, cx: &mut Context<'_>) {
            while self.interrupt.poll_recv(cx).is_ready() {}
        }
    }
}

/// Elsewhere, nobody tells the process to end before it is ended.
#[cfg(not(unix))]
pub(super) async fn last_resort() -> io::Result<()> {
    Ok(())
}

/// Elsewhere, closing the window is what ends the process.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<Heard> {
        Poll::Pending
    }

    pub(super) fn poll_ending(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    pub(super) fn forget_interrupts(&mut self, _cx: &mut Context<'_>) {}
}
