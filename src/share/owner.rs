//! The antops that holds the connection: takes what comes, hands it to its own screen and to every guest, and lends its session.
//!
//! Nobody waits for anybody: each takes from a queue of its own, in which what happens to one row folds into the newest. A guest begins with
//! how every kind of rows is watched, so that it loads what it shows; from then on it hears what the owner hears.

use super::Shared;
use super::place::is_ours;
use super::wire::{self, FromGuest, FromOwner, Wants};
use crate::domain::live::{Kind, LiveEvent, LiveState};
use crate::domain::presence::{MOST_PLACES, Showing};
use crate::domain::value::ProfileId;
use crate::outlet::{ON_THE_WAY, Outlet};
use crate::ports::Lend;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::BufReader;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// Guests at once: more than this are no antops of a person.
const MOST: usize = 64;
/// For the first line of a guest.
const HELLO: Duration = Duration::from_secs(3);

/// What the owner knows.
pub(super) struct Owner<'a> {
    shared: &'a Shared,
    who: ProfileId,
    room: Arc<Room>,
}

/// What guests share.
struct Room {
    state: Mutex<State>,
    /// Changes whenever what is shown does.
    shows: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    next: u64,
    guests: BTreeMap<u64, Arc<Outlet>>,
    /// Where everybody is, the owner under zero.
    showing: BTreeMap<u64, Vec<Showing>>,
    was_shown: bool,
    /// How every kind of rows is watched.
    states: BTreeMap<Kind, LiveState>,
    present: Option<LiveEvent>,
    pulse: Option<LiveEvent>,
}

impl Room {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands an event to everybody.
    fn tell(&self, event: &LiveEvent) {
        let mut state = self.lock();
        match event {
            LiveEvent::State(kind, now) => {
                state.states.insert(*kind, now.clone());
            }
            LiveEvent::Present(_) => state.present = Some(event.clone()),
            LiveEvent::Pulse { .. } => state.pulse = Some(event.clone()),
            _ => {}
        }
        state.guests.values().for_each(|guest| guest.push(event.clone()));
    }

    /// A guest comes: it begins with how everything stands.
    fn enter(&self) -> (u64, Arc<Outlet>) {
        let mut state = self.lock();
        state.next += 1;
        let (id, outlet) = (state.next, Arc::new(Outlet::default()));
        state.states.iter().for_each(|(kind, now)| outlet.push(LiveEvent::State(*kind, now.clone())));
        state.present.iter().chain(&state.pulse).for_each(|event| outlet.push(event.clone()));
        state.guests.insert(id, Arc::clone(&outlet));
        (id, outlet)
    }

    fn leave(&self, id: u64) {
        let mut state = self.lock();
        state.guests.remove(&id);
        let was_shown = state.showing.remove(&id).is_some();
        drop(state);
        if was_shown {
            self.shows.send_replace(());
        }
    }

    fn show(&self, id: u64, places: Vec<Showing>) {
        self.lock().showing.insert(id, places);
        self.shows.send_replace(());
    }

    /// Where the person is, on all their screens; nothing where none of them chose to show it.
    fn shown(&self) -> Option<Vec<Showing>> {
        let mut state = self.lock();
        if state.showing.is_empty() && !state.was_shown {
            return None;
        }
        // Once somebody showed where they are, colleagues are told that they went, too.
        state.was_shown = true;
        let mut places: Vec<Showing> = state.showing.values().flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.truncate(MOST_PLACES);
        Some(places)
    }
}

impl<'a> Owner<'a> {
    pub(super) fn new(shared: &'a Shared, who: ProfileId) -> Self {
        let room = Arc::new(Room { state: Mutex::default(), shows: watch::channel(()).0 });
        Self { shared, who, room }
    }

