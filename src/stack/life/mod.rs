//! The living company: colleagues who comment, open, take, solve and close incidents, and move changes along.
//!
//! Start reading at [`run`]; [`Life::step`] does one thing. `incidents` and `changes` hold what can be done, `script` and `mishaps`
//! what is said, `stage` the transaction in a colleague's name. It reaches the database as any signed-in user does, never as a
//! superuser. Invariants: it never acts for Dana; the number of open incidents and changes stays within bounds, so it may run for
//! days; the same seed on the same rows tells the same story, but for what waits for a change's window.

mod changes;
mod incidents;
mod mishaps;
mod script;
mod stage;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::seed::{ANA as NARRATOR, DANA, Person};
use super::{Database, DbError};
use stage::Stage;

/// How fast the company lives, and which story it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// The shortest pause between two things that happen.
    pub least: Duration,
    /// The longest.
    pub most: Duration,
    /// What chance begins with.
    pub seed: u64,
}

impl Default for Pace {
    /// Something every 4 to 15 seconds, as in a company of this size on a bad day.
    fn default() -> Self {
        Self { least: Duration::from_secs(4), most: Duration::from_secs(15), seed: 1 }
    }
}

/// After a failure, whatever the pace: a database that is gone must not be asked in a loop.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Lives until cancelled. Failures are logged and outlived.
pub async fn run(db: Database, pace: Pace, cancel: CancellationToken) {
    let mut life = Life::new(db, pace.seed);
    let mut pause = life.pause(&pace);
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let stepped = tokio::select! {
            () = cancel.cancelled() => return,
            stepped = life.step() => stepped,
        };
        pause = life.pause(&pace);
        match stepped {
            Ok(Some(deed)) => tracing::debug!(%deed, "the company lives"),
            Ok(None) => tracing::debug!("nobody had anything to do"),
            Err(error) => {
                tracing::warn!(%error, "a colleague could not act");
                pause = pause.max(AFTER_FAILURE);
            }
        }
    }
}

/// A company and where its story stands.
pub struct Life {
    db: Database,
    chance: StdRng,
    /// The server's time when it began: what is older was there before.
    began: Option<String>,
    steps: u32,
    /// What was said so far about an incident.
    stories: HashMap<Uuid, Story>,
    /// The latest remarks, on whatever incident: the same joke twice in ten minutes is no joke.
    fresh_in_mind: VecDeque<usize>,
}

/// The course of one incident.
#[derive(Debug, Clone, Default)]
struct Story {
    /// Which mishap it is, if the company opened it.
    mishap: Option<usize>,
    /// How many of the mishap's findings are out.
    found: usize,
    /// The remarks that were made.
    remarks: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Answer,
    Remark,
    Find,
    Open,
    Take,
    Investigate,
    Resolve,
    Close,
    Link,
    Draft,
    Ask,
    Decide,
    Apply,
    Start,
    Complete,
}

/// How often something is tried first, compared with the others. Whoever is waited for comes before who chats.
const ACTS: [(Act, u32); 15] = [
    (Act::Answer, 60),
    (Act::Remark, 18),
    (Act::Find, 30),
    (Act::Open, 6),
    (Act::Take, 14),
    (Act::Investigate, 12),
    (Act::Resolve, 8),
    (Act::Close, 10),
    (Act::Link, 5),
    (Act::Draft, 3),
    (Act::Ask, 6),
    (Act::Decide, 8),
    (Act::Apply, 10),
    (Act::Start, 10),
    (Act::Complete, 10),
];

impl Life {
    /// A company on the demo's rows, whose chances begin with `seed`.
    #[must_use]
    pub fn new(db: Database, seed: u64) -> Self {
        Self {
            db,
            chance: StdRng::seed_from_u64(seed),
            began: None,
            steps: 0,
            stories: HashMap::new(),
            fresh_in_mind: VecDeque::new(),
        }
    }

    /// One thing happens; the sentence says what. Nothing, only if nobody can do anything.
    pub async fn step(&mut self) -> Result<Option<String>, DbError> {
        self.steps += 1;
        let order = self.order();
        let db = self.db.clone();
        let mut client = db.authenticator().await?;
        for act in order {
            let transaction = client.transaction().await.map_err(DbError::sql("acting"))?;
            let stage = Stage { transaction };
            let began = self.begin(&stage).await?;
            if let Some(deed) = self.act(&stage, act, &began).await? {
                stage.transaction.commit().await.map_err(DbError::sql("acting"))?;
                return Ok(Some(deed));
            }
            stage.transaction.rollback().await.map_err(DbError::sql("acting"))?;
        }
        Ok(None)
    }

    async fn act(&mut self, stage: &Stage<'_>, act: Act, began: &str) -> Result<Option<String>, DbError> {
        match act {
            Act::Answer => self.answer(stage, began).await,
            Act::Remark => self.remark(stage, began).await,
            Act::Find => self.find(stage, began).await,
            Act::Open => self.open(stage, began).await,
            Act::Take => self.take(stage, began).await,
            Act::Investigate => self.investigate(stage, began).await,
            Act::Resolve => self.resolve(stage, began).await,
            Act::Close => self.close(stage).await,
            Act::Link => self.link(stage, began).await,
            Act::Draft => self.draft(stage, began).await,
            Act::Ask => self.ask(stage, began).await,
            Act::Decide => self.decide(stage, began).await,
            Act::Apply => self.apply(stage).await,
            Act::Start => self.start(stage).await,
            Act::Complete => self.complete(stage).await,
        }
    }

    /// All acts in a random order, the frequent ones more often in front.
    fn order(&mut self) -> Vec<Act> {
        let mut left = ACTS.to_vec();
        let mut order = Vec::with_capacity(left.len());
        while let Ok((act, _)) = left.choose_weighted(&mut self.chance, |(_, weight)| *weight).copied() {
            left.retain(|(other, _)| *other != act);
            order.push(act);
        }
        order
    }

    /// When this life began, by the server's clock. Whoever looks around does so as Ana, who may read everything.
    async fn begin(&mut self, stage: &Stage<'_>) -> Result<String, DbError> {
        stage.become_person(NARRATOR).await?;
        if let Some(began) = &self.began {
            return Ok(began.clone());
        }
        let rows = stage.query("select now()::text", &[]).await?;
        let now: String = rows.first().map(|row| row.get(0)).unwrap_or_default();
        Ok(self.began.insert(now).clone())
    }

    fn pause(&mut self, pace: &Pace) -> Duration {
        self.chance.random_range(pace.least..=pace.most.max(pace.least))
    }

    fn one_of<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        things.choose(&mut self.chance).copied()
    }

    /// A line of the script with its blanks filled in.
    fn fill(&mut self, line: &str, place: &str) -> String {
        let number = self.chance.random_range(2..60_u32).to_string();
        line.replace("{n}", &number).replace("{place}", place)
    }
}

/// Everybody the company acts for.
fn colleague(person: Option<Person>) -> Option<Person> {
    person.filter(|person| *person != DANA)
}
