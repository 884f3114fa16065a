//! Finishing what somebody decided and could not finish: a manager's answer moves no change that is not theirs, so the next step of its requester or
//! assignee does, as an open antops does by itself.

use super::super::Trouble;
use super::super::record::ledger::Ledger;
use super::super::record::making;
use super::super::record::write::send;
use crate::domain::change::Change;
use crate::domain::change::standing::Mismatch;
use crate::domain::change::taking;
use crate::domain::request::{Deed, Row, Verdict};
use std::io::Write as _;
use uuid::Uuid;

/// Applies to my changes what was decided about them; the rows are as they stand then. Dry, they are as they would be.
pub(super) async fn finish(ledger: &mut Ledger, rows: &mut [Change], is_dry: bool) -> Result<(), Trouble> {
    for row in rows {
        let Some(deed) = undone(row, ledger) else { continue };
        let op = making::op(deed, ledger);
        if is_dry {
            writeln!(std::io::stderr(), "antops: Would do first: {}", ledger.rows.about(&op))?;
            if let Deed::Step { edits, .. } = &op.deed {
                edits.apply(row);
            }
            continue;
        }
        let name = row.name();
        for (op, receipt) in send(&*ledger.backend, vec![op]).await {
            let (given, sentence) = match receipt {
                Ok(Verdict::Done(given)) => (given, ledger.rows.done(&op, &name)),
                Ok(Verdict::Partly { rows: given, left, fault }) => {
                    (given, Some(ledger.rows.partly(&op, &name, &left, fault.as_ref())))
                }
                Ok(Verdict::Conflict(now)) => {
                    let sentence = ledger.rows.overtaken(&op.deed, &now, &name);
                    (vec![now], Some(sentence))
                }
                Err(fault) => return Err(fault.into()),
                Ok(_) => (vec![], None),
            };
            if let Some(now) =
                given.into_iter().find_map(|given| if let Row::Change(now) = given { Some(now) } else { None })
            {
                *row = (*now).clone();
                ledger.rows.changes.insert(row.id, *now);
            }
            if let Some(sentence) = sentence {
                writeln!(std::io::stderr(), "antops: {sentence}")?;
            }
        }
    }
    Ok(())
}

/// What is left to do of a decision about a change of mine.
fn undone(row: &Change, ledger: &Ledger) -> Option<Deed> {
    let standing = ledger.rows.standing_of(row);
    let is_undone = matches!(standing.mismatch(row), Some(Mismatch::Undone(_)));
    let decided = standing.decided.filter(|_| is_undone && row.has_stakeholder(ledger.me.profile.id))?;
    taking::apply(row, decided, ledger.now, Uuid::new_v4)
}
