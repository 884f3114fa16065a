//! Staying connected to Realtime: connect, serve, fall, wait, again.
//!
//! One task per [`watch`], which ends when its receiver is dropped or somebody else signs in. [`channels`] decides what to send and what
//! it means, [`socket`] carries it, [`outlet`] hands events on. Every way down ends in `Down` and another try; only the server's word
//! that it will never send rows is `Refused`.

mod backoff;
mod changes;
mod channels;
mod presence;
mod socket;

use super::auth::{Auth, Standing};
use super::calls::Calls;
use super::http::Http;
use super::session::Session;
use crate::domain::fault::Fault;
use crate::domain::live::{Kind, LiveEvent, LiveState};
use crate::domain::presence::Showing;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::outlet::Outlet;
use crate::ports::Clock;
use channels::{Channels, Out};
use socket::{NoSocket, Socket};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// For a connection, refusals included: the server makes those two seconds late.
const CONNECT: Duration = Duration::from_secs(20);
/// For one message to leave; a socket that takes none is dead.
const SEND: Duration = Duration::from_secs(10);
/// How often the two clocks are compared, and the least pause between attempts to renew the token.
const WATCH: Duration = Duration::from_secs(5);
/// More than this between them, and the machine slept.
const ASLEEP: jiff::SignedDuration = jiff::SignedDuration::from_secs(30);
/// Before the next try where the project says no.
const REFUSED: Duration = Duration::from_mins(5);

/// What a connection needs.
#[derive(Clone)]
pub(super) struct Realtime {
    pub(super) http: Http,
    pub(super) auth: Auth,
    pub(super) calls: Calls,
    pub(super) clock: Arc<dyn Clock>,
    /// What is shown to colleagues, once somebody chose to.
    pub(super) showing: watch::Receiver<Option<Vec<Showing>>>,
}

/// How a connection ended.
enum Ended {
    /// It broke, or never was. Try again, not before this if something is given.
    Lost { reason: Safe, not_before: Option<Duration> },
    /// The project does not want us.
    Refused(Safe),
    /// The machine slept, or there is a new session: connect at once.
    Stale,
    /// The session is over.
    SignedOut(Safe),
}

/// Starts watching; see [`crate::ports::Live::watch`].
pub(super) fn watch(realtime: Realtime) -> mpsc::Receiver<LiveEvent> {
    let (to, from) = mpsc::channel(crate::outlet::ON_THE_WAY);
    tokio::spawn(async move {
        let outlet = Outlet::default();
        let is_over = tokio::select! {
            () = realtime.stay(&outlet) => true,
            () = outlet.pump(&to) => false,
        };
        if is_over {
            // Whoever listens is gone, or hears the rest; either is an end.
            let _ = outlet.drain(&to).await;
        }
    });
    from
}

impl Realtime {
    /// Connects until somebody else signs in.
    async fn stay(&self, outlet: &Outlet) {
        let mut standing = self.auth.changes();
        let mut user = None;
        let mut failures = 0;
        loop {
            let Some(now) = signed_in(&mut standing).await else { return };
            if *user.get_or_insert(now) != now {
                return;
            }
            let mut is_settled = false;
            let ended = self.connect(outlet, &mut is_settled).await;
            failures = if is_settled { 0 } else { failures };
            let pause = match ended {
                Ended::Stale => {
                    tell(outlet, &LiveState::Down { reason: "connecting again".into() });
                    failures = 0;
                    continue;
                }
                Ended::SignedOut(reason) => {
                    tell(outlet, &LiveState::Down { reason });
                    // Nothing helps but another session.
                    if standing.changed().await.is_err() {
                        return;
                    }
                    continue;
                }
                Ended::Refused(reason) => {
                    tell(outlet, &LiveState::Refused { reason });
                    REFUSED
                }
                Ended::Lost { reason, not_before } => {
                    tracing::debug!(%reason, failures, "realtime is down");
                    tell(outlet, &LiveState::Down { reason });
                    backoff::pause(failures).max(not_before.unwrap_or_default())
                }
            };
            failures = failures.saturating_add(1);
            self.rest(pause).await;
        }
    }

    /// Waits, but not through the machine's sleep.
    async fn rest(&self, pause: Duration) {
        let (wall, start) = (self.clock.now(), Instant::now());
        while start.elapsed() < pause && !self.slept(wall, start) {
            tokio::time::sleep(WATCH.min(pause.saturating_sub(start.elapsed()))).await;
        }
    }

    /// Whether the wall clock ran ahead of the monotonic one, which stands still while the machine sleeps.
    fn slept(&self, wall: jiff::Timestamp, start: Instant) -> bool {
        let awake = jiff::SignedDuration::try_from(start.elapsed()).unwrap_or(jiff::SignedDuration::MAX);
        self.clock.now().duration_since(wall).saturating_sub(awake) > ASLEEP
    }

