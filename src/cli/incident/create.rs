//! `antops incident create`: one new incident, its number on standard output.

use super::super::record::arguments::Telling;
use super::super::record::ledger::Ledger;
use super::super::record::making;
use super::super::record::outcome::{End, report};
use super::super::record::write::{check_profile, send};
use super::super::{Code, Scene, Trouble};
use super::fields::Filled;
use crate::domain::request::Deed;
use crate::domain::value::IncidentId;
use std::io::Write as _;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Reports an incident, or says what would be reported.
pub(super) fn create(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &Ledger,
    fields: &Filled,
    telling: Telling,
) -> Result<Code, Trouble> {
    check_profile(ledger, telling)?;
    let new = Box::new(fields.new_incident(ledger)?);
    let deed = Deed::Create { incident: IncidentId(Uuid::new_v4()), new };
    let op = making::op(deed, ledger);
    let outcome = if telling.dry_run {
        making::predicted(&op, ledger)
    } else {
        making::ended(&op, threads.block_on(send(&*ledger.backend, vec![op.clone()])), ledger)?.0
    };
    match outcome.end {
        End::Done if !telling.json => {
            scene.say(&outcome.number)?;
            if outcome.message != format!("Reported {}.", outcome.number) {
                writeln!(std::io::stderr(), "antops: {}", outcome.message)?;
            }
            Ok(Code::Fine)
        }
        _ => report(scene, &[outcome], telling.json),
    }
}
