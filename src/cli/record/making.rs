//! Making a record: what is to be expected of it, and what became of it, with the row as it stands.

use super::super::Trouble;
use super::ledger::{Ledger, odd};
use super::outcome::{End, Outcome};
use super::write::Receipts;
use crate::app::sentences;
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Deed, Op, Row, Verdict};
use crate::domain::value::OpId;
use uuid::Uuid;

/// A creation as it is sent.
pub(in crate::cli) fn op(deed: Deed, ledger: &Ledger) -> Op {
    Op { id: OpId(Uuid::new_v4()), at: ledger.now, deed }
}

/// What is to be expected.
pub(in crate::cli) fn predicted(op: &Op, ledger: &Ledger) -> Outcome {
    let (end, message) = match permission::comment(&ledger.me) {
        Permission::Allowed => (End::Planned, format!("Would do: {}", ledger.rows.about(op))),
        Permission::Refused(refusal) => {
            (End::Refused, format!("Would be refused: {}", ledger.rows.refusal_sentence(&refusal, "")))
        }
    };
    Outcome { number: String::new(), end, message }
}

/// What became of it, and the row if it was made.
pub(in crate::cli) fn ended(op: &Op, receipts: Receipts, ledger: &Ledger) -> Result<(Outcome, Option<Row>), Trouble> {
    let Some((_, receipt)) = receipts.into_iter().find(|(sent, _)| sent.id == op.id) else { return Err(odd().into()) };
    let record = op.deed.record();
    let nothing = |end, message| (Outcome { number: String::new(), end, message }, None);
    Ok(match receipt {
        Ok(Verdict::Done(rows)) => {
            let row = rows.into_iter().next().ok_or_else(odd)?;
            let number = name(&row)?;
            let message = ledger.rows.done(op, &number).unwrap_or_default();
            (Outcome { message, number, end: End::Done }, Some(row))
        }
        Ok(Verdict::Renumbered { row, tries }) => {
            let number = name(&row)?;
            (Outcome { message: sentences::renumbered(record, &number, tries), number, end: End::Done }, Some(row))
        }
        Ok(Verdict::Refused) => {
            nothing(End::Refused, format!("{} Nothing was written.", sentences::refused_new(record)))
        }
        Ok(_) => return Err(odd().into()),
        Err(fault) => nothing(End::Failed(Trouble::from(fault.clone()).code), ledger.rows.failed(op, &fault)),
    })
}

fn name(row: &Row) -> Result<String, Trouble> {
    match row {
        Row::Incident(row) => Ok(row.name()),
        Row::Problem(row) => Ok(row.name()),
        Row::Change(row) => Ok(row.name()),
        _ => Err(odd().into()),
    }
}
