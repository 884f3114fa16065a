//! Going on: what Realtime sends is told as it comes; where it does not send, the newest page is read every few seconds.

use super::super::paint::Paper;
use super::super::record::ledger::odd;
use super::super::{Scene, Trouble};
use super::{FeedArgs, Known, lines};
use crate::app::pace::{POLL, RECONCILE};
use crate::domain::fault::Fault;
use crate::domain::happening::{Eventful, Happening, Standing};
use crate::domain::live::{Kind, LiveEvent, LiveState};
use crate::domain::request::{Answer, Query, Row};
use crate::ports::Clock as _;
use crate::runtime::SystemClock;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// The kinds of rows the feed is made of.
const KINDS: [Kind; 4] = [Kind::Comments, Kind::Incidents, Kind::Problems, Kind::Changes];

/// Entries that are remembered, so that none is told twice.
const MOST: usize = 5_000;

/// Tells the latest entries, then everything that happens, until stopped or until nobody reads any more.
pub(super) async fn follow(scene: &mut Scene<'_>, mut known: Known, wanted: &FeedArgs) -> Result<(), Trouble> {
    let paper = Paper::of(scene)?;
    for entry in known.latest(wanted.limit) {
        lines::one(scene, &known.ledger, &entry, wanted.json, &paper)?;
    }
    known.told = known.entries.keys().copied().collect();
    let mut events = known.ledger.live.watch();
    let mut states: BTreeMap<Kind, LiveState> = BTreeMap::new();
    let mut said = String::new();
    let mut looked_at = Instant::now();
    loop {
        let is_whole = KINDS.iter().all(|kind| states.get(kind) == Some(&LiveState::Live));
        // Events can be lost without a word, so even what arrives by itself is looked at now and then.
        let every = Duration::try_from(if is_whole { RECONCILE } else { POLL }).unwrap_or(Duration::from_secs(15));
        tokio::select! {
            event = events.recv() => match event {
                Some(LiveEvent::State(kind, state)) if KINDS.contains(&kind) => {
                    let may_lack = state == LiveState::Live;
                    states.insert(kind, state);
                    freshness(&states, &mut said)?;
                    if may_lack {
                        known.look().await?;
                    }
                }
                Some(event) => known.heard(event).await?,
                // Somebody else signed in, or nobody is: nothing more will come.
                None => return Err(Fault::SignedOut { reason: "the session ended".into() }.into()),
            },
            () = tokio::time::sleep_until((looked_at + every).into()) => {
                known.look().await?;
                looked_at = Instant::now();
            }
        }
        let new: Vec<Happening> =
            known.entries.iter().filter(|(key, _)| !known.told.contains(key)).map(|(_, entry)| entry.clone()).collect();
        for entry in new {
            known.told.insert(entry.key());
            if known.keeps(&entry) {
                lines::one(scene, &known.ledger, &entry, wanted.json, &paper)?;
            }
        }
        known.trim();
    }
}

/// Says on standard error how fresh what follows is, once for each change of it: as fresh as the least fresh of its kinds.
fn freshness(states: &BTreeMap<Kind, LiveState>, said: &mut String) -> Result<(), Trouble> {
    let looking = format!("looking every {} s", POLL.as_secs());
    let trouble = KINDS.iter().find_map(|kind| match states.get(kind) {
        Some(LiveState::Down { reason }) => Some(format!("Realtime is down: {reason}; {looking}")),
        Some(LiveState::Refused { reason }) => Some(format!("Realtime sends no {kind}: {reason}; {looking}")),
        Some(LiveState::Live | LiveState::Joining) | None => None,
    });
    let is_live = KINDS.iter().all(|kind| states.get(kind) == Some(&LiveState::Live));
    let Some(words) = trouble.or_else(|| is_live.then(|| "live".to_owned())) else { return Ok(()) };
    if *said != words {
        writeln!(std::io::stderr(), "antops: {words}")?;
        *said = words;
    }
    Ok(())
}

impl Known {
    /// Lets the oldest go: whoever follows for days needs no more memory than whoever just began.
    fn trim(&mut self) {
        while self.entries.len() > MOST {
            let Some((key, _)) = self.entries.pop_first() else { return };
            self.told.remove(&key);
        }
    }

    /// Reads what may be new.
    async fn look(&mut self) -> Result<(), Trouble> {
        match self.try_to_look().await {
            // It is tried again; whoever follows for days meets every weather.
            Err(fault) if fault.is_transient() => Ok(()),
            other => Ok(other?),
        }
    }

    async fn try_to_look(&mut self) -> Result<(), Fault> {
        let Answer::Incidents(page) = self.ledger.backend.read(Query::Incidents).await? else { return Err(odd()) };
        page.rows.iter().for_each(|row| self.seen(row));
        self.ledger.rows.incidents.extend(page.rows.into_iter().map(|row| (row.id, row)));
        let Answer::Problems(page) = self.ledger.backend.read(Query::Problems).await? else { return Err(odd()) };
        page.rows.iter().for_each(|row| self.seen(row));
        self.ledger.rows.problems.extend(page.rows.into_iter().map(|row| (row.id, row)));
        let Answer::Changes(page) = self.ledger.backend.read(Query::Changes).await? else { return Err(odd()) };
        page.rows.iter().for_each(|row| self.seen(row));
        self.ledger.rows.changes.extend(page.rows.into_iter().map(|row| (row.id, row)));
        // As many pages as were written since.
        let mut before = None;
        loop {
            let Answer::Feed(page) = self.ledger.backend.read(Query::Feed(before)).await? else { return Err(odd()) };
            let is_new = |comment| !self.told.contains(&Happening::said(comment).key());
            let is_all_new = !page.comments.is_empty() && page.comments.iter().all(is_new);
            before = page.next;
            self.take(page);
            if !is_all_new || before.is_none() {
                return Ok(());
            }
        }
    }

    /// A record as it is now.
    pub(super) fn seen(&mut self, row: &impl Eventful) {
        let now = Standing::of(row);
        let entries: Vec<Happening> = match self.standings.insert(row.on(), now) {
            Some(before) if before == now => return,
            Some(before) => Happening::since(before, row, SystemClock::new().now()).collect(),
            // What happened before one looked is no news, whenever it comes into sight.
            None => Happening::told_by(row).filter(|entry| entry.at >= self.since).collect(),
        };
        self.entries.extend(entries.into_iter().map(|entry| (entry.key(), entry)));
    }

    async fn heard(&mut self, event: LiveEvent) -> Result<(), Trouble> {
        match event {
            LiveEvent::Row(Row::Comment(row)) => {
                let entry = Happening::said(&row);
                self.entries.insert(entry.key(), entry);
            }
            LiveEvent::Row(Row::Incident(row)) => {
                self.seen(&*row);
                self.ledger.rows.incidents.insert(row.id, *row);
            }
            LiveEvent::Row(Row::Problem(row)) => {
                self.seen(&*row);
                self.ledger.rows.problems.insert(row.id, *row);
            }
            LiveEvent::Row(Row::Change(row)) => {
                self.seen(&*row);
                self.ledger.rows.changes.insert(row.id, *row);
            }
            LiveEvent::Stale(_) => self.look().await?,
            _ => {}
        }
        Ok(())
    }
}
