//! `antops incident create`: one new incident, its number on standard output.

use super::super::record::arguments::Telling;
use super::super::record::ledger::{Ledger, odd};
use super::super::record::outcome::{End, Outcome, report};
use super::super::record::write::{Receipts, check_profile, send};
use super::super::{Code, Scene, Trouble};
use super::fields::Filled;
use crate::app::sentences;
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Deed, Op, Row, Verdict};
use crate::domain::value::{IncidentId, OpId};
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
    let op = Op { id: OpId(Uuid::new_v4()), at: ledger.now, deed };
    let outcome = if telling.dry_run {
        predicted(&op, ledger)
    } else {
        ended(&op, threads.block_on(send(&*ledger.backend, vec![op.clone()])), ledger)?
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

fn predicted(op: &Op, ledger: &Ledger) -> Outcome {
    let (end, message) = match permission::comment(&ledger.me) {
        Permission::Allowed => (End::Planned, format!("Would do: {}", ledger.rows.about(op))),
        Permission::Refused(refusal) => {
            (End::Refused, format!("Would be refused: {}", ledger.rows.refusal_sentence(&refusal, "")))
        }
    };
    Outcome { number: String::new(), end, message }
}

fn ended(op: &Op, receipts: Receipts, ledger: &Ledger) -> Result<Outcome, Trouble> {
    let Some((_, receipt)) = receipts.into_iter().find(|(sent, _)| sent.id == op.id) else { return Err(odd().into()) };
    let number = |row: Option<&Row>| match row {
        Some(Row::Incident(incident)) => Ok(incident.name()),
        _ => Err(Trouble::from(odd())),
    };
    Ok(match receipt {
        Ok(Verdict::Done(rows)) => {
            let number = number(rows.first())?;
            Outcome { message: format!("Reported {number}."), number, end: End::Done }
        }
        Ok(Verdict::Renumbered { row, tries }) => {
            let number = number(Some(&row))?;
            Outcome { message: sentences::renumbered(op.deed.record(), &number, tries), number, end: End::Done }
        }
        Ok(Verdict::Refused) => {
            let message = "Refused: this project's rules do not let you report incidents. Nothing was written.".into();
            Outcome { number: String::new(), end: End::Refused, message }
        }
        Ok(_) => return Err(odd().into()),
        Err(fault) => {
            let end = End::Failed(Trouble::from(fault.clone()).code);
            Outcome { number: String::new(), end, message: ledger.rows.failed(op, &fault) }
        }
    })
}
