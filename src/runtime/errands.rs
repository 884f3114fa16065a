//! Effects on their way through the ports: each becomes a task, each task comes back with messages.
//!
//! What must not be lost is awaited before the next frame: a draft, and a deed before it is sent. A deed leaves the disk when the
//! database judged it or refused it for good. The machine sends the deeds on one record one after the other, so nothing is ordered here.

use super::world::{Connection, Found, World};
use crate::app::msg::Kept;
use crate::app::{Effect, Msg};
use crate::domain::fault::Fault;
use crate::domain::infrastructure::drawing::{self, Sketch};
use crate::domain::live::LiveEvent;
use crate::domain::request::{Op, Receipt};
use crate::domain::safe::Safe;
use crate::ports::{Disk, KeptDraft};
use jiff::Timestamp;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How many events of Realtime make one message.
const EVENTS: usize = 256;

/// What an errand brings back.
enum Return {
    /// Things to tell the machine.
    Told(Vec<Msg>),
    /// A project that answered.
    Found(Result<Found, Safe>),
}

/// Errands under way.
pub(super) struct Errands {
    world: World,
    under_way: JoinSet<Return>,
    /// Writes to the disk that nobody waits for but the end of the program.
    writing: JoinSet<Return>,
    live: Option<mpsc::Receiver<LiveEvent>>,
    /// The generation of the map that is wanted.
    latest: Arc<AtomicU64>,
}

impl Errands {
    pub(super) fn new(world: World) -> Self {
        Self { world, under_way: JoinSet::new(), writing: JoinSet::new(), live: None, latest: Arc::default() }
    }

