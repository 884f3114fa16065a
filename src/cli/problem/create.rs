//! `antops problem create`: one new problem, its number on standard output; made from incidents, it is linked to them after.

use super::super::record::ledger::Ledger;
use super::super::record::outcome::{End, Outcome, code, report};
use super::super::record::write::{check_profile, send};
use super::super::record::{making, select};
use super::super::{Code, Scene, Trouble};
use super::arguments::Create;
use super::fields::Filled;
use super::link::{Linking, link_all};
use crate::domain::incident::Incident;
use crate::domain::request::{Deed, Op, Row};
use crate::domain::value::ProblemId;
use std::io::Write as _;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Writes a problem down, or says what would be written.
pub(super) fn create(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &mut Ledger,
    wanted: &Create,
) -> Result<Code, Trouble> {
    let telling = wanted.telling;
    check_profile(ledger, telling)?;
    let incidents = match wanted.from.as_slice() {
        [] => vec![],
        numbers => threads.block_on(select::by_number(ledger, &select::numbers(numbers)?))?,
    };
    let fields = Filled::of(&wanted.fields, &[], ledger)?;
    let proposal = (!incidents.is_empty()).then(|| ledger.rows.proposal(incidents.iter().collect()));
    let new = Box::new(fields.new_problem(proposal.as_ref(), ledger)?);
    let problem = ProblemId(Uuid::new_v4());
    let op = making::op(Deed::CreateProblem { problem, new }, ledger);
    let linking = Linking { to: Some(problem), takes_over: false, asks: wanted.ask };
    let (made, links) = if telling.dry_run {
        let links = threads.block_on(link_all(ledger, linking, incidents, vec![], true))?;
        (making::predicted(&op, ledger), links)
    } else {
        threads.block_on(make(ledger, &op, linking, incidents))?
    };
    let is_made = made.end == End::Done;
    let (number, message) = (made.number.clone(), made.message.clone());
    let usual = ledger.rows.done(&op, &number);
    let all: Vec<Outcome> = [made].into_iter().chain(links).collect();
    if telling.json || !is_made {
        return report(scene, &all, telling.json);
    }
    // The number alone is what was asked for; what is linked needs no word, what is not does.
    scene.say(&number)?;
    let untold = all[1..].iter().filter(|one| code(std::slice::from_ref(one)) != Code::Fine);
    let odd = (usual.as_ref() != Some(&message)).then_some(&message);
    for sentence in odd.into_iter().chain(untold.map(|one| &one.message)) {
        writeln!(std::io::stderr(), "antops: {sentence}")?;
    }
    Ok(code(&all))
}

/// Makes the problem; once it is there, links the incidents to it.
async fn make(
    ledger: &mut Ledger,
    op: &Op,
    linking: Linking,
    incidents: Vec<Incident>,
) -> Result<(Outcome, Vec<Outcome>), Trouble> {
    let receipts = send(&*ledger.backend, vec![op.clone()]).await;
    let (made, row) = making::ended(op, receipts, ledger)?;
    let Some(Row::Problem(row)) = row else { return Ok((made, vec![])) };
    ledger.rows.problems.insert(row.id, *row);
    Ok((made, link_all(ledger, linking, incidents, vec![], false).await?))
}