    async fn connect(&self, outlet: &Outlet, is_settled: &mut bool) -> Ended {
        let session = match self.auth.ready().await {
            Ok(session) => session,
            Err(fault) => return lost(&fault),
        };
        let home = match self.calls.home().await {
            Ok(home) => home,
            Err(fault) => return lost(&fault),
        };
        let socket = match tokio::time::timeout(CONNECT, Socket::open(&self.http)).await {
            Ok(Ok(socket)) => socket,
            Ok(Err(NoSocket::Network(fault))) => return lost(&fault),
            Ok(Err(NoSocket::Refused(refusal))) => {
                let reason = refusal.sentence();
                if matches!(refusal.status, 403 | 404) && refusal.is_json {
                    return Ended::Refused(reason);
                }
                let named = refusal.retry_after.and_then(|wait| Duration::try_from(wait).ok());
                let crowded = (refusal.status == 429).then_some(Duration::from_secs(30));
                return Ended::Lost { reason, not_before: named.or(crowded) };
            }
            Err(_) => return lost(&Fault::TimedOut),
        };
        let channels = Channels::open(home, session.access.clone(), Instant::now());
        let mut connection = Connection { realtime: self, socket, channels, session, outlet };
        let ended = connection.serve().await;
        *is_settled = connection.channels.is_settled(Instant::now());
        ended
    }
}

/// A connection while it lasts.
struct Connection<'a> {
    realtime: &'a Realtime,
    socket: Socket,
    channels: Channels,
    session: Arc<Session>,
    outlet: &'a Outlet,
}

impl Connection<'_> {
    async fn serve(&mut self) -> Ended {
        let mut standing = self.realtime.auth.changes();
        let mut showing = self.realtime.showing.clone();
        self.show(&mut showing);
        // What changed while the connection was made.
        let now = standing.borrow_and_update().clone();
        if let Some(ended) = self.follow(now) {
            return ended;
        }
        let (wall, start) = (self.realtime.clock.now(), Instant::now());
        let mut watch = tokio::time::interval(WATCH);
        watch.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            if let Some(ended) = self.act().await {
                return ended;
            }
            tokio::select! {
                text = self.socket.next() => match text {
                    Ok(text) => self.channels.receive(&text, Instant::now()),
                    Err(reason) => return Ended::Lost { reason: Safe::line(&reason), not_before: None },
                },
                () = tokio::time::sleep_until(self.channels.due().into()) => self.channels.tick(Instant::now()),
                changed = standing.changed() => {
                    let now = changed.map(|()| standing.borrow_and_update().clone());
                    if let Some(ended) = self.follow(now.unwrap_or(Standing::Nobody)) {
                        return ended;
                    }
                }
                Ok(()) = showing.changed() => self.show(&mut showing),
                _ = watch.tick() => {
                    if self.realtime.slept(wall, start) {
                        return Ended::Stale;
                    }
                    if self.session.renew_in(&*self.realtime.clock).is_zero() {
                        self.renew(false);
                    }
                }
            }
        }
    }

    /// Shows what is to be shown now.
    fn show(&mut self, showing: &mut watch::Receiver<Option<Vec<Showing>>>) {
        let places = showing.borrow_and_update().clone();
        if let Some(places) = places {
            self.channels.show(places, Instant::now());
        }
    }

    /// Does what the channels want done.
    async fn act(&mut self) -> Option<Ended> {
        for out in self.channels.take() {
            match out {
                Out::Event(event) => self.outlet.push(event),
                Out::Renew => self.renew(true),
                Out::Lost(reason) => return Some(Ended::Lost { reason: reason.into(), not_before: None }),
                Out::Send(text) => match tokio::time::timeout(SEND, self.socket.send(text)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(reason)) => return Some(Ended::Lost { reason: Safe::line(&reason), not_before: None }),
                    Err(_) => return Some(lost(&Fault::TimedOut)),
                },
            }
        }
        None
    }

    /// Goes along with a change of the session.
    fn follow(&mut self, standing: Standing) -> Option<Ended> {
        match standing {
            Standing::Awake(session) if session.user == self.session.user => {
                self.channels.set_token(session.access.clone());
                self.session = session;
                None
            }
            // Swapping the token would go on under the old rights for seconds: a person has a connection of their own.
            Standing::Awake(_) => Some(Ended::SignedOut("somebody else signed in".into())),
            Standing::Nobody => Some(Ended::SignedOut("signed out".into())),
            Standing::Stored(_) => None,
        }
    }

    /// Has the session renewed in a task of its own; the new token comes as a change of standing.
    fn renew(&self, is_refused: bool) {
        let (auth, session) = (self.realtime.auth.clone(), Arc::clone(&self.session));
        tokio::spawn(async move {
            let renewed = if is_refused { auth.session_after(&session.access).await } else { auth.session().await };
            if let Err(fault) = renewed {
                tracing::debug!(%fault, "the token could not be renewed for realtime");
            }
        });
    }
}

/// Waits for somebody to be signed in; nothing when the adapter is gone.
async fn signed_in(standing: &mut watch::Receiver<Standing>) -> Option<ProfileId> {
    let known = standing.wait_for(|standing| !matches!(standing, Standing::Nobody)).await.ok()?;
    match &*known {
        Standing::Awake(session) => Some(session.user),
        Standing::Stored(stored) => Some(stored.user),
        Standing::Nobody => None,
    }
}

fn tell(outlet: &Outlet, state: &LiveState) {
    for kind in Kind::ALL {
        outlet.push(LiveEvent::State(*kind, state.clone()));
    }
}

fn lost(fault: &Fault) -> Ended {
    match fault {
        Fault::SignedOut { reason } => Ended::SignedOut(reason.clone()),
        Fault::Busy { retry_after } => {
            let not_before = retry_after.and_then(|wait| Duration::try_from(wait).ok());
            Ended::Lost { reason: Safe::line(&fault.to_string()), not_before }
        }
        _ => Ended::Lost { reason: Safe::line(&fault.to_string()), not_before: None },
    }
}