    /// The time.
    pub(super) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Whether no errand is under way. Realtime may speak at any time and does not count.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.is_empty() && self.writing.is_empty()
    }

    /// Whether this antops is the one that rings for its person on this machine.
    pub(super) async fn may_ring(&self) -> bool {
        let Some(connection) = &self.world.connection else { return false };
        let disk = Arc::clone(&connection.disk);
        tokio::task::spawn_blocking(move || disk.may_ring()).await.unwrap_or(false)
    }

    /// What the disk kept, for the first frame.
    pub(super) async fn restore(&self) -> Vec<Msg> {
        let Some(connection) = &self.world.connection else { return vec![] };
        let disk = Arc::clone(&connection.disk);
        blocking(move || vec![Msg::Restored(Box::new(load(&*disk)))]).await
    }

    /// Runs an errand; returns what is known at once.
    pub(super) async fn run(&mut self, effect: Effect) -> Vec<Msg> {
        let Some(connection) = self.world.connection.clone() else {
            return self.run_without_project(effect);
        };
        match effect {
            Effect::SaveDraft { place, text, seen } => {
                let draft = KeptDraft { place, text, seen };
                return on_disk(connection.disk, move |disk| disk.save_draft(&draft)).await;
            }
            Effect::Keep(op) => return on_disk(connection.disk, move |disk| disk.keep_op(&op)).await,
            Effect::Forget(op) => return on_disk(connection.disk, move |disk| disk.forget_op(&op)).await,
            Effect::Send(ops) => return self.send(connection, ops).await,
            Effect::SaveCache(cached) => {
                let saving = on_disk(connection.disk, move |disk| disk.save_cache(&cached));
                self.writing.spawn(async move { Return::Told(saving.await) });
            }
            // Awaited: whatever is kept from here on is this person's.
            Effect::Attach(who) => return blocking(move || attach(&*connection.disk, who)).await,
            Effect::Read(ticket, query) => self.go(async move {
                let result = connection.backend.read(query).await;
                vec![Msg::Answered { ticket, result }]
            }),
            Effect::SignIn(step) => self.go(async move { vec![Msg::SignIn(connection.backend.sign_in(step).await)] }),
            Effect::LayOut(sketch) => self.lay_out(*sketch),
            Effect::SignOut => {
                // What is still being written is this person's; later it would be nobody's.
                let written = self.written().await;
                self.go(async move {
                    let told = connection.backend.sign_out().await;
                    let mut msgs = on_disk(connection.disk, Disk::forget_cache).await;
                    msgs.push(Msg::SignedOut(told));
                    msgs
                });
                return written;
            }
            Effect::ChangeRoom(change) => {
                let changing = on_disk(connection.disk, move |disk| disk.change_room(&change));
                self.writing.spawn(async move { Return::Told(changing.await) });
            }
            Effect::MarkRead { notices, is_read } => self.go(async move {
                let result = connection.backend.mark_read(notices.clone(), is_read).await;
                vec![Msg::Marked { notices, is_read, result }]
            }),
            Effect::Watch => self.live = Some(connection.live.watch()),
            Effect::Show(places) => connection.live.show(places),
            Effect::Unwatch => self.live = None,
            effect => return self.run_without_project(effect),
        }
        vec![]
    }

    /// What can be done before a project is known; the rest has no meaning there.
    fn run_without_project(&mut self, effect: Effect) -> Vec<Msg> {
        let offline = || Fault::Offline { detail: "no project is known yet".into() };
        match effect {
            Effect::CheckProject { url, key } => {
                let projects = Arc::clone(&self.world.projects);
                self.under_way.spawn(async move { Return::Found(projects.check(url, key).await) });
                vec![]
            }
            Effect::Open(url) => {
                let host = Arc::clone(&self.world.host);
                self.go(blocking(move || vec![Msg::Opened(host.open(&url))]));
                vec![]
            }
            Effect::Read(ticket, _) => vec![Msg::Answered { ticket, result: Err(offline()) }],
            Effect::SignIn(_) => vec![Msg::SignIn(Err(offline()))],
            Effect::MarkRead { notices, is_read } => {
                vec![Msg::Marked { notices, is_read, result: Err(offline()) }]
            }
            Effect::Send(ops) => {
                ops.into_iter().map(|op| Msg::Judged { op: Box::new(op), receipt: Box::new(Err(offline())) }).collect()
            }
            effect => {
                tracing::debug!(?effect, "nothing to do this with");
                vec![]
            }
        }
    }

    /// Has a map laid out on a thread made for it. One that another has followed is given up.
    fn lay_out(&mut self, sketch: Sketch) {
        let latest = Arc::clone(&self.latest);
        let generation = sketch.generation;
        latest.store(generation, Ordering::Relaxed);
        self.go(blocking(move || {
            let is_wanted = || latest.load(Ordering::Relaxed) == generation;
            let drawing = drawing::draw(&sketch, &is_wanted).map(Arc::new);
            drawing.into_iter().map(|drawing| Msg::LaidOut { generation, drawing }).collect()
        }));
    }

    /// Keeps deeds, then sends them.
    async fn send(&mut self, connection: Connection, ops: Vec<Op>) -> Vec<Msg> {
        let kept = ops.clone();
        // All of them, whatever becomes of one: what is not on disk must not be for want of trying.
        let keep = move |disk: &dyn Disk| kept.iter().map(|op| disk.keep_op(op)).fold(Ok(()), std::io::Result::and);
        let trouble = on_disk(Arc::clone(&connection.disk), keep).await;
        self.go(async move {
            let judged = connection.backend.write(ops).await.into_iter();
            judged.map(|(op, receipt)| Msg::Judged { op: Box::new(op), receipt: Box::new(receipt) }).collect()
        });
        trouble
    }

    /// Takes a deed off the disk, if what came of it is the end of it. Called once the machine knows: a text that is given back to its
    /// draft is then on disk in one place or the other at every moment.
    pub(super) fn forget(&mut self, op: Box<Op>, receipt: &Receipt) {
        let is_over = receipt.as_ref().map_or_else(|fault| !fault.leaves_deed_open(), |_| true);
        if let Some(connection) = self.world.connection.as_ref().filter(|_| is_over) {
            let forgetting = on_disk(Arc::clone(&connection.disk), move |disk| disk.forget_op(&op));
            self.writing.spawn(async move { Return::Told(forgetting.await) });
        }
    }

    fn go(&mut self, errand: impl Future<Output = Vec<Msg>> + Send + 'static) {
        self.under_way.spawn(async move { Return::Told(errand.await) });
    }

    /// What came back, or what Realtime says. Must be polled from one task alone.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<Msg>> {
        for errands in [&mut self.under_way, &mut self.writing] {
            if let Poll::Ready(Some(joined)) = errands.poll_join_next(cx) {
                return Poll::Ready(match joined {
                    Ok(Return::Told(msgs)) => msgs,
                    Ok(Return::Found(Ok(found))) => {
                        self.world.connection = Some(found.connection);
                        vec![Msg::ProjectChecked(Ok(found.profile))]
                    }
                    Ok(Return::Found(Err(why))) => vec![Msg::ProjectChecked(Err(why))],
                    Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                    Err(_) => vec![],
                });
            }
        }
        if let Some(live) = &mut self.live {
            let mut events = Vec::new();
            match live.poll_recv_many(cx, &mut events, EVENTS) {
                Poll::Ready(0) => self.live = None,
                Poll::Ready(_) => return Poll::Ready(vec![Msg::Live(events)]),
                Poll::Pending => {}
            }
        }
        Poll::Pending
    }

    /// Waits for the writes that nobody waited for; what they have to tell.
    async fn written(&mut self) -> Vec<Msg> {
        let mut msgs = Vec::new();
        while let Some(joined) = self.writing.join_next().await {
            match joined {
                Ok(Return::Told(told)) => msgs.extend(told),
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                // Writes find no projects.
                Ok(Return::Found(_)) | Err(_) => {}
            }
        }
        msgs
    }

    /// Lets the last writes reach the disk, for so long at most.
    pub(super) async fn finish(&mut self, patience: Duration) {
        if tokio::time::timeout(patience, self.written()).await.is_err() {
            tracing::warn!("the cache was not written in time");
        }
    }
}

/// Everything the disk kept.
fn load(disk: &dyn Disk) -> Kept {
    let (cache, drafts, outbox) = (disk.load_cache(), disk.load_drafts(), disk.load_outbox());
    Kept { cache, drafts, outbox, room: disk.load_room(), complaints: disk.complaints() }
}

/// Turns to a person's part of the disk. If that fails nothing is loaded: it might be somebody else's.
fn attach(disk: &dyn Disk, who: crate::domain::value::ProfileId) -> Vec<Msg> {
    match disk.attach(who) {
        Ok(()) => vec![Msg::Restored(Box::new(load(disk)))],
        Err(error) => vec![trouble(&error), Msg::Restored(Box::default())],
    }
}

/// Does something with the disk on a thread that may wait; tells only of trouble.
async fn on_disk(
    disk: Arc<dyn Disk>,
    work: impl FnOnce(&dyn Disk) -> std::io::Result<()> + Send + 'static,
) -> Vec<Msg> {
    blocking(move || work(&*disk).err().map(|error| trouble(&error)).into_iter().collect()).await
}

fn trouble(error: &std::io::Error) -> Msg {
    Msg::DiskTrouble(Safe::line(&error.to_string()))
}

/// Runs work that may wait on a thread made for it.
async fn blocking(work: impl FnOnce() -> Vec<Msg> + Send + 'static) -> Vec<Msg> {
    match tokio::task::spawn_blocking(work).await {
        Ok(msgs) => msgs,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => vec![],
    }
}
