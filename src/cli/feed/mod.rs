//! `antops feed`: what happens in the organization, and with `--follow` what happens from now on.
//!
//! Reading goes back page by page until there is enough; [`follow`] goes on with Realtime, and looks every few seconds where that does not
//! send. Invariant: nothing is told twice, and nothing that was said is left out: after every gap the newest page is read again.

mod follow;
mod lines;

use super::record::arguments::filter_help;
use super::record::ledger::{Ledger, odd};
use super::{Scene, Trouble, threads};
use crate::domain::filter::{Entry, Filter, Listed};
use crate::domain::happening::{FeedPage, Happening, Key, Standing};
use crate::domain::incident::Incident;
use crate::domain::request::{Answer, Query};
use crate::domain::value::{IncidentId, Record};
use crate::ports::Clock as _;
use crate::runtime::SystemClock;
use clap::Args;
use jiff::Timestamp;
pub use lines::FEED_FIELDS;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is shown where nobody says how much.
const USUAL: usize = 20;

/// What to show.
#[derive(Args, Debug)]
pub(in crate::cli) struct FeedArgs {
    #[arg(value_name = "FILTER", help = "What to keep, in the language of the filter", long_help = filter_help(Listed::Feed, "What to keep, in the language of the filter", "Words match what was said, and number, title, customer and tags of the record"))]
    filter: Vec<String>,
    /// Go on with what happens from now on, until stopped
    #[arg(short, long)]
    follow: bool,
    /// How many entries to begin with
    #[arg(short = 'n', long, value_name = "N", default_value_t = USUAL)]
    limit: usize,
    /// As JSON: an array; with --follow one object a line
    #[arg(long)]
    json: bool,
}

/// What is known of the feed.
struct Known {
    ledger: Ledger,
    filter: Filter,
    entries: BTreeMap<Key, Happening>,
    standings: HashMap<Record, Standing>,
    told: BTreeSet<Key>,
    /// When one began to look.
    since: Timestamp,
}

/// Shows the feed.
pub(super) fn run(scene: &mut Scene<'_>, wanted: &FeedArgs) -> Result<(), Trouble> {
    let filter = Ledger::feed_filter(&wanted.filter.join(" "))?;
    let profile = scene.profile()?;
    let threads = threads()?;
    let known = threads.block_on(async {
        let ledger = Ledger::open(scene, &profile).await?;
        let mut known = Known {
            ledger,
            filter,
            entries: BTreeMap::new(),
            standings: HashMap::new(),
            told: BTreeSet::new(),
            since: SystemClock::new().now(),
        };
        known.read_records().await?;
        known.read_back(wanted.limit).await?;
        Ok::<_, Trouble>(known)
    })?;
    if wanted.follow {
        return threads.block_on(follow::follow(scene, known, wanted));
    }
    let shown = known.latest(wanted.limit);
    lines::all(scene, &known.ledger, &shown, wanted.json)
}

impl Known {
    /// What the entries are about.
    async fn read_records(&mut self) -> Result<(), Trouble> {
        let Answer::Incidents(page) = self.ledger.backend.read(Query::Incidents).await? else {
            return Err(odd().into());
        };
        self.ledger.rows.incidents.extend(page.rows.into_iter().map(|row| (row.id, row)));
        self.ledger.read_changes().await?;
        let rows = &self.ledger.rows;
        self.standings.extend(rows.incidents.values().map(|row| (Record::Incident(row.id), Standing::of(row))));
        self.standings.extend(rows.problems.values().map(|row| (Record::Problem(row.id), Standing::of(row))));
        self.standings.extend(rows.changes.values().map(|row| (Record::Change(row.id), Standing::of(row))));
        Ok(())
    }

    /// Reads back until the filter keeps enough, or to the beginning.
    async fn read_back(&mut self, enough: usize) -> Result<(), Trouble> {
        let mut before = None;
        loop {
            let Answer::Feed(page) = self.ledger.backend.read(Query::Feed(before)).await? else {
                return Err(odd().into());
            };
            before = page.next;
            self.take(page);
            let floor = before;
            let rows = &self.ledger.rows;
            let told = rows.problems.values().flat_map(Happening::told_by);
            let told = told.chain(rows.changes.values().flat_map(Happening::told_by));
            let told = told.chain(rows.incidents.values().flat_map(Happening::told_by));
            let told: Vec<Happening> = told.filter(|entry| floor.is_none_or(|edge| entry.at >= edge.at)).collect();
            self.entries.extend(told.into_iter().map(|entry| (entry.key(), entry)));
            let kept = self.entries.values().filter(|entry| self.keeps(entry)).count();
            if kept >= enough || before.is_none() {
                return Ok(());
            }
        }
    }

    /// Takes a page in.
    fn take(&mut self, page: FeedPage) {
        let said = page.comments.iter().map(Happening::said);
        self.entries.extend(said.map(|entry| (entry.key(), entry)));
        let floor = page.next.map(|edge| edge.at);
        for row in page.incidents {
            // What was seen to happen knows more than the row alone tells.
            self.seen(&row);
            for entry in Happening::told_by(&row).filter(|entry| floor.is_none_or(|floor| entry.at >= floor)) {
                self.entries.entry(entry.key()).or_insert(entry);
            }
            self.ledger.rows.incidents.entry(row.id).or_insert(row);
        }
    }

    fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.ledger.rows.incidents.get(&id)
    }

    /// Whether the filter keeps an entry.
    fn keeps(&self, entry: &Happening) -> bool {
        let me = Some(self.ledger.me.profile.id);
        let rows = &self.ledger.rows;
        match entry.on {
            Record::Incident(id) => self.ledger.keeps(&self.filter, &Entry::new(entry, self.incident(id), me)),
            Record::Problem(id) => self.ledger.keeps(&self.filter, &Entry::new(entry, rows.problems.get(&id), me)),
            Record::Change(id) => self.ledger.keeps(&self.filter, &Entry::new(entry, rows.changes.get(&id), me)),
        }
    }

    /// The latest entries the filter keeps, the newest last.
    fn latest(&self, many: usize) -> Vec<Happening> {
        let mut latest: Vec<Happening> =
            self.entries.values().rev().filter(|entry| self.keeps(entry)).take(many).cloned().collect();
        latest.reverse();
        latest
    }
}