    /// Serves until nobody listens here any more, or the connection is over.
    pub(super) async fn serve(self, listener: UnixListener, to: mpsc::Sender<LiveEvent>) {
        let own = Arc::new(Outlet::default());
        let mut events = self.shared.inner.watch();
        let mut showing = self.shared.showing.subscribe();
        let mut shows = self.room.shows.subscribe();
        if let Some(places) = showing.borrow_and_update().clone() {
            self.room.show(0, places);
        }
        // Dropped with this, and everybody is sent away.
        let mut tasks = JoinSet::new();
        let pumped = Arc::clone(&own);
        let pump_to = to.clone();
        tasks.spawn(async move { pumped.pump(&pump_to).await });
        loop {
            tokio::select! {
                () = to.closed() => return,
                event = events.recv() => {
                    if let Some(event) = event {
                        self.room.tell(&event);
                        own.push(event);
                    } else {
                        // Somebody else signed in, or nobody is: whoever asks next begins anew.
                        // Whoever listened may be gone, which is an end, too.
                        let _ = own.drain(&to).await;
                        return;
                    }
                },
                Ok(()) = showing.changed() => {
                    if let Some(places) = showing.borrow_and_update().clone() {
                        self.room.show(0, places);
                    }
                }
                Ok(()) = shows.changed() => {
                    if let Some(places) = self.room.shown() {
                        self.shared.inner.show(places);
                    }
                }
                came = listener.accept() => match came {
                    Ok((stream, _)) if is_ours(&stream) && tasks.len() <= MOST => {
                        let guest = Guest { room: Arc::clone(&self.room), lender: Arc::clone(&self.shared.lender), who: self.who };
                        tasks.spawn(guest.serve(stream));
                    }
                    Ok(_) => tracing::warn!("somebody else, or one too many, asked for the connection"),
                    Err(error) => {
                        tracing::debug!(%error, "a guest did not come");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
                Some(_) = tasks.join_next() => {}
            }
        }
    }
}

/// What serving one guest takes.
struct Guest {
    room: Arc<Room>,
    lender: Arc<dyn Lend>,
    who: ProfileId,
}

impl Guest {
    async fn serve(self, stream: UnixStream) {
        let (from, mut to) = stream.into_split();
        let mut from = BufReader::new(from);
        let hello = tokio::time::timeout(HELLO, wire::hear::<FromGuest>(&mut from)).await.ok().flatten();
        let Some(FromGuest::Hello { version, who, wants }) = hello else { return };
        if version != wire::VERSION || who != self.who {
            let why = if who == self.who { "of another version" } else { "of another person" };
            // It has a connection of its own then.
            return drop(wire::say(&mut to, &FromOwner::NotWelcome { why: why.into() }).await);
        }
        match wants {
            Wants::Session { refused } => {
                let lent = self.lender.lend(refused.map(SecretString::from)).await;
                let lent = lent.inspect_err(|fault| tracing::debug!(%fault, "nothing to lend")).ok();
                drop(wire::say(&mut to, &FromOwner::Session(lent.map(Into::into))).await);
            }
            Wants::Events => {
                let (id, outlet) = self.room.enter();
                self.hand_on(&mut from, &mut to, id, &outlet).await;
                self.room.leave(id);
            }
        }
    }

    async fn hand_on(
        &self,
        from: &mut BufReader<tokio::net::unix::OwnedReadHalf>,
        to: &mut tokio::net::unix::OwnedWriteHalf,
        id: u64,
        outlet: &Outlet,
    ) {
        if wire::say(to, &FromOwner::Welcome).await.is_err() {
            return;
        }
        let (queue, mut queued) = mpsc::channel(ON_THE_WAY);
        let write = async {
            loop {
                let said = match tokio::time::timeout(wire::STILL, queued.recv()).await {
                    Ok(Some(event)) => FromOwner::Event(event),
                    Ok(None) => return,
                    Err(_) => FromOwner::Still,
                };
                if wire::say(to, &said).await.is_err() {
                    return;
                }
            }
        };
        let read = async {
            // Whatever else it says, a newer antops may mean it.
            while let Some(said) = wire::hear::<FromGuest>(from).await {
                if let FromGuest::Showing(places) = said {
                    self.room.show(id, places);
                }
            }
        };
        tokio::select! {
            () = outlet.pump(&queue) => {}
            () = write => {}
            () = read => {}
        }
    }
}
