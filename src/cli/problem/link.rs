//! `antops problem link` and `unlink`: incidents and changes, each done or refused by itself; those who may are asked where that is wanted.

use super::super::record::asking::ask;
use super::super::record::ledger::Ledger;
use super::super::record::outcome::{End, Outcome, report};
use super::super::record::write::{Plan, Plans, Step, check_profile, send};
use super::super::record::{Titled, select};
use super::super::{Code, Scene, Trouble};
use super::arguments::{Link, Unlink};
use crate::domain::asking;
use crate::domain::change::Change;
use crate::domain::edits::Edits;
use crate::domain::incident::Incident;
use crate::domain::request::Verb;
use crate::domain::value::ProblemId;
use tokio::runtime::Runtime;

/// A record that can be linked to a problem.
trait Linkable: Titled {
    /// The problem it is linked to.
    fn problem(&self) -> Option<ProblemId>;
}

impl Linkable for Incident {
    fn problem(&self) -> Option<ProblemId> {
        self.problem
    }
}

impl Linkable for Change {
    fn problem(&self) -> Option<ProblemId> {
        self.problem
    }
}

/// Where records are to be linked to.
#[derive(Clone, Copy)]
pub(super) struct Linking {
    /// The problem, or none.
    pub(super) to: Option<ProblemId>,
    /// Whether what belongs to another problem is taken over.
    pub(super) takes_over: bool,
    /// Whether those who may are asked where it is refused.
    pub(super) asks: bool,
}

impl<R: Linkable> Plans<R> for Linking {
    fn step(&self, row: &R, ledger: &Ledger) -> Result<Step, Trouble> {
        let name = row.name();
        Ok(match (row.problem(), self.to) {
            (None, None) => Step::already(format!("{name} is part of no problem already.")),
            (now, to) if now == to => Step::already(format!(
                "{name} is part of {} already.",
                to.map_or(String::new(), |to| ledger.problem(to))
            )),
            (Some(other), Some(_)) if !self.takes_over => {
                let other = ledger.problem(other);
                let stays = format!("{name} is part of {other} and stays there: problem link --move takes it over.");
                let sentence = format!("{stays} Nothing was written.");
                Step::Settled(End::Conflict, sentence)
            }
            (now, to) => Step::edit(row, Edits::link(now, to), Verb::Edit, ledger),
        })
    }
}

/// Links records to a problem.
pub(super) fn link(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &mut Ledger,
    wanted: &Link,
) -> Result<Code, Trouble> {
    let Some(problem) = select::problem(ledger, &wanted.problem)? else {
        return Err(Trouble::new(Code::Usage, "to link to no problem, say antops problem unlink; nothing was done"));
    };
    check_profile(ledger, wanted.telling)?;
    let linking = Linking { to: Some(problem), takes_over: wanted.takes_over, asks: wanted.ask };
    let numbers = select::numbers(&wanted.records)?;
    let outcomes = threads.block_on(linked(ledger, linking, &numbers, wanted.telling.dry_run))?;
    report(scene, &outcomes, wanted.telling.json)
}

/// Takes records out of their problems.
pub(super) fn unlink(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &mut Ledger,
    wanted: &Unlink,
) -> Result<Code, Trouble> {
    check_profile(ledger, wanted.telling)?;
    let linking = Linking { to: None, takes_over: true, asks: false };
    let numbers = select::numbers(&wanted.records)?;
    let outcomes = threads.block_on(linked(ledger, linking, &numbers, wanted.telling.dry_run))?;
    report(scene, &outcomes, wanted.telling.json)
}

/// What becomes of the records of these numbers: first the incidents, then the changes.
async fn linked(
    ledger: &mut Ledger,
    linking: Linking,
    numbers: &[String],
    is_dry: bool,
) -> Result<Vec<Outcome>, Trouble> {
    ledger.read_changes().await?;
    let (incidents, changes) = select::linkable_by_number(ledger, numbers).await?;
    link_all(ledger, linking, incidents, changes, is_dry).await
}

/// What becomes of these records: first the incidents, then the changes.
pub(super) async fn link_all(
    ledger: &Ledger,
    linking: Linking,
    incidents: Vec<Incident>,
    changes: Vec<Change>,
    is_dry: bool,
) -> Result<Vec<Outcome>, Trouble> {
    let incidents = Plan::of(incidents, &linking, ledger)?;
    let changes = Plan::of(changes, &linking, ledger)?;
    if is_dry {
        return Ok(incidents.predicted(ledger).into_iter().chain(changes.predicted(ledger)).collect());
    }
    let receipts = send(&*ledger.backend, incidents.ops().into_iter().chain(changes.ops()).collect()).await;
    let mut of_incidents = incidents.ended(&receipts, ledger);
    let mut of_changes = changes.ended(&receipts, ledger);
    if let Some(to) = linking.to.filter(|_| linking.asks) {
        let problem = ledger.problem(to);
        let words = |name: &str| asking::to_link(name, &problem);
        ask(&incidents, &mut of_incidents, words, ledger).await?;
        ask(&changes, &mut of_changes, words, ledger).await?;
    }
    of_incidents.append(&mut of_changes);
    Ok(of_incidents)
}
