//! One connection and one token for all antops of a person on this machine.
//!
//! Whoever holds the lock beside the socket is the *owner*: it has the Realtime connection and hands on what comes; the others are *guests*
//! and take it from there, and borrow the owner's session instead of renewing their own. When the owner ends, however it ends, the system
//! lets go of its lock and closes its socket: one of the guests takes over, and the rows are loaded once more, for what was committed
//! meanwhile may never arrive. Start reading at [`Shared`].
//!
//! It must not know what a backend is. The socket lies in a directory that is the person's alone, is theirs alone itself, and both ends ask
//! the system who the other is. Where anything about it does not work (a strange file system, an older antops, another person), an antops
//! has a connection of its own, as if nobody shared anything.

#[cfg(unix)]
mod guest;
#[cfg(unix)]
mod owner;
#[cfg(unix)]
mod place;
#[cfg(unix)]
mod wire;

use crate::domain::live::LiveEvent;
use crate::domain::presence::Showing;
use crate::domain::value::ProfileId;
use crate::ports::{Borrow, Lend, Lent, Live, Pending};
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{mpsc, watch};

/// A live connection that is shared.
#[derive(Clone)]
pub struct Shared {
    inner: Arc<dyn Live>,
    lender: Arc<dyn Lend>,
    /// The directory of sockets, and the project whose they are.
    directory: PathBuf,
    project: String,
    is_owner: Arc<AtomicBool>,
    showing: Arc<watch::Sender<Option<Vec<Showing>>>>,
}

impl Shared {
    /// Shares a connection to a project with whoever has the same directory.
    #[must_use]
    pub fn new(inner: Arc<dyn Live>, lender: Arc<dyn Lend>, directory: PathBuf, project: impl Into<String>) -> Self {
        let showing = Arc::new(watch::channel(None).0);
        Self { inner, lender, directory, project: project.into(), is_owner: Arc::default(), showing }
    }

    /// Whether this antops holds the connection, and the others take from it.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.is_owner.load(Ordering::SeqCst)
    }
}

impl Live for Shared {
    fn watch(&self) -> mpsc::Receiver<LiveEvent> {
        #[cfg(unix)]
        {
            let (to, from) = mpsc::channel(crate::outlet::ON_THE_WAY);
            tokio::spawn(self.clone().stay(to));
            from
        }
        #[cfg(not(unix))]
        self.inner.watch()
    }

    fn show(&self, places: Vec<Showing>) {
        if cfg!(unix) {
            self.showing.send_replace(Some(places));
        } else {
            self.inner.show(places);
        }
    }
}

impl Borrow for Shared {
    fn borrow(&self, who: ProfileId, refused: Option<SecretString>) -> Pending<'_, Option<Lent>> {
        Box::pin(async move {
            // Whoever lends does not ask itself.
            if self.is_owner() {
                return None;
            }
            #[cfg(unix)]
            {
                guest::borrow(&place::Place::new(&self.directory, &self.project, who), who, refused).await
            }
            #[cfg(not(unix))]
            {
                let _ = (who, refused);
                None
            }
        })
    }
}

#[cfg(unix)]
mod staying {
    use super::guest::{self, Left};
    use super::place::Place;
    use super::{Shared, owner, wire};
    use crate::domain::live::{Kind, LiveEvent, LiveState};
    use crate::domain::safe::Safe;
    use std::sync::atomic::Ordering;
    use std::time::{Duration, Instant};
    use tokio::sync::mpsc;

    /// For an owner that has the lock and not yet a socket, or has ended and still has the lock.
    const PATIENCE: Duration = Duration::from_secs(3);
    /// Between attempts.
    const AGAIN: Duration = Duration::from_millis(25);

    impl Shared {
        /// Takes events from whoever has them, and has them where nobody does, until nobody listens here.
        pub(super) async fn stay(self, to: mpsc::Sender<LiveEvent>) {
            let Some(who) = self.lender.who() else { return self.alone(to).await };
            let place = Place::new(&self.directory, &self.project, who);
            let mut since = Instant::now();
            loop {
                if to.is_closed() {
                    return;
                }
                match place.take() {
                    Ok(Some(lock)) => match place.bind(&lock) {
                        Ok((listener, bound)) => {
                            self.is_owner.store(true, Ordering::SeqCst);
                            owner::Owner::new(&self, who).serve(listener, to).await;
                            self.is_owner.store(false, Ordering::SeqCst);
                            // The lock goes last: whoever gets it finds no socket of ours.
                            drop(bound);
                            drop(lock);
                            return;
                        }
                        Err(error) => {
                            tracing::warn!(%error, "the connection cannot be shared");
                            drop(lock);
                            return self.alone(to).await;
                        }
                    },
                    Ok(None) => match guest::stay(&place, who, &to, self.showing.subscribe(), wire::SILENT).await {
                        Left::Unheard => return,
                        Left::NotWelcome(why) => {
                            tracing::info!(%why, "another antops does not share its connection");
                            return self.alone(to).await;
                        }
                        Left::Nobody if since.elapsed() > PATIENCE => return self.alone(to).await,
                        Left::Nobody => tokio::time::sleep(AGAIN).await,
                        Left::Ended => {
                            since = Instant::now();
                            let reason = Safe::from("the antops that held the connection ended");
                            for kind in Kind::ALL {
                                let state = LiveState::Down { reason: reason.clone() };
                                if to.send(LiveEvent::State(*kind, state)).await.is_err() {
                                    return;
                                }
                            }
                        }
                    },
                    Err(error) => {
                        tracing::info!(%error, "nothing can be shared here");
                        return self.alone(to).await;
                    }
                }
            }
        }

        /// A connection of one's own.
        async fn alone(&self, to: mpsc::Sender<LiveEvent>) {
            let mut events = self.inner.watch();
            let mut showing = self.showing.subscribe();
            let show = |places: Option<Vec<_>>| places.into_iter().for_each(|places| self.inner.show(places));
            show(showing.borrow_and_update().clone());
            loop {
                tokio::select! {
                    () = to.closed() => return,
                    event = events.recv() => match event {
                        Some(event) => if to.send(event).await.is_err() { return },
                        None => return,
                    },
                    Ok(()) = showing.changed() => show(showing.borrow_and_update().clone()),
                }
            }
        }
    }
}
